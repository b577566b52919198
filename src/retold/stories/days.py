"""What the days between two articles tell of whether they are of one story.

How far apart articles of one story are published, and how far apart any two, is told by the articles themselves: in a
week of news one day tells much, in an archive of long affairs little, and among articles of one day nothing. Few
articles can't tell; then the usual cost of days stands alone. Texts are not looked at here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.config import Grouping
from retold.stories.likeness import Pairs
from retold.types import Article

Values = NDArray[np.float64]

#: Days apart at which shares are counted; what lies between counts for both neighbours.
_KNOTS = np.log1p(np.array([0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0]))
#: A dating of so many days is known to the day.
_ONE_DAY = 1.01
#: Articles whose distances stand for those of all.
_SAMPLE = 1500


def spans(articles: Sequence[Article]) -> tuple[Values, Values]:
    """Start and end of each dating in days, both at the middle where it is known to the day; NaN where unknown."""
    known = [a.published if a.published.earliest and a.published.latest else None for a in articles]
    start = np.array([d.earliest.timestamp() if d and d.earliest else np.nan for d in known]) / 86_400.0
    end = np.array([d.latest.timestamp() if d and d.latest else np.nan for d in known]) / 86_400.0
    exact = end - start <= _ONE_DAY
    middle = (start + end) / 2
    return np.where(exact, middle, start), np.where(exact, middle, end)


def days_apart(start: Values, end: Values, a: NDArray[np.int64], b: NDArray[np.int64]) -> Values:
    """Days between the datings of pairs; 0 where they overlap or one is unknown."""
    gap = np.maximum(start[a] - end[b], start[b] - end[a])
    days: Values = np.maximum(np.nan_to_num(gap, nan=0.0), 0.0)
    return days


def day_logits(articles: Sequence[Article], pairs: Pairs, values: Values, *, config: Grouping) -> Values:
    """What to add to the logits `values` of pairs for the days between them.

    The usual cost of days, and what they tell here: how much commoner a distance is among pairs that are surely one
    story than among all pairs. Estimated once from the words, and once more from words and days.
    """
    start, end = spans(articles)
    days = days_apart(start, end, pairs.a, pairs.b)
    usual: Values = -config.day_weight * np.log1p(np.minimum(days, config.days_most))
    exact = start == end
    both = exact[pairs.a] & exact[pairs.b]
    if not both.any():
        return usual
    at, any_two = _at_knots(days), _all_shares(start[exact])
    total = np.zeros_like(values)
    for _ in range(2):
        chance = 1.0 / (1.0 + np.exp(-np.clip(values + total, -40, 40)))
        sure = np.where(both, np.maximum(0.0, chance - config.surely_kin) / (1.0 - config.surely_kin), 0.0)
        told = at.of(_told(at.counts(sure), any_two, config))
        # A dating of a week leaves only the least distance, which can count against a pair, not for it.
        told = np.where(both, told, np.minimum(told, 0.0) * (days > 0))
        total = usual + told * (sure.sum() / (sure.sum() + config.usual_weight))
    return total


def _told(sure: Values, any_two: Values, config: Grouping) -> Values:
    """For each knot, the log of its share among sure pairs over its share among all, smoothed and bounded."""
    pseudo = config.day_smoothing
    one = (sure + pseudo * any_two) / (sure.sum() + pseudo)
    ratio = np.log(np.maximum(one, 1e-6)) - np.log(np.maximum(any_two, 1e-6))
    told: Values = np.clip(ratio, -config.days_against, config.days_for)
    return told


@dataclass(frozen=True, slots=True)
class _Knots:
    """For each distance the knot to its right, and how much it counts for that one; the rest is for the left one."""

    right: NDArray[np.int64]
    part: Values

    def counts(self, weights: Values) -> Values:
        """The weights of the distances, added up at each knot."""
        n = len(_KNOTS)
        added = np.bincount(self.right, weights * self.part, n) + np.bincount(
            self.right - 1, weights * (1.0 - self.part), n
        )
        return added.astype(np.float64)

    def of(self, values: Values) -> Values:
        """What lies at each distance between values at the knots."""
        between: Values = values[self.right] * self.part + values[self.right - 1] * (1.0 - self.part)
        return between


def _at_knots(days: Values) -> _Knots:
    x = np.minimum(np.log1p(days), _KNOTS[-1])
    right = np.clip(np.searchsorted(_KNOTS, x, side="right"), 1, len(_KNOTS) - 1)
    return _Knots(right, (x - _KNOTS[right - 1]) / (_KNOTS[right] - _KNOTS[right - 1]))


def _all_shares(times: Values) -> Values:
    """Share of all pairs of articles at each knot; of many articles some, evenly taken, stand for all."""
    times = np.sort(times)
    if len(times) > _SAMPLE:
        times = times[np.linspace(0, len(times) - 1, _SAMPLE).round().astype(np.int64)]
    a, b = np.triu_indices(len(times), 1)
    return _at_knots(np.abs(times[a] - times[b])).counts(np.full(len(a), 1.0 / max(1, len(a))))
