"""Claims: statements, events and figures that say the same across the articles of a story, and those that conflict.

Whether two passages say the same is decided by type, time, names, numbers, negation and roles before words; likeness
alone never makes one claim of two. Nothing is decided about which claim is true.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retold.claims.conflicts import date_conflicts, event_conflicts
from retold.claims.contradictions import contradictions
from retold.claims.events import Told, cluster_events
from retold.claims.figures import bound, compatible, figure_claims
from retold.claims.linked import linked_conflicts
from retold.claims.places import Places, days_between, fullest, sentence_at
from retold.claims.statements import statement_claims
from retold.config import DEFAULT, Saying
from retold.types import Claim, ClaimConflict, Comparison, Facts, Status, Story

__all__ = [
    "LADDER",
    "Merged",
    "Places",
    "Told",
    "bound",
    "compatible",
    "contradictions",
    "days_between",
    "merge",
    "sentence_at",
]

#: From what is farthest from having happened to what happened.
LADDER: tuple[Status, ...] = ("denied", "alleged", "requested", "hoped", "planned", "ongoing", "happened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What the articles of a story say together."""

    places: Places
    #: Events that are one, told by one article or several.
    clusters: tuple[tuple[Told, ...], ...]
    #: The claims: events, then statements, then figures.
    claims: tuple[Claim, ...]
    #: The claims about figures, those that count one thing together, one a distinct value.
    figures: tuple[tuple[Claim, ...], ...]
    conflicts: tuple[ClaimConflict, ...]


def merge(
    story: Story, facts: Iterable[Facts], comparisons: Iterable[Comparison] = (), *, config: Saying = DEFAULT.saying
) -> Merged:
    """The events, claims and conflicts of a story.

    `comparisons` of its articles let any two linked sentences be held against each other; without them only events,
    statements and figures are. The result does not depend on the order of `facts` or `comparisons`.
    """
    places = Places(story, tuple(facts))
    clusters = cluster_events(places, config=config)
    events = [claims_of(cluster, places) for cluster in clusters]
    statements, said = statement_claims(places, config=config)
    figures, counted = figure_claims(places, config=config)
    conflicts = [
        *event_conflicts(clusters, events, places, config=config),
        *date_conflicts(clusters, events, places),
        *(c for c in said if not any(_tells(other, c) for other in counted)),
        *counted,
    ]
    conflicts += linked_conflicts(story, places, comparisons, conflicts, config=config)
    claims = [claim for group in (*events, statements, *figures) for claim in group]
    known = set(map(id, claims))
    extra = [c for conflict in conflicts for c in conflict.claims if id(c) not in known]
    return Merged(
        places=places,
        clusters=tuple(map(tuple, clusters)),
        claims=tuple([*claims, *dict.fromkeys(extra)]),
        figures=tuple(map(tuple, figures)),
        conflicts=tuple(conflicts),
    )


def _tells(conflict: ClaimConflict, other: ClaimConflict) -> bool:
    """True if each side of the other stands in sentences of the one: figures say more than statements."""
    told = {(p.article, p.sentence) for claim in conflict.claims for p in claim.passages}
    return all(any((p.article, p.sentence) in told for p in claim.passages) for claim in other.claims)


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
