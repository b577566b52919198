"""Articles as rows of weighed words: words, pairs of neighbouring words, titles and leads.

A word weighs the more the rarer it is, here and in news at large, so that two articles alone can be judged as well
as a thousand. Words are known by hashes that are the same everywhere, so that rows made apart can be compared.
Languages differ in stop words and stems only. Nothing is compared here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retold.config import Grouping
from retold.knowledge import table
from retold.text import content_words
from retold.types import Article

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]

_YEAR = re.compile(r"(?:19|20)\d\d")
#: Bits of a word's and a pair's hash: two of 300 words fall together once in 90 articles, two of 400 pairs in 200.
_WORD_BITS, _PAIR_BITS = 22, 24
_WORD_MASK = (1 << _WORD_BITS) - 1
_NUMBER, _IS_YEAR = 1 << _WORD_BITS, 2 << _WORD_BITS
#: Odd multipliers of Knuth's MMIX generator and of SplitMix64.
_MIX, _SPREAD = np.uint64(6364136223846793005), np.uint64(0x9E3779B97F4A7C15)
_SIEVE = 18


class Part(NamedTuple):
    """Hashes of words or pairs of one or several articles, ascending in each, and a number for each."""

    ids: Ids
    values: Weights


class Counts(NamedTuple):
    """How often each word and pair occurs in one article."""

    words: Part
    pairs: Part
    lead: Part
    #: The distinct words of the title.
    title: Ids
    #: Those of the words that are figures of two or more digits, and that are years.
    numbers: Ids
    years: Ids
    english: bool


class Row(NamedTuple):
    """One article's weighed words: each part of length 1, but `title`, whose weights add up to 1."""

    words: Part
    pairs: Part
    lead: Part
    title: Part
    numbers: Part
    years: Part


