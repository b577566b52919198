"""Hand-made values and fakes, for our tests and for those of programs that build on Retold."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from retold.errors import NoArticle, StoreError
from retold.mail.compose import Parcel
from retold.mail.sending import Outcome
from retold.sentences import sentences
from retold.store import LinksByPair
from retold.types import (
    Article,
    Citation,
    Correction,
    Credit,
    Dating,
    Edition,
    EditionStory,
    Evidence,
    Facts,
    LedgerLine,
    Link,
    News,
    NewsKind,
    Page,
    Parse,
    Passage,
    Period,
    Section,
    Span,
    Story,
    StoryEvent,
    Task,
)


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

    @property
    def name(self) -> str:
        """The same for all: what it knows is given by hand."""
        return "fake"

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
        self._parses: dict[tuple[str, str], Parse] = {}
        self._stories: dict[str, Story] = {}
        self._links: dict[tuple[str, str], tuple[Link, ...]] = {}
        self._followed: dict[str, str] = {}
        self._events: list[StoryEvent] = []
        self._redirects: dict[str, str] = {}
        self._bands: dict[int, set[str]] = {}
        self._corrections: list[Correction] = []
        self._tasks: dict[tuple[str, str], Task] = {}

    def find(self, page: Page) -> Article | NoArticle | None:
        """What this very page gave before; None if it is new."""
        return self._pages.get((page.url or page.input, page.content))

    def keep(self, page: Page, read: Article | NoArticle) -> None:
        """Keep a page and what it gave."""
        if isinstance(read, Article):
            read = self._articles.setdefault(read.id, read)
        self._pages.setdefault((page.url or page.input, page.content), read)

    def articles(self, ids: Collection[str] | None = None) -> Iterator[Article]:
        """All articles or those of these ids, in the order in which they were first kept."""
        return iter([article for i, article in self._articles.items() if ids is None or i in ids])

    def waiting(self, limit: int) -> Iterator[Article]:
        """Articles that have not entered the stream, first kept first."""
        return islice((article for i, article in self._articles.items() if i not in self._followed), limit)

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

    def parses(self, sentences: Sequence[str], parser: str) -> dict[str, Parse]:
        """The parses that were kept of these sentences."""
        return {s: self._parses[parser, s] for s in sentences if (parser, s) in self._parses}

    def keep_parses(self, found: Mapping[str, Parse], parser: str) -> None:
        """Keep parses by sentence."""
        self._parses |= {(parser, sentence): parse for sentence, parse in found.items()}

    def stories(self, ids: Collection[str] | None = None) -> Iterator[Story]:
        """All stories that are kept or those of these ids, largest number of origins first."""
        found = [story for story in self._stories.values() if ids is None or story.id in ids]
        return iter(sorted(found, key=lambda story: (-len(story.origins), -len(story.articles), story.id)))

    def keep_stories(self, stories: Sequence[Story], *, gone: Collection[str] = ()) -> None:
        """Put these stories in the place of those of the same ids, and drop others."""
        left = {i: story for i, story in self._stories.items() if i not in gone}
        self._stories = left | {story.id: story for story in stories}

    def stale_stories(self) -> frozenset[str]:
        """Ids of the stories whose kept articles are not those that the stream has in them now."""
        kept = {(i, article.id) for i, story in self._stories.items() for article in story.articles}
        now = {(story, article) for article, story in self._followed.items()}
        return frozenset(story for story, _ in kept ^ now)

    def members(self, stories: Collection[str]) -> dict[str, list[Article]]:
        """The articles of stories of the stream, by story, in the order in which they entered it."""
        found: dict[str, list[Article]] = {}
        for article, story in self.followed():
            if story in stories:
                found.setdefault(story, []).append(article)
        return found

    def links(self, a: Article, b: Article) -> tuple[Link, ...]:
        """The links that were kept for this pair."""
        return self._links.get((a.id, b.id), ())

    def keep_links(self, links: LinksByPair) -> None:
        """Keep the links of these pairs."""
        self._links |= {pair: tuple(found) for pair, found in links.items()}

    def followed(self, *, newest: int | None = None) -> Iterator[tuple[Article, str]]:
        """The articles of the stream, or the newest of them, in the order in which they came, with their stories."""
        found = [(self._articles[i], story) for i, story in self._followed.items()]
        return iter(found if newest is None else found[max(0, len(found) - newest) :])

    def whereabouts(self, articles: Collection[str]) -> dict[str, str]:
        """The stories of those of these articles (ids) that have entered the stream, by article."""
        return {i: story for i, story in self._followed.items() if i in articles}

    def stream_at(self) -> tuple[int, int]:
        """Where the stream is: other numbers whenever somebody has let it go on."""
        return len(self._followed), len(self._events)

    def keep_step(
        self, articles: Sequence[str], events: Sequence[StoryEvent], signatures: Mapping[str, Iterable[int]]
    ) -> None:
        """Keep that articles entered the stream, what befell stories by it, and signatures."""
        unknown = [i for i in articles if i not in self._articles]
        if unknown:
            raise StoreError(f"article {unknown[0]} is not kept: keep its page first")
        self._followed |= dict.fromkeys(articles, "")
        for event in events:
            self._followed |= dict.fromkeys(event.articles, event.story)
            if event.kind == "merged":
                ended = {event.other: event.story}
                self._followed = {i: ended.get(story, story) for i, story in self._followed.items()}
                self._redirects = {s: ended.get(into, into) for s, into in self._redirects.items()} | ended
        self._events += events
        for i, keys in signatures.items():
            for key in keys:
                self._bands.setdefault(key, set()).add(i)

    def story_events(self, story: str | None = None) -> Iterator[StoryEvent]:
        """What befell all stories, or one and those that went into it, in order."""
        names = {story, *(ended for ended, into in self._redirects.items() if into == story)}
        return iter([e for e in self._events if story is None or e.story in names or e.other in names])

    def story_now(self, story: str) -> str:
        """The story that this id leads to."""
        return self._redirects.get(story, story)

    def near(self, signatures: Iterable[int]) -> frozenset[str]:
        """`Article.id` of those that share one of these signatures."""
        return frozenset(i for key in signatures for i in self._bands.get(key, ()))

    def correct(self, correction: Correction) -> Correction:
        """Keep a new correction; what is returned has its number."""
        kept = replace(correction, number=len(self._corrections) + 1, undone_by=None, undone_at=None)
        self._corrections.append(kept)
        return kept

    def undo(self, number: int, *, by: str, at: datetime | None) -> Correction:
        """Keep that a correction was taken back."""
        if not 1 <= number <= len(self._corrections) or not self._corrections[number - 1].holds:
            raise StoreError(f"no correction {number} that holds: `retold correct list` shows those that do")
        self._corrections[number - 1] = replace(self._corrections[number - 1], undone_by=by, undone_at=at)
        return self._corrections[number - 1]

    def corrections(self) -> tuple[Correction, ...]:
        """All that were ever made, by number."""
        return tuple(self._corrections)

    def add_tasks(self, tasks: Iterable[Task]) -> int:
        """Add work whose kind and key are new; how much that was."""
        before = len(self._tasks)
        for task in tasks:
            new = Task(kind=task.kind, key=task.key, due=task.due, payload=task.payload)
            self._tasks.setdefault((task.kind, task.key), new)
        return len(self._tasks) - before

    def lease(
        self, kinds: Collection[str], worker: str, *, now: datetime, seconds: float, limit: int = 1
    ) -> tuple[Task, ...]:
        """Take work that is due and free."""
        due = [(t.due, t) for t in self._tasks.values() if t.kind in kinds and t.due is not None and t.due <= now]
        free = [(d, t) for d, t in due if not t.done_at and (t.leased_until is None or t.leased_until <= now)]
        until = now + timedelta(seconds=seconds)
        return tuple(
            self._put(t, attempts=t.attempts + 1, lease=t.lease + 1, leased_by=worker, leased_until=until)
            for _, t in sorted(free, key=lambda pair: pair[0])[:limit]
        )

    def extend(self, task: Task, *, now: datetime, seconds: float) -> Task | None:
        """Hold a lease for longer; None if it is another's since."""
        held = self._held(task)
        return held and self._put(held, leased_until=now + timedelta(seconds=seconds))

    def finish(self, task: Task, *, now: datetime, again: datetime | None = None) -> bool:
        """Keep that leased work is done, for good or until `again`."""
        held = self._held(task)
        if held is None:
            return False
        ended = {"done_at": now} if again is None else {"due": again, "attempts": 0}
        self._put(held, leased_by="", leased_until=None, last_error="", **ended)
        return True

    def fail(self, task: Task, error: str, *, due: datetime | None) -> bool:
        """Keep that leased work failed, why, and when to try again."""
        held = self._held(task)
        if held is None:
            return False
        self._put(held, leased_by="", leased_until=None, last_error=error, due=due)
        return True

    def tasks(self, kinds: Collection[str] | None = None, *, done: bool | None = None) -> Iterator[Task]:
        """Work in the order in which it was added."""
        wanted = [t for t in self._tasks.values() if kinds is None or t.kind in kinds]
        return iter([t for t in wanted if done is None or done == (t.done_at is not None)])

    def forget_tasks(self, *, done_before: datetime) -> int:
        """Drop work that was done before then; how much that was."""
        before = len(self._tasks)
        self._tasks = {k: t for k, t in self._tasks.items() if t.done_at is None or t.done_at >= done_before}
        return before - len(self._tasks)

    def _held(self, task: Task) -> Task | None:
        kept = self._tasks.get((task.kind, task.key))
        return kept if kept is not None and kept.leased_until is not None and kept.lease == task.lease else None

    def _put(self, task: Task, **changed: Any) -> Task:  # noqa: ANN401 - fields of Task
        self._tasks[task.kind, task.key] = replace(task, **changed)
        return self._tasks[task.kind, task.key]


