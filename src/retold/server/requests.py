"""Every request from outside in: a line of the log, a count, a limit to what is sent, and a plain answer if we break.

Tokens in addresses are not told: a line has the route, `/confirm/{token}`, and of addresses that lead nowhere only
what is short in them; no query.
"""

import re
import time

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retold import logs
from retold.server import errors

MOST_SENT = 64 * 1024
"""Bytes of a form ..."""
_MORE = {"/feeds/import": 5 * 1024 * 1024}
"""... and of one that holds a long list."""
_LONG = re.compile(r"[^/]{25,}")

log = logs.logger("server")


class Requests:
    """Tells the log of each request, and answers where nothing else did."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            log.exception("broken", method=scope["method"], path=told(scope))
            if status:
                # Half an answer is sent: that it ends early is told by closing the connection.
                raise
            await errors.answer(scope, 500)(scope, receive, sending)
        finally:
            tell = log.debug if told(scope).startswith(("/static", "/health", "/metrics")) else log.info
            took = time.perf_counter() - began
            tell("answered", method=scope["method"], path=told(scope), status=status, ms=round(1000 * took, 1))
            scope["app"].state.metrics.answered(scope, status, took)


def told(scope: Scope) -> str:
    """The path of a request, as it may be logged."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    if isinstance(path, str):
        return path
    return _LONG.sub("(hidden)", scope["path"])[:200]


class Bodies:
    """Refuses to take in more than a form has."""

    def __init__(self, app: ASGIApp, *, most: int = MOST_SENT) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _MORE.get(scope["path"], self._most)
        said = Headers(scope=scope).get("content-length", "0")
        if said.isdecimal() and int(said[:12]) > most:
            await errors.answer(scope, 413)(scope, receive, send)
            return
        taken = 0

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        await self._app(scope, receiving, send)
