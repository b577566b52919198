"""What only a file can do: be no store, be locked, fill its disk."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from retold.errors import StoreBusy, StoreError
from retold.store import open_store
from retold.store.backups import restore
from retold.store.database import DatabaseStore
from retold.store.sqlite import SqliteDatabase
from retold.testing import make_article
from retold.types import Page


def test_an_older_sqlite_is_not_used(tmp_path):
    """The one of Python 3.11 has a fault in its write-ahead log."""
    with open_store(tmp_path / "s.sqlite") as store, store._database.engine.connect() as connection:
        version = connection.execute(text("select sqlite_version()")).scalar_one()
        assert tuple(map(int, version.split("."))) > (3, 51, 2)
        assert connection.execute(text("pragma journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("pragma foreign_keys")).scalar_one() == 1


def test_a_file_that_several_make_at_once_opens_for_all(tmp_path):
    """SQLite turns some of them away while another makes it a file with a write-ahead log."""
    with ThreadPoolExecutor(4) as threads:
        for number in range(40):
            meet = threading.Barrier(4, timeout=10)

            def make(_, file=tmp_path / f"{number}.sqlite", meet=meet):
                meet.wait()
                SqliteDatabase(file).engine.connect().close()

            list(threads.map(make, range(4)))


def test_a_file_that_is_no_store_is_left_alone(tmp_path):
    """The error says what to do, and not a byte is changed."""
    file = tmp_path / "letter.txt"
    file.write_bytes(b"Dear reader, " * 100)
    with pytest.raises(StoreError, match="no Retold store"):
        open_store(file)
    assert file.read_bytes() == b"Dear reader, " * 100


def test_a_file_may_have_any_name(tmp_path):
    """Also one that means something in an address."""
    for name in ("a ?b=1&c#d%20.sqlite", "file:e.sqlite", "ü'\".sqlite"):
        with open_store(tmp_path / name) as store:
            store.backup(tmp_path / f"{name}.copy")
        assert (tmp_path / name).stat().st_size > 0
        restore(tmp_path / f"{name}.copy", tmp_path / name, replace=True)
    assert len(list(tmp_path.iterdir())) == 6


def test_a_locked_store_says_so(tmp_path):
    """Another process writes for longer than we wait."""
    article = make_article("The council met.")
    with open_store(tmp_path / "s.sqlite") as store:
        other = DatabaseStore(SqliteDatabase(tmp_path / "s.sqlite", busy_seconds=0.1))
        with store._database.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text("delete from links"))
            with pytest.raises(StoreBusy, match="in use by another process"):
                other.keep(Page(input="x", content=b"x"), article)
        other.keep(Page(input="x", content=b"x"), article)
        other.close()


def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path):
    """SQLite itself is told that there is no more room."""
    article = make_article("The council met.")
    with open_store(tmp_path / "s.sqlite") as store:
        store.keep(Page(input="x", content=b"x"), article)
        long = make_article("The council met again. " * 20_000, name="long")
        with store._database.engine.connect() as connection:
            connection.execute(text("pragma max_page_count = 40"))
        # The limit holds for one connection: keep it, and use it.
        with pytest.raises(StoreError, match="no space left"):
            store.keep(Page(input="long", content=os.urandom(400_000)), long)
        assert list(store.articles()) == [article]
