"""`retold follow` and `retold affairs`: as a person uses them."""

import json

import pytest
import typer
from typer.testing import CliRunner

from reports import BUDGET, FERRY, OTHERS, articles_of
from retold.cli.affairs import app as affairs
from retold.cli.affairs import follow
from retold.errors import InputError, StoreError
from retold.store import open_store
from retold.types import Page

APP = typer.Typer(rich_markup_mode="rich")
APP.command()(follow)
APP.add_typer(affairs, name="affairs")
ARTICLES = articles_of(FERRY + BUDGET + OTHERS)


@pytest.fixture
def run(tmp_path):
    """Runs a command on a store that keeps eight articles which nobody has grouped."""
    place = str(tmp_path / "news.sqlite")
    with open_store(place) as store:
        for article in ARTICLES:
            store.keep(Page(input=article.input, content=article.text.encode()), article)

    def run(*words, keyboard=None, status=0):
        done = CliRunner().invoke(APP, [*words, "--store", place], input=keyboard)
        if isinstance(done.exception, InputError | StoreError):
            raise done.exception
        assert done.exit_code == status, done.output
        return done.stdout

    return run


def test_following_shows_at_once_what_belongs_and_why(run):
    """And what doesn't, with what is missing."""
    said = run("follow", "Ferries", "--word", "Brackmoor", "--without", "frost", "--quiet")
    assert "Ferries 3 articles" in said
    assert "BELONGS: 1 STORY" in said
    assert "names 'Brackmoor' in the headline of 1 of 3 articles" in said
    assert "DOES NOT: 4 STORIES" in said
    assert "has none of its words" in said
    assert "without       'frost'" in said


def test_the_same_as_json(run):
    """Stories with reasons, articles by their inputs."""
    told = json.loads(run("follow", "Ferries", "--word", "Brackmoor", "--country", "Iraq", "--json", "-q"))
    assert (told["affair"]["name"], told["affair"]["countries"], told["failed"]) == ("Ferries", ["IQ"], [])
    assert {story["belongs"] for story in told["stories"]} == {False}
    told = json.loads(run("affairs", "change", "Ferries", "--drop", "iraq", "--json", "-q"))
    (story,) = [story for story in told["stories"] if story["belongs"]]
    assert set(story["articles"]) == {a.input for a in ARTICLES[:3]}
    assert story["because"] == ["names 'Brackmoor' in the headline of 1 of 3 articles"]


def test_a_store_may_be_begun_by_following(tmp_path):
    """Before anything was fetched."""
    place = str(tmp_path / "new.sqlite")
    done = CliRunner().invoke(APP, ["follow", "Ferries", "--word", "ferry", "--store", place])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(APP, ["affairs", "show", "Ferries", "--store", place])
    assert "No story of the store belongs to it yet." in done.stdout


def test_affairs_are_listed(run):
    """With criteria and how much belongs; none is said, too."""
    assert "No affair is followed: begin with `retold follow NAME --word WORDS`." in run("affairs", "list")
    run("follow", "Libraries", "--actor", "Ines Holt", "-q")
    run("follow", "Ferries", "--like", ARTICLES[0].input, "--country", "Netherlands", "-q")
    said = run("affairs", "list")
    assert said.index("Ferries 0 articles") < said.index("Libraries 2 articles")
    for words in ("actors        Ines Holt", f"like          {ARTICLES[0].input}", "about         Netherlands"):
        assert words in said
    told = json.loads(run("affairs", "list", "--json"))
    assert [(a["name"], a["articles"]) for a in told["affairs"]] == [("Ferries", 0), ("Libraries", 2)]


def test_an_affair_is_shown_whole(run, tmp_path):
    """Stories with reasons, timeline, statements by actor, outlets; as JSON and as a page."""
    run("follow", "Ferries", "--word", "Brackmoor", "-q")
    said = run("affairs", "show", "ferries", "-q")
    for words in ("1 STORY", "names 'Brackmoor'", "WHO SAYS WHAT", "the coastguard", "OUTLETS AND THEIR HABITS"):
        assert words in said
    file = tmp_path / "ferries.html"
    told = json.loads(run("affairs", "show", "Ferries", "--json", "--html", str(file), "-q"))
    assert set(told) == {"affair", "stories", "timeline", "speakers", "outlets", "left_out", "failed"}
    assert told["stories"][0]["belongs_because"] == ["names 'Brackmoor' in the headline of 1 of 3 articles"]
    assert [outlet["articles"] for outlet in told["outlets"]] == [1, 1, 1]
    assert "<h1>Ferries</h1>" in file.read_text()


def test_what_belongs_is_corrected_listed_and_undone(run):
    """With who said so."""
    run("follow", "Ferries", "--word", "Brackmoor", "-q")
    put = run("affairs", "put-in", "Ferries", ARTICLES[5].input, "--by", "Ann")
    assert put.splitlines()[0].startswith(f"1  put in: {ARTICLES[5].input} (by Ann on 20")
    assert put.splitlines()[1] == "belongs: put in by hand (Ann)"
    out = run("affairs", "leave-out", "Ferries", ARTICLES[0].id, "--by", "Ben")
    assert "does not belong: left out by hand (Ben)" in out
    assert "Ferries 1 article " in run("affairs", "list")
    undone = run("affairs", "undo", "2", "--by", "Cy")
    assert "undone by Cy" in undone
    assert "belongs: names 'Brackmoor'" in undone
    assert "Ferries 4 articles" in run("affairs", "list")
    assert run("affairs", "history", "Ferries").count("by") == 3
    told = json.loads(run("affairs", "history", "Ferries", "--json"))
    assert [(p["number"], p["belongs"], p["undone_by"]) for p in told["placements"]] == [
        (1, True, None),
        (2, False, "Cy"),
    ]
    run("follow", "Others", "-q")
    assert "nothing was put in or left out by hand" in run("affairs", "history", "Others")


def test_an_affair_is_forgotten_when_it_is_meant(run):
    """Asked first, unless told."""
    run("follow", "Ferries", "--word", "Brackmoor", "-q")
    run("affairs", "forget", "Ferries", keyboard="n\n", status=1)
    assert "Ferries" in run("affairs", "list")
    assert "Ferries is followed no longer" in run("affairs", "forget", "Ferries", keyboard="y\n")
    with pytest.raises(InputError, match="Ferries: no affair is followed yet"):
        run("affairs", "forget", "Ferries", "--yes")


def test_errors_name_the_next_step(run):
    """Of names that are taken or unknown, and of a store that isn't there."""
    run("follow", "Ferries", "-q")
    with pytest.raises(InputError, match="is followed already"):
        run("follow", "ferries", "-q")
    with pytest.raises(InputError, match="no such affair: followed are Ferries"):
        run("affairs", "show", "Bridges")
    with pytest.raises(StoreError, match="no placement 7 that holds"):
        run("affairs", "undo", "7")


@pytest.mark.parametrize("words", [["follow"], *(["affairs", command.name] for command in affairs.registered_commands)])
def test_each_command_has_an_example(words):
    """In its help."""
    words = [word or "show" for word in words]
    assert "Example: retold " in " ".join(CliRunner().invoke(APP, [*words, "--help"]).stdout.split())
