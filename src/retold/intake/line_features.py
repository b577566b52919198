"""What is known of each line of a page, as rows of numbers for trees: of itself, of texts that hold it, of its place.

Two tables: `measure` (the lines and the cheap opinions of them) and `asked` (what costly extractors took). Decides
nothing.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate.asides import byline, is_date_line, phrase_reasons
from retold.intake.marking import Bools, Floats, Opinion, Shown
from retold.intake.numbered import DIGIT, LETTER, LOWER, UPPER, Places, number, share_in_common
from retold.intake.visible import Line

_KINDS = (
    ("advertisement",),
    ("author box", "byline"),
    ("call to action",),
    ("caption", "credit"),
    ("comments",),
    ("cookie notice", "dialog", "button"),
    ("date line", "article details"),
    ("footer",),
    ("form", "sign-up form", "list of choices"),
    ("header", "masthead"),
    ("menu",),
    ("note",),
    ("paywall",),
    ("pull quote",),
    ("related headlines",),
    ("share line",),
    ("sidebar",),
    ("tags",),
)
_TAGS = (
    ("p",),
    ("h1", "h2", "h3", "h4", "h5", "h6"),
    ("li", "dt", "dd"),
    ("tr", "td", "th"),
    ("div", "section"),
    ("blockquote", "figcaption"),
)
_ENDS = np.array([ord(mark) for mark in ".!?…。！？؟।:;"], np.uint32)
_CLOSERS = np.array([ord(mark) for mark in "\"”’»)]'"], np.uint32)
_QUOTES = np.array([ord(mark) for mark in "\"'“‘«„"], np.uint32)
_SEPARATORS = np.array([ord(mark) for mark in "|•›"], np.uint32)
_PHRASED = 160
_STEPS = (-3, -2, -1, 1, 2, 3)
_REACH = 2
_OWN = 7 + len(_TAGS) + len(_KINDS)
_PARAGRAPH = 10
_LITTLE = 100


def candidates(shown: Shown, opinions: Sequence[Opinion], reads: Floats) -> Places:
    """The lines that may belong to the article: those that a text holds, paragraphs, and two lines either side.

    Cookie notices are long and well written and on no page twice alike; they are left out unless there is little else.
    """
    liked = reads > 0
    for opinion in opinions:
        liked |= opinion.cover > 0
    wide = np.convolve(liked, np.ones(2 * _REACH + 1))[_REACH : _REACH + len(liked)] > 0
    notice = np.array(["cookie notice" in line.reasons for line in shown.lines], bool)
    if reads[~notice].sum() >= _LITTLE:
        wide &= ~notice
    return np.flatnonzero(wide)


def paragraphs(shown: Shown) -> Floats:
    """The words of each line that reads like a paragraph of some length outside links, 0 for others."""
    sizes = shown.words.sizes
    plain = np.array([line.linked < 0.5 and not line.hidden for line in shown.lines], bool)
    sizes = np.where((sizes >= _PARAGRAPH) & plain & _ended(shown), sizes, 0)
    return sizes.astype(np.float32)


def measure(
    shown: Shown, opinions: Sequence[Opinion], *, headline: str | None, reads: Floats, places: Places
) -> Floats:
    """A row for each line: its words, its place, and what the opinions, the first of them above all, hold of it.

    `reads` are its `paragraphs`. The rows of lines not at `places` are not whole.
    """
    first = opinions[0]
    lines, sizes = shown.lines, shown.words.sizes
    size = sizes.astype(np.float32)
    marked = first.taken.astype(np.float32)
    linked = np.array([line.linked for line in lines], np.float32)
    columns = [
        marked,
        *(opinion.cover for opinion in opinions),
        *_letters(shown),
        *_places(marked, size),
        *_places(np.sign(reads), size),
        *_of_groups(lines, (marked * size, reads), size),
        shown.repeated,
        _shared_with(headline, shown),
        np.full(len(lines), np.log1p((marked * size).sum())),
        np.full(len(lines), np.log1p(reads.sum())),
        np.full(len(lines), (marked * size).sum() / max(size.sum(), 1)),
        linked,
        *_around((marked, np.log1p(size), linked, first.cover, np.sign(reads))),
    ]
    columns += [np.zeros(len(lines), np.float32)] * _OWN
    rows = np.column_stack(columns).astype(np.float32)
    complete(rows, shown, places)
    return rows


def complete(rows: Floats, shown: Shown, places: Places) -> None:
    """Makes the rows of `measure` at these places whole."""
    if len(places):
        rows[places, -_OWN:] = [_own(shown.lines[place]) for place in places.tolist()]


def asked(shown: Shown, referee: Opinion, answer: Opinion) -> Floats:
    """A row for each line: what a costly extractor's `answer` holds of it, and how far it agrees with the `referee`."""
    size = shown.words.sizes.astype(np.float32)
    marked = answer.taken.astype(np.float32)
    held = marked * size
    columns = [
        marked,
        answer.cover,
        *_places(marked, size),
        *_of_groups(shown.lines, (held,), size),
        *_around((marked,)),
        np.full(len(size), share_in_common(answer.grams, referee.grams)),
        np.full(len(size), np.log1p(held.sum())),
    ]
    return np.column_stack(columns).astype(np.float32)


