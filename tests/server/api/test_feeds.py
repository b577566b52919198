"""Feeds: valid, the same as their pages show, and had by who may read these."""

import io
import json
from datetime import UTC, datetime

import feedparser
import pytest
from lxml import etree
from tests.box import Clock
from tests.server.api.conftest import Program
from tests.server.conftest import NOW, Browser, settings

from retold import logs
from retold.server.app import make_app
from retold.server.box import Box
from retold.types import StoryEvent

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def both(browser, path):
    """A feed as a feed reader parses it, as XML, and its JSON."""
    answers = [browser.get(f"{path.format(form)}") for form in ("atom", "json")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answers[1].headers["content-type"] == "application/feed+json"
    parsed = feedparser.parse(answers[0].content)
    assert not parsed.bozo
    return parsed, etree.fromstring(answers[0].content), answers[1].json()


def check(parsed, tree, told, *, address, page):
    """What RFC 4287, 4.1, and JSON Feed 1.1 ask for, and that both say the same."""
    for parent in (tree, *tree.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"a:{name}", ATOM)) == 1
    assert tree.findtext("a:author/a:name", namespaces=ATOM)
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    ids = [entry.id for entry in parsed.entries]
    assert len(set(ids)) == len(ids)
    assert all(id_.startswith("urn:uuid:") for id_ in (*ids, parsed.feed.id))
    assert parsed.feed.updated_parsed >= max(entry.updated_parsed for entry in parsed.entries)
    links = {link.rel: link.href for link in parsed.feed.links}
    assert links == {"self": f"http://localhost:8000{address}", "alternate": f"http://localhost:8000{page}"}
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["home_page_url"] == links["alternate"]
    assert told["feed_url"] == links["self"].replace(".atom", ".json")
    assert len(told["items"]) == len(parsed.entries) <= 50
    for entry, one in zip(parsed.entries, told["items"], strict=True):
        assert (entry.id, entry.title, entry.link) == (one["id"], one["title"], one["url"])
        assert entry.content[0].type == "text/html"
        assert datetime.fromisoformat(one["date_published"]).utctimetuple()[:6] == entry.published_parsed[:6]
        assert one["content_text"]
        assert "<script" not in one["content_html"]


def test_the_brief_is_an_entry_a_day(public, kept, affair):
    """Each leads to the day's page; what is told later on a day is told by the same entry."""
    box = public.app.state.box
    box.clock.now = datetime(2025, 10, 20, 7, 30, tzinfo=UTC)
    lines = [line for line in kept.ledger.lines(affair.id) if line.at < box.clock.now]
    days = sorted({line.at.date() for line in lines}, reverse=True)
    assert len(days) == 5
    parsed, tree, told = both(public, "/brief.{}")
    check(parsed, tree, told, address="/brief.atom", page="/")
    assert [entry.link for entry in parsed.entries] == [f"http://localhost:8000/brief/{day}" for day in days]
    assert all("Weir Street Bridge" in entry.title for entry in parsed.entries)


def test_an_affair_is_an_entry_a_fact(public, kept, affair):
    """The newest first; each leads to its sentence and names its outlets."""
    path = f"/affairs/{affair.id}"
    parsed, tree, told = both(public, f"{path}.{{}}")
    check(parsed, tree, told, address=f"{path}.atom", page=path)
    lines = sorted(kept.ledger.lines(affair.id), key=lambda line: -line.number)[:50]
    assert len(parsed.entries) == len(lines)
    for line, entry, one in zip(lines, parsed.entries, told["items"], strict=True):
        first = line.news.passages[0]
        assert entry.link == f"http://localhost:8000/articles/{first.article}#s-{first.sentence}"
        assert first.span.text.split()[0] in one["content_text"]
        assert {"name": first.outlet} in one["authors"]
        assert one["tags"] == [line.news.kind]
        assert entry.updated_parsed[:6] == line.at.utctimetuple()[:6]
    again, _, _ = both(public, f"{path}.{{}}")
    assert [entry.id for entry in again.entries] == [entry.id for entry in parsed.entries]


def test_a_story_is_an_entry_an_article_and_a_change_of_its_life(public, kept):
    """What went into it is told, and its old address leads on."""
    into, gone = sorted(kept.stories(), key=lambda story: -len(story.articles))[:2]
    path = f"/stories/{into.id}"
    parsed, tree, told = both(public, f"{path}.{{}}")
    check(parsed, tree, told, address=f"{path}.atom", page=path)
    assert {entry.link for entry in parsed.entries} == {
        f"http://localhost:8000/articles/{article.id}" for article in into.articles
    }
    event = StoryEvent(
        kind="merged", story=into.id, other=gone.id, articles=tuple(a.id for a in gone.articles), because=("by <hand>",)
    )
    kept.keep_step((), [event], {})
    after, _, items = both(public, f"{path}.{{}}")
    assert "Took in another story" in [entry.title for entry in after.entries]
    (turn,) = [one for one in items["items"] if one["title"] == "Took in another story"]
    assert "by &lt;hand&gt;" in turn["content_html"]
    answer = public.get(f"/stories/{gone.id}.atom?token=x")
    assert answer.status_code in (308, 401)
    answer = public.get(f"/stories/{gone.id}.atom")
    assert (answer.status_code, answer.headers["location"]) == (308, f"{path}.atom")


