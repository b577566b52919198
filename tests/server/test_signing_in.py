"""The first account, signing in and out: what lets people in, and what doesn't."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from time import perf_counter

import pytest
from sqlalchemy import select
from tests.server.conftest import NOW, PASSWORD, Browser

from retold.server import signing_in
from retold.service import accounts
from retold.store import schema


def link(box):
    return f"/first?token={accounts.first_token(store=box.store, now=box.clock())}"


def make_owner(browser, page, **fields):
    token = page.partition("token=")[2]
    given = {"token": token, "name": "Ann", "password": PASSWORD, "again": PASSWORD, **fields}
    return browser.submit("/first", page, **given)


def test_the_first_link_makes_the_owner_and_signs_them_in(box, browser):
    """Nobody chose a password for them."""
    assert browser.get(link(box)).status_code == 200
    answer = make_owner(browser, link(box))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "<bdi>Ann</bdi></b> (owner)" in browser.get("/account").text
    [ann] = box.store.accounts.all()
    assert ann.password.startswith("$argon2id$")


def test_looking_at_the_first_link_makes_nothing(box, browser):
    """Whoever follows links in a mail or a terminal makes no account."""
    for _ in range(3):
        assert browser.get(link(box)).status_code == 200
    assert not box.store.accounts.exist()


def test_the_first_link_works_once(box, app, browser):
    """Neither again, nor another that was printed before."""
    page, other = link(box), link(box)
    late = Browser(app)
    late.get(page)
    form = late.form()
    assert make_owner(browser, page).status_code == 303
    for used in (page, other):
        assert late.get(used).status_code == 403
        token = used.partition("token=")[2]
        fields = {"form": form, "token": token, "name": "Eve", "password": PASSWORD, "again": PASSWORD}
        answer = late.post("/first", data=fields)
        assert answer.status_code == 403
        assert "sign in" in answer.text
    assert [account.name for account in box.store.accounts.all()] == ["Ann"]
    assert accounts.first_token(store=box.store, now=NOW) is None


def test_two_who_use_the_first_link_at_once_make_one_account(box):
    """One of them is told that it doesn't work any more."""
    token = accounts.first_token(store=box.store, now=NOW)

    def make(name):
        try:
            return accounts.make_first(token, name, PASSWORD, store=box.store, now=NOW).name
        except accounts.TokenError:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make, [f"N{i}" for i in range(8)]))
    assert [account.name for account in box.store.accounts.all()] == [name for name in made if name]


def test_the_first_link_ends_after_a_day(box, browser):
    """And not before."""
    page = link(box)
    box.clock.now += timedelta(hours=23, minutes=59)
    assert browser.get(page).status_code == 200
    box.clock.now += timedelta(minutes=1)
    assert browser.get(page).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "MTc3MjY5NTgwMA.AAAA", "é" * 9, "x" * 9_000])
def test_a_first_link_that_was_made_up_does_not_work(browser, token):
    """Whatever it looks like."""
    assert browser.get("/first", params={"token": token}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "name must have 1 to 60"),
        ({"name": "a\u202eb"}, "characters that can be seen"),
        ({"name": "a" * 61}, "name must have 1 to 60"),
        ({"password": "short", "again": "short"}, "password must have 10 to 200"),
        ({"password": "x" * 201, "again": "x" * 201}, "password must have 10 to 200"),
        ({"again": "another one here"}, "the same both times"),
        ({"name": PASSWORD}, "another than the name"),
    ],
)
def test_an_account_that_can_not_be_is_told_why(box, browser, fields, said):
    """The form comes again, with the name and without the password."""
    answer = make_owner(browser, link(box), **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields.get("password", PASSWORD)}"' not in answer.text or fields.get("name") == PASSWORD
    assert not box.store.accounts.exist()


@pytest.mark.parametrize("name", ["Owner", "oWNER", " owner ", "Ｏwner"])
def test_a_name_is_known_whatever_its_case(browser, people, name):
    """And whatever width its letters have."""
    assert browser.sign_in(name).status_code == 303
    assert "(owner)" in browser.get("/account").text


