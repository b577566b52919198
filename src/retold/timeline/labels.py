"""Dates in words, as a newspaper would put them, and no more precise than they are."""

from datetime import datetime, timedelta

from retold.types import Period, Precision

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "AU": "autumn", "WI": "winter"}
_WIDEST: tuple[tuple[Precision, int], ...] = (
    ("day", 1), ("week", 7), ("month", 31), ("season", 100), ("year", 366), ("decade", 3660),
)  # fmt: skip


def date_label(period: Period, value: str = "") -> tuple[str, Precision]:
    """A period in words, and how precise it is. `value` is the TIMEX3 value that it came from, if any."""
    named = _named(value)
    if period.earliest is None or period.latest is None:
        bound = period.earliest or period.latest
        if bound is None:
            return "some time", "unknown"
        return f"{'after' if period.latest is None else 'before'} {named[0] if named else _day(bound)}", "unknown"
    last = period.latest - timedelta(seconds=1)
    precision = _precision(period.earliest, period.latest)
    if precision == "day":
        return _day(period.earliest, weekday=True), "day"
    if named is not None and _inside(named[1], precision):
        return named
    return _range(period.earliest, last, precision), precision


def _inside(named: Precision, actual: Precision) -> bool:
    """True if a name is about as wide as the period itself: "March 2021" for the 1st to the 23rd."""
    order = [name for name, _ in _WIDEST]
    return named in order and actual in order and order.index(named) >= order.index(actual)


def _precision(earliest: datetime, latest: datetime) -> Precision:
    days = (latest - earliest).total_seconds() / 86_400
    return next((name for name, widest in _WIDEST if days <= widest + 0.1), "unknown")


def _named(value: str) -> tuple[str, Precision] | None:
    """ "2020-01" as "January 2020"; None for values that name no date."""
    parts = value.split("T")[0].split("-")
    if not parts[0].isdigit():
        return None
    year = parts[0]
    if len(year) == 3:
        return f"the {year}0s", "decade"
    if len(year) != 4:
        return None
    if len(parts) == 1:
        return year, "year"
    if parts[1] in _SEASONS:
        return f"{_SEASONS[parts[1]]} {year}", "season"
    if parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        month = f"{_MONTHS[int(parts[1]) - 1]} {year}"
        if len(parts) == 2:
            return month, "month"
        if parts[2].isdigit():
            return f"{int(parts[2])} {month}", "day"
    return None


def _day(day: datetime, *, weekday: bool = False) -> str:
    text = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {text}" if weekday else text


def _range(first: datetime, last: datetime, precision: Precision) -> str:
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{_MONTHS[first.month - 1]} {first.year}"
        if (first.month, last.month) == (1, 12):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {_MONTHS[first.month - 1]} {first.year}"
    return f"{_day(first)} – {_day(last)}"
