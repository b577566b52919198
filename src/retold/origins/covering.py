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

from retold.config import Deriving
from retold.duplicates import Hashes, shingle_run
from retold.origins.quotes import quoted, quoted_share
from retold.text import content_words, tokens
from retold.types import Article

#: Sentences that come with a page or a person, not with a text.
_TEMPLATE = re.compile(
    r"https?://|www\.|\B@\w|\b(?:click here|subscribe|newsletters?|sign up|follow us|all rights reserved|read more)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, eq=False)
class OwnWords:
    """An article's words as runs, with what is masked left out."""

    #: The run that begins at each word.
    runs: Hashes
    #: Which runs hold no masked word.
    usable: NDArray[np.bool_]
    #: Which words are the article's own.
    own: NDArray[np.bool_]
    #: Distinct usable runs, sorted.
    distinct: Hashes
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
    template = [(low, high) for low, high in places if low < high and _TEMPLATE.search(text, low, high)]
    words = [token for token in tokens(text) if token.key[0].isalnum()]
    starts = [word.start for word in words]
    own = np.ones(len(words), dtype=bool)
    for low, high in ((0, body_start), *quotes, *template):
        own[bisect_left(starts, low) : bisect_left(starts, high)] = False
    runs = shingle_run([word.key for word in words], size=run)
    width = len(words) - len(runs) + 1
    masked = np.concatenate(([0], np.cumsum(~own)))
    usable = masked[width:] == masked[: len(runs)] if len(runs) else np.zeros(0, dtype=bool)
    mine = tuple(
        i
        for i, (low, high) in enumerate(places)
        if low < high and (low, high) not in template and quoted_share(low, high, quotes) <= mostly
    )
    keys = [word.key for word, is_own in zip(words, own.tolist(), strict=True) if is_own]
    return OwnWords(
        runs=runs,
        usable=usable,
        own=own,
        distinct=np.unique(runs[usable]),
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
    shared = np.intersect1d(a.distinct, b.distinct, assume_unique=True)
    return _cover(a, shared), _cover(b, shared)


def _cover(words: OwnWords, shared: Hashes) -> float:
    total = int(words.own.sum())
    if not len(shared) or not total:
        return 0.0
    hit = words.usable & np.isin(words.runs, shared)
    width = len(words.own) - len(words.runs) + 1
    covered = np.zeros(len(words.own) + 1, dtype=np.int64)
    np.add.at(covered, np.flatnonzero(hit), 1)
    np.add.at(covered, np.flatnonzero(hit) + width, -1)
    return float((np.cumsum(covered)[:-1] > 0).sum() / total)
