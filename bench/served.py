"""How quickly a served box answers with 100,000 articles, to many readers at once, while it works beside that.

    python -m bench.served [large.sqlite] [--clients 20] [--think 1.0] [--warm 20] [--seconds 60] [--fetching]

`retold serve` runs on a store that `bench.made_store` made, or makes now; with `--fetching` its worker reads a site on
loopback meanwhile, ten new pages a minute, as politely as any. Clients are threads here: each asks for a page, reads
for a while (exponentially distributed, `--think` seconds in the mean), and asks for the next; kinds of page are drawn
alike, articles and stories among all that there are. Times are from the request to the last byte of the answer, over
connections that stay open. Of a story or an affair the first answer to anybody is counted apart: it makes the page.
Limits: 100 ms (95th percentile of each page), 1 GB.
"""

import argparse
import gzip
import http.client
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

import numpy as np
from sqlalchemy import text

from bench.lasting import page
from bench.made_store import make
from bench.processes import held
from bench.stream import _vocabulary
from retold.service import accounts
from retold.service.feeds import add_feed
from retold.store import open_store
from retold.store.database import DatabaseStore

LIMITS = {"p95.ms": 100.0, "megabytes": 1000.0}
#: What a box listens at is known a moment after it is begun; its worker ends what it is at.
_BEGINS, _ENDS = 60.0, 180.0


@dataclass(slots=True)
class Seen:
    """What came of one kind of page."""

    seconds: list[float] = field(default_factory=list)
    #: Bytes as sent, and unpacked.
    sent: list[int] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Places:
    """What there is to be read, by id; and words to search for."""

    affairs: list[str]
    stories: list[str]
    articles: list[str]
    words: list[str]

    @classmethod
    def of(cls, store: DatabaseStore) -> "Places":
        """Stories of several articles, a sample of articles, words common and rare."""
        with store._transactions.reading() as connection:
            stories = "SELECT id FROM stories WHERE articles > 1 ORDER BY newest DESC LIMIT 400"
            articles = "SELECT id FROM articles WHERE position % 97 = 0"
            ids = [list(connection.execute(text(query)).scalars()) for query in (stories, articles)]
        known = _vocabulary(7)
        words = [known[rank] for rank in (0, 1, 5, 20, 150, 200, 500, 1_000, 3_000, 10_000, 30_000)]
        return cls([affair.id for affair in store.affairs.affairs()], ids[0], ids[1], words)

    def pages(self) -> dict[str, Callable[[random.Random], str]]:
        """Addresses by kind of page, drawn by chance."""

        def searched(draw: random.Random) -> str:
            words = quote(" ".join(draw.sample(self.words, draw.choice((1, 1, 2)))))
            return f"words={words}" + draw.choice(("", "", "&outlet=outlet+7", "&order=best", "&since=2026-01-01"))

        def of(kind: str, ids: list[str], end: str = "") -> Callable[[random.Random], str]:
            return lambda draw: f"/{kind}/{draw.choice(ids)}{end}"

        fixed = ("/", "/affairs", "/stories", "/stories?several=1", "/feeds", "/corrections", "/readers", "/people",
                 "/box", "/account", "/brief.atom", "/api/v1/affairs", "/api/v1/stories", "/health")  # fmt: skip
        return {
            **{address: _always(address) for address in fixed},
            "/stories?affair=ID": lambda draw: f"/stories?affair={draw.choice(self.affairs)}",
            "/affairs/ID": of("affairs", self.affairs),
            "/affairs/ID/timeline": of("affairs", self.affairs, "/timeline"),
            "/affairs/ID/speakers": of("affairs", self.affairs, "/speakers"),
            "/affairs/ID/outlets": of("affairs", self.affairs, "/outlets"),
            "/affairs/ID.atom": of("affairs", self.affairs, ".atom"),
            "/stories/ID": of("stories", self.stories),
            "/stories/ID.atom": of("stories", self.stories, ".atom"),
            "/articles/ID": of("articles", self.articles),
            "/search": lambda draw: f"/search?{searched(draw)}",
            "/search.atom": lambda draw: f"/search.atom?{searched(draw)}",
            "/api/v1/articles": lambda draw: f"/api/v1/articles?{searched(draw)}",
            "/api/v1/articles/ID": of("api/v1/articles", self.articles),
        }


