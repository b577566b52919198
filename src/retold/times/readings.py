"""What an expression of time says before it is placed in the calendar, and how its tokens are read.

`Reading` is what patterns give and `resolve` takes; `Tokens` are the tokens of one match. Which rows of tokens are
expressions is said in `patterns`.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

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
    #: Only the part "before" or "after" the day of writing ("earlier this month"); for lengths "in" or "within".
    side: str = ""
    #: "START", "MID", "END" of what is named ("early March").
    phase: str = ""
    #: Further counts and units: "two years and three months ago".
    parts: tuple[tuple[float, str], ...] = ()
    #: A length before (-1) or after (+1) the date that follows: "two weeks before May 13".
    beside: int = 0


@dataclass(slots=True)
class Tokens:
    """The tokens of one match, with what they stand for."""

    scan: Scan
    words: Lexicon
    start: int
    end: int
    #: Their symbols.
    row: str = field(init=False)

    def __post_init__(self) -> None:
        self.row = self.scan.symbols[self.start : self.end]

    def at(self, symbols: str, *, nth: int = 0) -> int | None:
        """Place of the nth token with one of these symbols."""
        if nth == 0:
            for i, symbol in enumerate(self.row, self.start):
                if symbol in symbols:
                    return i
            return None
        found = [i for i, symbol in enumerate(self.row, self.start) if symbol in symbols]
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
        phase = self.value("EF") if "E" in self.row or "F" in self.row else ""
        return Reading(start=self.start, end=self.end, kind=kind, type=type, phase=phase, **given)  # type: ignore[arg-type]


def is_day(month: int, day: int) -> bool:
    """Whether a month can have such a day."""
    return 1 <= month <= 12 and 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


#: Units that may follow another one in one length.
_SMALLER = defaultdict(
    tuple,
    {
        "DE": ("Y", "M"),
        "Y": ("M", "W", "D"),
        "M": ("W", "D"),
        "W": ("D", "TH"),
        "D": ("TH", "TM"),
        "TH": ("TM", "TS"),
        "TM": ("TS",),
    },
)


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
            either = tokens.scan.symbols[at - 1] == "&" and tokens.scan.raw(at - 1).lower() in tokens.words.lists["or"]
            if either and number >= 1 and seen:
                total = 0  # "ten or fifteen"
            if (number >= 100 or number == 12) and seen and total:
                total *= number
            else:
                total += number
            seen = True
        elif symbol in "UV" and seen:
            break
    if re.search("[UV]&a?q$", tokens.row):  # "an hour and a half"
        total, seen = (
            (total if total >= 1 else 1) + float(tokens.words.value("q", tokens.scan.raw(tokens.end - 1))),
            True,
        )
    if not seen:
        return "1" if "U" in tokens.row else "X"
    return f"{total:.12g}"


def length_of(parts: Sequence[tuple[str, str]]) -> str:
    """TIMEX3 value: "P2Y3M", "PT1H30M"."""
    if len(parts) == 1:
        return duration(*parts[0])
    days = "".join(amount + unit for amount, unit in parts if not unit.startswith("T"))
    hours = "".join(amount + unit[1:] for amount, unit in parts if unit.startswith("T"))
    return f"P{days}" + (f"T{hours}" if hours else "")


def duration(amount: str, unit: str) -> str:
    if (amount, unit) == ("0.5", "TH"):
        return "PT30M"  # TIDES 2003, 4.5: "half an hour"
    if unit == "2W":
        unit, amount = "W", amount if amount == "X" else f"{2 * float(amount):g}"
    if unit == "WE" or not unit.startswith("T"):
        return f"P{amount}{unit}"
    return f"PT{amount}{unit[1:]}"


def amounts(tokens: Tokens) -> tuple[tuple[tuple[str, str], ...], int]:
    """Each count with its unit, from the largest down ("two years and three months"), and one past the last token.

    What follows "or", or isn't smaller, is another length.
    """
    found: list[tuple[str, str]] = []
    start = end = tokens.start
    for at in range(tokens.start, tokens.end):
        if tokens.scan.symbols[at] not in "UV":
            continue
        part = Tokens(tokens.scan, tokens.words, start, at + 1)
        unit = unit_of(part)
        joined = all(raw not in tokens.words.lists["or"] for raw in (part.raw("&"),)) or "q&q" in part.row
        if found and (not joined or unit not in _SMALLER[found[-1][1]]):
            break
        found.append((amount(part), unit))
        start = end = at + 1
    return tuple(found), end


def unit_of(tokens: Tokens, *, nth: int = -1) -> str:
    at = tokens.at("UV", nth=nth)
    if at is None:
        return tokens.words.value("U", tokens.raw("r"))  # "30-second"
    return tokens.words.value(tokens.scan.symbols[at], tokens.scan.raw(at))


def month_number(tokens: Tokens) -> int:
    return int(tokens.value("Mm") or 0)


def day_number(tokens: Tokens, *, nth: int = 0) -> int:
    """The day in figures or words: "22", "22nd", "twenty-second"."""
    at = tokens.at("dor", nth=nth)
    if at is None:
        return round(float(amount(tokens))) if "q" in tokens.row else 0
    if tokens.scan.symbols[at] != "r":
        return integer(tokens.scan.raw(at))
    tens = re.search("qh?$", tokens.scan.symbols[tokens.start : at])
    ten = tokens.words.value("q", tokens.scan.raw(tokens.start + tens.start())) if tens else "0"
    return int(float(ten)) + int(tokens.words.value("r", tokens.scan.raw(at)))


def part_clock(tokens: Tokens) -> str:
    value = tokens.value("P")
    return f"T{value}" if value else ""


_OFFSETS = (("L", -1), ("8", -1), ("N", 1), ("9", 1), ("T", 0), ("H", 0), ("K", 0))


def offset_of(tokens: Tokens) -> int | None:
    row = tokens.row
    return next((offset for symbol, offset in _OFFSETS if symbol in row), None) if len(row) > 1 else None


def follows_named(tokens: Tokens) -> bool:
    """Whether "next", "previous", "that" count from the date named last."""
    row = tokens.row
    return (
        "H" in row
        or "tN" in row
        or tokens.raw("L") in tokens.words.lists["from_named"]
        or tokens.raw("N89") in tokens.words.lists["from_named"]
    )


def short_year(raw: str) -> int:
    """ "45" is 1945, "09" is 2009: the century in which it is less than 30 years ahead of 2000."""
    number = int(raw)
    return number if number > 99 else number + (2000 if number < 30 else 1900)


def with_era(tokens: Tokens, year: int) -> str:
    return f"BC{year:04}" if tokens.value("B") == "BC" else f"{year:04}"


def day_word(tokens: Tokens) -> Reading:
    """ "yesterday", "tonight"."""
    value = tokens.value("R")
    clock = value[value.find("T") :] if "T" in value else ""
    count = int(value[:2].rstrip("T"))
    return tokens.reading("shift", "TIME" if clock else "DATE", unit="D", count=count, clock=clock)
