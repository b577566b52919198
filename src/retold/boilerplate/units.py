"""Flattened page text to units, the pieces that are kept or set aside, and what is told by their own words.

A unit is a sentence of a long line, a short line, or fragments of a line that markup had torn apart. Units cover every
visible character, in order. Nothing is decided here.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate import characters
from retold.boilerplate.asides import list_reason, lists, phrase_reasons, phrase_with, triggers
from retold.knowledge import table

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

#: A line shorter than this is one unit: cutting it would leave too little to judge.
SHORT_LINE: Final = 250
#: A line of this length is not a menu's.
LONG_LINE: Final = 60
#: An unfinished line of this length may be a sentence that an island was put into.
TORN_LINE: Final = 40
#: Counts as a phrase of this length: an enumeration tells for certain.
LIST: Final = 99
#: Phrases are looked for in units shorter than this: a longer one is no furniture, whatever it mentions.
LONGEST_TOLD: Final = 600
#: More lines than this are taken together, so that the work is bounded.
MOST_LINES: Final = 20_000
#: A unit is never longer: bounds the work on text without breaks.
LONGEST_UNIT: Final = 4_000

_LINE = re.compile(r"\S(?:[^\n]*[^\s])?")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*\s+(?=[\"“‘'«(\[¿¡]?[^\W\d_a-zà-ÿ])|[。！？]+[」』”’]?")
#: Fifteen or more capitalised words with hardly a word between them: a list that lost its line ends.
_CAPITALS = re.compile(
    r"(?:\(?(?:[dl]['’])?[A-ZÀ-Þ][\w'’.()-]{0,40},?(?:\s+(?:of|and|the|The|de|da|do|du|la|e|y|et|und|&|-|–|d['’][A-Z]\w{0,20})(?=\s))"
    r"{0,3}(?:\s+|$)){15,}"
)
_OPENING_LIST = re.compile(r"\([^()\n]{3,40}\)\s+$")
_FULL = re.compile(r"[.!?…。！？][\"'”’»)\]」』]{0,3}$")
_JOINING_MARKS: Final = ",.;:!?%)]”’»…"
APPEALS: Final = frozenset(
    {"list", "list of countries", "sign-up form", "call to action", "advertisement", "cookie notice", "repost line"}
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a page, as arrays of the same length."""

    text: str
    #: Half-open offsets into `text`.
    starts: Ints
    ends: Ints
    #: Number of the line (paragraph) that each belongs to; fragments that were joined share one.
    lines: Ints
    #: The words of the page in lower case, and where each begins.
    words: tuple[list[str], Ints]
    #: The longest phrase of a site's furniture in each, as (its length, the reason it gives); (0, "") if there is none.
    phrases: tuple[tuple[int, str], ...]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]]

    def texts(self) -> list[str]:
        """All of them, quicker than one by one."""
        return [self.text[low:high] for low, high in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


# --- cutting --------------------------------------------------------------------------------------------------------


@cache
def _hanging() -> frozenset[str]:
    """Words with which no line ends: what follows goes on with it."""
    return frozenset(row[0] for row in table("hanging_words"))


def cut(text: str) -> Units:
    """Cut a page into units."""
    spans, listed = _lists_together(text, _lines(text))
    goes_on = _joints(text, spans)
    starts: list[int] = []
    ends: list[int] = []
    lines: list[int] = []
    line = -1
    for (start, end), joined in zip(spans, goes_on, strict=True):
        if joined and end - starts[-1] < SHORT_LINE:
            ends[-1] = end
            continue
        line += not joined
        whole = end - start < SHORT_LINE or start in listed
        for low, high in ((start, end),) if whole else _pieces(text, start, end):
            starts.append(low)
            ends.append(high)
            lines.append(line)
    lowered = characters.lowered(text)
    words = _words(text, lowered)
    phrases = _phrases(lowered, starts, ends, words)
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        why = listed.get(start) or (list_reason(text[start:end]) if end - start > 80 else "")
        if why:
            phrases[i] = LIST, why
    return Units(
        text, np.array(starts, np.int64), np.array(ends, np.int64), np.array(lines, np.int64), words, tuple(phrases)
    )


def _words(text: str, low: str) -> tuple[list[str], Ints]:
    """The words of a page, and where each begins."""
    found = _WORD.findall(low)
    in_word = characters.kinds()[1][characters.code_points(text)]
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    places = np.flatnonzero(begins)
    if len(places) != len(found):  # letters beyond the basic plane, which the table doesn't know
        places = np.array([match.start() for match in _WORD.finditer(low)], np.int64)
    return found, places


def _phrases(low: str, starts: list[int], ends: list[int], words: tuple[list[str], Ints]) -> list[tuple[int, str]]:
    """The longest phrase of a site's furniture in each unit of up to `LONGEST_TOLD` characters."""
    out = [(0, "")] * len(starts)
    told = triggers()
    hits = [k for k, word in enumerate(words[0]) if word in told]
    inside = np.searchsorted(np.array(starts, np.int64), words[1][hits], "right") - 1 if hits else ()
    for k, i in zip(hits, inside, strict=True):
        start, end = starts[i], ends[i]
        if end - start < LONGEST_TOLD:
            out[i] = max(out[i], phrase_with(words[0][k], low[start:end]))
    if "©" in low:
        out = [max(was, (30, "copyright line")) if "©" in low[a:b] else was
               for was, a, b in zip(out, starts, ends, strict=True)]  # fmt: skip
    return out


def _lists_together(text: str, spans: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """The lines, with each enumeration that has a line an entry as one; and where those begin, with what they list."""
    out: list[tuple[int, int]] = []
    listed: dict[int, str] = {}
    done = 0
    for first, end, why in lists([text[low:high] for low, high in spans]):
        out += [*spans[done:first], (spans[first][0], spans[end - 1][1])]
        listed[spans[first][0]] = why
        done = end
    return out + spans[done:], listed


def _lines(text: str) -> list[tuple[int, int]]:
    """Lines that hold something, without the blanks around them. Beyond `MOST_LINES`, several are taken as one."""
    spans = [(match.start(), match.end()) for match in _LINE.finditer(text)]
    if len(spans) > MOST_LINES:
        step = -(-len(spans) // MOST_LINES)
        spans = [(group[0][0], group[-1][1]) for group in (spans[i : i + step] for i in range(0, len(spans), step))]
    return spans


def _joints(text: str, spans: list[tuple[int, int]]) -> list[bool]:
    """For each line, whether it is a fragment that goes on with the one before: markup tore them apart."""
    out = [False] * len(spans)
    unfinished = False  # the line before stopped where no sentence stops
    pending = False  # a long line is unfinished, and what stood since may be an island in it
    for i, (start, end) in enumerate(spans):
        if unfinished:
            small = text[start].islower() or text[start] in _JOINING_MARKS
            low, high = spans[i - 1]
            if small:
                out[i] = out[i - 1] or high - low >= LONG_LINE or not (pending or tells(text[low:high]))
            elif text[end - 1] != ":" and _hangs(text, low, high):
                sure = text[end - 1] in characters.ENDS or (end - start >= LONG_LINE and _hangs(text, start, end))
                following = "a" if sure else text[end:].lstrip()[:1]
                out[i] = (following.islower() or following in _JOINING_MARKS) and not tells(text[start:end])
        unfinished = not _FULL.search(text, max(start, end - 4), end)
        if end - start >= TORN_LINE or (out[i] and not unfinished):
            pending = unfinished
    return out


def _hangs(text: str, start: int, end: int) -> bool:
    """True if a line's last word calls for another."""
    return text[max(start, end - 12) : end].rsplit(None, 1)[-1] in _hanging()


def tells(line: str) -> bool:
    """True for a short line of several words, or with an appeal, that only the furniture of a site says."""
    if len(line) > LONG_LINE:
        return False
    return any(why in APPEALS or (" " in line and length > 6) for length, why in phrase_reasons(line))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """One long line as units."""
    cuts = [start]
    for match in _CAPITALS.finditer(text, start, end):
        opening = _OPENING_LIST.search(text, max(start, match.start() - 45), match.start())
        cuts += (opening.start() if opening else match.start(), _list_end(text, match, end))
    last = start
    runs = list(zip(cuts[1::2], cuts[2::2], strict=True))
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.end() - last > 25 and not any(low < match.end() < high for low, high in runs):
            cuts.append(match.end())
            last = match.end()
    cuts = [*sorted({cut for cut in cuts if cut < end}), end]
    out: list[tuple[int, int]] = []
    for low, high in pairwise(cuts):
        while high - low > LONGEST_UNIT:
            blank = text.rfind(" ", low + LONGEST_UNIT // 2, low + LONGEST_UNIT)
            middle = blank if blank > low else low + LONGEST_UNIT
            _add(text, low, middle, out)
            low = middle
        _add(text, low, high, out)
    return out


def _list_end(text: str, match: re.Match[str], end: int) -> int:
    """Where a run of capitalised words ends: its last word may begin the sentence that follows on the same line."""
    if match.end() >= end or text[match.end()] in '“"‘«(':
        return match.end()
    return text.rfind(" ", match.start(), match.end() - 1) + 1


def _add(text: str, low: int, high: int, out: list[tuple[int, int]]) -> None:
    piece = text[low:high]
    low += len(piece) - len(piece.lstrip())
    high = low + len(piece.strip())
    if high > low:
        out.append((low, high))
