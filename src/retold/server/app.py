"""The app: every route of the box, behind the guards that all of them share. Nothing is started here."""

from fastapi import FastAPI

from retold import __version__
from retold.server import editions, errors, guards, headers, health, requests, signing_in, static, subscriptions
from retold.server.box import Box

_ROOMS = (health, static, signing_in, subscriptions, editions)


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
    app.add_middleware(requests.Bodies)
    app.add_middleware(headers.Hosts, box=box)
    app.add_middleware(requests.Requests)
    app.add_middleware(headers.Headers, box=box)
    return app
