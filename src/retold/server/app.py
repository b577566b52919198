"""The app: every route of the box, behind the guards that all of them share. Nothing is started here."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from retold import __version__
from retold.server import (
    account,
    affair_editing,
    affairs,
    api,
    articles,
    box_page,
    brief,
    corrections,
    editions,
    errors,
    feeds,
    guards,
    headers,
    health,
    metrics,
    openid,
    people,
    readers,
    requests,
    searching,
    signing_in,
    static,
    stories,
    subscriptions,
)
from retold.server.box import Box

# Feeds stand at the addresses of pages with an ending, which a page would take for a part of its id.
_ROOMS = (
    api, brief, affairs, affair_editing, stories, articles, searching, feeds, corrections, readers, people, box_page,
    account, signing_in, openid, subscriptions, editions, metrics, health, static,
)  # fmt: skip

_WORTH_IT, _EFFORT = 1_500, 4
"""Bytes from which on an answer is compressed, and how hard it is tried: one to two milliseconds for a long page."""


def make_app(box: Box) -> FastAPI:
    """The app of a box. What FastAPI shows of itself loads scripts from elsewhere, and is left out."""
    app = FastAPI(
        title="Retold", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    for room in _ROOMS:
        app.include_router(room.router)
    errors.install(app)
    signing_in.install(app)
    # From the inside out.
    guards.install(app, box)
    metrics.install(app, box)
    # What a page says of its visitor is told by no length: tokens of forms are another at each time (BREACH).
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_IT, compresslevel=_EFFORT)
    app.add_middleware(requests.Bodies)
    app.add_middleware(headers.Hosts, box=box)
    app.add_middleware(requests.Requests)
    app.add_middleware(headers.Headers, box=box)
    return app
