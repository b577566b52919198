"""What editors do with an affair: change it, say what belongs to it and take that back, follow it no longer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from retold.errors import InputError, StoreError
from retold.server import affair_form
from retold.server.affair_form import Stated
from retold.server.affair_found import SAID, Found, decided_soon, hasten, in_words
from retold.server.box import box_of
from retold.server.listing import MOST
from retold.server.pages import page as show
from retold.server.sessions import require
from retold.server.signing_in import Form
from retold.service import affairs
from retold.types import Affair, User

router = APIRouter(include_in_schema=False, dependencies=[Depends(require("editor"))])

Editor = Annotated[User, Depends(require("editor"))]
Which = Literal["in", "out"]
_HISTORY = 100
"""Placements that the history shows, the newest."""


@router.get("/affairs/{key}/edit")
def edit_form(request: Request, affair: Found) -> Response:
    """Its name and what it is followed by, to be changed."""
    return _edit_page(request, affair, affair_form.as_it_is(affair, box_of(request).store), {})


@router.post("/affairs/{key}/edit")
def edit(request: Request, affair: Found, form: Form) -> Response:
    """Change it; what belongs is decided anew where that may be another."""
    store = box_of(request).store
    filled = affair_form.stated(form)
    faults = affair_form.faults_of(filled, store, affair=affair)
    if faults:
        return _edit_page(request, affair, filled, faults)
    try:
        changed = affairs.restate(affair, name=filled.name, **filled.criteria, store=store)
    except InputError as error:
        return _edit_page(request, affair, filled, {"without": affair_form.sentence(error)})
    if in_words(changed, store) == in_words(affair, store):
        return RedirectResponse(f"/affairs/{affair.id}?said=renamed", 303)
    return decided_soon(changed, "changed", request)


@router.get("/affairs/{key}/articles")
def decisions(request: Request, affair: Found, which: Which = "in", before: str = "", said: str = "") -> Response:
    """What was decided of each story, with the reasons: of those that belong, or of those that don't."""
    store = box_of(request).store
    belongs = which == "in"
    try:
        # Of all stories most don't belong: those that do are passed over.
        found, older = store.reading.stories(affair=affair.id if belongs else None, before=before, limit=MOST)
    except InputError as error:
        raise HTTPException(404, error.reason) from error
    decided = store.overviews.decisions(affair.id, [story.id for story in found], belongs=belongs)
    placements = store.affairs.placements(affair.id)[: -_HISTORY - 1 : -1]
    return show(
        request,
        "affair_articles.html",
        here="/affairs",
        affair=affair,
        which=which,
        stories=[story for story in found if story.id in decided],
        decided=decided,
        before=before,
        older=older,
        placements=placements,
        named={one.id: one for one in store.articles({placement.article for placement in placements})},
        said=SAID.get(said, ""),
    )


@router.post("/affairs/{key}/place")
def place(request: Request, affair: Found, user: Editor, form: Form) -> Response:
    """Put a story in, or leave it out, by one of its articles."""
    box = box_of(request)
    which: Which = "in" if form.get("belongs") == "yes" else "out"
    try:
        affairs.place(
            affair, form.get("article", ""), belongs=which == "in", store=box.store, by=user.name, at=box.clock()
        )
    except InputError as error:
        raise HTTPException(422, f"{error.name}: {error.reason}") from error
    hasten(box)
    # The list from which the story has gone.
    before: Which = "out" if form.get("which") == "out" else "in"
    return RedirectResponse(f"/affairs/{affair.id}/articles?which={before}&said={which}", 303)


@router.post("/affairs/{key}/undo")
def undo(request: Request, affair: Found, user: Editor, form: Form) -> Response:
    """Take back what was said by hand of this affair."""
    box = box_of(request)
    number = form.get("number", "")
    own = [p.number for p in box.store.affairs.placements(affair.id) if p.holds and str(p.number) == number]
    try:
        for one in own:
            affairs.undo(one, store=box.store, by=user.name, at=box.clock())
    except StoreError:
        # Somebody else was quicker.
        own = []
    if not own:
        raise HTTPException(404, "this was taken back already, or never said of this affair: look at its history")
    hasten(box)
    return RedirectResponse(f"/affairs/{affair.id}/articles?said=undone#history", 303)


@router.get("/affairs/{key}/forget")
def forget_form(request: Request, affair: Found) -> Response:
    """Ask before it is forgotten."""
    number = box_of(request).store.overviews.affair(affair.id).articles
    return show(
        request,
        "affair_forget.html",
        here="/affairs",
        affair=affair,
        articles=number,
    )


@router.post("/affairs/{key}/forget")
def forget(request: Request, affair: Found, form: Form) -> Response:
    """Follow it no longer."""
    box_of(request).store.affairs.forget(affair.id)
    return RedirectResponse("/affairs?said=forgotten", 303)


def _edit_page(request: Request, affair: Affair, form: Stated, faults: dict[str, str]) -> Response:
    status = 422 if faults else 200
    return show(request, "affair_edit.html", here="/affairs", status=status, affair=affair, form=form, faults=faults)
