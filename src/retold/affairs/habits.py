"""What outlets do to the texts that they take over, in the stories of an affair: how often, and the gravest of it.

An article is taken over if it goes back to another's text: an agency's, or that of an outlet which had it first. It is
measured by that text, or where it is not at hand by the article that is nearest to it, as in the brief.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from retold.brief.changes import SEVERITY, outlet_changes
from retold.brief.measure import Pairs, measure_of
from retold.config import DEFAULT, Config
from retold.types import Article, Comparison, Habits, Origin, OutletChange, Story


@dataclass
class _Counted:
    articles: int = 0
    taken_over: int = 0
    uncredited: int = 0
    edited: int = 0
    silently: int = 0
    changes: list[OutletChange] = field(default_factory=list)


def habits(
    stories: Iterable[Story], comparisons: Mapping[str, Sequence[Comparison]], *, config: Config = DEFAULT
) -> tuple[Habits, ...]:
    """What each outlet did, those with most articles first; `comparisons` of kin by story id, either side first."""
    counted: dict[str, _Counted] = {}
    for story in stories:
        _count(story, Pairs(comparisons.get(story.id, ())), counted, config)
    found = [_habits(outlet, one, config) for outlet, one in counted.items()]
    return tuple(sorted(found, key=lambda h: (-h.articles, -h.taken_over, h.outlet)))


def _count(story: Story, pairs: Pairs, counted: dict[str, _Counted], config: Config) -> None:
    # A version that was edited is the same article still.
    before = {revision.comparison.a.id for revision in story.revisions}
    beside: list[Comparison] = []
    for origin in story.origins:
        source = _source(origin)
        measure = source or measure_of(origin, pairs)
        for article in origin.articles:
            own = counted.setdefault(article.name, _Counted())
            if article.id in before:
                continue
            own.articles += 1
            if article.name == measure.name and origin.kind != "agency":
                continue
            if article.name != origin.name:
                own.taken_over += 1
                own.uncredited += not any(c.name != article.outlet for c in article.credits)
            comparison = pairs.between(measure, article) if article.name != measure.name else None
            beside += [comparison] if comparison is not None else []
    for revision in story.revisions:
        own = counted.setdefault(revision.comparison.b.name, _Counted())
        own.edited += 1
        own.silently += bool(revision.silent)
    for change in outlet_changes(beside, config=replace(config.briefing, most_changes=1_000)):
        counted[change.outlet].changes.append(change)


def _source(origin: Origin) -> Article | None:
    """The article that the others of an origin have it from; None if it is not among them."""
    return next((article for article in origin.articles if article.name == origin.name), None)


def _habits(outlet: str, one: _Counted, config: Config) -> Habits:
    kinds = Counter(change.kind for change in one.changes)
    gravest = sorted(one.changes, key=lambda change: SEVERITY.index(change.kind))
    return Habits(
        outlet=outlet,
        articles=one.articles,
        taken_over=one.taken_over,
        uncredited=one.uncredited,
        changes=dict(sorted(kinds.items(), key=lambda pair: (-pair[1], SEVERITY.index(pair[0])))),
        unattributed=sum(c.kind == "attribution" and c.change.b_span is None for c in one.changes),
        edited=one.edited,
        silently=one.silently,
        shown=tuple(gravest[: config.following.most_shown]),
    )
