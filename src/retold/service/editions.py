"""Editions: made for each reader when they are due, or asked for once; what is shown in them is `retold.editions`'.

An edition begins where the last one that reached its reader, or still may, ended: what was in one that could not be
delivered is told in the next.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.editions import edition_id, make_edition
from retold.service.mailing import new_message
from retold.subscribing.schedule import edition_day, next_due
from retold.types import Affair, Article, Edition, LedgerLine, Length, Parser, Subscriber, Task

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

_MOST_UNDELIVERED = 30
"""Editions in a row that may fail before what they told is given up."""


class Editor:
    """Makes the editions that are due; a worker keeps one, which knows the ledger's lines, and calls it for each task.

    A task of kind "edition" has the id of a subscriber as its key, and is due again for as long as they subscribe.
    """

    def __init__(self, store: "DatabaseStore", *, config: Config = DEFAULT) -> None:
        self._store = store
        self._config = config
        self._affairs: tuple[Affair, ...] = ()
        self._lines: dict[tuple[str, int], tuple[LedgerLine, ...]] = {}
        #: The number of the ledger's last line when its lines were read.
        self._upto = -1

    def __call__(self, task: Task, now: datetime) -> datetime | None:
        """Make an edition, with its message, and say when the next is due; None if there will be none."""
        subscriber = self._store.subscribers.find(task.key)
        if subscriber is None or subscriber.state != "confirmed":
            return None
        stale = timedelta(hours=self._config.mailing.expire_hours)
        if next_due(subscriber, now - stale) <= now:
            self._make(subscriber, now)
        return next_due(subscriber, now)

    def _make(self, subscriber: Subscriber, now: datetime) -> None:
        edition = self.edition_for(subscriber, now)
        if edition.sections or subscriber.when_empty == "say":
            self._store.mail.keep(edition, new_message(edition, self._config), due=now)
        else:
            told = edition.upto
            self._store.subscribers.change(subscriber.id, lambda one: _told(one, told))

    def edition_for(self, subscriber: Subscriber, now: datetime) -> Edition:
        """What is new for a subscriber, as an edition of the day on which one was due last. Nothing is kept."""
        self._refresh()
        day = edition_day(subscriber, now)
        last = self._last(subscriber, day)
        after = max(last.upto if last is not None else 0, subscriber.told)
        wanted = [a for a in self._affairs if not subscriber.affairs or a.id in subscriber.affairs]
        return make_edition(
            [(affair, self._since(affair, after)) for affair in wanted],
            id_=edition_id(subscriber.id, day),
            day=day,
            made_at=now,
            subscriber=subscriber.id,
            since=last.made_at if last is not None else None,
            language=subscriber.language,
            length=subscriber.length,
            countries=subscriber.countries,
            after=after,
            upto=max(self._upto, after),
            config=self._config.editing,
        )

    def _last(self, subscriber: Subscriber, today: date) -> Edition | None:
        """The edition that told most of what reached its reader, or still may."""
        last = None
        for edition in self._store.mail.editions(subscriber.id, limit=_MOST_UNDELIVERED):
            message = self._store.mail.message(edition.id)
            if message is None or message.state not in ("waiting", "sent"):
                continue
            if last is None or edition.upto > last.upto:
                last = edition
            # One of a later day was made by a clock that was wrong: others may have come after it.
            if edition.day <= today:
                break
        return last

    def _refresh(self) -> None:
        """Read affairs and lines again if the ledger has grown: thousands of readers are told of the same lines."""
        upto = self._store.ledger.last_number()
        affairs = self._store.affairs.affairs()
        if upto != self._upto or affairs != self._affairs:
            self._lines.clear()
            self._affairs, self._upto = affairs, upto

    def _since(self, affair: Affair, after: int) -> tuple[LedgerLine, ...]:
        key = affair.id, after
        if key not in self._lines:
            found = self._store.ledger.lines(affair.id, after=after, upto=self._upto)
            self._lines[key] = tuple(_belonging(found, affair, self._store))
        return self._lines[key]


def _told(subscriber: Subscriber, number: int) -> Subscriber:
    return replace(subscriber, told=max(subscriber.told, number))


def _belonging(lines: Iterable[LedgerLine], affair: Affair, store: "DatabaseStore") -> Iterator[LedgerLine]:
    """The lines but those of articles that were found not to belong since; one that was read anew has another id."""
    told = tuple(lines)
    out = store.affairs.left_out(affair.id, {line.news.passages[0].article for line in told})
    return (line for line in told if line.news.passages[0].article not in out)


# --- asked for once -------------------------------------------------------------------------------------------------


def edition_since(
    since: datetime | None,
    *,
    store: "DatabaseStore",
    now: datetime,
    day: date | None = None,
    affairs: Sequence[Affair] = (),
    countries: Iterable[str] = (),
    language: str = "en",
    length: Length = "medium",
    config: Config = DEFAULT,
) -> Edition:
    """What the ledgers of these affairs, or of all, have got since then: all they have if `since` is None."""
    news = []
    for affair in affairs or store.affairs.affairs():
        news.append((affair, list(_belonging(store.ledger.lines(affair.id, since=since), affair, store))))
    return make_edition(
        news,
        id_=edition_id("", day or now.date()),
        day=day or now.date(),
        made_at=now,
        since=since,
        language=language,
        length=length,
        countries=tuple(countries),
        config=config.editing,
    )


def edition_of(
    articles: Iterable[Article],
    since: datetime,
    *,
    now: datetime,
    language: str = "en",
    length: Length = "medium",
    parser: Parser | None = None,
    config: Config = DEFAULT,
    progress: Callable[[str], None] = lambda step: None,
) -> Edition:
    """What articles tell that those that were certainly published before `since` did not, without a store.

    It is of the day of the newest article; of today if none is dated.
    """
    from retold.novelty import find_news, ledger_lines
    from retold.service.briefing import told_by

    stories, facts, comparisons = told_by(articles, parser=parser, config=config, progress=progress)
    known = {i for i, one in facts.items() if (last := one.article.published.latest) is not None and last <= since}
    pairs = [pair for found in comparisons.values() for pair in found]
    news = find_news(stories, facts.values(), pairs, before=known, config=config)
    dated = [at for one in facts.values() if (at := one.article.published.earliest) is not None]
    newest = max(dated, default=now)
    return make_edition(
        [(Affair(id="", name=""), list(ledger_lines(news, stories, affair="", at=newest)))],
        id_=edition_id("", newest.date()),
        day=newest.date(),
        made_at=newest,
        since=since,
        language=language,
        length=length,
        config=config.editing,
    )
