"""Flattened page text to units, the pieces that are kept or set aside, and what is told by their own words.

A unit is a sentence of a long line, a short line, or fragments of a line that markup had torn apart. Units cover every
visible character, in order. Nothing is decided here.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from retold.boilerplate import characters
from retold.boilerplate.asides import RIGHTS_MARK, list_reason, lists, phrase_reasons, phrase_with, triggers
from retold.boilerplate.joints import torn
from retold.boilerplate.models import shipped
from retold.boilerplate.signs import Flags, Ints, Signs, read
from retold.boilerplate.trees import Trees

#: A line shorter than this is one unit: cutting it would leave too little to judge.
SHORT_LINE: Final = 250
#: A line of this length is not a menu's.
LONG_LINE: Final = 60
#: An unfinished line of this length may be a sentence that an island was put into.
TORN_LINE: Final = 40
#: So many capitalised words nearly in a row may be a list.
_MANY: Final = 15
#: "Read also:" stands in so many characters at a line's beginning, and its line is no longer than this.
_LEAD: Final = 30
_LONGEST_LEAD: Final = 160
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
_SENTENCE = re.compile(r"(?<!\w\.\w)[.!?…]['\"”’»)\]]*$")
#: Fifteen or more capitalised words with hardly a word between them: a list that lost its line ends.
_CAPITALS = re.compile(
    r"(?:\(?(?:[dl]['’])?[A-ZÀ-Þ][\w'’.()-]{0,40},?(?:\s+(?:of|and|the|The|de|da|do|du|la|e|y|et|und|&|-|–|d['’][A-Z]\w{0,20})(?=\s))"
    r"{0,3}(?:\s+|$)){15,}"
)
_OPENING_LIST = re.compile(r"\([^()\n]{3,40}\)\s+$")
APPEALS: Final = frozenset(
    {"list", "list of countries", "sign-up form", "call to action", "advertisement", "cookie notice", "repost line"}
)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a page, as arrays of the same length."""

    text: str
    #: Half-open offsets into `text`.
    starts: Ints
    ends: Ints
    #: Number of the line (paragraph) that each belongs to; fragments that were joined share one.
    lines: Ints
    #: What the page's characters and words are.
    signs: Signs
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


def cut(text: str, *, joints: Trees | None = None) -> Units:
    """Cut a page into units; `joints` are the trees that say which lines belong together."""
    signs = read(text)
    spans, listed = _lists_together(text, _lines(text))
    paragraphs = _paragraphs(signs, spans, listed, joints or shipped().joints)
    capitals = _capitals(signs)
    starts: list[int] = []
    ends: list[int] = []
    lines: list[int] = []
    for line, (start, end) in enumerate(paragraphs):
        if end - start < SHORT_LINE or start in listed:
            pieces = [(start, end)]
        else:
            pieces = _pieces(text, start, end, listlike=bool(capitals[start:end].any()))
        for low, high in pieces:
            starts.append(low)
            ends.append(high)
            lines.append(line)
    begin, close = np.array(starts, np.int64), np.array(ends, np.int64)
    phrases = _phrases(signs, begin, starts, ends)
    rises = np.concatenate(([0], np.cumsum(signs.kinds[signs.places] == characters.UPPER, dtype=np.int64)))
    words = [np.searchsorted(signs.places, edge, "left") for edge in (begin, close)]
    many = (close - begin > 80) & (2 * (rises[words[1]] - rises[words[0]]) >= words[1] - words[0])
    for i in np.flatnonzero(many).tolist():
        if why := list_reason(text[starts[i] : ends[i]]):
            phrases[i] = LIST, why
    for start, why in listed.items():
        phrases[int(np.searchsorted(begin, start))] = LIST, why
    return Units(text, begin, close, np.array(lines, np.int64), signs, tuple(phrases))


