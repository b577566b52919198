"""`retold correct`: what a person knows better than the grouping, kept in a store for ever, or until undone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.settings import StorePlace, the_settings, the_store
from retold.types import Correction, CorrectionKind, StoryEvent

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

app = typer.Typer(
    no_args_is_help=True,
    help="Say by hand which articles belong together, and which don't. It holds until undone.\n\n"
    "Example: [bold]retold correct apart one.html other.html --store news.sqlite[/bold]",
)

Articles = Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Two or more: id, input or address of each.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so; your user name if not given.")]


@app.command()
def together(articles: Articles, *, store: StorePlace = None, by: By = None) -> None:
    """These articles tell one story.

    Example: [bold]retold correct together one.html other.html --store news.sqlite[/bold]
    """
    _correct("together", articles, store, by)


@app.command()
def apart(articles: Articles, *, store: StorePlace = None, by: By = None) -> None:
    """No two of these articles tell one story.

    Example: [bold]retold correct apart one.html other.html --store news.sqlite[/bold]
    """
    _correct("apart", articles, store, by)


@app.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Of the correction, as `list` shows it.")],
    *,
    store: StorePlace = None,
    by: By = None,
) -> None:
    """Take a correction back.

    Example: [bold]retold correct undo 3 --store news.sqlite[/bold]
    """
    from retold.store import open_store

    with open_store(the_store(store, the_settings()), create=False) as kept:
        kept.undo(number, by=by or getuser(), at=datetime.now(UTC))
        typer.echo(f"correction {number} is undone")
        _follow(kept)


@app.command("list")
def list_all(*, store: StorePlace = None) -> None:
    """Show all corrections, those undone included.

    Example: [bold]retold correct list --store news.sqlite[/bold]
    """
    from retold.store import open_store

    with open_store(the_store(store, the_settings()), create=False) as kept:
        corrections = kept.corrections()
        named = {i for correction in corrections for i in correction.articles}
        inputs = {article.id: article.input for article in kept.articles(named)}
        for correction in corrections:
            typer.echo(_line(correction, [inputs[i] for i in correction.articles]))


def _correct(kind: CorrectionKind, articles: list[str], store: str | None, by: str | None) -> None:
    from retold.service import correct
    from retold.store import open_store

    with open_store(the_store(store, the_settings()), create=False) as kept:
        made = correct(kind, articles, store=kept, by=by or getuser(), at=datetime.now(UTC))
        typer.echo(_line(made, articles))
        _follow(kept)


def _follow(store: "DatabaseStore") -> None:
    from retold.service import follow_stories

    for line in event_lines(follow_stories(store=store)):
        typer.echo(line)


def _line(correction: Correction, names: Iterable[str]) -> str:
    when = f" on {correction.at:%Y-%m-%d}" if correction.at else ""
    undone = "" if correction.holds else f", undone by {correction.undone_by}"
    return f"{correction.number}  {correction.kind}: {', '.join(names)} (by {correction.by}{when}{undone})"


def event_lines(events: Iterable[StoryEvent]) -> Iterable[str]:
    """What befell stories, a line each."""
    said = {"joined": "joined by", "moved": "taken over", "merged": "took in", "split": "split off with"}
    for event in events:
        count = f"{len(event.articles)} article{'' if len(event.articles) == 1 else 's'}"
        other = f" of story {event.other}" if event.other else ""
        because = ", ".join(event.because)
        yield f"story {event.story}: {said.get(event.kind, 'opened with')} {count}{other}: {because}"
