"""What comes back: a message as it arrived at the bounce address, read as what it means for a subscription.

Bounces (RFC 3464, and the plain ones of qmail and older Exim), complaints (RFC 5965) and the mails by which readers
unsubscribe; answering machines (RFC 3834) and receipts mean nothing. Whose mail it was is told by the address that it
came back to, since that was of our making, and only else by what the bounce says. Whatever the bytes, nothing is
raised; what can't be read means nothing.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import Literal

from retold.mail.compose import line, named
from retold.mail.deciding import severity

BounceKind = Literal["hard", "soft", "blocked", "complaint", "unsubscribe", "none"]
"""For good; for now; for what we are or say; marked as spam by its reader; the reader's wish; nothing to act on."""

MOST_BYTES = 2_000_000
"""More is not read: a bounce with the whole of our mail in it has 300,000."""
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_CODE = re.compile(r"(?<![\d.])([45])\d\d(?![\d.]?\d)")
_UNSUBSCRIBE = re.compile(r"unsubscribe( [0-9a-f.]+)?")
_ADDRESS = re.compile(r"[^\s<>;\"']+@[^\s<>;\"',]+")
_LONGEST = 300
"""Characters that are kept of a reason."""
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What Python's parser of mail raises where it trips over what is no mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What came back."""

    kind: BounceKind
    #: `Edition.id` and `Subscriber.id` that it is about, as it says; "" if that can't be told.
    edition: str = ""
    subscriber: str = ""
    #: Whom it could not be delivered to, as the bounce says.
    recipient: str = ""
    #: Of the mail that came back.
    message_id: str = ""
    #: RFC 3463; "" if it gives none.
    status: str = ""
    #: What it says, on one line; or why it is none.
    why: str


def read(content: bytes, *, recipient: str = "") -> Bounce:
    """What a message means. `recipient`: the address it was delivered to, if the mail server tells; see `Bounce`."""
    try:
        return _read(message_from_bytes(content[:MOST_BYTES]), recipient)
    except _BROKEN as error:
        return Bounce(
            kind="none", why=f"can't be read as a mail: {line(str(error)) or type(error).__name__}"[:_LONGEST]
        )


def _read(message: Message, recipient: str) -> Bounce:
    returned = _returned(message)
    message_id = _message_id(message, returned)
    known = _whose(message, returned, recipient, message_id)
    edition, subscriber = known or ("", "")
    kind, to, status, why = _meaning(message, known is not None)
    return Bounce(
        kind=kind,
        edition=edition,
        subscriber=subscriber,
        recipient=to or _address(_header(returned, "To") if returned is not None else ""),
        message_id=message_id,
        status=status,
        why=line(why)[:_LONGEST],
    )


_Meaning = tuple[BounceKind, str, str, str]
"""Kind, recipient, status, reason."""


def _meaning(message: Message, ours: bool) -> _Meaning:
    report = str(message.get_param("report-type") or "").lower()
    parts = {part.get_content_type(): part for part in message.walk()}
    if "message/feedback-report" in parts:
        return _complaint(parts["message/feedback-report"])
    if "message/delivery-status" in parts or "message/global-delivery-status" in parts:
        return _delivery(parts.get("message/delivery-status") or parts["message/global-delivery-status"])
    if report == "disposition-notification":
        return "none", "", "", "a receipt"
    return _plain_bounce(message) or _answer(message, ours)


# --- reports


def _delivery(part: Message) -> _Meaning:
    """RFC 3464. A mail of ours has one recipient; of several, one that failed counts."""
    found: list[_Meaning] = []
    for fields in _blocks(part):
        if not (_header(fields, "Action") or _header(fields, "Status")):
            continue
        found.append(_recipient_fields(fields))
    failed = [meaning for meaning in found if meaning[0] != "none"]
    return (failed or found or [("none", "", "", "a report of no delivery")])[0]


def _recipient_fields(fields: Message) -> _Meaning:
    to = _address(_header(fields, "Final-Recipient") or _header(fields, "Original-Recipient"))
    said = _header(fields, "Diagnostic-Code")
    status = _status(_header(fields, "Status"))
    if status[1:] == ".0.0" or not status:
        status = _status(said) or status
    action = _header(fields, "Action").lower().strip()
    if action and not action.startswith("failed"):
        return "none", to, status, f"{action}: {said}"
    return severity(status, said), to, status, f"{status} {said}"


def _complaint(part: Message) -> _Meaning:
    """RFC 5965."""
    (fields, *_) = [*_blocks(part), Message()]
    kind = _header(fields, "Feedback-Type").lower().strip()
    to = _address(_header(fields, "Original-Rcpt-To"))
    if kind in ("not-spam", "auth-failure", "dmarc"):
        return "none", to, "", f"a report of {kind}"
    return "complaint", to, "", f"reported as {kind or 'abuse'} by {_header(fields, 'User-Agent') or 'its reader'}"


