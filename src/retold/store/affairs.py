"""Affairs, which articles belong to them, and what people said of that, in a database. Nothing is decided here.

Each method is one transaction; what is kept twice is kept once.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, true, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.exc import IntegrityError

from retold.errors import StoreError
from retold.records import pack, unpack
from retold.store import renderings, schema
from retold.store.articles import parts
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Affair, Article, Belonging, Placement

_AFFAIRS, _BELONGINGS, _PLACEMENTS = schema.affairs, schema.belongings, schema.placements
_ID = re.compile("[0-9a-f]{16}")


class AffairRows:
    """Affairs, belongings and placements."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    # --- affairs

    def keep(self, affair: Affair) -> None:
        """Keep an affair, in the place of the one of its id. Raises `StoreError` if another has its name."""
        self._transactions.write(lambda connection: _keep(connection, affair))

    def affairs(self) -> tuple[Affair, ...]:
        """All of them, by name."""
        with self._transactions.reading() as connection:
            found = [unpack(value, Affair) for value in connection.execute(select(_AFFAIRS.c.value)).scalars()]
        return tuple(sorted(found, key=lambda affair: (affair.name.casefold(), affair.id)))

    def find(self, name: str) -> Affair | None:
        """The affair of that name or id, in capitals or not; None if there is none."""
        with self._transactions.reading() as connection:
            named = _AFFAIRS.c.name == name
            query = select(_AFFAIRS.c.value).where(or_(named, _AFFAIRS.c.id == name) if _ID.fullmatch(name) else named)
            found = [unpack(value, Affair) for value in connection.execute(query).scalars()]
        # A name that is another's id is a name.
        exact = sorted(found, key=lambda affair: affair.name != name)
        folded = name.casefold()
        return next(iter(exact), None) or next((a for a in self.affairs() if a.name.casefold() == folded), None)

    def rename(self, affair: str, name: str) -> Affair:
        """Give an affair (id) another name. Raises `StoreError` if it isn't there, or another has that name."""

        def work(connection: Connection) -> Affair:
            renamed = replace(_affair(connection, affair), name=name)
            _keep(connection, renamed)
            return renamed

        return self._transactions.write(work)

    def examples(self, affair: Affair) -> tuple[Article, ...]:
        """The articles that are its examples, in its order; those that aren't kept left out."""
        query = select(schema.articles.c.id, schema.articles.c.value).where(schema.articles.c.id.in_(affair.examples))
        with self._transactions.reading() as connection:
            found = {row.id: unpack(row.value, Article) for row in connection.execute(query)}
        return tuple(found[i] for i in affair.examples if i in found)

    def forget(self, affair: str) -> None:
        """Drop an affair (id) with all that was decided, said and entered of it; again changes nothing."""

        def work(connection: Connection) -> None:
            # Nobody says anything more of it meanwhile.
            connection.execute(select(_AFFAIRS.c.id).where(_AFFAIRS.c.id == affair).with_for_update())
            for table in (_BELONGINGS, _PLACEMENTS, schema.entered, schema.ledger):
                connection.execute(delete(table).where(table.c.affair == affair))
            renderings.drop(connection, "affair", {affair})
            connection.execute(delete(_AFFAIRS).where(_AFFAIRS.c.id == affair))

        self._transactions.write(work)

    # --- what belongs

    def decide_all(self, belongings: Iterable[Belonging]) -> None:
        """Keep what was decided of articles, in the place of what was decided before, all at once.

        Raises `StoreError` for an affair or an article that isn't kept.
        """
        rows = {
            (b.affair, b.article): {
                "affair": b.affair, "article": b.article, "belongs": b.belongs, "because": pack(b.because),
                "by": b.by, "at": b.at,
            }
            for b in belongings
        }  # fmt: skip
        if rows:
            # In one order, so that two who decide at once don't wait for each other.
            ordered = [rows[key] for key in sorted(rows)]
            self._transactions.write(lambda connection: _decide_all(connection, ordered))

    def belongings(self, affair: str, *, belong: bool | None = None) -> tuple[Belonging, ...]:
        """What was decided of each article that was looked at, in the order in which the articles were kept.

        With `belong`, of those that belong, or of those that do not: nearly all there are.
        """
        query = (
            select(_BELONGINGS)
            .join_from(_BELONGINGS, schema.articles, schema.articles.c.id == _BELONGINGS.c.article)
            .where(_BELONGINGS.c.affair == affair, *(() if belong is None else (_BELONGINGS.c.belongs == belong,)))
            .order_by(schema.articles.c.position)
        )
        with self._transactions.reading() as connection:
            return tuple(map(_belonging, connection.execute(query)))

    def articles_of(self, affair: str) -> frozenset[str]:
        """`Article.id` of those that belong."""
        table = _BELONGINGS.c
        query = select(table.article).where(table.affair == affair, table.belongs == true())
        with self._transactions.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def left_out(self, affair: str, articles: Collection[str]) -> frozenset[str]:
        """Those of these articles (ids) of which it was decided that they do not belong."""
        table, found = _BELONGINGS.c, set[str]()
        with self._transactions.reading() as connection:
            for some in parts(sorted(articles)):
                query = select(table.article).where(table.affair == affair, table.article.in_(some), ~table.belongs)
                found.update(connection.execute(query).scalars())
        return frozenset(found)

    def sizes(self) -> dict[str, int]:
        """How many articles belong to each affair, by `Affair.id`; those to which none does are left out."""
        table = _BELONGINGS.c
        # Affair by affair: of nearly all articles it was decided that they do not belong, and none of those is read.
        own = select(func.count()).where(table.affair == _AFFAIRS.c.id, table.belongs == true()).scalar_subquery()
        with self._transactions.reading() as connection:
            return {affair: number for affair, number in connection.execute(select(_AFFAIRS.c.id, own)) if number}

    def affairs_of(self, article: str) -> frozenset[str]:
        """`Affair.id` of those to which an article belongs."""
        query = select(_BELONGINGS.c.affair).where(_BELONGINGS.c.article == article, _BELONGINGS.c.belongs == true())
        with self._transactions.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def stories_of(self, affair: str) -> frozenset[str]:
        """The stories of the stream that hold an article which belongs."""
        query = (
            select(schema.followed.c.story)
            .join_from(_BELONGINGS, schema.followed, schema.followed.c.article == _BELONGINGS.c.article)
            .where(_BELONGINGS.c.affair == affair, _BELONGINGS.c.belongs == true())
        )
        with self._transactions.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def story_of(self, article: str) -> str | None:
        """The story of the stream that an article is in now; None if it has not entered it."""
        with self._transactions.reading() as connection:
            query = select(schema.followed.c.story).where(schema.followed.c.article == article)
            return connection.execute(query).scalar()

    def article_named(self, name: str) -> str | None:
        """`Article.id` of the article of that id, address or input, the first that was kept; None if there is none.

        An address comes before an input, since inputs have no index.
        """
        table = schema.articles.c
        ways = ([table.id == name] if _ID.fullmatch(name) else []) + [table.url == name, table.input == name]
        with self._transactions.reading() as connection:
            for named in ways:
                query = select(table.id).where(named).order_by(table.position).limit(1)
                if (found := connection.execute(query).scalar()) is not None:
                    return str(found)
        return None

    # --- what people said

    def place(self, placement: Placement) -> Placement:
        """Keep what a person said; what is returned has its number. Raises `StoreError` for what isn't kept."""

        def work(connection: Connection) -> Placement:
            made = plain_insert(_PLACEMENTS).values(
                affair=placement.affair,
                article=placement.article,
                belongs=placement.belongs,
                by=placement.by,
                at=placement.at,
            )
            try:
                return _placement(connection.execute(made.returning(_PLACEMENTS)).one())
            except IntegrityError as error:
                raise _unknown((placement.affair,), (placement.article,)) from error

        return self._transactions.write(work)

    def undo(self, number: int, *, by: str, at: datetime | None) -> Placement:
        """Keep that a placement was taken back. Raises `StoreError` if there is none that holds of this number."""

        def work(connection: Connection) -> Placement:
            done = connection.execute(
                update(_PLACEMENTS)
                .where(_PLACEMENTS.c.number == number, _PLACEMENTS.c.undone_by.is_(None))
                .values(undone_by=by, undone_at=at)
                .returning(_PLACEMENTS)
            ).first()
            if done is None:
                raise StoreError(f"no placement {number} that holds: `retold affairs history NAME` shows those that do")
            return _placement(done)

        return self._transactions.write(work)

    def placements(self, affair: str | None = None) -> tuple[Placement, ...]:
        """All that were ever made, of one affair or of all, those taken back included, by number."""
        query = select(_PLACEMENTS).order_by(_PLACEMENTS.c.number)
        if affair is not None:
            query = query.where(_PLACEMENTS.c.affair == affair)
        with self._transactions.reading() as connection:
            return tuple(map(_placement, connection.execute(query)))


