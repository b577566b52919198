"""Work in rows with leases: the same in every store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from sqlalchemy import delete

from retold.store import open_store, schema
from retold.testing import MemoryStore
from retold.types import Task

NOW = datetime(2025, 3, 4, 7, 30, tzinfo=UTC)
READ = Task(kind="read", key="https://plain.test/1", due=NOW, payload=b"\x00\xff")
MAIL = Task(kind="mail", key="https://plain.test/1", due=NOW)


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def lease(store, *, at=0.0, worker="one", kinds=("read", "mail"), seconds=60, limit=1):
    return store.lease(kinds, worker, now=after(at), seconds=seconds, limit=limit)


def test_a_double_trigger_is_one_task(store):
    """By kind and key, waiting, leased or done; what came first stays as it was."""
    assert store.add_tasks([READ, MAIL, READ]) == 2
    assert store.add_tasks([replace(READ, due=after(99), payload=b"other")]) == 0
    (held,) = lease(store, kinds=["read"])
    assert store.add_tasks([READ]) == 0
    assert store.finish(held, now=NOW)
    assert store.add_tasks([READ]) == 0
    assert list(store.tasks(done=False)) == [MAIL]
    assert store.add_tasks([]) == 0


def test_work_is_leased_when_it_is_due_and_longest_due_first(store):
    """Not before, only of the kinds asked for, and of those due alike the one that was added first."""
    tasks = [Task(kind="read", key=key, due=after(due)) for key, due in (("c", 3), ("a", 1), ("d", 3), ("b", 2.5))]
    store.add_tasks([*tasks, MAIL])
    assert lease(store, at=0.999, kinds=["read"]) == ()
    assert [task.key for task in lease(store, at=1, kinds=["read"], limit=9)] == ["a"]
    assert [task.key for task in lease(store, at=3, kinds=["read"], limit=2)] == ["b", "c"]
    assert lease(store, at=9, kinds=[]) == ()
    assert [task.kind for task in lease(store, at=9, limit=1)] == ["mail"]


def test_a_leased_task_says_who_holds_it_and_until_when(store):
    """And comes with all that it was added with."""
    store.add_tasks([READ])
    (held,) = lease(store, worker="host:1", seconds=0.5)
    assert held == replace(READ, attempts=1, lease=1, leased_by="host:1", leased_until=after(0.5))
    assert list(store.tasks()) == [held]


def test_nobody_else_gets_leased_work_until_the_lease_runs_out(store):
    """Then the next one does; whoever had it before can do nothing to it any more, under the same name or another."""
    store.add_tasks([READ])
    (first,) = lease(store, seconds=60)
    assert lease(store, at=59.999) == ()
    (second,) = lease(store, at=60)
    assert (second.attempts, second.lease) == (2, 2)
    assert store.extend(first, now=after(61), seconds=60) is None
    assert not store.finish(first, now=after(61))
    assert not store.fail(first, "too slow", due=NOW)
    assert list(store.tasks()) == [second]
    assert store.finish(second, now=after(62))
    assert not store.finish(second, now=after(63))
    assert [task.done_at for task in store.tasks()] == [after(62)]


def test_who_is_late_may_still_finish_what_nobody_took_up(store):
    """Its work need not be done again."""
    store.add_tasks([READ])
    (held,) = lease(store, seconds=1)
    assert store.finish(held, now=after(99))


def test_a_lease_can_be_held_for_longer(store):
    """Finished with the task as it was before, or as it is now."""
    store.add_tasks([READ])
    (held,) = lease(store, seconds=60)
    longer = store.extend(held, now=after(50), seconds=60)
    assert longer == replace(held, leased_until=after(110))
    assert lease(store, at=100) == ()
    assert store.finish(held, now=after(101))


def test_failed_work_waits_until_it_is_due_again_with_the_reason(store):
    """The lease is let go at once, the tries are counted, and success forgets the error."""
    store.add_tasks([READ])
    (held,) = lease(store)
    assert store.fail(held, "timeout\nafter 30 s", due=after(90))
    assert not store.fail(held, "again", due=NOW)
    assert list(store.tasks()) == [replace(READ, due=after(90), attempts=1, lease=1, last_error="timeout\nafter 30 s")]
    assert lease(store, at=89) == ()
    (held,) = lease(store, at=90)
    assert (held.attempts, held.last_error) == (2, "timeout\nafter 30 s")
    store.finish(held, now=after(91))
    assert [task.last_error for task in store.tasks(done=True)] == [""]


def test_work_that_is_given_up_is_kept_and_never_leased(store):
    """It is not done, and a trigger doesn't revive it."""
    store.add_tasks([READ])
    (held,) = lease(store)
    assert store.fail(held, "no such mailbox", due=None)
    assert lease(store, at=1e9) == ()
    assert store.add_tasks([READ]) == 0
    assert [(task.due, task.done_at) for task in store.tasks(done=False)] == [(None, None)]


