"""Who is signed in, by the cookie of their session, and what they may do."""

from collections.abc import Callable
from datetime import timedelta
from typing import get_args
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request
from starlette.responses import Response

from retold.server import cookies
from retold.server.box import Box, box_of
from retold.server.errors import wants_json
from retold.service import accounts
from retold.types import Role, User

_RANKS: tuple[Role, ...] = get_args(Role)
_AT_ONCE = timedelta(0)


def signed_in(request: Request) -> User | None:
    """Who is signed in, as a dependency or by a call; asked of the store once a request."""
    if not hasattr(request.state, "account"):
        box = box_of(request)
        token = cookies.read(box, request.scope, cookies.SESSION)
        request.state.account = accounts.who(token, store=box.store, now=box.clock())
    found: User | None = request.state.account
    return found


def require(role: Role) -> Callable[[Request], User]:
    """A dependency that lets in who has this role or a higher one: `Depends(require("editor"))`.

    Others get a 403; who isn't signed in is led to where they can, or gets a 401 as JSON.
    """

    def check(request: Request) -> User:
        account = signed_in(request)
        if account is None:
            if wants_json(request.headers.get("accept", "")) or request.method != "GET":
                raise HTTPException(401)
            raise HTTPException(303, headers={"Location": f"/sign-in?next={quote(_address(request))}"})
        if not is_at_least(account, role):
            raise HTTPException(403)
        return account

    return check


def is_at_least(user: User | None, role: Role) -> bool:
    """True if somebody is signed in who has this role or a higher one."""
    return user is not None and _RANKS.index(user.role) >= _RANKS.index(role)


def local(address: str) -> str:
    """The address, if it is a path of this box; "/" for all else, so that nobody is led away after signing in."""
    # A browser takes \ for / and drops tabs and line breaks: https://url.spec.whatwg.org/#url-parsing.
    plain = address.isprintable() and address.isascii() and "\\" not in address and " " not in address
    if not plain or not address.startswith("/") or address.startswith("//"):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else address


def begin(response: Response, box: Box, token: str) -> None:
    """Have the browser keep a session."""
    line = cookies.line(box, cookies.SESSION, token, lasts=accounts.SESSION_LASTS)
    response.headers.append("Set-Cookie", line)


def end(response: Response, box: Box) -> None:
    """Have the browser forget it."""
    response.headers.append("Set-Cookie", cookies.line(box, cookies.SESSION, "", lasts=_AT_ONCE))


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
