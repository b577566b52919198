"""Transactions of a database, and what differs between one database and another.

`Database` is what differs: how it is reached, what a writer locks, which failures pass, and what to say of the others.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

from retold.errors import StoreBusy, StoreError

T = TypeVar("T")

_TRIES = 6
"""Of a transaction that met another one: more were never needed by eight writers of the same rows."""
_PAUSE = 0.02
"""Seconds before the second try; each further one waits that much longer."""


class Database(Protocol):
    """One kind of database, at one place."""

    @property
    def name(self) -> str:
        """The place, for people; without a password."""
        ...

    @property
    def engine(self) -> Engine:
        """Transactions of connections with the execution option `writes` are those of writers."""
        ...

    def is_there(self) -> bool:
        """False if it would be made by connecting."""
        ...

    def lock_schema(self, connection: Connection) -> None:
        """Let nobody else change the tables' columns until the transaction ends."""
        ...

    def lock_table(self, connection: Connection, table: Table) -> None:
        """Let nobody else write to a table until the transaction ends; others read on."""
        ...

    def copy_before(self, revision: str) -> None:
        """Keep a copy as it is before the migration to this revision, where that is in a store's power."""
        ...

    def backup(self, path: Path, *, replace: bool) -> None:
        """Write a copy of all to a file."""
        ...

    def passes(self, error: DBAPIError) -> bool:
        """True if the same transaction may succeed at once."""
        ...

    def is_busy(self, error: DBAPIError) -> bool:
        """True if somebody else held it for longer than we wait."""
        ...

    def why(self, error: Exception) -> str:
        """What failed, in Retold's words, with the next step."""
        ...


class Transactions:
    """Reads and writes of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine = database.engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by. Raises `StoreError`."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise self._error(error) from error

    def write(self, work: Callable[[Connection], T], *, alone: Table | None = None) -> T:
        """Do `work` in a transaction, again if it met another one; `alone` is a table that only it writes to."""
        tries = 0
        while True:
            tries += 1
            try:
                with self._engine.execution_options(writes=True).begin() as connection:
                    if alone is not None:
                        self._database.lock_table(connection, alone)
                    return work(connection)
            except DBAPIError as error:
                if tries == _TRIES or not self._database.passes(error):
                    raise self._error(error) from error
            time.sleep(_PAUSE * tries)

    def _error(self, error: DBAPIError) -> StoreError:
        # What stood in our way on each of many tries may be gone when some time has passed, too.
        busy = self._database.is_busy(error) or self._database.passes(error)
        return (StoreBusy if busy else StoreError)(self._database.why(error))
