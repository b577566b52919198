"""How likely two articles tell of one event, as logits, for all pairs that are at all alike.

Likeness is measured in five ways, each as it is and beside how alike the two articles are to their nearest others
(hub normalisation: an article that is like everything tells little; see `nearness`), and weighed by a logistic
regression fitted on public data (`bench/fit_stories.py`). How large stories are here is then estimated from the
articles themselves.
"""

from collections.abc import Iterator
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
#: Logit under which a pair has no part in what is expected, and rounds of it: more change nothing.
_NO_KIN, _ROUNDS = -9.0, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of articles that are at all alike, by place, a < b, in order."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    #: One row a pair, one column a feature.
    features: Values


def blocks(rows: Rows) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """The likenesses of all articles to all, some rows at a time; an article is not its own neighbour."""
    n = rows.words.shape[0]
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        block = measures(rows, rows, start, stop)
        block[:, np.arange(stop - start), np.arange(start, stop)] = -1.0
        yield start, stop, block


def measures(some: Rows, others: Rows, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
    """The likenesses of articles, from `start` to `stop` of `some`, to others: measure x some x others."""
    part = slice(start, stop)
    words, leads, titles, held = some.words[part], some.leads[part], some.titles[part], some.held[part]
    unigram = (words @ others.words.T).toarray()
    bigram = (some.pairs[part] @ others.pairs.T).toarray()
    title = ((titles @ others.held.T).toarray() + (held @ others.titles.T).toarray()) / 2
    lead = (leads @ others.leads.T).toarray()
    across = ((leads @ others.words.T).toarray() + (words @ others.leads.T).toarray()) / 2
    return np.stack((unigram, (unigram + bigram) / 2, title, lead, across))


@cache
def usual_likeness() -> Values:
    """For each measure, how alike an article of no story is to its nearest twenty, and nearest five, of a thousand."""
    known = {name: float(value) for name, value in table("story_weights")}
    return np.array([[known.get(f"{name}, usual {k}", 0.0) for name in MEASURES] for k in ("twenty", "five")])


def usual_levels(n: int, *, config: Grouping) -> Values:
    """The usual distance of strangers, widely and closely, as it counts beside n articles: less the more there are."""
    levels: Values = usual_likeness() * max(0.0, 1.0 - n / config.strangers_until)
    return levels


def cosine(rows: "csr_matrix", a: NDArray[np.int64], b: NDArray[np.int64]) -> Values:
    """Product of the rows of each pair."""
    return _products(rows, a, rows, b)


def _products(some: "csr_matrix", a: NDArray[np.int64], others: "csr_matrix", b: NDArray[np.int64]) -> Values:
    parts = [
        np.asarray(some[a[i : i + 100_000]].multiply(others[b[i : i + 100_000]]).sum(axis=1)).ravel()
        for i in range(0, len(a), 100_000)
    ]
    products: Values = np.concatenate(parts) if parts else np.zeros(0)
    return products


def figures(some: Rows, a: NDArray[np.int64], others: Rows, b: NDArray[np.int64]) -> Values:
    """Whether the figures of each pair are the same: two earthquakes in one state differ in little else.

    An article without figures tells nothing either way. One row a pair.
    """
    least = np.minimum(some.known_numbers[a], others.known_numbers[b])
    alike = np.log(_products(some.numbers, a, others.numbers, b) + 0.1) - np.log(0.2)
    both = some.dated[a] & others.dated[b]
    same = _products(some.years, a, others.years, b) > 0
    return np.stack((alike * (least > 0), alike * (least >= 3), both & ~same, both & same), axis=1).astype(np.float64)


def features(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    values: Values,
    hubs: Values,
    fives: Values,
    common: Values,
    numbers: Values,
) -> Values:
    """What the regression weighs, one row a pair: likenesses (measure x pair), levels (measure x article) and so on."""
    floor = 0.02  # likeness that chance gives; keeps the logarithm from making much of nothing
    raw = np.log(np.maximum(values, 0) + floor)
    level, close = np.log(hubs + floor), np.log(fives + floor)
    beside = raw - (level[:, a] + level[:, b]) / 2
    close_level = -(close[:, a] + close[:, b])[list(_LEVELS)] / 2
    likeness = np.concatenate((beside, raw, close_level, np.log(common + 0.05)[None])).T
    weighed: Values = np.concatenate((likeness, numbers), axis=1)
    return weighed


def logits(pairs: Pairs) -> Values:
    """Logit of each pair, at the share of matches that the regression was fitted with."""
    weight = {name: float(value) for name, value in table("story_weights")}
    coefficients = np.array([weight[name] for name in FEATURES])
    result: Values = pairs.features @ coefficients + weight["constant"]
    return result


def match_shift(pairs: Pairs, values: Values, n: int, *, later: NDArray[np.bool_] | None = None,
                among: int | None = None, config: Grouping) -> float:  # fmt: skip
    """What to add to the logits `values` so that they fit these articles, where stories may be larger or rarer.

    Expectation-maximisation of the share of matches among all pairs (Saerens, Latinne and Decaestecker 2002), starting
    from and held to `config.usual_kin` others a story, which counts as much as `config.usual_weight` articles. No
    article counts more than `config.many_kin` others: few large stories don't tell of the many small ones. Beyond
    `config.others_most`, more articles make a match no rarer: what others tell of makes no two less alike. The `n`
    articles may be some `among` more; then each pair is told by that of its articles that is one of `later`.
    """
    others = min((n if among is None else among) - 1, config.others_most)
    told = n if later is None else int(later.sum())
    if n < 2:
        return 0.0
    fitted = np.log(config.fitted_share / (1 - config.fitted_share))
    near = values > _NO_KIN
    a, b, close = pairs.a[near], pairs.b[near], values[near]
    shift = 0.0
    for _ in range(40):
        chance = 1.0 / (1.0 + np.exp(-np.clip(close + shift, -40, 40)))
        counts = _added_up(chance, a, b, n=n) if later is None else 2.0 * _added_up(chance, b, n=n)[later]
        expected = np.minimum(counts, config.kin_counted).sum()
        kin = (expected + config.usual_weight * config.usual_kin) / (told + config.usual_weight)
        share = min(max(kin / others, 1e-7), config.most_share)
        shift = float(np.log(share / (1 - share)) - fitted)
    return shift


def with_kin(pairs: Pairs, values: Values, n: int, shift: float, *, config: Grouping) -> Values:
    """The logits `values` with `shift` added, and more for articles that have many others of their story.

    One share of matches for all would be that of the many small stories, by which a large one crumbles. So what is
    expected is told for each article of the pairs, by the same expectation-maximisation; it only ever adds.
    """
    more = np.zeros(n)
    near = values > _NO_KIN - shift
    a, b, close = pairs.a[near], pairs.b[near], values[near] + shift
    for _ in range(_ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(close + (more[a] + more[b]) / 2, -40, 40)))
        more = added_by_kin(_added_up(chance, a, b, n=n), shift, config=config)
    added: Values = values + shift + (more[pairs.a] + more[pairs.b]) / 2
    return added


def _added_up(chance: Values, *articles: NDArray[np.int64], n: int) -> Values:
    """For each of `n` articles the chances of the pairs that it is in."""
    total = np.zeros(n)
    for own in articles:
        total += np.bincount(own, chance, n)
    return total


def added_by_kin(kin: Values, shift: float, *, config: Grouping) -> Values:
    """What to add to the logits of an article with so many others of its story, beside `shift` for all."""
    many = config.kin_weight * np.log(np.maximum(kin, config.many_kin) / config.many_kin)
    added: Values = np.minimum(many, max(0.0, config.kin_shift_most - shift))
    return added
