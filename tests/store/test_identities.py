"""Who somebody is with a provider: kept once, and for one person."""

from datetime import UTC, datetime

import pytest

from retold.service.accounts import invite, remove
from retold.store import open_store

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
ISSUER, OTHER = "https://id.example", "https://other.example"


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


@pytest.fixture
def ann(store):
    return invite("Ann", role="reader", store=store, now=NOW)


@pytest.fixture
def bob(store):
    return invite("Bob", role="owner", store=store, now=NOW)


def test_an_identity_leads_to_its_account(store, ann, bob):
    """By issuer and subject together, each letter of which counts."""
    assert store.identities.account(ISSUER, "1") is None
    assert store.identities.link(ISSUER, "1", ann.id, at=NOW)
    assert store.identities.link(OTHER, "1", bob.id, at=NOW)
    assert store.identities.link(OTHER, "ä" * 255, ann.id, at=NOW)
    assert store.identities.account(ISSUER, "1") == ann.id
    assert store.identities.account(OTHER, "1") == bob.id
    assert store.identities.account(OTHER, "ä" * 255) == ann.id
    assert store.identities.account(ISSUER.upper(), "1") is None


def test_an_identity_is_nobody_else_s(store, ann, bob):
    """Neither it nor its account can be taken by another of that issuer."""
    assert store.identities.link(ISSUER, "1", ann.id, at=NOW)
    assert not store.identities.link(ISSUER, "1", bob.id, at=NOW)
    assert not store.identities.link(ISSUER, "2", ann.id, at=NOW)
    assert store.identities.account(ISSUER, "1") == ann.id
    assert store.identities.account(ISSUER, "2") is None


def test_it_goes_with_the_account(store, ann, bob):
    """And can be somebody's again."""
    assert store.identities.link(ISSUER, "1", ann.id, at=NOW)
    remove(ann, store=store)
    assert store.identities.account(ISSUER, "1") is None
    assert store.identities.link(ISSUER, "1", bob.id, at=NOW)
