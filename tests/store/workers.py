"""What other processes do to a store while a test looks on: `python -m tests.store.workers ROLE PLACE ...`.

Each tells on standard output, a line at once, what it was acknowledged.
"""

import json
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.store.made import facts, page, story

from retold.errors import StoreError
from retold.store import open_store, schema
from retold.store.articles import keep
from retold.testing import make_article
from retold.types import Link, StoryEvent

LINK = Link(a=(0,), b=(0,), kind="same", similarity=1.0, moved=False)
#: Articles that `share` writes.
SHARED = 20
#: Seconds of a lease of `drain`.
LEASE = 1.0


def say(**told):
    """One line."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def wait_for_all():
    """Until the test says that all are here."""
    say(ready=True)
    sys.stdin.readline()


def article(number):
    """The one of that number, in every process the same."""
    return make_article(f"Story {number} is told. “It is so,” he said. " * 5, name=f"{number}", outlet="The Plain Post")


def write(store, first):
    """Keep articles for ever."""
    number = int(first)
    while True:
        store.keep(page(article(number)), article(number))
        say(kept=number)
        number += 1


def share(store, seed):
    """Keep the same articles, facts, parses, links, stories and steps as others do, in an order of our own."""
    order = list(range(SHARED))
    random.Random(seed).shuffle(order)
    wait_for_all()
    for place, number in enumerate(order):
        one = article(number)
        store.keep(page(one), one)
        store.keep_parses({f"{n}": () for n in order}, "one")
        store.keep_facts(facts(article(n)) for n in order[: place + 1][-3:])
        store.keep_links({(one.id, one.id): [LINK]})
        store.keep_stories([story(one)])
        try:
            opened = StoryEvent(kind="opened", story=one.id, articles=(one.id,), because=())
            store.keep_step([one.id], [opened], {one.id: range(50)})
            say(entered=number)
        except StoreError as error:
            if "unique" not in str(error).lower():
                raise
    say(done=True)


def hang(store, number):
    """Stay in the middle of a transaction."""

    def begun(connection):
        keep(connection, page(article(int(number))), article(int(number)))
        say(begun=True)
        time.sleep(60)

    store._transactions.write(begun, alone=schema.followed)


def drain(store, worker):
    """Lease and finish until nothing is left, or we are killed."""
    wait_for_all()
    while any(store.tasks(done=False)):
        for task in store.lease(["read"], worker, now=datetime.now(UTC), seconds=LEASE, limit=5):
            say(leased=task.key, lease=task.lease, until=task.leased_until.timestamp())
            done = store.finish(task, now=datetime.now(UTC))
            say(finished=task.key, lease=task.lease, done=done, at=time.time())
        time.sleep(0.005)


if __name__ == "__main__":
    role, place, argument = sys.argv[1:]
    with open_store(place if "://" in place else Path(place)) as opened:
        globals()[role](opened, argument)
