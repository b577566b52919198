"""Words that stand elsewhere: phrases moved within a link, and names that changed places.

Takes what `sides` found to differ and takes out what is only out of order. What is left goes to `kinds`.
"""

from retold.changes import lexicon
from retold.changes.sides import Difference, Side
from retold.types import Change

_PASSIVE = frozenset({"by"})
_LIST = frozenset({"and", "or"})
#: Words that a moved phrase takes along.
_LEADING = frozenset(
    [
        "a",
        "an",
        "the",
        "in",
        "on",
        "at",
        "by",
        "of",
        "to",
        "for",
        "from",
        "with",
        "over",
        "under",
        "after",
        "before",
        "during",
        "and",
        "but",
        "that",
        "as",
        "into",
    ]
)


def roles(a: Side, b: Side, found: Difference) -> tuple[Change, ...]:
    """Names or nouns that changed places around the same words: "A sued B" / "B sued A"."""
    for spot in (_exchange, _rotation, _crossing):
        places = spot(a, b, found)
        if places is not None:
            (x, x_end), (y, y_end), (low, high) = places
            because = f"“{a.words(x, x_end)}” and “{a.words(y, y_end)}” changed places"
            return (
                Change(kind="order", a_span=a.span(x, y_end), b_span=b.span(low, high), matters=True, because=because),
            )
    return ()


_Places = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def _exchange(a: Side, b: Side, found: Difference) -> _Places | None:
    """Two blocks that have each other's words."""
    full = [block for block in found.blocks if block.a < block.a_end and block.b < block.b_end]
    for at, first in enumerate(full):
        for second in full[at + 1 :]:
            if (
                a.keys[first.a : first.a_end] == b.keys[second.b : second.b_end]
                and a.keys[second.a : second.a_end] == b.keys[first.b : first.b_end]
                and any(a.content[first.a : first.a_end])
                and any(a.content[second.a : second.a_end])
                and not set(a.keys[first.a_end : second.a]) <= _LIST
            ):
                return (first.a, first.a_end), (second.a, second.a_end), (first.b, second.b_end)
    return None


def _rotation(a: Side, b: Side, found: Difference) -> _Places | None:
    """ "X sued [Y]" / "[Y] sued X", where Y is what both were found to share."""
    for first, second in zip(found.blocks, found.blocks[1:], strict=False):
        if first.b == first.b_end and second.a == second.a_end:
            lost, won = a.keys[first.a : first.a_end], b.keys[second.b : second.b_end]
            for cut in range(1, len(lost)) if len(lost) == len(won) and _names(a, first.a_end, second.a) else ():
                middle = lost[cut:]
                if (
                    middle + lost[:cut] == won
                    and _names(a, first.a, first.a + cut)
                    and _acts(a, first.a + cut, first.a_end)
                ):
                    return (first.a, first.a + cut), (first.a_end, second.a), (first.b, second.b_end)
        elif first.a == first.a_end and second.b == second.b_end:
            won, lost = b.keys[first.b : first.b_end], a.keys[second.a : second.a_end]
            for cut in range(1, len(won)) if len(lost) == len(won) and _names(a, first.a_end, second.a) else ():
                if (
                    won[cut:] + won[:cut] == lost
                    and _names(b, first.b, first.b + cut)
                    and _acts(b, first.b + cut, first.b_end)
                ):
                    return (first.a_end, second.a), (second.a_end - cut, second.a_end), (first.b, second.b)
    return None


def _names(side: Side, start: int, end: int) -> bool:
    """True for a name, or a noun of at most two words."""
    content = [at for at in range(start, end) if side.content[at]]
    return bool(content) and (end - start < 3 or (end - start < 6 and all(side.name[at] for at in content)))


def _acts(side: Side, start: int, end: int) -> bool:
    """True if the words between are more than a list and no passive."""
    keys = set(side.keys[start:end])
    return any(side.content[start:end]) and not keys & (_LIST | _PASSIVE)


def _crossing(a: Side, b: Side, found: Difference) -> _Places | None:
    """Names that stand once in each, in another order around mostly the same words."""
    lost = {a.keys[at] for block in found.blocks for at in range(block.a, block.a_end) if a.content[at]}
    won = {b.keys[at] for block in found.blocks for at in range(block.b, block.b_end) if b.content[at]}
    if not lost & won:
        return None
    runs_a, runs_b = _runs(a), _runs(b)
    places = {keys: (start, end) for start, end, keys in runs_b if sum(other[2] == keys for other in runs_b) == 1}
    once = [run for run in runs_a if run[2] in places and sum(other[2] == run[2] for other in runs_a) == 1]
    for first, x in enumerate(once):
        for y in once[first + 1 :]:
            if not (set(x[2]) | set(y[2])) & lost & won:
                continue
            low, high = places[y[2]], places[x[2]]
            if low[0] < high[0] and _swapped(a, (x[1], y[0]), b, (low[1], high[0])):
                return (x[0], x[1]), (y[0], y[1]), (low[0], high[1])
    return None


