"""Stories told: origins, derivations, links, statements and claims of each, as on a laptop.

A story is told from its articles as they come, so that memory is bounded however large it is: the first
`archiving.compared` are compared with one another; of the others copies stand beside what they are copies of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from retold.batch.folder import Folder, Unit
from retold.batch.tables import TABLES
from retold.batch.units import Record, words
from retold.config import Config
from retold.records import pack, unpack
from retold.service.grouping import story_id, tell_story
from retold.types import Article, Claim, Facts, Origin, Parse, Story

if TYPE_CHECKING:
    from retold.store import LinksByPair

TOLD = ("stories", "origins", "derivations", "links", "statements", "facts", "claims")
_BEYOND = "not compared: the story has more articles than are compared with one another"
_PARSES = 20_000


class Telling:
    """Tells stories: a row is an article, with the story it is in."""

    def __init__(self, folder: Folder, keys: Mapping[str, str], config: Config, *, statements: bool) -> None:
        """`keys`: under which a unit is kept; without `statements` nothing is parsed."""
        self._folder = folder
        self._keys = keys
        self._config = config
        self._statements = statements

    def __call__(self, key: str, rows: Iterator[Record]) -> Mapping[str, Any]:
        """Tell the stories of one unit; its mark."""
        with Unit(self._folder, "tell", self._keys[key], {table: TABLES[table] for table in TOLD}) as unit:
            for _, some in groupby(rows, key=lambda row: row["story"]):
                for table, row in tell(some, self._config, statements=self._statements):
                    unit.add(table, row)
            return unit.end()


def tell(rows: Iterable[Record], config: Config, *, statements: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of one story, each with the table that it belongs to.

    A row has id, leads (what it is a copy of) and value (packed `Article`), in the order in which articles came; the
    first is the story's founder.
    """
    compared: list[Article] = []
    facts: dict[str, Facts] = {}
    leads: dict[str, str] = {}
    for row in rows:
        article = unpack(row["value"], Article)
        leads[article.id] = row["leads"]
        if len(compared) < config.archiving.compared:
            compared.append(article)
        if statements:
            said = _facts(article, config)
            yield from said_rows(said, story_id(compared[0]))
            if compared[-1] is article:
                facts[article.id] = said
    yield from _told(compared, facts, leads, config)


def _told(
    compared: Sequence[Article], facts: Mapping[str, Facts], leads: Mapping[str, str], config: Config
) -> Iterator[tuple[str, dict[str, Any]]]:
    from retold.credits.sharing import spell_out
    from retold.stories import why

    founder = compared[0]
    because = why(compared, config=config.grouping)
    story, links = tell_story(spell_out(compared), because, config)
    story = replace(story, id=story_id(founder))
    yield "stories", story_row(story, list(leads), {article.id: article for article in compared})
    origins = list(_origins(story, leads))
    yield from (("origins", {"story": story.id, "position": i, **row}) for i, row in enumerate(origins))
    for found in story.derivations:
        yield (
            "derivations",
            {
                "story": story.id,
                "a": found.a,
                "b": found.b,
                "kind": found.kind,
                "source": found.source,
                "share_a": found.share_a,
                "share_b": found.share_b,
                "because": list(found.because),
            },
        )
    yield from (("links", row) for row in link_rows(story.id, links))
    if facts:
        from retold.claims import merge

        claims = merge(story, [_about(facts[a.id], a) for a in story.articles], config=config.saying).claims
        yield from (("claims", _claim(claim, story, i)) for i, claim in enumerate(claims))


def story_row(story: Story, articles: list[str], known: Mapping[str, Article]) -> dict[str, Any]:
    """A row of the stories. `articles`: ids of all; `known`: articles by id, as they were read."""
    from retold.store.kept import kept_story

    dates = [a.published.earliest for a in story.articles if a.published.earliest]
    led = next((a for a in story.articles if a.title == story.headline), story.articles[0])
    beyond = len(articles) - len(story.articles)
    return {
        "id": story.id,
        "headline": words(story.headline),
        "language": led.language,
        "first": min(dates, default=None),
        "newest": max(dates, default=None),
        "articles": articles,
        "outlets": len({a.outlet or a.input for a in story.articles}),
        "origins": len(story.origins),
        "because": [*story.because, *([f"{beyond} more articles are {_BEYOND}"] if beyond else [])],
        "value": pack(kept_story(story, known)),
    }


