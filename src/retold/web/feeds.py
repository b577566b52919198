"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of the same entries.

What an entry holds is text, or HTML that was made here; in neither does anything run.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from retold.display.quoting import tidy, web_address

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed."""

    #: The same for ever and unlike all others (RFC 4287 4.2.6).
    id: str
    title: str
    #: Where it stands; "" for nowhere.
    address: str
    published: datetime
    updated: datetime
    html: str
    text: str
    #: BCP 47 tag; "" if it isn't known.
    language: str
    tags: tuple[str, ...] = ()
    #: Who tells it; empty for the feed's own author.
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutFeed:
    """A feed that we give."""

    id: str
    title: str
    #: Where the feed is, and the page that shows the same.
    address: str
    home: str
    author: str
    language: str
    updated: datetime
    entries: Sequence[Entry]


def identity(*parts: str) -> str:
    """The same for the same parts, for ever: a UUID (RFC 4122) as a URN."""
    return uuid5(NAMESPACE_URL, ":".join(("retold", *parts))).urn


def atom(feed: OutFeed) -> str:
    """As Atom, entries in the order given."""
    from lxml import etree

    spaces: Any = {None: _ATOM}  # None is the default namespace, which the stubs don't know
    made = etree.Element(f"{{{_ATOM}}}feed", nsmap=spaces)
    made.set(f"{{{_XML}}}lang", feed.language)
    _add(made, "id", feed.id)
    _add(made, "title", tidy(feed.title))
    _add(made, "updated", instant(feed.updated))
    _add(_add(made, "author"), "name", tidy(feed.author))
    _add(made, "generator", "Retold", version=version("retold"))
    for relation, to in (("self", web_address(feed.address)), ("alternate", web_address(feed.home))):
        if to:
            _add(made, "link", rel=relation, href=to)
    for entry in feed.entries:
        _entry(_add(made, "entry"), entry)
    return etree.tostring(made, encoding="unicode", pretty_print=True)


def _entry(made: Any, entry: Entry) -> None:  # noqa: ANN401 - lxml has no type for it
    if entry.language:
        made.set(f"{{{_XML}}}lang", entry.language)
    _add(made, "id", entry.id)
    _add(made, "title", tidy(entry.title))
    _add(made, "updated", instant(entry.updated))
    _add(made, "published", instant(entry.published))
    for name in entry.authors:
        _add(_add(made, "author"), "name", tidy(name))
    if to := web_address(entry.address):
        _add(made, "link", rel="alternate", type="text/html", href=to)
    for tag in entry.tags:
        _add(made, "category", term=tidy(tag))
    _add(made, "content", entry.html, type="html")


def _add(parent: Any, name: str, words: str | None = None, **attributes: str) -> Any:  # noqa: ANN401 - as above
    from lxml import etree

    made = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    made.text = words
    for key, value in attributes.items():
        made.set(key, value)
    return made


def json_feed(feed: OutFeed) -> str:
    """As JSON Feed, entries in the order given."""
    made: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": tidy(feed.title),
        "home_page_url": web_address(feed.home),
        "feed_url": web_address(feed.address),
        "language": feed.language,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(_known(made), ensure_ascii=False, indent=2)


def _item(entry: Entry) -> dict[str, object]:
    made: dict[str, object] = {
        "id": entry.id,
        "url": web_address(entry.address),
        "title": tidy(entry.title),
        "content_html": entry.html,
        "content_text": entry.text,
        "date_published": instant(entry.published),
        "date_modified": instant(entry.updated) if entry.updated != entry.published else "",
        "language": entry.language,
        "tags": [tidy(tag) for tag in entry.tags],
        "authors": [{"name": tidy(name)} for name in entry.authors],
    }
    return _known(made)


def _known(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value != "" and (value != [] or key in ("items", "tags"))}


def instant(value: datetime) -> str:
    """RFC 3339."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
