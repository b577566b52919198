"""Guards of what is sent in: forms are taken only from who was shown them, and no more often than a person would.

A form carries a token that is signed over the visitor's cookie and session (the signed double submit of OWASP's
cross-site request forgery sheet), and a browser that says it comes from another site is refused whatever it sends.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from math import ceil
from secrets import token_bytes, token_hex
from urllib.parse import urlsplit

from fastapi import FastAPI, HTTPException, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retold.server import cookies
from retold.server.box import Box, box_of
from retold.server.limits import Limits, client

_FORM_LASTS = timedelta(days=1)
_NONCE = 16
"""Hex digits before each token, so that no two are alike: a compressed page tells nothing of them (BREACH)."""


def install(app: FastAPI, box: Box) -> None:
    """What the guards keep beside an app: limits, the key of forms, and the cookie of who was shown one."""
    app.state.box = box
    app.state.limits = Limits()
    app.state.form_key = box.store.subscribers.secret("forms", lambda: token_bytes(32))
    app.add_middleware(_Visitors, box=box)


def limit(name: str, per_minute: float, *, of_all: float | None = None) -> Callable[[Request], Awaitable[None]]:
    """A dependency that lets an address do this so often a minute: `Depends(limit("subscribe", 5))`; else 429.

    `of_all` is how often all together may, whom many addresses would help otherwise.
    """

    # Of no thread: who is turned away must not wait for those who are not.
    async def check(request: Request) -> None:
        box = box_of(request)
        take, now = request.app.state.limits.take, box.clock().timestamp()
        wait = take(name, address_of(request), per_minute=per_minute, now=now)
        # Who is turned away for themselves takes nothing from the others.
        if not wait and of_all is not None:
            wait = take(name, "", per_minute=of_all, now=now)
        if wait:
            raise too_many(wait)

    return check


def too_many(wait: float) -> HTTPException:
    """The refusal of who came too often, with the seconds after which they may come again."""
    seconds = max(1, ceil(wait))
    return HTTPException(
        429, f"too many of these at once: try again in {seconds} s", headers={"Retry-After": str(seconds)}
    )


def address_of(request: Request) -> str:
    """Who asks, as limits count them."""
    peer = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return client(peer, forwarded, trusted=box_of(request).settings.site.proxies)


def form_token(request: Request) -> str:
    """What a form on this page has to carry, in a hidden field; the answer sets the cookie that goes with it."""
    box = box_of(request)
    visitor = getattr(request.state, "visitor", "") or cookies.read(box, request.scope, cookies.VISITOR)
    if not visitor:
        visitor = token_hex(16)
        request.state.visitor_is_new = True
    request.state.visitor = visitor
    nonce = token_hex(_NONCE // 2)
    return nonce + _mac(request, nonce, visitor)


def check_form(request: Request, token: str) -> None:
    """Raise a 403 unless a form was sent from a page of ours that this visitor was shown."""
    visitor = cookies.read(box_of(request), request.scope, cookies.VISITOR)
    nonce, given = token[:_NONCE], token[_NONCE:]
    signed = compare_digest(given.encode(), _mac(request, nonce, visitor).encode())
    if not visitor or not signed or not _is_own(request):
        raise HTTPException(403, "this form is too old, or was not sent from here: open its page again")


def _mac(request: Request, nonce: str, visitor: str) -> str:
    session = cookies.read(box_of(request), request.scope, cookies.SESSION)
    said = "\0".join((nonce, visitor, session)).encode()
    return hmac(request.app.state.form_key, said, sha256).hexdigest()


def _is_own(request: Request) -> bool:
    """False if the browser says that another site sent it; one that says nothing is told by the token alone."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    # "null" is also what a page says of itself that sends no referrer.
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host", "")


class _Visitors:
    """Sets the cookie of who was shown a form for the first time."""

    def __init__(self, app: ASGIApp, *, box: Box) -> None:
        self._app = app
        self._box = box

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and state.get("visitor_is_new"):
                line = cookies.line(self._box, cookies.VISITOR, state["visitor"], lasts=_FORM_LASTS)
                MutableHeaders(scope=message).append("Set-Cookie", line)
            await send(message)

        await self._app(scope, receive, sending)