def _blocks(part: Message) -> Iterator[Message]:
    """The fields of a report: Python's parser takes them apart, but not if they were encoded."""
    payload = part.get_payload()
    encoding = _header(part, "Content-Transfer-Encoding").lower().strip()
    blocks = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    if blocks and encoding not in ("base64", "quoted-printable"):
        yield from blocks
        return
    whole = Message()
    whole["Content-Transfer-Encoding"] = encoding
    whole.set_payload("\n".join(str(block.get_payload()) for block in blocks) if blocks else str(payload))
    for block in re.split(r"\r?\n\s*\r?\n", _text(whole)):
        yield message_from_bytes(block.lstrip().encode("utf8", "replace"))


# --- bounces without a report


def _plain_bounce(message: Message) -> _Meaning | None:
    """qmail (QSBMF), Exim, and whatever a server's own program writes from <> or MAILER-DAEMON."""
    failed = _header(message, "X-Failed-Recipients")
    sender = f"{_header(message, 'From')} {_header(message, 'Return-Path')}".lower()
    if not failed and "<>" not in sender and "mailer-daemon@" not in sender and "postmaster@" not in sender:
        return None
    text = _first_text(message)
    said = text.split("--- Below this line is a copy of the message.")[0]
    status = _status(said)
    phrase = severity("", said)
    found = _CODE.search(said)
    if not (failed or status.startswith("5") or found or phrase == "hard" or said.startswith("Hi. This is the")):
        return None
    if status.startswith("4") or (not status and found is not None and found[1] == "4"):
        phrase = "soft"
    kind = severity(status, said) if status else phrase
    return kind, _address(failed or said), status, _reason(said)


def _reason(said: str) -> str:
    """The line that tells most: the one with a code or a status, else the last."""
    rows = [row for row in said.splitlines() if row.strip()]
    telling = [row for row in rows if _STATUS.search(row) or _CODE.search(row)]
    return (telling or rows[-1:] or [""])[0]


# --- what people and machines answer


def _answer(message: Message, ours: bool) -> _Meaning:
    automatic = _header(message, "Auto-Submitted").lower().strip() or "no"
    other = _header(message, "X-Autoreply") or _header(message, "X-Autorespond")
    quiet = _header(message, "Precedence").lower().strip() in ("auto_reply", "bulk", "junk", "list")
    # RFC 3834, 5: anything but "no" was sent by no person.
    if automatic != "no" or other or quiet:
        return "none", "", "", "an automatic answer"
    if ours and _UNSUBSCRIBE.fullmatch(_header(message, "Subject").strip().lower()):
        return "unsubscribe", _address(_header(message, "From")), "", "asked for by mail"
    return "none", "", "", "neither a bounce nor a complaint"


# --- whose mail it was


def _whose(message: Message, returned: Message | None, recipient: str, message_id: str) -> tuple[str, str] | None:
    told = [recipient, *(value for name in _TO for value in _headers(message, name)), message_id]
    if returned is not None:
        told += [_header(returned, "Return-Path"), _header(returned, "List-Unsubscribe")]
    told += [_header(message, name) for name in ("In-Reply-To", "References", "Subject")]
    return next((found for one in told if (found := named(one)) is not None), None)


def _returned(message: Message) -> Message | None:
    """The headers of the mail that came back."""
    for part in message.walk():
        if part is message:
            continue
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind in ("message/rfc822", "message/global") and isinstance(payload, list) and payload:
            return payload[0] if isinstance(payload[0], Message) else None
        if kind in ("text/rfc822-headers", "message/global-headers"):
            return message_from_bytes(_text(part).encode("utf8", "replace"))
    return None


def _message_id(message: Message, returned: Message | None) -> str:
    if returned is not None and _header(returned, "Message-ID"):
        return line(_header(returned, "Message-ID"))
    found = re.search(r"(?im)^Message-ID:\s*(<[^<>\s]+>)", _first_text(message))
    return found[1] if found else ""


# --- pieces


def _header(message: Message, name: str) -> str:
    return next(_headers(message, name), "")


def _headers(message: Message, name: str) -> Iterator[str]:
    for value in message.get_all(name) or ():
        text = str(value)
        if "=?" in text:
            with suppress(*_BROKEN):
                text = str(make_header(decode_header(text)))
        yield text


def _first_text(message: Message) -> str:
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_multipart():
            return _text(part)
    return ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(part.get_payload() or "").encode("utf8", "replace")
    return content.decode("utf8", "replace")


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[1] if found else ""


def _address(text: str) -> str:
    found = _ADDRESS.search(text.partition(";")[2] or text)
    return line(found[0]) if found else ""
