"""Placing what counts from a day: weekdays, "last year", "three days later", "the past three months", clocks."""

from datetime import UTC, date, datetime, time, timedelta

from retold.times import calendar
from retold.times.place import Place, Placed
from retold.times.readings import Reading
from retold.times.tense import Side
from retold.types import Period

#: A day this far back that was named last is what a text tells of; a nearer one may be a mere aside.
_LONG_AGO = timedelta(60)
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


def weekday(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "Tuesday", "last Tuesday", "Tuesday of next week", "the Tuesday before last"."""
    base = place.base_of(reading) if reading.unit else place.base
    if base is None:
        return Placed(f"XXXX-WXX-{reading.day}{reading.clock}", "no date to count from")
    day, because = _weekday(reading, direction, base, place.floor)
    return Placed(f"{day}{reading.clock}", because)


def _weekday(reading: Reading, direction: Side | None, base: date, floor: date | None) -> tuple[date, str]:
    offset = reading.offset
    monday = base - timedelta(base.isoweekday() - 1)
    if reading.unit or offset == 0:
        return monday + timedelta(7 * (offset or 0) + reading.day - 1), "its week is told"
    if offset is None and floor is not None:
        return floor + timedelta((reading.day - floor.isoweekday()) % 7), "the first one after the begin of the stretch"
    back, ahead = (base.isoweekday() - reading.day) % 7, (reading.day - base.isoweekday()) % 7
    if offset is None and direction == "future":
        return base + timedelta(ahead), "looking ahead: the next one"
    if offset is None:
        return base - timedelta(back), "bare weekday: the last one, the day of writing included"
    if offset < 0:
        return base - timedelta((back or 7) + 7 * (-offset - 1)), "the last one before the text was written"
    return base + timedelta((ahead or 7) + 7 * (offset - 1)), "the next one after the text was written"


def weekend(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "the weekend"."""
    base = place.base
    if base is None:
        return Placed("XXXX-WXX-WE", "no date to count from")
    back = direction != "future" and base.isoweekday() < 6
    return Placed(calendar.week(base - timedelta(7 * back)) + "-WE", "the last one" if back else "the next one")


def unit(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "last year", "that week", "the end of the month"."""
    follows = reading.follows and not (reading.offset == 1 and direction == "future")  # "will grow over the next year"
    base = place.following(reading.unit) if follows or place.narrative else place.anchor
    if base is None:
        return Placed(_UNKNOWN.get(reading.unit, "XXXX-XX-XX") + reading.clock, "no date to count from")
    start = base.replace(day=1) if reading.unit in ("M", "Q", "Y") else base
    moved = calendar.step(start, reading.unit, reading.offset or 0)
    because = "from the date named before" if reading.follows else "from the day of writing"
    return Placed(calendar.at_grain(moved, reading.unit) + reading.clock, because)


def shift(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "three days ago", "two years and a month later", "yesterday"."""
    grain = reading.unit
    base = place.following(grain) if reading.follows else place.anchor
    if base is None:
        return Placed(_UNKNOWN.get(grain, "XXXX-XX-XX") + reading.clock, "no date to count from")
    if grain.startswith("T"):
        return _hours(reading, place)
    sign = -1 if reading.count < 0 else 1
    try:
        for count, part in (*reading.parts, (abs(reading.count), grain)):
            base = calendar.step(base, part, sign * count)
    except (ValueError, OverflowError):
        return Placed("PAST_REF" if sign < 0 else "FUTURE_REF", "beyond the calendar")
    if reading.follows and place.grain == "D" and grain == "W":
        grain = "D"
    because = "from the date named before" if reading.follows and place.last else "from the day of writing"
    return Placed(calendar.at_grain(base, grain) + reading.clock, because)


def _hours(reading: Reading, place: Place) -> Placed:
    """ "two hours ago": a moment, where the moment of writing is known."""
    if place.moment is None or (reading.follows and place.last is not None):
        return Placed("PAST_REF" if reading.count < 0 else "FUTURE_REF", "hours from a day")
    unit = {"TH": timedelta(hours=1), "TM": timedelta(minutes=1), "TS": timedelta(seconds=1)}[reading.unit]
    moved = place.moment + reading.count * unit
    return Placed(moved.strftime("%Y-%m-%dT%H:%M"), "from the moment of writing")


def length(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "the past three months", "in two weeks": a length with the stretch that it covers, as far as it is told.

    TIMEX3 keeps the length as the value and tells the ends beside it (beginPoint and endPoint, TimeML 1.2.1).
    """
    because = "as it is written"
    # "The next two years" of something that went on then; else they lie before the writer, too.
    told = reading.follows and (reading.offset != 1 or direction == "past" or place.narrative)
    base = (place.last or place.anchor) if told else place.anchor
    tied = reading.offset is not None or (reading.side and direction == "future")
    if base is None or not tied:
        return Placed(reading.value, because)
    low = high = datetime.combine(base, time(), UTC)
    sides = reading.offset if reading.offset is not None else 1
    steps = (*reading.parts, (reading.count, reading.unit))
    moved = base
    for count, part in steps:
        moved = calendar.step(moved, part, sides * count)
    if reading.side == "in":
        return Placed(reading.value, because, calendar.period_of(calendar.at_grain(moved, reading.unit)))
    end = datetime.combine(moved, time(), UTC) if reading.count else None
    if sides < 0:
        return Placed(reading.value, because, Period(earliest=end, latest=high + timedelta(1)))
    return Placed(reading.value, because, Period(earliest=low, latest=end + timedelta(1) if end else None))


def clock(reading: Reading, direction: Side | None, place: Place) -> Placed:
    """ "9 a.m.": of the day told around it, else of the day of writing."""
    if place.narrative:
        base = place.last if place.last is not None and place.grain == "D" else place.anchor
    else:
        base = _day_told(direction, place)
        place.guessed = base is None
        base = base or _day_before(direction, place) or place.anchor
    if base is None:
        return Placed(f"XXXX-XX-XX{reading.clock}", "no date to count from")
    return Placed(f"{base}{reading.clock}", "of the day told around it, else of the day of writing")


def _day_told(direction: Side | None, place: Place) -> date | None:
    """The day named last in the paragraph; while a text tells of long ago, the one named last in the text."""
    if place.paragraph in place.days:
        return place.days[place.paragraph][-1]
    if place.last is None or place.anchor is None or place.grain != "D" or direction != "past":
        return None
    return place.last if place.anchor - place.last > _LONG_AGO else None


def _day_before(direction: Side | None, place: Place) -> date | None:
    """What the paragraph before is about: the day of writing if it names that, else the first day it names.

    If it names none, the same of the first paragraph that does, which often is the lead.
    """
    days = next((place.days[at] for at in (place.paragraph - 1, *place.days) if at in place.days), None)
    told = (place.anchor if place.anchor in days else days[0]) if days else None
    if told is None or place.anchor is None or direction is None:
        return told
    return told if told <= place.anchor or direction == "future" else None


PLACERS = {
    "weekday": weekday,
    "weekend": weekend,
    "unit": unit,
    "shift": shift,
    "length": length,
    "clock": clock,
}
