"""`retold serve`: the pages in the browser, and the worker beside them, until it is told to stop."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store

if TYPE_CHECKING:
    from retold.server.box import Box
    from retold.settings import Settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


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

    At the first start it prints a link by which the owner's account is made. There is no password before that. What
    `retold archive` wrote (--store parquet:FOLDER) is shown to whoever asks on this machine, and nothing works beside.

    Example: [bold]retold serve --store news.sqlite[/bold]
    """
    from retold.server.app import make_app
    from retold.server.box import Box
    from retold.server.running import Apart, listen, run
    from retold.store import open_store

    found = the_settings(settings, running=True)
    place = the_store(store, found)
    with open_store(place) as kept, listen(host, port) as at:
        if kept.for_looking:
            found = _for_all(found, host)
        found = _located(found, place, at.getsockname()[1])
        box = Box(store=kept, settings=found)
        app = make_app(box)
        _greet(box)
        works = worker and not kept.for_looking
        run(app, at, worker=Apart(_working(found), {"RETOLD_SITE_URL": found.site.url}) if works else None)


def _for_all(settings: "Settings", host: str) -> "Settings":
    """The settings of a box in which nobody can sign in: on this machine all may read it, elsewhere who says so.

    Raises `SettingsError` where the settings would close it, or leave it open to others without saying so.
    """
    from dataclasses import replace

    from retold.errors import SettingsError

    nobody = "nobody can sign in to an archive's result"
    if "site.public" in settings.sources:
        if settings.site.public != "all":
            said = f'{nobody}, so site.public "{settings.site.public}" would show none of it: set it to "all"'
            raise SettingsError((f"{said}, in {settings.sources['site.public']}",))
        return settings
    if host not in _LOOPBACK or "site.url" in settings.sources:
        where = f"at {host}" if host not in _LOOPBACK else f"by {settings.site.url}"
        step = "if all of them may, set site.public (or RETOLD_SITE_PUBLIC) to all"
        raise SettingsError((f"{nobody}, so whoever gets to it {where} can read all of it: {step}",))
    return replace(settings, site=replace(settings.site, public="all"))


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
    if box.store.for_looking:
        typer.echo(f"It shows {box.store.name}, which takes no changes.")
        return
    token = first_token(store=box.store, now=box.clock())
    if token is not None:
        typer.echo(f"Make the owner's account, within a day:\n{url}/first?token={token}")
