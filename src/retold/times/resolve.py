"""Where in the calendar the readings of a text belong, given the day it was written.

One day is taken as sure here; `find_times` asks twice where the day of writing is an interval. Pure arithmetic and
the rules of news prose: which June "June" is, what "that day" points back to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from retold.times import calendar
from retold.times.readings import Reading
from retold.times.tense import Direction

#: A day of this many days ahead or fewer keeps its year without a cue of the future ("on June 5", written on May 28).
NEAR_FUTURE = 20
#: A narrative names at least this many years that are far from the day of writing ...
_NARRATIVE_YEARS = 5
#: ... which are this share of all years named ...
_NARRATIVE_SHARE = 0.6
#: ... and this many for each "yesterday" or bare weekday.
_NARRATIVE_PER_DEICTIC = 3
_FAR = 1
#: A bare year this far from the date named last is an aside of a narrative ("as in 1812").
_ASIDE = 20
#: A day this far back that was named last is what a text tells of; a nearer one may be a mere aside.
_LONG_AGO = timedelta(60)


@dataclass(slots=True)
class _Place:
    """What is known while going through a text."""

    anchor: date | None
    #: The day, month or year named last, as its first day, and its grain: "D", "M", "Y" ...
    last: date | None
    grain: str
    narrative: bool
    #: The paragraph that is read, and the days named in each so far.
    paragraph: int = 0
    days: dict[int, list[date]] = field(default_factory=dict)
    #: The day named last; `last` may be a year since.
    day: date | None = None
    #: Whether the day of the clock read last is a guess, from which nothing else counts.
    guessed: bool = False

    @property
    def base(self) -> date | None:
        """The day that bare months and weekdays count from."""
        return self.last or self.anchor if self.narrative else self.anchor

    def following(self, unit: str) -> date | None:
        """The day that "the next month", "that evening" count from: in news, for days, one that was named itself."""
        if unit == "D" and not self.narrative:
            return self.day or self.anchor
        return self.last or self.anchor


def resolve(
    readings: Sequence[Reading],
    directions: Sequence[Direction | None],
    anchor: date | None,
    paragraphs: Sequence[int] = (),
) -> list[tuple[str, str]]:
    """TIMEX3 value of each reading and why; parts that the day of writing would decide are X if it is None.

    `paragraphs` tells the paragraph of each reading, -1 for days on which nothing is told to happen ("since Monday").
    """
    place = _Place(anchor=anchor, last=None, grain="", narrative=is_narrative(readings, anchor))
    values: list[tuple[str, str]] = []
    for at, (reading, direction) in enumerate(zip(readings, directions, strict=True)):
        place.paragraph = paragraphs[at] if paragraphs else 0
        if reading.kind == "clock" and (not paragraphs or paragraphs[at + 1 : at + 2] != [-1]):
            _look_ahead(readings, directions, at, place)
        try:
            value, because = _PLACERS[reading.kind](reading, direction, place)
        except (ValueError, OverflowError):
            value, because = "", "no such day"
        values.append((value, because))
        _remember(value, reading, place)
    return values


def _look_ahead(readings: Sequence[Reading], directions: Sequence[Direction | None], at: int, place: _Place) -> None:
    """ "11 a.m. on 11 November": a clock belongs to the day that follows at once."""
    if at + 1 < len(readings) and readings[at + 1].start - readings[at].end <= 2:
        following = readings[at + 1]
        if following.kind in ("fixed", "month day", "weekday", "shift") and (
            following.type == "DATE" or following.clock
        ):
            value, _ = _PLACERS[following.kind](following, directions[at + 1], place)
            if len(value.split("T")[0]) == 10:
                _remember(value, following, place)


def is_narrative(readings: Sequence[Reading], anchor: date | None) -> bool:
    """Whether a text tells of times long ago, so that "in June" counts from the date named before."""
    years = [int(r.value[:4]) for r in readings if r.kind == "fixed" and r.type != "SET" and r.value[:4].isdecimal()]
    far = sum(1 for year in years if anchor is None or abs(year - anchor.year) > _FAR)
    far += sum(1 for r in readings if r.value.startswith("BC"))
    deictic = sum(
        1 for r in readings if (r.kind in ("shift", "unit") and not r.follows) or (r.kind == "weekday" and not r.clock)
    )
    return far >= max(_NARRATIVE_YEARS, _NARRATIVE_SHARE * len(years), _NARRATIVE_PER_DEICTIC * deictic)


def _remember(value: str, reading: Reading, place: _Place) -> None:
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


def _fixed(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    return reading.value, "as it is written"


def _day(day: date, clock: str = "") -> str:
    return day.isoformat() + clock


def _year_base(reading: Reading, place: _Place) -> date | None:
    """The day from which "that year", "last year" count."""
    return (place.last or place.anchor) if reading.follows or place.narrative else place.anchor


def _told_year(reading: Reading, place: _Place) -> int | None:
    base = _year_base(reading, place)
    return base.year + (reading.offset or 0) if base is not None and reading.unit == "Y" else None


def _month(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    month = reading.month
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return (f"{year:04}-{month:02}", "its year is told") if year else (f"XXXX-{month:02}", "its year isn't known")
    base = (place.last or place.anchor) if reading.follows else place.base
    if base is None:
        return f"XXXX-{month:02}", "no date to count from"
    if place.narrative and place.last is not None and reading.offset is None:
        year = _narrative_year(month, base, direction)
        return f"{year:04}-{month:02}", "the year told before"
    year = base.year
    if reading.offset == -1:
        year -= month >= base.month
        return f"{year:04}-{month:02}", "the last one before the text was written"
    if reading.offset == 1:
        year += month <= base.month
        return f"{year:04}-{month:02}", "the next one after the text was written"
    if reading.offset == 0:
        return f"{year:04}-{month:02}", "of the year it was written in"
    if direction == "future":
        year += month < base.month
        return f"{year:04}-{month:02}", "bare month, looking ahead: the next one"
    year -= month > base.month
    return f"{year:04}-{month:02}", "bare month, looking back: the last one"


def _narrative_year(month: int, base: date, direction: Direction | None) -> int:
    """In a tale the months go on; a month long before the last one named is the next year's."""
    if base.month - month >= 8:
        return base.year + 1
    return base.year


