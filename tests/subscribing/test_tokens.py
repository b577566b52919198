"""Tokens of links: each for one purpose, one term, its time; and one error for all that is wrong with one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from retold.config import Subscribing
from retold.errors import TokenError
from retold.subscribing import states, tokens

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
KEY, OTHER = b"k" * 32, b"o" * 32
ANN = states.begin("0123456789abcdef", "ann@example.org", now=NOW)
PURPOSES = tokens.purposes()


def refused(token, purpose="confirm", *, key=KEY, now=NOW):
    """The error's words."""
    with pytest.raises(TokenError) as caught:
        tokens.read(token, purpose, key=key, now=now)
    return str(caught.value)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_says_whose_it_is_and_fits_into_an_address(purpose):
    """Which is as it was when read from the page's path, and short enough for a line of plain text."""
    ann = replace(ANN, term=3)
    address = tokens.address(
        purpose, tokens.sign(purpose, ann, key=KEY, now=NOW), config=Subscribing(site="https://b.test/")
    )
    assert address.startswith(f"https://b.test/{purpose}/")
    token = urlsplit(address).path.rpartition("/")[2]
    assert tokens.read(token, purpose, key=KEY, now=NOW) == tokens.Ticket(subscriber=ann.id, term=3)
    assert len(token) < 110
    # Mail programs that make text clickable leave a sign at its end out.
    assert token[-1].isalnum()


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_of_one_purpose_does_nothing_else(purpose):
    """The link to change one's preferences deletes nothing."""
    token = tokens.sign(purpose, ANN, key=KEY, now=NOW)
    for other in PURPOSES:
        if other != purpose:
            refused(token, other)


def test_all_that_is_wrong_with_a_token_is_told_in_the_same_words():
    """Forged, of another key, too old, cut short, too long, empty, no token at all: nothing tells of anybody."""
    token = tokens.sign("confirm", ANN, key=KEY, now=NOW)
    said = {
        refused(token, key=OTHER),
        refused(token, now=NOW + timedelta(days=9)),
        refused(token[:-3]),
        refused(token + "A" * 500),
        refused(""),
        refused("."),
        refused("a.b"),
        refused("\ud800"),
        refused("ü\0.."),
        refused(URLSafeSerializer(KEY).dumps(["0123456789abcdef", 0, 0])),
    }
    assert len(said) == 1
    assert "ann" not in said.pop()


@given(st.text(max_size=120) | st.binary(max_size=60).map(lambda b: b.hex()))
def test_no_token_can_be_guessed(token):
    """Whatever stands in the address, it is a `TokenError` and nothing else."""
    refused(token)


@given(st.data())
def test_a_changed_token_does_not_work(data):
    """Any of its signs put otherwise; but the last, of which four bits count, may mean the same."""
    token = tokens.sign("unsubscribe", ANN, key=KEY, now=NOW)
    at = data.draw(st.integers(0, len(token) - 2))
    sign = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."))
    if sign != token[at]:
        refused(token[:at] + sign + token[at + 1 :], "unsubscribe")


@pytest.mark.parametrize(
    ("purpose", "works"),
    [
        ("confirm", timedelta(hours=72)),
        ("preferences", timedelta(days=30)),
        ("export", timedelta(days=1)),
        ("delete", timedelta(days=1)),
    ],
)
def test_a_token_works_for_its_time(purpose, works):
    """Also if a clock was put back meanwhile, or the owner changes how long links work."""
    token = tokens.sign(purpose, ANN, key=KEY, now=NOW)
    assert tokens.works_until(purpose, now=NOW) == NOW + works
    assert tokens.read(token, purpose, key=KEY, now=NOW + works - timedelta(seconds=1))
    assert tokens.read(token, purpose, key=KEY, now=NOW - timedelta(days=1))
    refused(token, purpose, now=NOW + works)


def test_the_way_out_never_closes():
    """Who finds a mail of ten years ago may end the subscription by it."""
    assert tokens.works_until("unsubscribe", now=NOW) is None
    token = tokens.sign("unsubscribe", ANN, key=KEY, now=NOW)
    assert tokens.read(token, "unsubscribe", key=KEY, now=NOW + timedelta(days=3650)).subscriber == ANN.id


def admitted(purpose, subscriber, *, term=0):
    try:
        tokens.admit(tokens.Ticket(subscriber=ANN.id, term=term), purpose, subscriber)
    except TokenError:
        return False
    return True


def test_what_a_link_may_do_depends_on_what_the_subscriber_is_now():
    """To confirm: pending, or confirmed by it before. To change: confirmed. To end: always."""
    confirmed = states.confirm(ANN, now=NOW, told=0)
    gone = states.unsubscribe(confirmed, now=NOW)
    states_ = (ANN, confirmed, gone)
    assert [admitted("confirm", one) for one in states_] == [True, True, False]
    assert [admitted("preferences", one) for one in states_] == [False, True, False]
    for purpose in ("unsubscribe", "export", "delete"):
        assert [admitted(purpose, one) for one in states_] == [True] * 3


def test_a_link_of_an_earlier_term_does_nothing_but_end():
    """The first link to confirm can't confirm what was asked for after an end."""
    anew = states.begin_anew(states.unsubscribe(ANN, now=NOW), now=NOW)
    assert {p: admitted(p, anew) for p in PURPOSES} == {
        "confirm": False, "unsubscribe": True, "preferences": False, "export": False, "delete": False,
    }  # fmt: skip
    assert admitted("confirm", anew, term=1)
