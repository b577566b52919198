"""Who stands before or after a verb of saying, and whether both sides name the same.

Told are a person who lost the name ("Hanne Birch told" / "a spokeswoman said") and a source that is another one ("an
official said" / "the county said"). Names that differ, pronouns and attributions in one side only are left to `kinds`.
"""

from dataclasses import dataclass

from retold.changes import lexicon
from retold.changes.sides import Block, Difference, Side
from retold.changes.sources import is_done_to, is_saying
from retold.types import Change

_SOME = frozenset(["a", "an", "1", "2", "3", "4", "another", "some", "several", "many"])
_KNOWN = frozenset(["the", "this", "that", "his", "her", "its", "their", "our", "my", "both"])
_TOLD = frozenset(["told", "tell", "tells", "telling"])
_WHOSE = frozenset(["for", "of", "from", "at", "with", "in", "who"])
#: Most words of a source that are read.
_MOST = 8
#: Most words of one whose noun isn't known to speak: "a young woman".
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words [start, end) with a verb of saying; [low, high) is the head of its subject."""

    start: int
    end: int
    low: int
    high: int
    #: The subject's words with content.
    words: tuple[str, ...]
    #: The parts of its name, if it ends with one.
    name: tuple[str, ...]
    #: A source without a name that the reader can't know: "a spokeswoman", "officials".
    unnamed: bool


def speakers(a: Side, b: Side, found: Difference) -> list[tuple[Change, Block]]:
    """Attributions that weaken or change their source, with the words that they cover."""
    out = []
    for first, second in _beside(a, b, found):
        x, y = speaker(a, first), speaker(b, second)
        why = x is not None and y is not None and _differs(a, x, b, y)
        if x is None or y is None or not why:
            continue
        said = f"“{a.words(x.start, x.end)}” / “{b.words(y.start, y.end)}”"
        change = Change(
            kind="attribution",
            a_span=a.span(x.start, x.end),
            b_span=b.span(y.start, y.end),
            matters=True,
            because=f"{why}: {said}",
        )
        out.append((change, Block(x.start, x.end, y.start, y.end)))
    return out


def _beside(a: Side, b: Side, found: Difference) -> list[tuple[int, int]]:
    """Verbs of saying that stand for each other: the same one, the only ones of a difference, or of the sides."""
    verbs_a, verbs_b = _verbs(a), _verbs(b)
    if not verbs_a or not verbs_b:
        return []
    if len(verbs_a) == len(verbs_b) == 1:
        return [(verbs_a[0], verbs_b[0])] if _commits_alike(a, verbs_a[0], b, verbs_b[0]) else []
    same = dict(found.same)
    out = [(at, same[at]) for at in verbs_a if same.get(at) in verbs_b]
    for block in found.blocks:
        first = [at for at in verbs_a if block.a <= at < block.a_end]
        second = [at for at in verbs_b if block.b <= at < block.b_end]
        if len(first) == len(second) == 1 and _commits_alike(a, first[0], b, second[0]):
            out.append((first[0], second[0]))
    return sorted(set(out))


def _commits_alike(a: Side, i: int, b: Side, j: int) -> bool:
    return lexicon.reporting(a.keys[i]) == lexicon.reporting(b.keys[j])


def _verbs(side: Side) -> list[int]:
    return [at for at in side.sayings if is_saying(side, at) and not is_done_to(side, at)]


def speaker(side: Side, verb: int) -> Speaker | None:
    """The subject of a verb of saying: the words of its clause before it, or the source right after it."""
    low, high, end = _clause(side, verb), verb, verb + 1
    if low == verb:
        low = _apposed(side, verb)
    if low == verb:
        low = high = end
        while high < len(side) and not side.border[high] and _nominal(side, high):
            high += 1
        end = high
    elif side.keys[verb] in _TOLD:
        while end < len(side) and not side.border[end] and (side.name[end] or side.keys[end] == "the"):
            end += 1
    if high - low > _MOST:
        return None
    head = _head(side, low, high)
    words = tuple(side.keys[at] for at in range(low, head) if side.content[at])
    if not words:
        return None
    name = tuple(side.keys[at] for at in range(low, head) if side.name[at]) if side.name[head - 1] else ()
    return Speaker(min(low, verb), end, low, head, words, name, _unnamed(side, low, head))


def _clause(side: Side, end: int) -> int:
    """Where the clause begins that ends before word `end`."""
    low = end
    while low > 0 and not side.border[low]:
        low -= 1
    return low


def _apposed(side: Side, verb: int) -> int:
    """ "Hanne Birch, a spokeswoman, said": where the name begins; the verb itself where there is none."""
    low = _clause(side, verb - 1) if verb else 0
    if low == 0 or not side.name[low - 1] or not any(lexicon.is_source(side.keys[at]) for at in range(low, verb)):
        return verb
    return _clause(side, low - 1)


def _head(side: Side, low: int, high: int) -> int:
    """Where the words about whom a source belongs to begin: "a spokeswoman | for the county"."""
    for at in range(low + 1, high):
        if side.border[at] or (side.keys[at] in _WHOSE and side.keys[at - 1] not in _SOME):
            return at
    return high


def _nominal(side: Side, at: int) -> bool:
    key = side.keys[at]
    return side.name[at] or key in _SOME or key in _KNOWN or lexicon.is_source(key) or lexicon.is_title(key)


def _unnamed(side: Side, low: int, high: int) -> bool:
    """True for "a spokeswoman", "one of the officials" and "officials"; "the mayor" may be known."""
    if any(side.name[low:high]):
        return False
    keys = side.keys[low:high]
    if not any(map(lexicon.is_source, keys)):
        return keys[0] in _SOME and 1 < len(keys) <= _SHORT
    first = next((key for key in keys if key in _SOME or key in _KNOWN), "")
    return first in _SOME or (not first and keys[-1].endswith("s"))


def _differs(a: Side, x: Speaker, b: Side, y: Speaker) -> str:
    """Why the sources differ, or ""."""
    for (side, one), (other, two) in (((a, x), (b, y)), ((b, y), (a, x))):
        if two.unnamed and one.name and not set(one.name) <= set(other.keys):
            raws = [side.raws[at] for at in range(one.low, one.high) if side.name[at]]
            return "" if all(raw in other.text for raw in raws) else "named in one, unnamed in the other"
    if x.name or y.name or not (x.unnamed or y.unnamed):
        return ""
    if any(lexicon.alike(i, j) for i in x.words for j in y.words):
        return ""
    return "another source"
