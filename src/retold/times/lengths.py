"""Readers of durations, sets and references ("for two years", "every day", "recently")."""

import re
from dataclasses import replace

from retold.times.clocks import hour_clock
from retold.times.readings import (
    Reading,
    Tokens,
    amount,
    amounts,
    duration,
    follows_named,
    length_of,
    month_number,
    offset_of,
    part_clock,
    unit_of,
)
from retold.times.registry import reader

#: Units that steps in the calendar can be counted in.
_UNITS = frozenset(("D", "W", "2W", "M", "Q", "Y", "DE", "CE", "TH", "TM", "TS"))


@reader("age")
def _age(tokens: Tokens) -> Reading | None:
    if "h" not in tokens.row and unit_of(tokens) not in ("Y", "M", "W", "D"):
        return None
    return tokens.reading("fixed", "DURATION", value=duration(amount(tokens), unit_of(tokens)))


@reader("length")
def _length(tokens: Tokens) -> Reading | None:
    row = tokens.row
    unit = unit_of(tokens, nth=0)
    before = tokens.scan.symbols[tokens.start - 1] if tokens.start else "\n"
    if row[0] == "t" and "U" in row and len(row) == 2:
        return None
    if unit == "Q" and _is_fraction(tokens):
        return None
    if re.fullmatch("[UV]hO", row):
        return tokens.reading("fixed", "DURATION", value=duration("1" if row[0] == "U" else "X", unit))
    if not unit or ("qa" in row and "&" not in row and tokens.raw("q") not in tokens.words.lists["half"]):
        return None
    if row == "aU" and before in "dneqVxo" and _is_rate(tokens):
        return tokens.reading("fixed", "SET", value=duration("1", unit))
    if row[0] in "aA" and "Y" in row and "," not in tokens.raw("Y") and not row.endswith("V"):
        return None
    # The article before "a two-year plan" is the plan's; "longer than two years" is two years.
    beside = row[0] in "at" and re.search("h[Ur]", row) is not None
    start = tokens.start + (beside or tokens.scan.raw(tokens.start).lower() in tokens.words.lists["than"])
    return replace(_tied(tokens), start=start)


def _tied(tokens: Tokens) -> Reading:
    """A length with what ties it to a day: "the past", "the next", "in", "before"."""
    scan, lists = tokens.scan, tokens.words.lists
    parts, end = amounts(tokens)
    if "f" in tokens.row[-3:] or len(parts) < 2:
        parts, end = ((amount(tokens), unit_of(tokens, nth=0)),), tokens.end
    value = length_of(parts)
    before = scan.raw(tokens.start - 1).lower() if tokens.start else ""
    after = scan.raw(end).lower() if end < len(scan.symbols) else ""
    offset = offset_of(tokens)
    side = "in" if before in lists["length_in"] else "within" if before in lists["length_within"] else ""
    if "f" in tokens.row or "r" in tokens.row:
        offset, side = None, ""
    reading = Reading(start=tokens.start, end=end, kind="fixed", type="DURATION", value=value)
    if parts[-1][1] not in _UNITS:
        return reading
    numbers = [(0.0 if count == "X" else float(count), unit) for count, unit in parts]
    beside = -1 if scan.symbols[end : end + 1] == "j" else int(after in lists["length_from"])
    if offset or side or beside:
        return replace(
            reading,
            kind="length",
            offset=offset or None,
            side="" if offset else side,
            follows=bool(offset) and follows_named(tokens),
            parts=tuple(numbers[:-1]),
            count=numbers[-1][0],
            unit=numbers[-1][1],
            beside=beside,
        )
    return reading


def _is_fraction(tokens: Tokens) -> bool:
    """ "three quarters of the town", "in some quarters"."""
    after = tokens.scan.symbols[tokens.end : tokens.end + 1]
    return after == "f" or "v" in tokens.row or tokens.row.endswith("aU")


def _is_rate(tokens: Tokens) -> bool:
    """ "15 a year", "three times a week"."""
    at = tokens.start - 1
    scan = tokens.scan
    if scan.symbols[at] in "dneqV" or (scan.symbols[at] == "x" and scan.symbols[at - 1] in "dneq"):
        return True  # "$5 a month", "24 hours a day", "three meals a day"
    return scan.raw(at).lower() in tokens.words.lists["times"]


@reader("lengths")
def _lengths(tokens: Tokens) -> Reading | None:
    return _tied(tokens)


@reader("vague length")
def _vague_length(tokens: Tokens) -> Reading:
    return _tied(tokens)


