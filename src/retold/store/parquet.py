"""An archive's result for looking: what `retold archive` wrote, read in its place by DuckDB, as a store.

Nothing is written. What a store only keeps so as not to find it again (facts, parses, links) is not kept; pages that
take long to make are kept in memory; all else that would change something raises `OnlyForLooking`.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, Table, event, select
from sqlalchemy.exc import DBAPIError

from retold.errors import MissingPart, OnlyForLooking, StoreError
from retold.records import unpack
from retold.store import LinksByPair, schema
from retold.store.database import DatabaseStore
from retold.store.kept import KeptFacts, KeptStory, facts_of, story_of
from retold.store.renderings import RenderingRows
from retold.store.transactions import Transactions
from retold.types import Article, Facts, Parse, Rendering, Story, StoryEvent

SCHEME = "parquet:"
"""Before the folder, where a store is named."""

_KEPT = 500
"""Pages that are ready, some 50 kB each."""


class ArchiveDatabase:
    """See `retold.store.transactions.Database`."""

    def __init__(self, folder: Path) -> None:
        self.name = f"{SCHEME}{folder}"
        try:
            import duckdb

            from retold.store import archive_dialect, archive_tables
        except ImportError as error:
            raise MissingPart(
                "looking at an archive's result needs duckdb, which isn't installed: run `pip install 'retold[batch]'`"
            ) from error
        parts = archive_tables.parts_of(folder)
        try:
            root = archive_tables.opened(parts)
        except duckdb.Error as error:
            raise StoreError(self.why(error)) from error
        self.engine: Engine = archive_dialect.engine(root)
        event.listen(self.engine, "begin", self._begin)
        event.listen(self.engine, "engine_disposed", lambda engine: root.close())

    def _begin(self, connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            raise OnlyForLooking(self.name)

    def is_there(self) -> bool:
        """True, or it couldn't have been opened."""
        return True

    def lock_schema(self, connection: Connection) -> None:
        """Nobody changes it."""

    def lock_table(self, connection: Connection, table: Table) -> None:
        """Nobody changes it."""

    def copy_before(self, revision: str) -> None:
        """There is nothing before."""

    def backup(self, path: Path, *, replace: bool) -> None:
        """Raise `OnlyForLooking`: a copy of the folder is one."""
        raise OnlyForLooking(self.name)

    def passes(self, error: DBAPIError) -> bool:
        """Never: there is nobody to meet."""
        return False

    def is_busy(self, error: DBAPIError) -> bool:
        """Never."""
        return False

    def why(self, error: Exception) -> str:
        """What failed."""
        said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        return f"{self.name} can't be read ({said}): run `retold archive` again, or copy the folder anew"


class ArchiveStore(DatabaseStore):
    """See `retold.store.Store`."""

    for_looking = True

    def __init__(self, folder: Path) -> None:
        from retold.store.archive_search import ArchiveSearch

        super().__init__(ArchiveDatabase(folder), create=False)
        self.search = ArchiveSearch(self._transactions)
        self.renderings = _Remembered(self._transactions)

    @property
    def version(self) -> str:
        """Of what reads it: "DuckDB 1.4.2"."""
        import duckdb

        return f"DuckDB {duckdb.__version__}"

    def stories(self, ids: Collection[str] | None = None) -> Iterator[Story]:
        """All stories that are kept or those of these ids, largest number of origins first."""
        if ids is not None:
            yield from super().stories(ids)
            return
        # Each query of articles by their ids would look through all of them.
        known = {article.id: article for article in self.articles()}
        with self._transactions.reading() as connection:
            values = connection.execute(select(schema.stories.c.value)).scalars().all()
        whole = (story_of(unpack(value, KeptStory), known) for value in values)
        yield from sorted(whole, key=lambda story: (-len(story.origins), -len(story.articles), story.id))

    def facts(self, article: Article) -> Facts | None:
        """What an article says: all was found by this version, or the result couldn't have been opened."""
        with self._transactions.reading() as connection:
            query = select(schema.facts.c.value).where(schema.facts.c.article == article.id)
            value = connection.execute(query).scalar()
        if value is None:
            return None
        return facts_of(unpack(value, KeptFacts), article)

    # --- what can be found again

    def keep_facts(self, facts: Iterable[Facts]) -> None:
        """Keep nothing."""

    def keep_parses(self, found: Mapping[str, Parse], parser: str) -> None:
        """Keep nothing."""

    def keep_links(self, links: LinksByPair) -> None:
        """Keep nothing."""

    # --- what is done each time that stories are asked for

    def keep_stories(self, found: Sequence[Story], *, gone: Collection[str] = ()) -> None:
        """Keep nothing, where there is nothing to keep."""
        if found or gone:
            super().keep_stories(found, gone=gone)

    def keep_step(
        self, articles: Sequence[str], events: Sequence[StoryEvent], signatures: Mapping[str, Iterable[int]]
    ) -> None:
        """Keep nothing, where there is nothing to keep."""
        if articles or events or signatures:
            super().keep_step(articles, events, signatures)


class _Remembered(RenderingRows):
    """Pages that are ready, in memory: those that were asked for last. What they tell never changes."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__(transactions)
        self._pages = OrderedDict[tuple[str, str], Rendering]()
        self._lock = Lock()

    def find(self, kind: str, key: str) -> Rendering:
        """What is kept, if anything is."""
        with self._lock:
            found = self._pages.get((kind, key))
            if found is None:
                return Rendering(content=None, is_current=False, at=None, state=1)
            self._pages.move_to_end((kind, key))
            return found

    def ask(self, kind: str, key: str) -> Rendering:
        """The same: whoever asks makes it."""
        return self.find(kind, key)

    def forget(self, kind: str, key: str) -> None:
        """Drop what is kept."""
        with self._lock:
            self._pages.pop((kind, key), None)

    def keep(self, kind: str, key: str, content: bytes, *, state: int, at: datetime) -> None:
        """Keep what was made, and drop what nobody has asked for longest."""
        with self._lock:
            self._pages[kind, key] = Rendering(content=content, is_current=True, at=at, state=state)
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)

    def waiting(self, kind: str, limit: int) -> tuple[str, ...]:
        """None: nothing changes."""
        return ()
