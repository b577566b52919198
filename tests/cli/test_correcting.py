"""`retold correct`, and `retold stories --store` twice: as a person uses them."""

import json

import pytest
from typer.testing import CliRunner

from reports import FERRY, OTHERS
from retold.cli import app

RUN = CliRunner()


@pytest.fixture
def pages(tmp_path):
    """Three pages in a folder, and the store beside it."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, (title, body) in {"a": FERRY[0], "b": OTHERS[0], "c": OTHERS[1]}.items():
        (folder / f"{name}.html").write_text(f"<html><body><h1>{title}</h1><p>{body}</p></body></html>")
    return folder, str(tmp_path / "news.sqlite")


def stories(*words: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The story of each page by its file's name, and what befell."""
    done = RUN.invoke(app, ["stories", *words, "--json", "--quiet"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    return {a.rsplit("/", 1)[-1]: s["id"] for s in told["stories"] for a in s["articles"]}, told["events"]


def test_ids_stay_from_run_to_run_and_a_new_page_joins(pages):
    """The second run tells only what is new."""
    folder, store = pages
    first, opened = stories(str(folder), "--store", store)
    assert [event["kind"] for event in opened] == ["opened"] * 3
    title, body = FERRY[2]
    (folder / "d.html").write_text(f"<html><body><h1>{title}</h1><p>{body}</p></body></html>")
    second, (joined,) = stories(str(folder), "--store", store)
    assert (joined["kind"], joined["story"]) == ("joined", first["a.html"])
    assert second == {**first, "d.html": first["a.html"]}


def test_a_correction_is_made_listed_and_undone(pages):
    """It is carried out at once, and told."""
    folder, store = pages
    stories(str(folder), "--store", store)
    pair = [str(folder / "b.html"), str(folder / "c.html")]
    made = RUN.invoke(app, ["correct", "together", *pair, "--store", store, "--by", "Ann"])
    assert made.exit_code == 0, made.output
    assert "held together by hand (correction 1)" in made.stdout
    found, _ = stories("--store", store)
    assert found["b.html"] == found["c.html"] != found["a.html"]
    assert "split off" in RUN.invoke(app, ["correct", "undo", "1", "--store", store, "--by", "Ben"]).stdout
    listed = RUN.invoke(app, ["correct", "list", "--store", store]).stdout
    assert "by Ann" in listed
    assert "undone by Ben" in listed
    found, _ = stories("--store", store)
    assert len(set(found.values())) == 3
