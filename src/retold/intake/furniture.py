"""Boxes within an article that are none of it: sign-ups, appeals for money, players, calls to write to a number.

Speaks only where a box is small beside the article and either its markup or its words leave no doubt: an article may
well be about newsletters. Adds nothing to what was chosen.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from retold.intake.visible import Line
from retold.knowledge import words

#: Reasons of elements that ask a reader for something or play something.
_ASKING = frozenset({"sign-up form", "call to action", "paywall", "video player"})
_READER = re.compile(r"\b(?:you|your|us|our|we|me|sie|ihre?n?|uns|vous|votre|nous|usted|su|tu|voi|você)\b", re.I)
# An appeal tells how to answer it: a number to text, a player that a browser lacks ...
_APPEAL = re.compile(
    r"(?-i:\b[Tt]ext)\s+[\"“']?(?-i:[A-Z][A-Z0-9]{1,14})[\"”']?\s+to\s+\d[\d-]{3,10}\b"
    r"|\bmessage (?:(?:and|&) data )?rates (?:may )?apply\b"
    r"|\byour browser (?:does not|doesn['’]t|cannot|can['’]t) (?:support|play)\b|\bplease enable javascript\b",
    re.I,
)
# ... or the least that it costs. News tells prices too, but seldom the reader's: the verb has to stand behind "you".
_OFFER = re.compile(
    r"(?:^|[.!?:]\s+|\byou (?:can |could |may |might )?|\bplease )"
    r"(?:support|join|subscribe|donate|contribute|become a member)\b"
    r"[^.!?]{0,60}\b(?:from|for)\s+(?:just |only |as little as )?(?:[$£€]\s?\d[\d.,]*|\d[\d.,]*\s?[$£€])"
    r"\s*(?:a|per|each|/)\s*(?:day|week|month|year)\b",
    re.I,
)
_APPEALING = ("text", "rates", "browser", "javascript")
_LONGEST_APPEAL = 240
_WORD = re.compile(r"\w+")
_MOST_WORDS = 70
_MOST_SHARE = 0.25


def without_boxes(lines: Sequence[Line], chosen: Sequence[bool]) -> list[bool]:
    """`chosen` without the lines of such boxes, and without headings that then head nothing."""
    kept = list(chosen)
    total = sum(_size(line) for line, mark in zip(lines, chosen, strict=True) if mark)
    for start, end in _boxes(lines):
        inside = [index for index in range(start, end) if kept[index]]
        size = sum(_size(lines[index]) for index in inside)
        if inside and size <= min(_MOST_WORDS, _MOST_SHARE * total) and _asks(lines[start:end]):
            for index in inside:
                kept[index] = False
    for index, line in enumerate(lines):
        if kept[index] and _size(line) <= _MOST_SHARE * total and is_appeal(line.text):
            kept[index] = False
            _drop_heading(lines, kept, index)
    return kept


def is_appeal(text: str) -> bool:
    """True for a short line that asks a reader for money or a message, or stands for a player."""
    if len(text) > _LONGEST_APPEAL:
        return False
    low = text.lower()
    return (any(map(low.__contains__, _APPEALING)) and _APPEAL.search(text) is not None) or (
        any(map(low.__contains__, "$£€")) and _OFFER.search(text) is not None
    )


def is_paywall(text: str) -> bool:
    """True for a short line that asks to pay or sign in for the rest of the article."""
    if len(text) > _LONGEST_APPEAL:
        return False
    low = text.casefold()
    found = set(_WORD.findall(low))
    return any(
        _phrase(phrase).search(low) is not None for word in _paywall().keys() & found for phrase in _paywall()[word]
    ) or (not text.isascii() and any(phrase in low for phrase in _paywall()[""]))


@cache
def _paywall() -> dict[str, tuple[str, ...]]:
    """The longest word of each phrase, to the phrases; under "" those of scripts that put no blanks between words."""
    found: dict[str, list[str]] = {"": []}
    for phrase in sorted(words("paywall_words")):
        found.setdefault(max(_WORD.findall(phrase), key=len) if " " in phrase else "", []).append(phrase)
    return {word: tuple(phrases) for word, phrases in found.items()}


@cache
def _phrase(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")


def _boxes(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """(first, one past the last) of lines next to each other that stand in such elements."""
    place = 0
    for marked, group in groupby(lines, key=lambda line: line.boxed or not _ASKING.isdisjoint(line.reasons)):
        size = sum(1 for _ in group)
        if marked:
            yield place, place + size
        place += size


def asks(text: str) -> bool:
    """True for words that speak of a reader or of the outlet as "you" and "we"."""
    return _READER.search(text) is not None


def _asks(box: Sequence[Line]) -> bool:
    return any(line.boxed or "video player" in line.reasons or asks(line.text) for line in box)


def _drop_heading(lines: Sequence[Line], kept: list[bool], index: int) -> None:
    """The heading right above a line that was set aside goes with it."""
    above = index - 1
    if above > 0 and kept[above] and lines[above].tag in ("h3", "h4", "h5", "h6"):
        below = lines[index + 1] if index + 1 < len(lines) else None
        if below is None or not kept[index + 1] or below.parent != lines[index].parent:
            kept[above] = False


def _size(line: Line) -> int:
    return len(line.text.split())
