"""A clue to when an article was written, and the frame in which clues are looked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from retold.config import DatingRules
from retold.times.readings import Reading
from retold.times.scan import Lexicon, Scan
from retold.times.tense import Direction, sentence_bounds
from retold.types import DateSource, Span

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
    """One constraint: a cost (0 or less, a logarithm) for each month, and why."""

    says: str
    span: Span
    costs: tuple[float, ...]
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


@dataclass(frozen=True, slots=True)
class Frame:
    """What the finders of clues look at."""

    scan: Scan
    words: Lexicon
    readings: Sequence[Reading]
    tenses: Sequence[Direction | None]
    first: int
    count: int
    title_end: int
    rules: DatingRules

    @property
    def months(self) -> range:
        """All months that are weighed."""
        return range(self.first, self.first + self.count)

    def allow(self, allowed: Callable[[int], bool], against: float) -> tuple[float, ...]:
        """No cost for the months allowed, `against` for the others."""
        return tuple(0.0 if allowed(month) else -against for month in self.months)

    def span(self, reading: Reading) -> Span:
        return Span.of(self.scan.text, self.scan.starts[reading.start], self.scan.ends[reading.end - 1])

    def sentence(self, reading: Reading) -> tuple[int, int]:
        """Characters of the sentence around a reading."""
        left, right = sentence_bounds(self.scan, self.words, reading.start, reading.end)
        return self.scan.starts[left], self.scan.ends[min(right, len(self.scan.ends) - 1)]


def month_name(month: int) -> str:
    """In English, from 1."""
    return _MONTHS[month - 1]
