"""What only a server can do: be away, let nobody in, be in two minds."""

import sys
import threading
import traceback
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from tests.store.made import ONE, PAGE, TWO, page
from typer.testing import CliRunner

from retold.cli import app
from retold.errors import MissingPart, StoreBusy, StoreError
from retold.store import open_store, tasks
from retold.store.database import DatabaseStore
from retold.store.postgres import PostgresDatabase, why
from retold.types import Task

SECRET = "s3cret-p4ss"


def shown(error):
    """All that a person could come to see of it."""
    return f"{error.value!r}"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (f"postgresql://ann:{SECRET}@127.0.0.1:1/kept", "no server answers at postgresql://ann@127.0.0.1:1/kept"),
        (f"postgresql://ann@127.0.0.1:1/kept?password={SECRET}", "no server answers"),
        (f"postgresql:///kept?host=/nowhere&password={SECRET}", "no server answers"),
        (f"postgresql://ann:{SECRET}@127.0.0.1:port/kept", "the address of the store can't be read"),
        (f"postgresql://ann:{SECRET}/kept", "the address of the store can't be read"),
        (f"mysql://ann:{SECRET}@host/kept", "no stores are kept in mysql"),
    ],
)
def test_a_server_that_cant_be_reached_is_named_without_the_password(address, says):
    """And what to check."""
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as error:
        open_store(address)
    assert says in str(error.value)
    assert SECRET not in shown(error)
    if error.value.__cause__ is None:
        assert SECRET not in "".join(traceback.format_exception(error.value))


def test_who_may_not_in_is_told_why(postgres, postgres_made):
    """A wrong password, none, an unknown user, an unknown database."""
    database = postgres_made.rpartition("@/")[2].partition("?")[0]
    postgres.do(f"create role guarded login password '{SECRET}'")
    for password in ("wr0ng-p4ss", ""):
        with pytest.raises(StoreError, match="wrong user or password; give it in the address, in PGPASSWORD") as error:
            open_store(postgres.url(database, "guarded", password))
        assert "p4ss" not in shown(error)
    with pytest.raises(StoreError, match="knows no such user"):
        open_store(postgres.url(database, "nobody_here"))
    with pytest.raises(StoreError, match=r"no database at .*mistyped.*createdb"):
        open_store(postgres.url("mistyped"))
    # The right password opens, but the tables are another's.
    with pytest.raises(StoreError, match=r"does not let its user do that .*GRANT") as error:
        open_store(postgres.url(database, "guarded", SECRET))
    assert SECRET not in shown(error)


def test_who_may_make_no_tables_is_told(postgres):
    """As every user but the owner since PostgreSQL 15."""
    postgres.do("create role guest login")
    address = postgres.new()
    with pytest.raises(StoreError, match="does not let its user do that"):
        open_store(address.replace("retold@", "guest@"))


def test_a_server_that_takes_no_changes_says_so(postgres_place):
    """A standby; it can be read all the same."""
    with open_store(f"{postgres_place}&options=-cdefault_transaction_read_only%3Don") as store:
        assert list(store.articles()) == []
        with pytest.raises(StoreError, match="takes no changes: it is a standby or read-only"):
            store.keep(PAGE, ONE)


def test_a_locked_store_says_so(postgres_place):
    """Somebody holds a table for longer than we wait."""
    other = DatabaseStore(PostgresDatabase(postgres_place, busy_seconds=0.1))
    with open_store(postgres_place) as store:
        with store._database.engine.begin() as connection:
            connection.execute(text("lock table pages in exclusive mode"))
            assert list(other.articles()) == []
            with pytest.raises(StoreBusy, match="in use by another process"):
                other.keep(PAGE, ONE)
        other.keep(PAGE, ONE)
        assert list(store.articles()) == [ONE]
    other.close()


def test_a_full_disk_says_so():
    """Of the server, not of this machine."""
    errors = pytest.importorskip("psycopg").errors
    error = OperationalError("insert", {}, errors.DiskFull("could not extend file"))
    assert why("postgresql://host/kept", error).startswith(
        "no space left on the server of postgresql://host/kept: free"
    )


