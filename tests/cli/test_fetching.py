"""What a person sees of `retold fetch`, `retold feeds` and `retold reread`."""

import json

import pytest
import typer
from tests.fetching.made import SENTENCES, entry, page, rss
from tests.intake.conftest import site
from typer.testing import CliRunner

from retold.cli import fetching
from retold.cli.watched import now
from retold.store import open_store

__all__ = ["site"]

app = typer.Typer()
app.command()(fetching.fetch)
app.command()(fetching.reread)
app.add_typer(fetching.app, name="feeds")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in a folder of its own, where this machine may be fetched from."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "retold.toml").write_text(
        'store = "news.sqlite"\n[reading]\nallowed_hosts = ["127.0.0.1"]\n[watching]\nhost_pause = 0.01\n'
    )

    def once(*words, status=0, given=None):
        result = CliRunner().invoke(app, list(map(str, words)), input=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == status, result.output
        return result

    return once


def dated(path):
    """An entry of today."""
    return entry(path, date=f"{now():%a, %d %b %Y %H:%M:%S} GMT")


@pytest.fixture
def paper(site):
    site.feed = site.put("/feed", rss(dated("/1"), dated("/2")), kind="application/rss+xml")
    link = '<link rel="alternate" type="application/rss+xml" title="The Plain Post" href="/feed">'
    site.put("/", f"<html><head>{link}</head><body><p>Words.</p></body></html>")
    site.put("/1", page("one"))
    site.put("/2", page("two"))
    return site


def test_a_site_is_watched_by_its_address(paper, run):
    """The feed that its page names."""
    said = run("feeds", "add", f"{paper.address}/").output
    assert said == f"{paper.feed}: watched from now on (The Plain Post)\n"
    said = run("feeds", "add", f"{paper.address}/", "--every", "2 h", "--folder", "Local").output
    assert "watched already; now as given" in said
    (feed,) = json.loads(run("feeds", "list", "--json").output)["feeds"]
    assert (feed["url"], feed["every"], feed["folder"], feed["state"]) == (paper.feed, 7_200.0, "Local", "new")


def test_a_site_that_does_not_say_is_tried_at_the_usual_places(site, run):
    """Where most have their feed."""
    site.put("/", "<html><body><p>Words.</p></body></html>")
    site.put("/rss.xml", rss(), kind="application/rss+xml")
    assert f"{site.address}/rss.xml: watched" in run("feeds", "add", site.address).output


def test_of_several_feeds_one_is_to_be_chosen(site, run):
    """They are listed, and none is added."""
    links = "".join(f'<link rel="alternate" type="application/atom+xml" title="{n}" href="/{n}">' for n in ("a", "b"))
    site.put("/", f"<html><head>{links}</head><body></body></html>")
    result = run("feeds", "add", f"{site.address}/", status=1)
    assert "it offers 2 feeds; add the one you want:" in result.stderr
    assert f"\n  {site.address}/a  a\n  {site.address}/b  b\n" in result.stderr
    assert "nothing is watched" in run("feeds", "list").output


def test_what_can_not_be_watched_is_told(site, run):
    """And what can is added all the same."""
    site.put("/", "<html><body><p>Words.</p></body></html>")
    good = site.put(
        "/feed.json", '{"version": "https://jsonfeed.org/version/1.1", "items": []}', kind="application/json"
    )
    result = run("feeds", "add", f"{site.address}/", "ftp://x.test", f"{site.address}/nowhere", good, status=1)
    assert "no feed was found there" in result.stderr
    assert "ftp://x.test: it is no address of the web" in result.stderr
    assert "HTTP 404" in result.stderr
    assert f"{good}: watched from now on" in result.stdout
    assert "is none of feed, sitemap and page" in run("feeds", "add", good, "--as", "blog", status=2).stderr
    assert "write it as" in run("feeds", "add", good, "--every", "soon", status=2).stderr


def test_fetching_says_what_came_and_what_failed(paper, run):
    """In words, as JSON, and by the exit status."""
    run("feeds", "add", paper.feed)
    said = run("fetch").output
    assert said == "1 feed visited: 1 with something new\n2 pages fetched: 2 new articles\n"
    assert run("fetch").output.startswith("nothing is due; the next feed is at 20")
    paper.put("/feed", b"", status=500)
    result = run("fetch", "--all", "--json", status=1)
    assert json.loads(result.stdout)["failed"] == [
        {"input": paper.feed, "reason": "HTTP 500: the server failed; try again later"}
    ]
    assert "HTTP 500" in result.stderr


def test_the_list_shows_how_feeds_fare(paper, run):
    """With reasons; `check` only those that need somebody."""
    run("feeds", "add", paper.feed)
    run("feeds", "add", f"{paper.address}/gone", "--as", "feed", "--folder", "Local/Daily")
    run("fetch", status=1)
    said = run("feeds", "list").output
    assert "The Plain Post  well  last success 20" in said
    assert "2 of 2 pages gave an article" in said
    assert "Local/Daily" in said
    assert "failed once: HTTP 404" in said
    said = run("feeds", "check", status=1).output
    assert "Plain Post" not in said
    assert "failing" in said
    run("feeds", "remove", f"{paper.address}/gone")
    assert run("feeds", "check").output == "1 feed, all well\n"
    assert "it is not watched" in run("feeds", "remove", f"{paper.address}/gone", status=1).stderr


def test_opml_goes_in_and_out(paper, run, tmp_path):
    """With titles and folders; what is watched already stays as it is."""
    run("feeds", "add", paper.feed, "--title", "Mine", "--folder", "Local")
    run("feeds", "export", "feeds.opml")
    told = (tmp_path / "feeds.opml").read_bytes()
    assert run("feeds", "export").stdout_bytes == told
    result = run("feeds", "import", "feeds.opml", "--store", "other.sqlite")
    assert result.output == "1 feed watched from now on\n"
    (feed,) = json.loads(run("feeds", "list", "--json", "--store", "other.sqlite").output)["feeds"]
    assert (feed["url"], feed["title"], feed["folder"]) == (paper.feed, "Mine", "Local")
    more = told.replace(b"/feed", b"/other")
    result = run("feeds", "import", "-", given=more)
    assert result.output == "1 feed watched from now on\n"
    assert "0 feeds watched from now on, 1 were watched before" in run("feeds", "import", "feeds.opml").output


@pytest.mark.parametrize("content", ["<html></html>", "<opml><body/></opml>", ""])
def test_what_is_no_opml_is_told(run, tmp_path, content):
    """With the name of the file."""
    (tmp_path / "x.opml").write_text(content)
    with pytest.raises(Exception, match=r"x\.opml"):
        run("feeds", "import", "x.opml")


def test_all_is_read_again(paper, run):
    """And it is said how many articles changed."""
    run("feeds", "add", paper.feed)
    run("fetch")
    assert run("reread").output == "2 pages read again: 0 articles with other words\n"
    with open_store("news.sqlite") as store:
        from dataclasses import replace

        article = next(iter(store.articles()))
        store.feeds.put_in_place(article.id, replace(article, text="Read badly.", sentences=()), [])
    assert run("reread").output == "2 pages read again: 1 article with other words\n"
    assert json.loads(run("reread", "--json").output) == {
        "pages": 2,
        "changed": 0,
        "bettered": 0,
        "found": 0,
        "failed": [],
    }


def test_nothing_is_read_again_under_a_workers_hands(paper, run):
    """It is to be stopped first."""
    run("feeds", "add", paper.feed)
    with open_store("news.sqlite") as store:
        (held,) = store.lease(["feed"], "box:7", now=now(), seconds=60)
        assert "box:7 is at work on it" in run("reread", status=2).stderr
        store.finish(held, now=now())
    run("reread")


def test_nothing_to_do_is_told(run):
    """With the next step."""
    run("feeds", "import", "-", given="https://plain.test/feed\n")
    run("feeds", "remove", "https://plain.test/feed")
    assert "retold feeds add" in run("fetch", status=2).output


def test_an_edit_is_told(paper, run):
    """As what it is."""
    run("feeds", "add", f"{paper.address}/1", "--as", "page")
    assert "1 feed visited: 1 with something new" in run("fetch").output
    paper.put("/1", page("one", sentences=SENTENCES[:-1]))
    assert "1 feed visited: 1 with something new" in run("fetch", "--all").output
