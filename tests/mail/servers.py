"""Mail servers on loopback: a real one (aiosmtpd) that keeps what it is given, and one that follows a script."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.policy import SMTPUTF8

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Inbox(Controller):
    """A server that takes mail, but where one of `answers` (MAIL, RCPT, DATA, CONNECT) says otherwise.

    An answer is what the server says, or a function that gives it; None lets it go on. "hang up" hangs up.
    """

    def __init__(self, *, port=0, login=None, **options):
        self.envelopes, self.answers, self.connections = [], {}, 0
        if login is not None:
            options |= {"authenticator": self._log_in, "auth_required": True}
            options.setdefault("auth_require_tls", False)
        self._login = login
        super().__init__(self, hostname="127.0.0.1", port=port, **options)

    def factory(self):
        self.connections += 1
        return super().factory()

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
        self.connections = 0

    def _log_in(self, server, session, envelope, mechanism, auth_data):
        sent = (auth_data.login.decode(), auth_data.password.decode())
        return AuthResult(success=sent == self._login, handled=False)

    def _said(self, server, stage):
        answer = self.answers.get(stage)
        answer = answer() if callable(answer) else answer
        if answer == "hang up":
            server.transport.abort()
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = self._said(server, "MAIL")
        if answer is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self._said(server, "RCPT")
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self._said(server, "DATA")
        if answer is None or answer == "hang up":
            self.envelopes.append(envelope)
        return answer or f"250 2.0.0 Ok: queued as {len(self.envelopes)}"

    @property
    def messages(self):
        """What arrived, parsed."""
        return [message_from_bytes(envelope.content, policy=SMTPUTF8) for envelope in self.envelopes]


@contextmanager
def inbox(**options):
    server = Inbox(**options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Script:
    """A server that says what it is told to: the greeting, then an answer to each command, by its first word.

    "." is the answer to the end of a message. An answer may be "hang up", or seconds to be silent for; of a list, one
    is said each time, the last for ever.
    """

    usual = {"": "220 script", "EHLO": "250 script", "RSET": "250 ok", "MAIL": "250 ok", "RCPT": "250 ok"}  # noqa: RUF012
    usual |= {"DATA": "354 go on", ".": "250 2.0.0 queued", "QUIT": "221 bye"}

    def __init__(self, **answers):
        self.answers = self.usual | {name.replace("dot", ".").replace("greeting", ""): a for name, a in answers.items()}
        self.commands, self.connections = [], 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open, self._ended = [], threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for held in (self._listener, *self._open):
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)
            held.close()
        self._thread.join(10)

    def _serve(self):
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self.connections += 1
            with suppress(OSError), connection, connection.makefile("rb") as lines:
                self._talk(connection, lines)

    def _talk(self, connection, lines):
        if not self._say(connection, ""):
            return
        for line in lines:
            command = line.decode("latin-1").strip()
            self.commands.append(command)
            word = command.partition(" ")[0].upper()
            if not self._say(connection, word):
                return
            if word == "DATA" and self.answers["DATA"] == "354 go on":
                if self.answers["."] == "hang up early":
                    lines.readline()
                    return
                for text in lines:
                    if text == b".\r\n":
                        break
                if not self._say(connection, "."):
                    return
            if word == "QUIT":
                return

    def _say(self, connection, word):
        answer = self.answers.get(word, "502 what?")
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if answer == "hang up":
            return False
        if isinstance(answer, float):
            self._ended.wait(answer)
            return False
        if answer == "drip":
            with suppress(OSError):
                while not self._ended.wait(0.05):
                    connection.sendall(b"2")
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return True


def make_certificate(folder, *names):
    """A certificate of its own making, and its key; skips where there is no `openssl`."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl here: a test with TLS needs the program to make a certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = ",".join(names)
    curve = ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    named = ["-subj", "/CN=mail.test", "-addext", f"subjectAltName={names}"]
    subprocess.run(
        [
            program,
            "req",
            "-x509",
            "-nodes",
            "-days",
            "2",
            "-newkey",
            *curve,
            *named,
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def closed_port():
    """A port at which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def until(true, seconds=5.0):
    """Wait for another thread."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
