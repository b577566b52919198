"""Articles as rows of weighed words: unigrams, pairs of neighbouring words, titles and leads.

A word weighs the more the rarer it is, here and in news at large, so that two articles alone can be judged as well
as a thousand. Languages share the columns; what they don't share is stop words and stems. Nothing is compared here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retold.config import Grouping
from retold.knowledge import table
from retold.text import content_words
from retold.types import Article

_YEAR = re.compile(r"(?:19|20)\d\d")

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Counts = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Columns of one article, ascending, and how often each occurs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One row an article in each of these scipy CSR matrices, all rows of length 1 but those of `titles` and `held`."""

    words: "csr_matrix"
    #: Pairs of neighbouring words, written "strategic dialogu".
    pairs: "csr_matrix"
    leads: "csr_matrix"
    #: Weights of the title's words, adding up to 1 a row.
    titles: "csr_matrix"
    #: 1 for each word that the article holds.
    held: "csr_matrix"
    #: Only the words in figures of two or more; and 1 for each year among them.
    numbers: "csr_matrix"
    years: "csr_matrix"
    #: Words by column of `words`.
    vocabulary: tuple[str, ...]
    #: Pairs by column of `pairs`, as two columns of `words`.
    pair_words: NDArray[np.int64]


@cache
def background() -> tuple[int, dict[str, int]]:
    """How many news articles were counted, and in how many each English stem, or pair of stems, occurs."""
    rows = {word: int(count) for word, count in table("background_words")}
    return rows.pop("*"), rows


def rows_of(articles: Sequence[Article], *, config: Grouping) -> Rows:
    """The rows of articles, in their order."""
    columns: dict[str, int] = {}
    texts, titles, leads = [], [], []
    english: set[int] = set()
    for article in articles:
        title = _columns(_title(article), article.language, columns)
        text = _columns(article.text, article.language, columns)
        texts.append(np.concatenate((title, text)) if article.title else text)
        titles.append(np.unique(title))
        leads.append(text[: len(title) * bool(article.title) + config.lead_words])
        if article.language == "en":
            english.update(text.tolist(), title.tolist())
    vocabulary = tuple(columns)
    words = [np.unique(text, return_counts=True) for text in texts]
    codes = [np.unique(text[:-1] * len(columns) + text[1:], return_counts=True) for text in texts]
    distinct = np.unique(np.concatenate([code for code, _ in codes]))
    pairs: list[Counts] = [(np.asarray(np.searchsorted(distinct, code)), count) for code, count in codes]
    pair_words = np.stack((distinct // max(1, len(columns)), distinct % max(1, len(columns))), axis=1)
    idf = _weights(words, vocabulary, english, config)
    both = set(np.flatnonzero(np.isin(pair_words, np.fromiter(english, dtype=np.int64)).all(axis=1)).tolist())
    names = [f"{vocabulary[a]} {vocabulary[b]}" for a, b in pair_words.tolist()]
    held = _matrix([(column, np.ones_like(column)) for column, _ in words], np.ones_like(idf), unit=False)
    is_number = np.array([word.isdecimal() for word in vocabulary], dtype=bool)
    is_year = np.array([bool(_YEAR.fullmatch(word)) for word in vocabulary], dtype=bool)
    return Rows(
        words=_matrix(words, idf, unit=True),
        pairs=_matrix(pairs, _weights(pairs, names, both, config), unit=True),
        leads=_matrix([np.unique(lead, return_counts=True) for lead in leads], idf, unit=True),
        titles=_shares(titles, idf),
        held=held,
        numbers=_matrix(words, idf * is_number, unit=True),
        years=held[:, np.flatnonzero(is_year)],
        vocabulary=vocabulary,
        pair_words=pair_words,
    )


def _title(article: Article) -> str:
    """The headline; the first sentence stands in for it."""
    return article.title or (article.sentences[0].text if article.sentences else article.text)


def _columns(text: str, language: str, columns: dict[str, int]) -> NDArray[np.int64]:
    """The column of each content word, new columns for new words."""
    found = content_words(text, language)
    return np.fromiter((columns.setdefault(word, len(columns)) for word in found), dtype=np.int64, count=len(found))


def _weights(rows: Sequence[Counts], names: Sequence[str], english: set[int], config: Grouping) -> NDArray[np.float64]:
    """Inverse document frequency, as if the articles came after `background` others in which words were as usual.

    Few articles alone can't tell rare words from common ones; many can, and then the background counts little.
    """
    size, known = background()
    df = np.bincount(np.concatenate([column for column, _ in rows]), minlength=len(names))
    usual = np.array([known.get(name, 0.3) if column in english else 0.0 for column, name in enumerate(names)])
    foreign = usual == 0
    before = np.where(foreign, config.background_foreign, config.background)
    share = np.where(foreign, config.usual_foreign, usual / size)
    weights: NDArray[np.float64] = -np.log((df + before * share) / (len(rows) + before))
    return np.maximum(weights, 0.0)


def _matrix(rows: Sequence[Counts], weights: NDArray[np.float64], *, unit: bool) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    columns = np.concatenate([column for column, _ in rows])
    counts = np.concatenate([count for _, count in rows])
    ends = np.cumsum([0, *(len(column) for column, _ in rows)])
    values = (1 + np.log(counts)) * weights[columns]
    if unit:
        length = np.sqrt(np.add.reduceat(np.r_[values**2, 0.0], ends[:-1]) * (np.diff(ends) > 0))
        values /= np.repeat(np.where(length > 0, length, 1.0), np.diff(ends))
    return csr_matrix((values.astype(np.float32), columns, ends), shape=(len(rows), len(weights)))


def _shares(rows: Sequence[NDArray[np.int64]], weights: NDArray[np.float64]) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    columns = np.concatenate(rows)
    ends = np.cumsum([0, *map(len, rows)])
    values = weights[columns]
    total = np.add.reduceat(np.r_[values, 0.0], ends[:-1]) * (np.diff(ends) > 0)
    values = values / np.repeat(np.where(total > 0, total, 1.0), np.diff(ends))
    return csr_matrix((values.astype(np.float32), columns, ends), shape=(len(rows), len(weights)))
