"""Near-duplicates: pairs of articles of which one holds most of the other's words, in their order.

Candidates come from MinHash bands (rensa) and from a sample of rare word 5-grams, which also finds a short copy inside
a long article; each is then verified by counting its 5-grams exactly, both ways. Same articles, same answer, in any
order and on any machine. Who copied from whom is not decided here.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT, Grouping
from retold.text import tokens
from retold.types import Article, Duplicate

Hashes = NDArray[np.uint64]

#: Odd multiplier of Knuth's MMIX generator: mixes the words of a shingle, order included.
_MIX = np.uint64(6364136223846793005)
_SEED = 20210324
#: Thai to Myanmar, Khmer, kana, Han: written without blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def find_duplicates(articles: Sequence[Article], *, config: Grouping = DEFAULT.grouping) -> tuple[Duplicate, ...]:
    """All pairs of which one holds at least `config.duplicate_cover` of the other's word 5-grams, in order of place."""
    rows = without_templates(
        [shingles(article.text, size=config.shingle) for article in articles],
        [article.outlet for article in articles],
        config=config,
    )
    found = (_verified(rows, a, b, config) for a, b in candidates(rows, config=config))
    return tuple(duplicate for duplicate in found if duplicate is not None)


@lru_cache(maxsize=1 << 17)
def _word_hash(key: str) -> int:
    """Sixty-four bits of a word, the same on every machine (Python's own hash isn't)."""
    return int.from_bytes(blake2b(key.encode("utf8", "surrogatepass"), digest_size=8).digest(), "little")


def word_keys(text: str) -> list[str]:
    """Keys of the words of a text, in order; what is written without blanks counts by the character."""
    keys = [token.key for token in tokens(text) if token.key[0].isalnum()]
    if text.isascii():
        return keys
    return list(chain.from_iterable(key if _UNSPACED.search(key) else (key,) for key in keys))


def shingles(text: str, *, size: int = 5) -> Hashes:
    """The distinct runs of `size` words of a text as sorted hashes; a shorter text is one run."""
    return np.unique(shingle_run(word_keys(text), size=size))


def shingle_run(keys: Sequence[str], *, size: int = 5) -> Hashes:
    """The hash of the run that begins at each word, in order; one hash if there are fewer words than `size`."""
    words = np.fromiter(map(_word_hash, keys), dtype=np.uint64, count=len(keys))
    if not len(words):
        return words
    width = min(size, len(words))
    total = np.zeros(len(words) - width + 1, dtype=np.uint64)
    for i in range(width):
        total = total * _MIX + words[i : len(words) - width + 1 + i]
    return _scattered(total)


def _scattered(hashes: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): overlapping runs get hashes with nothing in common.

    Without it a sample by last bits takes whole stretches of a text and leaves others out.
    """
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def without_templates(
    rows: Sequence[Hashes], outlets: Sequence[str | None], *, config: Grouping = DEFAULT.grouping
) -> list[Hashes]:
    """Leave out what an outlet repeats in article after article: a template is no copy.

    An article of which too little would be left stays as it is: it is one that was printed again and again.
    """
    many = {name for name, count in Counter(outlets).items() if name and count >= config.template_repeats}
    kept = list(rows)
    for outlet in many:
        places = [i for i, name in enumerate(outlets) if name == outlet]
        values, counts = np.unique(np.concatenate([rows[i] for i in places]), return_counts=True)
        template = values[counts >= config.template_repeats]
        for i in places:
            rest = np.setdiff1d(rows[i], template, assume_unique=True)
            if len(rest) >= config.template_leaves * len(rows[i]):
                kept[i] = rest
    return kept


def candidates(rows: Sequence[Hashes], *, config: Grouping = DEFAULT.grouping) -> list[tuple[int, int]]:
    """Pairs of places that may be duplicates, each once, a < b, in order."""
    filled = [i for i, row in enumerate(rows) if len(row)]
    if len(filled) < 2:
        return []
    dense = [rows[i] for i in filled]
    codes = np.unique(np.concatenate((_by_bands(dense, config), _by_samples(dense, config))))
    return [(filled[code // len(dense)], filled[code % len(dense)]) for code in codes.tolist()]


def band_keys(rows: Sequence[Hashes], *, config: Grouping = DEFAULT.grouping) -> Hashes:
    """One row of band keys for each article: articles that share one in the same column are candidates."""
    from rensa import RMinHash

    offsets = np.cumsum([0, *map(len, rows)]).tolist()
    flat = np.concatenate(rows)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, config.permutations, _SEED)
    digests = np.array(matrix.to_rows(), dtype=np.uint64)
    width = config.permutations // config.bands
    keys: Hashes = np.zeros((len(rows), config.bands), dtype=np.uint64)
    for i in range(width):
        keys = keys * _MIX + digests[:, i::width][:, : config.bands]
    return keys


def _by_bands(rows: Sequence[Hashes], config: Grouping) -> NDArray[np.int64]:
    keys = band_keys(rows, config=config)
    places = np.arange(len(rows))
    return np.concatenate([_pairs(column, places, len(rows))[0] for column in keys.T])


def _by_samples(rows: Sequence[Hashes], config: Grouping) -> NDArray[np.int64]:
    """Pairs that share enough of a sample of their shingles, for the shorter of the two.

    The sample is the same for all (shingles whose hash ends in zeros: FracMinHash, Irber et al. 2022), so that shares
    can be compared; of short articles all shingles count, since a sample of few tells nothing.
    """
    short = [row for row in rows if len(row) < config.sample_all_below]
    flat = np.concatenate(rows)
    places = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    chosen = flat % np.uint64(config.sample_one_in) == 0
    if short:
        chosen |= np.isin(flat, np.concatenate(short))
    flat, places = flat[chosen], places[chosen]
    codes, shared = _pairs(flat, places, len(rows))
    sampled = np.array([len(row) if len(row) < config.sample_all_below else len(row) / config.sample_one_in
                        for row in rows])  # fmt: skip
    least = np.minimum(sampled[codes // len(rows)], sampled[codes % len(rows)])
    found: NDArray[np.int64] = codes[shared >= config.sample_share * least]
    return found


def _pairs(keys: Hashes, places: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of places under the same key, as codes a * n + b, and how many keys each pair shares."""
    order = np.lexsort((places, keys))
    keys, places = keys[order], places[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    sizes = np.diff(np.r_[starts, len(keys)])
    found = []
    for size in np.unique(sizes[sizes > 1]):
        groups = places[starts[sizes == size][:, None] + np.arange(size)]
        a, b = np.triu_indices(size, 1)
        found.append((groups[:, a] * n + groups[:, b]).ravel())
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    codes, shared = np.unique(np.concatenate(found), return_counts=True)
    return codes, shared


def _verified(rows: Sequence[Hashes], a: int, b: int, config: Grouping) -> Duplicate | None:
    """The exact shares of a candidate, or None if it is none."""
    shared = len(np.intersect1d(rows[a], rows[b], assume_unique=True))
    shortest = min(len(rows[a]), len(rows[b]))
    if shared < config.duplicate_cover * shortest or shared < min(config.duplicate_least, shortest):
        return None
    return Duplicate(a=a, b=b, in_b=shared / len(rows[a]), in_a=shared / len(rows[b]))
