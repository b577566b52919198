"""New facts among the claims of an affair: events and their statuses, statements, figures, conflicts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from retold.brief import telling
from retold.brief.news import without_edits
from retold.claims import LADDER, Merged, Places, Told, sentence_at
from retold.claims.keys import name_keys, numbers, word_keys
from retold.config import Config
from retold.novelty.before import Before
from retold.novelty.dated import one_day
from retold.novelty.finding import Finding, Place
from retold.timeline import date_label, narrowest
from retold.types import Claim, ClaimConflict, NewsKind, Passage, Span, Statement, Status, Story

#: An event by its article and the words that name it.
_Deed = tuple[str, Span]


def find_facts(merged: Merged, stories: Iterable[Story], before: Before, *, config: Config) -> Iterator[Finding]:
    """Each new fact once, in a fixed order."""
    statements = [claim for claim in merged.claims if claim.kind == "statement"]
    revisions = [revision for story in stories for revision in story.revisions]
    yield from _conflicts(without_edits(merged.conflicts, revisions), merged.places, before)
    again: set[_Deed] = set()
    for cluster in one_day(merged.clusters, merged.places):
        yield from _event(cluster, merged.places, before, again)
    for group in merged.figures:
        yield from _figures(group, merged.places, before)
    for claim in statements:
        yield from _statement(claim, merged.places, before, again)


# --- events ---------------------------------------------------------------------------------------------------------


def _event(cluster: Sequence[Told], places: Places, before: Before, again: set[_Deed]) -> Iterator[Finding]:
    """An event that is new, or stands otherwise now; what was told of it before goes into `again`."""
    nodes = [
        n for n in _as_their_origin(cluster, places, before) if n.event.type != "STATEMENT" and not _quoted(n, places)
    ]
    known: dict[Status, Passage] = {}
    fresh: list[Told] = []
    for node in nodes:
        there = _there(node, places, before)
        if there is None:
            fresh.append(node)
        else:
            known.setdefault(node.event.status, there)
    again.update((n.article, n.event.span) for n in nodes if n.event.status in known)
    for status in sorted({node.event.status for node in fresh}, key=LADDER.index, reverse=True):
        tellers = [node for node in fresh if node.event.status == status]
        if not known:
            yield _told(status, tellers, places, "event", status, ())
            return  # what is new in one status is not new again in another
        last = max(known, key=LADDER.index)
        if status not in known and (LADDER.index(status) > LADDER.index(last) or status == "denied"):
            yield _told(status, tellers, places, "status", f"{last} → {status}", (known[last],))
            return


def _there(node: Told, places: Places, before: Before) -> Passage | None:
    """Where it was told before."""
    if node.article in before:
        return places.sentence(node.article, node.event.sentence)
    return before.tells(places.articles[node.article], node.event.sentence, node.event.clause or node.event.span)


def _told(
    status: Status,
    nodes: Sequence[Told],
    places: Places,
    kind: NewsKind,
    label: str,
    earlier: tuple[Passage, ...],
) -> Finding:
    fullest = min(nodes, key=lambda n: (n.event.when is None, -len(n.event.actors) - len(n.event.targets), n.key))
    period, value, _ = narrowest(nodes)
    when = date_label(period, value)[0] if period is not None else ""
    return Finding(
        kind=kind,
        label=label,
        places=tuple(Place(n.article, n.event.sentence, n.event.clause or n.event.span) for n in nodes),
        because=f"{fullest.event.span.text}: {status}{f', {when}' if when else ''}",
        earlier=earlier,
        actors=tuple(dict.fromkeys(_named(fullest, places))),
    )


def _named(node: Told, places: Places) -> Iterator[str]:
    """Who has a part in an event, no places, as the article calls them in full."""
    actors = [actor for actor in places.facts[node.article].actors if actor.kind not in ("place", "anonymous")]
    for name in (*node.event.actors, *node.event.targets):
        keys = name_keys(name)
        found = next((a for a in actors if name in a.names), None)
        found = found or next((a for a in actors if name_keys(a.name) and name_keys(a.name) <= keys), None)
        if found is not None:
            yield found.name


def _as_their_origin(cluster: Sequence[Told], places: Places, before: Before) -> list[Told]:
    """Tellings without those in which an outlet gives what it took over another status than most of its kin do."""
    by_origin: dict[object, list[Told]] = defaultdict(list)
    for node in cluster:
        # Kin that came later may know more: a plan where there was a hope.
        origin = places.origins([places.sentence(node.article, node.event.sentence)])
        by_origin[origin, node.article in before].append(node)
    kept = []
    for nodes in by_origin.values():
        often = Counter(node.event.status for node in nodes)
        held = max(often, key=lambda status: (often[status], -LADDER.index(status)))
        days = {places.published(node.article).earliest for node in nodes}
        kept += nodes if len(days) > 1 else [node for node in nodes if node.event.status == held]
    return kept


def _quoted(node: Told, places: Places) -> bool:
    """True for what is told within a direct quotation: that is the statement's."""
    span = node.event.span
    return any(s.directness == "direct" and span in s.content for s in places.facts[node.article].statements)


# --- figures --------------------------------------------------------------------------------------------------------


