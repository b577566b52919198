"""A box as somebody runs it, for a browser: `retold serve` as a process, and stores to serve."""

import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from retold.config import DEFAULT
from retold.service import accounts, affairs, read_all, subscribing
from retold.service.editions import Editor
from retold.service.mailing import new_message
from retold.service.story_corrections import take_out
from retold.store import open_store
from retold.subscribing.asking import Wishes
from retold.types import Feed

RETOLD = Path(sys.executable).parent / "retold"
PASSWORD = "correct horse battery"
NAME = "Weir Street Bridge"


class Served:
    """`retold serve` on a store, at a free port, until the end of the block."""

    def __init__(self, place, *, worker=True, **variables):
        self.place = place
        self.log = Path(f"{place}.log")
        self._command = [RETOLD, "serve", "--store", place, "--port", "0", *([] if worker else ["--no-worker"])]
        self._environment = os.environ | {"PYTHONUNBUFFERED": "1"} | variables

    def __enter__(self):
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                self._command, stdout=subprocess.PIPE, stderr=log, text=True, env=self._environment,
                cwd=Path(self.place).parent,
            )  # fmt: skip
        self.url = re.search(r"http://localhost:\d+", self._process.stdout.readline())[0]
        until = time.monotonic() + 60
        while True:
            try:
                assert httpx.get(f"{self.url}/health", timeout=5).status_code == 200
                return self
            except httpx.TransportError:
                assert time.monotonic() < until, self.log.read_text()
                time.sleep(0.1)

    def __exit__(self, *_):
        self._process.terminate()
        self._process.communicate(timeout=60)

    def first_link(self):
        """What is printed for the owner-to-be."""
        assert "owner's account" in self._process.stdout.readline()
        return self._process.stdout.readline().strip()


def fill(place, pages):
    """A store with something to see on every page: the example affair, people, a source, a reader, a correction."""
    now = datetime.now(UTC)
    with open_store(place) as store:
        list(read_all([str(pages)], store=store))
        affairs.follow(NAME, words=[NAME, "Aldermoor"], actors=["Calder Crossings"], store=store, at=now)
        for role in ("owner", "editor", "reader"):
            assert store.accounts.add(accounts.new_account(role.title(), PASSWORD, role=role, now=now))
        accounts.invite("Invited", role="editor", store=store, now=now)
        asked = subscribing.subscribe("ann@reader.example", Wishes(affairs=(NAME,)), store=store, now=now)
        subscribing.confirm_subscriber(asked.subscriber.id, store=store, now=now)
    subprocess.run([RETOLD, "worker", "--once", "--store", place], check=True, capture_output=True)
    with open_store(place) as store:
        store.feeds.add([Feed(url="https://post.example/feed", title="The Post", added_at=now)], due=now)
        edition = Editor(store).edition_for(store.subscribers.find(asked.subscriber.id), now)
        store.mail.keep(edition, new_message(edition, DEFAULT), due=now)
        clock = next(story for story in store.stories() if "clock" in story.headline)
        take_out(clock, [clock.articles[0].id], store=store, by="Editor", at=now)


def until(done, *, seconds=60):
    """Wait for what the worker does; gives what `done` gave."""
    end = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.3)
    return found
