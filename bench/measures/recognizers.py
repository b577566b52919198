"""Expressions of time against the English specs of Recognizers-Text (github.com/microsoft/Recognizers-Text, MIT).

Which specs: the parsers of one kind and `DateTimeModel`, since those hold values; an input with the same reference time
counts once. Kinds that news uses: date, date range, time, date with time, duration, set. A result is left out

- if its time of day is a range (an appointment: "from 3 to 5pm"); these are in `recognizers.clock_ranges`, ungated;
- if the input speaks to an assistant or of its user's calendar (`_CHAT`);
- if it is written as no newspaper writes (`_TYPED`): letters and figures run together or joined by a slash ("april22",
  "Jan/3", "9.am", "11-ish"), typists' abbreviations ("tmrw", "eod"), numbered weeks ("week 10"), a number alone as a
  day or an hour ("at 7", "on 15");
- if it is bare figures that are neither a whole date, a time of day nor years ("4.22", "2016 - 11");
- if its value is one that TIMEX3 doesn't know: business days and working weeks, school years, feasts of other calendars
  (`_OTHER_CALENDARS`), days that aren't such as 30 February.

Names of months and days that are typed in lower case get their capital first, as a newspaper writes them.

A value is right if an expression found there has the same TIMEX3 value, X matching anything, or the same interval as
one of the readings given. The spec and TIMEX3 (https://timeml.github.io, TIDES 2003) differ in convention:

- "in two weeks" is a length in TIMEX3 and a day there, "a few" an X and three; a stretch may name its last day or the
  next;
- a stretch "(2016-11-04,2016-11-22,P18D)" is two expressions in TIMEX3, the ends: both must be right; or one whose
  value is the length ("the next three days" is P3D) or whose period is the stretch;
- "two weeks ago" is a day there and a week in TIMEX3: right if the period is no longer than the unit named and holds
  the day;
- "next Friday" is Friday of next week there, in news the Friday that comes next: right if it is the same weekday within
  a week;
- a time without a day ("T09") says the time only; "before", "since", "early" are a mark beside the same value.

About half of the inputs, by their hashes, are for tuning; the rest checks.
"""

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from retold.times import find_times
from retold.types import TimeExpression

_FILES = [
    "DateTimeModel",
    "DateParser",
    "DatePeriodParser",
    "TimeParser",
    "DateTimeParser",
    "DateTimePeriodParser",
    "DurationParser",
    "SetParser",
    "HolidayParser",
    "TimePeriodParser",
]
_KINDS = {"date", "daterange", "time", "datetime", "duration", "set"}
_CLOCK_RANGES = {"timerange", "datetimerange"}
_CHAT = re.compile(
    r"\b(cortana|alarm|remind|schedul\w+|calendar|meeting|appointment|book|set (?:something )?up"
    r"|find (?:us )?(?:a )?time|show (?:me )?|email|ooo|reserve|azure|sales|add|please|let's|can (?:you|we|i))\b",
    re.IGNORECASE,
)
_TYPED = re.compile(
    r"[a-z]/?\d|\d/[a-z]|\d(?!(?:st|nd|rd|th|s|am|pm|a\.m|p\.m|t\d)\b)[a-z]|\d-?ish|\d\.[ap]m|\d h\b"
    r"|\bweek \d|\bmy\b|\b(?:tmrw|otd|eod|asap|sec)\b"
    r"|^(?:the )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:[, ]|$)(?:at\b|$)",
    re.IGNORECASE,
)
_OTHER_CALENDARS = re.compile(
    r"\b(?:eid|ramad|islamic|hijri|arabic|chinese|lunar|yuandan|dragon|mid-autumn)", re.IGNORECASE
)
_NAMES = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thurs?|fri|sat|sun)\b"
)
_FIGURES = re.compile(r"[\d\s./,~-]+")
_WHOLE_FIGURES = re.compile(
    r"(?:\d{4}|\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}|\d\d?:\d\d|\d{4}\s?[-~]\s?\d{4})"
)
_UNKNOWN_TO_TIMEX = re.compile(r"BD|WD|SY|MEL|P\d+FN|-WXX-\d-#|ref_undef|^$")
_LENGTH = re.compile(r"\(([^,]*),([^,]*),([^,]*)\)")
_DAY = timedelta(1)
_NEXT_WEEKDAY = re.compile(r"\b(?:last|previous|past|next|coming|upcoming|following|this)\s+\w*day\b")
_SAME = (
    {"P1WE", "XXXX-WXX-WE"},
    {"P3M", "P1Q"},
    {"P10Y", "P1DE"},
    {"P20Y", "P2DE"},
    {"PT0.5H", "PT30M"},
    {"P0.5Y", "P6M"},
)
_UNIT_DAYS = {
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 31,
    "quarter": 92,
    "year": 366,
    "decade": 3653,
    "hour": 0.05,
}


