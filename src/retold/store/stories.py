"""Stories and links in a database: each function works within a transaction that it is given.

SQL through SQLAlchemy Core, the same for every database. Nothing is decided here.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from retold.records import pack, unpack
from retold.store import LinksByPair, schema
from retold.store.articles import articles
from retold.store.kept import KeptStory, kept_story, story_of
from retold.types import Article, Link, Story


def stories(connection: Connection) -> Iterator[Story]:
    """The stories, in the order in which they were kept."""
    table = schema.stories.c
    # Stories first: all articles that they name were kept before them.
    kept = connection.execute(select(table.value).order_by(table.position)).scalars().all()
    known = _by_id(connection) if kept else {}
    for value in kept:
        yield story_of(unpack(value, KeptStory), known)


def keep_stories(connection: Connection, stories: Sequence[Story]) -> None:
    """Put these stories in the place of those that were kept. Nobody else may write stories meanwhile."""
    known = _by_id(connection)
    connection.execute(delete(schema.story_articles))
    connection.execute(delete(schema.stories))
    for position, story in enumerate(stories):
        _keep_story(connection, position, story, known)


def links(connection: Connection, a: Article, b: Article) -> tuple[Link, ...]:
    """The links that were kept for this pair."""
    table = schema.links.c
    rows = connection.execute(select(table.value).where(table.a == a.id, table.b == b.id).order_by(table.id))
    return tuple(unpack(row.value, Link) for row in rows)


def keep_links(connection: Connection, links: LinksByPair) -> None:
    """Keep the links of these pairs. Nobody else may write links meanwhile."""
    table = schema.links
    for (a, b), found in links.items():
        connection.execute(delete(table).where(table.c.a == a, table.c.b == b))
        if found:
            connection.execute(insert(table), [_link_row(a, b, link) for link in found])


def _by_id(connection: Connection) -> dict[str, Article]:
    return {article.id: article for article in articles(connection)}


def _keep_story(connection: Connection, position: int, story: Story, known: Mapping[str, Article]) -> None:
    kept = kept_story(story, known)
    connection.execute(
        insert(schema.stories).values(
            id=story.id, position=position, headline=story.headline, origins=len(story.origins), value=pack(kept)
        )
    )
    connection.execute(
        insert(schema.story_articles),
        [{"story": story.id, "article": a.id, "position": i} for i, a in enumerate(story.articles)],
    )


def _link_row(a: str, b: str, link: Link) -> dict[str, object]:
    return {
        "a": a,
        "b": b,
        "kind": link.kind,
        "similarity": link.similarity,
        "moved": link.moved,
        "matters": any(change.matters for change in link.changes),
        "value": pack(link),
    }
