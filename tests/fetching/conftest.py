"""A store, a site on this machine, and a clock that moves when told to: for what fetches."""

import pytest
from tests.fetching.made import LOCAL, START, Clock, entry, page, rss
from tests.intake.conftest import site
from tests.store.conftest import place, postgres, postgres_made, postgres_place

from retold.service.fetching_once import fetch_once
from retold.store import open_store
from retold.types import Feed

__all__ = ["place", "postgres", "postgres_made", "postgres_place", "site"]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


@pytest.fixture
def fetch(store, clock):
    """Fetch once; waiting moves the clock."""

    def once(config=LOCAL, **options):
        return fetch_once(store, config=config, clock=clock, sleep=clock.sleep, **options)

    return once


@pytest.fixture
def watch(site, store):
    """Watch what stands at a path of the site."""

    def add(path="/feed", **options):
        url = site.address + path
        store.feeds.add([Feed(url=url, **options)], due=START)
        return url

    return add


@pytest.fixture
def paper(site, watch):
    """A feed of one page, watched."""
    site.put("/feed", rss(entry("/1")), kind="application/rss+xml")
    site.put("/1", page("one"))
    site.feed = watch()
    return site
