"""Copies of a store in SQLite, and a store from a copy."""

import os
import random
import subprocess
import threading

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import text
from tests.store.made import ONE, PAGE, TWO, page

from retold.errors import StoreError
from retold.store import open_store, schema
from retold.store.backups import problems, restore
from retold.testing import make_article


@pytest.fixture
def kept(sqlite_place):
    """A store with an article in it."""
    with open_store(sqlite_place) as store:
        store.keep(PAGE, ONE)
    return sqlite_place


def names(path):
    return sorted(file.name for file in path.parent.iterdir())


def articles(path):
    with open_store(path, create=False) as store:
        return list(store.articles())


def test_what_a_backup_holds_comes_back(kept):
    """All that was there when it was made, though the store has gone on or is lost since."""
    copy = kept.with_name("copy")
    with open_store(kept) as store:
        store.backup(copy)
        store.keep(page(TWO), TWO)
    restore(copy, kept.with_name("new.sqlite"))
    assert articles(kept.with_name("new.sqlite")) == [ONE]
    restore(copy, kept, replace=True)
    assert articles(kept) == [ONE]
    kept.unlink()
    restore(copy, kept)
    assert articles(kept) == [ONE]
    assert names(kept) == ["copy", "kept.sqlite", "new.sqlite"]


def test_a_backup_is_made_while_others_write(kept):
    """It holds a beginning of what they wrote, whole; they lose nothing by it."""
    with open_store(kept) as store:
        stop = threading.Event()
        written = [ONE]

        def write():
            while not stop.is_set():
                article = make_article("It rained. " * 20, name=f"{len(written)}", title=f"{len(written)}")
                store.keep(page(article), article)
                written.append(article)

        writer = threading.Thread(target=write)
        writer.start()
        copies = [kept.with_name(f"copy{number}") for number in range(5)]
        for copy in copies:
            store.backup(copy)
        stop.set()
        writer.join()
        assert list(store.articles()) == written
    for copy in copies:
        found = articles(copy)
        assert found == written[: len(found)]


def test_nothing_is_written_over_unasked(kept):
    """Neither by a backup nor by a restore."""
    copy = kept.with_name("copy")
    copy.write_text("a letter")
    with open_store(kept) as store:
        with pytest.raises(StoreError, match="copy exists already"):
            store.backup(copy)
        assert copy.read_text() == "a letter"
        store.backup(copy, replace=True)
    with pytest.raises(StoreError, match=r"kept\.sqlite exists already"):
        restore(copy, kept)
    assert articles(copy) == articles(kept) == [ONE]


def test_a_store_in_use_is_not_replaced(kept):
    """Its journal would be taken for the new one's."""
    copy = kept.with_name("copy")
    with open_store(kept) as store:
        store.backup(copy)
        store.keep(page(TWO), TWO)
        with pytest.raises(StoreError, match="in use by another process"):
            restore(copy, kept, replace=True)
        with open_store(copy) as other, pytest.raises(StoreError, match="in use by another process"):
            other.backup(kept, replace=True)
        with pytest.raises(StoreError, match="is the store itself"):
            store.backup(kept, replace=True)
        assert list(store.articles()) == [ONE, TWO]


def test_a_damaged_store_can_be_replaced_and_what_is_left_beside_it_goes(kept):
    """What a killed process left unfinished is of the old file."""
    copy = kept.with_name("copy")
    with open_store(kept) as store:
        store.backup(copy)
    kept.write_bytes(b"x" * 10_000)
    for side in ("-wal", "-shm"):
        kept.with_name(f"kept.sqlite{side}").write_bytes(b"old")
    restore(copy, kept, replace=True)
    assert articles(kept) == [ONE]
    assert names(kept) == ["copy", "kept.sqlite"]


