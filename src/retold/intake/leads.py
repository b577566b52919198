"""Lists of pages - feeds, sitemaps, OPML, addresses one a line - become leads: an address and what the list says of it.

Reads what it is given and opens nothing; `retold.intake.following` goes where the leads point. A list that is damaged
gives what can be read of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from retold.config import DEFAULT, Reading
from retold.errors import InputError, Unreadable
from retold.intake import xml
from retold.intake.kinds import Kind
from retold.types import DateHint, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Where a list says that a page is, or another list, and what it knows of it."""

    #: Absolute address; None for an entry that has none.
    url: str | None
    to: Literal["page", "list"] = "page"
    title: str | None = None
    outlet: str | None = None
    language: str | None = None
    dates: tuple[DateHint, ...] = ()
    #: HTML of the article, if the list seems to hold all of it.
    content: str | None = None
    #: What to call it where it has no address.
    name: str = ""


def find_leads(page: Page, kind: Kind, *, config: Reading = DEFAULT.reading) -> Iterator[Lead]:
    """What a list leads to, in its order. `page.content` is unpacked. Raises `Unreadable` if nothing can be read."""
    try:
        yield from _leads(page, kind, config)
    except InputError:
        raise
    # What damaged names do to feedparser and lxml has no common type: too many values, bytes that are no UTF-8 ...
    except Exception as error:
        raise Unreadable(page.input, f"it is too damaged to be read ({error}); get it again") from error


def _leads(page: Page, kind: Kind, config: Reading) -> Iterator[Lead]:
    if kind == "addresses":
        yield from addresses(xml.characters(page.content, content_type=page.content_type))
    elif kind == "json feed":
        from retold.intake.feeds import json_feed

        yield from json_feed(page, config=config)
    else:
        text = xml.harmless(xml.characters(page.content, content_type=page.content_type), name=page.input)
        if kind == "feed":
            from retold.intake.feeds import feed

            yield from feed(text, page, config=config)
        elif kind == "sitemap":
            yield from sitemap(text, page)
        else:
            yield from opml(text, page)


def addresses(text: str) -> Iterator[Lead]:
    """An address a line; lines that begin with # are comments."""
    for line in map(str.strip, text.splitlines()):
        if line and not line.startswith("#"):
            yield Lead(url=absolute(line, None), name=line)


def opml(text: str, page: Page) -> Iterator[Lead]:
    """What an OPML list names, whatever folders it is in."""
    from retold.intake.opml import outlines

    for feed in outlines(text, page.url):
        yield Lead(url=feed.url, to="page" if feed.kind == "page" else "list")


def sitemap(text: str, page: Page) -> Iterator[Lead]:
    """Pages of a sitemap (sitemaps.org) with what its news extension says of them, or the sitemaps of an index."""
    root = xml.tree(text)
    if root is None:
        raise Unreadable(page.input, "its XML is broken from the start; download it again")
    for entry in root:
        place = next((xml.words_in(child) for child in entry if xml.local(child) == "loc"), "")
        if (url := absolute(place, page.url)) is None:
            continue
        if xml.local(entry) == "sitemap":
            said = {xml.local(child): xml.words_in(child) for child in entry}
            changed = DateHint(source="feed", text=said.get("lastmod", "")[:80], label="modified")
            yield Lead(url=url, to="list", dates=(changed,) if changed.text else ())
        elif xml.local(entry) == "url":
            # https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
            said = {xml.local(child): xml.words_in(child) for child in entry.iter() if len(child) == 0}
            labels = (("publication_date", "published"), ("lastmod", "modified"))
            yield Lead(
                url=url,
                title=_news(entry, "title"),
                outlet=_news(entry, "name"),
                language=_news(entry, "language"),
                dates=tuple(
                    DateHint(source="feed", text=said[key][:80], label=label) for key, label in labels if said.get(key)
                ),
            )


def _news(entry: object, wanted: str) -> str | None:
    """A field of `news:news`: images and videos of the entry have titles, too."""
    for news in entry.iter():  # type: ignore[attr-defined]
        if xml.local(news) == "news":
            for child in news.iter():
                if xml.local(child) == wanted:
                    return xml.words_in(child) or None
    return None


def absolute(place: str, base: str | None) -> str | None:
    """The address that `place` means in a document at `base`; None if it is none of the web."""
    place = " ".join(place.split())
    # Control characters are no part of an address, and a terminal that shows it would obey them.
    if not place or not place.isprintable():
        return None
    try:
        url = urljoin(base, place) if base is not None else place
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def host(url: str) -> str:
    """Its host without "www."; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def same_site(url: str | None, home: str | None) -> bool:
    """Whether a page is of the site at `home`, or of a part of it; True where one of them is not known."""
    one, other = host(url or ""), host(home or "")
    return not one or not other or one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
