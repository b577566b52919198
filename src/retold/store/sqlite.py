"""The store in one SQLite file, through SQLAlchemy Core.

The SQLite is the one of the `pysqlite3` wheel, since the one in Python 3.11 has a known fault in its write-ahead log.
WAL with full synchronisation: a commit that has returned survives a killed process and a power cut.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.util import CommandError
from pysqlite3 import dbapi2
from sqlalchemy import Connection, create_engine, delete, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from retold.errors import NoArticle, StoreError
from retold.records import pack, unpack
from retold.store import LinksByPair, following, schema
from retold.store.kept import KeptFacts, KeptStory, kept_story, story_of
from retold.types import (
    Article,
    Correction,
    Facts,
    Link,
    Page,
    Story,
    StoryEvent,
)


class SqliteStore:
    """See `retold.store.Store`."""

    def __init__(self, path: Path, *, busy_seconds: float = 10.0) -> None:
        self.path = path
        self._engine = create_engine(f"sqlite:///{path}", module=dbapi2, connect_args={"timeout": busy_seconds})
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            self._migrate()
        except (DatabaseError, CommandError, OSError) as error:
            self._engine.dispose()
            raise StoreError(_why_not_opened(path, error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _migrate(self) -> None:
        config = AlembicConfig()
        config.set_main_option("script_location", "retold.store:migrations")
        config.set_main_option("path_separator", "os")
        with self._engine.execution_options(writes=True).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def find(self, page: Page) -> Article | NoArticle | None:
        """What this very page gave before; None if it is new."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.articles.c.value, schema.pages.c.reason)
                .select_from(schema.pages.outerjoin(schema.articles))
                .where(schema.pages.c.address == _address(page), schema.pages.c.sha256 == _digest(page))
            ).first()
        if row is None:
            return None
        return unpack(row.value, Article) if row.value is not None else NoArticle(page.input, row.reason)

    def keep(self, page: Page, read: Article | NoArticle) -> None:
        """Keep a page and what it gave."""
        with self._writing() as connection:
            if isinstance(read, Article):
                _keep_article(connection, read)
            connection.execute(
                insert(schema.pages)
                .values(
                    address=_address(page),
                    sha256=_digest(page),
                    input=page.input,
                    fetched_at=schema.iso(page.fetched_at),
                    content_type=page.content_type,
                    content=zlib.compress(page.content),
                    article=read.id if isinstance(read, Article) else None,
                    reason=read.reason if isinstance(read, NoArticle) else None,
                )
                .on_conflict_do_nothing()
            )

    def articles(self) -> Iterator[Article]:
        """All articles, in the order in which they were first kept."""
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=200).execute(
                select(schema.articles.c.value).order_by(schema.articles.c.position)
            )
            for row in rows:
                yield unpack(row.value, Article)

    def facts(self, article: Article) -> Facts | None:
        """What an article says, if it was kept by this version of Retold."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.facts.c.value).where(
                    schema.facts.c.article == article.id, schema.facts.c.version == _facts_version(article)
                )
            ).first()
        if row is None:
            return None
        kept = unpack(row.value, KeptFacts)
        return Facts(
            article=article, times=kept.times, statements=kept.statements, figures=kept.figures, events=kept.events
        )

    def keep_facts(self, facts: Iterable[Facts]) -> None:
        """Keep what kept articles say, in one transaction."""
        with self._writing() as connection:
            for one in facts:
                _keep_facts(connection, one)

    def stories(self) -> Iterator[Story]:
        """The stories, in the order in which they were kept."""
        articles = {article.id: article for article in self.articles()}
        with self._engine.connect() as connection:
            rows = connection.execute(select(schema.stories.c.value).order_by(schema.stories.c.position)).all()
        for row in rows:
            yield story_of(unpack(row.value, KeptStory), articles)

    def keep_stories(self, stories: Sequence[Story]) -> None:
        """Put these stories in the place of those that were kept, in one transaction."""
        known = {article.id: article for article in self.articles()}
        with self._writing() as connection:
            connection.execute(delete(schema.story_articles))
            connection.execute(delete(schema.stories))
            for position, story in enumerate(stories):
                _keep_story(connection, position, story, known)

    def links(self, a: Article, b: Article) -> tuple[Link, ...]:
        """The links that were kept for this pair."""
        table = schema.links.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(table.value).where(table.a == a.id, table.b == b.id).order_by(table.id))
            return tuple(unpack(row.value, Link) for row in rows)

    def keep_links(self, links: LinksByPair) -> None:
        """Keep the links of these pairs, in one transaction."""
        table = schema.links
        with self._writing() as connection:
            for (a, b), found in links.items():
                connection.execute(delete(table).where(table.c.a == a, table.c.b == b))
                if found:
                    connection.execute(insert(table), [_link_row(a, b, link) for link in found])

    def followed(self) -> Iterator[tuple[Article, str]]:
        """The articles of the stream, in the order in which they entered it, and the story each is in now."""
        with self._engine.connect() as connection:
            yield from following.followed(connection)

    def keep_step(
        self, articles: Sequence[str], events: Sequence[StoryEvent], signatures: Mapping[str, Iterable[int]]
    ) -> None:
        """Keep that articles entered the stream, what befell stories by it, and signatures, in one transaction."""
        with self._writing() as connection:
            following.keep_step(connection, articles, events, signatures)

    def story_events(self, story: str | None = None) -> Iterator[StoryEvent]:
        """What befell all stories, or one and those that went into it, in order."""
        with self._engine.connect() as connection:
            yield from following.story_events(connection, story)

    def story_now(self, story: str) -> str:
        """The story that this id leads to."""
        with self._engine.connect() as connection:
            return following.story_now(connection, story)

    def near(self, signatures: Iterable[int]) -> frozenset[str]:
        """`Article.id` of those that share one of these signatures."""
        with self._engine.connect() as connection:
            return following.near(connection, signatures)

    def correct(self, correction: Correction) -> Correction:
        """Keep a new correction; what is returned has its number."""
        with self._writing() as connection:
            return following.correct(connection, correction)

    def undo(self, number: int, *, by: str, at: datetime | None) -> Correction:
        """Keep that a correction was taken back."""
        with self._writing() as connection:
            return following.undo(connection, number, by=by, at=at)

    def corrections(self) -> tuple[Correction, ...]:
        """All that were ever made, by number."""
        with self._engine.connect() as connection:
            return following.corrections(connection)

    def _writing(self) -> "_Writing":
        return _Writing(self)


class _Writing:
    """A write transaction whose failures are told in Retold's words."""

    def __init__(self, store: SqliteStore) -> None:
        self._path = store.path
        self._transaction = store._engine.execution_options(writes=True).begin()

    def __enter__(self) -> Connection:
        try:
            return self._transaction.__enter__()
        except OperationalError as error:
            raise StoreError(_why_not_written(self._path, error)) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._transaction.__exit__(kind, error, at)
        except OperationalError as failed:
            raise StoreError(_why_not_written(self._path, failed)) from failed
        if isinstance(error, OperationalError | IntegrityError):
            raise StoreError(_why_not_written(self._path, error)) from error


