"""The brief: story by story what a reader should know, every line a passage with its address.

What is told first is what more independent origins stand behind. Nothing is written here but labels and counts.
Comparing with what a reader already knew is a later step.
"""

from collections.abc import Iterable, Mapping, Sequence

from retold.brief.changes import muted, outlet_changes, passage_of
from retold.brief.measure import Pairs, beside_measure, measure_of, ordered_origins
from retold.brief.news import news_of, without_edits
from retold.config import DEFAULT, Briefing, Config
from retold.timeline import build_timeline
from retold.types import (
    Article,
    Brief,
    BriefItem,
    Claim,
    Comparison,
    Facts,
    Passage,
    Period,
    Series,
    Story,
    TimelineEntry,
)

__all__ = ["make_brief", "telling"]

#: A first sentence of fewer words says nothing ("LONDON.", "Good morning.").
_SHORT_LEAD = 6
#: A plain count below this ("two countries") is no news of its own.
_SMALL_COUNT = 10


def make_brief(
    *,
    stories: Iterable[Story],
    facts: Mapping[str, Facts],
    comparisons: Mapping[str, Sequence[Comparison]],
    config: Config = DEFAULT,
) -> Brief:
    """What a reader gets of `stories`.

    `facts` by article id, `comparisons` of kin by story id, either side first; what is missing is left out of the
    brief. The result does not depend on the order of any of them.
    """
    told = sorted(stories, key=_rank)
    articles = [article for story in told for article in story.articles]
    return Brief(
        covers=_covers(articles),
        items=tuple(_story(story, facts, comparisons.get(story.id, ()), config) for story in told),
        articles=len(articles),
    )


def _rank(story: Story) -> tuple[int, int, float, str]:
    """Independent origins, then outlets, then the newest article."""
    outlets = {article.name for article in story.articles}
    newest = max((a.published.earliest.timestamp() for a in story.articles if a.published.earliest), default=0.0)
    return -len(story.origins), -len(outlets), -newest, story.id


def _covers(articles: Iterable[Article]) -> Period:
    """First to last publication, of the articles dated to the day; if there are none, of those dated at all."""
    dated = [article.published for article in articles if article.published.known]
    exact = [dating for dating in dated if dating.precision in ("minute", "day")]
    known = [(dating.earliest, dating.latest) for dating in exact or dated if dating.earliest and dating.latest]
    if not known:
        return Period(earliest=None, latest=None)
    return Period(earliest=min(start for start, _ in known), latest=max(end for _, end in known))


def _story(story: Story, known: Mapping[str, Facts], comparisons: Sequence[Comparison], config: Config) -> BriefItem:
    pairs = Pairs(comparisons)
    facts = [known[article.id] for article in story.articles if article.id in known]
    timeline = build_timeline([story], facts, comparisons, config=config.saying)
    figures = _figures(timeline.series, config.briefing)
    origins = ordered_origins(story.origins)
    lead = measure_of(origins[0], pairs) if origins else min(story.articles, key=lambda a: (-len(a.body), a.id))
    edited = {frozenset((r.comparison.a.id, r.comparison.b.id)) for r in story.revisions}
    conflicts = tuple(without_edits(timeline.conflicts, story.revisions))
    beside = beside_measure(origins, pairs)
    changed = [c for c in beside if frozenset((c.a.id, c.b.id)) not in edited]
    return BriefItem(
        story=story,
        headline=_headline(lead),
        lead=_lead(lead),
        new=news_of(story, timeline.entries, conflicts, figures, changed, config=config.saying),
        changes=outlet_changes(changed, config=config.briefing),
        muted=muted(beside),
        timeline=_shown(timeline.entries, config.briefing),
        figures=figures,
        conflicts=conflicts,
        comparisons=tuple(beside),
    )


def _headline(article: Article) -> Passage:
    first = next((s for s in article.sentences if s.role == "headline"), article.sentences[0])
    found = passage_of(article, first.span)
    assert found is not None
    return found


def _lead(article: Article) -> Passage:
    """The first sentence of the body that says something."""
    body = [s for s in article.sentences if s.role == "body"] or list(article.sentences)
    first = next((s for s in body if len(s.text.split()) >= _SHORT_LEAD), body[0])
    found = passage_of(article, first.span)
    assert found is not None
    return found


def _shown(timeline: Sequence[TimelineEntry], config: Briefing) -> tuple[TimelineEntry, ...]:
    """The entries that most origins and articles tell, in the order of time."""
    ranked = sorted(
        range(len(timeline)),
        key=lambda i: (
            not timeline[i].history,
            timeline[i].status not in ("planned", "hoped"),
            -len(timeline[i].origins),
            -len(timeline[i].passages),
            i,
        ),
    )
    kept = sorted(ranked[: config.most_entries])
    return tuple(timeline[i] for i in kept)


def _figures(series: Sequence[Series], config: Briefing) -> tuple[Series, ...]:
    """Figures that conflict or change over time first, then those that most origins tell."""
    shown = [one for one in series if len(one.points) > 1 or telling(one.points[0].claim)]
    shown.sort(key=lambda one: (not one.conflicts, len(one.points) == 1))
    return tuple(shown[: config.most_figures])


def telling(claim: Claim) -> bool:
    """Whether a figure that nobody disputes deserves a line."""
    figure = claim.figure
    if figure is None:
        return False
    if not any(word.islower() for word in figure.counts.split()):
        return False  # "Local 88", "Agnes Holloway, 86": a name, nothing counted
    return bool(figure.unit or figure.qualifier or figure.value >= _SMALL_COUNT)
