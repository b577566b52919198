"""Articles to comparisons, stories and whole accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import combinations, pairwise

from retold.config import DEFAULT, Config
from retold.types import Account, Article, Comparison, Dating, Derivation, Duplicate, Link, Story


def compare(a: Article, b: Article, *, config: Config = DEFAULT) -> Comparison:
    """Two articles side by side: links, changes, what only one has, conflicts, and how they relate."""
    from retold.alignment import link
    from retold.changes import annotate

    return _compared(a, b, annotate(a, b, link(a, b, config=config.alignment), config=config.comparing), config)


def _compared(a: Article, b: Article, links: tuple[Link, ...], config: Config) -> Comparison:
    """The comparison, from links whose changes are known."""
    from retold.changes import all_changes
    from retold.claims import contradictions
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
        conflicts=contradictions(a, b, links, config=config.saying),
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
    dated = tuple(map(redated, given, share_dates(given, duplicates)))
    clusters = cluster(dated, duplicates, config=config.grouping)
    stories = [story_of([dated[i] for i in c.members], c.because, config) for c in clusters]
    return tuple(sorted(stories, key=lambda story: (-len(story.origins), -len(story.articles), story.id)))


def redated(article: Article, published: Dating) -> Article:
    """The same article, otherwise dated."""
    return article if published is article.published else replace(article, published=published)


def story_of(members: Sequence[Article], because: tuple[str, ...], config: Config) -> Story:
    """The story that these articles tell, with its origins."""
    return tell_story(members, because, config)[0]


def tell_story(
    members: Sequence[Article], because: tuple[str, ...], config: Config
) -> tuple[Story, dict[tuple[str, str], tuple[Link, ...]]]:
    """The story that these articles tell, with its origins, and the links of the pairs that were compared, by id."""
    from retold.alignment import link_all
    from retold.dating import share_dates
    from retold.origins import find_additions, find_origins
    from retold.versions import find_versions, pairs_of, revision

    articles = sorted(members, key=_by_date)
    pairs = _compared_pairs(articles, config)
    links = dict(zip(pairs, link_all(articles, pairs, config=config.alignment), strict=True))
    derivations = _derivations(articles, links, config)
    kin = [
        Duplicate(a=i, b=j, in_b=derivation.share_a, in_a=derivation.share_b)
        for (i, j), derivation in zip(pairs, derivations, strict=True)
        if derivation.kind != "independent"
    ]
    again = list(map(redated, articles, share_dates(articles, kin)))
    if again != articles:
        # A better date may tell which of two came first.
        articles, derivations = again, _derivations(again, links, config)
    all_of_them = len(pairs) == len(articles) * (len(articles) - 1) // 2
    origins = find_origins(articles, derivations, compared=None if all_of_them else pairs, config=config.deriving)
    chains = find_versions(articles, derivations, config=config.versioning)
    founder = min(articles, key=lambda article: (*_by_date(article)[:2], article.id))
    story = Story(
        id=story_id(founder),
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
    return story, {(articles[i].id, articles[j].id): found for (i, j), found in links.items()}


def story_id(founder: Article) -> str:
    """Sixteen hex digits, by the article that the story began with."""
    return sha256(founder.id.encode()).hexdigest()[:16]


def _compared_pairs(articles: Sequence[Article], config: Config) -> list[tuple[int, int]]:
    """All pairs; of many articles those that share most."""
    from retold.duplicates import most_alike, shingles

    if len(articles) <= config.grouping.pairs_until:
        return list(combinations(range(len(articles)), 2))
    rows = [shingles(article.text, size=config.grouping.shingle) for article in articles]
    at: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        at.setdefault(article.url or "", []).append(place)
    # The same page again is a version, whatever else is more alike.
    versions = {pair for url, places in at.items() if url for pair in pairwise(places)}
    return sorted({*most_alike(rows, most=config.grouping.most_like), *versions})


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