@pytest.mark.parametrize("number", range(12))
def test_a_spoiled_backup_is_refused_or_whole(kept, number):
    """Cut off, or with some bytes of it changed: what is there stays, and nothing half is left."""
    copy, spoiled = kept.with_name("copy"), kept.with_name("spoiled")
    with open_store(kept) as store:
        for one in range(20):
            article = make_article(f"It rained on day {one}. " * 30, name=f"{one}")
            store.keep(page(article, os.urandom(3_000)), article)
        store.backup(copy)
    before = articles(kept)
    chance = random.Random(number)
    content = bytearray(copy.read_bytes())
    if number % 2:
        del content[chance.randrange(len(content)) :]
    else:
        start = chance.randrange(len(content) - 600)
        content[start : start + 600] = chance.randbytes(600)
    spoiled.write_bytes(content)
    try:
        restore(spoiled, kept, replace=True)
    except StoreError as error:
        assert "damaged" in str(error) or "no Retold store" in str(error)  # noqa: PT017 - it may as well be whole
        assert articles(kept) == before
    else:
        assert problems(kept) == ()
    assert names(kept) == ["copy", "kept.sqlite", "spoiled"]


def test_what_is_no_backup_is_refused(kept):
    """Nothing there, another program's database, a newer Retold's."""
    with pytest.raises(StoreError, match="no backup at"):
        restore(kept.with_name("mistyped"), kept, replace=True)
    other = kept.with_name("other")
    with open_store(kept) as store:
        store.backup(other)
    with open_store(other) as store, store._database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match="newer Retold"):
        restore(other, kept, replace=True)
    with (
        open_store(other.with_name("third")) as store,
        store._database.engine.execution_options(writes=True).begin() as connection,
    ):
        connection.execute(text("drop table alembic_version"))
    with pytest.raises(StoreError, match="no Retold store"):
        restore(other.with_name("third"), kept, replace=True)
    assert articles(kept) == [ONE]


def fill(store):
    while True:
        article = make_article("It rained. " * 50, name=os.urandom(8).hex())
        store.keep(page(article, os.urandom(9_000)), article)


@pytest.fixture
def full_disk(tmp_path):
    """A folder on a disk of its own, which a store has filled."""
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path]).returncode:
        pytest.skip("only root can make a small disk")
    ballast = tmp_path / "ballast"
    ballast.write_bytes(bytes(200_000))
    try:
        with open_store(tmp_path / "kept.sqlite") as store, pytest.raises(StoreError, match="no space left"):
            fill(store)
        # For what a test changes by hand.
        ballast.unlink()
        yield tmp_path
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_on_a_full_disk_nothing_is_lost(full_disk, sqlite_place):
    """Neither what is backed up, nor what a copy was to replace, nor what was to be migrated; no half copy is left."""
    kept = full_disk / "kept.sqlite"
    before = articles(kept)
    assert before
    with open_store(sqlite_place) as store:
        long = make_article("It rained. " * 50)
        store.keep(page(long, os.urandom(2_000_000)), long)
        with pytest.raises(StoreError, match=r"no space left for .*copy: free some"):
            store.backup(full_disk / "copy")
    with pytest.raises(StoreError, match="no space left"):
        restore(sqlite_place, kept, replace=True)
    with open_store(kept) as store, store._database.engine.connect() as connection:
        connection.execute(text("update alembic_version set version_num = '0003'"))
        connection.commit()
    with pytest.raises(StoreError, match=r"no space left for .*before"):
        open_store(kept)
    assert not list(full_disk.glob("*partial")) + list(full_disk.glob("*before*"))
    with dbapi2.connect(kept) as connection:
        connection.execute("update alembic_version set version_num = ?", [schema.REVISION])
    connection.close()
    assert articles(kept) == before


def test_who_may_not_read_a_store_may_not_read_a_backup(kept):
    """There are addresses of people in it."""
    kept.chmod(0o640)
    with open_store(kept) as store:
        store.backup(kept.with_name("copy"))
    assert kept.with_name("copy").stat().st_mode & 0o777 == 0o640


def test_a_backup_that_fails_leaves_nothing(kept):
    """No such folder."""
    with open_store(kept) as store, pytest.raises(StoreError, match="can't be opened"):
        store.backup(kept.parent / "nowhere" / "copy")
    assert names(kept) == ["kept.sqlite"]
