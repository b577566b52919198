"""The headline of a flattened page, and the outlet's name that clings to it.

A headline is looked for above the body and in its first lines; a page may have none. An outlet's name is believed when
it ends the title, stands in the masthead or in a copyright line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log1p
from typing import Final

import numpy as np

from retold.boilerplate.asides import byline, find_date, is_date_line, phrase_reasons
from retold.boilerplate.trees import Trees
from retold.knowledge import words
from retold.text import fold

_WORD = re.compile(r"\w+")
FULL_STOP: Final = re.compile(r"[.!?…。！？]['\"”’»)\]」』]{0,3}$")
_SUFFIX = re.compile(
    r"(?P<title>.{8,})(?P<mark>\s+(?:[-–—|·•»:/]|::|\|\|)\s+|\s*[|·•»]\s*)(?P<name>[^|·•»]{2,48})$", re.DOTALL
)
_NAME_WORD = re.compile(
    r"\b(?:news|times|post|herald|tribune|journal|gazette|daily|today|observer|guardian|telegraph|chronicle|press|star|sun|mail|"
    r"express|review|record|reporter|courier|standard|globe|mirror|independent|magazine|media|radio|tv|fm|online|network|bulletin|"
    r"echo|dispatch|monitor|wire|weekly|sentinel|examiner|inquirer|argus|leader|zeitung|presse|monde|figaro|presna|gazeta|"
    r"\w+\.(?:com|org|net|co|news|info|de|fr|uk|tv|io))\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:(?<![Ãã])©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4}\s*[-–]?\s*(?:\d{4})?)?,?\s*(?:by\s+)?(?P<name>[^\W\d_][^.,|©\n\d]{2,40})",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r"\s+(?:all rights|is|and its|alle|tous|inc|ltd|llc)\b", re.IGNORECASE)
#: A page with so few pieces above its article has no menu in which a line could be taken for the headline.
_LITTLE: Final = 6
#: A likeliest candidate below these odds (logit) is no headline.
_LEAST: Final = -1.5
#: ... unless it shares as much of its words with the article.
_LIKE: Final = 0.4
_EDGES: Final = " |•·-–—*#"
_NO_NAME: Final = words("section_names")


@dataclass(frozen=True, slots=True)
class Headline:
    """Where the headline stands and what it says."""

    #: Number of its piece.
    piece: int
    #: The headline without the outlet's name: the beginning of the piece.
    text: str


def split_title(title: str) -> tuple[str, str] | None:
    """(title, what follows its last separator), if it looks like an outlet's name; a section before it goes, too."""
    match = _SUFFIX.match(title)
    if not match or len(_WORD.findall(match["title"])) < 3 or not looks_like_name(match["name"]):
        return None
    bare, name = match["title"].rstrip(), match["name"].strip()
    section = _SUFFIX.match(bare)
    if section and section["name"].strip().casefold() in _NO_NAME and len(_WORD.findall(section["title"])) >= 3:
        bare = section["title"].rstrip()
    return bare, name


def plain(text: str) -> str:
    """Words alone, for finding a text in another."""
    return " ".join(_WORD.findall(fold(text)))


def confirmed(titled: tuple[str, str], pieces: Sequence[str]) -> bool:
    """True if the end of a title is an outlet's name, and not the second half of the headline."""
    title, name = titled
    if _NAME_WORD.search(name):
        return True
    bare, wanted = plain(name), plain(title)
    first, start = name[:4].casefold(), title[:4].casefold()
    for piece in pieces:
        low = piece.casefold()
        if len(piece) < 400 and (first in low or low.startswith(start)):
            said = plain(piece)
            if said == wanted or (bare in said and wanted not in said):
                return True
    content = [word for word in _WORD.findall(title) if len(word) > 3]
    small = sum(word[0].islower() for word in content)
    return small > len(content) / 3 and len(_WORD.findall(name)) <= 4


