"""Stores of every kind, and a real PostgreSQL server for as long as the tests of a process last."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.postgres import ABSENT, PASSING, Server, programs, serving
from sqlalchemy import create_engine, text
from tests.conftest import quick

from retold.store import open_store, schema, search_index
from retold.testing import MemoryStore


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests of a process, since several may run side by side; skips where there is none."""
    pytest.importorskip("psycopg", reason="psycopg isn't installed: pip install 'retold[postgres]'")
    if programs() is None:
        pytest.skip(ABSENT)
    # Not pytest's folder: no other user may enter it, and the path of a socket has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="retold-postgres-", dir=quick()))
    try:
        with serving(folder, PASSING) as server:
            # A user who must give a password, before the line that lets all others in.
            rules = folder / "kept" / "pg_hba.conf"
            rules.write_text(f"local all guarded scram-sha-256\n{rules.read_text()}")
            server.do("select pg_reload_conf()")
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_made(postgres) -> str:
    """The address of a store whose tables are made."""
    address = postgres.new()
    open_store(address).close()
    return address


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
    """Where a store is, with nothing in it, that outlives the process."""
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture(params=["sqlite", "postgres"])
def empty_place(request):
    """Where no store was made yet."""
    if request.param == "sqlite":
        return request.getfixturevalue("quick_path") / "kept.sqlite"
    return request.getfixturevalue("postgres").new()


@pytest.fixture(params=["sqlite", "postgres", "memory"])
def store(request):
    """A store of every kind, with nothing in it."""
    if request.param == "memory":
        yield MemoryStore()
        return
    with open_store(request.getfixturevalue(f"{request.param}_place")) as opened:
        yield opened
