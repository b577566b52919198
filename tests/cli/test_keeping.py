"""Backups by command: made, put back, and refused with the next step."""

import re
import zipfile

import pytest
import typer
from typer.testing import CliRunner

from retold.cli.keeping import backup, restore
from retold.errors import StoreError
from retold.store import open_store
from retold.testing import make_article
from retold.types import Page

app = typer.Typer()
app.command()(backup)
app.command()(restore)
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
        (("restore", "x.sqlite", "--store", "postgresql://ann@server/news"), "no backup at"),
        (("restore", "x.zip", "--store", "new.sqlite"), "a zip archive, and no backup"),
    ],
)
def test_what_can_not_be_done_is_told(tmp_path, monkeypatch, words, said):
    """With the name of the thing."""
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("x.zip", "w") as archive:
        archive.writestr("../evil", "x")
    with pytest.raises(StoreError, match=said):
        run(*words)
    assert [file.name for file in tmp_path.iterdir()] == ["x.zip"]


def test_a_damaged_copy_is_not_put_back(store, tmp_path):
    """The store stays."""
    copy = tmp_path / "monday.sqlite"
    copy.write_bytes(b"no store at all" * 100)
    with pytest.raises(StoreError, match="monday"):
        run("restore", copy, "--store", store, "--replace")
    with open_store(store) as kept:
        assert list(kept.articles()) == [ARTICLE]


def test_each_night_a_copy_is_made_and_the_oldest_goes(store, tmp_path, monkeypatch):
    """In the folder of the settings, named by the time; files of others stay."""
    folder = tmp_path / "backups"
    folder.mkdir()
    (tmp_path / "retold.toml").write_text(f'store = "{store.name}"\nbackups = "backups"\n')
    monkeypatch.chdir(tmp_path)
    for name in ("retold-20240101-030000.sqlite", "retold-20240102-030000.sqlite", "retold-mine.sqlite"):
        (folder / name).write_text("old")
    said = run("backup", "--keep", "2")
    kept = sorted(file.name for file in folder.iterdir())
    assert kept[0] == "retold-20240102-030000.sqlite"
    assert re.fullmatch(r"retold-\d{8}-\d{6}\.sqlite", kept[1])
    assert kept[2:] == ["retold-mine.sqlite"]
    assert "retold-20240101-030000.sqlite: deleted" in said
    with open_store(folder / kept[1], create=False) as copy:
        assert list(copy.articles()) == [ARTICLE]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backup", "x.sqlite"), "set `store` in retold.toml"),
        (("restore", "x.sqlite"), "set `store` in retold.toml"),
        (("backup", "--store", "news.sqlite"), "set `backups` to a folder"),
        (("backup", "x.sqlite", "--keep", "2", "--store", "news.sqlite"), "yours to delete"),
    ],
)
def test_what_is_missing_is_asked_for(tmp_path, monkeypatch, words, said):
    """By the name of the setting that would do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert said in " ".join(re.sub("[│╭╮╰╯─]", " ", done.output).split())


def test_a_password_is_not_printed(monkeypatch, store, tmp_path):
    """Neither that of an address that can't be reached."""
    with pytest.raises(StoreError) as caught:
        run("backup", tmp_path / "x", "--store", "postgresql://ann:tulip@127.0.0.1:1/news")
    assert "tulip" not in str(caught.value)
