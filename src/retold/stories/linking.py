"""From logits of pairs to stories: average linkage, with what must stay together put together first.

Average linkage needs most pairs of two groups to agree, so that no chain of half-likenesses makes a giant. Nothing is
known here of words or articles: they are numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from retold.config import Grouping
from retold.stories.likeness import Pairs
from retold.types import Duplicate

Values = NDArray[np.float64]
Places = NDArray[np.int64]
Two = tuple[int, int]

#: Distance of two that are held apart: the mean over a matrix of `config.linkage_most` articles is still no join.
_APART = 1e12
#: What logits of so much beyond the clip count more than others that are clipped.
_SUREST, _FIRST = 20.0, 0.2
#: Share of the clip that a copy counts which is not tied.
_COPIED = 0.9


def stories_of(
    n: int,
    pairs: Pairs,
    values: Values,
    kin: Sequence[tuple[int, int, Duplicate]],
    *,
    together: Sequence[Two] = (),
    apart: Sequence[Two] = (),
    config: Grouping,
) -> Places:
    """A label for each of `n` articles. `values` are the logits of `pairs` above the cut; `kin` are near-duplicates.

    `together` and `apart` hold whatever else is like what; they must not contradict each other.
    """
    tied = ties(n, together, [(x, y) for x, y, d in kin if min(d.in_a, d.in_b) >= config.join_cover], apart)
    held = [*((x, y) for x, y, _ in kin), *tied]
    a = np.r_[pairs.a, np.array([x for x, _ in held], dtype=np.int64)]
    b = np.r_[pairs.b, np.array([y for _, y in held], dtype=np.int64)]
    raw = np.r_[values, np.full(len(held), np.inf)]
    part = _parts(n, a, b, raw, config)
    near = weights(raw, config=config)
    # A copy inside a round-up is as sure as can be, but does not outweigh that the rest of it is strange.
    near[len(values) :] = np.minimum(near[len(values) :], _COPIED * config.logit_clip)
    labels = part * n
    order = np.argsort(part, kind="stable")
    first = np.cumsum([0, *np.bincount(part)])
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n) - first[part[order]]
    # In order within each part: a duplicate comes after, and overrides, its pair's likeness.
    inside = np.flatnonzero(part[a] == part[b])
    inside = inside[np.argsort(part[a[inside]], kind="stable")]
    edges = np.searchsorted(part[a[inside]], np.arange(len(first)))
    tied_in, apart_in = _by_part(tied, part, rank), _by_part(apart, part, rank)
    for label in np.flatnonzero(np.diff(edges)).tolist():
        own = inside[edges[label] : edges[label + 1]]
        group = order[first[label] : first[label + 1]]
        if len(group) == 2 and not apart_in[label]:
            labels[group[1]] += near[own[-1]] < 0
            continue
        matrix = np.full((len(group), len(group)), -config.logit_clip)
        matrix[rank[a[own]], rank[b[own]]] = matrix[rank[b[own]], rank[a[own]]] = near[own]
        labels[group] += linked(matrix, tied_in[label], apart_in[label], top=config.logit_clip + _FIRST)
    copied = np.isin(pairs.a * n + pairs.b, [x * n + y for x, y, _ in kin])
    return _attached(labels, pairs.a[~copied], pairs.b[~copied], values[~copied], apart, config)


def weights(raw: Values, *, config: Grouping) -> Values:
    """What logits count in a mean: those near the cut little, and those far from it no more than others."""
    doubt = np.clip(raw, -config.logit_doubt, config.logit_doubt)
    sure = np.clip(raw, -1e6, 1e6) - doubt
    counted = np.clip(sure + config.doubt_counts * doubt, -config.logit_clip, config.logit_clip)
    # The surest of the sure are joined first: without that, which were would hang on the order of the articles.
    weights: Values = counted + np.clip((raw - config.logit_clip) / _SUREST, 0.0, 1.0) * _FIRST
    return weights


def _by_part(two: Iterable[Two], part: Places, rank: Places) -> dict[int, list[Two]]:
    found: dict[int, list[Two]] = defaultdict(list)
    for x, y in two:
        if part[x] == part[y]:
            found[int(part[x])].append((int(rank[x]), int(rank[y])))
    return found


def ties(n: int, together: Sequence[Two], kin: Sequence[Two], apart: Sequence[Two]) -> list[Two]:
    """What is tied: all of `together`, and of `kin` what brings none together that are held apart."""
    if not apart:
        return [*kin, *together]
    group = list(range(n))
    kept = list(together)

    def top(x: int) -> int:
        while group[x] != x:
            x = group[x]
        return x

    for x, y in together:
        group[top(y)] = top(x)
    for x, y in kin:
        one, other = top(x), top(y)
        if not any({top(v), top(w)} == {one, other} for v, w in apart):
            group[other] = one
            kept.append((x, y))
    return kept


def _parts(n: int, a: Places, b: Places, raw: Values, config: Grouping) -> Places:
    """What is connected by pairs above the cut.

    Two groups can only be joined if some pair of theirs is above the cut, so each part can be linked apart: the result
    is that of one linkage over all, at the cost of many small ones. A part too large for a matrix is cut higher.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    cut = 0.0
    while True:
        strong = raw >= cut
        graph = coo_matrix((np.ones(strong.sum()), (a[strong], b[strong])), shape=(n, n))
        _, part = connected_components(graph, directed=False)
        if np.bincount(part).max() <= config.linkage_most or not np.isfinite(raw[strong]).any():
            return np.asarray(part, dtype=np.int64)
        cut += 0.5


