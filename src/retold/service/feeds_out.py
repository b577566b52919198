"""Feeds of what is new: the brief day by day, the facts of an affair, the life of a story, what a search finds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from retold import display
from retold.config import DEFAULT, Config
from retold.display.quoting import direction, tidy
from retold.types import Affair, Article, Hit, LedgerLine, Story, StoryEvent
from retold.web import feeds
from retold.web.feeds import Entry, OutFeed
from retold.web.site import on_site

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

NEWEST = 50
"""Entries of a feed."""
_DAYS = 7
"""Days with news that the feed of the brief holds: who asks daily misses none."""
_NEVER = datetime.fromtimestamp(0, UTC)
_TITLE = 120
"""Characters of a quotation in a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where our pages are, and what the brief is called."""

    #: "https://brief.example", without a slash at its end.
    site: str
    name: str
    #: Path of the feed and of the page that shows the same.
    feed: str
    page: str


def brief_feed(place: Place, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT) -> OutFeed:
    """The brief: an entry for each of the last days with news, newest first."""
    from retold.service.front import brief_of
    from retold.web.editions import entry

    affairs = store.affairs.affairs()
    found: list[Entry] = []
    day: date | None = now.astimezone(UTC).date()
    while day is not None and len(found) < _DAYS:
        told = brief_of(day, store=store, now=now, affairs=affairs, config=config)
        if told.lines:
            # An entry is as it was told last, however often it is made.
            made_at = max((line.at for line in told.edition.lines), default=now)
            address = f"{place.site}/brief/{day.isoformat()}"
            found.append(entry(replace(told.edition, made_at=made_at), address=address))
        day = told.earlier
    return _feed(place, place.name, ("brief",), found)


def affair_feed(affair: Affair, place: Place, *, store: "DatabaseStore") -> OutFeed:
    """An affair: an entry for each fact, newest first."""
    lines = store.ledger.newest(affair.id, NEWEST)
    return _feed(place, affair.name, ("affair", affair.id), [_fact(line, place) for line in lines])


def story_feed(story: Story, place: Place, *, store: "DatabaseStore") -> OutFeed:
    """A story: an entry for each article of it and for each change of its life, newest first."""
    events = [event for event in store.story_events(story.id) if story.id in (event.story, event.other)]
    because = {article: event.because for event in events for article in event.articles}
    found = [_article(article, because.get(article.id, ()), place) for article in story.articles]
    when = {article.id: _at(article) for article in story.articles}
    found += _turns(story, events, when, place)
    return _feed(place, story.headline, ("story", story.id), _newest(found))


def search_feed(hits: Sequence[Hit], words: str, place: Place) -> OutFeed:
    """A search: an entry for each article that was found, newest first."""
    found = [_hit(hit, place) for hit in hits]
    return _feed(place, words, ("search", place.feed), _newest(found))


def _feed(place: Place, title: str, named: tuple[str, ...], entries: Sequence[Entry]) -> OutFeed:
    return OutFeed(
        id=feeds.identity("feed", place.site, *named),
        title=title if title == place.name else f"{title} · {place.name}",
        address=place.site + place.feed,
        home=place.site + place.page,
        author=place.name,
        language="en",
        updated=max((entry.updated for entry in entries), default=_NEVER),
        entries=entries,
    )


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True)[:NEWEST]


def _fact(line: LedgerLine, place: Place) -> Entry:
    """A line of the ledger, shown as an edition shows it."""
    from retold.display.editions import view
    from retold.editions import edition_id, make_edition
    from retold.web.editions import entry

    alone = make_edition(
        [(Affair(id=line.affair, name=""), [line])],
        id_=edition_id("", line.at.date()),
        day=line.at.date(),
        made_at=line.at,
        length="full",
    )
    (told,) = view(alone).sections[0].stories[0].lines
    first = line.news.passages[0]
    return replace(
        entry(alone, address=place.site + on_site(first.article, first.sentence)),
        id=feeds.identity("line", line.affair, str(line.number)),
        title=f"{told.label}: {_short(told.quotes[0].text)}",
        tags=(line.news.kind,),
        authors=tuple(dict.fromkeys(passage.outlet for passage in line.news.passages)),
    )


def _article(article: Article, because: Sequence[str], place: Place) -> Entry:
    lead = article.sentences[1 if article.body_start and len(article.sentences) > 1 else 0].text
    told = [f"{article.name}, {display.dating(article.published)}", *because]
    return Entry(
        id=feeds.identity("article", article.id),
        title=article.title or _short(lead),
        address=place.site + on_site(article.id),
        published=article.published.earliest or _at(article),
        updated=_at(article),
        html=_html(lead, article.language, told),
        text="\n".join((lead, *told)),
        language=_language(article.language),
        authors=(article.name,),
    )


#: What befell a story that it names first, and one that it names as the other.
_TURNS = {
    "merged": ("Took in another story", "Went into another story"),
    "split": ("Split off from another story", "A part of it split off"),
    "moved": ("Articles came from another story", "Articles went to another story"),
}


def _turns(story: Story, events: Iterable[StoryEvent], when: dict[str, datetime], place: Place) -> Iterator[Entry]:
    """What befell a story beside articles that joined it: of the time of the newest article that it had by then."""
    at = _NEVER
    for number, event in enumerate(events):
        at = max((at, *(when[article] for article in event.articles if article in when)))
        if event.kind not in _TURNS:
            continue
        told = [display.count(len(event.articles), "article"), *event.because]
        yield Entry(
            id=feeds.identity("turn", story.id, str(number), event.kind, event.other),
            title=_TURNS[event.kind][event.story != story.id],
            address=f"{place.site}/stories/{story.id}",
            published=at,
            updated=at,
            html=_html("", "", told),
            text="\n".join(told),
            language="en",
        )


def _hit(hit: Hit, place: Place) -> Entry:
    at = hit.published.earliest or _NEVER
    told = [f"{hit.outlet}, {display.period(hit.published)}", *(f"{one.kind}: {one.because}" for one in hit.changes)]
    return Entry(
        id=feeds.identity("article", hit.article),
        title=hit.title or _short(hit.snippet.text),
        address=place.site + on_site(hit.article),
        published=at,
        updated=at,
        html=_html(hit.snippet.text, hit.language, told),
        text="\n".join((hit.snippet.text, *told)),
        language=_language(hit.language),
        authors=(hit.outlet,),
    )


def _html(quote: str, language: str, told: Iterable[str]) -> str:
    """A quotation, and what is said of it."""
    words = tidy(quote)
    way = Markup('<blockquote lang="{}" dir="{}">{}</blockquote>').format(
        _language(language), direction(words, language), words
    )
    said = Markup("").join(Markup("<p>{}</p>").format(tidy(one)) for one in told)
    return str((way if words else Markup("")) + said)


def _language(tag: str) -> str:
    return "" if tag == "und" else tag


def _short(text: str) -> str:
    return text if len(text) <= _TITLE else f"{text[:_TITLE].rpartition(' ')[0] or text[:_TITLE]} …"


def _at(article: Article) -> datetime:
    """When an article is new: when it was first had, else when it was written."""
    return article.fetched_at or article.published.earliest or _NEVER
