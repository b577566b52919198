"""Why articles are one story, in words that a reader can check."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from retold.stories.words import Rows
from retold.text import content_words
from retold.types import Article, Duplicate

#: Words shown, and articles looked at for how they are written.
_MOST = 3
_READ = 4
#: A pair of words tells more than a word, though each weighs less among so many.
_PAIR = 3.0
#: Names tell more than other words.
_NAME = 1.5
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def reasons(articles: Sequence[Article], rows: Rows, group: Sequence[int], kin: Sequence[Duplicate]) -> tuple[str, ...]:
    """What the members of a story share, how much of it is copied, and how far apart they are in time."""
    if len(group) < 2:
        return ("no other article tells of it",)
    found = []
    shared = _shared(articles, rows, group)
    if shared:
        found.append("shares " + ", ".join(f"'{words}'" for words in shared))
    if kin:
        cover = max(max(d.in_a, d.in_b) for d in kin)
        pairs = "1 pair has" if len(kin) == 1 else f"{len(kin)} pairs have"
        found.append(f"{pairs} mostly the same words (up to {cover:.0%})")
    apart = _apart([articles[i] for i in group])
    if apart:
        found.append(apart)
    return tuple(found)


def _shared(articles: Sequence[Article], rows: Rows, group: Sequence[int]) -> list[str]:
    """The weightiest words and pairs of words that most members have, as they are written there; names first."""
    texts = [_Read(articles[i]) for i in group[:_READ]]
    found = []
    for weight, columns in _candidates(rows, group):
        written = _as_written(texts, tuple(rows.vocabulary[column] for column in columns))
        if written:
            name = all(word[0].isupper() for word in written.split())
            found.append((-weight * (_NAME if name else 1.0), columns, written))
    chosen: list[str] = []
    used: set[int] = set()
    for _, columns, written in sorted(found):
        if used.isdisjoint(columns) and len(chosen) < _MOST:
            chosen.append(written)
            used.update(columns)
    return chosen


def _candidates(rows: Rows, group: Sequence[int]) -> Iterator[tuple[float, tuple[int, ...]]]:
    """The weightiest columns that at least half of the members hold, as columns of words."""
    for matrix, words, factor in ((rows.words, None, 1.0), (rows.pairs, rows.pair_words, _PAIR)):
        part = matrix[np.array(group)]
        columns, place, held = np.unique(part.indices, return_inverse=True, return_counts=True)
        total = np.bincount(place, weights=part.data, minlength=len(columns)) * (held >= max(2, len(group) / 2))
        for k in np.argsort(-total, kind="stable")[: 4 * _MOST].tolist():
            if total[k] > 0:
                column = int(columns[k])
                yield float(total[k]) * factor, (column,) if words is None else tuple(words[column].tolist())


class _Read:
    """The words of an article as written, with their stems."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.words = _WORD.findall(article.text)
        self.stems = [_stems(word, article.language) for word in self.words]


def _as_written(texts: Sequence[_Read], stems: tuple[str, ...]) -> str:
    """The commonest writing of neighbouring words with these stems; "" if they stand apart wherever they stand."""
    seen: Counter[str] = Counter()
    width = len(stems)
    for read in texts:
        if width == 1 and not stems[0].isascii() and stems[0] in read.text:
            return stems[0]  # a pair of characters of a language without blanks, or a word without stem
        for i, first in enumerate(read.stems):
            if first != stems[:1]:
                continue
            for span in (width, width + 1)[:width]:  # a pair may hold a stop word: "Gulf of Aden"
                if tuple(chain.from_iterable(read.stems[i : i + span])) == stems:
                    seen[" ".join(read.words[i : i + span])] += 1
                    break
    best = max(seen.values(), default=0)
    return min((written for written, count in seen.items() if count == best), default="")


@lru_cache(maxsize=1 << 16)
def _stems(word: str, language: str) -> tuple[str, ...]:
    return content_words(word, language)


def _apart(articles: Sequence[Article]) -> str:
    """How far the datings lie apart, where all are known to within a week."""
    known = [(a.published.earliest, a.published.latest) for a in articles]
    dated = [(low, high) for low, high in known if low is not None and high is not None and (high - low).days <= 7]
    if len(dated) < 2:
        return ""
    days = (max(low for low, _ in dated) - min(low for low, _ in dated)).days
    return "on the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart"
