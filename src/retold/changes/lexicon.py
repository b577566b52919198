"""What single words say about a change: the tables of `retold.knowledge`, asked with a word's key.

English only; of another language's words nothing is known here, and the general rules (figures, names, added, dropped)
are what is left. Decides nothing about a pair of sentences.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from retold.knowledge import mapping, table, words
from retold.text import content_words, stop_words


@lru_cache(maxsize=1 << 16)
def stem(key: str) -> str:
    """The stem under which inflected forms meet; a function word is its own."""
    key = mapping("change_irregular").get(key, key)
    return next(iter(content_words(key, "en")), key)


@cache
def _stop() -> frozenset[str]:
    return stop_words("en") | {"us'"} - {"us"}


@lru_cache(maxsize=1 << 16)
def is_content(key: str) -> bool:
    """True for words that carry content: no function word, no reporting verb that says nothing more than "said"."""
    return key not in _stop() or key in ("say", "said")


@cache
def _synonyms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word, others in table("change_synonyms"):
        group = {stem(other) for other in [word, *others.split(" ")]}
        for each in group:
            found.setdefault(each, set()).update(group)
    return {key: frozenset(group) for key, group in found.items()}


@cache
def _shades() -> dict[str, dict[str, str]]:
    """Stem, or two stems with a blank, to {thing: shade}."""
    found: dict[str, dict[str, str]] = {}
    for thing, shade, members in table("change_loaded"):
        for word in members.split(" "):
            found.setdefault(_stems(word.replace("-", " ")), {})[thing] = shade
    return found


def _stems(term: str) -> str:
    return " ".join(map(stem, term.split(" ")))


def terms(keys: Sequence[str]) -> list[str]:
    """The words, and those two together that name one thing ("laid off")."""
    shades = _shades()
    return [*keys, *(f"{x} {y}" for x, y in pairwise(keys) if f"{stem(x)} {stem(y)}" in shades)]


@cache
def _contraries() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word, others in table("change_antonyms"):
        for other in others.split(" "):
            found.setdefault(stem(word), set()).add(stem(other))
            found.setdefault(stem(other), set()).add(stem(word))
    return {key: frozenset(group) for key, group in found.items()}


@cache
def _known() -> frozenset[str]:
    return frozenset(stem(word) for word in words("change_known")) | frozenset(_shades()) | frozenset(_contraries())


#: Before any word; "unit" and "under" are no "it" and "der" since those are too short.
_NEGATING = ("un", "non")
#: Before words that look like adjectives and their nouns only: "import" denies no port.
_NEGATING_SOME = ("in", "im", "il", "ir", "dis")
_ADJECTIVAL = tuple(
    [
        "able",
        "ible",
        "al",
        "ant",
        "ent",
        "ate",
        "ive",
        "act",
        "ect",
        "ance",
        "ence",
        "ancy",
        "ency",
        "ity",
        "ly",
        "ular",
        "ous",
        "ure",
        "ile",
        "est",
        "ied",
        "fect",
    ]
)


@lru_cache(maxsize=1 << 14)
def contrary(a: str, b: str) -> bool:
    """True if the words (keys) say opposite things: in the table, or one is the other with a negating prefix."""
    if stem(b) in _contraries().get(stem(a), ()):
        return True
    short, long = sorted((a, b), key=len)
    prefix = long.removesuffix(short)
    if prefix == long or len(short) < 4:
        return False
    return prefix in _NEGATING or (prefix in _NEGATING_SOME and short.endswith(_ADJECTIVAL))


@lru_cache(maxsize=1 << 14)
def shaded(a: str, b: str) -> str:
    """What both `terms` name under colours that differ ("leaving" for departure and withdrawal), else ""."""
    first, second = _shades().get(_stems(a), {}), _shades().get(_stems(b), {})
    return next((thing for thing, shade in first.items() if second.get(thing, shade) != shade), "")


@lru_cache(maxsize=1 << 16)
def is_cue(key: str) -> bool:
    """True for words that say or colour: verbs of saying, and names of a thing that has others."""
    return bool(reporting(key)) or stem(key) in _shades()


@lru_cache(maxsize=1 << 14)
def meanings(key: str) -> frozenset[str]:
    """The stems of a word, of the country it belongs to, and of the words that can stand for it."""
    own = stem(key)
    return _synonyms().get(own, frozenset()) | {own, stem(country(key))}


@lru_cache(maxsize=1 << 14)
def alike(a: str, b: str) -> bool:
    """True for forms of one word, and for words that can stand for each other."""
    return stem(b) in meanings(a) or country(a) == country(b)


def unrelated(a: str, b: str) -> bool:
    """True if both words are well known and nothing joins them: they say different things."""
    known = _known()
    return stem(a) in known and stem(b) in known and not alike(a, b)


@lru_cache(maxsize=1 << 14)
def country(key: str) -> str:
    """The country of a demonym ("iraqi" -> "iraq"); any other word is its own."""
    return mapping("change_demonyms").get(key) or mapping("change_demonyms").get(key.removesuffix("s")) or key


@lru_cache(maxsize=1 << 14)
def plain(key: str) -> str:
    """A name without accents, and without the "s" of a genitive or plural."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", key) if not unicodedata.combining(each))
    return bare.removesuffix("s") if len(bare) > 3 else bare


