"""A box with a store of its own, a clock that stands still, and browsers that keep cookies."""

import re
import warnings
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.box import Clock

from retold.server.app import make_app
from retold.server.box import Box
from retold.service import accounts
from retold.settings import Settings, Site
from retold.store import open_store

with warnings.catch_warnings():
    # Starlette would rather have httpx2.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"


class Browser(TestClient):
    """A visitor from an address of their own, who fills in the forms that they are shown."""

    __test__ = False

    def __init__(self, app, *, url="http://localhost:8000", address="192.0.2.1"):
        super().__init__(
            app, base_url=url, client=(address, 50_000), follow_redirects=False, raise_server_exceptions=False,
            headers={"Accept": "text/html"},
        )  # fmt: skip

    def form(self, page="/sign-in"):
        """The token of the form on a page."""
        return re.search(r'name="form" value="(\w+)"', self.get(page).text)[1]

    def submit(self, path, page="/sign-in", *, headers=None, **fields):
        """Fill in a form and send it."""
        return self.post(path, data={"form": self.form(page), **fields}, headers=headers)

    def sign_in(self, name, password=PASSWORD, **fields):
        return self.submit("/sign-in", name=name, password=password, **fields)


def settings(url="http://localhost:8000", **site):
    return Settings(site=Site(url=url, **site))


@pytest.fixture
def kept(sqlite_place):
    with open_store(sqlite_place) as opened:
        yield opened


@pytest.fixture
def box(kept):
    return Box(store=kept, settings=settings(), clock=Clock(NOW))


@pytest.fixture
def app(box):
    return make_app(box)


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def secure(box):
    """A browser of a box that is reached by https."""
    app = make_app(replace(box, settings=settings("https://brief.test")))
    return Browser(app, url="https://brief.test")


@pytest.fixture(scope="session")
def accounts_made():
    """An account of each role, named like it: a password takes a while to hash."""
    roles = ("owner", "editor", "reader")
    return {role: accounts.new_account(role.title(), PASSWORD, role=role, now=NOW) for role in roles}


@pytest.fixture
def people(kept, accounts_made):
    """They are in the store."""
    assert all(map(kept.accounts.add, accounts_made.values()))
    return accounts_made
