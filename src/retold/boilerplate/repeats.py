"""Lines and sentences of a page as numbers under which repeats are equal, though counters, dates and prices differ.

A number (a key) also tells how many words its line has and with which word it begins, so that a known line can be
looked for inside a longer one. Keys are the same on every machine and can't be turned back into text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from retold.knowledge import table

_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
#: Where a sentence may end: cheap, since each line of each page is cut. What is set aside is held to real sentences.
_BREAK = re.compile(r"[.!?…؟۔]+[\"'”’»)\]]*\s+|[。！？][」』”]?")
_LONGEST = 255
_MENU = 80
_MASK = "0"
_MASKS = re.compile(r"\b0(?: 0)+\b")


class Piece(NamedTuple):
    """A line, or a sentence of one."""

    start: int
    end: int
    #: As they count for keys: see `words`.
    words: Sequence[str]
    #: 0 if there is no letter in it.
    key: int
    #: True for a line, False for a sentence of a line with several.
    line: bool
    #: True if no other piece is within it.
    smallest: bool


def words(text: str) -> list[str]:
    """The words of a text, case folded; "0" for a number, a month and a day of the week."""
    return [_counted(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=1 << 16)
def _counted(word: str) -> str:
    word = word.casefold()
    return _MASK if word[0].isdigit() or word in _calendar() else word


@cache
def _calendar() -> frozenset[str]:
    """Names of months and days of the week."""
    months = {row[0].casefold() for row in table("month_names")}
    days = {row[1].casefold() for row in table("weekday_names")}
    return frozenset(name for name in months | days if " " not in name)


def key(found: Sequence[str]) -> int:
    """Sixty-four bits: sixteen of the first word, eight for the number of words, forty of all; 0 without a letter."""
    text = " ".join(found)
    if "0 0" in text:
        text = _MASKS.sub(_MASK, text)
    if not _LETTER.search(text):
        return 0
    whole = int.from_bytes(blake2b(text.encode("utf8", "surrogatepass"), digest_size=5).digest(), "little")
    return opening(found[0]) << 48 | min(len(found), _LONGEST) << 40 | whole


@lru_cache(maxsize=1 << 16)
def opening(word: str) -> int:
    """Sixteen bits of a line's first word."""
    return crc32(word.encode("utf8", "surrogatepass")) & 0xFFFF


def first_word(key: int) -> int:
    """`opening` of the line behind a key."""
    return key >> 48


def length(key: int) -> int:
    """Number of words of the line behind a key, 255 for more."""
    return key >> 40 & 0xFF


def size(text: str) -> int:
    """Words, or what amounts to as many where words are written without blanks."""
    return max(len(_WORD.findall(text)), len(_HAN.findall(text)) // 2)


def pieces(text: str) -> Iterator[Piece]:
    """Each line of a text and, where it has several, its sentences."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if _BREAK.search(line) is None:
            found, number = _keyed(line) if len(line) < _MENU else _keyed.__wrapped__(line)
            if found:
                yield Piece(start, end, found, number, True, True)
        else:
            yield from _sentences(line, start)
        start = end + 1


@lru_cache(maxsize=1 << 14)
def _keyed(line: str) -> tuple[list[str], int]:
    """Words and key. Menus are the same on all pages of a site, hence the cache."""
    found = words(line)
    return found, key(found) if found else 0


def _sentences(line: str, start: int) -> Iterator[Piece]:
    cuts = [match.end() for match in _BREAK.finditer(line) if match.end() < len(line)]
    parts = [(low, high, words(line[low:high])) for low, high in pairwise((0, *cuts, len(line)))]
    found = [word for _, _, part in parts for word in part]
    if found:
        yield Piece(start, start + len(line), found, key(found), True, not cuts)
    if cuts:
        for low, high, part in parts:
            if part:
                yield Piece(start + low, start + high, part, key(part), False, True)


def known_within(text: str, piece: Piece, lengths: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """(start, end, key) of each run of words in a piece that begins like a known line and is as long as it.

    `lengths` has for each `opening` the lengths to try.
    """
    places: list[re.Match[str]] = []
    for at, word in enumerate(piece.words):
        for number in lengths.get(opening(word), ()):
            if at + number <= len(piece.words) and number < len(piece.words):
                places = places or list(_WORD.finditer(text, piece.start, piece.end))
                yield places[at].start(), places[at + number - 1].end(), key(piece.words[at : at + number])
