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
    first, second, year = (int(part) for part in re.split(r"[/.]", raw))
    month, day = (second, first) if first > 12 or "." in raw else (first, second)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return tokens.reading("fixed", value=f"{short_year(str(year)):04}-{month:02}-{day:02}")


@reader("date")
def _date(tokens: Tokens) -> Reading | None:
    year = tokens.raw("Y")
    month, day = month_number(tokens), day_number(tokens)
    if not year:
        return _month_day(tokens)
    if not is_day(month, day):
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
    return _of_year(tokens, reading) or reading


def _of_year(tokens: Tokens, reading: Reading) -> Reading | None:
    """The reading with its year, where that is told as "of that year", "of last year"; None where it is not."""
    at = tokens.row.rfind("f")
    if at < 0 or "U" not in tokens.row[at:] or unit_of(tokens) != "Y":
        return None
    tail = Tokens(tokens.scan, tokens.words, tokens.start + at, tokens.end)
    offset = offset_of(tail)
    return replace(reading, unit="Y", offset=offset or 0, follows=follows_named(tail) or offset is None)


@reader("days")
def _days(tokens: Tokens) -> tuple[Reading, ...] | None:
    """Two days of one month: "June 5-7, 1944", "12 and 15 May"."""
    month, first, second = month_number(tokens), day_number(tokens), day_number(tokens, nth=1)
    if not (is_day(month, first) and is_day(month, second)):
        return None
    year = tokens.raw("Y")
    one, two = tokens.at("do"), tokens.at("do", nth=1)
    assert one is not None
    assert two is not None
    spans = ((tokens.start, one + 1), (two, tokens.end))
    made = []
    for (start, end), day in zip(spans, (first, second), strict=True):
        given = {"start": start, "end": end, "type": "DATE"}
        if year:
            made.append(Reading(kind="fixed", value=f"{int(year):04}-{month:02}-{day:02}", **given))  # type: ignore[arg-type]
        else:
            made.append(Reading(kind="month day", month=month, day=day, **given))  # type: ignore[arg-type]
    return tuple(made)


@reader("month year")
def _month_year(tokens: Tokens) -> Reading | None:
    month = month_number(tokens)
    if "U" in tokens.row:
        return _of_year(tokens, tokens.reading("month", month=month))
    year = tokens.raw("Yn") or tokens.raw("ed")
    return tokens.reading("fixed", value=f"{with_era(tokens, short_year(year))}-{month:02}")


@reader("week of month")
def _week_of_month(tokens: Tokens) -> Reading | None:
    if unit_of(tokens) != "W":
        return None
    number = offset_of(tokens) if "L" in tokens.row else int(tokens.value("r") or 0)
    year = tokens.raw("Y")
    return tokens.reading("week of month", month=month_number(tokens), count=float(number or 1), value=year)


@reader("relative month")
def _relative_month(tokens: Tokens) -> Reading:
    return tokens.reading("month", month=month_number(tokens), offset=offset_of(tokens), follows=follows_named(tokens))


@reader("month")
def _bare_month(tokens: Tokens) -> Reading | None:
    at = tokens.at("M")
    assert at is not None
    if _may_be_a_name(tokens, at):
        return None
    return tokens.reading("month", month=month_number(tokens))


def _may_be_a_name(tokens: Tokens, at: int) -> bool:
    """ "Theresa May", "April Smith", "May I": a month that is also a name or verb needs a word of time before it."""
    scan, before = tokens.scan, tokens.scan.symbols[at - 1] if at > 0 else "\n"
    after = scan.raw(at + 1) if at + 1 < len(scan.symbols) else ""
    if tokens.start < at:
        return False
    if scan.raw(at).lower() in tokens.words.lists.get("name_too", ()) and before not in "pELNTHFf&,(h_":
        return True
    if before == "x" and scan.raw(at - 1)[0].isupper() and after[:1].isupper():
        return True
    return bool(before == "$")


@reader("season")
def _season(tokens: Tokens) -> Reading | None:
    season = tokens.value("Ss")
    year = tokens.raw("Yn") or tokens.raw("ed")
    if "s" in tokens.row and not year and _is_verb(tokens):
        return None
    if year and ("Y" in tokens.row or "B" in tokens.row or "'" in tokens.row):
        return tokens.reading("fixed", value=f"{with_era(tokens, short_year(year))}-{season}")
    reading = tokens.reading("season", value=season, offset=offset_of(tokens), follows=follows_named(tokens))
    return (_of_year(tokens, reading) or reading) if "U" in tokens.row else reading


def _is_verb(tokens: Tokens) -> bool:
    """ "to fall", "the fall of Berlin"."""
    scan = tokens.scan
    if tokens.end < len(scan.symbols) and scan.symbols[tokens.end] == "f":
        return True
    previous = scan.raw(tokens.start - 1).lower() if tokens.start else ""
    return tokens.row == "s" and previous in tokens.words.lists.get("infinitive", ())


