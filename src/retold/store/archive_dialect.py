"""DuckDB for SQLAlchemy: as much of it as reading takes.

duckdb-engine was tried, and turned down: all results of its connection are one, so that a query within the rows of
another ends those without a word. Here each cursor is a connection of its own to the same database, as DuckDB means
it (https://duckdb.org/docs/stable/clients/python/dbapi), and there are no transactions, since nothing is changed.
"""

from collections.abc import Sequence
from typing import Any

import duckdb
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine.interfaces import DBAPIConnection


class _Driver:
    """What SQLAlchemy asks of a driver's module."""

    paramstyle = "qmark"
    Error = duckdb.Error

    @staticmethod
    def Binary(value: bytes) -> bytes:
        return value


class _Cursor:
    """One query at a time."""

    arraysize = 1
    rowcount = -1
    lastrowid = None

    def __init__(self, root: duckdb.DuckDBPyConnection) -> None:
        self._own = root.cursor()
        self.description: Sequence[Any] | None = None

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._own.execute(statement, list(parameters))
        self.description = self._own.description

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._own.fetchone()

    def fetchmany(self, size: int = arraysize) -> list[tuple[Any, ...]]:
        return self._own.fetchmany(size)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._own.fetchall()

    def close(self) -> None:
        self._own.close()


class _Reader:
    """A connection of which there is nothing to commit."""

    def __init__(self, root: duckdb.DuckDBPyConnection) -> None:
        self._root = root

    def cursor(self) -> _Cursor:
        return _Cursor(self._root)

    def commit(self) -> None:
        """Nothing."""

    def rollback(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """The database stays, for others."""


class DuckDialect(PGDialect):
    """DuckDB speaks PostgreSQL's SQL."""

    name = "duckdb"
    driver = "duckdb"
    supports_statement_cache = True
    supports_server_side_cursors = False

    @classmethod
    def import_dbapi(cls) -> Any:  # noqa: ANN401 - a driver's module has no type
        """Ours."""
        return _Driver

    def initialize(self, connection: Connection) -> None:
        """Ask nothing."""
        self.server_version_info = tuple(int(part) for part in duckdb.__version__.split(".")[:3] if part.isdecimal())

    def has_table(self, connection: Connection, table_name: str, *args: object, **options: object) -> bool:
        """True for views, too."""
        query = text("SELECT 1 FROM information_schema.tables WHERE table_name = :name")
        return connection.execute(query, {"name": table_name}).first() is not None

    def do_begin(self, dbapi_connection: object) -> None:
        """Nothing."""


def engine(root: duckdb.DuckDBPyConnection) -> Engine:
    """An engine whose connections read what `root` has."""

    def connect() -> DBAPIConnection:
        return _Reader(root)  # type: ignore[return-value]

    registry.register("duckdb.retold", __name__, DuckDialect.__name__)
    return create_engine("duckdb+retold://", creator=connect, poolclass=NullPool)
