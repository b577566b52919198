"""All rows of one kind of store into another, as they are at one moment, a few at a time.

The schema is the same everywhere, so each table is read and written as it is. What is written to is made whole or not
at all: a file is its caller's to throw away, in a database all is one transaction.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, LargeBinary, MetaData, Table, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from retold.errors import StoreError
from retold.store import schema, search_index
from retold.store.upgrading import check_known, revision, upgrade

if TYPE_CHECKING:
    from retold.store.postgres import PostgresDatabase

_TABLES = schema.metadata.sorted_tables
"""Those that others lead to first."""
_ROWS, _LARGE_ROWS = 2_000, 50
"""Rows that are in memory together; of pages fewer, since one may have 20 MB."""
_ENDING = 1.0
"""Seconds in which a server has seen that a process is gone."""


def to_file(database: "PostgresDatabase", file: Path) -> None:
    """Write what a database holds at one moment to an SQLite file in which nothing is. Raises `StoreError`."""
    engine = _writable(file)
    try:
        with _failing(database), engine.begin() as target, _snapshot(database) as source:
            # Of the age that the database is of: a copy is made before anything is brought forward.
            upgrade(target, revision(source) or "head")
            copy_rows(source, target, _tables(target))
            search_index.rebuild(target)
    finally:
        engine.dispose()


def from_file(file: Path, database: "PostgresDatabase", *, replace: bool) -> None:
    """Write what a checked SQLite file of today's schema holds into a database, in one transaction.

    Raises `StoreError` if something is there already and `replace` is false, or if it is in use.
    """
    engine = create_engine(URL.create("sqlite", database=str(file)), module=dbapi2)
    try:
        with (
            _failing(database),
            engine.connect() as source,
            database.engine.execution_options(writes=True).begin() as target,
        ):
            _make_room(database, target, replace=replace)
            copy_rows(source, target, _TABLES)
            _count_on(target)
            search_index.rebuild(target)
    finally:
        engine.dispose()


def bring_forward(file: Path) -> None:
    """Migrate a copy of a copy."""
    engine = _writable(file)
    try:
        with engine.begin() as connection:
            upgrade(connection)
    finally:
        engine.dispose()


def copy_rows(source: Connection, target: Connection, tables: Sequence[Table]) -> None:
    """All rows of these tables. Raises `StoreError` if not all of them arrived."""
    for table in tables:
        sent = 0
        size = _LARGE_ROWS if any(isinstance(column.type, LargeBinary) for column in table.c) else _ROWS
        with source.execute(select(table), execution_options={"yield_per": size, "stream_results": True}) as rows:
            for part in rows.mappings().partitions():
                target.execute(table.insert(), [dict(row) for row in part])
                sent += len(part)
        arrived = _count(target, table)
        if arrived != sent:
            raise StoreError(f"{arrived} of {sent} rows of {table.name} arrived: run the same command again")


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


@contextmanager
def _snapshot(database: "PostgresDatabase") -> Iterator[Connection]:
    """A connection that sees one moment, whatever others write, and whose tables nobody migrates meanwhile."""
    with database.engine.connect() as guard, database.engine.connect() as source:
        # By a transaction of its own: the moment is that of the first query, which must not have to wait.
        database.hold_schema(guard)
        source.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield source


def _tables(connection: Connection) -> Sequence[Table]:
    """Those that are there, whichever age they are of; those that others lead to first. An index is made anew."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith(search_index.TABLE))
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _make_room(database: "PostgresDatabase", target: Connection, *, replace: bool) -> None:
    """Tables of today with nothing in them, which nobody else can use until the transaction ends."""
    database.lock_schema(target)
    found = revision(target)
    if found is not None:
        check_known(found, database.name)
    if others := _others(target):
        raise StoreError(f"{database.name} is in use by {others}: stop the workers, then try again")
    if found != schema.REVISION:
        upgrade(target)
    names = ", ".join([*(table.name for table in _TABLES), search_index.TABLE])
    target.execute(text(f"lock table {names} in access exclusive mode"))
    if not replace and any(target.execute(select(table).limit(1)).first() for table in _TABLES):
        raise StoreError(
            f"{database.name} holds a store already: name another database, or say that it may be replaced"
        )
    # With their sequences, which so are part of the transaction.
    target.execute(text(f"truncate {names} restart identity"))


def _others(target: Connection) -> str:
    """Other connections of Retold's, as far as this user may see them; those that are just ending are waited for."""
    query = text(
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and application_name = 'retold' and pid <> pg_backend_pid()"
    )
    until = time.monotonic() + _ENDING
    # Within a transaction it would be told the same each time.
    while target.execute(text("select pg_stat_clear_snapshot()")) and (found := target.execute(query).scalar_one()):
        if time.monotonic() > until:
            return f"{found} other connection{'' if found == 1 else 's'} of Retold"
        time.sleep(0.05)
    return ""


def _count_on(target: Connection) -> None:
    """Numbers that the database gives go on behind the largest one that was given."""
    for table in _TABLES:
        column = table.autoincrement_column
        if column is not None:
            largest = target.execute(select(func.max(column))).scalar()
            if largest is not None:
                named = {"table": table.name, "column": column.name, "value": largest}
                target.execute(text("select setval(pg_get_serial_sequence(:table, :column), :value)"), named)


def _writable(file: Path) -> Engine:
    """An SQLite file that is thrown away if anything goes wrong: it needs no journal, and is brought to disk later."""
    engine = create_engine(URL.create("sqlite", database=str(file)), module=dbapi2)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:  # noqa: ANN401 - a DB-API connection has no type
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


@contextmanager
def _failing(database: "PostgresDatabase") -> Iterator[None]:
    """What the server says is told in Retold's words; what SQLite says is the caller's to tell, who knows the file."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, dbapi2.Error):
            raise error.orig from error
        raise StoreError(database.why(error)) from error
