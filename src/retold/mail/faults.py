"""What mail servers say and what goes wrong on the way to them, in words with the next step. Never the password."""

import base64
import re
import smtplib
import socket
import ssl

from retold.config import Mailing
from retold.mail.compose import line

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_LONGEST = 500
"""Characters that are kept of an answer."""


def answer(code: int, said: bytes, mailing: Mailing) -> str:
    words = line(said.decode("utf8", "replace"))
    return without_password(
        f"{code} {words}"[:_LONGEST] if code >= 0 else f"not an answer: {words}"[:_LONGEST], mailing
    )


def status(answer: str) -> str:
    found = _STATUS.search(answer)
    # An address of the Internet looks alike; a status begins as its code does.
    return found[1] if found and found[1][0] == answer[:1] else ""


def without_password(text: str, mailing: Mailing) -> str:
    """A server may repeat what it was given."""
    if not mailing.password:
        return text
    forms = [f"\0{mailing.user}\0{mailing.password}", mailing.password]
    for form in (mailing.password, *(base64.b64encode(f.encode()).decode() for f in forms)):
        text = text.replace(form, "***")
    return text


def why(error: Exception, mailing: Mailing) -> str:
    """What went wrong, with the next step."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        said = answer(error.smtp_code, _bytes(error.smtp_error), mailing)
        return f"it turned the login down ({said}): check mailing.user and mailing.password"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it turned us away: {answer(error.smtp_code, _bytes(error.smtp_error), mailing)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate can't be trusted ({error.verify_message}): check mailing.server, "
            "or name the file of its authority in mailing.ca_file"
        )
    return _why_not_reached(error, mailing)


def _why_not_reached(error: Exception, mailing: Mailing) -> str:
    other = {"tls": "starttls", "starttls": "tls"}.get(mailing.security, "none")
    if isinstance(error, ssl.SSLError):
        return f"no TLS there ({error.reason}): check mailing.port, or set mailing.security to {other}"
    if isinstance(error, socket.gaierror):
        return f"no such host ({error.strerror}): check mailing.server, and that names can be looked up here"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers there: check mailing.server and mailing.port, and that the server is running"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return f"no answer within {mailing.timeout:g} s: check mailing.port, and that no firewall is between"
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        return "it offers no STARTTLS: check mailing.port, or set mailing.security to tls"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "it offers no login: leave mailing.user empty, or check mailing.port and mailing.security"
    if isinstance(error, UnicodeError):
        return "its ways to log in take no letters beyond ASCII: choose a password without them"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it hung up"
    if isinstance(error, OSError) and error.strerror:
        return f"it can't be reached ({error.strerror}): check mailing.server and the network"
    return line(str(error)) or type(error).__name__


def _bytes(said: object) -> bytes:
    return said if isinstance(said, bytes) else str(said).encode()
