"""What an expression of time says before it is placed in the calendar, and how its tokens are read.

`Reading` is what patterns give and `resolve` takes; `Tokens` are the tokens of one match. Which rows of tokens are
expressions is said in `patterns`.
"""

import re
from dataclasses import dataclass

from retold.times.scan import Lexicon, Scan
from retold.types import TimexType


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An expression of time that isn't placed in the calendar yet."""

    #: First token and one past the last.
    start: int
    end: int
    type: TimexType
    #: How `resolve` places it: "fixed", "month", "month day", "day", "weekday", "season", "unit", "shift", ...
    kind: str
    #: What the kind needs.
    value: str = ""
    month: int = 0
    day: int = 0
    #: -1 last, 0 this, +1 next; None if the words don't say.
    offset: int | None = None
    unit: str = ""
    count: float = 0
    #: Counts from the last date named ("the following day") rather than from the day of writing.
    follows: bool = False
    #: Appended to a day: "TMO", "T18:00Z".
    clock: str = ""
    #: Only the part "before" or "after" the day of writing ("earlier this month").
    side: str = ""


@dataclass(slots=True)
class Tokens:
    """The tokens of one match, with what they stand for."""

    scan: Scan
    words: Lexicon
    start: int
    end: int

    @property
    def row(self) -> str:
        return self.scan.symbols[self.start : self.end]

    def at(self, symbols: str, *, nth: int = 0) -> int | None:
        """Place of the nth token with one of these symbols."""
        row = self.scan.symbols
        if nth == 0:
            for i in range(self.start, self.end):
                if row[i] in symbols:
                    return i
            return None
        found = [i for i in range(self.start, self.end) if row[i] in symbols]
        return found[nth] if -len(found) <= nth < len(found) else None

    def raw(self, symbols: str, *, nth: int = 0) -> str:
        """Words of that token; "" if there is none."""
        at = self.at(symbols, nth=nth)
        return "" if at is None else self.scan.raw(at).lower()

    def value(self, symbols: str, *, nth: int = 0) -> str:
        """What that token stands for."""
        at = self.at(symbols, nth=nth)
        return "" if at is None else self.words.value(self.scan.symbols[at], self.scan.raw(at))

    def reading(self, kind: str, type: TimexType = "DATE", **given: object) -> Reading:
        """A reading over all tokens of the match."""
        return Reading(start=self.start, end=self.end, kind=kind, type=type, **given)  # type: ignore[arg-type]


def is_day(month: int, day: int) -> bool:
    """Whether a month can have such a day."""
    return 1 <= month <= 12 and 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def integer(raw: str) -> int:
    digits = re.match(r"\d+", raw.replace(",", ""))
    return int(digits[0]) if digits else 0


def amount(tokens: Tokens) -> str:
    """How many: "2", "2.5", "X" if vague; one if only an article."""
    total = 0.0
    seen = False
    for at in range(tokens.start, tokens.end):
        symbol, raw = tokens.scan.symbols[at], tokens.scan.raw(at).lower()
        if symbol == "v" and not re.search("[dneYq]", tokens.row):
            return "X"
        if symbol in "dneY":
            total, seen = float(raw.replace(",", "") if raw.count(".") < 2 else "0"), True
        elif symbol == "q":
            number = float(tokens.words.value("q", raw))
            if number >= 1 and "&" in tokens.scan.symbols[at - 2 : at] and seen:
                total = 0  # "ten or fifteen"
            if number in (100, 1000, 12) and seen:
                total *= number
            else:
                total += number
            seen = True
        elif symbol in "UV" and seen:
            break
    if not seen:
        return "1" if any(symbol in "at" for symbol in tokens.row) or "U" in tokens.row else "X"
    return f"{total:g}"


def duration(amount: str, unit: str) -> str:
    if unit == "2W":
        unit, amount = "W", amount if amount == "X" else f"{2 * float(amount):g}"
    if unit == "WE" or not unit.startswith("T"):
        return f"P{amount}{unit}"
    return f"PT{amount}{unit[1:]}"


def unit_of(tokens: Tokens, *, nth: int = -1) -> str:
    at = tokens.at("UV", nth=nth)
    if at is None:
        return tokens.words.value("U", tokens.raw("r"))  # "30-second"
    return tokens.words.value(tokens.scan.symbols[at], tokens.scan.raw(at))


def month_number(tokens: Tokens) -> int:
    return int(tokens.value("Mm") or 0)


def day_number(tokens: Tokens, *, nth: int = 0) -> int:
    return integer(tokens.raw("do", nth=nth))


def part_clock(tokens: Tokens) -> str:
    value = tokens.value("P")
    return f"T{value}" if value else ""


def offset_of(tokens: Tokens) -> int | None:
    for symbol, offset in (("L", -1), ("N", 1), ("T", 0), ("H", 0)):
        if symbol in tokens.row:
            return offset
    return None


def follows_named(tokens: Tokens) -> bool:
    """Whether "next", "previous", "that" count from the date named last."""
    row = tokens.row
    return (
        "H" in row
        or "tN" in row
        or tokens.raw("L") in tokens.words.lists.get("from_named", ())
        or tokens.raw("N") in tokens.words.lists.get("from_named", ())
    )


def short_year(raw: str) -> int:
    """ "45" is 1945, "09" is 2009: the century in which it is less than 30 years ahead of 2000."""
    number = int(raw)
    return number if number > 99 else number + (2000 if number < 30 else 1900)


def with_era(tokens: Tokens, year: int) -> str:
    return f"BC{year:04}" if tokens.value("B") == "BC" else f"{year:04}"
