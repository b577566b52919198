"""Work in rows with leases, in a database: each function works within a transaction that it is given.

A worker leases what is due for some seconds. If it is killed, the lease runs out and the next worker takes the work up.
The number of the lease tells the holder from all who held it before, so that a worker that was too slow can't finish
what another has begun. There is no clock here: the time is the caller's.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, or_, select, update

from retold.store import schema
from retold.store.upsert import insert
from retold.types import Task

_TABLE = schema.tasks
_COLUMNS = [column for column in _TABLE.c if column.name != "number"]
_FREE = {"leased_by": "", "leased_until": None}


def add_tasks(connection: Connection, tasks: Iterable[Task]) -> int:
    """Keep those whose kind and key are new; how many that were."""
    rows = [
        {"kind": t.kind, "key": t.key, "due": t.due, "payload": t.payload, "attempts": 0, "lease": 0, "last_error": ""}
        | _FREE
        for t in tasks
    ]
    if not rows:
        return 0
    added = insert(connection, _TABLE).on_conflict_do_nothing(index_elements=["kind", "key"])
    return len(connection.execute(added.returning(_TABLE.c.number), rows).all())


def lease(
    connection: Connection, kinds: Collection[str], worker: str, *, now: datetime, seconds: float, limit: int
) -> tuple[Task, ...]:
    """Take what is due and free, longest due first."""
    table = _TABLE.c
    # Rows that another worker is about to take are passed over; in SQLite there is only one writer at a time.
    chosen = (
        select(table.number)
        .where(table.kind.in_(kinds), table.done_at.is_(None), table.due <= now)
        .where(or_(table.leased_until.is_(None), table.leased_until <= now))
        .order_by(table.due, table.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    taken = connection.execute(
        update(_TABLE)
        .where(table.number.in_(select(chosen.c.number)))
        .values(
            leased_by=worker,
            leased_until=now + timedelta(seconds=seconds),
            attempts=table.attempts + 1,
            lease=table.lease + 1,
        )
        .returning(_TABLE)
    ).all()
    return tuple(map(_task, sorted(taken, key=lambda row: (row.due, row.number))))


def extend(connection: Connection, task: Task, *, now: datetime, seconds: float) -> Task | None:
    """Hold a lease for longer."""
    return _change(connection, task, leased_until=now + timedelta(seconds=seconds))


def finish(connection: Connection, task: Task, *, now: datetime, again: datetime | None) -> bool:
    """Keep that it is done, or that it is done until it is due again."""
    ended = {"done_at": now} if again is None else {"due": again, "attempts": 0}
    return _change(connection, task, last_error="", **_FREE, **ended) is not None


def fail(connection: Connection, task: Task, error: str, *, due: datetime | None) -> bool:
    """Keep that it failed, and when it is due again."""
    return _change(connection, task, last_error=error, due=due, **_FREE) is not None


def tasks(connection: Connection, kinds: Collection[str] | None, *, done: bool | None) -> Iterator[Task]:
    """Those of these kinds, in the order in which they were added."""
    query = select(*_COLUMNS).order_by(_TABLE.c.number)
    if kinds is not None:
        query = query.where(_TABLE.c.kind.in_(kinds))
    if done is not None:
        query = query.where(_TABLE.c.done_at.is_not(None) if done else _TABLE.c.done_at.is_(None))
    # Whoever asks may stop before the last of them.
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        for row in rows:
            yield _task(row)


def forget_tasks(connection: Connection, *, done_before: datetime) -> int:
    """Drop what was done before then; how many that were."""
    return connection.execute(delete(_TABLE).where(_TABLE.c.done_at < done_before)).rowcount


def _change(connection: Connection, task: Task, **values: object) -> Task | None:
    """The task as it is now, if its lease is still held; else nothing is changed."""
    row = connection.execute(update(_TABLE).where(_held(task)).values(**values).returning(_TABLE)).first()
    return None if row is None else _task(row)


def _held(task: Task) -> ColumnElement[bool]:
    table = _TABLE.c
    return and_(
        table.kind == task.kind,
        table.key == task.key,
        table.lease == task.lease,
        table.leased_until.is_not(None),
    )


def _task(row: Row[Any]) -> Task:
    return Task(**{column.name: getattr(row, column.name) for column in _COLUMNS})
