"""As of when a figure holds: the expression of time nearest to it by the parse, within its clause.

A time that tells when something was said, or that belongs to another clause, says nothing of the figure.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from retold.figures.within import above, distance, within
from retold.trees import VERBS, Tree
from retold.types import TimeExpression

#: Clauses that share the time of the one above: "the firm bought and sold 300 cars in 2020".
_SHARING = frozenset({"acl", "conj", "pcomp", "relcl", "xcomp"})
#: Clauses up to which that is followed.
_REACH = 3
#: Times to either side of a number that are looked at: a sentence seldom has more.
_NEAREST = 4


@dataclass(frozen=True, slots=True)
class TimePlace:
    """An expression of time with its place in the sentence."""

    start: int
    end: int
    time: TimeExpression


def decided(time: TimeExpression) -> bool:
    """Whether a time says when; "12 March 2021" does even where the article isn't dated."""
    return time.period is not None or (time.type in ("DATE", "TIME") and time.value[:4].isdigit())


def moment(tree: Tree, at: int, places: Sequence[TimePlace]) -> TimeExpression | None:
    """The time that holds for the number at a place of the sentence; `places` are in order.

    Without a parse it is the nearest in the sentence.
    """
    i = bisect_left(places, at, key=_start)
    near = places[max(0, i - _NEAREST) : i + _NEAREST]
    number = _top(tree, at, at + 1)
    if number is None:
        return min(near, key=lambda place: abs(place.start - at)).time if near and not tree.words else None
    ranked = []
    for place in near:
        word = _top(tree, place.start, place.end)
        if word is not None and _same_clause(tree, number, word):
            ranked.append((distance(tree, number, word), abs(place.start - at), place.start, place.time))
    return min(ranked, key=lambda rank: rank[:3])[3] if ranked else None


def _start(place: TimePlace) -> int:
    return place.start


def _top(tree: Tree, start: int, end: int) -> int | None:
    """The word of a stretch on which its others hang."""
    held = within(tree, start, end)
    return next((i for i in held if tree.heads[i] not in held or tree.heads[i] == i), None)


def _clause(tree: Tree, i: int) -> int:
    """The verb whose clause a word is in; the top word where there is none."""
    top = i
    for top in (i, *above(tree, i)):
        if tree.words[top].pos in VERBS and tree.words[top].dep not in ("aux", "auxpass", "amod"):
            return top
    return top


def _same_clause(tree: Tree, number: int, time: int) -> bool:
    if tree.words[time].dep == "poss" and tree.heads[time] not in (number, *above(tree, number)):
        return False  # "people hurt in Monday's accident": a time of the accident
    own, other = _clause(tree, number), _clause(tree, time)
    for _ in range(_REACH):
        if own == other or tree.words[own].dep not in _SHARING:
            break
        own = _clause(tree, tree.heads[own])
    # "40 people hurt on Friday", "the 300 people killed in 2020": the time is in what is told of those counted
    told_of = tree.words[other].dep in ("acl", "relcl")
    return own == other or (told_of and tree.heads[other] in (number, *above(tree, number)))
