"""What is the same of every answer: headers, hosts, errors, logs, files."""

import io
import json
import re
from dataclasses import replace

import pytest
from fastapi import Depends
from tests.server.conftest import Browser, settings

from retold import __version__, logs
from retold.errors import StoreError
from retold.server import editions, health, signing_in, static
from retold.server.app import make_app
from retold.server.errors import wants_json
from retold.server.guards import form_token, limit
from retold.server.sessions import require
from retold.web.site import assets

ROLES = ("nobody", "reader", "editor", "owner")
#: Route -> what each role gets.
TABLE = {
    ("GET", "/health"): (200, 200, 200, 200),
    ("GET", "/sign-in"): (200, 303, 303, 303),
    ("POST", "/sign-in"): (403, 403, 403, 403),
    ("POST", "/sign-out"): (403, 303, 303, 303),
    ("GET", "/first"): (403, 403, 403, 403),
    ("POST", "/first"): (403, 403, 403, 403),
    ("GET", "/static/{name}"): (404, 404, 404, 404),
    ("GET", "/editions/{edition}"): (404, 404, 404, 404),
    ("GET", "/for/reader"): (303, 200, 200, 200),
    ("GET", "/for/editor"): (303, 403, 200, 200),
    ("GET", "/for/owner"): (303, 403, 403, 200),
    ("POST", "/for/owner"): (401, 403, 403, 200),
}


@pytest.fixture
def app(app):
    """With routes that ask for a role, and one that breaks."""
    for role in ROLES[1:]:
        app.add_api_route(f"/for/{role}", lambda: "in", methods=["GET", "POST"], dependencies=[Depends(require(role))])

    def broken():
        raise ValueError("secret words in /srv/retold")

    app.add_api_route("/broken/{token}", broken)
    app.add_api_route("/typed", lambda number: number, dependencies=[Depends(typed)])
    app.add_api_route("/twice", lambda: "in", dependencies=[Depends(limit("twice", 2))])
    return app


def typed(number: int):
    return number


@pytest.mark.parametrize(("route", "expected"), TABLE.items(), ids=str)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_it_may(browser, people, route, expected, role):
    """A cell of the table of routes and roles."""
    if role != "nobody":
        assert browser.sign_in(role).status_code == 303
    method, path = route
    fields = {"form": browser.form("/account")} if role != "nobody" and path == "/sign-out" else {}
    answer = browser.get(path) if method == "GET" else browser.post(path, data=fields)
    assert answer.status_code == expected[ROLES.index(role)]


def test_the_table_has_every_route_of_the_base():
    """A route that nobody thought of would be found here; those of subscriptions have a table of their own."""
    routers = (health.router, static.router, signing_in.router, editions.router)
    found = {(method, route.path) for router in routers for route in router.routes for method in route.methods}
    assert found == {key for key in TABLE if not key[1].startswith("/for/")}


def test_who_is_not_signed_in_is_led_there_and_back(browser, people):
    """With what was asked for."""
    answer = browser.get("/for/owner?a=1&b=2")
    assert answer.headers["location"] == "/sign-in?next=/for/owner%3Fa%3D1%26b%3D2"
    page = browser.get(answer.headers["location"])
    assert 'name="next" value="/for/owner?a=1&amp;b=2"' in page.text
    answer = browser.get("/for/owner", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["next"]) == (401, "Sign in, then open it again.")


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/broken/x", "/health", "/first", "/typed"])
def test_every_answer_has_the_headers(browser, path):
    """Those to errors of ours as well."""
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= set(policy.split("; "))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_pages_hold_no_style_or_script_of_their_own(browser, people):
    """Which the policy would not let run."""
    pages = [browser.get(path).text for path in ("/", "/sign-in", "/nothing")]
    browser.sign_in("Owner")
    for page in (*pages, browser.get("/").text):
        assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:", page)
        assert page.count("<main") == 1
        assert re.search(r'<html lang="en" dir="ltr">', page)


def test_only_https_is_asked_for_where_it_is_used(secure):
    """By the host that has it."""
    assert secure.get("/").headers["strict-transport-security"] == "max-age=31536000"
    local = secure.get("/health", headers={"Host": "127.0.0.1:8000"})
    assert local.status_code == 200
    assert "strict-transport-security" not in local.headers


def test_pages_of_who_is_signed_in_are_kept_by_nobody(browser, people):
    """Nor by a shared cache."""
    browser.sign_in("Owner")
    assert browser.get("/").headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000", "brief.test", "Brief.Test:443"]
)
def test_a_host_of_ours_is_answered(secure, host):
    """That of the settings, and this machine's own."""
    assert secure.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "", "brief.test.evil.test", "evil.test/brief.test", "a@brief.test",
     "brief.test@evil.test", "[::", "[x]", "127.0.0.2"]
)  # fmt: skip
def test_another_host_is_refused(secure, host):
    """It is told which one is ours, and nothing of it is repeated."""
    answer = secure.get("/health", headers={"Host": host})
    assert answer.status_code == 400
    assert "Open https://brief.test" in answer.text
    assert not host or "evil" not in answer.text


