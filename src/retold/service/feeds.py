"""What is watched: feeds, sitemaps and pages; added, found by the address of a site, exchanged as OPML, and judged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from retold.config import DEFAULT, Config
from retold.errors import InputError, Unreadable
from retold.intake.fetch import Fetcher
from retold.intake.following import unpacked
from retold.intake.kinds import HEAD, NAMES, Kind, kind_of
from retold.types import Feed, FeedKind, Page
from retold.watching import Health, health

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of adding an address."""

    feed: Feed
    #: False if it was watched before.
    new: bool


def add_feed(
    store: "DatabaseStore",
    address: str,
    *,
    now: datetime,
    kind: FeedKind | None = None,
    title: str = "",
    folder: str = "",
    every: float | None = None,
    config: Config = DEFAULT,
) -> Added:
    """Watch an address: a feed, a sitemap, or a site whose pages name its feed.

    With a `kind` it is believed and nothing is fetched. What is given of one that is watched already is changed.
    Raises `Unreadable` if it can't be had, `InputError` if there is no feed, or several to choose from.
    """
    url = _absolute(address)
    known = store.feeds.feed(url)
    if known is None and kind is None:
        url, kind, found = _find(url, config)
        title = title or found
        known = store.feeds.feed(url)
    if known is None:
        feed = Feed(url=url, kind=kind or "feed", title=title, folder=_folder(folder), every=every, added_at=now)
        store.feeds.add([feed], due=now)
        return Added(feed=feed, new=True)

    def change(before: Feed, _: int) -> Feed:
        return replace(
            before,
            kind=kind or before.kind,
            title=title or before.title,
            folder=_folder(folder) or before.folder,
            every=every if every is not None else before.every,
            # Whoever adds what is gone wants it tried again.
            ended_at=None,
        )

    after, _ = store.feeds.change(url, change)
    store.feeds.schedule({url: now})
    return Added(feed=after or known, new=False)


def _absolute(address: str) -> str:
    address = address.strip()
    url = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or not url.isprintable() or " " in url:
        raise InputError(address, "it is no address of the web; name one that begins with https://")
    return url


def _folder(words: str) -> str:
    return "/".join(part for part in (" ".join(name.split()) for name in words.split("/")) if part)


def _find(url: str, config: Config) -> tuple[str, FeedKind, str]:
    """What is to be watched for an address: where, as what, and what it is called there."""
    from retold.intake.discovery import USUAL, offered

    with Fetcher(config=config.reading) as get:
        page = get(url, limit=config.reading.max_list_bytes)
        kind = _watched_as(page)
        if kind is not None:
            return url, kind, ""
        found = offered(page)
        if len(found) > 1:
            several = "".join(f"\n  {one.url}  {one.title}" for one in found)
            raise InputError(url, f"it offers {len(found)} feeds; add the one you want:{several}")
        if found:
            return found[0].url, "feed", found[0].title
        for path in USUAL:
            place = urljoin(page.url or url, path)
            try:
                if _watched_as(get(place, limit=config.watching.max_feed_bytes)) == "feed":
                    return place, "feed", ""
            except Unreadable:
                continue
    raise InputError(url, "no feed was found there; name the feed, or pass --as page to watch the page itself")


def _watched_as(page: Page) -> FeedKind | None:
    """As what an address is watched at which this stands; None for a page, which may offer a feed."""
    kind: Kind = kind_of(page.content[:HEAD], name=urlsplit(page.input).path)
    if kind in ("feed", "json feed", "addresses"):
        return "feed"
    if kind == "sitemap":
        return "sitemap"
    if kind != "page":
        raise InputError(page.input, f"it is {NAMES[kind]}; `retold feeds import` takes OPML lists")
    return None


def import_feeds(store: "DatabaseStore", source: str, *, now: datetime, config: Config = DEFAULT) -> tuple[Added, ...]:
    """Watch what an OPML list names, with its titles and folders; `source` is a file, an address or "-".

    What is watched already stays as it is. Raises `Unreadable` if the list can't be had or names nothing.
    """
    wanted = {feed.url: replace(feed, added_at=now) for feed in _listed(source, config)}
    if not wanted:
        raise Unreadable(source, "it names no feeds; export them anew as OPML")
    new = {feed.url for feed in store.feeds.add(wanted.values(), due=now)}
    return tuple(Added(feed=feed, new=url in new) for url, feed in wanted.items())


def _listed(source: str, config: Config) -> Iterator[Feed]:
    from retold.intake import xml
    from retold.intake.leads import addresses
    from retold.intake.opml import outlines

    page = unpacked(_loaded(source, config), config=config.reading)
    kind = kind_of(page.content[:HEAD], name=urlsplit(source).path)
    text = xml.characters(page.content, content_type=page.content_type)
    if kind == "addresses":
        yield from (Feed(url=lead.url) for lead in addresses(text) if lead.url is not None)
    elif kind == "opml":
        yield from outlines(xml.harmless(text, name=source), page.url)
    else:
        raise Unreadable(source, f"it is {NAMES[kind]}, not an OPML list; `retold feeds add` takes single feeds")


def _loaded(source: str, config: Config) -> Page:
    import sys

    limit = config.reading.max_list_bytes
    if source.lower().startswith(("http://", "https://")):
        with Fetcher(config=config.reading) as get:
            return get(source, limit=limit)
    try:
        if source == "-":
            return Page(input=source, content=sys.stdin.buffer.read(limit + 1))
        with Path(source).open("rb") as file:
            return Page(input=source, content=file.read(limit + 1))
    except OSError as error:
        raise Unreadable(source, f"it can't be read ({error.strerror}); check the name") from error


def export_feeds(store: "DatabaseStore") -> bytes:
    """All that is watched, as OPML."""
    from retold.intake.opml import as_opml

    return as_opml(store.feeds.feeds())


def feeds_health(store: "DatabaseStore", *, config: Config = DEFAULT) -> tuple[Health, ...]:
    """How each feed fares, by folder and title."""
    return tuple(health(feed, store.feeds.visits(feed.url), config=config.watching) for feed in store.feeds.feeds())
