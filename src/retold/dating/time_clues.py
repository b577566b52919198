"""Clues from expressions of time: years written out, months and days without a year, weekdays, "next month"."""

import math
import re
from collections.abc import Collection, Iterator
from datetime import date

from retold.dating.frame import Clue, Costs, Frame, Numbers, month_name, spread
from retold.times.readings import Reading
from retold.times.tense import Direction

#: How many months ago a bare month of news is, told in the past tense (share for 0, 1, ... 11); and how many months
#: ahead, told as to come. Counted on PolNeAR, MEANTIME and the bodies of newspaper4k and wcxb_dev, smoothed.
MONTH_PAST = (0.05, 0.19, 0.18, 0.13, 0.09, 0.08, 0.065, 0.05, 0.05, 0.045, 0.04, 0.03)
MONTH_AHEAD = (0.04, 0.15, 0.16, 0.13, 0.12, 0.11, 0.08, 0.06, 0.06, 0.04, 0.03, 0.02)
#: The same for a day with its month, in days: one past the last, share.
DAY_PAST = (
    (1, 0.06),
    (3, 0.06),
    (5, 0.05),
    (8, 0.085),
    (15, 0.135),
    (31, 0.13),
    (61, 0.13),
    (91, 0.07),
    (181, 0.07),
    (304, 0.06),
    (334, 0.03),
    (350, 0.04),
    (366, 0.08),
)
DAY_AHEAD = ((1, 0.03), (8, 0.12), (16, 0.23), (32, 0.25), (62, 0.15), (185, 0.11), (335, 0.05), (366, 0.06))
#: From the latest date written out, told as past, to the day of writing: by its grain, in days and months.
SINCE_DATE = ((1, 0.13), (3, 0.13), (8, 0.08), (15, 0.05), (61, 0.1), (366, 0.16), (731, 0.13), (9999, 0.22))
SINCE_MONTH = ((1, 0.08), (2, 0.11), (4, 0.1), (6, 0.12), (9, 0.13), (12, 0.08), (18, 0.1), (36, 0.12), (999, 0.16))
#: From the end of a quarter, in months: results are told of in the two months after.
SINCE_QUARTER = ((1, 0.12), (2, 0.33), (3, 0.18), (4, 0.07), (7, 0.1), (13, 0.1), (999, 0.1))
#: From the day of writing to the first year told as to come.
YEARS_UNTIL = (0.3, 0.28, 0.13, 0.07, 0.06, 0.05, 0.03, 0.02, 0.02, 0.01, 0.01)
#: What a day before the latest date costs, within a year and further.
_BEFORE_LATEST = (3.0, 6.0)
#: Years from the latest year told as past to the year of writing (share for 0, 1, ...).
YEARS_SINCE = (0.26, 0.12, 0.13, 0.07, 0.09, 0.04, 0.035, 0.03, 0.025, 0.02, 0.02, 0.015, 0.015, 0.01, 0.01, 0.01)
#: ... and years of writing before the latest year that seems told as past.
_YEARS_BEFORE = {-1: 0.09, -2: 0.03, -3: 0.02}
#: Years from the latest year in the headline ("the best films of 2025").
_YEARS_SINCE_HEADLINE = {-1: 0.2, 0: 0.65, 1: 0.05, 2: 0.02}
#: Years in the future of the program's tables are no evidence ("by 2050").
_LAST_YEAR = 2060
#: September 11 is the name of an event.
_NAMED_DAYS = frozenset(((9, 11),))


def time_clues(frame: Frame, known: Collection[date]) -> Iterator[Clue]:
    """All of them; `known` are the days of events that the text names, which say the same a second time."""
    yield from _tenses(frame, known)
    yield from _calendar(frame, {(day.month, day.day) for day in known})
    yield from _next_month(frame)


