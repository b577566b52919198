"""`retold subscribe` and `retold subscribers`: readers by mail, as the owner sees them and acts for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store
from retold.errors import InputError
from retold.types import Subscriber

if TYPE_CHECKING:
    from retold.config import Config
    from retold.store.database import DatabaseStore
    from retold.subscribing.asking import Wishes

app = typer.Typer(
    no_args_is_help=True,
    help="Look after the readers by mail.\n\nExample: [bold]retold subscribers list --store news.sqlite[/bold]",
)

_STATES = ("pending", "confirmed", "unsubscribed", "bounced", "expired")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The reader's address.")]
Reader = Annotated[str, typer.Argument(metavar="READER", help="Address or id of the reader.")]
Affairs = Annotated[
    list[str] | None, typer.Option("--affair", metavar="NAME", help="An affair to follow; again for more. Else all.")
]
Countries = Annotated[
    list[str] | None,
    typer.Option("--country", metavar="COUNTRY", help="Only news about it: IQ or Iraq; again for more. Else all."),
]
Days = Annotated[
    str | None, typer.Option("--days", metavar="DAYS", help="mon,tue,..., weekdays, weekends or daily; else daily.")
]
At = Annotated[str | None, typer.Option("--at", metavar="HH:MM", help="Hour at the reader's place; else 07:00.")]
Zone = Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="Time zone, such as Europe/Berlin; else UTC.")]
Language = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="Of the mail's frame: de, say; else en.")
]
Length = Annotated[str | None, typer.Option("--length", metavar="LENGTH", help="short, medium or full; else medium.")]
WhenEmpty = Annotated[
    str | None, typer.Option("--when-empty", metavar="WHAT", help="Without news: skip the day, or say so; else skip.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]


def subscribe(
    email: Email,
    *,
    affair: Affairs = None,
    country: Countries = None,
    days: Days = None,
    at: At = None,
    zone: Zone = None,
    language: Language = None,
    length: Length = None,
    when_empty: WhenEmpty = None,
    confirmed: Annotated[
        bool, typer.Option("--confirmed", help="The reader has said yes to you: nothing is left to confirm.")
    ] = False,
    store: StorePlace = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Subscribe a reader to the brief by mail. They confirm by a link, which is printed, and mailed if that is set up.

    Example: [bold]retold subscribe ann@example.org --at 07:00 --zone Europe/Berlin --store news.sqlite[/bold]
    """
    from retold.cli.show.subscribers import next_edition
    from retold.service import subscribing
    from retold.service.mailing import post_letter

    wishes = _wishes(affair, country, days, at, zone, language, length, when_empty)
    now = datetime.now(UTC)
    with _opened(store, settings) as (kept, config):
        asked = subscribing.subscribe(email, wishes, store=kept, now=now, config=config)
        if not asked.link:
            raise InputError(email, "is subscribed already: see `retold subscribers change`")
        subscriber, link = asked.subscriber, asked.link
        if confirmed:
            subscriber, link = subscribing.confirm_subscriber(subscriber.id, store=kept, now=now, config=config), ""
        mailed = asked.letter is not None and not confirmed and bool(config.mailing.server)
        if asked.letter is not None and mailed:
            post_letter(asked.letter, subscriber, store=kept, now=now)
        if json:
            _print_json({**_record(subscriber, kept, now), "link": link, "mailed": mailed})
        elif confirmed:
            typer.echo(f"{subscriber.email}: confirmed; the next edition is due {next_edition(subscriber, now)}")
        else:
            hours, way = (
                f"{config.subscribing.confirm_hours:g} hours",
                ", which `retold worker` mails" if mailed else "",
            )
            typer.echo(f"{subscriber.email}: to be confirmed within {hours} by this link{way}:\n{link}")


@app.command("list")
def list_all(
    *,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help=f"Only those {', '.join(_STATES[:-1])} or expired.")
    ] = None,
    store: StorePlace = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """List the readers: state, hour, and what they follow.

    Example: [bold]retold subscribers list --state confirmed --store news.sqlite[/bold]
    """
    if state is not None and state not in _STATES:
        raise typer.BadParameter(f"choose from {', '.join(_STATES)}", param_hint="--state")
    now = datetime.now(UTC)
    with _opened(store, settings) as (kept, _):
        found = list(kept.subscribers.all(state))
        if json:
            _print_json({"subscribers": [_record(one, kept, now) for one in found]})
        else:
            _show_all(found, kept)


@app.command()
def show(reader: Reader, *, store: StorePlace = None, settings: SettingsFile = None, json: AsJson = False) -> None:
    """Show one reader: state, wishes, and when the next edition is due.

    Example: [bold]retold subscribers show ann@example.org --store news.sqlite[/bold]
    """
    from retold.service.subscribing import find_subscriber

    now = datetime.now(UTC)
    with _opened(store, settings) as (kept, _):
        _tell(find_subscriber(reader, store=kept), kept, now, json=json)


@app.command()
def confirm(reader: Reader, *, store: StorePlace = None, settings: SettingsFile = None, json: AsJson = False) -> None:
    """Confirm a subscription for a reader who said yes to you.

    Example: [bold]retold subscribers confirm ann@example.org --store news.sqlite[/bold]
    """
    from retold.service.subscribing import confirm_subscriber, find_subscriber

    now = datetime.now(UTC)
    with _opened(store, settings) as (kept, config):
        id_ = find_subscriber(reader, store=kept).id
        _tell(confirm_subscriber(id_, store=kept, now=now, config=config), kept, now, json=json)


