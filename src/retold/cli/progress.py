"""What a person sees while pages are read: how many, how fast, and which one. Nothing where nobody watches.

Writes to standard error, only if that is a terminal, and leaves nothing behind there.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from retold.errors import InputError
from retold.types import Article

if TYPE_CHECKING:
    from rich.progress import Progress

Watch = Callable[[str, int], None]
Found = TypeVar("Found", bound=Article | InputError)
_BESIDE = 64
"""Columns that stand beside the name: spinner, bar, count, rate and time left."""


def watching(*, quiet: bool) -> bool:
    """Whether somebody is there to see progress."""
    return not quiet and sys.stderr.isatty()


def read_watched(
    inputs: Iterable[str], read: Callable[[Iterable[str], Watch], Iterable[Found]], *, quiet: bool
) -> Iterator[Found]:
    """What `read` makes of the inputs, with a bar while it does: of known length for files, else with a count."""
    if not watching(quiet=quiet):
        yield from read(inputs, lambda name, number: None)
        return
    from retold.intake.files import names

    listed = list(names(inputs))
    with _bar() as bar:
        room = max(16, bar.console.width - _BESIDE)
        task = bar.add_task("reading", total=len(listed) if len(listed) > 1 else None, count="", now="")

        def begun() -> Iterator[str]:
            for number, name in enumerate(listed):
                bar.update(task, completed=number)
                yield name

        def watch(name: str, number: int) -> None:
            said = count(number, bar.tasks[0].elapsed or 0.0) if number else ""
            bar.update(task, count=said, now=shortened(name, room))

        yield from read(begun(), watch)


def count(pages: int, seconds: float) -> str:
    """ "1,204 pages · 35 a second"."""
    said = f"{pages:,} {'page' if pages == 1 else 'pages'}"
    if seconds < 1:
        return said
    rate = pages / seconds
    return f"{said} · {rate:,.0f} a second" if rate >= 1 else f"{said} · {rate * 60:,.0f} a minute"


def shortened(name: str, longest: int) -> str:
    """A name's end, which tells it from its neighbours."""
    shown = printable(name)
    return shown if len(shown) <= longest else f"…{shown[1 - longest :]}"


def printable(text: str) -> str:
    """The text without control characters: names come from feeds and archives, and a terminal would obey them."""
    return "".join(character if character.isprintable() else "·" for character in text)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.table import Column

    class Done(MofNCompleteColumn):
        """ "37/200" where the total is known."""

        def render(self, task):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return super().render(task) if task.total is not None else ""

    name = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    return Progress(
        SpinnerColumn(),
        BarColumn(bar_width=16),
        Done(),
        TextColumn("{task.fields[count]}", markup=False),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}", style="dim", markup=False, table_column=name),
        console=Console(stderr=True),
        transient=True,
        expand=True,
    )


@contextmanager
def steps(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Says what is being done, a line that each step replaces."""
    if not watching(quiet=quiet):
        yield lambda step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda step: status.update(step)