def _tenses(frame: Frame, known: Collection[date]) -> Iterator[Clue]:
    """Years written out: what is told as past lies behind, what is told as to come lies ahead."""
    latest_past: tuple[str, Reading] | None = None
    coming: Reading | None = None
    seen: set[tuple[str, Direction | None]] = set()
    for reading, tense in zip(frame.readings, frame.tenses, strict=True):
        year = reading.value[:4]
        if reading.kind != "fixed" or reading.type not in ("DATE", "TIME") or not (len(year) == 4 and year.isdigit()):
            continue
        if any(reading.value[:10] == day.isoformat() for day in known):
            continue
        low, high = _months_of(reading.value)
        if high < frame.first or int(year) > _LAST_YEAR:
            continue
        if tense != "future" and (latest_past is None or _end_of(reading.value) > latest_past[0]):
            latest_past = (_end_of(reading.value), reading)
        if tense == "future" and (coming is None or year < coming.value[:4]):
            coming = reading
        # "the 2016 election" is told in the past tense years ahead of it.
        if (reading.value, tense) in seen or tense is None or _is_modifier(reading, frame):
            continue
        seen.add((reading.value, tense))
        exact = reading.value[5:7].isdigit()
        against = frame.rules.against_tense if exact else frame.rules.against_tense_year
        if tense == "past":
            says = f"“{frame.span(reading).text}” is told as past"
            costs = frame.allow(frame.months >= low, against)
        else:
            says = f"“{frame.span(reading).text}” is told as to come"
            costs = frame.allow(frame.months <= high, against)
        yield Clue(says, frame.span(reading), costs, hard=exact, soft=not exact)
    if latest_past is not None:
        yield _since_latest(latest_past[1], frame)
    if coming is not None and (latest_past is None or coming.value[:4] > latest_past[0][:4]):
        yield _until_first(coming, frame)
    yield from _headline_year(frame)


def _is_modifier(reading: Reading, frame: Frame) -> bool:
    """ "the 2016 election": a bare year before a noun."""
    after = frame.scan.symbols[reading.end : reading.end + 1]
    spaced = after == "x" and frame.scan.raw(reading.end)[0].isalpha()
    return len(reading.value) == 4 and spaced


def _months_of(value: str) -> tuple[int, int]:
    year = int(value[:4])
    if value[4:6] == "-Q":
        return year * 12 + 3 * int(value[6]) - 3, year * 12 + 3 * int(value[6]) - 1
    if value[5:7].isdigit() and 1 <= int(value[5:7]) <= 12:
        return (year * 12 + int(value[5:7]) - 1,) * 2
    return year * 12, year * 12 + 11


def _end_of(value: str) -> str:
    """The last day of a date, month, quarter or year as a string that sorts."""
    if value[4:6] == "-Q":
        return f"{value[:4]}-{3 * int(value[6]):02}-31"
    return value[:10] + "-12-31"[len(value) - 4 :] if len(value) in (4, 7) else value[:10]


