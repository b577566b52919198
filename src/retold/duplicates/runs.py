"""Runs of words as hashes, by which articles are held against each other.

Words count by their keys, so that house style and lost apostrophes hide no copy; what is written without blanks counts
by the character. The same hashes come out on every machine. Nothing is compared here.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retold.text import tokens

Hashes = NDArray[np.uint64]

#: Odd multiplier of Knuth's MMIX generator: mixes the words of a shingle, order included.
MIX = np.uint64(6364136223846793005)
#: Thai to Myanmar, Khmer, kana, Han: written without blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


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
        total = total * MIX + words[i : len(words) - width + 1 + i]
    return _scattered(total)


def among(some: Hashes, others: Hashes) -> NDArray[np.bool_]:
    """Which of some hashes are among others; both are ascending."""
    if not len(others):
        return np.zeros(len(some), dtype=bool)
    held: NDArray[np.bool_] = others[np.minimum(np.searchsorted(others, some), len(others) - 1)] == some
    return held


def _scattered(hashes: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): overlapping runs get hashes with nothing in common.

    Without it a sample by last bits takes whole stretches of a text and leaves others out.
    """
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
