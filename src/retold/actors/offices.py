"""Offices that persons held, from the tables of office holders, as of an article's date.

The tables hold what their sources were seen to say: heads of state and government of the world since 2015, presidents
and vice presidents of the United States since 1945, and some other offices. Between the last day on which a source
named a holder and the first of the next nothing is claimed. A surname by itself is nobody.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from retold.actors.names import title_words
from retold.actors.spellings import alike, fold, name_parts, same_given, skeleton
from retold.knowledge import table
from retold.types import Dating, Office

#: Years after which a namesake is likelier than the holder, who then needs the title beside the name.
_REMEMBERED = 30
#: Titles that name their country, or none, by themselves.
_WHOLE = re.compile(r"\b(?:Pope|Fed|FBI|RNC|Federal|Republican|House|Majority|Minority|Speaker)\b")
#: How many holders an office has at a time decides nothing here; these go before others of one person.
_FIRST = ("President", "Prime Minister", "Chancellor", "King", "Queen", "Supreme Leader", "Pope")


@dataclass(frozen=True, slots=True)
class Term:
    """A time in office, with what is certain of it."""

    name: str
    title: str
    country: str
    start: datetime
    #: Until when the source names this holder; exclusive.
    known: datetime
    #: From when it names another, or says that the term is over; None if it doesn't.
    ended: datetime | None
    source: str


def offices(name: str, on: Dating, *, title: str = "", countries: Collection[str] = ()) -> tuple[Office, ...]:
    """The offices that a person of that name held, as of an article's date; present ones first, then the latest.

    `title` is the article's for that person; `countries` are those that it names, or whose bodies or parties. A full
    name needs the title or the country beside it, a surname the title and the country.
    """
    wanted = title_words(title)
    found = [term for term in _candidates(name) if _agrees(term, name, wanted, countries, on)]
    # "George Bush" may be two presidents: then the one in office is meant.
    present = {fold(term.name) for term in found if held_on(term, on) == "now"}
    found = [term for term in found if fold(term.name) in present or not present]
    unique = {(term.country, term.start, _rank(term)): term for term in sorted(found, key=lambda t: len(t.title))}
    held = [(term, Office(title=term.title, country=term.country, start=term.start, end=term.ended,
                          held=held_on(term, on))) for term in unique.values()]  # fmt: skip
    held.sort(key=lambda pair: (pair[1].held != "now", _rank(pair[0]), -pair[0].start.timestamp(), pair[0].title))
    return tuple(office for _, office in held)


def may_hold(name: str) -> bool:
    """Whether anybody of that name is in the tables."""
    return bool(_candidates(name))


def held_on(term: Term, on: Dating) -> Literal["now", "former", "later", "unknown"]:
    """Whether a term runs throughout the interval in which the article was written, was over or is to come."""
    if on.earliest is None or on.latest is None:
        return "unknown"
    if on.latest <= term.start:
        return "later"
    if term.ended is not None and on.earliest >= term.ended:
        return "former"
    if on.earliest >= term.start and on.latest <= term.known:
        return "now"
    return "unknown"


def in_words(office: Office) -> str:
    """ "Prime Minister of Iraq", "former President of the United States"; "" for one that isn't shown."""
    if office.held not in ("now", "former"):
        return ""
    the = "the " if office.country in _WITH_ARTICLE or office.country.startswith("United ") else ""
    whole = office.title if _WHOLE.search(office.title) else f"{office.title} of {the}{office.country}"
    return whole if office.held == "now" else f"former {whole}"


def shown(held: Sequence[Office]) -> Office | None:
    """The office to show for somebody: a present one, else the foremost former one that isn't perhaps held again."""
    open_still = {(office.title, office.country) for office in held if office.held == "unknown"}
    fit = (o for o in held if o.held == "now" or (o.held == "former" and (o.title, o.country) not in open_still))
    return next(fit, None)


