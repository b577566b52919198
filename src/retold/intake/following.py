"""Goes where lists of pages lead: feeds and sitemaps to their pages, indexes and OPML to their lists, one by one.

Bounded in pages, lists and depth, and each address is asked once. A page that can't be had is read from what the feed
holds of it, or yields the reason in its place. What a list says of a page is put beside it as evidence, not as truth.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from io import BytesIO
from urllib.parse import urldefrag, urlsplit

from retold.config import DEFAULT, Reading
from retold.errors import InputError, Unreadable
from retold.intake.fetch import beyond
from retold.intake.kinds import HEAD, LISTS, NAMES, Kind, kind_of
from retold.intake.leads import Lead, find_leads, host
from retold.intake.unpacking import Broken, Stream
from retold.types import Page

Get = Callable[[str, int], Page]
"""The page at an address, of at most so many bytes; raises `Unreadable`."""


@dataclass(slots=True)
class Following:
    """One named input's way through its lists: what was asked, and how much may still be."""

    get: Get
    config: Reading = DEFAULT.reading
    seen: set[str] = field(default_factory=set)
    pages: int = 0
    lists: int = 0

    def list(self, page: Page, kind: Kind, *, depth: int = 1) -> Iterator[Page | InputError]:
        """The pages that a list (any of `kinds.LISTS`) leads to."""
        if page.url is not None:
            self.seen.add(key(page.url))
        found = 0
        try:
            for lead in find_leads(unpacked(page, config=self.config), kind, config=self.config):
                found += 1
                if lead.to == "page" and self.pages >= self.config.max_entries:
                    yield self._enough(page, "pages", self.config.max_entries, "max_entries")
                    return
                if lead.to == "list" and self.lists >= self.config.max_lists:
                    yield self._enough(page, "lists", self.config.max_lists, "max_lists")
                    return
                yield from self._lead(lead, page, kind, depth)
        except InputError as error:
            yield error
            return
        if not found:
            yield Unreadable(page.input, f"it is {NAMES[kind]} without entries; look at it in a browser")

    def _lead(self, lead: Lead, page: Page, kind: Kind, depth: int) -> Iterator[Page | InputError]:
        if lead.url is not None:
            if key(lead.url) in self.seen:
                return
            self.seen.add(key(lead.url))
        if lead.to == "page":
            self.pages += 1
            yield self._page(lead, page, kind)
        else:
            self.lists += 1
            yield from self._sublist(lead, page, kind, depth)

    def _page(self, lead: Lead, page: Page, kind: Kind) -> Page | InputError:
        if lead.url is None:
            if lead.content is not None:
                return from_list(lead, page)
            return Unreadable(lead.name, "it has neither an address nor a text of its own; look at the list")
        try:
            found = self.get(lead.url, self.config.max_page_bytes)
            if (is_a := kind_of(found.content[:HEAD], name=urlsplit(lead.url).path)) != "page":
                raise Unreadable(lead.url, f"it is {NAMES[is_a]}, not a page; name it by itself to read it")
        except InputError as error:
            if lead.content is not None:
                return from_list(lead, page)
            if kind not in ("feed", "json feed"):
                return error
            return Unreadable(error.name, f"{error.reason} (and {page.input} holds no full text of it)")
        return described(found, lead)

    def _sublist(self, lead: Lead, page: Page, kind: Kind, depth: int) -> Iterator[Page | InputError]:
        assert lead.url is not None
        if kind == "sitemap" and page.url is not None and host(lead.url) != host(page.url):
            yield Unreadable(lead.url, f"it is on another host than {page.url}, which leads to it; name it by itself")
            return
        if depth >= self.config.max_nesting:
            yield Unreadable(lead.url, f"it is more than {self.config.max_nesting} lists deep; name it by itself")
            return
        try:
            found = self.get(lead.url, self.config.max_list_bytes)
        except InputError as error:
            yield error
            return
        below = kind_of(found.content[:HEAD], name=urlsplit(lead.url).path)
        if below in LISTS:
            yield from self.list(found, below, depth=depth + 1)
        else:
            said = f"{page.input} takes it for a list, but it is {NAMES[below]}; check it in a browser"
            yield Unreadable(lead.url, said)

    def _enough(self, page: Page, what: str, most: int, option: str) -> Unreadable:
        return Unreadable(
            page.input,
            f"it leads to more than {most:,} {what}, of which the first were read; raise {option} in the reading "
            "configuration, or name those you want",
        )


def unpacked(page: Page, *, limit: int | None = None, config: Reading = DEFAULT.reading) -> Page:
    """A list that may be compressed, as it is inside; of at most `limit` bytes (`max_list_bytes` if None)."""
    limit = config.max_list_bytes if limit is None else limit
    try:
        content = Stream(BytesIO(page.content)).read(limit + 1)
    except Broken as error:
        raise Unreadable(page.input, f"{error.why} at byte {error.at:,}; get it again") from error
    if len(content) > limit:
        raise Unreadable(page.input, beyond(limit, config))
    return replace(page, content=content)


def described(page: Page, lead: Lead) -> Page:
    """The page with what its list says of it."""
    return replace(
        page,
        dates=(*lead.dates, *page.dates),
        title=lead.title,
        outlet=lead.outlet,
        language=lead.language,
    )


def from_list(lead: Lead, page: Page) -> Page:
    """The page as its feed holds it, where it holds all of it. Its headline goes above, as on a page."""
    assert lead.content is not None
    title = f"<h1>{escape(lead.title)}</h1>" if lead.title else ""
    head = f"<head><meta charset='utf-8'><title>{escape(lead.title or '')}</title></head>"
    return described(
        Page(
            input=lead.url or lead.name,
            content=f"<html>{head}<body><article>{title}{lead.content}</article></body></html>".encode(
                "utf8", "replace"
            ),
            url=lead.url,
            fetched_at=page.fetched_at,
            content_type="text/html; charset=utf-8",
        ),
        lead,
    )


def key(url: str) -> str:
    """The address without the place within the page."""
    return urldefrag(url)[0]
