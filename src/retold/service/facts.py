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


class KeepingParser:
    """A parser that asks the store first, and keeps there what it had to parse."""

    def __init__(self, parser: Parser, store: "Store") -> None:
        self._parser = parser
        self._store = store

    @property
    def name(self) -> str:
        """That of the parser behind it."""
        return self._parser.name

    def parse(self, sentences: Sequence[str]) -> Iterator[Parse]:
        """One parse a sentence, in order; each distinct sentence is parsed once, ever."""
        known = self._store.parses(sentences, self.name)
        fresh = [sentence for sentence in dict.fromkeys(sentences) if sentence not in known]
        if fresh:
            parsed = dict(zip(fresh, self._parser.parse(fresh), strict=True))
            self._store.keep_parses(parsed, self.name)
            known |= parsed
        yield from (known[sentence] for sentence in sentences)


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
        found = _find_facts(article, parser or default_parser(), config, store)
        if store is not None:
            store.keep_facts([found])
        yield found


def _find_facts(article: Article, parser: Parser, config: Config, store: "Store | None") -> Facts:
    times = find_times(article.text, article.published, language=article.language)
    if article.language != "en":
        return Facts(article=article, times=times, statements=(), figures=(), events=())
    from retold.trees import parse_article

    if store is not None:
        parser = KeepingParser(parser, store)
    return facts_of(article, times, parse_article(article, parser), config=config)


def facts_of(
    article: Article, times: tuple[TimeExpression, ...], parses: Sequence[Parse], *, config: Config = DEFAULT
) -> Facts:
    """What a parsed article says."""
    from retold.actors import Cast
    from retold.events import find_events
    from retold.figures import find_figures
    from retold.statements import attribute_figures, find_statements
    from retold.statements.quotes import find_quotations
    from retold.trees import Tree

    quoted = [(quotation.start, quotation.end) for quotation in find_quotations(article.text)]
    cast = Cast(article, [Tree(parse) for parse in parses], quoted=quoted, config=config.saying)
    figures = find_figures(article, parses, times)
    statements = find_statements(article, parses, times, figures=figures, cast=cast, config=config.saying)
    events = find_events(article, parses, times, statements)
    return Facts(
        article=article,
        times=times,
        statements=statements,
        figures=attribute_figures(figures, statements),
        events=events,
        actors=cast.actors,
    )
