"""Flattened public pages, models cross-fitted by site: shingle F1, headlines, calibration, speed; seed variants."""

import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import retold
from bench.seed_variants import Told, pair, variant
from bench.train_flattened import PARTS, pages, part, train
from retold.boilerplate import headlines, segment
from retold.boilerplate.models import Models

#: Variants of each of the two seeds.
VARIANTS: Final = 100
#: The furniture of the variants has dates of this year and later; the articles are older.
RENDERED_FROM: Final = 2022
_WORD = re.compile(r"\w+")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Word 4-grams as a multiset; all words as one if there are fewer (scrapinghub/article-extraction-benchmark)."""
    words = _WORD.findall(text)
    if 0 < len(words) < 4:
        return Counter([tuple(words)])
    return Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3))


def f1(pairs: list[tuple[str, str]]) -> float:
    """Of (gold, found): harmonic mean of the mean precision and the mean recall over pages where they are defined."""
    precisions: list[float] = []
    recalls: list[float] = []
    for gold, found in pairs:
        a, b = shingles(gold), shingles(found)
        common = sum((a & b).values())
        if b:
            precisions.append(common / sum(b.values()))
        if a:
            recalls.append(common / sum(a.values()))
    precision, recall = fmean(precisions or [0.0]), fmean(recalls or [0.0])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measure(shared: Path) -> dict[str, float]:
    """`SET.FLATTENER`: shingle F1, cross-fitted: the pages of each third of the sites with models of the other two.

    `sure_share` and `sure_right`: pages with confidence .9 or above, and how many of them have F1 .9 or above;
    `headline.FLATTENER`: newspaper4k's titles found, where they are on the page; `speed_beside_trafilatura`: how often
    a page is taken apart while trafilatura reads its HTML; `seed_variants`: the acceptance pair among other furniture.
    """
    rows = pages(shared)
    models = [Models.of(train([row for row in rows if part(row["url"]) != number])) for number in range(PARTS)]
    out = scores(rows, models)
    out["seed_variants"] = fmean(all_right(told, seed) for told in pair(shared) for seed in range(VARIANTS))
    out["speed_beside_trafilatura"] = speed(rows[:: len(rows) // 60])
    return out


def scores(rows: list[dict[str, Any]], models: Sequence[Models]) -> dict[str, float]:
    """What is right of public pages, those of each part of the sites taken apart with that part's models."""
    found: dict[str, list[tuple[str, str]]] = {}
    titled: dict[str, list[bool]] = {}
    sure: list[float] = []
    total = 0
    for row in rows:
        title = headlines.plain(row["title"]) if row["set"] == "newspaper4k" else ""
        for kind, text in row["flat"].items():
            content = segment(text, models=models[part(row["url"])])
            body = "\n".join(block.text for block in content.blocks if block.role == "body")
            found.setdefault(f"{row['set']}.{kind}", []).append((row["gold"], body))
            total += 1
            if content.confidence >= 0.9:
                sure.append(f1([(row["gold"], body)]) if body else 0.0)
            if title and title in headlines.plain(text):
                titled.setdefault(f"headline.{kind}", []).append(same(content.title or "", title))
    out = {name: f1(pairs) for name, pairs in found.items()}
    out |= {name: fmean(right) for name, right in titled.items()}
    out["sure_share"] = len(sure) / max(1, total)
    out["sure_right"] = fmean(value >= 0.9 for value in sure) if sure else 1.0
    return out


def same(found: str, title: str) -> bool:
    """True if what was found has at least seven of ten of the words of both."""
    a, b = frozenset(headlines.plain(found).split()), frozenset(title.split())
    return headlines.sameness(a, b) >= 0.7


def all_right(told: Told, seed: int) -> bool:
    """True if a variant gives the article's sentences and its headline, and no date of the page."""
    article = retold.read(variant(told, seed))
    year = article.published.latest.year if article.published.latest else 0
    return " ".join(article.body.split()) == told.body and article.title == told.headline and year < RENDERED_FROM


def speed(rows: list[dict[str, Any]]) -> float:
    """Pages taken apart in the time in which trafilatura reads their HTML, both in one loop."""
    from trafilatura import extract

    spent = [0.0, 0.0]
    for number, row in enumerate(rows):
        for text in row["flat"].values():
            started = time.process_time()
            segment(text)
            spent[0] += (time.process_time() - started) / len(row["flat"]) * (number > 0)
        started = time.process_time()
        extract(row["html"], favor_precision=True, include_comments=False)
        spent[1] += (time.process_time() - started) * (number > 0)
    return spent[1] / spent[0]
