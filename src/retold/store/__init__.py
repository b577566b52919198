"""The store: pages, articles, what they say, the stories they tell, and the work that is due, kept across runs.

`Store` is the port that the rest of Retold leans on; `open_store` gives one in SQLite or PostgreSQL. What a method has
returned from is on disk: a process killed at any moment loses nothing that was acknowledged. A store decides nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retold.errors import NoArticle, OnlyForLooking, StoreError
from retold.types import Article, Correction, Facts, Link, Page, Parse, Story, StoryEvent, Task

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore
    from retold.store.transactions import Database

#: (`Article.id` of a, `Article.id` of b) -> their links.
LinksByPair = Mapping[tuple[str, str], Sequence[Link]]


class Store(Protocol):
    """What is kept, and how it is had again."""

    def find(self, page: Page) -> Article | NoArticle | None:
        """What this very page (same address, same bytes) gave before; None if it is new."""
        ...

    def keep(self, page: Page, read: Article | NoArticle) -> None:
        """Keep a page and what it gave. Keeping the same page again changes nothing."""
        ...

    def articles(self, ids: Collection[str] | None = None) -> Iterator[Article]:
        """All articles or those of these ids, in the order in which they were first kept."""
        ...

    def waiting(self, limit: int) -> Iterator[Article]:
        """Articles that have not entered the stream, first kept first, so many at most."""
        ...

    def facts(self, article: Article) -> Facts | None:
        """What an article says, if it was kept by this version of Retold and nothing of the article is different."""
        ...

    def keep_facts(self, facts: Iterable[Facts]) -> None:
        """Keep what kept articles say, in one transaction. Raises `StoreError` for an article that isn't kept."""
        ...

    def parses(self, sentences: Sequence[str], parser: str) -> dict[str, Parse]:
        """The parses that were kept of these sentences, of the parser of that name."""
        ...

    def keep_parses(self, found: Mapping[str, Parse], parser: str) -> None:
        """Keep parses by sentence, in one transaction."""
        ...

    def stories(self, ids: Collection[str] | None = None) -> Iterator[Story]:
        """All stories that are kept or those of these ids, largest number of origins first."""
        ...

    def keep_stories(self, stories: Sequence[Story], *, gone: Collection[str] = ()) -> None:
        """Put these stories in the place of those of the same ids, and drop others, in one transaction."""
        ...

    def stale_stories(self) -> frozenset[str]:
        """Ids of the stories whose kept articles are not those that the stream has in them now."""
        ...

    def members(self, stories: Collection[str]) -> dict[str, list[Article]]:
        """The articles of stories of the stream, by story, in the order in which they entered it."""
        ...

    def links(self, a: Article, b: Article) -> tuple[Link, ...]:
        """The links that were kept for this pair, in this order of the two."""
        ...

    def keep_links(self, links: LinksByPair) -> None:
        """Keep the links of these pairs, in the place of those kept for the same pairs, in one transaction."""
        ...

    def followed(self, *, newest: int | None = None) -> Iterator[tuple[Article, str]]:
        """The articles of the stream, or the newest of them, in the order in which they came, with their stories."""
        ...

    def whereabouts(self, articles: Collection[str]) -> dict[str, str]:
        """The stories of those of these articles (ids) that have entered the stream, by article."""
        ...

    def stream_at(self) -> tuple[int, int]:
        """Where the stream is: other numbers whenever somebody has let it go on."""
        ...

    def keep_step(
        self, articles: Sequence[str], events: Sequence[StoryEvent], signatures: Mapping[str, Iterable[int]]
    ) -> None:
        """Keep that kept articles (ids) entered the stream, what befell stories by it, and signatures, at once.

        Raises `StoreError` for an article that isn't kept.
        """
        ...

    def story_events(self, story: str | None = None) -> Iterator[StoryEvent]:
        """What befell all stories, or one and those that went into it, in order."""
        ...

    def story_now(self, story: str) -> str:
        """The story that this id leads to: itself, or the one into which it went."""
        ...

    def near(self, signatures: Iterable[int]) -> frozenset[str]:
        """`Article.id` of those that share one of these signatures."""
        ...

    def correct(self, correction: Correction) -> Correction:
        """Keep a new correction; what is returned has its number."""
        ...

    def undo(self, number: int, *, by: str, at: datetime | None) -> Correction:
        """Keep that a correction was taken back. Raises `StoreError` if there is none that holds of this number."""
        ...

    def corrections(self) -> tuple[Correction, ...]:
        """All that were ever made, those taken back included, by number."""
        ...

    def add_tasks(self, tasks: Iterable[Task]) -> int:
        """Add work, in one transaction. What has the kind and the key of a task that is kept, done or not, is left out.

        Only kind, key, due and payload count; what is returned is how many were new.
        """
        ...

    def lease(
        self, kinds: Collection[str], worker: str, *, now: datetime, seconds: float, limit: int = 1
    ) -> tuple[Task, ...]:
        """Take work of these kinds that is due and not leased, or whose lease has run out; longest due first.

        Nobody else gets it until `seconds` after `now`. `worker` is a name for people to look at.
        """
        ...

    def extend(self, task: Task, *, now: datetime, seconds: float) -> Task | None:
        """Hold a lease until `seconds` after `now`; None if it is another's since, and the work not to be gone on with.

        What `finish` and `fail` are given may be the task as it was before or after.
        """
        ...

    def finish(self, task: Task, *, now: datetime, again: datetime | None = None) -> bool:
        """Keep that leased work is done; with `again`, until it is due then. False if the lease is another's since."""
        ...

    def fail(self, task: Task, error: str, *, due: datetime | None) -> bool:
        """Keep that leased work failed, why, and when to try again: None gives it up. False if the lease is another's.

        A worker that is stopped gives back what it holds in the same way.
        """
        ...

    def tasks(self, kinds: Collection[str] | None = None, *, done: bool | None = None) -> Iterator[Task]:
        """For looking: work in the order in which it was added; of all kinds, done and not done, unless told."""
        ...

    def forget_tasks(self, *, done_before: datetime) -> int:
        """Drop work that was done before then; how much that was. The same kind and key would be new again."""
        ...


