"""What all forms of an edition share: each line with its label, quotations, days and counts in the frame's words.

A view holds words that are ready to be shown, with nothing escaped; which words of others they hold, in which language
and direction, stands beside them. Nothing is chosen here but which passages of a line are quoted and which only named.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from retold.display.frames import Frame, frame
from retold.display.quoting import Direction, direction, tidy, web_address
from retold.types import Citation, Edition, EditionStory, LedgerLine, News, Passage, Section

_SUBJECT = 78
"""Characters (RFC 5322 2.1.1)."""
_LONGEST_NAME = 24
"""Characters of the brief's name in a subject."""
_MOST_ACTORS, _MOST_ORIGINS, _MOST_OUTLETS = 3, 4, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a reader can go from a mail, and what it is called. "" where there is none."""

    #: Base of our pages, without a slash at its end: "https://brief.example".
    site: str = ""
    #: The page that ends the subscription.
    unsubscribe: str = ""
    #: The page on which the reader changes what they get.
    preferences: str = ""
    #: Name of the brief; "" for the frame's own "Morning brief".
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of an article with who has them."""

    text: str
    #: BCP 47 tag; "und" if it isn't known.
    language: str
    direction: Direction
    #: Kept from disordering a line of the frame.
    outlet: str
    #: Day of publication in words.
    day: str
    #: Of the article; "" if it has none that a browser may be sent to.
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of the ledger, in words."""

    #: `LedgerLine.number`.
    number: int
    #: True if accounts conflict.
    conflict: bool
    label: str
    #: Whom it is about, as the articles name them; "" if nobody.
    who: str
    quotes: tuple[Quote, ...]
    #: What was told before.
    before: tuple[Quote, ...]
    #: How many origins and outlets stand behind it.
    support: str
    #: Other outlets that tell it; "" if none.
    also: str
    #: The reason, in English; "" if the label says it all.
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """One story."""

    id: str
    headline: Quote
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One affair."""

    id: str
    name: str
    direction: Direction
    stories: tuple[StoryView, ...]
    #: "3 more in a longer edition"; "" if none.
    left_out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """An edition in words."""

    frame: Frame
    id: str
    #: The reader's day.
    day: str
    #: "7 new points", "3 stories", "since Tuesday, 23 March 2021".
    counts: tuple[str, ...]
    sections: tuple[SectionView, ...]
    #: "Nothing new since ..."; "" if there is something.
    nothing: str
    #: Lines left out at the end since the form holds no more.
    cut: int = 0

    @property
    def lines(self) -> int:
        """How many there are."""
        return sum(len(story.lines) for section in self.sections for story in section.stories)


def view(edition: Edition) -> EditionView:
    """The edition in the words of its frame."""
    words = frame(edition.language)
    citations = edition.citations
    lines = sum(1 for _ in edition.lines)
    since = _since(edition, words)
    counts = [words.counted("points", lines), words.counted("stories", _stories(edition))] if lines else []
    if lines and since:
        counts.append(words.say("since", day=since))
    nothing = words.say("nothing_since", day=since) if since else words.say("nothing")
    return EditionView(
        frame=words,
        id=edition.id,
        day=words.day(edition.day),
        counts=tuple(counts),
        sections=tuple(_section(section, citations, words) for section in edition.sections),
        nothing="" if lines or any(section.left_out for section in edition.sections) else nothing,
    )


def first(whole: EditionView, lines: int) -> EditionView:
    """The view with so many lines, the rest counted; stories and affairs of which no line is left go too."""
    sections = []
    left = lines
    for section in whole.sections:
        stories = []
        for story in section.stories:
            kept, left = story.lines[:left], left - min(left, len(story.lines))
            if kept:
                stories.append(replace(story, lines=kept))
        if stories:
            sections.append(replace(section, stories=tuple(stories)))
    return replace(whole, sections=tuple(sections), cut=whole.lines - lines)


def subject(edition: Edition, *, name: str = "") -> str:
    """The subject of its mail, in one line: how much is new, of which affairs, of which brief and day."""
    words = frame(edition.language)
    lines = sum(1 for _ in edition.lines)
    head = words.counted("points", lines) if lines else words.say("nothing_subject")
    tail = words.short_day(edition.day)
    if name:
        tail = f"{words.isolated(_clipped(tidy(name), _LONGEST_NAME))}{words.say('comma')} {tail}"
    room = _SUBJECT - len(f"{head} ·  · {tail}")
    affairs = [section.name for section in edition.sections if any(story.lines for story in section.stories)]
    names = words.listed(affairs)
    if len(names) > room:
        names = words.isolated(_clipped(tidy(affairs[0]), room - 2))  # two for what isolates it
    return " · ".join(part for part in (head, names, tail) if part)