def is_demonym(key: str) -> bool:
    """True for adjectives and people of a country."""
    return country(key) != key


def is_country(key: str) -> bool:
    """True for the keys of countries that have a demonym."""
    return key in _countries()


@cache
def _countries() -> frozenset[str]:
    return frozenset(mapping("change_demonyms").values())


def reporting(key: str) -> str:
    """What a verb of saying commits to ("plain", "confirm", "claim" ...), or "" for another word."""
    return mapping("change_reporting").get(key, "")


def is_source(key: str) -> bool:
    """True for nouns that name who says something, or how it was said."""
    return key in words("change_sources")


def is_title(key: str) -> bool:
    """True for words written with a capital beside a name that are no part of it."""
    return key in words("change_titles")


def denials(keys: Sequence[str], start: int = 0, end: int | None = None) -> int:
    """How many words in [start, end) deny, as "not" and the "failed" of "failed to"; "No. 4" denies nothing."""
    known, firsts = words("change_negations"), _denying()
    found = 0
    for at in range(start, len(keys) if end is None else end):
        key = keys[at]
        if key in firsts:
            after = keys[at + 1] if at + 1 < len(keys) else ""
            found += f"{key} {after}" in known or (
                key in known and not (key == "no" and after.isdigit() and after != "1")
            )
    return found


@cache
def _denying() -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for phrase in words("change_negations"))


def confusable(a: str, b: str) -> bool:
    """True for different words that are one letter apart."""
    return (a, b) in _confusables()


@cache
def _confusables() -> frozenset[tuple[str, str]]:
    pairs = {(row[0], row[1]) for row in table("change_confusables")}
    return frozenset(pairs | {(b, a) for a, b in pairs})


@cache
def _phrases(name: str) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First word to (words, class), longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in table(name):
        phrase = tuple(row[0].replace("-", " ").split(" "))
        found.setdefault(phrase[0], []).append((phrase, " ".join(row[1:])))
    return {first: tuple(sorted(options, key=lambda each: -len(each[0]))) for first, options in found.items()}


#: Words of a phrase that don't make it: "asked for" isn't touched by a change behind "asked for".
_TAILS = frozenset({"to", "for", "of", "than", "a"})


def phrases(name: str, keys: Sequence[str], start: int, end: int) -> list[tuple[int, int, str]]:
    """Phrases of a table among `keys` that touch [start, end): (start, end, class), longest first match."""
    known = _phrases(name)
    found: list[tuple[int, int, str]] = []
    at = max(0, start - 2)
    while at < end:
        for phrase, kind in known.get(keys[at], ()):
            stop = at + len(phrase)
            if tuple(keys[at:stop]) == phrase and any(
                start <= at + step < end for step, word in enumerate(phrase) if word not in _TAILS
            ):
                found.append((at, stop, kind))
                at = stop - 1
                break
        at += 1
    return found


def modalities(keys: Sequence[str], start: int, end: int) -> list[tuple[int, int, str]]:
    """Words that say how far a thing is from having happened: class is "modality plan", "factuality alleged" ..."""
    return phrases("change_modality", keys, start, end)


def qualifiers(keys: Sequence[str], start: int, end: int) -> list[tuple[int, int, str]]:
    """Words that bound a number: class is "about", "over", "least" ..."""
    return phrases("change_qualifiers", keys, start, end)


# --- numbers and dates ----------------------------------------------------------------------------------------------

VAGUE = {
    "billions": 2e9,
    "couple": 2.0,
    "double": 2.0,
    "dozens": 24.0,
    "half": 0.5,
    "hundreds": 200.0,
    "millions": 2e6,
    "pair": 2.0,
    "quarter": 0.25,
    "scores": 40.0,
    "thousands": 2e3,
    "triple": 3.0,
    "twice": 2.0,
}
CURRENCY = {
    "dollar": "$",
    "dollars": "$",
    "eur": "€",
    "euro": "€",
    "euros": "€",
    "gbp": "£",
    "pound": "£",
    "pounds": "£",
    "usd": "$",
    "yen": "¥",
}
_UNITS = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}


@lru_cache(maxsize=1 << 14)
def number(key: str) -> float | None:
    """The value of a key that is a number ("2500", "2.5k", "14th", "dozens"), else None."""
    if key in VAGUE:
        return VAGUE[key]
    if not key[:1].isdigit():
        return None
    digits = key.rstrip("abcdefghijklmnopqrstuvwxyz")
    tail = key[len(digits) :]
    try:
        value = float(digits.replace(",", ""))
    except ValueError:
        return None
    return value * _UNITS.get(tail, 1.0) if len(tail) <= 5 else None


MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
DAYS = frozenset(["today", "yesterday", "tomorrow", "tonight", "overnight"])
POINTING = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "prior": -1, "this": 0, "current": 0, "next": 1,
            "coming": 1, "following": 1, "upcoming": 1, "ago": -1, "later": 1, "earlier": -1}  # fmt: skip
UNITS = frozenset(
    [
        "day",
        "days",
        "week",
        "weeks",
        "weekend",
        "month",
        "months",
        "year",
        "years",
        "decade",
        "decades",
        "century",
        "hour",
        "hours",
        "minute",
        "minutes",
        "morning",
        "afternoon",
        "evening",
        "night",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "season",
        "quarter",
    ]
)
