"""What the network or a file gave us, and what reading makes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from retold.types.text import Repair


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the network or a file gave us, unread."""

    #: What the user named: a path, a URL, or `-`.
    input: str
    content: bytes
    #: Where it was fetched from, after redirects; None for a file.
    url: str | None = None
    #: When it was fetched; None if unknown (a file of unknown age).
    fetched_at: datetime | None = None
    #: Media type and charset as declared by the server, e.g. "text/html; charset=utf-8".
    content_type: str | None = None
    #: What the server gave to ask by whether the page has changed (ETag, Last-Modified); opaque, "" if nothing.
    etag: str = ""
    modified: str = ""
    #: Last-Modified, or the feed's date for this entry: evidence for the dating.
    dates: tuple["DateHint", ...] = ()
    #: Headline, outlet and language by what led to the page (a feed, a news sitemap): used where the page says nothing.
    title: str | None = None
    outlet: str | None = None
    language: str | None = None


DateSource = Literal[
    "json-ld", "meta", "time", "url", "feed", "http", "text", "masthead", "byline", "internal", "retelling", "fetch"
]
"""Where a date came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateHint:
    """A date found on or about a page, not yet judged."""

    source: DateSource
    #: The string as it stood ("2021-03-24T10:00:00+03:00", "29 March 2024, Friday").
    text: str
    #: What the page says it is, e.g. "datePublished", "dateModified", "article:published_time", "Last-Modified".
    label: str = ""


BlockRole = Literal["headline", "body", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A visible piece of a page, in the order of the page, with what it was taken for."""

    text: str
    role: BlockRole
    #: Why it is an aside ("masthead", "sign-up form", "list of countries" ...); empty for headline and body.
    reason: str = ""
    #: True if it goes on with the paragraph of the last body block (an aside stood in the middle of it).
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """A page taken apart, before it becomes an article: what reading HTML and reading flattened text both give."""

    blocks: tuple[Block, ...]
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    #: Canonical URL as the page states it.
    url: str | None = None
    section: str | None = None
    #: BCP 47 tag as the page declares it; the text itself has the last word.
    language: str | None = None
    dates: tuple[DateHint, ...] = ()
    #: Links and lines that may credit somebody though they are asides ("View original post here:").
    credit_lines: tuple[str, ...] = ()
    #: 0 to 1: how sure the split into article and asides is.
    confidence: float = 0.5
    #: True if the page shows the beginning only, and asks to pay or sign in for the rest.
    teaser: bool = False
    repairs: tuple[Repair, ...] = ()