def _always(address: str) -> Callable[[random.Random], str]:
    return lambda draw: address


class Readers:
    """Clients of a box, all signed in as one person."""

    def __init__(self, address: str, cookie: str, places: Places, *, think: float) -> None:
        self._host = urlsplit(address).netloc
        self._headers = {"Cookie": f"retold={cookie}", "Accept": "*/*", "Accept-Encoding": "gzip"}
        self._pages = places.pages()
        self._think = think
        self._lock = threading.Lock()
        self._told: set[str] = set()
        self.seen: dict[str, Seen] = defaultdict(Seen)
        self.failed: list[str] = []
        #: Memory of the box at most.
        self.megabytes = 0.0

    def read(self, clients: int, seconds: float) -> None:
        """Let so many read for so long."""
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._client, args=(number, until)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, number: int, until: float) -> None:
        draw = random.Random(number)
        connection = http.client.HTTPConnection(self._host, timeout=60)
        if self._think:
            time.sleep(draw.random() * self._think)
        while time.monotonic() < until:
            kind = draw.choice(list(self._pages))
            address = self._pages[kind](draw)
            try:
                self._ask(connection, kind, address)
            except ConnectionResetError:
                # It had waited longer than connections are kept open: as a browser does, ask by another.
                connection.close()
                self._ask(connection, kind, address)
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.failed.append(f"{address}: {error!r}")
            if self._think:
                time.sleep(draw.expovariate(1 / self._think))

    def _ask(self, connection: http.client.HTTPConnection, kind: str, address: str) -> None:
        if kind in ("/stories/ID", "/affairs/ID"):
            with self._lock:
                first = address not in self._told
                self._told.add(address)
            kind += " (first)" if first else ""
        began = time.perf_counter()
        connection.request("GET", address, headers=self._headers)
        answer = connection.getresponse()
        content = answer.read()
        took = time.perf_counter() - began
        plain = gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content
        with self._lock:
            seen = self.seen[kind]
            seen.seconds.append(took)
            seen.sent.append(len(content))
            seen.plain.append(len(plain))
            seen.statuses[answer.status] += 1


@contextmanager
def served(store: Path | str, environment: dict[str, str], *, folder: Path) -> Iterator[tuple[str, int]]:
    """A box on that store, in a process of its own: its address, and the number of the process."""
    command = [
        sys.executable,
        "-c",
        "from retold.cli import main; main()",
        "serve",
        "--store",
        str(store),
        "--port",
        "0",
    ]
    # Why a box ended by itself stands in its log.
    with (folder / "served.log").open("w") as log:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http://"))
        _wait(address)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(_ENDS)


def _wait(address: str) -> None:
    until = time.monotonic() + _BEGINS
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
            connection.request("GET", "/health")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@contextmanager
def site() -> Iterator[str]:
    """A site on loopback, whose feed always has some pages that were not in it before; the address of the feed."""
    began = time.monotonic()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            port = self.server.server_address[1]  # type: ignore[index]
            name = self.path.strip("/")
            if name.isdecimal():
                content, kind = page(int(name))
                self._send(content.decode(), kind)
                return
            # Twenty a minute from the beginning on.
            out = 20 + int((time.monotonic() - began) / 3)
            items = "".join(f"<item><link>http://127.0.0.1:{port}/{n}</link></item>" for n in range(out - 20, out))
            self._send(f"<rss version='2.0'><channel><title>Site</title>{items}</channel></rss>", "application/rss+xml")

        def _send(self, words: str, kind: str) -> None:
            content = words.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
    finally:
        server.shutdown()