@pytest.mark.parametrize(("name", "password"), [("Owner", "wrong horse"), ("nobody", PASSWORD), ("", ""), ("\0", "é")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(browser, people, name, password):
    """Nobody learns who has an account."""
    answer = browser.sign_in(name, password)
    assert answer.status_code == 403
    assert "The name or the password is not right" in answer.text
    assert "retold=" not in answer.headers.get("set-cookie", "")
    shown = re.sub(r'value="[^"]*"', "", answer.text)
    assert shown == re.sub(r'value="[^"]*"', "", browser.sign_in("Reader", "wrong horse").text)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(box, people):
    """The work of argon2 is done for both."""
    accounts.prepare()

    def took(name):
        began = perf_counter()
        assert accounts.sign_in(name, "wrong horse", store=box.store, now=NOW) is None
        return perf_counter() - began

    # In turns, and the quickest of each: what else runs on the machine only adds.
    known, unknown = map(min, zip(*[(took("Owner"), took("nobody")) for _ in range(7)], strict=True))
    assert 0.4 < unknown / known < 2.5


def test_signing_in_begins_another_session(box, browser, people):
    """A session that somebody put into the browser before is none afterwards."""
    browser.sign_in("Reader")
    planted = browser.cookies["retold"]
    other = Browser(browser.app)
    other.cookies.set("retold", planted, domain="localhost.local")
    assert "(reader)" in other.get("/account").text
    form = other.form("/account")
    assert other.post("/sign-in", data={"form": form, "name": "Owner", "password": PASSWORD}).status_code == 303
    assert other.cookies["retold"] != planted
    assert "(owner)" in other.get("/account").text
    assert browser.get("/account").status_code == 303


def test_a_session_that_was_made_up_lets_nobody_in(browser, people):
    """And it isn't taken over at signing in."""
    browser.cookies.set("retold", "planted", domain="localhost.local")
    assert browser.get("/account").status_code == 303
    assert browser.sign_in("Owner").status_code == 303
    assert browser.cookies["retold"] != "planted"


def test_the_store_holds_no_session_that_would_let_somebody_in(box, browser, people):
    """Only a digest of it."""
    browser.sign_in("Owner")
    with box.store._transactions.reading() as connection:
        [row] = connection.execute(select(schema.sessions)).all()
    assert browser.cookies["retold"] not in map(str, row)
    other = Browser(browser.app)
    other.cookies.set("retold", row.digest)
    assert other.get("/account").status_code == 303


def test_a_session_ends_after_thirty_days(box, browser, people):
    """And its row goes when the next one begins."""
    browser.sign_in("Owner")
    token = browser.cookies["retold"]
    box.clock.now += timedelta(days=30, seconds=-1)
    assert accounts.who(token, store=box.store, now=box.clock()) is not None
    box.clock.now += timedelta(seconds=1)
    assert accounts.who(token, store=box.store, now=box.clock()) is None
    Browser(browser.app).sign_in("Owner")
    with box.store._transactions.reading() as connection:
        assert len(connection.execute(select(schema.sessions)).all()) == 1


def test_signing_out_ends_the_session(browser, people):
    """Also for who has its cookie."""
    browser.sign_in("Owner")
    token = browser.cookies["retold"]
    answer = browser.submit("/sign-out", "/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "retold" not in browser.cookies
    browser.cookies.set("retold", token)
    assert browser.get("/account").status_code == 303


def test_all_sessions_of_an_account_can_be_ended(box, browser, people):
    """And of no other."""
    reader = Browser(browser.app)
    browser.sign_in("Owner")
    reader.sign_in("Reader")
    box.store.accounts.end_sessions(people["owner"].id)
    assert browser.get("/account").status_code == 303
    assert "(reader)" in reader.get("/account").text


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser, people):
    """Over http as well."""
    answer = browser.sign_in("Owner")
    assert re.fullmatch(
        r"retold=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000", answer.headers.get_list("set-cookie")[0]
    )


def test_cookies_are_bound_to_the_host_over_https(secure, people):
    """By their name (RFC 6265bis)."""
    page = secure.get("/sign-in")
    assert re.fullmatch(
        r"__Host-retold-form=\w{32}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure", page.headers["set-cookie"]
    )
    answer = secure.sign_in("Owner")
    assert answer.headers["set-cookie"].startswith("__Host-retold=")
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert "(owner)" in secure.get("/account").text


@pytest.mark.parametrize("address", ["/", "/affairs/x?y=1#z", "/a//b", "/?next=https://evil.test"])
def test_one_is_led_on_within_the_box(browser, people, address):
    """To the page that one came for."""
    assert browser.sign_in("Owner", next=address).headers["location"] == address
    assert browser.get("/sign-in", params={"next": address}).headers["location"] == address


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.test/", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "javascript:alert(1)",
        "/\t/evil.test", "/\n/evil.test", "evil.test", "", " //evil.test", "https:evil.test", "//[",
        "/\u2028/x", "/%0d\r\nX: y",
    ],
)  # fmt: skip
def test_nobody_is_led_away(browser, people, address):
    """However the address is written."""
    assert browser.sign_in("Owner", next=address).headers["location"] == "/"
    assert browser.get("/sign-in", params={"next": address}).headers["location"] == "/"


