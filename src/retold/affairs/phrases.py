"""Words and phrases in a text: whole, in any inflection, whatever the house style, a lost apostrophe or the case.

Each token of a text is known by the stems of its key, so that a phrase is found where its stems stand in a row. What it
means that a text has a phrase is not decided here.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from retold.text import content_words, stop_words, tokens

#: Marks that may stand between the words of a phrase.
_JOINING = frozenset("-‐‑–'’\"“”")


class Stem(NamedTuple):
    """A word of a text."""

    #: Half-open, into the text; of Han and kana two characters.
    start: int
    end: int
    stem: str
    #: As it is written.
    raw: str


class Phrase(NamedTuple):
    """What is looked for, in one language."""

    stems: tuple[str, ...]
    #: Whether each word counts in capitals only: "US" is no "us".
    capitals: tuple[bool, ...]


def stems_of(text: str, language: str) -> list[Stem]:
    """The words of a text in order; a mark that ends a phrase is a word without a stem."""
    found: list[Stem] = []
    for token in tokens(text):
        if not any(character.isalnum() for character in token.raw):
            if token.raw not in _JOINING:
                found.append(Stem(token.start, token.end, "", token.raw))
            continue
        parts = _stems(token.key, language)
        # Han and kana come as pairs of characters, each of which begins one further on.
        by_two = len(parts) > 1 and len(parts) == len(token.raw) - 1
        for k, stem in enumerate(parts):
            start = token.start + k * by_two
            found.append(Stem(start, start + 2 if by_two else token.end, stem, token.raw))
    return found


@lru_cache(maxsize=1 << 16)
def _stems(key: str, language: str) -> tuple[str, ...]:
    # A phrase may hold words that carry no content: "House of Lords".
    return content_words(key, language) or (key,)


@lru_cache(maxsize=1 << 14)
def phrase_of(words: str, language: str) -> Phrase:
    """A phrase as it is looked for in texts of that language."""
    found = [stem for stem in stems_of(words, language) if stem.stem]
    return Phrase(
        tuple(stem.stem for stem in found),
        tuple(stem.raw.isupper() and stem.raw.replace(".", "").casefold() in stop_words(language) for stem in found),
    )


class Index:
    """Where the words of one text stand."""

    def __init__(self, text: str, language: str) -> None:
        self.language = language
        self.stems = stems_of(text, language)
        self._places: dict[str, list[int]] = {}
        for place, stem in enumerate(self.stems):
            self._places.setdefault(stem.stem, []).append(place)

    def find(self, words: str) -> Iterator[int]:
        """Where a phrase begins, as offsets into the text."""
        stems = phrase_of(words, self.language).stems
        for place in self._places.get(stems[0], ()) if stems else ():
            if self.at(place, words):
                yield self.stems[place].start

    def at(self, place: int, words: str) -> int:
        """How many words a phrase takes that begins with the word at that place; 0 if it isn't there."""
        phrase = phrase_of(words, self.language)
        here = self.stems[place : place + len(phrase.stems)]
        whole = tuple(stem.stem for stem in here) == phrase.stems and all(
            stem.raw.isupper() for stem, capital in zip(here, phrase.capitals, strict=True) if capital
        )
        return len(here) if whole else 0
