"""What programs read of articles and stories, each as the command line prints it."""

from collections.abc import Iterator
from datetime import date
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from retold import records
from retold.server.api import schemas
from retold.server.api.access import needs
from retold.server.api.answers import Form, Id, Of, Route, answered, at, missing, table
from retold.server.api.paging import MOST, Paged, paged
from retold.server.box import box_of
from retold.types import Article, ChangeKind, Facts, Hit, Story, StorySummary

router = APIRouter(route_class=Route)
_PUBLIC = needs("read", part="all")
_SHORT, _WORDS = 200, 1_000
_PATIENCE = 20.0
"""Seconds that somebody waits for another's sentences to be read before they are told to come again."""
_READING = Lock()
"""One article at a time in a process: each takes a core."""


# --- articles


@router.get("/articles", responses={200: schemas.page("articles", "Hit", csv=True)}, tags=["articles"], **_PUBLIC)
def articles(
    request: Request,
    paging: Paged,
    words: Annotated[str, Query(max_length=_WORDS, description='Words, "phrases", -without, this OR that.')] = "",
    outlet: Annotated[str, Query(max_length=_SHORT, description="Words of the outlet's name.")] = "",
    actor: Annotated[str, Query(max_length=_SHORT, description="Who says something, or is spoken of.")] = "",
    since: Annotated[date | None, Query(description="First day of writing.")] = None,
    until: Annotated[date | None, Query(description="Last day of writing.")] = None,
    change: Annotated[ChangeKind | None, Query(description="What was changed in a text that was taken over.")] = None,
    format: Form = "json",
) -> Response:
    """Search articles, newest first; all of them if nothing is searched for."""
    from retold.service.searching import query_of, search

    first, last = (day.isoformat() if day is not None else "" for day in (since, until))
    query = query_of(words, outlet=outlet, actor=actor, since=first, until=last, change=change or "")
    store = box_of(request).store

    def every() -> Iterator[Hit]:
        before = ""
        while True:
            found = search(query, store=store, before=before, limit=MOST)
            yield from found.hits
            before = found.next
            if not before:
                return

    if format == "csv":
        return table("articles", _HIT_COLUMNS, (_hit_row(hit, request) for hit in every()))
    found = search(query, store=store, before=paging.after, limit=paging.limit)
    return paged(request, "articles", records.plain(found.hits), found.next)


@router.get("/articles/{article}", responses={200: schemas.of("Article")}, tags=["articles"], **_PUBLIC)
def article(request: Request, article: Id) -> Response:
    """One article, whole, as `retold read --json` prints it."""
    return answered(records.article(_article(request, article)))


@router.get("/articles/{article}/statements", responses={200: schemas.of("Statements")}, tags=["articles"], **_PUBLIC)
def statements(request: Request, article: Id) -> Response:
    """Who says what in an article, as `retold statements --json` prints it."""
    return answered(records.statements(_facts(request, _article(request, article))))


@router.get("/articles/{article}/times", responses={200: schemas.of("Times")}, tags=["articles"], **_PUBLIC)
def times(request: Request, article: Id) -> Response:
    """The expressions of time in an article, as `retold times --json` prints them."""
    from retold.service.facts import find_times

    found = _article(request, article)
    told = find_times(found.text, found.published, language=found.language)
    return answered(records.times(Facts(article=found, times=told, statements=(), figures=(), events=())))


def _article(request: Request, id_: str) -> Article:
    found = next(box_of(request).store.articles({id_}), None)
    if found is None:
        raise missing("article")
    return found


def _facts(request: Request, article: Article) -> Facts:
    """What is kept of it; what isn't known yet is found, while nobody else has it done."""
    from retold.service.facts import find_facts

    box = box_of(request)
    known = box.store.facts(article)
    if known is not None:
        return known
    if not _READING.acquire(timeout=_PATIENCE):
        raise HTTPException(503, "other articles are being read", headers={"Retry-After": "30"})
    try:
        return next(find_facts([article], store=box.store, config=box.settings.config))
    finally:
        _READING.release()


# --- stories


