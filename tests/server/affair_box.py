"""A store of the example affair, as a box has it after five days: read, grouped, followed, and its news entered."""

import atexit
import shutil
from contextlib import chdir
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from tests.conftest import ROOT

from retold import service
from retold.server.app import make_app
from retold.service import affairs as following
from retold.service import news
from retold.store import open_store
from retold.types import Page

MORNING = datetime(2025, 10, 11, 7, tzinfo=UTC)
"""After the last of its days."""


@cache
def example() -> Path:
    """A store in a file, made once for all tests."""
    folder = Path(mkdtemp(prefix="retold-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "example.sqlite"
    # What leads a story hangs on the articles' inputs: the same wherever the project lies.
    with open_store(path) as store, chdir(ROOT):
        for article in service.read_all(["examples/pages"]):
            store.keep(Page(input=article.input, content=article.text.encode()), article)
        service.refresh_stories(store=store)
        following.follow("Weir Street Bridge", words=["Aldermoor"], store=store, at=MORNING)
        news.take_in(store, now=MORNING)
    return path


@pytest.fixture
def kept(tmp_path):
    """The example, for one test to do with as it likes."""
    path = tmp_path / "kept.sqlite"
    shutil.copy(example(), path)
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def app(box):
    """Of a box on that morning."""
    box.clock.now = MORNING
    return make_app(box)


def number(store):
    """How many articles belong to it."""
    return len(store.affairs.articles_of(the_affair(store).id))


def the_affair(store):
    """That which is followed."""
    return store.affairs.find("Weir Street Bridge")
