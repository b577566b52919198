"""Boosted trees of up to eight leaves, asked for all lines of a page at once.

After QuickScorer (Lucchese et al., SIGIR 2015): every inner node of every tree answers for itself, and the answers of a
tree's seven nodes are the bits of a number that names the leaf.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_NODES = 8


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees as `bench/train_html.py` writes them, laid out for reading."""

    base: np.float32
    #: For each tree and node, eight to a tree: the column it looks at, and up to where its answer is yes.
    columns: NDArray[np.int64]
    at_most: Floats
    #: For each tree and each number that its answers can make: the leaf's value.
    values: Floats
    #: Where each tree's values begin.
    first: NDArray[np.int64]

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Trees":
        """From what was written."""
        trees = stored["trees"]
        columns = np.zeros((len(trees), _NODES), np.int64)
        at_most = np.zeros((len(trees), _NODES), np.float32)
        values = np.zeros((len(trees), 1 << _NODES), np.float32)
        answers = np.arange(1 << _NODES)
        for row, tree in enumerate(trees):
            columns[row, : len(tree["columns"])] = tree["columns"]
            at_most[row, : len(tree["at_most"])] = tree["at_most"]
            for value, path in zip(tree["leaves"], tree["paths"], strict=True):
                reached = np.ones(1 << _NODES, bool)
                for step in path:
                    reached &= ((answers >> (_NODES - abs(step))) & 1) == (step > 0)
                values[row, reached] = value
        first = np.arange(len(trees)) << _NODES
        return cls(np.float32(stored["base"]), columns.ravel(), at_most.ravel(), values.ravel(), first)

    def logits(self, features: Floats) -> Floats:
        """One number a row."""
        turned = np.ascontiguousarray(features.T)
        answers = turned[self.columns] <= self.at_most[:, None]
        leaves = np.packbits(answers.reshape(-1, _NODES, len(features)), axis=1)[:, 0, :]
        total: Floats = self.values[leaves + self.first[:, None]].sum(axis=0) + self.base
        return total
