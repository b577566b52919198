"""Handing messages to a mail server: one connection for many, and what became of each as a value.

Nothing is tried a second time here, and nothing raised for what a server does. The one thing that can't be known is
what became of a message when the connection is lost after its last line was sent: then the outcome is "unknown", and
who sends again sends the same message under the same Message-ID. No password gets into an answer.
"""

import base64
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Self

from retold.config import Mailing
from retold.errors import MailError
from retold.mail.compose import Parcel, mailed_from
from retold.mail.faults import answer, status, why, without_password
from retold.mail.sending import Outcome, Stage

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class SmtpSender:
    """A mail server that takes mail from us."""

    def __init__(self, mailing: Mailing) -> None:
        """Raises `MailError` for settings that can't work."""
        if not mailing.server:
            raise MailError("no mail server: set mailing.server, or write the mails to a folder with --dry-run FOLDER")
        if mailing.security not in _PORTS:
            raise MailError(f"mailing.security is {mailing.security!r}: set one of {', '.join(_PORTS)}")
        self._mailing = mailing
        self._hello = mailing.hello or mailed_from(mailing).rpartition("@")[2]
        self._trust = _trust(mailing)
        self._server: smtplib.SMTP | None = None
        self._sent = 0
        self._tried = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ready(self) -> Outcome | None:
        """Connect if need be; a connection that was used is tried (RSET), since servers hang up on idle ones."""
        if self._tried:
            return None
        if self._server is not None and (self._sent >= self._mailing.per_connection or not self._still_there()):
            self.close()
        if self._server is None:
            try:
                self._server = self._connect()
            except _Failed as failed:
                return failed.outcome
        self._tried = True
        return None

    def send(self, parcel: Parcel) -> Outcome:
        """Hand one message over."""
        failed = self.ready()
        if failed is not None:
            return failed
        assert self._server is not None
        self._sent, self._tried = self._sent + 1, False
        outcome = _Exchange(self._server, self._mailing).hand_over(parcel)
        if outcome.kind == "unknown" or self._server.sock is None or outcome.answer.startswith("421"):
            self.close()
        return outcome

    def close(self) -> None:
        """Say goodbye, and hang up."""
        server, self._server, self._sent, self._tried = self._server, None, 0, False
        if server is None:
            return
        # A server that has just been slow isn't waited for again.
        with suppress(smtplib.SMTPException, OSError, ValueError):
            if server.sock is not None:
                server.sock.settimeout(1.0)
                server.quit()
        server.close()

    def _still_there(self) -> bool:
        assert self._server is not None
        with suppress(smtplib.SMTPException, OSError), _within(self._server, self._mailing.timeout):
            return self._server.rset()[0] == 250
        return False

    def _connect(self) -> smtplib.SMTP:
        mailing = self._mailing
        port = mailing.port or _PORTS[mailing.security]
        place = f"{mailing.server}:{port}"
        server = self._unconnected()
        stage: Stage = "connection"
        try:
            with _within(server, 3 * mailing.timeout):
                code, said = server.connect(mailing.server, port)
                if code != 220:
                    raise smtplib.SMTPConnectError(code, said)
                _may_be_open(server, mailing)
                server.ehlo()
                if mailing.security == "starttls":
                    server.starttls(context=self._trust)
                    server.ehlo()
                stage = "login"
                if mailing.user:
                    _log_in(server, mailing)
        except (smtplib.SMTPException, OSError, MailError, UnicodeError) as error:
            server.close()
            words = without_password(f"{place}: {why(error, mailing)}", mailing)
            raise _Failed(Outcome(kind="put off", stage=stage, answer=words)) from None
        return server

    def _unconnected(self) -> smtplib.SMTP:
        """Given the host at once it would connect at once, before there is anything to watch over."""
        hello, timeout = self._hello, self._mailing.timeout
        server = (
            smtplib.SMTP_SSL(local_hostname=hello, timeout=timeout, context=self._trust)
            if self._mailing.security == "tls"
            else smtplib.SMTP(local_hostname=hello, timeout=timeout)
        )
        # The name that the certificate has to bear: smtplib has it from the host, if that is given at once.
        server._host = self._mailing.server  # type: ignore[attr-defined]
        return server


