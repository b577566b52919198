"""One morning of a large box: editions for thousands of readers, made and handed to a mail server on this machine.

    python -m bench.morning [--readers 5000] [--affairs 40] [--store postgresql://...]

The ledger is filled by hand with lines of the length of real ones; everything else is the worker's. The mail server is
a process of its own (aiosmtpd) that keeps nothing. Limits: 300 s, 1 GB, 50 ms a reader to decide what is new.
"""

import argparse
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from retold.config import DEFAULT
from retold.service.editions import Editor
from retold.service.working import Worker
from retold.store import open_store
from retold.store.database import DatabaseStore
from retold.subscribing.schedule import next_due
from retold.testing import make_article, make_line, make_passage
from retold.types import Affair, Belonging, LedgerLine, Page, Subscriber, Task

LIMITS = {"seconds": 300.0, "megabytes": 1000.0, "novelty.ms_a_reader": 50.0}
_MORNING = datetime(2025, 3, 5, 6, tzinfo=UTC)
_WORDS = [
    "bridge",
    "council",
    "ferry",
    "chain",
    "governor",
    "vote",
    "river",
    "repairs",
    "county",
    "engineer",
    "union",
    "school",
    "wire",
    "harbor",
    "toll",
]


def main() -> int:
    """Measure, print, and say by the exit status whether all is within the limits."""
    parser = argparse.ArgumentParser(prog="bench.morning")
    parser.add_argument("--readers", type=int, default=5_000)
    parser.add_argument("--affairs", type=int, default=40)
    parser.add_argument("--lines", type=int, default=25, help="new lines of each affair")
    parser.add_argument("--store", default="", help="an empty store at an address; a file of its own if left out")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        mail_server() as port,
        open_store(options.store or Path(folder) / "box.sqlite") as store,
    ):
        figures = morning(store, port, options.readers, options.affairs, options.lines)
    for what, value in figures.items():
        limit = LIMITS.get(what)
        print(f"{what:24} {value:9.1f}{f'  limit {limit:g}' if limit else ''}")
    return int(any(figures[what] > limit for what, limit in LIMITS.items()))


def morning(store: DatabaseStore, port: int, readers: int, affairs: int, lines: int) -> dict[str, float]:
    """Fill a store, and have its worker make and mail what is due."""
    config = replace(
        DEFAULT,
        mailing=replace(DEFAULT.mailing, server="127.0.0.1", port=port, security="none", sender="brief@news.example"),
    )
    fill(store, readers, affairs, lines)
    editor = Editor(store, config=config)
    people = list(store.subscribers.all())
    started = time.perf_counter()
    for reader in people[:500]:
        editor.edition_for(reader, _MORNING + timedelta(hours=1))
    novelty = (time.perf_counter() - started) / min(500, readers) * 1_000
    worker = Worker(store, config=config, kinds=("edition", "mail"), clock=lambda: _MORNING + timedelta(hours=1))
    started = time.perf_counter()
    made = time.process_time()
    worker.run_once()
    seconds, busy = time.perf_counter() - started, time.process_time() - made
    sent = sum(1 for _ in store.mail.messages(["sent"]))
    if sent != readers:
        raise RuntimeError(f"{sent} of {readers} mails were sent")
    return {
        "readers": float(readers),
        "seconds": seconds,
        "seconds of this process": busy,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000,
        "novelty.ms_a_reader": novelty,
    }


def fill(store: DatabaseStore, readers: int, affairs: int, lines: int) -> None:
    """Affairs with a day's news, and readers who follow some or all of them."""
    chance = random.Random(6)
    followed = []
    for number in range(affairs):
        affair = Affair(id=f"{number:016x}", name=f"Affair {number}", words=("bridge",))
        store.affairs.keep(affair)
        followed.append(affair)
        news = list(_news(affair, lines, chance, store))
        store.ledger.enter(affair.id, news, ())
    due = []
    for number in range(readers):
        some = tuple(a.id for a in chance.sample(followed, chance.randint(1, affairs)))
        reader = Subscriber(
            id=f"{number:016x}",
            email=f"reader{number}@reader.example",
            state="confirmed",
            affairs=() if number % 5 == 0 else some,
            minute=420,
            length=chance.choice(("short", "medium", "medium", "full")),
            language=chance.choice(("en", "en", "de", "fr", "es", "ar")),
        )
        store.subscribers.keep(reader)
        due.append(Task(kind="edition", key=reader.id, due=next_due(reader, _MORNING)))
    store.add_tasks(due)


def _news(affair: Affair, lines: int, chance: random.Random, store: DatabaseStore) -> Iterator[LedgerLine]:
    """Lines as long as real ones, of articles that the store has."""
    belongings = []
    for number in range(lines):
        said = " ".join(chance.choice(_WORDS) for _ in range(chance.randint(15, 35))).capitalize() + "."
        article = make_article(
            said, title=f"{affair.name} {number}", outlet=f"Outlet {number % 9}", name=f"{affair.id}/{number}"
        )
        store.keep(Page(input=article.input, content=said.encode()), article)
        belongings.append(Belonging(affair=affair.id, article=article.id, belongs=True, because=("by hand",)))
        passages = [make_passage(said, article=article.id, outlet=f"Outlet {n}") for n in range(chance.randint(1, 4))]
        yield replace(make_line(*passages, story=f"{affair.id[:12]}{number // 5:04x}"), affair=affair.id, at=_MORNING)
    store.affairs.decide_all(belongings)


@contextmanager
def mail_server() -> Iterator[int]:
    """A mail server in a process of its own; its port."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield int(here.recv())
    finally:
        here.send("end")
        process.join(10)
        if process.is_alive():
            process.terminate()


def _serve(pipe: Connection) -> None:
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    class Server(Controller):
        def _trigger_server(self) -> None:
            self.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    server = Server(Sink(), hostname="127.0.0.1", port=0)
    server.start()
    pipe.send(server.port)
    pipe.recv()
    server.stop()


if __name__ == "__main__":
    sys.exit(main())