def make_passage(text: str, *, article: str = "a", outlet: str = "The Harrow Gazette", sentence: int = 1) -> Passage:
    """A quotation of these words."""
    return Passage(article=article, outlet=outlet, span=Span(0, len(text), text), sentence=sentence)


def make_line(
    *passages: Passage,
    label: str = "new statement",
    kind: NewsKind = "statement",
    number: int = 1,
    headline: Passage | None = None,
    languages: Mapping[str, str] | None = None,
    urls: Mapping[str, str | None] | None = None,
    published: datetime | None = datetime(2025, 3, 4, tzinfo=UTC),
    **news: Any,  # noqa: ANN401 - fields of News
) -> LedgerLine:
    """A line of these passages, cited from an article each; language and address by `Passage.article`."""
    shown = passages or (make_passage("The bridge is closed."),)
    told = News(**{"kind": kind, "label": label, "passages": shown, "because": "said by hand", "story": "story"} | news)
    start = make_dating(published)
    citations = {
        p.article: Citation(
            article=p.article,
            outlet=p.outlet,
            title=p.span.text,
            url=(urls or {}).get(p.article, f"https://news.example/{p.article}"),
            language=(languages or {}).get(p.article, "en"),
            published=Period(earliest=start.earliest, latest=start.latest),
            precision=start.precision,
        )
        for p in (*told.passages, *told.earlier, *((headline,) if headline is not None else ()))
    }
    return LedgerLine(
        number=number,
        affair="affair",
        at=datetime(2025, 3, 5, 5, tzinfo=UTC),
        news=told,
        headline=headline if headline is not None else shown[0],
        citations=tuple(citations.values()),
    )


