"""`retold mail`, `retold bounce` and `retold deliveries`: what leaves, what comes back, and what is known of it."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store
from retold.errors import RetoldError
from retold.types import Message, MessageState, Subscriber

if TYPE_CHECKING:
    from retold.service.bouncing import Taken
    from retold.service.delivering import Delivery
    from retold.settings import Settings
    from retold.store.database import DatabaseStore

#: sysexits.h, as mail servers read them: take it back to whoever sent it; keep it, and try again later.
_NOTHING_TO_READ, _TRY_AGAIN = 66, 75

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]

app = typer.Typer(
    invoke_without_command=True,
    help="Hand over to the mail server all mails that are due, once. `retold worker` does so by itself.\n\n"
    "Example: [bold]retold mail --store news.sqlite[/bold]",
)


@app.callback()
def mail(
    context: typer.Context,
    *,
    store: StorePlace = None,
    dry_run: Annotated[
        Path | None,
        typer.Option(
            "--dry-run",
            metavar="FOLDER",
            help="Write every mail that waits to this folder (.eml), send none, and leave all as it is.",
        ),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Hand over to the mail server all mails that are due, once. `retold worker` does so by itself.

    Example: [bold]retold mail --store news.sqlite --dry-run mails[/bold]
    """
    if context.invoked_subcommand is not None:
        return
    from retold.store import open_store

    found = the_settings(settings)
    with open_store(the_store(store, found), create=False) as kept:
        done = _write_out(dry_run, kept, found) if dry_run is not None else _hand_over(kept, found)
    if not done:
        raise typer.Exit(1)


@app.command("test")
def try_out(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who gets the mail.")],
    *,
    settings: SettingsFile = None,
) -> None:
    """Send a mail to yourself, to see that the settings work; what doesn't is told with what to do about it.

    Example: [bold]retold mail test ann@example.org[/bold]
    """
    from retold.mail.smtp import SmtpSender
    from retold.service.delivering import send_test

    found = the_settings(settings)
    mailing = found.config.mailing
    with SmtpSender(mailing) as sender:
        outcome = send_test(sender, address, now=datetime.now(UTC), mailing=mailing)
    if outcome.kind != "accepted":
        typer.echo(f"{mailing.server}: {outcome.kind} ({outcome.stage}): {outcome.answer}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{mailing.server} took a mail to {address}: {outcome.answer}")


def bounce(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", help="Mails, mbox files, Maildirs or folders of mails; one mail from a pipe if none."
        ),
    ] = None,
    *,
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="The address that the mail came to, if the server tells.")
    ] = "",
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Take what came back: bounces, complaints, and mails that unsubscribe. For the mail server, in a pipe.

    Exit status: 0 for all that was read, 66 without such a file, 75 if the server is to try again later.

    Example: [bold]retold bounce --store news.sqlite < message.eml[/bold]
    """
    from retold.service.bouncing import take_bounce
    from retold.store import open_store

    missing = next((file for file in files or () if not file.exists()), None)
    if missing is not None:
        typer.echo(f"{missing}: no such file or folder", err=True)
        raise typer.Exit(_NOTHING_TO_READ)
    try:
        found = the_settings(settings)
        with open_store(the_store(store, found), create=False) as kept:
            for name, content in _mails(files or ()):
                now = datetime.now(UTC)
                taken = take_bounce(content, store=kept, now=now, recipient=to, config=found.config)
                typer.echo(f"{name}: {_told(taken)}")
    except (RetoldError, typer.BadParameter) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_TRY_AGAIN) from None
    except OSError as error:
        typer.echo(f"{error.filename or 'standard input'}: {error.strerror}", err=True)
        raise typer.Exit(_NOTHING_TO_READ) from None


def deliveries(
    *,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="Only these: waiting, sent, failed, expired, bounced."),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Only those to this reader.")] = "",
    most: Annotated[int, typer.Option("--most", metavar="COUNT", min=1, help="The newest so many.")] = 100,
    json: Json = False,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Show what was mailed to whom, what became of it, and what the mail server said last.

    Example: [bold]retold deliveries --state failed --state bounced --store news.sqlite[/bold]
    """
    from retold.service import delivering
    from retold.store import open_store

    states = _states(state or [])
    with open_store(the_store(store, the_settings(settings)), create=False) as kept:
        reader = _reader(to, kept).id if to else None
        found = delivering.deliveries(kept, states=states, subscriber=reader, limit=most)
    if json:
        _print_json({"deliveries": found})
    else:
        _show(found)


