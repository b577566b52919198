"""The words of many lines as numbers, so that what lines and texts share is found for a whole page at once.

Words that differ in letter case only are the same, and in scripts without spaces each character is a word. Two words
have the same number once in some 10^12 pages. `shingles` is the slow, exact sibling for one text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.intake.shingles import SIZE

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]
Kinds = NDArray[np.uint8]

WORDY, LETTER, UPPER, LOWER, DIGIT, WIDE = 1, 2, 4, 8, 16, 32
_CODES = 0x10000
_STEP = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_GRAM = np.uint64(0x94D049BB133111EB)
_SHIFT = np.uint64(31)
_LONGEST = 64
# Thai, Lao, Khmer, Myanmar; kana; Han.
_WITHOUT_SPACES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The words of some lines, and the characters they are made of."""

    #: A number for each word, in order.
    keys: Numbers
    #: For each line the place of its first word among `keys`; one more behind the last line.
    starts: Places
    #: The lines' code points, a line break behind each line.
    codes: NDArray[np.uint32]
    #: For each code point the sum of `WORDY` ... that it is.
    kinds: Kinds
    #: For each line the place of its first character among `codes`; one more behind the last line.
    at: Places
    #: For each word the place of its first character among `codes`.
    firsts: Places

    @property
    def sizes(self) -> Places:
        """For each line its number of words."""
        return np.diff(self.starts)

    def count(self, wanted: NDArray[Any]) -> Places:
        """For each line the number of its characters, breaks included, for which `wanted` is not 0."""
        sums = np.zeros(len(wanted) + 1, np.int64)
        np.cumsum(wanted != 0, out=sums[1:])
        return np.diff(sums[self.at])


def number(lines: Sequence[str]) -> Numbered:
    """The words of these lines, none of which holds a line break."""
    text = "\n".join(lines) + "\n" if lines else ""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    low = np.minimum(codes, _CODES - 1)
    kinds = _kinds()[low]
    at = np.concatenate(([0], np.flatnonzero(codes == 10) + 1))
    wordy = np.flatnonzero(kinds & WORDY)
    wide = (kinds[wordy] & WIDE) != 0
    begins = np.ones(len(wordy), bool)
    begins[1:] = (np.diff(wordy) > 1) | wide[1:] | wide[:-1]
    first = np.flatnonzero(begins)
    firsts = wordy[first]
    if not len(first):
        return Numbered(
            keys=np.zeros(0, np.uint64),
            starts=np.zeros(len(at), np.int64),
            codes=codes,
            kinds=kinds,
            at=at,
            firsts=firsts,
        )
    within = np.arange(len(wordy)) - first[np.cumsum(begins) - 1]
    keys = np.add.reduceat((_folded()[low[wordy]] + 1) * _powers()[within % _LONGEST], first)
    keys ^= keys >> _SHIFT
    keys *= _MIX
    keys ^= keys >> _SHIFT
    return Numbered(keys=keys, starts=np.searchsorted(firsts, at), codes=codes, kinds=kinds, at=at, firsts=firsts)


def grams(keys: Numbers) -> Numbers:
    """A number for each four words that follow each other."""
    if len(keys) < SIZE:
        return np.zeros(0, np.uint64)
    return ((keys[:-3] * _GRAM + keys[1:-2]) * _GRAM + keys[2:-1]) * _GRAM + keys[3:]


def short_keys(words: Numbered, rows: Places) -> Numbers:
    """A number for each of these lines, of one to three words."""
    starts, sizes = words.starts[rows], words.sizes[rows]
    keys = np.zeros(len(rows), np.uint64)
    for step in range(SIZE - 1):
        has = sizes > step
        keys[has] = keys[has] * _MIX + words.keys[starts[has] + step] + np.uint64(1)
    return keys


def share_in_common(a: Numbers, b: Numbers) -> float:
    """F1 of two multisets of grams, 0 to 1; 0 if both are empty (`shingles.overlap`)."""
    if not len(a) or not len(b):
        return 0.0
    (ours, our_counts), (theirs, their_counts) = np.unique(a, return_counts=True), np.unique(b, return_counts=True)
    place = np.minimum(np.searchsorted(ours, theirs), len(ours) - 1)
    common = np.minimum(our_counts[place], their_counts)[ours[place] == theirs].sum()
    return float(2 * common / (len(a) + len(b)))


@cache
def _kinds() -> Kinds:
    """The kinds of each code point of the first plane; the last stands for all beyond, which are symbols mostly."""
    characters = [chr(code) for code in range(_CODES - 1)]
    kinds = np.zeros(_CODES, np.uint8)
    for kind, test in ((LETTER, str.isalpha), (UPPER, str.isupper), (LOWER, str.islower), (DIGIT, str.isdigit)):
        kinds[:-1] += kind * np.fromiter(map(test, characters), np.uint8, len(characters))
    kinds[:-1] += WORDY * np.fromiter(map(str.isalnum, characters), np.uint8, len(characters))
    kinds[ord("_")] |= WORDY
    for first, last in _WITHOUT_SPACES:
        kinds[first : last + 1] |= WIDE
    return kinds


@cache
def _folded() -> Numbers:
    """For each code point its small letter's."""
    lowered = (chr(code).lower() for code in range(_CODES))
    return np.fromiter((ord(letter) if len(letter) == 1 else 0xFFFF for letter in lowered), np.uint64, _CODES)


@cache
def _powers() -> Numbers:
    return np.array([pow(_STEP, power, 1 << 64) for power in range(1, _LONGEST + 1)], np.uint64)
