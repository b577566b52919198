"""The store: pages, articles, what they say, the stories they tell, and the work that is due, kept across runs.

`Store` is the port that the rest of Retold leans on; `open_store` gives one in SQLite or PostgreSQL. What a method has
returned from is on disk: a process killed at any moment loses nothing that was acknowledged. A store decides nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retold.errors import NoArticle, StoreError
from retold.types import Article, Correction, Facts, Link, Page, Parse, Story, StoryEvent, Task

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

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

    def articles(self) -> Iterator[Article]:
        """All articles, in the order in which they were first kept."""
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

    def stories(self) -> Iterator[Story]:
        """The stories, in the order in which they were given to `keep_stories`."""
        ...

    def keep_stories(self, stories: Sequence[Story]) -> None:
        """Put these stories in the place of those that were kept, in one transaction."""
        ...

    def links(self, a: Article, b: Article) -> tuple[Link, ...]:
        """The links that were kept for this pair, in this order of the two."""
        ...

    def keep_links(self, links: LinksByPair) -> None:
        """Keep the links of these pairs, in the place of those kept for the same pairs, in one transaction."""
        ...

    def followed(self) -> Iterator[tuple[Article, str]]:
        """The articles of the stream, in the order in which they entered it, and the story each is in now."""
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

    Use it as a context manager, or close it. Raises `StoreError` if it can't be had, is no store, was written by a
    newer Retold, or does not exist and `create` is false; `MissingPart` if the database's driver isn't installed.
    """
    from retold.store.database import DatabaseStore

    if _is_address(where):
        from retold.store.postgres import PostgresDatabase

        return DatabaseStore(PostgresDatabase(str(where)), create=create)
    from retold.store.sqlite import SqliteDatabase

    return DatabaseStore(SqliteDatabase(Path(where)), create=create)


def restore(path: Path, where: Path | str, *, replace: bool = False) -> None:
    """Put the copy at `path` in the place of a store in an SQLite file: see `retold.store.backups.restore`.

    Raises `StoreError`, also for a store at an address: its database has tools of its own for that.
    """
    from retold.store import backups

    if _is_address(where):
        kind = str(where).partition("://")[0]
        raise StoreError(f"{kind} stores are restored by the database's own tools: see pg_restore")
    backups.restore(path, Path(where), replace=replace)


def _is_address(where: Path | str) -> bool:
    return isinstance(where, str) and "://" in where
