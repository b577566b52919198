"""Killed at any write, before or after it is on disk: the next process goes on, and what is kept is the same."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from tests.fetching.made import SENTENCES, START, Clock, entry, page, quick, rss

from retold.service.fetching_once import fetch_once
from retold.store import open_store
from retold.store.transactions import Transactions
from retold.types import Feed

RULES = quick(looks=("1 h",))


class Killed(BaseException):
    """No process any more: nothing that it does later is done."""


class Deadly:
    """Lets a process die at its n-th write."""

    def __init__(self, at: int, *, written: bool) -> None:
        self.at, self.written, self.writes = at, written, 0

    def __call__(self, transactions, work, **options):
        self.writes += 1
        if self.writes > self.at:
            raise Killed
        if self.writes == self.at:
            if self.written:
                WRITE(transactions, work, **options)
            raise Killed
        return WRITE(transactions, work, **options)


WRITE = Transactions.write


def whole_life(site, folder, *, kill=None, monkeypatch=None):
    """A feed of two pages, one of which is edited; killed once if told. What is kept in the end, and what was asked."""
    site.put("/feed", rss(entry("/1"), entry("/2")), kind="application/rss+xml", ETag='"f"')
    site.put("/1", page("one"))
    site.put("/2", page("two"))
    site.asked.clear()
    clock = Clock()
    with open_store(folder / "kept.sqlite") as store:
        url = f"{site.address}/feed"
        store.feeds.add([Feed(url=url)], due=START)
        if kill is not None:
            with monkeypatch.context() as patched:
                patched.setattr(Transactions, "write", lambda *args, **options: kill(*args, **options))
                with suppress(Killed):
                    live(store, site, clock)
            # Until the lease has run out.
            clock.move(seconds=RULES.working.lease + 1)
        live(store, site, clock)
        clock.move(hours=2)
        live(store, site, clock)
        articles = sorted((article.url, article.text) for article in store.articles())
        pages = sorted((kept.page.url, kept.page.content) for kept in store.feeds.kept_pages())
        visits = sorted((visit.url, visit.outcome) for visit in store.feeds.visits(url))
        feed = store.feeds.feed(url)
        left = [task.key for task in store.tasks() if task.done_at is None]
        return (articles, pages, visits, feed.failures, feed.etag, left), list(site.asked)


def live(store, site, clock):
    fetch_once(store, config=RULES, clock=clock, sleep=clock.sleep)
    site.put("/1", page("one", sentences=SENTENCES[:-1]))
    clock.move(minutes=61)
    fetch_once(store, config=RULES, clock=clock, sleep=clock.sleep)


@pytest.mark.parametrize("written", [False, True])
def test_whoever_is_killed_loses_nothing_and_keeps_nothing_twice(site, monkeypatch, tmp_path, written):
    """At writes of a whole life, one after the other."""
    count = Deadly(10**9, written=False)
    with monkeypatch.context() as patched:
        patched.setattr(Transactions, "write", lambda *args, **options: count(*args, **options))
        (tmp_path / "whole").mkdir()
        wanted, asked = whole_life(site, tmp_path / "whole")
    assert [len(kept) for kept in wanted[:3]] == [3, 3, 3]
    assert count.writes > 20
    # All of them take a minute.
    for at in range(4 if written else 2, count.writes, 7):
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            found, again = whole_life(site, Path(folder), kill=Deadly(at, written=written), monkeypatch=monkeypatch)
        if len(found[0]) == 2:
            # Killed before it saw the first version, it can't know that there was one.
            assert at < count.writes / 2
            assert set(found[0]) <= set(wanted[0])
        else:
            assert found == wanted, at
        for path in ("/1", "/2", "/feed"):
            assert again.count(path) <= asked.count(path) + 2
