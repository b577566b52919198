"""One's own account: password, sessions, keys; and how often a name may be tried."""

from datetime import timedelta

import pytest
from tests.server.conftest import PASSWORD, Browser

from retold.server import signing_in

NEW = "a password of one's own"


@pytest.fixture
def reader(app, people):
    found = Browser(app)
    found.sign_in("Reader")
    return found


def change(browser, old=PASSWORD, new=NEW, again=None):
    return browser.submit("/account/password", "/account", old=old, new=new, again=again or new)


def test_a_password_is_changed_by_who_knows_it(app, reader):
    """They stay signed in here, and are signed out elsewhere."""
    other = Browser(app, address="198.51.100.1")
    other.sign_in("Reader")
    assert change(reader).headers["location"] == "/account?said=password"
    assert "Your password is changed" in reader.get("/account?said=password").text
    assert other.get("/account").status_code == 303
    assert other.sign_in("Reader").status_code == 403
    assert other.sign_in("Reader", NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"old": "wrong horse battery"}, "old", "The old password is not right."),
        ({"new": "short"}, "new", "must have 10 to 200 characters"),
        ({"new": "reader"}, "new", "must have 10 to 200 characters"),
        ({"again": "another one here"}, "again", "Write the same new password twice."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(reader, fields, field, said):
    """And nothing is changed."""
    answer = change(reader, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-fault"' in answer.text
    assert NEW not in answer.text
    assert reader.submit("/sign-in", "/account", name="Reader", password=PASSWORD).status_code == 303


def test_an_old_password_can_not_be_guessed_at_speed(reader):
    """By who finds a browser signed in."""
    answers = [change(reader, old=f"wrong horse {i}").status_code for i in range(signing_in.SIGN_INS + 1)]
    assert answers == [422] * signing_in.SIGN_INS + [429]


def test_other_sessions_can_be_ended(app, reader):
    """And not this one."""
    other = Browser(app, address="198.51.100.1")
    other.sign_in("Reader")
    assert "End the other session" in reader.get("/account").text
    assert reader.submit("/account/sessions", "/account").status_code == 303
    assert other.get("/account").status_code == 303
    assert "nowhere else" in reader.get("/account").text


def test_keys_can_be_turned_off_in_this_browser(reader):
    """And on again."""
    assert 'data-keys="off"' not in reader.get("/account").text
    assert reader.submit("/account/keys", "/account", keys="off").status_code == 303
    assert 'data-keys="off"' in reader.get("/account").text
    assert reader.submit("/account/keys", "/account", keys="on").status_code == 303
    assert 'data-keys="off"' not in reader.get("/account").text


def test_an_account_is_for_who_is_signed_in(browser, people):
    """Others are led to where they can."""
    assert browser.get("/account").headers["location"] == "/sign-in?next=/account"
    for path in ("password", "sessions", "keys"):
        assert browser.submit(f"/account/{path}").status_code == 401


def test_a_name_is_not_guessed_from_many_addresses(app, people):
    """Beyond some tries a minute, nobody tries it who never signed in by it here."""
    answers = [
        Browser(app, address=f"203.0.113.{i}").sign_in("Owner", f"wrong horse {i}").status_code
        for i in range(signing_in.OF_NAME + 3)
    ]
    assert answers == [403] * signing_in.OF_NAME + [429] * 3
    assert Browser(app, address="198.51.100.1").sign_in("Reader").status_code == 303


def test_who_guesses_a_name_does_not_keep_out_whose_it_is(app, people):
    """They come in by a browser by which they came in before, from wherever."""
    mine = Browser(app, address="192.0.2.1")
    mine.sign_in("Owner")
    mine.submit("/sign-out", "/account")
    for i in range(signing_in.OF_NAME + 1):
        refused = Browser(app, address=f"203.0.113.{i}").sign_in("Owner", "wrong horse")
    assert refused.status_code == 429
    assert mine.sign_in("oWNER").status_code == 303


def test_a_browser_of_one_helps_to_guess_no_other_name(app, people):
    """What it keeps is of its own name."""
    mine = Browser(app, address="192.0.2.1")
    mine.sign_in("Reader")
    for i in range(signing_in.OF_NAME):
        Browser(app, address=f"203.0.113.{i}").sign_in("Owner", "wrong horse")
    assert mine.submit("/sign-in", "/account", name="Owner", password="wrong horse").status_code == 429


def test_an_unknown_name_is_limited_as_a_known_one(app, people):
    """Or the answer would tell which is which."""
    for i in range(signing_in.OF_NAME):
        Browser(app, address=f"203.0.113.{i}").sign_in("nobody", "wrong horse")
    assert Browser(app, address="198.51.100.1").sign_in("nobody", "wrong horse").status_code == 429


def test_a_name_may_be_tried_again_soon(app, box, people):
    """Its owner waits seconds, not hours."""
    for i in range(signing_in.OF_NAME + 1):
        last = Browser(app, address=f"203.0.113.{i}").sign_in("Owner", "wrong horse")
    assert (last.status_code, last.headers["retry-after"]) == (429, "6")
    box.clock.now += timedelta(seconds=6)
    assert Browser(app, address="198.51.100.1").sign_in("Owner").status_code == 303