def because(office: Office) -> str:
    """Why somebody is said to hold or have held it: "held from 7 May 2020, by the World Factbook"."""
    term = next(
        (t for t in _terms() if (t.title, t.country, t.start) == (office.title, office.country, office.start)), None
    )
    start = f"{office.start.day} {office.start:%B %Y}" if office.start else "an unknown day"
    until = f" to {office.end.day} {office.end:%B %Y}" if office.held == "former" and office.end else ""
    return f"held from {start}{until}, by {term.source if term else 'the tables of office holders'}"


_WITH_ARTICLE = frozenset({"Bahamas", "Central African Republic", "Czech Republic", "Dominican Republic", "Gambia",
                           "Maldives", "Netherlands", "Philippines", "Solomon Islands", "Vatican"})  # fmt: skip


def _agrees(term: Term, name: str, wanted: str, countries: Collection[str], on: Dating) -> bool:
    """Whether the article's words for somebody fit the holder well enough."""
    titled = bool(wanted) and re.search(rf"\b{re.escape(term.title.casefold())}\b", wanted) is not None
    if titled and re.search(rf"\b(?:vice|deputy|assistant) {re.escape(term.title.casefold())}\b", wanted):
        return False
    here = term.country in countries
    if len(name_parts(name)) < 2:
        return titled and here
    if term.ended is not None and on.earliest is not None and (on.earliest - term.ended).days > 365 * _REMEMBERED:
        return titled
    return titled or here


@lru_cache(maxsize=4096)
def _candidates(name: str) -> tuple[Term, ...]:
    parts = name_parts(name)
    surnames = dict.fromkeys(term for part in parts for term in _by_sound().get(skeleton(part), ()))
    return tuple(term for term in surnames if _is_name(parts, name_parts(term.name)))


def _is_name(parts: tuple[str, ...], held: tuple[str, ...]) -> bool:
    """Whether all words of a name are the holder's, given name by given name: "Joe Biden" is "Joseph Biden"."""
    if len(parts) == 1:
        return any(alike(parts[0], word) for word in held)
    left = list(held)
    for part in parts:
        match = next((w for w in left if alike(part, w)), None) or next((w for w in left if same_given(part, w)), None)
        if match is not None:
            left.remove(match)
        elif len(part) > 1 or len(held) > 2:
            # A middle initial may be missing from the table; another name may not.
            return False
    return len(held) - len(left) >= 2


def _rank(term: Term) -> int:
    return _FIRST.index(term.title) if term.title in _FIRST else len(_FIRST)


@cache
def _by_sound() -> dict[str, tuple[Term, ...]]:
    """Terms by the consonants of the surname."""
    found: dict[str, list[Term]] = {}
    for surname, term in _rows():
        for part in surname.split():
            found.setdefault(skeleton(part), []).append(term)
    return {part: tuple(terms) for part, terms in found.items()}


@cache
def _terms() -> tuple[Term, ...]:
    return tuple(term for _, term in _rows())


@cache
def _rows() -> tuple[tuple[str, Term], ...]:
    """Both tables with the surname of each; where they tell of one office and name, that written for it."""
    own, made = table("office_terms"), table("office_holders")
    told = {row[:3] for row in own}
    bounds = {row[:4]: (row[4], row[5]) for row in table("office_bounds")}
    countries = {row[0]: row[1] for row in table("office_countries")}
    # What was written down is known up to the newest term of its table.
    newest = max(row[3] for row in own)
    found = []
    for row in (*own, *(row for row in made if row[:3] not in told)):
        surname, title, code, start, end, name = row
        mine = row in own
        known, ended = (end or newest, end) if mine else bounds.get(row[:4], (end, end))
        source = "Retold's own list" if mine else "congress-legislators" if code == "us" else "the World Factbook"
        opened, shut = _day(start), _day(ended) if ended else None
        until = shut if shut is not None and known == ended else _day(known) + timedelta(days=1)
        found.append((surname, Term(name, title, countries.get(code, code), opened, max(opened, until), shut, source)))
    return tuple(found)


def _day(text: str) -> datetime:
    """The day, or the first of the month or year where only that is known."""
    return datetime.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10]).replace(tzinfo=UTC)
