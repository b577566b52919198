"""A message as it goes out: text and HTML to bytes, with the headers that mail programs and servers look at.

Values in, values out: the same letter to the same reader gives the same bytes, so that a second try is the same
message. What is said is given; nothing a title or a name holds can become a header.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from hashlib import sha256

import idna

from retold.config import Mailing
from retold.display.letters import Letter
from retold.errors import MailError

_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_TOKEN = re.compile(r"([0-9a-f]{16})\.([0-9a-f]{16})")
_LONGEST_LOCAL, _LONGEST_ADDRESS = 64, 254
"""Bytes: RFC 5321, 4.5.3.1."""
_LONGEST_WORD, _LONGEST_NAME = 60, 200
"""Characters of a word that needs no folding, and of a sender's name."""
_LONGEST_LINE = 900
"""Characters of a line that is sent as it is: RFC 5322 allows 998."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message with its envelope."""

    #: Of the envelope: where a bounce goes, and where the message goes.
    sender: str
    recipient: str
    #: With CRLF.
    content: bytes
    message_id: str

    @property
    def international(self) -> bool:
        """True if the server must know SMTPUTF8 (RFC 6531)."""
        return not (self.sender.isascii() and self.recipient.isascii())


def pack_up(
    letter: Letter,
    mailing: Mailing,
    *,
    to: str,
    message_id: str,
    date: datetime,
    bulk: bool = True,
    unsubscribe: str = "",
) -> Parcel:
    """The letter ready to be handed over; see `compose`. Raises `MailError`."""
    recipient = address(to)
    message = compose(
        letter, mailing, to=recipient, message_id=message_id, date=date, bulk=bulk, unsubscribe=unsubscribe
    )
    content = bytes(message)
    if len(content) > mailing.most_bytes:
        raise MailError(
            f"mail to {recipient}: {len(content):,} bytes, more than the {mailing.most_bytes:,} of mailing.most_bytes; "
            "choose a shorter edition for this reader"
        )
    return Parcel(
        sender=envelope_sender(message_id, mailing), recipient=recipient, content=content, message_id=message_id
    )


def compose(
    letter: Letter,
    mailing: Mailing,
    *,
    to: str,
    message_id: str,
    date: datetime,
    bulk: bool = True,
    unsubscribe: str = "",
) -> EmailMessage:
    """The message. `bulk`: one of a subscription, which one click at `unsubscribe` (https) ends; and no letter that
    somebody just asked for.

    Raises `MailError` for an address that is none.
    """
    sender = mailed_from(mailing)
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(mailing.sender_name, sender)
    message["To"] = address(to)
    message["Subject"] = _words(letter.subject, "Subject")
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if mailing.reply_to:
        message["Reply-To"] = address(mailing.reply_to)
    # RFC 3834: so that no auto-responder answers; Precedence is for those that know only that.
    message["Auto-Submitted"] = "auto-generated"
    if bulk:
        for name, value in _list_headers(unsubscribe, mailing, message_id):
            message[name] = value
    message["Content-Language"] = _language(letter.language)
    _fill(message, letter)
    # Of the generator's own choice it would be another each time. No encoded part can hold "=_".
    message.set_boundary(f"=_{sha256(message_id.encode()).hexdigest()[:32]}")
    return message


def message_id(edition: str, subscriber: str, mailing: Mailing) -> str:
    """The header Message-ID of an edition's mail: the same at each try. Both are sixteen hex digits.

    Editions are made, and wait, where it isn't set yet whom mail is from.
    """
    domain = _domain(mailed_from(mailing)) if mailing.sender else "localhost"
    return f"<{edition}.{subscriber}@{domain}>"


def named(text: str) -> tuple[str, str] | None:
    """Edition and subscriber that a Message-ID or the address of a bounce names; None if it is none of ours."""
    found = _TOKEN.search(text)
    return (found[1], found[2]) if found else None


def envelope_sender(message_id: str, mailing: Mailing) -> str:
    """Where a bounce goes: an address that names the message (VERP), since a bounce itself may say anything."""
    if not mailing.bounce_address:
        return mailed_from(mailing)
    local, _, domain = address(mailing.bounce_address).rpartition("@")
    return f"{local}+{message_id[1:].partition('@')[0]}@{domain}"


def address(text: str) -> str:
    """An address as servers take it: the domain in ASCII (IDNA 2008). Raises `MailError` if it can't be one."""
    local, at, domain = text.strip().rpartition("@")
    if not (at and _is_local(local)):
        raise MailError(f"{_shown(text)}: no address to mail to; it should look like name@example.org")
    try:
        domain = idna.encode(domain.rstrip("."), uts46=True).decode()
    except idna.IDNAError as error:
        raise MailError(f"{_shown(text)}: {_shown(domain)} is no domain: {error}") from None
    if len(local.encode()) > _LONGEST_LOCAL or len(f"{local}@{domain}".encode()) > _LONGEST_ADDRESS:
        raise MailError(f"{_shown(text)}: too long for an address")
    return f"{local}@{domain}"


