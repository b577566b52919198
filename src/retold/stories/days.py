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
#: A dating of up to so many days tells when an article was written.
_WEEK = 7.01
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


def days_spanned(start: Values, end: Values) -> int | None:
    """Days from the first to the last of the datings that are known to within a week; None of fewer than two."""
    known = start[end - start <= _WEEK]
    return int(known.max() - known.min() + 1e-6) if len(known) > 1 else None


def days_apart(start: Values, end: Values, a: NDArray[np.int64], b: NDArray[np.int64]) -> Values:
    """Days between the datings of pairs; 0 where they overlap or one is unknown."""
    gap = np.maximum(start[a] - end[b], start[b] - end[a])
    days: Values = np.maximum(np.nan_to_num(gap, nan=0.0), 0.0)
    return days


@dataclass(frozen=True, slots=True)
class DaysTold:
    """What days apart tell: a logit at each knot, and how far to trust it, from 0 to 1."""

    at_knots: Values
    trust: float


#: Nothing is known of these articles; the usual cost of days stands alone.
NOTHING_TOLD = DaysTold(np.zeros(len(_KNOTS)), 0.0)


def day_logits(start: Values, end: Values, pairs: Pairs, values: Values, *, config: Grouping) -> Values:
    """What to add to the logits `values` of pairs for the days between them."""
    told = told_by_days(start, end, pairs.a, pairs.b, values, config=config)
    return added_by_days(start, end, pairs.a, pairs.b, told, config=config)


def added_by_days(
    start: Values, end: Values, a: NDArray[np.int64], b: NDArray[np.int64], told: DaysTold, *, config: Grouping
) -> Values:
    """The usual cost of days, and what they tell here."""
    days = days_apart(start, end, a, b)
    usual: Values = -config.day_weight * np.log1p(np.minimum(days, config.days_most))
    if not told.trust:
        return usual
    exact = start == end
    here = _at_knots(days).of(told.at_knots)
    # A dating of a week leaves only the least distance, which can count against a pair, not for it.
    here = np.where(exact[a] & exact[b], here, np.minimum(here, 0.0) * (days > 0))
    added: Values = usual + here * told.trust
    return added


def told_by_days(
    start: Values,
    end: Values,
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    values: Values,
    *,
    config: Grouping,
    times: Values | None = None,
) -> DaysTold:
    """How much commoner a distance is among pairs that are surely one story than among all pairs.

    Estimated once from the words, of which `values` are the logits, and once more from words and days. All pairs are
    those of these articles, or of the days `times`.
    """
    exact = start == end
    both = exact[a] & exact[b]
    if not both.any():
        return NOTHING_TOLD
    at, any_two = _at_knots(days_apart(start, end, a, b)), _all_shares(start[exact] if times is None else times)
    told, total = NOTHING_TOLD, np.zeros_like(values)
    for _ in range(2):
        chance = 1.0 / (1.0 + np.exp(-np.clip(values + total, -40, 40)))
        sure = np.where(both, np.maximum(0.0, chance - config.surely_kin) / (1.0 - config.surely_kin), 0.0)
        trust = float(sure.sum() / (sure.sum() + config.usual_weight))
        told = DaysTold(_told(at.counts(sure), any_two, config), trust)
        total = added_by_days(start, end, a, b, told, config=config)
    return told


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
