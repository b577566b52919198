"""Web archives - WARC and WET, also with gzip - become pages, record by record in bounded memory.

Pages are the successful answers that hold HTML or text, and the texts of conversion records (ISO 28500); what else is
in an archive is counted and passed over. One that ends early or is damaged gives its whole records and then one error
that says where it breaks. Follows no revisit to another file.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from retold.config import DEFAULT, Reading
from retold.errors import InputError, Unreadable
from retold.intake.answers import Unusable, parse_answer
from retold.intake.decoding import too_large
from retold.intake.unpacking import Broken, Stream
from retold.types import DateHint, Page

_LONGEST_LINE = 65_536
_MOST_LINES = 500
_TEXT = re.compile(r"\s*(?:text/(?:html|plain)|application/xhtml\+xml)\b", re.I)
_HEADERS_ALLOWANCE = 262_144


def read_archive(
    stream: Stream, *, name: str, config: Reading = DEFAULT.reading, passed_over: Counter[str] | None = None
) -> Iterator[Page | InputError]:
    """The pages of an archive. `passed_over` counts what was no page, by what it was."""
    counts: Counter[str] = Counter() if passed_over is None else passed_over
    records = found = begun = 0
    try:
        while True:
            begun = stream.place
            begun, line = _first_line(stream)
            if not line:
                break
            page = _record(stream, _fields(stream, line, begun), f"record {records + 1} of {name}", config, counts)
            records += 1
            if page is not None:
                found += 1
                yield page
    except Broken as error:
        yield Unreadable(name, _breaks(error, begun, records, found))
        return
    if not found:
        seen = ", ".join(f"{count:,} {what}" for what, count in counts.most_common(8))
        yield Unreadable(
            name, f"the archive holds no pages{f' ({seen})' if seen else ''}; check that it is the right one"
        )


def _breaks(error: Broken, begun: int, records: int, found: int) -> str:
    whole = f"{records:,} whole {'record' if records == 1 else 'records'} ({found:,} pages) before it were read"
    return f"{error.why} at byte {error.at:,}, in the record that begins near byte {begun:,}; {whole}; get it again"


def _first_line(stream: Stream) -> tuple[int, bytes]:
    """Where the next record begins, behind blank lines, and its first line; none at the end."""
    line = b"\n"
    place = stream.place
    while line in (b"\n", b"\r\n"):
        place = stream.place
        line = stream.line(_LONGEST_LINE)
    return place, line


def _fields(stream: Stream, line: bytes, begun: int) -> dict[str, str]:
    """The header of the record that begins with `line`."""
    if not line.startswith(b"WARC/"):
        raise Broken(begun, "there is no WARC record where one should begin")
    fields: dict[str, str] = {}
    last = ""
    for _ in range(_MOST_LINES):
        line = stream.line(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise Broken(stream.place, "the archive ends early" if len(line) < _LONGEST_LINE else "a header has no end")
        text = line.decode("utf8", "replace").rstrip("\r\n")
        if not text:
            return fields
        if text[0] in " \t" and last:
            fields[last] += " " + text.strip()
            continue
        key, _, value = text.partition(":")
        last = key.strip().lower()
        fields[last] = value.strip()
    raise Broken(stream.place, "a header has no end")


def _record(
    stream: Stream, fields: Mapping[str, str], name: str, config: Reading, counts: Counter[str]
) -> Page | InputError | None:
    """The page of the record whose header was read; None if it holds none."""
    kind = fields.get("warc-type", "").lower()
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise Broken(stream.place, f"a record has no usable Content-Length ({length[:40]!r})")
    size = int(length)
    url = fields.get("warc-target-uri", "").strip("<>") or None
    wanted = kind == "conversion" or (
        kind == "response" and fields.get("content-type", "application/http").lower().startswith("application/http")
    )
    if not wanted or size > config.max_page_bytes + _HEADERS_ALLOWANCE:
        if stream.skip(size) < size:
            raise Broken(stream.place, "the archive ends early")
        if wanted and _TEXT.match(fields.get("warc-identified-payload-type", "text/html")):
            return Unreadable(url or name, too_large(config.max_page_bytes))
        counts[kind or "record without type"] += 1
        return None
    block = stream.read(size)
    if len(block) < size:
        raise Broken(stream.place, "the archive ends early")
    if kind == "conversion":
        return _conversion(block, fields, url, name, counts)
    return _response(block, fields, url, name, config, counts)


def _conversion(
    block: bytes, fields: Mapping[str, str], url: str | None, name: str, counts: Counter[str]
) -> Page | None:
    content_type = fields.get("content-type", "text/plain")
    if not _TEXT.match(content_type) or not block.strip():
        counts[f"conversion to {content_type}"[:80] if block.strip() else "empty text"] += 1
        return None
    return Page(
        input=url or name,
        content=block,
        url=_web(url),
        fetched_at=_instant(fields.get("warc-date", "")),
        content_type=content_type if "charset" in content_type.lower() else f"{content_type}; charset=utf-8",
    )


def _response(
    block: bytes, fields: Mapping[str, str], url: str | None, name: str, config: Reading, counts: Counter[str]
) -> Page | InputError | None:
    try:
        answer = parse_answer(block, limit=config.max_page_bytes, wanted=_TEXT.match)
    except Unusable as error:
        if error.passed_over:
            counts[error.why] += 1
            return None
        return Unreadable(url or name, error.why)
    modified = answer.headers.get("last-modified")
    return Page(
        input=url or name,
        content=answer.body,
        url=_web(url),
        fetched_at=_instant(fields.get("warc-date", "")),
        content_type=answer.headers.get("content-type"),
        dates=(DateHint(source="http", text=modified[:80], label="Last-Modified"),) if modified else (),
    )


def _web(url: str | None) -> str | None:
    return url if url is not None and url.lower().startswith(("http://", "https://")) else None


def _instant(text: str) -> datetime | None:
    """A WARC-Date: UTC, with or without fractions of a second; None if it is none."""
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None
