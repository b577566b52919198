"""Readers of expressions that count from a day: weekdays, "last year", "three days later", clocks."""

import re
from dataclasses import replace

from retold.times.readings import (
    Reading,
    Tokens,
    amount,
    duration,
    follows_named,
    integer,
    is_day,
    month_number,
    offset_of,
    part_clock,
    unit_of,
)
from retold.times.registry import reader

#: "5.30 a.m.", as many papers write it.
_DOTTED = re.compile(r"(\d{1,2})\.([0-5]\d)")
#: "this morning", "on Monday evening", "in the afternoon".
_PART_AFTER = re.compile("(?:[TL]|R|p?W|pt)?P")
#: "3:00 at night" is before dawn.
_LATEST_OF_NIGHT = 5


@reader("relative")
def _relative(tokens: Tokens) -> Reading | None:
    unit = unit_of(tokens)
    row = tokens.row
    if unit.startswith("T"):
        return None
    if tokens.raw("L") in tokens.words.lists.get("as_length", ()):
        return tokens.reading("fixed", "DURATION", value=duration("1", unit))
    follows = follows_named(tokens) and not (row.startswith("H") and unit == "WE")
    clock = part_clock(tokens) if unit == "D" else ""
    return tokens.reading(
        "unit", "TIME" if clock else "DATE", unit=unit, offset=offset_of(tokens), follows=follows, clock=clock
    )


@reader("unit beside")
def _unit_beside(tokens: Tokens) -> Reading | None:
    """ "the week after next", "the year before last"."""
    unit = unit_of(tokens)
    return None if unit.startswith("T") else tokens.reading("unit", unit=unit, offset=2 * (offset_of(tokens) or 0))


@reader("weekend")
def _weekend(tokens: Tokens) -> Reading | None:
    return tokens.reading("weekend", unit="WE") if unit_of(tokens) == "WE" else None


@reader("of unit")
def _of_unit(tokens: Tokens) -> Reading | None:
    unit = unit_of(tokens)
    return None if unit.startswith("T") else tokens.reading("unit", unit=unit, offset=0, follows=True)


@reader("side")
def _side(tokens: Tokens) -> Reading | None:
    """ "earlier this month", "later that year", "late in the day"."""
    if "R" in tokens.row:
        return _day_word(tokens)
    if "W" in tokens.row:
        return tokens.reading("weekday", day=int(tokens.value("W")), offset=0)
    unit = unit_of(tokens)
    if unit.startswith("T"):
        return None
    side = {"b": "before", "l": "after"}.get(tokens.row[0], "")
    follows = follows_named(tokens) or (offset_of(tokens) is None)
    return tokens.reading(
        "unit", unit=unit, offset=offset_of(tokens) or 0, follows=follows, side="" if follows else side
    )


@reader("day word")
def _day_word(tokens: Tokens) -> Reading:
    value = tokens.value("R")
    return tokens.reading(
        "shift",
        "TIME" if "T" in value else "DATE",
        unit="D",
        count=int(value[:2].rstrip("T")),
        clock=value[value.find("T") :] if "T" in value else "",
    )


@reader("ago")
def _ago(tokens: Tokens) -> Reading | None:
    row, unit = tokens.row, unit_of(tokens)
    count = amount(tokens) if re.search("[dneYqvat]", row) else "X"
    sign = 1 if row[-1] in "lu" or (row[-1] == "R" and "p" in row) else -1
    if count == "X":
        return tokens.reading("fixed", value="FUTURE_REF" if sign > 0 else "PAST_REF")
    return tokens.reading("shift", unit=unit, count=sign * float(count), follows=row[-1] not in "gR")


@reader("day beside")
def _day_beside(tokens: Tokens) -> Reading | None:
    if unit_of(tokens) != "D":
        return None
    sign = 1 if "u" in tokens.row else -1
    if "R" in tokens.row:
        return tokens.reading("shift", unit="D", count=sign + int(tokens.value("R")[:2].rstrip("T")))
    return tokens.reading("shift", unit="D", count=sign, follows=True)


@reader("weekday")
def _weekday(tokens: Tokens) -> Reading | None:
    day = int(tokens.value("Ww"))
    at = tokens.at("W")
    joint = tokens.row.find("Pp") + 1  # "dawn on Friday", but not "night from Friday"
    if joint and tokens.scan.raw(tokens.start + joint).lower() not in tokens.words.lists["on_day"]:
        return None
    plural = at is not None and tokens.scan.raw(at).lower() in tokens.words.lists.get("weekdays", ())
    clock = part_clock(tokens)
    if plural:
        return tokens.reading("fixed", "SET", value=f"XXXX-WXX-{day}{clock}")
    return tokens.reading("weekday", "TIME" if clock else "DATE", day=day, offset=offset_of(tokens), clock=clock)


