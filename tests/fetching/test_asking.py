"""Hosts that ask for something, many who ask one host, and clocks that jump: on a real server."""

import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from threading import Thread

import pytest
from tests.fetching.made import LOCAL, START, Clock, entry, page, quick, rss

from retold.service.fetching_once import fetch_once
from retold.store import open_store
from retold.types import Task


@pytest.fixture
def place(sqlite_place):
    """One database is enough: what is different between them is not what is different here."""
    return sqlite_place


def count(site, path):
    return site.asked.count(path)


# --- servers that ask for something


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_wants_to_be_left_alone_is(paper, store, fetch, clock, status):
    """Retry-After: neither the feed nor any of its pages is asked for before then."""
    paper.put("/2", page("two"))
    paper.put("/feed", rss(entry("/1"), entry("/2")), kind="application/rss+xml")
    paper.put("/1", b"", status=status, Retry_After="7200")
    paper.put("/2", b"", status=status, Retry_After="7200")
    done = fetch()
    assert [path for path in paper.asked if path != "/robots.txt"] in (["/feed", "/1"], ["/feed", "/2"])
    assert done.waiting >= 1
    clock.move(minutes=110)
    fetch(all_feeds=True)
    assert len([path for path in paper.asked if path != "/robots.txt"]) == 2
    paper.put("/1", page("one"))
    paper.put("/2", page("two"))
    clock.move(minutes=11)
    fetch()
    assert len(list(store.articles())) == 2


def test_a_feed_that_wants_to_be_left_alone_is(paper, store, fetch, clock):
    """A date will do."""
    paper.put("/feed", b"", status=503, Retry_After="Mon, 02 Mar 2026 12:00:00 GMT")
    fetch()
    assert store.feeds.planned()[paper.feed] == START + timedelta(hours=6)
    clock.move(hours=5)
    fetch(all_feeds=True)
    assert count(paper, "/feed") == 1
    clock.move(hours=1)
    fetch()
    assert count(paper, "/feed") == 2


