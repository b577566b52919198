"""Feeds are visited, their pages read, and read again when they change: on a real server, in each database."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fetching.made import LOCAL, SENTENCES, START, entry, page, quick, rss

from retold.records import unpack
from retold.service.feeds import add_feed
from retold.service.fetching import KINDS, Fetching
from retold.service.looking import Fetched
from retold.types import Feed


@pytest.fixture
def paper(site, store):
    """A feed of two pages, watched."""
    url = site.put("/feed", rss(entry("/1"), entry("/2")), kind="application/rss+xml")
    site.put("/1", page("one"))
    site.put("/2", page("two"))
    store.feeds.add([Feed(url=url, added_at=START)], due=START)
    site.feed = url
    return site


def titles(store):
    return [article.title for article in store.articles()]


def asked(site, *left_out):
    """What was asked for since the last time."""
    found = [path for path in site.asked if path not in ("/robots.txt", *left_out)]
    site.asked.clear()
    return found


def test_a_feed_leads_to_articles(paper, store, fetch, clock):
    """Each page once, with what the feed says of it; the feed under the name that it calls itself."""
    done = fetch()
    assert (done.feeds, done.pages, done.failed, done.waiting) == ({"visited": 1}, {"article": 2}, [], 0)
    assert asked(paper) == ["/feed", "/1", "/2"]
    assert titles(store) == ["Bridge closed: one", "Bridge closed: two"]
    (one, _) = store.articles()
    assert one.outlet == "The Plain Post"
    assert one.published.earliest.date() == START.date()
    feed = store.feeds.feed(paper.feed)
    assert (feed.title, feed.tried_at, feed.succeeded_at, feed.failures) == ("The Plain Post", START, START, 0)
    assert [(visit.outcome, visit.feed) for visit in store.feeds.visits(paper.feed)] == [("article", paper.feed)] * 2


def test_nothing_is_fetched_before_its_time(paper, store, fetch, clock):
    """Nor twice; unless the owner wants it."""
    fetch()
    asked(paper)
    assert fetch().feeds == {}
    assert asked(paper) == []
    assert fetch(all_feeds=True).feeds == {"unchanged": 1}
    assert asked(paper) == ["/feed"]


def test_only_what_is_new_is_sent_for(paper, fetch, store, clock):
    """At the next visit, wherever it stands."""
    fetch()
    asked(paper)
    paper.put("/feed", rss(entry("/1"), entry("/3"), entry("/2")), kind="application/rss+xml")
    paper.put("/3", page("three"))
    done = fetch(all_feeds=True)
    assert (done.feeds, done.pages) == ({"visited": 1}, {"article": 1})
    assert asked(paper) == ["/feed", "/3"]


def test_pages_whose_work_was_forgotten_are_known(paper, fetch, store):
    """They are in the store."""
    fetch()
    later = START + timedelta(days=9)
    for held in store.lease(["page"], "x", now=later, seconds=9, limit=9):
        store.finish(held, now=START)
    store.forget_tasks(done_before=later)
    assert list(store.tasks(["page"])) == []
    fetch(all_feeds=True)
    assert list(store.tasks(["page"])) == []


def conditional(site, path, body, *, tag, kind="text/html; charset=utf-8"):
    """Answer 304 to who knows the tag."""

    def answer(request):
        same = request.headers["If-None-Match"] == tag
        content = b"" if same else body.replace("{site}", site.address).encode()
        request.send_response(304 if same else 200)
        for name, value in {"ETag": tag, "Content-Type": kind, "Content-Length": str(len(content))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(content)

    site.answers[path] = answer


def test_what_did_not_change_is_not_sent_again(paper, fetch, store, clock):
    """Neither the feed nor its pages: 304."""
    conditional(paper, "/feed", rss(entry("/1")), tag='"f"', kind="application/rss+xml")
    conditional(paper, "/1", page("one"), tag='W/"p"')
    fetch()
    assert store.feeds.feed(paper.feed).etag == '"f"'
    clock.move(minutes=61)
    done = fetch()
    assert (done.feeds, done.pages) == ({"unchanged": 1}, {"unchanged": 1})
    assert len(list(store.feeds.kept_pages())) == 1
    conditional(paper, "/feed", rss(entry("/2"), entry("/1")), tag='"g"', kind="application/rss+xml")
    clock.move(hours=6)
    assert fetch().pages == {"article": 1, "unchanged": 1}


def test_validators_are_kept_only_when_all_is_sent_for(paper, fetch, store):
    """What a bound left out would never be seen: the server would say that nothing changed."""
    entries = [entry(f"/{n}", date=f"Mon, 02 Mar 2026 05:{n:02}:00 GMT") for n in range(1, 6)]
    conditional(paper, "/feed", rss(*entries), tag='"f"', kind="application/rss+xml")
    for number in range(1, 6):
        paper.put(f"/{number}", page(str(number)))
    fetch(quick(most_pages=3))
    assert store.feeds.feed(paper.feed).etag == ""
    assert len(list(store.articles())) == 3
    fetch(quick(most_pages=3), all_feeds=True)
    assert len(list(store.articles())) == 5
    assert store.feeds.feed(paper.feed).etag == '"f"'


def test_old_pages_are_left_alone(paper, fetch, store):
    """By what the list says of them."""
    entries = [entry("/1"), entry("/2", date="Mon, 05 Jan 2026 05:00:00 GMT")]
    paper.put("/feed", rss(*entries), kind="application/rss+xml")
    fetch()
    assert titles(store) == ["Bridge closed: one"]


# --- looking again


def test_an_edit_is_found(paper, fetch, store, clock):
    """The new version is kept beside the old one; then the page is left alone."""
    fetch()
    paper.put("/1", page("one", sentences=(SENTENCES[0].replace("its eastern", "a western"), *SENTENCES[1:])))
    clock.move(minutes=61)
    assert fetch().pages == {"changed": 1, "unchanged": 1}
    found = [article for article in store.articles() if article.url.endswith("/1")]
    assert ["western" in article.text for article in found] == [False, True]
    for hours in (6, 24, 72, 72, 72):
        clock.move(hours=hours)
        fetch()
    assert len(list(store.articles())) == 3
    pages = [path for path in asked(paper, "/feed")]
    assert {path: pages.count(path) for path in pages} == {"/1": 5, "/2": 5}
    assert [task for task in store.tasks(["page"]) if task.done_at is None] == []


def test_what_is_around_an_article_is_no_edit(paper, fetch, store, clock):
    """A counter, other headlines, a form."""
    fetch()
    for number in range(3):
        around = f"<aside><a href='/x{number}'>Other headline {number}</a></aside><script>var n = {number}</script>"
        paper.put("/1", page("one", around=around))
        clock.move(hours=7 * (number + 1))
        assert "changed" not in fetch().pages
    assert len(list(store.articles())) == 2


def test_what_a_site_repeats_is_no_edit_when_it_is_found_out_later(paper, fetch, store, clock):
    """The first page is read when nothing is known of its site; by the second look, more is."""
    repeated = "<p>Keep up with the Plain Post wherever you go: our reporters are on the road for you at night.</p>"
    stories = {
        "1": SENTENCES,
        "2": (
            "A choir of ninety sang in the market hall on Sunday, for the first time since the roof was mended.",
            "Its conductor, a baker by trade, said that the sound had been worth waiting for all those cold winters.",
            "Tickets for the summer concert go on sale in April, and pupils of the music school pay half as always.",
        ),
        "3": (
            "Farmers along the Ness have begun to sow two weeks early because of the mild February, their union says.",
            "Frost in April could still ruin the beans, warned its chairwoman, who lost a third of hers two years ago.",
            "Seed prices rose by a tenth since autumn; diesel, on the other hand, is as cheap as it was in 2021.",
        ),
    }
    paper.put("/feed", rss(*(entry(f"/{name}") for name in stories)), kind="application/rss+xml")
    for name, sentences in stories.items():
        told = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        paper.put(f"/{name}", f"<html><body><article><h1>Story {name}</h1>{told}{repeated}</article></body></html>")
    config = quick(learn_after=1)
    fetch(config)
    before = len(list(store.articles()))
    for name, sentences in stories.items():
        told = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        paper.put(
            f"/{name}",
            f"<html><body><article><h1>Story {name}</h1>{told}{repeated}</article><i>2</i></body></html>",
        )
    clock.move(minutes=61)
    assert fetch(config).pages == {"unchanged": 3}
    assert len(list(store.articles())) == before


def test_a_wall_before_an_article_is_no_edit(paper, fetch, store, clock):
    """A reader who has read too much for free sees its beginning only; another page did change."""
    wall = "<div class='paywall'><h2>Subscribe to continue reading</h2></div>"
    fetch()
    paper.put("/1", page("one", sentences=SENTENCES[:1], around=wall))
    clock.move(minutes=61)
    assert "changed" not in fetch().pages
    paper.put("/2", page("two", sentences=SENTENCES[:-1]))
    clock.move(hours=6)
    assert fetch().pages["changed"] == 1


def test_a_page_that_moved_is_no_edit(paper, fetch, store, clock):
    """Its article is the same, wherever it is now."""
    fetch()
    paper.put("/1", b"", status=301, Location="/moved")
    paper.put("/moved", page("one", around="<i>moved</i>"))
    clock.move(minutes=61)
    assert fetch().pages == {"unchanged": 2}
    assert len(list(store.articles())) == 2


def test_a_feed_that_is_gone_is_visited_when_its_owner_adds_it_again(paper, fetch, store, clock):
    """It is looked at at once."""
    good = paper.answers["/feed"]
    paper.put("/feed", b"", status=410)
    fetch()
    paper.answers["/feed"] = good
    assert not add_feed(store, paper.feed, now=clock(), config=LOCAL).new
    clock.move(seconds=5)
    assert fetch().pages == {"article": 2}


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_taken_down_is_noted(paper, fetch, store, clock, status):
    """What was read of it stays, and nobody asks again."""
    fetch()
    paper.put("/1", b"", status=status)
    clock.move(minutes=61)
    done = fetch()
    assert done.failed[0][0].endswith("/1")
    assert f"later: HTTP {status}" in store.feeds.visits(paper.feed)[-1].reason
    assert len(list(store.articles())) == 2
    asked(paper)
    clock.move(days=1)
    fetch()
    assert "/1" not in asked(paper)


# --- other lists


def test_a_sitemap_leads_to_pages(site, fetch, store):
    """Packed or not; an index to its newest sitemaps, which are visited again with it."""
    place = "<url><loc>{{site}}/{0}</loc><lastmod>2026-03-0{1}</lastmod></url>"
    below = "<sitemap><loc>{{site}}/map{0}.xml</loc><lastmod>2026-0{0}-01</lastmod></sitemap>"
    index = f"<sitemapindex>{below.format(1)}{below.format(3)}{below.format(2)}</sitemapindex>"
    url = site.put("/map.xml", index, kind="application/xml")
    site.put("/map1.xml", f"<urlset>{place.format('old', 1)}</urlset>", kind="application/xml")
    site.put("/map2.xml", f"<urlset>{place.format('1', 1)}</urlset>", kind="application/xml")
    packed = f"<urlset>{place.format('2', 2)}</urlset>".replace("{site}", site.address).encode()
    site.put("/map3.xml", gzip.compress(packed), kind="application/gzip")
    for name in ("1", "2", "old"):
        site.put(f"/{name}", page(name))
    store.feeds.add([Feed(url=url, kind="sitemap")], due=START)
    done = fetch(quick(most_lists=2))
    assert done.failed == []
    assert sorted(titles(store)) == ["Bridge closed: 1", "Bridge closed: 2"]
    assert "/map1.xml" not in asked(site)
    more = place.format("2", 2) + place.format("3", 2)
    site.put("/map3.xml", f"<urlset>{more}</urlset>", kind="application/xml")
    site.put("/3", page("3"))
    fetch(quick(most_lists=2), all_feeds=True)
    assert "Bridge closed: 3" in titles(store)
    assert [visit.feed for visit in store.feeds.visits(url)] == [url] * 3


def test_a_json_feed_leads_to_pages(site, fetch, store):
    """Like any other."""
    site.put("/1", page("one"))
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Low Road",
        "items": [{"id": "1", "url": f"{site.address}/1"}],
    }
    url = site.put("/feed.json", json.dumps(told), kind="application/feed+json")
    store.feeds.add([Feed(url=url)], due=START)
    fetch()
    assert titles(store) == ["Bridge closed: one"]
    assert store.feeds.feed(url).title == "Low Road"


def test_a_page_can_be_watched_itself(site, fetch, store, clock):
    """For what changes in it, for ever; the owner named it, so nobody else is asked."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    url = site.put("/1", page("one"))
    store.feeds.add([Feed(url=url, kind="page", every=3_600.0)], due=START)
    assert fetch().feeds == {"visited": 1}
    clock.move(hours=1)
    assert fetch().feeds == {"unchanged": 1}
    site.put("/1", page("one", sentences=SENTENCES[:-1]))
    clock.move(days=99)
    assert fetch().feeds == {"visited": 1}
    assert len(list(store.articles())) == 2
    assert store.feeds.feed(url).changed_at == clock()


