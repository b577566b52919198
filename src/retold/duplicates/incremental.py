"""Near-duplicates of articles as they come, of all that are remembered: the same pairs as those of the batch.

Every run of words of what is remembered is looked up, so that no candidate is missed; each is verified exactly. What
an outlet is found to print again and again becomes template, and the pairs that rested on it are told anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain

import numpy as np

from retold.config import DEFAULT, Grouping
from retold.duplicates.batch import verified, without_template
from retold.duplicates.postings import Places, Postings
from retold.duplicates.runs import Hashes, among
from retold.types import Duplicate

_AT_ONCE = 16
"""Articles whose runs are looked up at a time: more take memory (a run may have thousands of hits), fewer longer."""


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
    #: How many runs each has without template.
    left: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
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
    numbers = dict(printed.numbers)
    by = [numbers.setdefault(name, len(numbers)) if name else -1 for name in outlets]
    flat = np.concatenate(rows)
    owners = np.repeat(np.arange(start, start + len(rows)), [len(row) for row in rows])
    known = Printed(
        first=printed.first,
        rows=(*printed.rows, *rows),
        outlets=np.concatenate((printed.outlets, np.array(by, dtype=np.int64))),
        numbers=numbers,
        runs=printed.runs.add(flat, owners, since=printed.first),
        templates=printed.templates,
    )
    left = np.concatenate((printed.left, [len(row) for row in rows]))
    renewed, pairs = set[int](), []
    for hits in _hits(known, range(start, known.next), rows):
        known, more = _with_templates(known, hits, config)
        renewed |= more
        pairs.append(_pairs(known.first, left, hits, config))
    kept = cache(lambda place: known.kept(place, config=config))
    for place in renewed.union(range(start, known.next)):
        left[place - known.first] = len(kept(place))
    known = replace(known, left=left)
    again = sorted(place for place in renewed if place < start)
    for hits in _hits(known, again, [kept(place) for place in again]):
        pairs.append(_pairs(known.first, left, hits, config))
    return known, Found(_verified(known, kept, np.concatenate(pairs), config), frozenset(again))


@dataclass(frozen=True, slots=True)
class _Hits:
    """Where the runs of some articles are found: of a common one there are as many hits as articles that hold it."""

    #: Places of the articles; all their runs, and of each whose it is, as a number among these.
    own: Places
    flat: Hashes
    owner: Places
    #: Of each hit which run it is of, as a number among these, and the place where it is found.
    which: Places
    places: Places


def _hits(known: Printed, places: Sequence[int], rows: Sequence[Hashes]) -> Iterator[_Hits]:
    """The hits of articles, a few articles at a time."""
    if not len(places):
        return
    flat, ends = np.concatenate(rows), np.cumsum([0, *map(len, rows)])
    spans = known.runs.spans(flat, since=known.first)
    for begin in range(0, len(places), _AT_ONCE):
        end = min(begin + _AT_ONCE, len(places))
        low, high = int(ends[begin]), int(ends[end])
        which, found = spans.places(low, high)
        owner = np.repeat(np.arange(end - begin), np.diff(ends[begin : end + 1]))
        own = np.array(places[begin:end], dtype=np.int64)
        yield _Hits(own=own, flat=flat[low:high], owner=owner, which=which - low, places=found)


def forget(printed: Printed, first: int) -> Printed:
    """Without the articles before place `first`."""
    gone = max(0, first - printed.first)
    return Printed(
        first=printed.first + gone,
        rows=printed.rows[gone:],
        outlets=printed.outlets[gone:],
        numbers=printed.numbers,
        runs=printed.runs,
        left=printed.left[gone:],
        templates=printed.templates,
    )


def _with_templates(known: Printed, hits: _Hits, config: Grouping) -> tuple[Printed, set[int]]:
    """Runs that an outlet now has printed often enough are template: with them, and whose they are."""
    mine = known.outlets[hits.own - known.first][hits.owner]
    same = (known.outlets[hits.places - known.first] == mine[hits.which]) & (mine[hits.which] >= 0)
    often = np.flatnonzero(np.bincount(hits.which[same], minlength=len(hits.flat)) >= config.template_repeats)
    templates = dict(known.templates)
    fresh = np.zeros(len(hits.flat), dtype=bool)
    for number in np.unique(mine[often]).tolist():
        before = templates.get(number, hits.flat[:0])
        runs = often[mine[often] == number]
        runs = runs[~among(hits.flat[runs], before)]
        if len(runs):
            templates[number] = np.union1d(before, hits.flat[runs])
            fresh[runs] = True
    renewed = set(hits.places[same & fresh[hits.which]].tolist())
    return replace(known, templates=templates), renewed


def _pairs(first: int, left: Places, hits: _Hits, config: Grouping) -> Places:
    """Pairs as rows (a, b, runs in common), a < b, that may be duplicates whatever turns out to be template."""
    shape = len(hits.own), len(left)
    codes = hits.owner[hits.which] * len(left) + hits.places - first
    shared = np.bincount(codes, minlength=shape[0] * shape[1]).reshape(shape)
    own = hits.own - first
    shared[np.arange(len(own)), own] = 0
    shortest = np.minimum(left[own, None], left)
    i, j = np.nonzero(shared >= np.maximum(1, config.duplicate_cover * config.template_leaves * shortest))
    a, b = hits.own[i], j + first
    return np.stack((np.minimum(a, b), np.maximum(a, b), shared[i, j]), axis=1)


def _verified(known: Printed, kept: Callable[[int], Hashes], pairs: Places, config: Grouping) -> tuple[Duplicate, ...]:
    """The duplicates among pairs, by place."""
    shortest = np.minimum(*known.left[pairs[:, :2].T - known.first])
    likely = pairs[pairs[:, 2] >= config.duplicate_cover * shortest, :2]
    # Pairs of new articles are found from both sides.
    found = (verified(a, b, kept(a), kept(b), config=config) for a, b in np.unique(likely, axis=0).tolist())
    return tuple(one for one in found if one is not None)


def order(found: Sequence[Found]) -> tuple[Duplicate, ...]:
    """What holds after several additions: the pairs of each, but for those that a later one told anew."""
    standing: dict[tuple[int, int], Duplicate] = {}
    for one in found:
        standing = {pair: d for pair, d in standing.items() if one.renewed.isdisjoint(pair)}
        standing.update(((d.a, d.b), d) for d in one.duplicates)
    return tuple(standing[pair] for pair in sorted(chain(standing)))
