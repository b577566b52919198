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
