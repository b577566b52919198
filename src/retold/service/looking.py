"""Pages that feeds lead to: seen for the first time, and looked at again for what their outlets change in silence.

A page is kept with its article, how it was seen, and what became of it in one transaction, so that whoever is killed
and begins again keeps nothing twice. A later look is conditional, and keeps a new version only if its article changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from retold import watching
from retold.config import Config
from retold.errors import Later, NoArticle, Unreadable
from retold.intake.following import described, from_list, key
from retold.intake.kinds import HEAD, NAMES, kind_of
from retold.intake.leads import Lead
from retold.service.asking import Asking
from retold.service.sites import Sites
from retold.types import Article, Look, Page, PageOutcome, Visit

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

What = Literal["visited", "unchanged", "article", "changed", "no article", "failed", "put off"]
"""What became of a feed (visited, unchanged, failed) or a page; "put off": it is tried again soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What became of one piece of work, for whoever watches."""

    kind: Literal["feed", "page"]
    url: str
    what: What
    #: Why it failed or was put off.
    reason: str = ""
    #: Of a feed: pages that it had not led to before.
    new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """What a task of kind "page" carries."""

    #: `Feed.url`.
    feed: str
    lead: Lead


class Looking:
    """Fetches, reads and keeps pages. For one thread."""

    def __init__(
        self, store: "DatabaseStore", asking: Asking, *, config: Config, watch: Callable[[Fetched], None]
    ) -> None:
        self._store = store
        self._rows = store.feeds
        self._asking = asking
        self._config = config
        self._rules = config.watching
        self._watch = watch
        self._sites = Sites(store, config=config)

    def do(self, work: PageWork, now: datetime) -> datetime | None:
        """See a page, or look at it again; when to do so next. Raises `Later`."""
        url = work.lead.url
        if url is None:
            self._keep_from_list(work, None, now)
            return None
        look = self._rows.look(url)
        if look is not None and look.failures >= self._rules.page_tries:
            raise Later("it could not be had before", None)
        try:
            self._tell(url, self.see(work, look, now))
        except Unreadable as error:
            if look is not None and look.digest:
                return self._lost(work, look, error, now)
            raise self._not_had(work, look, error, now) from error
        first_at = look.first_at if look is not None and look.digest else now
        return watching.next_look(min(first_at, now), now, config=self._rules)

    def see(self, work: PageWork, look: Look | None, now: datetime) -> What:
        """Fetch a page, unless it is as it was, and keep what is new of it. Raises `Unreadable` and `Busy`."""
        url = work.lead.url or ""
        known = Page(input=url, content=b"")
        if look is not None:
            known = replace(known, url=look.place, etag=look.etag, modified=look.modified)
        # A page that the owner watches is asked for by name.
        page = self._asking.named(known, now) if work.feed == url else self._asking.page(known, now)
        if page is None:
            assert look is not None, "nobody asked whether it changed"
            self._rows.keep_look(replace(look, at=now, failures=0))
            return "unchanged"
        if (kind := kind_of(page.content[:HEAD], name=urlsplit(url).path)) != "page":
            raise Unreadable(url, f"it is {NAMES[kind]}, not a page; watch it as a feed to read what it leads to")
        page = replace(described(page, work.lead), fetched_at=now)
        seen = look is not None and bool(look.digest)
        after = Look(
            url=url,
            place=page.url or url,
            first_at=look.first_at if look is not None and seen else now,
            at=now,
            etag=page.etag,
            modified=page.modified,
            digest=sha256(page.content).hexdigest(),
        )
        if look is None or not seen:
            known_read = self._store.find(page)
            read = known_read if known_read is not None else self._sites.read(page)
            self._keep(work, page, read, after, now)
            return "article" if isinstance(read, Article) else "no article"
        changed = self._changed(page, look) if after.digest != look.digest else None
        if changed is None:
            self._rows.keep_look(after)
            return "unchanged"
        self._keep(work, page, changed, after, now)
        return "changed"

    def _changed(self, page: Page, look: Look) -> Article | None:
        """The article of a page, if it is not the one that it was."""
        # It may have moved since.
        kept = self._rows.newest_page(page.url or page.input) or self._rows.newest_page(look.place)
        before = self._rows.article(kept.article) if kept is not None and kept.article is not None else None
        if kept is None or before is None:
            read = self._sites.read(page)
            return read if isinstance(read, Article) else None
        return self._sites.changed(kept.page, before, page)

    def _keep(
        self, work: PageWork, page: Page, read: Article | NoArticle, look: Look | None, now: datetime
    ) -> PageOutcome:
        found = isinstance(read, Article)
        outcome: PageOutcome = "article" if found else "no article"
        visit = Visit(
            feed=work.feed,
            url=page.input,
            at=now,
            outcome=outcome,
            confidence=read.confidence if isinstance(read, Article) else 0.0,
            reason=read.reason if isinstance(read, NoArticle) else "",
        )
        self._rows.keep_page(page, read, visit=visit, look=look, most=self._rules.visits_kept)
        return outcome

    def _lost(self, work: PageWork, look: Look, error: Unreadable, now: datetime) -> datetime | None:
        """What to do about a page that could be had before and can't now."""
        look = replace(look, at=now, failures=look.failures + 1)
        self._tell(look.url, "failed", error.reason)
        if error.passing and look.failures < self._rules.page_tries:
            self._rows.keep_look(look)
            due = watching.next_look(min(look.first_at, now), now, config=self._rules)
            return due and max(due, now + timedelta(seconds=error.wait or 0.0))
        visit = Visit(feed=work.feed, url=look.url, at=now, outcome="failed", reason=f"later: {error.reason}")
        look = replace(look, failures=self._rules.page_tries)
        self._rows.keep_visit(visit, look=look, most=self._rules.visits_kept)
        return None

    def _not_had(self, work: PageWork, look: Look | None, error: Unreadable, now: datetime) -> Later:
        """Keep that a page could not be had; what to raise. What the feed holds of it serves where there is no more."""
        url = work.lead.url or ""
        look = look or Look(url=url, place=url, first_at=now, at=now)
        look = replace(look, at=now, failures=look.failures + 1)
        if error.passing and look.failures < self._rules.page_tries:
            self._rows.keep_look(look)
            self._tell(url, "put off", error.reason)
            wait = max(watching.retry(look.failures, config=self._rules), error.wait or 0.0)
            return Later(error.reason, now + timedelta(seconds=wait))
        look = replace(look, failures=self._rules.page_tries)
        if work.lead.content is not None:
            self._keep_from_list(work, look, now)
        else:
            visit = Visit(feed=work.feed, url=url, at=now, outcome="failed", reason=error.reason)
            self._rows.keep_visit(visit, look=look, most=self._rules.visits_kept)
            self._tell(url, "failed", error.reason)
        return Later(error.reason, None)

    def _keep_from_list(self, work: PageWork, look: Look | None, now: datetime) -> None:
        """Keep an article as its feed holds it."""
        page = from_list(work.lead, Page(input=work.feed, content=b"", url=work.feed, fetched_at=now))
        if work.lead.url is None:
            page = replace(page, input=page_key(work.lead, work.feed))
        self._tell(page.input, self._keep(work, page, self._sites.read(page, alone=True), look, now))

    def _tell(self, url: str, what: What, reason: str = "") -> None:
        self._watch(Fetched(kind="page", url=url, what=what, reason=reason))


def page_key(lead: Lead, feed: str) -> str:
    """What names the work for a page: its address; for an entry without one, what it holds."""
    if lead.url is not None:
        return key(lead.url)
    return f"{feed}#{sha256((lead.content or '').encode('utf8', 'replace')).hexdigest()[:16]}"
