"""Whether words of names are one name's: "Kadhimi" and "Kazemi", "Zelensky" and "Zelenskyy", "Bill" and "William".

Words are compared by a key in which the usual transliterations of a sound are alike. Whose names they are is decided
by those who ask.
"""

import re
import unicodedata
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from retold.knowledge import table

#: In this order; each makes spellings of a sound alike.
_SAME_SOUND = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        ("tsch|tch|cz|ch", "c"), ("dh|zh", "z"), ("kh|ck|q|k", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"),
        ("sz|sch|sh|sj", "s"), ("ou|oo|u", "o"), ("w", "v"), ("ee|ie|ey|ei|iy|yy|ij|j|y|i", "e"), ("x", "hs"),
        ("a[ah]+", "a"), ("ae", "e"),
    )
)  # fmt: skip
_NO_PARTS = frozenset(
    ("al", "el", "ul", "ad", "as", "ash", "az", "bin", "ibn", "de", "da", "di", "van", "von", "jr", "sr")
)
#: Letters of a key below which one letter that differs makes another name.
_SHORT = 5


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case without accents, apostrophes and points."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"['’‘ʿʾ`.]", "", "".join(c for c in plain if not unicodedata.combining(c))).translate(_LETTERS)


_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """The word with spellings of one sound made alike, and each letter once."""
    found = fold(word)
    for spelling, sound in _SAME_SOUND:
        found = spelling.sub(sound, found)
    return re.sub(r"(.)\1+", r"\1", found).rstrip("e") or found


@lru_cache(maxsize=8192)
def skeleton(word: str) -> str:
    """The consonants of a key: what to look names up by that may be alike."""
    return re.sub("[aeo]", "", key(word)) or key(word)


@lru_cache(maxsize=8192)
def name_parts(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without particles and "Jr.": "al-Kadhimi" is "kadhimi"."""
    parts = [part for part in re.split(r"[\s\-‐–]+", fold(name)) if part]
    return tuple(part for part in parts if part not in _NO_PARTS) or tuple(parts) or (fold(name),)


@lru_cache(maxsize=8192)
def alike(a: str, b: str) -> bool:
    """Whether two words of names can be one: equal by key, or all but a letter of long ones."""
    if a == b:
        return True
    one, other = key(a), key(b)
    if one == other:
        return True
    # A first letter is seldom misspelt: "Marsh" isn't "Harsh".
    return one[:1] == other[:1] and min(len(one), len(other)) >= _SHORT and Levenshtein.distance(one, other) <= 1


@lru_cache(maxsize=8192)
def same_given(a: str, b: str) -> bool:
    """Whether two given names can be one person's: alike, an initial, or a short form."""
    a, b = fold(a), fold(b)
    if alike(a, b) or (min(len(a), len(b)) == 1 and a[0] == b[0]):
        return True
    return (a, b) in _nicknames() or (b, a) in _nicknames() or not _full(a).isdisjoint(_full(b))


@cache
def _nicknames() -> frozenset[tuple[str, ...]]:
    return frozenset(table("nicknames"))


@cache
def _full(short: str) -> frozenset[str]:
    return frozenset(row[1] for row in table("nicknames") if row[0] == short)
