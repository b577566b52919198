"""A text as a row of symbols: each token becomes one character, so that patterns are short regular expressions over it.

The words of a language and what they stand for are in the table `time_words`; nothing here or in the patterns names a
word. What a token means ("June" is month 6) is read from the same table. This module decides nothing about dates.
"""

import re
from bisect import bisect_left
from collections import defaultdict
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
    "weekday_part": "5",  # German "Dienstagabend"
    "season": "S",
    "season_or_verb": "s",  # spring, fall: want company
    "part": "P",  # of a day
    "unit": "U",
    "quarter_short": "4",  # Q3
    "unit_kind": "c",  # fiscal, calendar: beside a unit or a year
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
    "ago_before": "6",  # French "il y a", German "vor"
    "ahead_before": "7",  # French "dans"
    "last_after": "8",  # Spanish "pasado": before or behind its noun
    "next_after": "9",
    "later": "l",
    "after": "u",
    "earlier": "b",
    "before": "j",
    "about": "A",
    "each": "y",
    "whole": "0",  # all, full, another
    "set": "X",
    "day_word": "R",
    "length_word": "3",  # weeklong
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
    "name": "x",  # USA Today: no expression of time
}

#: A token; `elision`, `dot` and `suffix` are filled in by the language.
_TOKEN = r"""
      [ap]\.m\b\.? | B\.C\.(?:E\.)? | A\.D\. | o['’]clock\b {elision}
    | [^\W\d_]+
    | [^\w\s]
    | \n+
    | \d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])
    | \d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d\d)(?![\d/]) | \d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?!\d)
    | \d{{1,2}}-\d{{1,2}}-\d{{4}}(?![\d-]) | \d{{4}}/\d{{1,2}}/\d{{1,2}}(?![\d/]) | \d{{1,2}}/\d{{1,2}}(?![\d/])
    | \d{{1,2}}:\d\d(?::\d\d)?(?!\d)
    | \d{{1,2}}\.[0-5]\d(?=[ap]\.?m\b)
    | [1-4]Q(?![^\W_]) {dot}
    | \d+(?:[.,]\d+)*(?:{suffix})?(?![^\W_])
    | \d+
    """
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?")
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{4}/\d+/\d+")
#: More than one token.
_COMPOUND = re.compile(r"\w[-']\w|[^\W\d]\d")
#: Tokens whose symbols are kept between texts, at most (about 10 MB).
_MOST_KNOWN = 50_000
_SUFFIXED = re.compile(r"(\d+)([^\W\d]+|\.)")
_DECADE = re.compile(r"(?:1\d|20)?\d0")
_MARKS = {"-": "h", "–": "h", "—": "_", "(": "(", ")": ")", "'": "'", "’": "'", "\n": "\n", ",": ",", ".": "."}
#: A year in words behind a preposition, month, day or "of".
_YEAR_WORDS = re.compile("(?<=[pMmdorfU])(?:qq&q(?:h?q)?|q(?:h?q){1,3})(?![qhUV])")
_FIGURE_MARKS = frozenset("$£€¥#")


