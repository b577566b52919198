"""The made-up archive written down: WARC, WET, JSON lines and Parquet, page by page in bounded memory.

Each writer says which record a page became and how a page with something the matter appears in its form. A WARC file
may end in the middle of its last member.
"""

import json
import zlib
from datetime import datetime
from hashlib import md5
from pathlib import Path
from typing import Any, Protocol

from bench.made_archive_pages import MadePage

SUFFIXES = {"warc": "warc.gz", "wet": "warc.wet.gz", "jsonl": "jsonl.gz", "parquet": "parquet"}
_LEVEL = 4
_ROWS = 1_000
_LINES = 64


class Writer(Protocol):
    """Takes pages of one file."""

    def write(self, page: MadePage, *, broken: bool = False) -> None:
        """Write the next record; `broken`: the file ends within it."""

    def close(self) -> None:
        """End the file."""


def why_in(form: str, why: str) -> str:
    """What is the matter with a page in this form: some things can't be in all of them."""
    if form == "jsonl" and why in ("not html", "status"):
        return "not json"
    if form in ("wet", "parquet") and why in ("not html", "status"):
        return "no content"
    return why


def opened(form: str, path: Path, *, plain: bool) -> Writer:
    """A writer of this form."""
    if form == "parquet":
        return _Parquet(path, plain=plain)
    if form == "jsonl":
        return _Lines(path, plain=plain)
    return _Archive(path, wet=form == "wet")


class _Archive:
    """WARC/1.0 (ISO 28500), a gzip member a record."""

    def __init__(self, path: Path, *, wet: bool) -> None:
        self._file = path.open("wb")
        self._wet = wet
        fields = b"software: bench.made_archive\r\nformat: WARC File Format 1.0\r\n"
        self._file.write(_packed(_record("warcinfo", path.name, "", "application/warc-fields", fields)))

    def write(self, page: MadePage, *, broken: bool = False) -> None:
        if self._wet:
            block = b"" if page.why == "no content" else page.flattened().encode()
            member = _record("conversion", page.url, _instant(page.fetched_at), "text/plain", block)
        else:
            kind = "application/http; msgtype=response"
            member = _record("response", page.url, _instant(page.fetched_at), kind, _answer(page))
        packed = _packed(member)
        self._file.write(packed[: len(packed) // 2] if broken else packed)

    def close(self) -> None:
        self._file.close()


def _packed(record: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return packer.compress(record) + packer.flush()


def _record(kind: str, target: str, date: str, content_type: str, block: bytes) -> bytes:
    name = md5(f"{kind} {target} {date}".encode(), usedforsecurity=False).hexdigest()
    named = f"WARC-Filename: {target}" if kind == "warcinfo" else f"WARC-Target-URI: {target}"
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{named}\r\nWARC-Date: {date or '2025-03-01T00:00:00Z'}\r\n"
        f"WARC-Record-ID: <urn:uuid:{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def _answer(page: MadePage) -> bytes:
    """The answer of the site: status, headers and body."""
    status, content_type = "200 OK", f"text/html; charset={page.charset}"
    if page.why == "not html":
        is_paper = page.title < "M"
        content_type = "application/pdf" if is_paper else "image/png"
        body = (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" if is_paper else b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") + bytes(range(256))
    elif page.why == "no content":
        body = b""
    else:
        status = "404 Not Found" if page.why == "status" else status
        body = page.html().encode(page.charset, "xmlcharrefreplace")
    head = (
        f"HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: {content_type}\r\n"
        f"Last-Modified: {page.published.strftime('%a, %d %b %Y %H:%M:%S GMT')}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class _Lines:
    """JSON lines, with gzip."""

    def __init__(self, path: Path, *, plain: bool) -> None:
        self._file = path.open("wb")
        self._plain = plain
        self._packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        self._waiting: list[str] = []

    def write(self, page: MadePage, *, broken: bool = False) -> None:
        if page.why == "not json":
            line = f'{{"url": "{page.url}", "html": "<p>{page.title}'
        else:
            said = {"url": page.url, "fetched_at": _instant(page.fetched_at)}
            if page.why != "no content":
                said |= _told(page) if self._plain else {"html": page.html()}
            line = json.dumps(said, ensure_ascii=False)
        self._waiting.append(line)
        if len(self._waiting) >= _LINES:
            self._flush()

    def _flush(self) -> None:
        self._file.write(self._packer.compress(("\n".join(self._waiting) + "\n").encode()))
        self._waiting.clear()

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._file.write(self._packer.flush())
        self._file.close()


def _told(page: MadePage) -> dict[str, str]:
    """What a collection of texts says of a page."""
    return {
        "title": page.title, "text": page.plain(), "published": page.published.isoformat(),
        "outlet": page.outlet.name, "language": page.outlet.language,
    }  # fmt: skip


class _Parquet:
    """Columns url, html (or text, and what is said beside it), fetched_at; a row group every thousand rows."""

    def __init__(self, path: Path, *, plain: bool) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._plain = plain
        texts = ("title", "text", "published", "outlet", "language") if plain else ("html",)
        columns = [(name, pa.string()) for name in ("url", *texts)]
        self._schema = pa.schema([*columns, ("fetched_at", pa.timestamp("us", tz="UTC"))])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def write(self, page: MadePage, *, broken: bool = False) -> None:
        row: dict[str, Any] = {"url": page.url, "fetched_at": page.fetched_at}
        if page.why != "no content":
            row |= _told(page) if self._plain else {"html": page.html()}
        self._rows.append(row)
        if len(self._rows) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()
