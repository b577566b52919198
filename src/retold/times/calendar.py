"""Calendar arithmetic on TIMEX3 values: what stretch of time a value covers, steps by units, movable feasts.

Values are strings as TIMEX3 writes them ("2021-04", "2021-W12", "2020-SU"); an `X` stands for what isn't known. Only
the proleptic Gregorian calendar from year 1 on; nothing here reads words.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from retold.types import Period

#: First and last month of the seasons (of the northern half of the world); winter ends in the next year.
SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
#: Hours covered by the parts of a day, as far as they are told apart.
PARTS = {"MO": (5, 12), "MI": (11, 14), "AF": (12, 18), "EV": (17, 22), "NI": (18, 30), "DT": (6, 18)}

_VALUE = re.compile(
    r"""(?P<year>\d{4})
        (?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?
             |W(?P<week>\d\d)(?:-(?P<weekday>\d|WE))?
             |Q(?P<quarter>\d)|H(?P<half>\d)|(?P<season>SP|SU|FA|WI)))?
        (?:T(?:(?P<part>[A-Z]{2})|(?P<clock>\d\d(?::\d\d)?(?::\d\d)?)(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?))?""",
    re.VERBOSE,
)


@lru_cache(maxsize=4096)
def period_of(value: str) -> Period | None:
    """The stretch that a value names; None if it names none (durations, sets, references, years before 1)."""
    if value.isdecimal() and len(value) in (2, 3):
        years = 10 ** (4 - len(value))
        first = int(value) * years
        return _days(date(first, 1, 1), date(first + years, 1, 1)) if 1 <= first < 9900 else None
    match = _VALUE.fullmatch(value)
    if match is None or match["year"] == "0000" or match["year"] == "9999":
        return None
    try:
        return _named(match)
    except ValueError:
        return None


def _named(match: "re.Match[str]") -> Period:
    """The stretch of a value that `_VALUE` has taken apart."""
    year = int(match["year"])
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return _hours(day, match) if "T" in match[0] else _days(day, day + timedelta(1))
    if match["month"]:
        return _months(year, int(match["month"]), 1)
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        if match["weekday"] == "WE":
            return _days(monday + timedelta(5), monday + timedelta(7))
        if match["weekday"]:
            day = monday + timedelta(int(match["weekday"]) - 1)
            return _days(day, day + timedelta(1))
        return _days(monday, monday + timedelta(7))
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3)
    if match["half"]:
        return _months(year, 6 * int(match["half"]) - 5, 6)
    if match["season"]:
        return _months(year, SEASONS[match["season"]][0], 3)
    return _months(year, 1, 12)


def _hours(day: date, match: "re.Match[str]") -> Period:
    start = datetime.combine(day, time(), UTC)
    if match["part"]:
        first, last = PARTS.get(match["part"], (0, 24))
        return Period(earliest=start + timedelta(hours=first), latest=start + timedelta(hours=last))
    numbers = [int(part) for part in match["clock"].split(":")]
    at = start + timedelta(hours=numbers[0], minutes=[*numbers, 0][1])
    zone = match["zone"]
    if zone and zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].strip(":") or 0))
        at += offset if zone[0] == "-" else -offset
    return Period(earliest=at, latest=at + timedelta(minutes=1 if len(numbers) > 1 else 60))


def _months(year: int, month: int, count: int) -> Period:
    return _days(date(year, month, 1), add_months(date(year, month, 1), count))


def _days(first: date, end: date) -> Period:
    return Period(earliest=datetime.combine(first, time(), UTC), latest=datetime.combine(end, time(), UTC))


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """Number of days."""
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).day


def week(day: date) -> str:
    """The ISO week: "2021-W12"."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def step(day: date, unit: str, count: float) -> date:
    """`count` units on from `day`."""
    months = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}.get(unit)
    if months is not None:
        return add_months(day, round(count * months))
    if unit.startswith("T"):
        return day + timedelta(hours=count * {"TH": 1, "TM": 1 / 60, "TS": 1 / 3600}[unit])
    return day + timedelta(days=count * {"D": 1, "W": 7, "2W": 14, "WE": 7}[unit])


def at_grain(day: date, unit: str) -> str:
    """The unit of the calendar that holds `day`."""
    if unit == "M":
        return f"{day.year:04}-{day.month:02}"
    if unit in ("W", "2W"):
        return week(day)
    if unit == "WE":
        return week(day) + "-WE"
    if unit == "Q":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    if unit == "Y":
        return f"{day.year:04}"
    if unit == "DE":
        return f"{day.year // 10:03}"
    if unit == "CE":
        return f"{day.year // 100:02}"
    return day.isoformat()


def part_of(period: Period, phase: str) -> Period:
    """The first half for "early" and "beginning", the last for "late" and "end", the middle one for "mid"."""
    start, end = period.earliest, period.latest
    if start is None or end is None:
        return period
    length = end - start

    def after(share: float) -> datetime:
        cut = start + share * length
        return cut if length < timedelta(2) else datetime.combine(cut.date(), time(), UTC)

    if phase == "START":
        return replace(period, latest=after(0.5))
    if phase == "END":
        return replace(period, earliest=after(0.5))
    return Period(earliest=after(0.25), latest=after(0.75)) if phase == "MID" else period


def season_of(day: date) -> str:
    """The season of a day."""
    return ("WI", "SP", "SU", "FA")[day.month % 12 // 3]


def feast(rule: str, year: int) -> date:
    """A feast by its rule.

    "12-25"; "11-4-4" (fourth Thursday of November), "05-1--1" (last Monday of May); "EASTER", with the days after it
    ("11-4-4+1", "EASTER-2", "12-25+-1").
    """
    rule, *after = re.split(r"\+|(?<=EASTER)(?=-)", rule)
    shift = timedelta(sum(int(days) for days in after))
    if rule == "EASTER":
        return easter(year) + shift
    parts = re.fullmatch(r"(\d+)-(\d+)(?:-(-?\d))?", rule)
    assert parts is not None, rule
    month, second = int(parts[1]), int(parts[2])
    if parts[3] is None:
        return date(year, month, second) + shift
    rank = int(parts[3])
    if rank < 0:
        last = date(year, month, month_length(year, month))
        return last - timedelta((last.isoweekday() - second) % 7) + shift
    first = date(year, month, 1)
    return first + timedelta((second - first.isoweekday()) % 7 + 7 * (rank - 1)) + shift


def easter(year: int) -> date:
    """Western Easter (Anonymous Gregorian algorithm, Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def blur(one: str, other: str) -> str:
    """What two values have in common: "2021-03-02" and "2021-03-30" give "2021-03-XX"."""
    if one == other:
        return one
    ours, theirs = re.split(r"(?<=[\dX])(?=T)|-", one), re.split(r"(?<=[\dX])(?=T)|-", other)
    if [_shape(part) for part in ours] != [_shape(part) for part in theirs]:
        return ""
    kept: list[str] = []
    same = True
    for mine, its in zip(ours, theirs, strict=True):
        same = same and mine == its
        keep = same or mine.startswith("T") or (mine == its and not mine.isdecimal())
        kept.append(mine if keep else re.sub(r"\d", "X", mine))
    return re.sub(r"-T", "T", "-".join(kept))


def _shape(part: str) -> str:
    return re.sub(r"\d", "0", part)
