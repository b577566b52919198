"""What goes wrong out there: each fault on a real server, with what is right for the feed, its pages and the rest."""

import gzip
import socket
import time
import tracemalloc
from dataclasses import replace

import pytest
from tests.fetching.made import LOCAL, START, entry, page, quick, rss

from retold.config import Config, Watching
from retold.types import Feed
from retold.watching import health


@pytest.fixture
def place(sqlite_place):
    """One database is enough: what is different between them is not what is different here."""
    return sqlite_place


def count(site, path):
    return site.asked.count(path)


# --- too much


def huge(megabytes):
    """A feed of one entry that is so long, sent in pieces."""

    def answer(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")
        request.wfile.write(b"<rss><channel><item><title>")
        try:
            for _ in range(megabytes):
                request.wfile.write(b"x" * 1_000_000)
        except OSError:
            return
        request.wfile.write(b"</title></item></channel></rss>")

    return answer


def test_a_feed_of_50_mb_is_let_go(site, watch, paper, fetch, store):
    """After as much as a feed may be, in bounded memory; others are visited all the same."""
    fetch()
    site.answers["/huge"] = huge(50)
    url = watch("/huge")
    site.put("/2", page("two"))
    site.put("/feed", rss(entry("/2")), kind="application/rss+xml")
    tracemalloc.start()
    done = fetch(all_feeds=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [failed for failed, _ in done.failed] == [url]
    assert "larger than 15 MB" in done.failed[0][1]
    assert "max_feed_bytes" in store.feeds.feed(url).error
    assert peak < 80_000_000
    assert len(list(store.articles())) == 2


@pytest.mark.parametrize("path", ["/feed", "/1"])
def test_a_gzip_bomb_is_not_unpacked(paper, fetch, store, path):
    """Neither as a feed nor as a page."""
    bomb = gzip.compress(b"<rss>" + b"\x00" * 200_000_000)
    paper.put(path, bomb, Content_Encoding="gzip")
    tracemalloc.start()
    done = fetch()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 120_000_000
    assert "larger than" in done.failed[0][1]
    assert list(store.articles()) == []
    assert count(paper, path) == 1


def test_a_gzip_bomb_within_a_sitemap_is_not_unpacked(site, watch, fetch):
    """It is packed by itself, not by the server."""
    site.put("/map.xml.gz", gzip.compress(b"<urlset>" + b" " * 200_000_000), kind="application/gzip")
    watch("/map.xml.gz", kind="sitemap")
    tracemalloc.start()
    done = fetch()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 250_000_000
    assert "larger than" in done.failed[0][1]


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS}]>",
        "<!DOCTYPE rss [<!ENTITY l11 SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY l11 SYSTEM '{site}/secret'>]>",
        "<!DOCTYPE rss SYSTEM '{site}/secret'>",
        "<!DOCTYPE rss [<!ENTITY % x SYSTEM '{site}/secret'> %x;]>",
    ],
)
def test_xml_of_strangers_does_no_harm(paper, fetch, store, doctype):
    """A billion laughs are not laughed, nothing outside is opened, and the entries are read or refused in time."""
    told = rss(entry("/1", extra="<description>&l11;</description>"), title="&l11;")
    paper.put("/feed", doctype + told, kind="application/rss+xml")
    started = time.monotonic()
    fetch()
    assert time.monotonic() - started < 5
    assert "/secret" not in paper.asked
    feed = store.feeds.feed(paper.feed)
    assert "root:" not in feed.title
    assert all("root:" not in article.text for article in store.articles())
    assert feed.failures == 1 or len(list(store.articles())) == 1


# --- where it must not go


@pytest.fixture
def by_name(paper, store, monkeypatch):
    """The same paper under a name, which is what is allowed, and a name that leads elsewhere once it was looked up."""
    real, paper.port = socket.getaddrinfo, paper.address.rpartition(":")[2]

    def resolve(host, where, *args, **options):
        if host == "rebound.example":
            address = ("93.184.216.34", 0) if where is None else ("127.0.0.1", where)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]
        return real("127.0.0.1" if host == "allowed.example" else host, where, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    store.feeds.remove(paper.feed)
    paper.address = f"http://allowed.example:{paper.port}"
    paper.feed = f"{paper.address}/feed"
    paper.put("/feed", rss(entry("/1")), kind="application/rss+xml")
    store.feeds.add([Feed(url=paper.feed)], due=START)
    return paper


BY_NAME = replace(LOCAL, reading=replace(LOCAL.reading, allowed_hosts=("allowed.example",)))


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "127.0.0.1", "10.0.0.1"]
)
@pytest.mark.parametrize("path", ["/feed", "/1"])
def test_no_redirect_leads_into_the_own_network(by_name, store, fetch, path, address):
    """Neither a feed's nor a page's, in whatever way the address is written; it is not tried again."""
    by_name.put("/latest", "secret")
    by_name.put(path, b"", status=302, Location=f"http://{address}:{by_name.port}/latest")
    done = fetch(BY_NAME)
    assert "no public address" in done.failed[0][1]
    assert "/latest" not in by_name.asked
    assert list(store.articles()) == []


def test_a_feed_can_not_point_into_the_own_network(by_name, store, fetch):
    """Its pages have to be allowed, too: their hosts are not even asked for their robots.txt."""
    link = f"<item><title>A</title><link>http://127.0.0.1:{by_name.port}/1</link></item>"
    by_name.put("/feed", rss(link), kind="application/rss+xml")
    done = fetch(BY_NAME)
    assert "127.0.0.1 is no public address" in done.failed[0][1]
    assert by_name.asked == ["/feed"]


