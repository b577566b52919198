"""Stores of every kind, and a real PostgreSQL server for as long as the tests of a process last."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from retold.store import open_store, schema, search_index
from retold.testing import MemoryStore

ABSENT = "no PostgreSQL here: its tests need the programs of Debian's package `postgresql`"


class Server:
    """A PostgreSQL server of our own, on a socket in a folder of its own; nothing in it outlives the tests."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder = folder
        self._names = count()
        # It refuses to run as root.
        user = next(u for u in ("postgres", "nobody") if _exists(u)) if os.geteuid() == 0 else None
        if user is not None:
            shutil.chown(folder, user)
        self._run = {"user": user, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, "cwd": folder}
        kept = folder / "kept"
        subprocess.run(
            [programs / "initdb", "--no-sync", "--auth=trust", "--username=retold", "--encoding=UTF8", "-D", kept],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._run,
        )
        # A user who must give a password, before the line that lets all others in.
        rules = kept / "pg_hba.conf"
        rules.write_text(f"local all guarded scram-sha-256\n{rules.read_text()}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "deadlock_timeout": "50ms",
            "max_connections": "40",
            "shared_buffers": "32MB",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", kept, *options], stdout=log, stderr=log, **self._run
            )

    def url(self, database: str, user: str = "retold", password: str = "") -> str:
        """The address of a database."""
        return f"postgresql://{user}{':' if password else ''}{password}@/{database}?host={self.folder}"

    def do(self, command: str, database: str = "postgres") -> None:
        """Carry a command out."""
        engine = create_engine(self.url(database).replace("://", "+psycopg://", 1), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(command))
        engine.dispose()

    def new(self) -> str:
        """A new database; its address."""
        name = f"kept{next(self._names)}"
        self.do(f"create database {name} template template0")
        return self.url(name)

    def wait(self) -> None:
        """Until it takes connections."""
        until = time.monotonic() + 30
        while True:
            try:
                return self.do("select 1")
            except Exception:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)

    def end(self) -> None:
        """At once, whoever is connected."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _quick() -> Path | None:
    """A folder in memory, if there is one with room: a killed process asks nothing of a disk."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30 else None


def _programs() -> Path | None:
    named = shutil.which("postgres")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].resolve().parent if found else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests of a process, since several may run side by side; skips where there is none."""
    pytest.importorskip("psycopg", reason="psycopg isn't installed: pip install 'retold[postgres]'")
    programs = _programs()
    if programs is None:
        pytest.skip(ABSENT)
    # Not pytest's folder: no other user may enter it, and the path of a socket has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="retold-postgres-", dir=_quick()))
    server = None
    try:
        server = Server(programs, folder)
        server.wait()
        yield server
    finally:
        if server is not None:
            server.end()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_made(postgres) -> str:
    """The address of a store whose tables are made."""
    address = postgres.new()
    open_store(address).close()
    return address


@pytest.fixture
def sqlite_place():
    """Where a store in SQLite can be made."""
    with tempfile.TemporaryDirectory(dir=_quick()) as folder:
        yield Path(folder) / "kept.sqlite"


@pytest.fixture
def postgres_place(postgres, postgres_made):
    """Where a store in PostgreSQL is, with nothing in it: emptying it is quicker than making it."""
    engine = create_engine(postgres_made.replace("://", "+psycopg://", 1))
    with engine.begin() as connection:
        tables = ", ".join([*schema.metadata.tables, search_index.TABLE])
        connection.execute(text(f"truncate {tables} restart identity"))
        connection.execute(text(f"update alembic_version set version_num = '{schema.REVISION}'"))
    engine.dispose()
    return postgres_made


@pytest.fixture(params=["sqlite", "postgres"])
def place(request):
    """Where a store is, or can be made, that outlives the process."""
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture(params=["sqlite", "postgres"])
def empty_place(request):
    """Where no store was made yet."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_place")
    return request.getfixturevalue("postgres").new()


@pytest.fixture(params=["sqlite", "postgres", "memory"])
def store(request):
    """A store of every kind, with nothing in it."""
    if request.param == "memory":
        yield MemoryStore()
        return
    with open_store(request.getfixturevalue(f"{request.param}_place")) as opened:
        yield opened
