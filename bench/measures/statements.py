"""Statements on PolNeAR: cues, sources and contents in the tier "said" and in all, on articles kept for checking.

Articles fall into a tuning and a checking half by a hash of their id; figures are of a fixed sample of the checking
half. A predicted cue is right if it overlaps a gold cue; a gold cue counts as "said" if the last verb in it is a verb
of saying of ours or it is "according to". PolNeAR marks no attribution within the content of another (none of its
19,868): `cue.precision` and all F1 count every predicted cue; `cue.precision_first_hand` leaves out a wrong cue that is
`quoted_by` another source. `source.f1` and `content.f1` are by words over the cues that were matched, `source.whole_f1`
and `content.whole_f1` over all attributions, so that what was missed and what was made up counts.
`ratio` is the time of parser, figures and statements over the parser's, `facts_ratio` that of all facts; `parse_share`
is 1 / ratio.
"""

import gzip
import hashlib
import json
import re
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from retold.figures import find_figures
from retold.parsing import SpacyParser
from retold.sentences import split
from retold.service import facts_of, find_times
from retold.statements import find_statements
from retold.statements.sayings import sayings
from retold.testing import make_article
from retold.trees import parse_article
from retold.types import Article, Parse, Sentence, Statement

SAMPLE = 240
Ranges = Sequence[Sequence[int]]


def measure(shared: Path) -> dict[str, float]:
    """Precision, recall and F1 by tier, and the time beside the parser's."""
    with gzip.open(shared / "data" / "statements" / "polnear_train.jsonl.gz", "rt", encoding="utf8") as lines:
        rows = _checking(json.loads(line) for line in lines)[:SAMPLE]
    articles = [_article(row["text"]) for row in rows]
    parser = SpacyParser(remembered=0)
    list(parser.parse(["Warm up."]))
    started = time.process_time()
    parses = [parse_article(article, parser) for article in articles]
    parsed = time.process_time() - started
    found = []
    for article, parse in zip(articles, parses, strict=True):
        figures = find_figures(article, parse, ())
        found.append(find_statements(article, parse, (), figures=figures))
    whole = time.process_time() - started
    started = time.process_time()
    for article, parse in zip(articles, parses, strict=True):
        facts_of(article, find_times(article.text, article.published), parse)
    facts = time.process_time() - started
    counts: Counter[tuple[str, str, str]] = Counter()
    for row, article, parse, statements in zip(rows, articles, parses, found, strict=True):
        _count(row["attributions"], article, parse, statements, counts)
    return _figures(counts) | {
        "ratio": whole / parsed,
        "facts_ratio": (parsed + facts) / parsed,
        "parse_share": parsed / whole,
    }


def _checking(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The checking half, in an order that has nothing to do with outlet or date."""
    hashed = sorted((hashlib.sha256(row["id"].encode()).digest(), row["id"], row) for row in rows)
    return [row for digest, _, row in hashed if digest[0] % 2]


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
    used: set[int] = set()
    for cue, group in cues.items():
        tier = _tier([cue], lemmas)
        said = _covered(words, [(s.content.start, s.content.end) for s in group])
        span = group[0].source.span
        ours = {"source": _covered(words, [(span.start, span.end)] if span else []), "content": said}
        hits = [number for number, (a, _) in enumerate(gold) if _overlap(cue, a["cue"])]
        best = max(hits, key=lambda n: len(_covered(words, gold[n][0]["content"]) & said), default=None)
        theirs = {part: _covered(words, gold[best][0][part]) if best is not None else set() for part in ours}
        for name in ("all", tier):
            counts[name, "cue", "predicted"] += 1
            counts[name, "cue", "second hand"] += best is None and all(s.quoted_by is not None for s in group)
            counts[name, "cue", "right"] += best is not None
            for part, mine in ours.items():
                both = len(mine & theirs[part])
                counts[name, part, "all ours"] += len(mine)
                counts[name, part, "all both"] += both if best not in used else 0
                if best is not None:
                    counts[name, part, "both"] += both
                    counts[name, part, "ours"] += len(mine)
                    counts[name, part, "gold"] += len(theirs[part])
        used |= {best} if best is not None else set()
    for attribution, tier in gold:
        for name in ("all", tier):
            counts[name, "cue", "gold"] += 1
            counts[name, "cue", "found"] += any(_overlap(cue, attribution["cue"]) for cue in cues)
            for part in ("source", "content"):
                counts[name, part, "all gold"] += len(_covered(words, attribution[part]))


def _tier(cue: Ranges, lemmas: Sequence[tuple[int, int, str, str]]) -> str:
    within = [word for word in lemmas for start, end in cue if word[0] < end and start < word[1]]
    if "according to" in " ".join(text for _, _, text, _ in within):
        return "said"
    tiers = [sayings()[lemma].tier for _, _, _, lemma in within if lemma in sayings()]
    return tiers[-1] if tiers else "other"


def _overlap(cue: Sequence[int], others: Ranges) -> bool:
    return any(cue[0] < end and start < cue[1] for start, end in others)


def _covered(words: Sequence[tuple[int, int]], ranges: Iterable[Sequence[int]]) -> set[int]:
    covered: set[int] = set()
    for at, to in ranges:
        low = bisect_right(words, at, key=lambda word: word[1])
        covered.update(range(low, bisect_left(words, to, key=lambda word: word[0])))
    return covered


def _figures(counts: Counter[tuple[str, str, str]]) -> dict[str, float]:
    out: dict[str, float] = {}
    for tier in ("said", "stance", "all"):
        right, predicted = counts[tier, "cue", "right"], counts[tier, "cue", "predicted"]
        precision = right / max(1, predicted)
        recall = counts[tier, "cue", "found"] / max(1, counts[tier, "cue", "gold"])
        out |= {f"{tier}.cue.precision": precision, f"{tier}.cue.recall": recall}
        out[f"{tier}.cue.precision_first_hand"] = right / max(1, predicted - counts[tier, "cue", "second hand"])
        out[f"{tier}.cue.f1"] = 2 * precision * recall / max(1e-9, precision + recall)
        for part in ("source", "content"):
            for key, which in (("f1", ""), ("whole_f1", "all ")):
                total = counts[tier, part, which + "ours"] + counts[tier, part, which + "gold"]
                out[f"{tier}.{part}.{key}"] = 2 * counts[tier, part, which + "both"] / max(1, total)
    return out
