"""A text as a row of symbols: each token becomes one character, so that patterns are short regular expressions over it.

The words of a language and what they stand for are in the table `time_words`; nothing here or in the patterns names a
word. What a token means ("June" is month 6) is read from the same table. This module decides nothing about dates.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from retold.knowledge import table

#: Class of a word in the table -> its symbol. `x` is any other word.
SYMBOLS: Mapping[str, str] = {
    "month": "M",  # January
    "month_short": "m",  # Jan: counts beside a number only
    "weekday": "W",
    "weekday_short": "w",  # Mon: counts beside a date only
    "season": "S",
    "season_or_verb": "s",  # spring, fall: want company
    "part": "P",  # of a day
    "unit": "U",
    "units": "V",
    "number": "q",
    "vague": "v",  # few, several
    "ordinal": "r",
    "article": "a",
    "the": "t",
    "this": "T",
    "that": "H",
    "last": "L",
    "next": "N",
    "phase": "E",  # early, late
    "stage": "F",  # beginning, end
    "ago": "g",
    "later": "l",
    "after": "u",
    "earlier": "b",
    "before": "j",
    "about": "A",
    "each": "y",
    "set": "X",
    "day_word": "R",
    "reference": "K",
    "reference_noun": "k",
    "time_noun": "i",
    "of": "f",
    "and": "&",
    "preposition": "p",
    "old": "O",
    "meridiem": "z",
    "zone": "Z",
    "era": "B",
    "decade": "D",
    "holiday": "G",
}

TOKEN = re.compile(
    r"""
      [ap]\.m\b\.?  | B\.C\.(?:E\.)? | A\.D\. | o['’]clock\b
    | [^\W\d_]+
    | \d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])
    | \d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/]) | \d{1,2}\.\d{1,2}\.\d{4}(?!\d)
    | \d{1,2}:\d\d(?::\d\d)?(?!\d)
    | \d{1,2}\.[0-5]\d(?=[ap]\.?m\b)
    | \d+(?:[.,]\d+)*(?:st|nd|rd|th|s)?(?![^\W\d_])
    | \d+
    | [^\w\s]
    | \n+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_ORDINAL = re.compile(r"(?:[012]?\d|3[01])(?:st|nd|rd|th)", re.IGNORECASE)
_NTH = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_DECADE = re.compile(r"(?:1\d|20)?\d0s")
#: Classes that count only when written with a capital first letter.
_PROPER = frozenset("MmWwG")
_MARKS = {"-": "h", "–": "h", "—": "_", "(": "(", ")": ")", "'": "'", "’": "'", "\n": "\n", ",": ",", ".": "."}
_FIGURE_MARKS = frozenset("$£€¥#")