@dataclass(frozen=True, slots=True)
class Scan:
    """A text with one symbol for each of its tokens."""

    text: str
    symbols: str
    starts: list[int]
    ends: list[int]
    #: Years in words: token -> figures.
    years: dict[int, str] = field(default_factory=dict)
    #: What later steps have worked out about it once.
    memo: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    def raw(self, at: int) -> str:
        """The words of token `at`; figures for a year in words."""
        return self.years[at] if at in self.years else self.text[self.starts[at] : self.ends[at]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The time words of one language."""

    #: word -> symbol; the first words of phrases have the symbol `#`.
    symbols: Mapping[str, str]
    #: First word of phrases -> its symbol where no phrase follows.
    alone: Mapping[str, str]
    #: (symbol, word or phrase) -> value.
    values: Mapping[tuple[str, str], str]
    #: First word -> the phrases that begin with it, longest first, and their symbols.
    phrases: Mapping[str, tuple[tuple[str, str], ...]]
    #: class -> its words, for classes without a symbol (cues of tense).
    lists: Mapping[str, frozenset[str]]
    #: What a token is.
    token: "re.Pattern[str]"
    #: Symbols of tokens met before: most words of a text are old ones.
    known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def value(self, symbol: str, words: str) -> str:
        """What a word or phrase stands for; "" if nothing."""
        folded = words.lower()
        return self.values.get((symbol, folded.replace("’", "'") if "’" in folded else folded), "")


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
        values[symbol, word.lower()] = row[3] if len(row) > 3 else ""
        if " " in word or (kind != "meridiem" and _COMPOUND.search(word)):
            phrases.setdefault(re.split(r"[\W\d]", word)[0], []).append((word, symbol))
        else:
            symbols.setdefault(word, symbol)  # "second" is an ordinal before it is a unit
    alone = {first: symbols.get(first, "x") for first in phrases}
    return Lexicon(
        symbols=symbols | dict.fromkeys(phrases, "#"),
        alone=alone,
        values=values,
        phrases={first: tuple(sorted(found, key=lambda p: -len(p[0]))) for first, found in phrases.items()},
        lists=defaultdict(frozenset, {kind: frozenset(found) for kind, found in lists.items()}),
        token=_token(lists),
    )


def _token(lists: Mapping[str, set[str]]) -> "re.Pattern[str]":
    """What a token of the language is."""
    suffixes = sorted(lists.get("ordinal_suffix", set()) | lists.get("decade_suffix", set()), key=len, reverse=True)
    elided = "|".join(sorted(lists.get("elision", ())))
    pattern = _TOKEN.format(
        elision=rf"| (?:{elided})['’](?=\w)" if elided else "",
        dot=r"| \d{1,2}\.(?=\s[^\W\d_])" if lists.get("ordinal_dot") else "",
        suffix="|".join(suffixes) or "(?!)",
    )
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


def scan(text: str, words: Lexicon) -> Scan:
    """Read `text` into symbols."""
    known = words.known
    if len(known) > _MOST_KNOWN:
        known.clear()
    spans = [match.span() for match in words.token.finditer(text)]
    symbols: list[str] = []
    for start, end in spans:
        raw = text[start:end]
        symbol = known.get(raw)
        if symbol is None:
            symbol = known[raw] = _symbol_of(raw, words)
        symbols.append(symbol)
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    scanned = Scan(text, "".join(symbols), starts, ends)
    if "#" in scanned.symbols:
        scanned = _join_phrases(scanned, words)
    return _join_years(scanned, words) if "qq" in scanned.symbols or "qhq" in scanned.symbols else scanned


def _symbol_of(raw: str, words: Lexicon) -> str:
    """Symbol of a token."""
    first = raw[0]
    if first.isalpha():
        folded = raw.lower().replace("’", "'")
        symbol = words.symbols.get(raw) or words.symbols.get(folded, "x")
        return "x" if symbol != "x" and not first.isupper() and folded in words.lists["capital"] else symbol
    if first.isdecimal():
        return _of_number(raw, words)
    return _MARKS.get(first, "$" if first in _FIGURE_MARKS else "?")


def _of_number(raw: str, words: Lexicon) -> str:
    """Symbol of a token that begins with a digit.

    d 1-31, e another number of two digits, Y four digits that can be a year, n another number, o 1st-31st, Q 32nd and
    up, D decade, C clock, I ISO date, J date with slashes or dots, 1 the same without a year. ("Q3" is 4.)
    """
    if raw.isdecimal():
        if len(raw) <= 2:
            return "d" if 1 <= int(raw) <= 31 else "e"
        return "Y" if len(raw) == 4 and 1000 <= int(raw) <= 2199 else "n"
    if raw[-1] in "Qq":
        return "4"
    if raw[4:5] == "-":
        return "I"
    if _DATE.fullmatch(raw):
        return "J"
    if "/" in raw:
        return "1"
    if ":" in raw:
        return "C" if _CLOCK.fullmatch(raw) else "n"
    suffixed = _SUFFIXED.fullmatch(raw)
    if suffixed is None:
        return "n"
    number, suffix = suffixed[1], suffixed[2].lower()
    if suffix in words.lists["decade_suffix"]:
        return "D" if _DECADE.fullmatch(number) else "n"
    return "o" if int(number) <= 31 else "Q"


def _join_phrases(scanned: Scan, words: Lexicon) -> Scan:
    """Make one token of each phrase of the table ("Good Friday")."""
    starts, ends, row = scanned.starts, list(scanned.ends), scanned.symbols
    symbols = list(row)
    dropped: set[int] = set()
    at = row.find("#")
    while at >= 0:
        raw = scanned.raw(at)
        symbols[at] = words.alone[raw.lower()] if raw[0].isupper() or raw not in words.lists["capital"] else "x"
        for phrase, symbol in words.phrases[raw.lower()]:
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
    return _without(scanned, symbols, ends, dropped)


def _join_years(scanned: Scan, words: Lexicon) -> Scan:
    """Make one token of each year in words ("nineteen ninety-nine", "two thousand and one")."""
    symbols, ends = list(scanned.symbols), list(scanned.ends)
    dropped: set[int] = set()
    for match in _YEAR_WORDS.finditer(scanned.symbols):
        first, end = match.span()
        if (year := _year_of([words.value("q", scanned.raw(at)) for at in range(first, end)])) is not None:
            symbols[first], ends[first] = "Y", ends[end - 1]
            scanned.years[first] = year
            dropped.update(range(first + 1, end))
    return _without(scanned, symbols, ends, dropped) if dropped else scanned


def _year_of(numbers: list[str]) -> str | None:
    """The year that number words spell, if they spell one."""
    century, *rest = [int(float(number)) for number in numbers if number]
    if century == 2 and rest[0] == 1000:
        return str(2000 + sum(rest[1:]))
    tail = sum(number for number in rest if number != 100)
    least = 1 if 100 in rest else 10
    return str(100 * century + tail) if 11 <= century <= 20 and least <= tail <= 99 else None


def _without(scanned: Scan, symbols: list[str], ends: list[int], dropped: set[int]) -> Scan:
    if not dropped:
        return Scan(scanned.text, "".join(symbols), scanned.starts, ends, scanned.years)
    keep = [i for i in range(len(symbols)) if i not in dropped]
    years = {at: scanned.years[i] for at, i in enumerate(keep) if i in scanned.years}
    row = "".join(symbols[i] for i in keep)
    return Scan(scanned.text, row, [scanned.starts[i] for i in keep], [ends[i] for i in keep], years)
