"""`retold backup` and `retold restore`: a copy of a store, made while it is in use, and put back."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store

Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of what is there.")]
_NAMED = re.compile(r"retold-\d{8}-\d{6}\.sqlite")


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="The copy; if left out, one named by the time, in the settings' folder of backups."
        ),
    ] = None,
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
    replace: Replace = False,
    keep: Annotated[
        int | None,
        typer.Option("--keep", metavar="NUMBER", min=1, help="Delete all but so many of those named by the time."),
    ] = None,
) -> None:
    """Write a copy of a store to a file, whole and checked, while others go on using it.

    Example: [bold]retold backup monday.sqlite --store news.sqlite[/bold]
    """
    from retold.service.keeping import copy_name
    from retold.store import backup as copy_to
    from retold.store import database_at

    found = the_settings(settings)
    place = the_store(store, found)
    if file is None and not found.backups:
        raise typer.BadParameter("name one, or set `backups` to a folder", param_hint="FILE")
    if file is not None and keep is not None:
        raise typer.BadParameter("copies that you name yourself are yours to delete", param_hint="--keep")
    copy = file or Path(found.backups) / copy_name(datetime.now(UTC))
    copy_to(place, copy, replace=replace)
    typer.echo(f"{database_at(place).name}: copied to {copy}")
    for old in [] if keep is None else _older(copy.parent, keep):
        old.unlink()
        typer.echo(f"{old}: deleted")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy.")],
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
    replace: Replace = False,
) -> None:
    """Put a copy back in the place of a store, of either kind, after looking through it for damage.

    Example: [bold]retold restore monday.sqlite --store news.sqlite --replace[/bold]
    """
    from retold.store import database_at
    from retold.store import restore as put_back

    place = the_store(store, the_settings(settings))
    put_back(file, place, replace=replace)
    typer.echo(f"{database_at(place).name}: as it was in {file}")


def _older(folder: Path, keep: int) -> list[Path]:
    """Those that `backup` named, but the newest; the names sort by time."""
    return sorted(file for file in folder.iterdir() if _NAMED.fullmatch(file.name))[:-keep]
