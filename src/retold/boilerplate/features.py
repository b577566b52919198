"""Measurements of the units of a page, for the models that tell article from furniture.

All units are measured at once. Columns that need one unit alone come first, then those of its neighbours and windows
around it. Nothing is decided here; what a column is good for, the models have learned.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate import characters
from retold.boilerplate.signs import CLASS_BIT, CLASSES, Flags, Floats
from retold.boilerplate.units import APPEALS, Units

#: Headings that others' texts stand under: the reason that tells them -> the column that counts from the last one.
_HEADINGS: Final = (("comments",), ("related headlines", "tags"), ("author box", "sign-up form", "cookie notice"))


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
    signs = units.signs
    codes, kinds, begins = signs.codes, signs.kinds, signs.begins
    columns: dict[str, Floats] = {}
    length = (units.ends - units.starts).astype(np.float32)
    words = np.maximum(_per_unit(units, begins), 0)
    some = np.maximum(words, 1)
    letters = _per_unit(units, signs.in_word)
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


def _words_in(units: Units, sentence: Flags, words: Floats, columns: dict[str, Floats]) -> None:
    """Stop words, page words, and how much of a unit's content stands in the page's other sentences and its title."""
    signs = units.signs
    count, size = len(signs.words), len(units)
    unit = np.searchsorted(units.starts, signs.places, "right") - 1
    some = np.maximum(words, 1)
    bits = signs.bits

    def share(flags: Flags) -> Floats:
        return (np.bincount(unit[flags], minlength=size) / some).astype(np.float32)

    columns["stop_words"] = share(signs.stop)
    columns["page_stop_words"] = np.full(size, float(signs.stop.sum()) / max(count, 1), np.float32)
    for name in CLASSES:
        columns[name] = share((bits & CLASS_BIT[name]) > 0)
    first = np.minimum(np.searchsorted(unit, np.arange(size), "left"), max(count - 1, 0))
    firsts = bits[first] if count else np.zeros(size, np.int64)
    for name in ("act", "credit", "more"):
        columns[f"first_{name}"] = ((firsts & CLASS_BIT[name]) > 0).astype(np.float32)
    content = signs.content
    held = content & sentence[unit]
    seen = np.bincount(signs.ids[held], minlength=len(signs.distinct))
    others = seen[signs.ids] - held
    own = np.maximum(np.bincount(unit[content], minlength=size), 1)
    columns["cohesion"] = (np.bincount(unit[content & (others > 0)], minlength=size) / own).astype(np.float32)
    _title(units, unit, content, own, words, columns)


def _title(
    units: Units, unit: NDArray[np.int64], content: Flags, own: Floats, words: Floats, columns: dict[str, Floats]
) -> None:
    """How much of a unit the page's first line says, too, and how far it stands from where that line is said again."""
    signs, size = units.signs, len(units)
    titled = np.zeros(len(signs.distinct), np.bool_)
    titled[signs.ids[content & (unit == 0)]] = True
    wanted = int(titled.sum())
    hits = np.bincount(unit[content & titled[signs.ids]], minlength=size)
    columns["title"] = (hits / own).astype(np.float32)
    echo = np.flatnonzero((hits >= 0.6 * wanted) & (words <= 2 * words[0] + 4)) if wanted > 2 else np.zeros(0, np.int64)
    place = int(echo[min(1, len(echo) - 1)]) if len(echo) else 0
    away = np.arange(size) - place
    columns["echo"] = (np.sign(away) * np.log1p(np.abs(away)) if len(echo) > 1 else np.full(size, -9)).astype(
        np.float32
    )


