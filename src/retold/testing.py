"""Hand-made values and fakes, for our tests and for those of programs that build on Retold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from retold.errors import NoArticle, StoreError
from retold.sentences import sentences
from retold.store import LinksByPair
from retold.types import Article, Credit, Dating, Evidence, Facts, Link, Page, Parse, Story


def make_article(
    body: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    published: datetime | None = None,
    url: str | None = None,
    credits: tuple[Credit, ...] = (),
    language: str = "en",
    name: str = "-",
) -> Article:
    """An article of these words; paragraphs of `body` are apart by a blank line. `published` is its day."""
    text = f"{title}\n\n{body}" if title else body
    body_start = len(text) - len(body)
    return Article(
        input=name,
        title=title,
        outlet=outlet,
        byline=None,
        section=None,
        language=language,
        url=url,
        fetched_at=None,
        published=make_dating(published),
        modified=None,
        credits=credits,
        confidence=1.0,
        text=text,
        body_start=body_start,
        sentences=sentences(text, body_start=body_start, language=language),
        asides=(),
        repairs=(),
    )


def make_dating(day: datetime | None) -> Dating:
    """A dating to the day, or an unknown one."""
    if day is None:
        return Dating(earliest=None, latest=None, precision="unknown", because=())
    start = day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    because = (Evidence(source="meta", says="set by hand", earliest=start, latest=start + timedelta(days=1)),)
    return Dating(earliest=start, latest=start + timedelta(days=1), precision="day", because=because, confidence=1.0)


class FakeParser:
    """A parser that knows the sentences it was given."""

    def __init__(self, parses: Mapping[str, Parse]) -> None:
        self.parses = parses

    def parse(self, sentences: Sequence[str]) -> Iterator[Parse]:
        """One parse a sentence; a sentence it doesn't know has no words."""
        for sentence in sentences:
            yield self.parses.get(sentence, ())


class MemoryStore:
    """A `retold.store.Store` that forgets when the process ends."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, bytes], Article | NoArticle] = {}
        self._articles: dict[str, Article] = {}
        self._facts: dict[str, Facts] = {}
        self._stories: tuple[Story, ...] = ()
        self._links: dict[tuple[str, str], tuple[Link, ...]] = {}

    def find(self, page: Page) -> Article | NoArticle | None:
        """What this very page gave before; None if it is new."""
        return self._pages.get((page.url or page.input, page.content))

    def keep(self, page: Page, read: Article | NoArticle) -> None:
        """Keep a page and what it gave."""
        if isinstance(read, Article):
            read = self._articles.setdefault(read.id, read)
        self._pages.setdefault((page.url or page.input, page.content), read)

    def articles(self) -> Iterator[Article]:
        """All articles, in the order in which they were first kept."""
        return iter(tuple(self._articles.values()))

    def facts(self, article: Article) -> Facts | None:
        """What an article says, if it was kept."""
        known = self._facts.get(article.id)
        return known if known is not None and known.article == article else None

    def keep_facts(self, facts: Iterable[Facts]) -> None:
        """Keep what kept articles say."""
        found = tuple(facts)
        for one in found:
            if one.article.id not in self._articles:
                raise StoreError(f"article {one.article.id} is not kept: keep its page first")
        self._facts |= {one.article.id: one for one in found}

    def stories(self) -> Iterator[Story]:
        """The stories, in the order in which they were kept."""
        return iter(self._stories)

    def keep_stories(self, stories: Sequence[Story]) -> None:
        """Put these stories in the place of those that were kept."""
        self._stories = tuple(stories)

    def links(self, a: Article, b: Article) -> tuple[Link, ...]:
        """The links that were kept for this pair."""
        return self._links.get((a.id, b.id), ())

    def keep_links(self, links: LinksByPair) -> None:
        """Keep the links of these pairs."""
        self._links |= {pair: tuple(found) for pair, found in links.items()}
