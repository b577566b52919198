"""Which kind of change a difference within a link is, and whether it matters.

Rules in a fixed order; each answers with a change or passes on. Words come in as two `Side`s and stretches of them, so
the rules read both the words that differ and what stands beside them. Swapping the sides gives the mirrored answer.
"""

from collections.abc import Callable

from retold.changes import lexicon
from retold.changes.names import name
from retold.changes.pairs import Pair
from retold.changes.scales import modality, negation
from retold.changes.sides import Side
from retold.changes.sources import as_many_attributions, attribution, beside_saying, source, verb_of_saying
from retold.changes.values import date, figure, numbers
from retold.changes.wording import contrary, loaded, slip, wording
from retold.types import Change, ChangeKind

_AUXILIARY = frozenset(["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did"])

#: Words with which no rule begins.
_IDLE = frozenset("the a an that of in on at for from and with as its their also which".split())  # noqa: SIM905 - a list of words


def classify(pair: Pair) -> Change:
    """The one change that a stretch of difference amounts to."""
    if set(pair.keys("a") + pair.keys("b")) <= _IDLE:
        return added(pair) if pair.one_sided else wording(pair)
    for rule in _ONE_SIDED if pair.one_sided else _TWO_SIDED:
        change = rule(pair)
        if change is not None:
            return change
    return added(pair) if pair.one_sided else wording(pair)


#: Most words that name who speaks; more tell something about them.
_SPEAKER = 6


def added(pair: Pair) -> Change:
    which, other = ("a", "b") if pair.keys("a") else ("b", "a")
    kind: ChangeKind = "dropped" if which == "a" else "added"
    side, start, end = pair.part(which)
    whole = {lexicon.country(key) for key in pair.part(other)[0].keys}
    elsewhere = pair.part(other)[0].text
    new = [
        at
        for at in range(start, end)
        if side.name[at] and lexicon.country(side.keys[at]) not in whole and side.raws[at] not in elsewhere
    ]
    content = [key for key in pair.content(which) if key not in _AUXILIARY]
    bare = [key for key in content if not lexicon.is_title(key)]
    if new and len(new) == len(bare) and _lengthens(side, start, end):
        return pair.change("name", False, f"the same name, shorter or longer: {pair.both()}")
    if new and end - start <= _SPEAKER and beside_saying(side, start, end) and as_many_attributions(pair, which, other):
        return pair.change(kind, False, f"who speaks is told otherwise in the other: {pair.both()}")
    if len(new) > 1 or (new and len(bare) > 1):
        return pair.change(kind, True, f"a name in one only: {pair.both()}")
    if numbers(side, start, end) and content:
        return pair.change(kind, True, f"a figure in one only: {pair.both()}")
    fresh = [key for key in content if key not in whole]
    clause = side.border[start] and side.border[end] and end - start > pair.config.content_words
    if len(content) >= pair.config.content_words - clause and len(fresh) >= 2:
        return pair.change(kind, True, f"told in one only: {pair.both()}")
    return pair.change(kind, False, f"a detail: {pair.both()}")


def _lengthens(side: Side, start: int, end: int) -> bool:
    """True if a name stands right beside the words, so that they are a part of it."""
    after = end < len(side) and side.name[end] and not side.border[end]
    return after or (start > 0 and side.name[start - 1] and not side.border[start])


Rule = Callable[[Pair], Change | None]
_ONE_SIDED: tuple[Rule, ...] = (attribution, negation, date, figure, modality)
_TWO_SIDED: tuple[Rule, ...] = (
    slip, negation, contrary, verb_of_saying, date, figure, source, loaded, modality, name,
)  # fmt: skip
