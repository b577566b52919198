"""Articles to a brief, or to the timeline of an affair."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.service.facts import find_facts
from retold.service.following import stories_of
from retold.service.grouping import compare, group
from retold.types import Article, Brief, Comparison, Facts, Parser, Story, Timeline

if TYPE_CHECKING:
    from retold.store import Store


def make_brief(
    articles: Iterable[Article],
    *,
    parser: Parser | None = None,
    store: "Store | None" = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> Brief:
    """What a reader should know of the articles, story by story. `progress` hears what is being done.

    With a store, it is of all that the store keeps, in the stories of its stream; what it knows is not worked out
    again, and the links of the stories are kept.
    """
    from retold import brief

    stories, facts, comparisons = told_by(articles, parser=parser, store=store, config=config, progress=progress)
    if store is not None:
        store.keep_links({(c.a.id, c.b.id): c.links for found in comparisons.values() for c in found})
    return brief.make_brief(stories=stories, facts=facts, comparisons=comparisons, config=config)


def make_timeline(
    articles: Iterable[Article],
    *,
    parser: Parser | None = None,
    store: "Store | None" = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> Timeline:
    """What happened when and how many, told by articles of one affair; `progress` hears what is being done."""
    from retold.timeline import build_timeline

    stories, facts, comparisons = told_by(articles, parser=parser, store=store, config=config, progress=progress)
    return build_timeline(stories, facts.values(), chain.from_iterable(comparisons.values()), config=config.saying)


def told_by(
    articles: Iterable[Article],
    *,
    parser: Parser | None = None,
    store: "Store | None" = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[tuple[Story, ...], dict[str, Facts], dict[str, tuple[Comparison, ...]]]:
    """The stories, what each article says, by its id, and the pairs of kin side by side, by story."""
    progress("grouping into stories")
    stories = group(articles, config=config) if store is None else stories_of(store, config=config, progress=progress)
    facts: dict[str, Facts] = {}
    comparisons: dict[str, tuple[Comparison, ...]] = {}
    for number, story in enumerate(stories, 1):
        progress(f"story {number} of {len(stories)}: {story.headline}")
        facts.update((f.article.id, f) for f in find_facts(story.articles, parser=parser, store=store, config=config))
        comparisons[story.id] = _comparisons(story, config)
    return stories, facts, comparisons


def _comparisons(story: Story, config: Config) -> tuple[Comparison, ...]:
    """Each pair of kin, side by side."""
    by_id: Mapping[str, Article] = {article.id: article for article in story.articles}
    return tuple(compare(by_id[d.a], by_id[d.b], config=config) for d in story.derivations)
