"""JSON lines become pages; a line that is none is named and does not stop the others."""

import gzip
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import Reading
from retold.errors import Unreadable
from retold.intake.files import pages
from retold.intake.json_lines import read_lines
from retold.intake.unpacking import Stream
from retold.types import Page


def read(content: bytes, **options):
    return list(read_lines(Stream(io.BytesIO(content)), name="a.jsonl", config=Reading(**options)))


def test_a_line_is_a_page_with_what_it_says_of_itself():
    """HTML or text, address, time of fetching, dates, headline, outlet, language."""
    html = {"url": "https://a.example/1", "html": "<p>é</p>", "fetched_at": "2025-03-04T09:00:00+01:00", "title": "T"}
    text = {"text": "Words.", "outlet": "Post", "language": "en", "published": "2025-03-04", "modified": "2025-03-05"}
    one, two = read(b"\n".join(json.dumps(line).encode() for line in (html, text)) + b"\n\n")
    assert (one.input, one.url, one.title) == ("https://a.example/1", "https://a.example/1", "T")
    assert one.content.decode() == "<p>é</p>"
    assert one.fetched_at == datetime(2025, 3, 4, 8, tzinfo=UTC)
    assert one.content_type == "text/html; charset=utf-8"
    assert (two.input, two.url, two.fetched_at, two.outlet, two.language) == ("a.jsonl:2", None, None, "Post", "en")
    assert two.content_type == "text/plain; charset=utf-8"
    assert [(hint.label, hint.text) for hint in two.dates] == [("published", "2025-03-04"), ("modified", "2025-03-05")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{not json", "no JSON"),
        (b"[1]", "no object"),
        (b'{"url": "https://a.example/"}', 'neither "html" nor "text"'),
        (b'{"text": "' + b"x" * 1500 + b'"}', "larger than"),
        (b'{"text": "' + b"x" * 5000 + b'"}', "larger than"),
        (b"[" * 1900, "no JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(line, said):
    """By file and number."""
    good = b'{"text": "Words."}'
    one, lost, two = read(b"\n".join([good, line, good]), max_page_bytes=1000)
    assert isinstance(lost, Unreadable)
    assert lost.name == "a.jsonl:2"
    assert said in lost.reason
    assert one.content == two.content == b"Words."
    assert two.input == "a.jsonl:3"


def test_a_truncated_archive_is_noticed():
    """Whole lines are read."""
    packed = gzip.compress(b'{"text": "Words."}\n' * 3)
    *found, lost = read(packed[:-4])
    assert [page.content for page in found] == [b"Words."] * 3
    assert "ends early" in lost.reason
    assert f"byte {len(packed) - 4}" in lost.reason


def test_files_are_known_by_content_or_name(tmp_path):
    """Also packed; an empty one says so."""
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "A."}\n{"text": "B."}'))
    (tmp_path / "b.txt").write_bytes(b'{"url": "https://a.example/", "html": "<p>C.</p>"}\n')
    (tmp_path / "c.jsonl").write_bytes(b"\n")
    *found, lost = pages([tmp_path])
    assert [page.content for page in found] == [b"A.", b"B.", b"<p>C.</p>"]
    assert "it is empty" in lost.reason


@given(st.binary(max_size=400))
def test_no_line_is_a_crash(content):
    """Any bytes."""
    assert all(isinstance(one, Page | Unreadable) for one in read(content))
