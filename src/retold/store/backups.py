"""Copies of a store, made while it is in use, and put back in its place.

A copy is a store in an SQLite file, whatever kind of store it was made of, and can be put in the place of either. It is
written under another name, checked, brought to disk, and only then given its name: whoever finds it finds it whole.
Nothing is unpacked: an archive is refused.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, create_engine

from retold.errors import StoreError
from retold.store import copying, schema
from retold.store.upgrading import check_known, revision

if TYPE_CHECKING:
    from retold.store.postgres import PostgresDatabase

_SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file that is in use or was left by a killed process."""


def backup(store: Path, path: Path, *, replace: bool) -> None:
    """Write a copy of the store at `store` to `path`. Raises `StoreError`, and leaves no half copy."""
    _check_no_link(path)
    _copy(store, path, replace=replace)


def backup_database(database: "PostgresDatabase", path: Path, *, replace: bool) -> None:
    """The same of a store in PostgreSQL, as it is at one moment."""
    _check_no_link(path)
    _check_free(path, replace=replace)
    with _told(path, path), _put_at(path) as partial:
        copying.to_file(database, partial)
        _check(partial, path)


def restore(path: Path, store: Path, *, replace: bool = False) -> None:
    """Put the copy at `path` in the place of the store at `store`, of which nothing is left if `replace` is true.

    Where `store` is a link, the file that it leads to is replaced, and the link stays. Raises `StoreError` if the copy
    is damaged, no store or written by a newer Retold, if a store is there already and `replace` is false, or if it is
    in use; then nothing has changed.
    """
    _check_backup(path)
    _copy(path, store.resolve() if store.is_symlink() else store, replace=replace)


def restore_database(path: Path, database: "PostgresDatabase", *, replace: bool) -> None:
    """Put the copy at `path` into a database that is empty, or in the place of all that a store holds there.

    In one transaction. Raises `StoreError` as `restore` does; then nothing has changed.
    """
    _check_backup(path)
    with tempfile.TemporaryDirectory(prefix="retold-") as folder, _told(path, Path(folder)):
        _check(path, path)
        with closing(_connect(path)) as connection:
            (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if found != schema.REVISION:
                # The copy stays as it is: what it was made by may be asked to read it again.
                path = Path(folder) / "newer"
                connection.execute("VACUUM INTO ?", (str(path),))
        if found != schema.REVISION:
            copying.bring_forward(path)
        copying.from_file(path, database, replace=replace)


def copy_before(store: Path, revision: str) -> Path:
    """Write a copy beside a store that is about to be migrated, under a name that no file has yet; that name."""
    names = (store.with_name(f"{store.name}.before-{revision}{f'.{n}' if n > 1 else ''}") for n in count(1))
    path = next(name for name in names if not name.exists())
    _copy(store, path, replace=False)
    return path


def problems(store: Path, *, within: float | None = None) -> tuple[str, ...]:
    """What is wrong inside of a file: damaged pages, rows that lead nowhere. Reads all of it.

    Raises `TimeoutError` if that takes more than `within` seconds.
    """
    until = None if within is None else time.monotonic() + within
    with closing(_connect(store)) as connection, _interrupted(connection, until):
        found = [said for (said,) in connection.execute("PRAGMA integrity_check") if said != "ok"]
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    return (*found, *(f"a row of {table} names one of {other} that isn't there" for table, _, other, _ in lost))


@contextmanager
def _interrupted(connection: Any, until: float | None) -> Iterator[None]:  # noqa: ANN401 - a DB-API connection has no type
    if until is not None:
        connection.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
    try:
        yield
    except dbapi2.OperationalError as error:
        if "interrupted" in str(error):
            raise TimeoutError from error
        raise


def _copy(store: Path, path: Path, *, replace: bool) -> None:
    if path.exists() and path.samefile(store):
        raise StoreError(f"{path} is the store itself: name another file")
    _check_free(path, replace=replace)
    with _told(store, path), _put_at(path) as partial:
        # A copy of one moment, whatever others write meanwhile: https://www.sqlite.org/lang_vacuum.html#vacuuminto
        with closing(_connect(store)) as connection:
            connection.execute("VACUUM INTO ?", (str(partial),))
        _check(partial, store)
        shutil.copymode(store, partial)


@contextmanager
def _put_at(path: Path) -> Iterator[Path]:
    """An empty file to write to, which is `path` afterwards if nothing went wrong, else is gone."""
    if path.exists():
        _check_unused(path)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        # Who may not read the store may not read a copy of it, not even while it is written.
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield partial
        _to_disk(partial)
        # Journals of the file that was there would be taken for those of the one that comes.
        for side in _SIDES:
            path.with_name(path.name + side).unlink(missing_ok=True)
        partial.replace(path)
        _to_disk(path.parent)
    finally:
        for side in ("", *_SIDES):
            partial.with_name(partial.name + side).unlink(missing_ok=True)


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


_ARCHIVES = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "a zip archive",
    b"\x1f\x8b": "packed with gzip",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"7z\xbc\xaf": "a 7z archive",
    b"PGDMP": "a dump of PostgreSQL's, for pg_restore",
}
"""By how a file begins."""
_TAR = slice(257, 262)
"""Where a tar archive says so: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html."""


def _check_backup(path: Path) -> None:
    """Raise `StoreError` for what is no file of SQLite's; nothing is ever unpacked, so no path in it leads anywhere."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder: name the file in it that a backup was written to")
    if not path.is_file():
        raise StoreError(f"no backup at {path}: name a file that a backup was written to")
    try:
        with path.open("rb") as file:
            begun = file.read(512)
    except OSError as error:
        raise StoreError(f"{path} can't be read ({error.strerror}): check who may read it") from error
    kind = next((kind for mark, kind in _ARCHIVES.items() if begun.startswith(mark)), None)
    if kind is None and begun[_TAR] == b"ustar":
        kind = "a tar archive"
    if kind is not None:
        raise StoreError(f"{path} is {kind}, and no backup: name the file that `retold backup` wrote")


def _check_no_link(path: Path) -> None:
    if path.is_symlink():
        raise StoreError(f"{path} is a link: name the file that the backup is to be")


def _check_free(path: Path, *, replace: bool) -> None:
    if not path.exists():
        return
    if not path.is_file():
        raise StoreError(f"{path} is {'a folder' if path.is_dir() else 'no file'}: name a file")
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
