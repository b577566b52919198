"""What commands are given, and what becomes of it: articles, and the inputs that could not be used."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.progress import printable, read_watched
from retold.errors import InputError
from retold.types import Article

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT",
        help="Files, folders, addresses, or -: pages, feeds, sitemaps, OPML, WARC, JSON lines.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]
StorePlace = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FILE",
        help="Keep what is read in this file, and work on all it holds; postgresql://..., or parquet:DIR.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
AsPage = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page, too, for a browser.")
]


@dataclass(slots=True)
class Outcome:
    """What became of the inputs."""

    articles: list[Article] = field(default_factory=list)
    failed: list[InputError] = field(default_factory=list)
    store: "DatabaseStore | None" = None

    def finish(self) -> None:
        """Let go of the store, say what failed, and leave with status 1 if anything did."""
        if self.store is not None:
            self.store.close()
        for error in self.failed:
            typer.echo(f"retold: {printable(str(error))}", err=True)
        if self.failed:
            raise typer.Exit(1)


def gather(inputs: list[str] | None, store: str | None, *, quiet: bool = False) -> Outcome:
    """The articles that the inputs lead to; with a store, those are kept and all that it holds is given back."""
    from retold.service import read_all

    if not inputs and store is None:
        from retold.cli.settings import the_settings

        store = the_settings().store or None
    if not inputs and store is None:
        raise typer.BadParameter("name a file, a folder, an address, - or a --store", param_hint="INPUT")
    outcome = Outcome()
    if store is None:
        _sort_out(read_watched(inputs or [], lambda names, watch: read_all(names, watch=watch), quiet=quiet), outcome)
        return outcome
    from retold.store import open_store

    outcome.store = kept = open_store(store, create=bool(inputs))
    found = read_watched(inputs or [], lambda names, watch: read_all(names, store=kept, watch=watch), quiet=quiet)
    _sort_out(found, outcome)
    outcome.articles = list(outcome.store.articles())
    return outcome


def _sort_out(found: Iterable[Article | InputError], outcome: Outcome) -> None:
    for one in found:
        if isinstance(one, InputError):
            outcome.failed.append(one)
        else:
            outcome.articles.append(one)
