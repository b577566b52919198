"""`retold search`: as a person uses it."""

import json

import pytest
import typer
from typer.testing import CliRunner

from reports import BUDGET, FERRY, OTHERS, articles_of
from retold.cli.searching import search
from retold.errors import InputError
from retold.store import open_store
from retold.types import Page

APP = typer.Typer()
APP.command()(search)
ARTICLES = articles_of(FERRY + BUDGET + OTHERS)


@pytest.fixture
def run(tmp_path):
    """Searches a store that keeps eight articles."""
    place = str(tmp_path / "news.sqlite")
    with open_store(place) as store:
        for article in ARTICLES:
            store.keep(Page(input=article.input, content=article.text.encode()), article)

    def run(*words):
        done = CliRunner().invoke(APP, ["--store", place, *words])
        if isinstance(done.exception, InputError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_it_shows_how_many_and_the_passages(run):
    """With where they are, and by what the article is named elsewhere."""
    said = run("Brackmoor")
    assert said.startswith("3 articles\n")
    assert all(f"article {article.id}" in said.replace("\n", " ") for article in ARTICLES[:3])
    assert run("zebra").strip() == "0 articles"


def test_words_in_one_argument_follow_each_other(run):
    """As the shell gives what stood in quotation marks."""
    first = ARTICLES[0].title.split()
    assert run(" ".join(first[:2])).startswith(("1 ", "2 ", "3 "))
    assert run(" ".join(reversed(first[:2]))).strip() == "0 articles"


def test_the_same_as_json_a_page_at_a_time(run):
    """With the place from which to go on."""
    told = json.loads(run("--json", "--most", "5"))
    assert (told["count"], len(told["hits"]), told["failed"]) == (8, 5, [])
    rest = json.loads(run("--json", "--next", told["next"]))
    assert (rest["count"], len(rest["hits"]), rest["next"]) == (None, 3, "")
    assert {hit["article"] for hit in told["hits"] + rest["hits"]} == {article.id for article in ARTICLES}
    hit = told["hits"][0]
    assert list(hit) == [
        "article", "title", "outlet", "language", "published", "precision", "url", "story", "snippet", "changes"
    ]  # fmt: skip
    assert set(hit["published"]) == {"earliest", "latest"}
    assert set(hit["snippet"]) == {"text", "matched"}


def test_what_cannot_be_understood_is_told(run):
    """With the next step."""
    with pytest.raises(InputError, match="no day: write it as"):
        run("--since", "March")
    with pytest.raises(InputError, match="no kind of change: take one of negation"):
        run("--change", "mood")
