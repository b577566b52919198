"""Several processes at one store, and what is left of those that are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from tests.conftest import ROOT
from tests.store.made import facts, page
from tests.store.workers import LEASE, SHARED, article

from retold.store import open_store
from retold.types import Task


@contextmanager
def process(role, place, argument):
    """Another process at the store, killed at the latest when we are done with it."""
    command = [sys.executable, "-m", "tests.store.workers", role, str(place), str(argument)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def let_go(*waiting):
    """Let processes begin at the same time."""
    for started in waiting:
        assert started.stdout.readline(), started.stderr.read()
    for started in waiting:
        started.stdin.write("go\n")
        started.stdin.flush()


def kill_while_it_holds(started, place):
    """Kill a worker that has leased several tasks; their keys."""
    with open_store(place) as store:
        while True:
            started.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, started.pid, os.WSTOPPED | os.WNOWAIT)
            held = {task.key for task in store.tasks(done=False) if task.leased_by == "one"}
            if len(held) > 1:
                started.send_signal(signal.SIGKILL)
                return held
            started.send_signal(signal.SIGCONT)
            time.sleep(0.002)


def told(started):
    """What a process told from now on until its end, without a line that was cut off."""
    return [json.loads(line) for line in started.stdout.read().split("\n") if line.endswith("}")]


COUNTED = ("pages", "statements", "parses", "sentences", "links", "stories")


def check_whole(store):
    """Nothing is damaged, and no row leads nowhere."""
    if store._database.engine.dialect.name == "sqlite":
        with store._database.engine.connect() as connection:
            assert connection.execute(text("pragma integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("pragma foreign_key_check")).all() == []
    for one in store.articles():
        assert store.find(page(one)) == one


@pytest.mark.parametrize("acknowledged", [1, 23])
def test_killed_at_any_point_nothing_acknowledged_is_lost(place, acknowledged):
    """SIGKILL while it writes; the store opens again, is whole, and holds all that was said to be kept."""
    with process("write", place, 0) as writer:
        said = [json.loads(writer.stdout.readline()) for _ in range(acknowledged)]
        writer.send_signal(signal.SIGKILL)
        said += told(writer)
    with open_store(place, create=False) as store:
        assert {int(one.input) for one in store.articles()} >= {line["kept"] for line in said}
        check_whole(store)


def test_killed_in_a_transaction_it_leaves_nothing_of_it_and_no_lock(place):
    """The next one needn't wait, and finds what was there before."""
    with open_store(place) as store:
        store.keep(page(article(0)), article(0))
        with process("hang", place, 1) as writer:
            assert json.loads(writer.stdout.readline()) == {"begun": True}
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        store.keep_step([article(0).id], [], {})
        assert list(store.articles()) == [article(0)]
        store.keep(page(article(1)), article(1))
        check_whole(store)


def test_two_processes_write_the_same_at_once(empty_place):
    """Both make the store, too. Nothing is lost or there twice; each step is acknowledged to one of them."""
    with process("share", empty_place, 1) as one, process("share", empty_place, 2) as two:
        let_go(one, two)
        said = [*told(one), *told(two)]
        assert (one.stderr.read(), two.stderr.read()) == ("", "")
    assert sorted(line["entered"] for line in said if "entered" in line) == list(range(SHARED))
    with open_store(empty_place) as store:
        expected = {article(number).id: article(number) for number in range(SHARED)}
        kept = list(store.articles())
        assert {one.id: one for one in kept} == expected
        assert len(kept) == SHARED
        assert [store.facts(one) for one in kept] == [facts(one) for one in kept]
        assert {one.id: story for one, story in store.followed()} == {name: name for name in expected}
        assert len(list(store.story_events())) == SHARED
        assert store.near([0]) == set(expected)
        with store._database.engine.connect() as connection:
            counts = {name: connection.execute(text(f"select count(*) from {name}")).scalar_one() for name in COUNTED}
        once = dict.fromkeys(COUNTED, SHARED)
        assert counts == once | {"sentences": SHARED * 10, "stories": 1}
        check_whole(store)


def test_two_workers_drain_2000_tasks_though_one_is_killed(place):
    """Each is done once; nobody leases what another holds; what the killed one held is taken up by the other."""
    past = datetime(2025, 3, 4, tzinfo=UTC)
    with open_store(place) as store:
        assert store.add_tasks(Task(kind="read", key=f"{number}", due=past) for number in range(2_000)) == 2_000
    with process("drain", place, "one") as one, process("drain", place, "two") as two:
        let_go(one, two)
        first = [json.loads(one.stdout.readline()) for _ in range(601)]
        held = kill_while_it_holds(one, place)
        said = [*first, *told(one), *told(two)]
        assert two.stderr.read() == ""
    done = [line["finished"] for line in said if line.get("done")]
    with open_store(place) as store:
        kept = list(store.tasks())
        check_whole(store)
    # What was kept to be done just before the kill, nobody may have been told of.
    assert len(done) == len(set(done)) >= 1_999
    assert {task.key for task in kept if task.done_at is not None} == {f"{number}" for number in range(2_000)}
    # One of them may have been finished by the server after the kill.
    assert sum(task.lease > 1 for task in kept if task.key in held) >= len(held) - 1
    holds = {(line["leased"], line["lease"]): line for line in said if "leased" in line}
    for (key, lease), line in holds.items():
        before = holds.get((key, lease - 1))
        assert before is None or line["until"] >= before["until"] + LEASE
