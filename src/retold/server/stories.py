"""Stories: the newest, one told whole, two of its articles side by side, and what an editor says of it."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.errors import InputError
from retold.server.access import reading
from retold.server.box import box_of
from retold.server.fields import Fields, fields
from retold.server.guards import check_form, limit
from retold.server.pages import page
from retold.server.sessions import is_at_least, require, signed_in
from retold.service import story_corrections
from retold.service.correcting import take_up
from retold.service.story_pages import heirs
from retold.service.telling import told
from retold.types import Correction, Story, StorySummary, User

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

_COMPARED = 60
"""Pairs that one address may have compared a minute: each takes a tenth of a second."""
_CORRECTED = 60
"""Corrections that one address may make a minute."""
_AGAIN = "60"
"""Seconds after which a story that is being worked out may be asked for again."""
log = logs.logger("server")


def an_id(key: str) -> str:
    """What stands in an address for a story or an article. Raises a 404 for what can be none."""
    if not re.fullmatch("[0-9a-f]{16}", key):
        raise HTTPException(404)
    return key


router = APIRouter(include_in_schema=False)
Key = Annotated[str, Depends(an_id)]
Sent = Annotated[Fields, Depends(fields)]
Editor = Annotated[User, Depends(require("editor"))]
_readers = [Depends(reading("all"))]


@router.get("/stories", dependencies=_readers)
def stories(request: Request, affair: str = "", several: str = "", before: str = "") -> Response:
    """A page of them, newest first."""
    store = box_of(request).store
    followed = store.affairs.find(affair) if affair else None
    if affair and followed is None:
        raise HTTPException(404, "no such affair is followed: the list of affairs has those that are")
    try:
        found, older = store.reading.stories(
            affair=followed.id if followed is not None else None, several=several == "1", before=before
        )
    except InputError as error:
        raise HTTPException(404, error.reason) from error
    asked = {"affair": affair, "several": several, "before": older}
    return page(
        request,
        "stories.html",
        here="/stories",
        stories=found,
        older=f"/stories?{urlencode({name: value for name, value in asked.items() if value})}" if older else "",
        affairs=store.affairs.affairs(),
        affair=followed,
        several=several == "1",
        before=before,
    )


@router.get("/stories/{key}", dependencies=_readers)
def story(request: Request, key: Key, correction: Annotated[tuple[int, ...], Query()] = ()) -> Response:
    """One told whole, and for editors what they have just said of it (`correction`, by number)."""
    found = _current(request, key)
    if isinstance(found, Response):
        return found
    box = box_of(request)
    known = told("story", key, store=box.store, now=box.clock(), config=box.settings.config)
    if known is None or known.content is None:
        return _gone(request, key)
    edits = is_at_least(signed_in(request), "editor")
    said = [c for c in box.store.corrections() if c.number in correction] if correction and edits else []
    return page(
        request,
        "story.html",
        here="/stories",
        story=found,
        told=Markup(known.content.decode()),
        corrections=[(c, story_corrections.is_taken_up(c, box.store)) for c in said],
        names={a.id: a.name for a in box.store.articles({i for c in said for i in c.articles[:4]})},
        again=_said(key, said),
    )


@router.get("/stories/{key}/beside", dependencies=[*_readers, Depends(limit("beside", _COMPARED))])
def beside(request: Request, key: Key, a: str = "", b: str = "") -> Response:
    """Two of its articles side by side; without `a` the fullest, without `b` the fullest of the others."""
    from retold.service.grouping import compare

    found = _whole(request, key)
    if isinstance(found, Response):
        return found
    box, articles = box_of(request), {article.id: article for article in found.articles}
    one, other = _pair(found, a, b)
    known = one in articles and other in articles and one != other
    return page(
        request,
        "beside.html",
        here="/stories",
        status=200 if known else 422,
        story=found,
        a=one,
        b=other,
        comparison=compare(articles[one], articles[other], config=box.settings.config) if known else None,
    )


@router.get("/stories/{key}/correct")
def correct_form(request: Request, key: Key, user: Editor) -> Response:
    """What an editor may say of it."""
    found = _whole(request, key)
    return found if isinstance(found, Response) else _correct_form(request, found)


@router.post("/stories/{key}/correct", dependencies=[Depends(limit("correct", _CORRECTED))])
def correct(request: Request, key: Key, user: Editor, sent: Sent) -> Response:
    """Keep what an editor said, and let stories be so: at once, or as soon as the worker comes to it."""
    check_form(request, sent.get("form", [""])[-1])
    box, now = box_of(request), box_of(request).clock()
    found = _whole(request, key)
    if isinstance(found, Response):
        return found
    try:
        said = _say(found, sent, user, now, box.store)
    except InputError as error:
        return _correct_form(request, found, sent=sent, fault=str(error))
    take_up(box.store, now=now, config=box.settings.config)
    log.info("a story is corrected", story=key, numbers=[c.number for c in said], by=user.id)
    lead = said[0].articles[0]
    return RedirectResponse(_said(box.store.whereabouts([lead]).get(lead, key), said), 303)


def _say(story: Story, sent: Fields, user: User, now: datetime, store: "DatabaseStore") -> tuple[Correction, ...]:
    other = sent.get("other")
    if other is not None:
        return story_corrections.tells_the_same(story, other[-1], store=store, by=user.name, at=now)
    return story_corrections.take_out(story, sent.get("article", ()), store=store, by=user.name, at=now)


def _said(key: str, said: Sequence[Correction]) -> str:
    """The page of a story, with what was just said of it."""
    return f"/stories/{key}?{urlencode([('correction', correction.number) for correction in said])}"


def _correct_form(request: Request, story: Story, *, sent: Fields | None = None, fault: str = "") -> Response:
    given = sent or {}
    return page(
        request,
        "correct.html",
        here="/stories",
        status=422 if fault else 200,
        story=story,
        chosen=given.get("article", ()),
        other=given.get("other", [""])[-1],
        of="other" if "other" in given else "article",
        fault=fault,
    )


def _current(request: Request, key: str) -> StorySummary | Response:
    """The story in a line, or what is answered where it is not, or no longer, under this id."""
    found = box_of(request).store.reading.summaries([key]).get(key)
    if found is None:
        return _gone(request, key)
    return found if found.id == key else RedirectResponse(_now(request, key, found.id), 308)


def _whole(request: Request, key: str) -> Story | Response:
    """The story, or what is answered where it is not."""
    found = _current(request, key)
    if isinstance(found, Response):
        return found
    return next(box_of(request).store.stories([key]), None) or _gone(request, key)


def _now(request: Request, key: str, now: str) -> str:
    """The same address of the story that it has become."""
    path = request.url.path.replace(f"/stories/{key}", f"/stories/{now}", 1)
    return f"{path}?{request.url.query}" if request.url.query else path


def _gone(request: Request, key: str) -> Response:
    """Where the articles are of a story that is no more."""
    found = heirs(key, box_of(request).store)
    if found is None:
        raise HTTPException(404, "there is no such story, and never was: look through the list of stories")
    if not found:
        raise HTTPException(503, "this story is being worked out", headers={"Retry-After": _AGAIN})
    return page(request, "gone.html", here="/stories", status=410, stories=found)


def _pair(story: Story, a: str, b: str) -> tuple[str, str]:
    from retold.matrix import fullest

    articles = list(story.articles)
    one = a or articles[fullest(articles)].id
    rest = [article for article in articles if article.id != one]
    return one, b or (rest[fullest(rest)].id if rest else "")
