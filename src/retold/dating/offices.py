"""Office holders that a text names with their office, and when they held it.

The table `office_holders` has heads of state and government of the world since 2015 or so, and presidents and vice
presidents of the United States since 1945; `office_terms` adds other offices and earlier terms. A surname alone
stands for everybody of that name and office.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from retold.knowledge import table
from retold.times.scan import lexicon
from retold.types import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A time in office."""

    name: str
    title: str
    start: date
    #: None if it had not ended when the table was made.
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody named with an office in a text."""

    span: Span
    #: As the text has it: "President Joe Biden".
    shown: str
    terms: tuple[Term, ...]
    #: "in office", "administration", "earlier administration", "former", "elect".
    role: str


_NAME = r"[A-ZÀ-Þ][\w'’-]{0,40}"
_ADMINISTRATION = re.compile(
    rf"(?P<lead>\b(?:[Uu]nder|[Dd]uring|[Ff]ormer|[Pp]revious|[Oo]utgoing)\s+(?:the\s+)?(?:former\s+)?)?"
    rf"(?:President\s+)?(?P<name>(?<![\w'’-])(?!The\b){_NAME}(?:\s+{_NAME}){{0,2}}?)(?:['’]?s)?"
    r"\s+(?:administration|presidency|White House)\b"
)


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    """Both tables; where they tell of the same office and name, that written for it."""
    terms = table("office_terms")
    told = {row[:3] for row in terms}
    return (*terms, *(row for row in table("office_holders") if row[:3] not in told))


@cache
def _titled() -> re.Pattern[str]:
    titles = "|".join(sorted({re.escape(row[1]) for row in _rows()}, key=len, reverse=True))
    return re.compile(
        r"(?P<before>\b(?:[Ff]ormer|[Tt]hen|[Ee]x|[Ll]ate|[Dd]eputy|[Aa]ssistant)[ -])?"
        rf"\b(?P<title>{titles})(?P<elect>-elect)?"
        rf"\s+(?P<names>{_NAME}(?:\s+(?:[A-Z]\.\s+|bin\s+|al[ -])?{_NAME}){{0,3}})"
    )


@cache
def _by_surname() -> dict[str, tuple[tuple[str, Term], ...]]:
    found: dict[str, list[tuple[str, Term]]] = {}
    for surname, title, country, start, end, name in _rows():
        term = Term(name=name, title=title, start=_day(start), end=_day(end) if end else None)
        found.setdefault(surname, []).append((country, term))
    return {surname: tuple(terms) for surname, terms in found.items()}


def _day(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])


@cache
def newest() -> date:
    """The latest day the table tells of."""
    return max(_day(row[3]) for row in table("office_holders"))


def fold(name: str) -> str:
    """A name as the table spells surnames."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^a-z ]", "", plain.lower().replace("-", " ")).removeprefix("al ").removeprefix("el ").strip()


def find_holders(text: str) -> Iterator[Holder]:
    """Everybody whom the text names with an office of the table."""
    for match in _titled().finditer(text):
        found = _match_names(match["names"], match["title"])
        if found is None:
            continue
        terms, length = found
        end = match.start("names") + length
        before = (match["before"] or "").lower().strip(" -")
        if before in ("deputy", "assistant"):
            continue
        role = "elect" if match["elect"] else "former" if before else "in office"
        start = match.start("title")
        if text[end : end + 16].lstrip("'’s ").startswith(("administration", "presidency")):
            continue
        yield Holder(span=Span.of(text, start, end), shown=text[start:end], terms=terms, role=role)
    for match in _ADMINISTRATION.finditer(text):
        found = _match_names(match["name"], "President")
        if found is None:
            continue
        role = "earlier administration" if match["lead"] else "administration"
        yield Holder(
            span=Span.of(text, match.start("name"), match.end()),
            shown=text[match.start("name") : match.end()],
            terms=found[0],
            role=role,
        )


def _match_names(names: str, title: str) -> tuple[tuple[Term, ...], int] | None:
    """Terms of the holder that the first words of `names` name, and how many characters name them."""
    words = list(re.finditer(r"\S+", names))
    for count in range(min(4, len(words)), 0, -1):
        last = words[count - 1]
        surname = fold(re.sub(r"['’]s?$", "", last[0]))
        known = _by_surname().get(surname) or (_by_surname().get(surname[:-1]) if surname.endswith("s") else None)
        if known is None or (count == 1 < len(words) and not _is_time(words[1][0])):
            # "President Mustafa Something": the first of several names is no surname.
            continue
        given = [fold(word[0]) for word in words[: count - 1] if len(fold(word[0])) > 1]
        matching = [(country, term) for country, term in known if term.title == title and _fits(given, term.name)]
        if not matching:
            continue
        # An American president needs no country; anybody else with a bare surname may be one of several.
        ours = [pair for pair in matching if pair[0] == "us"] if not given and title == "President" else matching
        chosen = ours or matching
        if len({country for country, _ in chosen}) > 1:
            return None
        end = last.end() - (len(last[0]) - len(re.sub(r"['’]s?$", "", last[0])))
        return tuple(term for _, term in chosen), end
    return None


def _is_time(word: str) -> bool:
    """ "President Biden Tuesday": a weekday or month after a surname."""
    return lexicon("en").symbols.get(re.sub(r"\W", "", word).lower(), "x") in "MmWw"


def _fits(given: list[str], name: str) -> bool:
    """Whether the given names of a text can be those of the table ("Joe" for "Joseph", "Benyamin")."""
    if not given:
        return True
    known = fold(name).split()
    return any(word[:2] == other[:2] for word in given for other in known)
