"""Amounts: a number or a range of them with money, unit or age, and the words beside it that say how exact it is.

What looks like a figure and is none (years, ordinals, numbered things) is left out by `labels`; what is counted needs
the parse and is found elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from retold.figures.ages import UNITS as AGES
from retold.figures.ages import age_behind, is_age
from retold.figures.labels import is_label, is_score
from retold.figures.numerals import is_share
from retold.figures.sides import Side, side_at
from retold.figures.tokens import DASHES, Token, role, tokens
from retold.figures.wordings import around, behind, moved
from retold.knowledge import mapping, table

_TO = frozenset({*DASHES, "to", "or", "and", "through", "~"})
#: "10 or 40 people" are two guesses, "20 or 30" is a range.
_OR_REACH = 3
#: Words before "from" among which a word of change makes "from 5 to 7 percent" two figures.
_MOVING = 6
_FAR = 40
_BOUNDS = {"more than": "low", "at least": "low", "less than": "high", "at most": "high"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure before the parse is asked; offsets within the sentence."""

    start: int
    end: int
    #: Where the number itself begins, behind its qualifier.
    at: int
    low: float
    high: float
    unit: str
    qualifier: str
    #: Where what is counted may begin: after number and unit.
    after: int
    #: What it is told for each of: "day", "share".
    per: str


@cache
def _promising() -> re.Pattern[str]:
    """A sentence without any of these has no number."""
    known = (word for word, kind, _ in table("number_words") if kind not in ("short", "ordinal"))
    return re.compile(rf"\d|[½⅓⅔¼¾⅕⅙⅛]|\b(?:{'|'.join(sorted(known, key=len, reverse=True))})\b", re.I)


def amounts(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Amount]:
    """The amounts of a sentence by place; `taken` are its expressions of time, in order: no figures but for ages."""
    if _promising().search(text) is None:
        return
    words = tokens(text)
    masked = _masked(words, taken)
    found: list[Amount] = []
    i = 0
    while i < len(words):
        side = side_at(text, words, i)
        if side is None:
            i += 1
            continue
        amount, i = _amount(text, words, side, masked)
        if amount is not None:
            found.append(amount)
    yield from _joined(text, found)


def _masked(words: Sequence[Token], taken: Sequence[tuple[int, int]]) -> list[bool]:
    out, at = [], 0
    for word in words:
        while at < len(taken) and taken[at][1] <= word.start:
            at += 1
        out.append(at < len(taken) and taken[at][0] < word.end)
    return out


def _amount(text: str, words: Sequence[Token], side: Side, masked: Sequence[bool]) -> tuple[Amount | None, int]:
    """The amount that begins with a number, None if that is no figure, and the token behind."""
    sides = _range(text, words, side)
    stop = sides[-1].stop
    unit, stop = age_behind(words, stop) or (sides[-1].unit or sides[0].unit, stop)
    if not unit and is_age(text, words[side.begin].start, words[stop - 1].end):
        unit = "years old"
    timed = masked[side.begin] or (len(sides) > 1 and masked[stop - 1])
    if timed and unit not in AGES and not _outlives(words, side):
        return None, side.begin + 1
    if not unit:
        loose = len(sides) == 1 and not is_share(words, side.number) and not _bounded(words, side)
        if loose or is_label(text, words, side.number, stop):
            return None, stop
    if len(sides) == 1 and is_score(words, side.begin, stop):
        return None, stop + 2
    return _told(words, sides, stop, unit)


def _outlives(words: Sequence[Token], side: Side) -> bool:
    """ "three quarters of the homes" is a share, whatever a quarter of a year is."""
    return side.number.part and (_bounded(words, side) or (side.stop < len(words) and words[side.stop].key == "of"))


def _bounded(words: Sequence[Token], side: Side) -> bool:
    """ "more than half", "nearly a third": a bound makes a share of a loose part."""
    return around(words, side.begin)[1] != ""


def _told(words: Sequence[Token], sides: Sequence[Side], stop: int, unit: str) -> tuple[Amount, int]:
    begin = sides[0].begin
    first, before = around(words, begin, ranged=len(sides) > 1)
    last, after = behind(words, stop)
    vague = sides[0].number.qualifier
    weak = vague == "at least" and before in ("about", "only", "exactly")
    qualifier = vague if weak else before or after or vague
    per, hyphened = _per(words, last)
    amount = Amount(
        start=words[first].start,
        end=words[last - 1].end,
        at=words[begin].start,
        low=sides[0].value,
        high=sides[-1].value,
        unit=unit,
        qualifier=f"{moved(words, first)} {qualifier}".strip(),
        after=words[hyphened - 1].end,
        per=per,
    )
    return amount, stop


