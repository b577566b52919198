"""An HTTP answer as a web archive holds it becomes its headers and its body, without chunks and compression.

What is unpacked is bounded. Archives often keep the headers of a compressed answer beside a body that is not: a body
that begins as markup is taken as it is. Talks to no server.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retold.intake.decoding import too_large

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


class Unusable(Exception):
    """There is no page in this answer; `passed_over` if none was to be expected."""

    def __init__(self, why: str, *, passed_over: bool) -> None:
        self.why = why
        self.passed_over = passed_over
        super().__init__(why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful answer."""

    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes


def parse_answer(block: bytes, *, limit: int, wanted: Callable[[str], object]) -> Answer:
    """The answer in a response record's block, if it succeeded and `wanted` likes its type. Raises `Unusable`."""
    status = _STATUS.match(block)
    if status is None:
        raise Unusable("answer without a status line", passed_over=True)
    if status[1] not in (b"200", b"203"):
        raise Unusable(f"answer with status {status[1].decode()}", passed_over=True)
    ends = [(at, len(gap)) for gap in (b"\r\n\r\n", b"\n\n") if (at := block.find(gap)) >= 0]
    if not ends:
        raise Unusable("answer without a body", passed_over=True)
    end, gap = min(ends)
    headers = _headers(block[:end])
    content_type = headers.get("content-type", "text/html")
    if not wanted(content_type):
        raise Unusable(content_type.split(";")[0].strip().lower()[:60] or "answer of no type", passed_over=True)
    body = block[end + gap :]
    if headers.get("transfer-encoding", "").lower().strip() == "chunked":
        body = unchunked(body)
    body = without_compression(body, headers.get("content-encoding", ""), limit=limit)
    if not body.strip():
        raise Unusable("empty answer", passed_over=True)
    return Answer(headers=headers, body=body)


def _headers(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in head.split(b"\n")[1:]:
        name, _, value = line.decode("latin-1").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return headers


def unchunked(body: bytes) -> bytes:
    """The body without its chunks' sizes; as it is if it isn't chunked (archives undo it and keep the header)."""
    pieces: list[bytes] = []
    at = 0
    while (size := _CHUNK.match(body, at)) is not None:
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        pieces.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if at >= len(body):
            return b"".join(pieces)
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    # Behind chunks that were good, what is left is damaged: what was had is given.
    return b"".join(pieces) if pieces else body


def without_compression(body: bytes, codings: str, *, limit: int, beyond: str | None = None) -> bytes:
    """The body without the compressions of a Content-Encoding; raises `Unusable` (`beyond`) above `limit` bytes."""
    for coding in reversed(re.split(r"[\s,]+", codings.lower().strip())):
        body = _decoded(body, coding, limit)
        if len(body) > limit:
            raise Unusable(beyond or too_large(limit), passed_over=False)
    return body


def _decoded(body: bytes, coding: str, limit: int) -> bytes:
    if coding in ("", "identity", "utf-8", "none") or body.lstrip()[:1] == b"<":
        return body
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, 31, limit)
    if coding == "deflate":
        # Some servers send it without zlib's wrapper: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2
        wrapped = len(body) > 1 and body[0] & 15 == 8 and (body[0] * 256 + body[1]) % 31 == 0
        return _inflated(body, 15 if wrapped else -15, limit)
    if coding == "br":
        return _unbrotlied(body, limit)
    raise Unusable(f"its compression ({coding[:20]}) is not known; save the page from a browser", passed_over=False)


def _inflated(body: bytes, wbits: int, limit: int) -> bytes:
    stream = zlib.decompressobj(wbits=wbits)
    try:
        text = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise Unusable(f"its compression is broken ({error}); get it again", passed_over=False) from error
    if len(text) <= limit and not stream.eof:
        raise Unusable("its compressed body ends early; get it again", passed_over=False)
    return text


def _unbrotlied(body: bytes, limit: int) -> bytes:
    try:
        import brotli
    except ImportError as error:  # pragma: no cover - fastwarc brings it
        raise Unusable("it is compressed with brotli; install the package brotli", passed_over=False) from error
    stream = brotli.Decompressor()
    try:
        text: bytes = stream.process(body, output_buffer_limit=limit + 1)
    except brotli.error as error:
        raise Unusable(f"its compression is broken ({error}); get it again", passed_over=False) from error
    if len(text) <= limit and not stream.is_finished():
        raise Unusable("its compressed body ends early; get it again", passed_over=False)
    return text
