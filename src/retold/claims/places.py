"""Where a claim stands: passages, and the origins that its articles go back to."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import timedelta

from retold.types import Article, Dating, Facts, Passage, Period, Sentence, Span, Statement, Story


class Places:
    """Passages and origins of one story's articles."""

    def __init__(self, story: Story, facts: Sequence[Facts]) -> None:
        self.articles: dict[str, Article] = {one.article.id: one.article for one in facts}
        self.facts = {one.article.id: one for one in facts}
        self._origins: dict[str, list[str]] = {}
        for origin in story.origins:
            for article in origin.articles:
                self._origins.setdefault(article.id, []).append(origin.name)
        self._added = {
            (addition.article.id, index): addition.source or addition.article.name
            for addition in story.additions
            for index in addition.sentences
        }
        self._statements: dict[str, list[tuple[int, int, Statement]]] = {
            one.article.id: [(s.content.start, s.content.end, s) for s in one.statements] for one in facts
        }

    def passage(self, article: str, span: Span, sentence: int) -> Passage:
        """A quotation of an article of the story."""
        return Passage(article=article, outlet=self.articles[article].name, span=span, sentence=sentence)

    def sentence(self, article: str, index: int) -> Passage:
        """A whole sentence."""
        return self.passage(article, self.articles[article].sentences[index].span, index)

    def origins(self, passages: Iterable[Passage]) -> tuple[str, ...]:
        """Names of the origins of passages: for something that an outlet added, who is behind it."""
        found: set[str] = set()
        for passage in passages:
            added = self._added.get((passage.article, passage.sentence))
            own = self._origins.get(passage.article) or [self.articles[passage.article].name]
            found.update([added] if added is not None else own)
        return tuple(sorted(found))

    def said_by(self, article: str, span: Span) -> str:
        """Who says what stands at a span; "" for the article itself. The innermost statement counts."""
        held = [s for low, high, s in self._statements.get(article, ()) if low <= span.start and span.end <= high]
        held.sort(key=lambda s: (s.content.end - s.content.start, s.content.start))
        return next((s.source.name for s in held if s.source.kind != "article"), "")

    def published(self, article: str) -> Dating:
        """When an article was written."""
        return self.articles[article].published


def sentence_at(article: Article, at: int) -> Sentence | None:
    """The sentence that holds a character; None for one between sentences."""
    before = bisect_right(article.sentences, at, key=lambda sentence: sentence.start)
    found = article.sentences[before - 1] if before else None
    return found if found is not None and at < found.end else None


def whole_days(period: Period) -> Period:
    """A period from the start of its first day to the end of its last."""
    first, last = period.earliest, period.latest
    if first is not None:
        first = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if last is not None and last != last.replace(hour=0, minute=0, second=0, microsecond=0):
        last = last.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Period(earliest=first, latest=last)


def fullest(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Each passage once, longest first."""
    return tuple(sorted(set(passages), key=lambda p: (-(p.span.end - p.span.start), p.outlet, p.article, p.span.start)))


def days_between(earlier: Dating, later: Dating) -> int:
    """Whole days by which one article is certainly later than another; 0 if their intervals touch."""
    if earlier.latest is None or later.earliest is None or later.earliest < earlier.latest:
        return 0
    start = earlier.earliest or earlier.latest
    return max(1, (later.earliest - start).days)


def update(days: int) -> str:
    """ "later by a day: ..."."""
    return f"later by {'a day' if days == 1 else f'{days} days'}: an update rather than a contradiction"
