"""Near-duplicates of articles as they come, of all that are remembered: the same pairs as those of the batch.

Every run of words of what is remembered is looked up, so that no candidate is missed; each is verified exactly. What
an outlet is found to print again and again becomes template, and the pairs that rested on it are told anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retold.config import DEFAULT, Grouping
from retold.duplicates.batch import verified, without_template
from retold.duplicates.postings import Places, Postings
from retold.duplicates.runs import Hashes
from retold.types import Duplicate


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: runs of words by article. Places count all articles that ever came, from 0."""

    #: Place of the first article that is remembered.
    first: int = 0
    #: Hashes of its runs, for each that is remembered, and the number of who published it, -1 if nobody knows.
    rows: tuple[Hashes, ...] = ()
    outlets: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    numbers: Mapping[str, int] = field(default_factory=dict)
    runs: Postings = field(default_factory=Postings)
    #: Runs that an outlet prints again and again, ascending.
    templates: Mapping[int, Hashes] = field(default_factory=dict)

    @property
    def next(self) -> int:
        """Place of the next article."""
        return self.first + len(self.rows)

    def kept(self, place: int, *, config: Grouping = DEFAULT.grouping) -> Hashes:
        """The runs of an article without template; all, if too little would be left."""
        row = self.rows[place - self.first]
        template = self.templates.get(int(self.outlets[place - self.first]))
        if template is None:
            return row
        return without_template(row, template, config=config)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of adding articles."""

    duplicates: tuple[Duplicate, ...]
    #: Earlier articles whose pairs are told anew, since some of their words turned out to be template.
    renewed: frozenset[int]


def add(
    printed: Printed, rows: Sequence[Hashes], outlets: Sequence[str | None], *, config: Grouping = DEFAULT.grouping
) -> tuple[Printed, Found]:
    """Add articles: all their duplicates among those that are remembered, and among themselves, in order."""
    if not rows:
        return printed, Found((), frozenset())
    start = printed.next
    flat, owners = _flat(rows, range(start, start + len(rows)))
    numbers = dict(printed.numbers)
    by = [numbers.setdefault(name, len(numbers)) if name else -1 for name in outlets]
    known = Printed(
        first=printed.first,
        rows=(*printed.rows, *rows),
        outlets=np.concatenate((printed.outlets, np.array(by, dtype=np.int64))),
        numbers=numbers,
        runs=printed.runs.add(flat, owners, since=printed.first),
        templates=printed.templates,
    )
    which, places = known.runs.find(flat, since=known.first)
    known, renewed = _with_templates(known, flat, owners, which, places, config)
    again = sorted(place for place in renewed if place < start)
    pairs = _pairs(owners[which], places)
    if again:
        more, holders = _flat([known.kept(place, config=config) for place in again], again)
        hit, others = known.runs.find(more, since=known.first)
        pairs = np.concatenate((pairs, _pairs(holders[hit], others)))
    return known, Found(_verified(known, pairs, config), frozenset(again))


def forget(printed: Printed, first: int) -> Printed:
    """Without the articles before place `first`."""
    gone = max(0, first - printed.first)
    return Printed(
        first=printed.first + gone,
        rows=printed.rows[gone:],
        outlets=printed.outlets[gone:],
        numbers=printed.numbers,
        runs=printed.runs,
        templates=printed.templates,
    )


def _flat(rows: Sequence[Hashes], places: Sequence[int]) -> tuple[Hashes, Places]:
    return np.concatenate(rows), np.repeat(np.array(places, dtype=np.int64), [len(row) for row in rows])


def _with_templates(
    known: Printed, flat: Hashes, owners: Places, which: Places, places: Places, config: Grouping
) -> tuple[Printed, set[int]]:
    """Runs that an outlet now has printed often enough are template: with them, and whose they are."""
    by = known.outlets[places - known.first]
    same = (by == known.outlets[owners[which] - known.first]) & (by >= 0)
    often = np.flatnonzero(np.bincount(which[same], minlength=len(flat)) >= config.template_repeats)
    templates = dict(known.templates)
    fresh = np.zeros(len(flat), dtype=bool)
    owner = known.outlets[owners[often] - known.first]
    for number in np.unique(owner).tolist():
        before = templates.get(number, flat[:0])
        mine = often[owner == number]
        mine = mine[~np.isin(flat[mine], before)]
        if len(mine):
            templates[number] = np.union1d(before, flat[mine])
            fresh[mine] = True
    renewed = set(places[same & fresh[which]].tolist())
    return replace(known, templates=templates), renewed


def _pairs(a: Places, b: Places) -> Places:
    """Pairs as rows (a, b, runs in common), each once, a < b."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    apart = low < high
    codes, shared = np.unique(low[apart] << np.int64(32) | high[apart], return_counts=True)
    return np.stack((codes >> np.int64(32), codes & np.int64(0xFFFFFFFF), shared), axis=1)


def _verified(known: Printed, pairs: Places, config: Grouping) -> tuple[Duplicate, ...]:
    kept = cache(lambda place: known.kept(place, config=config))
    found: dict[tuple[int, int], Duplicate] = {}
    for a, b, shared in pairs[_likely(known, pairs, config)].tolist():
        # Pairs of new articles are counted from both sides; more than enough is looked at exactly.
        if (a, b) not in found and shared >= config.duplicate_cover * min(len(kept(a)), len(kept(b))):
            duplicate = verified(a, b, kept(a), kept(b), config=config)
            if duplicate is not None:
                found[a, b] = duplicate
    return tuple(found[pair] for pair in sorted(found))


def _likely(known: Printed, pairs: Places, config: Grouping) -> NDArray[np.bool_]:
    """Which pairs have enough in common, should templates leave as little of the articles as they may."""
    sizes = np.array([len(row) for row in known.rows])
    sizes = np.where(np.isin(known.outlets, list(known.templates)), config.template_leaves * sizes, sizes)
    shortest = np.minimum(sizes[pairs[:, 0] - known.first], sizes[pairs[:, 1] - known.first])
    least: NDArray[np.bool_] = pairs[:, 2] >= config.duplicate_cover * shortest
    return least


def order(found: Sequence[Found]) -> tuple[Duplicate, ...]:
    """What holds after several additions: the pairs of each, but for those that a later one told anew."""
    standing: dict[tuple[int, int], Duplicate] = {}
    for one in found:
        standing = {pair: d for pair, d in standing.items() if one.renewed.isdisjoint(pair)}
        standing.update(((d.a, d.b), d) for d in one.duplicates)
    return tuple(standing[pair] for pair in sorted(chain(standing)))
