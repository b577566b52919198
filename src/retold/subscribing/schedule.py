"""When a reader's edition is due, and of which day it is: at their hour on their days, whatever their clocks do.

An hour that a day doesn't have is the first instant after it; of one that it has twice, the first counts. A day that a
place skipped altogether has no edition. `Subscriber.zone` has to be a zone that this machine knows.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from retold.types import Subscriber

_REACH = 15
"""Days: a chosen weekday comes within seven, or fourteen if the first is one that the place skipped."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def next_due(subscriber: Subscriber, after: datetime) -> datetime:
    """The first instant after this one at which an edition is due, in UTC."""
    return next(due for _, due in _dues(subscriber, after, 1) if due > after)


def edition_day(subscriber: Subscriber, at: datetime) -> date:
    """The day at the reader's place of the edition that was due last, however late it is made."""
    return next(day for day, due in _dues(subscriber, at, -1) if due <= at)


def _dues(subscriber: Subscriber, near: datetime, step: int) -> Iterator[tuple[date, datetime]]:
    """The chosen days and their instants: from the day before on, or from the day after back."""
    zone = ZoneInfo(subscriber.zone)
    first = near.astimezone(zone).date() - step * _DAY
    hour = time(subscriber.minute // 60, subscriber.minute % 60)
    for day in (first + step * n * _DAY for n in range(_REACH + 2)):
        # A day that isn't there begins on another one.
        if day.weekday() in subscriber.days and _first(day, time.min, zone).astimezone(zone).date() == day:
            yield day, _first(day, hour, zone)


def _first(day: date, hour: time, zone: tzinfo) -> datetime:
    """The first instant, in UTC, at which clocks show this or, where they are put forward over it, more."""
    wall = datetime.combine(day, hour, zone)
    early = wall.astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return early
    # In a gap fold 0 has the offset before it and falls after it, fold 1 the other way round (PEP 495).
    before, after = wall.replace(fold=1).astimezone(UTC), early
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