@dataclass(frozen=True, slots=True)
class Usage:
    """In how many of so many articles each word and pair occurs, by hash."""

    words: Part
    pairs: Part
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of several articles as scipy CSR matrices with common columns."""

    words: "csr_matrix"
    pairs: "csr_matrix"
    leads: "csr_matrix"
    titles: "csr_matrix"
    #: 1 for each word that the article holds.
    held: "csr_matrix"
    numbers: "csr_matrix"
    years: "csr_matrix"
    #: How many figures each article holds, and whether a year.
    known_numbers: NDArray[np.int64]
    dated: NDArray[np.bool_]


@lru_cache(maxsize=1 << 18)
def _code(stem: str) -> int:
    """The hash of a stem, with a bit for figures and one for years."""
    digest = blake2b(stem.encode("utf8", "surrogatepass"), digest_size=4).digest()
    flags = _NUMBER * stem.isdecimal() + _IS_YEAR * bool(_YEAR.fullmatch(stem))
    return int.from_bytes(digest, "little") & _WORD_MASK | flags


def word_ids(text: str, language: str) -> Ids:
    """The hashes of the content words of a text, in order."""
    return _codes(text, language) & np.int32(_WORD_MASK)


def pair_ids(words: Ids) -> Ids:
    """The hash of each word with the next."""
    mixed = words[:-1].astype(np.uint64) * _MIX + words[1:].astype(np.uint64)
    return ((mixed * _SPREAD) >> np.uint64(64 - _PAIR_BITS)).astype(np.int32)


def _codes(text: str, language: str) -> Ids:
    found = content_words(text, language)
    return np.fromiter(map(_code, found), dtype=np.int32, count=len(found))


def count(article: Article, *, config: Grouping) -> Counts:
    """The words of an article; those of its title count twice."""
    title = _codes(_title(article), article.language)
    if article.title and article.text.startswith(f"{article.title}\n"):
        codes = np.concatenate((title, _codes(article.text[len(article.title) :], article.language)))
    else:
        codes = _codes(article.text, article.language)
    flags = np.unique(codes[codes >= _NUMBER])
    text = codes & np.int32(_WORD_MASK)
    title = title & np.int32(_WORD_MASK)
    whole = np.concatenate((title, text)) if article.title else text
    return Counts(
        words=_counted(whole),
        pairs=_counted(pair_ids(whole)),
        lead=_counted(text[: len(title) * bool(article.title) + config.lead_words]),
        title=_counted(title).ids,
        numbers=np.sort(flags & np.int32(_WORD_MASK)),
        years=np.sort(flags[flags >= _IS_YEAR] & np.int32(_WORD_MASK)),
        english=article.language == "en",
    )


def _title(article: Article) -> str:
    """The headline; the first sentence stands in for it."""
    return article.title or (article.sentences[0].text if article.sentences else article.text)


def _counted(ids: Ids) -> Part:
    ids = np.sort(ids)
    if not len(ids):
        return Part(ids, np.zeros(0, dtype=np.float32))
    last = np.concatenate((np.flatnonzero(ids[1:] != ids[:-1]), [len(ids) - 1]))
    return Part(ids[last], np.diff(last, prepend=-1).astype(np.float32))


def no_usage() -> Usage:
    """No article yet."""
    return usage_of(())


def usage_of(articles: Sequence[Counts] | Sequence[Row]) -> Usage:
    """In how many of these articles each word and pair occurs."""
    none = np.zeros(0, dtype=np.int32)
    words = _counted(np.concatenate([none, *(c.words.ids for c in articles)]))
    pairs = _counted(np.concatenate([none, *(c.pairs.ids for c in articles)]))
    return Usage(words, pairs, len(articles))


@cache
def background() -> tuple[int, dict[str, int]]:
    """How many news articles were counted, and in how many each English stem, or pair of stems, occurs."""
    rows = {word: int(count) for word, count in table("background_words")}
    return rows.pop("*"), rows


@cache
def _known() -> tuple[Part, Part]:
    """The background by hash: of words, and of pairs; a share of the articles each."""
    size, known = background()
    words: dict[int, int] = {}
    pairs: dict[int, int] = {}
    for name, times in known.items():
        ids = np.array([_code(word) & _WORD_MASK for word in name.split(" ")], dtype=np.int32)
        if len(ids) == 1:
            words[int(ids[0])] = max(times, words.get(int(ids[0]), 0))
        else:
            pairs[int(pair_ids(ids)[0])] = times
    return _part(words, size), _part(pairs, size)


def _part(shares: dict[int, int], size: int) -> Part:
    ids = np.array(sorted(shares), dtype=np.int32)
    return Part(ids, np.array([shares[i] / size for i in ids.tolist()], dtype=np.float32))


def weigh(counts: Sequence[Counts], usage: Usage, *, config: Grouping) -> list[Row]:
    """The rows of articles, in their order, as words are used in `usage` and in the background.

    Inverse document frequency, as if the articles came after `config.background` others in which words were as
    usual: few articles alone can't tell rare words from common ones; many can, and then the background counts little.
    """
    usual_words, usual_pairs = _known()
    size = background()[0]
    english = np.array([c.english for c in counts])

    def idf(ids: Ids, lengths: Sequence[int], used: Part, usual: Part) -> Weights:
        known = _looked_up(ids, usual, 0.3 / size)
        own = np.repeat(english, lengths)
        before = np.where(own, np.float32(config.background), np.float32(config.background_foreign))
        expected = np.where(own, known, np.float32(config.usual_foreign)) * before
        weights: Weights = -np.log((_looked_up(ids, used, 0) + expected) / (np.float32(usage.articles) + before))
        return np.maximum(weights, 0)

    lengths = [len(c.words.ids) for c in counts]
    ids = np.concatenate([c.words.ids for c in counts])
    word_idf = idf(ids, lengths, usage.words, usual_words)
    words = _unit(ids, word_idf * _often([c.words for c in counts]), lengths)
    pair_lengths = [len(c.pairs.ids) for c in counts]
    both = np.concatenate([c.pairs.ids for c in counts])
    pair_idf = idf(both, pair_lengths, usage.pairs, usual_pairs)
    pairs = _unit(both, pair_idf * _often([c.pairs for c in counts]), pair_lengths)
    ends = np.cumsum([0, *lengths]).tolist()
    rows = []
    for i, c in enumerate(counts):
        own = word_idf[ends[i] : ends[i + 1]]
        rows.append(Row(words[i], pairs[i], *_less(c, own)))
    return rows


def _looked_up(ids: Ids, part: Part, otherwise: float) -> Weights:
    """The number that each hash has in a part, or what is given for those that aren't in it."""
    if not len(part.ids):
        return np.full(len(ids), otherwise, dtype=np.float32)
    at = np.minimum(np.searchsorted(part.ids, ids), len(part.ids) - 1)
    return np.where(part.ids[at] == ids, part.values[at], np.float32(otherwise))


