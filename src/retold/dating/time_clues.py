"""Clues from expressions of time: years written out, months and days without a year, weekdays, "next month"."""

import math
from collections.abc import Iterator
from datetime import date
from functools import partial
from operator import ge, le

from retold.dating.frame import Clue, Frame, month_name
from retold.times.readings import Reading
from retold.times.tense import Direction

#: How many months ago a bare month of news is, told in the past tense (share for 0, 1, ... 11); and how many months
#: ahead, told as to come; the same for a day with its month. Counted on PolNeAR and MEANTIME (980 articles, smoothed).
MONTH_PAST = (0.05, 0.19, 0.18, 0.13, 0.09, 0.08, 0.065, 0.05, 0.05, 0.045, 0.04, 0.03)
MONTH_AHEAD = (0.04, 0.15, 0.16, 0.13, 0.12, 0.11, 0.08, 0.06, 0.06, 0.04, 0.03, 0.02)
DAY_PAST = (0.44, 0.28, 0.06, 0.04, 0.03, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.03)
DAY_AHEAD = (0.45, 0.36, 0.08, 0.03, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.005, 0.005)
#: Years from the latest year told as past to the year of writing (share for 0, 1, ...).
YEARS_SINCE = (0.26, 0.12, 0.13, 0.07, 0.09, 0.04, 0.035, 0.03, 0.025, 0.02, 0.02, 0.015, 0.015, 0.01, 0.01, 0.01)
#: ... and years of writing before the latest year that seems told as past.
_YEARS_BEFORE = {-1: 0.05, -2: 0.03, -3: 0.02}
#: Years in the future of the program's tables are no evidence ("by 2050").
_LAST_YEAR = 2060
#: September 11 is the name of an event.
_NAMED_DAYS = frozenset(((9, 11),))


def time_clues(frame: Frame) -> Iterator[Clue]:
    """All of them."""
    for find in (_tenses, _calendar, _next_month):
        yield from find(frame)


def _tenses(frame: Frame) -> Iterator[Clue]:
    """Years written out: what is told as past lies behind, what is told as to come lies ahead."""
    latest_past: tuple[int, Reading] | None = None
    seen: set[tuple[str, Direction | None]] = set()
    for reading, tense in zip(frame.readings, frame.tenses, strict=True):
        year = reading.value[:4]
        if reading.kind != "fixed" or reading.type not in ("DATE", "TIME") or not (len(year) == 4 and year.isdigit()):
            continue
        low, high = _months_of(reading.value)
        if high < frame.first or int(year) > _LAST_YEAR:
            continue
        if tense != "future" and (latest_past is None or high > latest_past[0]):
            latest_past = (high, reading)
        # "the 2016 election" is told in the past tense years ahead of it.
        if (reading.value, tense) in seen or tense is None or _is_modifier(reading, frame):
            continue
        seen.add((reading.value, tense))
        exact = len(reading.value) > 4
        against = frame.rules.against_tense if exact else frame.rules.against_tense_year
        if tense == "past":
            says = f"“{frame.span(reading).text}” is told as past"
            costs = frame.allow(partial(le, low), against)
        else:
            says = f"“{frame.span(reading).text}” is told as to come"
            costs = frame.allow(partial(ge, high), against)
        yield Clue(says, frame.span(reading), costs, hard=exact, soft=not exact)
    if latest_past is not None:
        yield _years_since(latest_past[1], frame)


def _is_modifier(reading: Reading, frame: Frame) -> bool:
    """ "the 2016 election": a bare year before a noun."""
    after = frame.scan.symbols[reading.end : reading.end + 1]
    spaced = after == "x" and frame.scan.raw(reading.end)[0].isalpha()
    return len(reading.value) == 4 and spaced


def _months_of(value: str) -> tuple[int, int]:
    year = int(value[:4])
    if value[5:7].isdigit() and 1 <= int(value[5:7]) <= 12:
        return (year * 12 + int(value[5:7]) - 1,) * 2
    return year * 12, year * 12 + 11


