"""`retold worker`: fetches, follows and mails by itself, until it is told to stop."""

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from retold.cli.settings import SettingsFile, StorePlace, the_settings, the_store

if TYPE_CHECKING:
    from types import FrameType

    from retold.service.working import Worker

_BEHIND = 10
"""How far the worker of a served box stands back where both want the processor (nice)."""


def worker(
    *,
    store: StorePlace = None,
    settings: SettingsFile = None,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")] = False,
    attached: Annotated[bool, typer.Option("--attached", help="End with standard input, too.", hidden=True)] = False,
) -> None:
    """Fetch what is watched, follow the affairs, and mail each reader at their hour; ends with Control-C or SIGTERM.

    Several may work on one store, also on several machines if it is in PostgreSQL. What one was at when it was killed
    is taken up by the next.

    Example: [bold]retold worker --store news.sqlite[/bold]
    """
    from retold.service.working import Worker
    from retold.store import open_store

    found = the_settings(settings, running=True)
    with open_store(the_store(store, found)) as kept:
        working = Worker(kept, config=found.config)

        def stop(number: int, frame: "FrameType | None") -> None:
            working.stop()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        if attached:
            # Readers' pages come first.
            os.nice(_BEHIND)
            # Whoever began us holds the other end: it is closed when they end, however they do.
            threading.Thread(target=_await_end, args=(working,), daemon=True).start()
        if once:
            done = working.run_once()
            typer.echo(f"{done.finished} pieces of work done, {done.put_off} put off, {done.failed} given up")
        else:
            working.run()


def _await_end(working: "Worker") -> None:
    """Stop the worker when nobody writes to our standard input any more."""
    sys.stdin.read()
    working.stop()