def _month_day(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    month, day, clock = reading.month, reading.day, reading.clock
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return (f"{year:04}-{month:02}-{day:02}{clock}", "its year is told") if year else _no_year(month, day, clock)
    base = place.base
    if base is None:
        return _no_year(month, day, clock)
    if place.narrative and place.last is not None:
        year = _narrative_year(month, base, direction)
        return f"{date(year, month, day)}{clock}", "the year told before"
    candidates = [_try_date(base.year + step, month, day) for step in (-1, 0, 1)]
    days = [found for found in candidates if found is not None]
    if direction == "future":
        ahead = [found for found in days if found >= base]
        return _day(ahead[0], clock), "looking ahead: the next one"
    back = [found for found in days if found <= base + timedelta(NEAR_FUTURE)]
    return _day(back[-1], clock), "looking back: the last one"


def _no_year(month: int, day: int, clock: str) -> tuple[str, str]:
    return f"XXXX-{month:02}-{day:02}{clock}", "no date to count from"


def _try_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_month(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    base = place.last or place.anchor
    if base is None:
        return f"XXXX-XX-{reading.day:02}", "no date to count from"
    return _day(date(base.year, base.month, reading.day)), "day of the month named last"


def _weekday(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    base = _year_base(reading, place) if reading.unit else place.base
    if base is None:
        return f"XXXX-WXX-{reading.day}{reading.clock}", "no date to count from"
    if reading.unit:
        monday = base - timedelta(base.isoweekday() - 1)
        return _day(monday + timedelta(7 * (reading.offset or 0) + reading.day - 1), reading.clock), "its week is told"
    back = (base.isoweekday() - reading.day) % 7
    if reading.offset in (-1, -2):
        weeks = -reading.offset - 1
        return _day(
            base - timedelta((back or 7) + 7 * weeks), reading.clock
        ), "the last one before the text was written"
    if reading.offset in (1, 2) or (reading.offset is None and direction == "future"):
        ahead = (reading.day - base.isoweekday()) % 7
        if reading.offset is not None:
            ahead = (ahead or 7) + 7 * (reading.offset - 1)
        return _day(base + timedelta(ahead), reading.clock), "looking ahead: the next one"
    if reading.offset == 0:
        return _day(base + timedelta(reading.day - base.isoweekday()), reading.clock), "of the week it was written in"
    return _day(base - timedelta(back), reading.clock), "bare weekday: the last one, the day of writing included"


def _season(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    season = reading.value
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return (f"{year:04}-{season}", "its year is told") if year else (f"XXXX-{season}", "its year isn't known")
    base = (place.last or place.anchor) if reading.follows else place.base
    if base is None:
        return f"XXXX-{season}", "no date to count from"
    first = calendar.SEASONS[season][0]
    now = calendar.season_of(base) == season
    year = base.year - (season == "WI" and base.month < 3)
    if place.narrative and place.last is not None and reading.offset in (None, 0):
        return f"{base.year:04}-{season}", "the year told before"
    if reading.offset == 1 or (direction == "future" and reading.offset is None):
        year += first < base.month or (now and reading.offset == 1)
        if season == "WI" and base.month < 3:
            year = base.year
        return f"{year:04}-{season}", "the next one"
    if reading.offset == -1:
        year -= (first > base.month and not (season == "WI" and base.month < 3)) or now
        return f"{year:04}-{season}", "the last one"
    if reading.offset == 0:
        return f"{base.year:04}-{season}", "of the year it was written in"
    year -= first > base.month and not (season == "WI" and base.month < 3)
    return f"{year:04}-{season}", "the last one that has begun"


def _quarter(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return (f"{year:04}-{reading.value}", "its year is told") if year else (f"XXXX-{reading.value}", "no year")
    base = place.base
    if base is None:
        return f"XXXX-{reading.value}", "no date to count from"
    number = int(reading.value[1])
    present = (base.month + 2) // 3
    ahead = direction == "future"
    year = base.year + (number < present if ahead else -(number > present))
    return f"{year:04}-{reading.value}", "the next one" if ahead else "the last one that has begun"


_UNKNOWN = {
    "Y": "XXXX",
    "M": "XXXX-XX",
    "W": "XXXX-WXX",
    "2W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "Q": "XXXX-QX",
    "DE": "XXX",
    "CE": "XX",
}


def _unit(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    base = place.following(reading.unit) if reading.follows or place.narrative else place.anchor
    if base is None:
        return _UNKNOWN.get(reading.unit, "XXXX-XX-XX") + reading.clock, "no date to count from"
    unit = reading.unit
    offset = reading.offset or 0
    because = "from the date named before" if reading.follows else "from the day of writing"
    if unit == "WE" and reading.offset is None:
        offset = 0
    moved = calendar.step(base.replace(day=1) if unit in ("M", "Q", "Y") else base, unit, offset)
    return calendar.at_grain(moved, unit) + reading.clock, because


def _shift(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    unit = reading.unit
    base = place.following(unit) if reading.follows else place.anchor
    if base is None:
        return _UNKNOWN.get(unit, "XXXX-XX-XX") + reading.clock, "no date to count from"
    moved = calendar.step(base, unit, reading.count)
    if unit.startswith("T"):
        return "PAST_REF" if reading.count < 0 else "FUTURE_REF", "hours from a day"
    grain = unit
    if reading.follows and place.grain == "D" and unit == "W":
        grain = "D"
    because = "from the date named before" if reading.follows and place.last else "from the day of writing"
    return calendar.at_grain(moved, grain) + reading.clock, because


def _week_of_month(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    if reading.value:
        first = date(int(reading.value), reading.month, 1)
    else:
        value, _ = _month(reading, direction, place)
        if not value[:4].isdecimal():
            return "XXXX-WXX", "its year isn't known"
        first = date(int(value[:4]), reading.month, 1)
    if reading.count < 0:
        last = calendar.add_months(first, 1) - timedelta(1)
        return calendar.week(last - timedelta(last.isoweekday() % 7)), "the last full week of the month"
    return calendar.week(first + timedelta(7 * (reading.count - 1) + 3)), "week of the month"


def _weekend(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    base = place.base
    if base is None:
        return "XXXX-WXX-WE", "no date to count from"
    back = direction != "future" and base.isoweekday() < 6
    return calendar.week(base - timedelta(7 if back else 0)) + "-WE", "the next one" if not back else "the last one"


def _clock(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    if place.narrative:
        base = place.last if place.last is not None and place.grain == "D" else place.anchor
    else:
        base = _day_told(direction, place)
        place.guessed = base is None
        base = base or _day_before(direction, place) or place.anchor
    if base is None:
        return f"XXXX-XX-XX{reading.clock}", "no date to count from"
    return _day(base, reading.clock), "of the day told around it, else of the day of writing"


def _day_told(direction: Direction | None, place: _Place) -> date | None:
    """The day named last in the paragraph; while a text tells of long ago, the one named last in the text."""
    if place.paragraph in place.days:
        return place.days[place.paragraph][-1]
    if place.last is None or place.anchor is None or place.grain != "D" or direction != "past":
        return None
    return place.last if place.anchor - place.last > _LONG_AGO else None


def _day_before(direction: Direction | None, place: _Place) -> date | None:
    """What the paragraph before is about: the day of writing if it names that, else the first day it names.

    If it names none, the same of the first paragraph that does, which often is the lead.
    """
    days = next((place.days[at] for at in (place.paragraph - 1, *place.days) if at in place.days), None)
    told = (place.anchor if place.anchor in days else days[0]) if days else None
    if told is None or place.anchor is None or direction is None:
        return told
    return told if told <= place.anchor or direction == "future" else None


def _holiday(reading: Reading, direction: Direction | None, place: _Place) -> tuple[str, str]:
    if reading.count:
        return _day(calendar.feast(reading.value, int(reading.count)), reading.clock), "by the calendar of feasts"
    base = place.base
    if base is None:
        fixed = len(reading.value) == 5
        return (f"XXXX-{reading.value}" if fixed else "XXXX-XX-XX") + reading.clock, "no date to count from"
    day = calendar.feast(reading.value, base.year)
    if place.narrative:
        return _day(day, reading.clock), "in the year told before"
    if direction == "future" and day < base:
        day = calendar.feast(reading.value, base.year + 1)
    elif direction != "future" and day > base + timedelta(NEAR_FUTURE):
        day = calendar.feast(reading.value, base.year - 1)
    return _day(day, reading.clock), "by the calendar of feasts"


_PLACERS = {
    "fixed": _fixed,
    "month": _month,
    "month day": _month_day,
    "day": _day_of_month,
    "weekday": _weekday,
    "season": _season,
    "quarter": _quarter,
    "unit": _unit,
    "shift": _shift,
    "week of month": _week_of_month,
    "weekend": _weekend,
    "ahead": _fixed,
    "clock": _clock,
    "holiday": _holiday,
}
