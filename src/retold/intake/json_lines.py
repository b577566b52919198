"""JSON lines become pages: an object a line, with "html" or "text", and "url", "fetched_at" ... beside it.

Read line by line in bounded memory. A line that is no such object yields an error that names it, and the others go on.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from retold.config import DEFAULT, Reading
from retold.errors import InputError, Unreadable
from retold.intake.decoding import too_large
from retold.intake.unpacking import Broken, Stream
from retold.types import DateHint, Page


def read_lines(stream: Stream, *, name: str, config: Reading = DEFAULT.reading) -> Iterator[Page | InputError]:
    """A page, or what is wrong, for each line that isn't blank.

    An object has `html` or `text`; of `url`, `fetched_at` (ISO 8601; UTC if it names no zone), `content_type`, `title`,
    `outlet`, `language`, `published` and `modified` what is known. Others are left alone.
    """
    # A character of a page takes up to six bytes in JSON ("\\u00e9").
    limit = config.max_page_bytes * 2
    number = found = 0
    try:
        while line := stream.line(limit):
            number += 1
            whole = line.endswith(b"\n") or len(line) < limit
            while not line.endswith(b"\n") and (rest := stream.line(1_000_000)):
                line = rest
            if line.strip():
                found += 1
                here = f"{name}:{number}"
                yield _page(line, here, config) if whole else Unreadable(here, too_large(config.max_page_bytes))
    except Broken as error:
        yield Unreadable(name, f"{error.why} at byte {error.at:,}, behind line {number:,}; get it again")
        return
    if not found:
        yield Unreadable(name, "it is empty; write an object with html or text on each line")


def _page(line: bytes, name: str, config: Reading) -> Page | InputError:
    try:
        said = json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return Unreadable(name, f"the line is no JSON ({error}); write an object with html or text on each line")
    if not isinstance(said, dict):
        return Unreadable(name, "the line is no object; write one with html or text, and url, fetched_at if known")
    return page_of(said, name, config)


def page_of(said: Mapping[str, Any], name: str, config: Reading) -> Page | InputError:
    """The page that is told of by these fields, or what is wrong with it."""
    kind = "html" if _text(said, "html") is not None else "text"
    content = _text(said, kind)
    if content is None:
        return Unreadable(name, 'it has neither "html" nor "text"; give one of them')
    encoded = content.encode("utf8", "replace")
    if len(encoded) > config.max_page_bytes:
        return Unreadable(name, too_large(config.max_page_bytes))
    return Page(
        input=_text(said, "url") or name,
        content=encoded,
        url=_text(said, "url"),
        fetched_at=_instant(_text(said, "fetched_at") or ""),
        content_type=f"text/{'html' if kind == 'html' else 'plain'}; charset=utf-8",
        dates=tuple(
            DateHint(source="feed", text=text[:80], label=label)
            for label in ("published", "modified")
            if (text := _text(said, label)) is not None
        ),
        title=_text(said, "title"),
        outlet=_text(said, "outlet"),
        language=_text(said, "language"),
    )


def _text(said: Mapping[str, Any], field: str) -> str | None:
    value = said.get(field)
    return value if isinstance(value, str) and value.strip() else None


def _instant(text: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None