# --- what a feed holds itself

WHOLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def whole(path=None):
    link = f"<link>{{site}}{path}</link>" if path else ""
    return f"<item><title>Held whole</title>{link}<c:encoded><![CDATA[{WHOLE}]]></c:encoded></item>"


def test_what_a_feed_holds_serves_where_the_page_can_not_be_had(site, fetch, store):
    """It is gone, its host does not want us, or the entry has no address at all; each once."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed", kind="text/plain")
    url = site.put("/feed", rss(whole("/nowhere"), whole("/closed/1"), whole()), kind="application/rss+xml")
    store.feeds.add([Feed(url=url)], due=START)
    done = fetch()
    assert done.pages == {"article": 3}
    assert len(list(store.articles())) == 3
    assert all("divers" in article.text for article in store.articles())
    fetch(all_feeds=True)
    assert len(list(store.articles())) == 3
    assert "/closed/1" not in site.asked


# --- handlers


def test_a_worker_can_do_the_work_by_itself(paper, store, clock):
    """Task by task: what `retold worker` does."""
    told = []
    with Fetching(store, config=LOCAL, clock=clock, watch=told.append) as fetching:
        assert set(fetching.handlers) == set(KINDS)
        for _ in range(3):
            (task,) = store.lease(KINDS, "me", now=clock(), seconds=60)
            again = fetching.handlers[task.kind](task, clock())
            assert again > clock()
            store.finish(task, now=clock(), again=again)
            clock.move(seconds=4)
    assert [one.what for one in told] == ["visited", "article", "article"]
    assert told[0] == Fetched(kind="feed", url=paper.feed, what="visited", new=2)


def test_a_feed_that_was_removed_is_done_with(paper, store, clock):
    """Also where its visit was leased already."""
    (task,) = store.lease(["feed"], "me", now=clock(), seconds=60)
    store.feeds.remove(paper.feed)
    with Fetching(store, config=LOCAL, clock=clock) as fetching:
        assert fetching.visit_feed(task, clock()) is None
    assert paper.asked == []


def test_the_owner_may_change_a_feed_while_it_is_visited(paper, store, clock):
    """Neither is lost."""
    feed = paper.answers["/feed"]

    def answer(request):
        store.feeds.change(paper.feed, lambda before, new: replace(before, folder="Local", title="Mine"))
        status, headers, body = feed
        request.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    paper.answers["/feed"] = answer
    (task,) = store.lease(["feed"], "me", now=clock(), seconds=60)
    with Fetching(store, config=LOCAL, clock=clock) as fetching:
        fetching.visit_feed(task, clock())
    feed = store.feeds.feed(paper.feed)
    assert (feed.folder, feed.title, feed.succeeded_at) == ("Local", "Mine", START)


def test_what_a_task_carries_can_be_read_back(paper, store, fetch):
    """By the next version, too: the address of a feed stands first."""
    (task,) = store.tasks(["feed"])
    assert unpack(task.payload, tuple[str, str]) == (paper.feed, paper.feed)
