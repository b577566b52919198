"""What lists and pages show of stories and articles, without all that is kept of them."""

from dataclasses import dataclass
from datetime import datetime

from retold.types.articles import Article
from retold.types.comparing import Derivation, LinkKind
from retold.types.saying import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """A story in a line of a list."""

    #: `Story.id`.
    id: str
    headline: str
    #: Of the headline: "en".
    language: str
    #: The latest `Dating.earliest` of its articles; None if none is dated.
    newest: datetime | None
    #: How many of each it has.
    articles: int
    outlets: int
    origins: int
    #: The first outlets that told it, each once, earliest first; an article without outlet under its input.
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An article in a line of a list."""

    #: `Article.id`.
    id: str
    #: Its outlet, else its input.
    name: str
    title: str | None
    language: str
    #: The interval of its dating.
    published: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """Another article of the same story."""

    article: ArticleSummary
    #: How the two relate; None if they are independent of each other.
    derivation: Derivation | None
    #: "earlier" or "later" if it is another version of the same article; else "".
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHere:
    """Where another article tells the same as a sentence."""

    #: The first of the own sentences, by index.
    sentence: int
    article: ArticleSummary
    #: The first of the other's.
    there: int
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePlace:
    """An article, and where it stands among others."""

    #: As its story knows it, which may have dated it better.
    article: Article
    #: None while it is in none.
    story: StorySummary | None
    #: Name of the origin that it goes back to, "" without a story; and why.
    origin: str
    because: tuple[str, ...]
    #: The other articles of its story, by date.
    retellings: tuple[Retelling, ...]
    #: As far as these were compared already, by sentence.
    links: tuple[LinkHere, ...]
