"""A box that has read the example affair and follows it, with people, their tokens, and programs that ask."""

import shutil
import warnings

import pytest
from tests.box import Clock
from tests.server.conftest import NOW, Browser, settings

from retold import service
from retold.server.app import make_app
from retold.server.box import Box
from retold.service import tokens
from retold.service.affairs import follow
from retold.service.news import take_in
from retold.store import open_store

with warnings.catch_warnings():
    # Starlette would rather have httpx2.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


@pytest.fixture(scope="session")
def examples_kept(tmp_path_factory, examples):
    """The file of a store that holds the example affair."""
    path = tmp_path_factory.mktemp("kept") / "examples.sqlite"
    with open_store(path) as store:
        list(service.read_all([str(examples / "pages")], store=store))
        follow("Weir Street Bridge", words=["Weir Street", "Aldermoor"], store=store, at=NOW)
        take_in(store, now=NOW)
    return path


@pytest.fixture
def kept(examples_kept, tmp_path):
    """A store of its own, of the example affair."""
    path = tmp_path / "kept.sqlite"
    shutil.copy(examples_kept, path)
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def public(kept):
    """A visitor of a box that anybody may read."""
    return Browser(make_app(Box(store=kept, settings=settings(public="all"), clock=Clock(NOW))))


class Program(TestClient):
    """Asks the API with a token."""

    __test__ = False

    def __init__(self, app, secret="", *, address="192.0.2.7"):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        super().__init__(
            app, base_url="http://localhost:8000", client=(address, 50_000), headers=headers, follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip

    def had(self, path, **asked):
        """What is answered, as JSON."""
        answer = self.get(f"/api/v1{path}", **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def secret(kept, people):
    """Makes a token of the account of a role."""

    def make(role, *scopes, days=None):
        return tokens.make(people[role], f"of {role}", scopes, days=days, store=kept, now=NOW)[1]

    return make


@pytest.fixture
def reader(app, secret):
    return Program(app, secret("reader", "read"))


@pytest.fixture
def editor(app, secret):
    return Program(app, secret("editor", "read", "edit"))


@pytest.fixture
def owner(app, secret):
    return Program(app, secret("owner", "read", "edit", "own"))


@pytest.fixture
def affair(kept):
    return kept.affairs.affairs()[0]
