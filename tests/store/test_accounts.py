"""Accounts and sessions: the same in both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retold.store import open_store
from retold.types import User

NOW = datetime(2026, 3, 4, 7, 30, 0, 123456, tzinfo=UTC)
ANN = User(id="a" * 16, name="Ann", role="owner", password="$argon2id$", created_at=NOW)
BOB = replace(ANN, id="b" * 16, name="Bob\0", role="reader")


@pytest.fixture
def rows(place):
    with open_store(place) as opened:
        yield opened.accounts


def test_one_account_is_the_first(rows):
    """However many ask at the same moment."""
    assert not rows.exist()
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda i: rows.add_first(replace(ANN, id=f"{i:016}", name=f"N{i}")), range(8)))
    assert kept.count(True) == 1
    assert rows.exist()
    assert len(list(rows.all())) == 1


def test_a_name_is_one_account(rows):
    """In whatever case."""
    assert rows.add(ANN)
    assert not rows.add(replace(BOB, name="ANN"))
    assert rows.find_by_name(" aNN") == ANN
    assert rows.find_by_name("Bob\0") is None
    assert rows.add(BOB)
    assert rows.find_by_name("bob\0").id == BOB.id


def test_a_session_lasts_until_it_ends(rows):
    """By time, by hand, or with all others of its account."""
    rows.add(ANN)
    rows.begin_session("1", ANN, now=NOW, until=NOW + timedelta(hours=1))
    rows.begin_session("2", ANN, now=NOW, until=NOW + timedelta(hours=2))
    assert rows.find_by_session("1", now=NOW) == ANN
    assert rows.find_by_session("1", now=NOW + timedelta(hours=1)) is None
    assert rows.find_by_session("2", now=NOW + timedelta(hours=1)) == ANN
    rows.end_session("2")
    assert rows.find_by_session("2", now=NOW) is None
    assert rows.find_by_session("1", now=NOW) == ANN
    rows.end_sessions(ANN.id)
    assert rows.find_by_session("1", now=NOW) is None


def test_the_last_owner_stays_one(rows):
    """However many go at the same moment; who has no password yet is none, but by a provider one may be."""
    owners = [replace(ANN, id=f"{i:016}", name=f"N{i}") for i in range(6)]
    for owner in (*owners, replace(ANN, id="c" * 16, name="Invited", password="")):
        assert rows.add(owner)
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda one: rows.change_role(one.id, "reader"), owners[:3]))
        done += pool.map(lambda one: rows.remove(one.id), owners[3:])
    assert done.count(False) == 1
    [last] = [one for one in rows.all() if one.role == "owner" and one.password]
    assert not rows.remove(last.id)
    assert rows.change_role(last.id, "owner")
    assert rows.change_role("c" * 16, "editor")


def test_an_owner_by_a_provider_counts(place):
    """They can sign in without a password."""
    with open_store(place) as store:
        for owner in (ANN, replace(BOB, role="owner", password="")):
            assert store.accounts.add(owner)
        assert not store.accounts.remove(ANN.id)
        assert store.identities.link("https://id.test", "1", BOB.id, at=NOW)
        assert store.accounts.remove(ANN.id)
        assert not store.accounts.change_role(BOB.id, "reader")


def test_what_an_account_has_goes_with_it(place):
    """Sessions, tokens and identities."""
    with open_store(place) as store:
        assert store.accounts.add(ANN)
        assert store.accounts.add(BOB)
        store.accounts.begin_session("1", BOB, now=NOW, until=NOW + timedelta(hours=1))
        assert store.identities.link("https://id.test", "1", BOB.id, at=NOW)
        assert store.accounts.remove(BOB.id)
        assert store.accounts.find(BOB.id) is None
        assert store.accounts.find_by_session("1", now=NOW) is None
        assert store.identities.account("https://id.test", "1") is None
        assert not store.accounts.remove(BOB.id)


def test_a_password_is_changed_once(rows):
    """By whoever knows the one before: of two at the same moment, one."""
    assert rows.add(ANN)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda i: rows.change_password(ANN.id, before=ANN.password, after=f"new {i}"), range(4)))
    assert done.count(True) == 1
    assert rows.find(ANN.id).password == f"new {done.index(True)}"


def test_sessions_are_counted_and_ended_but_one(rows):
    """Those that have expired don't count."""
    assert rows.add(ANN)
    for number in range(3):
        began = NOW + timedelta(minutes=number)
        rows.begin_session(str(number), ANN, now=began, until=began + timedelta(hours=1))
    counted = rows.sessions(now=NOW + timedelta(minutes=60))[ANN.id]
    assert (counted.number, counted.last) == (2, NOW + timedelta(minutes=2))
    rows.end_sessions(ANN.id, but="1")
    assert rows.sessions(now=NOW)[ANN.id].number == 1
    assert rows.find_by_session("1", now=NOW) == ANN
    assert rows.sessions(now=NOW + timedelta(days=1)) == {}
