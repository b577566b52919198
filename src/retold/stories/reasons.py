"""Why articles are one story, in words that a reader can check."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from retold.stories.words import Ids, Part, Row, pair_ids, word_ids
from retold.types import Duplicate

#: Phrases shown, and words and pairs that may become one.
_MOST, _LOOKED = 3, 8
#: A pair of words tells more than a word, though each weighs less among so many.
_PAIR = 3.0
#: Names tell more than other words.
_NAME = 1.5
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


class Read(NamedTuple):
    """What a reason needs of an article."""

    row: Row
    text: str
    language: str


def reasons(
    told: Sequence[Read], copies: Sequence[Duplicate], days: int | None, *, first: bool = False
) -> tuple[str, ...]:
    """What the articles of a story share, how much of it is copied, and how many days they are apart, if known.

    With `first`, what the first of them shares with the others.
    """
    found = []
    words = _shared(told, first)
    if words:
        found.append("shares " + ", ".join(f"'{phrase}'" for phrase in words))
    if copies:
        cover = max(max(d.in_a, d.in_b) for d in copies)
        pairs = "1 pair has" if len(copies) == 1 else f"{len(copies)} pairs have"
        found.append(f"{pairs} mostly the same words (up to {cover:.0%})")
    if days is not None:
        found.append("on the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart")
    return tuple(found)


def _shared(told: Sequence[Read], first: bool) -> list[str]:
    """The weightiest words and pairs that at least half of the articles have, as one writes them; names first."""
    weight = _heaviest([one.row.words for one in told], first)
    # A pair is below 0, so that it can't be taken for a word.
    weight |= {-1 - i: w * _PAIR for i, w in _heaviest([one.row.pairs for one in told], first).items()}
    text: dict[int, str] = {}
    for one in told[:1] if first else told:
        if len(text) < len(weight):
            text = {**_as_written(one, weight), **text}
    ranked = {i: weight[i] * (_NAME if all(w[0].isupper() for w in t.split()) else 1.0) for i, t in text.items()}
    chosen: list[str] = []
    for i in sorted(ranked, key=lambda i: (-ranked[i], text[i], i)):
        words = set(text[i].casefold().split())
        if len(chosen) < _MOST and not any(words & set(c.casefold().split()) or text[i] in c for c in chosen):
            chosen.append(text[i])
    return chosen


def _heaviest(parts: Sequence[Part], first: bool) -> dict[int, float]:
    """The weightiest of what at least half of the articles hold, by id; with `first`, of what the first holds."""
    ids, place, held = np.unique(np.concatenate([p.ids for p in parts]), return_inverse=True, return_counts=True)
    total = np.bincount(place, weights=np.concatenate([p.values for p in parts]), minlength=len(ids))
    total = total * (held >= max(2, len(parts) / 2))
    if first:
        total[~_in(ids, parts[0].ids)] = 0
    best = np.argsort(-total, kind="stable")[:_LOOKED]
    return {int(ids[k]): float(total[k]) for k in best.tolist() if total[k] > 0}


def _in(ids: Ids, some: Ids) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(len(ids), dtype=bool)
    found[np.searchsorted(ids, some)] = True
    return found


def _as_written(one: Read, wanted: Mapping[int, float]) -> dict[int, str]:
    """Where the wanted words and pairs first stand in an article, as they are written there."""
    text = one.text
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        own = _ids(match[0], one.language)
        start, end = match.span()
        if len(own) == 1:
            ids.append(own[0])
            spans.append((start, end))
        elif own:  # characters of a language without blanks by twos, or the parts of a word with a hyphen
            by_two = len(own) == end - start - 1
            ids += own
            spans += [(start + k, start + k + 2) if by_two else (start, end) for k in range(len(own))]
    found: dict[int, str] = {}
    for i, (start, end) in zip(ids, spans, strict=True):
        if i in wanted and i not in found:
            found[i] = text[start:end]
    for k, i in enumerate((-1 - pair_ids(np.array(ids, dtype=np.int32))).tolist()):
        if i in wanted and i not in found:
            (start, middle), (again, end) = spans[k], spans[k + 1]
            between = text[middle:again]
            # A pair may hold a stop word ("Gulf of Aden"), but no more, and no end of a sentence.
            if not between.strip() or (len(between) <= 6 and between.replace(" ", "").isalpha()):
                found[i] = text[start:end]
    return found


@lru_cache(maxsize=1 << 17)
def _ids(word: str, language: str) -> tuple[int, ...]:
    return tuple(word_ids(word, language).tolist())