class _Failed(Exception):
    """There is no connection."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.answer)


class _Exchange:
    """One message over a connection."""

    def __init__(self, server: smtplib.SMTP, mailing: Mailing) -> None:
        self._server = server
        self._mailing = mailing

    def hand_over(self, parcel: Parcel) -> Outcome:
        """From MAIL to the answer to the last line."""
        stage: Stage = "sender"
        try:
            with _within(self._server, 2 * self._mailing.timeout):
                code, said = self._server.mail(parcel.sender, _options(self._server, parcel))
                if code == 250:
                    stage = "recipient"
                    code, said = self._server.rcpt(parcel.recipient)
                if stage == "recipient" and code in (250, 251, 252):
                    stage = "message"
                    code, said = self._server.docmd("DATA")
                if code != 354:
                    return self._turned_away(stage, code, said)
                # Whatever stops this stops it before the last line is out.
                self._server.send(_dotted(parcel.content))
        except smtplib.SMTPNotSupportedError:
            words = f"the mail server takes no address like {parcel.recipient} (it lacks SMTPUTF8)"
            return Outcome(kind="refused", stage="recipient", answer=words, status="5.6.7")
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(kind="put off", stage=stage, answer=self._lost(error))
        return self._last_answer()

    def _last_answer(self) -> Outcome:
        limit = self._mailing.final_timeout
        try:
            with _within(self._server, limit):
                if self._server.sock is not None:
                    self._server.sock.settimeout(limit)
                code, said = self._server.getreply()
                if self._server.sock is not None:
                    self._server.sock.settimeout(self._mailing.timeout)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(kind="unknown", stage="end", answer=f"{self._lost(error)} after the whole mail was sent")
        words = answer(code, said, self._mailing)
        if not 200 <= code < 600:
            self._server.close()
            return Outcome(kind="unknown", stage="end", answer=words)
        if code < 300:
            return Outcome(kind="accepted", stage="end", answer=words, status=status(words))
        return self._turned_away("end", code, said)

    def _turned_away(self, stage: Stage, code: int, said: bytes) -> Outcome:
        words = answer(code, said, self._mailing)
        # What is said of the sender is the owner's to mend, and says nothing of the recipient; but for the size.
        final = 500 <= code < 600 and (stage != "sender" or code == 552)
        if not 400 <= code < 600:
            # Out of step: what it says next would be the answer to something else.
            self._server.close()
        return Outcome(kind="refused" if final else "put off", stage=stage, answer=words, status=status(words))

    def _lost(self, error: Exception) -> str:
        self._server.close()
        return without_password(why(error, self._mailing), self._mailing)


def _log_in(server: smtplib.SMTP, mailing: Mailing) -> None:
    if (mailing.user + mailing.password).isascii() or "PLAIN" not in server.esmtp_features.get("auth", "").split():
        server.login(mailing.user, mailing.password)
        return
    # smtplib knows ASCII only; RFC 4616 has UTF-8.
    words = base64.b64encode(f"\0{mailing.user}\0{mailing.password}".encode()).decode()
    code, said = server.docmd("AUTH", f"PLAIN {words}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _options(server: smtplib.SMTP, parcel: Parcel) -> list[str]:
    options = [f"SIZE={len(parcel.content)}"] if server.has_extn("size") else []
    if parcel.international:
        # Raises `SMTPNotSupportedError`, but not for a server that knows no extensions at all.
        if not server.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("SMTPUTF8")
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return options


def _dotted(content: bytes) -> bytes:
    """RFC 5321, 4.5.2: a dot more where a line begins with one, and the last line."""
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole) + b".\r\n"


@contextmanager
def _within(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Hang up after so long: the time limit of a socket begins anew with each byte that trickles in."""
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        with suppress(OSError):
            if isinstance(server.sock, socket.socket):
                # Not the method of a TLS socket, which isn't made for two threads.
                socket.socket.shutdown(server.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if late.is_set():
        # What came of an answer until then may look like a whole one.
        server.close()
        raise TimeoutError


def _may_be_open(server: smtplib.SMTP, mailing: Mailing) -> None:
    if mailing.security != "none" or mailing.allow_unencrypted or server.sock is None:
        return
    peer = str(server.sock.getpeername()[0]).partition("%")[0]
    if not ip_address(peer).is_loopback:
        raise MailError(
            f"{peer} is another machine, and mail would go there in the open: set mailing.security to starttls or tls, "
            "or mailing.allow_unencrypted if the way there is safe"
        )


def _trust(mailing: Mailing) -> ssl.SSLContext | None:
    if mailing.security == "none":
        return None
    context = ssl.create_default_context()
    if mailing.ca_file:
        try:
            context.load_verify_locations(cafile=mailing.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise MailError(
                f"mailing.ca_file: {mailing.ca_file} holds no certificates that can be read: {error}"
            ) from None
    return context
