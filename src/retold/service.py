"""The order of the flow: what is called after what, and what it is given.

This is the one place that joins pages in, the pure core, and the parser. It decides nothing about articles itself and
keeps no state. Imports stand in the functions that need them, so that `import retold` and `retold --help` are quick.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from itertools import combinations, islice
from pathlib import Path
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.errors import InputError, NoArticle
from retold.types import (
    Account,
    Article,
    Brief,
    Comparison,
    Correction,
    CorrectionKind,
    Dating,
    Derivation,
    Duplicate,
    Facts,
    Link,
    Page,
    PageContent,
    Parse,
    Parser,
    Statement,
    Story,
    StoryEvent,
    TimeExpression,
)

if TYPE_CHECKING:
    from retold.boilerplate.templates import Templates
    from retold.store import Store
    from retold.stories import Standing


def read(
    source: str | bytes | Path,
    *,
    url: str | None = None,
    fetched_at: datetime | None = None,
    templates: "Templates | None" = None,
    config: Config = DEFAULT,
) -> Article:
    """The article of one page.

    `source` is a path, a page's bytes, or a page's text (HTML or flattened); a `str` of one line that names a file or
    starts with http:// or https:// is taken for that file or address. `url` and `fetched_at` (aware) are evidence for
    the outlet and the date; `templates`, from `learn_templates`, is what its site repeats on other pages. Raises
    `Unreadable` if the bytes can't be had or are no text, `NoArticle` if the page holds no article.
    """
    from retold.intake.files import is_address, load

    if isinstance(source, Path) or (isinstance(source, str) and is_address(source)):
        page = load(str(source), config=config.reading)
    else:
        content = source.encode("utf8", "surrogatepass") if isinstance(source, str) else source
        declared = "text; charset=utf-8" if isinstance(source, str) else None
        page = Page(input=url or "-", content=content, content_type=declared)
    page = replace(page, url=url or page.url, fetched_at=fetched_at or page.fetched_at)
    return read_page(page, templates=templates, config=config)


def read_page(page: Page, *, templates: "Templates | None" = None, config: Config = DEFAULT) -> Article:
    """The article of a page that is already here. Raises `Unreadable` or `NoArticle`."""
    return _article(page, _taken_apart(page, config), templates, config)


def _taken_apart(page: Page, config: Config) -> PageContent:
    """The blocks of a page, and the language of its article."""
    from retold.intake.html import extract
    from retold.intake.language import identify

    content = extract(page, config=config.reading)
    body = " ".join(block.text for block in content.blocks if block.role == "body")
    if not body:
        found = ", ".join(dict.fromkeys(block.reason for block in content.blocks if block.reason))
        raise NoArticle(page.input, f"no article text: only {found or 'an empty page'} was found")
    return replace(content, language=identify(body, declared=content.language))


def _article(page: Page, content: PageContent, templates: "Templates | None", config: Config) -> Article:
    from retold.articles import assemble

    if templates is not None:
        from retold.boilerplate.setting_aside import set_aside
        from retold.boilerplate.templates import site_of

        content = set_aside(content, templates, site=site_of(content, page.url), config=config.templates)
    return assemble(content, page=page, language=content.language or "und")


def learn_templates(
    articles: Iterable[Article], *, known: "Templates | None" = None, config: Config = DEFAULT
) -> "Templates":
    """What each site repeats in these articles' pages and those `known` was learned from: for `read` of others."""
    from retold.boilerplate.templates import content_of, learn, site_of

    contents = map(content_of, articles)
    return learn(((site_of(content), content) for content in contents), known=known, config=config.templates)


