"""Measurements of the units of a page, for the models that tell article from furniture.

All units are measured at once. Columns that need one unit alone come first, then those of its neighbours and windows
around it. Nothing is decided here; what a column is good for, the models have learned.
"""

from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate import characters
from retold.boilerplate.units import APPEALS, Floats, Units
from retold.knowledge import table
from retold.text import stop_words

_CLASSES: Final = ("act", "you", "legal", "date", "credit", "more", "say")
_CLASS_BIT: Final = {name: 40 + i for i, name in enumerate(_CLASSES)}


@cache
def _languages() -> tuple[str, ...]:
    """Languages with a list of stop words, in the order of their bits."""
    return tuple(sorted(row[0] for row in table("stop_words")))


@cache
def _lexicon() -> dict[str, int]:
    """Word to bits: one for each language whose stop word it is, one for each class of page word."""
    bits: dict[str, int] = {}
    for i, language in enumerate(_languages()):
        for word in stop_words(language):
            bits[word] = bits.get(word, 0) | 1 << i
    for word, classes in (row[:2] for row in table("page_words")):
        for name in classes.split(" "):
            bits[word] = bits.get(word, 0) | 1 << _CLASS_BIT[name]
    return bits


def measure(units: Units) -> Floats:
    """One row of features a unit; the columns are those of `_own`, then those of `_with_context`."""
    own = _own(units)
    return _with_context(units, own)


def _per_unit(units: Units, values: NDArray[Any]) -> Floats:
    """Sum of character values over each unit (gaps between units hold white space only)."""
    sums: Floats = np.add.reduceat(values, units.starts, dtype=np.float32)
    return sums


@dataclass(frozen=True, slots=True)
class _Own:
    """Measurements that need the unit alone, or the words of the page as a whole."""

    columns: dict[str, Floats]
    words: Floats


def _own(units: Units) -> _Own:
    text = units.text
    kinds_of, word_of = characters.kinds()
    codes = characters.code_points(text)
    kinds = kinds_of[codes]
    in_word = word_of[codes]
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    columns: dict[str, Floats] = {}
    length = (units.ends - units.starts).astype(np.float32)
    words = np.maximum(_per_unit(units, begins), 0)
    some = np.maximum(words, 1)
    letters = _per_unit(units, in_word)
    columns["length"] = np.log1p(length)
    columns["words"] = np.log1p(words)
    columns["word_length"] = letters / some
    columns["capitalised"] = _per_unit(units, begins & (kinds == characters.UPPER)) / some
    columns["upper"] = _per_unit(units, kinds == characters.UPPER) / np.maximum(letters, 1)
    columns["digits"] = _per_unit(units, kinds == characters.DIGIT) / length
    columns["commas"] = _per_unit(units, kinds == characters.COMMA) / some
    columns["separators"] = np.minimum(_per_unit(units, kinds == characters.SEPARATOR), 6)
    columns["odd"] = np.minimum(_per_unit(units, kinds == characters.ODD), 4)
    columns["quotes"] = np.minimum(_per_unit(units, kinds == characters.QUOTE), 4)
    columns["stops"] = np.minimum(_per_unit(units, kinds == characters.END), 6) / some
    columns["han"] = _per_unit(units, kinds == characters.HAN) / length
    last = kinds[units.ends - 1]
    before = kinds[np.maximum(units.ends - 2, 0)]
    full = (last == characters.END) | (
        ((last == characters.CLOSER) | (last == characters.QUOTE)) & (before == characters.END)
    )
    columns["full"] = full.astype(np.float32)
    columns["ends_colon"] = (last == characters.COLON).astype(np.float32)
    columns["ends_dots"] = (codes[units.ends - 1] == 0x2026).astype(np.float32)
    columns["ends_odd"] = ((last == characters.SEPARATOR) | (last == characters.COMMA)).astype(np.float32)
    first = kinds[units.starts]
    for name, kind in (
        ("starts_lower", characters.LOWER),
        ("starts_digit", characters.DIGIT),
        ("starts_quote", characters.QUOTE),
        ("starts_odd", 0),
    ):
        columns[name] = (first == kind).astype(np.float32)
    said = np.fromiter((length for length, _ in units.phrases), np.float32, len(units))
    columns["phrase"] = said / length
    columns["phrase_length"] = np.minimum(said, 30)
    columns["appeal"] = np.fromiter((why in APPEALS for _, why in units.phrases), np.float32, len(units))
    _words_in(units, full & (words > 7), words, columns)
    _places(units, words, columns)
    return _Own(columns, words)


