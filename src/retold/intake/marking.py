"""Which lines of a page a text holds: an extractor's answer, or what the page says of itself.

Extractors give text; spans, asides and their order need the lines of the page. A line is taken if the text has most of
its word 4-grams, and each of those answers for one line only, so that a sentence which the page shows twice is taken
once, where it is least suspect. Does not judge whether the text is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT, Reading
from retold.intake.numbered import Numbered, Numbers, Places, grams, number, short_keys
from retold.intake.shingles import SIZE
from retold.intake.visible import Line

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The lines of a page, ready to be looked for in texts."""

    lines: Sequence[Line]
    words: Numbered
    #: The 4-gram that begins at each word, across lines.
    grams: Numbers
    #: What is looked for: the 4-grams of each line, or the line itself if it is shorter; and of which line each is.
    pieces: Numbers
    line: Places
    #: Number of pieces of each line.
    counts: Places
    #: Place of each line in the order in which lines draw on a text: the least suspect first.
    turn: Places
    #: Share of each line's pieces that a line before it in that order has, too.
    repeated: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a text holds of a page."""

    #: Share of each line's pieces that are in the text; -1 if there is no text.
    cover: Floats
    #: True for each line that is taken.
    taken: Bools
    #: The text's 4-grams.
    grams: Numbers


def show(lines: Sequence[Line]) -> Shown:
    """The lines made ready."""
    words = number([line.text for line in lines])
    every = grams(words.keys)
    sizes = words.sizes
    of_word = np.repeat(np.arange(len(lines)), sizes)
    inner = np.flatnonzero(of_word[: len(every)] == of_word[SIZE - 1 :]) if len(every) else np.zeros(0, np.int64)
    short = np.flatnonzero((sizes > 0) & (sizes < SIZE))
    pieces = np.concatenate((every[inner], short_keys(words, short)))
    line = np.concatenate((of_word[inner], short))
    suspicion = np.array([_suspicion(line) for line in lines], np.int64).reshape(-1, 4).T
    order = np.lexsort(suspicion[::-1])
    turn = np.empty(len(lines), np.int64)
    turn[order] = np.arange(len(lines))
    counts = np.bincount(line, minlength=len(lines))
    by_piece = np.lexsort((turn[line], pieces))
    again = (pieces[by_piece][1:] == pieces[by_piece][:-1]) & (line[by_piece][1:] != line[by_piece][:-1])
    shares = np.bincount(line[by_piece][1:], weights=again, minlength=len(lines)) / np.maximum(counts, 1)
    return Shown(
        lines=lines, words=words, grams=every, pieces=pieces, line=line, counts=counts, turn=turn,
        repeated=shares.astype(np.float32),
    )  # fmt: skip


def _suspicion(line: Line) -> tuple[bool, bool, int, bool]:
    reasons = line.reasons
    return line.hidden, line.linked > 0.8, len(set(reasons)) if len(reasons) > 1 else len(reasons), not line.inside


def look_for(text: str, shown: Shown, *, config: Reading = DEFAULT.reading) -> Opinion:
    """What `text`, with one paragraph a line, holds of the page."""
    count = len(shown.lines)
    if not text:
        nothing = np.zeros(0, np.uint64)
        return Opinion(cover=np.full(count, -1, np.float32), taken=np.zeros(count, bool), grams=nothing)
    words = number(text.split("\n"))
    every = grams(words.keys)
    short = np.flatnonzero((words.sizes > 0) & (words.sizes < SIZE))
    known, budget = np.unique(np.concatenate((every, short_keys(words, short))), return_counts=True)
    if not len(known):
        return Opinion(cover=np.zeros(count, np.float32), taken=np.zeros(count, bool), grams=every)
    place = np.minimum(np.searchsorted(known, shown.pieces), len(known) - 1)
    held = known[place] == shown.pieces
    total = np.maximum(shown.counts, 1)
    cover = np.bincount(shown.line, weights=held, minlength=count) / total
    enough = (cover >= config.line_cover) & (shown.counts > 0)
    # Only lines that the text may hold draw on it, one after the other.
    drawing = np.flatnonzero(held & enough[shown.line])
    wanted, line = place[drawing], shown.line[drawing]
    order = np.lexsort((shown.turn[line], wanted))
    ranked = wanted[order]
    first = np.flatnonzero(np.concatenate(([True], ranked[1:] != ranked[:-1]))) if len(ranked) else ranked
    rank = np.arange(len(ranked)) - np.repeat(first, np.diff(np.append(first, len(ranked))))
    drawn = np.bincount(line[order], weights=rank < budget[ranked], minlength=count)
    taken = enough & (drawn / total >= config.line_cover)
    _join(taken, shown, known)
    return Opinion(cover=cover.astype(np.float32), taken=taken, grams=every)


def _join(taken: Bools, shown: Shown, known: Numbers) -> None:
    """A short line between two taken ones belongs to them if the text has it run into one of them."""
    sizes, starts = shown.words.sizes, shown.words.starts
    between = np.zeros(len(taken), bool)
    between[1:-1] = taken[:-2] & taken[2:]
    short = np.flatnonzero(between & ~taken & (sizes > 0) & (sizes < SIZE))
    for place in short.tolist():
        for first in (starts[place], starts[place + 1] - SIZE):
            if 0 <= first < len(shown.grams):
                at = min(int(np.searchsorted(known, shown.grams[first])), len(known) - 1)
                taken[place] |= known[at] == shown.grams[first]


def mark(lines: Sequence[Line], text: str, *, config: Reading = DEFAULT.reading) -> list[bool]:
    """For each line whether `text`, an extractor's answer with one paragraph a line, holds it."""
    taken: list[bool] = look_for(text, show(lines), config=config).taken.tolist()
    return taken
