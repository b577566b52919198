"""What an owner should know of a store's inside: of which age it is, whether it is whole, what waits and what is stuck.

Nothing is changed, and nothing brought forward. What of it is bad is decided by who asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, and_, exists, func, or_, select, text, true
from sqlalchemy.exc import DBAPIError

from retold.errors import StoreError
from retold.store import backups, schema
from retold.store.sqlite import SqliteDatabase
from retold.store.transactions import Database
from retold.store.upgrading import check_known, revision

#: Instants that lie ahead by their meaning.
_AHEAD = frozenset({"due", "leased_until", "free_at", "expires_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The work of a store at one moment."""

    #: Due for longer than was asked for, and held by nobody; the oldest instant of those; of them, begun and left.
    overdue: int
    oldest: datetime | None
    left: int
    #: Never due again, and the last error of one of them.
    given_up: int
    error: str
    #: Held at this moment, by whom.
    workers: tuple[str, ...]
    #: Work that is not done, whenever it is due.
    open: int
    #: When something was last done, found or sent.
    last: datetime | None


def age(database: Database) -> str | None:
    """The migration that a store is at; None if there is none. Raises `StoreError`, also for a newer one."""
    if not database.is_there():
        return None
    try:
        with database.engine.connect() as connection:
            found = revision(connection)
    except (DBAPIError, OSError) as error:
        raise StoreError(database.why(error)) from error
    if found is not None:
        check_known(found, database.name)
    return found


def wounds(database: Database, *, within: float) -> tuple[str, ...]:
    """What is damaged. Raises `TimeoutError` if all of it can't be read within so many seconds.

    PostgreSQL looks after its own pages; what can be asked is whether a rule was switched off for rows that are there.
    """
    if isinstance(database, SqliteDatabase):
        return backups.problems(database.path, within=within)
    with database.engine.connect() as connection:
        query = (
            "select conname from pg_constraint where not convalidated and connamespace = current_schema()::regnamespace"
        )
        return tuple(f"the rule {name} is not checked" for name in connection.execute(text(query)).scalars())


def size(database: Database) -> int:
    """Bytes, journals included."""
    if isinstance(database, SqliteDatabase):
        beside = [Path(f"{database.path}{side}") for side in ("", "-wal")]
        return sum(path.stat().st_size for path in beside if path.exists())
    with database.engine.connect() as connection:
        return int(connection.execute(text("select pg_database_size(current_database())")).scalar_one())


def newest(connection: Connection) -> tuple[datetime, str] | None:
    """The newest instant of what has happened, and where it stands."""
    found = []
    for table in schema.metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, schema.Instant) and column.name not in _AHEAD:
                at = connection.execute(select(func.max(column))).scalar()
                if at is not None:
                    found.append((at, f"{table.name}.{column.name}"))
    return max(found, default=None)


def work(connection: Connection, *, now: datetime, patience: timedelta) -> Work:
    """What waits, what is stuck, who works, and when something was last done."""
    table = schema.tasks.c
    not_done = table.done_at.is_(None)
    free = or_(table.leased_until.is_(None), table.leased_until <= now - patience)
    late = and_(not_done, table.due <= now - patience, free)
    overdue, oldest = connection.execute(select(func.count(), func.min(table.due)).where(late)).one()
    left = connection.execute(select(func.count()).where(late, table.leased_until.is_not(None))).scalar_one()
    stopped = and_(not_done, table.due.is_(None))
    given_up, error = connection.execute(select(func.count(), func.max(table.last_error)).where(stopped)).one()
    held = select(table.leased_by).where(not_done, table.leased_until > now).distinct().order_by(table.leased_by)
    return Work(
        overdue=overdue,
        oldest=oldest,
        left=left,
        given_up=given_up,
        error=error or "",
        workers=tuple(connection.execute(held).scalars()),
        open=connection.execute(select(func.count()).where(not_done)).scalar_one(),
        last=max(
            filter(None, (connection.execute(select(func.max(column))).scalar() for column in _DONE)), default=None
        ),
    )


_DONE = (schema.tasks.c.done_at, schema.visits.c.at, schema.messages.c.at, schema.ledger.c.at)


def forgotten(connection: Connection) -> Mapping[str, int]:
    """What ought to have work ahead of it and has none, or only what was given up: kind of work -> how many."""
    table = schema.tasks.c
    wanted = {
        "edition": (schema.subscribers.c.id, schema.subscribers.c.state == "confirmed"),
        "feed": (schema.feeds.c.url, true()),
        "mail": (schema.messages.c.edition, schema.messages.c.state == "waiting"),
    }
    found = {}
    for kind, (key, of_whom) in wanted.items():
        ahead = exists().where(table.kind == kind, table.key == key, table.done_at.is_(None), table.due.is_not(None))
        found[kind] = connection.execute(select(func.count(key)).where(of_whom, ~ahead)).scalar_one()
    return {kind: number for kind, number in found.items() if number}


def mails(connection: Connection) -> Mapping[str, tuple[int, datetime, datetime]]:
    """State of messages -> how many, and the oldest and the newest beginning of it."""
    table = schema.messages.c
    rows = connection.execute(
        select(table.state, func.count(), func.min(table.at), func.max(table.at)).group_by(table.state)
    )
    return {state: (number, first, last) for state, number, first, last in rows}


def readers(connection: Connection) -> Mapping[str, int]:
    """State of subscribers -> how many."""
    table = schema.subscribers.c
    return {
        state: number for state, number in connection.execute(select(table.state, func.count()).group_by(table.state))
    }
