"""Reading HTML: nothing remembered, nothing that takes too long, nothing that crashes (tests/test_golden.py: pages)."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.config import Reading
from retold.errors import InputError, NoArticle
from retold.intake.html import extract, is_deep, parse
from retold.types import DateHint, Page, PageContent

PAGES = Path(__file__).parents[1] / "golden" / "pages"
STORY: list[str] = json.loads((PAGES / "wire_copy.json").read_text(encoding="utf8"))["body"]
PARAGRAPH = "The council agreed on Tuesday to repair the old bridge before winter comes, officials of the town said. "


def read(name: str) -> PageContent:
    return extract(Page(input=f"{name}.html", content=(PAGES / f"{name}.html").read_bytes()))


def test_a_page_reads_the_same_whatever_was_read_before():
    """Third-party caches do not leak from page to page: the same page read five times gives the same answer."""
    first = read("wire_copy")
    for _ in range(4):
        assert read("wire_copy") == first
    read("german")
    assert read("wire_copy") == first


def test_dates_of_the_page_come_with_those_of_its_text():
    """What a server or feed said of the date is evidence beside what the page says."""
    hint = DateHint(source="http", text="Thu, 18 May 2023 15:00:00 GMT", label="Last-Modified")
    page = Page(input="x", content=(PAGES / "wire_copy.html").read_bytes(), dates=(hint,))
    assert extract(page).dates[0] == hint


def test_plain_text_is_taken_apart_too():
    """Flattened text gives blocks like markup does."""
    text = "Home\nSport\n\nCracked ribs shut Lower Ferry bridge\n\n" + "\n\n".join(STORY)
    content = extract(Page(input="x.txt", content=text.encode()))
    assert any(block.role == "body" and "inspectors" in block.text for block in content.blocks)


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "ul", "blockquote"])
def test_nesting_of_any_depth_is_read(tag):
    """Text within 100,000 elements is still found, in no time."""
    article = "".join(f"<p>{text}</p>" for text in STORY)
    markup = f"<html><body>{f'<{tag}>' * 100_000}{article}</body></html>"
    content = extract(Page(input="deep.html", content=markup.encode()))
    assert "inspectors found cracks" in " ".join(block.text for block in content.blocks if block.role == "body")


@pytest.mark.parametrize(("limit", "deep"), [(1, True), (4, True), (5, True), (6, False), (500, False)])
def test_depth_is_told_from_a_limit(limit, deep):
    """Depth counts elements within elements: this page has five levels."""
    tree = parse("<html><body><div><p>w</p></div><div><div><p>x</p></div></div></body></html>")
    assert is_deep(tree, limit=limit) == deep


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body>" + f"<p>{PARAGRAPH}</p>" * 4 + "<a " + " ".join(f"a{i}=1" for i in range(40_000)) + ">y</a>",
        "<html><body>" + f"<p>{PARAGRAPH}</p>" * 4 + "<select>" + "<option>Country</option>" * 30_000 + "</select>",
        "<html><title>" + " - a" * 100_000 + "</title><body>" + f"<p>{PARAGRAPH}</p>" * 4,
        "<html><body>" + f"<p>{PARAGRAPH}</p>" * 4 + "<p>x</p>" * 60_000,
    ],
    ids=["attributes", "options", "title", "paragraphs"],
)
@pytest.mark.timeout(20)
def test_monstrous_pages_are_read_in_time(markup):
    """What makes parsers take quadratic time is cut down first."""
    content = extract(Page(input="x", content=markup.encode()))
    assert any("old bridge" in block.text for block in content.blocks if block.role == "body")


def test_the_threshold_for_short_pages_is_configured():
    """A page of few words is an article if the configuration says so."""
    page = Page(input="x", content=b"<html><body><h1>Short note</h1><p>Bridge closed today</p></body></html>")
    with pytest.raises(NoArticle):
        extract(page)
    extract(page, config=Reading(min_words=2))


TAGS = [
    "p",
    "div",
    "h1",
    "article",
    "nav",
    "form",
    "select",
    "option",
    "table",
    "tr",
    "td",
    "br",
    "a",
    "b",
    "script",
    "time",
]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        [
            "<!--",
            "-->",
            "<![CDATA[",
            "&amp;",
            "&#0;",
            "<a href='",
            "\x00",
            "<meta charset=utf-7>",
            '<div class="',
            PARAGRAPH,
        ]
    ),
    st.text(max_size=20),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_markup_crashes(markup):
    """Whatever the markup, there is an article or an `InputError`, and blocks only hold what can be seen."""
    try:
        content = extract(Page(input="x", content=f"<html><body>{markup}".encode("utf8", "surrogatepass")))
    except InputError:
        return
    assert all(block.text.strip() for block in content.blocks)


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_crash(content):
    """Whatever the bytes, there is an article or an `InputError`."""
    with suppress(InputError):
        assert extract(Page(input="x", content=content)).blocks
