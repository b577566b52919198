"""Who signed an article, out of what pages write where a name is wanted: "By — Jane Doe, Staff Writer | March 4".

Gives names of people and groups, without dates, offices, degrees and the words before a name. Works on strings; which
of several signatures is the article's is not decided here.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from retold.credits.names import table_names
from retold.intake.titles import key
from retold.knowledge import mapping, table

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,60}>")
# Where a name ends for certain: at a figure, a separator, an address, a template that nobody filled in.
_END = re.compile(r"\d|\s*[|•·→/\n(\[{@]|\s[-–—]+\s|https?:|\b(?:as told to|is|was)\b", re.I)
_BETWEEN = re.compile(r"\s*[,;&，、]\s*|\s+(?:and|und|et|y|e|och|og|en|oraz|и|και)\s+|\s+و\s*(?=\w)")
_BY_RUN_ON = re.compile(r"(?:[Ww]ritten\s+)?(?:[Bb]y|BY|Author)(?=[A-Z][a-z])")
_DOMAIN = re.compile(r"\w\.(?:com|net|org|co|in|tv|news)\b", re.I)
_EDGES = " ,:：;|·•-–—*\"“”'"
_PARTICLES = frozenset(
    [
        "al",
        "ap",
        "bin",
        "bint",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
    ]
).union(["las", "le", "los", "ter", "ten", "van", "von", "y", "zu"])
_LONGEST = 300
_MOST_WORDS = 6


def authors(text: str) -> tuple[str, ...]:
    """The names in a byline, each once, in its order; empty if it names nobody."""
    if len(text) > _LONGEST:
        return ()
    line = _without_by(" ".join(_TAG.sub(" ", text).split()))
    end = _END.search(line)
    if end is not None:
        line = line[: end.start()]
        if end[0].isdigit():
            line = _without_day(line)
    return tuple(dict.fromkeys(filter(None, map(_name, _BETWEEN.split(line)))))


def is_by(text: str) -> bool:
    """True for "Written by", with nobody behind it."""
    return text.casefold().strip(_EDGES) in _kind("by")


def is_group(name: str) -> bool:
    """True for a newsroom, an agency or an outlet: "The Post Staff", "Reuters"."""
    return (
        name.split()[-1].casefold() in _kind("collective")
        or not _houses().isdisjoint((key(name), key(name).removeprefix("the")))
        or _DOMAIN.search(name) is not None
    )


def names(signed: Iterable[str], *, outlet: str | None, host: str | None) -> tuple[list[str], list[str]]:
    """(people, groups) in these bylines; the outlet itself is neither."""
    people: list[str] = []
    groups: list[str] = []
    own = {key(name) for name in (outlet, host, (host or "").split(".")[0]) if name}
    for name in (name for text in signed if key(text) not in own for name in authors(text)):
        if not own.isdisjoint((key(name), key(name).removeprefix("the"))):
            continue
        known = groups if is_group(name) else people
        if not any(key(name) in key(other) or key(other) in key(name) for other in known):
            known.append(name)
    return people, groups


@cache
def _kind(kind: str) -> frozenset[str]:
    return frozenset(row[0] for row in table("byline_words") if row[1] == kind)


@cache
def _houses() -> frozenset[str]:
    """Outlets and agencies, as keys."""
    return frozenset(map(key, table_names()))


@cache
def _by() -> re.Pattern[str]:
    words = sorted(_kind("by"), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?=[\s:：—–-])[\s:：—–-]*(?=\S)", re.I)


@cache
def _other() -> re.Pattern[str]:
    words = sorted(_kind("other"), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.I)


def _without_by(line: str) -> str:
    line = _BY_RUN_ON.sub("", line.strip(_EDGES))
    while (match := _by().match(line)) is not None:
        line = line[match.end() :]
    return line


def _without_day(line: str) -> str:
    """Without "on Tuesday, March", of which the figure is gone; a name may run into it ("Jane DoeMarch")."""
    while (match := _day().search(line)) is not None:
        line = line[: match.start()]
    return line


@cache
def _day() -> re.Pattern[str]:
    named = {*mapping("month_names"), *(row[1] for row in table("weekday_names")), "on", "at", "last", "updated"}
    listed = "|".join(re.escape(name) for name in sorted({*named, "published", "tues", "thurs", "sept"}, key=len)[::-1])
    return re.compile(rf"(?:(?<!\w)|(?<=[a-z])(?-i:(?=[A-Z])))(?:{listed})[\s.,:–—-]*$", re.I)


def _name(piece: str) -> str | None:
    """The name in one piece of a byline; None if it holds none."""
    piece = _without_by(piece)
    if not piece or _other().search(piece) is not None or piece.casefold() in _kind("no name"):
        return None
    words = piece.split()
    if words[-1].casefold() not in _kind("collective"):
        words = _without_house(list(_before_office(words)))
    while words and words[-1].casefold() in _kind("after name"):
        words.pop()
    if len(words) == 1 and words[0].casefold() in _kind("generation"):
        return None
    if not 1 <= len(words) <= _MOST_WORDS or not all(map(_may_name, words)) or words[0] in _PARTICLES - {"de", "van"}:
        return None
    name = " ".join(words).strip(_EDGES)
    return name if len(key(name)) > 1 and name.casefold() not in _kind("no name") else None


def _before_office(words: list[str]) -> Iterator[str]:
    """ "Jane Doe" of "Jane Doe Senior Editor"; nothing of "Senior Editor"."""
    for word in words:
        if word.casefold().strip(_EDGES) in _kind("job"):
            return
        yield word


def _without_house(words: list[str]) -> list[str]:
    """ "Jane Doe" of "Jane Doe USA TODAY"."""
    ends = (end for end in range(2, len(words)) if key(" ".join(words[end:])) in _houses())
    return words[: next(ends, len(words))]


def _may_name(word: str) -> bool:
    """True for "Doe", "van", "O'Neill", "Ó" and words of scripts without capitals."""
    first = next((letter for letter in word if letter.isalpha()), "")
    return bool(first) and (not first.islower() or word in _PARTICLES or word[:2] in ("d'", "d’", "al", "el"))