@router.get("/stories", responses={200: schemas.page("stories", "StorySummary", csv=True)}, tags=["stories"], **_PUBLIC)
def stories(request: Request, paging: Paged, affair: Of = None, format: Form = "json") -> Response:
    """The stories, newest first."""
    rows = box_of(request).store.reading

    def every() -> Iterator[StorySummary]:
        before = ""
        while True:
            found, before = rows.stories(affair=affair, before=before, limit=MOST)
            yield from found
            if not before:
                return

    if format == "csv":
        return table("stories", _STORY_COLUMNS, (_story_row(one, request) for one in every()))
    found, after = rows.stories(affair=affair, before=paging.after, limit=paging.limit)
    return paged(request, "stories", records.plain(found), after)


_MOVED: Any = {308: {"description": "It went into another story: where that is."}}


@router.get("/stories/{story}", responses={200: schemas.of("Story"), **_MOVED}, tags=["stories"], **_PUBLIC)
def story(request: Request, story: Id) -> Response:
    """One story, whole, as `retold stories --json` prints it."""
    found = _story(request, story)
    return found if isinstance(found, Response) else answered(records.story(found))


@router.get(
    "/stories/{story}/compare",
    responses={200: schemas.of("Comparison", csv=True), **_MOVED},
    tags=["stories"],
    **_PUBLIC,
)
def compare(
    request: Request,
    story: Id,
    a: Annotated[str, Query(pattern="^[0-9a-f]{16}$", description="An article of it.")],
    b: Annotated[str, Query(pattern="^[0-9a-f]{16}$", description="Another one.")],
    format: Form = "json",
) -> Response:
    """Two articles of a story side by side, as `retold compare --json` prints them."""
    from retold.service.grouping import compare as beside

    found = _story(request, story)
    if isinstance(found, Response):
        return found
    of_id = {one.id: one for one in found.articles}
    if a not in of_id or b not in of_id or a == b:
        raise HTTPException(404, "a and b must be two articles of this story: their ids stand in its `articles`")
    told = records.comparison(beside(of_id[a], of_id[b], config=box_of(request).settings.config))
    if format == "csv":
        return table(f"changes-{a}-{b}", _CHANGE_COLUMNS, map(_change_row, told["changes"]))
    return answered(told)


def _story(request: Request, id_: str) -> Story | RedirectResponse:
    """The story, or the way to the one into which it went."""
    store = box_of(request).store
    now = store.story_now(id_)
    if now != id_:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(request.url.path.replace(id_, now, 1) + query, 308)
    found = next(store.stories({id_}), None)
    if found is None:
        raise missing("story")
    return found


# --- tables

_HIT_COLUMNS = (
    "id", "title", "outlet", "language", "earliest", "latest", "precision", "url", "story", "passage", "changes",
    "address",
)  # fmt: skip
_STORY_COLUMNS = ("id", "headline", "language", "newest", "articles", "outlets", "origins", "names", "address")
_CHANGE_COLUMNS = ("kind", "matters", "a", "b", "because")


def _hit_row(hit: Hit, request: Request) -> dict[str, object]:
    return {
        "id": hit.article,
        "title": hit.title,
        "outlet": hit.outlet,
        "language": hit.language,
        "earliest": records.plain(hit.published.earliest),
        "latest": records.plain(hit.published.latest),
        "precision": hit.precision,
        "url": hit.url,
        "story": hit.story,
        "passage": hit.snippet.text,
        "changes": "; ".join(f"{change.kind}: {change.because}" for change in hit.changes),
        "address": at(request)(hit.article),
    }


def _story_row(story: StorySummary, request: Request) -> dict[str, object]:
    site = box_of(request).settings.site.url.rstrip("/")
    return {**records.plain(story), "names": "; ".join(story.names), "address": f"{site}/stories/{story.id}"}


def _change_row(change: dict[str, Any]) -> dict[str, object]:
    sides = {side: change[side]["text"] if change[side] is not None else "" for side in ("a", "b")}
    return {"kind": change["kind"], "matters": change["matters"], **sides, "because": change["because"]}
