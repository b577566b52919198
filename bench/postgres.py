"""A PostgreSQL server of our own, on a socket in a folder: to measure with, and for tests."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

ABSENT = "no PostgreSQL here: install Debian's package `postgresql`"
#: A quarter of the memory of a box of 4 GB, as PostgreSQL's manual advises. What was acknowledged outlives a crash.
LASTING = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
#: For what is thrown away: it asks nothing of the disk.
PASSING = {
    "shared_buffers": "32MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "50ms",
}
_BEGINS = 60.0
"""Seconds."""


class Server:
    """A server that was begun by `serving`."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]", user: str | None) -> None:
        """`user`: whom it runs as, if not as us; socket and log are in the folder."""
        self.folder = folder
        self.user = user
        self._process = process
        self._names = count()

    def url(self, database: str, user: str = "retold", password: str = "") -> str:
        """The address of a database."""
        return f"postgresql://{user}{':' if password else ''}{password}@/{database}?host={self.folder}"

    def do(self, command: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Carry a command out; its rows."""
        engine = create_engine(self.url(database).replace("://", "+psycopg://", 1), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                found = connection.execute(text(command))
                return [tuple(row) for row in found] if found.returns_rows else []
        finally:
            engine.dispose()

    def database(self, name: str) -> str:
        """The address of a database, which is made if it isn't there."""
        if (name,) not in self.do("SELECT datname FROM pg_database"):
            self.do(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def new(self) -> str:
        """The address of a new database."""
        return self.database(f"kept{next(self._names)}")

    def wait(self) -> None:
        """Until it takes connections. Raises `RuntimeError` with what it said if it doesn't."""
        until = time.monotonic() + _BEGINS
        while True:
            try:
                self.do("SELECT 1")
            except OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return


@contextmanager
def serving(folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    """A server of the databases in a folder, which are new or were left there. Its path has at most 90 characters.

    Raises `FileNotFoundError` where there is no PostgreSQL. In the end whoever is connected is sent away.
    """
    found = programs()
    if found is None:
        raise FileNotFoundError(ABSENT)
    # It refuses to run as root.
    user = next(u for u in ("postgres", "nobody") if _exists(u)) if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    kept = folder / "kept"
    run = {"user": user, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, "cwd": folder}
    if not kept.exists():
        command = [found / "initdb", "--no-sync", "--auth=trust", "--username=retold", "--encoding=UTF8", "-D", kept]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **run)
    own = {"listen_addresses": "", "unix_socket_directories": folder, "max_connections": 40}
    options = [f"--{name}={value}" for name, value in {**own, **settings}.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([found / "postgres", "-D", kept, *options], stdout=log, stderr=log, **run)
    try:
        server = Server(folder, process, user)
        server.wait()
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def programs() -> Path | None:
    """Where the server's programs are, if they are anywhere."""
    named = shutil.which("postgres")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].resolve().parent if found else None


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
