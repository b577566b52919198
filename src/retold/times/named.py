"""Placing what the calendar names: months, days, seasons, quarters, feasts, weeks of a month.

Where the year isn't told, the direction of the sentence decides between the last and the next one; in a stretch ("from
March to June") its end is the first one after its begin.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from retold.times import calendar
from retold.times.counted import unit
from retold.times.place import Place, Placed
from retold.times.readings import Reading
from retold.times.tense import Side

#: A day of this many days ahead or fewer keeps its year without a cue of the future ("on June 5", written on May 28).
NEAR_FUTURE = 20
#: In a narrative a month this many months before the one named last is the next year's.
_NEXT_YEARS = 8
_STILL_WINTER = 4
#: Months ahead in which a convention or an election "in July" is rather the coming one.
_SOON = 5
#: One that begins later than this many months, or a day beyond this many days, has its year or "next" beside it.
_FAR_AHEAD = 10
_FAR_DAYS = 330
#: "The Christmas party" is that of the Christmas to come from this many days before on.
_FEAST_SEASON = 60


def fixed(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """What needs no placing."""
    return Placed(reading.value, "as it is written")


def _told_year(reading: Reading, place: Place) -> int | None:
    """ "of that year", "of last year"."""
    base = place.base_of(reading)
    return base.year + (reading.offset or 0) if base is not None and reading.unit == "Y" else None


def _narrative_year(month: int, base: date) -> int:
    """In a tale the months go on."""
    return base.year + (base.month - month >= _NEXT_YEARS)


def month(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "June", "last June", "June of last year"."""
    number = reading.month
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return Placed(f"{year:04}-{number:02}", "its year is told") if year else _no_year(f"{number:02}")
    base = (place.last or place.anchor) if reading.follows else place.base
    if base is None:
        return _no_year(f"{number:02}")
    year, because = _year_of_month(number, reading.offset, base, direction, place)
    return Placed(f"{year:04}-{number:02}", because)


def _year_of_month(
    number: int, offset: int | None, base: date, direction: Side | None, place: Place
) -> tuple[int, str]:
    if offset is None and place.floor is not None:
        return place.floor.year + (number < place.floor.month), "the first one after the begin of the stretch"
    if place.narrative and place.last is not None and offset is None:
        return _narrative_year(number, base), "the year told before"
    if offset == -1:
        return base.year - (number >= base.month), "the last one before the text was written"
    if offset == 1:
        return base.year + (number <= base.month), "the next one after the text was written"
    if offset == 0:
        return base.year, "of the year it was written in"
    ahead = (number - base.month) % 12
    if direction == "future" and ahead <= _FAR_AHEAD:
        return base.year + (number < base.month), "bare month, looking ahead: the next one"
    if direction == "near" and ahead <= _SOON:
        return base.year + (number < base.month), "month of what is held on set days: the nearest"
    return base.year - (number > base.month), "bare month, looking back: the last one"


