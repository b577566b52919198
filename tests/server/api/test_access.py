"""Tokens: what they open, and that nothing else does."""

from datetime import timedelta

import pytest
from tests.server.api.conftest import Program
from tests.server.conftest import NOW, Browser

from retold.errors import InputError
from retold.server.api import document, token_pages, webhook_pages
from retold.server.api.access import PER_MINUTE
from retold.service import tokens

LEAST = {"read": "reader", "edit": "editor", "own": "owner"}
ROLES = ("reader", "editor", "owner")


def routes():
    """Method, path and scope of each route."""
    return [(route["method"], route["path"], route["scope"]) for found in document.routes().values() for route in found]


def ask(program, method, path):
    filled = path.replace("{number}", "1").format(article="0" * 16, story="0" * 16, affair="0" * 16)
    return program.request(method, filled, json={} if method in ("POST", "PATCH") else None)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("scope", tokens.SCOPES)
def test_a_token_opens_what_its_scope_and_its_role_allow(app, kept, people, role, scope):
    """Each route: with its scope and role it is answered, else refused with the scope that is missing."""
    holder = people["owner"]
    _, secret = tokens.make(holder, "of all", [scope], store=kept, now=NOW)
    lower(kept, holder, role)
    program = Program(app, secret)
    for method, path, needed in routes():
        answer = ask(program, method, path)
        if scope != needed:
            assert answer.status_code == 403, (method, path)
            assert f'scope="{needed}"' in answer.headers["www-authenticate"]
            assert needed in answer.json()["error"]["said"]
        elif ROLES.index(role) < ROLES.index(LEAST[scope]):
            assert answer.status_code == 403, (method, path)
            assert role in answer.json()["error"]["said"]
        else:
            assert answer.status_code in (200, 404, 422), (method, path)


def lower(kept, account, role):
    """Give somebody another role, as the owner would."""
    from sqlalchemy import update

    from retold.store import schema

    table = schema.accounts
    change = update(table).where(table.c.id == account.id).values(role=role)
    kept._transactions.write(lambda connection: connection.execute(change))


