"""What pages show of affairs and their news, a page at a time, in a database. Nothing is decided here."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, exists, func, select, true

from retold.records import unpack
from retold.store import renderings, schema
from retold.store.articles import parts
from retold.store.ledger import numbered
from retold.store.transactions import Transactions
from retold.types import Belonging, LedgerLine
from retold.types.overviews import AffairOverview

_AFFAIRS, _LEDGER = schema.affairs.c, schema.ledger.c
_BELONGS, _TOLD, _STORIES = schema.belongings.c, schema.story_articles.c, schema.stories.c
_LATE = 1_000
"""The newest of all stories, among which the newest of an affair is looked for first."""


class OverviewRows:
    """News of a stretch of time, affairs as lines of a list, and what was decided of stories."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    # --- news

    def news(
        self, affairs: Collection[str], *, since: datetime, until: datetime, most: int
    ) -> tuple[tuple[LedgerLine, ...], int]:
        """The lines of these affairs (ids) entered at `since` or later and before `until`, the newest `most` of them.

        Lines of articles that were found not to belong since are left out. The number is that of all.
        """
        within = (_LEDGER.affair.in_(affairs), _LEDGER.at >= since, _LEDGER.at < until)
        numbers = select(_LEDGER.number).where(*within).order_by(_LEDGER.at.desc(), _LEDGER.number.desc())
        with self._transactions.reading() as connection:
            # Of the index alone: all of a busy week are counted, and few are read.
            found = list(connection.execute(numbers).scalars())
            lines = numbered(connection, found[:most]).values()
            out = _left_out(connection, lines)
        kept = [line for line in lines if (line.affair, line.news.passages[0].article) not in out]
        return tuple(kept), len(found)

    def news_before(self, affairs: Collection[str], instant: datetime) -> datetime | None:
        """When the last line of these affairs was entered before then; None if there is none."""
        own = select(func.max(_LEDGER.at)).where(_LEDGER.affair == _AFFAIRS.id, _LEDGER.at < instant)
        return self._nearest(func.max(own.scalar_subquery(), type_=schema.Instant()), affairs)

    def news_from(self, affairs: Collection[str], instant: datetime) -> datetime | None:
        """When the first line of these affairs was entered at that time or later; None if there is none."""
        own = select(func.min(_LEDGER.at)).where(_LEDGER.affair == _AFFAIRS.id, _LEDGER.at >= instant)
        return self._nearest(func.min(own.scalar_subquery(), type_=schema.Instant()), affairs)

    def _nearest(self, instant: ColumnElement[datetime], affairs: Collection[str]) -> datetime | None:
        """Of what is had of each affair by a seek in the index."""
        with self._transactions.reading() as connection:
            return connection.execute(select(instant).where(_AFFAIRS.id.in_(affairs))).scalar()

    # --- affairs

    def affairs(self, *, since: datetime) -> Mapping[str, AffairOverview]:
        """How much there is of each affair to which something belongs, by id; news entered at `since` or later."""
        with self._transactions.reading() as connection:
            found = _overviews(connection, select(_AFFAIRS.id))
            newest = {affair: _newest(connection, affair) for affair in found}
            news = {affair: number for affair, number in connection.execute(_news_since(since))}
            stories = sorted({story for story, _ in newest.values()})
            told = {row.id: row for some in parts(stories) for row in connection.execute(_headlines(some))}
        return {
            affair: replace(
                found[affair],
                news=news.get(affair, 0),
                story=story,
                newest=datetime.fromisoformat(at) if at else None,
                headline=told[story].headline if story in told else "",
                language=told[story].language if story in told else "und",
            )
            for affair, (story, at) in newest.items()
        }

    def affair(self, affair: str) -> AffairOverview:
        """How many articles and stories there are of one (id): the rest is left out."""
        with self._transactions.reading() as connection:
            found = _overviews(connection, select(_AFFAIRS.id).where(_AFFAIRS.id == affair))
        return found.get(affair, AffairOverview())

    def looked_through(self, affair: str) -> bool:
        """False if it was decided of nothing yet whether it belongs to it."""
        with self._transactions.reading() as connection:
            return bool(connection.execute(select(exists().where(_BELONGS.affair == affair))).scalar())

    def reopen(self, affair: str) -> None:
        """Let all stories be decided anew for it: what was decided is dropped, what people said is not."""

        def work(connection: Connection) -> None:
            connection.execute(delete(schema.belongings).where(_BELONGS.affair == affair))
            renderings.outdate(connection, "affair", {affair})

        self._transactions.write(work)

    def story_ids(self) -> tuple[str, ...]:
        """`Story.id` of all stories that are kept."""
        with self._transactions.reading() as connection:
            return tuple(connection.execute(select(_STORIES.id).order_by(_STORIES.id)).scalars())

    def size(self) -> int:
        """How many articles there are."""
        with self._transactions.reading() as connection:
            return connection.execute(select(func.max(schema.articles.c.position))).scalar() or 0

    # --- what was decided

    def decisions(self, affair: str, stories: Collection[str], *, belongs: bool) -> Mapping[str, Belonging]:
        """What was decided of those of these stories (ids) that belong to an affair, or of those that don't.

        By story, of one of its articles each: the others go with it.
        """
        told = select(_TOLD.story, _TOLD.article).where(_TOLD.story.in_(stories)).order_by(_TOLD.position.desc())
        decided: dict[str, Belonging] = {}
        with self._transactions.reading() as connection:
            rows = connection.execute(told).all()
            # Article by article: of the two joined, SQLite would go through all that was decided for the affair.
            for some in parts([row.article for row in rows]):
                query = select(schema.belongings).where(_BELONGS.affair == affair, _BELONGS.article.in_(some))
                decided |= {row.article: _belonging(row) for row in connection.execute(query)}
        found = ((row.story, decided.get(row.article)) for row in rows)
        return {story: one for story, one in found if one is not None and one.belongs == belongs}


