"""The states that a text names, by name, people, capital or seat of power, and their codes (ISO 3166-1 alpha-2).

English by the tables `nations`, `country_codes` and `institutions`; other languages know names only (`country_names`),
no people and capitals. "Jordan" who is a person has to be left out by those who ask.
"""

from collections.abc import Iterator
from functools import cache

from retold.affairs.phrases import Index, phrase_of
from retold.knowledge import mapping, table, words
from retold.text import fold, stop_words, tokens


@cache
def _codes() -> dict[str, str]:
    """Folded names to codes, all that a person may write."""
    found = {}
    for code, name, *further in table("country_codes"):
        for each in (code, name, *(further[0].split("; ") if further else ())):
            found[_plain(each)] = code
    for word, state, kind in table("nations"):
        if kind == "name" and _plain(state) in found:
            found.setdefault(_plain(word), found[_plain(state)])
    return found


def _plain(name: str) -> str:
    return fold(name).removeprefix("the ").replace("&", "and")


def code_of(name: str) -> str | None:
    """The code of a country by its code or any of its names; None if there is none."""
    return _codes().get(_plain(name.strip()))


def name_of(code: str) -> str:
    """The name of a country by its code, else the code itself."""
    return mapping("country_codes").get(code, code)


@cache
def _naming() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First key to the (further keys, code) that may follow, longest first; a place that is no state has no code."""
    known = {name: "" for name in words("place_names")}
    for name in ("nations", "institutions"):
        known |= {row[0]: _codes().get(_plain(row[1 if name == "nations" else 2]), "") for row in table(name)
                  if name == "nations" or len(row) > 2}  # fmt: skip
    for code, name, *further in table("country_codes"):
        for each in (name, *(further[0].split("; ") if further else ())):
            known[each.casefold()] = code
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words_, code in known.items():
        first, *rest = (token.key for token in tokens(words_))
        found.setdefault(first, []).append((tuple(rest), code))
    return {first: tuple(sorted(set(options), key=lambda o: (-len(o[0]), o))) for first, options in found.items()}


def named(text: str) -> Iterator[tuple[int, str]]:
    """Where a text names states, and the code of each."""
    found = tokens(text)
    keys = [token.key for token in found]
    at = 0
    while at < len(found):
        token = found[at]
        at += 1
        if not token.raw[0].isupper() or (token.key in stop_words("en") and not token.raw.isupper()):
            continue
        key = token.key if token.key in _naming() else token.key.removesuffix("s")
        for rest, code in _naming().get(key, ()):
            here = keys[at : at + len(rest)]
            if tuple(here) == rest or (rest and (*here[:-1], here[-1].removesuffix("s") if here else "") == rest):
                if code:
                    yield token.start, code
                at += len(rest)
                break


@cache
def _names(language: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Names in a language with their codes, by their first stem, longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for own, name, code in table("country_names"):
        if own == language and (stems := phrase_of(name, language).stems):
            found.setdefault(stems[0], []).append((name, code))
    return {first: tuple(sorted(names, key=lambda pair: (-len(pair[0]), pair))) for first, names in found.items()}


def named_abroad(index: Index) -> Iterator[tuple[int, str]]:
    """Where a text of another language than English names states, and the code of each."""
    names = _names(index.language.partition("-")[0])
    free = 0
    for place, stem in enumerate(index.stems):
        # "Peru" in Portuguese is a turkey if it has no capital; not all scripts have them.
        if place < free or stem.raw[0].islower():
            continue
        for name, code in names.get(stem.stem, ()):
            length = index.at(place, name)
            if length:
                yield stem.start, code
                free = place + length
                break
