"""Which lines of a page belong to its article: boosted trees over what the extractors say and where each line stands.

The line stack of METHODS.md. The extractors' answer (`marking`) is the strongest of the features, so that the trees
mend it at its edges; they are fitted by `bench/train_html.py`. Gives a number for each line and decides nothing.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import log1p

import numpy as np
from numpy.typing import NDArray

from retold.boilerplate.asides import byline, is_date_line, phrase_reasons
from retold.boilerplate.keeping import Trees
from retold.config import DEFAULT, Reading
from retold.intake.shingles import SIZE, Shingle, words, words_of
from retold.intake.visible import Line

Floats = NDArray[np.float32]

_END = re.compile(r"[.!?…。！？؟।:;][\"”’»)\]]*$")
_KINDS = (
    ("advertisement", "call to action"),
    ("author box", "byline"),
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
_TAGS = (("p",), ("h1", "h2", "h3", "h4", "h5", "h6"), ("li", "dt", "dd"), ("tr", "td", "th"), ("div", "section"))
_REACH = 2
_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)


def choose(
    lines: Sequence[Line],
    taken: Sequence[bool],
    *,
    opinions: Sequence[str],
    headline: str | None,
    agreement: float,
    config: Reading = DEFAULT.reading,
    trees: Trees | None = None,
) -> tuple[list[bool], float]:
    """For each line whether it is kept, and the F1 to expect of what is kept.

    `taken` is what the extractors' answer marked, `opinions` are other texts for the article, "" where there is none.
    A line that was marked is kept unless there is much against it, another only if there is much for it (METHODS.md).
    """
    if len(lines) > config.max_elements // 4:
        return list(taken), 0.5
    places, features = measure(lines, taken, opinions=opinions, headline=headline, agreement=agreement)
    if not len(places):
        return list(taken), 0.0
    likely = 1 / (1 + np.exp(-(trees or _model()).logits(features).astype(np.float64)))
    marked = np.array(taken, bool)[places]
    kept = likely > np.where(marked, config.keep_marked, config.keep_other)
    weight = weights([lines[place] for place in places.tolist()])
    expected = 2 * (likely * weight)[kept].sum() / max(weight[kept].sum() + (likely * weight).sum(), 1e-9)
    chosen = [False] * len(lines)
    for place in places[kept].tolist():
        chosen[place] = True
    return chosen, float(expected)


@cache
def _model() -> Trees:
    stored = json.loads(files("retold.knowledge").joinpath("html_lines.json").read_text(encoding="utf8"))
    return Trees.of(stored)


def weights(lines: Sequence[Line]) -> Floats:
    """How much each line counts: its words, up to sixty, and a little for being there."""
    return np.array([min(len(words_of(line.text)), 60) + 3 for line in lines], np.float32)


def measure(
    lines: Sequence[Line], taken: Sequence[bool], *, opinions: Sequence[str], headline: str | None, agreement: float
) -> tuple[NDArray[np.int64], Floats]:
    """The places of the lines that may belong to the article, and a row of features for each of them.

    The others are those that nobody took for it, nor any of their neighbours.
    """
    split = [words_of(line.text) for line in lines]
    covers = [_cover(split, opinion) for opinion in opinions]
    size = np.array([len(key) for key in split], np.float32)
    marked = np.array(taken, np.float32)
    taken_by_any = np.any([marked > 0, *(cover > 0 for cover in covers)], axis=0)
    padded = np.concatenate((np.zeros(_REACH, bool), taken_by_any, np.zeros(_REACH, bool)))
    near = np.any([padded[step : step + len(lines)] for step in range(2 * _REACH + 1)], axis=0)
    places = np.flatnonzero(near)
    if not len(places):
        return places, np.zeros((0, 0), np.float32)
    own = np.array([_own(lines[place], split[place]) for place in places.tolist()], np.float32)
    columns = [marked, *covers, *_places(marked, size), *_columns_of_page(lines, split, marked, size, headline, places)]
    table = np.column_stack([*columns, np.full(len(lines), agreement, np.float32)])
    around = [marked, np.log1p(size), np.array([line.linked for line in lines], np.float32), *covers[:1]]
    rows = (table[places], own, _neighbours(around)[places])
    return places, np.concatenate(rows, axis=1).astype(np.float32)


def _own(line: Line, key: Shingle) -> list[float]:
    text, size = line.text, len(key)
    counted = Counter(text).items()
    letters = sum(count for character, count in counted if character.isalpha()) or 1
    phrase, _ = max(phrase_reasons(text), default=(0, ""))
    short = len(text) < 160
    return [
        log1p(size),
        len(text) / max(size, 1),
        _END.search(text) is not None,
        line.linked,
        line.inside,
        line.hidden,
        len(set(line.reasons)),
        sum(count for character, count in counted if character.isdigit()) / len(text),
        sum(count for character, count in counted if character.isupper()) / letters,
        sum(word[0].isupper() for word in key) / max(size, 1),
        text[0].islower(),
        text[0] in '"“‘«„',
        text.count(",") / max(size, 1),
        "|" in text or "•" in text or "›" in text,
        min(phrase, 30) if short else 0,
        short and is_date_line(text),
        short and byline(text) is not None,
        *_place_columns(line.tag, line.reasons),
    ]


@lru_cache(maxsize=4096)
def _place_columns(tag: str, reasons: tuple[str, ...]) -> tuple[bool, ...]:
    """Of which tags and kinds an element is; lines of one page share them."""
    known = set(reasons)
    return (*(tag in tags for tags in _TAGS), *(not known.isdisjoint(kinds) for kinds in _KINDS))


def _cover(split: Sequence[Shingle], opinion: str) -> Floats:
    """Share of each line's 4-grams that the opinion holds; -1 if there is no opinion."""
    if not opinion:
        return np.full(len(split), -1, np.float32)
    found = words_of(opinion)
    grams = set(zip(found, found[1:], found[2:], found[3:], strict=False))
    short = {tuple(words(row)) for row in opinion.splitlines()}
    shares = []
    for key in split:
        count = len(key) - SIZE + 1
        if count > 0:
            own = zip(key, key[1:], key[2:], key[3:], strict=False)
            shares.append(sum(map(grams.__contains__, own)) / count)
        else:
            shares.append(float(key in short))
    return np.array(shares, np.float32)