# --- handing over


def _hand_over(kept: "DatabaseStore", settings: "Settings") -> bool:
    from retold.mail.smtp import SmtpSender
    from retold.service.clock import now_utc
    from retold.service.delivering import hand_over
    from retold.service.mailing import Mailer
    from retold.service.writing import edition_writer

    config = settings.config
    write = edition_writer(store=kept, config=config)
    count = {"sent": 0, "put off": 0, "not sent": 0}
    with closing(Mailer(kept, SmtpSender(config.mailing), write, config=config)) as mailer:
        for one in hand_over(mailer, store=kept, worker="retold mail", clock=now_utc):
            if one.later is not None and one.later.due is not None:
                count["put off"] += 1
                _complain(kept, one.message, f"put off until {one.later.due:%H:%M} UTC: {one.later.reason}")
            elif one.later is not None or (one.message is not None and one.message.state != "sent"):
                count["not sent"] += 1
                said = one.message.answer if one.message is not None else ""
                _complain(kept, one.message, one.later.reason if one.later is not None else said)
            else:
                count["sent"] += 1
    typer.echo(", ".join(f"{number} {what}" for what, number in count.items() if number) or "nothing is due")
    return not (count["put off"] or count["not sent"])


def _complain(kept: "DatabaseStore", message: Message | None, said: str) -> None:
    reader = kept.subscribers.find(message.subscriber) if message is not None else None
    typer.echo(f"{reader.email if reader is not None else 'a letter'}: {said}", err=True)


def _write_out(folder: Path, kept: "DatabaseStore", settings: "Settings") -> bool:
    from retold.mail.sending import FolderSender
    from retold.service.delivering import write_out
    from retold.service.writing import edition_writer

    config = settings.config
    write = edition_writer(store=kept, config=config)
    written, failed = 0, 0
    now = datetime.now(UTC)
    for message, outcome in write_out(FolderSender(folder), write, store=kept, now=now, config=config):
        if outcome.kind == "accepted":
            written += 1
        else:
            failed += 1
            _complain(kept, message, outcome.answer)
    typer.echo(f"{written} mail{'' if written == 1 else 's'} written to {folder}, none sent")
    return not failed


# --- what came back


def _mails(files: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    from retold.mail.bounces import MOST_BYTES
    from retold.mail.boxes import mails

    named = tuple(files)
    if not named:
        yield "standard input", sys.stdin.buffer.read(MOST_BYTES)
        while sys.stdin.buffer.read(MOST_BYTES):
            pass  # who writes to us is not to be cut off
    for file in named:
        yield from mails(file)


def _told(taken: "Taken") -> str:
    who = f"{taken.subscriber.email} is {taken.subscriber.state} ({taken.because})" if taken.subscriber else ""
    return who or f"nothing to do: {taken.because}"


# --- showing


def _states(named: list[str]) -> list[MessageState] | None:
    from typing import get_args

    known: tuple[MessageState, ...] = get_args(MessageState)
    wrong = next((one for one in named if one not in known), None)
    if wrong is not None:
        raise typer.BadParameter(f"{wrong} is none; choose from {', '.join(known)}", param_hint="--state")
    return [one for one in known if one in named] or None


def _reader(address: str, kept: "DatabaseStore") -> Subscriber:
    found = kept.subscribers.find_by_email(address.strip())
    if found is None:
        raise RetoldError(f"{address}: no such subscriber: `retold subscribers list` shows them all")
    return found


def _print_json(value: object) -> None:
    import json

    from retold.records import plain

    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def _show(found: "Iterable[Delivery]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = tuple(found)
    if not rows:
        typer.echo("no mails")
        return
    colours = {"sent": "green", "waiting": "yellow"}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("since (UTC)", "state", "to", "what", "tries", "answer"):
        table.add_column(column, no_wrap=column != "answer", overflow="fold")
    for row in rows:
        table.add_row(
            f"{row.at:%Y-%m-%d %H:%M}",
            Text(row.state, style=colours.get(row.state, "red")),
            Text(row.to or "(deleted)"),
            Text("edition" if row.edition is not None else "letter"),
            str(row.tries),
            Text(row.answer),
        )
    Console().print(table)