def outlet_beside(headline: str, pieces: Sequence[str]) -> str | None:
    """The outlet's name from another piece that holds the headline and a name after (or before) a separator."""
    bare = plain(headline)
    if len(bare) < 12:
        return None
    for piece in pieces:
        if len(headline) < len(piece) < len(headline) + 60 and headline[:4] in piece and bare in plain(piece):
            titled = split_title(piece)
            if titled and plain(titled[0]) == bare:
                return titled[1]
            front = re.match(r"(?P<name>[^|]{2,40}?)\s*(?:[|–—:·]|\s-)\s+", piece)
            if front and plain(piece[front.end() :]) == bare and looks_like_name(front["name"]):
                return front["name"].strip()
    return None


def looks_like_name(text: str) -> bool:
    """True for up to six words of which all that matter begin with a capital."""
    found = _WORD.findall(text)
    if not 0 < len(found) <= 6 or text.rstrip()[-1:] in "?!:" or find_date(text):
        return False
    weighty = [word for word in found if len(word) > 3]
    return bool(_NAME_WORD.search(text)) or (all(word[0].isupper() for word in weighty) and found[0][0].isupper())


def masthead_name(text: str) -> str | None:
    """The name of an outlet, if a first line is nothing else."""
    stripped = text.strip(_EDGES)
    found = [word.casefold() for word in _WORD.findall(stripped)]
    if not looks_like_name(stripped) or (len(found) == 1 and found[0] in _NO_NAME) or phrase_reasons(stripped):
        return None
    if len(found) == 1 and not _NAME_WORD.search(stripped) and not (stripped.isupper() and len(stripped) > 2):
        return None
    return stripped


def masthead(top: Sequence[str]) -> str | None:
    """The outlet's name among the first lines: a name and nothing else, before a bar, or what a date line follows."""
    for i, line in enumerate(top):
        name = masthead_name(line)
        dated = i + 1 < len(top) and is_date_line(top[i + 1])
        if name is None and dated and looks_like_name(line) and not phrase_reasons(line):
            name = line.strip(_EDGES)
        front = re.split(r"\s+[|•·]\s+", line.strip(_EDGES))[0]
        if name is None and front != line.strip(_EDGES) and len(_WORD.findall(front)) > 1:
            name = masthead_name(front) if dated or _NAME_WORD.search(front) else None
        if name:
            return name
    return None


def rights_holder(lines: Sequence[str]) -> str | None:
    """The name in the last copyright line."""
    return next((name for name in _holders(lines) if looks_like_name(name)), None)


def named_twice(above: Sequence[str], lines: Sequence[str]) -> str | None:
    """A line above the headline that begins as the name in a copyright line does: "Bugle", "© Bugle Publishing"."""
    holders = [f"{plain(name)} " for name in _holders(lines)]
    for line in above if holders else ():
        stripped = line.strip(_EDGES)
        said = plain(stripped) if len(stripped) <= 48 else ""
        if len(said) > 3 and any(name.startswith(f"{said} ") for name in holders) and not phrase_reasons(stripped):
            return stripped
    return None


def _holders(lines: Sequence[str]) -> Iterator[str]:
    """What follows the sign in copyright lines, the last line first."""
    for line in reversed(lines):
        match = _RIGHTS.search(line)
        if match:
            name = _AFTER_NAME.split(match["name"])[0].strip()
            if fold(name) != "all rights reserved":
                yield name


def word_set(text: str) -> frozenset[str]:
    """Words for comparing; empty for a text that is too long for a headline."""
    if len(text) > 300:
        return frozenset()
    return frozenset(_WORD.findall(text.casefold().replace("’", "").replace("'", "")))


