"""Pairs of sentences out of their cosines: the most similar first, the common order, and what fits between.

Works on numbers alone. Links of more than one sentence a side are made from these pairs elsewhere.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from retold.alignment.counting import Matrix
from retold.config import Alignment


def greedy(cosine: Matrix, least: float) -> list[tuple[int, int]]:
    """Pairs of rows and columns, each used once, the most similar first, down to `least`."""
    columns = cosine.shape[1]
    flat = cosine.ravel()
    enough = (flat >= least).nonzero()[0]
    order = enough[(-flat[enough]).argsort(kind="stable")]
    seen_a: set[int] = set()
    seen_b: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for place in order.tolist():
        i, j = divmod(place, columns)
        if i not in seen_a and j not in seen_b:
            seen_a.add(i)
            seen_b.add(j)
            pairs.append((i, j))
    return pairs


def monotone(links: Sequence[tuple[int, int, float]]) -> list[int]:
    """Places of the heaviest chain in which both sides strictly rise; (i, j, weight) each, O(n log n).

    Kept are the ends of the chains that may still win: with j, the weight rises too. Links of one i come with falling
    j, so that none follows another.
    """
    ends: list[int] = []
    tops: list[float] = []
    places: list[int] = []
    before: list[int] = [-1] * len(links)
    for _, _, place in sorted([(i, -j, place) for place, (i, j, _) in enumerate(links)]):
        _, j, weight = links[place]
        at = bisect_left(ends, j)
        top = (tops[at - 1] if at else 0.0) + max(weight, 1e-9)
        before[place] = places[at - 1] if at else -1
        if at < len(ends) and ends[at] == j and tops[at] >= top:
            continue
        stop = at
        while stop < len(ends) and tops[stop] <= top:
            stop += 1
        ends[at:stop], tops[at:stop], places[at:stop] = [j], [top], [place]
    place = places[-1] if places else -1
    chain = []
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]


def fill(cosine: Matrix, pairs: list[tuple[int, int]], config: Alignment) -> list[tuple[int, int]]:
    """Where much is retold in the same order, less likeness is enough: inside the gaps, and for moved sentences."""
    rows, columns = cosine.shape
    found = list(pairs)
    if len(pairs) == min(rows, columns):
        return found
    chain = monotone([(i, j, float(cosine[i, j])) for i, j in pairs])
    used_a, used_b = {i for i, _ in pairs}, {j for _, j in pairs}
    low = (-1, -1)
    for high in [*(pairs[place] for place in chain), (rows, columns)]:
        if high[0] - low[0] == 1 or high[1] - low[1] == 1:
            low = high
            continue
        gap_a = [i for i in range(low[0] + 1, high[0]) if i not in used_a]
        gap_b = [j for j in range(low[1] + 1, high[1]) if j not in used_b]
        if gap_a and gap_b:
            found += [(gap_a[i], gap_b[j]) for i, j in greedy(cosine[np.ix_(gap_a, gap_b)], config.accept_in_gap)]
        low = high
    used_a, used_b = {i for i, _ in found}, {j for _, j in found}
    for i in [i for i in range(rows) if i not in used_a]:
        j = int(cosine[i].argmax())
        if j not in used_b and cosine[i, j] >= config.accept_moved and int(cosine[:, j].argmax()) == i:
            found.append((i, j))
            used_b.add(j)
    return found
