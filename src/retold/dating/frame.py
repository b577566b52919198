"""A clue to when an article was written, and the frame of days in which clues are looked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from retold.config import DatingRules
from retold.times.readings import Reading
from retold.times.scan import Lexicon, Scan
from retold.times.tense import Direction, sentence_bounds
from retold.types import DateSource, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Costs: TypeAlias = NDArray[np.float64]
    Numbers: TypeAlias = NDArray[np.int64]
    Mask: TypeAlias = NDArray[np.bool_]
else:
    Costs = Numbers = Mask = Any

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Clue:
    """One constraint: a cost (a logarithm, 0 where it fits best) for each day, and why."""

    says: str
    span: Span
    costs: Costs = field(repr=False, compare=False)
    source: DateSource = "internal"
    #: A clue that can tell one year from another.
    hard: bool = False
    #: A clue from counts rather than from a rule: such clues say much the same of one another.
    soft: bool = False


def month_of(day: date) -> int:
    """A month as a number that goes on over the years."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> datetime:
    """The instant a month begins."""
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def month_name(month: int) -> str:
    """In English, from 1."""
    return _MONTHS[month - 1]


@lru_cache(maxsize=8)
def _calendar(first: int, count: int) -> tuple[Numbers, Numbers]:
    """The ordinals of the days of `count` months from `first` on, and the month of each."""
    import numpy as np

    starts = np.array([first_day(month).toordinal() for month in range(first, first + count + 1)])
    days = np.arange(starts[0], starts[-1])
    return days, np.repeat(np.arange(first, first + count), np.diff(starts))


@dataclass(frozen=True, slots=True)
class Frame:
    """What the finders of clues look at."""

    scan: Scan
    words: Lexicon
    readings: Sequence[Reading]
    tenses: Sequence[Direction | None]
    #: The first month that is weighed, and how many there are.
    first: int
    count: int
    title_end: int
    rules: DatingRules

    @property
    def days(self) -> Numbers:
        """The ordinals of all days that are weighed."""
        return _calendar(self.first, self.count)[0]

    @property
    def months(self) -> Numbers:
        """The month of each of these days."""
        return _calendar(self.first, self.count)[1]

    def allow(self, allowed: Mask, against: float) -> Costs:
        """No cost for the days allowed, `against` for the others."""
        import numpy as np

        costs: Costs = np.where(allowed, 0.0, -against)
        return costs

    def between(self, start: date, end: date | None) -> Mask:
        """The days of the months from that of `start` to that of `end`: tables of terms are good to the month."""
        within = self.months >= month_of(start)
        return within if end is None else within & (self.months <= month_of(end))

    def since(self, month: int, day: int) -> Numbers:
        """How many days ago that day of the year was last (0 on the day itself), for each day."""
        import numpy as np

        years = range(self.first // 12 - 5, (self.first + self.count) // 12 + 2)
        named = np.array([when.toordinal() for year in years if (when := _real(year, month, day)) is not None])
        ago: Numbers = self.days - named[np.searchsorted(named, self.days, side="right") - 1]
        return ago

    def until(self, month: int, day: int) -> Numbers:
        """In how many days that day of the year comes next, for each day."""
        import numpy as np

        years = range(self.first // 12, (self.first + self.count) // 12 + 6)
        named = np.array([when.toordinal() for year in years if (when := _real(year, month, day)) is not None])
        ahead: Numbers = named[np.searchsorted(named, self.days)] - self.days
        return ahead

    def span(self, reading: Reading) -> Span:
        return Span.of(self.scan.text, self.scan.starts[reading.start], self.scan.ends[reading.end - 1])

    def sentence(self, reading: Reading) -> tuple[int, int]:
        """Characters of the sentence around a reading."""
        left, right = sentence_bounds(self.scan, self.words, reading.start, reading.end)
        return self.scan.starts[left], self.scan.ends[min(right, len(self.scan.ends) - 1)]


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def spread(shares: Sequence[tuple[int, float]], lags: Numbers) -> Costs:
    """Logarithms of a density for `lags`: `shares` holds (one past the last lag, share of the cases) from lag 0 on.

    The best lag costs nothing; lags beyond the last cost what the last does.
    """
    import numpy as np

    ends = np.array([end for end, _ in shares])
    widths = np.diff(ends, prepend=0)
    density = np.array([share for _, share in shares]) / widths
    logs = np.log(density / density.max())
    found: Costs = logs[np.minimum(np.searchsorted(ends, lags, side="right"), len(ends) - 1)]
    return found