def test_a_name_with_a_script_in_it_is_shown_as_text(box, browser):
    """Also that of who may do everything."""
    make_owner(browser, link(box), name="<script>alert(1)</script>")
    assert "<bdi>&lt;script&gt;" in browser.get("/").text
    assert "<script>alert" not in browser.get("/").text


def test_200_sign_ins_a_second_hurt_nobody_else(app, people):
    """Who tries that many is turned away, and no others wait: neither for pages, nor to sign in themselves."""
    bad = Browser(app, address="203.0.113.5")
    form = bad.form()
    began = perf_counter()

    def attempt(_):
        return bad.post("/sign-in", data={"form": form, "name": "Owner", "password": "wrong horse"})

    with ThreadPoolExecutor(20) as pool:
        attempts = pool.map(attempt, range(200))
        good = Browser(app, address="192.0.2.77")
        waits = []
        for _ in range(10):
            asked = perf_counter()
            assert good.get("/health").status_code == 200
            waits.append(perf_counter() - asked)
        assert good.sign_in("Reader").status_code == 303
        answers = [answer.status_code for answer in attempts]
    assert answers.count(403) == signing_in.SIGN_INS
    assert answers.count(429) == 200 - signing_in.SIGN_INS
    assert sorted(waits)[5] < 0.5
    assert perf_counter() - began < 20


def test_those_who_are_turned_away_are_told_when_to_come_again(box, browser, people):
    """And are let in then."""
    for _ in range(signing_in.SIGN_INS):
        assert browser.sign_in("Owner", "wrong horse").status_code == 403
    answer = browser.sign_in("Owner")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "6")
    assert "try again in 6 s" in answer.text
    box.clock.now += timedelta(seconds=6)
    assert browser.sign_in("Owner").status_code == 303


def test_many_addresses_at_once_wait_for_few_checks(app, people):
    """Beyond those who may wait, all are told to come again; argon2 does not take all memory."""
    app.state.checking = signing_in.Checking(at_once=1, waiting=1)
    begun, may_end = Event(), Event()

    def slow():
        begun.set()
        assert may_end.wait(10)

    async def check():
        first, second = (asyncio.create_task(app.state.checking.do(slow)) for _ in range(2))
        await asyncio.to_thread(begun.wait, 10)
        answer = await asyncio.to_thread(Browser(app, address="198.51.100.9").sign_in, "Owner")
        may_end.set()
        await asyncio.gather(first, second)
        return answer

    answer = asyncio.run(check())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert Browser(app).sign_in("Owner").status_code == 303