def _words_in(units: Units, sentence: NDArray[np.bool_], words: Floats, columns: dict[str, Floats]) -> None:
    """Stop words, page words, and how much of a unit's content stands in the page's other sentences."""
    found, places = units.words
    count = len(found)
    unit = np.searchsorted(units.starts, places, "right") - 1
    size = len(units)
    distinct = {word: number for number, word in enumerate(dict.fromkeys(found))}
    ids = np.fromiter(map(distinct.__getitem__, found), np.int64, count)
    bits = np.fromiter(map(_lexicon().get, distinct, repeat(0)), np.int64, len(distinct))[ids]
    some = np.maximum(words, 1)

    def share(mask: NDArray[np.bool_]) -> Floats:
        return (np.bincount(unit[mask], minlength=size) / some).astype(np.float32)

    weights = bits & ((1 << len(_languages())) - 1)
    best = max(range(len(_languages())), key=lambda i: int(np.count_nonzero(weights & (1 << i)))) if count else 0
    stop = (bits & (1 << best)) > 0
    columns["stop_words"] = share(stop)
    page = float(stop.sum()) / max(count, 1)
    columns["page_stop_words"] = np.full(size, page, np.float32)
    for name in _CLASSES:
        columns[name] = share((bits & (1 << _CLASS_BIT[name])) > 0)
    first = np.searchsorted(unit, np.arange(size), "left")
    firsts = (
        np.where(first < count, bits[np.minimum(first, max(count - 1, 0))], 0) if count else np.zeros(size, np.int64)
    )
    for name in ("act", "credit", "more"):
        columns[f"first_{name}"] = ((firsts & (1 << _CLASS_BIT[name])) > 0).astype(np.float32)
    weighty = np.fromiter(map(len, distinct), np.int64, len(distinct)) > 2
    content = ~stop & weighty[ids]
    in_sentence = content & sentence[unit]
    seen = np.bincount(ids[in_sentence], minlength=len(distinct))
    others = seen[ids] - in_sentence
    held = np.bincount(unit[content & (others > 0)], minlength=size)
    columns["cohesion"] = (held / np.maximum(np.bincount(unit[content], minlength=size), 1)).astype(np.float32)


def _places(units: Units, words: Floats, columns: dict[str, Floats]) -> None:
    """Where a unit stands, how often it does, and what its line is like."""
    size = len(units)
    index = np.arange(size, dtype=np.float32)
    columns["place"] = index / max(size, 1)
    columns["from_top"] = np.log1p(index)
    columns["from_end"] = np.log1p(size - 1 - index)
    cumulated = np.cumsum(words)
    columns["words_before"] = ((cumulated - words) / max(float(cumulated[-1]), 1)).astype(np.float32)
    times: dict[str, int] = {}
    texts = units.texts()
    for piece in texts:
        times[piece] = times.get(piece, 0) + 1
    columns["repeats"] = np.minimum(np.fromiter((times[piece] for piece in texts), np.float32, size), 4)
    heads = np.array([piece[:2].casefold() for piece in texts])
    rising = np.zeros(size, np.float32)
    rising[1:] = heads[1:] >= heads[:-1]
    columns["rising"] = rising
    in_line = np.bincount(units.lines)
    columns["line_units"] = np.minimum(in_line[units.lines], 20).astype(np.float32)
    line_words = np.bincount(units.lines, weights=words)
    columns["line_words"] = np.log1p(line_words[units.lines]).astype(np.float32)


#: Columns that are also given for the two units on each side.
_NEAR: Final = (
    "phrase",
    "words",
    "full",
    "stop_words",
    "capitalised",
    "more",
    "cohesion",
    "you",
    "date",
    "credit",
    "repeats",
    "act",
)
#: Columns of which the mean is given over windows of this many units each side.
_WIDE: Final = ("stop_words", "full", "cohesion", "say", "rising", "you", "more")
_WINDOWS: Final = (3, 10)


def _with_context(units: Units, own: _Own) -> Floats:
    """The own columns and those of the neighbours, side by side."""
    size = len(units)
    out: list[Floats] = list(own.columns.values())
    for name in _NEAR:
        padded = np.concatenate((np.full(2, -1, np.float32), own.columns[name], np.full(2, -1, np.float32)))
        out += [padded[2 + step : 2 + step + size] for step in (-2, -1, 1, 2)]
    weight = np.minimum(own.words, 40) + 1
    for window in _WINDOWS:
        total = _window(weight, window)
        out.append(np.log1p(total))
        out += [_window(own.columns[name] * weight, window) / total for name in _WIDE]
    return np.column_stack(out).astype(np.float32)


def _window(values: Floats, reach: int) -> Floats:
    """Sum over `reach` units on each side and the unit itself."""
    size = len(values)
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    low = np.maximum(np.arange(size) - reach, 0)
    high = np.minimum(np.arange(size) + reach + 1, size)
    return (sums[high] - sums[low]).astype(np.float32)
