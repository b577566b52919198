"""Why a piece is no part of an article."""

import pytest

from retold.boilerplate import asides
from retold.knowledge import table


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("| 29 March 2024, Friday |", "date line"),
        ("Published March 3, 2021 at 5:00 pm", "date line"),
        ("12. Januar 2024", "date line"),
        ("5 hours ago", "date line"),
        ("By Jane Doe and John Smith", "byline"),
        ("Von Anna Schmidt", "byline"),
        ("Subscribe", "call to action"),
        ("Enter your email address", "sign-up form"),
        ("View original post here:", "repost line"),
        ("© 2023 Bay Tribune", "copyright line"),
        ("We use cookies to improve your experience.", "cookie notice"),
        ("Share this article", "share line"),
        ("Related articles", "related headlines"),
        ("Leave a comment", "comments"),
        ("Advertisement", "advertisement"),
        ("About the author", "author box"),
        ("Photo: Bay Tribune", "photo credit"),
        ("3 min read", "reading time"),
        ("A plain sentence about the sea.", ""),
    ],
)
def test_reason(text, why):
    """Each kind of furniture has its word for a reader."""
    assert asides.reason(text, max(asides.phrase_reasons(text), default=(0, ""))) == why


@pytest.mark.parametrize(
    "text",
    [
        "On 3 March 2021 the council closed the terminal, and nobody has seen a ferry in the bay since that day.",
        "By and large",
        "by jane doe",
        "He may come",
    ],
)
def test_sentence_is_no_date_line_or_byline(text):
    """A date in passing makes no date line, "by" alone no byline."""
    assert not asides.is_date_line(text)
    assert asides.byline(text) is None


def test_byline_names_the_author():
    """The name comes without the date that follows it."""
    assert asides.byline("By Jane Doe") == "Jane Doe"
    assert asides.byline("By Jane Doe, March 3, 2021") == "Jane Doe"


@pytest.mark.parametrize(
    "line", ["View original post here:", "Source: Reuters", "(AP)", "Copyright 2021 The Associated Press"]
)
def test_line_may_credit(line):
    """Lines by which a page says where it took its text are told."""
    assert asides.may_credit(line)


def test_countries_are_a_list_of_countries():
    """Country names in a row, on one line or on many."""
    names = [row[0] for row in table("countries")]
    assert asides.list_reason(" ".join(names)) == "list of countries"
    assert asides.lists(names) == [(0, len(names), "list of countries")]


def test_sentence_of_names_is_no_list():
    """A sentence that names many countries ends like a sentence."""
    names = ", ".join(row[0] for row in list(table("countries"))[:30])
    assert asides.list_reason(f"Delegates came from {names} and elsewhere.") == ""


def test_unsorted_short_lines_are_no_list():
    """A menu isn't in alphabetical order."""
    menu = [
        "Home",
        "News",
        "Sport",
        "About",
        "Zoo",
        "Cars",
        "Books",
        "Weather",
        "Art",
        "Music",
        "Bay",
        "Yachts",
        "Coast",
    ]
    assert asides.lists(menu) == []


def test_every_phrase_is_found():
    """Each phrase of the table is found in a text that holds it."""
    lost = [row[0] for row in table("furniture") if not asides.phrase_reasons(f"x {row[0]} x")]
    assert lost == []
