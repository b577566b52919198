"""`/metrics`: what is counted, and who may read it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.server.conftest import NOW, Browser, settings
from tests.store.made import PAGE

from retold.errors import StoreError
from retold.server import metrics
from retold.server.app import make_app
from retold.testing import make_article
from retold.types import Feed, Task


@pytest.fixture
def watcher(app):
    """Who watches from the machine itself."""
    return Browser(app, address="127.0.0.1")


def read(browser):
    """(name, labels' values) -> value."""
    answer = browser.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_requests_are_counted_by_route_and_answer(watcher, people):
    """No address that somebody asked for, and no token, is told."""
    watcher.get("/sign-in")
    watcher.sign_in("Owner", "wrong horse")
    for n in range(3):
        watcher.get(f"/nothing/{n}")
    watcher.get("/confirm/0123456789abcdef0123456789")
    watcher.request("BREW", "/sign-in")
    found = read(watcher)
    assert found["retold_requests_total", "GET", "/sign-in", "2xx"] == 2
    assert found["retold_requests_total", "POST", "/sign-in", "4xx"] == 1
    assert found["retold_requests_total", "GET", "(none)", "4xx"] == 3
    assert found["retold_request_seconds_count", "GET", "/sign-in"] == 2
    assert found["retold_requests_total", "GET", "/confirm/{token}", "4xx"] == 1
    assert "0123456789abcdef" not in watcher.get("/metrics").text
    assert "BREW" not in watcher.get("/metrics").text


def test_what_is_kept_and_what_waits_is_counted(box, watcher):
    """By its kind; work that somebody holds or that lies ahead is not late."""
    box.store.keep(PAGE, make_article("The bridge is closed."))
    ahead, late = NOW + timedelta(hours=1), NOW - timedelta(minutes=5)
    tasks = [Task(kind="mail", key="a", due=late), Task(kind="mail", key="b", due=ahead)]
    box.store.add_tasks([*tasks, Task(kind="page", key="c", due=late), Task(kind="stream", key="d", due=ahead)])
    [held] = box.store.lease(["page"], "one", now=NOW, seconds=60, limit=1)
    found = read(watcher)
    assert found["retold_articles",] == 1
    assert found["retold_work", "mail"] == 2
    assert found["retold_work_late_seconds", "mail"] == 300
    assert found["retold_work_late_seconds", "page"] == found["retold_work_late_seconds", "stream"] == 0
    assert found["retold_store_up",] == 1
    assert "retold_info" in {name for name, *_ in found}
    assert "retold_last_fetch_timestamp_seconds" not in {name for name, *_ in found}
    box.store.fail(held, "gone", due=None)
    fresh = read(Browser(make_app(box), address="127.0.0.1"))
    assert (fresh["retold_work", "page"], fresh["retold_work_given_up", "page"]) == (0, 1)


def test_feeds_are_counted_by_how_they_fare(box, watcher):
    """With the last time that one was read."""
    well = Feed(url="https://a.example/", succeeded_at=NOW, tried_at=NOW)
    bad = Feed(url="https://b.example/", succeeded_at=NOW - timedelta(days=3), tried_at=NOW, failures=9, error="404")
    box.store.feeds.add([well, bad], due=NOW)
    found = read(watcher)
    assert found["retold_feeds", "failing"] == 1
    assert found["retold_last_fetch_timestamp_seconds",] == NOW.timestamp()


def test_counts_are_remembered_for_some_seconds(box, watcher, monkeypatch):
    """However often they are asked for."""
    assert read(watcher)["retold_affairs",] == 0
    asked = []
    monkeypatch.setattr(metrics, "_counted", lambda box: asked.append(box) or ())
    read(watcher)
    assert not asked
    monkeypatch.setattr(metrics, "monotonic", lambda: 1e12)
    read(watcher)
    assert asked == [box]


def test_of_a_store_that_can_not_be_read_that_is_told(box, watcher, monkeypatch):
    """With all that is known without it."""

    def broken(**_):
        raise StoreError("no disk")

    monkeypatch.setattr(box.store, "counting", type("Broken", (), {"counts": broken}))
    found = read(watcher)
    assert found["retold_store_up",] == 0
    assert "retold_articles" not in {name for name, *_ in found}


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.1", 404), ("10.1.2.3", 404), ("nobody", 404)]
)
def test_only_the_machine_itself_reads_them(app, address, status):
    """As long as nobody else is named; for others there is nothing here."""
    assert Browser(app, address=address).get("/metrics").status_code == status


@pytest.mark.parametrize(
    ("address", "status"),
    [("10.1.2.3", 200), ("2001:db8:1::7", 200), ("127.0.0.1", 404), ("2001:db8:2::7", 404), ("192.0.2.1", 404)],
)
def test_who_is_named_reads_them(box, address, status):
    """By address or network."""
    app = make_app(replace(box, settings=settings(metrics=("10.0.0.0/8", "2001:db8:1::/64"))))
    assert Browser(app, address=address).get("/metrics").status_code == status


@pytest.mark.parametrize("proxies", [(), ("127.0.0.1",)])
def test_nobody_reads_them_through_a_proxy_on_this_machine(box, proxies):
    """Also through one that the owner forgot to name; whoever may read them may do so through one that is named."""
    app = make_app(replace(box, settings=settings(proxies=proxies, metrics=("127.0.0.1", "192.0.2.9"))))
    for forwarded, status in (("203.0.113.5", 404), ("192.0.2.9", 200 if proxies else 404), ("", 404)):
        answer = Browser(app, address="127.0.0.1").get("/metrics", headers={"X-Forwarded-For": forwarded})
        assert answer.status_code == (status if forwarded or not proxies else 200)


def test_health_tells_whether_work_is_done(box, watcher):
    """Work that has waited for a quarter of an hour and that nobody holds means that no worker is there."""
    assert watcher.get("/health").json()["work"] == "on time"
    box.store.add_tasks([Task(kind="mail", key="a", due=NOW), Task(kind="stream", key="b", due=NOW)])
    box.clock.now += timedelta(minutes=14)
    assert watcher.get("/health").json()["work"] == "on time"
    box.clock.now += timedelta(minutes=1)
    assert watcher.get("/health").json() | {"version": ""} == {
        "ok": True, "store": "reachable", "work": "late", "version": "",
    }  # fmt: skip
    box.store.lease(["mail", "stream"], "one", now=box.clock(), seconds=60, limit=2)
    assert watcher.get("/health").json()["work"] == "on time"
