"""What commands print: JSON, tables, and text for people; and the files that they write."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from retold.cli.inputs import Outcome

if TYPE_CHECKING:
    from rich.console import Console


def print_json(record: dict[str, Any], outcome: Outcome) -> None:
    """One JSON document on standard output, and what failed in it."""
    import msgspec

    from retold import records

    document = msgspec.json.encode({**record, "failed": records.failures(outcome.failed)})
    sys.stdout.buffer.write(msgspec.json.format(document, indent=2) + b"\n")
    sys.stdout.buffer.flush()


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """A table on standard output."""
    import io

    from retold.display.tables import csv_lines

    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf8", newline="", write_through=True)
    out.writelines(csv_lines(columns, rows))
    out.detach()


def terminal() -> "Console":
    """A console on standard output, as wide as it is, 100 columns where it is none."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 100)


def write(file: Path, text: str) -> None:
    """A page for a browser."""
    try:
        file.write_text(text, encoding="utf8")
    except OSError as error:
        raise typer.BadParameter(
            f"{file} can't be written ({error.strerror}): name a file in a folder that exists", param_hint="--html"
        ) from error
