"""What programs change for an editor: corrections, affairs and what belongs to them, feeds. Only a token may."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from retold import records
from retold.server.api import schemas
from retold.server.api.access import Asker, allowed, needs
from retold.server.api.affairs import find_affair
from retold.server.api.answers import Id, Route, answered, missing
from retold.server.api.paging import Paged, page_of, paged
from retold.server.box import box_of
from retold.types import Affair

router = APIRouter(route_class=Route)
_EDITING = {"openapi_extra": needs("edit")["openapi_extra"]}
Editor = Annotated[Asker, Depends(allowed("edit"))]
Words = Annotated[str, Field(min_length=1, max_length=500)]
Names = Annotated[list[Words], Field(max_length=100)]
Number = Annotated[int, Path(ge=1, lt=1 << 31, description="As its list gives it.")]


class Body(BaseModel):
    """What is sent: these fields and no others, as JSON."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


# --- corrections


class NewCorrection(Body):
    """Articles that tell one story, or no two of which do."""

    kind: Literal["together", "apart"]
    #: By id, input or address.
    articles: Annotated[list[Words], Field(min_length=2, max_length=100)]


@router.get(
    "/corrections", responses={200: schemas.page("corrections", "Correction")}, tags=["corrections"], **needs("edit")
)
def corrections(request: Request, paging: Paged) -> Response:
    """All that people ever said of articles, newest first, what was undone included."""
    shown, after = page_of(box_of(request).store.corrections(), lambda one: [-one.number], paging)
    return paged(request, "corrections", records.plain(shown), after)


@router.post("/corrections", status_code=201, responses={201: schemas.of("TakenUp")}, tags=["corrections"], **_EDITING)
def correct(request: Request, asker: Editor, sent: NewCorrection) -> Response:
    """Say that articles belong together, or no two of them do, until it is undone.

    `taken_up` tells whether stories are so already; else the worker sees to it in a minute or two.
    """
    from retold.service.criteria import ids_of
    from retold.service.following import correct as keep

    box = box_of(request)
    articles = ids_of(sent.articles, box.store)
    made = keep(sent.kind, articles, store=box.store, by=asker.name, at=box.clock())
    return answered({**records.plain(made), "taken_up": _take_up(request)}, status=201)


@router.delete("/corrections/{number}", responses={200: schemas.of("TakenUp")}, tags=["corrections"], **_EDITING)
def undo_correction(request: Request, asker: Editor, number: Number) -> Response:
    """Take a correction back. It stays in the list, as undone."""
    box = box_of(request)
    if not any(one.number == number and one.holds for one in box.store.corrections()):
        raise HTTPException(404, f"no correction {number} holds: the list shows those that do")
    undone = box.store.undo(number, by=asker.name, at=box.clock())
    return answered({**records.plain(undone), "taken_up": _take_up(request)})


def _take_up(request: Request) -> bool:
    from retold.service.correcting import take_up

    box = box_of(request)
    return take_up(box.store, now=box.clock(), config=box.settings.config)


# --- affairs


class NewAffair(Body):
    """What to follow: stories that have one of the words, actors or examples, and one of the countries."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    words: Names = []
    actors: Names = []
    #: In English or by ISO 3166 codes.
    countries: Names = []
    #: Articles by id, input or address.
    examples: Names = []
    #: Words that keep a story out.
    without: Names = []


class ChangedAffair(Body):
    """Criteria to add, some to drop of whatever kind, another name; what isn't sent stays."""

    name: Annotated[str, Field(max_length=200)] = ""
    words: Names = []
    actors: Names = []
    countries: Names = []
    examples: Names = []
    without: Names = []
    drop: Names = []


class NewPlacement(Body):
    """An article that belongs to an affair with its story, or does not."""

    #: By id, input or address.
    article: Words
    belongs: bool


@router.post("/affairs", status_code=201, responses={201: schemas.of("Affair")}, tags=["affairs"], **_EDITING)
def follow(request: Request, asker: Editor, sent: NewAffair) -> Response:
    """Follow an affair. What belongs to it the worker decides, in a minute or two."""
    from retold.service.affairs import follow as begin

    box = box_of(request)
    made = begin(**sent.model_dump(), store=box.store, at=box.clock())
    _look_through(request)
    return answered(records.affair(made), status=201)


