"""Boosted trees as arrays, so that all of them are asked at once. What they are asked, and what is made of the answer,
is their owners' affair.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Words = NDArray[np.uint16]

#: Rows that are asked at once: what is held between the steps stays in the cache (five times as fast as thousands).
_ROWS: Final = 100
#: A tree has at most so many leaves: each is a bit.
MOST_LEAVES: Final = 16


@cache
def _bit() -> NDArray[np.uint8]:
    """Number with one bit set -> which."""
    out = np.zeros(1 << MOST_LEAVES, np.uint8)
    for bit in range(MOST_LEAVES):
        out[1 << bit] = bit
    return out


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees of up to 16 leaves. Each answer of an inner node strikes out the leaves that it can't lead to; one
    stays (after QuickScorer, Lucchese et al. 2015)."""

    base: float
    #: For each inner node and tree, node by node: the column it looks at and the threshold.
    columns: NDArray[np.int64]
    at_most: Floats
    #: In the same order: leaves that stay where the answer is yes, and those for which no would be another answer.
    after_yes: Words
    turned: Words
    #: For each tree and leaf: its value.
    values: Floats
    inner: int

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Trees":
        """From what `bench/train_flattened.py` and `bench/train_html.py` write."""
        trees = stored["trees"]
        inner = max(len(tree["columns"]) for tree in trees)
        columns = np.zeros((inner, len(trees)), np.int64)
        at_most = np.zeros((inner, len(trees)), np.float32)
        yes = np.full((inner, len(trees)), 0xFFFF, np.uint16)
        no = yes.copy()
        values = np.zeros((len(trees), MOST_LEAVES), np.float32)
        for t, tree in enumerate(trees):
            columns[: len(tree["columns"]), t] = tree["columns"]
            at_most[: len(tree["at_most"]), t] = tree["at_most"]
            for leaf, (path, value) in enumerate(zip(tree["paths"], tree["leaves"], strict=True)):
                values[t, leaf] = value
                for step in path:
                    (no if step > 0 else yes)[abs(step) - 1, t] &= np.uint16(0xFFFF ^ (1 << leaf))
            beyond = np.uint16((1 << len(tree["paths"])) - 1)
            yes[:, t] &= beyond
            no[:, t] &= beyond
        return cls(stored["base"], columns.ravel(), at_most.ravel(), yes.ravel(), (yes ^ no).ravel(), values, inner)

    def logits(self, features: Floats) -> Floats:
        """One number a row."""
        parts = [self._some(features[low : low + _ROWS]) for low in range(0, len(features), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _some(self, features: Floats) -> Floats:
        rows, trees = len(features), len(self.values)
        asked = np.ascontiguousarray(features.T)[self.columns]
        no = (asked > self.at_most[:, None]).view(np.uint8) * self.turned[:, None]
        no ^= self.after_yes[:, None]
        left = np.bitwise_and.reduce(no.reshape(self.inner, trees, rows), axis=0)
        reached = _bit()[left] + (np.arange(trees) * MOST_LEAVES)[:, None]
        total: Floats = self.values.ravel()[reached].sum(axis=0, dtype=np.float32) + np.float32(self.base)
        return total