def _years_since(reading: Reading, frame: Frame) -> Clue:
    year = int(reading.value[:4])
    costs = tuple(math.log(_share_since(month // 12 - year) / YEARS_SINCE[0]) for month in frame.months)
    says = f"{year} is the latest year told of; an article rarely comes many years after it"
    return Clue(says, frame.span(reading), costs, hard=True, soft=True)


def _share_since(years: int) -> float:
    """Share of articles written so many years after the latest year they tell of."""
    if years < 0:
        return _YEARS_BEFORE.get(years, 0.005)
    return YEARS_SINCE[years] if years < len(YEARS_SINCE) else YEARS_SINCE[-1] / 2


def _calendar(frame: Frame) -> Iterator[Clue]:
    """Months and days without a year: how near they are, and their weekdays."""
    seen: set[tuple[object, ...]] = set()
    for reading, tense in zip(frame.readings, frame.tenses, strict=True):
        if reading.unit or reading.kind not in ("month", "month day") or reading.offset not in (None, -1):
            continue
        ahead = tense == "future" and reading.offset is None
        key = (reading.kind, reading.month, reading.day, ahead)
        if key in seen or tense is None or (reading.month, reading.day) in _NAMED_DAYS:
            continue
        seen.add(key)
        shares = {
            ("month", False): MONTH_PAST,
            ("month", True): MONTH_AHEAD,
            ("month day", False): DAY_PAST,
            ("month day", True): DAY_AHEAD,
        }[reading.kind, ahead]
        named = reading.month - 1
        if reading.offset == -1:
            costs = tuple(-1.0 if month % 12 == named else 0.0 for month in frame.months)
        else:
            away = ((named - month if ahead else month - named) % 12 for month in frame.months)
            costs = tuple(math.log(shares[months] / max(shares)) for months in away)
        words = frame.span(reading)
        says = f"“{words.text}” without a year, told as {'to come' if ahead else 'past'}: the months near it fit best"
        yield Clue(says, words, costs, soft=True)
        weekday = _weekday_of(reading, frame)
        if weekday is not None and reading.kind == "month day":
            yield _weekday_clue(reading, weekday, ahead, frame)


def _weekday_of(reading: Reading, frame: Frame) -> int | None:
    """The weekday written with a day: "Friday, March 29"."""
    at = frame.scan.symbols.find("W", reading.start, reading.end)
    if at < 0:
        at = frame.scan.symbols.find("w", reading.start, reading.end)
    if at < 0:
        return None
    return int(frame.words.value(frame.scan.symbols[at], frame.scan.raw(at)))


def _weekday_clue(reading: Reading, weekday: int, ahead: bool, frame: Frame) -> Clue:
    def fits(month: int) -> bool:
        year = month // 12
        named = reading.month - 1
        if ahead:
            year += named < month % 12
        else:
            year -= named > month % 12
        try:
            return date(year, reading.month, reading.day).isoweekday() == weekday
        except ValueError:
            return False

    says = f"“{frame.span(reading).text}”: the day falls on that weekday in some years only"
    return Clue(says, frame.span(reading), frame.allow(fits, frame.rules.other_weekday), hard=True)


def _next_month(frame: Frame) -> Iterator[Clue]:
    """ "next month" in the lead and a month named in the headline: the same month."""
    text = frame.scan.text
    lead_end = text.find("\n", frame.title_end + 2)
    lead_end = len(text) if lead_end < 0 else lead_end
    near = [r for r in frame.readings if frame.scan.starts[r.start] < lead_end]
    named = [r for r in near if r.kind == "month" and r.offset is None and not r.unit]
    for reading in near:
        if reading.kind != "unit" or reading.unit != "M" or reading.follows or reading.offset not in (1, 0, -1):
            continue
        partners = [
            n
            for n in named
            if (frame.scan.starts[n.start] < frame.title_end) != (frame.scan.starts[reading.start] < frame.title_end)
        ]
        if not partners:
            continue
        wanted = (partners[0].month - 1 - reading.offset) % 12
        costs = tuple(0.0 if month % 12 == wanted else -frame.rules.other_month for month in frame.months)
        says = (
            f"“{frame.span(reading).text}” is the {month_name(partners[0].month)} that the headline names,"
            f" so it was written in {month_name(wanted + 1)}"
        )
        yield Clue(says, frame.span(reading), costs)