@router.patch("/affairs/{affair}", responses={200: schemas.of("Affair")}, tags=["affairs"], **_EDITING)
def change(request: Request, asker: Editor, affair: Id, sent: ChangedAffair) -> Response:
    """Change what an affair is known by, as `retold affairs change` does; then what belongs to it is decided anew."""
    from retold.service.affairs import change as changed

    store = box_of(request).store
    made = changed(_affair(request, affair), **sent.model_dump(), store=store)
    store.overviews.reopen(made.id)
    _look_through(request)
    return answered(records.affair(made))


@router.get(
    "/affairs/{affair}/placements",
    responses={200: schemas.page("placements", "Placement")},
    tags=["affairs"],
    **needs("edit"),
)
def placements(request: Request, affair: Id, paging: Paged) -> Response:
    """What people put into an affair or left out of it, newest first, what was undone included."""
    said = box_of(request).store.affairs.placements(_affair(request, affair).id)
    shown, after = page_of(said, lambda one: [-one.number], paging)
    return paged(request, "placements", records.plain(shown), after)


@router.post(
    "/affairs/{affair}/placements",
    status_code=201,
    responses={201: schemas.of("Placement")},
    tags=["affairs"],
    **_EDITING,
)
def place(request: Request, asker: Editor, affair: Id, sent: NewPlacement) -> Response:
    """Say that an article belongs to an affair, with its story, or does not, until it is undone."""
    from retold.service.affairs import place as put

    box = box_of(request)
    found = _affair(request, affair)
    made = put(found, sent.article, belongs=sent.belongs, store=box.store, by=asker.name, at=box.clock())
    return answered(records.plain(made), status=201)


@router.delete("/placements/{number}", responses={200: schemas.of("Placement")}, tags=["affairs"], **_EDITING)
def undo_placement(request: Request, asker: Editor, number: Number) -> Response:
    """Take back what was put in or left out."""
    from retold.service.affairs import undo

    box = box_of(request)
    if not any(one.number == number and one.holds for one in box.store.affairs.placements()):
        raise HTTPException(404, f"no placement {number} holds: the affair's list shows those that do")
    return answered(records.plain(undo(number, store=box.store, by=asker.name, at=box.clock())))


def _affair(request: Request, id_: str) -> Affair:
    found = find_affair(request, id_)
    if found is None:
        raise missing("affair")
    return found


def _look_through(request: Request) -> None:
    """Have the worker decide as soon as it comes to it what belongs."""
    from retold.service.working import STREAM

    box = box_of(request)
    box.store.add_tasks([STREAM])
    box.store.feeds.bring_forward(STREAM.kind, beyond=box.clock(), due=box.clock())


# --- feeds


class NewFeed(Body):
    """What to watch: a feed, a sitemap, or a site that names its feed."""

    url: Annotated[str, Field(min_length=1, max_length=2_000)]
    #: What it is; then it is believed, and not looked at.
    kind: Literal["feed", "sitemap", "page"] | None = None
    title: Annotated[str, Field(max_length=200)] = ""
    folder: Annotated[str, Field(max_length=200)] = ""
    #: Seconds between two visits; else as often as it has news.
    every: Annotated[float, Field(ge=60, le=31_536_000)] | None = None


@router.post("/feeds", status_code=201, responses={201: schemas.of("Feed")}, tags=["feeds"], **_EDITING)
def watch(request: Request, asker: Editor, sent: NewFeed) -> Response:
    """Watch a feed. What is watched already is changed as given."""
    from retold.service.feeds import add_feed
    from retold.watching import health

    box = box_of(request)
    given: dict[str, Any] = sent.model_dump(exclude={"url"})
    done = add_feed(box.store, sent.url, now=box.clock(), config=box.settings.config, **given)
    rows = box.store.feeds
    told = health(done.feed, rows.visits(done.feed.url), config=box.settings.config.watching)
    return answered(records.feed(told, rows.planned().get(done.feed.url)), status=201)


@router.delete("/feeds", status_code=204, tags=["feeds"], **_EDITING)
def unwatch(
    request: Request, asker: Editor, url: Annotated[str, Query(max_length=2_000, description="As the list gives it.")]
) -> Response:
    """Watch a feed no longer. What was read of it stays."""
    if not box_of(request).store.feeds.remove(url):
        raise HTTPException(404, "this is not watched: the list shows what is")
    return Response(status_code=204)
