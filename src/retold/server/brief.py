"""The first page: the brief, what is new of the affairs as facts; and what was new on a day, at an address for ever."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from retold.server.access import is_public, reading
from retold.server.box import box_of
from retold.server.pages import page
from retold.server.remembering import remembered
from retold.server.sessions import signed_in
from retold.service.front import MOST, Front, brief_of, brief_since
from retold.types import Affair, Length

router = APIRouter(include_in_schema=False)

_FITS = 110
"""Lines of a page: less than 100 KB."""

Days = Annotated[int, Query(ge=1, le=7)]


@router.get("/")
def brief(request: Request, days: Days = 1, affair: str = "", length: Length = "medium") -> Response:
    """What is new in the last days, of one affair (id) or of all; to who may not read it, what this is.

    In what is only for looking nothing is new: its stories are its first page.
    """
    if signed_in(request) is None and not is_public(request, "brief"):
        return page(request, "welcome.html")
    box = box_of(request)
    if box.store.for_looking:
        return RedirectResponse("/stories", 303)
    affairs = box.store.affairs.affairs()
    chosen = _chosen(affairs, affair)

    def make() -> tuple[Front, Front | None]:
        told = brief_since(days, store=box.store, now=box.clock(), affairs=chosen, length=length, config=config)
        if told.lines or told.earlier is None:
            return told, None
        # Nothing is new: the last that was is better than an empty page.
        now = box.clock()
        return told, brief_of(told.earlier, store=box.store, now=now, affairs=chosen, length=length, config=config)

    config = box.settings.config
    key = ("brief", days, affair, length, affairs, box.store.ledger.last_number())
    told, before = remembered(request, key, make)
    return _told(request, told, before, affairs, days=days, affair=affair, length=length)


@router.get("/brief/{day}", dependencies=[Depends(reading("brief"))])
def brief_of_day(request: Request, day: str, affair: str = "", length: Length = "medium") -> Response:
    """What was entered on a day (UTC), as 2026-03-04."""
    box = box_of(request)
    affairs = box.store.affairs.affairs()
    chosen, of = _chosen(affairs, affair), _day(day)

    def make() -> Front:
        now, config = box.clock(), box.settings.config
        return brief_of(of, store=box.store, now=now, affairs=chosen, length=length, config=config)

    told = remembered(request, ("day", of, affair, length, affairs, box.store.ledger.last_number()), make)
    return _told(request, told, None, affairs, days=0, affair=affair, length=length)


def _told(
    request: Request,
    told: Front,
    before: Front | None,
    affairs: tuple[Affair, ...],
    *,
    days: int,
    affair: str,
    length: Length,
) -> Response:
    """The page; `before` is the last day that had news, where there is nothing in the days asked for."""
    from retold.display.editions import first, view
    from retold.display.quoting import at_words
    from retold.web.editions import tongue
    from retold.web.fronts import sentences

    shown = before or told
    whole = view(shown.edition)
    # Who may read the brief alone is led to the outlets' own pages.
    inside = signed_in(request) is not None or is_public(request, "all")
    lead = sentences(shown.edition) if inside else lambda _, held: at_words(held.address, held.text)
    return page(
        request,
        "brief.html",
        here="/",
        told=view(told.edition),
        shown=first(whole, _FITS) if whole.lines > _FITS else whole,
        day=shown.day,
        among=(MOST, shown.lines) if shown.lines > MOST else None,
        beside=shown.beside,
        earlier=shown.earlier,
        later=shown.later,
        affairs=affairs,
        chosen={"days": days, "affair": affair, "length": length},
        size=0 if affairs else box_of(request).store.overviews.size(),
        inside=inside,
        to_sentence=lead,
        tongue=tongue,
    )


def _chosen(affairs: tuple[Affair, ...], affair: str) -> tuple[Affair, ...]:
    chosen = tuple(one for one in affairs if affair in ("", one.id))
    if affair and not chosen:
        raise HTTPException(404, "this affair is not followed, or no longer: the first page has all others")
    return chosen


def _day(words: str) -> date:
    try:
        found = date.fromisoformat(words)
    except ValueError:
        found = None
    # Each day has one address.
    if found is None or found.isoformat() != words:
        raise HTTPException(404, "a brief is named by its day, as /brief/2026-03-04")
    return found
