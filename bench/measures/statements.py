"""Statements on PolNeAR (train half, a fixed sample): cues, sources and contents in the tier "said" and in all.

A predicted cue is right if it overlaps a gold cue; a gold cue counts as "said" if the last verb in it is a verb of
saying of ours or it is "according to". Source and content are scored by words, over the cues that were matched.
`parse_share` is the parser's share of the whole time, `ratio` the whole time over the parser's.
"""

import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from retold.figures import find_figures
from retold.parsing import SpacyParser
from retold.sentences import split
from retold.statements import find_statements
from retold.statements.sayings import sayings
from retold.testing import make_article
from retold.trees import parse_article
from retold.types import Article, Parse, Sentence, Statement

SAMPLE = 160
Ranges = Sequence[Sequence[int]]


def measure(shared: Path) -> dict[str, float]:
    """Precision, recall and F1 by tier, and the time beside the parser's."""
    with gzip.open(shared / "data" / "statements" / "polnear_train.jsonl.gz", "rt", encoding="utf8") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda row: row["id"])
    random.Random(7).shuffle(rows)
    articles = [_article(row["text"]) for row in rows[:SAMPLE]]
    parser = SpacyParser(remembered=0)
    list(parser.parse(["Warm up."]))
    started = time.perf_counter()
    parses = [parse_article(article, parser) for article in articles]
    parsed = time.perf_counter() - started
    found = []
    for article, parse in zip(articles, parses, strict=True):
        figures = find_figures(article, parse, ())
        found.append(find_statements(article, parse, (), figures=figures))
    whole = time.perf_counter() - started
    counts: Counter[tuple[str, str, str]] = Counter()
    for row, article, parse, statements in zip(rows, articles, parses, found, strict=False):
        _count(row["attributions"], article, parse, statements, counts)
    return _figures(counts) | {"ratio": whole / parsed, "parse_share": parsed / whole}


def _article(text: str) -> Article:
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(re.finditer(r"[^\n]*\S[^\n]*", text)):
        for start, end in split(paragraph.group()):
            at, to = paragraph.start() + start, paragraph.start() + end
            sentences.append(Sentence(index=len(sentences), start=at, end=to, text=text[at:to], paragraph=number))
    return replace(make_article("x"), text=text, body_start=0, sentences=tuple(sentences))


def _count(
    attributions: list[dict[str, Any]],
    article: Article,
    parses: Sequence[Parse],
    statements: Sequence[Statement],
    counts: Counter[tuple[str, str, str]],
) -> None:
    lemmas = [
        (s.start + w.start, s.start + w.end, w.text.lower(), w.lemma if w.tag.startswith("VB") else "")
        for s, parse in zip(article.sentences, parses, strict=True)
        for w in parse
    ]
    words = [(m.start(), m.end()) for m in re.finditer(r"\w+", article.text)]
    gold = [(a, _tier(a["cue"], lemmas)) for a in attributions if a["cue"] and a["content"]]
    cues: dict[tuple[int, int], list[Statement]] = {}
    for statement in statements:
        cues.setdefault((statement.cue.start, statement.cue.end), []).append(statement)
    for cue, group in cues.items():
        tier = _tier([cue], lemmas)
        contents = [(s.content.start, s.content.end) for s in group]
        hits = [a for a, _ in gold if _overlap(cue, a["cue"])]
        for name in ("all", tier):
            counts[name, "cue", "predicted"] += 1
            counts[name, "cue", "right"] += bool(hits)
        if not hits:
            continue
        said = _covered(words, contents)
        best = max(hits, key=lambda a: len(_covered(words, a["content"]) & said))
        span = group[0].source.span
        ours = {"source": _covered(words, [(span.start, span.end)] if span else []), "content": said}
        for part, mine in ours.items():
            theirs = _covered(words, best[part])
            for name in ("all", tier):
                counts[name, part, "both"] += len(mine & theirs)
                counts[name, part, "ours"] += len(mine)
                counts[name, part, "gold"] += len(theirs)
    for attribution, tier in gold:
        for name in ("all", tier):
            counts[name, "cue", "gold"] += 1
            counts[name, "cue", "found"] += any(_overlap(cue, attribution["cue"]) for cue in cues)


def _tier(cue: Ranges, lemmas: Sequence[tuple[int, int, str, str]]) -> str:
    within = [word for word in lemmas for start, end in cue if word[0] < end and start < word[1]]
    if "according to" in " ".join(text for _, _, text, _ in within):
        return "said"
    tiers = [sayings()[lemma].tier for _, _, _, lemma in within if lemma in sayings()]
    return tiers[-1] if tiers else "other"


def _overlap(cue: Sequence[int], others: Ranges) -> bool:
    return any(cue[0] < end and start < cue[1] for start, end in others)


def _covered(words: Sequence[tuple[int, int]], ranges: Iterable[Sequence[int]]) -> set[int]:
    spans = list(ranges)
    return {i for i, (start, end) in enumerate(words) if any(start < to and at < end for at, to in spans)}


def _figures(counts: Counter[tuple[str, str, str]]) -> dict[str, float]:
    out: dict[str, float] = {}
    for tier in ("said", "stance", "all"):
        precision = counts[tier, "cue", "right"] / max(1, counts[tier, "cue", "predicted"])
        recall = counts[tier, "cue", "found"] / max(1, counts[tier, "cue", "gold"])
        out |= {f"{tier}.cue.precision": precision, f"{tier}.cue.recall": recall}
        out[f"{tier}.cue.f1"] = 2 * precision * recall / max(1e-9, precision + recall)
        for part in ("source", "content"):
            both = counts[tier, part, "both"]
            total = counts[tier, part, "ours"] + counts[tier, part, "gold"]
            out[f"{tier}.{part}.f1"] = 2 * both / max(1, total)
    return out
