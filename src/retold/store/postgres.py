"""PostgreSQL 15 or newer: a store for several workers, on one machine or many.

READ COMMITTED, as PostgreSQL has it by default; where two workers may meet, a row or a table is locked. Passwords are
the URL's, or wherever libpq looks for them (PGPASSWORD, ~/.pgpass); no message shows one.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from retold.errors import MissingPart, StoreError
from retold.store import backups

_SCHEMA_LOCK = 0x7265746F6C64
"""Advisory lock of whoever makes or migrates tables: "retold" in ASCII."""


class PostgresDatabase:
    """See `retold.store.database.Database`."""

    def __init__(self, url: str, *, busy_seconds: float = 10.0) -> None:
        parsed = _parse(url)
        # What stands behind the ? may hold a password, too.
        place = {name: value for name, value in parsed.query.items() if name in {"host", "port"}}
        self.name = URL.create(
            "postgresql", parsed.username, None, parsed.host, parsed.port, parsed.database, place
        ).render_as_string()
        self.engine = _engine(parsed, busy_seconds)

    def is_there(self) -> bool:
        """Connecting makes nothing."""
        return True

    def lock_schema(self, connection: Connection) -> None:
        """Wait for another process that makes or migrates the tables."""
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})

    def hold_schema(self, connection: Connection) -> None:
        """Let nobody make or migrate the tables until the transaction ends; others may hold them, too."""
        connection.execute(text("select pg_advisory_xact_lock_shared(:key)"), {"key": _SCHEMA_LOCK})

    def lock_table(self, connection: Connection, table: Table) -> None:
        """Others may read, and wait with writing."""
        connection.execute(text(f"lock table {table.name} in share row exclusive mode"))

    def copy_before(self, revision: str) -> None:
        """Nothing: a server's copies are its owner's, and a migration that fails changes nothing."""

    def backup(self, path: Path, *, replace: bool) -> None:
        """Write a copy of all to a file: a store in SQLite."""
        backups.backup_database(self, path, replace=replace)

    def passes(self, error: DBAPIError) -> bool:
        """True if two transactions stood in each other's way."""
        return _state(error) in {"40001", "40P01"}

    def is_busy(self, error: DBAPIError) -> bool:
        """True if a lock wasn't given up."""
        return _state(error) == "55P03"

    def why(self, error: Exception) -> str:
        """What failed."""
        return why(self.name, error)


def _parse(url: str) -> URL:
    form = "name a file, or postgresql://user@host/database"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Not with its cause: that may show a part of the password.
        raise StoreError(f"the address of the store can't be read: {form}") from None
    if parsed.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise StoreError(f"no stores are kept in {parsed.drivername}: {form}")
    return parsed.set(drivername="postgresql+psycopg")


def _engine(url: URL, busy_seconds: float) -> Engine:
    given = {"application_name": "retold", "connect_timeout": "10", **url.query}
    try:
        engine = create_engine(url.set(query=given), isolation_level="READ COMMITTED", pool_pre_ping=True)
    except ImportError as error:
        raise MissingPart(
            "PostgreSQL needs psycopg, which isn't installed: run `pip install 'retold[postgres]'`"
        ) from error

    @event.listens_for(engine, "connect")
    def wait_no_longer(connection: Any, record: object) -> None:  # noqa: ANN401 - a DB-API connection has no type
        connection.autocommit = True
        connection.execute("select set_config('lock_timeout', %s, false)", [f"{round(busy_seconds * 1000)}ms"])
        connection.autocommit = False

    return engine


_BY_STATE = {
    "23503": "{name} does not hold an article that was named: keep its page first",
    "25006": "{name} takes no changes: it is a standby or read-only; name the primary server",
    "42501": "{name} does not let its user do that ({said}): have its owner GRANT it, or name another user",
    "42P07": "{name} holds tables of something else ({said}): name another database",
    "53100": "no space left on the server of {name}: free some disk space there, then run the same command again",
    "53300": "the server of {name} has too many connections: stop some workers, or raise its max_connections",
    "55P03": "{name} is in use by another process: wait for it to finish, then try again",
}
"""By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_BY_WORDS = {
    "password": "{name}: wrong user or password; give it in the address, in PGPASSWORD or in ~/.pgpass",
    "role": "{name}: the server knows no such user ({said})",
    "pg_hba": "{name}: the server doesn't let this user in from here ({said}): see its pg_hba.conf",
    "does not exist": "no database at {name}: make it with `createdb`, or name another",
}
"""By a part of what a server that lets nobody in says: then there is no SQLSTATE."""


def why(name: str, error: Exception) -> str:
    """What PostgreSQL means, in Retold's words, with the next step."""
    said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    words = _BY_STATE.get(_state(error))
    if words is None and "connection" in said:
        closed = getattr(error, "connection_invalidated", False)
        unreachable = "no server answers at {name} ({said}): check host and port, and that PostgreSQL runs there"
        words = "{name} closed the connection ({said}): run the same command again" if closed else unreachable
        words = next((w for part, w in _BY_WORDS.items() if part in said), words)
    return (words or "{name}: {said}").format(name=name, said=said)


def _state(error: Exception) -> str:
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""
