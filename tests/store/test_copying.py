"""Copies from one kind of store into another: a backup of either is a file, and can be put back in either."""

import gc
import io
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import create_engine, func, insert, make_url, select, text
from sqlalchemy.exc import OperationalError
from tests.store.made import ONE, PAGE, TWO, page
from tests.store.rows import NOW, differences, fill, held, made

from retold.errors import StoreError
from retold.store import backup, copying, database_at, examining, open_store, restore, schema, upgrading
from retold.store.postgres import PostgresDatabase
from retold.store.sqlite import SqliteDatabase
from retold.testing import make_article
from retold.types import Correction, Task


def back_up(place, path):
    with open_store(place) as store:
        store.backup(path)


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.sqlite"


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_a_backup_of_either_kind_is_put_back_in_either(place, copy, target, request, tmp_path):
    """Every row of every table, to the last bit; what is new gets numbers of its own."""
    open_store(place).close()
    fill(place)
    before = held(place)
    assert all(before.values())
    back_up(place, copy)
    assert held(copy) == before
    new = tmp_path / "new.sqlite" if target == "sqlite" else request.getfixturevalue("postgres").new()
    restore(copy, new)
    assert held(new) == before
    with open_store(new) as store:
        made = store.correct(Correction(number=0, kind="apart", articles=("a", "b"), by="Ann"))
        assert made.number == 71
        assert store.add_tasks([Task(kind="feed", key="new", due=NOW)]) == 1
    opened = database_at(new)
    with opened.engine.execution_options(writes=True).begin() as connection:
        for table in schema.metadata.sorted_tables:
            column = table.autoincrement_column
            if column is not None and not any(c.unique or c.foreign_keys for c in table.c):
                values = {c.name: made_new(c) for c in table.c if c is not column}
                number = connection.execute(insert(table).values(values).returning(column)).scalar_one()
                assert number > 70, table.name
    opened.engine.dispose()


def made_new(column):
    return made(column, 100)


def test_the_copy_of_a_database_is_a_store_like_any_other(postgres_place, copy):
    """Of the same tables as one that was made as a file, with no journal beside it; for no other eyes."""
    with open_store(postgres_place) as store:
        store.keep(PAGE, ONE)
        store.backup(copy)
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    with open_store(copy, create=False) as store, store._database.engine.connect() as connection:
        assert store.find(PAGE) == ONE
        assert differences(connection) == []
        store.keep(page(TWO), TWO)


def test_a_copy_of_a_database_is_of_one_moment(postgres_place, copy):
    """Pages are never without their article, though others write while it is made."""
    with open_store(postgres_place) as store:
        stop = threading.Event()

        def write():
            number = 0
            while not stop.is_set():
                article = make_article(f"It rained {number}. " * 20, name=f"{number}")
                store.keep(page(article), article)
                number += 1

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(4):
                store.backup(copy, replace=number > 0)
                with open_store(copy, create=False) as kept:
                    articles = list(kept.articles())
                assert [article.name for article in articles] == [str(n) for n in range(len(articles))]
                assert len(held(copy)["pages"]) == len(articles)
        finally:
            stop.set()
            writer.join()


def test_a_database_that_holds_something_is_replaced_only_if_told(postgres_place, copy):
    """And then wholly: nothing of what was there is left."""
    with open_store(postgres_place) as store:
        store.keep(PAGE, ONE)
        store.backup(copy)
        store.keep(page(TWO), TWO)
    before = held(postgres_place)
    with pytest.raises(StoreError, match="holds a store already: name another"):
        restore(copy, postgres_place)
    assert held(postgres_place) == before
    restore(copy, postgres_place, replace=True)
    assert held(postgres_place) == held(copy)


def test_a_database_in_use_is_not_replaced(postgres_place, copy):
    """Its workers would go on with what they had read; what they wrote is still there."""
    with open_store(postgres_place) as store:
        store.keep(PAGE, ONE)
        store.backup(copy)
        store.keep(page(TWO), TWO)
        with pytest.raises(StoreError, match=r"in use by 2 other connections of Retold: stop the workers"):
            restore(copy, postgres_place, replace=True)
        assert list(store.articles()) == [ONE, TWO]


