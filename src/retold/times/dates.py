"""Readers of dates that say month, year, season or feast."""

import re
from dataclasses import replace

from retold.times.readings import (
    Reading,
    Tokens,
    day_number,
    follows_named,
    integer,
    is_day,
    month_number,
    offset_of,
    part_clock,
    short_year,
    unit_of,
    with_era,
)
from retold.times.registry import reader
from retold.times.years import is_year, of_year
from retold.types import TimexType


@reader("iso")
def _iso(tokens: Tokens) -> Reading | None:
    raw = tokens.scan.raw(tokens.start)
    if not ("01" <= raw[5:7] <= "12" and "01" <= raw[8:10] <= "31"):
        return None
    value = raw[:10] + ("T" + raw[11:16] + ("Z" if raw.endswith("Z") else "") if len(raw) > 10 else "")
    return tokens.reading("fixed", "TIME" if "T" in value else "DATE", value=value)


@reader("slashed")
def _slashed(tokens: Tokens) -> Reading | None:
    raw = tokens.scan.raw(tokens.start)
    first, second, year = (int(part) for part in re.split(r"[/.-]", raw))
    if first > 31:
        first, second, year = second, year, first
    month, day = (second, first) if first > 12 or "." in raw else (first, second)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return tokens.reading("fixed", value=f"{short_year(str(year)):04}-{month:02}-{day:02}")


@reader("slashed day")
def _slashed_day(tokens: Tokens) -> Reading | None:
    """ "on 4/22", "Friday, 22/4": beside a word of days, since most such numbers are fractions."""
    raw = tokens.raw("1")
    before = tokens.scan.raw(tokens.start - 1).lower() if tokens.start else ""
    if "W" not in tokens.row and before not in tokens.words.lists["slashed_day"]:
        return None
    first, second = (int(part) for part in raw.split("/"))
    month, day = (second, first) if first > 12 else (first, second)
    return tokens.reading("month day", month=month, day=day) if is_day(month, day) else None


@reader("date")
def _date(tokens: Tokens) -> Reading | None:
    year = tokens.raw("Y")
    month, day = month_number(tokens), day_number(tokens)
    if not year:
        return _month_day(tokens)
    joint = tokens.raw("p") if tokens.row[-2:] == "pY" else ""
    if not is_day(month, day) or (joint and joint not in tokens.words.lists["length_in"]):
        return None
    value = f"{with_era(tokens, int(year))}-{month:02}-{day:02}{part_clock(tokens)}"
    return tokens.reading("fixed", "TIME" if "P" in tokens.row else "DATE", value=value)


@reader("month day")
def _month_day(tokens: Tokens) -> Reading | None:
    month, day = month_number(tokens), day_number(tokens)
    if not is_day(month, day):
        return None
    kind: TimexType = "TIME" if "P" in tokens.row else "DATE"
    reading = tokens.reading("month day", kind, month=month, day=day, clock=part_clock(tokens))
    return of_year(tokens, reading) or reading


@reader("dated weekday")
def _dated_weekday(tokens: Tokens) -> Reading | None:
    """ "Friday the 13th", "Sunday 31"."""
    day = day_number(tokens)
    return tokens.reading("dated weekday", value=tokens.value("Ww"), day=day) if day else None


@reader("weekday of month")
def _weekday_of_month(tokens: Tokens) -> Reading | None:
    """ "the second Sunday of May", "the last Monday in May 2020": as a feast by that rule."""
    number = -1 if "L" in tokens.row else integer(tokens.raw("o")) or int(tokens.value("r") or 0)
    between = tokens.raw("p")
    if not -1 <= number <= 5 or not number or (between and between not in tokens.words.lists["length_in"]):
        return None
    rule = f"{month_number(tokens):02}-{tokens.value('W')}-{number}"
    return tokens.reading("holiday", value=rule, count=float(tokens.raw("Y") or 0))


@reader("days")
def _days(tokens: Tokens) -> tuple[Reading, ...] | None:
    """Two days of one month: "June 5-7, 1944", "12 and 15 May"."""
    month, first, second = month_number(tokens), day_number(tokens), day_number(tokens, nth=1)
    if not (is_day(month, first) and is_day(month, second)):
        return None
    year = tokens.raw("Y")
    if "p" in tokens.row.lstrip("p") and not _is_stretch(tokens):
        return None
    one, two = tokens.at("dor"), tokens.at("dor", nth=1)
    assert one is not None
    assert two is not None
    spans = ((tokens.start, one + 1), (two - (tokens.scan.symbols[two - 1] == "t"), tokens.end))
    made = []
    for (start, end), day in zip(spans, (first, second), strict=True):
        given = {"start": start, "end": end, "type": "DATE"}
        if year:
            made.append(Reading(kind="fixed", value=f"{int(year):04}-{month:02}-{day:02}", **given))  # type: ignore[arg-type]
        else:
            made.append(Reading(kind="month day", month=month, day=day, **given))  # type: ignore[arg-type]
    return tuple(made)


def _is_stretch(tokens: Tokens) -> bool:
    """Whether the preposition between two days is one of stretches: "June 5 to 7"."""
    at = tokens.scan.symbols.find("p", tokens.start, tokens.end)
    return tokens.scan.raw(at).lower() in tokens.words.lists["range_to"]