def open_store(where: Path | str, *, create: bool = True) -> "DatabaseStore":
    """The store in an SQLite file or at `postgresql://user@host/database`, brought to the newest schema.

    `parquet:FOLDER` is what `retold archive` wrote there: only for looking (`OnlyForLooking` else).

    Use it as a context manager, or close it. Raises `StoreError` if it can't be had, is no store, was written by a
    newer Retold, or does not exist and `create` is false; `MissingPart` if the database's driver isn't installed.
    """
    folder = _archive(where)
    if folder is not None:
        from retold.store.parquet import ArchiveStore

        return ArchiveStore(folder)
    from retold.store.database import DatabaseStore

    return DatabaseStore(database_at(where), create=create)


def database_at(where: Path | str) -> "Database":
    """The database of a store, which is neither made nor brought forward. Raises as `open_store` does.

    Raises `OnlyForLooking` for an archive's result.
    """
    if _archive(where) is not None:
        raise OnlyForLooking(str(where))
    if _is_address(where):
        from retold.store.postgres import PostgresDatabase

        return PostgresDatabase(str(where))
    from retold.store.sqlite import SqliteDatabase

    return SqliteDatabase(Path(where))


def backup(where: Path | str, path: Path, *, replace: bool = False) -> None:
    """Write a copy of a store to a file, and leave the store as it is: it is not brought forward before.

    Raises `StoreError` if there is no store, or its copy can't be written: then there is no half of one.
    """
    from retold.store import examining
    from retold.store.upgrading import absent

    database = database_at(where)
    try:
        if examining.age(database) is None:
            raise StoreError(absent(database))
        database.backup(path, replace=replace)
    finally:
        database.engine.dispose()


def restore(path: Path, where: Path | str, *, replace: bool = False) -> None:
    """Put the copy at `path`, of whichever kind of store, in the place of a store.

    Raises `StoreError` if the copy can't be used, or if a store is there already and `replace` is false: then nothing
    has changed. See `retold.store.backups.restore` and `restore_database`.
    """
    from retold.store import backups

    if _archive(where) is not None:
        raise OnlyForLooking(str(where))
    if not _is_address(where):
        backups.restore(path, Path(where), replace=replace)
        return
    from retold.store.postgres import PostgresDatabase

    database = PostgresDatabase(str(where))
    try:
        backups.restore_database(path, database, replace=replace)
    finally:
        database.engine.dispose()


def _is_address(where: Path | str) -> bool:
    return isinstance(where, str) and "://" in where


def _archive(where: Path | str) -> Path | None:
    """The folder of an archive's result, if that is named. Raises `StoreError` for one that is elsewhere."""
    prefix = "parquet:"
    if not isinstance(where, str) or not where.startswith(prefix):
        return None
    folder = where.removeprefix(prefix)
    if _is_address(folder):
        step = "copy it here, all but its .work, and name the copy"
        raise StoreError(f"{folder} can't be looked at where it is: {step}")
    return Path(folder)