class Case(NamedTuple):
    """One expected result."""

    text: str
    reference: datetime
    start: int
    end: int
    kind: str
    timexes: tuple[str, ...]
    #: (start, end) as the spec writes them; a day has no end.
    intervals: tuple[tuple[str, str], ...]
    tuning: bool


def cases(shared: Path) -> Iterator[Case]:
    """The results that count."""
    seen: set[tuple[str, str]] = set()
    with gzip.open(shared / "data" / "statements" / "recognizers_english.jsonl.gz", "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    for name in _FILES:
        for row in rows:
            if row["file"] != f"DateTime/English/{name}.json":
                continue
            reference = row.get("Context", {}).get("ReferenceDateTime", "2016-11-07T00:00:00")[:19]
            key = (row["Input"].lower().strip(" ."), reference)
            if key in seen or _CHAT.search(row["Input"]):
                continue
            seen.add(key)
            tuning = hashlib.sha1(key[0].encode()).digest()[0] % 2 == 0
            for result in row["Results"]:
                if (case := _case(row["Input"], reference, result, tuning)) is not None:
                    yield case


def _case(text: str, reference: str, result: dict[str, Any], tuning: bool) -> Case | None:
    """A result as a case; None if it is left out."""
    kind = result.get("TypeName", result.get("Type", "")).removeprefix("datetimeV2.")
    start = text.lower().find(result["Text"].lower(), result.get("Start", 0))
    given = result.get("Value") or result.get("Resolution") or {}
    if "Timex" in given:
        timexes = given["Timex"].split("|")
        found = [given.get("FutureResolution", {}), given.get("PastResolution", {})]
        intervals = [tuple(_stamp(v) for v in one.values()) for one in found if one]
    else:
        values = given.get("values", [])
        timexes = [timex for v in values for timex in v.get("timex", "").split("|")]
        intervals = [tuple(_stamp(v[k]) for k in ("value", "start", "end") if k in v) for v in values]
    known = [timex for timex in timexes if not _UNKNOWN_TO_TIMEX.search(timex)]
    unresolved = kind != "set" and any("not" in "".join(one) or "".join(one).startswith("0001") for one in intervals)
    words = result["Text"].strip()
    if _FIGURES.fullmatch(words) and not _WHOLE_FIGURES.fullmatch(words):
        return None
    if start < 0 or not known or unresolved or kind not in _KINDS | _CLOCK_RANGES:
        return None
    if _TYPED.search(words) or _OTHER_CALENDARS.search(words):
        return None
    pairs = tuple((one[0], one[-1] if len(one) > 1 else "") for one in intervals if one and one[0])
    end = start + len(result["Text"])
    text = text[:start] + _NAMES.sub(lambda name: name[0].capitalize(), text[start:end]) + text[end:]
    when = datetime.fromisoformat(reference).replace(tzinfo=UTC)
    return Case(text, when, start, end, kind, tuple(known), pairs, tuning)


def _stamp(value: str) -> str:
    return value.replace(" ", "T")


def right(case: Case, found: list[TimeExpression]) -> bool:
    """Whether what was found inside the expression comes to what the spec says."""
    if any(_same_value(timex, one.value) for timex in case.timexes for one in found):
        return True
    for timex in case.timexes:
        ends = _LENGTH.fullmatch(timex)
        if ends is None:
            continue
        if any(_same_value(ends[3], one.value) for one in found) or (len(found) > 1 and _ends_right(case, ends, found)):
            return True
    if any(_length_from(case, one) for one in found):
        return True
    for one in found:
        if one.period is None or one.period.earliest is None or one.period.latest is None:
            continue
        for start, end in case.intervals:
            low, high = _instant(start), _instant(end)
            if low is None:
                continue
            if high is not None and one.period.earliest == low and timedelta() <= one.period.latest - high <= _DAY:
                return True
            if high is None and _holds(case, one, low):
                return True
    return False


def _same_value(timex: str, value: str) -> bool:
    """The same TIMEX3 value; where one has X the other may have anything."""
    timex = re.sub(r"(T\d\d)(:\d\d)?:00$", r"\1\2", timex)
    value = re.sub(r"Z$|[+-]\d\d(:?\d\d)?$", "", value) if "T" in value else value
    if timex.startswith("T") or timex in ("SP", "SU", "FA", "WI"):
        value = value[value.find(timex[0], 4) :] if timex[0] in value[4:] else value
    timex = timex.replace("T00", "T24") if value.endswith("T24:00") else timex
    if timex == value or timex + ":00" == value:
        return True
    if timex.startswith("P") and "X" in value:  # "a few days" is three days there
        return re.sub(r"\d+", "X", timex) == value
    if len(timex) == len(value) and not timex.startswith("P"):
        return all(a == b or "X" in (a, b) for a, b in zip(timex, value, strict=True)) and "_" not in timex
    return {timex, value} in _SAME


def _ends_right(case: Case, ends: "re.Match[str]", found: list[TimeExpression]) -> bool:
    """A stretch told by its ends: the first begins it, the last ends it or begins at its end."""
    first, last = found[0], found[-1]
    return _edge(case, ends[1], first, last=False) and _edge(case, ends[2], last, last=True)


def _edge(case: Case, timex: str, one: TimeExpression, *, last: bool) -> bool:
    if _same_value(timex, one.value):
        return True
    if one.value == "PRESENT_REF":
        return timex[:10] == case.reference.date().isoformat()
    if one.period is None or one.period.earliest is None or one.period.latest is None:
        return False
    edges = [one.period.earliest, *([one.period.latest] if last else [])]
    return any(_same_value(timex, edge.date().isoformat()) for edge in edges)


def _holds(case: Case, one: TimeExpression, day: datetime) -> bool:
    assert one.period is not None
    assert one.period.earliest is not None
    assert one.period.latest is not None
    words = case.text[case.start : case.end].lower()
    unit = max((days for unit, days in _UNIT_DAYS.items() if unit in words), default=1.0)
    if _NEXT_WEEKDAY.search(words) and one.period.latest - one.period.earliest == _DAY:
        return day.isoweekday() == one.period.earliest.isoweekday() and abs(day - one.period.earliest) <= 7 * _DAY
    length = one.period.latest - one.period.earliest
    return one.period.earliest <= day < one.period.latest and length <= timedelta(days=unit)


def _length_from(case: Case, one: TimeExpression) -> bool:
    """ "in five minutes" is PT5M in TIMEX3 and a moment there."""
    parts = re.fullmatch(r"P(?:(\d+)W|(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", one.value)
    if parts is None or case.kind not in ("date", "datetime"):
        return False
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return any(length and abs((_instant(at) or case.reference) - case.reference) == length for at, _ in case.intervals)


def _instant(stamp: str) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    except ValueError:
        return None


def results(shared: Path) -> Iterator[tuple[Case, list[TimeExpression], bool]]:
    """Each case with what was found there and whether it is right."""
    for case in cases(shared):
        found = [
            one
            for one in find_times(case.text, case.reference)
            if one.span.start < case.end and case.start < one.span.end
        ]
        yield case, found, right(case, found)


def measure(shared: Path) -> dict[str, float]:
    """Share of values right: all, the two halves, and by kind."""
    total: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for case, _, good in results(shared):
        names = (
            ["clock_ranges"]
            if case.kind in _CLOCK_RANGES
            else ["value", f"value_{'tuning' if case.tuning else 'checking'}", case.kind]
        )
        total.update(names)
        if good:
            hits.update(names)
    return {name: hits[name] / total[name] for name in sorted(total)} | {"cases": total["value"]}
