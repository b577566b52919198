"""The worker: what becomes of work that is done, put off, broken or lost."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from retold.errors import Later, StoreBusy, StoreError
from retold.logs import Logger
from retold.service import working
from retold.service.working import STREAM, Worker, carry_out
from retold.store import open_store
from retold.store.database import DatabaseStore
from retold.store.sqlite import SqliteDatabase
from retold.testing import MemoryStore
from retold.types import Task

NOW = datetime(2025, 3, 4, 6, tzinfo=UTC)


def leased(store, **more):
    store.add_tasks([Task(kind="mail", key="k", due=NOW)])
    (task,) = store.lease(["mail"], "w", now=NOW, seconds=60)
    return task


def after(store):
    return next(store.tasks(["mail"]))


def test_work_that_is_done_is_done_for_good_or_until_it_is_due_again():
    """As the handler says."""
    for again in (None, NOW + timedelta(hours=1)):
        store = MemoryStore()
        assert carry_out(store, leased(store), lambda task, now, again=again: again, lambda: NOW) is None
        assert (after(store).done_at, after(store).due) == ((NOW, NOW) if again is None else (None, again))


def test_work_that_is_put_off_keeps_its_reason_and_its_time():
    """None gives it up."""
    for due in (NOW + timedelta(minutes=5), None):
        store = MemoryStore()

        def put_off(task, now, due=due):
            raise Later("the server is away", due)

        assert carry_out(store, leased(store), put_off, lambda: NOW).due == due
        assert (after(store).last_error, after(store).due) == ("the server is away", due)


def test_a_fault_of_ours_rests_longer_each_time_and_is_never_given_up():
    """It is logged, and others go on."""
    store, now, rests = MemoryStore(), NOW, []

    def broken(task, at):
        raise ZeroDivisionError("nothing")

    store.add_tasks([Task(kind="mail", key="k", due=NOW)])
    for _ in range(12):
        (task,) = store.lease(["mail"], "w", now=now, seconds=60)
        carry_out(store, task, broken, lambda now=now: now)
        rests.append(after(store).due - now)
        now = after(store).due
    assert rests[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert rests[-1] == timedelta(hours=6)
    assert "ZeroDivisionError" in after(store).last_error


def test_a_store_that_cannot_be_used_is_no_fault_of_the_work():
    """The worker ends with it."""
    store = MemoryStore()

    def failing(task, now):
        raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        carry_out(store, leased(store), failing, lambda: NOW)


def test_a_store_that_is_busy_puts_work_off():
    """It isn't broken, and the worker goes on."""
    store = MemoryStore()

    def waiting(task, now):
        raise StoreBusy("in use by another process")

    assert carry_out(store, leased(store), waiting, lambda: NOW).due == NOW + timedelta(minutes=1)
    assert (after(store).last_error, after(store).due) == ("in use by another process", NOW + timedelta(minutes=1))


def test_a_worker_outlasts_a_store_that_is_held_for_long(tmp_path, monkeypatch):
    """Somebody writes for longer than it waits, several times over; then the work is done after all."""
    monkeypatch.setattr(working, "_IDLE", 0.02)
    waited, done = threading.Event(), threading.Event()
    seen = []

    def warning(self, event, **about):
        seen.append(about["reason"])
        waited.set()

    monkeypatch.setattr(Logger, "warning", warning)

    class Keeping(Worker):
        def _keep_up(self, task, now):
            done.set()

    open_store(tmp_path / "s.sqlite").close()
    store = DatabaseStore(SqliteDatabase(tmp_path / "s.sqlite", busy_seconds=0.05))
    store.add_tasks([Task(kind="upkeep", key="k", due=NOW)])
    worker = Keeping(store, kinds=("upkeep",), clock=lambda: NOW)
    worker.plan()
    monkeypatch.setattr(worker, "plan", lambda: None)
    with store._database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("delete from links"))
        thread = threading.Thread(target=worker.run)
        thread.start()
        assert waited.wait(10)
        assert not done.is_set()
    assert done.wait(10)
    worker.stop()
    thread.join(10)
    assert not thread.is_alive()
    store.close()
    assert "in use by another process" in seen[0]


def test_work_of_a_worker_that_is_stopped_is_free_at_once():
    """Control-C gives back what is being done."""
    store = MemoryStore()

    def interrupted(task, now):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(store, leased(store), interrupted, lambda: NOW)
    assert after(store).due == NOW
    assert after(store).leased_until is None


def test_a_round_ends_although_work_is_due_again_at_once(tmp_path):
    """What is put off until now is left for the next round."""
    with open_store(tmp_path / "s.sqlite") as store:
        tried = []

        class Stubborn(Worker):
            def _take_in(self, task, now):
                tried.append(task.key)
                raise Later("not yet", now)

        done = Stubborn(store, kinds=("stream",), clock=lambda: NOW).run_once()
        assert (tried, done.put_off) == (["all"], 1)


def test_long_work_holds_its_lease_and_stops_when_it_was_lost(tmp_path):
    """Asked at every step, extended at half of its time."""
    with open_store(tmp_path / "s.sqlite") as store:
        now = NOW
        worker = Worker(store, clock=lambda: now)
        store.add_tasks([STREAM])
        (task,) = store.lease(["stream"], "w", now=now, seconds=600)
        still = worker._holding(task)
        for _ in range(10):
            now += timedelta(seconds=200)
            still("a step")
        (kept,) = store.tasks(["stream"])
        assert kept.leased_until > now
        now += timedelta(hours=1)
        (other,) = store.lease(["stream"], "another", now=now, seconds=600)
        assert other.lease == task.lease + 1
        with pytest.raises(Later, match="another worker"):
            still("a step")


def test_a_worker_stops_when_told_and_two_share_the_work(tmp_path, monkeypatch):
    """Each piece of work is done by one of them."""
    monkeypatch.setattr(working, "_IDLE", 0.02)
    done, lock = [], threading.Lock()

    class Counting(Worker):
        def _keep_up(self, task, now):
            with lock:
                done.append(task.key)
            return

    with open_store(tmp_path / "s.sqlite") as store:
        store.add_tasks([Task(kind="upkeep", key=str(n), due=NOW) for n in range(40)])
        workers = [Counting(store, kinds=("upkeep",), clock=lambda: NOW, name=f"w{n}") for n in range(2)]
        threads = [threading.Thread(target=worker.run) for worker in workers]
        for thread in threads:
            thread.start()
        until = time.monotonic() + 20
        while len(done) < 41 and time.monotonic() < until:
            time.sleep(0.02)
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()
        assert sorted(done) == sorted({*map(str, range(40)), "daily"})
        assert list(store.tasks(done=False)) == []
