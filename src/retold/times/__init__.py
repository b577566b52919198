"""Expressions of time in a text: where they stand, what they say (TIMEX3) and which stretch of time that is.

`find_times` counts from the day the text was written; where that is an interval, a value shows only what is certain
("XXXX-WXX-2" for a Tuesday) and the period is an interval, too. Rules and a table of words, no parser. Durations, sets
and references ("recently") get no period. It does not tell what happened then.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from retold.times import calendar
from retold.times.patterns import read
from retold.times.readings import Reading
from retold.times.resolve import resolve
from retold.times.scan import Lexicon, Scan, lexicon, scan
from retold.times.tense import Direction, direction
from retold.types import Dating, Period, Span, TimeExpression

__all__ = ["find_times"]

#: Kinds whose place depends on the tense of the sentence.
_TENSED = frozenset(
    ("month", "month day", "weekday", "season", "quarter", "holiday", "weekend", "week of month", "ahead", "clock")
)
_INSTANT = timedelta(microseconds=1)


def find_times(text: str, published: Dating | datetime | None, *, language: str = "en") -> tuple[TimeExpression, ...]:
    """The expressions of time of `text`, in order, none overlapping; spans point into `text`.

    `published` is when it was written: an instant, an interval (`Dating`), or None if nothing is known.
    """
    words = lexicon(language)
    scanned = scan(text, words)
    readings = coordinate(scanned, read(scanned, words))
    directions: list[Direction | None] = [
        direction(scanned, words, r.start, r.end) if r.kind in _TENSED and r.offset is None else None for r in readings
    ]
    ahead = [r.kind != "ahead" or d == "future" for r, d in zip(readings, directions, strict=True)]
    readings = [r for r, keep in zip(readings, ahead, strict=True) if keep]
    directions = [d for d, keep in zip(directions, ahead, strict=True) if keep]
    first, last = anchor_days(published)
    paragraphs = paragraphs_of(scanned, words, readings)
    early = resolve(readings, directions, first, paragraphs)
    late = early if last == first else resolve(readings, directions, last, paragraphs)
    if first is None or last is None:
        # One end is open: values count from nothing, periods keep the end that is known.
        plain = resolve(readings, directions, None, paragraphs)
        return tuple(
            _expression(scanned, r, p, (low if first else None), (high if last else None), published)
            for r, p, low, high in zip(readings, plain, early, late, strict=True)
        )
    both = zip(readings, early, late, strict=True)
    return tuple(_expression(scanned, r, None, low, high, published) for r, low, high in both)


def anchor_days(published: Dating | datetime | None) -> tuple[date | None, date | None]:
    """First and last day on which the text can have been written; None where nothing bounds them."""
    if published is None:
        return None, None
    if isinstance(published, datetime):
        return published.date(), published.date()
    first = published.earliest.astimezone(UTC).date() if published.earliest is not None else None
    if published.latest is None:
        return first, None
    last = (published.latest - _INSTANT).astimezone(UTC).date()
    return first, max(last, first) if first is not None else last


def paragraphs_of(scanned: Scan, words: Lexicon, readings: Sequence[Reading]) -> list[int]:
    """The paragraph of each reading, -1 where it only bounds what is told ("since Monday"); empty without clocks."""
    if not any(reading.kind == "clock" for reading in readings):
        return []
    blank = "\n\n" in scanned.text
    breaks = [
        at
        for at, symbol in enumerate(scanned.symbols)
        if symbol == "\n" and (not blank or scanned.ends[at] - scanned.starts[at] > 1)
    ]
    boundaries = words.lists["boundary"]
    return [
        -1
        if reading.start and scanned.raw(reading.start - 1).lower() in boundaries
        else bisect_left(breaks, reading.start)
        for reading in readings
    ]


def coordinate(scanned: Scan, readings: Sequence[Reading]) -> list[Reading]:
    """Let "last" and a year reach over "and": "last June and August", "June and August 2020"."""
    joined = list(readings)
    for i in range(1, len(joined)):
        one, two = joined[i - 1], joined[i]
        between = scanned.symbols[one.end : two.start]
        if between not in ("&", ",", ",&", "p&", "h", "p", "&p") or (between == "p" and scanned.raw(one.end) == "on"):
            continue
        if between != "p" and one.kind == "month" and two.kind == "month" and two.offset is None and not two.unit:
            joined[i] = replace(two, offset=one.offset, follows=one.follows, unit=one.unit)
    for i in range(len(joined) - 2, -1, -1):
        one, two = joined[i], joined[i + 1]
        between = scanned.symbols[one.end : two.start]
        if between not in ("&", ",", ",&", "h", "p", "&p") or two.kind != "fixed" or not two.value[:4].isdecimal():
            continue
        year, month = int(two.value[:4]), two.value[5:7]
        if one.offset is not None or one.unit or not month.isdecimal():
            continue
        year -= one.month > int(month)
        if one.kind == "month" and len(two.value) == 7:
            joined[i] = replace(one, kind="fixed", value=f"{year:04}-{one.month:02}")
        elif one.kind == "month day" and len(two.value) == 10 and between != ",":
            joined[i] = replace(one, kind="fixed", value=f"{year:04}-{one.month:02}-{one.day:02}{one.clock}")
    return joined


def _expression(
    scanned: Scan,
    reading: Reading,
    plain: tuple[str, str] | None,
    early: tuple[str, str] | None,
    late: tuple[str, str] | None,
    published: Dating | datetime | None,
) -> TimeExpression:
    span = Span.of(scanned.text, scanned.starts[reading.start], scanned.ends[reading.end - 1])
    if plain is None:
        assert early is not None
        assert late is not None
        value, because = early
        if early[0] != late[0]:
            value = _common(reading, early[0], late[0])
            because = "depends on the day of writing, which isn't certain"
    else:
        value, because = plain
    first = calendar.period_of(early[0]) if early is not None else None
    last = calendar.period_of(late[0]) if late is not None else None
    period = None
    if (first is not None or last is not None) and reading.type in ("DATE", "TIME"):
        period = Period(earliest=first.earliest if first else None, latest=last.latest if last else None)
        if reading.side:
            period = _on_side(reading, period, published)
    return TimeExpression(span=span, type=reading.type, value=value, period=period, because=because)


def _common(reading: Reading, early: str, late: str) -> str:
    """What is certain of a value that comes out differently for the two ends of the interval."""
    if reading.kind == "weekday":
        return f"XXXX-WXX-{reading.day}{reading.clock}"
    return calendar.blur(early, late) or resolve([reading], [None], None)[0][0]


def _on_side(reading: Reading, period: Period, published: Dating | datetime | None) -> Period:
    """Cut "earlier this month" at the day of writing."""
    first, last = anchor_days(published)
    if reading.side == "before" and last is not None and period.latest is not None:
        end = datetime.combine(last + timedelta(1), time(), UTC)
        return replace(period, latest=min(period.latest, end))
    if reading.side == "after" and first is not None and period.earliest is not None:
        return replace(period, earliest=max(period.earliest, datetime.combine(first, time(), UTC)))
    return period
