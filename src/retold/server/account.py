"""One's own account: password, sessions, keys; and the page at which a password is chosen by a link."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.errors import InputError, TokenError
from retold.server import cookies, errors
from retold.server.box import box_of
from retold.server.guards import limit
from retold.server.pages import page
from retold.server.sessions import require
from retold.server.signing_in import SIGN_INS, Form, entered
from retold.service import accounts
from retold.types import Role, User

router = APIRouter(include_in_schema=False)
log = logs.logger("server")

Self = Annotated[User, Depends(require("reader"))]

MAY: dict[Role, str] = {
    "reader": "who reads everything",
    "editor": "who reads, corrects, follows affairs and adds feeds",
    "owner": "who may do all there is to do here",
}
_SAID = {
    "password": "Your password is changed. You are signed out everywhere else.",
    "sessions": "You are signed out everywhere else.",
    "keys": "Done, for this browser.",
}
_KEYS_LAST = timedelta(days=3_650)


@router.get("/account")
def account(request: Request, user: Self, said: str = "") -> Response:
    """Who one is here, and what one may change of it."""
    return _page(request, user, said=_SAID.get(said, ""))


@router.post("/account/password", dependencies=[Depends(limit("password", SIGN_INS))])
async def change_password(request: Request, user: Self, form: Form) -> Response:
    """Change it, for who knows the old one."""
    box = box_of(request)
    session = cookies.read(box, request.scope, cookies.SESSION)

    def change() -> None:
        if form.get("new", "") != form.get("again", ""):
            raise InputError("again", "must be the same as the new one")
        old, new = form.get("old", ""), form.get("new", "")
        accounts.change_password(user, old, new, session=session, store=box.store)

    try:
        await request.app.state.checking.do(change)
    except InputError as error:
        fields = {"old password": "old", "password": "new", "again": "again"}
        said = f"The {error.name} {error.reason}." if error.name != "again" else "Write the same new password twice."
        return _page(request, user, faults={fields[error.name]: said})
    log.info("a password is changed", account=user.id)
    return RedirectResponse("/account?said=password", 303)


@router.post("/account/sessions")
def end_sessions(request: Request, user: Self, form: Form) -> Response:
    """Sign out everywhere else."""
    box = box_of(request)
    session = cookies.read(box, request.scope, cookies.SESSION)
    accounts.end_other_sessions(user, session=session, store=box.store)
    return RedirectResponse("/account?said=sessions", 303)


@router.post("/account/keys")
def keys(request: Request, user: Self, form: Form) -> Response:
    """Turn keys on or off, in this browser."""
    response = RedirectResponse("/account?said=keys", 303)
    off = form.get("keys") == "off"
    lasts = _KEYS_LAST if off else timedelta(0)
    response.headers.append(
        "Set-Cookie", cookies.line(box_of(request), cookies.KEYS, "off" if off else "", lasts=lasts)
    )
    return response


@router.get("/password")
def link(request: Request, token: str = "") -> Response:
    """The form at which somebody chooses a password, for who has the link."""
    box = box_of(request)
    try:
        found = accounts.whose_link(token, store=box.store, now=box.clock())
    except TokenError:
        return _no_link(request)
    return _choosing(request, found, token)


@router.post("/password", dependencies=[Depends(limit("first", SIGN_INS))])
async def choose(request: Request, form: Form) -> Response:
    """Choose it, and be signed in."""
    box, now = box_of(request), box_of(request).clock()
    token, password = form.get("token", ""), form.get("password", "")

    def work() -> tuple[str, str]:
        if password != form.get("again", ""):
            raise InputError("again", "must be the same both times")
        found = accounts.choose_password(token, password, store=box.store, now=now)
        log.info("a password is chosen by a link", account=found.id)
        return accounts.begin_session(found, store=box.store, now=now), found.name

    try:
        session, name = await request.app.state.checking.do(work)
    except TokenError:
        return _no_link(request)
    except InputError as error:
        said = "Write the same password twice." if error.name == "again" else f"The {error.name} {error.reason}."
        return _choosing(request, accounts.whose_link(token, store=box.store, now=now), token, {error.name: said})
    return entered(request, session, "/", name=name)


def _choosing(request: Request, found: User, token: str, faults: dict[str, str] | None = None) -> Response:
    return page(
        request,
        "password.html",
        status=422 if faults else 200,
        account=found,
        link=token,
        faults=faults or {},
        shortest=accounts.SHORTEST,
    )


def _no_link(request: Request) -> Response:
    said = "This link doesn't work, or doesn't any more."
    return errors.answer(request.scope, 403, said, "Ask the owner of the box for a new one, or sign in.")


def _page(request: Request, user: User, *, said: str = "", faults: dict[str, str] | None = None) -> Response:
    box = box_of(request)
    own = box.store.accounts.sessions(now=box.clock()).get(user.id)
    return page(
        request,
        "account.html",
        here="/account",
        status=422 if faults else 200,
        may_do=MAY[user.role],
        others=own.number - 1 if own is not None else 0,
        shortest=accounts.SHORTEST,
        said=said,
        faults=faults or {},
    )
