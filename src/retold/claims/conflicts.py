"""Events that can't both hold: happened and denied, another day, and a date that is set and not set."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

from retold.claims.events import Told, overlap
from retold.claims.keys import jaccard
from retold.claims.places import Places, days_between, update
from retold.config import Saying
from retold.knowledge import table
from retold.text import fold
from retold.types import Claim, ClaimConflict, Passage, Period, Status

_DATE_WORD = r"(?:dates?|timetables?|timelines?|time-frames?|schedules?|deadlines?)"
#: Content words that two tellings must have to be known for the same: fewer are alike by chance.
_ENOUGH = 4
#: Confidence in a date of publication that a weekday may be counted from it.
_SURE = 0.5
#: A sentence that no date is set belongs to an event told at most so many sentences before it.
_REACH = 3
_HELD = frozenset({"happened", "ongoing"})


def event_conflicts(
    clusters: Sequence[Sequence[Told]], claims: Sequence[Sequence[Claim]], places: Places, *, config: Saying
) -> Iterator[ClaimConflict]:
    """Happened against denied within a cluster; the same deed on two days in two clusters."""
    for cluster, made in zip(clusters, claims, strict=True):
        yield from _denials(cluster, made, places, config)
    by_type: dict[str, list[tuple[int, list[Told]]]] = defaultdict(list)
    for i, cluster in enumerate(clusters):
        certain = [n for n in cluster if n.event.status in _HELD and _day(n.period) and _sure(n, places)]
        if certain and cluster[0].type != "STATEMENT":
            by_type[cluster[0].type].append((i, certain))
    for (i, a), (j, b) in (pair for same in by_type.values() for pair in combinations(same, 2)):
        found = _two_days(a, b, places, config)
        if found is not None:
            sides = [(node, _of_status(claims[k], node)) for node, k in zip(found, (i, j), strict=True)]
            sides.sort(key=lambda side: (_start(side[0]), side[0].key))
            words = [node.event.when.span.text for node, _ in sides if node.event.when is not None]
            made = tuple(claim for _, claim in sides if claim is not None)
            yield ClaimConflict(claims=made, because=f"date {' / '.join(words)}")


def _start(node: Told) -> float:
    period = node.period
    return period.earliest.timestamp() if period is not None and period.earliest is not None else 0.0


def _of_status(claims: Sequence[Claim], node: Told) -> Claim | None:
    return next((claim for claim in claims if claim.status == node.event.status), None)


def _same_deed(cluster: Sequence[Told], status: Status | None, config: Saying) -> bool:
    """True if somebody denies, in nearly the same words, what another tells: no mere likeness of two deeds."""
    return any(
        jaccard(a.words, b.words) >= config.conflict_words
        for a in cluster
        for b in cluster
        if a.event.status == "denied" and b.event.status == status
    )


def _one_day(cluster: Sequence[Told]) -> bool:
    """True if what is planned for a day and what is called off bear one date and the same names."""
    plans = [n for n in cluster if n.event.status == "planned" and _day(n.period)]
    return any(
        a.period == b.period and a.article != b.article and a.names and a.names == b.names
        for a in plans
        for b in cluster
        if b.event.status == "denied"
    )


def _denials(
    cluster: Sequence[Told], claims: Sequence[Claim], places: Places, config: Saying
) -> Iterator[ClaimConflict]:
    denied = [c for c in claims if c.status == "denied"]
    held = [c for c in claims if c.status in _HELD]
    alleged = [c for c in claims if c.status == "alleged"]
    planned = [c for c in claims if c.status == "planned"]
    for no in denied:
        for yes in planned if not held and not alleged else ():
            if _one_day(cluster) and not _later(no.passages, yes.passages, places):
                yield ClaimConflict(claims=(yes, no), because="planned / called off")
        for yes in held or alleged:
            if not _same_deed(cluster, yes.status, config):
                continue
            days = _later(no.passages, yes.passages, places)
            verb = "happened" if yes.status in _HELD else "alleged"
            because = f"{verb} / denied" + (f" · {update(days)}" if days else "")
            yield ClaimConflict(claims=(yes, no), because=because)


def _sure(node: Told, places: Places) -> bool:
    """True if a day is no guess: written out, or counted from a day of publication that is known."""
    if node.event.when is None:
        return False
    when = node.event.when
    if "T" not in when.value and any(character.isdigit() for character in when.span.text):
        return True
    published = places.published(node.article)
    return published.known and published.precision in ("minute", "day") and published.confidence >= _SURE


def _two_days(a: Sequence[Told], b: Sequence[Told], places: Places, config: Saying) -> tuple[Told, Told] | None:
    """The same deed of the same people in nearly the same words, in two articles, on two days."""
    for first in a:
        for second in b:
            if first.article == second.article or first.period == second.period:
                continue
            size = min(len(first.words), len(second.words))
            alike = size >= _ENOUGH and jaccard(first.words, second.words) >= config.conflict_words
            if alike and _both(first, second, places):
                continue  # one sentence that gives both times tells of two things
            if alike and first.names & second.names and not overlap(first.period, second.period):
                return first, second
    return None


def _both(first: Told, second: Told, places: Places) -> bool:
    def held(node: Told, other: Told) -> bool:
        sentence = places.articles[other.article].sentences[other.event.sentence].text
        return node.event.when is not None and fold(node.event.when.span.text) in fold(sentence)

    return held(first, second) or held(second, first)


def _day(period: Period | None) -> bool:
    return bool(period and period.earliest and period.latest and (period.latest - period.earliest).days <= 1)


@cache
def _unset() -> re.Pattern[str]:
    patterns = [row[0].replace("D", _DATE_WORD) for row in table("unset_dates")]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def date_conflicts(
    clusters: Sequence[Sequence[Told]], claims: Sequence[Sequence[Claim]], places: Places
) -> Iterator[ClaimConflict]:
    """An event that one article plans for a date, and of which another says that no date is set."""
    unset = [
        (article.id, sentence.index)
        for _, article in sorted(places.articles.items())
        for sentence in article.sentences
        if article.language == "en" and _unset().search(fold(sentence.text))
    ]
    if not unset:
        return
    for cluster, made in zip(clusters, claims, strict=True):
        planned = next((c for c in made if c.status == "planned"), None)
        dated = [n for n in cluster if n.event.status == "planned" and _bounded(n.period)]
        if planned is None or not dated:
            continue
        told = {node.article for node in dated}
        near = {(n.article, n.event.sentence + step) for n in cluster for step in range(_REACH + 1)}
        without = [(a, i) for a, i in unset if a not in told and (a, i) in near]
        if not without:
            continue
        passages = [places.sentence(a, i) for a, i in without]
        days = _later(passages, [places.sentence(n.article, n.event.sentence) for n in dated], places)
        because = "date set / not set" + (f" · {update(days)}" if days else "")
        yield ClaimConflict(claims=(planned, _no_date(passages, places)), because=because)


def _bounded(period: Period | None) -> bool:
    return period is not None and period.earliest is not None and period.latest is not None


def _no_date(passages: Sequence[Passage], places: Places) -> Claim:
    first = passages[0]
    return Claim(
        kind="statement",
        passages=tuple(dict.fromkeys(passages)),
        source=places.said_by(first.article, first.span),
        origins=places.origins(passages),
        status="denied",
        because=("no date is set",),
    )


def _later(earlier: Sequence[Passage], later: Sequence[Passage], places: Places) -> int:
    """Days by which all of the one are certainly after all of the other, either way round; 0 if they mix."""

    def least(first: Sequence[Passage], second: Sequence[Passage]) -> int:
        return min(
            (days_between(places.published(a.article), places.published(b.article)) for a in first for b in second),
            default=0,
        )

    return max(least(earlier, later), least(later, earlier))
