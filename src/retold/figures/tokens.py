"""A sentence as numerals, words, signs of money and marks, with their places: what numbers are read from."""

import re
from functools import cache
from typing import NamedTuple

from retold.knowledge import mapping, table

DASHES = frozenset({"-", "–", "—", "‑"})
#: Blanks within "1 234 567": the plain one only between groups of three.
_THIN = "\u00a0\u202f\u2009"
_NUMERAL = (
    rf"\d{{1,3}}(?:[ {_THIN}]\d{{3}})+(?!\d|,\d)(?:\.\d+)?"
    r"|\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
)
_WORD = r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)?"


class Token(NamedTuple):
    """One of them; offsets within the sentence."""

    start: int
    end: int
    text: str
    #: In lower case.
    key: str
    kind: str


@cache
def _pattern() -> re.Pattern[str]:
    signs = sorted((s for s in mapping("currencies") if not s.replace(".", "").isalpha()), key=len, reverse=True)
    signs = [s for s in signs if " " not in s and not s.isalpha()]
    # "us $ 150": how text comes that was cut into words.
    spaced = r"(?:us|c|hk|nz|au)\s\$(?=\s\d)"
    known = "|".join(re.escape(sign) for sign in signs)
    return re.compile(
        rf"(?P<numeral>{_NUMERAL})|(?P<sign>(?<![^\W\d_]){spaced}|(?<![^\W\d_])(?:{known})|[$€£¥])"
        rf"|(?P<word>{_WORD})|(?P<mark>\S)",
        re.IGNORECASE,
    )


def tokens(text: str) -> list[Token]:
    """All of a sentence."""
    return [
        Token(m.start(), m.end(), m[0], m[0].lower().replace(" $", "$"), m.lastgroup or "")
        for m in _pattern().finditer(text)
    ]


@cache
def role(name: str) -> frozenset[str]:
    """The words of one role of `figure_words.tsv`."""
    return frozenset(word for word, held in table("figure_words") if held == name)