def link_rows(story: str, links: "LinksByPair") -> Iterator[dict[str, Any]]:
    """Rows of the links of a story."""
    for (a, b), several in links.items():
        for link in several:
            yield {
                "story": story,
                "a": a,
                "b": b,
                "a_sentences": list(link.a),
                "b_sentences": list(link.b),
                "kind": link.kind,
                "similarity": link.similarity,
                "moved": link.moved,
            }


def _origins(story: Story, leads: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The origins; articles that were not compared stand with what they are copies of, the others by themselves."""
    inside = {article.id for article in story.articles}
    beyond = [article for article in leads if article not in inside]
    for origin in story.origins:
        own = {article.id for article in origin.articles}
        copies = [article for article in beyond if leads[article] in own]
        because = [*origin.because, *([f"{len(copies)} more are copies of one of these"] if copies else [])]
        yield _origin(origin, [*(a.id for a in origin.articles), *copies], because)
    rest = [article for article in beyond if leads[article] not in inside]
    if rest:
        yield {"name": "", "kind": "unknown", "articles": rest, "because": [_BEYOND]}


def _origin(origin: Origin, articles: list[str], because: list[str]) -> dict[str, Any]:
    return {"name": origin.name, "kind": origin.kind, "articles": articles, "because": because}


def _about(facts: Facts, article: Article) -> Facts:
    """Facts of an article as the story knows it: it may date it better."""
    return facts if facts.article is article else replace(facts, article=article)


def _claim(claim: Claim, story: Story, position: int) -> dict[str, Any]:
    return {
        "story": story.id,
        "position": position,
        "kind": claim.kind,
        "source": words(claim.source),
        "text": words(claim.passages[0].span.text),
        "articles": list(dict.fromkeys(passage.article for passage in claim.passages)),
        "origins": list(claim.origins),
        "because": list(claim.because),
        "value": pack(claim),
    }


# --- what articles say ----------------------------------------------------------------------------------------------


class Parsing:
    """The parser, which parses each sentence of a unit's articles once: copies share theirs."""

    def __init__(self) -> None:
        from retold.service.facts import default_parser

        self._parser = default_parser()
        self._known: dict[str, Parse] = {}

    @property
    def name(self) -> str:
        """That of the parser behind it."""
        return self._parser.name

    def parse(self, sentences: Sequence[str]) -> Iterator[Parse]:
        """One parse a sentence, in order."""
        if len(self._known) > _PARSES:
            self._known.clear()
        fresh = [sentence for sentence in dict.fromkeys(sentences) if sentence not in self._known]
        self._known |= zip(fresh, self._parser.parse(fresh), strict=True)
        yield from [self._known[sentence] for sentence in sentences]


@lru_cache(maxsize=1)
def _parsing() -> Parsing:
    return Parsing()


def _facts(article: Article, config: Config) -> Facts:
    from retold.service.facts import find_facts

    (found,) = find_facts([article], parser=_parsing(), config=config)
    return found


def said_rows(facts: Facts, story: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What an article of a story says: a row of the facts, and one of each statement."""
    from retold.store.kept import kept_facts

    article = facts.article
    yield "facts", {"story": story, "article": article.id, "value": pack(kept_facts(facts))}
    for position, one in enumerate(facts.statements):
        yield (
            "statements",
            {
                "story": story,
                "article": article.id,
                "position": position,
                "start": one.span.start,
                "end": one.span.end,
                "text": words(one.span.text),
                "source": words(one.source.name),
                "source_kind": one.source.kind,
                "via": words(one.source.via),
                "cue": words(one.cue.text),
                "content": words(one.content.text),
                "directness": one.directness,
            },
        )
