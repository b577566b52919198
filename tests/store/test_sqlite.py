"""What only a file can do: be damaged, be of another age, be shared, be cut off."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from retold.errors import StoreError
from retold.store import open_store, schema
from retold.store.sqlite import SqliteStore
from retold.testing import make_article
from retold.types import Page


def test_the_migrations_make_the_schema(tmp_path):
    """A column added to one and not to the other would be found here."""
    with open_store(tmp_path / "s.sqlite") as store, store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_an_older_sqlite_is_not_used(tmp_path):
    """The one of Python 3.11 has a fault in its write-ahead log."""
    with open_store(tmp_path / "s.sqlite") as store, store._engine.connect() as connection:
        version = connection.execute(text("select sqlite_version()")).scalar_one()
        assert tuple(map(int, version.split("."))) > (3, 51, 2)
        assert connection.execute(text("pragma journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("pragma foreign_keys")).scalar_one() == 1


def test_a_file_that_is_no_store_is_left_alone(tmp_path):
    """The error says what to do, and not a byte is changed."""
    file = tmp_path / "letter.txt"
    file.write_bytes(b"Dear reader, " * 100)
    with pytest.raises(StoreError, match="no Retold store"):
        open_store(file)
    assert file.read_bytes() == b"Dear reader, " * 100


def test_a_store_that_is_not_there_is_not_made_unasked(tmp_path):
    """`--store` with a typing error and no pages."""
    with pytest.raises(StoreError, match="no store at"):
        open_store(tmp_path / "mistyped.sqlite", create=False)
    assert not (tmp_path / "mistyped.sqlite").exists()


def test_a_store_of_a_newer_version_is_refused(tmp_path):
    """It says to upgrade."""
    with open_store(tmp_path / "s.sqlite") as store, store._engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match="newer Retold"):
        open_store(tmp_path / "s.sqlite")


def test_a_locked_store_says_so(tmp_path):
    """Another process writes for longer than we wait."""
    article = make_article("The council met.")
    with open_store(tmp_path / "s.sqlite") as store:
        other = SqliteStore(tmp_path / "s.sqlite", busy_seconds=0.1)
        with store._writing() as connection:
            connection.execute(text("delete from links"))
            with pytest.raises(StoreError, match="in use by another process"):
                other.keep(Page(input="x", content=b"x"), article)
        other.keep(Page(input="x", content=b"x"), article)
        other.close()


def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path):
    """SQLite itself is told that there is no more room."""
    article = make_article("The council met.")
    with open_store(tmp_path / "s.sqlite") as store:
        store.keep(Page(input="x", content=b"x"), article)
        long = make_article("The council met again. " * 20_000, name="long")
        with store._engine.connect() as connection:
            connection.execute(text("pragma max_page_count = 40"))
        # The limit holds for one connection: keep it, and use it.
        with pytest.raises(StoreError, match="no space left"):
            store.keep(Page(input="long", content=os.urandom(400_000)), long)
        assert list(store.articles()) == [article]


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from retold.store import open_store
    from retold.testing import make_article
    from retold.types import Page

    with open_store(Path(sys.argv[1])) as store:
        for number in range(int(sys.argv[2]), 10_000):
            name = f"{number}"
            article = make_article(f"Story {number} is told. " * 20, name=name)
            store.keep(Page(input=name, content=name.encode()), article)
            print(number, flush=True)
    """
)


@pytest.mark.parametrize("acknowledged", [1, 7, 23])
def test_killed_at_any_point_nothing_acknowledged_is_lost(tmp_path, acknowledged):
    """SIGKILL while it writes; the file opens again, is whole, and holds all that was said to be kept."""
    file = tmp_path / "s.sqlite"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(file), "0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(acknowledged)]
        process.send_signal(signal.SIGKILL)
        said += [int(line) for line in process.stdout.read().split("\n") if line.strip()]
    with open_store(file, create=False) as store:
        kept = {int(article.input) for article in store.articles()}
        assert kept >= set(said)
        with store._engine.connect() as connection:
            assert connection.execute(text("pragma integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("pragma foreign_key_check")).all() == []
        for article in store.articles():
            assert store.find(Page(input=article.input, content=article.input.encode())) == article
