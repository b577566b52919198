"""Which units of a page belong to its article: two small models, the second on the first one's opinion of the page.

The models are boosted trees, kept as thresholds and leaf values in `knowledge/keeping.json`; `bench/train_flattened.py`
fitted them on the flattened public pages of the tuning half. They answer with a number for each unit; what is made of
it, and the reasons, is left to `boilerplate`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate.features import measure
from retold.boilerplate.units import Floats, Units

_CLIP = 4.0


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees of few leaves, laid out so that all are asked at once (after QuickScorer, Lucchese et al. 2015)."""

    base: float
    #: For each tree and inner node: the column it looks at and the threshold.
    columns: NDArray[np.int64]
    at_most: Floats
    #: For each tree: inner node x leaf, 1 / -1 where the node's yes / no leads to the leaf.
    paths: Floats
    #: For each tree and leaf: how many yes the path has; a leaf is reached when its sum equals it.
    needed: Floats
    values: Floats

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Trees":
        """From what `bench/train_flattened.py` writes."""
        trees = stored["trees"]
        inner = max(len(tree["columns"]) for tree in trees)
        leaves = max(len(tree["leaves"]) for tree in trees)
        columns = np.zeros((len(trees), inner), np.int64)
        at_most = np.zeros((len(trees), inner), np.float32)
        paths = np.zeros((len(trees), inner, leaves), np.float32)
        needed = np.full((len(trees), leaves), 99, np.float32)
        values = np.zeros((len(trees), leaves), np.float32)
        for t, tree in enumerate(trees):
            columns[t, : len(tree["columns"])] = tree["columns"]
            at_most[t, : len(tree["at_most"])] = tree["at_most"]
            values[t, : len(tree["leaves"])] = tree["leaves"]
            for leaf, path in enumerate(tree["paths"]):
                for step in path:
                    paths[t, abs(step) - 1, leaf] = 1 if step > 0 else -1
                needed[t, leaf] = sum(step > 0 for step in path)
        return cls(stored["base"], columns, at_most, paths, needed, values)

    def logits(self, features: Floats) -> Floats:
        """One number a row."""
        answers = (features[:, self.columns] <= self.at_most).astype(np.float32)  # row, tree, node
        reached = np.matmul(answers.transpose(1, 0, 2), self.paths) == self.needed[:, None, :]  # tree, row, leaf
        total: Floats = np.einsum("trl,tl->r", reached, self.values, dtype=np.float32) + np.float32(self.base)
        return total


@cache
def _models() -> tuple[Trees, Trees]:
    stored = json.loads(files("retold.knowledge").joinpath("keeping.json").read_text(encoding="utf8"))
    return Trees.of(stored["first"]), Trees.of(stored["second"])


def wanted(units: Units) -> Floats:
    """How likely each unit belongs to the article, as a logit."""
    first, second = _models()
    features = measure(units)
    return second.logits(opinions(units, features, first.logits(features)))


def opinions(units: Units, features: Floats, logits: Floats) -> Floats:
    """The columns of the second model: the features, and the first one's logits around each unit."""
    size = len(units)
    opinion = np.clip(logits, -_CLIP, _CLIP)
    words = np.expm1(features[:, 1])
    score = opinion * (0.5 + np.minimum(words, 30) / 15)
    start, end = best_segment(score)
    index = np.arange(size)
    weight = np.minimum(words, 40) + 1
    out = [features, opinion[:, None]]
    padded = np.concatenate((np.full(3, -_CLIP), opinion, np.full(3, -_CLIP))).astype(np.float32)
    out += [padded[3 + step : 3 + step + size, None] for step in (-3, -2, -1, 1, 2, 3)]
    for reach in (3, 10, 30):
        low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, size)
        sums = np.concatenate(([0.0], np.cumsum(opinion * weight, dtype=np.float64)))
        mass = np.concatenate(([0.0], np.cumsum(weight, dtype=np.float64)))
        out.append((((sums[high] - sums[low]) / (mass[high] - mass[low])).astype(np.float32))[:, None])
    yes = np.where(opinion > 0, words, 0)
    before = np.concatenate(([0.0], np.cumsum(yes)))
    total = before[-1]
    outside = np.where(index < start, index - start, np.where(index >= end, index - end + 1, 0))
    inside = (index >= start) & (index < end)
    in_line = np.bincount(units.lines, weights=opinion * weight) / np.bincount(units.lines, weights=weight)
    for column in (
        np.sign(outside) * np.log1p(np.abs(outside)),
        inside,
        before[:-1] / max(total, 1),
        np.full(size, np.log1p(total)),
        np.full(size, words[start:end].sum() / max(words.sum(), 1)),
        in_line[units.lines],
    ):
        out.append(column.astype(np.float32)[:, None])
    return np.concatenate(out, axis=1).astype(np.float32)


def best_segment(score: Floats) -> tuple[int, int]:
    """The stretch with the greatest sum, half-open; empty at 0 if nothing is above zero (Bentley's Column 8)."""
    sums = np.concatenate(([0.0], np.cumsum(score, dtype=np.float64)))
    lowest = np.minimum.accumulate(sums)
    gains = sums - lowest
    end = int(np.argmax(gains))
    start = int(np.argmin(sums[: end + 1])) if end else 0
    return start, end
