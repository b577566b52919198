"""`retold feeds`: which feeds, sitemaps and pages are watched, and how they fare."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.progress import printable
from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store
from retold.errors import InputError

if TYPE_CHECKING:
    from retold.config import Config
    from retold.store.database import DatabaseStore
    from retold.watching import Health

app = typer.Typer(
    no_args_is_help=True,
    help="Say which feeds, sitemaps and pages are watched, and see how they fare.\n\n"
    "Example: [bold]retold feeds add https://example.org --store news.sqlite[/bold]",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for people.")]
NOTHING = "nothing is watched yet: `retold feeds add ADDRESS` does that"


@contextmanager
def opened(
    store: str | None, settings: Path | None, *, create: bool = False
) -> "Iterator[tuple[DatabaseStore, Config]]":
    from retold.store import open_store

    found = the_settings(settings)
    with open_store(the_store(store, found), create=create) as kept:
        yield kept, found.config


@app.command()
def add(
    addresses: Annotated[
        list[str], typer.Argument(metavar="ADDRESS...", help="A feed, a sitemap, or a site that has a feed.")
    ],
    *,
    store: StorePlace = None,
    title: Annotated[str, typer.Option("--title", help="What to call it; else as it calls itself.")] = "",
    folder: Annotated[str, typer.Option("--folder", help="Where it stands in the list: Europe/Wires.")] = "",
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="TIME", help="Visit it so often (30 min, 6 h); else as often as it has news."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--as", metavar="KIND", help="feed, sitemap or page, without looking; a page is watched itself."),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Watch feeds, sitemaps or pages; of a site, the feed that it names. What is watched already is changed.

    Example: [bold]retold feeds add https://example.org --folder Regional --store news.sqlite[/bold]
    """
    from retold.service.feeds import add_feed

    wait = _seconds(every)
    kinds = {name: name for name in ("feed", "sitemap", "page")}
    if kind is not None and kind not in kinds:
        raise typer.BadParameter(f"{kind!r} is none of feed, sitemap and page", param_hint="--as")
    failed: list[InputError] = []
    with opened(store, settings, create=True) as (kept, config):
        for address in addresses:
            try:
                done = add_feed(
                    kept,
                    address,
                    now=now(),
                    kind=kind,  # type: ignore[arg-type]
                    title=title,
                    folder=folder,
                    every=wait,
                    config=config,
                )
            except InputError as error:
                failed.append(error)
                continue
            said = "watched from now on" if done.new else "watched already; now as given"
            typer.echo(f"{done.feed.url}: {said}{_titled(done.feed.title)}")
    _fail(failed)


def _titled(title: str) -> str:
    return f" ({printable(title)})" if title else ""


def _seconds(every: str | None) -> float | None:
    from retold.watching import seconds

    try:
        return None if every is None else seconds(every)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--every") from error


