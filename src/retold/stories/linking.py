"""From logits of pairs to stories: average linkage, with what must stay together put together first.

Average linkage needs most pairs of two groups to agree, so that no chain of half-likenesses makes a giant. Nothing is
known here of words or articles: they are numbers.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retold.config import Grouping
from retold.stories.likeness import Pairs
from retold.types import Duplicate

Values = NDArray[np.float64]
Places = NDArray[np.int64]


def stories_of(
    n: int, pairs: Pairs, values: Values, kin: Sequence[tuple[int, int, Duplicate]], *, config: Grouping
) -> Places:
    """A label for each of `n` articles. `values` are the logits of `pairs` above the cut; `kin` are near-duplicates."""
    a = np.r_[pairs.a, np.array([x for x, _, _ in kin], dtype=np.int64)]
    b = np.r_[pairs.b, np.array([y for _, y, _ in kin], dtype=np.int64)]
    raw = np.r_[values, np.full(len(kin), np.inf)]
    tied = [(x, y) for x, y, d in kin if min(d.in_a, d.in_b) >= config.join_cover]
    part = _parts(n, a, b, raw, config)
    near = np.clip(
        np.sign(raw) * np.maximum(np.abs(raw) - config.logit_doubt, 0.0), -config.logit_clip, config.logit_clip
    )
    labels = part * n
    inside: dict[int, list[int]] = defaultdict(list)
    for k in np.flatnonzero(part[a] == part[b]).tolist():
        inside[int(part[a[k]])].append(k)
    groups = np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part))[:-1])
    for label, ks in inside.items():
        group = groups[label]
        rank = {int(i): r for r, i in enumerate(group)}
        matrix = np.full((len(group), len(group)), -config.logit_clip)
        for k in ks:  # in order: a duplicate comes after, and overrides, its pair's likeness
            x, y = rank[int(a[k])], rank[int(b[k])]
            matrix[x, y] = matrix[y, x] = near[k]
        labels[group] += linked(matrix, [(rank[x], rank[y]) for x, y in tied if x in rank], top=config.logit_clip)
    copied = np.isin(pairs.a * n + pairs.b, [x * n + y for x, y, _ in kin])
    return _attached(labels, pairs.a[~copied], pairs.b[~copied], values[~copied], config)


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


def linked(matrix: Values, tied: Sequence[tuple[int, int]], *, top: float) -> Places:
    """Average linkage of a small matrix of logits, none above `top`, stopped at 0; tied places are one at once."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(matrix) < 2:
        return np.zeros(len(matrix), dtype=np.int64)
    distance = np.maximum(top - matrix, 1e-3)
    if tied:
        distance = _tied(distance, tied)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(np.maximum(distance, distance.T), checks=False), "average")
    # Means of doubtful pairs are 0 but for rounding.
    return np.asarray(fcluster(tree, top + 1e-9, "distance"), dtype=np.int64)


def _tied(distance: Values, tied: Sequence[tuple[int, int]]) -> Values:
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


def _attached(labels: Places, a: Places, b: Places, raw: Values, config: Grouping) -> Places:
    """Put articles that stand alone with the story whose better half they are like (METHODS.md).

    All at once and by the stories as they are, so that one can't draw in the next. Pairs of which one is copied into
    the other don't count: a round-up would draw in all that it rounds up.
    """
    _, label, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    missing = -config.logit_clip - config.logit_doubt
    offers: dict[tuple[int, int], list[float]] = defaultdict(list)
    for one, other in ((a, b), (b, a)):
        usable = (sizes[label[one]] == 1) & (sizes[label[other]] > 1)
        for k in np.flatnonzero(usable).tolist():
            offers[int(one[k]), int(label[other[k]])].append(float(raw[k]))
    best: dict[int, tuple[float, int]] = {}
    for (i, story), found in sorted(offers.items()):
        half = (int(sizes[story]) + 1) // 2
        mean = sum(sorted([*found, *[missing] * half], reverse=True)[:half]) / half
        if mean >= config.attach_from and mean > best.get(i, (-np.inf, -1))[0]:
            best[i] = mean, story
    result: Places = label.astype(np.int64)
    for i, (_, story) in best.items():
        result[i] = story
    return result
