"""Which articles of many share most: pairs that are worth comparing, in time that grows with the articles only."""

from collections.abc import Sequence

import numpy as np

from retold.duplicates.runs import Hashes

_HOLDERS = 16
"""Articles that are looked at for one run: of those that share a run with more, the first."""


def most_alike(rows: Sequence[Hashes], *, most: int) -> list[tuple[int, int]]:
    """For each article the `most` earlier ones that share most of its runs, and the first; pairs a < b, in order.

    A run that many share pairs each of them with the first holders only. Whoever shares nothing has the first alone.
    """
    sizes = [len(row) for row in rows]
    keys, places = np.concatenate(rows), np.repeat(np.arange(len(rows)), sizes)
    order = np.lexsort((places, keys))
    keys, places = keys[order], places[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    counts = np.diff(starts, append=len(keys))
    first = np.repeat(starts, counts)
    rank = np.arange(len(keys)) - first
    found = [
        places[np.minimum(first + k, len(places) - 1)][rank > k].astype(np.int64) << 32 | places[rank > k]
        for k in range(_HOLDERS)
    ]
    pairs, shared = np.unique(np.concatenate(found), return_counts=True)
    earlier, later = pairs >> 32, pairs & 0xFFFFFFFF
    order = np.lexsort((earlier, -shared, later))
    earlier, later = earlier[order], later[order]
    begins = np.flatnonzero(np.r_[True, later[1:] != later[:-1]]) if len(later) else later
    rank = np.arange(len(later)) - np.repeat(begins, np.diff(begins, append=len(later)))
    nearest = rank < most
    best = zip(earlier[nearest].tolist(), later[nearest].tolist(), strict=True)
    return sorted({*best, *((0, i) for i in range(1, len(rows)))})