@reader("weekends")
def _weekends(tokens: Tokens) -> Reading | None:
    return tokens.reading("fixed", "SET", value="XXXX-WXX-WE") if unit_of(tokens) == "WE" else None


@reader("each")
def _each(tokens: Tokens) -> Reading | None:
    """ "every Monday at 9 a.m.", "each spring", "every two years"."""
    clock = hour_clock(tokens) or part_clock(tokens)
    if "y" not in tokens.row and tokens.raw("W") not in tokens.words.lists["weekdays"]:
        return None
    if "W" in tokens.row or "w" in tokens.row:
        return tokens.reading("fixed", "SET", value=f"XXXX-WXX-{tokens.value('Ww')}{clock}")
    if clock and "U" in tokens.row and unit_of(tokens) == "D":
        return tokens.reading("fixed", "SET", value=f"XXXX-XX-XX{clock}")
    if "P" in tokens.row:
        return tokens.reading("fixed", "SET", value=f"XXXX-XX-XX{clock}")
    if re.search("[SsM]", tokens.row):
        return tokens.reading("fixed", "SET", value=f"XXXX-{tokens.value('Ss') or f'{month_number(tokens):02}'}")
    if "G" in tokens.row:
        rule = tokens.value("G")
        return tokens.reading("fixed", "SET", value=f"XXXX-{rule}" if len(rule) == 5 else "P1Y")
    if unit_of(tokens) == "WE":
        return tokens.reading("fixed", "SET", value="XXXX-WXX-WE")
    count = amount(tokens) if re.search("[dneYq]", tokens.row) else tokens.value("r") or tokens.value("y") or "1"
    return tokens.reading("fixed", "SET", value=duration(count, unit_of(tokens)))


@reader("parts")
def _parts(tokens: Tokens) -> Reading | None:
    """ "mornings", "Friday mornings": each of them."""
    if tokens.raw("P") not in tokens.words.lists["parts"] or len(tokens.row) == 1:
        return None
    day = f"XXXX-WXX-{tokens.value('W')}" if "W" in tokens.row else "XXXX-XX-XX"
    end = tokens.at("P")
    assert end is not None
    return replace(tokens.reading("fixed", "SET", value=f"{day}{part_clock(tokens)}"), end=end + 1)


@reader("set")
def _set(tokens: Tokens) -> Reading:
    unit = tokens.value("X")
    value = "XXXX-XX-XXTNI" if unit == "TNI" else f"P{unit}" if unit[0].isdigit() else duration("1", unit)
    return tokens.reading("fixed", "SET", value=value)


@reader("length word")
def _length_word(tokens: Tokens) -> Reading:
    return tokens.reading("fixed", "DURATION", value=tokens.value("3"))


@reader("moment")
def _moment(tokens: Tokens) -> Reading | None:
    """ "at the moment", "at this moment"."""
    before = tokens.scan.raw(tokens.start - 1).lower()
    following = tokens.scan.symbols[tokens.end : tokens.end + 1]
    if before not in tokens.words.lists["at_moment"] or following == "f":
        return None
    if tokens.value("i") != "PRESENT_REF":
        return None
    return tokens.reading("fixed", value="PRESENT_REF")


@reader("those days")
def _those_days(tokens: Tokens) -> Reading | None:
    """ "those days", but not "these days" nor "that week"."""
    return tokens.reading("fixed", value="PAST_REF") if tokens.raw("H") in tokens.words.lists["long_past"] else None


@reader("reference")
def _reference(tokens: Tokens) -> Reading | None:
    scan, value, word = tokens.scan, tokens.value("Kk"), tokens.raw("K")
    following = scan.symbols[tokens.end : tokens.end + 1]
    before = scan.raw(tokens.start - 1) if tokens.start else ""
    if following == "p" and scan.raw(tokens.end).lower() == before.lower():
        return None  # "as soon as"
    if tokens.row == "k" and scan.raw(tokens.start)[0].isupper() and before[:1].isupper():
        return None  # "the American Renewable Future"
    if following == "T" and word in tokens.words.lists["beside_this"]:  # "so far this year" is this year
        return None
    return tokens.reading("ahead" if word in tokens.words.lists["if_ahead"] else "fixed", value=value)


@reader("past")
def _past(tokens: Tokens) -> Reading | None:
    word = tokens.raw("L")
    if word in tokens.words.lists["past_adjective"] or (tokens.row == "tL" and word in tokens.words.lists["past_noun"]):
        return tokens.reading("fixed", value="PAST_REF")
    return None
