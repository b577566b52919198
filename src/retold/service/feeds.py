"""What is watched: feeds, sitemaps and pages; added, found by the address of a site, exchanged as OPML, and judged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from retold.config import DEFAULT, Config
from retold.errors import InputError, Unreadable
from retold.intake.fetch import Fetcher
from retold.intake.following import unpacked
from retold.intake.kinds import HEAD, NAMES, Kind, kind_of
from retold.types import Feed, FeedKind, Page
from retold.watching import Health, health, next_visit, seconds

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore


_LEAST_EVERY, _MOST_EVERY = 60.0, 30 * 86_400.0
"""Seconds between two visits that the owner may ask for."""
_AT_A_TIME = 100
"""Feeds whose visits are in memory."""


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


def key_of(feed: str) -> str:
    """What stands for the address of a feed where an address can't stand: sixteen hex digits."""
    from retold.store.schema import Key

    return sha256(Key.shortened(feed).encode()).hexdigest()[:16]


def find_feed(key: str, *, store: "DatabaseStore") -> Feed | None:
    """The feed of this key."""
    url = next((url for url in store.feeds.addresses() if key_of(url) == key), None)
    return None if url is None else store.feeds.feed(url)


def change_feed(
    feed: Feed, *, title: str, folder: str, kind: FeedKind, every: str, store: "DatabaseStore", now: datetime
) -> None:
    """Change what the owner says of a feed; `every` is "6 h", "" for as often as it has news. Raises `InputError`."""
    try:
        wait = seconds(every) if every.strip() else None
    except ValueError as error:
        raise InputError("every", str(error)) from None
    if wait is not None and not _LEAST_EVERY <= wait <= _MOST_EVERY:
        raise InputError("every", "must be from 1 min to 30 d")
    told = {"title": " ".join(title.split()), "folder": _folder(folder), "kind": kind, "every": wait}
    after, _ = store.feeds.change(feed.url, lambda before, _: replace(before, **told))  # type: ignore[arg-type]
    if after is not None and wait != feed.every and (due := next_visit(after, now)) is not None:
        store.feeds.schedule({feed.url: due})


def visit_now(feed: Feed, *, store: "DatabaseStore", now: datetime) -> None:
    """Let a feed be visited as soon as a worker comes to it, also one that was gone for good."""
    store.feeds.change(feed.url, lambda before, _: replace(before, ended_at=None))
    store.feeds.schedule({feed.url: now})


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
    raise InputError(url, "no feed was found there; name the feed, or watch it as a page (--as page)")


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


def import_feeds(
    store: "DatabaseStore", source: str | Page, *, now: datetime, config: Config = DEFAULT
) -> tuple[Added, ...]:
    """Watch what an OPML list names, with its titles and folders; `source` is a file, an address, "-" or the list.

    What is watched already stays as it is. Raises `Unreadable` if the list can't be had or names nothing.
    """
    page = source if isinstance(source, Page) else _loaded(source, config)
    wanted = {feed.url: replace(feed, added_at=now) for feed in _listed(page, config)}
    if not wanted:
        raise Unreadable(page.input, "it names no feeds; export them anew as OPML")
    new = {feed.url for feed in store.feeds.add(wanted.values(), due=now)}
    return tuple(Added(feed=feed, new=url in new) for url, feed in wanted.items())


def _listed(loaded: Page, config: Config) -> Iterator[Feed]:
    from retold.intake import xml
    from retold.intake.leads import addresses
    from retold.intake.opml import outlines

    source, page = loaded.input, unpacked(loaded, config=config.reading)
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


def feeds_health(
    store: "DatabaseStore", *, feeds: Sequence[Feed] | None = None, config: Config = DEFAULT
) -> tuple[Health, ...]:
    """How each feed fares, or each of these, by folder and title."""
    asked, found = store.feeds.feeds() if feeds is None else feeds, list[Health]()
    for first in range(0, len(asked), _AT_A_TIME):
        some = asked[first : first + _AT_A_TIME]
        visits = store.feeds.visits_of([feed.url for feed in some])
        found += (health(feed, visits[feed.url], config=config.watching) for feed in some)
    return tuple(found)
