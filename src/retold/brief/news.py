"""What a careful reader must know first: a status that changed, a statement somebody added, a conflict, an edit."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from retold.brief.changes import SEVERITY, label, passage_of, told
from retold.claims import compatible, days_between
from retold.config import DEFAULT, Saying
from retold.text import fold
from retold.types import (
    Addition,
    ClaimConflict,
    Comparison,
    News,
    Passage,
    Revision,
    Series,
    Story,
    TimelineEntry,
)

#: Changes of an edited version that are told one by one.
_MOST_EDITS = 6


def news_of(
    story: Story,
    timeline: Sequence[TimelineEntry],
    conflicts: Sequence[ClaimConflict],
    figures: Sequence[Series],
    comparisons: Sequence[Comparison],
    *,
    config: Saying = DEFAULT.saying,
) -> tuple[News, ...]:
    """The lines of a story, status changes first, then statements, figures, conflicts and edits; each once."""
    lines = [
        *_statuses(timeline),
        *_additions(story.additions),
        *_series(figures, config),
        *_conflicts(conflicts, comparisons),
        *_edits(story.revisions),
    ]
    return tuple(dict.fromkeys(lines))


def without_edits(conflicts: Iterable[ClaimConflict], revisions: Iterable[Revision]) -> list[ClaimConflict]:
    """Conflicts that are more than an outlet's own correction of itself."""
    pairs = [{revision.comparison.a.id, revision.comparison.b.id} for revision in revisions]
    return [
        c
        for c in conflicts
        if not any({p.article for claim in c.claims for p in claim.passages} <= pair for pair in pairs)
    ]


def _statuses(timeline: Iterable[TimelineEntry]) -> Iterator[News]:
    for entry in timeline:
        if not entry.history:
            continue
        earlier, where = entry.history[-1]
        if where.article == entry.passages[0].article:
            continue  # one article that tells both reports no change
        yield News(
            kind="status",
            label=f"{earlier} → {entry.status}",
            passages=(entry.passages[0], where),
            because=f"{entry.label}: {earlier} in {where.outlet}, {entry.status} in {entry.passages[0].outlet}",
        )


def _additions(additions: Iterable[Addition]) -> Iterator[News]:
    """Additions by a named source, one line a source."""
    by_source: dict[str, list[Addition]] = {}
    for addition in additions:
        if addition.source:
            by_source.setdefault(addition.source, []).append(addition)
    for source, own in by_source.items():
        passages = [
            Passage(article=a.article.id, outlet=a.article.name, span=a.article.sentences[i].span, sentence=i)
            for a in sorted(own, key=lambda a: (a.article.name, a.article.id, a.sentences))
            for i in a.sentences
        ]
        # The same words in several outlets are one line.
        shown = tuple({fold(p.span.text): p for p in reversed(passages)}.values())[::-1]
        yield News(kind="statement", label="new statement", passages=shown, because=f"{source}: {own[0].because}")


def _series(figures: Iterable[Series], config: Saying) -> Iterator[News]:
    for line in figures:
        claims = [point.claim for point in line.points]
        known = [claim.figure for claim in claims if claim.figure is not None]
        changed = any(not compatible(a, b, config=config) for a, b in pairwise(known))
        if line.conflicts or not changed:
            continue
        values = [figure.span.text for figure in known]
        yield News(
            kind="figure",
            label=" → ".join(values),
            passages=tuple(claim.passages[0] for claim in reversed(claims)),
            because=f"{line.counts}: told with {len(values)} values at different times",
        )


def _conflicts(conflicts: Iterable[ClaimConflict], comparisons: Iterable[Comparison]) -> Iterator[News]:
    seen: set[frozenset[tuple[str, int]]] = set()
    # Figures first: what a statement's number and a figure both show is told as the figure.
    for conflict in sorted(conflicts, key=lambda c: c.claims[0].kind != "figure"):
        passages = tuple(claim.passages[0] for claim in conflict.claims)
        if frozenset((p.article, p.sentence) for p in passages) in seen:
            continue
        seen |= {
            frozenset({(p.article, p.sentence), (q.article, q.sentence)})
            for first, second in combinations(conflict.claims, 2)
            for p in first.passages
            for q in second.passages
        }
        name, _, rest = conflict.because.partition(" · ")
        against = " against ".join(dict.fromkeys(claim.source or claim.passages[0].outlet for claim in conflict.claims))
        yield News(kind="conflict", label=name, passages=passages, because=rest or against)
    told_before: set[tuple[str, str, str]] = set()
    for comparison in comparisons:
        for found in comparison.conflicts:
            both = (passage_of(comparison.a, found.a_span), passage_of(comparison.b, found.b_span))
            sides = [side for side in both if side is not None]
            key = (found.because, *(fold(side.span.text) for side in sides))
            if len(sides) != 2 or frozenset((p.article, p.sentence) for p in sides) in seen or key in told_before:
                continue
            told_before.add(key)  # type: ignore[arg-type]
            yield News(kind="conflict", label=found.because, passages=tuple(sides), because=found.because)


# --- versions -------------------------------------------------------------------------------------------------------


def _edits(revisions: Iterable[Revision]) -> Iterator[News]:
    for revision in revisions:
        comparison = revision.comparison
        changes = [(c, before, after) for c, before, after in told(comparison) if c.matters]
        changes.sort(key=lambda one: SEVERITY.index(one[0].kind))
        for change, before, after in changes[:_MOST_EDITS]:
            passages = tuple(p for p in (after, before) if p is not None)
            later = days_between(comparison.a.published, comparison.b.published)
            when = f", {later} days later" if later > 1 else ", a day later" if later else ""
            if passages:
                yield News(
                    kind="edit",
                    label=f"{'silently edited' if change in revision.silent else 'edited'}: {label(change)}",
                    passages=passages,
                    because=f"a later version of {comparison.b.name}'s article{when}",
                )