def linked(matrix: Values, tied: Sequence[Two], apart: Sequence[Two] = (), *, top: float) -> Places:
    """Average linkage of a small matrix of logits, none above `top`, stopped at 0; tied places are one at once.

    Groups of which a member is held apart from one of the other are never joined.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(matrix) < 2:
        return np.zeros(len(matrix), dtype=np.int64)
    distance = np.maximum(top - matrix, 1e-3)
    for x, y in apart:
        distance[x, y] = distance[y, x] = _APART
    if tied:
        distance = _tied(distance, tied)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(np.maximum(distance, distance.T), checks=False), "average")
    # Means of doubtful pairs are 0 but for rounding.
    return np.asarray(fcluster(tree, top + 1e-9, "distance"), dtype=np.int64)


def _tied(distance: Values, tied: Sequence[Two]) -> Values:
    """Give all members of a tied group the mean distances of the group, and none to each other.

    Average linkage then joins them first and goes on with the right means.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    tie = coo_matrix((np.ones(len(tied)), tuple(zip(*tied, strict=True))), shape=distance.shape)
    count, group = connected_components(tie, directed=False)
    weight = np.zeros((count, len(distance)))
    weight[group, np.arange(len(distance))] = 1.0 / np.bincount(group)[group]
    between: Values = (weight @ distance @ weight.T)[np.ix_(group, group)]
    between[group[:, None] == group[None]] = 0.0
    return between


def _attached(labels: Places, a: Places, b: Places, raw: Values, apart: Sequence[Two], config: Grouping) -> Places:
    """Put articles that stand alone with the story whose better half they are like (METHODS.md).

    All at once and by the stories as they are, so that one can't draw in the next. Pairs of which one is copied into
    the other don't count: a round-up would draw in all that it rounds up.
    """
    _, label, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    missing = -config.logit_clip - config.logit_doubt
    offers: dict[Two, list[float]] = defaultdict(list)
    for one, other in ((a, b), (b, a)):
        usable = (sizes[label[one]] == 1) & (sizes[label[other]] > 1)
        for k in np.flatnonzero(usable).tolist():
            offers[int(one[k]), int(label[other[k]])].append(float(raw[k]))
    barred = {(int(x), int(label[y])) for v, w in apart for x, y in ((v, w), (w, v))}
    best: dict[int, tuple[float, int]] = {}
    for (i, story), found in sorted(offers.items()):
        if max(found) < config.attach_from or (i, story) in barred:
            continue
        half = (int(sizes[story]) + 1) // 2
        mean = sum(sorted([*found, *[missing] * half], reverse=True)[:half]) / half
        if mean >= config.attach_from and mean > best.get(i, (-np.inf, -1))[0]:
            best[i] = mean, story
    result: Places = label.astype(np.int64)
    for i, (_, story) in best.items():
        result[i] = story
    return result
