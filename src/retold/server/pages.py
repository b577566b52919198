"""A page of the site: its frame, with what the visitor may go to, around a template's content."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse

from retold.server import cookies
from retold.server.access import is_public
from retold.server.box import box_of
from retold.server.guards import form_token
from retold.server.sessions import is_at_least, signed_in

Place = tuple[str, str]
"""Address and name of a page that the frame leads to."""

_READING: tuple[Place, ...] = (
    ("/affairs", "Affairs"),
    ("/stories", "Stories"),
    ("/search", "Search"),
    ("/feeds", "Feeds"),
)
_LOOKING = tuple(place for place in _READING if place[0] in ("/stories", "/search"))
_OF_EDITORS: tuple[Place, ...] = (("/corrections", "Corrections"),)
_OF_OWNERS: tuple[Place, ...] = (("/readers", "Readers"), ("/people", "People"), ("/box", "Box"))


def page(
    request: Request,
    template: str,
    *,
    here: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,  # noqa: ANN401 - what the template takes
) -> HTMLResponse:
    """The page of a template in `web/templates/site/`; `here` is the address in the frame under which it stands.

    The template has `user` (None for a visitor), `may(role)`, `token()` for its forms, and the `values`.
    """
    from retold.web.site import render

    user = signed_in(request)
    given: dict[str, Any] = {
        "name": box_of(request).settings.site.name,
        "user": user,
        "may": partial(is_at_least, user),
        "token": cache(partial(form_token, request)),
        "places": places(request),
        "mails": box_of(request).mails,
        "signs_in": not box_of(request).store.for_looking,
        "here": here,
        "keys": cookies.read(box_of(request), request.scope, cookies.KEYS),
        "part": request.headers.get("hx-target", "") if request.headers.get("hx-request") else "",
    }
    return HTMLResponse(render(template, **given, **values), status, headers=headers)


def places(request: Request) -> tuple[Place, ...]:
    """What the visitor may go to. In what is only for looking nothing is watched or followed."""
    if box_of(request).store.for_looking:
        return _LOOKING
    user = signed_in(request)
    brief: tuple[Place, ...] = (("/", "Brief"),) if user or is_public(request, "brief") else ()
    reading = _READING if user or is_public(request, "all") else ()
    edits = _OF_EDITORS if is_at_least(user, "editor") else ()
    return (*brief, *reading, *edits, *(_OF_OWNERS if is_at_least(user, "owner") else ()))