def _figures(values: Sequence[Claim], places: Places, before: Before) -> Iterator[Finding]:
    """New values of one thing that is counted; and one that was told before, now by who told another."""
    stand = [list(_figure_places(claim, places)) for claim in values]
    known = {place: there for own in stand for place in own if (there := _known(place, places, before)) is not None}
    for claim, own in zip(values, stand, strict=True):
        fresh = tuple(place for place in own if place not in known)
        others = [(c, [p for p in theirs if p in known]) for c, theirs in zip(values, stand, strict=True) if c != claim]
        told = max((other for other in others if other[1]), key=lambda one: len(one[1]), default=None)
        if (
            claim.figure is None
            or not fresh
            or not _new(claim, fresh, told, [p for p in own if p in known], places, before)
        ):
            continue
        change = told is not None and told[0].figure is not None
        was = f"{told[0].figure.span.text} → " if change else ""  # type: ignore[index,union-attr]
        counts = f"{claim.figure.span.text} {claim.figure.counts}".strip()
        yield Finding(
            kind="figure",
            label=f"{was}{counts}",
            places=fresh,
            because=counts,
            earlier=(known[told[1][0]],) if told is not None else (),
            actors=(claim.figure.source.name,) if claim.figure.source is not None else (),
        )


def _new(
    claim: Claim,
    fresh: Sequence[Place],
    other: tuple[Claim, list[Place]] | None,
    again: Sequence[Place],
    places: Places,
    before: Before,
) -> bool:
    """True if a value is news: told by nobody before, or now by an origin that told another before."""
    if other is not None:
        return not again or bool(_behind(fresh, places) & _behind(other[1], places) - _behind(again, places))
    assert claim.figure is not None
    return not again and telling(claim) and not all(_counted(p, claim.figure.counts, places, before) for p in fresh)


def _behind(found: Iterable[Place], places: Places) -> set[str]:
    """The origins of places."""
    return set(places.origins([places.sentence(place.article, place.sentence) for place in found]))


def _figure_places(claim: Claim, places: Places) -> Iterator[Place]:
    for passage in claim.passages:
        facts = places.facts[passage.article]
        own = claim.figure
        for figure in facts.figures:
            same = own is not None and (figure.low, figure.high, figure.unit) == (own.low, own.high, own.unit)
            if same and figure.span in passage.span:
                yield Place(passage.article, passage.sentence, figure.span)


def _counted(place: Place, counts: str, places: Places, before: Before) -> bool:
    """True if the number was told before beside the words for what it counts."""
    words = word_keys(counts, places.articles[place.article].language)
    return any(before.counts(number, words) is not None for number in numbers(place.span.text))


def _known(place: Place, places: Places, before: Before) -> Passage | None:
    if place.article in before:
        return places.sentence(place.article, place.sentence)
    return before.tells(places.articles[place.article], place.sentence, place.span)


# --- statements -----------------------------------------------------------------------------------------------------


def _statement(claim: Claim, places: Places, before: Before, again: Collection[_Deed]) -> Iterator[Finding]:
    found = [(place, statement) for passage in claim.passages for place, statement in _said(passage, claim, places)]
    if any(_known(place, places, before) is not None for place, _ in found):
        return
    found = [one for one in found if not _only_tells(one[1], one[0].article, places, again)]
    if not found:
        return
    said = found[0][1]
    yield Finding(
        kind="statement",
        label="new statement",
        places=tuple(place for place, _ in found),
        because=f"{said.source.name or 'an unnamed source'} {said.attitude}",
        actors=(claim.source,) if claim.source else (),
    )


def _only_tells(statement: Statement, article: str, places: Places, again: Collection[_Deed]) -> bool:
    """True if all that it says, in the article's words, is deeds that were told before: "said he would resign"."""
    if statement.directness != "indirect" or statement.figures:
        return False
    deeds = [e for e in places.facts[article].events if e.type != "STATEMENT" and e.span in statement.content]
    return bool(deeds) and all((article, event.span) in again for event in deeds)


def _said(passage: Passage, claim: Claim, places: Places) -> Iterator[tuple[Place, Statement]]:
    """The statements of a claim's source at a passage."""
    article = places.articles[passage.article]
    for statement in places.facts[passage.article].statements:
        home = sentence_at(article, statement.cue.start)
        if home is None or home.index != passage.sentence or not statement.asserted:
            continue
        if claim.source in (statement.source.name, "") or statement.source.name in claim.source:
            yield Place(passage.article, passage.sentence, statement.content), statement


# --- conflicts ------------------------------------------------------------------------------------------------------


def _conflicts(conflicts: Iterable[ClaimConflict], places: Places, before: Before) -> Iterator[Finding]:
    for conflict in conflicts:
        sides = [_new_first(claim, before) for claim in conflict.claims]
        fresh = [side for side in sides if all(p.article not in before for p in side)]
        if not fresh:
            continue
        name, _, rest = conflict.because.partition(" · ")
        against = " against ".join(dict.fromkeys(c.source or c.passages[0].outlet for c in conflict.claims))
        yield Finding(
            kind="conflict",
            label=name,
            places=tuple(Place(p.article, p.sentence, p.span) for side in fresh for p in side),
            because=rest or against,
            sides=tuple(map(tuple, sides)),
        )


def _new_first(claim: Claim, before: Before) -> list[Passage]:
    return sorted(claim.passages, key=lambda passage: passage.article in before)
