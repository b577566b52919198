"""What is told of a store's inside, of either kind."""

from datetime import UTC, datetime, timedelta

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import insert, text
from tests.store.made import ONE, PAGE

from retold.errors import StoreError
from retold.service.doctor import examine
from retold.settings import Settings
from retold.store import database_at, examining, open_store, schema
from retold.store.transactions import Transactions
from retold.types import Task

NOW = datetime(2025, 3, 4, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def opened(place):
    with open_store(place) as store:
        yield store


@pytest.fixture
def database(place):
    found = database_at(place)
    yield found
    found.engine.dispose()


def work(database, now=NOW):
    with Transactions(database).reading() as connection:
        return examining.work(connection, now=now, patience=HOUR)


def change(database, statement):
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(statement)


def test_nothing_is_made_by_looking(empty_place):
    """Neither a file nor a table."""
    found = database_at(empty_place)
    assert examining.age(found) is None
    assert examining.age(found) is None
    found.engine.dispose()
    if not isinstance(empty_place, str):
        assert not empty_place.exists()


def test_a_store_of_another_age_is_told_and_left_as_it_is(opened, database):
    """An older one by its migration, a newer one as what can't be used."""
    assert examining.age(database) == schema.REVISION
    change(database, text("update alembic_version set version_num = '0003'"))
    assert examining.age(database) == "0003"
    assert examining.age(database) == "0003"
    change(database, text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match="newer Retold"):
        examining.age(database)
    change(database, text(f"update alembic_version set version_num = '{schema.REVISION}'"))


def test_work_is_overdue_after_some_patience_and_if_nobody_holds_it(opened, database):
    """What a killed worker left is told apart, and what was given up with its reason."""
    assert work(database) == examining.Work(
        overdue=0, oldest=None, left=0, given_up=0, error="", workers=(), open=0, last=None
    )
    opened.add_tasks(Task(kind="feed", key=str(number), due=NOW) for number in range(5))
    assert work(database).open == 5
    assert work(database, NOW + HOUR / 2).overdue == 0
    held, left, gone = opened.lease(["feed"], "w1", now=NOW, seconds=60, limit=3)
    assert work(database).workers == ("w1",)
    opened.finish(held, now=NOW)
    opened.fail(gone, "no such host", due=None)
    found = work(database, NOW + 2 * HOUR)
    assert (found.overdue, found.oldest, found.left, found.workers) == (3, NOW, 1, ())
    assert (found.given_up, found.error, found.open, found.last) == (1, "no such host", 4, NOW)
    assert left.key == "1"


def test_the_newest_instant_of_what_has_happened_is_found(opened, database):
    """What is due ahead is not what has happened."""
    with Transactions(database).reading() as connection:
        assert examining.newest(connection) is None
    opened.add_tasks([Task(kind="feed", key="a", due=NOW + 900 * HOUR)])
    (task,) = opened.lease(["feed"], "w", now=NOW + 900 * HOUR, seconds=60)
    opened.finish(task, now=NOW)
    with Transactions(database).reading() as connection:
        assert examining.newest(connection) == (NOW, "tasks.done_at")
    row = {"feed": "f", "url": "u", "at": NOW + HOUR, "outcome": "failed", "confidence": 0.0, "reason": ""}
    change(database, insert(schema.visits).values(row))
    with Transactions(database).reading() as connection:
        assert examining.newest(connection) == (NOW + HOUR, "visits.at")


def test_readers_and_mails_are_counted_by_state(opened, database):
    """With the oldest and the newest of each."""
    for number, state in enumerate(("confirmed", "confirmed", "pending")):
        row = {"id": f"{number}", "email": f"{number}@a.test", "state": state, "value": b""}
        change(database, insert(schema.subscribers).values(row))
        change(database, insert(schema.editions).values(id=f"{number}", subscriber="a", day=f"{number}", value=b""))
        row = {"edition": f"{number}", "subscriber": "a", "message_id": f"{number}", "value": b""}
        at = NOW + number * HOUR
        change(database, insert(schema.messages).values(**row, state="waiting" if number else "sent", at=at))
    with Transactions(database).reading() as connection:
        assert examining.readers(connection) == {"confirmed": 2, "pending": 1}
        assert examining.mails(connection) == {"sent": (1, NOW, NOW), "waiting": (2, NOW + HOUR, NOW + 2 * HOUR)}


def test_what_has_no_work_ahead_is_counted(opened, database):
    """By the kind of work; who is not to get anything needs none."""
    row = {"id": "a", "email": "a@a.test", "state": "confirmed", "value": b""}
    change(database, insert(schema.subscribers).values(row))
    change(database, insert(schema.subscribers).values(row | {"id": "b", "email": "b@a.test", "state": "pending"}))
    change(database, insert(schema.editions).values(id="e", subscriber="a", day="1", value=b""))
    row = {"edition": "e", "subscriber": "a", "message_id": "m", "state": "waiting", "at": NOW, "value": b""}
    change(database, insert(schema.messages).values(row))
    with Transactions(database).reading() as connection:
        assert examining.forgotten(connection) == {"edition": 1, "mail": 1}
    opened.add_tasks([Task(kind="edition", key="a", due=NOW), Task(kind="mail", key="e", due=NOW)])
    with Transactions(database).reading() as connection:
        assert examining.forgotten(connection) == {}


def test_a_whole_store_has_no_wounds(opened, database):
    """And a size."""
    opened.keep(PAGE, ONE)
    assert examining.wounds(database, within=10) == ()
    assert examining.size(database) > 10_000


def test_the_doctor_finds_a_new_store_well(opened, place):
    """Of either kind."""
    opened.keep(PAGE, ONE)
    found = list(examine(Settings(), store=str(place), now=datetime.now(UTC)))
    assert {one.state for one in found if one.name != "backups"} == {"ok"}
    assert {"integrity", "time", "work", "schedule", "workers", "feeds", "editions"} < {one.name for one in found}


def test_a_row_that_leads_nowhere_is_a_wound(sqlite_place):
    """So is a damaged page of the file; what can't be read in time is no answer."""
    with open_store(sqlite_place) as store:
        store.keep(PAGE, ONE)
    found = database_at(sqlite_place)
    with pytest.raises(TimeoutError):
        examining.wounds(_large(found), within=0.0)
    with dbapi2.connect(sqlite_place) as connection:
        connection.execute("update sentences set article = 'nowhere'")
    connection.close()
    assert examining.wounds(found, within=10)[0] == "a row of sentences names one of articles that isn't there"
    found.engine.dispose()


def _large(database):
    """More than a thousand steps of SQLite's to look through."""
    row = {"kind": "apart", "articles": b"", "by": "Ann"}
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(schema.corrections), [row] * 5_000)
    return database


def test_a_rule_that_is_not_checked_is_a_wound(postgres_place):
    """Of a database whose owner switched one off."""
    found = database_at(postgres_place)
    change(found, text("alter table sentences add constraint odd check (start >= 0) not valid"))
    assert examining.wounds(found, within=10) == ("the rule odd is not checked",)
    change(found, text("alter table sentences drop constraint odd"))
    found.engine.dispose()
