"""What claims are compared by: names, content words, numbers and negations, each as a set that ignores spelling."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from math import ceil

from retold.knowledge import table, words
from retold.text import content_words, fold, stop_words, tokens

_NEGATIONS = frozenset({"no", "not", "never", "neither", "nor", "none", "nobody", "without"})


@cache
def _nations() -> dict[str, str]:
    """Words for a state or its people to one key: "iraqi" to "iraq", "u.s." to "united states"."""
    found = {fold(row[0]): fold(row[1]) for row in table("nations") if row[2] != "capital"}
    return found | {"us": "united states", "usa": "united states"}


@cache
def _titles() -> frozenset[str]:
    return frozenset(map(fold, words("titles"))) | {"administration", "government", "official", "officials"}


@lru_cache(maxsize=1 << 14)
def name_keys(name: str) -> frozenset[str]:
    """Words by which a name is recognised: states for their people, no titles unless nothing else is left."""
    folded = [token.key for token in tokens(fold(name)) if token.key[:1].isalnum()]
    folded = [word.removesuffix("s") if word.endswith("s") and word[:-1] in _nations() else word for word in folded]
    text = " ".join(folded)
    found = {_nations()[text]} if text in _nations() else set()
    for n in (2, 1):
        for i in range(len(folded) - n + 1):
            state = _nations().get(" ".join(folded[i : i + n]))
            if state is not None:
                found.add(state)
    rest = {w for w in folded if w not in stop_words("en") and w not in _nations()}
    named = {w for w in rest if w not in _titles()}
    # "Biden's" that lost its apostrophe is "Bidens": the end is no part of the key, on either side.
    return frozenset(found | {_bare(w) for w in named or (set() if found else rest)})


def _bare(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=1 << 14)
def word_keys(text: str, language: str) -> frozenset[str]:
    """Stems of content words, states for their people, no numbers."""
    stems = set()
    for stem in content_words(text, language):
        if not stem[0].isdigit():
            stems.add(_nations().get(stem, stem))
    return frozenset(stems)


@lru_cache(maxsize=1 << 14)
def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, words and digits alike; no clock times, and none that is part of a word."""
    found = tokens(text)
    after = [*(token.key for token in found[1:]), ""]
    return frozenset(
        token.key
        for token, then in zip(found, after, strict=True)
        if token.key.replace(".", "", 1).isdigit() and then not in ("am", "pm")
    )


@lru_cache(maxsize=1 << 14)
def negations(text: str) -> int:
    """How many words of a text negate; claims with an odd difference say opposite things."""
    return sum(token.key in _NEGATIONS for token in tokens(text))


def cover(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set that the other holds; 0 if one is empty."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of all that both hold; 0 if both are empty."""
    return len(a & b) / len(a | b) if a or b else 0.0


class Sharing:
    """Finds the sets of words that may have a share of their words in common, without comparing all with all.

    Two sets of which the smaller has at least `share` of its words in the other have one of its rarest words in common
    (prefix filtering: Chaudhuri, Ganti and Kaushik, ICDE 2006).
    """

    def __init__(self, sets: Sequence[frozenset[str]], *, share: float) -> None:
        self._sets, self._share = sets, share
        self._often = Counter(word for words in sets for word in words)
        self._all: dict[str, list[int]] = defaultdict(list)
        self._rare: dict[str, list[int]] = defaultdict(list)

    def add(self, place: int) -> list[int]:
        """Places added before whose sets may share enough with that of `place`, ascending; then it is added too."""
        own = self._sets[place]
        rare = sorted(own, key=lambda word: (self._often[word], word))
        rare = rare[: len(rare) - ceil(self._share * len(rare)) + 1]
        found = {other for word in rare for other in self._all[word]}
        found.update(other for word in own for other in self._rare[word])
        for word in own:
            self._all[word].append(place)
        for word in rare:
            self._rare[word].append(place)
        return sorted(found)
