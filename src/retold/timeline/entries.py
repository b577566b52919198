"""What happened or is to happen, in order, each with its date in words and who tells it.

An entry is one event with all its tellings; its earlier statuses are its history. The date of publication is no
event's date: an event without a date of its own, or an order that the text gives it, is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cmp_to_key

from retold.claims import LADDER, Merged, Places, Told, days_between
from retold.claims.places import whole_days
from retold.text import fold
from retold.timeline.labels import date_label
from retold.types import Article, ClaimConflict, Passage, Period, Span, Status, TimelineEntry

#: Statuses that an event leaves as it comes about; others are history only where dates say that they are older.
_INTENT = frozenset({"requested", "hoped", "planned"})
#: Characters below which a clause is a bare word and shows nothing.
_SHORT = 20


def find_entries(merged: Merged) -> list[TimelineEntry]:
    """The entries by time, earliest first; those with an open end after those that are bounded."""
    places, clusters = merged.places, merged.clusters
    dated = {
        (node.article, node.event.sentence)
        for cluster in clusters
        for node in cluster
        if node.event.type != "STATEMENT" and node.period is not None
    }
    sources = {p: claim.source for claim in merged.claims if claim.kind == "event" for p in claim.passages}
    against: dict[tuple[str, int], list[ClaimConflict]] = defaultdict(list)
    for conflict in merged.conflicts:
        for article, sentence in {(p.article, p.sentence) for claim in conflict.claims for p in claim.passages}:
            against[article, sentence].append(conflict)
    own = [
        cluster
        for cluster in clusters
        # What a statement tells has a date of its own.
        if cluster[0].event.type != "STATEMENT" or not all((n.article, n.event.sentence) in dated for n in cluster)
    ]
    entries = (_entry(cluster, places, sources, against) for cluster in _told_together(own))
    return sorted((entry for entry in entries if entry is not None), key=_order)


def _told_together(clusters: Sequence[Sequence[Told]]) -> Iterator[list[Told]]:
    """Clusters of the same days and statuses that mostly share their sentences as one: a sentence is told once."""
    alike: dict[object, list[tuple[list[Told], set[tuple[str, int]]]]] = defaultdict(list)
    for cluster in clusters:
        days = narrowest(cluster)[0]
        if days is None:
            continue
        sentences = {(node.article, node.event.sentence) for node in cluster}
        same = alike[whole_days(days), frozenset(node.event.status for node in cluster)]
        for held, theirs in same:
            if 2 * len(sentences & theirs) >= min(len(sentences), len(theirs)):
                held += cluster
                theirs |= sentences
                break
        else:
            same.append((list(cluster), sentences))
    for same in alike.values():
        for held, _ in same:
            yield sorted(held, key=lambda node: node.key)


def _order(entry: TimelineEntry) -> tuple[float, float, str, str]:
    start = entry.earliest.timestamp() if entry.earliest else float("-inf")
    end = entry.latest.timestamp() if entry.latest else float("inf")
    if entry.latest is None and entry.earliest is not None:
        start += 1  # "after January 2020" comes after "January 2020"
    return start, end, entry.passages[0].span.text, entry.passages[0].article


def _entry(
    cluster: Sequence[Told],
    places: Places,
    sources: Mapping[Passage, str],
    against: Mapping[tuple[str, int], Sequence[ClaimConflict]],
) -> TimelineEntry | None:
    period, value, why = narrowest(cluster)
    if period is None:
        return None
    steps = _steps(cluster, places)
    held = [node for node in cluster if node.event.status == steps[-1][0]]
    now = {node.article for node in held}
    # The telling with today's status comes first, so that the entry does not show what is past.
    passages = tuple(sorted(_passages(cluster, places), key=lambda p: p.article not in now))
    behind = sorted({source for p in passages if (source := sources.get(places.sentence(p.article, p.sentence)))})
    label, precision = date_label(period, value)
    fullest = min(held, key=lambda node: (-len(node.event.actors) - len(node.event.targets), node.key)).event
    tellers = [places.articles[p.article] for p in passages]
    return TimelineEntry(
        earliest=period.earliest,
        latest=period.latest,
        precision=precision,
        label=label,
        passages=passages,
        status=steps[-1][0],
        history=tuple(steps[:-1]),
        origins=places.origins(passages),
        because=why,
        type=fullest.type,
        actors=fullest.actors,
        targets=fullest.targets,
        sources=tuple(behind),
        published=published(tellers),
        fetched=_fetched(tellers),
        conflicts=_conflicts(cluster, places, against),
    )


def _conflicts(
    cluster: Sequence[Told], places: Places, against: Mapping[tuple[str, int], Sequence[ClaimConflict]]
) -> tuple[ClaimConflict, ...]:
    """Those of the sentences that tell it; of two figures only where one stands in the clause that does."""
    found: dict[ClaimConflict, None] = {}
    for node in cluster:
        at = node.article, node.event.sentence
        told = (node.event.clause or places.articles[node.article].sentences[node.event.sentence].span).text
        for conflict in against.get(at, ()):
            figures = [
                claim.figure.span.text
                for claim in conflict.claims
                if claim.figure is not None and any((p.article, p.sentence) == at for p in claim.passages)
            ]
            if not figures or any(words in told for words in figures):
                found[conflict] = None
    return tuple(found)


def published(articles: Iterable[Article]) -> Period:
    """From the first to the last day on which articles may have been published; open only if none is dated."""
    datings = [article.published for article in articles]
    return Period(
        earliest=min((d.earliest for d in datings if d.earliest is not None), default=None),
        latest=max((d.latest for d in datings if d.latest is not None), default=None),
    )


def _fetched(articles: Iterable[Article]) -> Period:
    times = [article.fetched_at for article in articles if article.fetched_at is not None]
    return Period(earliest=min(times, default=None), latest=max(times, default=None))


def narrowest(cluster: Sequence[Told]) -> tuple[Period | None, str, str]:
    """The narrowest period that a telling gives: what others say more vaguely is no other date."""
    known = [node for node in cluster if node.period is not None]
    if not known:
        return None, "", ""

    def width(node: Told) -> tuple[float, str, int]:
        period = node.period
        bounded = period is not None and period.earliest is not None and period.latest is not None
        size = (period.latest - period.earliest).total_seconds() if bounded else float("inf")  # type: ignore[union-attr,operator]
        return size, node.article, node.event.span.start

    best = min(known, key=width)
    assert best.event.when is not None
    when = best.event.when
    return when.period, when.value, f"“{when.span.text}”" + (f": {when.because}" if when.because else "")


def _steps(cluster: Sequence[Told], places: Places) -> list[tuple[Status, Passage]]:
    """The statuses of an event, oldest first, each with where it stands."""
    by_status = {s: [n for n in cluster if n.event.status == s] for s in LADDER}
    held = [status for status in LADDER if by_status[status]]

    def later(a: Status, b: Status) -> int:
        """Articles that are certainly older come first; where dates don't tell, hoping comes before planning."""
        if _certainly(by_status[a], by_status[b], places):
            return -1
        if _certainly(by_status[b], by_status[a], places):
            return 1
        return LADDER.index(a) - LADDER.index(b)

    held.sort(key=cmp_to_key(later))
    last = held[-1]
    told = [
        status
        for status in held
        if status == last or status in _INTENT or _certainly(by_status[status], by_status[last], places)
    ]
    steps = [(status, _passages(by_status[status], places)[0]) for status in told]
    # The same words are the same status, however an uncertain date made them read.
    now = fold(steps[-1][1].span.text)
    return [*(step for step in steps[:-1] if fold(step[1].span.text) != now), steps[-1]]


def _certainly(first: Sequence[Told], second: Sequence[Told], places: Places) -> bool:
    return all(
        days_between(places.published(a.article), places.published(b.article)) > 0 for a in first for b in second
    )


def _passages(cluster: Sequence[Told], places: Places) -> tuple[Passage, ...]:
    """One telling an article: in the body rather than the headline, then the longest."""
    told: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for node in cluster:
        sentence = places.articles[node.article].sentences[node.event.sentence]
        told[node.article, node.event.sentence].append(node.event.clause or sentence.span)
    best: dict[str, tuple[tuple[bool, int, int], Passage]] = {}
    for (article, number), clauses in told.items():
        sentence = places.articles[article].sentences[number]
        span = max(clauses, key=lambda clause: clause.end - clause.start)
        if not all(clause in span for clause in clauses) or span.end - span.start < _SHORT:
            span = sentence.span
        rank = (sentence.role == "headline", span.start - span.end, span.start)
        if article not in best or rank < best[article][0]:
            best[article] = rank, places.passage(article, span, number)
    ordered = sorted(best.values(), key=lambda pair: (pair[0], pair[1].outlet, pair[1].article))
    return tuple(passage for _, passage in ordered)
