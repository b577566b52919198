"""The article, its dating and its credits."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from retold.types.pages import DateSource
from retold.types.text import Repair, Sentence, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What was on the page and is not the article: kept, with the reason why it was set aside."""

    text: str
    reason: str
    #: Offset in `Article.text` before which it stood.
    at: int


CreditKind = Literal["byline", "dateline", "told", "reported", "contributed", "repost", "copyright", "outlet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Words by which an article says where it has something from."""

    #: The credited agency or outlet under its full name: "The Associated Press".
    name: str
    kind: CreditKind
    #: The words themselves.
    text: str
    #: Where they stand in the article; None when they stood in an aside.
    span: Span | None = None
    #: True if `name` is an agency, False if it is another outlet.
    agency: bool = True


Precision = Literal["minute", "day", "week", "month", "season", "year", "decade", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a dating, that a reader can follow."""

    source: DateSource
    #: What it tells, in words: "Biden's term began on 20 January 2021, so this January is 2021's".
    says: str
    #: The words of the page that it rests on.
    quote: str = ""
    #: Where they stand in the article; None when on the page outside of it.
    span: Span | None = None
    #: What it would allow, alone.
    earliest: datetime | None = None
    latest: datetime | None = None
    #: 0 (looked at and turned down) to 1.
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """When an article was written: an interval, a precision and the evidence."""

    #: Start of the interval; None if nothing bounds it.
    earliest: datetime | None
    #: End of the interval, exclusive (the first instant that is too late); None if nothing bounds it.
    latest: datetime | None
    precision: Precision
    #: The evidence used, strongest first; evidence turned down has weight 0 and comes last.
    because: tuple[Evidence, ...]
    #: 0 to 1.
    confidence: float = 0.0

    @property
    def known(self) -> bool:
        """True if both ends are known."""
        return self.earliest is not None and self.latest is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text that an outlet published, cleaned."""

    #: What the user named: a path, a URL, or `-`.
    input: str
    title: str | None
    outlet: str | None
    byline: str | None
    section: str | None
    #: BCP 47 primary tag ("en"); "und" if it can't be told.
    language: str
    #: Where it was published, canonical if the page says so.
    url: str | None
    fetched_at: datetime | None
    published: Dating
    modified: datetime | None
    credits: tuple[Credit, ...]
    #: 0 to 1: how sure we are that `text` is the whole article and nothing else.
    confidence: float
    #: The headline (if any) as first paragraph, then the body; paragraphs apart by a blank line.
    text: str
    #: Offset in `text` at which the body begins: after the headline.
    body_start: int
    sentences: tuple[Sentence, ...]
    asides: tuple[Aside, ...]
    repairs: tuple[Repair, ...]
    #: True if this is only the beginning: the page asks to pay or sign in for the rest.
    teaser: bool = False

    @property
    def id(self) -> str:
        """Sixteen hex digits, the same for the same words of the same outlet at the same place."""
        return _id(self.url or self.input, self.outlet or "", self.text)

    @property
    def body(self) -> str:
        """`text` without the headline."""
        return self.text[self.body_start :]

    @property
    def name(self) -> str:
        """What to call it in a list: its outlet, else the input."""
        return self.outlet or self.input


@lru_cache(maxsize=512)
def _id(place: str, outlet: str, text: str) -> str:
    """Kept for the articles of a story, which are asked again and again."""
    return sha256(f"{place}\x1f{outlet}\x1f{text}".encode("utf8", "surrogatepass")).hexdigest()[:16]
