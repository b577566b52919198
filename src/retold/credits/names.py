"""Names of agencies and outlets in a text: those of the tables, and those that say by their form what they are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from retold.knowledge import table

DAY_OF_MONTH = r"(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})"
#: Words at the end of names that say that they are an agency's.
_FORM_ENDS = ("Agency", "Service", "Newswire", "Association", "Presseagentur", "Nachrichtenagentur")
_FORM = re.compile(
    r"(?<![\w'’-])(?:[A-Z][\w'’-]{1,40}\s+){1,4}(?:News\s+Agency|Wire\s+Service|Press\s+Agency|Newswire|Press\s+Association|News\s+Service"
    r"|Press\s+Service|Presseagentur|Nachrichtenagentur)\b"
)
#: ... and that they are a paper's.
_PAPER_ENDS = (
    *("Argus", "Bugle", "Chronicle", "Courier", "News", "Dispatch", "Echo", "Examiner", "Gazette", "Globe"),
    *("Herald", "Inquirer", "Journal", "Ledger", "Mercury", "Mirror", "Observer", "Post", "Record", "Register"),
    *("Sentinel", "Standard", "Telegraph", "Times", "Tribune"),
)
_PAPER_FORM = re.compile(
    r"(?<![\w'’-])(?:[A-Z][\w'’-]{1,40}\s+){1,3}(?:" + "|".join(_PAPER_ENDS).replace("News", r"Daily\s+News") + r")\b"
)
_NO_NAME = frozenset(
    [
        "the",
        "a",
        "an",
        "but",
        "and",
        "while",
        "when",
        "as",
        "in",
        "at",
        "by",
        "from",
        "to",
        "with",
        "for",
        "of",
        "after",
        "before",
        "told",
        "says",
        "according",
        "source",
        "via",
        "agentur",
        "nachrichtenagentur",
        "agence",
        "agencia",
        "agenzia",
    ]
)
#: "ALDERMOOR, Oct. 9 (NWS) --" at the start of a paragraph.
_UNKNOWN_DATELINE = re.compile(
    rf"^[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{{2,40}}(?:,\s+[A-Z][\w. -]{{1,25}}){{0,2}}(?:,?\s+{DAY_OF_MONTH})?"
    r"\s*\(([A-Z]{2,6})\)\s*(?:--|[-–—])",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: what it stands for and where."""

    full: str
    agency: bool
    start: int
    end: int
    #: True if only its form says that it is an agency.
    formed: bool = False


@cache
def table_names() -> dict[str, tuple[str, bool]]:
    """Every spelling -> full name, and whether it is an agency."""
    found: dict[str, tuple[str, bool]] = {}
    for row in table("outlets"):
        full, others = row[0], row[1] if len(row) > 1 else ""
        for name in (full, *others.split(";")):
            found[name] = (full, False)
    for row in table("agencies"):
        full, short, others = (*row, "", "", "")[:3]
        for name in (full, *short.split(";"), *others.split(";")):
            found[name] = (full, True)
    return {name: what for name, what in found.items() if name}


@cache
def _pattern() -> re.Pattern[str]:
    spellings = sorted(table_names(), key=len, reverse=True)
    upper = [name.upper() for name in spellings if " " in name or name == "Reuters"]
    listed = _alternatives(dict.fromkeys((*spellings, *upper)))
    return re.compile(rf"(?=[A-ZČdА-Я])(?<![\w@/.#-])(?:{listed})(?![\w@]|\.(?:com|net|org|co)\b)")


def _alternatives(names: Iterable[str]) -> str:
    """A pattern for any of `names`, an earlier before a later one; by their first letters, since `re` tries each."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[:2], []).append(re.escape(name[2:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())


@cache
def _uppertable_names() -> dict[str, tuple[str, bool]]:
    return {name.upper(): what for name, what in table_names().items()}


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names to look for in one article: those of the tables and the agencies that it names by their form."""

    #: "NWS" and "NORTHERN WIRE SERVICE" -> "Northern Wire Service" and whether it is an agency.
    formed: Mapping[str, tuple[str, bool]]
    pattern: re.Pattern[str] | None

    def find(self, text: str, start: int, end: int) -> Iterator[Name]:
        """Names of agencies and outlets in a stretch of text, in its order."""
        found = []
        for match in _pattern().finditer(text, start, end):
            full, agency = table_names().get(match[0]) or _uppertable_names()[match[0]]
            found.append(Name(full, agency, match.start(), match.end()))
        if self.pattern is not None:
            taken = [(name.start, name.end) for name in found]
            for match in self.pattern.finditer(text, start, end):
                if not any(match.start() < last and first < match.end() for first, last in taken):
                    full, agency = self.formed[match[0].upper()]
                    found.append(Name(full, agency, match.start(), match.end(), formed=True))
        yield from sorted(found, key=lambda name: name.start)


def known_names(texts: Sequence[str]) -> KnownNames:
    """Agencies that the tables lack, by the form of their names: "Northern Wire Service", "(NWS)" in a dateline."""
    formed: dict[str, tuple[str, bool]] = {}
    for text in texts:
        for form, ends, agency in ((_FORM, _FORM_ENDS, True), (_PAPER_FORM, _PAPER_ENDS, False)):
            # A name of this form is rare, and looking for its end is quick.
            for match in form.finditer(text) if any(map(text.__contains__, ends)) else ():
                words = match[0].split()
                while words and words[0].lower() in _NO_NAME:
                    words = words[1:]
                full = " ".join(words)
                if len(words) < 2 + agency or full in table_names() or f"The {full}" in table_names():
                    continue
                formed.setdefault(full.upper(), (full, agency))
                initials = "".join(word[0] for word in words)
                if agency and any(re.search(rf"\b{initials}\b", other) for other in texts):
                    formed.setdefault(initials.upper(), (full, True))
    for text in texts:
        for match in _UNKNOWN_DATELINE.finditer(text):
            if match[1] not in table_names():
                formed.setdefault(match[1], (match[1], True))
    return KnownNames(formed, re.compile(rf"(?<![\w@/.#-])(?:{_folded(formed)})(?![\w@])") if formed else None)


def _folded(names: Mapping[str, tuple[str, bool]]) -> str:
    """All spellings as one pattern: names as they stand and in capitals, initials in capitals."""
    spellings = {each for upper, (full, _) in names.items() for each in (upper, full if " " in upper else upper)}
    return "|".join(re.escape(name) for name in sorted(spellings, key=len, reverse=True))


#: Short names that are words or initials of much else: they count in datelines and bylines only.
_AMBIGUOUS_LENGTH = 3
_CLEAR_SHORT = frozenset(
    ("AP", "AFP", "UPI", "dpa", "CNN", "BBC", "NPR", "NBC", "CBS", "ABC", "CBC", "WSJ", "NYT", "VOA")
)


def is_short(text: str, name: Name) -> bool:
    if name.formed:
        return False
    raw = text[name.start : name.end]
    return len(raw.replace("-", "")) <= _AMBIGUOUS_LENGTH + 1 and raw.isupper() and raw not in _CLEAR_SHORT
