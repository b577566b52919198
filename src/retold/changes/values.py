"""Figures and dates: whether they differ, and by enough to matter."""

from retold.changes import lexicon
from retold.changes.pairs import Pair
from retold.changes.sides import Block, Side
from retold.types import Change


def numbers(side: Side, start: int, end: int) -> list[tuple[int, float]]:
    found = []
    for at in range(start, end):
        value = lexicon.number(side.keys[at])
        if value is not None and not side.date[at] and not (side.raws[at].isalpha() and value == 1):
            found.append((at, value * _YEARS.get(side.keys[at + 1], 1) if at + 1 < len(side) else value))
    return found


_YEARS = {"decade": 10, "decades": 10, "century": 100, "centuries": 100}


def _phrase(part: tuple[Side, int, int], counted: list[tuple[int, float]]) -> list[int]:
    """The places of the numbers, with the words before that bound them and the one thing that they count."""
    side, start, end = part
    places = [at for at, _ in counted]
    low, high = places[0], places[-1] + 1
    bounds = [first for first, stop, _ in lexicon.qualifiers(side.keys, start, end) if stop == low]
    low = min([low, *bounds])
    if low > start and side.keys[low - 1] in "$€£¥":
        low -= 1
    if high < end and side.content[high] and not side.border[high] and not side.date[high]:
        high += 1
    return list(range(low, high))


def figure(pair: Pair) -> Change | None:
    """Other numbers, another currency, or another bound; a number rounded with "about" is the same."""
    counted = [numbers(*part) for part in pair.parts()]
    values = [sorted(value for _, value in each) for each in counted]
    if (
        values[0]
        and values[0] == values[1]
        and all(lexicon.number(key) is not None for which in "ab" for key in pair.content(which))
    ):
        return pair.change("style", False, f"one figure in two spellings: {pair.both()}")
    money = [[key for key in pair.keys(which) if key in "$€£¥"] for which in "ab"]
    if values[0] != values[1] and values[0] and values[1]:
        about = any(
            kind == "about" for part in pair.parts() for *_, kind in lexicon.qualifiers(part[0].keys, *part[1:])
        )
        close = len(values[0]) == len(values[1]) and all(
            abs(x - y) <= pair.config.rounding * max(abs(x), abs(y)) for x, y in zip(*values, strict=True)
        )
        if (about and close) or _rounded(pair, counted):
            return pair.change("figure", False, f"rounded: {pair.both()}")
        pair = pair.narrowed(*(_phrase(part, found) for part, found in zip(pair.parts(), counted, strict=True)))
        return pair.change("figure", True, f"another figure: {pair.both()}")
    if money[0] and money[1] and money[0] != money[1]:
        return pair.change("figure", True, f"another currency: {pair.both()}")
    if _is_age(pair):
        return pair.change("figure", False, f"an age in one only: {pair.both()}")
    if values[0] != values[1] and max(len(pair.content(which)) for which in "ab") - 1 <= 1:
        return pair.change("figure", True, f"a figure in one only: {pair.both()}")
    return _qualifier(pair)


def _rounded(pair: Pair, counted: list[list[tuple[int, float]]]) -> bool:
    """True if one side gives the same decimals, fewer of them: 1.23 / 1.2."""
    if len(counted[0]) != len(counted[1]):
        return False
    for (i, x), (j, y) in zip(*counted, strict=True):
        places = [len(side.raws[at].partition(".")[2]) for side, at in ((pair.a, i), (pair.b, j))]
        if min(places) == 0 or round(x, min(places)) != round(y, min(places)):
            return False
    return True


def _is_age(pair: Pair) -> bool:
    """True for ", 34," behind a name, in one side alone."""
    side, start, end = next(part for part in pair.parts() if part[1] < part[2])
    return (
        pair.one_sided and end - start == 1 and side.border[start] and side.border[end]
        and start > 0 and side.raws[start - 1][0].isupper() and side.raws[start].isdigit()
    )  # fmt: skip


