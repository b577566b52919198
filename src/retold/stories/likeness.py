"""How likely two articles tell of one event, as logits, for all pairs that are at all alike.

Likeness is measured in five ways, each as it is and beside how alike the two articles are to their nearest others
(hub normalisation: an article that is like everything tells little), and weighed by a logistic regression fitted on
public data (`bench/fit_stories.py`). How large stories are here is then estimated from the articles themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retold.config import Grouping
from retold.knowledge import table
from retold.stories.words import Rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Values = NDArray[np.float64]

MEASURES = ("words", "pairs", "title", "lead", "lead in text")
"""The ways in which likeness is measured."""

#: Measures whose nearest five give a level of their own; a title's are too few.
_LEVELS = (0, 1, 3, 4)

FEATURES = (
    *(f"{name}, beside nearest" for name in MEASURES),
    *MEASURES,
    *(f"{MEASURES[i]}, nearest five" for i in _LEVELS),
    "common neighbours",
    "numbers",
    "three numbers",
    "other years",
    "same year",
)
"""What the regression weighs."""

#: Articles whose rows are held at a time: 1,000 beside 20,000 others take 500 MB.
_BLOCK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of articles that are at all alike, by place, a < b, in order."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    #: One row a pair, one column a feature.
    features: Values


def nearest_levels(rows: Rows, *, config: Grouping) -> tuple[Values, Values]:
    """How alike each article is to its nearest, widely and closely: measure x article."""
    n = rows.words.shape[0]
    far, close = usual_likeness() * _strange(n, config)
    wide, narrow = np.zeros((len(MEASURES), n)), np.zeros((len(MEASURES), n))
    for start, stop, block in _blocks(rows):
        wide[:, start:stop] = _mean_of_highest(block, config.hub, far)
        narrow[:, start:stop] = _mean_of_highest(block, config.hub_close, close)
    return wide, narrow


def alike(rows: Rows, *, config: Grouping) -> Pairs:
    """All pairs with at least `config.alike_least` in common, with their features."""
    n = rows.words.shape[0]
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], Values]] = []
    hubs, fives = np.zeros((len(MEASURES), n)), np.zeros((len(MEASURES), n))
    far, close = usual_likeness() * _strange(n, config)
    near: list[csr_matrix] = []
    for start, stop, block in _blocks(rows):
        hubs[:, start:stop] = _mean_of_highest(block, config.hub, far)
        fives[:, start:stop] = _mean_of_highest(block, config.hub_close, close)
        i, j = np.nonzero(block[-1] >= config.alike_least)
        found.append((i + start, j, block[:, i, j].astype(np.float64)))
        near.append(_nearest(block[-1], config.neighbours))
    a = np.concatenate([part[0] for part in found])
    b = np.concatenate([part[1] for part in found])
    values = np.concatenate([part[2] for part in found], axis=1)
    once = a < b
    a, b, values = a[once], b[once], values[:, once]
    likeness = _features(a, b, values, hubs, fives, _common(near, a, b))
    return Pairs(a=a, b=b, features=np.concatenate((likeness, _numbers(rows, a, b)), axis=1))


def _blocks(rows: Rows) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """The likenesses of all articles to all, some rows at a time; an article is not its own neighbour."""
    n = rows.words.shape[0]
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        block = _measures(rows, start, stop)
        block[:, np.arange(stop - start), np.arange(start, stop)] = -1.0
        yield start, stop, block


def _measures(rows: Rows, start: int, stop: int) -> NDArray[np.float32]:
    """The likenesses of some articles to all: measure x some x all."""
    words, leads, titles, held = (m[start:stop] for m in (rows.words, rows.leads, rows.titles, rows.held))
    unigram = (words @ rows.words.T).toarray()
    bigram = (rows.pairs[start:stop] @ rows.pairs.T).toarray()
    title = ((titles @ rows.held.T).toarray() + (held @ rows.titles.T).toarray()) / 2
    lead = (leads @ rows.leads.T).toarray()
    across = ((leads @ rows.words.T).toarray() + (words @ rows.leads.T).toarray()) / 2
    return np.stack((unigram, (unigram + bigram) / 2, title, lead, across))


@cache
def usual_likeness() -> Values:
    """For each measure, how alike an article of no story is to its nearest twenty, and nearest five, of a thousand."""
    known = {name: float(value) for name, value in table("story_weights")}
    return np.array([[known.get(f"{name}, usual {k}", 0.0) for name in MEASURES] for k in ("twenty", "five")])


def _strange(n: int, config: Grouping) -> float:
    """How much the usual distance of strangers counts beside n articles: all for few, nothing for many."""
    return max(0.0, 1.0 - n / config.strangers_until)


def _mean_of_highest(block: NDArray[np.float32], k: int, usual: Values) -> Values:
    """Mean of the k highest likenesses of each article, as if there were k strangers at the usual distance, too.

    Among few articles all would seem near otherwise, and an article that nothing resembles would find kin by chance.
    """
    m = min(k, block.shape[2] - 1)
    highest = np.sort(np.partition(block, -m - 1, axis=2)[:, :, -m - 1 :], axis=2)[:, :, 1:].astype(np.float64)
    strangers = np.broadcast_to(usual[:, None, None], (*block.shape[:2], k - m))
    mean: Values = np.maximum(np.concatenate((highest, strangers), axis=2), usual[:, None, None]).mean(axis=2)
    return mean


def _nearest(block: NDArray[np.float32], k: int) -> "csr_matrix":
    """The k nearest of each article, weighed by likeness, as rows of length 1 in which it is its own nearest."""
    from scipy.sparse import csr_matrix

    block = np.where(block < 0, 1.0, block)
    m = min(k, block.shape[1] - 1)
    least = np.partition(block, block.shape[1] - 1 - m, axis=1)[:, block.shape[1] - 1 - m]
    kept = np.where(block >= np.maximum(least, 1e-6)[:, None], block, 0.0)
    return csr_matrix(kept / np.sqrt((kept**2).sum(axis=1, keepdims=True)))


def _common(near: "Sequence[csr_matrix]", a: NDArray[np.int64], b: NDArray[np.int64]) -> Values:
    """Cosine of the neighbourhoods of each pair."""
    from scipy.sparse import vstack

    rows = vstack(near, format="csr")
    return _cosine(rows, a, b)


def _cosine(rows: "csr_matrix", a: NDArray[np.int64], b: NDArray[np.int64]) -> Values:
    """Product of the rows of each pair."""
    parts = [
        np.asarray(rows[a[i : i + 100_000]].multiply(rows[b[i : i + 100_000]]).sum(axis=1)).ravel()
        for i in range(0, len(a), 100_000)
    ]
    cosine: Values = np.concatenate(parts) if parts else np.zeros(0)
    return cosine


def _numbers(rows: Rows, a: NDArray[np.int64], b: NDArray[np.int64]) -> Values:
    """Whether the figures of each pair are the same: two earthquakes in one state differ in little else.

    An article without figures tells nothing either way.
    """
    known = np.asarray((rows.numbers > 0).sum(axis=1)).ravel()
    least = np.minimum(known[a], known[b])
    alike = np.log(_cosine(rows.numbers, a, b) + 0.1) - np.log(0.2)
    dated = np.asarray(rows.years.sum(axis=1)).ravel() > 0
    both = dated[a] & dated[b]
    same = _cosine(rows.years, a, b) > 0
    return np.stack((alike * (least > 0), alike * (least >= 3), both & ~same, both & same), axis=1).astype(np.float64)


def _features(
    a: NDArray[np.int64], b: NDArray[np.int64], values: Values, hubs: Values, fives: Values, common: Values
) -> Values:
    floor = 0.02  # likeness that chance gives; keeps the logarithm from making much of nothing
    raw = np.log(np.maximum(values, 0) + floor)
    level, close = np.log(hubs + floor), np.log(fives + floor)
    beside = raw - (level[:, a] + level[:, b]) / 2
    close_level = -(close[:, a] + close[:, b])[list(_LEVELS)] / 2
    features: Values = np.concatenate((beside, raw, close_level, np.log(common + 0.05)[None])).T
    return features


def logits(pairs: Pairs) -> Values:
    """Logit of each pair, at the share of matches that the regression was fitted with."""
    weight = {name: float(value) for name, value in table("story_weights")}
    coefficients = np.array([weight[name] for name in FEATURES])
    result: Values = pairs.features @ coefficients + weight["constant"]
    return result


def match_shift(values: Values, n: int, *, config: Grouping) -> float:
    """What to add to the logits so that they fit these articles, where stories may be larger or rarer.

    Expectation-maximisation of the share of matches among all pairs (Saerens, Latinne and Decaestecker 2002), starting
    from and held to `config.usual_kin` others a story, which counts as much as `config.usual_weight` articles.
    """
    if n < 2:
        return 0.0
    fitted = np.log(config.fitted_share / (1 - config.fitted_share))
    shift = 0.0
    for _ in range(40):
        expected = 2.0 * (1.0 / (1.0 + np.exp(-np.clip(values + shift, -40, 40)))).sum()
        kin = (expected + config.usual_weight * config.usual_kin) / (n + config.usual_weight)
        share = min(max(kin / (n - 1), 1e-7), config.most_share)
        shift = float(np.log(share / (1 - share)) - fitted)
    return shift
