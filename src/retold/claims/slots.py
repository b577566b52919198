"""Two linked passages word by word: what both have, and whether two words stand in one place.

Nothing is decided here about what a difference means.
"""

from collections import Counter
from functools import cached_property

from retold.changes import lexicon
from retold.changes.sides import Side, difference

#: A run of words: first, and one past the last.
Run = tuple[int, int]
#: Words before a number, a name or a verb in which what bounds or denies it stands.
_BEFORE = 5


class Slots:
    """Two sides of a link. Places are numbers of words."""

    def __init__(self, a: Side, b: Side) -> None:
        self.a, self.b = a, b
        self.found = difference(a, b)
        self.kept = dict(self.found.same)

    @cached_property
    def _bags(self) -> tuple[Counter[str], Counter[str]]:
        """Stems of words with content on each side; who says it is told in any words."""
        a, b = (
            Counter(
                lexicon.stem(key)
                for key, content in zip(side.keys, side.content, strict=True)
                if content and not lexicon.reporting(key)
            )
            for side in (self.a, self.b)
        )
        return a, b

    def common(self, but: int = 0) -> float:
        """Share of the shorter side's content words, `but` so many, that the other has too, wherever they stand."""
        first, second = self._bags
        least = min(first.total(), second.total())
        return (first & second).total() / max(1, least - but) if least > 1 else 0.0

    def alike(self) -> float:
        """Share of all content words of both sides that both have."""
        first, second = self._bags
        return (first & second).total() / max(1, (first | second).total())

    @cached_property
    def parts(self) -> list[tuple[Run, Run]]:
        """Stretches that stand in one place and differ, where both sides have words."""
        blocks = self.found.blocks
        return [((x.a, x.a_end), (x.b, x.b_end)) for x in blocks if x.a < x.a_end and x.b < x.b_end]

    def same(self, i: int, j: int) -> bool:
        """True if two words say the same, or both places are past the end."""
        ends = (not 0 <= i < len(self.a), not 0 <= j < len(self.b))
        if any(ends):
            return all(ends)
        x, y = self.a.keys[i], self.b.keys[j]
        return x == y or lexicon.alike(x, y) or bool(lexicon.reporting(x) and lexicon.reporting(y))

    def framed(self, x: Run, y: Run) -> bool:
        """True if the words before two runs are the same and those behind too."""
        return self.same(x[0] - 1, y[0] - 1) and self.same(x[1], y[1])


def next_content(side: Side, at: int) -> int | None:
    """The next word with content in the same clause that is no number."""
    for place in range(at, min(len(side), at + _BEFORE)):
        if side.border[place]:
            return None
        if side.content[place] and lexicon.number(side.keys[place]) is None:
            return place
    return None


def before(side: Side, at: int) -> list[str]:
    """The words just before one, in its clause, nearest first."""
    found: list[str] = []
    for place in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        if side.border[place + 1]:
            break
        found.append(side.keys[place])
    return found
