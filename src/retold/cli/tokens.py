"""`retold tokens`: by which programs sign in to the API."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from retold.cli.settings import SettingsFile, StorePlace
from retold.cli.watched import opened, print_json
from retold.errors import InputError

app = typer.Typer(
    no_args_is_help=True,
    help="Look after the tokens by which programs sign in.\n\n"
    "Example: [bold]retold tokens list --store news.sqlite[/bold]",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]


@app.command("list")
def list_all(*, json: AsJson = False, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """List the tokens: whose they are, what they may, when they were last used.

    Example: [bold]retold tokens list --store news.sqlite[/bold]
    """
    from retold.records import plain

    with opened(store, settings) as (kept, _):
        found, names = kept.tokens.all(), {account.id: account.name for account in kept.accounts.all()}
    if json:
        hidden = {"digest", "account"}
        told = [{name: value for name, value in plain(one).items() if name not in hidden} for one in found]
        print_json({"tokens": [{**one, "person": names[of.account]} for one, of in zip(told, found, strict=True)]})
        return
    if not found:
        typer.echo("no tokens: `retold tokens add PERSON NAME` makes one")
    for one in found:
        used = f"last used {one.used_at:%Y-%m-%d %H:%M} UTC" if one.used_at is not None else "never used"
        ends = f", ends {one.expires_at:%Y-%m-%d}" if one.expires_at is not None else ""
        typer.echo(f"{one.id}  {names[one.account]}: {one.name} ({', '.join(one.scopes)}), {used}{ends}")


@app.command()
def add(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose it is: it may do no more than they.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    *,
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="read, edit or own; may be repeated. Else read.")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", help="Days until it ends; else never.")] = None,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Make a token and print it, this once.

    Example: [bold]retold tokens add ann "nightly export" --days 365 --store news.sqlite[/bold]
    """
    from retold.service import tokens
    from retold.service.accounts import find_account

    with opened(store, settings) as (kept, _):
        account = find_account(person, store=kept)
        _, secret = tokens.make(account, name, scope or ["read"], days=days, store=kept, now=datetime.now(UTC))
    typer.echo(secret)


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, as `list` shows it.")],
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """End a token at once.

    Example: [bold]retold tokens revoke 0123456789abcdef --store news.sqlite[/bold]
    """
    with opened(store, settings) as (kept, _):
        if not kept.tokens.revoke(token):
            raise InputError(token, "no such token: `retold tokens list` shows those there are")
    typer.echo(f"{token}: revoked")
