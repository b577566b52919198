"""Which words of a sentence are part of a date or a time of day.

Months, weekdays, years, times of day, and words that point from one ("last", "ago"). Which instant is meant is for
`times`; here it only matters that such words are no figures.
"""

from functools import lru_cache
from typing import NamedTuple

from retold.changes import lexicon
from retold.changes.clocks import IS_CLOCK

_BACK = frozenset(["ago", "earlier", "later"])


class Words(NamedTuple):
    """The words of a sentence, as keys and as they are written."""

    keys: list[str]
    raws: list[str]


def dates(keys: list[str], raws: list[str]) -> list[bool]:
    """For each word of a sentence, whether it is part of a date or a time of day."""
    words = Words(keys, raws)
    return [_may_be_date(key) and _is_date(words, at) for at, key in enumerate(keys)]


@lru_cache(maxsize=1 << 16)
def _may_be_date(key: str) -> bool:
    """False for nine words of ten, which no neighbour makes part of a date."""
    bare = key.removesuffix("s")
    known = key in lexicon.MONTHS or bare in lexicon.WEEKDAYS or key in lexicon.DAYS
    return (
        known or key in lexicon.POINTING or key in lexicon.UNITS or ":" in key or key[-2:] in ("am", "pm")
        or key[0].isdigit() or lexicon.number(key) is not None
    )  # fmt: skip


def _is_date(side: Words, at: int) -> bool:
    key, raw = side.keys[at], side.raws[at]
    if ":" in key and IS_CLOCK(key):
        return True
    if key in lexicon.MONTHS:
        return key not in ("may", "march") or (raw[0].isupper() and (at > 0 or _digit(side, at + 1)))
    if key.removesuffix("s") in lexicon.WEEKDAYS or key in lexicon.DAYS:  # "Friday's" is "fridays"
        return True
    if key[-2:] in ("am", "pm") or (at + 1 < len(side.keys) and side.keys[at + 1] in ("am", "pm") and raw[0].isdigit()):
        return raw[0].isdigit() or (at > 0 and side.raws[at - 1][0].isdigit() and key in ("am", "pm"))
    if side.keys[at + 1 : at + 2] and side.keys[at + 1] in lexicon.UNITS and lexicon.number(key) is not None:
        return side.keys[at + 2 : at + 3] != [] and side.keys[at + 2] in _BACK  # "two days earlier"
    if raw.isdigit():
        if len(raw) == 4 and 1500 <= int(raw) <= 2100 and not _money(side, at - 1) and not _money(side, at + 1):
            return True
        return len(raw) <= 2 and (_month(side, at - 1) or _month(side, at + 1))
    if key[:1].isdigit() and (":" in raw or (key[-2:] in ("st", "nd", "rd", "th") and raw[0].isdigit())):
        return ":" in raw or _month(side, at - 1) or _month(side, at + 1) or _month(side, at + 2)
    if key in lexicon.POINTING:
        return any(_dateword(side, at + step) for step in (1, 2)) or (key in ("ago", "earlier", "later") and
                                                                      _dateword(side, at - 1))  # fmt: skip
    if key in lexicon.UNITS:
        return any(at - step >= 0 and side.keys[at - step] in lexicon.POINTING for step in (1, 2))
    return False


def _digit(side: Words, at: int) -> bool:
    return at < len(side.keys) and side.raws[at].isdigit()


def _month(side: Words, at: int) -> bool:
    return 0 <= at < len(side.keys) and side.keys[at] in lexicon.MONTHS and side.raws[at][0].isupper()


def _money(side: Words, at: int) -> bool:
    return 0 <= at < len(side.keys) and side.keys[at] in ("$", "€", "£", "¥", "percent")


def _dateword(side: Words, at: int) -> bool:
    if not 0 <= at < len(side.keys):
        return False
    key = side.keys[at]
    return key in lexicon.UNITS or key in lexicon.WEEKDAYS or (key in lexicon.MONTHS and side.raws[at][0].isupper())
