"""Readers of expressions that count from a day: weekdays, "last year", "three days later", clocks."""

import re
from dataclasses import replace

from retold.times.readings import (
    Reading,
    Tokens,
    amount,
    amounts,
    day_word,
    duration,
    follows_named,
    offset_of,
    part_clock,
    unit_of,
)
from retold.times.registry import reader


@reader("relative")
def _relative(tokens: Tokens) -> Reading | None:
    unit = unit_of(tokens)
    row = tokens.row
    if unit in ("TH", "2W") and re.search("[LN]U$", row):
        offset, value = offset_of(tokens), duration("1", unit)
        return tokens.reading("length", "DURATION", value=value, unit=unit, count=1.0, offset=offset)
    if unit.startswith("T") or ("K" in row and tokens.raw("K") not in tokens.words.lists["this_too"]):
        return None
    if "T" not in row and tokens.raw("L") in tokens.words.lists["as_length"]:
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
    """ "the weekend"; "in the quarter", the one that is told of."""
    unit, before = unit_of(tokens), tokens.scan.symbols[tokens.start - 1 : tokens.start]
    if unit == "Q" and before == "p":
        return tokens.reading("unit", unit=unit, follows=True)
    return tokens.reading("weekend", unit="WE") if unit == "WE" else None


@reader("of unit")
def _of_unit(tokens: Tokens) -> Reading | None:
    """ "the end of the year", "year-end", "mid-week"."""
    unit = unit_of(tokens)
    if unit.startswith("T") or (not re.search("[tf]", tokens.row) and tokens.value("EF") not in ("END", "MID")):
        return None
    return tokens.reading("unit", unit=unit, offset=0, follows=True)


@reader("side")
def _side(tokens: Tokens) -> Reading | None:
    """ "earlier this month", "later that year", "late in the day"."""
    if "R" in tokens.row:
        return day_word(tokens)
    if "W" in tokens.row:
        return tokens.reading(
            "weekday", day=int(tokens.value("W")), offset=0 if re.search("[TH]", tokens.row) else None
        )
    unit = unit_of(tokens)
    if unit.startswith("T"):
        return None
    side = {"b": "before", "l": "after"}.get(tokens.row[0], "")
    follows = follows_named(tokens) or (offset_of(tokens) is None)
    return tokens.reading(
        "unit", unit=unit, offset=offset_of(tokens) or 0, follows=follows, side="" if follows else side
    )


reader("day word")(day_word)


@reader("ago")
def _ago(tokens: Tokens) -> Reading | None:
    row, unit = tokens.row, unit_of(tokens)
    if "qa" in row and "&" not in row and tokens.raw("q") not in tokens.words.lists["half"]:
        return None  # "$5 million | a year ago"
    counted = re.search("[dneYqvat]", row) is not None or row[0] == "U"
    parts, _ = amounts(tokens) if counted or row[0] in "67" else ((("X", unit),), 0)
    if row[-1] == "K" and tokens.value("K") != "PRESENT_REF":
        return None
    sign = 1 if row[0] == "7" or row[-1] in "luK" or (row[-1] == "R" and "p" in row) else -1
    if any(count == "X" for count, _ in parts) or not unit:
        return tokens.reading("fixed", value="FUTURE_REF" if sign > 0 else "PAST_REF")
    if len(parts) != sum(row.count(symbol) for symbol in "UV"):
        return None
    base = int(tokens.value("R")[:2].rstrip("T")) if row[-1] == "R" else 0
    numbers = [(float(count), part) for count, part in parts]
    if base:  # "two days from tomorrow"
        numbers.insert(0, (float(sign * base), "D"))
    (*first, (count, unit)) = numbers
    return tokens.reading(
        "shift", unit=unit, count=sign * count, parts=tuple(first), follows=row[-1] not in "gRK" and row[0] not in "67"
    )


@reader("day beside")
def _day_beside(tokens: Tokens) -> Reading | None:
    """ "the day after", "the year before", "the day before yesterday"."""
    unit, sign = unit_of(tokens), 1 if "u" in tokens.row else -1
    if unit.startswith("T") or ("R" in tokens.row and unit != "D"):
        return None
    if "R" in tokens.row:
        return tokens.reading("shift", unit="D", count=sign + int(tokens.value("R")[:2].rstrip("T")))
    if unit == "D":
        return tokens.reading("shift", unit="D", count=sign, follows=True)
    return tokens.reading("unit", unit=unit, offset=sign, follows=True)


@reader("weekday")
def _weekday(tokens: Tokens) -> Reading | None:
    day = int(tokens.value("Ww"))
    at = tokens.at("W")
    joint = tokens.row.find("Pp") + 1  # "dawn on Friday", but not "night from Friday"
    if joint and tokens.scan.raw(tokens.start + joint).lower() not in tokens.words.lists["on_day"]:
        return None
    plural = at is not None and tokens.scan.raw(at).lower() in tokens.words.lists["weekdays"]
    clock = part_clock(tokens)
    if plural:
        return tokens.reading("fixed", "SET", value=f"XXXX-WXX-{day}{clock}")
    return tokens.reading("weekday", "TIME" if clock else "DATE", day=day, offset=offset_of(tokens), clock=clock)


@reader("weekday part")
def _weekday_part(tokens: Tokens) -> Reading:
    """German "Dienstagabend", "vergangenen Dienstagabend"."""
    day, part = tokens.value("5").split("T")
    return tokens.reading("weekday", "TIME", day=int(day), offset=offset_of(tokens), clock=f"T{part}")


@reader("weekdays")
def _weekdays(tokens: Tokens) -> Reading | None:
    """ "two Sundays ago", "two Mondays from now"."""
    number = round(float(amount(tokens) if "a" not in tokens.row else "1"))
    if tokens.row[-1] == "K" and tokens.value("K") != "PRESENT_REF":
        return None
    offset = -number if tokens.row[-1] == "g" else number
    return tokens.reading("weekday", day=int(tokens.value("W")), offset=offset) if number else None


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
    start = tokens.start if tokens.row[-1] == "W" else tokens.end - 2 if of is None else of
    tail = Tokens(tokens.scan, tokens.words, start, tokens.end)
    offset = offset_of(tail)
    return replace(reading, unit="W", offset=offset or 0, follows=follows_named(tail) or offset is None)


@reader("part")
def _part_of_day(tokens: Tokens) -> Reading | None:
    clock, row = part_clock(tokens), tokens.row
    if "R" in row:
        return replace(day_word(tokens), clock=clock, type="TIME")
    if not re.search("[TLNHt]", row):
        return tokens.reading("fixed", "TIME", value=f"XXXX-XX-XX{clock}")
    # "last night" is the night before the day of writing, "this night" the one after it.
    return tokens.reading(
        "shift", "TIME", unit="D", count=offset_of(tokens) or 0, follows=not re.search("[TL]", row), clock=clock
    )