def _qualifier(pair: Pair) -> Change | None:
    """Words that bound a number that both have."""
    kinds: list[set[str]] = []
    for side, start, end in pair.parts():
        near = side.keys[end : end + 3] if end > start else []
        counted = any(lexicon.number(key) is not None for key in near + side.keys[start:end])
        found = lexicon.qualifiers(side.keys, start, end) if counted else []
        kinds.append({_BOUND.get(kind, "") for *_, kind in found} - {""})
    if kinds[0] == kinds[1] or max(len(pair.content(which)) for which in "ab") > 3:
        return None
    if not any(_numbered(*part) for part in pair.parts()):
        return None
    return pair.change("figure", True, f"the figure is bounded otherwise: {pair.both()}")


#: Lower and upper bounds; "about" and "only" bound nothing.
_BOUND = {"over": "lower", "least": "lower", "under": "upper", "most": "upper"}


def _numbered(side: Side, start: int, end: int) -> bool:
    return any(lexicon.number(key) is not None for key in side.keys[start : end + 3])


def date(pair: Pair) -> Change | None:
    """Another date, or a date in one only. Days that hang on the day of publication are left to the reader."""
    found = [[at for at in range(start, end) if side.date[at]] for side, start, end in pair.parts()]
    if not found[0] and not found[1]:
        return None
    other = [
        [at for at in range(start, end) if side.content[at] and at not in dates]
        for (side, start, end), dates in zip(pair.parts(), found, strict=True)
    ]
    if max(map(len, other)) > 1:
        return None
    keys = [{_point(side.keys[at]) for at in dates} for (side, *_), dates in zip(pair.parts(), found, strict=True)]
    if keys[0] == keys[1]:
        return None
    if not (keys[0] and keys[1]) and keys[0] | keys[1] <= _points(pair.b if keys[0] else pair.a):
        return pair.change("date", False, f"the same date, elsewhere: {pair.both()}")
    near = [keys_ & _DAY_KEYS for keys_ in keys]
    if not (keys[0] and keys[1]) and not any(_certain(*part) for part in pair.parts()):
        return pair.change("date", False, f"{pair.both()}: a time that hangs on the day of publication")
    if keys[0] | keys[1] == near[0] | near[1]:  # only days that hang on the day of publication
        if near[0] and near[1] and (near[0] <= lexicon.WEEKDAYS) == (near[1] <= lexicon.WEEKDAYS):
            return pair.change("date", True, f"another day: {pair.both()}")
        return pair.change("date", False, f"{pair.both()}: a day that hangs on the day of publication")
    pair = pair.narrowed(*found)
    pair = Pair(pair.a, pair.b, _whole_date(pair), pair.config, anew=pair.anew)
    return pair.change("date", True, f"another date: {pair.both()}" if keys[0] and keys[1] else
                       f"a date in one only: {pair.both()}")  # fmt: skip


def _whole_date(pair: Pair) -> Block:
    """The block with the words after it that belong to the date and are the same: "last" / "in" June."""
    a, b = pair.block.a_end, pair.block.b_end
    if pair.block.a == a or pair.block.b == b:
        return pair.block
    while (
        a < len(pair.a)
        and b < len(pair.b)
        and pair.a.keys[a] == pair.b.keys[b]
        and pair.a.date[a]
        and not pair.a.border[a]
    ):
        a, b = a + 1, b + 1
    return Block(pair.block.a, a, pair.block.b, b)


def _certain(side: Side, start: int, end: int) -> bool:
    """True for a month, a year or a time of day, or part of one; "last week" and "two days earlier" are none."""
    if start == end:
        return False
    while end < len(side) and side.date[end]:
        end += 1
    dated = [side.keys[at] for at in range(start, end) if side.date[at]]
    return any(key in lexicon.MONTHS or (key[0].isdigit() and len(key) > 3) for key in dated)


_DAY_KEYS = frozenset(key.removesuffix("s") for key in lexicon.WEEKDAYS | lexicon.DAYS)


def _points(side: Side) -> set[str]:
    return {_point(key) for key, dated in zip(side.keys, side.date, strict=True) if dated}


def _point(key: str) -> str:
    return (
        {-1: "last", 0: "this", 1: "next"}[lexicon.POINTING[key]] if key in lexicon.POINTING else key.removesuffix("s")
    )