@dataclass(frozen=True, slots=True)
class Scan:
    """A text with one symbol for each of its tokens."""

    text: str
    symbols: str
    starts: list[int]
    ends: list[int]
    #: What later steps have worked out about it once.
    memo: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    def raw(self, at: int) -> str:
        """The words of token `at`."""
        return self.text[self.starts[at] : self.ends[at]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The time words of one language."""

    #: word -> symbol; the first words of phrases have the symbol `#`.
    symbols: Mapping[str, str]
    #: (symbol, word or phrase) -> value.
    values: Mapping[tuple[str, str], str]
    #: First word -> the phrases that begin with it, longest first, and their symbols.
    phrases: Mapping[str, tuple[tuple[str, str], ...]]
    #: class -> its words, for classes without a symbol (cues of tense).
    lists: Mapping[str, frozenset[str]]

    def value(self, symbol: str, words: str) -> str:
        """What a word or phrase stands for; "" if nothing."""
        return self.values.get((symbol, words.lower().replace("’", "'")), "")


@cache
def lexicon(language: str) -> Lexicon:
    """The time words of `language`; those of English where the language has none."""
    rows = [row for row in table("time_words") if row[0] == language]
    rows = rows or [row for row in table("time_words") if row[0] == "en"]
    symbols: dict[str, str] = {}
    values: dict[tuple[str, str], str] = {}
    phrases: dict[str, list[tuple[str, str]]] = {}
    lists: dict[str, set[str]] = {}
    for row in rows:
        kind, word = row[1], row[2]
        symbol = SYMBOLS.get(kind)
        if symbol is None:
            lists.setdefault(kind, set()).add(word)
            continue
        values[symbol, word] = row[3] if len(row) > 3 else ""
        if " " in word:
            phrases.setdefault(word.split(" ")[0], []).append((word, symbol))
        else:
            symbols.setdefault(word, symbol)  # "second" is an ordinal before it is a unit
    for first in phrases:
        symbols.setdefault(first, "#")
    return Lexicon(
        symbols=symbols,
        values=values,
        phrases={first: tuple(sorted(found, key=lambda p: -len(p[0]))) for first, found in phrases.items()},
        lists={kind: frozenset(found) for kind, found in lists.items()},
    )


def scan(text: str, words: Lexicon) -> Scan:
    """Read `text` into symbols."""
    symbols: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    known: dict[str, str] = {}
    for match in TOKEN.finditer(text):
        raw = match.group()
        symbol = known.get(raw)
        if symbol is None:
            symbol = known[raw] = _symbol_of(raw, words)
        symbols.append(symbol)
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    row = "".join(symbols)
    return _join_phrases(Scan(text, row, starts, ends), words) if "#" in row else Scan(text, row, starts, ends)


def _symbol_of(raw: str, words: Lexicon) -> str:
    """Symbol of a token."""
    first = raw[0]
    if first.isalpha():
        symbol = words.symbols.get(raw) or words.symbols.get(raw.lower().replace("’", "'"), "x")
        return "x" if symbol in _PROPER and not first.isupper() else symbol
    if first.isdecimal():
        return _of_number(raw)
    return _MARKS.get(first, "$" if first in _FIGURE_MARKS else "?")


def _of_number(raw: str) -> str:
    """Symbol of a token that begins with a digit.

    d 1-31, e another number of two digits, Y four digits that can be a year, n another number, o 1st-31st, Q 32nd and
    up, D decade, C clock, I ISO date, J date with slashes or dots. ("Q3" is 4.)
    """
    if raw.isdecimal():
        if len(raw) <= 2:
            return "d" if 1 <= int(raw) <= 31 else "e"
        return "Y" if len(raw) == 4 and 1000 <= int(raw) <= 2199 else "n"
    if raw[4:5] == "-":
        return "I"
    if "/" in raw or _DOTTED.fullmatch(raw):
        return "J"
    if ":" in raw:
        return "C" if _CLOCK.fullmatch(raw) else "n"
    if _ORDINAL.fullmatch(raw):
        return "o"
    if _DECADE.fullmatch(raw):
        return "D"
    return "Q" if _NTH.fullmatch(raw) else "n"


def _join_phrases(scanned: Scan, words: Lexicon) -> Scan:
    """Make one token of each phrase of the table ("Good Friday")."""
    starts, ends, row = scanned.starts, list(scanned.ends), scanned.symbols
    symbols = list(row)
    dropped: set[int] = set()
    at = row.find("#")
    while at >= 0:
        symbols[at] = "x"
        for phrase, symbol in words.phrases[scanned.raw(at).lower()]:
            end = starts[at] + len(phrase)
            last = bisect_left(ends, end, at)
            if (
                last < len(ends)
                and ends[last] == end
                and scanned.text[starts[at] : end].lower().replace("’", "'") == phrase
            ):
                symbols[at], ends[at] = symbol, end
                dropped.update(range(at + 1, last + 1))
                break
        at = row.find("#", at + 1)
    text = scanned.text
    keep = [i for i in range(len(symbols)) if i not in dropped] if dropped else range(len(symbols))
    return Scan(text, "".join(symbols[i] for i in keep), [starts[i] for i in keep], [ends[i] for i in keep])