def read_all(
    inputs: Iterable[str],
    *,
    store: "Store | None" = None,
    templates: "Templates | None" = None,
    config: Config = DEFAULT,
    watch: Callable[[str, int], None] = lambda name, number: None,
) -> Iterator[Article | InputError]:
    """An article for each page that the inputs (files, folders, addresses, "-") lead to, or why there is none.

    What a site repeats on these pages, or is known to repeat by `templates`, is set aside; for this
    `config.templates.together` pages at a time are taken apart before the first of them is yielded. With a store, a
    page that it knows is not read again and stays as it was read, and what is yielded has been kept. `watch` is told
    what is being read, and how many pages there were before.
    """
    from retold.intake.files import pages

    found = pages(inputs, config=config.reading, watch=watch)
    read = (page if isinstance(page, InputError) else _read_through(page, store, config) for page in found)
    while several := list(islice(read, config.templates.together)):
        templates = _learned(several, templates, config)
        for one in several:
            if not isinstance(one, _Reading):
                yield one
                continue
            article = _article(one.page, one.content, templates, config)
            if store is not None:
                store.keep(one.page, article)
            yield article


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page that waits for the others of its site."""

    page: Page
    content: PageContent


def _learned(
    read: Iterable["Article | InputError | _Reading"], templates: "Templates | None", config: Config
) -> "Templates":
    from retold.boilerplate.templates import learn, site_of

    contents = ((site_of(one.content, one.page.url), one.content) for one in read if isinstance(one, _Reading))
    return learn(contents, known=templates, config=config.templates)


def _read_through(page: Page, store: "Store | None", config: Config) -> Article | InputError | _Reading:
    """What the store knows of a page, why it has no article, or what it is made of."""
    known = store.find(page) if store is not None else None
    if known is not None:
        return known
    try:
        content = _taken_apart(page, config)
    except NoArticle as error:
        if store is not None:
            store.keep(page, error)
        return error
    except InputError as error:
        return error
    # Only the store asks for the bytes again; without one they needn't wait with the rest.
    return _Reading(page if store is not None else replace(page, content=b""), content)


def compare(a: Article, b: Article, *, config: Config = DEFAULT) -> Comparison:
    """Two articles side by side: links, changes, what only one has, conflicts, and how they relate."""
    from retold.alignment import link
    from retold.changes import annotate

    return _compared(a, b, annotate(a, b, link(a, b, config=config.alignment), config=config.comparing), config)


def _compared(a: Article, b: Article, links: tuple[Link, ...], config: Config) -> Comparison:
    """The comparison, from links whose changes are known."""
    from retold.changes import all_changes, find_conflicts
    from retold.origins import derive

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
    from retold.versions import find_versions, pairs_of, revision

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
    chains = find_versions(articles, derivations, config=config.versioning)
    founder = min(articles, key=lambda article: (*_by_date(article)[:2], article.id))
    return Story(
        id=sha256(founder.id.encode()).hexdigest()[:16],
        headline=founder.title or founder.sentences[0].text,
        articles=tuple(sorted(articles, key=_by_date)),
        origins=origins,
        derivations=tuple(d for d in derivations if d.kind != "independent"),
        additions=find_additions(articles, origins, links),
        because=because,
        revisions=tuple(
            revision(compare(articles[i], articles[j], config=config)) for i, j in pairs_of(chains, articles)
        ),
    )


def account(story: Story, *, config: Config = DEFAULT) -> Account:
    """A story told whole: what each of its articles has of the fullest one, and what beyond it."""
    from retold.alignment import link_all
    from retold.changes import annotate
    from retold.matrix import fullest, tabulate

    first = story.articles[fullest(story.articles)]
    # Kin stand side by side, those of the fullest account first.
    origins = sorted(story.origins, key=lambda origin: first not in origin.articles)
    articles = [first, *(article for origin in origins for article in origin.articles if article is not first)]
    pairs = list(combinations(range(len(articles)), 2))
    links = {
        (i, j): annotate(articles[i], articles[j], found, config=config.comparing)
        for (i, j), found in zip(pairs, link_all(articles, pairs, config=config.alignment), strict=True)
    }
    return Account(
        story=story,
        matrix=tabulate(articles, links),
        comparisons=tuple(_compared(first, b, links[0, j], config) for j, b in enumerate(articles) if j),
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


# --- following a stream ---------------------------------------------------------------------------------------------


def follow_stories(
    articles: Iterable[Article] = (),
    *,
    store: "Store",
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> Iterator[StoryEvent]:
    """Let articles, which the store keeps, enter its stream, and tell what befalls stories by it, with reasons.

    Those that have entered before are passed over. Each step is kept before its events are yielded, so that a process
    that was killed goes on where it was. Corrections that were made since are taken up, also without any article.
    """
    from retold.duplicates import shingles, signatures
    from retold.stories import advance, settle

    standing, known = _standing(store, config)
    new = (article for article in articles if article.id not in known)
    corrections = store.corrections()
    whereabouts = {i: known[i] for c in corrections for i in c.articles if i in known}
    entered = 0
    while True:
        fresh = list({article.id: article for article in islice(new, config.grouping.step)}.values())
        if entered and not fresh:
            break
        standing, events = advance(
            standing, fresh, corrections=corrections, whereabouts=whereabouts, config=config.grouping
        )
        known |= dict.fromkeys((a.id for a in fresh), "")
        keys = signatures([shingles(a.text, size=config.grouping.shingle) for a in fresh], config=config.grouping)
        store.keep_step([a.id for a in fresh], events, dict(zip((a.id for a in fresh), keys, strict=True)))
        yield from events
        entered += len(fresh) or 1
        progress(f"{entered} articles grouped into stories")
    standing, events = settle(standing, config=config.grouping)
    store.keep_step([], events, {})
    yield from events


def _standing(store: "Store", config: Config) -> tuple["Standing", dict[str, str]]:
    """Where the stream of a store stands, and the story of every article that ever entered it."""
    from collections import deque

    from retold.stories import nothing_yet, remember

    known: dict[str, str] = {}
    newest: deque[Article] = deque(maxlen=config.grouping.remembered)
    for article, story in store.followed():
        known[article.id] = story
        newest.append(article)
    standing = nothing_yet(config=config.grouping)
    return remember(standing, list(newest), known, config=config.grouping), known


def stories_of(store: "Store", *, config: Config = DEFAULT) -> tuple[Story, ...]:
    """The stories of a store's stream as they stand, under the ids that they keep; largest number of origins first."""
    from retold.credits.sharing import spell_out
    from retold.stories import why

    members: dict[str, list[int]] = {}
    articles: list[Article] = []
    for article, story in store.followed():
        members.setdefault(story, []).append(len(articles))
        articles.append(article)
    spelled = spell_out(tuple(articles))
    by_hand = [c for c in store.corrections() if c.holds and c.kind == "together"]
    found = []
    for name, places in members.items():
        told = [spelled[i] for i in places]
        ids = {article.id for article in told}
        hand = [f"held together by hand (correction {c.number})" for c in by_hand if ids.issuperset(c.articles)]
        found.append(replace(_story(told, (*hand, *why(told, config=config.grouping)), config), id=name))
    return tuple(sorted(found, key=lambda story: (-len(story.origins), -len(story.articles), story.id)))


