"""The feeds that are watched, as pages: how they fare, and what editors do with them."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest
from tests.box import Site
from tests.server.conftest import NOW, Browser, settings

from retold import watching
from retold.config import DEFAULT, Reading
from retold.server.app import make_app
from retold.service.feeds import key_of
from retold.testing import make_article
from retold.types import Feed, Page, Visit

FEED = "https://wires.example/feed.xml"
PAGE = f"/feeds/{key_of(FEED)}"


@pytest.fixture
def editor(box, people):
    """An editor of a box that may fetch from this machine."""
    config = replace(DEFAULT, reading=Reading(allowed_hosts=("127.0.0.1",)))
    found = Browser(make_app(replace(box, settings=replace(settings(), config=config))))
    found.sign_in("Editor")
    return found


def watch(kept, *urls, **about):
    kept.feeds.add([Feed(url=url, added_at=NOW, **about) for url in urls], due=NOW + timedelta(hours=1))


def test_an_empty_list_says_how_to_begin(editor, kept):
    """And offers the way."""
    shown = editor.get("/feeds").text
    assert "Nothing is watched yet" in shown
    assert 'href="/feeds/add"' in shown


def test_what_needs_somebody_comes_first(editor, kept):
    """Then the others, by folder."""
    watch(kept, FEED, title="Wires", folder="A")
    watch(kept, "https://gone.example/feed", title="Gone", folder="Z")
    kept.feeds.change("https://gone.example/feed", lambda feed, _: watching.missed(feed, NOW, "HTTP 410", gone=True))
    watch(kept, "https://silent.example/feed", title="Silent", folder="B")
    for number in range(6):
        visit = Visit(feed="https://silent.example/feed", url=f"https://silent.example/{number}", at=NOW,
                      outcome="no article", reason="only a cookie notice was found")  # fmt: skip
        kept.feeds.keep_visit(visit, most=200)
    shown = editor.get("/feeds").text
    assert shown.index("Need somebody") < shown.index(">Gone<") < shown.index(">Wires<")
    assert shown.index(">Silent<") < shown.index('<h2 dir="auto">A</h2>')
    assert "gone for good (HTTP 410)" in shown
    assert "0 of 6 pages" in shown
    assert "2026-03-04 08:30 UTC" in shown


def test_one_shows_its_last_pages_and_articles(editor, kept):
    """With reasons; the article is found also where it was led to another address."""
    watch(kept, FEED, title="Wires")
    article = make_article(
        "The bridge fell at dawn. Nobody was hurt.", title="<i>Bridge</i>", url=f"{FEED}/1", name="x"
    )
    visit = Visit(feed=FEED, url=f"{FEED}/1", at=NOW, outcome="article", confidence=1.0)
    kept.feeds.keep_page(Page(input=f"{FEED}/1", content=b"1", url=f"{FEED}/1"), article, visit=visit, most=9)
    failed = Visit(feed=FEED, url=f"{FEED}/2", at=NOW, outcome="failed", reason="HTTP 500")
    kept.feeds.keep_visit(failed, most=9)
    shown = editor.get(PAGE).text
    assert f'href="/articles/{article.id}"' in shown
    assert "&lt;i&gt;Bridge&lt;/i&gt;" in shown
    assert "HTTP 500" in shown
    assert shown.index(f"{FEED}/2") < shown.index(f'ltr">{FEED}/1')


def test_a_site_is_watched_by_its_feed(editor, kept):
    """Whoever adds it need not know where that is."""
    with Site() as site:
        site.pages["/"] = (b'<html><link rel="alternate" type="application/rss+xml" href="/feed.xml">', "text/html")
        answer = editor.submit("/feeds", "/feeds/add", address=f"{site.url}/", folder="Europe / Wires")
        assert answer.headers["location"] == f"/feeds/{key_of(site.feed)}?said=new"
        [feed] = kept.feeds.feeds()
        assert (feed.url, feed.folder) == (site.feed, "Europe/Wires")
        assert "It is watched from now on." in editor.get(answer.headers["location"]).text
        again = editor.submit("/feeds", "/feeds/add", address=site.feed)
        assert again.headers["location"].endswith("?said=known")


def test_what_can_not_be_watched_is_told_beside_the_field(editor, kept):
    """What was typed stands there again; what was found is offered."""
    for address in (
        "",
        "ftp://x.example",
        "file:///etc/passwd",
        "http://[",
        "http://127.0.0.1:9/feed",
        "http://10.0.0.1/",
    ):
        answer = editor.submit("/feeds", "/feeds/add", address=address, title="Mine")
        assert (answer.status_code, 'id="address-fault"' in answer.text) == (422, True), address
        assert 'value="Mine"' in answer.text
    with Site() as site:
        links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml">' for n in (1, 2))
        site.pages["/"] = (f"<html>{links}".encode(), "text/html")
        answer = editor.submit("/feeds", "/feeds/add", address=f"{site.url}/")
        assert "it offers 2 feeds" in answer.text
        assert f"{site.url}/2.xml" in answer.text
    assert not kept.feeds.feeds()


def test_a_page_is_watched_as_one_without_looking(editor, kept):
    """For what its outlet changes in it."""
    assert editor.submit("/feeds", "/feeds/add", address="https://x.example/a", kind="page").status_code == 303
    assert [feed.kind for feed in kept.feeds.feeds()] == ["page"]


def test_one_is_changed_and_visited_anew(editor, kept):
    """Its next visit follows how often it is to be visited."""
    watch(kept, FEED, title="Wires")
    kept.feeds.change(FEED, lambda feed, _: watching.visited(feed, NOW, new=True))
    answer = editor.submit(PAGE, PAGE, title=" Wires  of <b> ", folder="A", every="30 min", kind="feed")
    assert answer.headers["location"] == f"{PAGE}?said=changed"
    assert (kept.feeds.feed(FEED).title, kept.feeds.feed(FEED).every) == ("Wires of <b>", 1800)
    assert NOW < kept.feeds.planned()[FEED] <= NOW + timedelta(minutes=30)
    shown = editor.get(PAGE).text
    assert "<h1><bdi>Wires of &lt;b&gt;</bdi></h1>" in shown
    assert 'value="30 min"' in shown
    assert editor.submit(PAGE, PAGE, title="", folder="", every="", kind="feed").status_code == 303
    assert kept.feeds.feed(FEED).every is None


@pytest.mark.parametrize("every", ["soon", "1 s", "90 d", "-1 h"])
def test_how_often_is_checked(editor, kept, every):
    """And told beside its field."""
    watch(kept, FEED)
    answer = editor.submit(PAGE, PAGE, title="Wires", every=every)
    assert (answer.status_code, 'id="every-fault"' in answer.text) == (422, True)
    assert kept.feeds.feed(FEED).title == ""


def test_one_that_is_gone_is_visited_when_somebody_asks(editor, kept):
    """As soon as a worker comes to it."""
    watch(kept, FEED)
    kept.feeds.change(FEED, lambda feed, _: watching.missed(feed, NOW, "HTTP 410", gone=True))
    assert editor.submit(f"{PAGE}/visit", PAGE).status_code == 303
    assert kept.feeds.planned() == {FEED: NOW}
    assert kept.feeds.feed(FEED).ended_at is None


def test_one_is_removed_by_whoever_is_sure(editor, kept):
    """And is not found any more."""
    watch(kept, FEED, title="Wires")
    assert "Stop watching Wires?" in editor.get(f"{PAGE}/remove").text
    assert kept.feeds.feeds()
    assert editor.submit(f"{PAGE}/remove", f"{PAGE}/remove").headers["location"] == "/feeds?said=removed"
    assert not kept.feeds.feeds()
    assert editor.get(PAGE).status_code == 404


def test_a_list_goes_out_and_comes_in_again(editor, kept):
    """As OPML, pasted or at an address, also a long one."""
    urls = [f"https://wires.example/{number}/feed.xml" for number in range(1_500)]
    watch(kept, *urls, folder="Wires")
    answer = editor.get("/feeds.opml")
    assert answer.headers["content-disposition"] == 'attachment; filename="retold-feeds.opml"'
    assert len(answer.text) > 100_000
    for url in urls[1:]:
        kept.feeds.remove(url)
    answer = editor.submit("/feeds/import", "/feeds/add", opml=answer.text)
    assert answer.headers["location"] == "/feeds?said=imported-1499-1"
    assert "1,499 feeds are watched from now on. 1 were watched before." in editor.get(answer.headers["location"]).text
    assert {feed.folder for feed in kept.feeds.feeds()} == {"Wires"}
    with Site() as site:
        site.pages["/list"] = (b'<opml><body><outline xmlUrl="https://new.example/f"/></body></opml>', "text/x-opml")
        answer = editor.submit("/feeds/import", "/feeds/add", list=f"{site.url}/list")
        assert answer.headers["location"] == "/feeds?said=imported-1-0"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "list"),
        ({"list": "/etc/passwd"}, "list"),
        ({"list": "file:///etc/passwd"}, "list"),
        ({"list": "-"}, "list"),
        ({"list": "http://["}, "list"),
        ({"list": "http://10.0.0.1/x"}, "list"),
        ({"opml": "<html><p>no list"}, "opml"),
        ({"opml": "<opml><body/></opml>"}, "opml"),
        ({"opml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body>&a;</body></opml>'}, "opml"),
    ],
)
def test_what_is_no_list_is_told(editor, kept, fields, field):
    """No file of this machine is read."""
    answer = editor.submit("/feeds/import", "/feeds/add", **fields)
    assert (answer.status_code, f'id="{field}-fault"' in answer.text) == (422, True)
    assert "root:" not in answer.text
    assert not kept.feeds.feeds()


def test_who_may_not_edit_sees_no_keys_in_addresses(app, kept, people):
    """Some feeds are paid for: their addresses hold what lets in."""
    url = f"https://ann:tulip@wires.example/feed?key=tulip{'x' * 3_000}"
    watch(kept, url)
    reader = Browser(app)
    reader.sign_in("Reader")
    page = f"/feeds/{key_of(url)}"
    for path in ("/feeds", page):
        shown = reader.get(path).text
        assert "https://wires.example/feed" in shown
        assert "tulip" not in shown
        assert 'method="post"' not in shown.partition("<main")[2]
    for path in ("/feeds.opml", "/feeds/add", f"{page}/remove"):
        assert reader.get(path).status_code == 403
    for path in ("/feeds", "/feeds/import", page, f"{page}/visit", f"{page}/remove"):
        assert reader.submit(path, "/account", title="x").status_code == 403
    assert kept.feeds.feed(url).title == ""


def test_what_is_not_public_is_for_who_signs_in(box, browser):
    """Unless the owner has set that all may read."""
    assert browser.get("/feeds").headers["location"] == "/sign-in?next=/feeds"
    public = Browser(make_app(replace(box, settings=settings(public="all"))))
    assert public.get("/feeds").status_code == 200


def test_5000_feeds_are_shown_page_by_page(editor, kept):
    """Quickly, and in short; one is found by words of its name."""
    watch(kept, *(f"https://wires.example/{number}/feed.xml" for number in range(5_000)), folder="Wires")
    kept.feeds.change("https://wires.example/4999/feed.xml", lambda feed, _: watching.missed(feed, NOW, "HTTP 503"))
    editor.get("/feeds")
    began = perf_counter()
    answer = editor.get("/feeds?page=2")
    assert perf_counter() - began < 2
    assert len(answer.content) < 100_000
    assert "Page 2 of 100" in answer.text
    assert "/4999/feed.xml" in editor.get("/feeds").text
    assert "1 feed found" in editor.get("/feeds?q=wires+3141").text
    assert "Nothing that is watched is called that" in editor.get("/feeds?q=nothing").text
    for page in ("0", "-1", "x", "99999999999", "²"):
        assert editor.get("/feeds", params={"page": page}).status_code == 200
