"""Webhooks, for the owner: those there are and what they answered, a new one, a test, an end, another try."""

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
from retold.service import webhooks
from retold.types import User

log = logs.logger("server")
router = APIRouter(include_in_schema=False)

Owner = Annotated[User, Depends(require("owner"))]
Sent = Annotated[Fields, Depends(fields)]
_SAID = {
    "added": "It is told what is new from now on. Its secret is below: by it the receiver checks what comes.",
    "removed": "It is told nothing any more.",
    "resumed": "It is tried again within a minute, from where it stood.",
    "taken": "The test was taken.",
    "refused": "The test was not taken: what came of it is below.",
}


@router.get("/box/webhooks")
def list_all(request: Request, user: Owner, said: str = "") -> Response:
    """All of them."""
    return _page(request, said=_SAID.get(said, ""), grave=said == "refused")


@router.post("/box/webhooks", dependencies=[Depends(limit("webhooks", 10))])
def add(request: Request, user: Owner, sent: Sent) -> Response:
    """Tell one more."""
    check_form(request, next(iter(sent.get("form", ())), ""))
    box = box_of(request)
    url, affairs = next(iter(sent.get("address", ())), ""), sent.get("affairs", [])
    known = {affair.id for affair in box.store.affairs.affairs()}
    try:
        if not known.issuperset(affairs):
            raise InputError("affairs", "must be among those that are followed")
        made = webhooks.add(url, affairs=affairs, store=box.store, now=box.clock(), config=box.settings.config)
    except InputError as error:
        faults = {error.name: f"The {error.name} {error.reason}."}
        return _page(request, status=422, typed={"address": url, "affairs": affairs}, faults=faults)
    log.info("a webhook is added", webhook=made.id)
    return RedirectResponse("/box/webhooks?said=added", 303)


@router.post("/box/webhooks/{webhook}/test", dependencies=[Depends(limit("webhooks", 10))])
def test(request: Request, user: Owner, webhook: str, sent: Sent) -> Response:
    """Send it a message that tells nothing."""
    check_form(request, next(iter(sent.get("form", ())), ""))
    box = box_of(request)
    try:
        answer = webhooks.ping(webhook, store=box.store, now=box.clock(), config=box.settings.config)
    except InputError:
        raise _unknown() from None
    return RedirectResponse(f"/box/webhooks?said={'taken' if answer.is_taken else 'refused'}", 303)


@router.post("/box/webhooks/{webhook}/resume")
def resume(request: Request, user: Owner, webhook: str, sent: Sent) -> Response:
    """Try it again, though it was given up."""
    check_form(request, next(iter(sent.get("form", ())), ""))
    try:
        webhooks.resume(webhook, store=box_of(request).store)
    except InputError:
        raise _unknown() from None
    return RedirectResponse("/box/webhooks?said=resumed", 303)


@router.post("/box/webhooks/{webhook}/remove")
def remove(request: Request, user: Owner, webhook: str, sent: Sent) -> Response:
    """Tell it nothing any more."""
    check_form(request, next(iter(sent.get("form", ())), ""))
    try:
        webhooks.remove(webhook, store=box_of(request).store)
    except InputError:
        raise _unknown() from None
    log.info("a webhook is removed", webhook=webhook)
    return RedirectResponse("/box/webhooks?said=removed", 303)


def _unknown() -> HTTPException:
    return HTTPException(404, "there is no such webhook, or no longer: go back to the list")


def _page(
    request: Request,
    *,
    status: int = 200,
    said: str = "",
    grave: bool = False,
    typed: Mapping[str, object] | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    store = box_of(request).store
    affairs = store.affairs.affairs()
    return page(
        request,
        "webhooks.html",
        here="/box",
        status=status,
        said=said,
        grave=grave,
        webhooks=store.webhooks.all(),
        affairs=affairs,
        names={affair.id: affair.name for affair in affairs},
        typed=typed or {"address": "", "affairs": []},
        faults=faults or {},
    )
