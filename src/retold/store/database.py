"""The store in a database: what SQLite and PostgreSQL have in common.

`Database` is what differs: how it is reached, what a writer locks, which failures pass, and what to say of the others.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

from retold.errors import NoArticle, StoreError
from retold.store import LinksByPair, articles, following, parses, schema, stories, tasks
from retold.store.upgrading import bring_up_to_date
from retold.types import Article, Correction, Facts, Link, Page, Parse, Story, StoryEvent, Task

T = TypeVar("T")

_TRIES = 6
"""Of a transaction that met another one: more were never needed by eight writers of the same rows."""
_PAUSE = 0.02
"""Seconds before the second try; each further one waits that much longer."""


class Database(Protocol):
    """One kind of database, at one place."""

    @property
    def name(self) -> str:
        """The place, for people; without a password."""
        ...

    @property
    def engine(self) -> Engine:
        """Transactions of connections with the execution option `writes` are those of writers."""
        ...

    def is_there(self) -> bool:
        """False if it would be made by connecting."""
        ...

    def lock_schema(self, connection: Connection) -> None:
        """Let nobody else change the tables' columns until the transaction ends."""
        ...

    def lock_table(self, connection: Connection, table: Table) -> None:
        """Let nobody else write to a table until the transaction ends; others read on."""
        ...

    def copy_before(self, revision: str) -> None:
        """Keep a copy as it is before the migration to this revision, where that is in a store's power."""
        ...

    def backup(self, path: Path, *, replace: bool) -> None:
        """Write a copy of all to a file."""
        ...

    def passes(self, error: DBAPIError) -> bool:
        """True if the same transaction may succeed at once."""
        ...

    def why(self, error: Exception) -> str:
        """What failed, in Retold's words, with the next step."""
        ...


