"""What a page's characters and words are, as arrays, looked up once for all that measure it.

Kinds of character, where words begin, which words are the same, and what is known of each word: of which languages it
is a stop word, and which classes of page words it belongs to. Nothing is decided here.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import count, repeat
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate import characters
from retold.knowledge import table
from retold.text import stop_words

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CLASSES: Final = ("act", "you", "legal", "date", "credit", "more", "say")
CLASS_BIT: Final = {name: 1 << (40 + i) for i, name in enumerate(CLASSES)}

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Signs:
    """A page's characters and words."""

    text: str
    #: Lower case, of the same length.
    low: str
    #: For each character: code point, kind (`characters`), and whether a word begins there.
    codes: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    in_word: Flags
    begins: Flags
    #: Words in lower case, and where each begins.
    words: list[str]
    places: Ints
    #: The distinct words, which of them each word is, and what is known of each distinct word.
    distinct: list[str]
    ids: Ints
    known: Ints
    #: For each word: what is known of it, whether it is a stop word of the page's language, and whether it is none and
    #: long enough to be about something.
    bits: Ints
    stop: Flags
    content: Flags


def read(text: str) -> Signs:
    """Look a page up."""
    low = characters.lowered(text)
    codes = characters.code_points(text)
    kinds_of, word_of = characters.kinds()
    in_word = word_of[codes]
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    words = _WORD.findall(low)
    places = np.flatnonzero(begins)
    if len(places) != len(words):  # letters beyond the basic plane, which the table doesn't know
        places = np.array([match.start() for match in _WORD.finditer(low)], np.int64)
    numbers = dict(zip(dict.fromkeys(words), count(), strict=False))
    ids = np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))
    known = np.fromiter(map(_lexicon().get, numbers, repeat(0)), np.int64, len(numbers))
    times = np.bincount(ids, minlength=len(numbers))
    spoken = (known[:, None] >> np.arange(len(languages()))) & 1
    stop = spoken[:, int(np.argmax(times @ spoken))] > 0 if len(numbers) else np.zeros(0, np.bool_)
    content = ~stop & (np.fromiter(map(len, numbers), np.int64, len(numbers)) > 2)
    return Signs(
        text=text, low=low, codes=codes, kinds=kinds_of[codes], in_word=in_word, begins=begins, words=words,
        places=places, distinct=list(numbers), ids=ids, known=known, bits=known[ids], stop=stop[ids],
        content=content[ids],
    )  # fmt: skip


@cache
def languages() -> tuple[str, ...]:
    """Languages with a list of stop words, in the order of their bits."""
    return tuple(sorted(row[0] for row in table("stop_words")))


@cache
def any_language() -> int:
    """The bits of all languages."""
    return (1 << len(languages())) - 1


@cache
def _lexicon() -> dict[str, int]:
    """Word to bits: one for each language whose stop word it is, one for each class of page word."""
    bits: dict[str, int] = {}
    for i, language in enumerate(languages()):
        for word in stop_words(language):
            bits[word] = bits.get(word, 0) | 1 << i
    for word, classes in (row[:2] for row in table("page_words")):
        for name in classes.split(" "):
            bits[word] = bits.get(word, 0) | CLASS_BIT[name]
    return bits