def _often(parts: Sequence[Part]) -> Weights:
    often: Weights = 1 + np.log(np.concatenate([part.values for part in parts]))
    return often


def _less(c: Counts, idf: Weights) -> tuple[Part, Part, Part, Part]:
    """Lead, title, figures and years of an article, whose words weigh `idf`."""
    lead = idf[np.searchsorted(c.words.ids, c.lead.ids)] * (1 + np.log(c.lead.values))
    title = idf[np.searchsorted(c.words.ids, c.title)]
    at = np.searchsorted(c.words.ids, c.numbers)
    numbers = idf[at] * (1 + np.log(c.words.values[at]))
    return (
        Part(c.lead.ids, lead / _length(lead)),
        Part(c.title, title / (float(title.sum()) or 1.0)),
        Part(c.numbers, numbers / _length(numbers)),
        Part(c.years, np.ones(len(c.years), dtype=np.float32)),
    )


def _length(values: Weights) -> float:
    return float(np.sqrt(values @ values)) or 1.0


def _unit(ids: Ids, values: Weights, lengths: Sequence[int]) -> list[Part]:
    """One part of length 1 an article."""
    ends = np.cumsum([0, *lengths])
    length = np.sqrt(np.add.reduceat(np.r_[values**2, np.float32(0)], ends[:-1]) * (np.diff(ends) > 0))
    scale: Weights = np.repeat(np.where(length > 0, length, 1), lengths).astype(np.float32)
    values = values / scale
    bounds = ends.tolist()
    return [Part(ids[s:e], values[s:e]) for s, e in pairwise(bounds)]


def columns_of(rows: Sequence[Row]) -> tuple[Ids, Ids]:
    """The words and the pairs that occur in these rows: columns for `matrices`."""
    return _distinct([row.words.ids for row in rows]), _distinct([row.pairs.ids for row in rows])


def _distinct(ids: Sequence[Ids]) -> Ids:
    return np.unique(np.concatenate(ids))


def matrices(rows: Sequence[Row], columns: tuple[Ids, Ids]) -> Rows:
    """Rows with these columns; what is in none of them is left out."""
    words, pairs = map(_Columns, columns)
    weighed = words.matrix([row.words for row in rows])
    held = weighed.copy()
    held.data = np.ones_like(held.data)
    return Rows(
        words=weighed,
        pairs=pairs.matrix([row.pairs for row in rows]),
        leads=words.matrix([row.lead for row in rows]),
        titles=words.matrix([row.title for row in rows]),
        held=held,
        numbers=words.matrix([row.numbers for row in rows]),
        years=words.matrix([row.years for row in rows]),
        known_numbers=np.array([len(row.numbers.ids) for row in rows]),
        dated=np.array([len(row.years.ids) > 0 for row in rows]),
    )


class _Columns:
    """Ascending hashes as columns. Most hashes of other articles are none of them: a sieve lets few others through."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.sieve = np.zeros(1 << _SIEVE, dtype=bool)
        self.sieve[ids & ((1 << _SIEVE) - 1)] = True

    def matrix(self, parts: Sequence[Part]) -> "csr_matrix":
        from scipy.sparse import csr_matrix

        ids = np.concatenate([part.ids for part in parts])
        passed = np.flatnonzero(self.sieve[ids & ((1 << _SIEVE) - 1)])
        ids = ids[passed]
        columns = np.minimum(np.searchsorted(self.ids, ids), max(0, len(self.ids) - 1))
        right = self.ids[columns] == ids if len(self.ids) else np.zeros(0, dtype=bool)
        passed, columns = passed[right], columns[right]
        values = np.concatenate([part.values for part in parts])[passed]
        ends = np.searchsorted(passed, np.cumsum([0, *(len(part.ids) for part in parts)]))
        shape = (len(parts), max(1, len(self.ids)))
        return csr_matrix((values, columns.astype(np.int32), ends.astype(np.int32)), shape=shape)
