"""Watched addresses, what became of the pages that they led to, and when a host may be asked again, in a database.

What belongs together is written in one transaction: a feed's validators with the work for its pages, a page with its
article and what became of it. Nothing is decided here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, case, delete, literal, or_, select, type_coerce, update

from retold.errors import NoArticle
from retold.records import pack, unpack
from retold.store import articles, rereading, schema, tasks
from retold.store.schema import Key
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Article, Feed, KeptPage, Look, Page, Task, Turn, Visit, Wishes

#: What is further ahead was written by a clock that was wrong: nobody holds a host for longer (`intake.fetch`).
_LONGEST_HOLD = timedelta(days=1, minutes=10)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_PAGES_AT_A_TIME = 50


class FeedRows:
    """Feeds, visits, looks and hosts."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    # --- feeds

    def add(self, feeds: Iterable[Feed], *, due: datetime) -> tuple[Feed, ...]:
        """Watch these, from `due` on; what is returned are those that were not watched before."""
        wanted = tuple(feeds)

        def work(connection: Connection) -> tuple[Feed, ...]:
            new = []
            for feed in wanted:
                row = insert(connection, schema.feeds).values(url=feed.url, value=pack(feed)).on_conflict_do_nothing()
                if connection.execute(row.returning(schema.feeds.c.url)).first() is not None:
                    new.append(feed)
            _schedule(connection, {feed.url: due for feed in new})
            return tuple(new)

        return self._transactions.write(work)

    def feed(self, url: str) -> Feed | None:
        """The feed at this address, if it is watched."""
        with self._transactions.reading() as connection:
            return _feed(connection, url)

    def feeds(self) -> tuple[Feed, ...]:
        """All that are watched, by folder, title and address."""
        with self._transactions.reading() as connection:
            found = [unpack(value, Feed) for value in connection.execute(select(schema.feeds.c.value)).scalars()]
        return tuple(sorted(found, key=lambda feed: (feed.folder, feed.title.casefold(), feed.url)))

    def addresses(self) -> tuple[str, ...]:
        """The addresses that are watched."""
        with self._transactions.reading() as connection:
            return tuple(connection.execute(select(schema.feeds.c.url)).scalars())

    def change(
        self, url: str, change: Callable[[Feed, int], Feed], *, pages: Iterable[Task] = ()
    ) -> tuple[Feed | None, int]:
        """Change what is kept of a feed, and add work for its pages; how much of that was new, which `change` is told.

        None if it is not watched any more: then nothing is added.
        """
        wanted = tuple(pages)

        def work(connection: Connection) -> tuple[Feed | None, int]:
            before = _feed(connection, url, lock=True)
            if before is None:
                return None, 0
            new = tasks.add_tasks(connection, wanted)
            after = change(before, new)
            connection.execute(update(schema.feeds).where(schema.feeds.c.url == url).values(value=pack(after)))
            return after, new

        return self._transactions.write(work)

    def remove(self, url: str) -> bool:
        """Watch this no longer; what was read stays. False if it was not watched."""

        def work(connection: Connection) -> bool:
            task = schema.tasks.c
            connection.execute(delete(schema.tasks).where(task.kind == "feed", task.key == url))
            connection.execute(delete(schema.visits).where(schema.visits.c.feed == url))
            return connection.execute(delete(schema.feeds).where(schema.feeds.c.url == url)).rowcount > 0

        return self._transactions.write(work)

    def schedule(self, due: Mapping[str, datetime], *, feed: str = "") -> None:
        """Let these be visited then, whatever was planned, but for those that are visited right now.

        They are feeds, or lists that `feed` leads to. The payload of their tasks is the packed (feed, list).
        """
        self._transactions.write(lambda connection: _schedule(connection, due, feed))

    def unknown(self, urls: Iterable[str]) -> frozenset[str]:
        """Those of these addresses of which there is neither a page nor work for one."""
        wanted = tuple(urls)
        with self._transactions.reading() as connection:
            return frozenset(wanted) - _known(connection, wanted)

    def planned(self, feeds: Collection[str] | None = None) -> dict[str, datetime]:
        """When the watched feeds are visited next, or these; those are left out that nobody will visit."""
        task, table = schema.tasks.c, schema.feeds
        query = (
            select(table.c.url, task.due)
            .join_from(table, schema.tasks, task.key == table.c.url)
            .where(task.kind == "feed", task.done_at.is_(None), task.due.is_not(None))
        )
        if feeds is not None:
            query = query.where(table.c.url.in_(feeds))
        with self._transactions.reading() as connection:
            return {row.url: row.due for row in connection.execute(query)}

    def bring_forward(self, kind: str, *, beyond: datetime, due: datetime) -> int:
        """Let work that is planned for later than `beyond` be done at `due`; how much that was."""
        task = schema.tasks.c
        late = update(schema.tasks).where(task.kind == kind, task.due > beyond, task.done_at.is_(None))
        return self._transactions.write(lambda connection: connection.execute(late.values(due=due)).rowcount)

    # --- visits, pages and looks

    def visits(self, feed: str) -> tuple[Visit, ...]:
        """What became of the pages of a feed, oldest first."""
        table = schema.visits.c
        with self._transactions.reading() as connection:
            rows = connection.execute(select(schema.visits).where(table.feed == feed).order_by(table.number))
            return tuple(map(_visit, rows))

    def visits_of(self, feeds: Collection[str]) -> dict[str, list[Visit]]:
        """The same of these feeds."""
        table, found = schema.visits.c, {Key.shortened(feed): list[Visit]() for feed in feeds}
        with self._transactions.reading() as connection:
            for some in articles.parts(found):
                query = select(schema.visits).where(table.feed.in_(some)).order_by(table.feed, table.number)
                for row in connection.execute(query):
                    found[row.feed].append(_visit(row))
        return {feed: found[Key.shortened(feed)] for feed in feeds}

    def newest_articles(self, feed: str, *, limit: int) -> tuple[Article, ...]:
        """The articles to which a feed led last, newest first."""
        visit, page, article = schema.visits.c, schema.pages.c, schema.articles.c
        led = select(visit.url).where(visit.feed == feed, visit.outcome == "article").order_by(visit.number.desc())
        with self._transactions.reading() as connection:
            urls = connection.execute(led.limit(limit)).scalars().all()
            # Where they were found, after redirects.
            looks = connection.execute(select(schema.looks.c.value).where(schema.looks.c.url.in_(urls))).scalars()
            places = {*urls, *(unpack(value, Look).place for value in looks)}
            found = select(article.value).join(schema.pages, page.article == article.id)
            found = found.where(page.address.in_(places)).order_by(page.id.desc()).limit(limit)
            values = dict.fromkeys(connection.execute(found).scalars())
        return tuple(unpack(value, Article) for value in values)

    def keep_visit(self, visit: Visit, *, look: Look | None = None, most: int) -> None:
        """Keep what became of a page and how it was seen, and of its feed's visits the newest `most`."""

        def work(connection: Connection) -> None:
            _keep_visit(connection, visit, most)
            if look is not None:
                _keep_look(connection, look)

        self._transactions.write(work)

    def keep_page(
        self, page: Page, read: Article | NoArticle, *, visit: Visit, look: Look | None = None, most: int
    ) -> None:
        """Keep a page and what it gave, that it was visited, and how it was seen, at once."""

        def work(connection: Connection) -> None:
            articles.keep(connection, page, read)
            _keep_visit(connection, visit, most)
            if look is not None:
                _keep_look(connection, look)

        self._transactions.write(work)

    def look(self, url: str) -> Look | None:
        """How a page was seen last."""
        with self._transactions.reading() as connection:
            value = connection.execute(select(schema.looks.c.value).where(schema.looks.c.url == url)).scalar()
        return None if value is None else unpack(value, Look)

    def keep_look(self, look: Look) -> None:
        """Keep how a page was seen."""
        self._transactions.write(lambda connection: _keep_look(connection, look))

    def forget_looks(self, *, before: datetime) -> int:
        """Drop what is known of pages that were not looked at since; how many those were."""
        old = delete(schema.looks).where(schema.looks.c.at < before)
        return self._transactions.write(lambda connection: connection.execute(old).rowcount)

    def newest_page(self, address: str) -> KeptPage | None:
        """The page of an address that was kept last, with its bytes."""
        with self._transactions.reading() as connection:
            return articles.newest_page(connection, address)

    def kept_pages(self) -> Iterator[KeptPage]:
        """All pages with their bytes, in the order in which they were first kept; others may write meanwhile."""
        after = 0
        while True:
            with self._transactions.reading() as connection:
                some = articles.kept_pages(connection, after=after, limit=_PAGES_AT_A_TIME)
            if not some:
                return
            yield from some
            after = some[-1].number

    def put_in_place(self, old: str, article: Article, signatures: Iterable[int]) -> None:
        """Let an article stand for the one of the id `old` wherever that was named: see `retold.store.rereading`."""
        keys = tuple(signatures)
        self._transactions.write(
            lambda connection: rereading.put_in_place(connection, old, article, keys), alone=schema.followed
        )

    def found(self, page: KeptPage, article: Article) -> None:
        """Keep the article of a page that seemed to have none."""
        table = schema.pages

        def work(connection: Connection) -> None:
            articles.keep_article(connection, article)
            connection.execute(update(table).where(table.c.id == page.number).values(article=article.id, reason=None))

        self._transactions.write(work)

    def article(self, name: str) -> Article | None:
        """The article of this id."""
        with self._transactions.reading() as connection:
            value = connection.execute(select(schema.articles.c.value).where(schema.articles.c.id == name)).scalar()
        return None if value is None else unpack(value, Article)

    def articles_at(self, host: str, *, most: int) -> tuple[Article, ...]:
        """The newest articles whose address is at a host, whatever its port, with "www." or without."""
        table = schema.articles.c
        names = [f"{scheme}://{www}{host}" for scheme in ("https", "http") for www in ("", "www.")]
        starts = [f"{name}{end}" for name in names for end in ("/", ":")]
        here = or_(*(table.url.startswith(start, autoescape=True) for start in starts))
        with self._transactions.reading() as connection:
            newest = select(table.position).where(here).order_by(table.position.desc()).limit(most)
            numbers = connection.execute(newest).scalars().all()
            values = connection.execute(select(table.value).where(table.position.in_(numbers))).scalars()
            return tuple(unpack(value, Article) for value in values)

    # --- hosts

    def turn(self, host: str, *, now: datetime, pause: float) -> Turn:
        """Ask for a host: if it is free now it is the caller's, and nobody else's for `pause` seconds.

        Those who are turned away are told times that are apart, so that they don't all come again at once.
        """
        return self._transactions.write(lambda connection: _turn(connection, host, now, pause))

    def hold(self, host: str, *, until: datetime, failed: bool = False) -> None:
        """Let nobody ask a host before then; `failed`: since it did not answer."""
        row = {"host": host, "free_at": until, "promised_at": _NEVER, "failures": int(failed)}
        table = schema.hosts

        def work(connection: Connection) -> None:
            later = case((table.c.free_at < until, literal(until, schema.Instant())), else_=table.c.free_at)
            more = {"free_at": later, "failures": table.c.failures + int(failed)}
            kept = insert(connection, table).values(**row)
            connection.execute(kept.on_conflict_do_update(index_elements=["host"], set_=more))

        self._transactions.write(work)

    def answered(self, host: str) -> None:
        """Forget how often a host did not answer."""
        table = schema.hosts
        again = update(table).where(table.c.host == host).values(failures=0)
        self._transactions.write(lambda connection: connection.execute(again))

    def wishes(self, origin: str) -> Wishes | None:
        """What is known of the robots.txt of an origin (scheme, host and port)."""
        with self._transactions.reading() as connection:
            value = connection.execute(select(schema.wishes.c.value).where(schema.wishes.c.origin == origin)).scalar()
        return None if value is None else unpack(value, Wishes)

    def keep_wishes(self, origin: str, wishes: Wishes) -> None:
        """Keep the robots.txt of an origin."""
        self._transactions.write(
            lambda connection: connection.execute(_put(connection, schema.wishes, origin=origin, value=pack(wishes)))
        )


