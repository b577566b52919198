"""The affairs that are followed: all of them, and one told whole."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.responses import Response

from retold.errors import InputError
from retold.server import affair_form
from retold.server.access import reading
from retold.server.affair_form import Stated
from retold.server.affair_found import SAID, Found, decided_soon, in_words
from retold.server.affair_telling import affair_told
from retold.server.box import box_of
from retold.server.listing import asked
from retold.server.pages import page as show
from retold.server.remembering import remembered
from retold.server.sessions import require
from retold.server.signing_in import Form
from retold.service.affair_pages import PARTS, read
from retold.service.affairs import follow
from retold.types import User
from retold.types.overviews import AffairOverview

_LATELY = timedelta(days=7)
"""News that the list counts."""
_STORIES = 15
"""Stories that the page of an affair names."""

router = APIRouter(include_in_schema=False)
_readers = [Depends(reading("all"))]


@router.get("/affairs", dependencies=_readers)
def affairs(request: Request, said: str = "") -> Response:
    """All of them, and for editors the form to follow another."""
    return _all(request, Stated(), {}, said=SAID.get(said, ""))


@router.post("/affairs")
def follow_another(request: Request, user: Annotated[User, Depends(require("editor"))], form: Form) -> Response:
    """Follow another affair, and have decided what belongs to it."""
    box = box_of(request)
    filled = affair_form.stated(form)
    faults = affair_form.faults_of(filled, box.store)
    if faults:
        return _all(request, filled, faults)
    try:
        made = follow(filled.name, **filled.criteria, store=box.store, at=box.clock())
    except InputError as error:
        return _all(request, filled, {"without": affair_form.sentence(error)})
    return decided_soon(made, "", request)


@router.get("/affairs/{key}", dependencies=_readers)
def affair(request: Request, affair: Found, said: str = "") -> Response:
    """One: its stories as they are now, and what was told of them last."""
    box = box_of(request)
    rows = box.store.overviews
    stories, _ = box.store.reading.stories(affair=affair.id, limit=_STORIES)
    is_looked_through = rows.looked_through(affair.id)
    known = affair_told(request, affair.id) if is_looked_through else None
    return show(
        request,
        "affair.html",
        here="/affairs",
        affair=affair,
        criteria=in_words(affair, box.store),
        counted=rows.affair(affair.id),
        stories=stories,
        decided=rows.decisions(affair.id, [story.id for story in stories], belongs=True),
        is_looked_through=is_looked_through,
        size=0 if is_looked_through else rows.size(),
        known=known,
        told=Markup(read(known).whole if known is not None else ""),
        said=SAID.get(said, ""),
    )


@router.get("/affairs/{key}/timeline", dependencies=_readers)
@router.get("/affairs/{key}/figures", dependencies=_readers)
@router.get("/affairs/{key}/speakers", dependencies=_readers)
@router.get("/affairs/{key}/outlets", dependencies=_readers)
def part_of_affair(request: Request, affair: Found, page: str = "1") -> Response:
    """All there is of one part of it, in pages."""
    part = request.url.path.rpartition("/")[2]
    known = affair_told(request, affair.id)
    pages = read(known).parts.get(part, ())
    number = min(asked(page), max(1, len(pages)))
    return show(
        request,
        "affair_part_page.html",
        here="/affairs",
        affair=affair,
        of=part,
        heading=PARTS[part],
        known=known,
        told=Markup(pages[number - 1] if pages else ""),
        paged={"number": number, "pages": len(pages)},
    )


def _all(request: Request, form: Stated, faults: Mapping[str, str], *, said: str = "") -> Response:
    """The list, with the form as it was filled in."""
    box = box_of(request)
    followed = box.store.affairs.affairs()
    since = box.clock() - _LATELY
    return show(
        request,
        "affairs.html",
        here="/affairs",
        status=422 if faults else 200,
        affairs=followed,
        counted=remembered(request, ("affairs", followed), lambda: box.store.overviews.affairs(since=since)),
        nothing=AffairOverview(),
        criteria={affair.id: in_words(affair, box.store) for affair in followed},
        size=0 if followed else box.store.overviews.size(),
        form=form,
        faults=faults,
        said=said,
    )
