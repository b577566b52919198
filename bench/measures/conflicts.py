"""Conflicts measured: one number, name, negation or role changed in one retelling of a real article (`bench.plants`).

`found` is the share of plants for which a conflict names both sentences, `named` asks that its reason be of the kind
planted, `false` is the share of retellings with nothing but harmless edits that have any conflict, and `beside` counts
conflicts that stand beside the planted one. Rules were looked at on the articles of one half (`tuning_*`) only.
`neus_pair`, `ecb_pair`: conflicts a pair of articles of real stories, most of them false: of the 10 in the
last sample of 4,000 pairs about 3 were real.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from bench.measures.alignment import rows
from bench.plants import Plant, plants, read, sentences_of
from retold.claims import merge
from retold.service import compare
from retold.service.facts import facts_of, find_times
from retold.testing import make_article
from retold.trees import parse_article
from retold.types import Article, ClaimConflict, Facts, Parse, Story

SETS = (("statements/polnear_train", 240), ("pages/newspaper4k", 80), ("statements/meantime", 60), ("pages/fundus", 60))
FILES = {"neus": "neus_triplets.jsonl.gz", "ecb": "ecbplus.jsonl.gz"}
MOST = 60  # plants a kind and half
_DAY = datetime(2021, 3, 24, tzinfo=UTC)
#: What a conflict's reason says, by what was planted.
_REASONS = {
    "number": r"figure|number|date",
    "name": r"name|roles",
    "negation": r"denied|not |un| / ",
    "role": r"roles",
}


def measure(shared: Path) -> dict[str, float]:
    """Shares between 0 and 1, by half and kind."""
    if not (shared / "data" / "statements" / "polnear_train.jsonl.gz").exists():
        return {}
    figures: dict[str, float] = {}
    for half, prefix in enumerate(("tuning_", "")):
        figures |= {f"{prefix}{name}": value for name, value in score(made(shared, half)).items()}
    for name, pairs in (("neus", 300), ("ecb", 100)):
        told = list(retellings(shared / "data" / "stories" / FILES[name], pairs))
        said = facts([article for pair in told for article in pair])
        figures[f"{name}_pair"] = sum(len(conflicts_of(pair, said)) for pair in told) / max(1, len(told))
    return figures


def retellings(path: Path, most: int) -> Iterator[tuple[Article, Article]]:
    """Pairs of articles of one real story, drawn from all."""
    stories: dict[str, list[Article]] = defaultdict(list)
    for row in rows(path) if path.exists() else ():
        body = row["text"] if "text" in row else " ".join(row["sentences"])
        title = row.get("title")
        stories[row["cluster"]].append(make_article(body, title=title, outlet=row["id"], name=row["id"]))
    pairs = [pair for name in sorted(stories) for pair in combinations(stories[name], 2) if pair[0].id != pair[1].id]
    yield from random.Random(3).sample(pairs, min(most, len(pairs)))


def made(shared: Path, half: int, *, most: int = MOST, seed: int = 11) -> list[Plant]:
    """The plants and controls of every other article."""
    texts = []
    for name, wanted in SETS:
        path = shared / "data" / f"{name}.jsonl.gz"
        found = [sentences_of(row["text"]) for row in rows(path)] if path.exists() else []
        texts += [text for text in found if len(text) >= 6][: 2 * wanted][half::2][:wanted]
    return list(plants(list(zip(texts, read(texts), strict=True)), most=most, seed=seed + half))


def score(planted: Sequence[Plant]) -> dict[str, float]:
    """Found, named and false, by kind; and how many conflicts stand beside the planted."""
    hits: dict[str, list[bool]] = defaultdict(list)
    beside = 0
    for plant, (a, b, conflicts) in zip(planted, asked(planted), strict=True):
        if not plant.kind:
            hits["false"].append(bool(conflicts))
            continue
        both = [c for c in conflicts if told_by(c, a, plant.told[0]) and told_by(c, b, plant.told[1])]
        beside += len(conflicts) - len(both)
        named = any(re.search(_REASONS[plant.kind], c.because) for c in both)
        for key in ("", f"{plant.kind}_"):
            hits[f"{key}found"].append(bool(both))
            hits[f"{key}named"].append(named)
    figures = {name: sum(found) / len(found) for name, found in sorted(hits.items())}
    return figures | {"beside": beside / max(1, sum(bool(p.kind) for p in planted))}


def asked(planted: Sequence[Plant]) -> Iterator[tuple[Article, Article, tuple[ClaimConflict, ...]]]:
    """The two articles of each plant, and what the claims of their story say conflicts."""
    pairs = [tuple(article_of(told, name) for told, name in ((p.before, "A"), (p.after, "B"))) for p in planted]
    said = facts([article for pair in pairs for article in pair])
    for a, b in pairs:
        yield a, b, conflicts_of([a, b], said)


def conflicts_of(articles: Sequence[Article], said: dict[str, Facts]) -> tuple[ClaimConflict, ...]:
    """The conflicts of a story of these articles."""
    story = Story(
        id="0" * 16, headline="", articles=tuple(articles), origins=(), derivations=(), additions=(), because=()
    )
    compared = tuple(compare(a, b) for a, b in combinations(articles, 2))
    return merge(story, [said[article.id] for article in articles], compared).conflicts


def article_of(told: Sequence[str], outlet: str) -> Article:
    """An article of these sentences, two a paragraph."""
    body = "\n\n".join(" ".join(told[i : i + 2]) for i in range(0, len(told), 2))
    return make_article(body, outlet=f"Outlet {outlet}", published=_DAY, name=f"{outlet}.html")


def facts(articles: Sequence[Article]) -> dict[str, Facts]:
    """What the articles say; each distinct sentence is parsed once."""
    from retold.parsing import SpacyParser

    parser = SpacyParser(remembered=1_000_000)
    texts = {sentence.text for article in articles for sentence in article.sentences}
    list(parser.parse(sorted(texts)))  # in large batches

    def one(article: Article) -> Facts:
        parses: tuple[Parse, ...] = parse_article(article, parser)
        return facts_of(article, find_times(article.text, article.published), parses)

    return {article.id: one(article) for article in articles}


def told_by(conflict: ClaimConflict, article: Article, words: str) -> bool:
    """True if one of its passages lies in that sentence of the article."""
    start = article.text.find(words)
    return any(
        p.article == article.id and p.span.start < start + len(words) and start < p.span.end
        for claim in conflict.claims
        for p in claim.passages
    )
