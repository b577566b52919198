"""`retold webhooks`: programs elsewhere that are told what is new."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.progress import printable
from retold.cli.settings import SettingsFile, StorePlace
from retold.cli.watched import opened, print_json

if TYPE_CHECKING:
    from retold.types import Webhook

app = typer.Typer(
    no_args_is_help=True,
    help="Have programs elsewhere told each new fact; `retold serve` and `retold worker` do so.\n\n"
    "Example: [bold]retold webhooks add https://example.org/hook --store news.sqlite[/bold]",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]
Id = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id, as `list` shows it.")]


@app.command("list")
def list_all(*, json: AsJson = False, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """List the webhooks: how they fare, and what they answered last.

    Example: [bold]retold webhooks list --store news.sqlite[/bold]
    """
    from retold.records import plain

    with opened(store, settings) as (kept, _):
        found = kept.webhooks.all()
    if json:
        told = [{name: value for name, value in plain(one).items() if name != "secret"} for one in found]
        print_json({"webhooks": told})
        return
    if not found:
        typer.echo("no webhooks: `retold webhooks add ADDRESS` adds one")
    for one in found:
        typer.echo(f"{one.id}  {one.url}: {_state(one)}")


@app.command()
def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="What is told.")],
    *,
    affair: Annotated[
        list[str] | None, typer.Option("--affair", metavar="NAME", help="Only of this affair; may be repeated.")
    ] = None,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Tell an address what is new from now on, and print the secret by which the receiver checks what comes.

    Example: [bold]retold webhooks add https://example.org/hook --affair Bridge --store news.sqlite[/bold]
    """
    from retold.service import webhooks
    from retold.service.affairs import find_affair

    with opened(store, settings) as (kept, config):
        affairs = [find_affair(name, kept).id for name in affair or ()]
        made = webhooks.add(address, affairs=affairs, store=kept, now=datetime.now(UTC), config=config)
    typer.echo(f"{made.id}  {made.url}\n{made.secret}")


@app.command()
def remove(webhook: Id, *, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """Tell it nothing any more.

    Example: [bold]retold webhooks remove 0123456789abcdef --store news.sqlite[/bold]
    """
    from retold.service import webhooks

    with opened(store, settings) as (kept, _):
        webhooks.remove(webhook, store=kept)
    typer.echo(f"{webhook}: told nothing any more")


@app.command("test")
def ping(webhook: Id, *, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """Send it a message that tells nothing, and show what it answers. The exit status is 1 if it isn't taken.

    Example: [bold]retold webhooks test 0123456789abcdef --store news.sqlite[/bold]
    """
    from retold.service import webhooks

    with opened(store, settings) as (kept, config):
        answer = webhooks.ping(webhook, store=kept, now=datetime.now(UTC), config=config)
    status = f"HTTP {answer.status}" if answer.status is not None else "no answer"
    typer.echo(f"{'taken' if answer.is_taken else 'not taken'} ({status}): {printable(answer.said)}".rstrip(": "))
    if not answer.is_taken:
        raise typer.Exit(1)


@app.command()
def resume(webhook: Id, *, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """Try one again that was given up, from where it stood.

    Example: [bold]retold webhooks resume 0123456789abcdef --store news.sqlite[/bold]
    """
    from retold.service import webhooks

    with opened(store, settings) as (kept, _):
        webhooks.resume(webhook, store=kept)
    typer.echo(f"{webhook}: tried again")


def _state(webhook: "Webhook") -> str:
    if webhook.ended_at is not None:
        return f"given up {webhook.ended_at:%Y-%m-%d %H:%M} UTC: `retold webhooks resume` tries it again"
    if webhook.failing_since is not None:
        return f"takes nothing since {webhook.failing_since:%Y-%m-%d %H:%M} UTC"
    return "well" if webhook.answers else "not told anything yet"
