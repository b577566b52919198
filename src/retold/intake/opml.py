"""OPML (opml.org/spec2.opml), the list of feeds that readers exchange: to feeds with their folders, and from them.

Folders within folders are one name with slashes. Opens nothing.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from retold.intake import xml
from retold.intake.leads import absolute
from retold.types import Feed, FeedKind

#: Stands for a slash that is part of a folder's name.
_SLASH = "\u2215"
_KINDS: dict[FeedKind, str] = {"feed": "rss", "sitemap": "sitemap", "page": "link"}


def outlines(text: str, base: str | None = None) -> Iterator[Feed]:
    """What an OPML list names, in its order. `text` is `retold.intake.xml.harmless`."""
    root = xml.tree(text)
    if root is not None:
        yield from _below(root, (), base)


def _below(element: Any, folders: tuple[str, ...], base: str | None) -> Iterator[Feed]:  # noqa: ANN401 - lxml
    # A stack of its own, since a stranger's list may be as deep as it likes.
    waiting: list[tuple[Any, tuple[str, ...]]] = [(element, folders)]
    while waiting:
        here, path = waiting.pop()
        inside = path
        if xml.local(here) == "outline":
            named = {key.lower(): value for key, value in here.attrib.items()}
            title = " ".join((named.get("title") or named.get("text") or "").split())
            kind = _kind(named)
            url = absolute(named.get("xmlurl") or (named.get("url", "") if kind != "feed" else ""), base)
            if url is not None:
                yield Feed(url=url, kind=kind, title=title, folder="/".join(path))
            elif title:
                inside = (*path, title.replace("/", _SLASH))
        waiting += [(child, inside) for child in reversed(here)]


def _kind(named: dict[str, str]) -> FeedKind:
    kind = named.get("type", "").lower()
    return "page" if kind == "link" else "sitemap" if kind == "sitemap" else "feed"


def as_opml(feeds: Iterable[Feed], *, title: str = "Retold") -> bytes:
    """The feeds as OPML 2.0, in their order, folders where their first feed stands.

    Sitemaps and single pages are links there, so that other readers don't take them for feeds.
    """
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    folders: dict[tuple[str, ...], Any] = {(): etree.SubElement(root, "body")}
    for feed in feeds:
        name = xml.writable(feed.title or feed.url)
        place = "xmlUrl" if feed.kind == "feed" else "url"
        told = {"type": _KINDS[feed.kind], "text": name, "title": name, place: xml.writable(feed.url)}
        etree.SubElement(_folder(feed.folder, folders), "outline", told)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _folder(path: str, folders: dict[tuple[str, ...], Any]) -> Any:  # noqa: ANN401 - lxml
    from lxml import etree

    names = tuple(name for name in path.split("/") if name)
    for depth in range(1, len(names) + 1):
        if names[:depth] not in folders:
            name = xml.writable(names[depth - 1].replace(_SLASH, "/"))
            folders[names[:depth]] = etree.SubElement(folders[names[: depth - 1]], "outline", text=name, title=name)
    return folders[names]
