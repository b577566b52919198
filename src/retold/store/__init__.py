"""The store: pages, articles, what they say, and the stories they tell, kept across runs.

`Store` is the port that the rest of Retold leans on; `open_store` gives the SQLite one. What a method has returned
from is on disk: a process killed at any moment loses nothing that was acknowledged. A store decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retold.errors import NoArticle, StoreError
from retold.types import Article, Facts, Link, Page, Story

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


def open_store(path: Path, *, create: bool = True) -> "SqliteStore":
    """The store in an SQLite file, brought to the newest schema. Use it as a context manager, or close it.

    Raises `StoreError` if the file is no store, was written by a newer Retold, or does not exist and `create` is false.
    """
    from retold.store.sqlite import SqliteStore

    if not create and not path.exists():
        raise StoreError(f"no store at {path}: name some pages to start one, or another --store")
    return SqliteStore(path)