def test_a_search_is_an_entry_an_article(public):
    """With what was searched for in its addresses."""
    parsed, tree, told = both(public, "/search.{}?words=ferry+%22the+bridge%22")
    query = "?words=ferry+%22the+bridge%22"
    check(parsed, tree, told, address=f"/search.atom{query}", page=f"/search{query}")
    assert 'ferry "the bridge"' in parsed.feed.title
    found = public.get("/api/v1/articles", params={"words": 'ferry "the bridge"'}).json()["articles"]
    assert {entry.link.rpartition("/")[2] for entry in parsed.entries} == {one["article"] for one in found}


def test_a_search_that_can_not_be_is_told(public):
    """A field that is empty asks for nothing."""
    assert public.get("/search.atom?words=ferry&since=&change=").status_code == 200
    assert public.get("/search.atom?since=soon").status_code == 422
    assert public.get("/search.atom?since=2026-02-02&until=2026-01-01").status_code == 422
    assert public.get("/api/v1/articles?since=2026-02-02&until=2026-01-01").status_code == 422


@pytest.mark.parametrize("path", ["/brief", "/affairs/{}", "/stories/{}", "/search"])
def test_a_feed_is_had_by_a_token_in_its_address(app, kept, secret, affair, path):
    """Of the scope read, and of nothing else; it stands in no feed. A header does, too, and a session."""
    path = path.format(affair.id if "affairs" in path else next(kept.stories()).id)
    token = secret("reader", "read")
    visitor = Browser(app)
    assert visitor.get(f"{path}.atom").status_code == 401
    assert visitor.get(f"{path}.atom", params={"token": "rtd_made-up"}).status_code == 401
    assert visitor.get(f"{path}.atom", params={"token": secret("owner", "own")}).status_code == 403
    answer = visitor.get(f"{path}.json", params={"token": token, "words": "ferry"})
    assert answer.status_code == 200
    assert token not in answer.text
    assert Program(app, token).get(f"{path}.atom").status_code == 200
    visitor.sign_in("Reader")
    assert visitor.get(f"{path}.atom").status_code == 200
    assert visitor.get("/api/v1/stories", params={"token": token}).status_code == 200  # by the session
    assert Browser(app).get("/api/v1/stories", params={"token": token}).status_code == 401


def test_a_token_in_an_address_is_told_to_no_log(app, secret):
    """A line has the route alone."""
    token = secret("reader", "read")
    stream = io.StringIO()
    logs.start(level="debug", form="json", stream=stream)
    try:
        assert Browser(app).get("/search.atom", params={"token": token}).status_code == 200
    finally:
        logs.start(level="warning")
    assert '"path":"/search.{form}"' in stream.getvalue().replace(" ", "")
    assert token not in stream.getvalue()


def test_a_public_brief_has_a_public_feed(kept, affair):
    """And keeps what is not public to itself."""
    visitor = Browser(make_app(Box(store=kept, settings=settings(public="brief"), clock=Clock(NOW))))
    assert visitor.get("/brief.atom").status_code == 200
    assert visitor.get(f"/affairs/{affair.id}.atom").status_code == 401
    assert visitor.get("/search.json").status_code == 401


@pytest.mark.parametrize("path", ["/affairs/{}", "/search"])
def test_a_feed_that_is_as_it_was_is_not_sent_again(public, editor, affair, path):
    """By what the feed reader knows of it, in either way."""
    path = f"{path.format(affair.id)}.atom"
    answer = public.get(path)
    etag, modified = answer.headers["etag"], answer.headers["last-modified"]
    for known in ({"If-None-Match": etag}, {"If-None-Match": f'"x", {etag}'}, {"If-Modified-Since": modified}):
        again = public.get(path, headers=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    for other in ({"If-None-Match": '"x"', "If-Modified-Since": modified}, {"If-Modified-Since": "yesterday"},
                  {"If-Modified-Since": "Mon, 01 Jan 1990 00:00:00 GMT"}):  # fmt: skip
        assert public.get(path, headers=other).status_code == 200


@pytest.mark.parametrize(
    "path", ["/affairs/0000000000000000.atom", "/affairs/x.json", "/stories/0.atom", "/brief.rss", "/search.xml"]
)
def test_what_is_no_feed_is_not_there(public, path):
    """Neither another form."""
    assert public.get(path).status_code == 404


def test_an_empty_box_has_feeds(tmp_path):
    """Without entries."""
    from retold.store import open_store

    with open_store(tmp_path / "empty.sqlite") as empty:
        visitor = Browser(make_app(Box(store=empty, settings=settings(public="all"), clock=Clock(NOW))))
        for path in ("/brief.{}", "/search.{}"):
            parsed = feedparser.parse(visitor.get(path.format("atom")).content)
            assert not parsed.bozo
            assert parsed.entries == []
            assert json.loads(visitor.get(path.format("json")).content)["items"] == []
