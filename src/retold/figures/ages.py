"""Ages: numbers of years, months, weeks or days that somebody or something is old."""

import re
from collections.abc import Sequence

from retold.figures.numerals import glued
from retold.figures.tokens import Token, role

UNITS = frozenset({"years old", "months old", "weeks old", "days old"})
_SPANS = {"year": "years old", "month": "months old", "week": "weeks old", "day": "days old"}
#: Nobody is older.
_OLDEST = 120
_BEFORE = re.compile(
    r"\b(?:(?:aged?|ages)(?: of| between| from| about| just| only| at least)?"
    r"|(?:turn(?:s|ed|ing)?|at the age of)(?: just| only)?) $",
    re.I,
)
_OLDER = re.compile(r"\s*(?:and|or) (?:older|younger)\b")
#: "people over 65"
_OVER = re.compile(r"\b(\w+) (?:aged |ages )?(?:over|under|above|below) (?:the age of )?$", re.I)
_COUNTS = re.compile(r"[\w%-]| (?:percent|per cent|points)")
_NAME = re.compile(r"[A-Z][\w’'.-]+(?:,? (?:Jr|Sr)\.)?, (?:now |then |just |only )?$")
#: "her son, 34,": behind other words than names, only between two commas.
_WORD = re.compile(r"[a-z]{2,}, (?:now |then |just |only )?$")
#: What also stands with a capital before a comma and a number.
_NO_NAME = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Section|Article|Chapter|No|Nos|Figure|Route"
    r"|Highway|Verse)\w*\.?, $"
)


def age_behind(words: Sequence[Token], stop: int) -> tuple[str, int] | None:
    """Unit and the token behind "-year-old", "years old", "years of age"; None if no such words follow."""
    at = _over_hyphen(words, stop)
    if at >= len(words):
        return None
    if words[at].key == "yo" and not glued(words, at + 1):
        return "years old", at + 1
    span = _SPANS.get(words[at].key.removesuffix("s"))
    at = _over_hyphen(words, at + 1)
    if span is None or at >= len(words):
        return None
    if words[at].key.replace("’", "'").removesuffix("'s") in ("old", "olds"):
        return span, at + 1
    of_age = [word.key for word in words[at : at + 2]] == ["of", "age"]
    return (span, at + 2) if of_age else None


def _over_hyphen(words: Sequence[Token], i: int) -> int:
    return i + 1 if i < len(words) and words[i].key == "-" else i


def is_age(text: str, start: int, end: int) -> bool:
    """Whether a number without a unit is an age: `Smith, 45,`, `aged 19 to 25`, `people over 65`, `65 and older`."""
    before, after = text[max(0, start - 40) : start], text[end : end + 20]
    number = text[start:end]
    if number.isdigit() and int(number) < _OLDEST and not re.match(r", \d", after):
        named = _NAME.search(before) is not None and not _NO_NAME.search(before)
        if named and re.match(r"[,.;]|\s*$| (?:of|from|and)\b", after):
            return True
        if _WORD.search(before) and after.startswith(","):
            return True
    if _OLDER.match(after) or _BEFORE.search(before):
        return True
    over = _OVER.search(before)
    return over is not None and over[1].lower() in role("person") and not _COUNTS.match(after)