def _ended(shown: Shown) -> Bools:
    """True for each line that ends like a sentence, quotation marks aside."""
    codes, at = shown.words.codes, shown.words.at
    last = np.maximum(at[1:] - 2, 0)
    closed = np.isin(codes[last], _CLOSERS) & (last > at[:-1])
    return np.isin(codes[last - closed], _ENDS)


def _letters(shown: Shown) -> Iterator[NDArray[Any]]:
    """What a line's characters tell."""
    words = shown.words
    sizes = np.maximum(words.sizes, 1)
    length = np.diff(words.at) - 1
    letters = words.count(words.kinds & LETTER)
    opening = words.codes[words.at[:-1]]
    upper = np.concatenate(([0], np.cumsum((words.kinds[words.firsts] & UPPER) != 0)))
    yield np.log1p(words.sizes)
    yield length / sizes
    yield _ended(shown)
    yield words.count(words.kinds & DIGIT) / np.maximum(length, 1)
    yield words.count(words.kinds & UPPER) / np.maximum(letters, 1)
    yield np.diff(upper[words.starts]) / sizes
    yield (words.kinds[words.at[:-1]] & LOWER) != 0
    yield np.isin(opening, _QUOTES)
    yield words.count(words.codes == ord(",")) / sizes
    yield words.count(np.isin(words.codes, _SEPARATORS)) > 0


def _own(line: Line) -> tuple[float, ...]:
    short = len(line.text) < _PHRASED
    phrase, _ = max(phrase_reasons(line.text), default=(0, "")) if short else (0, "")
    return (
        line.inside,
        line.hidden,
        line.boxed,
        min(phrase, 30),
        short and is_date_line(line.text),
        short and byline(line.text) is not None,
        *_place_columns(line.tag, line.reasons),
    )


@lru_cache(maxsize=4096)
def _place_columns(tag: str, reasons: tuple[str, ...]) -> tuple[float, ...]:
    """Of which tags and kinds an element is; lines of one page share them."""
    known = set(reasons)
    return (len(known), *(tag in tags for tags in _TAGS), *(not known.isdisjoint(kinds) for kinds in _KINDS))


def _shared_with(headline: str | None, shown: Shown) -> NDArray[np.float64]:
    """Words that a line and the headline have in common, beside those that either has."""
    count = len(shown.lines)
    wanted = np.unique(number([headline.replace("\n", " ")]).keys) if headline else np.zeros(0, np.uint64)
    if not len(wanted):
        return np.zeros(count)
    sizes = shown.words.sizes
    held = np.isin(shown.words.keys, wanted)
    common = np.bincount(np.repeat(np.arange(count), sizes), weights=held, minlength=count)
    shares: NDArray[np.float64] = common / np.maximum(len(wanted) + sizes - common, 1)
    return shares


def _places(marked: NDArray[Any], size: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Where each line stands: on the page, and before, in or behind what was marked."""
    count = len(marked)
    index = np.arange(count)
    inside = np.flatnonzero(marked)
    first, last = (inside[0], inside[-1]) if len(inside) else (0, count - 1)
    yield index / max(count, 1)
    yield np.clip(index - first, -40, 40)
    yield np.clip(index - last, -40, 40)
    kept = marked * size
    yield (np.cumsum(kept) - kept) / max(kept.sum(), 1)
    for reach in (3, 10):
        yield _mean_within(marked * (size + 1), size + 1, reach)


def _mean_within(parts: NDArray[Any], weight: NDArray[Any], reach: int) -> NDArray[Any]:
    """The weighted mean of the lines up to `reach` away."""
    index = np.arange(len(weight))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(weight))
    mass, part = (np.concatenate(([0.0], np.cumsum(column, dtype=np.float64))) for column in (weight, parts))
    means: NDArray[Any] = (part[high] - part[low]) / (mass[high] - mass[low])
    return means


def _groups(lines: Sequence[Line]) -> Iterator[Places]:
    """Equal numbers for lines of one column, then for lines of one kind of place, then of one `<article>`."""
    columns, articles = [line.parent for line in lines], [line.article for line in lines]
    for keys in (columns, [(line.tag, line.reasons) for line in lines], articles):
        seen: dict[object, int] = {}
        yield np.array([seen.setdefault(key, len(seen)) for key in keys], np.int64)


def _of_groups(lines: Sequence[Line], parts: Sequence[NDArray[Any]], size: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """For a line's column, kind and article: their part of all that counts, and what part of their words that is."""
    for group in _groups(lines):
        words_in = np.bincount(group, weights=size + 1)
        for part in parts:
            inside = np.bincount(group, weights=part)
            yield (inside / max(float(part.sum()), 1.0))[group]
            yield (inside / words_in)[group]


def _around(columns: Sequence[NDArray[Any]]) -> Iterator[NDArray[Any]]:
    """The same columns of the lines around; -1 where there is no line."""
    for column in columns:
        padded = np.full(len(column) + 6, -1, np.float32)
        padded[3:-3] = column
        for step in _STEPS:
            yield padded[3 + step : 3 + step + len(column)]
