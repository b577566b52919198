"""How an outlet's name is written when a page shows it in capitals only ("THE HARBOUR POST" -> "The Harbour Post").

Abbreviations stay ("BBC NEWS" -> "BBC News"). Names with any small letter are left as they are.
"""

import re
from functools import cache

from retold.knowledge import table

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(r"\w\.\w")
_VOWEL = re.compile(r"[AEIOUYÀ-ÖØ-Ý]")
_SMALL = frozenset({"a", "al", "and", "at", "das", "de", "del", "della", "der", "des", "di", "du", "e", "el", "en"}) | {
    "et", "for", "in", "la", "le", "les", "los", "of", "on", "the", "und", "van", "von", "y",
}  # fmt: skip
_ARTICLES = frozenset({"a", "and", "at", "for", "in", "of", "on", "the"})
# Short words that names of papers are made of; any other word of up to three letters is an abbreviation.
_SHORT_WORDS = frozenset(
    {"age", "air", "art", "bay", "big", "bee", "car", "day", "eye", "fox", "hub", "ink", "key", "law", "map", "net"}
    | {"new", "now", "old", "one", "our", "red", "sea", "six", "sky", "sun", "tech", "ten", "two", "war", "way", "web"}
)
_LONGEST_ABBREVIATION = 3


def written(name: str) -> str:
    """`name` as it is written in a sentence."""
    if not name.isupper():
        return name
    known = _known().get(name.removeprefix("THE ").casefold())
    if known is not None:
        return f"The {known}" if name.startswith("THE ") and not known.startswith("The ") else known
    found = _WORD.findall(name)
    if _ADDRESS.search(name) or (len(found) == 1 and len(name) <= 2 * _LONGEST_ABBREVIATION):
        return name
    return _WORD.sub(lambda match: _word(match[0], first=match.start() == 0), name)


def _word(word: str, *, first: bool) -> str:
    low = word.casefold()
    if low in _SMALL:
        return low if low in _ARTICLES and not first else word.capitalize()
    if low in _abbreviations() or (len(word) <= _LONGEST_ABBREVIATION and low not in _SHORT_WORDS):
        return word
    if not _VOWEL.search(word):
        return word
    prefix = word[:2] if word[1:2] in ("'", "’") else ""
    return prefix + word[len(prefix) :].capitalize()


@cache
def _known() -> dict[str, str]:
    """Names of the tables, without case -> as they are written."""
    found: dict[str, str] = {}
    for row in (*table("outlets"), *table("agencies")):
        for cell in row[:3]:
            found |= {name.casefold(): name for name in cell.split(";") if name and not name.islower()}
    return found


@cache
def _abbreviations() -> frozenset[str]:
    """Words that these names write in capitals."""
    return frozenset(
        word.casefold()
        for name in _known().values()
        for word in _WORD.findall(name)
        if word.isupper() and len(word) > 1
    )