def _keep(connection: Connection, affair: Affair) -> None:
    other: ColumnElement[bool] = _AFFAIRS.c.id != affair.id
    taken = connection.execute(select(_AFFAIRS.c.id).where(_AFFAIRS.c.name == affair.name, other)).first()
    added = insert(connection, _AFFAIRS).values(id=affair.id, name=affair.name, value=pack(affair))
    changed = added.on_conflict_do_update(
        index_elements=["id"], set_={"name": added.excluded.name, "value": added.excluded.value}
    )
    try:
        if taken is None:
            connection.execute(changed)
            renderings.outdate(connection, "affair", {affair.id})
    except IntegrityError:
        # Another writer was quicker.
        taken = ()  # type: ignore[assignment]
    if taken is not None:
        raise StoreError(f"an affair named {affair.name} is there already: take another name")


def _affair(connection: Connection, affair: str) -> Affair:
    value = connection.execute(select(_AFFAIRS.c.value).where(_AFFAIRS.c.id == affair)).scalar()
    if value is None:
        raise StoreError(f"no affair {affair}: `retold affairs list` names those that are followed")
    return unpack(value, Affair)


def _decide_all(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    added = insert(connection, _BELONGINGS)
    fields = {name: added.excluded[name] for name in ("belongs", "because", "by", "at")}
    try:
        connection.execute(added.on_conflict_do_update(index_elements=["affair", "article"], set_=fields), rows)
        renderings.outdate(connection, "affair", {str(row["affair"]) for row in rows})
    except IntegrityError as error:
        raise _unknown({str(row["affair"]) for row in rows}, {str(row["article"]) for row in rows}) from error


def _unknown(affairs: Iterable[str], articles: Iterable[str]) -> StoreError:
    return StoreError(
        f"affair {', '.join(sorted(affairs))} or one of the articles {', '.join(sorted(articles))} is not kept: "
        "keep both before what is said of them"
    )


def _belonging(row: Row[Any]) -> Belonging:
    because = unpack(row.because, tuple[str, ...])
    return Belonging(affair=row.affair, article=row.article, belongs=row.belongs, because=because, by=row.by, at=row.at)


def _placement(row: Row[Any]) -> Placement:
    return Placement(**row._mapping)