def _put(connection: Connection, table: Any, **row: object) -> Any:  # noqa: ANN401 - any table, whose key comes first
    key = next(iter(row))
    return insert(connection, table).values(**row).on_conflict_do_update(index_elements=[key], set_=row)


def _feed(connection: Connection, url: str, *, lock: bool = False) -> Feed | None:
    query = select(schema.feeds.c.value).where(schema.feeds.c.url == url)
    value = connection.execute(query.with_for_update() if lock else query).scalar()
    return None if value is None else unpack(value, Feed)


def _schedule(connection: Connection, due: Mapping[str, datetime], feed: str = "") -> None:
    table = schema.tasks
    for url, at in due.items():
        row = {"kind": "feed", "key": url, "due": at, "payload": pack((feed or url, url))}
        rest = {"attempts": 0, "lease": 0, "last_error": "", "leased_by": "", "leased_until": None}
        connection.execute(
            insert(connection, table)
            .values(**row, **rest)
            .on_conflict_do_update(
                index_elements=["kind", "key"],
                set_={"due": at, "done_at": None, "payload": row["payload"]},
                where=table.c.leased_until.is_(None),
            )
        )


def _known(connection: Connection, urls: Iterable[str]) -> set[str]:
    """Those of these addresses of which a page is kept, or work for one."""
    found: set[str] = set()
    task, page = schema.tasks.c, schema.pages.c
    for some in articles.parts(urls):
        kept = {Key.shortened(url): url for url in some}
        for query in (
            select(task.key).where(task.kind == "page", task.key.in_(some)),
            select(page.address).where(page.address.in_(some)),
        ):
            found.update(kept[key] for key in connection.execute(query).scalars())
    return found


