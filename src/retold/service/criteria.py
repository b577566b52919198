"""What a person asks for by an affair, as it is kept: names made plain, countries as codes, articles as ids.

Raises `InputError` for what can't be looked for.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retold.errors import InputError
from retold.types import Affair

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore


def name_of(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise InputError("affair", "has no name: give it one that you will know again")
    return name


def phrases_of(given: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(" ".join(words.split()) for words in given))
    for words in found:
        if not any(character.isalnum() for character in words):
            raise InputError(f"'{words}'", "holds no word to look for")
    return found


def codes_of(given: Sequence[str]) -> tuple[str, ...]:
    from retold.affairs import code_of

    found = []
    for name in given:
        code = code_of(name)
        if code is None:
            raise InputError(name, "no such country: name it in English or by its ISO 3166 code, as Iraq or IQ")
        found.append(code)
    return tuple(dict.fromkeys(found))


def ids_of(names: Sequence[str], store: "DatabaseStore") -> tuple[str, ...]:
    """The ids of articles that are named by id, input or address."""
    found = []
    for name in names:
        i = store.affairs.article_named(name)
        if i is None:
            raise InputError(name, "no such article in the store: name it by its id, its input or its address")
        found.append(i)
    return tuple(dict.fromkeys(found))


def check(affair: Affair) -> None:
    from retold.text import fold

    kept_out = {fold(words) for words in affair.without}
    for words in (*affair.words, *affair.actors):
        if fold(words) in kept_out:
            raise InputError(words, "is both looked for and kept out: give it once")


def united(held: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *more)))


_CRITERIA = ("words", "actors", "countries", "examples", "without")


def without(affair: Affair, criterion: str, store: "DatabaseStore") -> Affair:
    """An affair without a criterion, of whatever kind, by its words, a country's name or an article's."""
    from retold.affairs import code_of

    names = {criterion, " ".join(criterion.split())} | {code for code in (code_of(criterion),) if code}
    if not any(names & set(getattr(affair, kind)) for kind in _CRITERIA):
        names |= {a.id for a in store.affairs.examples(affair) if criterion in (a.input, a.url)}
    if not any(names & set(getattr(affair, kind)) for kind in _CRITERIA):
        raise InputError(criterion, f"{affair.name} has no such criterion: `retold affairs list` shows those it has")

    def kept(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(value for value in values if value not in names)

    return replace(
        affair,
        words=kept(affair.words),
        actors=kept(affair.actors),
        countries=kept(affair.countries),
        examples=kept(affair.examples),
        without=kept(affair.without),
    )
