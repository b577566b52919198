"""The account of an affair: it told whole, by the stories that were decided to belong to it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.service.facts import find_facts
from retold.service.following import refresh_stories
from retold.service.grouping import compare
from retold.types import Affair, AffairAccount, Article, Comparison, Facts, Parser, Story, Timeline

if TYPE_CHECKING:
    from retold.claims import Merged
    from retold.store.database import DatabaseStore

Progress = Callable[[str], None]


def account_of(
    affair: Affair,
    *,
    store: "DatabaseStore",
    parser: Parser | None = None,
    config: Config = DEFAULT,
    progress: Progress = lambda step: None,
    most: int | None = None,
) -> AffairAccount:
    """An affair told whole, by the stories that were decided to belong to it.

    With `most`, by the newest of them that have so many articles together: the time it takes grows with the square.
    """
    from retold.affairs import habits, speakers
    from retold.claims import merge
    from retold.timeline import joined

    belonging = {b.article: b for b in store.affairs.belongings(affair.id, belong=True)}
    progress("grouping into stories")
    refresh_stories(store=store, config=config, progress=progress)
    told = store.stories(store.affairs.stories_of(affair.id))
    stories = tuple(_first(sorted(told, key=lambda story: (-_newest(story), story.id)), most))
    articles = {article.id: article for story in stories for article in story.articles}
    facts = facts_of_all(tuple(articles.values()), store=store, parser=parser, config=config, progress=progress)
    comparisons: dict[str, tuple[Comparison, ...]] = {}
    for number, story in enumerate(stories, 1):
        progress(f"story {number} of {len(stories)}: {story.headline}")
        comparisons[story.id] = tuple(compare(articles[d.a], articles[d.b], config=config) for d in story.derivations)
    pairs = tuple(chain.from_iterable(comparisons.values()))
    merged = merge(joined(stories), facts.values(), pairs, config=config.saying)
    timeline = _timeline(merged, stories, tuple(facts.values()))
    return AffairAccount(
        affair=affair,
        stories=stories,
        # An article that has just joined a story may not be decided yet.
        because={s.id: next(belonging[a.id].because for a in s.articles if a.id in belonging) for s in stories},
        timeline=timeline,
        speakers=speakers(affair, merged.claims, timeline.actors, articles),
        habits=habits(stories, comparisons, config=config),
    )


def _first(stories: Iterable[Story], most: int | None) -> Iterator[Story]:
    """The first of them, one at least, with `most` articles together."""
    left = most
    for number, story in enumerate(stories):
        if left is not None:
            left -= len(story.articles)
            if left < 0 and number:
                return
        yield story


def _timeline(merged: "Merged", stories: tuple[Story, ...], facts: Sequence[Facts]) -> Timeline:
    """As `retold.timeline.build_timeline`, of claims that are merged already: that takes most of the time."""
    from retold.actors import merge_actors
    from retold.timeline.entries import find_entries
    from retold.timeline.series import find_series

    return Timeline(
        stories=stories,
        entries=tuple(find_entries(merged)),
        series=tuple(find_series(merged)),
        actors=merge_actors(facts),
        conflicts=merged.conflicts,
    )


def _newest(story: Story) -> float:
    return max((a.published.earliest.timestamp() for a in story.articles if a.published.earliest), default=0.0)


def facts_of_all(
    articles: Sequence[Article],
    *,
    store: "DatabaseStore",
    parser: Parser | None = None,
    config: Config = DEFAULT,
    progress: Progress = lambda step: None,
) -> dict[str, Facts]:
    """What articles say, by their ids; `progress` hears of each."""
    found: dict[str, Facts] = {}
    for number, facts in enumerate(find_facts(articles, parser=parser, store=store, config=config), 1):
        progress(f"article {number} of {len(articles)}: {facts.article.title or facts.article.name}")
        found[facts.article.id] = facts
    return found
