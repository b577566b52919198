"""`retold backup` and `retold restore`: a copy of a store, made while it is in use, and put back."""

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(metavar="FILE", help="The copy.")]
StorePlace = Annotated[str, typer.Option("--store", metavar="STORE", help="The store.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of a file that is there.")]


def backup(file: File, *, store: StorePlace, replace: Replace = False) -> None:
    """Write a copy of a store to a file, whole and checked, while others go on using it.

    Example: [bold]retold backup monday.sqlite --store news.sqlite[/bold]
    """
    from retold.store import open_store

    with open_store(store, create=False) as kept:
        kept.backup(file, replace=replace)
    typer.echo(f"{store}: copied to {file}")


def restore(file: File, *, store: StorePlace, replace: Replace = False) -> None:
    """Put a copy back in the place of a store, after looking through it for damage.

    Example: [bold]retold restore monday.sqlite --store news.sqlite --replace[/bold]
    """
    from retold.store import restore as put_back

    put_back(file, store, replace=replace)
    typer.echo(f"{store}: as it was in {file}")
