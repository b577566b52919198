"""A store of a million articles: how fast it takes in, how large it is, and how quickly its pages are answered.

    python -m bench.sized [--articles 1000000] [--postgres] [--at PLACE] [--clients 4] [--seconds 120]

The store is filled by `bench.bulk`; on the way, when it is empty, half full and full, articles are kept one by one as
`retold fetch` keeps them, each also in a store that is nearly empty, since the machine may be busy. The last then enter
the stream, which remembers 20,000, and their stories are kept. Then the store is served and read as in `bench.served`.
With `--postgres` a server is started for it and ended after it; `--at` leaves the store where it is made, or measures
one that this made before.
"""

import argparse
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import text

from bench.bulk import Bulk
from bench.made_store import Telling, _affairs, _feeds, tellings
from bench.postgres import LASTING, serving
from bench.served import Places, _prepared, measured, report
from retold.service.following import Stream, refresh_stories
from retold.store import open_store
from retold.store.database import DatabaseStore
from retold.types import Article, Page

AT_ONCE = 1_000
#: Articles that are kept one by one at each of the three sizes; of the last, those that enter the stream.
KEPT = 1_000


def fill(store: DatabaseStore, beside: DatabaseStore, count: int) -> list[Article]:
    """Fill an empty store, and say how fast it takes in; the articles that are to come next."""
    began = time.monotonic()
    bulk, open_ = Bulk(store, _affairs(store)), dict[int, Telling]()
    _feeds(store)
    coming = tellings(count + KEPT)
    for done in range(0, count, AT_ONCE):
        part = list(islice(coming, min(AT_ONCE, count - done)))
        one_by_one = done in (0, count // 2 // AT_ONCE * AT_ONCE)
        if one_by_one:
            keep(store, beside, [article for _, article in part])
        bulk.put(part, kept=one_by_one)
        open_ |= {told.number: told for told, _ in part}
        open_ = {number: told for number, told in open_.items() if told.left}
        if not done % 20_000:
            print(f"{done + len(part)} articles, {time.monotonic() - began:.0f} s", file=sys.stderr)
    bulk.end(open_.values())
    print(f"filled with {count} articles in {time.monotonic() - began:.0f} s, most of them many at a time")
    return [article for _, article in coming]


def keep(store: DatabaseStore, beside: DatabaseStore, made: Sequence[Article]) -> None:
    """Keep articles as they are kept when they are read, by turns in both stores, and say how fast that is."""
    settle(store)
    size, took = store.overviews.size(), dict[DatabaseStore, list[float]]({store: [], beside: []})
    for article in made:
        page = Page(input=article.input, content=article.text.encode(), url=article.url)
        for one, seconds in took.items():
            began = time.perf_counter()
            one.keep(page, article)
            seconds.append(time.perf_counter() - began)
    for name, seconds in zip((f"kept beside {size}", "in a nearly empty store"), took.values(), strict=True):
        p50, p95 = (1000 * float(np.percentile(seconds, share)) for share in (50, 95))
        print(f"{name:28}{len(made) / sum(seconds):10.0f} articles/s {p50:10.1f}{p95:8.1f} ms (p50, p95)", flush=True)


def settle(store: DatabaseStore) -> None:
    """Let what was filled in reach the disk, so that it is not paid for by what comes next."""
    engine = store._transactions._engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("VACUUM (ANALYZE)"))
            connection.execute(text("CHECKPOINT"))
        else:
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    os.sync()


def enter(store: DatabaseStore) -> None:
    """Let what waits enter the stream, keep its stories, and say what each step of that takes."""
    stream = Stream(store)
    timed("the stream is taken up", lambda: len(stream._stand().articles), "articles remembered")
    waiting = list(store.waiting(KEPT))
    timed("what waits is found", lambda: len(list(store.waiting(KEPT))), "articles")
    took = timed("they enter the stream", lambda: len(list(stream.follow(waiting))), "events")
    print(f"{'':28}{1000 * took / max(1, len(waiting)):10.1f} ms an article")
    timed("stories out of date", lambda: len(store.stale_stories()), "stories")
    timed("stories are kept anew", lambda: len(refresh_stories(store=store, stream=stream)), "stories")
    timed("again, with nothing new", lambda: len(refresh_stories(store=store, stream=stream)), "stories")
    timed("waiting, with nothing new", lambda: len(list(store.waiting(KEPT))), "articles")


def timed(what: str, work: Callable[[], int], of: str) -> float:
    """Do it, and say how long it took, and of how many."""
    began = time.perf_counter()
    number = work()
    took = time.perf_counter() - began
    print(f"{what:28}{took:10.3f} s  {number} {of}", flush=True)
    return took


# --- size


def sizes(store: DatabaseStore, place: Path | str) -> list[tuple[str, int]]:
    """Bytes of each table with its indexes, the largest first."""
    if isinstance(place, Path):
        found = _sizes_in_file(place)
    else:
        with store._transactions.reading() as connection:
            query = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace ="
            rows = connection.execute(text(f"{query} 'public'::regnamespace"))
            found = {name: size for name, size in rows}
    return sorted(found.items(), key=lambda one: -one[1])


def _sizes_in_file(place: Path) -> dict[str, int]:
    """Python's own SQLite can tell, the one of the store can't; shadow tables of the words go with them."""
    found: dict[str, int] = {}
    connection = sqlite3.connect(f"file:{place}?mode=ro", uri=True)
    tables = dict(connection.execute("SELECT name, tbl_name FROM sqlite_master"))
    for name, size in connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
        table = tables.get(name, name)
        table = "search_words" if table.startswith("search_words") else table
        found[table] = found.get(table, 0) + size
    connection.close()
    return found


def report_sizes(store: DatabaseStore, place: Path | str) -> None:
    """Bytes an article, by table."""
    count, found = store.overviews.size(), sizes(store, place)
    print(f"{'all tables':28}{sum(size for _, size in found) / count:10.0f} bytes an article")
    for name, size in found:
        if size / count >= 10:
            print(f"{name:28}{size / count:10.0f}")


# --- all of it


def main() -> int:
    """Make, measure and print; the exit status is 1 if a page or the memory is beyond the limits."""
    parser = argparse.ArgumentParser(prog="bench.sized")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--postgres", action="store_true", help="in a PostgreSQL server of its own, not in SQLite")
    parser.add_argument("--at", type=Path, help="folder of the store; one that is in it already is measured")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--think", type=float, default=0.2, help="seconds between two pages, in the mean")
    parser.add_argument("--warm", type=float, default=60.0, help="seconds of reading before it is measured")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.set_defaults(fetching=False)
    options = parser.parse_args()
    with ExitStack() as opened:
        folder = options.at or Path(opened.enter_context(TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        place: Path | str = folder / "sized.sqlite"
        other: Path | str = folder / "beside.sqlite"
        if options.postgres:
            postgres = opened.enter_context(serving(folder, LASTING))
            place, other = postgres.database("sized"), postgres.database("beside")
        with open_store(place) as store, open_store(other) as beside:
            print(f"{store.version}, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
            last = fill(store, beside, options.articles) if not store.overviews.size() else new(store)
            keep(store, beside, last)
            enter(store)
            settle(store)
            report_sizes(store, place)
            cookie, places = _prepared(store, ""), Places.of(store)
        return report(measured(place, cookie, places, options, folder=folder))


def new(store: DatabaseStore) -> list[Article]:
    """Articles that a filled store does not hold."""
    return [article for _, article in tellings(KEPT, seed=store.overviews.size())]


if __name__ == "__main__":
    sys.exit(main())
