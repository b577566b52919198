"""The store: pages, articles, what they say, and the stories they tell, kept across runs.

`Store` is the port that the rest of Retold leans on; `open_store` gives the SQLite one. What a method has returned
from is on disk: a process killed at any moment loses nothing that was acknowledged. A store decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retold.errors import NoArticle, StoreError
from retold.types import Article, Correction, Facts, Link, Page, Story, StoryEvent

if TYPE_CHECKING:
    from retold.store.sqlite import SqliteStore

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


def open_store(path: Path, *, create: bool = True) -> "SqliteStore":
    """The store in an SQLite file, brought to the newest schema. Use it as a context manager, or close it.

    Raises `StoreError` if the file is no store, was written by a newer Retold, or does not exist and `create` is false.
    """
    from retold.store.sqlite import SqliteStore

    if not create and not path.exists():
        raise StoreError(f"no store at {path}: name some pages to start one, or another --store")
    return SqliteStore(path)
