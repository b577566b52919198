"""An archive's result at the command line and in the browser: looked at by whoever asks here, changed by nobody."""

import json
import re
import signal
import subprocess
import sys
import warnings
from datetime import UTC, datetime
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

pytest.importorskip("duckdb", reason="duckdb isn't installed: pip install 'retold[batch]'")
pytest.importorskip("pyarrow", reason="pyarrow isn't installed: pip install 'retold[batch]'")

from tests.box import Clock
from tests.store import archived

from retold.cli import app
from retold.cli.serving import _for_all
from retold.errors import OnlyForLooking, RetoldError, SettingsError
from retold.server.app import make_app
from retold.server.box import Box
from retold.settings import Settings, Site
from retold.store import open_store

with warnings.catch_warnings():
    # Starlette would rather have httpx2.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> str:
    """A result, as `--store` names it."""
    return f"parquet:{archived.write(tmp_path_factory.mktemp('archived') / 'result', archived.examples())}"


def run(*words: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, RetoldError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


# --- commands


def test_stories_are_listed(place):
    """As they were found, and none is worked out anew."""
    told = json.loads(run("stories", "--store", place, "--json", "-q"))
    assert [story["headline"] for story in told["stories"]] == [s.headline for s in archived.examples().stories]
    assert told["events"] == []
    assert "independent origins" in run("stories", "--store", place, "-q")


def test_articles_are_searched(place):
    """With the passage."""
    found = json.loads(run("search", "ferry", "--store", place, "--json"))
    assert found["count"] == 16
    assert "Aldermoor" in run("search", "ferry", "--best", "--most", "3", "--store", place)


def test_a_brief_is_made(place):
    """Of all, and of what is new since a day."""
    whole = json.loads(run("brief", "--store", place, "--json", "-q"))
    assert len(whole["items"]) == len(archived.examples().stories)
    assert "since Thursday, 9 October 2025" in run("brief", "--since", "2025-10-09", "--store", place, "-q")


def test_statements_are_those_of_the_result(place):
    """Of the article as its story dated it, which the article alone doesn't know."""
    told = json.loads(run("statements", "--store", place, "--json", "-q"))["articles"]
    facts = archived.examples().facts
    for article, shown in zip(archived.examples().articles, told, strict=True):
        assert shown["input"] == article.input
        assert [(s["start"], s["end"]) for s in shown["statements"]] == [
            (s.span.start, s.span.end) for s in facts[article.id].statements
        ]
    assert any(s["when"] for shown in told for s in shown["statements"])


@pytest.mark.parametrize("command", ["read", "times", "timeline"])
def test_pages_are_told_of_as_from_a_store(place, tmp_path, command):
    """The same."""
    kept = tmp_path / "kept.sqlite"
    archived.keep(kept, archived.examples())
    assert run(command, "--store", place, "--json", "-q") == run(command, "--store", str(kept), "--json", "-q")


@pytest.mark.parametrize(
    "words",
    [
        ("stories", "examples/pages/day1"),
        ("follow", "The bridge", "--word", "bridge"),
        ("people", "add", "ann"),
        ("subscribe", "ann@example.org"),
        ("worker", "--once"),
        ("backup", "copy.sqlite"),
        ("restore", "copy.sqlite"),
    ],
    ids=" ".join,
)
def test_commands_that_keep_something_are_refused(place, words):
    with pytest.raises(OnlyForLooking, match="is an archive's result and only for looking"):
        run(*words, "--store", place, *(["-q"] if words[0] == "stories" else []))


# --- who may look


def shown(host="127.0.0.1", *, sources=None, **site):
    return _for_all(Settings(site=Site(**site), sources=sources or {}), host).site.public


def test_on_this_machine_all_may_look():
    """There is nobody who could sign in."""
    assert [shown(host) for host in ("127.0.0.1", "::1", "localhost")] == ["all"] * 3


def test_elsewhere_all_may_look_if_that_is_said():
    """Or it would be open to others by an oversight."""
    said = {"site.public": "retold.toml, line 3"}
    with pytest.raises(SettingsError, match=r"whoever gets to it at 0\.0\.0\.0 can read all of it: .* site\.public"):
        shown("0.0.0.0")
    with pytest.raises(SettingsError, match=r"by https://brief\.test"):
        shown(url="https://brief.test", sources={"site.url": "RETOLD_SITE_URL"})
    assert shown("0.0.0.0", public="all", sources=said) == "all"


def test_a_site_that_is_closed_is_told_so():
    with pytest.raises(SettingsError, match=r'site\.public "brief" would show none of it.*retold\.toml, line 3'):
        shown(public="brief", sources={"site.public": "retold.toml, line 3"})


# --- pages


@pytest.fixture(scope="module")
def browser(place):
    """A visitor."""
    with open_store(place) as store:
        box = Box(store=store, settings=Settings(site=Site(public="all")), clock=Clock(NOW))
        yield TestClient(
            make_app(box), base_url="http://localhost:8000", follow_redirects=True, headers={"Accept": "text/html"}
        )


def test_the_first_page_is_its_stories(browser):
    """Nothing is followed or watched, and nobody signs in: what stands in the frame is what there is."""
    page = browser.get("/")
    assert page.url.path == "/stories"
    assert archived.examples().stories[0].headline in page.text
    assert re.findall(r'<li><a href="([^"]+)"', page.text)[:2] == ["/stories", "/search"]
    assert "Sign in" not in page.text


def test_each_story_and_article_has_its_page(browser):
    """With what happened when, what differs, and where others tell the same."""
    for story in archived.examples().stories:
        page = browser.get(f"/stories/{story.id}")
        assert page.status_code == 200
        for article in story.articles:
            own = browser.get(f"/articles/{article.id}")
            assert own.status_code == 200
            assert story.id in own.text
        if len(story.articles) > 1:
            assert browser.get(f"/stories/{story.id}/beside").status_code == 200
    largest = max(archived.examples().stories, key=lambda story: len(story.articles))
    page = browser.get(f"/stories/{largest.id}").text
    assert 'id="when"' in page or "What happened when" in page


def test_it_is_searched(browser):
    """Without the changes, which a result doesn't tell."""
    page = browser.get("/search?words=ferry")
    assert page.status_code == 200
    assert "<mark>ferry</mark>" in page.text
    assert 'name="change"' not in page.text
    assert browser.get("/search?words=ferry&change=figure").status_code == 422


@pytest.mark.parametrize(
    "path", ["/affairs", "/feeds", "/api", "/health", "/metrics", "/brief/2025-10-07", "/search.atom?words=ferry"]
)
def test_other_pages_of_the_site_stand(browser, path):
    """There is little on them."""
    if path == "/metrics":
        assert browser.get(path).status_code == 404  # to others than those who watch
    else:
        assert browser.get(path).status_code == 200


def test_what_would_change_something_is_refused(browser):
    """And the answer names no folder of the machine."""
    told = browser.get("/first")
    assert told.status_code == 403
    assert "archive" in told.text
    assert "parquet:" not in told.text
    story = archived.examples().stories[0].id
    assert browser.post(f"/stories/{story}/correct", data={}).status_code == 401


# --- the server


def test_it_is_served_without_a_worker(place):
    """By the very command, and ended as one ends it."""
    command = [sys.executable, "-c", "from retold.cli import main; main()", "serve", "--store", place, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            assert "takes no changes" in server.stdout.readline()
            with urlopen(Request(f"{address}/", headers={"Accept": "text/html"}), timeout=60) as page:
                assert archived.examples().stories[0].headline in page.read().decode()
            children = subprocess.run(["ps", "--ppid", str(server.pid)], capture_output=True, text=True, check=False)
            assert len(children.stdout.splitlines()) == 1
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
        assert server.returncode == 0