def _since_latest(reading: Reading, frame: Frame) -> Clue:
    """How long ago the latest date written out is: an article rarely comes many years after it."""
    import numpy as np

    year = int(reading.value[:4])
    says = f"“{frame.span(reading).text}” is the latest date written out; an article rarely comes many years after it"
    month, day = reading.value[5:7], reading.value[8:10]
    costs = np.array([math.log(_share_since(years) / YEARS_SINCE[0]) for years in range(-40, 120)])
    if (quarter := re.fullmatch(r"\d{4}-Q([1-4])", reading.value)) is not None:
        last = year * 12 + 3 * int(quarter[1]) - 1
        found = _or_before(spread(SINCE_QUARTER, frame.months - last), frame.months - last, 12)
        return Clue(says, frame.span(reading), found, hard=True, soft=True)
    if not month.isdigit() or not 1 <= int(month) <= 12:
        return Clue(says, frame.span(reading), costs[frame.months // 12 - year + 40], hard=True, soft=True)
    if day.isdigit():
        lags = frame.days - date(year, int(month), int(day)).toordinal()
        found = _or_before(spread(SINCE_DATE, lags), lags, 366)
    else:
        lags = frame.months - (year * 12 + int(month) - 1)
        found = _or_before(spread(SINCE_MONTH, lags), lags, 12)
    return Clue(says, frame.span(reading), found, hard=True, soft=True)


def _or_before(costs: Costs, lags: Numbers, year: int) -> Costs:
    """`costs`, but those of days before the latest date where `lags` are negative."""
    import numpy as np

    near, far = _BEFORE_LATEST
    found: Costs = np.where(lags >= 0, costs, np.where(lags >= -year, -near, -far))
    return found


def _until_first(reading: Reading, frame: Frame) -> Clue:
    """How far ahead the first year told as to come is."""
    import numpy as np

    # A year behind is often told so, too ("it would be 2009 before ...").
    shares = np.array([0.04] * 5 + list(YEARS_UNTIL) + [0.005])
    away = np.clip(int(reading.value[:4]) - frame.months // 12 + 5, 0, len(shares) - 1)
    says = f"“{frame.span(reading).text}” is the first year told as to come"
    return Clue(says, frame.span(reading), np.log(shares / shares.max())[away], hard=True, soft=True)


def _headline_year(frame: Frame) -> Iterator[Clue]:
    import numpy as np

    years = [
        reading
        for reading in frame.readings
        if frame.scan.starts[reading.start] < frame.title_end
        and reading.kind == "fixed"
        and re.fullmatch(r"20[0-5]\d", reading.value)
    ]
    if years:
        latest = max(years, key=lambda reading: reading.value)
        year = int(latest.value)
        shares = np.array([_YEARS_SINCE_HEADLINE.get(years, 0.005) for years in range(-60, 120)])
        costs = np.log(shares / shares.max())[frame.months // 12 - year + 60]
        says = f"the headline names {year}: written in that year or shortly before it"
        yield Clue(says, frame.span(latest), costs, hard=True, soft=True)


def _share_since(years: int) -> float:
    """Share of articles written so many years after the latest year they tell of."""
    if years < 0:
        return _YEARS_BEFORE.get(years, 0.005)
    return YEARS_SINCE[years] if years < len(YEARS_SINCE) else YEARS_SINCE[-1] / 2


def _calendar(frame: Frame, known: Collection[tuple[int, int]]) -> Iterator[Clue]:
    """Months and days without a year: how near they are, and their weekdays."""
    import numpy as np

    seen: set[tuple[object, ...]] = set()
    for reading, tense in zip(frame.readings, frame.tenses, strict=True):
        if reading.unit or reading.kind not in ("month", "month day") or reading.offset not in (None, -1):
            continue
        ahead = tense == "future" and reading.offset is None
        key = (reading.kind, reading.month, reading.day, ahead)
        if key in seen or tense is None or (reading.month, reading.day) in _NAMED_DAYS:
            continue
        if reading.kind == "month day" and (reading.month, reading.day) in known:
            continue
        seen.add(key)
        named = reading.month
        if reading.kind == "month day":
            day = min(reading.day, 28) if named == 2 else reading.day
            costs = spread(DAY_AHEAD, frame.until(named, day)) if ahead else spread(DAY_PAST, frame.since(named, day))
        elif reading.offset == -1:
            costs = np.where(frame.months % 12 == named - 1, -1.0, 0.0)
        else:
            shares = np.array(MONTH_AHEAD if ahead else MONTH_PAST)
            away = (named - 1 - frame.months if ahead else frame.months - named + 1) % 12
            costs = np.log(shares / shares.max())[away]
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
    lags = frame.until(reading.month, reading.day) if ahead else -frame.since(reading.month, reading.day)
    # Ordinal 1 is a Monday.
    fits = (frame.days + lags - 1) % 7 + 1 == weekday
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
        costs = frame.allow(frame.months % 12 == wanted, frame.rules.other_month)
        says = (
            f"“{frame.span(reading).text}” is the {month_name(partners[0].month)} that the headline names,"
            f" so it was written in {month_name(wanted + 1)}"
        )
        yield Clue(says, frame.span(reading), costs)
