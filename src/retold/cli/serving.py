"""`retold serve`: the pages in the browser, and the worker beside them, until it is told to stop."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store

if TYPE_CHECKING:
    from retold.server.box import Box
    from retold.settings import Settings


def serve(
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for all of this machine's.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for any that is free.", min=0, max=65_535)] = 8000,
    worker: Annotated[
        bool,
        typer.Option("--worker/--no-worker", help="Fetch, follow and mail, too; or leave that to `retold worker`."),
    ] = True,
) -> None:
    """Serve the pages, and fetch, follow and mail beside it; ends with Control-C or SIGTERM.

    At the first start it prints a link by which the owner's account is made. There is no password before that.

    Example: [bold]retold serve --store news.sqlite[/bold]
    """
    from retold.server.app import make_app
    from retold.server.box import Box
    from retold.server.running import Apart, listen, run
    from retold.store import open_store

    found = the_settings(settings, running=True)
    place = the_store(store, found)
    with open_store(place) as kept, listen(host, port) as at:
        found = _located(found, place, at.getsockname()[1])
        box = Box(store=kept, settings=found)
        app = make_app(box)
        _greet(box)
        run(app, at, worker=Apart(_working(found), {"RETOLD_SITE_URL": found.site.url}) if worker else None)


def _working(settings: "Settings") -> list[str]:
    """The command of the worker that works on the same store by the same settings."""
    named = [] if settings.file is None else ["--settings", str(settings.file)]
    run = "from retold.cli import main; main()"
    return [sys.executable, "-c", run, "worker", "--attached", "--store", settings.store, *named]


def _located(settings: "Settings", store: str, port: int) -> "Settings":
    """The settings with the store and the address at which the box is reached; an address that is set stands."""
    from dataclasses import replace

    settings = replace(settings, store=store)
    if "site.url" in settings.sources:
        return settings
    url = f"http://localhost:{port}"
    config = replace(settings.config, subscribing=replace(settings.config.subscribing, site=url))
    return replace(settings, site=replace(settings.site, url=url), config=config)


def _greet(box: "Box") -> None:
    """Say where the box is, and how its owner gets in if there is none."""
    from retold.service.accounts import first_token

    url = box.settings.site.url.rstrip("/")
    typer.echo(f"Retold is at {url} (Control-C ends it)")
    token = first_token(store=box.store, now=box.clock())
    if token is not None:
        typer.echo(f"Make the owner's account, within a day:\n{url}/first?token={token}")
