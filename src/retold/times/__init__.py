"""Expressions of time in a text: where they stand, what they say (TIMEX3) and which stretch of time that is.

`find_times` counts from the day the text was written; where that is an interval, a value shows only what is certain
("XXXX-WXX-2" for a Tuesday) and the period is an interval, too. Rules and a table of words, no parser. Sets and
references ("recently") get no period; durations get one where they are tied to a day ("the past three months"). It
does not tell what happened then.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from retold.times import calendar
from retold.times.patterns import read
from retold.times.place import Placed
from retold.times.readings import Reading
from retold.times.resolve import resolve
from retold.times.scan import Scan, lexicon, scan
from retold.times.scope import coordinate, paragraphs_of, stretches, told_as_one
from retold.times.tense import Side, side
from retold.types import Dating, Period, Span, TimeExpression

__all__ = ["BEGINS", "ENDS", "coordinate", "find_times"]

#: In the `because` of two expressions that follow each other and bound one stretch ("from October 26 to November 20").
BEGINS = "begins a stretch"
ENDS = "ends a stretch"

#: Kinds whose place depends on the tense of the sentence.
_TENSED = frozenset(
    (
        "month",
        "month day",
        "weekday",
        "season",
        "quarter",
        "holiday",
        "weekend",
        "week of",
        "ahead",
        "clock",
        "day",
        "dated weekday",
    )
)
_INSTANT = timedelta(microseconds=1)
#: A dating of this length or less tells the time of day.
_MOMENT = timedelta(minutes=1)


def find_times(text: str, published: Dating | datetime | None, *, language: str = "en") -> tuple[TimeExpression, ...]:
    """The expressions of time of `text`, in order, none overlapping; spans point into `text`.

    `published` is when it was written: an instant, an interval (`Dating`), or None if nothing is known.
    """
    words = lexicon(language)
    scanned = scan(text, words)
    readings = coordinate(scanned, read(scanned, words))
    directions: list[Side | None] = [
        side(scanned, words, r.start, r.end)
        if (r.kind in _TENSED and r.offset is None)
        or (r.kind == "length" and r.side)
        or (r.kind in ("unit", "length") and r.follows and r.offset == 1)
        else None
        for r in readings
    ]
    ahead = [r.kind != "ahead" or d == "future" for r, d in zip(readings, directions, strict=True)]
    readings = [r for r, keep in zip(readings, ahead, strict=True) if keep]
    directions = [d for d, keep in zip(directions, ahead, strict=True) if keep]
    first, last = anchor_days(published)
    paragraphs, ending = paragraphs_of(scanned, words, readings), stretches(scanned, words, readings)
    early = resolve(readings, directions, first, paragraphs, ending)
    late = early if last == first else resolve(readings, directions, last, paragraphs, ending)
    # One end is open: values count from nothing, periods keep the end that is known.
    open_end = (first is None) != (last is None)
    plain = resolve(readings, directions, None, paragraphs, ending) if open_end else [None] * len(readings)
    whole = told_as_one(scanned, words, readings, ending)
    return tuple(
        _in_stretch(
            _expression(scanned, r, p, low if first or not open_end else None, high if last or not open_end else None),
            begins=at + 1 in whole,
            ends=at in whole,
        )
        for at, (r, p, low, high) in enumerate(zip(readings, plain, early, late, strict=True))
        if (low is None or low.value) and (high is None or high.value)
    )


def anchor_days(published: Dating | datetime | None) -> tuple[date | None, date | None]:
    """First and last day on which the text can have been written, or the moment; None where nothing bounds them."""
    if published is None:
        return None, None
    if isinstance(published, datetime):
        anchor = published.date() if published.time() == time() else published
        return anchor, anchor
    first = published.earliest.astimezone(UTC).date() if published.earliest is not None else None
    if published.latest is None:
        return first, None
    if published.earliest is not None and timedelta() < published.latest - published.earliest <= _MOMENT:
        moment = published.earliest.astimezone(UTC)
        return moment, moment
    last = (published.latest - _INSTANT).astimezone(UTC).date()
    return first, max(last, first) if first is not None else last


def _in_stretch(expression: TimeExpression, *, begins: bool, ends: bool) -> TimeExpression:
    """The expression with what it bounds told in its `because`: "from March 3 to 9" is one stretch and two of them."""
    told = [expression.because, *([BEGINS] if begins else []), *([ENDS] if ends else [])]
    return replace(expression, because="; ".join(told)) if begins or ends else expression


def _expression(
    scanned: Scan, reading: Reading, plain: Placed | None, early: Placed | None, late: Placed | None
) -> TimeExpression:
    span = Span.of(scanned.text, scanned.starts[reading.start], scanned.ends[reading.end - 1])
    if plain is not None:
        value, because = plain.value, plain.because
    else:
        assert early is not None
        assert late is not None
        value, because = early.value, early.because
        if early.value != late.value:
            value = _common(reading, early.value, late.value)
            because = "depends on the day of writing, which isn't certain"
    low = early.period if early is not None else None
    high = late.period if late is not None else None
    period = None
    if low is high:
        period = low
    elif low is not None or high is not None:
        period = Period(earliest=low.earliest if low else None, latest=high.latest if high else None)
        if period.earliest is None and period.latest is None:
            period = None
    kind = "TIME" if reading.type == "DATE" and value[:1].isdecimal() and "T" in value else reading.type
    return TimeExpression(span=span, type=kind, value=value, period=period, because=because)


def _common(reading: Reading, early: str, late: str) -> str:
    """What is certain of a value that comes out differently for the two ends of the interval."""
    blurred, plain = calendar.blur(early, late), resolve([reading], [None], None)[0].value
    if reading.kind == "weekday" or not blurred or ("X" in plain and plain.count("X") < blurred.count("X")):
        return plain
    return blurred
