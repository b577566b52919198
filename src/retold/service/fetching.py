"""Visits to feeds, and to the pages that they lead to: handlers of the work of kinds "feed" and "page".

A visit to a feed adds work for its new pages; work for a page fetches and reads it, keeps both, and is done again later
to see what the outlet changed in silence. Whatever is killed at whatever point is done again by the next worker, and
keeps nothing twice. When to come again is decided by `retold.watching`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from retold import watching
from retold.config import DEFAULT, Config
from retold.errors import InputError, Later, Unreadable
from retold.intake.following import unpacked
from retold.intake.kinds import HEAD, LISTS, NAMES, Kind, kind_of
from retold.intake.leads import Lead, find_leads
from retold.records import pack, unpack
from retold.service.asking import Asking
from retold.service.clock import now_utc
from retold.service.looking import Fetched, Looking, PageWork, page_key
from retold.types import Feed, Page, Task

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

KINDS = ("feed", "page")
"""Kinds of the tasks that are done here."""


class Fetching:
    """Does the work of kinds "feed" and "page" on a store. For one thread; close it.

    A handler returns when the work is due again, None if it is done for good, and raises `Later` if it could not be
    done now: `Busy` where only its host is to be left alone for some seconds.
    """

    def __init__(
        self,
        store: "DatabaseStore",
        *,
        config: Config = DEFAULT,
        clock: Callable[[], datetime] = now_utc,
        watch: Callable[[Fetched], None] = lambda fetched: None,
    ) -> None:
        self._rows = store.feeds
        self._config = config
        self._rules = config.watching
        self._watch = watch
        self._asking = Asking(store.feeds, config=config, clock=clock)
        self._looking = Looking(store, self._asking, config=config, watch=watch)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._asking.close()

    @property
    def handlers(self) -> Mapping[str, Callable[[Task, datetime], datetime | None]]:
        """What does which kind of work."""
        return {"feed": self.visit_feed, "page": self.read_page}

    def plan(self, now: datetime, *, all_feeds: bool = False) -> int:
        """See to it that each feed is visited in due time, also after a clock was wrong; how many were not going to be.

        Cheap: for the start, and every few minutes. With `all_feeds` all but those that are gone are visited now.
        """
        planned = self._rows.planned()
        due = {}
        for feed in self._rows.feeds():
            wanted = watching.next_visit(feed, now, config=self._rules)
            at = planned.get(feed.url)
            late = at is None or at > watching.latest_visit(feed, now, config=self._rules)
            if wanted is not None and (late or all_feeds):
                due[feed.url] = now if all_feeds else wanted
        if due:
            self._rows.schedule(due)
        longest = max([self._rules.retry_most, *map(watching.seconds, self._rules.looks)])
        return len(due) + self._rows.bring_forward("page", beyond=now + timedelta(seconds=2 * longest), due=now)

    def read_page(self, task: Task, now: datetime) -> datetime | None:
        """Fetch and read a page for the first time, or look at it again."""
        return self._looking.do(unpack(task.payload, PageWork), now)

    def visit_feed(self, task: Task, now: datetime) -> datetime | None:
        """Visit a feed, a sitemap, a list that one of them leads to, or a page that the owner watches."""
        name, url = unpack(task.payload, tuple[str, str])
        feed = self._rows.feed(name)
        if feed is None:
            return None
        try:
            if feed.kind == "page":
                new, after = self._watched_page(feed, now)
            elif url == name:
                new, after = self._visit(feed, now)
            else:
                new, after = self._visit_below(feed, url, now)
        except InputError as error:
            raise self._missed(feed, url, error, now) from error
        self._watch(Fetched(kind="feed", url=url, what="visited" if new else "unchanged", new=new))
        # A list that a feed leads to is visited again with it.
        return watching.next_visit(after, now, config=self._rules) if after is not None and url == name else None

    def _watched_page(self, feed: Feed, now: datetime) -> tuple[int, Feed | None]:
        work = PageWork(feed=feed.url, lead=Lead(url=feed.url))
        new = int(self._looking.see(work, self._rows.look(feed.url), now) != "unchanged")
        after, _ = self._rows.change(
            feed.url, lambda before, _: watching.visited(before, now, new=bool(new), config=self._rules)
        )
        return new, after

    def _visit(self, feed: Feed, now: datetime) -> tuple[int, Feed | None]:
        """How many pages are new, and the feed as it is now; None if it is not watched any more."""
        known = Page(input=feed.url, content=b"", url=feed.place, etag=feed.etag, modified=feed.modified)
        page = self._asking.named(known, now, limit=self._limit(feed))
        found = self._leads(page, feed) if page is not None else []
        below = [lead for lead in found if lead.to == "list"]
        below.sort(key=lambda lead: str(watching.told_on(lead.dates) or ""), reverse=True)
        wanted, all_of_them = self._unknown(found, now)
        title = _title(page) if page is not None and not feed.title else ""

        def change(before: Feed, new: int) -> Feed:
            after = watching.visited(before, now, new=new > 0, config=self._rules)
            if page is None:
                return after
            # What is left for the next visit would not be sent to one who says that it is known.
            etag, modified = (page.etag, page.modified) if all_of_them else ("", "")
            place = page.url or feed.url
            return replace(after, etag=etag, modified=modified, place=place, title=before.title or title)

        # First, so that what is killed in between is asked for again, not taken as known.
        self._rows.schedule({lead.url: now for lead in below[: self._rules.most_lists] if lead.url}, feed=feed.url)
        after, new = self._rows.change(feed.url, change, pages=self._tasks(feed, wanted, now))
        return new, after

    def _visit_below(self, feed: Feed, url: str, now: datetime) -> tuple[int, Feed | None]:
        """The same for a list that a feed leads to."""
        page = self._asking.named(Page(input=url, content=b""), now, limit=self._limit(feed))
        assert page is not None, "nobody asked whether it changed"
        wanted, _ = self._unknown(self._leads(page, feed), now)

        def change(before: Feed, new: int) -> Feed:
            return replace(before, changed_at=now if new else before.changed_at)

        after, new = self._rows.change(feed.url, change, pages=self._tasks(feed, wanted, now))
        return new, after

    def _tasks(self, feed: Feed, leads: Iterable[Lead], now: datetime) -> list[Task]:
        return [
            Task(kind="page", key=page_key(lead, feed.url), due=now, payload=pack(PageWork(feed=feed.url, lead=lead)))
            for lead in leads
        ]

    def _limit(self, feed: Feed) -> int:
        return self._config.reading.max_list_bytes if feed.kind == "sitemap" else self._rules.max_feed_bytes

    def _leads(self, page: Page, feed: Feed) -> list[Lead]:
        """What a list leads to, each once."""
        page = unpacked(page, limit=self._limit(feed), config=self._config.reading)
        kind = _kind(page)
        if kind not in LISTS or kind == "opml":
            raise Unreadable(page.input, f"it is {NAMES[kind]}, not a feed or a sitemap; look at it in a browser")
        found = find_leads(page, kind, config=self._config.reading)
        leads = {page_key(lead, feed.url): lead for lead in found if lead.url is not None or lead.content is not None}
        return list(leads.values())

    def _unknown(self, leads: Iterable[Lead], now: datetime) -> tuple[list[Lead], bool]:
        """Pages to send for, newest first, and whether those are all that are new: not known, not old, not too many."""
        oldest = (now - timedelta(days=self._rules.oldest_days)).date()
        pages = {page_key(lead, ""): lead for lead in leads if lead.to == "page"}
        days = {name: watching.told_on(lead.dates) or now.date() for name, lead in pages.items()}
        unknown = self._rows.unknown(name for name in pages if days[name] >= oldest)
        newest = sorted((name for name in pages if name in unknown), key=lambda name: days[name], reverse=True)
        most = self._rules.most_pages
        return [pages[name] for name in newest[:most]], len(newest) <= most

    def _missed(self, feed: Feed, url: str, error: InputError, now: datetime) -> Later:
        """Keep that a visit failed; what to raise."""
        self._watch(Fetched(kind="feed", url=url, what="failed", reason=error.reason))
        # Of a list that the feed leads to it is said, but the feed itself was had.
        status, wait = (error.status, error.wait) if isinstance(error, Unreadable) else (None, None)
        if url != feed.url:
            return Later(error.reason, None)
        # Gone, and known to stay so (RFC 9110, section 15.5.11).
        after, _ = self._rows.change(
            feed.url, lambda before, _: watching.missed(before, now, error.reason, gone=status == 410)
        )
        due = watching.next_visit(after, now, hold=wait, config=self._rules) if after is not None else None
        return Later(error.reason, due)


def _kind(page: Page) -> Kind:
    return kind_of(page.content[:HEAD], name=urlsplit(page.input).path)


def _title(page: Page) -> str:
    from retold.intake.feeds import title_of

    return title_of(page, json_feed=_kind(page) == "json feed") if _kind(page) in ("feed", "json feed") else ""