def _places(units: Units, words: Floats, columns: dict[str, Floats]) -> None:
    """Where a unit stands, how often it does, and what its line is like."""
    size = len(units)
    index = np.arange(size, dtype=np.float32)
    columns["place"] = index / max(size, 1)
    columns["from_top"] = np.log1p(index)
    columns["from_end"] = np.log1p(size - 1 - index)
    cumulated = np.cumsum(words)
    columns["words_before"] = ((cumulated - words) / max(float(cumulated[-1]), 1)).astype(np.float32)
    columns["page_words"] = np.full(size, np.log1p(cumulated[-1]), np.float32)
    _prose(words, columns)
    times: dict[str, int] = {}
    texts = units.texts()
    for piece in texts:
        times[piece] = times.get(piece, 0) + 1
    columns["repeats"] = np.minimum(np.fromiter([times[piece] for piece in texts], np.float32, size), 4)
    low = units.signs.low
    heads = np.array([low[start : start + 2] for start in units.starts.tolist()])
    rising = np.zeros(size, np.float32)
    rising[1:] = heads[1:] >= heads[:-1]
    columns["rising"] = rising
    in_line = np.bincount(units.lines)
    columns["line_units"] = np.minimum(in_line[units.lines], 20).astype(np.float32)
    line_words = np.bincount(units.lines, weights=words)
    columns["line_words"] = np.log1p(line_words[units.lines]).astype(np.float32)
    short = words < 12
    for number, reasons in enumerate(_HEADINGS):
        told = np.fromiter([why in reasons for _, why in units.phrases], np.bool_, size) & short
        last = np.maximum.accumulate(np.where(told, index, -1))
        columns[f"heading_{number}"] = np.where(last < 0, 9, np.log1p(index - last)).astype(np.float32)


def _prose(words: Floats, columns: dict[str, Floats]) -> None:
    """Where a unit stands among the page's sentences, and how many units around it, without a break, have its shape."""
    size = len(words)
    index = np.arange(size)
    prose = (columns["full"] > 0) & (words > 7)
    mass = np.cumsum(np.where(prose, words, 0))
    columns["prose"] = np.full(size, np.log1p(mass[-1]), np.float32)
    columns["prose_before"] = (mass / max(float(mass[-1]), 1)).astype(np.float32)
    last = np.maximum.accumulate(np.where(prose, index, -99))
    following = np.minimum.accumulate(np.where(prose, index, size + 99)[::-1])[::-1]
    columns["since_prose"] = np.log1p(np.minimum(index - last, 99)).astype(np.float32)
    columns["until_prose"] = np.log1p(np.minimum(following - index, 99)).astype(np.float32)
    shape = np.digitize(words, _SHAPES) * 2 + (columns["full"] > 0)
    number = np.cumsum(np.concatenate(([0], shape[1:] != shape[:-1])))
    columns["run"] = np.log1p(np.bincount(number)[number]).astype(np.float32)


#: Units of as many words are of one shape.
_SHAPES: Final = (3, 7, 14, 40)
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
_WIDE: Final = (
    "stop_words", "full", "cohesion", "say", "rising", "you", "more", "repeats", "date", "phrase", "capitalised",
    "legal", "act",
)  # fmt: skip
_WINDOWS: Final = (3, 10)


def _with_context(units: Units, own: _Own) -> Floats:
    """The own columns and those of the neighbours, side by side."""
    size = len(units)
    table = np.column_stack(list(own.columns.values())).astype(np.float32)
    names = {name: i for i, name in enumerate(own.columns)}
    near = table[:, [names[name] for name in _NEAR]]
    edge = np.full((2, near.shape[1]), -1, np.float32)
    padded = np.concatenate((edge, near, edge))
    out: list[Floats] = [table, *(padded[2 + step : 2 + step + size] for step in (-2, -1, 1, 2))]
    weight = (np.minimum(own.words, 40) + 1)[:, None]
    wide = np.concatenate((weight, table[:, [names[name] for name in _WIDE]] * weight), axis=1)
    for reach in _WINDOWS:
        total = window(wide, reach)
        out += [np.log1p(total[:, :1]), total[:, 1:] / total[:, :1]]
    return np.concatenate(out, axis=1).astype(np.float32)


def window(values: Floats, reach: int) -> Floats:
    """Sums over `reach` rows on each side and the row itself."""
    size = len(values)
    sums = np.concatenate((np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)))
    index = np.arange(size)
    total: Floats = sums[np.minimum(index + reach + 1, size)] - sums[np.maximum(index - reach, 0)]
    return total
