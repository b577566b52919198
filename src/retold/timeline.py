"""The timeline of a story: what happened or is to happen, in order, each with its date in words and who tells it.

An entry is one event with all its tellings; its earlier statuses are its history. The date of publication is no
event's date: an event without a date of its own, or an order that the text gives it, is left out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cmp_to_key

from retold.claims import LADDER, Places, Told, days_between, event_clusters
from retold.config import DEFAULT, Saying
from retold.text import fold
from retold.types import Claim, Facts, Passage, Period, Precision, Span, Status, Story, TimelineEntry

__all__ = ["build_timeline", "date_label"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: Statuses that an event leaves as it comes about; others are history only where dates say that they are older.
_INTENT = frozenset({"requested", "hoped", "planned"})
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "AU": "autumn", "WI": "winter"}
_WIDEST: tuple[tuple[Precision, int], ...] = (
    ("day", 1), ("week", 7), ("month", 31), ("season", 100), ("year", 366), ("decade", 3660),
)  # fmt: skip


def build_timeline(
    story: Story, facts: Iterable[Facts], claims: Sequence[Claim] = (), *, config: Saying = DEFAULT.saying
) -> tuple[TimelineEntry, ...]:
    """The entries of a story by time, earliest first; those with an open end after those that are bounded.

    `claims` (of `merge_claims`) name who stands behind an entry's telling; they may be left out.
    """
    places, clusters = event_clusters(story, facts, config=config)
    dated = {
        (node.article, node.event.sentence)
        for cluster in clusters
        for node in cluster
        if node.event.type != "STATEMENT" and node.period is not None
    }
    sources = {p: claim.source for claim in claims if claim.kind == "event" for p in claim.passages}
    entries = []
    for cluster in clusters:
        if cluster[0].event.type == "STATEMENT" and all((n.article, n.event.sentence) in dated for n in cluster):
            continue  # what it tells has a date of its own
        entry = _entry(cluster, places, sources)
        if entry is not None:
            entries.append(entry)
    return tuple(_distinct(sorted(entries, key=_order)))


def _distinct(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Without entries of the same time whose every passage is within those of another: one sentence, told once."""

    def within(a: TimelineEntry, b: TimelineEntry) -> bool:
        if (a.earliest, a.latest, a.status) != (b.earliest, b.latest, b.status) or (a.history and not b.history):
            return False
        return all(any(p.article == q.article and p.span in q.span for q in b.passages) for p in a.passages)

    kept: list[TimelineEntry] = []
    for i, entry in enumerate(entries):
        others = [o for j, o in enumerate(entries) if j != i and within(entry, o)]
        # Of two that hold each other the first stays.
        if not any(not within(o, entry) or o in kept for o in others):
            kept.append(entry)
    return kept


def _order(entry: TimelineEntry) -> tuple[float, float, str, str]:
    start = entry.earliest.timestamp() if entry.earliest else float("-inf")
    end = entry.latest.timestamp() if entry.latest else float("inf")
    if entry.latest is None and entry.earliest is not None:
        start += 1  # "after January 2020" comes after "January 2020"
    return start, end, entry.passages[0].span.text, entry.passages[0].article


def _entry(cluster: Sequence[Told], places: Places, sources: dict[Passage, str]) -> TimelineEntry | None:
    period, value, why = _period(cluster)
    if period is None:
        return None
    steps = _steps(cluster, places)
    now = {node.article for node in cluster if node.event.status == steps[-1][0]}
    # The telling with today's status comes first, so that the entry does not show what is past.
    passages = tuple(sorted(_passages(cluster, places), key=lambda p: p.article not in now))
    behind = sorted({source for p in passages if (source := sources.get(places.sentence(p.article, p.sentence)))})
    label, precision = date_label(period, value)
    return TimelineEntry(
        earliest=period.earliest,
        latest=period.latest,
        precision=precision,
        label=label,
        passages=passages,
        status=steps[-1][0],
        history=tuple(steps[:-1]),
        origins=places.origins(passages),
        because="; ".join(part for part in (why, f"told by {', '.join(behind)}" if behind else "") if part),
    )


def _period(cluster: Sequence[Told]) -> tuple[Period | None, str, str]:
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
    best: dict[str, tuple[tuple[bool, int, int], Passage]] = {}
    for node in cluster:
        article = places.articles[node.article]
        sentence = article.sentences[node.event.sentence]
        span = node.event.clause or sentence.span
        if span.end - span.start < 20:  # a bare word shows nothing
            span = Span(sentence.start, sentence.end, sentence.text)
        rank = (sentence.role == "headline", span.start - span.end, span.start)
        if node.article not in best or rank < best[node.article][0]:
            best[node.article] = rank, places.passage(node.article, span, sentence.index)
    ordered = sorted(best.values(), key=lambda pair: (pair[0], pair[1].outlet, pair[1].article))
    return tuple(passage for _, passage in ordered)


# --- dates in words -------------------------------------------------------------------------------------------------


def date_label(period: Period, value: str = "") -> tuple[str, Precision]:
    """A period in words, and how precise it is. `value` is the TIMEX3 value that it came from, if any."""
    named = _named(value)
    if period.earliest is None or period.latest is None:
        bound = period.earliest or period.latest
        if bound is None:
            return "some time", "unknown"
        return f"{'after' if period.latest is None else 'before'} {named[0] if named else _day(bound)}", "unknown"
    last = period.latest - timedelta(seconds=1)
    precision = _precision(period.earliest, period.latest)
    if precision == "day":
        return _day(period.earliest, weekday=True), "day"
    if named is not None and _inside(named[1], precision):
        return named
    return _range(period.earliest, last, precision), precision


def _inside(named: Precision, actual: Precision) -> bool:
    """True if a name is about as wide as the period itself: "March 2021" for the 1st to the 23rd."""
    order = [name for name, _ in _WIDEST]
    return named in order and actual in order and order.index(named) >= order.index(actual)


def _precision(earliest: datetime, latest: datetime) -> Precision:
    days = (latest - earliest).total_seconds() / 86_400
    return next((name for name, widest in _WIDEST if days <= widest + 0.1), "unknown")


def _named(value: str) -> tuple[str, Precision] | None:
    """ "2020-01" as "January 2020"; None for values that name no date."""
    parts = value.split("T")[0].split("-")
    if not parts[0].isdigit():
        return None
    year = parts[0]
    if len(year) == 3:
        return f"the {year}0s", "decade"
    if len(year) != 4:
        return None
    if len(parts) == 1:
        return year, "year"
    if parts[1] in _SEASONS:
        return f"{_SEASONS[parts[1]]} {year}", "season"
    if parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        month = f"{_MONTHS[int(parts[1]) - 1]} {year}"
        if len(parts) == 2:
            return month, "month"
        if parts[2].isdigit():
            return f"{int(parts[2])} {month}", "day"
    return None


def _day(day: datetime, *, weekday: bool = False) -> str:
    text = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {text}" if weekday else text


def _range(first: datetime, last: datetime, precision: Precision) -> str:
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{_MONTHS[first.month - 1]} {first.year}"
        if (first.month, last.month) == (1, 12):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {_MONTHS[first.month - 1]} {first.year}"
    return f"{_day(first)} – {_day(last)}"
