"""Stories and links in a database: each function works within a transaction that it is given.

SQL through SQLAlchemy Core, the same for every database. Nothing is decided here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from retold.records import pack, unpack
from retold.store import LinksByPair, renderings, schema
from retold.store.articles import articles, parts
from retold.store.kept import KeptStory, kept_story, story_of
from retold.store.without import without
from retold.types import Article, Link, Story


def stories(connection: Connection, ids: Collection[str] | None) -> Iterator[Story]:
    """The stories, largest number of origins first."""
    table = schema.stories.c
    query = select(table.value)
    # Stories first: all articles that they name were kept before them.
    if ids is None:
        values = list(connection.execute(query).scalars())
    else:
        values = [
            v for some in parts(sorted(ids)) for v in connection.execute(query.where(table.id.in_(some))).scalars()
        ]
    kept = [unpack(value, KeptStory) for value in values]
    known = {article.id: article for article in articles(connection, {i for one in kept for i in one.articles})}
    whole = [story_of(one, known) for one in kept]
    yield from sorted(whole, key=lambda story: (-len(story.origins), -len(story.articles), story.id))


def keep_stories(connection: Connection, stories: Sequence[Story], gone: Collection[str]) -> None:
    """Put these stories in the place of those of the same ids, and drop others. Nobody else may write meanwhile."""
    renderings.outdate_stories(connection, {*gone, *(story.id for story in stories)}, gone=gone)
    for some in parts(sorted({*gone, *(story.id for story in stories)})):
        connection.execute(delete(schema.story_articles).where(schema.story_articles.c.story.in_(some)))
        connection.execute(delete(schema.stories).where(schema.stories.c.id.in_(some)))
    known = {a.id: a for a in articles(connection, {a.id for story in stories for a in story.articles})}
    for story in stories:
        _keep_story(connection, story, known)


def stale_stories(connection: Connection) -> frozenset[str]:
    """Stories of the stream whose kept articles are not those in them now, and kept ones that are not in it."""
    followed, told = schema.followed.c, schema.story_articles.c
    now = select(followed.story, followed.article).where(followed.story != "")
    kept = select(told.story, told.article)
    apart = (without(connection, now, kept), without(connection, kept, now))
    return frozenset(row.story for query in apart for row in connection.execute(query))


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


def _keep_story(connection: Connection, story: Story, known: Mapping[str, Article]) -> None:
    kept = kept_story(story, known)
    dates = [a.published.earliest for a in story.articles if a.published.earliest]
    led = next((a for a in story.articles if a.title == story.headline), story.articles[0])
    connection.execute(
        insert(schema.stories).values(
            id=story.id,
            headline=story.headline,
            origins=len(story.origins),
            value=pack(kept),
            newest=schema.iso(max(dates, default=None)),
            language=led.language,
            articles=len(story.articles),
            outlets=len({a.outlet or a.input for a in story.articles}),
            compared=len(story.articles) < 2,
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
