"""`retold settings`, and how every command finds its settings and its store.

A command that works on a store takes `SettingsFile` and `StorePlace`, and asks `the_store` for the place.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from retold.settings import Settings

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="The settings, in TOML; else that of RETOLD_SETTINGS, ./retold.toml, or ~/.config/retold/retold.toml.",
    ),
]
StorePlace = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="STORE",
        help="The store: a file, postgresql://user@host/database, or parquet:DIR; if left out, that of the settings.",
    ),
]
_WIDE = 48
"""Columns of a value that others are aligned with."""


def the_settings(file: Path | None = None, *, running: bool = False) -> "Settings":
    """The settings, checked; from here on what is logged is told as they say. Raises `SettingsError`.

    `running`: for what runs by itself (the worker): it tells its work, where other commands print what they found and
    log only what went wrong, unless a level is set.
    """
    from retold import logs
    from retold.settings import load

    found = load(file)
    quiet = not running and "log.level" not in found.sources
    logs.start(level="warning" if quiet else found.log.level, form=found.log.format)
    return found


def the_store(option: str | None, settings: "Settings") -> str:
    """The store that the command was given, or that the settings name."""
    place = option or settings.store
    if not place:
        raise typer.BadParameter("name one, or set `store` in retold.toml or RETOLD_STORE", param_hint="--store")
    return place


def settings(
    *,
    file: SettingsFile = None,
    example: Annotated[
        bool, typer.Option("--example", help="Print a settings file with every setting, its meaning and its default.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")] = False,
) -> None:
    """Show all settings as they are in force, and where each was set. Secrets are not shown.

    Example: [bold]retold settings --example > retold.toml[/bold]
    """
    from retold.settings import describing, load

    if example:
        typer.echo(describing.example(), nl=False)
        return
    found = load(file)
    if json:
        typer.echo(_as_json(found))
    else:
        _show(found)


def _as_json(settings: "Settings") -> str:
    import msgspec

    from retold.settings import describing

    told = {
        one.name: {"value": one.masked(value), "from": settings.sources.get(one.name)}
        for one, value in describing.in_force(settings)
    }
    record = {"file": None if settings.file is None else str(settings.file), "settings": told}
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode()


def _show(settings: "Settings") -> None:
    from rich.console import Console
    from rich.text import Text

    from retold.cli.progress import printable
    from retold.settings import describing

    console = Console(highlight=False)
    console.print(Text(f"settings of {settings.file or 'no file'}"), soft_wrap=True)
    rows = [
        (one.name, printable(one.shown(value)), settings.sources.get(one.name))
        for one, value in describing.in_force(settings)
    ]
    names = max(len(name) for name, _, _ in rows)
    values = max(len(shown) for _, shown, _ in rows if len(shown) <= _WIDE)
    for name, shown, where in rows:
        line = f"{name:<{names}}  {shown:<{values}}  {where or 'unless set'}"
        # Never wrapped within a value: what is cut in two can't be looked up.
        console.print(Text(line, "" if where else "dim"), soft_wrap=True)