@app.command()
def remove(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="As `retold feeds list` shows them.")],
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Watch these no longer. What was read of them stays.

    Example: [bold]retold feeds remove https://example.org/feed --store news.sqlite[/bold]
    """
    failed: list[InputError] = []
    with opened(store, settings) as (kept, _):
        for address in addresses:
            if kept.feeds.remove(address):
                typer.echo(f"{address}: not watched any more")
            else:
                failed.append(InputError(address, "it is not watched; `retold feeds list` shows what is"))
    _fail(failed)


@app.command("list")
def list_all(*, store: StorePlace = None, settings: SettingsFile = None, json: AsJson = False) -> None:
    """Show what is watched and how it fares: last success, failures, how many of its pages gave an article.

    Example: [bold]retold feeds list --store news.sqlite[/bold]
    """
    _list(store, settings, json=json, all_of_them=True)


@app.command()
def check(*, store: StorePlace = None, settings: SettingsFile = None, json: AsJson = False) -> None:
    """Show the feeds that need somebody: failing, gone, with a broken layout. The exit status is 1 if there are any.

    Example: [bold]retold feeds check --store news.sqlite[/bold]
    """
    if _list(store, settings, json=json, all_of_them=False):
        raise typer.Exit(1)


def _list(store: str | None, settings: Path | None, *, json: bool, all_of_them: bool) -> int:
    """Show feeds; how many were shown."""
    from retold.service.feeds import feeds_health

    with opened(store, settings) as (kept, config):
        found = feeds_health(kept, config=config)
        planned = kept.feeds.planned()
    shown = [one for one in found if all_of_them or one.state not in ("well", "new")]
    if json:
        from retold import records

        print_json({"feeds": [records.feed(one, planned.get(one.feed.url)) for one in shown]})
    elif not found:
        typer.echo(NOTHING)
    elif not shown:
        typer.echo(f"{count(len(found), 'feed')}, all well")
    else:
        _show(shown, planned)
    return len(shown)


_COLORS = {
    "well": "green",
    "new": "dim",
    "failing": "yellow",
    "layout broken": "red",
    "no articles": "red",
    "gone": "red",
}


def _show(found: "list[Health]", planned: Mapping[str, datetime]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    folder = ""
    for one in found:
        feed = one.feed
        if feed.folder != folder:
            folder = feed.folder
            console.print(Text(printable(folder), "bold"))
        name = printable(feed.title or feed.url)
        state = (one.state, _COLORS[one.state])
        console.print(Text.assemble("  ", (name, "bold"), "  ", state, "  ", _facts(one, planned.get(feed.url))))
        if feed.title:
            console.print(Text(f"    {printable(feed.url)}", "dim"), soft_wrap=True)
        for reason in one.because:
            console.print(Text(f"    {printable(reason)}"))


def _facts(one: "Health", due: datetime | None) -> str:
    feed = one.feed
    told: list[str] = [feed.kind] if feed.kind != "feed" else []
    if feed.succeeded_at is not None:
        told.append(f"last success {feed.succeeded_at:%Y-%m-%d %H:%M} UTC")
    elif feed.tried_at is not None:
        told.append("no success yet")
    if one.pages:
        told.append(f"{one.articles} of {count(one.pages, 'page')} gave an article")
    if due is not None and feed.tried_at is not None:
        told.append(f"next {due:%H:%M}" if due.date() == now().date() else f"next {due:%Y-%m-%d %H:%M}")
    return " · ".join(told)


@app.command("import")
def import_list(
    source: Annotated[str, typer.Argument(metavar="FILE", help="OPML: a file, an address, or -.")],
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Watch all feeds of an OPML list, with its titles and folders, as other readers export it.

    Example: [bold]retold feeds import feeds.opml --store news.sqlite[/bold]
    """
    from retold.service.feeds import import_feeds

    with opened(store, settings, create=True) as (kept, config):
        found = import_feeds(kept, source, now=now(), config=config)
    new = sum(one.new for one in found)
    known = f", {len(found) - new} were watched before" if len(found) > new else ""
    typer.echo(f"{count(new, 'feed')} watched from now on{known}")


@app.command("export")
def export_list(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; else printed.")] = None,
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
) -> None:
    """Write all that is watched as OPML, which other readers import.

    Example: [bold]retold feeds export feeds.opml --store news.sqlite[/bold]
    """
    from retold.service.feeds import export_feeds

    with opened(store, settings) as (kept, _):
        content = export_feeds(kept)
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"{file} can't be written ({error.strerror})", param_hint="FILE") from error
    typer.echo(f"{file}: written")


def now() -> datetime:
    return datetime.now(UTC)


def count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def print_json(record: dict[str, object]) -> None:
    import msgspec

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def _fail(failed: list[InputError]) -> None:
    for error in failed:
        lines = str(error).split("\n")
        typer.echo("\n".join([f"retold: {printable(lines[0])}", *map(printable, lines[1:])]), err=True)
    if failed:
        raise typer.Exit(1)
