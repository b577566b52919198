"""Signing in by a provider: who comes in as whom, and every way in which nobody does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey
from tests.server.conftest import NOW, PASSWORD, Browser, settings
from tests.server.provider import CLIENT, SECRET, Provider

from retold.errors import SettingsError
from retold.server.app import make_app
from retold.service import accounts, openid
from retold.settings import load
from retold.settings.describing import in_force
from retold.settings.values import OpenId


@pytest.fixture
def provider(box):
    with Provider(box.clock) as made:
        yield made


@pytest.fixture
def known(provider):
    """What the owner has set."""
    return OpenId(issuer=provider.url, client_id=CLIENT, client_secret=SECRET, domains=("post.example",))


@pytest.fixture
def visit(box, known):
    """`visit(domains=(), ...)` is a browser of a box with these settings."""

    def make(**changed):
        app = make_app(replace(box, settings=replace(settings(), openid=replace(known, **changed))))
        return Browser(app)

    return make


def come_in(browser, provider, *, next="/"):
    """All of a sign-in, as a browser does it."""
    answer = browser.get("/sign-in/openid", params={"next": next})
    assert answer.status_code == 303, answer.text
    return browser.get(provider.let_in(answer.headers["location"]))


def user_of(browser, box):
    return accounts.who(browser.cookies.get("retold", ""), store=box.store, now=box.clock())


def test_somebody_of_an_admitted_domain_comes_in_as_a_reader(box, provider, visit):
    """Led on to what they came for; the next time it is the same account."""
    browser = visit()
    answer = come_in(browser, provider, next="/stories?affair=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/stories?affair=1")
    assert (user_of(browser, box).name, user_of(browser, box).role) == ("ann@post.example", "reader")
    other = visit()
    assert come_in(other, provider).status_code == 303
    assert user_of(other, box).id == user_of(browser, box).id


def test_without_admitted_domains_only_who_has_an_account_comes_in(box, provider, visit):
    """Named like the address that is verified; with the role that it has."""
    refused = come_in(visit(domains=()), provider)
    assert refused.status_code == 403
    assert "Nobody here is called ann@post.example." in refused.text
    assert "Ask the owner of the box" in refused.text
    made = accounts.new_account("Ann@post.example", PASSWORD, role="editor", now=NOW)
    assert box.store.accounts.add(made)
    browser = visit(domains=())
    assert come_in(browser, provider).status_code == 303
    assert user_of(browser, box).id == made.id
    assert user_of(browser, box).role == "editor"


@pytest.mark.parametrize(
    "email", ["ann@evil.example", "ann@post.example.evil.example", "post.example", "a@b@post.example"]
)
def test_an_address_of_another_domain_lets_nobody_in(box, provider, visit, email):
    """However it is written."""
    provider.person["email"] = email
    assert come_in(visit(), provider).status_code == 403
    assert not box.store.accounts.exist()


@pytest.mark.parametrize("verified", [None, False, "false", 1, "yes"])
def test_an_address_that_is_not_verified_is_none(box, provider, visit, verified):
    """Neither for a new account nor for one that has its name."""
    provider.claims = {"email_verified": verified} if verified != 1 else {"email_verified": "1"}
    assert box.store.accounts.add(accounts.new_account("ann@post.example", PASSWORD, role="owner", now=NOW))
    browser = visit()
    refused = come_in(browser, provider)
    assert refused.status_code == 403
    assert "it has verified" in refused.text
    assert user_of(browser, box) is None


def test_after_the_first_time_only_issuer_and_subject_count(box, provider, visit):
    """A new address changes nothing; whoever is given the old address does not become who had it."""
    browser = visit()
    come_in(browser, provider)
    ann = user_of(browser, box)
    provider.person |= {"email": "ann.new@elsewhere.example", "email_verified": False}
    again = visit()
    come_in(again, provider)
    assert user_of(again, box).id == ann.id
    provider.person = {"sub": "eve-2", "email": "ann@post.example", "email_verified": True}
    eve = visit()
    refused = come_in(eve, provider)
    assert refused.status_code == 403
    assert "Somebody else signs in as ann@post.example." in refused.text
    assert user_of(eve, box) is None


def test_the_same_subject_of_another_provider_is_somebody_else(box, provider, visit):
    """A subject says nothing without its issuer."""
    come_in(visit(), provider)
    with Provider(box.clock) as other:
        other.person["email"] = "other@post.example"
        browser = visit(issuer=other.url)
        assert come_in(browser, other).status_code == 303
        assert user_of(browser, box).name == "other@post.example"


def test_with_a_claim_the_provider_decides_of_roles(box, provider, visit):
    """At each sign-in, by the most that any of its values gives; the last owner stays one."""
    claimed = {"role_claim": "groups", "owners": ("chiefs",), "editors": ("desk", "checkers")}

    def role(groups):
        provider.claims = {"groups": groups}
        browser = visit(**claimed)
        assert come_in(browser, provider).status_code == 303
        return user_of(browser, box).role

    assert [role(groups) for groups in ([], "desk", ["x", "checkers"], ["Desk"], None, [7])] == [
        "reader", "editor", "editor", "reader", "reader", "reader",
    ]  # fmt: skip
    assert role(["desk", "chiefs"]) == "owner"
    assert role(["desk"]) == "owner"
    assert box.store.accounts.add(accounts.new_account("Bob", PASSWORD, role="owner", now=NOW))
    assert role(["desk"]) == "editor"


def test_an_account_that_a_provider_made_has_no_password(box, provider, visit):
    """Nobody signs in by an empty one."""
    come_in(visit(), provider)
    for password in ("", " ", "!"):
        assert visit().sign_in("ann@post.example", password).status_code == 403


def test_who_was_removed_begins_anew(box, provider, visit):
    """The identity goes with the account."""
    browser = visit()
    come_in(browser, provider)
    ann = user_of(browser, box)
    assert box.store.accounts.add(accounts.new_account("Bob", PASSWORD, role="owner", now=NOW))
    accounts.remove(ann, store=box.store)
    assert user_of(browser, box) is None
    assert come_in(visit(domains=()), provider).status_code == 403


def test_what_the_token_does_not_tell_is_asked_for(box, provider, visit):
    """And believed only of the same person."""
    provider.userinfo = provider.person
    provider.person = {"sub": "ann-1"}
    browser = visit()
    assert come_in(browser, provider).status_code == 303
    assert user_of(browser, box).name == "ann@post.example"
    provider.person = {"sub": "eve-2"}
    assert come_in(visit(), provider).status_code == 403
    # The word of one place about the address of the other counts for nothing.
    provider.person = {"sub": "ann-1", "email": "owner@post.example"}
    provider.userinfo = {"sub": "ann-1", "email_verified": True}
    with Provider(box.clock) as other:
        other.person, other.userinfo = provider.person, provider.userinfo
        assert come_in(visit(issuer=other.url), other).status_code == 403


@pytest.mark.parametrize("methods", [["client_secret_post"], ["client_secret_basic", "client_secret_post"]])
def test_the_box_shows_who_it_is_as_the_provider_wants(provider, visit, methods):
    """With a secret of any characters."""
    provider.methods = methods
    assert come_in(visit(), provider).status_code == 303


def test_a_wrong_secret_is_told_to_the_owner(provider, visit):
    """Neither page nor log tells the secret."""
    refused = come_in(visit(client_secret="another"), provider)
    assert refused.status_code == 502
    assert "check [openid] in its settings" in refused.text
    assert "another" not in refused.text


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another box"}, {"aud": ["the box", "another"]}, {"aud": None}, {"azp": "another"},
        {"iss": "https://evil.example"}, {"iss": None}, {"nonce": "another"}, {"nonce": None},
        {"exp": int(NOW.timestamp()) - 61}, {"exp": None}, {"exp": "soon"}, {"iat": int(NOW.timestamp()) + 61},
        {"iat": None}, {"nbf": int(NOW.timestamp()) + 61}, {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256},
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(box, provider, visit, claims):
    """For another box, from another issuer, of another sign-in, of another time, or of nobody."""
    provider.claims = claims
    browser = visit()
    refused = come_in(browser, provider)
    assert refused.status_code == 502
    assert "retold" not in browser.cookies
    assert not box.store.accounts.exist()


@pytest.mark.parametrize("algorithm", ["none", "HS256", "another key", "unknown key"])
def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(box, provider, visit, algorithm):
    """Not at all, with what everybody knows, or with another key."""
    if algorithm.endswith("key"):
        provider.key = RSAKey.generate_key(2048, {"kid": "one" if algorithm == "another key" else "two"})
    else:
        provider.algorithm = algorithm
    assert come_in(visit(), provider).status_code == 502
    assert not box.store.accounts.exist()


def test_keys_that_are_renewed_are_taken_at_once(provider, visit):
    """Nothing of the provider is kept."""
    assert come_in(visit(), provider).status_code == 303
    provider.key = provider.published = RSAKey.generate_key(2048, {"kid": "two"})
    assert come_in(visit(), provider).status_code == 303


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/token", 500), ("/token", b"<html>"), ("/token", b"[]"), ("/token", b"{}"), ("/token", b"\xff"),
        ("/keys", 404), ("/keys", b'{"keys": 7}'), ("/keys", b'{"keys": [{"kty": "RSA"}]}'), ("/keys", b"{}"),
        ("/.well-known/openid-configuration", 503), ("/.well-known/openid-configuration", b"{}"),
        ("/.well-known/openid-configuration", b"x" * (openid._MOST + 1)),
    ],
)  # fmt: skip
def test_a_provider_that_answers_nonsense_breaks_nothing(provider, visit, path, wrong):
    """Who comes back is told what to do."""
    browser = visit()
    there = provider.let_in(browser.get("/sign-in/openid").headers["location"])
    provider.wrong[path] = wrong
    answer = browser.get(there)
    assert answer.status_code == 502
    assert "ign in " in answer.text
    provider.wrong.clear()
    assert come_in(browser, provider).status_code == 303


def test_a_slow_provider_is_not_waited_for(provider, visit, monkeypatch):
    """Longer than some seconds."""
    monkeypatch.setattr(openid, "_TIMEOUT", 0.2)
    provider.wrong["/.well-known/openid-configuration"] = 1.0
    answer = visit().get("/sign-in/openid")
    assert answer.status_code == 502
    assert "does not answer (ReadTimeout)" in answer.text
    assert "sign in by password" in answer.text


def test_a_provider_that_is_down_is_told(provider, visit):
    """And passwords work on."""
    browser = visit(issuer="http://127.0.0.1:9")
    assert "does not answer (ConnectError)" in browser.get("/sign-in/openid").text
    assert browser.get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"issuer": "https://evil.example"}, "calls itself https://evil.example"),
        ({"token_endpoint": "ftp://evil.example/"}, "not https"),
        ({"jwks_uri": "file:///etc/passwd"}, "not https"),
    ],
)
def test_a_provider_that_is_not_who_it_should_be_is_not_asked(provider, visit, said, told):
    """Nobody is sent there."""
    provider.discovered = said
    answer = visit().get("/sign-in/openid")
    assert (answer.status_code, told in answer.text) == (502, True)


def test_a_sign_in_ends_once(provider, visit):
    """The address at which the browser came back is worth nothing afterwards, also to who kept the cookie."""
    browser = visit()
    there = provider.let_in(browser.get("/sign-in/openid").headers["location"])
    cookie = browser.cookies["retold-openid"]
    assert browser.get(there).status_code == 303
    assert "retold-openid" not in browser.cookies
    assert browser.get(there).status_code == 400
    thief = visit()
    thief.cookies.set("retold-openid", cookie, domain="localhost.local")
    assert thief.get(there).status_code == 502


def test_a_sign_in_ends_where_it_was_begun(box, provider, visit):
    """Nobody is signed in as somebody else by a link, and no state can be made up."""
    eve, ann = visit(), visit()
    there = provider.let_in(eve.get("/sign-in/openid").headers["location"])
    assert ann.get(there).status_code == 400
    ann.get("/sign-in/openid")
    assert ann.get(there).status_code == 400
    ann.cookies.set("retold-openid", "WzFd.AAAA", domain="localhost.local")
    for query in ("", "?code=1", "?state=&code=1", "?state=%C3%A9&code=1"):
        assert ann.get(f"/sign-in/openid/back{query}").status_code == 400
    assert user_of(ann, box) is None


def test_a_sign_in_ends_within_ten_minutes(box, provider, visit):
    """What was begun before is over."""
    browser = visit()
    there = provider.let_in(browser.get("/sign-in/openid").headers["location"])
    box.clock.now += timedelta(minutes=10)
    assert browser.get(there).status_code == 400


def test_who_is_refused_there_is_told_here(provider, visit):
    """Nothing that the address says is shown."""
    browser = visit()
    address = browser.get("/sign-in/openid").headers["location"]
    state = provider.let_in(address).partition("state=")[2]
    answer = browser.get(f"/sign-in/openid/back?state={state}&error=access_denied&error_description=<b>evil</b>")
    assert answer.status_code == 403
    assert "evil" not in answer.text


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_away_by_it(provider, visit, address):
    """To no other host."""
    assert come_in(visit(), provider, next=address).headers["location"] == "/"


def test_a_session_that_was_there_is_ended(box, provider, people, visit):
    """As with a password."""
    browser = visit()
    browser.sign_in("Reader")
    before = browser.cookies["retold"]
    come_in(browser, provider)
    assert accounts.who(before, store=box.store, now=box.clock()) is None
    assert user_of(browser, box).name == "ann@post.example"


def test_the_button_is_there_if_there_is_a_provider(box, provider, visit):
    """With its name as text, and without it the pages are not there."""
    assert '<a class="button" href="/sign-in/openid?next=/stories">' in visit().get("/sign-in?next=/stories").text
    assert "&lt;b&gt;Ours" in visit(name="<b>Ours").get("/sign-in").text
    without = visit(issuer="", client_id="")
    assert "openid" not in without.get("/sign-in").text
    assert without.get("/sign-in/openid").status_code == 404
    assert without.get("/sign-in/openid/back").status_code == 404


def test_the_cookie_is_bound_to_the_host_over_https(box, provider, known):
    """It lasts ten minutes, and comes along when the provider leads back."""
    app = make_app(replace(box, settings=replace(settings("https://brief.test"), openid=known)))
    browser = Browser(app, url="https://brief.test")
    answer = browser.get("/sign-in/openid")
    line = answer.headers["set-cookie"]
    assert line.startswith("__Host-retold-openid=")
    assert line.endswith("; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure")
    assert "redirect_uri=https%3A%2F%2Fbrief.test%2Fsign-in%2Fopenid%2Fback" in answer.headers["location"]
    assert "?tenant=1&response_type=code" in answer.headers["location"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"RETOLD_OPENID_ISSUER": "https://id.example"}, "issuer and client_id go together"),
        ({"RETOLD_OPENID_CLIENT_ID": "box"}, "issuer and client_id go together"),
        ({"RETOLD_OPENID_EDITORS": "desk"}, "name it as role_claim"),
        ({"RETOLD_OPENID_ISSUER": "id.example", "RETOLD_OPENID_CLIENT_ID": "box"}, "must be an address"),
    ],
)
def test_settings_that_can_not_be_are_told(given, told):
    """Before anything is begun."""
    with pytest.raises(SettingsError, match=told):
        load(environment=given)


def test_the_secret_is_shown_to_nobody():
    """And may lie in a file of its own."""
    given = {"ISSUER": "https://id.example", "CLIENT_ID": "box", "CLIENT_SECRET": "tulip"}
    found = load(environment={f"RETOLD_OPENID_{name}": value for name, value in given.items()})
    assert found.openid.client_secret == "tulip"
    shown = {one.name: (one.shown(value), one.from_file) for one, value in in_force(found)}
    assert shown["openid.client_secret"] == ("(hidden)", True)
