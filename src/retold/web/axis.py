"""An axis of time: even, or one on which dates that are far apart and dates of one week both have room.

News tells of last week and of 1931 in one breath. On an axis that isn't even, the room between two dates that
something begins or ends on goes by the logarithm of the days and by how much begins there: the order is true,
distances are not. Numbers only; templates draw them.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import log1p

from retold.types import Period

#: Room of what begins on a day, in terms of the logarithm of days.
_BEGINS = 1.0
#: Pixels that a tick with its label needs.
_APART = 74
#: What begins on a first of January and lasts longer is told by its year alone.
_LONG = timedelta(days=300)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Days, ascending, each with its pixel; between two of them distances are even."""

    days: tuple[datetime, ...]
    pixels: tuple[float, ...]
    ticks: tuple[Tick, ...]

    def at(self, moment: datetime) -> float:
        """Pixels from the left; moments before the first day and after the last stand at the ends."""
        after = bisect_right(self.days, moment)
        if not 0 < after < len(self.days):
            return self.pixels[-1] if after else self.pixels[0]
        start, end = self.days[after - 1], self.days[after]
        left, right = self.pixels[after - 1], self.pixels[after]
        return left + (right - left) * ((moment - start) / (end - start))


def make_axis(periods: Iterable[Period], *, left: float, right: float, even: bool = False) -> Axis | None:
    """The axis that shows all bounds of the periods between two pixels; None if no period has any bound."""
    begins: dict[datetime, list[timedelta]] = defaultdict(list)
    days: set[datetime] = set()
    for period in periods:
        bounds = [moment for moment in (period.earliest, period.latest) if moment is not None]
        if bounds:
            first, last = _day(bounds[0]), _day(bounds[-1] - timedelta(microseconds=1)) + _DAY
            last = max(last, first + _DAY)
            begins[first].append(last - first)
            days |= {first, last}
    if not days:
        return None
    told = sorted(days)
    whole_years = {day for day, lengths in begins.items() if min(lengths) > _LONG}
    room = [
        (end - start) / _DAY if even else log1p((end - start) / _DAY) + _BEGINS * len(begins.get(start, ()))
        for start, end in pairwise(told)
    ]
    pixels, x = [left], left
    for part in room:
        x += part * (right - left) / sum(room)
        pixels.append(x)
    axis = Axis(tuple(told), tuple(pixels), ())
    return replace(axis, ticks=tuple(_ticks(sorted(begins), axis, whole_years)))


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _ticks(days: Iterable[datetime], axis: Axis, whole_years: Container[datetime]) -> list[Tick]:
    """Dates on which something begins, as many as have room; each names its year if the one before has another."""
    ticks: list[Tick] = []
    year = 0
    for day in days:
        x = axis.at(day)
        if ticks and x - ticks[-1].x < _APART:
            continue
        words = "" if day in whole_years else f"{day:%b}" if day.day == 1 else f"{day.day} {day:%b}"
        ticks.append(Tick(x, f"{words} {day.year}".strip() if day.year != year or not words else words))
        year = day.year
    return ticks