def _prepare(connection: Any, record: object) -> None:  # noqa: ANN401 - a DB-API connection has no type
    connection.isolation_level = None  # `_begin` starts transactions, not the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer later could find the file changed under it.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_article(connection: Connection, article: Article) -> None:
    kept = connection.execute(
        insert(schema.articles)
        .values(
            id=article.id,
            input=article.input,
            url=article.url,
            outlet=article.outlet,
            title=article.title,
            language=article.language,
            earliest=schema.iso(article.published.earliest),
            latest=schema.iso(article.published.latest),
            value=pack(article),
        )
        .on_conflict_do_nothing()
    )
    if kept.rowcount and article.sentences:
        connection.execute(
            insert(schema.sentences),
            [
                {
                    "article": article.id,
                    "index": s.index,
                    "start": s.start,
                    "end": s.end,
                    "role": s.role,
                    "text": s.text,
                }
                for s in article.sentences
            ],
        )


def _keep_facts(connection: Connection, facts: Facts) -> None:
    article = facts.article.id
    value = pack(KeptFacts(times=facts.times, statements=facts.statements, figures=facts.figures, events=facts.events))
    row = {"version": _facts_version(facts.article), "value": value}
    connection.execute(
        insert(schema.facts).values(article=article, **row).on_conflict_do_update(index_elements=["article"], set_=row)
    )
    connection.execute(delete(schema.statements).where(schema.statements.c.article == article))
    rows = [
        {
            "article": article,
            "position": position,
            "start": s.span.start,
            "end": s.span.end,
            "source": s.source.name,
            "source_kind": s.source.kind,
            "via": s.source.via,
            "cue": s.cue.text,
            "content": s.content.text,
        }
        for position, s in enumerate(facts.statements)
    ]
    if rows:
        connection.execute(insert(schema.statements), rows)


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


def _keep_story(connection: Connection, position: int, story: Story, known: dict[str, Article]) -> None:
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


def _address(page: Page) -> str:
    return page.url or page.input


def _digest(page: Page) -> str:
    return sha256(page.content).hexdigest()


def _facts_version(article: Article) -> str:
    """Facts hang on the program and on all that is known of the article: its date, whom it credits."""
    return f"{version('retold')} {sha256(pack(article)).hexdigest()}"


def _why_not_opened(path: Path, error: Exception) -> str:
    text = str(error)
    if "not a database" in text:
        return f"{path} is no Retold store: name another --store, or move that file away"
    if "Can't locate revision" in text:
        return f"{path} was written by a newer Retold: upgrade Retold, or name another --store"
    if "unable to open" in text:
        return f"{path} can't be opened: check that its folder exists and can be written to"
    return _why_not_written(path, error)


def _why_not_written(path: Path, error: Exception) -> str:
    text = str(getattr(error, "orig", None) or error)
    if "locked" in text:
        return f"{path} is in use by another process: wait for it to finish, then try again"
    if "full" in text:
        return f"no space left for {path}: free some disk space, then run the same command again"
    return f"{path}: {text}"