def _places(marked: Floats, size: Floats) -> Iterator[Floats]:
    """Where each line stands: on the page, and before, in or behind what was marked."""
    count = len(marked)
    index = np.arange(count)
    inside = np.flatnonzero(marked)
    first, last = (inside[0], inside[-1]) if len(inside) else (0, count - 1)
    yield (index / max(count, 1)).astype(np.float32)
    yield np.clip(index - first, -40, 40).astype(np.float32)
    yield np.clip(index - last, -40, 40).astype(np.float32)
    kept = marked * size
    before = np.cumsum(kept) - kept
    yield (before / max(kept.sum(), 1)).astype(np.float32)
    for reach in (3, 10):
        low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, count)
        mass = np.concatenate(([0.0], np.cumsum(size + 1)))
        part = np.concatenate(([0.0], np.cumsum(marked * (size + 1))))
        yield ((part[high] - part[low]) / (mass[high] - mass[low])).astype(np.float32)


def _columns_of_page(
    lines: Sequence[Line],
    split: Sequence[Shingle],
    marked: Floats,
    size: Floats,
    headline: str | None,
    places: NDArray[np.int64],
) -> Iterator[Floats]:
    """What a line shares with the others: its column, its kind, its words, the headline's words."""
    total = max(float((marked * size).sum()), 1.0)
    for keys in ([line.parent for line in lines], [(line.tag, line.reasons) for line in lines]):
        numbers: dict[object, int] = {}
        group = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
        taken_in = np.bincount(group, weights=marked * (size + 1))
        words_in = np.bincount(group, weights=size + 1)
        yield (taken_in / total)[group].astype(np.float32)
        yield (taken_in / words_in)[group].astype(np.float32)
    repeats = Counter(split)
    yield np.array([min(repeats[key], 5) for key in split], np.float32)
    wanted = {word.casefold() for word in words(headline or "")}
    shared = np.zeros(len(lines), np.float32)
    for place in places.tolist():
        key = split[place]
        shared[place] = len(wanted.intersection(w.casefold() for w in key)) / max(len(wanted.union(key)), 1)
    yield shared
    yield np.full(len(lines), np.log1p(total), np.float32)
    yield np.full(len(lines), total / max(float(size.sum()), 1.0), np.float32)


def _neighbours(columns: Sequence[Floats]) -> Floats:
    """The same columns of the lines around; -1 beyond the page."""
    out = []
    for column in columns:
        padded = np.concatenate((np.full(3, -1), column, np.full(3, -1))).astype(np.float32)
        out += [padded[3 + step : 3 + step + len(column)] for step in _NEIGHBOURS]
    return np.column_stack(out)
