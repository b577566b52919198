"""Tables for spreadsheets: whole, and nothing in them runs."""

import csv
import io

import pytest

from retold.display.tables import csv_lines


def rows(answer):
    """A table, as a spreadsheet reads it."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_stories_and_articles_are_tables(reader, kept):
    """All of them, whatever a page holds."""
    found = rows(reader.get("/api/v1/stories", params={"format": "csv", "limit": 1}))
    stories = {story.id: story for story in kept.stories()}
    assert {row["id"] for row in found} == stories.keys()
    assert all(row["headline"] == stories[row["id"]].headline for row in found)
    assert found[0]["address"] == f"http://localhost:8000/stories/{found[0]['id']}"
    found = rows(reader.get("/api/v1/articles", params={"format": "csv", "limit": 1}))
    articles = {article.id: article for article in kept.articles()}
    assert {row["id"] for row in found} == articles.keys()
    assert all(row["title"] == (articles[row["id"]].title or "") for row in found)


def test_statements_and_figures_of_an_affair_are_tables(reader, affair):
    """Each line leads to its sentence."""
    told = reader.had(f"/affairs/{affair.id}")
    found = rows(reader.get(f"/api/v1/affairs/{affair.id}/statements", params={"format": "csv"}))
    said = [p for speaker in told["speakers"] for claim in speaker["claims"] for p in claim["passages"]]
    assert [row["text"].removeprefix("'") for row in found] == [one["span"]["text"].removeprefix("'") for one in said]
    assert found[0]["address"] == f"http://localhost:8000/articles/{said[0]['article']}#s-{said[0]['sentence']}"
    found = rows(reader.get(f"/api/v1/affairs/{affair.id}/figures", params={"format": "csv"}))
    points = [point for series in told["timeline"]["series"] for point in series["points"]]
    assert len(found) == sum(len(point["claim"]["passages"]) for point in points)
    assert {row["low"] for row in found if row["low"]}


def test_changes_are_a_table(reader, kept):
    """With the words on both sides."""
    story = next(one for one in kept.stories() if one.derivations)
    pair = {"a": story.derivations[0].a, "b": story.derivations[0].b}
    told = reader.had(f"/stories/{story.id}/compare", params=pair)["changes"]
    found = rows(reader.get(f"/api/v1/stories/{story.id}/compare", params={**pair, "format": "csv"}))
    assert [row["kind"] for row in found] == [change["kind"] for change in told]


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_words_that_would_run_are_words(begins):
    """Whatever a page is called; numbers stay numbers."""
    head, line = csv_lines(["words", "number"], [{"words": begins, "number": -1}])
    assert head == "words,number\r\n"
    ((shown, number),) = csv.reader(io.StringIO(line, newline=""))
    assert (shown, number) == (f"'{begins}", "-1")
