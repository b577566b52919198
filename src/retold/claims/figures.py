"""Which figures count the same thing, which values differ, and which of those can't both hold."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Literal

from retold.claims.counted import TAKEN, Counted, anybody, counted, people
from retold.claims.keys import cover, jaccard
from retold.claims.places import Places, fullest
from retold.config import Saying
from retold.types import Claim, ClaimConflict, Figure, Period

_ROUGH = frozenset({"about", "almost"})
#: Time after which the same fate befalls others, if the text gives the time of one.
_SOON = timedelta(days=14)
_BOUNDS: dict[str, Literal["least", "most"]] = {
    "at least": "least",
    "more than": "least",
    "at most": "most",
    "less than": "most",
}
#: What a value came to by a change: "at least" of "dropped to at least" tells how exact it is.
_MOVED = re.compile(r"(?:.* )?(?:to|by|from) ")


def same_thing(a: Counted, b: Counted, *, config: Saying) -> bool:
    """True if two figures count the same: unit, words of what is counted, and words around."""
    if (a.figure.unit, a.figure.per) != (b.figure.unit, b.figure.per) or not a.counts or not b.counts:
        return False
    equal = same_value(a.figure, b.figure, config=config)
    if a.article == b.article and (a.sentence == b.sentence or not compatible(a.figure, b.figure, config=config)):
        return False  # an article that gives two values counts two things
    # "injuring 14 people", "had treated 17 people"; "1,900 passengers by noon": the same count at the same hour
    fate = bool(a.sense) and a.sense == b.sense and a.people and b.people
    # "Two were dismissed in March": others than those dismissed now
    fate = fate and not ((a.dated or b.dated) and _apart(a.held, b.held, _SOON))
    hour = a.counts == b.counts and bool(a.hours & b.hours) and a.sense == b.sense and not a.counts <= anybody()
    if not equal and (_other_facts(a, b) or (a.sense != b.sense and a.sense and b.sense)):
        return False
    return fate or hour or _same_words(a, b, equal=equal, config=config)


def _same_words(a: Counted, b: Counted, *, equal: bool, config: Saying) -> bool:
    """True if the words of what is counted and those around agree: enough of them, and more where the values differ."""
    union = a.counts | b.counts
    alike = jaccard(a.counts, b.counts)
    if equal:
        if alike < config.same_counted and not (a.counts <= b.counts or b.counts <= a.counts):
            return False
        least = config.counted_context if alike == 1 and len(union) > 1 else config.counted_context * 1.5
        return cover(a.around - union, b.around - union) >= least
    if a.figure.unit == TAKEN:  # what takes so long is all that is to know
        return alike >= config.same_counted
    told = a.figure.counts.split()
    if alike == 1 and any(w.islower() and len(w) > 3 for w in told) and any(w[:1].isupper() for w in told[1:]):
        return True  # "troops in Iraq" says it all, "troops" does not
    return alike >= config.same_counted and jaccard(a.around - union, b.around - union) >= config.other_value


def _other_facts(a: Counted, b: Counted) -> bool:
    """True if the sentences have several numbers each and none in common: two seasons, not two accounts of one."""
    if len(a.numbers) > 1 and len(b.numbers) > 1 and not a.numbers & b.numbers:
        return True
    # A sentence that gives both numbers counts two things: "fourteen were taken to hospital, two of them badly hurt".
    return _digits(a.figure) in b.numbers or _digits(b.figure) in a.numbers


def _digits(figure: Figure) -> str:
    """The number as `numbers` has it: "105000000000", never "1.05e+11"."""
    return f"{figure.low:.15g}" if figure.low == figure.high else ""


def same_value(a: Figure, b: Figure, *, config: Saying) -> bool:
    """True if two figures give one value: equal, or within rounding where one says that it rounds."""
    if (a.low, a.high) == (b.low, b.high):
        return bound(a) == bound(b) or _rough(a) or _rough(b)
    if bound(a) or bound(b):
        return False
    if not (_rough(a) or _rough(b)):
        return False
    largest = max(abs(a.value), abs(b.value))
    return abs(a.value - b.value) <= config.rounding * largest


def compatible(a: Figure, b: Figure, *, config: Saying) -> bool:
    """True if both can hold: "at least 20" and "26" do, "more than 30" and "26" don't."""
    if same_value(a, b, config=config):
        return True
    low_a, high_a = _range(a)
    low_b, high_b = _range(b)
    return low_a <= high_b and low_b <= high_a


