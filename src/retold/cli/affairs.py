"""`retold follow` and `retold affairs`: what a reader follows, what belongs to it and why, and its account."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retold.cli.inputs import Outcome
from retold.cli.printing import print_json, terminal, write
from retold.cli.settings import StorePlace, the_settings, the_store
from retold.types import Affair, Placement

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

app = typer.Typer(
    no_args_is_help=True,
    help="What is followed: list and show affairs, correct what belongs to them, change and forget them.\n\n"
    'Example: [bold]retold affairs show "Weir Street Bridge" --store news.sqlite[/bold]',
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Of the affair, or its id.")]
ArticleName = Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, input or address.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so; your user name if not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Words = Annotated[
    list[str] | None,
    typer.Option("--word", metavar="WORDS", help="A word or phrase, whole and in any inflection; may be repeated."),
]
Actors = Annotated[
    list[str] | None,
    typer.Option("--actor", metavar="NAME", help="A person, body or office by whatever name; may be repeated."),
]
Countries = Annotated[
    list[str] | None,
    typer.Option("--country", metavar="NAME", help="Only stories about it, by name or code; may be repeated."),
]
Examples = Annotated[
    list[str] | None,
    typer.Option("--like", metavar="ARTICLE", help="An article of the store that is typical; may be repeated."),
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="WORDS", help="A word or phrase that keeps stories out; may be repeated."),
]


def follow(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    *,
    store: StorePlace = None,
    word: Words = None,
    actor: Actors = None,
    country: Countries = None,
    like: Examples = None,
    without: Without = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Follow an affair by words, actors, countries and examples, and show what of the store belongs to it.

    A story belongs if one of the words, actors and examples fits, and one of the countries; without any, all belong.

    Example: [bold]retold follow "The Bridge" --word Aldermoor --actor Calder --store news.sqlite[/bold]
    """
    from retold.service import affairs
    from retold.store import open_store

    with open_store(the_store(store, the_settings())) as kept:
        made = affairs.follow(
            name,
            words=word or (),
            actors=actor or (),
            countries=country or (),
            examples=like or (),
            without=without or (),
            store=kept,
            at=datetime.now(UTC),
        )
        _decide_and_show(made, kept, json=json, quiet=quiet)


@app.command()
def change(
    name: Name,
    *,
    store: StorePlace = None,
    rename: Annotated[str, typer.Option("--name", metavar="NAME", help="Another name for it.")] = "",
    word: Words = None,
    actor: Actors = None,
    country: Countries = None,
    like: Examples = None,
    without: Without = None,
    drop: Annotated[
        list[str] | None,
        typer.Option("--drop", metavar="CRITERION", help="One that it has, of any kind; may be repeated."),
    ] = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Add criteria to an affair, drop some or rename it, and show what belongs to it now.

    Example: [bold]retold affairs change Bridge --word ferry --drop Aldermoor --store news.sqlite[/bold]
    """
    from retold.service import affairs

    with _opened(store, name) as (kept, affair):
        made = affairs.change(
            affair,
            name=rename,
            words=word or (),
            actors=actor or (),
            countries=country or (),
            examples=like or (),
            without=without or (),
            drop=drop or (),
            store=kept,
        )
        _decide_and_show(made, kept, json=json, quiet=quiet)


@app.command("list")
def list_all(*, store: StorePlace = None, json: AsJson = False) -> None:
    """Name the affairs that are followed, with their criteria and how much belongs to them.

    Example: [bold]retold affairs list --store news.sqlite[/bold]
    """
    from retold import records
    from retold.cli.show import followed
    from retold.store import open_store

    with open_store(the_store(store, the_settings()), create=False) as kept:
        rows = kept.affairs
        found = [(affair, len(rows.articles_of(affair.id))) for affair in rows.affairs()]
        examples = {article.id: article.input for affair, _ in found for article in rows.examples(affair)}
    if json:
        _print_json({"affairs": [records.counted_affair(affair, number) for affair, number in found]})
        return
    console = terminal()
    if not found:
        console.print("No affair is followed: begin with `retold follow NAME --word WORDS`.", markup=False)
    for affair, number in found:
        followed.affair(console, affair, articles=number, examples=examples)


@app.command()
def show(
    name: Name,
    *,
    store: StorePlace = None,
    json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page, too, for a browser.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Tell an affair whole: its stories with reasons, timeline, figures, statements by actor, outlets' habits.

    Example: [bold]retold affairs show Bridge --store news.sqlite --html bridge.html[/bold]
    """
    from retold import records
    from retold.cli.progress import steps
    from retold.cli.show import followed
    from retold.service import affairs

    with _opened(store, name) as (kept, affair), steps(quiet=quiet) as say:
        account = affairs.account_of(affair, store=kept, progress=say)
    if html is not None:
        from retold.web.affairs import affair_page

        write(html, affair_page(account))
    if json:
        _print_json(records.affair_account(account))
    else:
        followed.account(terminal(), account)


@app.command("put-in")
def put_in(name: Name, article: ArticleName, *, store: StorePlace = None, by: By = None) -> None:
    """Say that an article belongs to an affair; its story comes with it.

    Example: [bold]retold affairs put-in Bridge http://example.org/ferry --store news.sqlite[/bold]
    """
    _place(name, article, store, by, belongs=True)


@app.command("leave-out")
def leave_out(name: Name, article: ArticleName, *, store: StorePlace = None, by: By = None) -> None:
    """Say that an article does not belong to an affair; its story goes with it.

    Example: [bold]retold affairs leave-out Bridge http://example.org/honey --store news.sqlite[/bold]
    """
    _place(name, article, store, by, belongs=False)


@app.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `history` shows it.")],
    *,
    store: StorePlace = None,
    by: By = None,
) -> None:
    """Take back what was put in or left out by hand.

    Example: [bold]retold affairs undo 3 --store news.sqlite[/bold]
    """
    from retold.service import affairs
    from retold.store import open_store

    with open_store(the_store(store, the_settings()), create=False) as kept:
        undone = affairs.undo(number, store=kept, by=by or getuser(), at=datetime.now(UTC))
        typer.echo(_line(undone, _inputs(kept, [undone])))
        _say_now(undone, kept)


