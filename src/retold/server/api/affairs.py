"""What programs read of affairs, what is new of them, and what it comes from, each as the command line prints it."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from retold import records
from retold.server.api import schemas
from retold.server.api.access import needs
from retold.server.api.answers import Form, Id, Of, Route, answered, as_it_is, at, missing, table
from retold.server.api.paging import Paged, page_of, paged
from retold.server.box import box_of
from retold.types import Affair, Length

router = APIRouter(route_class=Route)
_PUBLIC = needs("read", part="all")


@router.get("/affairs", responses={200: schemas.page("affairs", "CountedAffair")}, tags=["affairs"], **_PUBLIC)
def affairs(request: Request, paging: Paged) -> Response:
    """The affairs that are followed, by name, as `retold affairs list --json` prints them."""
    rows = box_of(request).store.affairs
    shown, after = page_of(rows.affairs(), lambda one: [one.name.casefold(), one.id], paging)
    sizes = rows.sizes()
    told = [records.counted_affair(one, sizes.get(one.id, 0)) for one in shown]
    return paged(request, "affairs", told, after)


@router.get("/affairs/{affair}", responses={200: schemas.of("AffairAccount")}, tags=["affairs"], **_PUBLIC)
def affair(request: Request, affair: Id) -> Response:
    """One affair, as `retold affairs show --json` prints it.

    A large one is told by its newest stories, as on its page: `left_out` counts the others, which `stories` lists.
    """
    return as_it_is(_told(request, affair))


@router.get("/affairs/{affair}/timeline", responses={200: schemas.of("Timeline")}, tags=["affairs"], **_PUBLIC)
def timeline(request: Request, affair: Id) -> Response:
    """The timeline of an affair, as `retold timeline --json` prints one."""
    return as_it_is(bytes(msgspec.json.decode(_told(request, affair), type=_Parts).timeline))


@router.get(
    "/affairs/{affair}/statements", responses={200: schemas.of("Speakers", csv=True)}, tags=["affairs"], **_PUBLIC
)
def speakers(request: Request, affair: Id, format: Form = "json") -> Response:
    """Who says what in an affair: its account's `speakers`."""
    from retold.service.api_records import SPEAKER_COLUMNS, speaker_rows

    told = msgspec.json.decode(_told(request, affair))
    if format == "csv":
        return table(f"statements-{affair}", SPEAKER_COLUMNS, speaker_rows(told, at(request)))
    return answered({"speakers": told["speakers"]})


@router.get("/affairs/{affair}/figures", responses={200: schemas.of("Figures", csv=True)}, tags=["affairs"], **_PUBLIC)
def figures(request: Request, affair: Id, format: Form = "json") -> Response:
    """The figures of an affair over time: its timeline's `series`."""
    from retold.service.api_records import FIGURE_COLUMNS, figure_rows

    told = msgspec.json.decode(_told(request, affair))
    if format == "csv":
        return table(f"figures-{affair}", FIGURE_COLUMNS, figure_rows(told, at(request)))
    return answered({"series": told["timeline"]["series"]})


class _Parts(msgspec.Struct):
    """Of an affair's account what is not taken apart."""

    timeline: msgspec.Raw


def _told(request: Request, affair: str) -> bytes:
    from retold.service.telling import told

    box = box_of(request)
    if find_affair(request, affair) is None:
        raise missing("affair")
    found = told("affair.json", affair, store=box.store, now=box.clock(), config=box.settings.config)
    if found is None or found.content is None:
        raise missing("affair")
    return found.content


def find_affair(request: Request, id_: str) -> Affair | None:
    """The affair of this id, and not one that has it for a name."""
    found = box_of(request).store.affairs.find(id_)
    return found if found is not None and found.id == id_ else None


# --- the edition, and what it comes from


@router.get("/edition", responses={200: schemas.of("Edition")}, tags=["brief"], **_PUBLIC)
def edition(
    request: Request,
    since: Annotated[
        str, Query(max_length=40, description="2025-10-07, 2025-10-07T06:00, yesterday, 24h, 3d.")
    ] = "24h",
    affair: Of = None,
    length: Length = "medium",
) -> Response:
    """What is new since then, as `retold brief --since --json` prints it; days begin at midnight UTC."""
    from retold.service.editions import edition_since
    from retold.service.moments import moment

    box = box_of(request)
    now = box.clock()
    begins = moment(since, now)
    chosen = [] if affair is None else [find_affair(request, affair)]
    if None in chosen:
        raise missing("affair")
    wanted = [one for one in chosen if one is not None]
    found = edition_since(begins, store=box.store, now=now, affairs=wanted, length=length, config=box.settings.config)
    return answered(records.edition(found))


@router.get("/feeds", responses={200: schemas.page("feeds", "Feed")}, tags=["feeds"], **_PUBLIC)
def feeds(request: Request, paging: Paged) -> Response:
    """What is watched, and how it fares, as `retold feeds list --json` prints it."""
    from retold.watching import health

    box = box_of(request)
    rows = box.store.feeds
    shown, after = page_of(rows.feeds(), lambda one: [one.folder, one.title.casefold(), one.url], paging)
    planned, config = rows.planned(), box.settings.config.watching
    told = [records.feed(health(one, rows.visits(one.url), config=config), planned.get(one.url)) for one in shown]
    return paged(request, "feeds", told, after)
