"""What is searched for: words as they are compared, a query as people type it, and the passage that answers it.

Words are compared without case, accents and dots of initials; apostrophes and hyphens part them. Scripts that write no
blanks between words are taken character by character, so that a word of theirs is a phrase. Nothing is stemmed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from retold.types import Snippet, Story

Phrase = tuple[str, ...]
"""Words that follow each other."""

_LONGEST = 100
"""Characters of a word: what is longer is none."""
_MOST = 24
"""Phrases in a query: what is typed beyond is left out."""
_BEFORE, _LENGTH = 70, 240
"""Characters of a passage before the first match, and in all."""

#: Thai, Lao, Myanmar, Hangul (its particles stick to the words), Khmer, kana, Han.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
#: Accents, Hebrew points, Arabic vowel signs and the stroke that stretches a word.
_SIGNS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+")
#: Letters with a stroke have no accent to take off.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"})
_NO_LETTER = re.compile(r"[\x00-/:-@\[-`{-\x7f\s]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TERM = re.compile(r'([-−–](?=\S))?(?:"([^"]*)"?|([^\s"]+))')


class Word(NamedTuple):
    """A word of a text."""

    #: As it is compared.
    key: str
    start: int
    end: int


def words(text: str, start: int = 0) -> Iterator[Word]:
    """The words of a text from `start` on, in order."""
    for found in _word().finditer(text, start):
        key = _key(found[0])
        if key and len(key) <= _LONGEST:
            yield Word(key, found.start(), found.end())


def keys(text: str) -> Phrase:
    """The words of a text as they are compared."""
    found = map(_key, _word().findall(text))
    return tuple(key for key in found if key and len(key) <= _LONGEST)


@cache
def _word() -> re.Pattern[str]:
    """Initials ("U.S."), letters and digits in a row, or a character of a script without blanks; with their signs."""
    marks = "".join(sign for sign in map(chr, range(0x300, 0xFF00)) if unicodedata.category(sign)[0] == "M")
    letter = rf"[^\W_{UNSPACED}]"
    return re.compile(
        rf"\b[^\W\d_](?:\.[^\W\d_])+\b\.?|{letter}+(?:[{marks}]+{letter}*)*|[^\W_](?<=[{UNSPACED}])[{marks}]*"
    )


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> str:
    if word.isascii():
        return word.lower().replace(".", "")
    bare = _SIGNS.sub("", unicodedata.normalize("NFKD", word).casefold())
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", bare).translate(_PLAIN))


# --- a query


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was typed, understood."""

    #: Of each of these at least one must be there.
    every: tuple[tuple[Phrase, ...], ...]
    #: None of these may.
    none: tuple[Phrase, ...]


def terms(typed: str) -> Terms:
    """Words, "phrases", -without, this OR that. What can't be understood is taken for words; nothing is an error."""
    every: list[tuple[Phrase, ...]] = []
    none: list[Phrase] = []
    either = False
    for found in list(_TERM.finditer(typed.translate(_QUOTES)))[:_MOST]:
        without, quoted, plain = found.groups()
        if plain == "OR" and every and not without:
            either = True
            continue
        phrase = keys(quoted if plain is None else plain)
        if not phrase:
            continue
        if without:
            none.append(phrase)
        elif either:
            every[-1] += (phrase,)
        else:
            every.append((phrase,))
        either = False
    return Terms(every=tuple(every), none=tuple(none))


# --- what answers it


def snippet(text: str, phrases: Collection[Phrase], *, start: int = 0) -> Snippet:
    """The passage around the first of these phrases behind `start`; the beginning if there is none."""
    first = _first(text, phrases, start)
    low = start if first - start <= _BEFORE else text.find(" ", first - _BEFORE, first) + 1 or first
    high = len(text) if len(text) - low <= _LENGTH else _cut(text, low)
    before, after = "… " * (low > start), " …" * (high < len(text))
    moved = len(before) - low
    shown = tuple((s + moved, e + moved) for s, e in _matches(text[:high], phrases, low))
    return Snippet(text=f"{before}{_BREAK.sub(' ', text[low:high])}{after}", matched=shown)


#: One character for one, so that places stay.
_BREAK = re.compile(r"\s")


def _first(text: str, phrases: Collection[Phrase], start: int) -> int:
    """Where the first of these phrases begins, `start` if there is none; paragraph by paragraph, most need only one."""
    begins = {phrase[0] for phrase in phrases}
    for paragraph in _PARAGRAPH.finditer(text, start) if begins else ():
        if not begins.isdisjoint(keys(paragraph[0])):
            for at, _ in _matches(text[: paragraph.end()], phrases, paragraph.start()):
                return at
    return start


_PARAGRAPH = re.compile(r"[^\n]+")


def _cut(text: str, low: int) -> int:
    end = text.rfind(" ", low + _LENGTH // 2, low + _LENGTH)
    return end if end > 0 else low + _LENGTH


def _matches(text: str, phrases: Collection[Phrase], start: int) -> Iterator[tuple[int, int]]:
    """Where phrases stand behind `start`, the longest of those that begin with a word; apart from each other."""
    by_first: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    said = list(words(text, start)) if by_first else []
    at = 0
    while at < len(said):
        for phrase in by_first.get(said[at].key, ()):
            last = at + len(phrase)
            if tuple(word.key for word in said[at:last]) == phrase:
                yield said[at].start, said[last - 1].end
                at = last - 1
                break
        at += 1


# --- what an article changed


def bases(story: Story) -> dict[str, str]:
    """Of each article that goes back to an earlier one of its story, that one: `Article.id` of both.

    The earlier ones are those that stand before it, by date; of several, the one that has most of its words.
    """
    place = {article.id: number for number, article in enumerate(story.articles)}
    shares: dict[str, tuple[float, str]] = {}
    for derivation in story.derivations:
        sides = (derivation.a, derivation.share_a), (derivation.b, derivation.share_b)
        (first, _), (later, share) = sorted(sides, key=lambda side: place[side[0]])
        shares[later] = max(shares.get(later, (-1.0, "")), (share, first))
    return {article: first for article, (_, first) in shares.items()}
