"""Strings that hold a date, as pages, feeds and headers write them: what day and, if told, what instant they name.

The day is the one in the string's own offset: a story of 01:00 at +03:00 is of that day, though it was the day before
in UTC. A string without a year names no moment. Nothing here judges what the date is the date of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from retold.knowledge import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date as it was written."""

    #: The day in the string's own offset.
    day: date
    #: The instant, where clock and offset are told.
    instant: datetime | None = None
    #: False if day and month could be the other way round ("03/04/2021").
    sure: bool = True
    #: The words and what stands directly before them.
    text: str = ""
    before: str = ""


_ZONE = r"(?:\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{3,4}\b))?"
_CLOCK = rf"(?P<hour>\d{{1,2}})[:.h](?P<minute>\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\b\.?)?{_ZONE}"
_ISO = re.compile(
    rf"(?<!\d)(?P<year>[12]\d{{3}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)"
    rf"(?:[T ]\s*(?:at\s+)?{_CLOCK})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<hour>[012]\d)(?P<minute>[0-5]\d)(?:[0-5]\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*")
_CJK = re.compile(r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]?")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)?\d\d)(?![\d/-])"
)
_AFTER_DAY = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_JOINT = r"\s*(?:,|/|-|of|de|del|di|of the)?\s*"
_LINE_CLOCK = re.compile(_CLOCK, re.IGNORECASE)
_BEFORE = 24
#: What is longer is no date line.
_LONGEST = 400


@cache
def month_names() -> dict[str, int]:
    """Names and short names of the months in the languages of the table `month_names`."""
    return {name: int(number) for name, number, *_ in table("month_names")}


@cache
def _worded() -> tuple[re.Pattern[str], ...]:
    """Dates with the month in words."""
    name = "|".join(sorted(map(re.escape, month_names()), key=len, reverse=True))
    day_first = rf"(?<!\d)(?P<day>\d{{1,2}}){_AFTER_DAY}{_JOINT}(?P<month>{name})\b\.?{_JOINT}(?P<year>\d{{4}})(?!\d)"
    month_first = (
        rf"(?:\b|(?<=[a-z])(?=[A-Z]))(?P<month>{name})\b\.?[\s/-]*(?P<day>\d{{1,2}}){_AFTER_DAY}"
        r"[\s,/-]*(?P<year>\d{4})(?!\d)"
    )
    year_first = rf"(?<!\d)(?P<year>\d{{4}})[/-](?P<month>{name})[/-](?P<day>\d{{1,2}})(?!\d)"
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (day_first, month_first, year_first))


def moments(text: str, *, language: str = "en") -> Iterator[Moment]:
    """The dates that a string holds, in order; dates that do not exist are left out."""
    text = text[:_LONGEST]
    if (epoch := _EPOCH.fullmatch(text)) is not None:
        instant = datetime.fromtimestamp(int(epoch[1]), UTC)
        yield Moment(day=instant.date(), instant=instant, text=text.strip())
        return
    found: list[tuple[int, Moment]] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_ISO, _CJK, *_worded(), _COMPACT, _NUMERIC):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            moment = _moment(match, text, language)
            if moment is not None:
                taken.append(match.span())
                found.append((match.start(), moment))
    yield from (moment for _, moment in sorted(found, key=lambda pair: pair[0]))


def _moment(match: re.Match[str], text: str, language: str) -> Moment | None:
    groups = match.groupdict()
    sure = True
    if "first" in groups:
        first, second = int(match["first"]), int(match["second"])
        day_first = match["mark"] == "." or language != "en"
        if first > 12 or (day_first and second <= 12):
            first, second = second, first
        month, day = first, second
        sure = day > 12 or match["mark"] == "." or first == second
    else:
        named = match["month"].lower()
        month = int(named) if named.isdigit() else month_names().get(named, 0)
        day = int(match["day"])
    year = int(match["year"])
    year += (2000 if year < 70 else 1900) if year < 100 else 0
    try:
        when = date(year, month, day)
    except ValueError:
        return None
    clock: re.Match[str] | None = match if groups.get("hour") else None
    if clock is None and _clock_may_be_beside(match):
        clock = _LINE_CLOCK.search(text, match.end(), match.end() + 30) or _LINE_CLOCK.search(text, 0, match.start())
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    return Moment(day=when, instant=_instant(when, clock), sure=sure, text=match[0].strip(), before=before)


def _clock_may_be_beside(match: re.Match[str]) -> bool:
    """Whether a clock may stand beside the date instead of within it."""
    return "hour" not in match.groupdict() or match["hour"] is None


def _instant(day: date, clock: re.Match[str] | None) -> datetime | None:
    """The instant, if the clock has an offset; a clock without one could be anywhere in the world."""
    if clock is None or clock["zone"] is None:
        return None
    hour, minute = int(clock["hour"]), int(clock["minute"])
    half = (clock.groupdict().get("half") or "").lower().replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    offset = _offset(clock["zone"])
    if offset is None or hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone(offset)).astimezone(UTC)


@cache
def _zones() -> dict[str, str]:
    return {row[2]: row[3] for row in table("time_words") if row[1] == "zone"}


def _offset(zone: str) -> timedelta | None:
    text = zone if zone[0] in "+-Z" else _zones().get(zone.lower(), "")
    if text == "Z":
        return timedelta(0)
    if not text:
        return None
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "").ljust(4, "0")
    total = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return sign * total if total < timedelta(hours=24) else None
