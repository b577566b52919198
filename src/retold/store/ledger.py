"""The ledger: what was new of each affair, entered once and never changed, in a database. Nothing is decided here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from retold.records import pack, unpack
from retold.store import schema
from retold.store.articles import parts
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.store.without import without
from retold.types import LedgerLine

_TABLE = schema.ledger


class LedgerRows:
    """The lines of the ledger."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def enter(self, affair: str, lines: Sequence[LedgerLine], articles: Collection[str]) -> int:
        """Enter the news of these articles (ids), in one transaction; how many lines were new.

        A line that stands there already is left out. Nobody else enters anything meanwhile, so that whoever has read
        up to a number misses none before it.
        """
        return self._transactions.write(lambda connection: _enter(connection, affair, lines, articles), alone=_TABLE)

    def entered(self, affair: str) -> frozenset[str]:
        """Ids of the articles whose news is in the ledger of an affair."""
        with self._transactions.reading() as connection:
            query = select(schema.entered.c.article).where(schema.entered.c.affair == affair)
            return frozenset(connection.execute(query).scalars())

    def undecided(self, affair: str) -> frozenset[str]:
        """Ids of the kept stories with articles of which nobody has decided whether they belong to an affair."""
        told, decided = schema.story_articles.c, schema.belongings.c
        kept, looked_at = select(told.article), select(decided.article).where(decided.affair == affair)
        found: set[str] = set()
        with self._transactions.reading() as connection:
            left = connection.execute(without(connection, kept, looked_at)).scalars().all()
            for some in parts(left):
                found.update(connection.execute(select(told.story).where(told.article.in_(some))).scalars())
        return frozenset(found)

    def waiting(self, affair: str) -> dict[str, str]:
        """The articles that belong to an affair and whose news isn't entered, by id, and the kept story of each."""
        return self._members(affair, schema.entered.c.article.is_(None))

    def members(self, affair: str) -> dict[str, str]:
        """The articles that belong to an affair, by id, and the kept story of each; newest kept first."""
        return self._members(affair, true())

    def _members(self, affair: str, which: ColumnElement[bool]) -> dict[str, str]:
        belongs, told, entered = schema.belongings, schema.story_articles, schema.entered
        query = (
            select(told.c.article, told.c.story)
            .select_from(
                belongs.join(told, told.c.article == belongs.c.article)
                .join(schema.articles, schema.articles.c.id == told.c.article)
                .outerjoin(entered, and_(entered.c.article == told.c.article, entered.c.affair == affair))
            )
            .where(belongs.c.affair == affair, belongs.c.belongs == true(), which)
            .order_by(schema.articles.c.position.desc())
        )
        with self._transactions.reading() as connection:
            return {row.article: row.story for row in connection.execute(query)}

    def lines(
        self, affair: str, *, after: int = 0, upto: int | None = None, since: datetime | None = None
    ) -> Iterator[LedgerLine]:
        """The lines of an affair, by number: above `after`, up to `upto`, entered at `since` or later."""
        query = select(_TABLE.c.number, _TABLE.c.value).where(_TABLE.c.affair == affair, _TABLE.c.number > after)
        if upto is not None:
            query = query.where(_TABLE.c.number <= upto)
        if since is not None:
            query = query.where(_TABLE.c.at >= since)
        with self._transactions.reading() as connection:
            for row in connection.execute(query.order_by(_TABLE.c.number)):
                yield line_of(row.number, row.value)

    def newest(self, affair: str, limit: int) -> tuple[LedgerLine, ...]:
        """The newest lines of an affair, newest first."""
        query = select(_TABLE.c.number, _TABLE.c.value).where(_TABLE.c.affair == affair)
        with self._transactions.reading() as connection:
            rows = connection.execute(query.order_by(_TABLE.c.number.desc()).limit(limit)).all()
        return tuple(line_of(row.number, row.value) for row in rows)

    def numbered(self, numbers: Collection[int]) -> Mapping[int, LedgerLine]:
        """Lines by their numbers; those that don't exist are left out."""
        with self._transactions.reading() as connection:
            return numbered(connection, numbers)

    def last_number(self, *, before: datetime | None = None) -> int:
        """The number of the newest line, or of the newest that was entered before then; 0 if there is none."""
        query = select(func.max(_TABLE.c.number))
        if before is not None:
            query = query.where(_TABLE.c.at < before)
        with self._transactions.reading() as connection:
            return connection.execute(query).scalar() or 0


def numbered(connection: Connection, numbers: Collection[int]) -> dict[int, LedgerLine]:
    """Lines by their numbers."""
    found = {}
    for some in parts(sorted(numbers)):
        for row in connection.execute(select(_TABLE.c.number, _TABLE.c.value).where(_TABLE.c.number.in_(some))):
            found[row.number] = line_of(row.number, row.value)
    return found


def _enter(connection: Connection, affair: str, lines: Sequence[LedgerLine], articles: Collection[str]) -> int:
    rows = [{"affair": affair, "at": line.at, "key": _key(line), "value": pack(line)} for line in lines]
    # One by one: the numbers are in the order of the lines, whatever a database does with many at once.
    adding = insert(connection, _TABLE).on_conflict_do_nothing(index_elements=["affair", "key"])
    added = sum(connection.execute(adding.returning(_TABLE.c.number), row).first() is not None for row in rows)
    if articles:
        connection.execute(
            insert(connection, schema.entered).on_conflict_do_nothing(),
            [{"affair": affair, "article": article} for article in sorted(articles)],
        )
    return added


def _key(line: LedgerLine) -> str:
    """The same for the same news."""
    first = line.news.passages[0]
    told = f"{line.news.label}\x1f{first.article}\x1f{first.sentence}"
    return sha256(told.encode("utf8", "surrogatepass")).hexdigest()[:32]


def line_of(number: int, value: bytes) -> LedgerLine:
    """A line as it was entered, with its number."""
    return replace(unpack(value, LedgerLine), number=number)