def permalink(edition: Edition | EditionView, *, site: str) -> str:
    """Where an edition stands on our pages, for ever; "" without a site."""
    return f"{site.rstrip('/')}/editions/{edition.id}" if site else ""


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _since(edition: Edition, words: Frame) -> str:
    """The day of the last edition at the reader's place.

    Instants are UTC, so it is moved as far as the day of this one is from the day on which it was made.
    """
    if edition.since is None:
        return ""
    return words.day(edition.since.date() + (edition.day - edition.made_at.date()))


def _stories(edition: Edition) -> int:
    return len({story.id for section in edition.sections for story in section.stories if story.lines})


def _section(section: Section, citations: Mapping[str, Citation], words: Frame) -> SectionView:
    name = tidy(section.name)
    left_out = words.say("left_out", n=words.number(section.left_out)) if section.left_out else ""
    return SectionView(
        id=section.affair,
        name=name,
        direction=direction(name, words.language),
        stories=tuple(_story(story, citations, words) for story in section.stories if story.lines),
        left_out=left_out,
    )


def _story(story: EditionStory, citations: Mapping[str, Citation], words: Frame) -> StoryView:
    return StoryView(
        id=story.id,
        headline=_quote(story.headline, citations, words),
        lines=tuple(_line(line, words.language) for line in story.lines),
    )


@lru_cache(maxsize=4_096)
def _line(line: LedgerLine, language: str) -> LineView:
    """Thousands of readers are told the same lines on one morning."""
    news, words = line.news, frame(language)
    citations = {citation.article: citation for citation in line.citations}
    # Of a conflict each passage is a side; else the others tell the same again.
    shown = [p for p in news.passages if news.kind == "conflict" or p.article == news.passages[0].article]
    told = {tidy(p.outlet) for p in shown}
    others = [name for name in _outlets(news.passages) if name not in told]
    return LineView(
        number=line.number,
        conflict=news.kind == "conflict",
        label=words.label(_named(news)),
        who=words.listed(news.actors[:_MOST_ACTORS]) if news.kind != "conflict" else "",
        quotes=tuple(_quote(p, citations, words) for p in _once(shown)),
        before=tuple(_quote(p, citations, words) for p in _once(news.earlier) if p not in shown),
        support=_support(line, words),
        also=f"{words.say('also')}: {_some(others, _MOST_OUTLETS, words)}" if others else "",
        why="" if tidy(news.because) in ("", tidy(news.label)) else tidy(news.because),
    )


def _named(news: News) -> str:
    """The label, after the kind where it may hold no word of ours: two figures, the sides of a conflict."""
    tells = news.kind not in ("figure", "conflict") or news.kind in news.label
    return news.label if tells else f"{news.kind}: {news.label}"


def _once(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Without those that quote the same words of the same outlet again."""
    return iter({(p.outlet, p.span.text): p for p in passages}.values())


def _quote(passage: Passage, citations: Mapping[str, Citation], words: Frame) -> Quote:
    text = tidy(passage.span.text)
    citation = citations.get(passage.article)
    language = citation.language if citation is not None else "und"
    return Quote(
        text=text,
        language=language,
        direction=direction(text, language),
        outlet=words.isolated(passage.outlet),
        day=words.period(citation.published) if citation is not None else words.say("no_date"),
        address=web_address(citation.url) if citation is not None else "",
    )


def _outlets(passages: Iterable[Passage]) -> list[str]:
    return list(dict.fromkeys(tidy(passage.outlet) for passage in passages))


def _support(line: LedgerLine, words: Frame) -> str:
    """ "2 independent origins (Northern Wire, The Harrow Gazette) · 5 outlets"."""
    outlets = _outlets(line.news.passages)
    origins = list(dict.fromkeys(map(tidy, line.news.origins)))
    told = [words.counted("outlets", len(outlets))]
    if origins:
        names = f" ({_some(origins, _MOST_ORIGINS, words)})" if origins != outlets else ""
        told.insert(0, words.counted("origins", len(origins)) + names)
    return " · ".join(told)


def _some(names: list[str], most: int, words: Frame) -> str:
    more = len(names) - most
    return words.listed(names[:most]) + (f" +{words.number(more)}" if more > 0 else "")
