"""Who asks the API, and what they may: a program by its token, a person by their session if they only read, anybody
where the box is public. Nothing is written by a cookie, so that no page of another site can.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, HTTPException, Request

from retold.server.access import Part, is_public
from retold.server.box import box_of
from retold.server.guards import address_of, too_many
from retold.server.sessions import signed_in
from retold.service import tokens
from retold.types import Scope, Token, User

PER_MINUTE = 600
"""Requests a minute by one token, or from one address without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks."""

    #: None for a visitor.
    user: User | None
    #: None if they came by a session, or by nothing.
    token: Token | None

    @property
    def name(self) -> str:
        """As whose what they do is kept."""
        return self.user.name if self.user is not None else ""


def allowed(scope: Scope, *, part: Part | None = None) -> Callable[[Request], Asker]:
    """A dependency that lets in who may do this; anybody where that part of the box is public."""

    def check(request: Request) -> Asker:
        return admit(request, scope, sent_by(request), part=part)

    return check


def admit(request: Request, scope: Scope, sent: str, *, part: Part | None = None) -> Asker:
    """Who asks, if they may; `sent` is the token that came, "" if none did. Raises 401, 403 and 429."""
    box = box_of(request)
    found = tokens.whose(sent, store=box.store, now=box.clock()) if sent else None
    _limit(request, found[0].id if found is not None else address_of(request))
    if sent:
        if found is None:
            raise _unknown('error="invalid_token"', "this token is not known, revoked, or has expired: make a new one")
        return _by_token(found, scope)
    user = signed_in(request) if request.method == "GET" else None
    if user is None:
        if part is not None and is_public(request, part):
            return Asker(user=None, token=None)
        raise _unknown("", "a token is needed: send it as `Authorization: Bearer rtd_...`")
    if not tokens.allows(user.role, scope):
        raise HTTPException(403, f"this is for an {tokens.ROLE_OF[scope]}: you are {user.role} here")
    return Asker(user=user, token=None)


def needs(scope: Scope, *, part: Part | None = None) -> dict[str, Any]:
    """What a route is declared with that only who may do this can use, and by which its description says so."""
    return {
        "dependencies": [Depends(allowed(scope, part=part))],
        "openapi_extra": {"security": [{"token": [scope]}]},
    }


def _by_token(found: tuple[Token, User], scope: Scope) -> Asker:
    token, user = found
    if scope not in token.scopes:
        said = f"this token lacks the scope {scope}: make one that has it"
    elif not tokens.allows(user.role, scope):
        said = f"{scope} is for an {tokens.ROLE_OF[scope]}: the account of this token is {user.role}"
    else:
        return Asker(user=user, token=token)
    challenge = f'Bearer realm="retold", error="insufficient_scope", scope="{scope}"'
    raise HTTPException(403, said, headers={"WWW-Authenticate": challenge})


def _limit(request: Request, who: str) -> None:
    now = box_of(request).clock().timestamp()
    wait = request.app.state.limits.take("api", who, per_minute=PER_MINUTE, now=now)
    if wait:
        raise too_many(wait)


def sent_by(request: Request) -> str:
    """The token that came in the header; "" if none did."""
    kind, _, sent = request.headers.get("authorization", "").partition(" ")
    if not kind:
        return ""
    # What is no bearer's is a token that is not known.
    return sent.strip() if kind.lower() == "bearer" and sent.strip() else "?"


def _unknown(error: str, said: str) -> HTTPException:
    # RFC 6750, 3: the header says what to send, or what was wrong with it.
    challenge = ", ".join(part for part in ('Bearer realm="retold"', error) if part)
    return HTTPException(401, said, headers={"WWW-Authenticate": challenge})
