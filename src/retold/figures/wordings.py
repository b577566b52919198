"""The words before a number: how exact it is ("about", "at least"), and how it came to be so ("dropped to")."""

from collections.abc import Sequence
from functools import cache

from retold.figures.numerals import glued, read
from retold.figures.sides import phrase_key
from retold.figures.tokens import Token
from retold.knowledge import mapping, table

_LONGEST = 5
#: What may stand between a qualifier and its number.
_FILLERS = frozenset({"the", "a", "an", "all", "some", "another", "its", "their", "his", "her", "as"})
_ENDS = (",", ";", ":", "and", "but", "while", "as", "with")
_OF_SOMEBODY = frozenset({"the", "its", "their", "his", "her"})
#: Qualifiers that are prepositions of place and subject before an article.
_PLACES = frozenset({"about", "above", "around", "below", "beyond", "over", "under"})
#: Words from "rose" to "to": "rose by 12 percent to", "fell sharply in June to".
_APART = 6
_FAR = 40


@cache
def _before() -> dict[tuple[str, ...], str]:
    return {tuple(words.split()): qualifier for words, qualifier, where in table("qualifiers") if where == "before"}


def around(words: Sequence[Token], begin: int, *, ranged: bool = False) -> tuple[int, str]:
    """The first token of the qualifiers before a number, and what the outermost bound says."""
    first, said = begin, ""
    if ranged and first > 0 and words[first - 1].key in ("between", "from"):
        first -= 1
    for _ in range(3):
        found = _qualifier(words, first)
        if found is None:
            break
        first, qualifier = found
        said = _stronger(qualifier, said)
    return first, said


def _qualifier(words: Sequence[Token], begin: int) -> tuple[int, str] | None:
    for skip in (0, 1):
        end = begin - skip
        if skip and (end < 1 or words[end].key not in _FILLERS):
            return None
        for size in range(min(_LONGEST, end), 0, -1):
            key = tuple(token.key for token in words[end - size : end])
            if skip and words[end].key in _OF_SOMEBODY and key[-1] in _PLACES:
                continue  # "talk about the two"
            if key in _before():
                return end - size, _before()[key]
    return None


def _stronger(outer: str, inner: str) -> str:
    """A bound says more than "about" or "only"."""
    weak = ("", "about", "almost", "only", "exactly")
    return inner if inner not in weak and outer in weak else outer


@cache
def _after() -> dict[str, str]:
    return {words: qualifier for words, qualifier, where in table("qualifiers") if where == "after"}


def behind(words: Sequence[Token], stop: int) -> tuple[int, str]:
    """The token behind a qualifier that follows an amount ("or more"), and what it says."""
    for size in (3, 2, 1):
        key = phrase_key(words[stop : stop + size]) if stop + size <= len(words) else None
        if key is None or key not in _after() or (key[0] in "+-" and not glued(words, stop)):
            continue
        if key.startswith("and ") and stop + size < len(words) and read(words, stop + size) is not None:
            continue  # "above 1,000 and below 1,500"
        return stop + size, _after()[key]
    return stop, ""


def moved(words: Sequence[Token], first: int) -> str:
    """ "dropped to", "rose by", "fell from" before the figure that begins at a token; "" without such words."""
    moves = mapping("figure_moves")
    at = first - 1
    if at < 0 or words[at].key not in ("to", "by", "from"):
        return ""
    how, reach = words[at].key, _APART
    back = at - 1
    while back >= max(0, at - reach):
        key = words[back].key
        if key == "," and words[back + 1].key == "from":
            reach = _FAR  # ", from 5 to 7 percent" tells of the clause before
        elif key in _ENDS or (key == how and reach == _APART):
            break
        if key in moves:
            return f"{moves[key]} {how}"
        back -= 1
    return ""