def test_tables_that_somebody_locked_are_waited_for_and_not_for_ever(postgres_place, copy, monkeypatch):
    """A backup and a restore say so and change nothing; when the lock is gone they work."""
    with open_store(postgres_place) as store:
        store.keep(PAGE, ONE)
    back_up(postgres_place, copy)
    before = held(postgres_place)
    engine = create_engine(postgres_place.replace("://", "+psycopg://", 1))
    other = PostgresDatabase(postgres_place, busy_seconds=0.2)
    with engine.begin() as connection:
        connection.execute(text("lock table articles in access exclusive mode"))
        with pytest.raises(StoreError, match="in use by another process: wait"):
            other.backup(copy.with_name("second"), replace=False)
        other.engine.dispose()
        with pytest.raises(StoreError, match="in use by another process: wait"):
            copying.from_file(copy, other, replace=True)
    other.backup(copy.with_name("second"), replace=False)
    other.engine.dispose()
    engine.dispose()
    assert held(copy.with_name("second")) == before == held(postgres_place)
    assert sorted(file.name for file in copy.parent.iterdir()) == ["copy.sqlite", "second"]


def test_a_restore_that_breaks_off_changes_nothing(postgres_place, copy, monkeypatch):
    """At whichever table; the numbers that are given next stay, too."""
    open_store(postgres_place).close()
    fill(postgres_place)
    back_up(postgres_place, copy)
    before = held(postgres_place)
    tables = schema.metadata.sorted_tables
    real = copying._count
    for table in (tables[0], tables[len(tables) // 2], tables[-1]):
        monkeypatch.setattr(copying, "_count", lambda c, t, wrong=table: 0 if t is wrong else real(c, t))
        with pytest.raises(StoreError, match=rf"0 of 7 rows of {table.name} arrived"):
            restore(copy, postgres_place, replace=True)
        assert held(postgres_place) == before
    monkeypatch.undo()
    with open_store(postgres_place) as store:
        assert store.correct(Correction(number=0, kind="apart", articles=("a", "b"), by="Ann")).number > 0


# psycopg says so of the cursor of a connection that is gone, and can no longer close it.
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_a_server_that_dies_leaves_no_half_copy(postgres, copy, monkeypatch):
    """The connection is cut in the middle."""
    address = postgres.new()
    open_store(address).close()
    fill(address)
    real = copying._count

    def cut(connection, table):
        if table.name == "links":
            postgres.do(
                f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{make_url(address).database}'"
            )
            postgres.do("select pg_sleep(0.1)")
        return real(connection, table)

    with open_store(address) as store:
        monkeypatch.setattr(copying, "_count", cut)
        with pytest.raises(StoreError, match=r"closed the connection|terminating connection"):
            store.backup(copy)
    gc.collect()
    assert list(copy.parent.iterdir()) == []


def test_a_backup_is_made_before_a_store_is_brought_forward(empty_place, copy):
    """Of a store of an older Retold, as it is: neither the store nor its copy are of today afterwards."""
    older = database_at(empty_place)
    with older.engine.execution_options(writes=True).begin() as connection:
        upgrading.upgrade(connection, "0004")
        connection.execute(insert(schema.corrections).values(number=7, kind="apart", articles=b"\x90", by="Ann"))
    backup(empty_place, copy)
    assert examining.age(older) == "0004"
    older.engine.dispose()
    made = database_at(copy)
    assert examining.age(made) == "0004"
    made.engine.dispose()
    with open_store(copy) as store:
        assert store._database.engine.dialect.name == "sqlite"
    opened = database_at(copy)
    with opened.engine.connect() as connection:
        assert differences(connection) == []
        assert connection.execute(select(schema.corrections.c.number)).scalar_one() == 7
    opened.engine.dispose()


def test_of_what_is_no_store_no_backup_is_made(empty_place, copy):
    """It says so, and makes neither."""
    with pytest.raises(StoreError, match="no store at"):
        backup(empty_place, copy)
    assert not copy.exists()


def test_nothing_is_migrated_while_a_copy_is_made(postgres_place):
    """Who would migrate waits; who makes a copy, too, does not."""
    one, other = PostgresDatabase(postgres_place), PostgresDatabase(postgres_place, busy_seconds=0.1)
    with (
        copying._snapshot(one),
        copying._snapshot(other),
        other.engine.connect() as connection,
        pytest.raises(OperationalError, match="lock timeout"),
    ):
        other.lock_schema(connection)
    one.engine.dispose()
    other.engine.dispose()


def test_an_older_backup_is_brought_forward_on_its_way(postgres, copy):
    """The copy itself stays as it was: an older Retold may still read it."""
    old = SqliteDatabase(copy)
    with old.engine.execution_options(writes=True).begin() as connection:
        upgrading.upgrade(connection, "0002")
        connection.execute(insert(schema.corrections).values(number=7, kind="apart", articles=b"\x90", by="Ann"))
    old.engine.dispose()
    before = copy.read_bytes()
    address = postgres.new()
    restore(copy, address)
    assert copy.read_bytes() == before
    opened = database_at(address)
    with opened.engine.connect() as connection:
        assert connection.execute(select(schema.corrections.c.number)).scalar_one() == 7
        assert connection.execute(select(func.count()).select_from(schema.tasks)).scalar_one() == 0
    opened.engine.dispose()
    with open_store(address, create=False):
        pass


def test_a_newer_store_is_neither_put_back_nor_replaced(postgres, copy, quick_path):
    """It has what this version knows nothing of."""
    address = postgres.new()
    open_store(address).close()
    open_store(copy).close()
    opened = database_at(address)
    with opened.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    opened.engine.dispose()
    with pytest.raises(StoreError, match="newer Retold"):
        restore(copy, address, replace=True)
    with dbapi2.connect(copy) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    for target in (postgres.new(), quick_path / "kept.sqlite"):
        with pytest.raises(StoreError, match="newer Retold"):
            restore(copy, target)
    assert not (quick_path / "kept.sqlite").exists()


def archives(folder):
    """Archives of every usual kind with a path that leads out of them."""
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("../../evil.sqlite", b"SQLite format 3\0")
        archive.writestr(str(folder / "evil.sqlite"), b"SQLite format 3\0")
    for kind in ("", "gz", "bz2", "xz"):
        with tarfile.open(folder / f"a.tar{kind and '.'}{kind}", f"w:{kind}") as archive:
            member = tarfile.TarInfo("../../evil.sqlite")
            member.size = 16
            archive.addfile(member, io.BytesIO(b"SQLite format 3\0"))
            link = tarfile.TarInfo("link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc"
            archive.addfile(link)
    (folder / "a.dump").write_bytes(b"PGDMP\x01\x0e" + bytes(600))
    return sorted(folder.glob("a.*"))


def test_an_archive_is_refused_and_nothing_in_it_is_unpacked(place, tmp_path):
    """Whatever paths stand in it (zip-slip), nothing is written anywhere, and the store stays."""
    with open_store(place) as store:
        store.keep(PAGE, ONE)
    before = held(place)
    (tmp_path / "in" / "here").mkdir(parents=True)
    made = archives(tmp_path / "in" / "here")
    assert len(made) == 6
    names = sorted(map(str, tmp_path.rglob("*")))
    for archive in made:
        with pytest.raises(StoreError, match=r"is (a|packed|a dump).*no backup: name the file that `retold backup`"):
            restore(archive, place, replace=True)
    assert sorted(map(str, tmp_path.rglob("*"))) == names
    assert held(place) == before


@pytest.mark.parametrize("spoil", ["cut", "empty", "words", "folder", "link to nothing", "another database"])
def test_what_is_no_whole_store_is_refused_by_either_kind(place, copy, spoil):
    """With its name, and nothing has changed."""
    with open_store(place) as store:
        store.keep(PAGE, ONE)
        store.backup(copy)
    before = held(place)
    content = copy.read_bytes()
    copy.unlink()
    if spoil == "folder":
        copy.mkdir()
    elif spoil == "link to nothing":
        copy.symlink_to("nowhere")
    elif spoil == "another database":
        with dbapi2.connect(copy) as connection:
            connection.execute("create table other (x)")
        connection.close()
    else:
        copy.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "words": b"words " * 500}[spoil])
    with pytest.raises(StoreError, match=r"copy\.sqlite"):
        restore(copy, place, replace=True)
    assert held(place) == before


def test_a_backup_is_not_written_through_a_link(place, copy):
    """Nor to what is no file; nothing is lost, whatever stands there."""
    precious = copy.with_name("precious")
    precious.write_text("a letter")
    copy.symlink_to(precious)
    with open_store(place) as store:
        for replace in (False, True):
            with pytest.raises(StoreError, match="is a link: name the file"):
                store.backup(copy, replace=replace)
            with pytest.raises(StoreError, match="is a folder: name a file"):
                store.backup(copy.parent, replace=replace)
        pipe = copy.with_name("pipe")
        os.mkfifo(pipe)
        with pytest.raises(StoreError, match="is no file: name a file"):
            store.backup(pipe, replace=True)
    assert precious.read_text() == "a letter"
    assert copy.is_symlink()


def test_a_store_behind_a_link_is_replaced_where_it_is(sqlite_place, copy):
    """An owner who keeps it on another disk finds it there, and the link stays."""
    with open_store(sqlite_place) as store:
        store.keep(PAGE, ONE)
        store.backup(copy)
        store.keep(page(TWO), TWO)
    link = copy.with_name("link.sqlite")
    link.symlink_to(sqlite_place)
    restore(copy, link, replace=True)
    assert link.is_symlink()
    assert held(sqlite_place) == held(copy)


HOLD = """
import sys
from pysqlite3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma locking_mode=exclusive")
connection.execute("begin exclusive")
connection.execute("update alembic_version set version_num = version_num")
print("held", flush=True)
sys.stdin.read()
connection.execute("commit")
connection.close()
"""


def test_a_file_that_another_process_has_locked_is_neither_copied_nor_replaced(sqlite_place, copy):
    """It says so, and loses nothing; when the other has gone it works."""
    with open_store(sqlite_place) as store:
        store.keep(PAGE, ONE)
        store.backup(copy)
    before = held(sqlite_place)
    database = SqliteDatabase(sqlite_place, busy_seconds=0.2)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, sqlite_place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="in use by another process: wait"):
            database.backup(copy.with_name("second"), replace=False)
        with pytest.raises(StoreError, match="in use by another process: wait"):
            restore(copy, sqlite_place, replace=True)
        holder.stdin.close()
        holder.wait(10)
    assert sorted(file.name for file in copy.parent.iterdir()) == ["copy.sqlite"]
    assert held(sqlite_place) == before
    database.backup(copy.with_name("second"), replace=False)
    database.engine.dispose()
    assert held(copy.with_name("second")) == before


