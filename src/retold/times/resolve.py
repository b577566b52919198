"""Where in the calendar the readings of a text belong, given the day it was written.

One day is taken as sure here; `find_times` asks twice where the day of writing is an interval. Pure arithmetic and
the rules of news prose: which June "June" is, what "that day" points back to. How each kind is placed is in `named`
and `counted`.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

from retold.times import calendar, counted, named
from retold.times.place import Place, Placed, is_narrative, remember
from retold.times.readings import Reading
from retold.times.tense import Side
from retold.types import Period

#: Kinds that count from what begins a stretch.
_BOUNDED = frozenset(("month", "month day", "weekday"))
_PLACERS = named.PLACERS | counted.PLACERS


def resolve(
    readings: Sequence[Reading],
    directions: Sequence[Side | None],
    anchor: date | datetime | None,
    paragraphs: Sequence[int] = (),
    stretches: Collection[int] = (),
) -> list[Placed]:
    """TIMEX3 value and period of each reading and why; parts that the day of writing would decide are X if it is None.

    `paragraphs` tells the paragraph of each reading, -1 for days on which nothing is told to happen ("since Monday");
    `stretches` are the readings that end a stretch which the reading before begins.
    """
    moment = anchor if isinstance(anchor, datetime) else None
    day = anchor.date() if isinstance(anchor, datetime) else anchor
    place = Place(anchor=day, last=None, grain="", narrative=is_narrative(readings, day), moment=moment)
    found: list[Placed] = []
    for at, (reading, direction) in enumerate(zip(readings, directions, strict=True)):
        place.paragraph = paragraphs[at] if paragraphs else 0
        if reading.kind == "clock" and (not paragraphs or paragraphs[at + 1 : at + 2] != [-1]):
            _look_ahead(readings, directions, at, place)
        bounded = at in stretches and reading.kind in _BOUNDED and reading.offset is None and not reading.unit
        place.floor = _begin(found[-1]) if bounded and not place.narrative else None
        try:
            placed = _PLACERS[reading.kind](reading, direction, place)
        except (ValueError, OverflowError):
            placed = Placed("", "no such day")
        found.append(_with_period(placed, reading, day))
        remember(placed.value, reading, place)
    return [_beside(readings, found, at) for at in range(len(found))]


def _look_ahead(readings: Sequence[Reading], directions: Sequence[Side | None], at: int, place: Place) -> None:
    """ "11 a.m. on 11 November", "between 8 and 10 a.m. on Tuesday": clocks belong to the day that follows at once."""
    while (
        readings[at + 1 : at + 2] and readings[at + 1].kind == "clock" and readings[at + 1].start - readings[at].end < 2
    ):
        at += 1
    if at + 1 < len(readings) and readings[at + 1].start - readings[at].end <= 2:
        following = readings[at + 1]
        if following.kind in ("fixed", "month day", "weekday", "shift") and (
            following.type == "DATE" or following.clock
        ):
            value = _PLACERS[following.kind](following, directions[at + 1], place).value
            if len(value.split("T")[0]) == 10:
                remember(value, following, place)


def _begin(placed: Placed) -> date | None:
    period = placed.period or calendar.period_of(placed.value)
    return period.earliest.date() if period is not None and period.earliest is not None else None


def _with_period(placed: Placed, reading: Reading, anchor: date | None) -> Placed:
    """Its stretch: that of its value, cut to "early" or to before the day of writing where the words say so."""
    if placed.period is not None or reading.type not in ("DATE", "TIME"):
        return placed
    period = calendar.period_of(placed.value)
    if period is None or period.earliest is None or period.latest is None:
        return placed
    start, end = period.earliest, period.latest
    side = "after" if reading.phase == "REST" else reading.side
    if side and anchor is not None:
        today = datetime.combine(anchor, time(), UTC)
        if side == "before":
            end = max(start, min(end, today + timedelta(1)))
        else:
            start = min(end, max(start, today))
        return placed._replace(period=Period(earliest=start, latest=end))
    return Placed(placed.value, placed.because, calendar.part_of(period, reading.phase) if reading.phase else period)


def _beside(readings: Sequence[Reading], found: Sequence[Placed], at: int) -> Placed:
    """ "two weeks before May 13": the length gets the day that it leads to."""
    reading, placed = readings[at], found[at]
    if reading.kind != "length" or not reading.beside or at + 1 == len(found) or placed.period is not None:
        return placed
    start = _begin(found[at + 1])
    if readings[at + 1].start != reading.end + 1 or start is None:
        return placed
    try:
        for count, part in (*reading.parts, (reading.count, reading.unit)):
            start = calendar.step(start, part, reading.beside * count)
    except (ValueError, OverflowError):
        return placed
    return placed._replace(period=_day(start))


def _day(day: date) -> Period | None:
    return calendar.period_of(day.isoformat())
