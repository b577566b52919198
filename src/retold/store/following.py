"""What following a stream needs, in a database: each function works within a transaction that it is given.

Plain SQL through SQLAlchemy Core, the same for every database. Nothing is decided here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from retold.errors import StoreError
from retold.records import pack, unpack
from retold.store import schema
from retold.store.articles import parts
from retold.types import Article, Correction, StoryEvent


def followed(connection: Connection, newest: int | None) -> Iterator[tuple[Article, str]]:
    """The articles of the stream, or its newest, with their stories."""
    table = schema.followed.c
    query = (
        select(schema.articles.c.value, table.story)
        .join_from(schema.followed, schema.articles, schema.articles.c.id == table.article)
        .order_by(table.position)
    )
    if newest is not None:
        first = select(table.position).order_by(table.position.desc()).limit(1).offset(newest - 1)
        query = query.where(table.position >= func.coalesce(first.scalar_subquery(), 0))
    # Whoever asks may stop before the last of them.
    with connection.execute(query, execution_options={"yield_per": 200}) as rows:
        for row in rows:
            yield unpack(row.value, Article), row.story


def keep_step(
    connection: Connection,
    articles: Sequence[str],
    events: Sequence[StoryEvent],
    signatures: Mapping[str, Iterable[int]],
) -> None:
    """Keep articles, events, redirects and signatures of one step."""
    if articles:
        connection.execute(insert(schema.followed), [{"article": i, "story": ""} for i in articles])
    for event in events:
        _carry_out(connection, event)
    if events:
        connection.execute(
            insert(schema.story_events),
            [{"kind": e.kind, "story": e.story, "other": e.other, "value": pack(e)} for e in events],
        )
    keys = [{"key": key, "article": i} for i, found in signatures.items() for key in sorted(set(found))]
    if keys:
        connection.execute(insert(schema.bands), keys)


def _carry_out(connection: Connection, event: StoryEvent) -> None:
    table, redirects = schema.followed, schema.story_redirects
    for some in parts(event.articles):
        connection.execute(update(table).where(table.c.article.in_(some)).values(story=event.story))
    if event.kind == "merged":
        # Articles that the stream no longer remembers go along, and so does what led to the one that ended.
        connection.execute(update(table).where(table.c.story == event.other).values(story=event.story))
        connection.execute(update(redirects).where(redirects.c.into == event.other).values(into=event.story))
        connection.execute(insert(redirects).values(story=event.other, into=event.story))


def story_events(connection: Connection, story: str | None) -> Iterator[StoryEvent]:
    """What befell stories."""
    table = schema.story_events.c
    query = select(table.value).order_by(table.id)
    if story is not None:
        redirects = schema.story_redirects.c
        # Asked for before: with a query within the other, PostgreSQL goes through all events.
        ended = connection.execute(select(redirects.story).where(redirects.into == story)).scalars().all()
        names = [story, *ended]
        query = query.where(or_(table.story.in_(names), table.other.in_(names)))
    for row in connection.execute(query):
        yield unpack(row.value, StoryEvent)


def members(connection: Connection, stories: Collection[str]) -> dict[str, list[Article]]:
    """The articles of stories of the stream, in the order in which they entered it."""
    table, found = schema.followed.c, dict[str, list[Article]]()
    for some in parts(sorted(stories)):
        query = (
            select(schema.articles.c.value, table.story)
            .join_from(schema.followed, schema.articles, schema.articles.c.id == table.article)
            .where(table.story.in_(some))
            .order_by(table.position)
        )
        for row in connection.execute(query):
            found.setdefault(row.story, []).append(unpack(row.value, Article))
    return found


def whereabouts(connection: Connection, articles: Collection[str]) -> dict[str, str]:
    """The stories of those of these articles that have entered the stream."""
    table = schema.followed.c
    found = {}
    for some in parts(sorted(articles)):
        for row in connection.execute(select(table.article, table.story).where(table.article.in_(some))):
            found[row.article] = row.story
    return found


def stream_at(connection: Connection) -> tuple[int, int]:
    """Numbers of the last article and the last event."""
    last = select(
        select(func.max(schema.followed.c.position)).scalar_subquery(),
        select(func.max(schema.story_events.c.id)).scalar_subquery(),
    )
    article, event = connection.execute(last).one()
    return article or 0, event or 0


def story_now(connection: Connection, story: str) -> str:
    """Where a story's id leads."""
    redirects = schema.story_redirects.c
    into = connection.execute(select(redirects.into).where(redirects.story == story)).scalar()
    return story if into is None else str(into)


def near(connection: Connection, signatures: Iterable[int]) -> frozenset[str]:
    """Articles that share a signature."""
    table = schema.bands.c
    found: set[str] = set()
    for some in parts(sorted(set(signatures))):
        found.update(connection.execute(select(table.article).where(table.key.in_(some)).distinct()).scalars())
    return frozenset(found)


def correct(connection: Connection, correction: Correction) -> Correction:
    """Keep a correction."""
    kept = connection.execute(
        insert(schema.corrections).values(
            kind=correction.kind,
            articles=pack(correction.articles),
            by=correction.by,
            at=schema.iso(correction.at),
        )
    )
    key = kept.inserted_primary_key
    return _one(connection, int(key[0]) if key is not None else 0)


def undo(connection: Connection, number: int, *, by: str, at: datetime | None) -> Correction:
    """Keep that a correction was taken back."""
    table = schema.corrections
    done = connection.execute(
        update(table)
        .where(table.c.number == number, table.c.undone_by.is_(None))
        .values(undone_by=by, undone_at=schema.iso(at))
    )
    if not done.rowcount:
        raise StoreError(f"no correction {number} that holds: `retold correct list` shows those that do")
    return _one(connection, number)


def corrections(connection: Connection) -> tuple[Correction, ...]:
    """All of them."""
    table = schema.corrections
    return tuple(map(_correction, connection.execute(select(table).order_by(table.c.number))))


def _one(connection: Connection, number: int) -> Correction:
    table = schema.corrections
    return _correction(connection.execute(select(table).where(table.c.number == number)).one())


def _correction(row: Row[Any]) -> Correction:
    return Correction(
        number=row.number,
        kind=row.kind,
        articles=unpack(row.articles, tuple[str, ...]),
        by=row.by,
        at=_when(row.at),
        undone_by=row.undone_by,
        undone_at=_when(row.undone_at),
    )


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
