"""Copies of a store in SQLite, made while it is in use, and put back in its place.

A copy is written under another name, checked, brought to disk, and only then given its name: whoever finds it finds it
whole. PostgreSQL has tools of its own for that (`pg_dump`, `pg_restore`).
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, create_engine

from retold.errors import StoreError
from retold.store.upgrading import check_known, revision

_SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file that is in use or was left by a killed process."""


def backup(store: Path, path: Path, *, replace: bool) -> None:
    """Write a copy of the store at `store` to `path`. Raises `StoreError`, and leaves no half copy."""
    _copy(store, path, replace=replace)


def restore(path: Path, store: Path, *, replace: bool = False) -> None:
    """Put the copy at `path` in the place of the store at `store`, of which nothing is left if `replace` is true.

    Raises `StoreError` if the copy is damaged, no store or written by a newer Retold, if a store is there already and
    `replace` is false, or if it is in use; then nothing has changed.
    """
    if not path.is_file():
        raise StoreError(f"no backup at {path}: name a file that a backup was written to")
    _copy(path, store, replace=replace)


def copy_before(store: Path, revision: str) -> Path:
    """Write a copy beside a store that is about to be migrated, under a name that no file has yet; that name."""
    names = (store.with_name(f"{store.name}.before-{revision}{f'.{n}' if n > 1 else ''}") for n in count(1))
    path = next(name for name in names if not name.exists())
    _copy(store, path, replace=False)
    return path


def problems(store: Path) -> tuple[str, ...]:
    """What is wrong inside of a file: damaged pages, rows that lead nowhere. Reads all of it."""
    with closing(_connect(store)) as connection:
        found = [said for (said,) in connection.execute("PRAGMA integrity_check") if said != "ok"]
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    return (*found, *(f"a row of {table} names one of {other} that isn't there" for table, _, other, _ in lost))


def _copy(store: Path, path: Path, *, replace: bool) -> None:
    _check_free(path, store, replace=replace)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with _told(store, path):
        if path.exists():
            _check_unused(path)
        try:
            # Who may not read the store may not read a copy of it, not even while it is written.
            partial.unlink(missing_ok=True)
            os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            # A copy of one moment, whatever others write meanwhile: https://www.sqlite.org/lang_vacuum.html#vacuuminto
            with closing(_connect(store)) as connection:
                connection.execute("VACUUM INTO ?", (str(partial),))
            _check(partial, store)
            shutil.copymode(store, partial)
            _to_disk(partial)
            # Journals of the file that was there would be taken for those of the one that comes.
            for side in _SIDES:
                path.with_name(path.name + side).unlink(missing_ok=True)
            partial.replace(path)
            _to_disk(path.parent)
        finally:
            partial.unlink(missing_ok=True)


def _check(copy: Path, store: Path) -> None:
    """Raise `StoreError` if a copy isn't whole, or is no store of today's or an older Retold."""
    wrong = problems(copy)
    if wrong:
        raise StoreError(f"{store} is damaged ({wrong[0]}): restore an older backup")
    engine = create_engine(URL.create("sqlite", database=str(copy)), module=dbapi2)
    try:
        with engine.connect() as connection:
            found = revision(connection)
    finally:
        engine.dispose()
    if found is None:
        raise StoreError(f"{store} is no Retold store: name another file")
    check_known(found, str(store))


def _check_free(path: Path, store: Path, *, replace: bool) -> None:
    if not path.exists():
        return
    if path.samefile(store):
        raise StoreError(f"{path} is the store itself: name another file")
    if not replace:
        raise StoreError(f"{path} exists already: name another file, or say that it may be replaced")


def _check_unused(path: Path) -> None:
    """Raise an error of SQLite's if somebody has the file open as a store; one that is damaged is nobody's."""
    try:
        with closing(_connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # only he who is alone with a file may
    except dbapi2.DatabaseError as error:
        if "locked" in str(error):
            raise


def _connect(path: Path) -> Any:  # noqa: ANN401 - a DB-API connection has no type
    return dbapi2.connect(path, timeout=1.0, isolation_level=None)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(store: Path, path: Path) -> Iterator[None]:
    """Failures are told in Retold's words: of the store where its bytes are at fault, else of what is written."""
    from retold.store.sqlite import why

    try:
        yield
    except (dbapi2.Error, OSError) as error:
        spoiled = any(part in str(error) for part in ("not a database", "malformed"))
        raise StoreError(why(store if spoiled else path, error)) from error
