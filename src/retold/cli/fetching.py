"""`retold fetch` and `retold reread`: what is watched, fetched once; what was fetched, read again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.progress import printable, shortened, steps
from retold.cli.settings import SettingsFile, StorePlace
from retold.cli.watched import NOTHING, AsJson, app, count, now, opened, print_json

if TYPE_CHECKING:
    from retold.service.looking import Fetched
    from retold.store.database import DatabaseStore

__all__ = ["app", "fetch", "reread"]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
_MOST_FAILURES = 50


def fetch(
    *,
    store: StorePlace = None,
    every: Annotated[bool, typer.Option("--all", help="Visit all feeds, not only those that are due.")] = False,
    settings: SettingsFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Visit the feeds that are due, once, and read the pages that are new in them.

    What is new waits in the store for `retold stories`, `retold brief` and the like. The worker does this by itself.

    Example: [bold]retold fetch --store news.sqlite[/bold]
    """
    from retold.service.fetching_once import fetch_once

    with opened(store, settings) as (kept, config), steps(quiet=quiet) as say:
        if not kept.feeds.feeds():
            raise typer.BadParameter(NOTHING, param_hint="--store")
        say("looking for what is due")
        done = fetch_once(kept, config=config, clock=now, watch=_teller(say), all_feeds=every)
        planned = kept.feeds.planned()
    if json:
        print_json(
            {
                "feeds": done.feeds,
                "pages": done.pages,
                "waiting": done.waiting,
                "failed": [{"input": url, "reason": reason} for url, reason in done.failed],
            }
        )
    elif not done.feeds and not done.pages:
        typer.echo(f"nothing is due{_next(planned)}")
    else:
        typer.echo(_visited(done.feeds))
        typer.echo(_read(done.pages))
        if done.waiting:
            left = count(done.waiting, "request")
            typer.echo(f"{left} put off, since their hosts are to be left alone: the next `retold fetch` goes on")
    for url, reason in done.failed[:_MOST_FAILURES]:
        typer.echo(f"retold: {printable(f'{url}: {reason}')}", err=True)
    if len(done.failed) > _MOST_FAILURES:
        typer.echo(f"retold: and {len(done.failed) - _MOST_FAILURES} more: `retold feeds check` tells of all", err=True)
    if done.failed:
        raise typer.Exit(1)


def _teller(say: Callable[[str], None]) -> "Callable[[Fetched], None]":
    number = 0

    def tell(fetched: "Fetched") -> None:
        nonlocal number
        number += 1
        say(f"{number:,} done · {fetched.what} {shortened(fetched.url, 60)}")

    return tell


def _next(planned: Mapping[str, datetime]) -> str:
    due = min(planned.values(), default=None)
    return f"; the next feed is at {due:%Y-%m-%d %H:%M} UTC (--all visits all now)" if due is not None else ""


def _visited(counts: dict[str, int]) -> str:
    new, same, failed = (counts.get(what, 0) for what in ("visited", "unchanged", "failed"))
    parts = [f"{new} with something new", f"{same} without" if same else "", f"{failed} failed" if failed else ""]
    return f"{count(new + same + failed, 'feed')} visited: {', '.join(filter(None, parts))}"


def _read(counts: dict[str, int]) -> str:
    names = {
        "article": ("new article", "new articles"),
        "changed": ("changed since", "changed since"),
        "unchanged": ("as it was", "as they were"),
        "no article": ("without an article", "without an article"),
        "failed": ("failed", "failed"),
    }
    told = [f"{number:,} {name[number > 1]}" for what, name in names.items() if (number := counts.get(what))]
    pages = sum(counts.get(what, 0) for what in names)
    return f"{count(pages, 'page')} fetched{': ' if told else ''}{', '.join(told)}"


def reread(
    *, store: StorePlace = None, settings: SettingsFile = None, json: AsJson = False, quiet: Quiet = False
) -> None:
    """Read all kept pages again, as this version of Retold reads them. Nothing is fetched.

    An article that is read otherwise now takes the old one's place, in its story and its affairs: it is not news.
    Stop the worker first.

    Example: [bold]retold reread --store news.sqlite[/bold]
    """
    from retold.service.rereading import reread as read_again

    with opened(store, settings) as (kept, config), steps(quiet=quiet) as say:
        _refuse_workers(kept)
        told = read_again(
            kept, config=config, watch=lambda name, number: say(f"{count(number, 'page')} · {shortened(name, 60)}")
        )
    if json:
        lost = [{"input": name, "reason": reason} for name, reason in told.lost]
        print_json(
            {
                "pages": told.pages,
                "changed": told.changed,
                "bettered": told.bettered,
                "found": told.found,
                "failed": lost,
            }
        )
    else:
        parts = [
            f"{count(told.changed, 'article')} with other words",
            f"{told.bettered} of which something else is known better" if told.bettered else "",
            f"{told.found} on pages that seemed to have none" if told.found else "",
        ]
        typer.echo(f"{count(told.pages, 'page')} read again: {', '.join(filter(None, parts))}")
    for name, reason in told.lost:
        typer.echo(f"retold: {printable(f'{name}: {reason} (the article that it gave before is kept)')}", err=True)


def _refuse_workers(store: "DatabaseStore") -> None:
    at = now()
    for task in store.tasks(done=False):
        if task.leased_until is not None and task.leased_until > at:
            said = f"{task.leased_by} is at work on it: stop it first, or wait until {task.leased_until:%H:%M} UTC"
            raise typer.BadParameter(f"{said} if it was killed", param_hint="--store")
