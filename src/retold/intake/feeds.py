"""RSS, RDF, Atom and JSON Feed become leads: addresses with dates, headline, outlet, language and full content if any.

feedparser reads what is XML or nearly so; what it is given has been made harmless (`retold.intake.xml`). It is never
given an address or a name to open. Fetches nothing.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from retold.config import DEFAULT, Reading
from retold.errors import Unreadable
from retold.intake import xml
from retold.intake.leads import Lead, absolute, same_site
from retold.types import DateHint, Page

# feedparser's reader of broken XML takes 3 s for 1 MB in the worst case (open tags); libxml2 mends in 0.1 s, less well.
_LOOSELY = 300_000
_TAG = re.compile(r"<[^<>]*>")
_TEASER = re.compile(
    r"(?:…|\.\.\.|(?:continue reading|read (?:more|on|the (?:rest|full))|full story|weiterlesen|lire la suite|leer más|"
    r"seguir leyendo|leggi tutto)\b[^.!?]{0,80})[\s»→>\])]*$",
    re.I,
)
_FOOTER = re.compile(r"\s*The post .{1,300} (?:appeared first on|first appeared on) .{1,100}$", re.S)


def feed(text: str, page: Page, *, config: Reading = DEFAULT.reading) -> Iterator[Lead]:
    """The entries of an RSS, RDF or Atom feed, whose text is `retold.intake.xml.harmless`."""
    import feedparser

    location = {"content-location": page.url} if page.url is not None else {}
    said = feedparser.parse(
        io.BytesIO(_parsable(text, config).encode("utf8")),
        response_headers={"content-type": "application/xml; charset=utf-8", **location},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    about: Mapping[str, Any] = said.get("feed", {})
    outlet, language = _plain(about.get("title")), about.get("language")
    # RSS has no date of a change: what feedparser calls so is dc:date there.
    changed = "date" if str(said.get("version", "")).startswith("rss") else "updated"
    for number, entry in enumerate(said.get("entries", ()), 1):
        url = absolute(entry.get("feedburner_origlink") or entry.get("link") or "", page.url)
        # An entry that leads to another site, or was taken over from another feed, is not of this feed's outlet.
        source, own = entry.get("source"), same_site(url, about.get("link"))
        yield Lead(
            url=url,
            title=_plain(entry.get("title")),
            outlet=(_plain(source.get("title")) if isinstance(source, Mapping) else None) or (outlet if own else None),
            language=entry.get("language") or (language if own else None),
            dates=_dates(entry, (("published", "published"), ("updated", changed), ("created", "created"))),
            content=_whole(_contents(entry), config),
            name=f"entry {number} of {page.input}",
        )


def json_feed(page: Page, *, config: Reading = DEFAULT.reading) -> Iterator[Lead]:
    """The entries of a JSON Feed (jsonfeed.org/version/1.1)."""
    try:
        said = json.loads(page.content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(page.input, f"the JSON feed is broken ({error}); download it again") from error
    entries = said.get("items") if isinstance(said, dict) else None
    if not isinstance(entries, list):
        raise Unreadable(page.input, 'the JSON feed has no list of "items"; check the address')
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            continue
        plain = _text(entry, "content_text")
        content = [_text(entry, "content_html"), _as_html(plain) if plain is not None else None]
        # `url` is the entry on the feed's own site, `external_url` what a link list points at.
        place = _text(entry, "external_url") or _text(entry, "url") or _text(entry, "id") or ""
        url = absolute(place, page.url)
        own = same_site(url, _text(said, "home_page_url"))
        yield Lead(
            url=url,
            title=_plain(_text(entry, "title")),
            outlet=_plain(_text(said, "title")) if own else None,
            language=_text(entry, "language") or (_text(said, "language") if own else None),
            dates=_dates(entry, (("date_published", "published"), ("date_modified", "updated"))),
            content=_whole([one for one in content if one is not None], config),
            name=f"entry {number} of {page.input}",
        )


def title_of(page: Page, *, json_feed: bool) -> str:
    """What a feed calls itself; "" if it does not say. `page.content` is unpacked."""
    if json_feed:
        try:
            said = json.loads(page.content.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            return ""
        return _plain(_text(said, "title")) or "" if isinstance(said, dict) else ""
    root = xml.tree(xml.harmless(xml.characters(page.content, content_type=page.content_type), name=page.input))
    about = [root, *(child for child in root if xml.local(child) == "channel")] if root is not None else []
    titles = (child for element in about for child in element if xml.local(child) == "title")
    return next((_plain(xml.words_in(title)) or "" for title in titles), "")


def _parsable(text: str, config: Reading) -> str:
    """What feedparser can read quickly: well-formed and of a bounded number of entries, or short."""
    from lxml import etree

    root = xml.tree(text, recover=False)
    if root is None:
        if len(text) <= _LOOSELY:
            return text
        root = xml.tree(text)
        if root is None:
            return ""
    entries = [element for element in root.iter() if xml.local(element) in ("item", "entry")]
    for surplus in entries[config.max_entries + 1 :]:
        if (parent := surplus.getparent()) is not None:
            parent.remove(surplus)
    return str(etree.tostring(root, encoding="unicode"))


def _contents(entry: Mapping[str, Any]) -> list[str]:
    """All that an entry says at length, as HTML."""
    found = []
    for part in [*entry.get("content", ()), entry.get("summary_detail") or {}]:
        value = part.get("value")
        if isinstance(value, str):
            found.append(_as_html(value) if part.get("type") == "text/plain" and "</" not in value else value)
    return found


def _whole(contents: list[str], config: Reading) -> str | None:
    """The longest of them, if it is long enough to be the article and doesn't break off as a teaser does."""
    best = max(contents, key=len, default="")
    words = _FOOTER.sub("", _plain(best) or "")
    return best if len(words.split()) >= config.feed_words and _TEASER.search(words[-200:]) is None else None


def _dates(entry: Mapping[str, Any], fields: tuple[tuple[str, str], ...]) -> tuple[DateHint, ...]:
    # Asked by `in`: feedparser answers for a missing "updated" with "published".
    return tuple(
        DateHint(source="feed", text=entry[key].strip()[:80], label=label)
        for key, label in fields
        if key in entry and isinstance(entry[key], str) and entry[key].strip()
    )


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _as_html(text: str) -> str:
    from html import escape

    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _plain(markup: str | None) -> str | None:
    """Words without tags, for a headline or for counting."""
    if markup is None:
        return None
    return " ".join(unescape(_TAG.sub(" ", markup)).split()) or None
