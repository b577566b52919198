"""The brief that lies open to all its readers: what is new of the affairs in a span of days, or was new on a day.

It is an edition that nobody subscribed to: nothing is kept of it, and it can be had again for any day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config
from retold.editions import edition_id, make_edition
from retold.types import Affair, Edition, LedgerLine, Length

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

MOST = 3_000
"""Lines among which those that are shown are chosen: all that affairs have got in a busy week, and a tenth of a second.
"""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the brief shows."""

    edition: Edition
    #: All lines of the time, those that are not shown included; beyond `MOST` the newest are chosen from.
    lines: int
    #: Affairs that have some of them, and no room in the edition.
    beside: tuple[Affair, ...]
    #: The day (UTC) that it tells of; None for a span up to now.
    day: date | None
    #: The nearest days before and after with news; None where there are none.
    earlier: date | None
    later: date | None


def brief_since(
    days: int,
    *,
    store: "DatabaseStore",
    now: datetime,
    affairs: Sequence[Affair],
    length: Length = "medium",
    config: Config = DEFAULT,
) -> Front:
    """What these affairs have got in the last days. Where that is nothing it has no line, and says which day had."""
    rows, own, since = store.overviews, [affair.id for affair in affairs], now - days * _DAY
    # A line may be of the end of the day on which it was entered.
    lines, number = rows.news(own, since=since, until=_end(now.astimezone(UTC).date()), most=MOST)
    edition = _edition(affairs, lines, now.astimezone(UTC).date(), now, since, length, config)
    return Front(
        edition=edition,
        lines=number,
        beside=_beside(affairs, lines, edition),
        day=None,
        earlier=_date(rows.news_before(own, since)),
        later=None,
    )


def brief_of(
    day: date,
    *,
    store: "DatabaseStore",
    now: datetime,
    affairs: Sequence[Affair],
    length: Length = "medium",
    config: Config = DEFAULT,
) -> Front:
    """What was entered of these affairs on a day (UTC)."""
    rows, own = store.overviews, [affair.id for affair in affairs]
    lines, number = rows.news(own, since=_begin(day), until=_end(day), most=MOST)
    edition = _edition(affairs, lines, day, now, None, length, config)
    return Front(
        edition=edition,
        lines=number,
        beside=_beside(affairs, lines, edition),
        day=day,
        earlier=_date(rows.news_before(own, _begin(day))),
        later=_date(rows.news_from(own, _end(day))),
    )


def _edition(
    affairs: Sequence[Affair],
    lines: Iterable[LedgerLine],
    day: date,
    now: datetime,
    since: datetime | None,
    length: Length,
    config: Config,
) -> Edition:
    by_affair: dict[str, list[LedgerLine]] = {}
    for line in lines:
        by_affair.setdefault(line.affair, []).append(line)
    return make_edition(
        [(affair, by_affair.get(affair.id, ())) for affair in affairs],
        id_=edition_id("", day),
        day=day,
        made_at=now,
        since=since,
        length=length,
        config=config.editing,
    )


def _beside(affairs: Iterable[Affair], lines: Iterable[LedgerLine], edition: Edition) -> tuple[Affair, ...]:
    told = {(line.news.passages[0].article, line.news.passages[0].sentence) for line in edition.lines}
    places = ((line.affair, line.news.passages[0]) for line in lines)
    more = {affair for affair, first in places if (first.article, first.sentence) not in told}
    shown = {section.affair for section in edition.sections}
    return tuple(affair for affair in affairs if affair.id in more - shown)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime:
    return _begin(day) + _DAY if day < date.max else datetime.max.replace(tzinfo=UTC)


def _date(at: datetime | None) -> date | None:
    return at.astimezone(UTC).date() if at is not None else None