def _runs(side: Side) -> list[tuple[int, int, tuple[str, ...]]]:
    """Names as runs of words: (start, end, keys)."""
    out: list[tuple[int, int, tuple[str, ...]]] = []
    at = 0
    while at < len(side):
        end = at
        while end < len(side) and _nominal(side, end) and (end == at or not side.border[end]):
            end += 1
        if end > at:
            out.append((at, end, tuple(side.keys[at:end])))
        at = max(end, at + 1)
    return out


def _nominal(side: Side, at: int) -> bool:
    return side.name[at] or (side.opening[at] and side.raws[at][0].isupper() and side.content[at])


def _swapped(a: Side, gap_a: tuple[int, int], b: Side, gap_b: tuple[int, int]) -> bool:
    """True if the words between the two names are mostly the same and more than a list, the voice included."""
    between_a, between_b = a.keys[slice(*gap_a)], b.keys[slice(*gap_b)]
    first, second = set(between_a), set(between_b)
    if first <= _LIST or bool(first & _PASSIVE) != bool(second & _PASSIVE):
        return False
    content = {lexicon.stem(a.keys[at]) for at in range(*gap_a) if a.content[at]}
    other = {lexicon.stem(b.keys[at]) for at in range(*gap_b) if b.content[at]}
    if not content and not other:
        return bool(first) and first == second
    return len(content & other) >= 0.6 * max(len(content), len(other))


def moved(a: Side, b: Side, free_a: set[int], free_b: set[int]) -> list[Change]:
    """Phrases that stand in both, elsewhere; their words are taken out of `free_a` and `free_b`.

    A phrase is a run of the same words, or a whole stretch that another says in other words ("in recent months").
    """
    out: list[Change] = []
    if not free_a or not free_b:
        return out
    for start, end in stretches(a, free_a):
        words = [a.keys[at] for at in range(start, end) if a.content[at]]
        for low, high in stretches(b, free_b):
            others = [b.keys[at] for at in range(low, high) if b.content[at]]
            if (
                words
                and len(words) == len(others)
                and _apart(a, b, start, low)
                and _denied(a, start, end) == _denied(b, low, high)
                and all(map(lexicon.alike, words, others))
            ):
                out.append(_order(a, b, (start, end), (low, high)))
                free_a.difference_update(range(start, end))
                free_b.difference_update(range(low, high))
                break
    while True:
        run = _longest(a, b, free_a, free_b)
        if run is None:
            break
        i, j, length = run
        out.append(_order(a, b, (i, i + length), (j, j + length)))
        free_a.difference_update(range(i, i + length))
        free_b.difference_update(range(j, j + length))
        _absorb(a, free_a, i, i + length)
        _absorb(b, free_b, j, j + length)
    return out


def _denied(side: Side, start: int, end: int) -> bool:
    return lexicon.denials(side.keys, start, end) % 2 == 1


def _apart(a: Side, b: Side, i: int, j: int) -> bool:
    """True if the words that stand before differ, so that the stretches aren't in one place."""
    return (a.keys[i - 1] if i else "") != (b.keys[j - 1] if j else "")


def _order(a: Side, b: Side, here: tuple[int, int], there: tuple[int, int]) -> Change:
    return Change(
        kind="order", a_span=a.span(*here), b_span=b.span(*there), matters=False,
        because=f"“{a.words(*here)}” stands elsewhere in the sentence",
    )  # fmt: skip


def _longest(a: Side, b: Side, free_a: set[int], free_b: set[int]) -> tuple[int, int, int] | None:
    """The longest run of free words with content that both have: (start in a, start in b, length)."""
    if not free_a or not free_b:
        return None
    where: dict[str, list[int]] = {}
    for j in sorted(free_b):
        where.setdefault(b.keys[j], []).append(j)
    best: tuple[int, int, int, int] | None = None
    for i in sorted(free_a):
        for j in where.get(a.keys[i], ()):
            length = 1
            while i + length in free_a and j + length in free_b and a.keys[i + length] == b.keys[j + length]:
                length += 1
            content = sum(a.content[at] for at in range(i, i + length))
            if content and (best is None or (content, length) > best[:2]):
                best = (content, length, i, j)
    return None if best is None else (best[2], best[3], best[1])


def _absorb(side: Side, free: set[int], start: int, end: int) -> None:
    """Function words left over beside a moved phrase went with it, up to the next word with content or border."""
    at = start - 1
    while at in free and side.keys[at] in _LEADING and not side.border[at + 1]:
        free.discard(at)
        at -= 1
    at = end
    while at in free and side.keys[at] in _LEADING and not side.border[at]:
        free.discard(at)
        at += 1


def stretches(side: Side, free: set[int]) -> list[tuple[int, int]]:
    """Runs of free words, cut where a clause begins."""
    out: list[tuple[int, int]] = []
    for at in sorted(free):
        if out and out[-1][1] == at and not side.border[at]:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    return out