def make_edition(
    *lines: LedgerLine,
    name: str = "Weir Street Bridge",
    language: str = "en",
    left_out: int = 0,
    since: datetime | None = datetime(2025, 3, 4, 6, tzinfo=UTC),
    **edition: Any,  # noqa: ANN401 - fields of Edition
) -> Edition:
    """An edition of one affair; lines that share a headline are of one story."""
    stories: dict[tuple[str, Passage], list[LedgerLine]] = {}
    for line in lines:
        stories.setdefault((line.news.story, line.headline), []).append(line)
    section = Section(
        affair="affair",
        name=name,
        stories=tuple(
            EditionStory(id=story, headline=headline, lines=tuple(held)) for (story, headline), held in stories.items()
        ),
        left_out=left_out,
    )
    made: dict[str, Any] = {
        "id": "00000000000000e1",
        "subscriber": "",
        "day": date(2025, 3, 5),
        "since": since,
        "made_at": datetime(2025, 3, 5, 6, tzinfo=UTC),
        "language": language,
        "length": "medium",
        "sections": (section,) if lines or left_out else (),
    }
    return Edition(**made | edition)


class FakeSender:
    """A `retold.mail.sending.Sender` that keeps what it is given; it answers as it is told to, then always "250 ok"."""

    def __init__(self, outcomes: Iterable[Outcome] = (), *, unreached: Iterable[Outcome | None] = ()) -> None:
        self.sent: list[Parcel] = []
        self.closed = 0
        self._outcomes = iter(outcomes)
        self._unreached = iter(unreached)

    def ready(self) -> Outcome | None:
        """The next of `unreached`; None when there are no more."""
        return next(self._unreached, None)

    def send(self, parcel: Parcel) -> Outcome:
        """Keep it, and give the next outcome."""
        self.sent.append(parcel)
        return next(self._outcomes, Outcome(kind="accepted", stage="end", answer="250 ok"))

    def close(self) -> None:
        """Count that it was closed."""
        self.closed += 1
