"""Inputs become pages in order; what can't be used says why and does not stop the rest."""

import gzip
import io
from types import SimpleNamespace

import pytest

from retold.config import Reading
from retold.errors import InputError, Unreadable
from retold.intake.files import is_address, is_url, load, pages
from retold.types import Page

MARKUP = b"<html><body><p>Words.</p></body></html>"


def test_a_file_is_a_page_of_unknown_age(tmp_path):
    """A file's date on disk is no evidence of when it was fetched."""
    path = tmp_path / "a.html"
    path.write_bytes(MARKUP)
    assert load(str(path)) == Page(input=str(path), content=MARKUP)


def test_a_folder_gives_its_pages_sorted_and_nothing_else(tmp_path):
    """Pages by their known names, subfolders too, hidden files and other files left out."""
    for name in ("b.html", "a.txt", "c/d.htm.gz", "picture.png", ".hidden.html", "c/truth.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(MARKUP)
    found = [page.input for page in pages([str(tmp_path)]) if isinstance(page, Page)]
    assert found == [str(tmp_path / name) for name in ("a.txt", "b.html", "c/d.htm.gz")]


def test_a_folder_without_pages_is_an_error_that_names_it(tmp_path):
    """It says what names it looked for."""
    (tmp_path / "picture.png").write_bytes(b"x")
    (found,) = pages([tmp_path])
    assert isinstance(found, Unreadable)
    assert str(tmp_path) in str(found)
    assert ".html" in found.reason


def test_what_fails_does_not_stop_the_rest(tmp_path):
    """Errors stand in the place of their input."""
    good = tmp_path / "good.html"
    good.write_bytes(MARKUP)
    (tmp_path / "empty.html").write_bytes(b"")
    found = list(pages([tmp_path / "missing.html", tmp_path / "empty.html", good]))
    assert [type(page) for page in found] == [Unreadable, Unreadable, Page]
    assert "no such file" in str(found[0])
    assert "empty" in str(found[1])


def test_a_page_beyond_the_limit_is_turned_down(tmp_path):
    """The message says the limit and how to raise it."""
    path = tmp_path / "large.html"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(Unreadable, match=r"larger than .* MB.*max_page_bytes"):
        load(str(path), config=Reading(max_page_bytes=1000))
    assert len(load(str(path), config=Reading(max_page_bytes=1001)).content) == 1001


def test_standard_input_is_a_page(monkeypatch):
    """ "-" reads bytes from standard input."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(MARKUP)))
    assert load("-") == Page(input="-", content=MARKUP)


def test_other_schemes_are_named():
    """Only http and https are fetched, and the error says so."""
    with pytest.raises(Unreadable, match=r"ftp://.*http"):
        load("ftp://example.org/a.html")
    with pytest.raises(Unreadable, match="file://"):
        load("file:///etc/passwd")


def test_a_folder_is_no_single_page(tmp_path):
    """`load` is for one page."""
    with pytest.raises(Unreadable, match="folder"):
        load(str(tmp_path))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("-", True),
        ("https://example.org/a", True),
        ("page.html", True),
        ("folder/page.txt.gz", True),
        ("ftp://example.org/a", True),
        ("", False),
        ("<p>Words.</p>", False),
        ("Two lines\nof text", False),
        ("The council agreed to repair the bridge.", False),
        ("x" * 5000, False),
        ("a\x00b.html", False),
    ],
)
def test_names_are_told_from_texts(source, expected):
    """A string is a name or the page itself."""
    assert is_address(source) is expected


def test_is_url():
    """Addresses of the web only."""
    assert is_url("HTTP://example.org")
    assert not is_url("ftp://example.org")
    assert not is_url("https://example.org and more words")


def test_a_truncated_gzip_is_noticed_when_it_is_read(tmp_path):
    """The bytes pass, and reading says that the archive ends early."""
    from retold.intake.html import extract

    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(MARKUP * 100)[:-20])
    (page,) = pages([path])
    with pytest.raises(InputError, match="ends early"):
        extract(page)
