"""Claims: statements, events and figures that say the same across the articles of a story, and those that conflict.

Whether two passages say the same is decided by type, time, names, numbers, negation and roles before words; likeness
alone never makes one claim of two. Nothing is decided about which claim is true.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from retold.claims.conflicts import date_conflicts, event_conflicts
from retold.claims.events import Told, cluster_events
from retold.claims.figures import compatible, figure_claims
from retold.claims.places import Places, days_between, fullest, sentence_at
from retold.claims.statements import statement_claims
from retold.config import DEFAULT, Saying
from retold.types import Claim, ClaimConflict, Facts, Status, Story

__all__ = [
    "LADDER",
    "Places",
    "Told",
    "compatible",
    "days_between",
    "event_clusters",
    "figure_groups",
    "merge_claims",
    "sentence_at",
]

#: From what is farthest from having happened to what happened.
LADDER: tuple[Status, ...] = ("denied", "alleged", "requested", "hoped", "planned", "ongoing", "happened")


def merge_claims(
    story: Story, facts: Iterable[Facts], *, config: Saying = DEFAULT.saying
) -> tuple[tuple[Claim, ...], tuple[ClaimConflict, ...]]:
    """The claims of a story (events, then statements, then figures) and the pairs of them that can't both hold.

    The result does not depend on the order of `facts`.
    """
    places = Places(story, tuple(facts))
    clusters = cluster_events(places, config=config)
    events = [claims_of(cluster, places) for cluster in clusters]
    statements, said = statement_claims(places, config=config)
    figures, counted = figure_claims(places, config=config)
    conflicts = [
        *event_conflicts(clusters, events, places, config=config),
        *date_conflicts(clusters, events, places),
        *said,
        *counted,
    ]
    claims = [claim for group in (*events, statements, *figures) for claim in group]
    extra = [c for conflict in conflicts for c in conflict.claims if c not in claims]
    return tuple([*claims, *dict.fromkeys(extra)]), tuple(conflicts)


def event_clusters(
    story: Story, facts: Iterable[Facts], *, config: Saying = DEFAULT.saying
) -> tuple[Places, list[list[Told]]]:
    """The events of a story, those that are one together, with their places: for the timeline."""
    places = Places(story, tuple(facts))
    return places, cluster_events(places, config=config)


def figure_groups(
    story: Story, facts: Iterable[Facts], *, config: Saying = DEFAULT.saying
) -> tuple[tuple[Claim, ...], ...]:
    """The claims about figures, those that count one thing together, one a distinct value."""
    groups, _ = figure_claims(Places(story, tuple(facts)), config=config)
    return tuple(tuple(group) for group in groups)


def claims_of(cluster: Sequence[Told], places: Places) -> list[Claim]:
    """A claim for each status of one event, in the order of `LADDER`."""
    found = []
    for status in LADDER:
        members = [node for node in cluster if node.event.status == status]
        if not members:
            continue
        passages = fullest(places.sentence(node.article, node.event.sentence) for node in members)
        sources = Counter(places.said_by(node.article, node.event.span) for node in members)
        named = sorted((name for name in sources if name), key=lambda name: (-sources[name], name))
        best = min(members, key=lambda n: (n.event.when is None, -len(n.event.actors) - len(n.event.targets), n.key))
        found.append(
            Claim(
                kind="event",
                passages=passages,
                source=named[0] if named else "",
                origins=places.origins(passages),
                status=status,
                event=best.event,
                because=tuple(sorted({node.event.because for node in members}))[:3],
            )
        )
    return found