def _per(words: Sequence[Token], stop: int) -> tuple[str, int]:
    """What an amount is told for each of ("a day", "per share"), and the token behind if hyphens join it."""
    hyphens = stop < len(words) and words[stop].key == "-"
    at = stop + hyphens
    noun = at + 1 + (at + 1 < len(words) and words[at + 1].key == "-")
    if noun >= len(words) or words[at].key not in ("a", "an", "each", "every", "/", "per"):
        return "", stop
    key = words[noun].key
    known = key in role("each") or (words[at].key == "per" and words[noun].kind == "word")
    return (key, noun + 1 if hyphens else stop) if known else ("", stop)


# --- ranges ---------------------------------------------------------------------------------------------------------


def _range(text: str, words: Sequence[Token], side: Side) -> list[Side]:
    """Both ends of a range, or the one number."""
    at = side.stop
    # "18- to 29-year-olds"
    at += at + 1 < len(words) and words[at].key == "-" and words[at + 1].key in ("to", "or")
    if at + 1 >= len(words) or words[at].key not in _TO:
        return [side]
    join = words[at].key
    dashed = join in DASHES or join == "~"
    hyphen = words[at + 1].key == "-" and not dashed
    other = side_at(text, words, at + 1 + hyphen, behind_dash=dashed or hyphen)
    if other is None or not _same_kind(side, other):
        return [side]
    low, high = _scaled_alike(side, other)
    if not dashed and _changed(words, side, other):
        return [replace(low, unit=low.unit or high.unit)]
    if high.value <= low.value or not _ranges(words, low, high, join):
        return [side]
    if dashed and (is_score(words, side.begin, side.stop) or words[side.begin].key == "one"):
        return [side]
    return [low, high]


def _same_kind(low: Side, high: Side) -> bool:
    """ "$20 to $30", "5% to 7%", "20 to 30 euros"; not "40 miles to 50 people"."""
    if high.value < 0 <= low.value or low.number.part != high.number.part:
        return False
    return low.unit == high.unit or not low.unit or (low.money and not high.unit)


def _ranges(words: Sequence[Token], low: Side, high: Side, join: str) -> bool:
    before = [word.key for word in words[max(0, low.begin - 3) : low.begin]]
    if join == "and":
        return "between" in before or before[-1:] == ["ranging"]
    return join != "or" or (high.value <= _OR_REACH * low.value and before[-1:] not in (["either"], ["whether"]))


def _scaled_alike(low: Side, high: Side) -> tuple[Side, Side]:
    """ "$3-5 million": the lower end in the scale of the upper."""
    of = high.number
    if low.number.mantissa is None and of.mantissa and not low.number.part and low.value < of.mantissa:
        low = replace(low, value=low.value * (of.value / of.mantissa))
    return low, high


def _changed(words: Sequence[Token], side: Side, other: Side) -> bool:
    """ "rose from 5 to 7 percent", "was cut by $200 to $399": a change and two figures, no range."""
    how = words[side.begin - 1].key if side.begin > 1 else ""
    if how != "from" and not (how == "by" and side.unit and other.unit):
        return False
    # ", from 5 to 7 percent" tells of the clause before
    far = _FAR if words[side.begin - 2].key == "," else _MOVING
    return any(word.key in mapping("figure_moves") for word in words[max(0, side.begin - far) : side.begin])


# --- bounds of one number -------------------------------------------------------------------------------------------


def _joined(text: str, found: Sequence[Amount]) -> Iterator[Amount]:
    """ "more than 10 but fewer than 20" is one range."""
    held: Amount | None = None
    for amount in found:
        if held is not None and _is_range(text, held, amount):
            low, high = min(held.low, amount.low), max(held.high, amount.high)
            unit, qualifier = amount.unit or held.unit, ""
            held = replace(held, end=amount.end, low=low, high=high, unit=unit, qualifier=qualifier, after=amount.after)
            continue
        if held is not None:
            yield held
        held = amount
    if held is not None:
        yield held


def _is_range(text: str, a: Amount, b: Amount) -> bool:
    bounds = (_BOUNDS.get(a.qualifier), _BOUNDS.get(b.qualifier))
    if (bounds != ("low", "high") or a.high >= b.low) and (bounds != ("high", "low") or b.high >= a.low):
        return False
    return text[a.end : b.start].strip(" ,") in ("and", "but", "") and (not a.unit or a.unit == b.unit)
