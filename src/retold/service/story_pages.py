"""A story told whole, as the part of its page that is the same for everybody."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from retold.config import Config
from retold.types import Article, Comparison, Story, StorySummary, Timeline

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

BESIDE = 8
"""Articles that a page holds beside each other: more columns nobody reads, and the time grows with their square."""
_TOLD = 40
"""Articles whose facts a page puts in order: half a second."""


def story_html(key: str, store: "DatabaseStore", config: Config) -> str | None:
    """The one account of a story (id), its tree of origins, its matrix, what befell it; None if unknown.

    The links of what is compared for it are kept, for the pages of the articles.
    """
    from retold.service.grouping import account
    from retold.web.site import fragment

    story = next(store.stories({key}), None)
    if story is None:
        return None
    shown = leading(story)
    told, taken = account(shown, config=config), tuple(_taken(shown, config))
    store.keep_links({(c.a.id, c.b.id): c.links for c in (*told.comparisons, *taken)})
    events = tuple(store.story_events(key))
    named = {i for event in events for i in event.articles}
    elsewhere = store.articles(named - {article.id for article in story.articles})
    return fragment(
        "story_told.html",
        story=story,
        account=told,
        taken=taken,
        articles={article.id: article for article in chain(story.articles, elsewhere)},
        timeline=_timeline(story, (*told.comparisons, *taken), store, config),
        events=events,
        others=store.reading.summaries({i for event in events for i in (event.story, event.other) if i} - {key}),
    )


def leading(story: Story, *, most: int = BESIDE) -> Story:
    """The story with so many of its articles at most: of each origin in turn the fullest that is left."""
    if len(story.articles) <= most:
        return story
    ordered = (sorted(origin.articles, key=_fullest) for origin in story.origins)
    chosen = [article for some in zip_longest(*ordered) for article in some if article is not None][:most]
    # The fullest of all leads, whichever origin is first.
    chosen = list({a.id: a for a in (min(story.articles, key=_fullest), *chosen)}.values())[:most]
    ids = {article.id for article in chosen}
    origins = (replace(o, articles=tuple(a for a in o.articles if a.id in ids)) for o in story.origins)
    return replace(
        story,
        articles=tuple(article for article in story.articles if article.id in ids),
        origins=tuple(origin for origin in origins if origin.articles),
    )


def heirs(key: str, store: "DatabaseStore") -> tuple[StorySummary, ...] | None:
    """The stories that hold now what a story (id) once held, most of it first; None if there never was such a story."""
    held = {i for event in store.story_events(key) if event.story == key for i in event.articles}
    now = Counter(store.whereabouts(held).values())
    found = store.reading.summaries(now)
    return tuple(found[i] for i, _ in now.most_common() if i in found) if held else None


def _fullest(article: Article) -> tuple[int, str]:
    return -len(article.body.split()), article.id


def _taken(story: Story, config: Config) -> Iterator[Comparison]:
    """Each article beside the one that it was taken from, or the fullest of its origin where that one isn't there.

    Later versions are left out: the story tells of them itself.
    """
    from retold.lineage import tree
    from retold.service.grouping import compare

    chief = {article.id: min(o.articles, key=_fullest) for o in story.origins for article in o.articles}
    nodes = tree(story)
    for node in nodes:
        if node.article is not None and node.parent is not None and node.kind != "version":
            above = nodes[node.parent].article or chief[node.article.id]
            if above is not node.article:
                yield compare(above, node.article, config=config)


def _timeline(
    story: Story, comparisons: Sequence[Comparison], store: "DatabaseStore", config: Config
) -> Timeline | None:
    """What happened when and how many, if all that the articles say is known already: to find it takes seconds."""
    from retold.timeline import build_timeline

    facts = [store.facts(article) for article in story.articles[:_TOLD]]
    known = [found for found in facts if found is not None]
    if len(known) < len(story.articles):
        return None
    return build_timeline([story], known, comparisons, config=config.saying)
