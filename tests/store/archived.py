"""A small result of `retold archive`, by the columns of its tables, and the same in a store, from the same pages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.conftest import ROOT
from tests.store.made import page

from retold import __version__, service
from retold.alignment import link_all
from retold.batch.reading import article_row
from retold.batch.tables import TABLES
from retold.batch.telling import link_rows, said_rows, story_row
from retold.store import LinksByPair, open_store
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
    tables: dict[str, list[dict[str, Any]]] = {
        "articles": [article_row(article, "pages.warc.gz", 0) for article in given.articles],
        "stories": [],
        "facts": [],
        "statements": [],
        "links": [],
    }
    known = {article.id: article for article in given.articles}
    for story in given.stories:
        ids = [article.id for article in story.articles]
        tables["stories"].append(story_row(story, ids, known))
        tables["links"] += link_rows(story.id, given.links[story.id])
        for article in ids:
            for table, row in said_rows(given.facts[article], story.id):
                tables[table].append(row)
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