def line(text: str) -> str:
    """Text on one line, without control characters: what may stand in a header or a log."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join("".join(kept).encode("utf8", "replace").decode().split())


def mailed_from(mailing: Mailing) -> str:
    """The address that mail is from. Raises `MailError` if there is none."""
    if not mailing.sender:
        raise MailError("no address to mail from: set mailing.sender")
    return address(mailing.sender)


def _domain(mailbox: str) -> str:
    return mailbox.rpartition("@")[2]


def _is_local(local: str) -> bool:
    if local.isascii():
        return _ATOM.fullmatch(local) is not None
    # RFC 6531: beyond ASCII everything goes that is a letter, mark, number, or a sign that isn't blank or control.
    plain = "".join("x" if unicodedata.category(c)[0] in "LMNSP" and not c.isascii() else c for c in local)
    return _ATOM.fullmatch(plain) is not None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 100 else text[:99] + "…")


# --- headers


class _AsGiven(EmailPolicy):
    """Headers as we write them.

    `email.policy.SMTP` folds whatever is long into encoded words, addresses of web pages and list names included, and
    then no mail program finds the link to unsubscribe (RFC 2369 knows no encoded words there).
    """

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        """The header as it is written; a value that would begin another header is an error of ours."""
        if re.search(r"[\r\n](?![ \t])", str(value).replace("\r\n", "\n")):
            raise MailError(f"{name}: a line break in a header")
        return name, value


_POLICY = _AsGiven(linesep=SMTP.linesep, refold_source="none", utf8=True)


def _words(text: str, header: str) -> str:
    """Free text, folded; in encoded words (RFC 2047) if it isn't ASCII, can't be folded, or looks encoded already."""
    plain = line(text)
    longest = max(map(len, plain.split()), default=0)
    charset = "us-ascii" if plain.isascii() and "=?" not in plain and longest < _LONGEST_WORD else "utf-8"
    return Header(plain, charset, header_name=header).encode()


def _mailbox(name: str, mailbox: str) -> str:
    """A name in ASCII is quoted, any other encoded: either way it can't end before its address."""
    plain = line(name)[:_LONGEST_NAME]
    if not plain:
        return mailbox
    if plain.isascii() and "=?" not in plain:
        quoted = re.sub(r'([\\"])', r"\\\1", plain)
        return f'"{quoted}" <{mailbox}>'
    return f"{_words(plain, 'From')} <{mailbox}>"


def _list_headers(unsubscribe: str, mailing: Mailing, message_id: str) -> list[tuple[str, str]]:
    """RFC 2369, RFC 2919, RFC 8058."""
    domain = _domain(mailed_from(mailing))
    name = mailing.list_id or f"morning.{domain}"
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", name, re.ASCII):
        raise MailError(f"mailing.list_id is {_shown(name)}: it should look like morning.example.org")
    # The mail that unsubscribes has to name this one: by the address it goes to, else by its subject.
    said = "unsubscribe" if mailing.bounce_address else f"unsubscribe%20{message_id[1:].partition('@')[0]}"
    ways = [f"<mailto:{envelope_sender(message_id, mailing).replace('+', '%2B')}?subject={said}>"]
    found = [("List-Id", f"<{name}>"), ("Precedence", "bulk")]
    if unsubscribe:
        ways.insert(0, f"<{_link(unsubscribe)}>")
    found.append(("List-Unsubscribe", ",\n ".join(ways)))
    # RFC 8058 asks for https: over http, anybody on the way could end the subscription.
    if unsubscribe.startswith("https://"):
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return found


def _link(url: str) -> str:
    if not url.isascii() or re.search(r"[\s<>\x00-\x1f]", url):
        raise MailError(f"{_shown(url)}: no address of a web page for unsubscribing")
    return url


def _language(tag: str) -> str:
    return tag if re.fullmatch(r"[A-Za-z0-9-]{1,35}", tag) else "und"


# --- body


def encoded_size(text: str) -> int:
    """About how many bytes a text or HTML takes in a message."""
    content = _body(text)
    size, kind = len(content.encode()), _encoding(content)
    return {"7bit": size, "base64": size * 100 // 73}.get(kind) or size + 2 * _escaped(content) + size // 36


def _fill(message: EmailMessage, letter: Letter) -> None:
    """Plain text first: the last one is what a reader that can show it prefers (RFC 2046, 5.1.4)."""
    message["Content-Type"] = "multipart/alternative"
    message["MIME-Version"] = "1.0"
    for subtype, words in (("plain", letter.text), ("html", letter.html)):
        content = _body(words)
        part = EmailMessage(policy=_POLICY)
        part.set_content(content, subtype=subtype, charset="utf-8", cte=_encoding(content))
        part["Content-Language"] = _language(letter.language)
        message.attach(part)


def _body(text: str) -> str:
    """Lines end in one way; no half surrogates, and no control characters, at which servers choke."""
    text = text.encode("utf8", "replace").decode()
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub(r"\r\n?", "\n", text)).rstrip("\n") + "\n"


def _encoding(text: str) -> str:
    """What takes least room: quoted-printable makes three characters of a byte beyond ASCII, base64 four of three."""
    if text.isascii() and "=_" not in text and max(map(len, text.split("\n"))) <= _LONGEST_LINE:
        return "7bit"
    return "quoted-printable" if _escaped(text) < len(text.encode()) / 6 else "base64"


def _escaped(text: str) -> int:
    """Bytes that quoted-printable writes as three characters."""
    ascii_characters = len(text.encode("ascii", "ignore"))
    return len(text.encode()) - ascii_characters + text.count("=") + text.count("\t")