@reader("weekday of week")
def _weekday_of_week(tokens: Tokens) -> Reading | None:
    """ "Thursday of next week", "Friday last week", "the Monday after next"."""
    clock = part_clock(tokens)
    reading = tokens.reading("weekday", "TIME" if clock else "DATE", day=int(tokens.value("W")), clock=clock)
    if "U" not in tokens.row:
        return replace(reading, offset=2 * (offset_of(tokens) or 0))
    if unit_of(tokens) != "W":
        return None
    of = tokens.at("f")
    tail = Tokens(tokens.scan, tokens.words, tokens.end - 2 if of is None else of, tokens.end)
    offset = offset_of(tail)
    return replace(reading, unit="W", offset=offset or 0, follows=follows_named(tail) or offset is None)


@reader("part")
def _part_of_day(tokens: Tokens) -> Reading | None:
    clock, row = part_clock(tokens), tokens.row
    if "R" in row:
        return replace(_day_word(tokens), clock=clock, type="TIME")
    if not re.search("[TLNHt]", row):
        return tokens.reading("fixed", "TIME", value=f"XXXX-XX-XX{clock}")
    # "last night" is the night before the day of writing, "this night" the one after it.
    return tokens.reading(
        "shift", "TIME", unit="D", count=offset_of(tokens) or 0, follows=not re.search("[TL]", row), clock=clock
    )


@reader("clock")
def _clock(tokens: Tokens) -> Reading | None:
    row = tokens.row
    raw = tokens.raw("C") or (tokens.raw("Yn") if re.match("[nY]Z|n", row) else "") or tokens.raw("dq")
    if row[0] == "P" or _in_number(tokens):
        return None
    hour, minute = _hour_and_minute(tokens, raw)
    if hour is None:
        return None
    meridiem = tokens.value("z")
    if meridiem == "pm" and hour < 12:
        hour += 12
    elif meridiem == "am" and hour == 12:
        hour = 0
    elif hour < 12 and meridiem not in ("am", "pm") and _after_noon(tokens, hour):
        hour += 12
    zone = tokens.value("Z")
    clock = f"T{hour:02}:{minute:02}{zone}" if minute is not None else f"T{hour:02}{zone}"
    if clock.startswith("T24") and clock != "T24:00":
        return None
    if "M" in row or "m" in row:
        days = [i for i in range(tokens.start, tokens.end) if tokens.scan.symbols[i] in "do"]
        day = integer(tokens.scan.raw(days[-1]))
        month, year = month_number(tokens), ""
        if row[-1] == "Y":
            year = tokens.scan.raw(tokens.end - 1)
        if not is_day(month, day):
            return None
        if year:
            return tokens.reading("fixed", "TIME", value=f"{year}-{month:02}-{day:02}{clock}")
        return tokens.reading("month day", "TIME", month=month, day=day, clock=clock)
    if "W" in row:
        return tokens.reading("weekday", "TIME", day=int(tokens.value("W")), clock=clock)
    if "R" in row:
        return replace(_day_word(tokens), clock=clock, type="TIME")
    return tokens.reading("clock", "TIME", clock=clock)


def _in_number(tokens: Tokens) -> bool:
    """ "2.5am", "1,5 p.m.": the end of a number that is no time of day."""
    scan, at = tokens.scan, tokens.start
    return at > 1 and scan.symbols[at - 1] in ",." and scan.text[scan.starts[at] - 2 : scan.starts[at] - 1].isdecimal()


def _after_noon(tokens: Tokens, hour: int) -> bool:
    """Whether the words that follow say so: "5:30 on Monday evening"."""
    following = _PART_AFTER.match(tokens.scan.symbols, tokens.end)
    if following is None:
        return False
    part = tokens.words.value("P", tokens.scan.raw(following.end() - 1))
    return part in ("AF", "EV") or (part == "NI" and hour > _LATEST_OF_NIGHT)


def _hour_and_minute(tokens: Tokens, raw: str) -> tuple[int | None, int | None]:
    if ":" in raw:
        hour, minute = (int(part) for part in raw.split(":")[:2])
        return hour, minute
    if dotted := _DOTTED.fullmatch(raw):
        hour, minute = int(dotted[1]), int(dotted[2])
        return (hour, minute) if hour < 25 else (None, None)
    if len(raw) == 4 and raw.isdecimal():
        hour, minute = int(raw[:2]), int(raw[2:])
        return (hour, minute) if hour < 25 and minute < 60 else (None, None)
    if raw.isdecimal():
        return (int(raw), None) if 1 <= int(raw) <= 24 else (None, None)
    number = tokens.words.value("q", raw)
    return (int(float(number)), None) if number and 1 <= float(number) <= 12 else (None, None)
