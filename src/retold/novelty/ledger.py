"""News as lines of a ledger: with the headline of its story and what a reader is told of the articles behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from retold.types import Article, Citation, LedgerLine, News, Passage, Period, Story


def ledger_lines(
    news: Iterable[News],
    stories: Sequence[Story],
    *,
    affair: str,
    at: datetime,
    countries: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[LedgerLine]:
    """A line for each, most important first as given, not yet numbered.

    `stories` are those that tell it; `countries` are theirs by id.
    """
    articles = {article.id: article for story in stories for article in story.articles}
    headlines: dict[str, Passage] = {}
    for one in news:
        # Of the article that tells what is most important of what is new: the story's own may be days old.
        headline = headlines.setdefault(one.story, _headline(articles[one.passages[0].article]))
        named = dict.fromkeys(p.article for p in (headline, *one.passages, *one.earlier))
        yield LedgerLine(
            number=0,
            affair=affair,
            at=at,
            news=one,
            headline=headline,
            citations=tuple(_citation(articles[article]) for article in named),
            countries=tuple((countries or {}).get(one.story, ())),
        )


def _headline(article: Article) -> Passage:
    first = next((s for s in article.sentences if s.role == "headline"), article.sentences[0])
    return Passage(article=article.id, outlet=article.name, span=first.span, sentence=first.index)


def _citation(article: Article) -> Citation:
    published = article.published
    return Citation(
        article=article.id,
        outlet=article.name,
        title=article.title or "",
        url=article.url,
        language=article.language,
        published=Period(earliest=published.earliest, latest=published.latest),
        precision=published.precision,
    )
