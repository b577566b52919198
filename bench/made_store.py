"""A store of made-up articles, as a box has it after some weeks: what `bench.served` is measured with.

    python -m bench.made_store FILE [--articles 100000]

Words are drawn as `bench.stream` does it, in sentences and paragraphs, with people who say something. Seven articles in
ten are retold by others, a third of the retellings are a wire's text, trimmed and edited. Six affairs take in one story
in sixty each; of theirs it is kept who says what, and what was new. All goes through the store's own functions.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from bench.stream import A_DAY, ALONE, LASTS, SHIFT, SLOPE, VOCABULARY, _vocabulary
from retold.store import articles, following, open_store, stories
from retold.store.database import DatabaseStore
from retold.testing import make_dating
from retold.types import (
    Affair,
    Article,
    Belonging,
    Citation,
    Derivation,
    Facts,
    Feed,
    LedgerLine,
    News,
    Origin,
    Page,
    Passage,
    Period,
    Sentence,
    Source,
    Span,
    Statement,
    Story,
    StoryEvent,
    StoryEventKind,
)

OUTLETS = 400
AFFAIRS = 6
#: Share of retellings that are a wire's text; share of its words that are replaced, of its sentences that are dropped.
REPRINTED, EDITED, TRIMMED = 0.35, 0.02, 0.2
_OF_AFFAIRS = 1 / 60
_AT_ONCE = 500
_PEOPLE = 1_500
_SAYS = ("said", "told reporters", "announced", "warned")


@dataclass(slots=True)
class Telling:
    """A story while it is told."""

    number: int
    begins: datetime
    #: Words of its own, and who speaks in it.
    words: list[str]
    people: list[str]
    #: How many articles are still to come.
    left: int
    #: Places of articles, by the one whose text they have.
    origins: dict[int, list[int]] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)

    @property
    def id(self) -> str:
        return sha256(f"story {self.number}".encode()).hexdigest()[:16]

    @property
    def affair(self) -> int | None:
        """Of which affair it is, if of any."""
        place = (self.number * 0.618034) % 1.0
        return int(place / _OF_AFFAIRS) if place < AFFAIRS * _OF_AFFAIRS else None


class Writer:
    """Makes articles of words that it draws."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self._words = _vocabulary(seed)
        total, self._cumulated = 0.0, []
        for rank in range(1, VOCABULARY + 1):
            total += 1.0 / (rank + SHIFT) ** SLOPE
            self._cumulated.append(total)
        self._drawn: Iterator[str] = iter(())
        rare = self._words[2_000:]
        self._people = [" ".join(w.title() for w in self._draw.sample(rare, 2)) for _ in range(_PEOPLE)]

    def begin(self, number: int, begins: datetime, size: int) -> Telling:
        """A new story."""
        rare = self._draw.sample(self._words[300:], 25)
        return Telling(number, begins, rare, self._draw.sample(self._people, 3), size)

    def article(self, told: Telling, at: datetime, number: int) -> Article:
        """The next article of a story."""
        draw, place = self._draw, len(told.articles)
        if place and draw.random() < REPRINTED:
            first = draw.choice(list(told.origins))
            told.origins[first].append(place)
            lines = self._edited(told.articles[first])
        else:
            told.origins[place] = [place]
            lines = [self._line(told) for _ in range(max(4, min(40, round(draw.lognormvariate(2.5, 0.5)))))]
        outlet = draw.randrange(OUTLETS)
        title = " ".join(draw.sample(told.words[:12], 3) + list(islice(self, 3))).capitalize()
        made = _article(title, lines, at, outlet, number)
        told.articles.append(made)
        told.left -= 1
        return made

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        word = next(self._drawn, None)
        if word is None:
            self._drawn = iter(self._draw.choices(self._words, cum_weights=self._cumulated, k=10_000))
            word = next(self._drawn)
        return word

    def _line(self, told: Telling) -> str:
        """A sentence; one in four is somebody's."""
        draw = self._draw
        said = list(islice(self, draw.randint(7, 22)))
        for _ in range(len(said) // 4):
            said[draw.randrange(len(said))] = draw.choice(told.words)
        if draw.random() < 0.1:
            said.insert(draw.randrange(len(said)), str(draw.randint(2, 900)))
        content = " ".join(said)
        if draw.random() < 0.25:
            return f"{draw.choice(told.people)} {draw.choice(_SAYS)} that {content}."
        return f"{content.capitalize()}."

    def _edited(self, before: Article) -> list[str]:
        draw = self._draw
        lines = [sentence.text for sentence in before.sentences[1:]]
        kept = [line for line in lines if draw.random() >= TRIMMED] or lines
        return [" ".join(next(self) if draw.random() < EDITED else word for word in line.split(" ")) for line in kept]


def _article(title: str, lines: list[str], at: datetime, outlet: int, number: int) -> Article:
    text, sentences = title, [Sentence(index=0, start=0, end=len(title), text=title, paragraph=0, role="headline")]
    for index, line in enumerate(lines, 1):
        text += "\n\n" if index % 3 == 1 else " "
        start, paragraph = len(text), (index + 2) // 3
        text += line
        sentences.append(Sentence(index=index, start=start, end=len(text), text=line, paragraph=paragraph))
    published = replace(make_dating(at), earliest=at, latest=at + timedelta(minutes=1), precision="minute")
    url = f"https://outlet{outlet}.example/{number}"
    return Article(
        input=url, title=title, outlet=f"Outlet {outlet}", byline=None, section=None, language="en", url=url,
        fetched_at=at + timedelta(minutes=20), published=published, modified=None, credits=(), confidence=0.9,
        text=text, body_start=len(title) + 2, sentences=tuple(sentences), asides=(), repairs=(),
    )  # fmt: skip


def tellings(count: int, *, seed: int = 7) -> Iterator[tuple[Telling, Article]]:
    """Articles in the order in which they are published, each with its story as it is by then; up to today."""
    draw, writer = random.Random(seed), Writer(seed)
    days = count / A_DAY
    plan: list[tuple[float, int]] = []
    for story in range(count):
        if len(plan) >= count:
            break
        size = 1 if draw.random() < ALONE * 1.7 else min(60, 1 + int(draw.paretovariate(1.3)))
        begins = draw.uniform(0, days)
        plan += [(min(days, begins + (draw.expovariate(2 / LASTS) if k else 0.0)), story) for k in range(size)]
    plan = sorted(plan[:count])
    left = Counter(story for _, story in plan)
    start = datetime.now(UTC) - timedelta(days=days)
    open_: dict[int, Telling] = {}
    for number, (day, story) in enumerate(plan):
        at = (start + timedelta(days=day)).replace(second=0, microsecond=0)
        if story not in open_:
            open_[story] = writer.begin(story, at, left[story])
        told = open_[story]
        made = writer.article(told, at, number)
        if not told.left:
            del open_[story]
        yield told, made


# --- kept


def make(place: Path, count: int) -> None:
    """Make the store. Whoever asks is told how far it is."""
    began = time.monotonic()
    with open_store(place) as store:
        affairs = _affairs(store)
        _feeds(store)
        coming = tellings(count)
        done = 0
        while part := list(islice(coming, _AT_ONCE)):
            store._transactions.write(lambda connection, part=part: _keep(connection, part))  # type: ignore[misc]
            whole = [told for told in {told.number: told for told, _ in part}.values() if not told.left]
            _know(store, affairs, [_story(told) for told in whole], [told.affair for told in whole])
            done += len(part)
            if not done % 10_000:
                print(f"{done} articles, {time.monotonic() - began:.0f} s", file=sys.stderr)


def _affairs(store: DatabaseStore) -> list[Affair]:
    made = []
    for number in range(AFFAIRS):
        name = f"Affair {number}"
        made.append(Affair(id=sha256(name.encode()).hexdigest()[:16], name=name, words=(f"word{number}",)))
        store.affairs.keep(made[-1])
    return made


def _feeds(store: DatabaseStore) -> None:
    feeds = [Feed(url=f"https://outlet{n}.example/feed", title=f"Outlet {n}", ended_at=datetime.now(UTC))
             for n in range(OUTLETS)]  # fmt: skip
    store.feeds.add(feeds, due=datetime.now(UTC) + timedelta(days=9))


def _keep(connection: Connection, part: list[tuple[Telling, Article]]) -> None:
    events = []
    for told, article in part:
        articles.keep(connection, Page(input=article.input, content=article.text.encode(), url=article.url), article)
        kind: StoryEventKind = "opened" if article is told.articles[0] else "joined"
        events.append(StoryEvent(kind=kind, story=told.id, articles=(article.id,), because=("shares its words",)))
    following.keep_step(connection, [article.id for _, article in part], events, {})


def _story(told: Telling) -> Story:
    all_ = told.articles
    groups = [[all_[i] for i in places] for places in told.origins.values()]
    derivations = [
        Derivation(a=group[0].id, b=other.id, kind="copy", source="a", share_a=0.8, share_b=0.95, because=("words",))
        for group in groups
        for other in group[1:]
    ]
    origins = [Origin(name=g[0].name, kind="outlet", articles=tuple(g), because=("has it first",)) for g in groups]
    return Story(
        id=told.id, headline=all_[0].title or "", articles=tuple(all_), origins=tuple(origins),
        derivations=tuple(derivations), additions=(), because=("shares its words",),
    )  # fmt: skip


def _know(store: DatabaseStore, affairs: list[Affair], whole: list[Story], of: list[int | None]) -> None:
    """Keep stories, to which affair they belong, what is said in those that do, and what is new."""
    store._transactions.write(lambda connection: stories.keep_stories(connection, whole, ()))
    store.affairs.decide_all(
        Belonging(affair=affair.id, article=article.id, belongs=number == place, because=("has its words",))
        for story, place in zip(whole, of, strict=True)
        for number, affair in enumerate(affairs)
        for article in story.articles
    )
    for story, place in zip(whole, of, strict=True):
        if place is not None:
            store.keep_facts([_facts(article) for article in story.articles])
            lines = [_line(article, story, affairs[place]) for article in story.articles[:3]]
            store.ledger.enter(affairs[place].id, lines, [article.id for article in story.articles])


def _facts(article: Article) -> Facts:
    found = []
    for sentence in article.sentences[1:]:
        name, cue, content = next(
            ((n, c, s) for c in _SAYS for n, _, s in [sentence.text.partition(f" {c} that ")] if s), ("", "", "")
        )
        if name:
            at = sentence.start + len(name) + 1
            found.append(
                Statement(
                    span=sentence.span,
                    source=Source(name=name, kind="person", span=Span(sentence.start, at - 1, name)),
                    cue=Span(at, at + len(cue), cue),
                    content=Span(sentence.end - len(content), sentence.end, content),
                    directness="indirect",
                )
            )
    return Facts(article=article, times=(), statements=tuple(found), figures=(), events=())


def _line(article: Article, story: Story, affair: Affair) -> LedgerLine:
    first, second = article.sentences[:2]
    headline, passage = (
        Passage(article=article.id, outlet=article.name, span=s.span, sentence=s.index) for s in (first, second)
    )
    dating = article.published
    citation = Citation(
        article=article.id, outlet=article.name, title=first.text, url=article.url, language="en",
        published=Period(earliest=dating.earliest, latest=dating.latest), precision=dating.precision,
    )  # fmt: skip
    news = News(kind="statement", label="new statement", passages=(passage,), because="told first", story=story.id,
                origins=(article.name,))  # fmt: skip
    at = dating.earliest or datetime.now(UTC)
    return LedgerLine(number=0, affair=affair.id, at=at, news=news, headline=headline, citations=(citation,))


def main() -> int:
    """Make it."""
    parser = argparse.ArgumentParser(prog="bench.made_store")
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    make(options.file, options.articles)
    return 0


if __name__ == "__main__":
    sys.exit(main())
