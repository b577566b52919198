"""A PostgreSQL server of our own, on a socket in a folder, with its own settings but for its memory."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

#: A quarter of the memory of a box of 4 GB, as PostgreSQL's manual advises. What was acknowledged outlives a crash.
SETTINGS = {"listen_addresses": "", "shared_buffers": "1GB", "max_wal_size": "4GB", "max_connections": "40"}
_BEGINS = 60.0
"""Seconds."""


@contextmanager
def server(folder: Path, *databases: str) -> Iterator[list[str]]:
    """Addresses of databases, which are new or were left in that folder. Its path has at most 90 characters."""
    programs = _programs()
    # It refuses to run as root.
    user = next(u for u in ("postgres", "nobody") if _exists(u)) if os.geteuid() == 0 else None
    kept, sockets = folder / "kept", folder / "socket"
    sockets.mkdir(exist_ok=True)
    if user is not None:
        for one in (folder, sockets):
            shutil.chown(one, user)
    run = {"user": user, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, "cwd": folder}
    if not kept.exists():
        command = [programs / "initdb", "--auth=trust", "--username=retold", "--encoding=UTF8", "-D", kept]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **run)
    options = [f"--{name}={value}" for name, value in {**SETTINGS, "unix_socket_directories": sockets}.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([programs / "postgres", "-D", kept, *options], stdout=log, stderr=log, **run)
    try:
        _make(sockets, databases)
        yield [f"postgresql://retold@/{name}?host={sockets}" for name in databases]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def _make(sockets: Path, databases: Sequence[str]) -> None:
    """Wait until it takes connections, and make the databases that aren't there."""
    until = time.monotonic() + _BEGINS
    engine = create_engine(f"postgresql+psycopg://retold@/postgres?host={sockets}", isolation_level="AUTOCOMMIT")
    while True:
        try:
            with engine.connect() as connection:
                there = set(connection.execute(text("SELECT datname FROM pg_database")).scalars())
                for name in databases:
                    if name not in there:
                        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
            break
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
    engine.dispose()


def _programs() -> Path:
    named = shutil.which("postgres")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        raise SystemExit("no PostgreSQL here: install Debian's package `postgresql`")
    return found[-1].resolve().parent


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
