"""Readers by mail, in a database: found, changed, exported and deleted whole. Nothing is decided here.

A change is one transaction that reads the row, and nobody else's change falls between. The task that makes a reader's
editions is kept in step with it in the same transaction.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, case, delete, func, or_, select, update

from retold.records import pack, plain, unpack
from retold.store import schema
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Subscriber

_TABLE = schema.subscribers
_TASKS = schema.tasks
_FREE: dict[str, Any] = {"leased_by": "", "leased_until": None, "last_error": "", "attempts": 0}


class SubscriberRows:
    """Subscribers."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def keep(self, subscriber: Subscriber) -> Subscriber:
        """Keep a new one. What is returned is who is kept under this address: another one, if it is taken."""
        row = {**_row(subscriber), "id": subscriber.id}

        def work(connection: Connection) -> Subscriber:
            # Whatever is there of it: of one that another keeps right now PostgreSQL may come upon the id first.
            connection.execute(insert(connection, _TABLE).values(row).on_conflict_do_nothing())
            kept = _one(connection, _TABLE.c.email == row["email"])
            return subscriber if kept is None else kept

        return self._transactions.write(work)

    def find(self, id_: str) -> Subscriber | None:
        """The one with this id."""
        with self._transactions.reading() as connection:
            return _one(connection, _TABLE.c.id == id_)

    def find_by_email(self, email: str) -> Subscriber | None:
        """The one with this address, in whatever case."""
        with self._transactions.reading() as connection:
            return _one(connection, _TABLE.c.email == email.lower())

    def all(self, state: str | None = None) -> Iterator[Subscriber]:
        """All, or those in a state, by address."""
        query = select(_TABLE.c.value).order_by(_TABLE.c.email)
        if state is not None:
            query = query.where(_TABLE.c.state == state)
        # Whoever asks may stop before the last of them.
        with (
            self._transactions.reading() as connection,
            connection.execute(query, execution_options={"yield_per": 500}) as rows,
        ):
            for row in rows:
                yield unpack(row.value, Subscriber)

    def some(self, *, state: str | None, words: str, first: int, limit: int) -> tuple[tuple[Subscriber, ...], int]:
        """Of those in a state whose address holds these words, by address, so many after the first; and how many."""
        which = [_TABLE.c.email.contains(words.lower(), autoescape=True)] if words else []
        which += [_TABLE.c.state == state] if state is not None else []
        query = select(_TABLE.c.value).where(*which).order_by(_TABLE.c.email).offset(first).limit(limit)
        with self._transactions.reading() as connection:
            found = tuple(unpack(value, Subscriber) for value in connection.execute(query).scalars())
            return found, connection.execute(select(func.count()).select_from(_TABLE).where(*which)).scalar_one()

    def change(self, id_: str, function: Callable[[Subscriber], Subscriber]) -> Subscriber | None:
        """Put what `function` makes of a subscriber in their place; None if there is none. Id and address stay.

        `function` may be called more than once; what it raises leaves all as it was.
        """
        return self._transactions.write(lambda connection: _change(connection, id_, function)[1])

    def reschedule(
        self,
        id_: str,
        function: Callable[[Subscriber], Subscriber],
        *,
        due: Callable[[Subscriber], datetime | None],
        now: datetime,
    ) -> Subscriber | None:
        """`change`, and if it changed anything, have the next edition made when `due` says; None: no more.

        An edition that is overdue stays so. Whoever works at one loses the lease, so that it is gone over once more
        after the change.
        """

        def work(connection: Connection) -> Subscriber | None:
            before, changed = _change(connection, id_, function)
            if changed is not None and changed != before:
                _schedule(connection, id_, due=due(changed), now=now)
            return changed

        return self._transactions.write(work)

    def plan(self, dues: Mapping[str, datetime]) -> int:
        """See to it that the next edition of each subscriber (id) is made then at the latest; how many were not to be.

        Work that is lost, done for good, given up or due later becomes due then; what is due earlier stays.
        """
        rows = [{"key": id_, "due": due} for id_, due in sorted(dues.items())]
        return self._transactions.write(lambda connection: _plan(connection, rows)) if rows else 0

    def delete(self, id_: str) -> bool:
        """Delete all that is kept of a subscriber, in one transaction; False if there is none."""

        def work(connection: Connection) -> bool:
            # The row is held first: who makes an edition at this moment holds it as well, or finds nobody. Where there
            # is none nothing is to be deleted, and they may come back at this very moment.
            if _one(connection, _TABLE.c.id == id_, hold=True) is None:
                return False
            own = select(schema.editions.c.id).where(schema.editions.c.subscriber == id_)
            connection.execute(delete(_TASKS).where(_is_theirs(id_, own.scalar_subquery())))
            connection.execute(delete(schema.messages).where(schema.messages.c.subscriber == id_))
            connection.execute(delete(schema.editions).where(schema.editions.c.subscriber == id_))
            connection.execute(delete(_TABLE).where(_TABLE.c.id == id_))
            return True

        return self._transactions.write(work)

    def export(self, id_: str) -> dict[str, Any] | None:
        """All that is kept of a subscriber, in terms of JSON: the subscription, editions, messages and due work."""
        with self._transactions.reading() as connection:
            subscriber = _one(connection, _TABLE.c.id == id_)
            if subscriber is None:
                return None
            own = select(schema.editions.c.id).where(schema.editions.c.subscriber == id_)
            work = connection.execute(
                select(_TASKS.c.kind, _TASKS.c.key, _TASKS.c.due, _TASKS.c.done_at, _TASKS.c.last_error)
                .where(_is_theirs(id_, own.scalar_subquery()))
                .order_by(_TASKS.c.number)
            ).all()
            return {
                "subscriber": plain(subscriber),
                "editions": _values(connection, schema.editions, schema.editions.c.day, id_),
                "messages": _values(connection, schema.messages, schema.messages.c.at, id_),
                "tasks": [plain(row._asdict()) for row in work],
            }

    def secret(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The secret of this name: what `make` gave when it was first asked for, whoever asks."""
        table = schema.secrets
        query = select(table.c.value).where(table.c.name == name)
        with self._transactions.reading() as connection:
            kept = connection.execute(query).scalar()
        if kept is not None:
            return bytes(kept)
        value = make()

        def work(connection: Connection) -> bytes:
            connection.execute(insert(connection, table).values(name=name, value=value).on_conflict_do_nothing())
            return bytes(connection.execute(query).scalar_one())

        return self._transactions.write(work)


def _row(subscriber: Subscriber) -> dict[str, object]:
    return {"email": subscriber.email.lower(), "state": subscriber.state, "value": pack(subscriber)}


def _one(connection: Connection, which: ColumnElement[bool], *, hold: bool = False) -> Subscriber | None:
    query = select(_TABLE.c.value).where(which)
    value = connection.execute(query.with_for_update() if hold else query).scalar()
    return None if value is None else unpack(value, Subscriber)


def _change(
    connection: Connection, id_: str, function: Callable[[Subscriber], Subscriber]
) -> tuple[Subscriber | None, Subscriber | None]:
    """Before and after."""
    subscriber = _one(connection, _TABLE.c.id == id_, hold=True)
    if subscriber is None:
        return None, None
    changed = function(subscriber)
    if (changed.id, changed.email) != (subscriber.id, subscriber.email):
        raise ValueError("a subscriber keeps id and address")
    if changed != subscriber:
        connection.execute(update(_TABLE).where(_TABLE.c.id == id_).values(_row(changed)))
    return subscriber, changed


def _schedule(connection: Connection, id_: str, *, due: datetime | None, now: datetime) -> None:
    """Have the task of a subscriber's editions due then, or done for good; in any case out of whose hands it is in."""
    table = _TASKS.c
    if due is None:
        ended = {**_FREE, "lease": table.lease + 1, "done_at": now}
        connection.execute(update(_TASKS).where(_is_edition(id_), table.done_at.is_(None)).values(ended))
        return
    overdue = and_(table.done_at.is_(None), table.due <= now)
    added = insert(connection, _TASKS).values(kind="edition", key=id_, due=due, payload=b"", lease=0, **_FREE)
    again = {
        **_FREE,
        "lease": table.lease + 1,
        "done_at": None,
        "due": case((overdue, table.due), else_=added.excluded.due),
    }
    connection.execute(added.on_conflict_do_update(index_elements=["kind", "key"], set_=again))


def _plan(connection: Connection, rows: list[dict[str, object]]) -> int:
    table = _TASKS.c
    added = insert(connection, _TASKS)
    amiss = or_(table.done_at.is_not(None), table.due.is_(None), table.due > added.excluded.due)
    again = {**_FREE, "lease": table.lease + 1, "done_at": None, "due": added.excluded.due}
    planned = added.on_conflict_do_update(index_elements=["kind", "key"], set_=again, where=amiss)
    made = [{"kind": "edition", "payload": b"", "lease": 0, **_FREE, **row} for row in rows]
    return len(connection.execute(planned.returning(table.number), made).all())


def _is_edition(id_: str) -> ColumnElement[bool]:
    return and_(_TASKS.c.kind == "edition", _TASKS.c.key == id_)


def _is_theirs(id_: str, editions: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a subquery
    table = _TASKS.c
    # The key of a letter begins with its reader's id.
    letter = and_(table.kind == "letter", table.key.startswith(f"{id_} "))
    return or_(_is_edition(id_), letter, and_(table.kind == "mail", table.key.in_(editions)))


def _values(connection: Connection, table: Table, order: ColumnElement[Any], id_: str) -> Sequence[Any]:
    """The packed values of a table's rows of a subscriber, whatever their type is now."""
    rows = connection.execute(select(table.c.value).where(table.c.subscriber == id_).order_by(order))
    return [plain(msgspec.msgpack.decode(row.value)) for row in rows]
