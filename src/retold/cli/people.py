"""`retold people`: who signs in to the pages, and what they may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store
from retold.types import Role, User

if TYPE_CHECKING:
    from retold.settings import Settings
    from retold.store.database import DatabaseStore

app = typer.Typer(
    no_args_is_help=True,
    help="Look after the people who sign in.\n\nExample: [bold]retold people list --store news.sqlite[/bold]",
)

_ROLES: tuple[Role, ...] = get_args(Role)

Person = Annotated[str, typer.Argument(metavar="NAME", help="By which they sign in.")]
RoleName = Annotated[str, typer.Argument(metavar="ROLE", help=f"{', '.join(_ROLES[:-1])} or {_ROLES[-1]}.")]


@app.command("list")
def list_all(*, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """List the people who sign in: role, and when they last did.

    Example: [bold]retold people list --store news.sqlite[/bold]
    """
    with _opened(store, settings) as (kept, _):
        found = list(kept.accounts.all())
        sessions = kept.accounts.sessions(now=datetime.now(UTC))
    if not found:
        typer.echo("nobody yet: `retold serve` prints a link by which the owner's account is made")
        return
    wide = max(len(account.name) for account in found)
    for account in found:
        last = sessions.get(account.id)
        said = "" if account.password else "has not chosen a password yet"
        said = f"last signed in {last.last:%Y-%m-%d %H:%M} UTC" if last is not None else said
        typer.echo(f"{account.name:<{wide}}  {account.role:<6}  {said}".rstrip())


@app.command()
def add(
    name: Person,
    role: Annotated[str, typer.Option("--role", help=f"{', '.join(_ROLES[:-1])} or {_ROLES[-1]}.")] = "reader",
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Add somebody; the link that is printed lets them choose a password, once.

    Example: [bold]retold people add ann --role editor --store news.sqlite[/bold]
    """
    from retold.service import accounts

    with _opened(store, settings) as (kept, found):
        account = accounts.invite(name, role=_role(role, "--role"), store=kept, now=datetime.now(UTC))
        _tell_link(account, kept, found)


@app.command()
def role(name: Person, role: RoleName, *, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """Let somebody do more or less: a reader reads, an editor also corrects and follows, an owner does all.

    Example: [bold]retold people role ann owner --store news.sqlite[/bold]
    """
    from retold.service import accounts

    with _opened(store, settings) as (kept, _):
        account = accounts.find_account(name, store=kept)
        accounts.change_role(account, _role(role, "ROLE"), store=kept)
        typer.echo(f"{account.name}: {role} from now on")


@app.command()
def remove(
    name: Person,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether to.")] = False,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Remove somebody: they are signed out, and their tokens don't work any more. What they did stays, by their name.

    Example: [bold]retold people remove ann --store news.sqlite[/bold]
    """
    from retold.service import accounts

    with _opened(store, settings) as (kept, _):
        account = accounts.find_account(name, store=kept)
        if not yes:
            typer.confirm(f"Remove {account.name} ({account.role})?", abort=True)
        accounts.remove(account, store=kept)
        typer.echo(f"{account.name}: removed")


@app.command()
def reset(name: Person, *, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """Print a link by which somebody chooses another password, once: also for an owner who is locked out.

    Example: [bold]retold people reset ann --store news.sqlite[/bold]
    """
    from retold.service import accounts

    with _opened(store, settings) as (kept, found):
        _tell_link(accounts.find_account(name, store=kept), kept, found)


def _tell_link(account: User, store: "DatabaseStore", settings: "Settings") -> None:
    from retold.service import accounts

    token = accounts.link_token(account, store=store, now=datetime.now(UTC))
    days = accounts.LINK_LASTS.days
    typer.echo(f"{account.name} ({account.role}) chooses a password by this link, once and within {days} days:")
    typer.echo(f"{settings.site.url.rstrip('/')}/password?token={token}")


def _role(word: str, hint: str) -> Role:
    found = next((role for role in _ROLES if role == word), None)
    if found is None:
        raise typer.BadParameter(f"{word!r} is none: choose from {', '.join(_ROLES)}", param_hint=hint)
    return found


@contextmanager
def _opened(store: str | None, settings: Path | None) -> "Iterator[tuple[DatabaseStore, Settings]]":
    from retold.store import open_store

    found = the_settings(settings)
    with open_store(the_store(store, found), create=False) as kept:
        yield kept, found
