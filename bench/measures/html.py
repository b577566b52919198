"""Reading HTML: shingle F1 of the article's body on three public sets of pages, beside trafilatura in the same run.

The scorer is that of scrapinghub/article-extraction-benchmark, as ../shared/data/README.md gives it. A page that
Retold says holds no article counts as an empty answer. Trees that choose lines are cross-fitted by site.
"""

import time
from collections.abc import Iterable
from pathlib import Path

SETS = ("newspaper4k", "fundus", "wcxb_dev")


def measure(shared: Path) -> dict[str, float]:
    """F1, precision and recall for Retold and trafilatura, calibration, and speed beside it."""
    from bench.train_html import crossfitted, samples
    from retold.boilerplate.keeping import Trees

    known = list(samples(shared))
    if not known:
        return {}
    ours: dict[str, list[tuple[str, str]]] = {name: [] for name in SETS}
    theirs: dict[str, list[tuple[str, str]]] = {name: [] for name in SETS}
    certain: list[bool] = []
    spent = {"retold": 0.0, "trafilatura": 0.0}
    for stored, left_out in crossfitted(known):
        trees = Trees.of(stored)
        for sample in left_out:
            start = time.process_time()
            body, confidence = _retold(sample.markup, sample.url, trees)
            between = time.process_time()
            theirs[sample.name].append((_trafilatura(sample.markup), sample.gold))
            spent["trafilatura"] += time.process_time() - between
            spent["retold"] += between - start
            ours[sample.name].append((body, sample.gold))
            if confidence >= 0.9:
                certain.append(score(ours[sample.name][-1:])[2] >= 0.9)
    figures: dict[str, float] = {}
    for name in SETS:
        figures |= _named(name, score(ours[name])) | _named(f"{name}.trafilatura", score(theirs[name]))
    figures["sure_share"] = len(certain) / len(known)
    figures["sure_right"] = sum(certain) / len(certain) if certain else 0.0
    figures["ms_a_page"] = 1000 * spent["retold"] / len(known)
    figures["speed_beside_trafilatura"] = spent["trafilatura"] / spent["retold"]
    return figures


def score(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of (output, gold) pairs by word 4-grams."""
    from retold.intake.shingles import shingles, words

    precisions, recalls = [], []
    for output, gold in pairs:
        found, wanted = shingles(words(output)), shingles(words(gold))
        common = (found & wanted).total()
        if found:
            precisions.append(common / found.total())
        if wanted:
            recalls.append(common / wanted.total())
    precision = sum(precisions) / len(precisions) if precisions else 0.0
    recall = sum(recalls) / len(recalls) if recalls else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _named(name: str, scores: tuple[float, float, float]) -> dict[str, float]:
    return {f"{name}.precision": scores[0], f"{name}.recall": scores[1], f"{name}.f1": scores[2]}


def _retold(markup: str, url: str, trees) -> tuple[str, float]:  # noqa: ANN001
    from retold.errors import NoArticle
    from retold.intake.html import extract
    from retold.types import Page

    try:
        content = extract(Page(input="page", content=markup.encode("utf8", "replace"), url=url), trees=trees)
    except NoArticle:
        return "", 0.0
    return "\n".join(block.text for block in content.blocks if block.role == "body"), content.confidence


def _trafilatura(markup: str) -> str:
    from trafilatura import extract

    return extract(markup, favor_precision=True, include_comments=False, deduplicate=False) or ""
