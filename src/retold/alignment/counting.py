"""An article's sentences as counts of hashed letter trigrams and word beginnings, weighed by how rare they are.

No language needs a parameter, and none needs blanks between words. Nothing is linked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT, Alignment
from retold.text import fold
from retold.types import Article

Matrix = NDArray[np.float32]
_Places = NDArray[np.int64]

#: From here on every code point counts as a letter: Han, Hangul and what lies beyond the first planes.
_TABLE = 0x3100
_MULTIPLIER = 0x9E3779B97F4A7C15  # golden ratio, odd: Knuth, The Art of Computer Programming 3, 6.4
_POWERS = np.cumprod(np.full(16, _MULTIPLIER, np.uint64))
_MIX = np.uint64(0xD6E8FEB86659FD93)  # https://jonkagstrom.com/mx3/mx3_rev2.html
_LETTER = np.array([chr(code).isalnum() or 0x300 <= code < 0x370 for code in range(_TABLE)] + [True])
#: From here on scripts put no blanks between words (Han, kana): two letters stand for a word's beginning.
_UNSPACED = 0x2E80
_STEM = 6  # letters of a word's beginning that stand for its stem in any language


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Some texts as counts of hashed features: which cells of a matrix, one row a text, are filled, and with what."""

    #: Rows and columns of the matrix: trigrams in the first columns, word beginnings in the others.
    shape: tuple[int, int]
    #: Filled cells, counted through all rows, with their row and column.
    cells: _Places
    rows: _Places
    columns: _Places
    #: What stands there: signed 1 + log2, so that features which fall together cancel out on average.
    values: Matrix
    #: In how many rows each column is filled.
    within: _Places


def profile(article: Article, *, config: Alignment = DEFAULT.alignment) -> Counts:
    """Index one article; the first `config.most_sentences` sentences count."""
    texts = tuple([sentence.text for sentence in article.sentences[: config.most_sentences]])
    return _counted(texts, config.trigram_columns, config.stem_columns)


def count(texts: Sequence[str], *, config: Alignment = DEFAULT.alignment) -> Counts:
    """Index texts that are no article."""
    return _counted(tuple(texts), config.trigram_columns, config.stem_columns)


@lru_cache(maxsize=256)
def _counted(texts: tuple[str, ...], trigrams: int, stems: int) -> Counts:
    """Kept, since an article is compared with every retelling."""
    shape = len(texts), trigrams + stems
    cells, values = _filled(texts, trigrams, stems) if texts else (np.zeros(0, np.int64), np.zeros(0, np.float32))
    rows, columns = np.divmod(cells, shape[1])
    within = np.bincount(columns, minlength=shape[1])
    for shared in (cells, rows, columns, values, within):
        shared.flags.writeable = False
    return Counts(shape=shape, cells=cells, rows=rows, columns=columns, values=values, within=within)


def _filled(texts: tuple[str, ...], trigrams: int, stems: int) -> tuple[_Places, Matrix]:
    columns = trigrams + stems
    joined = "\n" + fold("\n".join([text.replace("\n", " ") for text in texts])) + "\n\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    letter = _LETTER[np.minimum(codes, _TABLE)]
    row = np.cumsum(codes == ord("\n")) - 1
    code = np.where(letter, codes, 0).astype(np.uint64)
    middle = np.flatnonzero(letter)
    trigram = code[middle - 1] * _POWERS[1] + code[middle] * _POWERS[2] + code[middle + 1] * _POWERS[3]
    first = np.flatnonzero(letter[1:] & ~letter[:-1]) + 1
    places = [_places(row[middle], trigram, 0, trigrams, columns)]
    if len(first):
        start = np.zeros(len(codes), np.int64)
        start[first] = first
        inside = np.arange(len(codes)) - np.maximum.accumulate(start)
        stem = np.add.reduceat(np.where(inside < _STEM, code * _POWERS[np.minimum(inside, _STEM) + 5], 0), first)
        places.append(_places(row[first], stem, trigrams, stems, columns))
    unspaced = middle[codes[middle] >= _UNSPACED]
    if len(unspaced):
        pair = code[unspaced] * _POWERS[14] + code[unspaced + 1] * _POWERS[15]
        places.append(_places(row[unspaced], pair, trigrams, stems, columns))
    # A cell and its sign in one number: a sort is quicker than a matrix of which one cell in thirty is filled.
    signed = np.sort(np.concatenate(places))
    cells = signed >> 1
    first = np.flatnonzero(np.diff(cells, prepend=-1))
    counts = np.add.reduceat(2 * (signed & 1) - 1, first)
    filled, found = cells[first][counts != 0], counts[counts != 0].astype(np.float32)
    return filled, np.copysign(1 + np.log2(np.abs(found)), found)


def _places(row: NDArray[np.int64], feature: NDArray[np.uint64], offset: int, width: int, columns: int) -> _Places:
    """Cell of each feature, doubled, and one more if its sign is plus.

    Feature hashing (Weinberger et al. 2009, arXiv:0902.2206).
    """
    mixed = (feature ^ (feature >> np.uint64(32))) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX
    column = (mixed >> np.uint64(40)).astype(np.int64) % width
    return 2 * (row * columns + offset + column) + ((mixed >> np.uint64(20)) & np.uint64(1)).astype(np.int64)


class Weighed(NamedTuple):
    """The rows of some texts."""

    rows: Matrix
    #: The inner product of each with itself.
    own: NDArray[np.float64]


def weigh(counts: Sequence[Counts]) -> list[Weighed]:
    """(1 + log tf) x log((1 + n) / (.5 + df)), over the rows of all that are given; never quite nothing."""
    total = sum(each.shape[0] for each in counts)
    within = sum([each.within for each in counts], np.zeros(counts[0].shape[1], np.int64))
    rarity = np.log((1 + total) / (0.5 + np.arange(total + 1))).astype(np.float32)[within]
    return [_weighed(each, rarity) for each in counts]


def _weighed(counts: Counts, rarity: Matrix) -> Weighed:
    cells = np.zeros(counts.shape[0] * counts.shape[1], np.float32)
    cells[counts.cells] = values = counts.values * rarity[counts.columns]
    return Weighed(
        cells.reshape(counts.shape), np.bincount(counts.rows, values * values, counts.shape[0]).astype(np.float64)
    )
