"""Shingle F1 of articles found in flattened public pages, on the half of the sites that nothing was tuned on."""

import re
from collections import Counter
from pathlib import Path
from statistics import fmean

from bench.train_flattened import pages, tuning

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
    """`flattened_SET_FLATTENER`: shingle F1 on the checking half; `flattened_sure_share` and `flattened_sure_good`: the
    share of pages with confidence .9 or above, and how many of them have F1 .9 or above."""
    from retold.boilerplate import segment

    found: dict[str, list[tuple[str, str]]] = {}
    sure: list[float] = []
    total = 0
    for row in pages(shared):
        if tuning(row["url"]):
            continue
        for kind, text in row["flat"].items():
            content = segment(text)
            body = "\n".join(block.text for block in content.blocks if block.role == "body")
            found.setdefault(f"{row['set']}.{kind}", []).append((row["gold"], body))
            total += 1
            if content.confidence >= 0.9:
                sure.append(f1([(row["gold"], body)]) if body else 0.0)
    out = {name: f1(pairs) for name, pairs in found.items()}
    out["sure_share"] = len(sure) / max(1, total)
    out["sure_right"] = fmean(value >= 0.9 for value in sure) if sure else 1.0
    return out
