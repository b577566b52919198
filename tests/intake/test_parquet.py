"""Rows of a Parquet file become pages, as JSON lines do."""

import sys
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from retold.errors import MissingPart, Unreadable
from retold.intake.files import pages

FETCHED = datetime(2025, 3, 4, 8, tzinfo=UTC)


def written(path, rows):
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_a_row_is_a_page_with_what_it_says_of_itself(tmp_path):
    """Whatever the file is called; instants and bytes are taken as such."""
    rows = [
        {"html": b"<p>One", "text": None, "url": "https://a.test/1", "fetched_at": FETCHED, "other": 7},
        {"html": None, "text": "Two", "url": None, "fetched_at": None, "other": 8},
    ]
    one, two = pages([written(tmp_path / "day.bin", rows)])
    assert (one.input, one.content, one.fetched_at) == ("https://a.test/1", b"<p>One", FETCHED)
    assert one.content_type == "text/html; charset=utf-8"
    assert (two.input, two.content) == (f"{tmp_path / 'day.bin'}:2", b"Two")


def test_what_is_no_page_is_named_and_the_others_go_on(tmp_path):
    """A row without words; a file without them; half a file."""
    first, second = pages([written(tmp_path / "a.parquet", [{"text": ""}, {"text": "Two"}])])
    assert isinstance(first, Unreadable)
    assert first.name == f"{tmp_path / 'a.parquet'}:1"
    assert second.content == b"Two"
    (none,) = pages([written(tmp_path / "b.parquet", [{"body": "words"}])])
    assert 'neither "html" nor "text"' in none.reason
    half = tmp_path / "c.parquet"
    half.write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    (broken,) = pages([half])
    assert "no whole Parquet file" in broken.reason


def test_without_pyarrow_it_says_what_to_install(tmp_path, monkeypatch):
    """An extra that laptops don't need."""
    path = written(tmp_path / "a.parquet", [{"text": "One"}])
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingPart, match=r"retold\[batch\]"):
        list(pages([path]))