def test_what_a_host_does_not_want_fetched_is_not(paper, store, fetch):
    """robots.txt for pages, not for the feed that the owner named; it is told."""
    paper.put("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    done = fetch()
    assert paper.asked == ["/feed", "/robots.txt"]
    assert "robots.txt" in done.failed[0][1]
    assert "robots.txt" in store.feeds.visits(paper.feed)[0].reason


def test_a_redirect_is_no_way_around_robots_txt(paper, store, fetch):
    """Each hop is asked for."""
    paper.put("/robots.txt", "User-agent: *\nDisallow: /closed", kind="text/plain")
    paper.put("/1", b"", status=302, Location="/closed/1")
    paper.put("/closed/1", page("one"))
    done = fetch()
    assert "robots.txt" in done.failed[0][1]
    assert "/closed/1" not in paper.asked


def test_a_host_whose_robots_txt_can_not_be_had_is_left_alone_for_now(paper, store, fetch, clock):
    """RFC 9309, 2.3.1.4: and its pages are read when it can."""
    paper.put("/robots.txt", b"", status=500)
    fetch()
    assert "/1" not in paper.asked
    paper.put("/robots.txt", b"", status=404)
    clock.move(minutes=31)
    fetch()
    assert len(list(store.articles())) == 1


def test_robots_txt_is_asked_for_once_a_day_by_all(paper, store, fetch, clock):
    """It is kept in the store: the next process knows it."""
    fetch()
    for number in range(2, 5):
        paper.put(f"/{number}", page(str(number)))
        paper.put("/feed", rss(*(entry(f"/{n}") for n in range(1, number + 1))), kind="application/rss+xml")
        fetch(all_feeds=True)
    assert len(list(store.articles())) == 4
    assert count(paper, "/robots.txt") == 1


# --- one host, many askers


def times(site, clock):
    """Let the site note when what was asked."""
    told = []
    for path, answer in list(site.answers.items()):

        def noted(request, path=path, answer=answer):
            told.append((clock(), path))
            status, headers, body = answer
            request.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

        site.answers[path] = noted
    return told


@pytest.mark.parametrize(("rules", "pause"), [("", 3), ("User-agent: *\nCrawl-delay: 20", 20)])
def test_requests_to_a_host_are_apart(paper, store, fetch, clock, rules, pause):
    """By as much as we like, or as it wants."""
    paper.put("/robots.txt", rules, kind="text/plain")
    paper.put("/feed", rss(*(entry(f"/{n}") for n in range(1, 6))), kind="application/rss+xml")
    for number in range(1, 6):
        paper.put(f"/{number}", page(str(number)))
    told = times(paper, clock)
    done = fetch()
    assert done.waiting == 0
    pages = [at for at, path in told if path not in ("/robots.txt", "/feed")]
    gaps = [(b - a).total_seconds() for a, b in pairwise(pages)]
    assert len(gaps) == 4
    assert min(gaps) >= pause


def test_a_host_that_wants_too_long_is_not_waited_for_for_ever(paper, store, fetch, clock):
    """A bound on Crawl-delay, and on the whole wait: the rest is left for the next time."""
    paper.put("/robots.txt", "User-agent: *\nCrawl-delay: 86400", kind="text/plain")
    paper.put("/feed", rss(*(entry(f"/{n}") for n in range(1, 21))), kind="application/rss+xml")
    for number in range(1, 21):
        paper.put(f"/{number}", page(str(number)))
    done = fetch()
    assert clock.slept <= 300
    assert done.waiting > 10
    assert 4 <= len(list(store.articles())) <= 7
    before = len(list(store.articles()))
    clock.move(minutes=5)
    fetch()
    assert len(list(store.articles())) > before


# --- clocks


def test_a_clock_that_jumps_back_loses_nothing(paper, store, fetch, clock):
    """It was a year ahead when all was planned: the feed is visited in due time by the right one."""
    right = clock()
    clock.move(days=365)
    fetch()
    clock.time = right + timedelta(minutes=5)
    paper.put("/2", page("two"))
    paper.put("/feed", rss(entry("/2"), entry("/1")), kind="application/rss+xml")
    for _ in range(30):
        fetch()
        clock.move(hours=1)
    assert len(list(store.articles())) == 2
    assert 4 <= count(paper, "/feed") <= 32


def test_a_clock_that_jumps_ahead_hammers_nobody(paper, store, fetch, clock):
    """What was due in between is made up for by one visit, and one look."""
    fetch()
    paper.asked.clear()
    clock.move(days=400)
    fetch()
    assert sorted(paper.asked) == ["/1", "/feed", "/robots.txt"]
    paper.asked.clear()
    fetch()
    assert paper.asked == []


def test_a_clock_that_does_not_know_what_it_wants(paper, store, fetch):
    """To and fro: requests stay bounded, and the feed alive."""
    clock = Clock()
    for number in range(30):
        clock.time = START + timedelta(days=(number * 7919) % 41 - 20)
        fetch_once(store, config=LOCAL, clock=clock, sleep=clock.sleep)
    assert count(paper, "/feed") <= 30
    assert count(paper, "/1") <= 10
    paper.put("/2", page("two"))
    paper.put("/feed", rss(entry("/2"), entry("/1")), kind="application/rss+xml")
    clock.time = START
    for _ in range(30):
        fetch_once(store, config=LOCAL, clock=clock, sleep=clock.sleep)
        clock.move(hours=1)
    assert len(list(store.articles())) == 2


# --- ourselves


def test_a_fault_of_ours_does_not_keep_others_from_being_fetched(paper, store, fetch, clock):
    """It is told, and tried again later: a better version may do it."""
    store.add_tasks([Task(kind="page", key="broken", due=START, payload=b"no such thing")])
    for _ in range(6):
        done = fetch()
        clock.move(days=1, minutes=1)
    assert len(list(store.articles())) == 1
    task = next(task for task in store.tasks(["page"]) if task.key == "broken")
    assert task.due is not None
    assert "a fault of Retold's" in task.last_error
    assert [name for name, _ in done.failed] == ["broken"]


def test_who_is_stopped_gives_back_what_it_holds(paper, store, fetch, clock):
    """Ctrl-C: the next one goes on at once."""

    def stop(request):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(watch=stop)
    assert all(task.leased_until is None for task in store.tasks())
    fetch()
    assert len(list(store.articles())) == 1


def test_several_hosts_are_asked_at_the_same_time(paper, store):
    """While one is slow, another answers; and one that is to be left alone is not asked by another thread."""
    port = paper.address.rpartition(":")[2]
    links = [
        f"<item><link>http://{host}:{port}/{n}</link></item>" for n in range(3) for host in ("127.0.0.1", "localhost")
    ]
    paper.put("/feed", rss(*links), kind="application/rss+xml")
    told, here, most = [], [], []

    def slow(request):
        told.append((request.headers["Host"], time.monotonic()))
        here.append(request)
        most.append(len(here))
        time.sleep(0.5)
        here.remove(request)
        body = page(request.headers["Host"] + request.path).encode()
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)

    for number in range(3):
        paper.answers[f"/{number}"] = slow
    begun = time.monotonic()
    config = quick(host_pause=0.6, at_once=3)
    done = fetch_once(
        store,
        config=replace(config, reading=replace(config.reading, allowed_hosts=("127.0.0.1", "localhost"))),
        clock=lambda: START + timedelta(seconds=time.monotonic() - begun),
    )
    assert (done.pages["article"], done.waiting, done.failed) == (6, 0, [])
    assert max(most) >= 2
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        assert min(b - a for a, b in pairwise(at for where, at in told if where == host)) >= 0.3


def test_two_at_once_do_everything_once(paper, store, place, clock):
    """Two processes with the same store: each page is asked for once, and kept once."""
    paper.put("/feed", rss(*(entry(f"/{n}") for n in range(1, 9))), kind="application/rss+xml")
    for number in range(1, 9):
        paper.put(f"/{number}", page(str(number)))
    config = quick(host_pause=0.02)

    def go():
        with open_store(place) as own:
            fetch_once(own, config=config, clock=lambda: START + timedelta(seconds=time.monotonic() - begun))

    begun = time.monotonic()
    threads = [Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(list(store.articles())) == 8
    assert sorted(path for path in paper.asked if path != "/robots.txt") == sorted(
        ["/feed", *(f"/{n}" for n in range(1, 9))]
    )
