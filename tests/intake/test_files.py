"""Inputs become pages in order; what can't be used says why and does not stop the rest."""

import dataclasses
import gzip
import io
import os
import re
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT

from retold.config import Reading
from retold.errors import InputError, NoArticle, Unreadable
from retold.intake.files import SUFFIXES, is_address, is_url, load, names, pages
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
        ("crawl.warc.gz", True),
        ("feeds.opml", True),
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


def test_names_are_pages_one_by_one(tmp_path):
    """What a folder leads to, listed first and read then, is the same; folders that give nothing stay, to say so."""
    (tmp_path / "empty").mkdir()
    for name in ("a/b.html", "a/c.warc", "a/d.png", "e.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(MARKUP)
    inputs = [tmp_path / "a", tmp_path / "e.jsonl", tmp_path / "empty", tmp_path / "missing.html"]
    listed = list(names(inputs))
    assert listed == [str(tmp_path / name) for name in ("a/b.html", "a/c.warc", "e.jsonl", "empty", "missing.html")]
    assert list(map(repr, pages(listed))) == list(map(repr, pages(inputs)))


def test_a_folder_that_cannot_be_opened_is_named(tmp_path, monkeypatch):
    """The pages beside it are read."""
    (tmp_path / "a.html").write_bytes(MARKUP)
    (tmp_path / "shut").mkdir()
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)
    page, lost = pages([tmp_path])
    assert page.content == MARKUP
    assert lost.name == str(tmp_path / "shut")
    assert "can't be opened (Permission denied)" in lost.reason


def test_standard_input_leads_to_pages_too(monkeypatch):
    """Feeds, archives and lines come through a pipe in pieces."""

    class Pipe(io.BytesIO):
        def read(self, size=-1, /):
            return super().read(min(size, 5) if size > 0 else size)

    lines = b'{"text": "A."}\n{"text": "B."}\n'
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=Pipe(gzip.compress(lines))))
    assert [page.content for page in pages(["-"])] == [b"A.", b"B."]
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=Pipe(MARKUP)))
    assert [page.content for page in pages(["-"])] == [MARKUP]


def test_who_watches_is_told_what_is_read(tmp_path, site):
    """An input before it is opened, an address before it is asked, a page when it is there."""
    path = tmp_path / "a.html"
    path.write_bytes(MARKUP)
    listed = site.put("/list", f"{site.address}/one\n{site.address}/two\n", kind="text/plain")
    site.put("/one", MARKUP)
    told = []
    found = list(pages([path, listed, "missing.html"], watch=lambda name, number: told.append((name, number))))
    one, two = f"{site.address}/one", f"{site.address}/two"
    assert len(found) == 4
    assert told == [
        *((str(path), 0), (str(path), 1), (listed, 1), (listed, 1)),
        *((one, 1), (one, 2), (two, 2), (two, 3), ("missing.html", 3)),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<rss/>", "a feed"), (b'{"text": "A."}', "JSON lines"), (b"WARC/1.0", "a web archive"), (b"<opml/>", "OPML")],
)
def test_what_leads_to_several_pages_is_no_page(tmp_path, content, said):
    """`load` is for one page, and says what to do."""
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(NoArticle, match=f"{said}.*retold read"):
        load(str(path))


BEGINNINGS = [
    *(b"<rss><channel><item><link>http://a.example/", b"<urlset><url><loc>", b"<feed>", b"<opml>", b"{", b"<html>"),
    *(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\n", b'{"text": "a"}\n', b"MIME-Version: 1.0\n"),
    *(gzip.compress(b"WARC/1.0\r\n"), b"\x1f\x8b", b"\xff\xfe<\x00", b"http://a.example/\n", b""),
]


@settings(max_examples=150, deadline=3000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=200), st.booleans())
def test_no_file_is_a_crash(tmp_path, beginning, rest, packed):
    """Any bytes behind any beginning give pages or reasons, and something in any case."""
    path = tmp_path / "any"
    path.write_bytes(gzip.compress(beginning + rest) if packed else beginning + rest)
    found = list(pages([path], permitted=lambda url: "not in a test"))
    assert found
    assert all(isinstance(one, Page | InputError) for one in found)


def test_the_document_on_inputs_is_true():
    """Its limits are those of the configuration, and its names of files those that a folder is searched for."""
    text = (ROOT / "docs" / "inputs.md").read_text()
    fields = {field.name: field.default for field in dataclasses.fields(Reading)}
    rows = re.findall(r"^\|[^|]*\| ([^|]*?) \| (`[^|]*) \|$", text, re.MULTILINE)
    told = {
        name: value for values, told in rows for name, value in zip(told.split(", "), values.split(", "), strict=True)
    }
    written = {"20 million": 20_000_000, "50 MiB": 50 * 2**20}
    assert len(told) == 9
    for name, value in told.items():
        assert fields[name.strip("`")] == written.get(value, int(re.sub(r"\D", "", value) or 0)), name
    (line,) = re.findall(r"files are those that end in (.*?), each also", text, re.DOTALL)
    assert set(re.findall(r"\.\w+", line)) == set(SUFFIXES)
