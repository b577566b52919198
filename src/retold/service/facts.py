"""What articles say: times, statements, figures, events."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.types import Article, Dating, Facts, Parse, Parser, Statement, TimeExpression

if TYPE_CHECKING:
    from retold.store import Store


def find_times(
    text: str, published: Dating | date | None = None, *, language: str = "en"
) -> tuple[TimeExpression, ...]:
    """Words in `text` that say when, how long or how often, resolved against the time of publication.

    `published` is a dating, an instant or a day; without it only what the text says by itself is resolved.
    """
    from retold import times

    if isinstance(published, date) and not isinstance(published, datetime):
        published = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return times.find_times(text, published, language=language)


def find_statements(
    article: Article, *, parser: Parser | None = None, config: Config = DEFAULT
) -> tuple[Statement, ...]:
    """Who says what in an article."""
    (facts,) = find_facts([article], parser=parser, config=config)
    return facts.statements


@cache
def default_parser() -> Parser:
    """The English parser, loaded once. Raises `MissingPart` if its model isn't installed."""
    from retold.parsing import SpacyParser

    return SpacyParser()


def find_facts(
    articles: Iterable[Article],
    *,
    parser: Parser | None = None,
    store: "Store | None" = None,
    config: Config = DEFAULT,
) -> Iterator[Facts]:
    """What each article says: times, statements, figures and events. English; other languages give times only.

    With a store, what it knows of an article is not found again, and what is yielded has been kept.
    """
    for article in articles:
        known = store.facts(article) if store is not None else None
        if known is not None:
            yield known
            continue
        found = _find_facts(article, parser, config)
        if store is not None:
            store.keep_facts([found])
        yield found


def _find_facts(article: Article, parser: Parser | None, config: Config) -> Facts:
    times = find_times(article.text, article.published, language=article.language)
    if article.language != "en":
        return Facts(article=article, times=times, statements=(), figures=(), events=())
    from retold.trees import parse_article

    return facts_of(article, times, parse_article(article, parser or default_parser()), config=config)


def facts_of(
    article: Article, times: tuple[TimeExpression, ...], parses: Sequence[Parse], *, config: Config = DEFAULT
) -> Facts:
    """What a parsed article says."""
    from retold.events import find_events
    from retold.figures import find_figures
    from retold.statements import attribute_figures, find_statements

    figures = find_figures(article, parses, times)
    statements = find_statements(article, parses, times, figures=figures, config=config.saying)
    events = find_events(article, parses, times, statements)
    return Facts(
        article=article,
        times=times,
        statements=statements,
        figures=attribute_figures(figures, statements),
        events=events,
    )