def month_day(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "June 5", "the 5th of June of last year"."""
    number, day, clock = reading.month, reading.day, reading.clock
    named = f"{number:02}-{day:02}{clock}"
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return Placed(f"{year:04}-{named}", "its year is told") if year else _no_year(named)
    base = place.base
    if base is None:
        return _no_year(named)
    if place.narrative and place.last is not None and place.floor is None:
        told = _try_date(_narrative_year(number, base), number, day)
        return Placed(f"{told}{clock}", "the year told before") if told else _no_year(named)
    floor = place.floor or base
    if place.floor is not None or direction == "future":
        coming = _yearly(number, day, range(floor.year, floor.year + 9), lambda found: found >= floor)
        if place.floor is not None:
            return Placed(f"{coming}{clock}", "the first one after the begin")
        if coming - floor <= timedelta(_FAR_DAYS):
            return Placed(f"{coming}{clock}", "looking ahead: the next one")
    latest = base + timedelta(NEAR_FUTURE)
    back = _yearly(number, day, range(latest.year, latest.year - 9, -1), lambda found: found <= latest)
    return Placed(f"{back}{clock}", "looking back: the last one")


def _yearly(number: int, day: int, years: Iterable[int], fits: Callable[[date], bool]) -> date:
    """The first day of that name in these years that fits; a 29 February may be eight years away."""
    days = (_try_date(year, number, day) for year in years)
    return next(found for found in days if found is not None and fits(found))


def _no_year(named: str) -> Placed:
    return Placed(f"XXXX-{named}", "its year isn't known")


def _try_date(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day)
    except ValueError:
        return None


def day_of_month(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "the 5th", "the 5th of this month"."""
    base = place.anchor if reading.unit and not reading.follows else place.last or place.anchor
    if base is None:
        return Placed(f"XXXX-XX-{reading.day:02}", "no date to count from")
    months = reading.offset or 0
    if not reading.unit and place.last is None and direction is not None:
        months = int(reading.day < base.day) if direction == "future" else -int(reading.day > base.day)
    base = calendar.add_months(base.replace(day=1), months)
    return Placed(base.replace(day=reading.day).isoformat(), "day of the month named last")


def dated_weekday(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "Friday the 13th": the nearest such day."""
    base, weekday = place.base, int(reading.value)
    if base is None:
        return Placed(f"XXXX-WXX-{weekday}", "no date to count from")
    months = [calendar.add_months(base.replace(day=1), step) for step in range(-14, 15)]
    days = [found for first in months if (found := _try_date(first.year, first.month, reading.day)) is not None]
    fits = [found for found in days if found.isoweekday() == weekday]
    ahead = direction == "future"
    near = timedelta(0 if direction == "past" else NEAR_FUTURE)
    side = [found for found in fits if (found >= base if ahead else found <= base + near)]
    found = (side[0] if ahead else side[-1]) if side else fits[0]
    return Placed(found.isoformat(), "the nearest such day " + ("ahead" if ahead else "back"))


def season(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "summer", "last winter", "spring of this year"."""
    name = reading.value
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return Placed(f"{year:04}-{name}", "its year is told") if year else _no_year(name)
    base = (place.last or place.anchor) if reading.follows else place.base
    if base is None:
        return _no_year(name)
    first = calendar.SEASONS[name][0]
    now = calendar.season_of(base) == name
    in_winter = name == "WI" and base.month < 3
    year = base.year - in_winter
    if place.narrative and place.last is not None and reading.offset in (None, 0):
        return Placed(f"{base.year:04}-{name}", "the year told before")
    if reading.offset == 1 or (direction == "future" and reading.offset is None):
        year += first < base.month or (now and reading.offset == 1)
        return Placed(f"{base.year if in_winter else year:04}-{name}", "the next one")
    if reading.offset == -1:
        year -= (first > base.month and not in_winter) or now
        return Placed(f"{year:04}-{name}", "the last one")
    if reading.offset == 0:
        # A winter begins in the year before; until April it is the one just past.
        return Placed(f"{base.year - (name == 'WI' and base.month <= _STILL_WINTER):04}-{name}", "of this year")
    return Placed(f"{year - (first > base.month and not in_winter):04}-{name}", "the last one that has begun")


def quarter(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "the third quarter", "the second half of the year"."""
    if reading.unit == "Y":
        year = _told_year(reading, place)
        return Placed(f"{year:04}-{reading.value}", "its year is told") if year else _no_year(reading.value)
    base = place.base
    if base is None:
        return _no_year(reading.value)
    length = 3 if reading.value[0] == "Q" else 6
    number, present = int(reading.value[1]), (base.month + length - 1) // length
    ahead = direction == "future"
    year = base.year + (number < present if ahead else -(number > present))
    return Placed(f"{year:04}-{reading.value}", "the next one" if ahead else "the last one that has begun")


def week_of(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "the first week of March", "the last week of 2016", "the week of March 5"."""
    if reading.day:
        day = month_day(reading, direction, place) if reading.month else day_of_month(reading, direction, place)
        value = day.value[:10]
        known = value[:4].isdecimal()
        return Placed(calendar.week(date.fromisoformat(value)) if known else "XXXX-WXX", "the week of that day")
    if reading.unit == "M":
        base = place.base_of(reading)
        if base is None:
            return Placed("XXXX-WXX", "no date to count from")
        start = calendar.add_months(base.replace(day=1), reading.offset or 0)
        return week_of(replace(reading, unit="", value=f"{start.year:04}", month=start.month), direction, place)
    year = reading.value or month(reading, direction, place).value[:4]
    if not year.isdecimal():
        return Placed("XXXX-WXX", "its year isn't known")
    first = date(int(year), reading.month or 1, 1)
    if reading.count < 0 and not reading.month:
        return Placed(calendar.week(date(int(year), 12, 28)), "its last week (ISO 8601)")
    if reading.count < 0:
        last = calendar.add_months(first, 1) - timedelta(1)
        return Placed(calendar.week(last - timedelta(last.isoweekday() % 7)), "its last full week")
    return Placed(calendar.week(first + timedelta(7 * (reading.count - 1) + 3)), "week counted from its first")


def day_of(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "the last day of March", "the first day of next month": counted in the stretch that is named."""
    if reading.unit:
        whole = unit(reading, direction, place).value
    elif reading.month and not reading.value:
        whole = month(reading, direction, place).value
    else:
        whole = reading.value + (f"-{reading.month:02}" if reading.month else "")
    period = calendar.period_of(whole)
    if period is None or period.earliest is None or period.latest is None:
        return Placed("XXXX-XX-XX", "no date to count from")
    start = period.latest if reading.count < 0 else period.earliest - timedelta(1)
    return Placed((start + timedelta(reading.count)).date().isoformat(), f"counted in {whole}")


def holiday(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "Christmas", "last Easter", "Thanksgiving 2019"."""
    rule, clock = reading.value, reading.clock
    if reading.count:
        return Placed(f"{calendar.feast(rule, int(reading.count))}{clock}", "by the calendar of feasts")
    base = _told_base(reading, place)
    if base is None:
        return Placed((f"XXXX-{rule}" if len(rule) == 5 else "XXXX-XX-XX") + clock, "no date to count from")
    day = calendar.feast(rule, base.year)
    step = 0
    if reading.unit:
        step = reading.offset or 0
    elif reading.offset is not None:
        step = reading.offset if (day >= base if reading.offset < 0 else day <= base and reading.offset > 0) else 0
    elif not place.narrative and direction == "future":
        step = int(day < base)
    elif not place.narrative:
        step = -int(day > base + timedelta(_FEAST_SEASON if direction == "near" else NEAR_FUTURE))
    return Placed(f"{calendar.feast(rule, base.year + step)}{clock}", "by the calendar of feasts")


def _told_base(reading: Reading, place: Place) -> date | None:
    return place.base_of(reading) if reading.unit else place.base


PLACERS = {
    "fixed": fixed,
    "ahead": fixed,
    "month": month,
    "month day": month_day,
    "day": day_of_month,
    "day of": day_of,
    "dated weekday": dated_weekday,
    "season": season,
    "quarter": quarter,
    "week of": week_of,
    "holiday": holiday,
}
