"""Novelty: what articles tell that none before them did, as facts and not as articles.

A fact is a cluster of claims (`retold.claims`) with all its tellings. It is new if no article of `before` has one of
them: no claim of the same cluster, and no sentence that is linked to one of these without a change of what it says.
What is known and stands otherwise now - a plan that came true, a value that changed - is new as that step. Nothing is
decided about what a reader is shown of it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from retold.claims import merge
from retold.config import DEFAULT, Config
from retold.novelty.before import Before
from retold.novelty.edits import find_edits
from retold.novelty.facts import find_facts
from retold.novelty.ledger import ledger_lines
from retold.novelty.lines import lines
from retold.timeline import joined
from retold.types import Comparison, Facts, News, Story

__all__ = ["find_news", "ledger_lines", "within"]


def find_news(
    stories: Sequence[Story],
    facts: Iterable[Facts],
    comparisons: Iterable[Comparison] = (),
    *,
    before: Collection[str] = frozenset(),
    config: Config = DEFAULT,
) -> tuple[News, ...]:
    """What the articles of stories of one affair tell that those whose ids are in `before` did not; each fact once.

    `facts` are those of all these articles, `comparisons` those of articles that share sentences, either side first;
    what is missing of them makes more seem new. All of a sentence is one line, shown in the fullest retelling of its
    origin. Most important first; the result does not depend on the order of stories, facts or comparisons.
    """
    known = tuple(facts)
    if all(one.article.id in before for one in known):
        return ()
    told = {one.article.id for one in known}
    stories = [part for story in stories if (part := within(story, told)) is not None]
    compared = [pair for pair in comparisons if pair.a.id in told and pair.b.id in told]
    merged = merge(joined(stories), known, compared, config=config.saying)
    articles = [one.article for one in known]
    earlier = Before(articles, frozenset(before), compared, config=config.novelty)
    found = [
        *find_edits(stories, merged.places, earlier),
        *find_facts(merged, stories, earlier, config=config),
    ]
    again = {
        (passage.article, passage.sentence)
        for claim in merged.claims
        if any(passage.article in earlier for passage in claim.passages)
        for passage in claim.passages
    }
    home = {article.id: story.id for story in stories for article in story.articles}
    return tuple(
        replace(news, story=home[news.passages[0].article])
        for news in lines(found, again, merged.places, stories, compared, earlier)
    )


def within(story: Story, known: Collection[str]) -> Story | None:
    """A story as far as its articles are known (ids); None if none is."""
    articles = tuple(article for article in story.articles if article.id in known)
    if len(articles) == len(story.articles) or not articles:
        return story if articles else None
    origins = [replace(o, articles=tuple(a for a in o.articles if a.id in known)) for o in story.origins]
    return replace(
        story,
        articles=articles,
        origins=tuple(origin for origin in origins if origin.articles),
        derivations=tuple(d for d in story.derivations if d.a in known and d.b in known),
        additions=tuple(addition for addition in story.additions if addition.article.id in known),
        revisions=tuple(r for r in story.revisions if r.comparison.a.id in known and r.comparison.b.id in known),
    )
