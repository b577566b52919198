"""SQLite: a store in one file.

The SQLite is the one of the `pysqlite3` wheel, since the one in Python 3.11 has a known fault in its write-ahead log.
WAL with full synchronisation: a commit that has returned survives a killed process and a power cut.
"""

import time
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Table, create_engine, event
from sqlalchemy.exc import DBAPIError

from retold.store import backups


class SqliteDatabase:
    """See `retold.store.database.Database`."""

    def __init__(self, path: Path, *, busy_seconds: float = 10.0) -> None:
        self.path = path
        self.name = str(path)
        self.engine = create_engine(
            URL.create("sqlite", database=str(path)), module=dbapi2, connect_args={"timeout": busy_seconds}
        )
        event.listen(self.engine, "connect", lambda connection, _: _prepare(connection, busy_seconds))
        event.listen(self.engine, "begin", _begin)

    def is_there(self) -> bool:
        """True if the file exists."""
        return self.path.exists()

    def lock_schema(self, connection: Connection) -> None:
        """A writer is alone."""

    def lock_table(self, connection: Connection, table: Table) -> None:
        """A writer is alone."""

    def copy_before(self, revision: str) -> None:
        """Write a copy beside the file, under a name that no file has."""
        backups.copy_before(self.path, revision)

    def backup(self, path: Path, *, replace: bool) -> None:
        """Write a copy of all to a file."""
        backups.backup(self.path, path, replace=replace)

    def passes(self, error: DBAPIError) -> bool:
        """Never: writers wait for each other when they begin."""
        return False

    def is_busy(self, error: DBAPIError) -> bool:
        """True if another writer didn't end."""
        return "locked" in str(error.orig)

    def why(self, error: Exception) -> str:
        """What failed."""
        return why(self.path, error)


def _prepare(connection: Any, busy_seconds: float) -> None:  # noqa: ANN401 - a DB-API connection has no type
    connection.isolation_level = None  # `_begin` starts transactions, not the driver
    until = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except dbapi2.OperationalError as error:
            # Of two that make the same file at once, SQLite turns one away without waiting.
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(0.01)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer later could find the file changed under it.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_CLOSED = "can't be opened: check that its folder exists and can be written to"
_BARRED = "can't be written to: check who owns it and its folder, and whether the disk is mounted read-only"
_SAID = {
    "not a database": "is no Retold store: name another --store, or move that file away",
    "already exists": "holds tables of something else: name another --store",
    "unable to open": _CLOSED,
    "No such file": _CLOSED,
    "readonly": _BARRED,
    "Permission denied": _BARRED,
    "locked": "is in use by another process: wait for it to finish, then try again",
    "I/O error": "can't be read or written: check the disk, and how large a file may be here (`ulimit -f`)",
    "malformed": "is damaged: restore a backup, or move the file away to start anew",
    "FOREIGN KEY": "does not hold an article that was named: keep its page first",
}


def why(path: Path, error: Exception) -> str:
    """What SQLite means, in Retold's words, with the next step."""
    said = str(getattr(error, "orig", None) or error)
    if "full" in said or "No space" in said:
        return f"no space left for {path}: free some disk space, then run the same command again"
    return next((f"{path} {words}" for part, words in _SAID.items() if part in said), f"{path}: {said}")