def report(readers: Readers) -> int:
    """A line a kind of page, the slowest first; 1 if one is beyond the limit."""
    print(f"{'page':24}{'n':>6}{'p50':>8}{'p95':>8}{'max':>8} ms{'KB sent':>10}{'KB':>8}  answers other than 200")
    for kind, seen in sorted(readers.seen.items(), key=lambda one: -float(np.percentile(one[1].seconds, 95))):
        p50, p95, most = (1000 * float(np.percentile(seen.seconds, share)) for share in (50, 95, 100))
        other = " ".join(f"{status}: {n}" for status, n in seen.statuses.items() if status != 200)
        sizes = f"{max(seen.sent) / 1000:10.1f}{max(seen.plain) / 1000:8.1f}"
        print(f"{kind:24}{len(seen.seconds):6}{p50:8.1f}{p95:8.1f}{most:8.1f}   {sizes}  {other}")
    every = [took for kind, seen in readers.seen.items() if "(first)" not in kind for took in seen.seconds]
    p50, p95 = (1000 * float(np.percentile(every, share)) for share in (50, 95))
    print(f"{'all but the first':24}{len(every):6}{p50:8.1f}{p95:8.1f}")
    for said in readers.failed[:5]:
        print(f"failed: {said}")
    slow = [
        kind
        for kind, seen in readers.seen.items()
        if "(first)" not in kind and 1000 * float(np.percentile(seen.seconds, 95)) > LIMITS["p95.ms"]
    ]
    print(f"beyond {LIMITS['p95.ms']:.0f} ms: {', '.join(slow) or 'none'}")
    return bool(slow or readers.failed) or readers.megabytes > LIMITS["megabytes"]


def main() -> int:
    """Measure and print; the exit status is 1 if a page or the memory is beyond the limits."""
    parser = argparse.ArgumentParser(prog="bench.served")
    parser.add_argument("store", type=Path, nargs="?", help="one that is at hand; if left out, one is made")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--think", type=float, default=1.0, help="seconds between two pages, in the mean")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--warm", type=float, default=20.0, help="seconds of reading before it is measured")
    parser.add_argument("--fetching", action="store_true", help="read a site on loopback beside")
    options = parser.parse_args()
    with ExitStack() as opened:
        place = options.store
        if place is None:
            place = Path(opened.enter_context(TemporaryDirectory())) / "large.sqlite"
            make(place, 100_000)
        feed = opened.enter_context(site()) if options.fetching else ""
        with open_store(place, create=False) as store:
            cookie, places, kept = _prepared(store, feed), Places.of(store), store.overviews.size()
        readers = measured(place, cookie, places, options, folder=place.parent)
        with open_store(place, create=False) as store:
            print(f"{store.overviews.size() - kept} articles came in meanwhile")
    return report(readers)


def _prepared(store: DatabaseStore, feed: str) -> str:
    """Watch a feed, if one is given; the cookie of an owner who is signed in."""
    now = datetime.now(UTC)
    owner = next(store.accounts.all(), None) or accounts.new_account("Owner", "bench" * 3, role="owner", now=now)
    store.accounts.add(owner)
    if feed:
        add_feed(store, feed, now=now, kind="feed", every=60)
    return accounts.begin_session(owner, store=store, now=now)


def measured(place: Path | str, cookie: str, places: Places, options: argparse.Namespace, *, folder: Path) -> Readers:
    """Serve the store, with its log in a folder, and let it be read."""
    # What came in is taken up every half minute, so that this is in it.
    given = {
        "RETOLD_READING_ALLOWED_HOSTS": "127.0.0.1",
        "RETOLD_SITE_PUBLIC": "all",
        "RETOLD_WORKING_STREAM_EVERY": "30",
    }
    load = os.getloadavg()[0]
    with served(place, given, folder=folder) as (address, pid):
        readers = Readers(address, cookie, places, think=options.think)
        # What a box that has just begun loads and makes for the first time is another question.
        readers.read(options.clients, options.warm)
        readers.seen.clear()
        before = held(pid).seconds
        readers.read(options.clients, options.seconds)
        after = held(pid)
    readers.megabytes = after.most
    beside = "fetching beside" if options.fetching else "nothing fetched"
    share = (after.seconds - before) / options.seconds
    print(f"{options.clients} clients, {options.think} s between two pages, {options.seconds:.0f} s, {beside}")
    print(f"load of the machine before: {load:.1f}; {share:.0%} of a core; at most {readers.megabytes:.0f} MB")
    return readers


if __name__ == "__main__":
    sys.exit(main())
