"""A story as it is held against affairs: where its articles name what, and how strongly.

Everything is found when it is first asked for, and once. What follows from it is decided elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from retold.affairs import countries
from retold.affairs.phrases import Index
from retold.config import DEFAULT, Config
from retold.sentences import dateline_end
from retold.types import Actor, Article, Facts, Story, StoryActor

if TYPE_CHECKING:
    from retold.stories.words import Row

Zone = Literal["headline", "lead", "rest"]

#: Actors whose names hold names of states that are not meant.
_NO_STATES = frozenset({"person", "media"})


class Named(NamedTuple):
    """How often one article names something, and where."""

    headline: int = 0
    lead: int = 0
    rest: int = 0
    #: Whether it says something there.
    speaks: bool = False

    @property
    def times(self) -> int:
        """In all."""
        return self.headline + self.lead + self.rest


@dataclass(eq=False)
class Reading:
    """One article with what it says, if that is known."""

    article: Article
    facts: Facts | None
    config: Config

    @cached_property
    def index(self) -> Index:
        """Where its words stand."""
        return Index(self.article.text, self.article.language)

    @cached_property
    def row(self) -> "Row":
        """Its weighed words, as news at large uses them: the same whatever else is known."""
        from retold.stories.words import count, no_usage, weigh

        grouping = self.config.grouping
        (row,) = weigh([count(self.article, config=grouping)], no_usage(), config=grouping)
        return row

    @cached_property
    def states(self) -> dict[str, Named]:
        """The states that it names, by code; persons and media who are called like one left out."""
        actors = self.facts.actors if self.facts is not None else ()
        taken = [(m.span.start, m.span.end) for a in actors if a.kind in _NO_STATES for m in a.mentions]
        places: dict[str, list[int]] = {}
        english = self.article.language == "en"
        for at, code in countries.named(self.article.text) if english else countries.named_abroad(self.index):
            if not any(start <= at < end for start, end in taken):
                places.setdefault(code, []).append(at)
        return {code: self.named(found) for code, found in places.items()}

    @cached_property
    def _bounds(self) -> tuple[int, int, int]:
        """Where the headline ends, the dateline ends, and the lead ends."""
        body = [s for s in self.article.sentences if s.role == "body"]
        if not body:
            return self.article.body_start, self.article.body_start, len(self.article.text)
        dateline = body[0].start + dateline_end(body[0].text)
        words = [stem.end for stem in self.index.stems if stem.stem and stem.start >= dateline]
        return self.article.body_start, dateline, words[: self.config.following.lead_words][-1] if words else dateline

    def named(self, places: Sequence[int], *, speaks: bool = False) -> Named:
        """How something is named that stands at these offsets; a dateline is no part of the lead."""
        headline, start, lead = self._bounds
        counts = {"headline": 0, "lead": 0, "rest": 0}
        for at in places:
            counts["headline" if at < headline else "lead" if start <= at < lead else "rest"] += 1
        return Named(**counts, speaks=speaks)


@dataclass(eq=False)
class Told:
    """A story with what its articles say."""

    story: Story
    readings: tuple[Reading, ...]

    @property
    def leading(self) -> int:
        """Place of the article whose headline is the story's; 0 if none has it."""
        titles = [article.title for article in self.story.articles]
        return titles.index(self.story.headline) if self.story.headline in titles else 0

    def phrase(self, words: str) -> list[Named]:
        """How each article names a word or phrase."""
        return [reading.named(list(reading.index.find(words))) for reading in self.readings]

    def actor(self, wanted: Callable[[StoryActor], bool], name: str) -> tuple[list[Named], str]:
        """How each article names an actor, by whatever names it has there and by `name` itself; and its full name."""
        called = [(actor, members) for actor, members in self._actors if wanted(actor)]
        found = []
        for reading in self.readings:
            own = [a for _, members in called if (a := members.get(reading.article.id)) is not None]
            places = {m.span.start: m.span.end for a in own for m in a.mentions if m.kind != "pronoun"}
            alone = [at for at in reading.index.find(name) if not any(s <= at < e for s, e in places.items())]
            speaks = any(_speaks(reading.facts, a) for a in own if reading.facts is not None)
            found.append(reading.named([*places, *alone], speaks=speaks))
        return found, called[0][0].name if called else name

    @cached_property
    def _actors(self) -> list[tuple[StoryActor, dict[str, Actor]]]:
        """The actors of the story, each with those of its articles that it is, by article."""
        from retold.actors import merge_actors

        facts = [reading.facts for reading in self.readings if reading.facts is not None]
        first = {(one.article.id, a.mentions[0].span, a.kind): a for one in facts for a in one.actors if a.mentions}
        spans = {(i, span): a for (i, span, _), a in first.items()}
        return [
            (actor, {p.article: a for p in actor.passages if (a := spans.get((p.article, p.span))) is not None})
            for actor in merge_actors(facts)
        ]

    @property
    def states(self) -> Iterator[tuple[str, list[Named]]]:
        """The codes of all states that are named, and how by each article."""
        codes = sorted({code for reading in self.readings for code in reading.states})
        return ((code, self.state(code)) for code in codes)

    def state(self, code: str) -> list[Named]:
        """How each article names a state."""
        return [reading.states.get(code, Named()) for reading in self.readings]


def _speaks(facts: Facts, actor: Actor) -> bool:
    return any(said.asserted and said.source.name == actor.name for said in facts.statements)


def told_of(story: Story, facts: Mapping[str, Facts], *, config: Config = DEFAULT) -> Told:
    """A story ready to be held against affairs; `facts` by article id, as far as they are known."""
    return Told(story, tuple(Reading(article, facts.get(article.id), config) for article in story.articles))
