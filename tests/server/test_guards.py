"""Forms are taken from who was shown them; limits are by address, and bounded."""

from datetime import timedelta

import pytest
from tests.server.conftest import PASSWORD, Browser, settings

from retold.server import signing_in
from retold.server.app import make_app
from retold.server.box import Box
from retold.server.limits import Limits, client


def send(browser, form, **headers):
    return browser.post("/sign-in", data={"form": form, "name": "Owner", "password": PASSWORD}, headers=headers)


def test_a_form_that_was_shown_is_taken(browser, people):
    """And taken again: two tabs may be open."""
    form = browser.form()
    assert browser.form() != form
    assert send(browser, form).status_code == 303


@pytest.mark.parametrize("form", ["", "x", "0" * 80, "é" * 80])
def test_a_form_that_was_made_up_is_refused(browser, people, form):
    """Also by who was shown another."""
    browser.form()
    answer = send(browser, form)
    assert answer.status_code == 403
    assert "open its page again" in answer.text


def test_a_form_that_was_shown_to_another_is_refused(app, browser, people):
    """Who attacks has a token of their own."""
    form = Browser(app).form()
    assert send(browser, form).status_code == 403
    browser.form()
    assert send(browser, form).status_code == 403


def test_a_form_is_of_one_session(browser, people):
    """What was shown before signing in signs nobody out."""
    form = browser.form()
    browser.sign_in("Owner")
    assert browser.post("/sign-out", data={"form": form}).status_code == 403
    assert "(owner)" in browser.get("/account").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"}, 403),
        ({"Origin": "http://localhost:8000"}, 303),
        ({"Origin": "http://localhost:9000"}, 403),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 303),
    ],
)
def test_a_browser_that_comes_from_elsewhere_is_refused(browser, people, headers, status):
    """Even with a token that is right."""
    assert send(browser, browser.form(), **headers).status_code == status


def test_every_form_that_is_there_is_guarded(browser, people):
    """A route that takes a POST without a token would be found here; one-click unsubscribing is by its link alone."""
    posts = [route.path for route in signing_in.router.routes if "POST" in route.methods]
    assert len(posts) == 3
    for path in posts:
        assert browser.post(path, data={}).status_code == 403


def test_a_bucket_fills_as_time_passes():
    """A minute's worth may come at once."""
    limits = Limits()
    taken = [limits.take("a", "x", per_minute=6, now=0) for _ in range(7)]
    assert taken == [0] * 6 + [10]
    assert limits.take("a", "x", per_minute=6, now=9) == pytest.approx(1)
    assert limits.take("a", "x", per_minute=6, now=10.001) == 0
    assert limits.take("a", "x", per_minute=6, now=10.002) > 9
    assert [limits.take("a", "x", per_minute=6, now=1000) for _ in range(7)].count(0) == 6


def test_buckets_are_by_name_and_address():
    """Who asks for much of one keeps neither others from it, nor themselves from something else."""
    limits = Limits()
    assert limits.take("a", "x", per_minute=1, now=0) == 0
    assert limits.take("a", "x", per_minute=1, now=0) == 60
    assert limits.take("a", "y", per_minute=1, now=0) == 0
    assert limits.take("b", "x", per_minute=1, now=0) == 0


def test_a_clock_that_is_put_back_locks_nobody_out():
    """The wait is as long as before."""
    limits = Limits()
    for _ in range(2):
        limits.take("a", "x", per_minute=1, now=10_000)
    assert limits.take("a", "x", per_minute=1, now=0) == 60
    assert limits.take("a", "x", per_minute=1, now=60) == 0


def test_buckets_are_bounded():
    """Whoever asks from ever new addresses takes no more memory."""
    limits = Limits(most=100)
    for number in range(1_000):
        limits.take("a", str(number), per_minute=1, now=0)
    assert len(limits) == 100
    assert limits.take("a", "999", per_minute=1, now=0) > 0


PROXIES = ("127.0.0.1", "10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "found"),
    [
        ("192.0.2.1", "", (), "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", (), "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", PROXIES, "192.0.2.1"),
        ("127.0.0.1", "198.51.100.7", PROXIES, "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7", (), "127.0.0.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.7", PROXIES, "198.51.100.7"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.7, 10.1.2.3", PROXIES, "198.51.100.7"),
        ("127.0.0.1", "made up", PROXIES, "127.0.0.1"),
        ("127.0.0.1", "6.6.6.6, made up, 10.1.2.3", PROXIES, "10.1.2.3"),
        ("::1", "2001:db8:1:2:3:4:5:6", PROXIES, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", (), "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", (), "192.0.2.1"),
        ("", "", PROXIES, ""),
    ],
)
def test_whose_limit_counts(peer, forwarded, trusted, found):
    """Only what proxies say that are trusted is believed."""
    assert client(peer, forwarded, trusted=trusted) == found


def test_behind_a_proxy_limits_are_by_who_stands_before_it(box, people):
    """And who stands there can't pass for many."""
    app = make_app(Box(store=box.store, settings=settings(proxies=("192.0.2.1",)), clock=box.clock))
    browser = Browser(app)
    for number in range(11):
        forged = {"X-Forwarded-For": f"6.6.6.{number}, 198.51.100.7"}
        answer = send(browser, "", **forged)
    assert answer.status_code == 429
    assert send(browser, "", **{"X-Forwarded-For": "198.51.100.8"}).status_code == 403
    box.clock.now += timedelta(minutes=1)
    assert send(browser, "", **forged).status_code == 403
