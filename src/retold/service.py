"""The order of the flow: what is called after what, and what it is given.

This is the one place that joins pages in, the pure core, and the parser. It decides nothing about articles itself and
keeps no state. Imports stand in the functions that need them, so that `import retold` and `retold --help` are quick.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.errors import InputError, NoArticle
from retold.types import (
    Article,
    Brief,
    Comparison,
    Dating,
    Derivation,
    Duplicate,
    Facts,
    Link,
    Page,
    Parse,
    Parser,
    Statement,
    Story,
    TimeExpression,
)

if TYPE_CHECKING:
    from retold.store import Store


def read(
    source: str | bytes | Path, *, url: str | None = None, fetched_at: datetime | None = None, config: Config = DEFAULT
) -> Article:
    """The article of one page.

    `source` is a path, a page's bytes, or a page's text (HTML or flattened); a `str` of one line that names a file or
    starts with http:// or https:// is taken for that file or address. `url` and `fetched_at` (aware) are evidence for
    the outlet and the date. Raises `Unreadable` if the bytes can't be had or are no text, `NoArticle` if the page
    holds no article.
    """
    from retold.intake.files import is_address, load

    if isinstance(source, Path) or (isinstance(source, str) and is_address(source)):
        page = load(str(source), config=config.reading)
    else:
        content = source.encode("utf8", "surrogatepass") if isinstance(source, str) else source
        declared = "text; charset=utf-8" if isinstance(source, str) else None
        page = Page(input=url or "-", content=content, content_type=declared)
    return read_page(replace(page, url=url or page.url, fetched_at=fetched_at or page.fetched_at), config=config)


def read_page(page: Page, *, config: Config = DEFAULT) -> Article:
    """The article of a page that is already here. Raises `Unreadable` or `NoArticle`."""
    from retold.articles import assemble
    from retold.intake.html import extract
    from retold.intake.language import identify

    content = extract(page, config=config.reading)
    body = " ".join(block.text for block in content.blocks if block.role == "body")
    if not body:
        found = ", ".join(dict.fromkeys(block.reason for block in content.blocks if block.reason))
        raise NoArticle(page.input, f"no article text: only {found or 'an empty page'} was found")
    return assemble(content, page=page, language=identify(body, declared=content.language))


def read_all(
    inputs: Iterable[str], *, store: "Store | None" = None, config: Config = DEFAULT
) -> Iterator[Article | InputError]:
    """An article for each page that the inputs (files, folders, addresses, "-") lead to, or why there is none.

    With a store, a page that it knows is not read again, and what is yielded has been kept.
    """
    from retold.intake.files import pages

    for page in pages(inputs, config=config.reading):
        yield page if isinstance(page, InputError) else _read_through(page, store, config)


def _read_through(page: Page, store: "Store | None", config: Config) -> Article | InputError:
    known = store.find(page) if store is not None else None
    if known is not None:
        return known
    try:
        found: Article | NoArticle = read_page(page, config=config)
    except NoArticle as error:
        found = error
    except InputError as error:
        return error
    if store is not None:
        store.keep(page, found)
    return found


def compare(a: Article, b: Article, *, config: Config = DEFAULT) -> Comparison:
    """Two articles side by side: links, changes, what only one has, conflicts, and how they relate."""
    from retold.alignment import link

    return _comparison(a, b, link(a, b, config=config.alignment), config)


def _comparison(a: Article, b: Article, links: tuple[Link, ...], config: Config) -> Comparison:
    from retold.changes import all_changes, annotate, find_conflicts
    from retold.origins import derive

    links = annotate(a, b, links, config=config.comparing)
    linked_a = {i for link in links for i in link.a}
    linked_b = {i for link in links for i in link.b}
    return Comparison(
        a=a,
        b=b,
        links=links,
        only_a=tuple(s.index for s in a.sentences if s.index not in linked_a),
        only_b=tuple(s.index for s in b.sentences if s.index not in linked_b),
        changes=all_changes(a, b, links),
        conflicts=find_conflicts(a, b, links),
        derivation=derive(a, b, links, config=config.deriving),
    )


def group(articles: Iterable[Article], *, config: Config = DEFAULT) -> tuple[Story, ...]:
    """The stories that the articles tell, each with its origins; largest number of origins first.

    Articles tell about each other: near-duplicates share the evidence for their dates, and initials that one credits
    are spelled out as another does. So an article in a story may know more than the one given; its `id` and `input`
    are the same.
    """
    from retold.credits.sharing import spell_out
    from retold.dating import share_dates
    from retold.duplicates import find_duplicates
    from retold.stories import cluster

    given = spell_out(tuple(articles))
    duplicates = find_duplicates(given, config=config.grouping)
    dated = tuple(map(_redated, given, share_dates(given, duplicates)))
    clusters = cluster(dated, duplicates, config=config.grouping)
    stories = [_story([dated[i] for i in c.members], c.because, config) for c in clusters]
    return tuple(sorted(stories, key=lambda story: (-len(story.origins), -len(story.articles), story.id)))


def _redated(article: Article, published: Dating) -> Article:
    return article if published is article.published else replace(article, published=published)


def _story(members: Sequence[Article], because: tuple[str, ...], config: Config) -> Story:
    from retold.alignment import link_all
    from retold.dating import share_dates
    from retold.origins import find_additions, find_origins

    articles = sorted(members, key=_by_date)
    pairs = list(combinations(range(len(articles)), 2))
    links = dict(zip(pairs, link_all(articles, pairs, config=config.alignment), strict=True))
    derivations = _derivations(articles, links, config)
    kin = [
        Duplicate(a=i, b=j, in_b=derivation.share_a, in_a=derivation.share_b)
        for (i, j), derivation in zip(pairs, derivations, strict=True)
        if derivation.kind != "independent"
    ]
    redated = list(map(_redated, articles, share_dates(articles, kin)))
    if redated != articles:
        # A better date may tell which of two came first.
        articles, derivations = redated, _derivations(redated, links, config)
    origins = find_origins(articles, derivations, config=config.deriving)
    founder = min(articles, key=lambda article: (*_by_date(article)[:2], article.id))
    return Story(
        id=sha256(founder.id.encode()).hexdigest()[:16],
        headline=founder.title or founder.sentences[0].text,
        articles=tuple(sorted(articles, key=_by_date)),
        origins=origins,
        derivations=tuple(d for d in derivations if d.kind != "independent"),
        additions=find_additions(articles, origins, links),
        because=because,
    )


def _derivations(
    articles: Sequence[Article], links: Mapping[tuple[int, int], tuple[Link, ...]], config: Config
) -> list[Derivation]:
    from retold.origins import derive

    return [derive(articles[i], articles[j], found, config=config.deriving) for (i, j), found in links.items()]


def _by_date(article: Article) -> tuple[bool, float, str]:
    """Dated articles first, by the start of their interval."""
    earliest = article.published.earliest
    return earliest is None, earliest.timestamp() if earliest else 0.0, article.input


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


def make_brief(
    articles: Iterable[Article],
    *,
    parser: Parser | None = None,
    store: "Store | None" = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> Brief:
    """What a reader should know of the articles, story by story. `progress` hears what is being done.

    With a store, what it knows is not worked out again, and the stories with their links are kept.
    """
    from retold import brief

    progress("grouping into stories")
    stories = group(articles, config=config)
    facts: dict[str, Facts] = {}
    comparisons: dict[str, tuple[Comparison, ...]] = {}
    for number, story in enumerate(stories, 1):
        progress(f"story {number} of {len(stories)}: {story.headline}")
        facts.update((f.article.id, f) for f in find_facts(story.articles, parser=parser, store=store, config=config))
        comparisons[story.id] = _comparisons(story, config)
    if store is not None:
        store.keep_stories(stories)
        store.keep_links({(c.a.id, c.b.id): c.links for found in comparisons.values() for c in found})
    return brief.make_brief(stories=stories, facts=facts, comparisons=comparisons)


def _comparisons(story: Story, config: Config) -> tuple[Comparison, ...]:
    """Each pair of kin, side by side."""
    by_id: Mapping[str, Article] = {article.id: article for article in story.articles}
    return tuple(compare(by_id[d.a], by_id[d.b], config=config) for d in story.derivations)
