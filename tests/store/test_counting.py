"""What is counted for whoever watches over a box, in both kinds of store."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.store.made import PAGE

from retold.store import open_store
from retold.store.counting import Waiting
from retold.testing import make_article
from retold.types import Task

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


def test_an_empty_store_has_nothing(store):
    """And nothing waits in it."""
    counts = store.counting.counts(now=NOW)
    assert set(counts.kept.values()) == {0}
    assert (counts.waiting, counts.messages, counts.subscribers) == ({}, {}, {})
    assert not store.counting.is_late(before=NOW, now=NOW)


def test_what_is_kept_is_counted(store):
    """By the names of things."""
    store.keep(PAGE, make_article("The bridge is closed."))
    kept = store.counting.counts(now=NOW).kept
    assert (kept["articles"], kept["pages"], kept["stories"]) == (1, 1, 0)


def test_work_is_counted_by_kind_with_what_is_late(store):
    """What is held, done, given up or ahead is not late."""
    dues = {"late": NOW - 5 * MINUTE, "later": NOW - 3 * MINUTE, "ahead": NOW + MINUTE, "done": NOW, "lost": NOW}
    store.add_tasks([Task(kind="mail", key=key, due=due) for key, due in dues.items()])
    store.add_tasks([Task(kind="page", key="held", due=NOW - 9 * MINUTE)])
    assert store.lease(["page"], "one", now=NOW, seconds=60, limit=9)
    for task in store.lease(["mail"], "one", now=NOW, seconds=60, limit=9):
        if task.key == "done":
            store.finish(task, now=NOW)
        else:
            store.fail(task, "not now", due=None if task.key == "lost" else dues[task.key])
    waiting = store.counting.counts(now=NOW).waiting
    assert waiting == {
        "mail": Waiting(planned=3, given_up=1, oldest=NOW - 5 * MINUTE),
        "page": Waiting(planned=1, given_up=0, oldest=None),
    }
    assert store.counting.is_late(before=NOW - 5 * MINUTE, now=NOW)
    assert not store.counting.is_late(before=NOW - 6 * MINUTE, now=NOW)
    # A lease that has run out holds nothing.
    assert store.counting.is_late(before=NOW - 6 * MINUTE, now=NOW + 2 * MINUTE)
