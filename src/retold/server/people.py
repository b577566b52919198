"""The people who sign in, for the owner: added by a link, given another role, signed out, removed."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.errors import InputError
from retold.server.account import MAY
from retold.server.box import box_of
from retold.server.listing import fault
from retold.server.pages import page
from retold.server.sessions import require
from retold.server.signing_in import Form
from retold.service import accounts
from retold.types import Role, User

router = APIRouter(include_in_schema=False, dependencies=[Depends(require("owner"))])
log = logs.logger("server")

Owner = Annotated[User, Depends(require("owner"))]

_ROLES = [(role, f"{role}, {may}") for role, may in MAY.items()]
_SAID = {
    "role": "The role is changed.",
    "sessions": "They are signed out everywhere.",
    "removed": "They are removed.",
}


@router.get("/people")
def people(request: Request, said: str = "") -> Response:
    """Who signs in."""
    return _all(request, said=_SAID.get(said, ""))


@router.post("/people")
def add(request: Request, owner: Owner, form: Form) -> Response:
    """Add somebody, and show the link for them."""
    box = box_of(request)
    try:
        role = _role(form)
        made = accounts.invite(form.get("name", ""), role=role, store=box.store, now=box.clock())
    except InputError as error:
        return _all(request, given=form, faults=fault(error))
    log.info("somebody is added", account=made.id, role=role, by=owner.id)
    return RedirectResponse(f"/people/{made.id}/link", 303)


@router.get("/people/{id_}")
def person(request: Request, id_: str, said: str = "") -> Response:
    """One of them."""
    return _one(request, _found(request, id_), said=_SAID.get(said, ""))


@router.get("/people/{id_}/link")
def link(request: Request, id_: str) -> Response:
    """The same, with a link by which they choose a password. It is signed, and kept nowhere."""
    return _one(request, _found(request, id_), with_link=True)


@router.post("/people/{id_}/role")
def change_role(request: Request, owner: Owner, id_: str, form: Form) -> Response:
    """Let them do more or less."""
    account = _found(request, id_)
    try:
        accounts.change_role(account, _role(form), store=box_of(request).store)
    except InputError as error:
        return _one(request, account, faults=fault(error))
    log.info("a role is changed", account=id_, role=form.get("role"), by=owner.id)
    return RedirectResponse(f"/people/{id_}?said=role", 303)


@router.post("/people/{id_}/sessions")
def end_sessions(request: Request, id_: str, form: Form) -> Response:
    """Sign them out."""
    box_of(request).store.accounts.end_sessions(_found(request, id_).id)
    return RedirectResponse(f"/people/{id_}?said=sessions", 303)


@router.get("/people/{id_}/remove")
def ask_to_remove(request: Request, id_: str) -> Response:
    """One button."""
    account = _found(request, id_)
    lines = ("They are signed out, and the tokens of their programs end.", "What they corrected stays, by their name.")
    return page(
        request,
        "sure.html",
        here="/people",
        title=f"Remove {account.name}?",
        lines=lines,
        button="Remove them",
        action=f"/people/{id_}/remove",
        back=f"/people/{id_}",
    )


@router.post("/people/{id_}/remove")
def remove(request: Request, owner: Owner, id_: str, form: Form) -> Response:
    """Remove them."""
    account = _found(request, id_)
    try:
        accounts.remove(account, store=box_of(request).store)
    except InputError as error:
        return _one(request, account, faults=fault(error))
    log.info("somebody is removed", account=id_, by=owner.id)
    return RedirectResponse("/people?said=removed", 303)


def _found(request: Request, id_: str) -> User:
    found = box_of(request).store.accounts.find(id_)
    if found is None:
        raise HTTPException(404, "nobody has this account, or nobody any more: /people shows who does")
    return found


def _role(form: dict[str, str]) -> Role:
    found = next((role for role, _ in _ROLES if role == form.get("role")), None)
    if found is None:
        raise InputError("role", f"must be one of {', '.join(MAY)}")
    return found


def _all(
    request: Request, *, said: str = "", given: dict[str, str] | None = None, faults: dict[str, str] | None = None
) -> Response:
    box, given = box_of(request), given or {}
    return page(
        request,
        "people.html",
        here="/people",
        status=422 if faults else 200,
        people=list(box.store.accounts.all()),
        sessions=box.store.accounts.sessions(now=box.clock()),
        roles=_ROLES,
        given={"name": given.get("name", ""), "role": given.get("role", "reader")},
        said=said,
        faults=faults or {},
    )


def _one(
    request: Request, account: User, *, said: str = "", with_link: bool = False, faults: dict[str, str] | None = None
) -> Response:
    box, now = box_of(request), box_of(request).clock()
    token = accounts.link_token(account, store=box.store, now=now) if with_link else ""
    return page(
        request,
        "person.html",
        here="/people",
        status=422 if faults else 200,
        account=account,
        sessions=box.store.accounts.sessions(now=now).get(account.id),
        roles=_ROLES,
        link=f"{box.settings.site.url.rstrip('/')}/password?token={token}" if token else "",
        until=now + accounts.LINK_LASTS,
        said=said,
        faults=faults or {},
    )