class DatabaseStore:
    """See `retold.store.Store`."""

    def __init__(self, database: Database, *, create: bool = True) -> None:
        self.name = database.name
        self._database = database
        self._engine = database.engine
        try:
            bring_up_to_date(database, create=create)
        except BaseException:
            self._engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def backup(self, path: Path, *, replace: bool = False) -> None:
        """Write a copy of the store to a file, while it is in use. An existing file is left alone unless told.

        Raises `StoreError` if that can't be done, and leaves no half copy.
        """
        self._database.backup(path, replace=replace)

    def find(self, page: Page) -> Article | NoArticle | None:
        """What this very page gave before; None if it is new."""
        with self._reading() as connection:
            return articles.find(connection, page)

    def keep(self, page: Page, read: Article | NoArticle) -> None:
        """Keep a page and what it gave."""
        self._write(lambda connection: articles.keep(connection, page, read))

    def articles(self) -> Iterator[Article]:
        """All articles, in the order in which they were first kept."""
        with self._reading() as connection:
            yield from articles.articles(connection)

    def facts(self, article: Article) -> Facts | None:
        """What an article says, if it was kept by this version of Retold."""
        with self._reading() as connection:
            return articles.facts(connection, article)

    def keep_facts(self, facts: Iterable[Facts]) -> None:
        """Keep what kept articles say, in one transaction."""
        found = tuple(facts)
        self._write(lambda connection: articles.keep_facts(connection, found))

    def parses(self, sentences: Sequence[str], parser: str) -> dict[str, Parse]:
        """The parses that were kept of these sentences, of the parser of that name."""
        with self._reading() as connection:
            return parses.parses(connection, sentences, parser)

    def keep_parses(self, found: Mapping[str, Parse], parser: str) -> None:
        """Keep parses by sentence, in one transaction."""
        self._write(lambda connection: parses.keep_parses(connection, found, parser))

    def stories(self) -> Iterator[Story]:
        """The stories, in the order in which they were kept."""
        with self._reading() as connection:
            yield from stories.stories(connection)

    def keep_stories(self, found: Sequence[Story]) -> None:
        """Put these stories in the place of those that were kept, in one transaction."""
        self._write(lambda connection: stories.keep_stories(connection, found), alone=schema.stories)

    def links(self, a: Article, b: Article) -> tuple[Link, ...]:
        """The links that were kept for this pair."""
        with self._reading() as connection:
            return stories.links(connection, a, b)

    def keep_links(self, links: LinksByPair) -> None:
        """Keep the links of these pairs, in one transaction."""
        self._write(lambda connection: stories.keep_links(connection, links), alone=schema.links)

    def followed(self) -> Iterator[tuple[Article, str]]:
        """The articles of the stream, in the order in which they entered it, and the story each is in now."""
        with self._reading() as connection:
            yield from following.followed(connection)

    def keep_step(
        self, articles: Sequence[str], events: Sequence[StoryEvent], signatures: Mapping[str, Iterable[int]]
    ) -> None:
        """Keep that articles entered the stream, what befell stories by it, and signatures, in one transaction."""
        keys = {article: tuple(found) for article, found in signatures.items()}
        self._write(lambda connection: following.keep_step(connection, articles, events, keys), alone=schema.followed)

    def story_events(self, story: str | None = None) -> Iterator[StoryEvent]:
        """What befell all stories, or one and those that went into it, in order."""
        with self._reading() as connection:
            yield from following.story_events(connection, story)

    def story_now(self, story: str) -> str:
        """The story that this id leads to."""
        with self._reading() as connection:
            return following.story_now(connection, story)

    def near(self, signatures: Iterable[int]) -> frozenset[str]:
        """`Article.id` of those that share one of these signatures."""
        with self._reading() as connection:
            return following.near(connection, signatures)

    def correct(self, correction: Correction) -> Correction:
        """Keep a new correction; what is returned has its number."""
        return self._write(lambda connection: following.correct(connection, correction))

    def undo(self, number: int, *, by: str, at: datetime | None) -> Correction:
        """Keep that a correction was taken back."""
        return self._write(lambda connection: following.undo(connection, number, by=by, at=at))

    def corrections(self) -> tuple[Correction, ...]:
        """All that were ever made, by number."""
        with self._reading() as connection:
            return following.corrections(connection)

    def add_tasks(self, tasks_: Iterable[Task]) -> int:
        """Add work whose kind and key are new; how much that was."""
        new = tuple(tasks_)
        return self._write(lambda connection: tasks.add_tasks(connection, new))

    def lease(
        self, kinds: Collection[str], worker: str, *, now: datetime, seconds: float, limit: int = 1
    ) -> tuple[Task, ...]:
        """Take work that is due and free."""
        return self._write(
            lambda connection: tasks.lease(connection, kinds, worker, now=now, seconds=seconds, limit=limit)
        )

    def extend(self, task: Task, *, now: datetime, seconds: float) -> Task | None:
        """Hold a lease for longer; None if it is another's since."""
        return self._write(lambda connection: tasks.extend(connection, task, now=now, seconds=seconds))

    def finish(self, task: Task, *, now: datetime, again: datetime | None = None) -> bool:
        """Keep that leased work is done, for good or until `again`."""
        return self._write(lambda connection: tasks.finish(connection, task, now=now, again=again))

    def fail(self, task: Task, error: str, *, due: datetime | None) -> bool:
        """Keep that leased work failed, why, and when to try again."""
        return self._write(lambda connection: tasks.fail(connection, task, error, due=due))

    def tasks(self, kinds: Collection[str] | None = None, *, done: bool | None = None) -> Iterator[Task]:
        """Work in the order in which it was added."""
        with self._reading() as connection:
            yield from tasks.tasks(connection, kinds, done=done)

    def forget_tasks(self, *, done_before: datetime) -> int:
        """Drop work that was done before then; how much that was."""
        return self._write(lambda connection: tasks.forget_tasks(connection, done_before=done_before))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise StoreError(self._database.why(error)) from error

    def _write(self, work: Callable[[Connection], T], *, alone: Table | None = None) -> T:
        """Do `work` in a transaction, again if it met another one; `alone` is a table that only it writes to."""
        tries = 0
        while True:
            tries += 1
            try:
                with self._engine.execution_options(writes=True).begin() as connection:
                    if alone is not None:
                        self._database.lock_table(connection, alone)
                    return work(connection)
            except DBAPIError as error:
                if tries == _TRIES or not self._database.passes(error):
                    raise StoreError(self._database.why(error)) from error
            time.sleep(_PAUSE * tries)