@pytest.mark.parametrize(("method", "path", "scope"), routes())
def test_nobody_is_let_in_by_nothing(app, method, path, scope):
    """They are told how to come in."""
    answer = ask(Program(app), method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="retold"'
    assert answer.json()["error"]["status"] == 401


@pytest.mark.parametrize(
    "sent", ["Bearer rtd_made-up", "Bearer", "Bearer x", "Basic cmVhZGVyOng=", "rtd_x", "Bearer é"]
)
def test_what_is_no_token_opens_nothing(app, sent):
    """Also where anybody may read."""
    answer = Program(app).get("/api/v1/stories", headers={"Authorization": sent.encode("latin-1")})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_token_ends(app, kept, box, secret, people):
    """When it expires, and when it is revoked."""
    program = Program(app, secret("reader", "read", days=1))
    assert program.get("/api/v1/stories").status_code == 200
    box.clock.now += timedelta(days=1)
    assert program.get("/api/v1/stories").status_code == 401
    program = Program(app, secret("reader", "read"))
    assert program.get("/api/v1/stories").status_code == 200
    newest = kept.tokens.all(people["reader"].id)
    assert all(kept.tokens.revoke(one.id) for one in newest)
    assert program.get("/api/v1/stories").status_code == 401


def test_a_token_is_kept_as_a_digest(kept, secret):
    """Whoever has a copy of the store signs in by none of it."""
    told = secret("owner", "read")
    assert told.startswith("rtd_")
    assert len(told) == 47
    (token,) = kept.tokens.all()
    assert told not in repr(token)
    assert told.removeprefix("rtd_") not in repr(token)


def test_use_is_noted_once_an_hour(app, box, kept, secret):
    """And no more often."""
    program = Program(app, secret("reader", "read"))
    for minutes, noted in ((0, 0), (59, 0), (60, 60), (90, 60)):
        box.clock.now = NOW + timedelta(minutes=minutes)
        assert program.get("/api/v1/affairs").status_code == 200
        assert kept.tokens.all()[0].used_at == NOW + timedelta(minutes=noted)


def test_a_session_reads_and_writes_nothing(app, people):
    """A page of another site can have a browser send its cookie, and not a token."""
    browser = Browser(app)
    browser.sign_in("Owner")
    for method, path, scope in routes():
        answer = ask(browser, method, path)
        assert answer.status_code == (401 if method != "GET" else answer.status_code), (method, path)
        if method == "GET" and "{" not in path and scope == "own":
            assert answer.status_code == 200
    browser = Browser(app)
    browser.sign_in("Reader")
    assert browser.get("/api/v1/stories").status_code == 200
    for path in ("/corrections", "/subscribers"):
        assert browser.get(f"/api/v1{path}").status_code == 403


def test_a_public_box_is_read_by_anybody(public):
    """But for what is of editors and owners."""
    for method, path, scope in routes():
        answer = ask(public, method, path)
        assert (answer.status_code == 401) == (scope != "read"), (method, path)


def test_a_program_may_ask_so_often(app, box, secret):
    """Then it is told when to come again; others go on."""
    first, second = (Program(app, secret("reader", "read")) for _ in range(2))
    answers = [first.get("/api/v1/affairs").status_code for _ in range(PER_MINUTE + 5)]
    assert answers == [200] * PER_MINUTE + [429] * 5
    answer = first.get("/api/v1/affairs", headers={"Accept": "text/html"})
    assert answer.json()["error"]["status"] == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert second.get("/api/v1/affairs").status_code == 200
    box.clock.now += timedelta(seconds=1)
    assert first.get("/api/v1/affairs").status_code == 200


@pytest.mark.parametrize(
    ("role", "given", "said"),
    [
        ("reader", {"scopes": ["edit"]}, "is for an editor"),
        ("editor", {"scopes": ["read", "own"]}, "is for an owner"),
        ("owner", {"scopes": []}, "one or more of read, edit, own"),
        ("owner", {"scopes": ["all"]}, "one or more of"),
        ("owner", {"name": " "}, "1 to 60"),
        ("owner", {"name": "a\u202eb"}, "can be seen"),
        ("owner", {"days": 0}, "from 1 to 3,650"),
        ("owner", {"days": 3_651}, "from 1 to 3,650"),
    ],
)
def test_a_token_that_can_not_be_is_told_why(kept, people, role, given, said):
    """And none is made."""
    given = {"name": "export", "scopes": ["read"], **given}
    with pytest.raises(InputError, match=said):
        tokens.make(people[role], given.pop("name"), given.pop("scopes"), **given, store=kept, now=NOW)
    assert kept.tokens.all() == ()


# --- the pages

#: What a visitor, a reader, an editor and an owner get; without a form of ours nobody changes anything.
PAGES = {
    ("GET", "/api"): (200, 200, 200, 200),
    ("GET", "/api/v1/openapi.json"): (200, 200, 200, 200),
    ("GET", "/account/tokens"): (303, 200, 200, 200),
    ("POST", "/account/tokens"): (401, 403, 403, 403),
    ("POST", "/account/tokens/{token}/revoke"): (401, 403, 403, 403),
    ("GET", "/box/webhooks"): (303, 403, 403, 200),
    ("POST", "/box/webhooks"): (401, 403, 403, 403),
    ("POST", "/box/webhooks/{webhook}/test"): (401, 403, 403, 403),
    ("POST", "/box/webhooks/{webhook}/resume"): (401, 403, 403, 403),
    ("POST", "/box/webhooks/{webhook}/remove"): (401, 403, 403, 403),
}


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_each_role_gets_the_pages_that_it_may(app, people, role):
    """A cell for each."""
    browser = Browser(app)
    if role != "nobody":
        browser.sign_in(role)
    for (method, path), expected in PAGES.items():
        answer = browser.request(method, path.format(token="0" * 16, webhook="0" * 16))
        assert answer.status_code == expected[("nobody", *ROLES).index(role)], (method, path)


def test_the_table_has_every_page():
    """One that nobody thought of would be found here."""
    routers = (document.router, token_pages.router, webhook_pages.router)
    assert PAGES.keys() == {(m, route.path) for router in routers for route in router.routes for m in route.methods}


def test_a_person_makes_a_token_sees_it_once_and_revokes_it(app, people, kept):
    """Only their own are shown to them, and only those they can end."""
    browser, other = Browser(app), Browser(app)
    browser.sign_in("Editor")
    other.sign_in("Owner")
    assert "You have none yet" in browser.get("/account/tokens").text
    fields = {"name": "<b>export</b>", "days": "30", "scopes": ["read", "edit"]}
    answer = browser.submit("/account/tokens", "/account/tokens", **fields)
    assert answer.status_code == 200
    secret = answer.text.partition('<code class="address">')[2].partition("<")[0]
    assert Program(app, secret).get("/api/v1/corrections").status_code == 200
    page = browser.get("/account/tokens").text
    assert secret not in page
    assert "&lt;b&gt;export&lt;/b&gt;" in page
    (token,) = kept.tokens.all()
    revoke = f"/account/tokens/{token.id}/revoke"
    assert other.submit(revoke, "/account/tokens").status_code == 404
    assert browser.post(revoke).status_code == 403
    assert Program(app, secret).get("/api/v1/corrections").status_code == 200
    assert browser.submit(revoke, "/account/tokens").headers["location"] == "/account/tokens?said=revoked"
    assert Program(app, secret).get("/api/v1/corrections").status_code == 401


@pytest.mark.parametrize("fields", [{"scopes": "own"}, {"scopes": []}, {"name": ""}, {"days": "x"}, {"days": "0"}])
def test_the_page_tells_what_is_wrong(app, people, kept, fields):
    """And shows again what was typed."""
    browser = Browser(app)
    browser.sign_in("Reader")
    given = {"name": "nightly", "days": "30", "scopes": "read", **fields}
    answer = browser.submit("/account/tokens", "/account/tokens", **given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="nightly"' in answer.text or "name" in fields
    assert kept.tokens.all() == ()


def test_the_description_is_explained_without_scripts(public, app):
    """Each route stands on the page for people."""
    page = public.get("/api").text
    for method, path, _ in routes():
        assert f"<code>{method} {path}</code>" in page
    assert "<style" not in page
    assert "onclick" not in page
    described = Program(app).get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in described["paths"])
