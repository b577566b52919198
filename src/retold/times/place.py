"""What is known while going through a text: the day of writing, the date named last, whether it is a narrative.

One day of writing is taken as sure; `find_times` asks twice where it is an interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from retold.times import calendar
from retold.times.readings import Reading
from retold.types import Period

#: A narrative names at least this many years that are far from the day of writing ...
_NARRATIVE_YEARS = 5
#: ... which are this share of all years named ...
_NARRATIVE_SHARE = 0.6
#: ... and this many months and days of a month for each "yesterday" or bare weekday: news names the years of old
#: elections, hardly ever their months.
_NARRATIVE_PER_DEICTIC = 4
_FAR = 1
#: A bare year this far from the date named last is an aside of a narrative ("as in 1812").
_ASIDE = 20


class Placed(NamedTuple):
    """Where a reading belongs."""

    #: TIMEX3 value.
    value: str
    because: str
    #: The stretch, where it isn't the one that the value names.
    period: Period | None = None


@dataclass(slots=True)
class Place:
    """What is known while going through a text."""

    anchor: date | None
    #: The day, month or year named last, as its first day, and its grain: "D", "M", "Y" ...
    last: date | None
    grain: str
    narrative: bool
    #: When it was written to the minute, where that is known.
    moment: datetime | None = None
    #: The paragraph that is read, and the days named in each so far.
    paragraph: int = 0
    days: dict[int, list[date]] = field(default_factory=dict)
    #: The day named last; `last` may be a year since.
    day: date | None = None
    #: Where the stretch begins that the reading ends ("from March to June").
    floor: date | None = None
    #: Whether the day of the clock read last is a guess, from which nothing else counts.
    guessed: bool = False

    @property
    def base(self) -> date | None:
        """The day that bare months and weekdays count from."""
        return self.last or self.anchor if self.narrative else self.anchor

    def base_of(self, reading: Reading) -> date | None:
        """The day from which "that year", "Tuesday of last week" count."""
        return (self.last or self.anchor) if reading.follows or self.narrative else self.anchor

    def following(self, unit: str) -> date | None:
        """The day that "the next month", "that evening" count from: in news, for days, one that was named itself."""
        if unit == "D" and not self.narrative:
            return self.day or self.anchor
        return self.last or self.anchor


def is_narrative(readings: Sequence[Reading], anchor: date | None) -> bool:
    """Whether a text tells of times long ago, so that "in June" counts from the date named before."""
    years = [int(r.value[:4]) for r in readings if r.kind == "fixed" and r.type != "SET" and r.value[:4].isdecimal()]
    far = sum(1 for year in years if anchor is None or abs(year - anchor.year) > _FAR)
    far += sum(1 for r in readings if r.value.startswith("BC"))
    deictic = sum(
        1 for r in readings if (r.kind in ("shift", "unit") and not r.follows) or (r.kind == "weekday" and not r.clock)
    )
    months = sum(1 for r in readings if r.kind in ("month", "month day") or (r.kind == "fixed" and r.value[4:5] == "-"))
    return far >= max(_NARRATIVE_YEARS, _NARRATIVE_SHARE * len(years)) and months >= _NARRATIVE_PER_DEICTIC * deictic


def remember(value: str, reading: Reading, place: Place) -> None:
    """Take a date that was named into account."""
    if reading.type not in ("DATE", "TIME") or (reading.kind == "clock" and place.guessed):
        return
    period = calendar.period_of(value.split("T")[0] if "T" in value else value)
    if period is None or period.earliest is None or len(value) < 4:
        return
    named = period.earliest.date()
    if place.narrative and place.last is not None:
        told = reading.kind in ("shift", "unit", "weekday") and not reading.follows
        aside = len(value) == 4 and abs(named.year - place.last.year) > _ASIDE
        if told or aside:
            return
    place.last = named
    shape = value.split("T")[0]
    if len(shape) == 10:
        place.day = named
    if len(shape) == 10 and reading.kind != "clock" and place.paragraph >= 0:
        place.days.setdefault(place.paragraph, []).append(named)
    place.grain = (
        "D" if len(shape) == 10 else "W" if "W" in shape and "WI" not in shape else "M" if len(shape) == 7 else "Y"
    )
