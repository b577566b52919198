"""The form by which an affair is followed: as it was filled in, and what is wrong with it, field by field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from retold.errors import InputError
from retold.service import criteria
from retold.types import Affair

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What was filled in: the name, and what it is followed by, each in a line of its own."""

    name: str = ""
    words: str = ""
    actors: str = ""
    countries: str = ""
    examples: str = ""
    without: str = ""

    @property
    def criteria(self) -> dict[str, Sequence[str]]:
        """As `retold.service.affairs` takes them, the name left out."""
        typed = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "name"}
        return {name: [line for line in map(str.strip, text.splitlines()) if line] for name, text in typed.items()}


def stated(sent: Mapping[str, str]) -> Stated:
    """What came with a form."""
    return Stated(**{field.name: sent.get(field.name, "") for field in fields(Stated)})


def as_it_is(affair: Affair, store: "DatabaseStore") -> Stated:
    """The form of an affair: sent back as it is, it changes nothing."""
    from retold.affairs import code_of, name_of

    named = {code: name_of(code) for code in affair.countries}
    named = {code: name if code_of(name) == code else code for code, name in named.items()}
    examples = {article.id: article.url or article.input for article in store.affairs.examples(affair)}
    # Another article may have the same address.
    examples = {i: name if store.affairs.article_named(name) == i else i for i, name in examples.items()}
    lines = {
        "words": affair.words,
        "actors": affair.actors,
        "countries": named.values(),
        "examples": [examples.get(i, i) for i in affair.examples],
        "without": affair.without,
    }
    return Stated(name=affair.name, **{field: "\n".join(some) for field, some in lines.items()})


def faults_of(form: Stated, store: "DatabaseStore", *, affair: Affair | None = None) -> dict[str, str]:
    """What is wrong, by field, all of it at once; `affair` is the one that is to be changed."""
    own = form.criteria
    checks: Mapping[str, Callable[[], object]] = {
        "name": lambda: _name(form.name, store, affair),
        "words": lambda: criteria.phrases_of(own["words"]),
        "actors": lambda: criteria.phrases_of(own["actors"]),
        "countries": lambda: criteria.codes_of(own["countries"]),
        "examples": lambda: criteria.ids_of(own["examples"], store),
        "without": lambda: criteria.phrases_of(own["without"]),
    }
    found = {}
    for field, check in checks.items():
        try:
            check()
        except InputError as error:
            found[field] = sentence(error)
    return found


def sentence(error: InputError) -> str:
    """What is wrong, as a sentence."""
    goes_on = error.reason.startswith(("has ", "holds ", "is "))
    words = f"{error.name}{' ' if goes_on else ': '}{error.reason}"
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _name(name: str, store: "DatabaseStore", affair: Affair | None) -> None:
    plain = criteria.name_of(name)
    if len(plain) > LONGEST_NAME:
        raise InputError("name", f"is too long: give it one of {LONGEST_NAME} characters at most")
    other = store.affairs.find(plain)
    if other is not None and (affair is None or other.id != affair.id):
        raise InputError(plain, "is followed already: change that affair, or take another name")
