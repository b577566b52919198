"""Backups by command: made, put back, and refused with the next step."""

import pytest
from typer.testing import CliRunner

from retold.cli import app
from retold.errors import StoreError
from retold.store import open_store
from retold.testing import make_article
from retold.types import Page

ARTICLE = make_article("It rained.", outlet="The Plain Post")


def run(*words):
    """What the command printed; its error is raised."""
    done = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "news.sqlite"
    with open_store(path) as kept:
        kept.keep(Page(input="a", content=b"x"), ARTICLE)
    return path


def test_a_store_is_as_it_was_when_it_was_copied(store, tmp_path):
    """What came after is gone."""
    copy = tmp_path / "monday.sqlite"
    assert "monday.sqlite" in run("backup", copy, "--store", store)
    with open_store(store) as kept:
        other = make_article("It snowed.", outlet="Low Road")
        kept.keep(Page(input="b", content=b"y"), other)
        assert list(kept.articles()) == [ARTICLE, other]
    run("restore", copy, "--store", store, "--replace")
    with open_store(store) as kept:
        assert list(kept.articles()) == [ARTICLE]


def test_nothing_is_overwritten_unless_told(store, tmp_path):
    """Neither a file nor a store."""
    copy = tmp_path / "monday.sqlite"
    run("backup", copy, "--store", store)
    for words in (("backup", copy), ("restore", copy)):
        with pytest.raises(StoreError, match="exists already"):
            run(*words, "--store", store)
    run("backup", copy, "--store", store, "--replace")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backup", "x.sqlite", "--store", "nowhere.sqlite"), "no store at"),
        (("restore", "nowhere.sqlite", "--store", "new.sqlite"), "no backup at"),
        (("restore", "x.sqlite", "--store", "postgresql://ann@server/news"), "pg_restore"),
    ],
)
def test_what_can_not_be_done_is_told(tmp_path, monkeypatch, words, said):
    """With the name of the thing."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=said):
        run(*words)


def test_a_damaged_copy_is_not_put_back(store, tmp_path):
    """The store stays."""
    copy = tmp_path / "monday.sqlite"
    copy.write_bytes(b"no store at all" * 100)
    with pytest.raises(StoreError, match="monday"):
        run("restore", copy, "--store", store, "--replace")
    with open_store(store) as kept:
        assert list(kept.articles()) == [ARTICLE]