def correct(
    kind: CorrectionKind, articles: Sequence[str], *, store: "Store", by: str = "", at: datetime | None = None
) -> Correction:
    """Say by hand that articles belong together, or no two of them do. It holds until undone, whatever comes.

    Articles are named by id, input or address. `follow_stories` takes it up. Raises `InputError` for an article that
    the store doesn't know, and for what contradicts a correction that holds.
    """
    from retold.stories.corrections import contradicting

    ids = dict.fromkeys(_id_of(name, store) for name in articles)
    if len(ids) < 2:
        raise InputError(", ".join(articles), "a correction is about two articles or more")
    standing = store.corrections()
    new = Correction(number=0, kind=kind, articles=tuple(ids), by=by, at=at)
    against = contradicting(standing, new)
    if against:
        numbers = ", ".join(str(c.number) for c in against)
        raise InputError(", ".join(articles), f"correction {numbers} says otherwise: undo that first")
    return store.correct(new)


def _id_of(name: str, store: "Store") -> str:
    for article in store.articles():
        if name in (article.id, article.input, article.url):
            return article.id
    raise InputError(name, "no such article in the store: name it by its id, its input or its address")


def find_copies(article: Article, *, store: "Store", config: Config = DEFAULT) -> tuple[tuple[Article, Duplicate], ...]:
    """The articles of a store's stream, however old, that have mostly the same words; `article` is a of each."""
    from retold.duplicates import shingles, signatures, verified

    grouping = config.grouping
    own = shingles(article.text, size=grouping.shingle)
    near = store.near(signatures([own], config=grouping)[0]) - {article.id}
    found = []
    for other in store.articles() if near else ():
        if other.id in near:
            row = shingles(other.text, size=grouping.shingle)
            duplicate = verified(0, 1, own, row, config=grouping)
            found += [(other, duplicate)] if duplicate is not None else []
    return tuple(found)


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