def test_two_hosts_are_none(secure):
    """One that a proxy sees, one that we see."""
    answer = secure.get("/health", headers=[("Host", "brief.test"), ("Host", "evil.test")])
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nothing", 404, "There is nothing here."),
        ("/sign-out", 405, "This can&#39;t be done here."),
        ("/typed?number=x", 422, "number"),
        ("/broken/x", 500, "Something broke here."),
        ("/docs", 404, "There is nothing here."),
        ("/openapi.json", 404, "There is nothing here."),
    ],
)
def test_errors_say_what_to_do_next(browser, path, status, said):
    """As a page or as JSON, and never where in the program it was."""
    page = browser.get(path)
    assert page.status_code == status
    assert said in page.text
    answer = browser.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.json()["error"]["status"] == status
    assert answer.json()["error"]["next"]
    for told in (page.text, answer.text):
        assert not re.search(r"Traceback|ValueError|secret words|/srv|\.py", told)


@pytest.mark.parametrize(
    ("accept", "json_"),
    [
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/json", True),
        ("application/json, text/html;q=0.5", True),
        ("application/json;q=0.1, text/html", False),
        ("application/json;q=x", False),
        ("text/plain", False),
        ("APPLICATION/JSON", True),
    ],
)
def test_json_is_for_who_asks_for_it(accept, json_):
    """All others get a page."""
    assert wants_json(accept) is json_


def test_too_many_is_an_error_like_others(browser):
    """With the time to wait."""
    assert [browser.get("/twice").status_code for _ in range(3)] == [200, 200, 429]
    answer = browser.get("/twice", headers={"Accept": "application/json"})
    assert answer.headers["retry-after"] == "30"
    assert answer.json()["error"]["said"] == "Too many of these at once: try again in 30 s."


def test_more_than_a_form_holds_is_refused(browser):
    """Told beforehand or not."""
    assert browser.post("/sign-in", content=b"x" * 70_000).status_code == 413

    def parts():
        for _ in range(70):
            yield b"x" * 1_000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/sign-in", content=parts(), headers=headers).status_code == 413


def test_head_is_answered_without_content(browser):
    """As those ask who watch over a server."""
    answer = browser.head("/health")
    assert (answer.status_code, answer.content) == (200, b"")
    assert browser.head("/nothing").status_code == 404


def test_health_tells_no_secret(box, browser, monkeypatch):
    """That the box can answer, or that it can't."""
    well = {"ok": True, "store": "reachable", "work": "on time", "version": __version__}
    assert browser.get("/health").json() == well

    def fail(**_):
        raise StoreError("postgresql://user:hunter2@host")

    monkeypatch.setattr(box.store.counting, "is_late", fail)
    answer = browser.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "store": "unreachable", "version": __version__}


def test_files_are_kept_for_ever(browser):
    """Since another content has another name."""
    for asset in assets().values():
        answer = browser.get(asset.path)
        assert answer.content == asset.content
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == asset.kind
    assert browser.get("/static/..%2fsite.py").status_code == 404


def lines(browser, *paths):
    stream = io.StringIO()
    logs.start(level="debug", form="json", stream=stream)
    try:
        for path in paths:
            browser.get(path)
    finally:
        logs.start(level="warning")
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_requests_are_logged_without_tokens(browser):
    """Neither those in paths nor those in queries, also where a path leads nowhere."""
    token = "a1" * 40
    told = lines(browser, "/", f"/first?token={token}", f"/nothing/{token}", f"/broken/{token}")
    answered = [(line["path"], line["status"]) for line in told if line["event"] == "answered"]
    assert answered == [("/", 200), ("/first", 403), ("/nothing/(hidden)", 404), ("/broken/{token}", 500)]
    assert token not in json.dumps(told)


def test_what_broke_is_in_the_log(browser):
    """With the place in the program that no answer tells."""
    [broken] = [line for line in lines(browser, "/broken/x") if line["event"] == "broken"]
    assert broken["error"] == "ValueError: secret words in /srv/retold"
    assert "broken" in broken["where"]


def test_the_name_of_the_brief_is_on_the_pages(box):
    """As text, whatever is in it."""
    named = replace(box, settings=settings(name="<b>Ours"))
    assert "&lt;b&gt;Ours" in Browser(make_app(named)).get("/").text


def test_a_token_of_a_form_is_not_given_to_who_shows_none(browser):
    """No cookie is set that nothing needs."""
    assert "set-cookie" not in browser.get("/health").headers
    assert callable(form_token)


@pytest.mark.parametrize(
    ("taken", "coding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", ""), ("", "")],
)
def test_what_pages_load_comes_as_short_as_the_browser_takes_it(browser, taken, coding):
    """The same file, in each coding."""
    from retold.web.site import asset, assets

    path = asset("htmx.js")
    answer = browser.get(path, headers={"Accept-Encoding": taken})
    assert answer.headers.get("content-encoding", "") == coding
    assert answer.content == assets()[path.rpartition("/")[2]].content
    assert answer.headers["vary"] == "Accept-Encoding"


def test_long_pages_are_compressed(app, browser):
    """Who can't take it gets them as they are."""
    app.add_api_route("/long", lambda: "long " * 1_000)
    answer = browser.get("/long", headers={"Accept-Encoding": "gzip"})
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert len(answer.content) == len(answer.json()) + 2
    assert "content-encoding" not in browser.get("/long", headers={"Accept-Encoding": "identity"}).headers
