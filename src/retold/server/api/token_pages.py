"""One's own tokens: those there are, a new one, which is shown once, and an end to one."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.errors import InputError
from retold.server.box import box_of
from retold.server.fields import Fields, fields
from retold.server.guards import check_form, limit
from retold.server.pages import page
from retold.server.sessions import require
from retold.service import tokens
from retold.types import Token, User

router = APIRouter(include_in_schema=False)
log = logs.logger("server")

Self = Annotated[User, Depends(require("reader"))]
_MADE_A_MINUTE = 10
_DAYS = (("30", "in 30 days"), ("90", "in 90 days"), ("365", "in a year"), ("", "never"))
_MAY = {
    "read": "read all that you read",
    "edit": "correct stories, follow affairs, add feeds",
    "own": "see readers and deliveries",
}


@router.get("/account/tokens")
def list_all(request: Request, user: Self, said: str = "") -> Response:
    """All of one's tokens."""
    return _page(request, user, said="The token is revoked: nobody gets in by it any more." if said else "")


@router.post("/account/tokens", dependencies=[Depends(limit("tokens", _MADE_A_MINUTE))])
def make(request: Request, user: Self, sent: Annotated[Fields, Depends(fields)]) -> Response:
    """Make one, and show it this once."""
    check_form(request, next(iter(sent.get("form", ())), ""))
    box = box_of(request)
    name, days, scopes = (sent.get(field, []) for field in ("name", "days", "scopes"))
    try:
        lasts = _days(next(iter(days), ""))
        made, secret = tokens.make(user, next(iter(name), ""), scopes, days=lasts, store=box.store, now=box.clock())
    except InputError as error:
        typed = {"name": next(iter(name), ""), "days": next(iter(days), ""), "scopes": scopes}
        faults = {error.name: f"The {error.name} {error.reason}."}
        return _page(request, user, status=422, typed=typed, faults=faults)
    log.info("a token is made", token=made.id, account=user.id)
    return _page(request, user, made=made, secret=secret)


@router.post("/account/tokens/{token}/revoke")
def revoke(request: Request, user: Self, token: str, sent: Annotated[Fields, Depends(fields)]) -> Response:
    """End one of one's own."""
    check_form(request, next(iter(sent.get("form", ())), ""))
    if not box_of(request).store.tokens.revoke(token, account=user.id):
        raise HTTPException(404, "you have no such token, or no longer: go back to your tokens")
    log.info("a token is revoked", token=token, account=user.id)
    return RedirectResponse("/account/tokens?said=revoked", 303)


def _days(given: str) -> int | None:
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 6):
        raise InputError("days", "must be a number")
    return int(given)


def _page(
    request: Request,
    user: User,
    *,
    status: int = 200,
    said: str = "",
    typed: Mapping[str, object] | None = None,
    faults: dict[str, str] | None = None,
    made: Token | None = None,
    secret: str = "",
) -> Response:
    box = box_of(request)
    return page(
        request,
        "tokens.html",
        here="/account",
        status=status,
        said=said,
        tokens=box.store.tokens.all(user.id),
        now=box.clock(),
        scopes=[(scope, _MAY[scope]) for scope in tokens.SCOPES if tokens.allows(user.role, scope)],
        days=_DAYS,
        typed=typed or {"name": "", "days": "365", "scopes": ["read"]},
        faults=faults or {},
        made=made,
        secret=secret,
    )
