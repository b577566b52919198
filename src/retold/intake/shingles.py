"""Word 4-grams as multisets: how much two texts have in common, in words and in order.

The measure is that of scrapinghub/article-extraction-benchmark; `bench/` scores with the same functions. What a page
is read with is `numbered`, which does this for all lines at once.
"""

import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
SIZE = 4
"""Words in a shingle."""

Shingle = tuple[str, ...]


def words(text: str) -> list[str]:
    """The words of `text`, as they are written."""
    return _WORD.findall(text)


def shingles(found: Sequence[str]) -> Counter[Shingle]:
    """The 4-grams of these words, with their counts; all the words as one if there are fewer than four."""
    if not found:
        return Counter()
    if len(found) < SIZE:
        return Counter([tuple(found)])
    return Counter(zip(found, found[1:], found[2:], found[3:], strict=False))


def overlap(a: Counter[Shingle], b: Counter[Shingle]) -> float:
    """F1 of the two multisets, 0 to 1; 0 if both are empty."""
    total = a.total() + b.total()
    return 2 * sum((a & b).values()) / total if total else 0.0
