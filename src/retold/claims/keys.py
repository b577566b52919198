"""What claims are compared by: names, content words, numbers and negations, each as a set that ignores spelling."""

import re
from functools import cache, lru_cache

from retold.knowledge import table, words
from retold.text import content_words, fold, stop_words, tokens

_NEGATIONS = frozenset({"no", "not", "never", "neither", "nor", "none", "nobody", "without"})
_CAPITAL = re.compile(r"\b[^\W\d_a-z]\w+")


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


@lru_cache(maxsize=1 << 14)
def name_order(text: str) -> tuple[str, ...]:
    """The capitalised words of a text in order, each once, the first word left out if it is only a sentence's start."""
    found = [fold(word) for word in _CAPITAL.findall(text)]
    return tuple(dict.fromkeys(_nations().get(word, word) for word in found if word not in stop_words("en")))


def cover(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set that the other holds; 0 if one is empty."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of all that both hold; 0 if both are empty."""
    return len(a & b) / len(a | b) if a or b else 0.0


def swapped(a: str, b: str) -> bool:
    """True if two texts hold the same names in another order: who did it to whom differs."""
    first, second = name_order(a), name_order(b)
    common = set(first) & set(second)
    kept_a, kept_b = [n for n in first if n in common], [n for n in second if n in common]
    return len(common) >= 2 and kept_a != kept_b and set(first) == set(second)