def sameness(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the words of both that both have."""
    common = len(a & b)
    return common / (len(a) + len(b) - common) if common else 0.0


def find(pieces: Sequence[str], body: Sequence[int], *, reach: int, trees: Trees) -> int | None:
    """The piece that is the headline of the article whose pieces are `body`; None if none is likely to be."""
    rows = features(pieces, body, reach=reach)
    places = list(rows)
    odds = trees.logits(np.array(list(rows.values()), np.float32)).tolist() if rows else []
    outlets = {plain(titled[1]) for place in places if (titled := split_title(pieces[place]))}
    for place, own in sorted(zip(places, odds, strict=True), key=lambda one: -one[1]):
        if own < (_LEAST if max(rows[place][:2]) < _LIKE or FULL_STOP.search(pieces[place]) else _LEAST - 3):
            continue
        if plain(pieces[place]) in outlets:
            continue
        if not (
            place < 3 and place + 1 < len(pieces) and is_date_line(pieces[place + 1]) and looks_like_name(pieces[place])
        ):
            return place  # it is no masthead over the page's date
    return _title_above(pieces, body[0])


def _title_above(pieces: Sequence[str], first: int) -> int | None:
    """On a page with little above its article: the line above, if it could be a title whatever its words."""
    for i in range(first - 1, -1, -1):
        if first > _LITTLE:
            break
        text = pieces[i]
        if is_date_line(text) or byline(text):
            continue
        fits = 3 <= len(_WORD.findall(text)) <= 32 and not FULL_STOP.search(text) and not phrase_reasons(text)
        return i if fits and text[0].isalnum() and text[-1] not in ":|," and not masthead(pieces[i : i + 2]) else None
    return None


def features(pieces: Sequence[str], body: Sequence[int], *, reach: int) -> dict[int, list[float]]:
    """A row of measurements for each candidate: pieces above the body, its first two, and the page's first."""
    first = next((i for i in body if FULL_STOP.search(pieces[i]) or len(pieces[i]) > 240), body[0])
    lead = _beginnings(pieces, body[:6])
    rest = lead | _beginnings(pieces, body[6:30])
    titled = {word[:5] for word in word_set(pieces[0])}
    stems: dict[int, set[str]] = {}
    for i in sorted({0, *range(max(0, first - reach), first), *(i for i in body[:2] if i <= first + 1)}):
        words = word_set(pieces[i]) if len(pieces[i]) <= 240 else frozenset()
        own = {word[:5] for word in words if len(word) > 3} or {"", *words}
        if 2 <= len(words) <= 32 and (not i or not own.isdisjoint(rest)) and not is_date_line(pieces[i]):
            stems[i] = own
    shares = {i: len(own & lead) / len(own) for i, own in stems.items()}
    signs = {k for i in stems for k in range(max(0, i - 2), min(i + 5, len(pieces)))}
    signs = {k for k in signs if is_date_line(pieces[k]) or byline(pieces[k])}
    reaches = [0, *accumulate(map(len, pieces[: first + 1]))]
    rows: dict[int, list[float]] = {}
    below = sorted(stems, reverse=True)
    under = list(accumulate((shares[k] for k in below), max, initial=0.0))
    over = list(accumulate((shares[k] for k in reversed(below)), max, initial=0.0))[::-1]
    for rank, i in enumerate(below):
        text, own = pieces[i], stems[i]
        gap = first - i
        between = reaches[first] - reaches[i + 1] if i < first else 0
        rows[i] = [
            shares[i],
            len(own & rest) / len(own),
            len(own),
            len(text),
            text[-1] in ".…",
            text[-1] in ":|,",
            text[-1] in "?!",
            gap,
            i,
            rank,
            log1p(between),
            len(own & titled) / len(own) if i else -1.0,
            len(own & titled) / max(len(titled), 1) if i else -1.0,
            under[rank],
            over[rank + 1],
            max((_sameness(own, stems[k]) for k in below[max(0, rank - 3) : rank]), default=0.0),
            bool(byline(text)),
            bool(phrase_reasons(text)),
            any(k in signs for k in range(i + 1, i + 5)),
            any(k in signs for k in range(i - 2, i)),
            find_date(text) is not None,
            sum(word[0].isupper() for word in text.split()) / max(1, len(text.split())),
            not text[0].isalnum(),
            any(mark in text for mark in ("|", " - ", " – ", " — ", "»", ": ")),
            len(pieces[i + 1]) if i + 1 < len(pieces) else 0,
            len(pieces[i - 1]) if i else 0,
            i in body[:2],
        ]
    return rows


def _sameness(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b)


def _beginnings(pieces: Sequence[str], chosen: Sequence[int]) -> frozenset[str]:
    """The first five letters of the words: a stem in any language that puts its endings last."""
    joined = " ".join(pieces[i] for i in chosen)
    return frozenset(word[:5] for word in _WORD.findall(joined.casefold().replace("’", "").replace("'", "")))
