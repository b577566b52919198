"""The store in a database: what SQLite and PostgreSQL have in common."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from retold.errors import NoArticle
from retold.store import LinksByPair, articles, following, parses, renderings, schema, stories, tasks
from retold.store.accounts import AccountRows
from retold.store.affairs import AffairRows
from retold.store.counting import CountRows
from retold.store.feeds import FeedRows
from retold.store.identities import IdentityRows
from retold.store.ledger import LedgerRows
from retold.store.mail import MailRows
from retold.store.overviews import OverviewRows
from retold.store.reading import ReadingRows
from retold.store.renderings import RenderingRows
from retold.store.searching import SearchRows
from retold.store.subscribers import SubscriberRows
from retold.store.tokens import TokenRows
from retold.store.transactions import Database, Transactions
from retold.store.upgrading import bring_up_to_date
from retold.store.webhooks import WebhookRows
from retold.types import Article, Correction, Facts, Link, Page, Parse, Story, StoryEvent, Task


class DatabaseStore:
    """See `retold.store.Store`."""

    #: True if it takes no changes, and has none who sign in.
    for_looking = False

    def __init__(self, database: Database, *, create: bool = True) -> None:
        self.name = database.name
        self._database = database
        self._transactions = Transactions(database)
        #: What is watched, followed, and mailed to whom.
        self.feeds = FeedRows(self._transactions)
        self.affairs = AffairRows(self._transactions)
        self.ledger = LedgerRows(self._transactions)
        self.subscribers = SubscriberRows(self._transactions)
        self.mail = MailRows(self._transactions)
        #: Who signs in.
        self.accounts = AccountRows(self._transactions)
        self.identities = IdentityRows(self._transactions)
        #: For whoever watches over the box.
        self.counting = CountRows(self._transactions)
        #: What lists and pages show.
        self.reading = ReadingRows(self._transactions)
        self.search = SearchRows(self._transactions)
        #: What pages show of affairs and their news.
        self.overviews = OverviewRows(self._transactions)
        #: Pages that are ready.
        self.renderings = RenderingRows(self._transactions)
        #: Programs: by which they sign in, and those that are told what is new.
        self.tokens = TokenRows(self._transactions)
        self.webhooks = WebhookRows(self._transactions)
        try:
            bring_up_to_date(database, create=create)
        except BaseException:
            database.engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.engine.dispose()

    @property
    def version(self) -> str:
        """Of the database: "SQLite 3.46.1"."""
        dialect = self._database.engine.dialect
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(dialect.name, dialect.name)
        return f"{name} {'.'.join(map(str, getattr(dialect, 'server_version_info', None) or ()))}"

    def backup(self, path: Path, *, replace: bool = False) -> None:
        """Write a copy of the store to a file, while it is in use. An existing file is left alone unless told.

        Raises `StoreError` if that can't be done, and leaves no half copy.
        """
        self._database.backup(path, replace=replace)

    def find(self, page: Page) -> Article | NoArticle | None:
        """What this very page gave before; None if it is new."""
        with self._transactions.reading() as connection:
            return articles.find(connection, page)

    def keep(self, page: Page, read: Article | NoArticle) -> None:
        """Keep a page and what it gave."""
        self._transactions.write(lambda connection: articles.keep(connection, page, read))

    def articles(self, ids: Collection[str] | None = None) -> Iterator[Article]:
        """All articles or those of these ids, in the order in which they were first kept."""
        with self._transactions.reading() as connection:
            yield from articles.articles(connection, ids)

    def waiting(self, limit: int) -> Iterator[Article]:
        """Articles that have not entered the stream, first kept first."""
        with self._transactions.reading() as connection:
            yield from articles.waiting(connection, limit)

    def facts(self, article: Article) -> Facts | None:
        """What an article says, if it was kept by this version of Retold."""
        with self._transactions.reading() as connection:
            return articles.facts(connection, article)

    def keep_facts(self, facts: Iterable[Facts]) -> None:
        """Keep what kept articles say, in one transaction."""
        found = tuple(facts)

        def work(connection: Connection) -> None:
            articles.keep_facts(connection, found)
            told = following.whereabouts(connection, {one.article.id for one in found})
            renderings.outdate(connection, "story", set(told.values()))

        self._transactions.write(work)

    def parses(self, sentences: Sequence[str], parser: str) -> dict[str, Parse]:
        """The parses that were kept of these sentences, of the parser of that name."""
        with self._transactions.reading() as connection:
            return parses.parses(connection, sentences, parser)

    def keep_parses(self, found: Mapping[str, Parse], parser: str) -> None:
        """Keep parses by sentence, in one transaction."""
        self._transactions.write(lambda connection: parses.keep_parses(connection, found, parser))

    def stories(self, ids: Collection[str] | None = None) -> Iterator[Story]:
        """All stories that are kept or those of these ids, largest number of origins first."""
        with self._transactions.reading() as connection:
            yield from stories.stories(connection, ids)

    def keep_stories(self, found: Sequence[Story], *, gone: Collection[str] = ()) -> None:
        """Put these stories in the place of those of the same ids, and drop others, in one transaction."""
        self._transactions.write(lambda connection: stories.keep_stories(connection, found, gone), alone=schema.stories)

    def stale_stories(self) -> frozenset[str]:
        """Ids of the stories whose kept articles are not those that the stream has in them now."""
        with self._transactions.reading() as connection:
            return stories.stale_stories(connection)

    def members(self, found: Collection[str]) -> dict[str, list[Article]]:
        """The articles of stories of the stream, by story, in the order in which they entered it."""
        with self._transactions.reading() as connection:
            return following.members(connection, found)

    def links(self, a: Article, b: Article) -> tuple[Link, ...]:
        """The links that were kept for this pair."""
        with self._transactions.reading() as connection:
            return stories.links(connection, a, b)

    def keep_links(self, links: LinksByPair) -> None:
        """Keep the links of these pairs, in one transaction."""
        self._transactions.write(lambda connection: stories.keep_links(connection, links), alone=schema.links)

    def followed(self, *, newest: int | None = None) -> Iterator[tuple[Article, str]]:
        """The articles of the stream, or the newest of them, in the order in which they came, with their stories."""
        with self._transactions.reading() as connection:
            yield from following.followed(connection, newest)

    def whereabouts(self, found: Collection[str]) -> dict[str, str]:
        """The stories of those of these articles (ids) that have entered the stream, by article."""
        with self._transactions.reading() as connection:
            return following.whereabouts(connection, found)

    def stream_at(self) -> tuple[int, int]:
        """Where the stream is: other numbers whenever somebody has let it go on."""
        with self._transactions.reading() as connection:
            return following.stream_at(connection)

    def keep_step(
        self, articles: Sequence[str], events: Sequence[StoryEvent], signatures: Mapping[str, Iterable[int]]
    ) -> None:
        """Keep that articles entered the stream, what befell stories by it, and signatures, in one transaction."""
        keys = {article: tuple(found) for article, found in signatures.items()}
        self._transactions.write(
            lambda connection: following.keep_step(connection, articles, events, keys), alone=schema.followed
        )

    def story_events(self, story: str | None = None) -> Iterator[StoryEvent]:
        """What befell all stories, or one and those that went into it, in order."""
        with self._transactions.reading() as connection:
            yield from following.story_events(connection, story)

    def story_now(self, story: str) -> str:
        """The story that this id leads to."""
        with self._transactions.reading() as connection:
            return following.story_now(connection, story)

    def near(self, signatures: Iterable[int]) -> frozenset[str]:
        """`Article.id` of those that share one of these signatures."""
        with self._transactions.reading() as connection:
            return following.near(connection, signatures)

    def correct(self, correction: Correction) -> Correction:
        """Keep a new correction; what is returned has its number."""
        return self._transactions.write(lambda connection: following.correct(connection, correction))

    def undo(self, number: int, *, by: str, at: datetime | None) -> Correction:
        """Keep that a correction was taken back."""
        return self._transactions.write(lambda connection: following.undo(connection, number, by=by, at=at))

    def corrections(self) -> tuple[Correction, ...]:
        """All that were ever made, by number."""
        with self._transactions.reading() as connection:
            return following.corrections(connection)

    def add_tasks(self, tasks_: Iterable[Task]) -> int:
        """Add work whose kind and key are new; how much that was."""
        new = tuple(tasks_)
        return self._transactions.write(lambda connection: tasks.add_tasks(connection, new))

    def lease(
        self, kinds: Collection[str], worker: str, *, now: datetime, seconds: float, limit: int = 1
    ) -> tuple[Task, ...]:
        """Take work that is due and free."""
        return self._transactions.write(
            lambda connection: tasks.lease(connection, kinds, worker, now=now, seconds=seconds, limit=limit)
        )

    def extend(self, task: Task, *, now: datetime, seconds: float) -> Task | None:
        """Hold a lease for longer; None if it is another's since."""
        return self._transactions.write(lambda connection: tasks.extend(connection, task, now=now, seconds=seconds))

    def finish(self, task: Task, *, now: datetime, again: datetime | None = None) -> bool:
        """Keep that leased work is done, for good or until `again`."""
        return self._transactions.write(lambda connection: tasks.finish(connection, task, now=now, again=again))

    def fail(self, task: Task, error: str, *, due: datetime | None) -> bool:
        """Keep that leased work failed, why, and when to try again."""
        return self._transactions.write(lambda connection: tasks.fail(connection, task, error, due=due))

    def tasks(self, kinds: Collection[str] | None = None, *, done: bool | None = None) -> Iterator[Task]:
        """Work in the order in which it was added."""
        with self._transactions.reading() as connection:
            yield from tasks.tasks(connection, kinds, done=done)

    def forget_tasks(self, *, done_before: datetime) -> int:
        """Drop work that was done before then; how much that was."""
        return self._transactions.write(lambda connection: tasks.forget_tasks(connection, done_before=done_before))