@app.command()
def unsubscribe(
    reader: Reader, *, store: StorePlace = None, settings: SettingsFile = None, json: AsJson = False
) -> None:
    """End a subscription. What is kept of the reader stays: see `delete`.

    Example: [bold]retold subscribers unsubscribe ann@example.org --store news.sqlite[/bold]
    """
    from retold.service.subscribing import end_subscription, find_subscriber

    now = datetime.now(UTC)
    with _opened(store, settings) as (kept, _):
        found = find_subscriber(reader, store=kept)
        _tell(end_subscription(found.id, store=kept, now=now) or found, kept, now, json=json)


@app.command()
def change(
    reader: Reader,
    *,
    affair: Affairs = None,
    all_affairs: Annotated[bool, typer.Option("--all-affairs", help="All affairs again.")] = False,
    country: Countries = None,
    all_countries: Annotated[bool, typer.Option("--all-countries", help="All countries again.")] = False,
    days: Days = None,
    at: At = None,
    zone: Zone = None,
    language: Language = None,
    length: Length = None,
    when_empty: WhenEmpty = None,
    store: StorePlace = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Change what a reader gets; what isn't given stays.

    Example: [bold]retold subscribers change ann@example.org --days weekdays --at 06:30 --store news.sqlite[/bold]
    """
    from retold.service.subscribing import change_subscription, find_subscriber

    if (affair and all_affairs) or (country and all_countries):
        raise typer.BadParameter("name some or ask for all, not both", param_hint="--all-affairs, --all-countries")
    affairs, countries = [] if all_affairs else affair, [] if all_countries else country
    wishes = _wishes(affairs, countries, days, at, zone, language, length, when_empty)
    now = datetime.now(UTC)
    with _opened(store, settings) as (kept, _):
        found = find_subscriber(reader, store=kept)
        _tell(change_subscription(found.id, wishes, store=kept, now=now) or found, kept, now, json=json)


@app.command()
def export(reader: Reader, *, store: StorePlace = None, settings: SettingsFile = None) -> None:
    """Print all that is kept of a reader, as JSON: the subscription, editions, messages and work that is due.

    Example: [bold]retold subscribers export ann@example.org --store news.sqlite > ann.json[/bold]
    """
    from retold.service.subscribing import export_subscriber, find_subscriber

    with _opened(store, settings) as (kept, _):
        _print_json(export_subscriber(find_subscriber(reader, store=kept).id, store=kept) or {})


@app.command()
def delete(
    reader: Reader,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether to.")] = False,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Delete all that is kept of a reader. Nothing brings it back.

    Example: [bold]retold subscribers delete ann@example.org --store news.sqlite[/bold]
    """
    from retold.service.subscribing import delete_subscriber, find_subscriber

    with _opened(store, settings) as (kept, _):
        found = find_subscriber(reader, store=kept)
        if not yes:
            typer.confirm(f"Delete all that is kept of {found.email}?", abort=True)
        delete_subscriber(found.id, store=kept)
        typer.echo(f"{found.email}: deleted, with all that was kept")


@contextmanager
def _opened(store: str | None, settings: Path | None) -> "Iterator[tuple[DatabaseStore, Config]]":
    from retold.store import open_store

    found = the_settings(settings)
    with open_store(the_store(store, found), create=False) as kept:
        yield kept, found.config


def _wishes(
    affairs: list[str] | None,
    countries: list[str] | None,
    days: str | None,
    at: str | None,
    zone: str | None,
    language: str | None,
    length: str | None,
    when_empty: str | None,
) -> "Wishes":
    from retold.subscribing.asking import Wishes

    return Wishes(
        affairs=affairs,
        countries=countries,
        days=None if days is None else [day for day in days.split(",") if day.strip()],
        at=at,
        zone=zone,
        language=language,
        length=length,
        when_empty=when_empty,
    )


def _record(subscriber: Subscriber, store: "DatabaseStore", now: datetime) -> dict[str, Any]:
    from retold import records
    from retold.service.subscribing import affair_names

    record: dict[str, Any] = records.subscriber(subscriber, affair_names(subscriber, store=store), now)
    return record


def _print_json(record: dict[str, Any]) -> None:
    import msgspec

    typer.echo(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())


def _tell(subscriber: Subscriber, store: "DatabaseStore", now: datetime, *, json: bool) -> None:
    if json:
        _print_json(_record(subscriber, store, now))
        return
    from rich.console import Console

    from retold.cli.show import subscribers as show_subscribers
    from retold.service.subscribing import affair_names

    show_subscribers.one(Console(highlight=False), subscriber, affair_names(subscriber, store=store), now)


def _show_all(found: list[Subscriber], store: "DatabaseStore") -> None:
    from rich.console import Console

    from retold.cli.show import subscribers as show_subscribers

    if not found:
        typer.echo("nobody: `retold subscribe ann@example.org` adds a reader")
        return
    names = {affair.id: affair.name for affair in store.affairs.affairs()}
    show_subscribers.every(Console(highlight=False), found, names)
