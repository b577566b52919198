"""How much of one article's own words stands in another, in runs of five.

Each article is indexed once. Quotations, addresses, calls to subscribe and the like are masked: two newsrooms share
them without one having seen the other's text.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retold.changes.sides import sentence_tokens
from retold.config import Deriving
from retold.duplicates import Hashes, shingle_run
from retold.origins.quotes import quoted, quoted_share
from retold.text import content_words
from retold.types import Article

#: Sentences that come with a page or a person, not with a text; and what a text with such a sentence holds, which is
#: quicker to look for.
_CALLS = ("click here", "subscribe", "newsletter", "newsletters", "sign up", "follow us", "all rights reserved",
          "read more")  # fmt: skip
_TEMPLATE = re.compile(rf"https?://|www\.|\B@\w|\b(?:{'|'.join(_CALLS)})\b", re.I)
_HINTS = ("http", "www.", "@", *_CALLS)


@dataclass(frozen=True, slots=True, eq=False)
class OwnWords:
    """An article's words as runs, with what is masked left out."""

    #: How many words the article has, how many of them are its own, and how many make a run.
    size: int
    own: int
    width: int
    #: At which words runs begin that hold no masked word.
    usable: NDArray[np.intp]
    #: Those runs, each once, sorted; and which of them stands at each place of `usable`.
    distinct: Hashes
    which: NDArray[np.intp]
    #: Body sentences that are mostly the article's own words, by index.
    sentences: tuple[int, ...]
    #: Distinct stems, and distinct figures, among its own words.
    stems: frozenset[str]
    figures: frozenset[str]


def own_words(article: Article, *, config: Deriving) -> OwnWords:
    """The index of an article; kept for the articles seen last."""
    places = tuple((s.start, s.end) if s.role == "body" else (s.start, s.start) for s in article.sentences)
    return _own_words(article.text, article.body_start, places, config.run, config.mostly_quoted, article.language)


@lru_cache(maxsize=4096)
def _own_words(
    text: str, body_start: int, places: tuple[tuple[int, int], ...], run: int, mostly: float, language: str
) -> OwnWords:
    quotes = quoted(text)
    folded = text.casefold()
    hinted = any(hint in folded for hint in _HINTS)
    template = [(low, high) for low, high in places if hinted and low < high and _TEMPLATE.search(text, low, high)]
    words = [
        (low + start, key)
        for low, high in places
        if low < high
        for start, _, _, key in sentence_tokens(text[low:high])
        if key[0].isalnum()
    ]
    starts = [start for start, _ in words]
    own = np.ones(len(words), dtype=bool)
    for low, high in ((0, body_start), *quotes, *template):
        own[bisect_left(starts, low) : bisect_left(starts, high)] = False
    runs = shingle_run([key for _, key in words], size=run)
    width = len(words) - len(runs) + 1
    masked = np.concatenate(([0], np.cumsum(~own)))
    usable = masked[width:] == masked[: len(runs)] if len(runs) else np.zeros(0, dtype=bool)
    mine = tuple(
        i
        for i, (low, high) in enumerate(places)
        if low < high and (low, high) not in template and quoted_share(low, high, quotes) <= mostly
    )
    keys = [key for (_, key), is_own in zip(words, own.tolist(), strict=True) if is_own and not key.isalpha()]
    distinct, which = np.unique(runs[usable], return_inverse=True)
    return OwnWords(
        size=len(words),
        own=int(own.sum()),
        width=width,
        usable=np.flatnonzero(usable),
        distinct=distinct,
        which=which,
        sentences=mine,
        stems=frozenset(content_words(" ".join(_outside(text, body_start, quotes)), language)),
        figures=frozenset(key for key in keys if any(character.isdigit() for character in key)),
    )


def _outside(text: str, body_start: int, quotes: list[tuple[int, int]]) -> list[str]:
    """The parts of the body that stand outside of quotations."""
    edges = [body_start, *(place for quote in quotes for place in quote if place > body_start), len(text)]
    if len(edges) % 2:  # the body begins within a quotation
        edges = edges[1:]
    return [text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True)]


def held(a: frozenset[str], b: frozenset[str], *, spare: int = 0) -> tuple[float, float]:
    """Share of a's members that b holds, and the other way. `spare` more are thought of, so that few tell little."""
    both = len(a & b)
    return both / max(1, len(a) + spare), both / max(1, len(b) + spare)


def covers(a: OwnWords, b: OwnWords) -> tuple[float, float]:
    """Share of a's own words that stand in runs which b has, and the other way."""
    if not len(a.distinct) or not len(b.distinct):
        return 0.0, 0.0
    place = np.minimum(np.searchsorted(b.distinct, a.distinct), len(b.distinct) - 1)
    in_b = b.distinct[place] == a.distinct
    in_a = np.zeros(len(b.distinct), dtype=bool)
    in_a[place[in_b]] = True
    return _cover(a, in_b), _cover(b, in_a)


def _cover(words: OwnWords, shared: NDArray[np.bool_]) -> float:
    """`shared` tells of each distinct run whether the other has it."""
    begins = words.usable[shared[words.which]]
    covered = np.zeros(words.size, dtype=bool)
    for step in range(words.width):
        covered[begins + step] = True
    return int(np.count_nonzero(covered)) / max(1, words.own)