def test_two_transactions_in_each_others_way_both_succeed(postgres_place):
    """PostgreSQL ends one of two that wait for each other; it is done again."""
    with open_store(postgres_place) as store:
        store.keep(PAGE, ONE)
        store.keep(page(TWO), TWO)
        met = threading.Barrier(2, timeout=10)
        tries = {"one": 0, "two": 0}

        def write(name, first, then):
            def work(connection):
                tries[name] += 1
                title = text("update articles set title = coalesce(title, '') || :name where id = :id")
                connection.execute(title, {"name": name, "id": first.id})
                if tries[name] == 1:
                    met.wait()
                connection.execute(title, {"name": name, "id": then.id})

            store._transactions.write(work)

        threads = [threading.Thread(target=write, args=args) for args in (("one", ONE, TWO), ("two", TWO, ONE))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(tries.values()) == [1, 2]
        with store._database.engine.connect() as connection:
            titles = connection.execute(text("select title from articles")).scalars().all()
        assert all(title.count("one") == title.count("two") == 1 for title in titles)


def test_a_worker_passes_over_what_another_is_about_to_lease(postgres_place):
    """And needn't wait for it."""
    now = datetime(2025, 3, 4, tzinfo=UTC)
    other = DatabaseStore(PostgresDatabase(postgres_place, busy_seconds=0.1))
    with open_store(postgres_place) as store:
        store.add_tasks(Task(kind="read", key=key, due=now) for key in "abcd")
        with store._database.engine.begin() as connection:
            first = tasks.lease(connection, ["read"], "one", now=now, seconds=9, limit=2)
            second = other.lease(["read"], "two", now=now, seconds=9, limit=9)
        assert ["".join(task.key for task in leased) for leased in (first, second)] == ["ab", "cd"]
        assert [task.leased_by for task in store.tasks()] == ["one", "one", "two", "two"]
    other.close()


def test_tries_come_to_an_end(postgres_place):
    """What never passes is told."""
    tries = []

    def fail(connection):
        tries.append(1)
        connection.execute(text("do $$ begin raise exception 'again' using errcode = '40001'; end $$"))

    with open_store(postgres_place) as store, pytest.raises(StoreError, match="again"):
        store._transactions.write(fail)
    assert len(tries) == 6


def test_a_server_that_was_restarted_is_connected_to_again(postgres, postgres_place):
    """What was under way is lost and told; what comes after goes on."""
    gone = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'retold'"
    with open_store(postgres_place) as store:
        store.keep(PAGE, ONE)
        postgres.do(gone)
        assert list(store.articles()) == [ONE]

        def interrupted(connection):
            postgres.do(gone)
            connection.execute(text("delete from pages"))

        with pytest.raises(StoreError, match=r"closed the connection .*run the same command again"):
            store._transactions.write(interrupted)
        assert store.find(PAGE) == ONE


def test_a_database_is_asked_to_be_read_committed(postgres_place):
    """Whatever its owner has made the rule."""
    address = f"{postgres_place}&options=-cdefault_transaction_isolation%3Dserializable"
    with open_store(address) as store, store._database.engine.connect() as connection:
        assert connection.execute(text("show transaction_isolation")).scalar_one() == "read committed"
        assert connection.execute(text("show lock_timeout")).scalar_one() == "10s"


def test_without_psycopg_it_says_how_to_get_it(monkeypatch):
    """It is no part of a plain installation."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingPart, match=r"pip install 'retold\[postgres\]'"):
        open_store("postgresql://host/kept")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql+psycopg"])
def test_an_address_may_begin_as_elsewhere(postgres_place, scheme):
    """As hosting companies and SQLAlchemy write it."""
    with open_store(postgres_place.replace("postgresql", scheme, 1)) as store:
        assert store.name.startswith("postgresql://retold@")


def test_the_command_line_keeps_pages_there(postgres_place, tmp_path):
    """And gives them back without being told of them again."""
    file = tmp_path / "one.txt"
    paragraph = "The council met on Tuesday. It voted 7 to 2 for the new bridge over the river, the mayor said."
    file.write_text("\n\n".join(["Council votes for a bridge", *[paragraph] * 5]))
    run = CliRunner().invoke
    first = run(app, ["read", str(file), "--json", "--quiet", "--store", postgres_place])
    assert "for the new bridge" in first.output, first
    assert run(app, ["read", "--json", "--quiet", "--store", postgres_place]).output == first.output
