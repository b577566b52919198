"""`retold doctor`: how a box is, a line a side, with what to do."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.progress import printable
from retold.cli.settings import SettingsFile, StorePlace

if TYPE_CHECKING:
    from rich.console import Console

    from retold.service.doctor import Finding

_STYLES = {"ok": "green", "warning": "yellow", "fault": "bold red"}
_STATE = 9
"""Columns of the state."""


def doctor(
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")] = False,
    within: Annotated[
        float, typer.Option("--within", metavar="SECONDS", min=1, help="Time that each check may take.")
    ] = 20.0,
) -> None:
    """Look whether all is well: settings, store, disk, clock, feeds, workers, mail. Changes nothing, sends nothing.

    Exit status 1 if something doesn't work.

    Example: [bold]retold doctor --store news.sqlite[/bold]
    """
    from retold.errors import SettingsError
    from retold.service.doctor import examine
    from retold.settings import Settings, load

    faults: tuple[str, ...] = ()
    try:
        found = load(settings)
    except SettingsError as error:
        # The rest of the box can be looked at all the same.
        found, faults = Settings(), error.faults
    findings = examine(found, store=store or found.store, now=datetime.now(UTC), within=within, faults=faults)
    told = _as_json(findings) if json else _shown(findings)
    if any(finding.state == "fault" for finding in told):
        raise typer.Exit(1)


def _as_json(findings: Iterable["Finding"]) -> list["Finding"]:
    import msgspec

    told = list(findings)
    record = {"well": all(finding.state != "fault" for finding in told), "findings": told}
    typer.echo(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())
    return told


def _shown(findings: Iterable["Finding"]) -> list["Finding"]:
    """Each as soon as it is there: some take seconds."""
    from rich.console import Console

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    told = []
    for finding in findings:
        told.append(finding)
        _line(console, finding)
    count = {state: sum(one.state == state for one in told) for state in _STYLES}
    said = [
        f"{count[state]} {state}{'' if count[state] == 1 else 's'}" for state in ("fault", "warning") if count[state]
    ]
    console.print(f"\n{' and '.join(said)}" if said else "\nall is well", markup=False)
    return told


def _line(console: "Console", finding: "Finding") -> None:
    from rich.text import Text

    name = f"{finding.name:<16}"
    margin = " " * (_STATE + len(name))
    room = max(20, console.width - len(margin))
    said = wrap(printable(finding.said), room, break_on_hyphens=False)
    step = wrap(f"→ {printable(finding.step)}", room, subsequent_indent="  ") if finding.step else []
    lines = [Text.assemble((f"{finding.state:<{_STATE}}", _STYLES[finding.state]), name, said[0])]
    lines += [Text(margin + words) for words in said[1:]]
    lines += [Text.assemble(margin, (words, "bold")) for words in step]
    for line in lines:
        console.print(line, soft_wrap=True)
