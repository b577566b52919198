"""The command line: reads inputs, calls the service, prints for people or as JSON. It decides nothing.

Exit status: 0 if all went well, 1 if an input could not be used (what succeeded is printed all the same), 2 if the
command's words are off.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retold.errors import InputError, RetoldError
from retold.types import Article, Facts

if TYPE_CHECKING:
    from rich.console import Console

    from retold.store.sqlite import SqliteStore

app = typer.Typer(
    name="retold",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="One account of an affair, from what many outlets publish about it.\n\n"
    "Example: [bold]retold brief examples/pages --html brief.html[/bold]",
)

Inputs = Annotated[
    list[str] | None, typer.Argument(metavar="INPUT", help="Files, folders, addresses, or - for standard input.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]
StoreFile = Annotated[
    Path | None,
    typer.Option("--store", metavar="FILE", help="Keep what is read in this file, and work on all it holds."),
]


@dataclass(slots=True)
class Outcome:
    """What became of the inputs."""

    articles: list[Article] = field(default_factory=list)
    failed: list[InputError] = field(default_factory=list)
    store: "SqliteStore | None" = None

    def finish(self) -> None:
        """Let go of the store, say what failed, and leave with status 1 if anything did."""
        if self.store is not None:
            self.store.close()
        for error in self.failed:
            typer.echo(f"retold: {error}", err=True)
        if self.failed:
            raise typer.Exit(1)


def gather(inputs: list[str] | None, store: Path | None) -> Outcome:
    """The articles that the inputs lead to; with a store, those are kept and all that it holds is given back."""
    from retold.service import read_all

    if not inputs and store is None:
        raise typer.BadParameter("name a file, a folder, an address, - or a --store", param_hint="INPUT")
    outcome = Outcome()
    if store is None:
        _sort_out(_counted(read_all(inputs or [])), outcome)
        return outcome
    from retold.store import open_store

    outcome.store = open_store(store, create=bool(inputs))
    _sort_out(_counted(read_all(inputs or [], store=outcome.store)), outcome)
    outcome.articles = list(outcome.store.articles())
    return outcome


def _sort_out(found: Iterable[Article | InputError], outcome: Outcome) -> None:
    for one in found:
        if isinstance(one, InputError):
            outcome.failed.append(one)
        else:
            outcome.articles.append(one)


def _counted(found: Iterable[Article | InputError]) -> Iterator[Article | InputError]:
    """The same, with a line of progress where a person is watching."""
    with _progress() as say:
        for number, one in enumerate(found, 1):
            say(f"{number} pages read")
            yield one


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line on the terminal that says what is being done; silent where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("starting") as status:
        yield lambda step: status.update(step)


def print_json(record: dict[str, Any], outcome: Outcome) -> None:
    """One JSON document on standard output, and what failed in it."""
    import msgspec

    from retold import records

    document = msgspec.json.encode({**record, "failed": records.failures(outcome.failed)})
    sys.stdout.buffer.write(msgspec.json.format(document, indent=2) + b"\n")
    sys.stdout.buffer.flush()


def terminal() -> "Console":
    """A console on standard output, as wide as it is, 100 columns where it is none."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 100)


@app.command()
def read(inputs: Inputs = None, *, json: AsJson = False, store: StoreFile = None) -> None:
    """Read pages: the article, its date with the evidence, its credits, and what was set aside.

    Example: [bold]retold read examples/pages/day1[/bold]
    """
    outcome = gather(inputs, store)
    from retold import records
    from retold.cli import show

    if json:
        print_json({"articles": [records.article(article) for article in outcome.articles]}, outcome)
    else:
        console = terminal()
        for article in outcome.articles:
            show.article(console, article)
    outcome.finish()


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A page: file or address, or - for standard input.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another page.")],
    *,
    json: AsJson = False,
) -> None:
    """Compare two pages: what the same sentences became, what only one has, and how the two relate.

    Example: [bold]retold compare one.html other.txt[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather([a, b], None)
    if len(outcome.articles) == 2:
        found = service.compare(*outcome.articles)
        if json:
            print_json(records.comparison(found), outcome)
        else:
            show.comparison(terminal(), found)
    elif not outcome.failed:
        raise typer.BadParameter(f"A and B hold {len(outcome.articles)} articles; name two pages", param_hint="A B")
    elif json:
        print_json({"a": a, "b": b, "links": []}, outcome)
    outcome.finish()


@app.command()
def stories(inputs: Inputs = None, *, json: AsJson = False, store: StoreFile = None) -> None:
    """Group pages into stories, and say how many independent origins stand behind each.

    Example: [bold]retold stories examples/pages[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store)
    with _progress() as say:
        say("grouping into stories")
        found = service.group(outcome.articles)
    if outcome.store is not None:
        outcome.store.keep_stories(found)
    if json:
        print_json({"stories": [records.story(story) for story in found]}, outcome)
    else:
        console = terminal()
        for story in found:
            show.story(console, story)
    outcome.finish()


@app.command()
def times(inputs: Inputs = None, *, json: AsJson = False, store: StoreFile = None) -> None:
    """Find the expressions of time in pages, and when they were.

    Example: [bold]retold times article.txt[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store)
    found = [
        Facts(
            article=article,
            times=service.find_times(article.text, article.published, language=article.language),
            statements=(),
            figures=(),
            events=(),
        )
        for article in outcome.articles
    ]
    if json:
        print_json({"articles": [records.times(facts) for facts in found]}, outcome)
    else:
        console = terminal()
        for facts in found:
            show.times(console, facts)
    outcome.finish()


@app.command()
def statements(inputs: Inputs = None, *, json: AsJson = False, store: StoreFile = None) -> None:
    """Find who says what in pages.

    Example: [bold]retold statements examples/pages/day1[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store)
    with _progress() as say:
        say("reading the sentences")
        found = list(service.find_facts(outcome.articles, store=outcome.store))
    if json:
        print_json({"articles": [records.statements(facts) for facts in found]}, outcome)
    else:
        console = terminal()
        for facts in found:
            show.statements(console, facts)
    outcome.finish()


@app.command()
def brief(
    inputs: Inputs = None,
    *,
    json: AsJson = False,
    store: StoreFile = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the brief as one self-contained page, too.")
    ] = None,
) -> None:
    """Tell what happened, story by story: origins, changes that matter, timeline, figures.

    Example: [bold]retold brief examples/pages --html brief.html[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store)
    with _progress() as say:
        found = service.make_brief(outcome.articles, store=outcome.store, progress=say)
    if html is not None:
        from retold.web.page import brief_page

        _write(html, brief_page(found, failed=outcome.failed))
    if json:
        print_json(records.brief(found), outcome)
    else:
        show.brief(terminal(), found)
    outcome.finish()


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf8")
    except OSError as error:
        raise typer.BadParameter(
            f"{file} can't be written ({error.strerror}): name a file in a folder that exists", param_hint="--html"
        ) from error


def main() -> None:
    """Entry point: errors that are ours are told in a line, not as a traceback."""
    try:
        app()
    except RetoldError as error:
        typer.echo(f"retold: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe has gone (`retold read ... | head`): nothing more to say.
        sys.stderr.close()
        sys.exit(0)
