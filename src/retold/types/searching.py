"""What is searched for among all that was read, and what is found."""

from dataclasses import dataclass
from datetime import date

from retold.types.articles import Precision
from retold.types.comparing import ChangeKind
from retold.types.saying import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What an article must have to be found; what is empty or None is not asked for."""

    #: As typed: words, "phrases", -without, this OR that; in title or text.
    words: str = ""
    #: Words that follow each other in the name of the outlet.
    outlet: str = ""
    #: Words that follow each other in the name of who says something, or in what they say.
    actor: str = ""
    #: First and last day (UTC) on which it may have been written, by the start of its dating.
    since: date | None = None
    until: date | None = None
    #: A change that matters, beside the article that it goes back to.
    change: ChangeKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedChange:
    """What an article changed in the text that it goes back to, by kind."""

    kind: ChangeKind
    #: How many of this kind, all of which matter.
    number: int
    #: Why, of the first.
    because: str
    #: `Article.id` of the one that has the text unchanged.
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A passage of a text, with what was searched for in it."""

    text: str
    #: Where in `text` it stands: start and end of each, ascending, apart.
    matched: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    #: `Article.id`.
    article: str
    title: str | None
    #: `Article.name`: its outlet, else its input.
    outlet: str
    language: str
    #: When it was written, as far as that is known.
    published: Period
    precision: Precision
    url: str | None
    #: The story that it tells; "" until it is grouped.
    story: str
    snippet: Snippet
    changes: tuple[NotedChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was found."""

    hits: tuple[Hit, ...]
    #: What to ask the next page with; "" if this is the last.
    next: str
    #: How many there are in all, at most one more than is counted; None behind the first page.
    count: int | None
