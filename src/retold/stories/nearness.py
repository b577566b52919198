"""How near articles of a stream are to each other: for each its nearest others, and what it was compared with.

Of few articles all pairs are measured; of many, a new one is measured against those that share its heaviest words.
Of articles with mostly the same words only the first counts as near, or a text that thirty outlets print would make
hubs of all that resemble it. Values: nothing is changed in place that somebody else holds. What belongs together is not
decided here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retold.config import Grouping
from retold.duplicates import Postings
from retold.stories.likeness import (
    FEATURES,
    MEASURES,
    Pairs,
    Values,
    blocks,
    cosine,
    features,
    figures,
    measures,
    usual_levels,
)
from retold.stories.words import Row, columns_of, matrices
from retold.types import Duplicate

Places = NDArray[np.int64]
Singles = NDArray[np.float32]

#: Articles whose levels stand for those of all.
_SAMPLE = 1000


class Compared(NamedTuple):
    """Earlier articles that an article was compared with and found at all alike."""

    places: Places
    #: Measure x pair, and figure x pair.
    likeness: Singles
    figures: Singles


_NONE = Compared(
    np.zeros(0, dtype=np.int64), np.zeros((len(MEASURES), 0), dtype=np.float32), np.zeros((4, 0), dtype=np.float32)
)


@dataclass(frozen=True, slots=True)
class Nearness:
    """Of the articles from place `first` on."""

    first: int
    #: Article x measure x likenesses to the nearest, ascending, -1 where there are fewer.
    nearest: Singles
    #: Article x nearest: places of those for the last measure, -1 where there are fewer.
    who: Places
    compared: tuple[Compared, ...]
    #: Heaviest words by article.
    heavy: Postings


def nothing(first: int = 0, *, config: Grouping) -> Nearness:
    """Of no article."""
    k = config.hub
    return Nearness(
        first, np.zeros((0, len(MEASURES), k), dtype=np.float32), np.zeros((0, k), dtype=np.int64), (), Postings()
    )


def first_prints(n: int, duplicates: Iterable[Duplicate], *, config: Grouping) -> Places:
    """For each of `n` articles the place of the first that has mostly its words, of itself if none has."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    tied = [(d.a, d.b) for d in duplicates if min(d.in_a, d.in_b) >= config.join_cover]
    a, b = (np.array([pair[k] for pair in tied], dtype=np.int64) for k in (0, 1))
    count, text = connected_components(coo_matrix((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)
    first = np.full(count, n)
    np.minimum.at(first, text, np.arange(n))
    prints: Places = first[text].astype(np.int64)
    return prints


def alike(rows: Sequence[Row], duplicates: Iterable[Duplicate] = (), *, config: Grouping) -> Pairs:
    """All pairs with at least `config.alike_least` in common, with their features."""
    near = all_near(rows, 0, first_prints(len(rows), duplicates, config=config), config=config)
    return pairs_among(near, np.arange(len(rows)), config=config)


def all_near(rows: Sequence[Row], first: int, prints: Places, *, config: Grouping) -> Nearness:
    """All pairs measured: what the batch sees. `prints` are the `first_prints` of the articles, counted from 0."""
    n, k = len(rows), config.hub
    nearest = np.full((n, len(MEASURES), k), -1.0, dtype=np.float32)
    who = np.full((n, k), -1, dtype=np.int64)
    compared: list[Compared] = []
    table = matrices(rows, columns_of(rows))
    m = min(k, n - 1)
    again = np.flatnonzero(prints != np.arange(n))
    for start, stop, block in blocks(table):
        i, j = np.nonzero(block[-1] >= config.alike_least)
        earlier = j < i + start
        i, j = i[earlier], j[earlier]
        compared += _by_owner(stop - start, i, j + first, block[:, i, j], figures(table, i + start, table, j).T)
        block[:, :, again] = -1.0
        block[:, np.arange(stop - start), prints[start:stop]] = -1.0
        if m > 0:
            best = np.argpartition(block, n - m, axis=2)[:, :, n - m :]
            values = np.take_along_axis(block, best, axis=2)
            order = np.argsort(values, axis=2)
            nearest[start:stop, :, k - m :] = np.take_along_axis(values, order, axis=2).transpose(1, 0, 2)
            who[start:stop, k - m :] = first + np.take_along_axis(best[-1], order[-1], axis=1)
    keys, places = _heaviest(rows, first, config)
    return Nearness(first, nearest, who, tuple(compared), Postings().add(keys, places))


def with_new(
    near: Nearness,
    rows: Sequence[Row],
    new: Sequence[Row],
    prints: Mapping[int, int],
    *,
    kin: Callable[[int], tuple[int, ...]] = lambda place: (),
    config: Grouping,
) -> Nearness:
    """With articles that come; `rows` are those of the earlier ones.

    `prints` tells the place of the first article with mostly the same words, of those that aren't the first; `kin`
    those of the story of an article.
    """
    start = near.first + len(rows)
    keys, places = _heaviest(new, start, config)
    heavy = near.heavy.add(keys, places, since=near.first)
    new_at, other = _candidates(heavy, keys, places, new, near.first, config)
    new_at, other = _with_their_stories(new_at, other, kin, config)
    nearest, who = _longer(near, len(new))
    if not len(other):
        return Nearness(near.first, nearest, who, (*near.compared, *[_NONE] * len(new)), heavy)
    chosen, right = np.unique(other, return_inverse=True)
    columns = columns_of(new)
    left = matrices(new, columns)
    everything = [rows[p - near.first] if p < start else new[p - start] for p in chosen.tolist()]
    others = matrices(everything, columns)
    likeness = measures(left, others)[:, new_at, right]
    newer, older = new_at + start - near.first, other - near.first
    at, who_else = np.concatenate((newer, older)) + near.first, np.concatenate((older, newer)) + near.first
    own, others_print = (np.array([prints.get(p, p) for p in x.tolist()]) for x in (at, who_else))
    counts = np.flatnonzero((others_print == who_else) & (own != others_print))
    _put_nearer(nearest, who, at[counts] - near.first, np.tile(likeness, 2)[:, counts], who_else[counts])
    alike = likeness[-1] >= config.alike_least
    more = _by_owner(
        len(new), new_at[alike], other[alike], likeness[:, alike], figures(left, new_at[alike], others, right[alike]).T
    )
    return Nearness(near.first, nearest, who, (*near.compared, *more), heavy)


def compared_with(near: Nearness, some: Places) -> Places:
    """Places of the remembered articles that some were compared with, and of those themselves, ascending."""
    found = np.unique(np.concatenate([some, *(near.compared[p].places for p in (some - near.first).tolist())]))
    return found[found >= near.first]


def forget(near: Nearness, first: int) -> Nearness:
    """Without the articles before place `first`."""
    gone = max(0, first - near.first)
    return Nearness(near.first + gone, near.nearest[gone:], near.who[gone:], near.compared[gone:], near.heavy)


def pairs_among(near: Nearness, some: Places, *, later: Places | None = None, config: Grouping) -> Pairs:
    """The pairs of some articles (places, ascending) that were compared, with their features; a and b count `some`.

    With `later`, only the pairs of which the later article is one of those.
    """
    rank = np.full(len(near.nearest), -1, dtype=np.int64)
    rank[some - near.first] = np.arange(len(some))
    owners = some if later is None else later
    own = [near.compared[p] for p in (owners - near.first).tolist()]
    lengths = [len(c.places) for c in own]
    if not sum(lengths):
        return Pairs(a=some[:0], b=some[:0], features=np.zeros((0, len(FEATURES))))
    at = np.concatenate([c.places for c in own]) - near.first
    b = np.repeat(rank[owners - near.first], lengths)
    a = np.where(at >= 0, rank[at], -1)
    inside = a >= 0
    a, b = a[inside], b[inside]
    likeness = np.concatenate([c.likeness for c in own], axis=1)[:, inside].astype(np.float64)
    numbers = np.concatenate([c.figures for c in own], axis=1)[:, inside].astype(np.float64)
    hubs, fives = levels(near, some, config=config)
    return Pairs(a=a, b=b, features=features(a, b, likeness, hubs, fives, _common(near, some, a, b), numbers.T))


def levels(near: Nearness, some: Places, *, config: Grouping) -> tuple[Values, Values]:
    """How alike articles are to their nearest, widely and closely: measure x article.

    None is much more alike than the median article is: the members of a large story would all be hubs by each other.
    """
    every = np.arange(0, len(near.nearest), 1 + len(near.nearest) // _SAMPLE)
    usual = _levels(near, every, config=config)
    far, close = (
        np.minimum(own, config.hub_most * np.median(all_, axis=1, keepdims=True))
        for own, all_ in zip(_levels(near, some - near.first, config=config), usual, strict=True)
    )
    return far, close


def _levels(near: Nearness, some: Places, *, config: Grouping) -> tuple[Values, Values]:
    far, close = usual_levels(len(near.nearest), config=config)
    held = near.nearest[some].astype(np.float64)
    hubs: Values = np.maximum(held, far[None, :, None]).mean(axis=2).T
    fives: Values = np.maximum(held[:, :, -config.hub_close :], close[None, :, None]).mean(axis=2).T
    return hubs, fives


def _common(near: Nearness, some: Places, a: Places, b: Places) -> Values:
    """Cosine of the neighbourhoods of each pair, in which each article is its own nearest."""
    from scipy.sparse import csr_matrix

    who, held = near.who[some - near.first], near.nearest[some - near.first, -1].astype(np.float64)
    kept = (who >= 0) & (held > 0)
    length = np.sqrt(1.0 + (held**2 * kept).sum(axis=1))
    columns = np.concatenate((some[:, None], who), axis=1)
    values = np.concatenate((np.ones((len(some), 1)), held), axis=1) / length[:, None]
    kept = np.concatenate((np.ones((len(some), 1), dtype=bool), kept), axis=1)
    base = columns[kept].min()
    matrix = csr_matrix((values[kept], columns[kept] - base, np.r_[0, np.cumsum(kept.sum(axis=1))]))
    return cosine(matrix, a, b)


def _by_owner(n: int, owner: Places, places: Places, likeness: Singles, numbers: Values) -> list[Compared]:
    """Pairs, apart for each of `n` owners."""
    order = np.argsort(owner, kind="stable")
    ends = np.cumsum(np.r_[0, np.bincount(owner, minlength=n)]).tolist()
    places, likeness, single = places[order], likeness[:, order], numbers[:, order].astype(np.float32)
    return [Compared(places[s:e], likeness[:, s:e], single[:, s:e]) for s, e in pairwise(ends)]


def _heaviest(rows: Sequence[Row], start: int, config: Grouping) -> tuple[NDArray[np.uint64], Places]:
    """Keys of the heaviest words of each article, and its place beside each."""
    chosen = [row.words.ids[np.argsort(-row.words.values, kind="stable")[: config.heaviest]] for row in rows]
    places = np.repeat(np.arange(start, start + len(rows)), [len(ids) for ids in chosen])
    return np.concatenate(chosen).astype(np.uint64) << np.uint64(40), places


def _candidates(
    heavy: Postings, keys: NDArray[np.uint64], owners: Places, new: Sequence[Row], first: int, config: Grouping
) -> tuple[Places, Places]:
    """For each new article (its number), the earlier ones that share most of the weight of its heaviest words."""
    start = int(owners[0]) if len(owners) else 0
    weights = [np.sort(row.words.values)[::-1][: config.heaviest] for row in new]
    weight = np.concatenate(weights).astype(np.float64) ** 2
    which, places = heavy.find(keys, since=first, newest=config.newest)
    earlier = places < owners[which]
    which, places = which[earlier], places[earlier]
    if not len(which):
        return places, places
    codes = (owners[which] - start) << np.int64(40) | (places - first)
    codes, inverse = np.unique(codes, return_inverse=True)
    score = np.bincount(inverse, weight[which])
    owner = codes >> np.int64(40)
    order = np.lexsort((-score, owner))
    firsts = np.searchsorted(owner, np.arange(len(new)))
    rank = np.arange(len(order)) - firsts[owner[order]]
    best = np.sort(order[rank < config.candidates])
    return owner[best], (codes[best] & np.int64((1 << 40) - 1)) + first


def _with_their_stories(
    new_at: Places, other: Places, kin: Callable[[int], tuple[int, ...]], config: Grouping
) -> tuple[Places, Places]:
    """With all of a story that half of an article's candidates are of: of a large one they are only some."""
    least = config.candidates // 2
    bounds = np.flatnonzero(np.diff(new_at, prepend=-1, append=np.iinfo(np.int64).max))
    found = []
    for s, e in pairwise(bounds.tolist()):
        own = other[s:e]
        if e - s >= least:
            story, count = Counter(map(kin, own.tolist())).most_common(1)[0]
            if count >= least:
                own = np.union1d(own, np.array(story[-config.linked_again :], dtype=np.int64))
        found.append(own)
    return np.repeat(new_at[bounds[:-1]], [len(own) for own in found]), np.concatenate([other[:0], *found])


def _longer(near: Nearness, more: int) -> tuple[Singles, Places]:
    """Copies with room for more articles."""
    n, measured, k = near.nearest.shape
    nearest = np.full((n + more, measured, k), -1.0, dtype=np.float32)
    nearest[:n] = near.nearest
    who = np.full((n + more, k), -1, dtype=np.int64)
    who[:n] = near.who
    return nearest, who


def _put_nearer(nearest: Singles, who: Places, at: Places, likeness: Singles, other: Places) -> None:
    """Put into `nearest` and `who` what is nearer than what is there: pairs of an article `at` and an `other`."""
    nearer = np.flatnonzero((nearest[at, :, 0] < likeness.T).any(axis=1))
    at, likeness, other = at[nearer], likeness[:, nearer], other[nearer]
    order = np.argsort(at, kind="stable")
    at, likeness, other = at[order], likeness[:, order], other[order]
    touched, starts, counts = np.unique(at, return_index=True, return_counts=True)
    k = nearest.shape[2]
    width = 2 * k
    for begin in range(0, int(counts.max(initial=0)), width):
        here = np.flatnonzero(counts > begin)
        taken = np.minimum(counts[here] - begin, width)
        columns = np.arange(int(taken.max()))
        index = starts[here][:, None] + begin + np.minimum(columns, taken[:, None] - 1)
        there = columns < taken[:, None]
        values = np.where(there[:, None, :], likeness[:, index].transpose(1, 0, 2), np.float32(-1))
        rows = touched[here]
        merged = np.concatenate((nearest[rows], values), axis=2)
        best = np.argsort(merged[:, -1], axis=1)[:, -k:]
        names = np.concatenate((who[rows], np.where(there, other[index], -1)), axis=1)
        who[rows] = np.take_along_axis(names, best, axis=1)
        nearest[rows] = np.sort(merged, axis=2)[:, :, -k:]
