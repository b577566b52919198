"""A backup or a restore that is killed: all of the old, or all of the new."""

import contextlib
import os
import random
import subprocess
import sys
import time

import pytest
from tests.store.made import TWO, page
from tests.store.rows import held

from retold.store import open_store
from retold.testing import make_article

WORK = """
import sys
from pathlib import Path
from retold.store import open_store, restore
what, place, copy = sys.argv[1:]
store = open_store(place) if what == "backup" else None
print("begun", flush=True)
if what == "backup":
    store.backup(Path(copy), replace=True)
    store.close()
else:
    restore(Path(copy), place, replace=True)
print("done", flush=True)
"""


def killed(what, place, copy, seconds):
    """Whether a process that backs up or restores was killed so long after it began."""
    with subprocess.Popen(
        [sys.executable, "-c", WORK, what, place, copy], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "begun\n"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
        return process.stdout.read() == ""


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_whenever_it_is_killed_there_is_all_of_the_old_or_all_of_the_new(place, tmp_path, what):
    """At random moments; the next try is in nobody's way."""
    copy = tmp_path / "copy.sqlite"
    with open_store(place) as store:
        for number in range(40):
            article = make_article(f"It rained on day {number}. " * 100, name=f"{number}")
            store.keep(page(article, os.urandom(30_000)), article)
        store.backup(copy)
        store.keep(page(TWO), TWO)
    old, new = held(copy), held(place)
    chance = random.Random(7)
    ended = set()
    for _ in range(3):
        ended.add(killed(what, place, copy, chance.uniform(0.0, 0.25)))
        assert held(copy if what == "backup" else place) in (old, new)
        assert held(place if what == "backup" else copy) == (new if what == "backup" else old)
    assert True in ended
    # PostgreSQL takes a moment to see that a client is gone.
    assert any(not killed(what, place, copy, 30) or time.sleep(0.2) for _ in range(5))
    assert held(copy) == held(place)
