"""What is watched, and how it fares."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from retold.types.pages import Page

FeedKind = Literal["feed", "sitemap", "page"]
"""What stands at a watched address; "page" is an article that is looked at again for changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address that is watched for pages, and how it fares."""

    #: Names it.
    url: str
    kind: FeedKind = "feed"
    #: By the owner or by the feed itself.
    title: str = ""
    #: Where it stands in the owner's OPML, "" at the top.
    folder: str = ""
    added_at: datetime | None = None
    #: Seconds between two visits, as the owner wants it; None leaves it to how often something is new.
    every: float | None = None
    #: What the server gave to ask by, opaque, and the address that gave it, after redirects.
    etag: str = ""
    modified: str = ""
    place: str = ""
    #: Last visit, and the last that succeeded.
    tried_at: datetime | None = None
    succeeded_at: datetime | None = None
    #: Visits that failed in a row, and why the last did; 0 and "" after one that succeeded.
    failures: int = 0
    error: str = ""
    #: When something new last stood in it.
    changed_at: datetime | None = None
    #: Seconds that it is left alone where the owner does not say; 0 before the second visit.
    wait: float = 0.0
    #: When its server said that it is gone for good: it is not visited any more.
    ended_at: datetime | None = None


PageOutcome = Literal["article", "no article", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What became of one page that a feed led to."""

    feed: str
    url: str
    at: datetime
    outcome: PageOutcome
    #: `Article.confidence`; 0 where there is none.
    confidence: float = 0.0
    #: Why there is none.
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A page as it was seen last, to tell at the next look whether it changed."""

    #: As a feed or the owner names it.
    url: str
    #: Where it was found, after redirects.
    place: str
    first_at: datetime
    at: datetime
    #: What the server gave to ask by; opaque.
    etag: str = ""
    modified: str = ""
    #: SHA-256 of its bytes, in hexadecimal digits; "" if it was not had yet.
    digest: str = ""
    #: Requests for it that failed in a row.
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a host asks of those who fetch by themselves: its robots.txt."""

    #: Not asked for again before then.
    until: datetime
    #: The file; "" where there is none.
    rules: str = ""
    #: Why it could not be had; "" if it could.
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whether a host may be asked now."""

    #: None: it may, and is then left alone for a while; else when to come again.
    due: datetime | None
    #: Requests in a row that it did not answer.
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page in a store, with what it gave when it was read."""

    #: Its number in the store.
    number: int
    page: Page
    #: `Article.id`; None where it gave none.
    article: str | None