@reader("month year")
def _month_year(tokens: Tokens) -> Reading | None:
    month = month_number(tokens)
    if "U" in tokens.row:
        return of_year(tokens, tokens.reading("month", month=month))
    year = tokens.raw("Yn") or tokens.raw("ed")
    if tokens.row[-1] in "Mm." and not is_year(tokens, tokens.start):
        return None
    return tokens.reading("fixed", value=f"{with_era(tokens, short_year(year))}-{month:02}")


@reader("week of")
def _week_of(tokens: Tokens) -> Reading | None:
    """ "the first week of March", "the last week of 2016", "the week of March 5"."""
    if unit_of(tokens, nth=0) != "W":
        return None
    number = offset_of(tokens) if "L" in tokens.row else integer(tokens.raw("o")) or int(tokens.value("r") or 0)
    month, year = month_number(tokens), tokens.raw("Y")
    if tokens.row.count("U") > 1:  # "the third week of this month"
        tail = Tokens(tokens.scan, tokens.words, tokens.start + tokens.row.rfind("f"), tokens.end)
        if unit_of(tail) != "M":
            return None
        return tokens.reading(
            "week of", count=float(number or 1), unit="M", offset=offset_of(tail) or 0, follows="T" not in tail.row
        )
    if re.search("U.*[dor]", tokens.row):
        return tokens.reading("week of", month=month, day=day_number(tokens), value=year)
    return tokens.reading("week of", month=month, count=float(number or 1), value=year)


@reader("relative month")
def _relative_month(tokens: Tokens) -> Reading:
    return tokens.reading("month", month=month_number(tokens), offset=offset_of(tokens), follows=follows_named(tokens))


@reader("month")
def _bare_month(tokens: Tokens) -> Reading | None:
    at = tokens.at("Mm")
    assert at is not None
    if tokens.row[0] == "m" and tokens.scan.symbols[tokens.end : tokens.end + 1] == "x":
        lists, before = tokens.words.lists, tokens.scan.raw(tokens.start - 1).lower()
        if before not in lists["length_in"] | lists["boundary"] or tokens.scan.raw(tokens.end)[0].isupper():
            return None  # "by Jan van Eyck"
    if _may_be_a_name(tokens, at) or ("U" in tokens.row and unit_of(tokens) != "M"):
        return None
    return tokens.reading("month", month=month_number(tokens))


def _may_be_a_name(tokens: Tokens, at: int) -> bool:
    """ "Theresa May", "April Smith", "May I": a month that is also a name or verb needs a word of time before it."""
    scan, before = tokens.scan, tokens.scan.symbols[at - 1] if at > 0 else "\n"
    after = scan.raw(at + 1) if at + 1 < len(scan.symbols) else ""
    if tokens.start < at:
        return False
    begins = scan.symbols[at + 1 : at + 3] in ("pM", "hM", "_M")  # "May to March"
    if begins or (before in "ta" and after[:1].islower() and scan.symbols[at + 1] == "x"):  # "the June elections"
        return False
    if scan.raw(at).lower() in tokens.words.lists["name_too"] and before not in "pjuELNTHFf&,(h_":
        return True
    if before == "x" and scan.raw(at - 1)[0].isupper() and after[:1].isupper():
        return True
    return bool(before == "$")


@reader("holiday")
def _holiday(tokens: Tokens) -> Reading | None:
    after = tokens.scan.raw(tokens.end) if tokens.end < len(tokens.scan.symbols) else ""
    if tokens.row == "G" and after[:1].isupper():  # Christmas Island
        return None
    kind: TimexType = "TIME" if "P" in tokens.row else "DATE"
    reading = tokens.reading(
        "holiday", kind, value=tokens.value("G"), count=float(tokens.raw("Y") or 0), clock=part_clock(tokens)
    )
    if beside := re.search("U[uj]G", tokens.row):  # "the day after Christmas"
        sign = 1 if "u" in beside[0] else -1
        return replace(reading, value=f"{reading.value}+{sign}") if unit_of(tokens) == "D" else None
    if "U" in tokens.row:
        return of_year(tokens, reading)
    if tokens.row[0] == "t" and offset_of(tokens) is None:
        return replace(reading, start=tokens.start + 1)
    return replace(reading, offset=offset_of(tokens))


@reader("day of month")
def _day_of_month(tokens: Tokens) -> Reading | None:
    """ "the 5th", "the 20th of next month"."""
    if "U" in tokens.row and unit_of(tokens) != "M":
        return None
    offset = offset_of(tokens)
    told = re.search("[TLN89]", tokens.row) is not None
    return tokens.reading(
        "day", day=day_number(tokens), unit="M" if told else "", offset=offset if told else None, follows=not told
    )


@reader("day of")
def _day_of(tokens: Tokens) -> Reading | None:
    """ "the last day of March", "the first day of next month"."""
    if unit_of(tokens, nth=0) != "D":
        return None
    row = tokens.row
    tail = Tokens(tokens.scan, tokens.words, tokens.start + row.find("f"), tokens.end)
    number = -1 if "L" in row[: row.find("f")] else integer(tokens.raw("o")) or int(tokens.value("r") or 0)
    unit = unit_of(tail) if "U" in tail.row else ""
    if unit not in ("", "W", "M", "Q", "Y"):
        return None
    return tokens.reading(
        "day of",
        count=float(number),
        month=month_number(tail),
        value=tail.raw("Y"),
        unit=unit,
        offset=offset_of(tail) or 0,
        follows=bool(unit) and (follows_named(tail) or offset_of(tail) is None),
    )