@app.command()
def history(name: Name, *, store: StorePlace = None, json: AsJson = False) -> None:
    """Show what was put in or left out by hand, by whom and when, what was undone included.

    Example: [bold]retold affairs history Bridge --store news.sqlite[/bold]
    """
    from retold import records

    with _opened(store, name) as (kept, affair):
        said = kept.affairs.placements(affair.id)
        inputs = _inputs(kept, said)
    if json:
        _print_json({"affair": affair.name, "placements": records.plain(said)})
        return
    for placement in said:
        typer.echo(_line(placement, inputs))
    if not said:
        typer.echo(f"{affair.name}: nothing was put in or left out by hand")


@app.command()
def forget(
    name: Name,
    *,
    store: StorePlace = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Follow an affair no longer: what was decided and told of it is dropped, the articles stay.

    Example: [bold]retold affairs forget Bridge --store news.sqlite[/bold]
    """
    with _opened(store, name) as (kept, affair):
        if not yes:
            number = len(kept.affairs.articles_of(affair.id))
            typer.confirm(f"Forget {affair.name}, to which {number} articles belong, and all news of it?", abort=True)
        kept.affairs.forget(affair.id)
    typer.echo(f"{affair.name} is followed no longer")


# --- what they share


@contextmanager
def _opened(store: str | None, name: str) -> Iterator[tuple["DatabaseStore", Affair]]:
    from retold.service import affairs
    from retold.store import open_store

    with open_store(the_store(store, the_settings()), create=False) as kept:
        yield kept, affairs.find_affair(name, kept)


def _decide_and_show(affair: Affair, store: "DatabaseStore", *, json: bool, quiet: bool) -> None:
    """Decide all stories of the store, and show what belongs."""
    from retold import records
    from retold.cli.progress import steps
    from retold.cli.show import followed
    from retold.service import affairs

    with steps(quiet=quiet) as say:
        decided = affairs.decide_again(affair, store=store, progress=say)
    by_article = {belonging.article: belonging for belonging in decided}
    stories = [(told, by_article[told.articles[0].id]) for told in store.stories()]
    if json:
        _print_json({"affair": records.affair(affair), "stories": records.belongings(stories)})
        return
    console = terminal()
    examples = {article.id: article.input for article in store.affairs.examples(affair)}
    followed.affair(console, affair, articles=sum(b.belongs for b in decided), examples=examples)
    console.print()
    followed.decisions(console, stories)


def _place(name: str, article: str, store: str | None, by: str | None, *, belongs: bool) -> None:
    from retold.service import affairs

    with _opened(store, name) as (kept, affair):
        placed = affairs.place(affair, article, belongs=belongs, store=kept, by=by or getuser(), at=datetime.now(UTC))
        typer.echo(_line(placed, _inputs(kept, [placed])))
        _say_now(placed, kept)


def _say_now(placement: Placement, store: "DatabaseStore") -> None:
    """How the article's story stands after that."""
    for decided in store.affairs.belongings(placement.affair):
        if decided.article == placement.article:
            typer.echo(f"{'belongs' if decided.belongs else 'does not belong'}: {'; '.join(decided.because)}")


def _inputs(store: "DatabaseStore", said: Iterable[Placement]) -> dict[str, str]:
    return {article.id: article.input for article in store.articles({placement.article for placement in said})}


def _line(placement: Placement, inputs: dict[str, str]) -> str:
    when = f" on {placement.at:%Y-%m-%d}" if placement.at is not None else ""
    undone = "" if placement.holds else f", undone by {placement.undone_by}"
    what = "put in" if placement.belongs else "left out"
    return f"{placement.number}  {what}: {inputs[placement.article]} (by {placement.by}{when}{undone})"


def _print_json(record: dict[str, Any]) -> None:
    print_json(record, Outcome())