@reader("quarter")
def _quarter(tokens: Tokens) -> Reading | None:
    row = tokens.row
    named = "4" in row or ("U" in row and unit_of(tokens, nth=0) == "Q")
    if not named:
        return None
    number = integer(tokens.raw("4")[1:]) if "4" in row else integer(tokens.raw("o") or tokens.value("r") or "0")
    if tokens.value("r") == "-1":
        number = 4
    if not number:
        return tokens.reading("unit", unit="Q", offset=offset_of(tokens)) if row.count("U") == 1 else None
    if not 1 <= number <= 4:
        return None
    if year := tokens.raw("Y"):
        return tokens.reading("fixed", value=f"{year}-Q{number}")
    reading = tokens.reading("quarter", value=f"Q{number}")
    return (_of_year(tokens, reading) or reading) if row.count("U") > 1 else reading


@reader("half")
def _half(tokens: Tokens) -> Reading | None:
    number = tokens.value("r") or str(integer(tokens.raw("o")))
    if tokens.raw("q") not in tokens.words.lists.get("half", ("half",)) or number not in ("1", "2"):
        return None
    if year := tokens.raw("Y"):
        return tokens.reading("fixed", value=f"{year}-H{number}")
    return _of_year(tokens, tokens.reading("quarter", value=f"H{number}"))


@reader("century")
def _century(tokens: Tokens) -> Reading | None:
    if unit_of(tokens) != "CE":
        return None
    number = integer(tokens.raw("oQ")) or int(float(tokens.value("q") or 0)) + int(tokens.value("r") or 0)
    era = "BC" if tokens.value("B") == "BC" else ""
    return tokens.reading("fixed", value=f"{era}{number if era else number - 1:02}") if number > 0 else None


@reader("decade")
def _decade(tokens: Tokens) -> Reading | None:
    raw = tokens.raw("D")
    if raw[0].isdecimal():
        number = raw.rstrip("s")
        if len(number) == 4:
            return tokens.reading("fixed", value=number[:3])
        if "'" in tokens.row or "t" in tokens.row or "E" in tokens.row:
            return tokens.reading("fixed", value=f"{'20' if int(number) < 30 else '19'}{number[0]}")
        return None
    if "t" not in tokens.row and "E" not in tokens.row:
        return None
    return tokens.reading("fixed", value=f"19{tokens.value('D')}")


@reader("year")
def _year(tokens: Tokens) -> Reading | tuple[Reading, ...] | None:
    scan, row = tokens.scan, tokens.row
    if "B" in row:
        number = tokens.raw("Yne")
        return tokens.reading("fixed", value=with_era(tokens, integer(number)))
    if "Y" not in row:
        return replace(tokens.reading("fixed", value=str(short_year(tokens.raw("ed")))), start=tokens.start)
    if ("V" in row and unit_of(tokens, nth=0) != "Y") or ("U" in row and unit_of(tokens, nth=0) != "Y"):
        return None
    at = tokens.at("Y")
    assert at is not None
    if not _is_year(tokens, at):
        return None
    year = int(scan.raw(at))
    start = tokens.start if row[0] not in "p" else at
    if row[0] == "t" and not re.search("[UVEF]", row):
        start = at
    single = Reading(start=start, end=at + 1, type="DATE", kind="fixed", value=f"{year:04}")
    if row[-1] not in "de":
        return single
    second = year // 100 * 100 + int(scan.raw(tokens.end - 1))
    if second <= year:
        return single
    return single, Reading(start=tokens.end - 1, end=tokens.end, type="DATE", kind="fixed", value=f"{second:04}")


def _is_year(tokens: Tokens, at: int) -> bool:
    """Whether a number of four digits is a year: by its size and the words around it."""
    scan, year = tokens.scan, int(tokens.scan.raw(at))
    before = scan.symbols[at - 1] if at else "\n"
    after = scan.symbols[at + 1] if at + 1 < len(scan.symbols) else "\n"
    if before in "$A#" or after in "V%$" or (after == "h" and scan.symbols[at + 2 : at + 3] in ("U", "x", "V")):
        return False
    following = scan.raw(at + 1) if at + 1 < len(scan.symbols) else ""
    spaced = at + 1 < len(scan.symbols) and scan.starts[at + 1] > scan.ends[at]
    led = before in "pEfhl(&,_'UVSsMNLT" or tokens.start < at
    if before in "n." and at and scan.starts[at] == scan.ends[at - 1]:
        return False
    if 1900 <= year <= 2050 and not (after == "x" and spaced and following[-1:] == "s" and following[0].islower()):
        return True
    if before == "p" and following[:1].islower() and after == "x" and following[-1:] == "s":
        return False
    return led and before in "pEf(_U" and year < 2050 and not (after == "x" and following[:1].islower() and not spaced)


@reader("holiday")
def _holiday(tokens: Tokens) -> Reading | None:
    after = tokens.scan.raw(tokens.end) if tokens.end < len(tokens.scan.symbols) else ""
    if tokens.row == "G" and after[:1].isupper():  # Christmas Island
        return None
    kind: TimexType = "TIME" if "P" in tokens.row else "DATE"
    return tokens.reading(
        "holiday", kind, value=tokens.value("G"), count=float(tokens.raw("Y") or 0), clock=part_clock(tokens)
    )


@reader("day of month")
def _day_of_month(tokens: Tokens) -> Reading:
    return tokens.reading("day", day=day_number(tokens), follows=True)
