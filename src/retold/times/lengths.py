"""Readers of durations, sets and references ("for two years", "every day", "recently")."""

import re
from dataclasses import replace

from retold.times.readings import (
    Reading,
    Tokens,
    amount,
    duration,
    part_clock,
    unit_of,
)
from retold.times.registry import reader


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
    if not unit:
        return None
    if row == "aU" and before in "dneqVxo" and _is_rate(tokens):
        return tokens.reading("fixed", "SET", value=duration("1", unit))
    if row[0] in "aA" and "Y" in row and "," not in tokens.raw("Y") and not row.endswith("V"):
        return None
    # The article before "a two-year plan" is the plan's; "longer than two years" is two years.
    beside = row[0] in "at" and re.search("h[Ur]", row) is not None
    start = tokens.start + (beside or tokens.scan.raw(tokens.start).lower() in tokens.words.lists["than"])
    return replace(tokens.reading("fixed", "DURATION", value=duration(amount(tokens), unit)), start=start)


def _is_fraction(tokens: Tokens) -> bool:
    """ "three quarters of the town", "in some quarters"."""
    after = tokens.scan.symbols[tokens.end : tokens.end + 1]
    return after == "f" or "v" in tokens.row or tokens.row.endswith("aU")


def _is_rate(tokens: Tokens) -> bool:
    """ "15 a year", "three times a week"."""
    at = tokens.start - 1
    scan = tokens.scan
    if scan.symbols[at] in "dneq":
        return True
    return scan.raw(at).lower() in tokens.words.lists.get("times", ())


@reader("lengths")
def _lengths(tokens: Tokens) -> Reading | None:
    count = amount(tokens) if re.search("[dneYq]", tokens.row) else "X"
    return tokens.reading("fixed", "DURATION", value=duration(count, unit_of(tokens)))


@reader("vague length")
def _vague_length(tokens: Tokens) -> Reading:
    return tokens.reading("fixed", "DURATION", value=duration("X", unit_of(tokens)))


@reader("each")
def _each(tokens: Tokens) -> Reading:
    if "W" in tokens.row or "w" in tokens.row:
        return tokens.reading("fixed", "SET", value=f"XXXX-WXX-{tokens.value('Ww')}")
    if "P" in tokens.row:
        return tokens.reading("fixed", "SET", value=f"XXXX-XX-XX{part_clock(tokens)}")
    return tokens.reading("fixed", "SET", value=duration(tokens.value("r") or "1", unit_of(tokens)))


@reader("set")
def _set(tokens: Tokens) -> Reading:
    unit = tokens.value("X")
    value = "XXXX-XX-XXTNI" if unit == "TNI" else f"P{unit}" if unit[0].isdigit() else duration("1", unit)
    return tokens.reading("fixed", "SET", value=value)


@reader("reference")
def _reference(tokens: Tokens) -> Reading | None:
    value, word = tokens.value("Kk"), tokens.raw("K")
    return tokens.reading("ahead" if word in tokens.words.lists["if_ahead"] else "fixed", value=value)


@reader("past")
def _past(tokens: Tokens) -> Reading | None:
    word = tokens.raw("L")
    if word in tokens.words.lists.get("past_adjective", ()) or (
        tokens.row == "tL" and word in tokens.words.lists.get("past_noun", ())
    ):
        return tokens.reading("fixed", value="PAST_REF")
    return None
