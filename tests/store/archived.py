"""A small result of `retold archive`, by the columns of its tables, and the same in a store, from the same pages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tests.conftest import ROOT
from tests.store.made import page

from retold import __version__, service
from retold.alignment import link_all
from retold.batch.reading import article_row
from retold.batch.tables import TABLES
from retold.records import pack
from retold.store import LinksByPair, open_store
from retold.store.kept import kept_facts, kept_story
from retold.types import Article, Facts, Story, StoryEvent


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the job works out."""

    articles: Sequence[Article]
    stories: Sequence[Story]
    facts: Mapping[str, Facts]
    links: Mapping[str, LinksByPair]


@cache
def examples() -> Told:
    """Of the example pages."""
    return told([a for a in service.read_all([str(ROOT / "examples" / "pages")]) if isinstance(a, Article)])


def told(articles: Sequence[Article]) -> Told:
    """Of these articles."""
    stories = service.group(articles)
    links = {}
    for story in stories:
        pairs = list(combinations(range(len(story.articles)), 2))
        found = link_all(story.articles, pairs)
        links[story.id] = {
            (story.articles[i].id, story.articles[j].id): some for (i, j), some in zip(pairs, found, strict=True)
        }
    facts = {one.article.id: one for story in stories for one in service.find_facts(story.articles)}
    return Told(articles=articles, stories=stories, facts=facts, links=links)


def write(folder: Path, given: Told, *, parts: int = 2) -> Path:
    """The result in a folder that is made: each table in so many parts and an empty one."""
    tables = {
        "articles": [article_row(article, "pages.warc.gz", 0) for article in given.articles],
        "stories": [_story(story, given) for story in given.stories],
        "facts": [_facts(story, one, given) for story in given.stories for one in story.articles],
        "statements": [row for story in given.stories for one in story.articles for row in _said(story, one, given)],
        "links": [row for story in given.stories for row in _links(story, given)],
    }
    names: dict[str, list[str]] = {}
    for name, rows in tables.items():
        (folder / name).mkdir(parents=True)
        size = -(-len(rows) // parts) or 1
        some = [rows[start : start + size] for start in range(0, len(rows), size)]
        names[name] = [f"{name}/{number}.parquet" for number in range(len(some) + 1)]
        for number, own in enumerate([*some, []]):
            table = pa.Table.from_pylist(own, TABLES[name])
            pq.write_table(table, folder / names[name][number], row_group_size=10)
    counts = {name: len(rows) for name, rows in tables.items()}
    manifest = {"retold": __version__, "tables": names, "counts": counts}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def keep(place: Path, given: Told) -> None:
    """The same, kept in a store."""
    with open_store(place) as store:
        for article in given.articles:
            store.keep(page(article, article.id.encode()), article)
        within = {article.id: story.id for story in given.stories for article in story.articles}
        ids = [article.id for article in given.articles]
        store.keep_step(ids, [StoryEvent(kind="opened", story=within[i], articles=(i,), because=()) for i in ids], {})
        store.keep_stories(given.stories)
        for story in given.stories:
            store.keep_links(given.links[story.id])
        store.keep_facts(given.facts.values())


def _story(story: Story, given: Told) -> dict[str, object]:
    dates = [a.published.earliest for a in story.articles if a.published.earliest]
    led = next((a for a in story.articles if a.title == story.headline), story.articles[0])
    return {
        "id": story.id,
        "headline": story.headline,
        "language": led.language,
        "first": min(dates, default=None),
        "newest": max(dates, default=None),
        "articles": [article.id for article in story.articles],
        "outlets": len({article.name for article in story.articles}),
        "origins": len(story.origins),
        "because": list(story.because),
        "value": pack(kept_story(story, {article.id: article for article in given.articles})),
    }


def _facts(story: Story, article: Article, given: Told) -> dict[str, object]:
    found = given.facts[article.id]
    return {"story": story.id, "article": article.id, "value": pack(kept_facts(found))}


def _said(story: Story, article: Article, given: Told) -> list[dict[str, object]]:
    return [
        {
            "story": story.id,
            "article": article.id,
            "position": position,
            "start": one.span.start,
            "end": one.span.end,
            "text": one.span.text,
            "source": one.source.name,
            "source_kind": one.source.kind,
            "via": one.source.via,
            "cue": one.cue.text,
            "content": one.content.text,
            "directness": one.directness,
        }
        for position, one in enumerate(given.facts[article.id].statements)
    ]


def _links(story: Story, given: Told) -> list[dict[str, object]]:
    return [
        {
            "story": story.id,
            "a": a,
            "b": b,
            "a_sentences": list(link.a),
            "b_sentences": list(link.b),
            "kind": link.kind,
            "similarity": link.similarity,
            "moved": link.moved,
        }
        for (a, b), some in given.links[story.id].items()
        for link in some
    ]