def _keep_visit(connection: Connection, visit: Visit, most: int) -> None:
    table = schema.visits
    names = ("feed", "url", "at", "outcome", "confidence", "reason")
    connection.execute(table.insert().values({name: getattr(visit, name) for name in names}))
    of_feed = table.c.feed == visit.feed
    last = select(table.c.number).where(of_feed).order_by(table.c.number.desc()).offset(most).limit(1)
    connection.execute(delete(table).where(of_feed, table.c.number <= last.scalar_subquery()))


def _keep_look(connection: Connection, look: Look) -> None:
    connection.execute(_put(connection, schema.looks, url=look.url, at=look.at, value=pack(look)))


def _visit(row: Row[Any]) -> Visit:
    return Visit(
        feed=row.feed, url=row.url, at=row.at, outcome=row.outcome, confidence=row.confidence, reason=row.reason
    )


def _turn(connection: Connection, host: str, now: datetime, pause: float) -> Turn:
    table = schema.hosts
    hosts = table.c
    free_at, wrong = now + timedelta(seconds=pause), now + _LONGEST_HOLD
    taken = connection.execute(
        insert(connection, table)
        .values(host=host, free_at=free_at, promised_at=now, failures=0)
        .on_conflict_do_update(
            index_elements=["host"],
            set_={"free_at": free_at},
            where=or_(hosts.free_at <= now, hosts.free_at > wrong),
        )
        .returning(hosts.failures)
    ).first()
    if taken is not None:
        return Turn(due=None, failures=taken.failures)
    step = round(pause * 1e6)
    kept = or_(hosts.promised_at < hosts.free_at, hosts.promised_at > wrong)
    behind = type_coerce(hosts.promised_at, BigInteger) + step
    promise = case((kept, type_coerce(hosts.free_at, BigInteger)), else_=behind)
    told = connection.execute(
        update(table).where(hosts.host == host).values(promised_at=promise).returning(hosts.promised_at, hosts.failures)
    ).one()
    return Turn(due=told.promised_at, failures=told.failures)