def test_work_that_comes_again_is_due_again_when_it_is_finished(store):
    """With its tries counted from the start, and the lease of the last time worth nothing."""
    store.add_tasks([READ])
    (held,) = lease(store)
    assert store.finish(held, now=after(1), again=after(3600))
    assert list(store.tasks(done=False)) == [replace(READ, due=after(3600), lease=1)]
    (next_time,) = lease(store, at=3600)
    assert (next_time.attempts, next_time.lease) == (1, 2)
    assert not store.finish(held, now=after(3601))


def test_what_was_never_leased_or_never_added_is_not_finished(store):
    """A mistake of the caller's changes nothing."""
    store.add_tasks([READ])
    assert not store.finish(READ, now=NOW)
    assert not store.finish(replace(MAIL, lease=1, leased_until=NOW), now=NOW)
    assert store.extend(READ, now=NOW, seconds=1) is None
    assert list(store.tasks()) == [READ]


def test_tasks_are_looked_at_by_kind_and_whether_they_are_done(store):
    """In the order in which they were added."""
    other = replace(READ, key="other")
    store.add_tasks([READ, MAIL, other])
    store.finish(*lease(store, kinds=["read"]), now=NOW)
    assert [task.key for task in store.tasks(["read"])] == [READ.key, "other"]
    assert list(store.tasks(done=False)) == [MAIL, other]
    assert list(store.tasks([])) == []


def test_what_was_done_long_ago_can_be_forgotten(store):
    """Only that; its key is new again then."""
    store.add_tasks([READ, MAIL])
    store.finish(*lease(store, kinds=["read"]), now=after(5))
    assert store.forget_tasks(done_before=after(5)) == 0
    assert store.forget_tasks(done_before=after(6)) == 1
    assert list(store.tasks()) == [MAIL]
    assert store.add_tasks([READ]) == 1


def test_instants_are_kept_to_the_microsecond_in_any_zone(store):
    """And compared as instants, not as words."""
    due = datetime(2025, 3, 4, 9, 30, 0, 1, tzinfo=timezone(timedelta(hours=2)))
    store.add_tasks([replace(READ, due=due)])
    assert store.lease(["read"], "one", now=due - timedelta(microseconds=1), seconds=1) == ()
    assert store.lease(["read"], "one", now=due, seconds=1)[0].due == due


class Leases(RuleBasedStateMachine):
    """A store beside the one in memory, which is slow and plain: both answer alike, whatever is asked in any order."""

    held = Bundle("held")
    kinds = st.lists(st.sampled_from(["read", "mail"]), max_size=2, unique=True)
    seconds = st.sampled_from([0.0, 0.5, 1.0, 10.0])

    def __init__(self, place):
        super().__init__()
        self.store = open_store(place)
        self.store._transactions.write(lambda connection: connection.execute(delete(schema.tasks)))
        self.known = MemoryStore()
        self.now = NOW

    def both(self, does):
        found, expected = does(self.store), does(self.known)
        assert found == expected
        return found

    @rule(seconds=seconds)
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(keys=st.lists(st.integers(0, 5), max_size=4), kind=st.sampled_from(["read", "mail"]), wait=seconds)
    def add(self, keys, kind, wait):
        due = self.now + timedelta(seconds=wait)
        tasks = [Task(kind=kind, key=f"{key}", due=due, payload=bytes([key])) for key in keys]
        self.both(lambda store: store.add_tasks(tasks))

    @rule(target=held, kinds=kinds, worker=st.sampled_from("ab"), seconds=seconds, limit=st.integers(0, 3))
    def lease(self, kinds, worker, seconds, limit):
        ask = {"now": self.now, "seconds": seconds, "limit": limit}
        return multiple(*self.both(lambda store: store.lease(kinds, worker, **ask)))

    @rule(target=held, task=held, seconds=seconds)
    def extend(self, task, seconds):
        longer = self.both(lambda store: store.extend(task, now=self.now, seconds=seconds))
        return multiple() if longer is None else longer

    @rule(task=held, again=st.none() | seconds)
    def finish(self, task, again):
        again = None if again is None else self.now + timedelta(seconds=again)
        self.both(lambda store: store.finish(task, now=self.now, again=again))

    @rule(task=held, wait=st.none() | seconds)
    def fail(self, task, wait):
        due = None if wait is None else self.now + timedelta(seconds=wait)
        self.both(lambda store: store.fail(task, "why", due=due))

    @rule(wait=seconds)
    def forget(self, wait):
        self.both(lambda store: store.forget_tasks(done_before=self.now - timedelta(seconds=wait)))

    @invariant()
    def the_same_is_kept(self):
        self.both(lambda store: list(store.tasks()))

    def teardown(self):
        self.store.close()


def test_leases_are_as_in_the_store_in_memory(place):
    """Whatever is asked of them."""
    run_state_machine_as_test(
        lambda: Leases(place),
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
