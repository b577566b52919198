"""Which units of a page belong to its article: two small models, the second on the first one's opinion of the page.

The models are boosted trees, kept as thresholds and leaf values in `knowledge/keeping.json`; `bench/train_flattened.py`
fitted them on the flattened public pages. They answer with a number for each unit; what is made of
it, and the reasons, is left to `boilerplate`.
"""

from typing import Final

import numpy as np

from retold.boilerplate.features import measure, window
from retold.boilerplate.models import Models
from retold.boilerplate.signs import Floats
from retold.boilerplate.trees import Trees
from retold.boilerplate.units import Units

__all__ = ["Trees", "best_segment", "opinions", "wanted"]

_CLIP: Final = 4.0
#: The second model is asked of units for which the first one's odds (logit) are better, and of so many around them.
_HOPELESS: Final = -3.0
_NEAR: Final = 4


def wanted(units: Units, *, models: Models) -> Floats:
    """How likely each unit belongs to the article, as a logit."""
    features = measure(units)
    logits = models.first.logits(features)
    reach = np.concatenate((np.zeros(_NEAR, np.bool_), logits > _HOPELESS, np.zeros(_NEAR, np.bool_)))
    asked = np.convolve(reach, np.ones(2 * _NEAR + 1), "valid") > 0.5
    out = np.minimum(logits, _HOPELESS)
    out[asked] = models.second.logits(opinions(units, features, logits)[asked])
    return out


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
    weighed = np.column_stack((weight, opinion * weight))
    for reach in (3, 10, 30):
        total = window(weighed, reach)
        out.append((total[:, 1:] / total[:, :1]).astype(np.float32))
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
        *_lexicon(units, opinion),
    ):
        out.append(column.astype(np.float32)[:, None])
    return np.concatenate(out, axis=1).astype(np.float32)


def _lexicon(units: Units, opinion: Floats) -> tuple[Floats, Floats, Floats]:
    """How much the content of each unit belongs to what the first model took for the article, elsewhere on the page.

    Mean log odds of its words, the same beside the page's mean, and the share of words that the article has.
    """
    signs, size = units.signs, len(units)
    content = signs.content
    ids = signs.ids[content]
    unit = np.searchsorted(units.starts, signs.places[content], "right") - 1
    likely = (1 / (1 + np.exp(-opinion.astype(np.float64))))[unit]
    inside = np.bincount(ids, weights=likely, minlength=len(signs.distinct))[ids] - likely
    outside = np.bincount(ids, weights=1 - likely, minlength=len(signs.distinct))[ids] - (1 - likely)
    odds = np.log((inside + 0.3) / (outside + 0.3))
    own = np.maximum(np.bincount(unit, minlength=size), 1)
    mean = np.bincount(unit, weights=odds, minlength=size) / own
    return mean, mean - (odds.mean() if len(odds) else 0.0), np.bincount(unit[inside > 0.5], minlength=size) / own


def best_segment(score: Floats) -> tuple[int, int]:
    """The stretch with the greatest sum, half-open; empty at 0 if nothing is above zero (Bentley's Column 8)."""
    sums = np.concatenate(([0.0], np.cumsum(score, dtype=np.float64)))
    lowest = np.minimum.accumulate(sums)
    gains = sums - lowest
    end = int(np.argmax(gains))
    start = int(np.argmin(sums[: end + 1])) if end else 0
    return start, end