def _left_out(connection: Connection, lines: Collection[LedgerLine]) -> set[tuple[str, str]]:
    """Affair and article of the lines of those that were found not to belong."""
    articles: dict[str, set[str]] = {}
    for line in lines:
        articles.setdefault(line.affair, set()).add(line.news.passages[0].article)
    found: set[tuple[str, str]] = set()
    for affair, own in articles.items():
        for some in parts(sorted(own)):
            query = select(_BELONGS.article).where(
                _BELONGS.affair == affair, _BELONGS.article.in_(some), ~_BELONGS.belongs
            )
            found.update((affair, article) for article in connection.execute(query).scalars())
    return found


def _belonging(row: Row[Any]) -> Belonging:
    because = unpack(row.because, tuple[str, ...])
    return Belonging(affair=row.affair, article=row.article, belongs=row.belongs, because=because, by=row.by, at=row.at)


def _news_since(since: datetime) -> Select[Any]:
    return select(_LEDGER.affair, func.count()).where(_LEDGER.at >= since).group_by(_LEDGER.affair)


def _overviews(connection: Connection, affairs: Select[tuple[str]]) -> dict[str, AffairOverview]:
    """How many articles and stories there are of each."""
    # Compared with a value: of a bare column SQLite uses no index, and looks at the many that don't belong.
    query: Select[Any] = (
        select(_BELONGS.affair, func.count().label("articles"), func.count(_TOLD.story.distinct()).label("stories"))
        .join_from(schema.belongings, schema.story_articles, _TOLD.article == _BELONGS.article)
        .where(_BELONGS.affair.in_(affairs), _BELONGS.belongs == true())
        .group_by(_BELONGS.affair)
    )
    return {row.affair: AffairOverview(articles=row.articles, stories=row.stories) for row in connection.execute(query)}


def _newest(connection: Connection, affair: str) -> tuple[str, str | None]:
    """The newest story of an affair that has one, and when its newest article is of."""
    own = and_(_BELONGS.affair == affair, _BELONGS.belongs == true(), _BELONGS.article == _TOLD.article)
    dated = select(_STORIES.id, _STORIES.newest).where(_STORIES.newest.is_not(None))
    late = dated.order_by(_STORIES.newest.desc(), _STORIES.id.desc()).limit(_LATE).subquery().c
    there = select(_TOLD.story).where(_TOLD.story == late.id, select(_BELONGS.article).where(own).exists()).exists()
    row = connection.execute(
        select(late.id, late.newest).where(there).order_by(late.newest.desc(), late.id.desc()).limit(1)
    ).first()
    if row is None:
        # None of the latest: all of its own are looked at.
        every: Select[Any] = select(_STORIES.id, _STORIES.newest).join_from(schema.stories, schema.story_articles)
        ordered = every.join(schema.belongings, own).order_by(_STORIES.newest.desc().nulls_last(), _STORIES.id.desc())
        row = connection.execute(ordered.limit(1)).one()
    return row.id, row.newest


def _headlines(stories: Collection[str]) -> Select[Any]:
    return select(_STORIES.id, _STORIES.headline, _STORIES.language).where(_STORIES.id.in_(stories))
