"""Two stretches of words that stand in one place of a link's sides: what the rules of `kinds` are asked about."""

from retold.changes import lexicon
from retold.changes.sides import Block, Side
from retold.config import Comparing
from retold.types import Change, ChangeKind


class Pair:
    """A stretch of each side that differs, with both sides whole."""

    __slots__ = ("_content", "_keys", "_parts", "a", "anew", "b", "block", "config", "one_sided")

    def __init__(self, a: Side, b: Side, block: Block, config: Comparing, *, anew: bool = False) -> None:
        self.a, self.b, self.block, self.config = a, b, block, config
        #: True if the sentence is told anew: that one of its words has no counterpart then tells little.
        self.anew = anew
        self._parts = (a, block.a, block.a_end), (b, block.b, block.b_end)
        self.one_sided = block.a == block.a_end or block.b == block.b_end
        parts = self._parts
        self._keys = [side.keys[start:end] for side, start, end in parts]
        self._content = [[side.keys[at] for at in range(start, end) if side.content[at]] for side, start, end in parts]

    def keys(self, which: str) -> list[str]:
        """The words of side "a" or "b"."""
        return self._keys[which == "b"]

    def content(self, which: str) -> list[str]:
        """Those that carry content."""
        return self._content[which == "b"]

    def part(self, which: str) -> tuple[Side, int, int]:
        """The side with the place of the stretch in it."""
        return self._parts[which == "b"]

    def parts(self) -> tuple[tuple[Side, int, int], tuple[Side, int, int]]:
        """Both."""
        return self._parts

    def says(self, which: str) -> str:
        side, start, end = self.part(which)
        return f"“{side.words(start, end)}”" if end > start else "nothing"

    def both(self) -> str:
        """Both wordings, or the one there is, for a reason."""
        said = [self.says(which) for which in "ab" if self.keys(which)]
        return " / ".join(said)

    def narrowed(self, a: list[int], b: list[int]) -> "Pair":
        """The pair from the first to the last of the places given, on the sides that have some."""
        block = self.block
        low, high = (a[0], a[-1] + 1) if a else (block.a, block.a_end)
        start, end = (b[0], b[-1] + 1) if b else (block.b, block.b_end)
        return Pair(self.a, self.b, Block(low, high, start, end), self.config, anew=self.anew)

    def change(self, kind: ChangeKind, matters: bool, because: str) -> Change:
        block = self.block
        return Change(
            kind=kind,
            a_span=self.a.span(block.a, block.a_end) if block.a < block.a_end else None,
            b_span=self.b.span(block.b, block.b_end) if block.b < block.b_end else None,
            matters=matters,
            because=because,
        )


def named(side: Side, start: int, end: int) -> list[str]:
    return [side.keys[at] for at in range(start, end) if side.name[at]]


def same_names(pair: Pair) -> bool:
    """True if the names of one side are those of the other, shorter or longer, or initials of them."""
    a, b = (named(*part) for part in pair.parts())
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    initials = "".join(word[0] for word in long)
    return set(map(lexicon.plain, short)) <= set(map(lexicon.plain, long)) or (
        len(short) == 1 and short[0] == initials and len(long) > 1
    )


def all_alike(a: list[str], b: list[str]) -> bool:
    return all(any(lexicon.alike(x, y) for y in b) for x in a) and all(any(lexicon.alike(x, y) for x in a) for y in b)
