"""The page on which all that was read is searched, as one types where the browser runs scripts."""

from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup, escape
from starlette.responses import Response

from retold.errors import InputError
from retold.server.access import reading
from retold.server.box import box_of
from retold.server.pages import page
from retold.service.searching import KINDS, query_of, search
from retold.store.searching import COUNTED
from retold.types import Found, SearchQuery, Snippet

FIELDS = ("words", "outlet", "actor", "since", "until", "change")
"""What the form asks, and what addresses of searches and their feeds hold."""

router = APIRouter(include_in_schema=False)


@router.get("/search", dependencies=[Depends(reading("all"))])
def search_page(request: Request) -> Response:
    """The form, and what was found."""
    given = request.query_params
    typed = {name: given.get(name, "").replace("\0", "") for name in FIELDS}
    order, before = given.get("order", ""), given.get("before", "")
    store, is_part = box_of(request).store, "hx-request" in request.headers
    found, fault, query = Found(hits=(), next="", count=0), "", SearchQuery()
    try:
        query = query_of(**typed)
        found = search(query, store=store, best=order == "best", before=before)
    except InputError as error:
        fault = f"{error}."
    asked = {name: value for name, value in typed.items() if value}
    ordered = asked | ({"order": "best"} if order == "best" else {})
    return page(
        request,
        "search.html",
        here="/search",
        # htmx shows nothing of what is refused.
        status=422 if fault and not is_part else 200,
        typed=typed,
        best=order == "best",
        found=found,
        fault=fault,
        kinds=() if store.for_looking else KINDS,
        counted=COUNTED,
        outlets=() if is_part else store.search.outlets(),
        behind=store.search.compared_behind() if query.change else None,
        asks=bool(asked),
        narrowed=bool(ordered.keys() - {"words"}),
        paged=bool(before),
        next=f"/search?{urlencode(ordered | {'before': found.next})}" if found.next else "",
        first=f"/search?{urlencode(ordered)}",
        feed=urlencode(asked),
        marked=marked,
    )


def marked(snippet: Snippet) -> Markup:
    """The passage, with what was searched for marked in it."""
    done, at = Markup(""), 0
    for start, end in snippet.matched:
        done += escape(snippet.text[at:start]) + Markup("<mark>{}</mark>").format(snippet.text[start:end])
        at = end
    return done + escape(snippet.text[at:])