LIMITED = """
import resource, sys, signal
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from retold.errors import StoreError
from retold.store import open_store, restore
with open_store(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
    try:
        store.backup(Path(sys.argv[2]))
    except StoreError as error:
        print(error)
"""


def test_a_copy_that_can_not_be_written_to_its_end_is_no_copy(place, copy):
    """The system allows no larger file: it says so, leaves nothing, and the store is as it was."""
    with open_store(place) as store:
        for number in range(8):
            article = make_article(f"It rained on day {number}. " * 30, name=f"{number}")
            store.keep(page(article, os.urandom(60_000)), article)
    before = held(place)
    for limit in (300_000, 8_192):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, place, copy, str(limit)], capture_output=True, text=True, check=True
        )
        assert "copy.sqlite" in done.stdout
        assert "check the disk" in done.stdout
    assert list(copy.parent.iterdir()) == []
    assert held(place) == before


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own, of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_copy_for_which_the_disk_has_no_room_is_no_copy(postgres_place, small_disk):
    """It says so, leaves nothing but what was there, and the database is as it was."""
    copy = small_disk / "copy.sqlite"
    with open_store(postgres_place) as store:
        store.keep(PAGE, ONE)
        store.backup(copy)
        for number in range(8):
            article = make_article(f"It rained on day {number}. " * 30, name=f"{number}")
            store.keep(page(article, os.urandom(300_000)), article)
        before, earlier = held(postgres_place), held(copy)
        with pytest.raises(StoreError, match=r"no space left for .*copy\.sqlite: free some disk space"):
            store.backup(copy, replace=True)
    assert held(postgres_place) == before
    assert held(copy) == earlier
    assert not list(small_disk.glob("*.partial*"))


def test_a_server_without_room_takes_nothing_of_a_copy(postgres, tmp_path, copy):
    """What was in its place is there as before; an own folder of 24 MB holds the database."""
    folder = postgres.folder / "small"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder]).returncode:
        pytest.skip("only root can make a small disk")
    try:
        shutil.chown(folder, postgres.user)
        postgres.do(f"create tablespace small location '{folder}'")
        postgres.do("create database small template template0 tablespace small")
        address = postgres.url("small")
        with open_store(address) as store:
            store.keep(PAGE, ONE)
        before = held(address)
        with open_store(copy) as store:
            for number in range(8):
                article = make_article(f"It rained on day {number}. " * 30, name=f"{number}")
                store.keep(page(article, os.urandom(4_000_000)), article)
        with pytest.raises(StoreError, match=r"no space left on the server of .*small"):
            restore(copy, address, replace=True)
        assert held(address) == before
        postgres.do("drop database small")
        postgres.do("drop tablespace small")
    finally:
        subprocess.run(["umount", folder], check=True)
