"""A box that has read the example affair, or articles made by hand."""

import tempfile
from contextlib import chdir
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

from retold.service import read_all
from retold.service.following import refresh_stories
from retold.store import open_store
from retold.types import Page


@cache
def _examples() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "read.sqlite"
        # Which of two articles of one hour leads hangs on their inputs: the same wherever the project lies.
        with open_store(place) as store, chdir(ROOT):
            assert all(article.id for article in read_all(["examples/pages"], store=store))
            refresh_stories(store=store)
        return place.read_bytes()


def put_examples(place):
    """The example affair as a store at this path: its pages read, their stories found."""
    place.write_bytes(_examples())
    return open_store(place)


def put(store, *articles):
    """Keep articles, and find their stories."""
    for number, article in enumerate(articles):
        page = Page(input=article.input, content=f"{number} {article.id}".encode(), url=article.url)
        store.keep(page, article)
    return refresh_stories(store=store)
