"""The command line: reads inputs, calls the service, prints for people or as JSON. It decides nothing.

Exit status: 0 if all went well, 1 if an input could not be used (what succeeded is printed all the same), 2 if the
command's words are off.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retold.cli.correcting import app as correcting
from retold.cli.correcting import event_lines
from retold.cli.keeping import backup, restore
from retold.cli.progress import printable, read_watched, steps
from retold.errors import InputError, RetoldError
from retold.types import Article, Facts, StoryEvent

if TYPE_CHECKING:
    from rich.console import Console

    from retold.store.database import DatabaseStore

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

app.add_typer(correcting, name="correct")
app.command()(backup)
app.command()(restore)

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
        help="Keep what is read in this file, and work on all it holds; or postgresql://user@host/database.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
AsPage = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page, too, for a browser.")
]


#: With these a spreadsheet's formula begins.
_RUN = ("=", "+", "-", "@", "\t", "\r")


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


def print_json(record: dict[str, Any], outcome: Outcome) -> None:
    """One JSON document on standard output, and what failed in it."""
    import msgspec

    from retold import records

    document = msgspec.json.encode({**record, "failed": records.failures(outcome.failed)})
    sys.stdout.buffer.write(msgspec.json.format(document, indent=2) + b"\n")
    sys.stdout.buffer.flush()


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """A table on standard output (RFC 4180, UTF-8); words that a spreadsheet would run get an apostrophe first."""
    import csv
    import io

    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf8", newline="", write_through=True)
    table = csv.DictWriter(out, columns, restval="")
    table.writeheader()
    for row in rows:
        # https://owasp.org/www-community/attacks/CSV_Injection: pages are written by strangers.
        table.writerow({name: f"'{v}" if isinstance(v, str) and v[:1] in _RUN else v for name, v in row.items()})
    out.detach()


def terminal() -> "Console":
    """A console on standard output, as wide as it is, 100 columns where it is none."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 100)


@app.command()
def read(inputs: Inputs = None, *, json: AsJson = False, store: StorePlace = None, quiet: Quiet = False) -> None:
    """Read pages: the article, its date with the evidence, its credits, and what was set aside.

    Example: [bold]retold read examples/pages/day1[/bold]
    """
    outcome = gather(inputs, store, quiet=quiet)
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
    quiet: Quiet = False,
    column: Annotated[bool, typer.Option("--column", help="One column: what differs below each other.")] = False,
    html: AsPage = None,
) -> None:
    """Compare two pages: what the same sentences became, what only one has, and how the two relate.

    Example: [bold]retold compare one.html other.txt[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather([a, b], None, quiet=quiet)
    if len(outcome.articles) == 2:
        found = service.compare(*outcome.articles)
        if html is not None:
            from retold.web.page import compare_page

            _write(html, compare_page(found, failed=outcome.failed))
        if json:
            print_json(records.comparison(found), outcome)
        else:
            show.comparison(terminal(), found, column=column)
    elif not outcome.failed:
        raise typer.BadParameter(f"A and B hold {len(outcome.articles)} articles; name two pages", param_hint="A B")
    elif json:
        print_json({"a": a, "b": b, "links": []}, outcome)
    outcome.finish()


@app.command()
def stories(
    inputs: Inputs = None,
    *,
    json: AsJson = False,
    store: StorePlace = None,
    quiet: Quiet = False,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Show which outlet kept, changed or dropped which paragraph.")
    ] = False,
    html: AsPage = None,
) -> None:
    """Group pages into stories, and say how many independent origins stand behind each.

    Example: [bold]retold stories examples/pages --html stories.html[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
    events: list[StoryEvent] = []
    with steps(quiet=quiet) as say:
        say("grouping into stories")
        if outcome.store is None:
            found = service.group(outcome.articles)
        else:
            events = list(service.follow_stories(outcome.articles, store=outcome.store, progress=say))
            found = service.stories_of(outcome.store)
            outcome.store.keep_stories(found)
    accounts = list(map(service.account, found)) if matrix or html is not None else []
    if html is not None:
        from retold.web.page import stories_page

        _write(html, stories_page(accounts, failed=outcome.failed))
    if json:
        told = {} if outcome.store is None else {"events": records.plain(events)}
        print_json({"stories": [records.story(story) for story in found], **told}, outcome)
    else:
        console = terminal()
        for number, story in enumerate(found):
            show.story(console, story)
            if matrix:
                show.matrix(console, accounts[number].matrix)
        for line in event_lines(event for event in events if event.kind != "opened"):
            console.print(line, style="dim", markup=False)
    outcome.finish()


@app.command()
def times(inputs: Inputs = None, *, json: AsJson = False, store: StorePlace = None, quiet: Quiet = False) -> None:
    """Find the expressions of time in pages, and when they were.

    Example: [bold]retold times article.txt[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
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
def statements(inputs: Inputs = None, *, json: AsJson = False, store: StorePlace = None, quiet: Quiet = False) -> None:
    """Find who says what in pages.

    Example: [bold]retold statements examples/pages/day1[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
    with steps(quiet=quiet) as say:
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
def timeline(
    inputs: Inputs = None,
    *,
    json: AsJson = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print a table: a row for each telling of an event or a figure.")
    ] = False,
    store: StorePlace = None,
    quiet: Quiet = False,
    html: AsPage = None,
) -> None:
    """Tell what happened when and how many, by all pages of an affair: events, figures over time, conflicts.

    Example: [bold]retold timeline examples/pages --html timeline.html[/bold]
    """
    from retold import records, service
    from retold.cli import show

    if json and csv:
        raise typer.BadParameter("choose one of --json and --csv", param_hint="--csv")
    outcome = gather(inputs, store, quiet=quiet)
    with steps(quiet=quiet) as say:
        found = service.make_timeline(outcome.articles, store=outcome.store, progress=say)
    if html is not None:
        from retold.web.page import timeline_page

        _write(html, timeline_page(found, failed=outcome.failed))
    if json:
        print_json(records.timeline(found), outcome)
    elif csv:
        print_csv(records.TIMELINE_COLUMNS, records.timeline_rows(found))
    else:
        show.timeline(terminal(), found)
    outcome.finish()


@app.command()
def brief(
    inputs: Inputs = None,
    *,
    json: AsJson = False,
    store: StorePlace = None,
    quiet: Quiet = False,
    html: AsPage = None,
) -> None:
    """Tell what happened, story by story: origins, changes that matter, timeline, figures.

    Example: [bold]retold brief examples/pages --html brief.html[/bold]
    """
    from retold import records, service
    from retold.cli import show

    outcome = gather(inputs, store, quiet=quiet)
    with steps(quiet=quiet) as say:
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
