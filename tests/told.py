"""Hand-made stories for the tests of claims, timeline and brief: really parsed, so that facts are like a user's."""

from collections.abc import Sequence
from datetime import UTC, datetime

from retold.events import find_events
from retold.parsing import SpacyParser
from retold.testing import make_article
from retold.times import find_times
from retold.types import Addition, Article, Facts, Figure, Origin, Source, Span, Statement, Story

PARSER = SpacyParser()


def day(number: int, month: int = 3) -> datetime:
    """A day of 2021."""
    return datetime(2021, month, number, tzinfo=UTC)


def facts_of(article: Article, *, statements: Sequence[Statement] = (), figures: Sequence[Figure] = ()) -> Facts:
    """What an article says: its times and events as the program finds them, the rest by hand."""
    times = find_times(article.text, article.published)
    parses = list(PARSER.parse([sentence.text for sentence in article.sentences]))
    events = find_events(article, parses, times, statements)
    return Facts(article=article, times=times, statements=tuple(statements), figures=tuple(figures), events=events)


def span(article: Article, words: str) -> Span:
    """The first place of `words`."""
    start = article.text.index(words)
    return Span.of(article.text, start, start + len(words))


def statement(article: Article, name: str, cue: str, content: str, *, anonymous: bool = False) -> Statement:
    """Somebody says something."""
    kind = "anonymous" if anonymous else "person"
    said = span(article, content)
    return Statement(
        span=said,
        source=Source(name=name, kind=kind),
        cue=span(article, cue),
        content=said,
        directness="indirect",
    )


def figure(article: Article, words: str, value: float, counts: str, *, qualifier: str = "", unit: str = "") -> Figure:
    """A number that counts something."""
    return Figure(span=span(article, words), low=value, high=value, unit=unit, qualifier=qualifier, counts=counts)


def story_of(
    *articles: Article, origins: Sequence[tuple[str, Sequence[Article]]] = (), additions: Sequence[Addition] = ()
) -> Story:
    """A story; each article is an origin of its own unless told otherwise."""
    named = origins or [(article.name, [article]) for article in articles]
    return Story(
        id="0" * 16,
        headline=articles[0].title or "",
        articles=tuple(articles),
        origins=tuple(
            Origin(name=name, kind="agency" if len(own) > 1 else "outlet", articles=tuple(own), because=())
            for name, own in named
        ),
        derivations=(),
        additions=tuple(additions),
        because=(),
    )


def article(
    body: str, *, outlet: str, on: datetime | None = None, title: str | None = None, url: str | None = None
) -> Article:
    """An article of an outlet."""
    return make_article(body, title=title, outlet=outlet, published=on or day(24), url=url, name=f"{outlet}.html")
