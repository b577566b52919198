"""The command line: reads inputs, calls the service, prints for people or as JSON. It decides nothing.

Exit status: 0 if all went well, 1 if an input could not be used (what succeeded is printed all the same), 2 if the
command's words are off.
"""

import sys
from collections.abc import Callable

import typer

from retold.cli.affairs import app as affairs
from retold.cli.affairs import follow
from retold.cli.archiving import archive
from retold.cli.briefing import brief, timeline
from retold.cli.correcting import app as correcting
from retold.cli.doctor import doctor
from retold.cli.fetching import app as feeds
from retold.cli.fetching import fetch, reread
from retold.cli.keeping import backup, restore
from retold.cli.mailing import app as mail
from retold.cli.mailing import bounce, deliveries
from retold.cli.people import app as people
from retold.cli.reading import compare, read, statements, stories, times
from retold.cli.searching import search
from retold.cli.serving import serve
from retold.cli.settings import settings
from retold.cli.subscribing import app as subscribers
from retold.cli.subscribing import subscribe
from retold.cli.tokens import app as tokens
from retold.cli.webhooks import app as webhooks
from retold.cli.working import worker
from retold.errors import RetoldError

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

#: By what they are for, as the help shows them; some have commands of their own below them.
_PANELS: tuple[tuple[str, tuple[Callable[..., None] | tuple[str, typer.Typer], ...]], ...] = (
    ("Pages", (read, compare, stories, times, statements, timeline, brief)),
    (
        "A box of your own",
        (fetch, ("feeds", feeds), follow, ("affairs", affairs), ("correct", correcting), search, reread),
    ),
    ("A web archive", (archive,)),
    ("Readers by mail", (subscribe, ("subscribers", subscribers), ("mail", mail), deliveries, bounce)),
    (
        "Running it",
        (
            serve,
            worker,
            ("people", people),
            ("tokens", tokens),
            ("webhooks", webhooks),
            settings,
            doctor,
            backup,
            restore,
        ),
    ),
)

for panel, commands in _PANELS:
    for command in commands:
        if isinstance(command, tuple):
            app.add_typer(command[1], name=command[0], rich_help_panel=panel)
        else:
            app.command(rich_help_panel=panel)(command)


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
