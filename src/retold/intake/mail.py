"""A page that a browser saved as MHTML (RFC 2557), or a mailed one, becomes the page inside it.

Of the parts only the page itself is taken: HTML before plain text. Pictures and attachments are left alone.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from retold.errors import Unreadable
from retold.types import Page


def from_mail(page: Page) -> Page:
    """The page in `page.content`; raises `Unreadable` if there is none."""
    try:
        mail = message_from_bytes(page.content.lstrip())
        part = _part(mail)
        content = part.get_payload(decode=True) if part is not None else None
    except (MessageError, ValueError, LookupError, RecursionError, AssertionError) as error:
        raise Unreadable(page.input, f"it looks like a saved page or mail, but is broken ({error})") from error
    if part is None or not isinstance(content, bytes) or not content.strip():
        raise Unreadable(page.input, "it is a mail or saved page without HTML or text; save the page as HTML")
    place = _header(mail, "Snapshot-Content-Location") or _header(part, "Content-Location")
    charset = part.get_param("charset")
    return replace(
        page,
        content=content,
        url=page.url or (place if place.lower().startswith(("http://", "https://")) else None),
        # When it was saved or sent: it can't have been written later.
        fetched_at=_sent(mail) or page.fetched_at,
        content_type=part.get_content_type() + (f"; charset={charset}" if isinstance(charset, str) else ""),
        title=_header(mail, "Subject") or None,
    )


def _part(mail: Message) -> Message | None:
    """The page: the part at the address of the whole, else the first HTML, else the first text."""
    parts = [part for part in mail.walk() if not part.is_multipart()]
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    place = _header(mail, "Snapshot-Content-Location")
    named = [part for part in pages if place and _header(part, "Content-Location") == place]
    texts = [part for part in parts if part.get_content_type() == "text/plain"]
    return next(iter([*named, *pages, *texts]), None)


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))
    with suppress(ValueError, LookupError, MessageError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def _sent(mail: Message) -> datetime | None:
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        moment = parsedate_to_datetime(str(mail.get("Date", "")))
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None