def _paragraphs(
    signs: Signs, spans: list[tuple[int, int]], listed: dict[int, str], trees: Trees
) -> list[tuple[int, int]]:
    """The lines, those that markup tore apart as one; an appeal between two halves joins neither."""
    text = signs.text
    starts = np.array([start for start, _ in spans], np.int64)
    ends = np.array([end for _, end in spans], np.int64)
    out: list[tuple[int, int]] = []
    unfinished = island = False  # a long line stopped in the middle; furniture stood since
    for i, (joined, (start, end)) in enumerate(
        zip(torn(signs, starts, ends, trees=trees).tolist(), spans, strict=True)
    ):
        low, high = spans[i - 1]
        if joined and not (start in listed or low in listed or (island and high - low < LONG_LINE)):
            joined = not _apart(text[low:high], text[start:end])
        else:
            joined = False
        if joined:
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
        if end - start >= TORN_LINE or joined:
            unfinished, island = not _SENTENCE.search(text[max(start, end - 6) : end]), False
        elif unfinished and not island:
            island = tells(text[start:end])
    return out


def _apart(first: str, second: str) -> bool:
    """True if one of two lines is furniture by its own words, or the first ends as a sentence does."""
    if second[0].isalnum() and _SENTENCE.search(first[-6:]):
        return True
    return tells(first) or (not second[0].islower() and (tells(second) or _leads_away(first)))


def _leads_away(line: str) -> bool:
    """True for "Read also: another article's headline", which the line below doesn't go on with."""
    if len(line) > _LONGEST_LEAD or _SENTENCE.search(line[-6:]):
        return False
    return any(why == "related headlines" and length > 6 for length, why in phrase_reasons(line[:_LEAD]))


def _capitals(signs: Signs) -> Flags:
    """For each character, whether it is in a stretch of thirty words of which half begin with a capital."""
    out = np.zeros(len(signs.text), np.bool_)
    upper = np.concatenate(([0], np.cumsum(signs.kinds[signs.places] == characters.UPPER, dtype=np.int64)))
    if len(upper) > _MANY:
        reach = min(2 * _MANY, len(upper) - 1)
        from_word = np.flatnonzero(upper[reach:] - upper[:-reach] >= _MANY)
        steps = np.zeros(len(out), np.int32)
        np.add.at(steps, signs.places[from_word], 1)
        np.add.at(steps, signs.places[from_word + reach - 1], -1)
        out = np.cumsum(steps) > 0
    return out


def _phrases(signs: Signs, begin: Ints, starts: list[int], ends: list[int]) -> list[tuple[int, str]]:
    """The longest phrase of a site's furniture in each unit of up to `LONGEST_TOLD` characters."""
    out = [(0, "")] * len(starts)
    told, low = triggers(), signs.low
    telling = np.fromiter(map(told.__contains__, signs.distinct), np.bool_, len(signs.distinct))
    hits = np.flatnonzero(telling[signs.ids])
    inside = np.searchsorted(begin, signs.places[hits], "right") - 1
    for k, i in zip(hits.tolist(), inside.tolist(), strict=True):
        start, end = starts[i], ends[i]
        if end - start < LONGEST_TOLD:
            out[i] = max(out[i], phrase_with(signs.words[k], low[start:end]))
    for mark in RIGHTS_MARK.finditer(low):
        i = int(np.searchsorted(begin, mark.start(), "right")) - 1
        out[i] = max(out[i], (30, "copyright line"))
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


def tells(line: str) -> bool:
    """True for a short line of several words, or with an appeal, that only the furniture of a site says."""
    if len(line) > LONG_LINE:
        return False
    return any(why in APPEALS or (" " in line and length > 6) for length, why in phrase_reasons(line))


def _pieces(text: str, start: int, end: int, *, listlike: bool) -> list[tuple[int, int]]:
    """One long line as units."""
    cuts = [start]
    for match in _CAPITALS.finditer(text, start, end) if listlike else ():
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
