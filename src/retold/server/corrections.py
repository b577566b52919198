"""The corrections: all that people said of articles, stories and affairs, who, when, and undone by whom."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.errors import StoreError
from retold.server.box import box_of
from retold.server.guards import limit
from retold.server.listing import page_of
from retold.server.pages import page
from retold.server.sessions import local, require
from retold.server.signing_in import Form
from retold.service import correcting
from retold.types import Correction, Placement, User

router = APIRouter(include_in_schema=False)
log = logs.logger("server")

Editor = Annotated[User, Depends(require("editor"))]
_limited = [Depends(limit("correct", 60))]
_SHOWN = 25
"""Corrections on a page: each has two articles or more."""
_SAID = {
    "undone": "It is undone, and the stories are as they would be without it.",
    "later": "It is undone. The stories follow within two minutes.",
}


@router.get("/corrections", dependencies=[Depends(require("editor"))])
def corrections(request: Request, said: str = "") -> Response:
    """All of them, newest first."""
    store = box_of(request).store
    paged = page_of(
        _newest_first(store.corrections(), store.affairs.placements()),
        request.query_params.get("page", ""),
        most=_SHOWN,
    )
    ids = {i for one in paged.shown for i in (one.articles if isinstance(one, Correction) else (one.article,))}
    return page(
        request,
        "corrections.html",
        here="/corrections",
        paged=paged,
        articles={article.id: article for article in store.articles(ids)} if ids else {},
        affairs={affair.id: affair for affair in store.affairs.affairs()},
        said=_SAID.get(said, ""),
    )


@router.post("/corrections/{number}/undo", dependencies=_limited)
def undo(request: Request, editor: Editor, number: int, form: Form) -> Response:
    """Take back what was said of articles, and have the stories follow."""
    box, now = box_of(request), box_of(request).clock()
    try:
        box.store.undo(number, by=editor.name, at=now)
    except StoreError:
        raise _gone() from None
    at_once = correcting.take_up(box.store, now=now, config=box.settings.config)
    log.info("a correction is undone", number=number, by=editor.id)
    return _back(form, "undone" if at_once else "later")


@router.post("/placements/{number}/undo", dependencies=_limited)
def undo_placement(request: Request, editor: Editor, number: int, form: Form) -> Response:
    """Take back what was said of an article and an affair."""
    box = box_of(request)
    try:
        correcting.undo_placement(number, by=editor.name, at=box.clock(), store=box.store, config=box.settings.config)
    except StoreError:
        raise _gone() from None
    log.info("a placement is undone", number=number, by=editor.id)
    return _back(form, "undone")


def _newest_first(
    corrections: Sequence[Correction], placements: Sequence[Placement]
) -> Sequence[Correction | Placement]:
    def since(one: Correction | Placement) -> tuple[float, int]:
        return (one.at.timestamp() if one.at is not None else 0.0, one.number)

    return sorted((*corrections, *placements), key=since, reverse=True)


def _back(form: dict[str, str], said: Literal["undone", "later"]) -> Response:
    return RedirectResponse(local(form["next"]) if form.get("next") else f"/corrections?said={said}", 303)


def _gone() -> HTTPException:
    return HTTPException(404, "nothing of this number holds, or it was undone before: /corrections shows what holds")