def _range(figure: Figure) -> tuple[float, float]:
    side = bound(figure)
    if side == "least":
        return figure.low, float("inf")
    return (float("-inf"), figure.high) if side == "most" else (figure.low, figure.high)


def bound(figure: Figure) -> Literal["least", "most", ""]:
    """Whether its number is the least or the most that it may be: "rose to more than 40" is at least 40."""
    return _BOUNDS.get(_exactness(figure), "")


def _rough(figure: Figure) -> bool:
    return _exactness(figure) in _ROUGH


def _exactness(figure: Figure) -> str:
    """How exact the number is, without what it did to come to it."""
    return _MOVED.sub("", figure.qualifier.lower())


def figure_claims(places: Places, *, config: Saying) -> tuple[list[list[Claim]], list[ClaimConflict]]:
    """Claims grouped by what is counted, one a distinct value; and the groups whose values can't all hold."""
    groups: list[list[Counted]] = []
    sharing: dict[object, list[int]] = defaultdict(list)
    nodes = sorted((c for one in places.facts.values() for c in counted(one)), key=lambda c: c.key)
    for node in nodes:
        keys = list(_keys(node))
        near = sorted({i for key in keys for i in sharing[key]})
        home = next((i for i in near if _belongs(node, groups[i], config)), None)
        if home is None:
            home = len(groups)
            groups.append([])
        groups[home].append(node)
        for key in keys:
            if home not in sharing[key]:
                sharing[key].append(home)
    claims, conflicts = [], []
    for group in groups:
        values = _values(group, config)
        made = [_claim(value, places) for value in values]
        claims.append(made)
        conflicts += _conflicts(values, made, config)
    return claims, conflicts


def _keys(node: Counted) -> Iterator[object]:
    """What two figures of the same thing have one of in common: see `same_thing`."""
    kind = node.figure.unit, node.figure.per
    yield from ((kind, word) for word in node.counts)
    if node.sense and node.people:
        yield kind, None, node.sense


def _belongs(node: Counted, group: Sequence[Counted], config: Saying) -> bool:
    """True if a figure counts what some telling of each value of a group counts, and its article tells no other."""
    found: dict[tuple[float, float], bool] = {}
    for other in group:
        if node.article == other.article and not compatible(node.figure, other.figure, config=config):
            return False
        key = other.figure.low, other.figure.high
        if not found.get(key):
            found[key] = same_thing(node, other, config=config)
    return all(found.values())


def _values(group: Sequence[Counted], config: Saying) -> list[list[Counted]]:
    found: list[list[Counted]] = []
    exact_first = sorted(group, key=lambda c: (_rough(c.figure), c.figure.value, c.key))
    for node in exact_first:
        home = next((v for v in found if same_value(v[0].figure, node.figure, config=config)), None)
        if home is None:
            found.append([node])
        else:
            home.append(node)
    return sorted(found, key=lambda value: (value[0].figure.value, value[0].key))


def _claim(value: Sequence[Counted], places: Places) -> Claim:
    best = min(value, key=lambda c: (-len(c.figure.counts), c.key))
    passages = fullest(places.sentence(c.article, c.sentence) for c in value)
    sources = sorted({c.figure.source.name for c in value if c.figure.source is not None})
    return Claim(
        kind="figure",
        passages=passages,
        source=next(iter(sources), "") or places.said_by(best.article, best.figure.span),
        origins=places.origins(passages),
        figure=best.figure,
        because=(f"{best.figure.span.text} {best.figure.counts}",),
    )


def _conflicts(values: list[list[Counted]], claims: list[Claim], config: Saying) -> list[ClaimConflict]:
    """One conflict for the values of one thing that exclude another of them at one time, smallest first."""

    def clash(first: list[Counted], second: list[Counted]) -> bool:
        return any(
            not compatible(a.figure, b.figure, config=config) and not _apart(a.held, b.held)
            for a in first
            for b in second
        )

    held = [i for i, value in enumerate(values) if any(clash(value, o) for o in values if o is not value)]
    if not held:
        return []
    told = " / ".join(values[i][0].figure.span.text for i in held)
    counts = next((c.figure.counts for i in held for c in values[i] if c.counts & people()), "")
    because = f"figure {told} for {counts or values[held[0]][0].figure.counts}"
    return [ClaimConflict(claims=tuple(claims[i] for i in held), because=because)]


def _apart(a: Period, b: Period, by: timedelta = timedelta(0)) -> bool:
    """True if one ends, so much, before the other begins."""

    def before(first: Period, second: Period) -> bool:
        return first.latest is not None and second.earliest is not None and first.latest + by <= second.earliest

    return before(a, b) or before(b, a)
