"""Reading HTML: shingle F1 of the article's body on three public sets of pages, beside trafilatura in the same run.

The scorer is that of scrapinghub/article-extraction-benchmark, as ../shared/data/README.md gives it. A page that
Retold says holds no article counts as an empty answer. What chooses lines is cross-fitted by site. `html.bulk.*` is
the mode of `config.BULK`; speeds are ratios of processor time to trafilatura (precision) on the same pages, `read` the
whole way to an `Article` (beside trafilatura with metadata: `read.speed_beside_metadata`).
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

SETS = ("newspaper4k", "fundus", "wcxb_dev")
#: Gold of which the answer holds nearly all, and as much again beside it, is cut off (a look at newspaper4k shows).
_CUT_OFF = (0.85, 0.75)


def measure(shared: Path) -> dict[str, float]:
    """F1, precision and recall for Retold and trafilatura, calibration, and speed beside it."""
    from bench.train_html import crossfitted, samples
    from retold.config import BULK, DEFAULT
    from retold.intake.choosing import Models

    known = list(samples(shared))
    if not known:
        return {}
    modes = {"": DEFAULT.reading, "bulk.": BULK.reading}
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    certain: dict[str, list[tuple[str, str]]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, run: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401
        start = time.process_time()
        answer = run(*given)
        spent[name] += time.process_time() - start
        return answer

    for stored, left_out in crossfitted(known):
        models = Models.of(stored)
        for sample in left_out:
            content = sample.markup.encode("utf8", "replace")
            for mode, config in modes.items():
                body, confidence = timed(mode, _retold, content, sample.url, config, models)
                pairs[mode + sample.name].append((body, sample.gold))
                if confidence >= 0.9:
                    certain[mode].append((body, sample.gold))
            theirs = timed("trafilatura", _trafilatura, sample.markup)
            pairs[f"{sample.name}.trafilatura"].append((theirs, sample.gold))
    for sample in known:
        content = sample.markup.encode("utf8", "replace")
        for mode, config in (("read", DEFAULT), ("bulk.read", BULK)):
            timed(mode, _read, content, sample.url, config)
        timed("metadata", _trafilatura, sample.markup, True)
    figures: dict[str, float] = {}
    for name, own in sorted(pairs.items()):
        figures |= _named(name, score(own))
    for mode in modes:
        figures |= {f"{mode}{name}": value for name, value in _sure(certain[mode], len(known)).items()}
        figures[f"{mode}ms_a_page"] = 1000 * spent[mode] / len(known)
        figures[f"{mode}speed_beside_trafilatura"] = spent["trafilatura"] / spent[mode]
        figures[f"{mode}read.speed_beside_trafilatura"] = spent["trafilatura"] / spent[f"{mode}read"]
        figures[f"{mode}read.speed_beside_metadata"] = spent["metadata"] / spent[f"{mode}read"]
    return figures


def _sure(certain: list[tuple[str, str]], count: int) -> dict[str, float]:
    """Of the pages at confidence .9 or above, how many have an F1 of .9 or above; and so without cut off gold."""
    scores = [score([pair]) for pair in certain]
    whole = [own for own in scores if not (own[1] > _CUT_OFF[0] and own[0] < _CUT_OFF[1])]
    return {
        "sure_share": len(scores) / count,
        "sure_right": sum(f1 >= 0.9 for *_, f1 in scores) / max(len(scores), 1),
        "sure_right_of_whole_gold": sum(f1 >= 0.9 for *_, f1 in whole) / max(len(whole), 1),
    }


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


def _retold(content: bytes, url: str, config: Any, models: Any) -> tuple[str, float]:  # noqa: ANN401
    from retold.errors import NoArticle
    from retold.intake.html import extract
    from retold.types import Page

    try:
        found = extract(Page(input="page", content=content, url=url), config=config, models=models)
    except NoArticle:
        return "", 0.0
    return "\n".join(block.text for block in found.blocks if block.role == "body"), found.confidence


def _read(content: bytes, url: str, config: Any) -> None:  # noqa: ANN401
    from retold.errors import NoArticle
    from retold.service import read_page
    from retold.types import Page

    with suppress(NoArticle):
        read_page(Page(input="page", content=content, url=url), config=config)


def _trafilatura(markup: str, with_metadata: bool = False) -> str:
    from trafilatura import extract

    return (
        extract(markup, favor_precision=True, include_comments=False, deduplicate=False, with_metadata=with_metadata)
        or ""
    )
