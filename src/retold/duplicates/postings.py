"""Which articles hold a key: sorted arrays, of which a few small ones are added and now and then put together.

A value: adding gives new postings and leaves the old ones as they were. Keys are cut to 36 bits, so that now and then
an article is named that doesn't hold a key: a candidate, to be looked at.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]

_PLACE_BITS = 28
_PLACE = np.uint64((1 << _PLACE_BITS) - 1)
#: A level is put together with the next larger one when it has more than one part in so many of its size.
_GROWTH = 4


@dataclass(frozen=True, slots=True)
class Postings:
    """Keys and places, each level sorted by key, then place; the larger levels, and older places, first."""

    levels: tuple[Codes, ...] = ()

    def add(self, keys: Codes, places: Places, *, since: int = 0) -> "Postings":
        """With these keys for these places; when levels are put together, places before `since` are forgotten."""
        codes = np.sort(_codes(keys) | places.astype(np.uint64))
        levels = list(self.levels)
        while levels and len(levels[-1]) < _GROWTH * len(codes):
            older = levels.pop()
            older = older[(older & _PLACE) >= np.uint64(since)]
            codes = np.sort(np.concatenate((older, codes)), kind="stable")
        return Postings((*levels, codes) if len(codes) else tuple(levels))

    def find(self, keys: Codes, *, since: int = 0, newest: int | None = None) -> tuple[Places, Places]:
        """Which key (its number) is held by which place, from `since` on; of each level only the `newest`, if given."""
        return self.spans(keys, since=since, newest=newest).places(0, len(keys))

    def spans(self, keys: Codes, *, since: int = 0, newest: int | None = None) -> "Spans":
        """As `find`, but not yet place by place: of keys that many hold, that may be too much at once."""
        low = _codes(keys)
        high = low | _PLACE
        low = low | np.uint64(since)
        order = np.argsort(low)  # neighbours in the index, too: three times as quick
        low, high = low[order], high[order]
        found = []
        for level in self.levels:
            first = np.searchsorted(level, low)
            held = np.flatnonzero(level[np.minimum(first, len(level) - 1)] <= high)
            held = held[first[held] < len(level)]
            first, last = first[held], np.searchsorted(level, high[held], side="right")
            if newest is not None:
                first = np.maximum(first, last - newest)
            span = np.zeros((2, len(keys)), dtype=np.int64)
            span[:, order[held]] = first, np.maximum(last - first, 0)
            found.append((level, *span))
        return Spans(tuple(found))


@dataclass(frozen=True, slots=True)
class Spans:
    """Where keys stand: for each level the level, and of each key at which code it begins and how many there are."""

    levels: tuple[tuple[Codes, Places, Places], ...]

    def places(self, begin: int, end: int) -> tuple[Places, Places]:
        """Which of the keys from number `begin` to `end` is held by which place."""
        found: list[tuple[Places, Places]] = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
        for level, firsts, counts in self.levels:
            first, count = firsts[begin:end], counts[begin:end]
            ends = np.cumsum(count)
            at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + count, count)
            found.append((np.repeat(np.arange(begin, end), count), (level[at] & _PLACE).astype(np.int64)))
        return np.concatenate([which for which, _ in found]), np.concatenate([place for _, place in found])


def _codes(keys: Codes) -> Codes:
    return (keys >> np.uint64(_PLACE_BITS)) << np.uint64(_PLACE_BITS)
