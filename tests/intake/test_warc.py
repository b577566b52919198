"""Web archives become pages record by record; what is damaged says where."""

import gzip
import io
import zlib
from collections import Counter
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.config import Reading
from retold.errors import Unreadable
from retold.intake.answers import unchunked
from retold.intake.files import pages
from retold.intake.unpacking import Stream
from retold.intake.warc import read_archive
from retold.types import Page

MARKUP = b"<html><body><p>Words about the bridge.</p></body></html>"


def record(kind: str, block: bytes, **fields: str) -> bytes:
    """One record; None leaves a field out."""
    given = {
        "WARC-Type": kind,
        "WARC-Target-URI": "https://post.example/bridge",
        "WARC-Date": "2025-03-04T08:00:00Z",
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/plain",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(body: bytes = MARKUP, *, status: str = "200 OK", **fields: str) -> bytes:
    given = {"Content-Type": "text/html; charset=utf-8", **{n.replace("_", "-"): v for n, v in fields.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def read(archive: bytes, **options):
    return list(read_archive(Stream(io.BytesIO(archive)), name="a.warc", config=Reading(**options)))


def test_a_response_is_a_page_with_its_evidence():
    """Address, time of capture, declared type, the server's date."""
    block = answer(Last_Modified="Mon, 03 Mar 2025 08:00:00 GMT")
    (page,) = read(record("response", block))
    assert page.content == MARKUP
    assert page.url == page.input == "https://post.example/bridge"
    assert page.fetched_at == datetime(2025, 3, 4, 8, tzinfo=UTC)
    assert page.content_type == "text/html; charset=utf-8"
    assert [(hint.source, hint.label) for hint in page.dates] == [("http", "Last-Modified")]


def test_what_is_no_page_is_passed_over_and_counted():
    """Requests, revisits, metadata, pictures, redirects and errors."""
    archive = b"".join(
        [
            record("warcinfo", b"software: x"),
            record("request", b"GET / HTTP/1.1\r\n\r\n", Content_Type="application/http; msgtype=request"),
            record("revisit", answer(b"")),
            record("metadata", b"fetchTimeMs: 5"),
            record("response", answer(b"\x89PNG", Content_Type="image/png")),
            record("response", answer(b"", status="301 Moved", Location="/x")),
            record("response", answer(status="404 Not Found")),
            record("response", b"dns answer", Content_Type="text/dns"),
            record("resource", b"<html>"),
            record("response", answer()),
        ]
    )
    counts: Counter[str] = Counter()
    found = list(read_archive(Stream(io.BytesIO(archive)), name="a.warc", passed_over=counts))
    assert [page.content for page in found] == [MARKUP]
    assert counts == {
        "warcinfo": 1,
        "request": 1,
        "revisit": 1,
        "metadata": 1,
        "image/png": 1,
        "answer with status 301": 1,
        "answer with status 404": 1,
        "response": 1,
        "resource": 1,
    }


def test_an_archive_without_pages_says_what_it_holds():
    """So that a person sees that it is the wrong file."""
    (lost,) = read(record("request", b"GET / HTTP/1.1\r\n\r\n") * 3)
    assert "no pages (3 request)" in lost.reason


def test_flattened_text_of_wet_is_a_page():
    """Conversion records: UTF-8 by the standard of those who make them."""
    (page,) = read(record("conversion", "Brücke geschlossen".encode()))
    assert page.content.decode() == "Brücke geschlossen"
    assert page.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        ("identity", bytes),
        ("gzip", bytes),
        ("br", bytes),
    ],
)
def test_compression_and_chunks_are_undone(coding, pack):
    """Also where the archive undid them and kept the header."""
    body = pack(MARKUP)
    assert read(record("response", answer(body, Content_Encoding=coding)))[0].content == MARKUP
    both = answer(chunked(body), Content_Encoding=coding, Transfer_Encoding="chunked")
    assert read(record("response", both))[0].content == MARKUP


def test_another_reader_sees_the_same_pages():
    """fastwarc, on an archive that is whole. (Asked to undo chunks and gzip, it loses the records behind.)"""
    fastwarc = pytest.importorskip("fastwarc")
    blocks = [answer(MARKUP * n + b"%d" % n) for n in range(20)]
    kinds = ("request", "response", "metadata")
    archive = b"".join(gzip.compress(record(kind, block)) for block in blocks for kind in kinds)
    wanted = fastwarc.WarcRecordType.response
    theirs = [one.reader.read() for one in fastwarc.ArchiveIterator(io.BytesIO(archive), record_types=wanted)]
    assert [page.content for page in read(archive)] == theirs
    assert len(theirs) == 20


@pytest.mark.parametrize("pack", [gzip.compress, brotli.compress, zlib.compress])
def test_a_bomb_is_one_failure_among_pages(pack):
    """What unpacks beyond the limit is named; the next record is read."""
    coding = {gzip.compress: "gzip", brotli.compress: "br", zlib.compress: "deflate"}[pack]
    bomb = record("response", answer(pack(b"x" * 5_000_000), Content_Encoding=coding))
    lost, page = read(bomb + record("response", answer()), max_page_bytes=100_000)
    assert "larger than" in lost.reason
    assert lost.name == "https://post.example/bridge"
    assert page.content == MARKUP


@pytest.mark.parametrize("body", [b"\x1f\x8bnot gzip at all", gzip.compress(MARKUP, mtime=0)[:-15]])
def test_a_damaged_body_is_one_failure_among_pages(body):
    """It says so; the record itself was whole, so the others are read."""
    lost, page = read(record("response", answer(body, Content_Encoding="gzip")) + record("response", answer()))
    assert isinstance(lost, Unreadable)
    assert page.content == MARKUP


def test_a_record_too_large_is_passed_without_being_held():
    """And named."""
    lost, page = read(record("response", answer(b"x" * 500_000)) + record("response", answer()), max_page_bytes=1000)
    assert "larger than" in lost.reason
    assert page.content == MARKUP


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("cut", [1, 5, 9, 20, 100, 150])
def test_a_truncated_archive_is_noticed(packed, cut):
    """Whole records are read; then one error names the byte at which it ends."""
    one = record("response", answer())
    part = gzip.compress(one) if packed else one.removesuffix(b"\r\n\r\n")
    gap = b"" if packed else b"\r\n\r\n"
    archive = gap.join([part] * 3)[:-cut]
    *found, lost = read(archive)
    assert [page.content for page in found] in ([MARKUP] * 2, [MARKUP] * 3)
    assert "ends early" in lost.reason
    assert f"at byte {len(archive):,}" in lost.reason
    # All of the last record's words may be there, but the sum that would prove them is not.
    assert f"near byte {2 * len(part + gap):,};" in lost.reason or len(found) == 3


@pytest.mark.parametrize("left", [0, 2])
def test_the_blank_lines_behind_the_last_record_may_be_missing(left):
    """Nothing of a page is lost with them."""
    one = record("response", answer()).removesuffix(b"\r\n\r\n")
    assert [page.content for page in read(one + b"\r\n"[:left])] == [MARKUP]


def test_a_damaged_archive_is_noticed():
    """A changed byte in the middle of a packed record."""
    parts = [gzip.compress(record("response", answer())) for _ in range(3)]
    broken = bytearray(parts[1])
    broken[len(broken) // 2] ^= 0xFF
    found, lost = read(parts[0] + bytes(broken) + parts[2])
    assert found.content == MARKUP
    assert "damaged" in lost.reason
    assert "1 whole record" in lost.reason


def test_rubbish_between_records_is_noticed():
    """It says where no record begins."""
    one = record("response", answer())
    page, lost = read(one + b"rubbish\r\n" + one)
    assert page.content == MARKUP
    assert f"no WARC record where one should begin at byte {len(one)}" in lost.reason


def test_an_archive_in_a_file_or_folder_or_at_an_address(tmp_path, site):
    """By its content in a file, by its name in a folder; a packed one in one piece is one, too."""
    archive = record("response", answer())
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(archive))
    (tmp_path / "b.warc").write_bytes(b"no archive")
    page, lost = pages([tmp_path])
    assert page.content == MARKUP
    assert "no WARC record" in lost.reason
    strange = tmp_path / "strange.bin"
    strange.write_bytes(archive)
    assert [page.content for page in pages([strange])] == [MARKUP]
    url = site.put("/a.warc.gz", gzip.compress(archive), kind="application/warc")
    assert [page.content for page in pages([url])] == [MARKUP]


def test_memory_is_bounded(tmp_path):
    """A hundred times the page that may be held is read without holding it."""
    import tracemalloc

    path = tmp_path / "big.warc.gz"
    with path.open("wb") as file:
        for _ in range(40):
            file.write(gzip.compress(record("resource", b"x" * 4_000_000), 1))
            file.write(gzip.compress(record("response", answer())))
    tracemalloc.start()
    count = sum(isinstance(page, Page) for page in pages([path], config=Reading(max_page_bytes=100_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 40
    assert peak < 8_000_000


def test_a_stream_that_unpacks_without_end_is_let_go(monkeypatch):
    """A gigabyte of nothing in a megabyte is no archive."""
    monkeypatch.setattr("retold.intake.unpacking._GROWN_FREELY", 1_000_000)
    bomb = gzip.compress(record("resource", b"\x00" * 30_000_000))
    (lost,) = read(bomb)
    assert "300 times its size" in lost.reason


def test_what_stands_beside_a_size_is_left_out():
    """Chunk extensions (RFC 9112, section 7.1.1), and what comes behind the last chunk."""
    assert unchunked(b"3;a=b\r\nabc\r\n1 ;c\r\nd\r\n0\r\nTrailer: x\r\n\r\n") == b"abcd"


@given(st.binary(max_size=300), st.integers(1, 50))
def test_chunks_come_apart_as_they_were_made(body, size):
    """For any body and any size of chunk."""
    assert unchunked(chunked(body, size)) == body


@given(st.binary(max_size=2000), st.lists(st.integers(1, 400), max_size=8), st.booleans())
def test_a_stream_reads_as_its_bytes(content, sizes, packed):
    """Whatever the sizes asked for, lines or bytes, packed in one or more members or not."""
    half = len(content) // 2
    stored = gzip.compress(content[:half]) + gzip.compress(content[half:]) if packed else content
    if content[:2] == b"\x1f\x8b" and not packed:
        return
    stream, plain = Stream(io.BytesIO(stored)), io.BytesIO(content)
    for number, size in enumerate(sizes):
        if number % 3 == 2:
            assert stream.skip(size) == len(plain.read(size))
        else:
            ours, theirs = (stream.read, plain.read) if number % 3 else (stream.line, plain.readline)
            assert ours(size) == theirs(size)
    assert stream.read(len(content) + 1) == plain.read()
    assert stream.place == len(stored)


@settings(max_examples=150, deadline=2000)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=6), st.booleans(), st.integers(0, 400))
def test_mutated_archives_never_crash(changes, packed, cut):
    """What is read are pages, and at most the last is an error of the whole."""
    one = record(
        "response", answer(chunked(gzip.compress(MARKUP)), Content_Encoding="gzip", Transfer_Encoding="chunked")
    )
    archive = bytearray((gzip.compress(one) if packed else one) * 4)
    for place, value in changes:
        archive[place % len(archive)] = value
    found = read(bytes(archive[: len(archive) - cut]))
    assert all(isinstance(page, Page | Unreadable) for page in found)
    assert found
