"""Headers of every answer, and who may ask at all: no page of ours runs another's script or stands in another's frame.

A request must name a host of ours (that of `site.url`, or this machine's own), so that no other name that leads here
passes for us (DNS rebinding). Pages are kept by nobody on the way; a file with its hash in its name is kept for ever.
"""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retold.server import errors
from retold.server.box import Box

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Addresses hold tokens.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: A year (RFC 6797).
_HTTPS_ONLY = "max-age=31536000"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Headers:
    """Sets the headers of every answer, also of those to errors. HEAD is answered as GET is, without the content."""

    def __init__(self, app: ASGIApp, *, box: Box) -> None:
        self._app = app
        self._box = box

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope = {**scope, "method": "GET"}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._set(MutableHeaders(scope=message), scope)
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, sending)

    def _set(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _HEADERS.items():
            headers[name] = value
        if self._box.is_https and host_of(scope) == self._box.host:
            headers["Strict-Transport-Security"] = _HTTPS_ONLY
        if scope.get("state", {}).get("account") is not None:
            headers["Cache-Control"] = "private, no-store"
        else:
            headers.setdefault("Cache-Control", "no-store")


class Hosts:
    """Refuses what is to another host."""

    def __init__(self, app: ASGIApp, *, box: Box) -> None:
        self._app = app
        self._box = box

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or host_of(scope) in {self._box.host, *_LOOPBACK}:
            await self._app(scope, receive, send)
            return
        said = "This is not an address of this box."
        step = f"Open {self._box.settings.site.url}. Whoever runs the box can set another address as site.url."
        await errors.answer(scope, 400, said, step)(scope, receive, send)


def host_of(scope: Scope) -> str:
    """The host that a request names, in lower case and without port; "" if there is none, or more than one."""
    given = [value for name, value in scope["headers"] if name == b"host"]
    if len(given) != 1:
        return ""
    try:
        parts = urlsplit(f"//{given[0].decode('ascii')}")
        return "" if parts.path or parts.query or parts.username is not None else parts.hostname or ""
    except ValueError:
        return ""