def test_a_name_whose_address_changes_between_check_and_connect(by_name, store, fetch, clock):
    """Of a page that a feed leads to: nothing is sent to where it leads then, and it is given up."""
    link = f"<item><title>A</title><link>http://rebound.example:{by_name.port}/1</link></item>"
    by_name.put("/feed", rss(link), kind="application/rss+xml")
    for _ in range(6):
        fetch(BY_NAME)
        clock.move(hours=1)
    (task,) = store.tasks(["page"])
    assert "rebound.example (127.0.0.1) is no public address" in task.last_error
    assert task.due is None
    assert set(by_name.asked) == {"/feed"}


def test_a_list_of_strangers_is_not_believed(store, fetch, clock):
    """A feed on the own network, as an OPML list may name it: it has to be allowed."""
    store.feeds.add([Feed(url="http://127.0.0.1:9/feed")], due=START)
    done = fetch(Config(watching=LOCAL.watching))
    assert "no public address" in done.failed[0][1]


# --- servers in trouble


@pytest.mark.parametrize("path", ["/feed", "/1"])
def test_a_server_that_is_too_slow_is_let_go(paper, fetch, store, clock, path):
    """And asked again later; what it had to say is not lost."""
    good = paper.answers[path]

    def drip(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(100):
            request.wfile.write(b"x")
            time.sleep(0.02)

    paper.answers[path] = drip
    started = time.monotonic()
    fetch(Config(reading=replace(LOCAL.reading, fetch_total=0.3), watching=Watching(at_once=1, patience=1.0)))
    assert time.monotonic() - started < 3
    assert list(store.articles()) == []
    paper.answers[path] = good
    clock.move(minutes=11)
    fetch()
    assert len(list(store.articles())) == 1


def dies(body, length):
    """An answer that breaks off."""

    def answer(request):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n"
        request.wfile.write(head.encode() + body)

    return answer


@pytest.mark.parametrize("path", ["/feed", "/1"])
def test_a_server_that_dies_half_way_is_asked_again(paper, fetch, store, clock, path):
    """Half a page is none, and half a feed is none: neither is kept."""
    good = paper.answers[path]
    paper.answers[path] = dies(good[2][: len(good[2]) // 2], len(good[2]))
    fetch(quick(patience=1.0))
    assert list(store.articles()) == []
    assert list(store.feeds.kept_pages()) == []
    paper.answers[path] = good
    clock.move(minutes=11)
    fetch()
    assert len(list(store.articles())) == 1


def test_a_host_that_is_not_there_is_left_alone(store, fetch, clock):
    """All its pages, after one was asked for in vain; for longer and longer; then its pages are given up."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    urls = [f"http://127.0.0.1:{port}/{n}" for n in range(3)]
    store.feeds.add([Feed(url=url, kind="page") for url in urls], due=START)
    done = fetch(quick(patience=30.0))
    assert len(done.failed) == 1
    assert "refuses connections" in done.failed[0][1]
    assert done.waiting == 2
    feeds = [store.feeds.feed(url) for url in urls]
    assert sorted(feed.failures for feed in feeds) == [0, 0, 1]


def test_pages_that_can_not_be_had_are_given_up(paper, fetch, store, clock):
    """After some tries, with the reason; what the feed says of its health is not its own failure."""
    paper.put("/1", b"", status=500)
    for _ in range(20):
        fetch()
        clock.move(hours=2)
    assert count(paper, "/1") == 4
    (visit,) = store.feeds.visits(paper.feed)
    assert (visit.outcome, visit.reason) == ("failed", "HTTP 500: the server failed; try again later")
    (task,) = store.tasks(["page"])
    assert task.due is None
    assert "HTTP 500" in task.last_error
    assert health(store.feeds.feed(paper.feed), [visit]).state == "well"


def test_a_missing_page_is_asked_for_once(paper, fetch, store, clock):
    """404 is no passing trouble."""
    paper.put("/1", b"", status=404)
    for _ in range(3):
        fetch()
        clock.move(hours=2)
    assert count(paper, "/1") == 1


def test_a_feed_that_fails_is_asked_for_less_and_less(paper, fetch, store, clock):
    """And is well again with its first success."""
    good = paper.answers["/feed"]
    paper.put("/feed", b"", status=500)
    for _ in range(4 * 24):
        fetch()
        clock.move(hours=1)
    assert 8 <= count(paper, "/feed") <= 13
    feed = store.feeds.feed(paper.feed)
    assert feed.failures == count(paper, "/feed")
    assert health(feed, []).state == "failing"
    paper.answers["/feed"] = good
    clock.move(days=1)
    fetch()
    feed = store.feeds.feed(paper.feed)
    assert (feed.failures, feed.error, health(feed, []).state) == (0, "", "well")


def test_a_feed_that_is_gone_is_not_asked_for_again(paper, fetch, store, clock):
    """410: until its owner adds it again."""
    paper.put("/feed", b"", status=410)
    for _ in range(5):
        fetch()
        clock.move(days=2)
    assert count(paper, "/feed") == 1
    assert health(store.feeds.feed(paper.feed), []).state == "gone"
    fetch(all_feeds=True)
    assert count(paper, "/feed") == 1


def test_what_is_no_feed_says_so(site, watch, fetch):
    """A page in its place, nothing at all, or what can't be read."""
    site.put("/page", page("one"))
    site.put("/empty", b"", kind="application/rss+xml")
    site.put("/broken", b"\xff\xfe\x00\x01" * 50, kind="application/rss+xml")
    for path in ("/page", "/empty", "/broken"):
        watch(path)
    done = fetch()
    assert len(done.failed) == 3
    assert "it is a page, not a feed" in dict(done.failed)[f"{site.address}/page"]
