"""Feeds beside the pages that show the same: `.atom` and `.json` of the brief, an affair, a story, a search.

Who may read the page may read its feed. Feed readers send no headers, so here, and only here, a token may stand in the
address (`?token=`); it needs the scope "read", and is told to no log.
"""

from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from retold.display.frames import frame
from retold.errors import InputError
from retold.server.access import Part
from retold.server.api.access import admit, sent_by
from retold.server.api.affairs import find_affair
from retold.server.box import box_of
from retold.server.remembering import remembered
from retold.server.searching import FIELDS
from retold.service import feeds_out
from retold.service.feeds_out import NEWEST, Place
from retold.service.searching import query_of
from retold.service.searching import search as find
from retold.web.feeds import OutFeed, atom, json_feed

router = APIRouter(include_in_schema=False)
_FORMS = {"atom": (atom, "application/atom+xml; charset=utf-8"), "json": (json_feed, "application/feed+json")}


def _reading(part: Part) -> Callable[[Request, str], None]:
    def check(request: Request, token: Annotated[str, Query(max_length=100)] = "") -> None:
        admit(request, "read", sent_by(request) or token, part=part)

    return check


@router.get("/brief.{form}", dependencies=[Depends(_reading("brief"))])
def brief(request: Request, form: str) -> Response:
    """An entry for each day with news."""
    box = box_of(request)

    def make() -> OutFeed:
        place = replace(_place(request, "/"), feed=f"/brief.{form}", page="/")
        return feeds_out.brief_feed(place, store=box.store, now=box.clock(), config=box.settings.config)

    # Thirty days of news are looked through.
    key = ("brief feed", form, box.store.affairs.affairs(), box.store.ledger.last_number())
    return _answer(request, form, remembered(request, key, make))


@router.get("/affairs/{affair}.{form}", dependencies=[Depends(_reading("all"))])
def affair(request: Request, affair: str, form: str) -> Response:
    """An entry for each fact."""
    found = find_affair(request, affair)
    if found is None:
        raise HTTPException(404, "this affair is not followed, or no longer")
    place = _place(request, f"/affairs/{affair}")
    return _answer(request, form, feeds_out.affair_feed(found, place, store=box_of(request).store))


@router.get("/stories/{story}.{form}", dependencies=[Depends(_reading("all"))])
def story(request: Request, story: str, form: str) -> Response:
    """An entry for each article, and for each change of the story's life."""
    store = box_of(request).store
    now = store.story_now(story)
    if now != story:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/stories/{now}.{form}{query}", 308)
    found = next(store.stories({story}), None)
    if found is None:
        raise HTTPException(404, "there is no such story")
    return _answer(request, form, feeds_out.story_feed(found, _place(request, f"/stories/{story}"), store=store))


@router.get("/search.{form}", dependencies=[Depends(_reading("all"))])
def search(request: Request, form: str) -> Response:
    """An entry for each article that is found, by the fields of the page."""
    typed = {name: request.query_params.get(name, "").replace("\0", "") for name in FIELDS}
    try:
        found = find(query_of(**typed), store=box_of(request).store, limit=NEWEST)
    except InputError as error:
        raise HTTPException(422, str(error)) from error
    title = " · ".join(value for value in typed.values() if value) or "All articles"
    return _answer(request, form, feeds_out.search_feed(found.hits, title, _place(request, "/search")))


def _place(request: Request, page: str) -> Place:
    site = box_of(request).settings.site
    # The token is its reader's, and stands in no feed.
    asked = request.url.remove_query_params("token")
    query = f"?{asked.query}" if asked.query else ""
    name = site.name or frame("en").say("name")
    return Place(site=site.url.rstrip("/"), name=name, feed=asked.path + query, page=page + query)


def _answer(request: Request, form: str, feed: OutFeed) -> Response:
    """The feed, or that it is as it was (RFC 9110, 13)."""
    if form not in _FORMS:
        raise HTTPException(404, "a feed is had as .atom or .json")
    write, kind = _FORMS[form]
    content = write(feed).encode("utf8", "replace")
    headers = {
        # Weak: it may be compressed on its way.
        "ETag": f'W/"{sha256(content).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(feed.updated, usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if _is_known(request, headers["ETag"], feed):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=kind)


def _is_known(request: Request, etag: str, feed: OutFeed) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or etag.removeprefix("W/") in (
            one.strip().removeprefix("W/") for one in known.split(",")
        )
    try:
        return parsedate_to_datetime(request.headers["if-modified-since"]) >= feed.updated.replace(microsecond=0)
    except (KeyError, ValueError, TypeError):
        return False
