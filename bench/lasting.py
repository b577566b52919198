"""A box that is served for an hour while it fetches and is read: it must hold no more at the end than at the beginning.

    python -m bench.lasting [--minutes 60]

`retold serve` runs as a process of its own on a store with the example affair. A site on this machine brings a page
every few seconds and changes old ones, and readers go from page to page by the links that they find. Each minute what
server and worker hold together is printed: resident memory, open files, threads; at the end the first third is
compared with the last.
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import httpx
from tests.box import Site

from bench.processes import held
from retold.service import affairs, read_all
from retold.service.feeds import add_feed
from retold.service.news import take_in
from retold.store import open_store

EXAMPLES = Path(__file__).parents[1] / "examples" / "pages"
RETOLD = Path(sys.executable).parent / "retold"
_READERS = 3
_BETWEEN = 0.5
"""Seconds between two pages of a reader."""
_PAGE_EVERY = 4.0
"""Seconds between two pages of the site."""
_IN_FEED = 30
"""Pages that its feed lists, the newest."""
_GROWTH = {"megabytes": 1.1, "files": 1.25, "threads": 1.25}
"""How much of each there may be in the last third for one of the first: what is kept of new pages is little."""
_LIMIT = 1_000.0
"""Megabytes."""
_LINK = re.compile(r'href="(/[^"#]*)"')


@dataclass(slots=True)
class Told:
    """What readers met."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def main() -> int:
    """Serve, read, print; the exit status is 1 if it grew or a page broke."""
    parser = argparse.ArgumentParser(prog="bench.lasting")
    parser.add_argument("--minutes", type=float, default=60)
    minutes = parser.parse_args().minutes
    told, stopped = Told(), threading.Event()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        site = opened.enter_context(Site())
        filled(folder / "kept.sqlite", site)
        process = opened.enter_context(serving(folder))
        url = re.search(r"http://localhost:\d+", process.stdout.readline())[0]
        await_health(url)
        workers = [threading.Thread(target=publish, args=(site, stopped), daemon=True)]
        workers += [threading.Thread(target=read, args=(url, told, stopped, n), daemon=True) for n in range(_READERS)]
        for worker in workers:
            worker.start()
        held = watch(process, told, minutes)
        stopped.set()
        for worker in workers:
            worker.join()
        process.terminate()
        process.communicate(timeout=60)
    return report(held, told)


def filled(place: Path, site: Site) -> None:
    """A store with the example affair, and a feed to be fetched."""
    with open_store(place) as store:
        for _ in read_all([EXAMPLES], store=store):
            pass
        affairs.follow("Weir Street Bridge", words=["Aldermoor"], store=store, at=datetime.now(UTC))
        take_in(store, now=datetime.now(UTC))
        site.pages["/0.html"] = page(0)
        add_feed(store, site.feed, now=datetime.now(UTC), kind="feed", every=10.0)


def serving(folder: Path) -> subprocess.Popen[str]:
    """The box, which may fetch from this machine, and looks for news every ten seconds."""
    given = {
        "RETOLD_SITE_PUBLIC": "all",
        "RETOLD_READING_ALLOWED_HOSTS": "127.0.0.1",
        "RETOLD_WORKING_STREAM_EVERY": "10",
        "RETOLD_LOG_LEVEL": "error",
        "PYTHONUNBUFFERED": "1",
    }
    command = [RETOLD, "serve", "--store", folder / "kept.sqlite", "--port", "0"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder, env=os.environ | given)


def await_health(url: str) -> None:
    """Until it answers."""
    for _ in range(300):
        try:
            httpx.get(f"{url}/health", timeout=5).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{url} does not answer")


def page(number: int) -> tuple[bytes, str]:
    """A page of the site; each third retells the one before."""
    chance = random.Random(number - (number % 3 == 2))
    words = [chance.choice(_WORDS) for _ in range(400)]
    told = "".join(
        f"<p>{' '.join(words[at : at + 40]).capitalize()} in Aldermoor {number // 3}.</p>" for at in range(0, 400, 40)
    )
    day = datetime.now(UTC).isoformat(timespec="seconds")
    head = f"<title>{' '.join(words[:6]).capitalize()}</title><meta property='article:published_time' content='{day}'>"
    return f"<html lang='en'><head>{head}</head><body><article>{told}</article></body></html>".encode(), "text/html"


_STARTS, _ENDS = ("bri", "coun", "fer", "gov", "ri"), ("dge", "cil", "ry", "ernor", "ver")
_WORDS = [f"{start}{end}" for start in _STARTS for end in _ENDS]


def publish(site: Site, stopped: threading.Event) -> None:
    """Bring pages, and change one now and then."""
    number = 1
    while not stopped.wait(_PAGE_EVERY):
        site.pages[f"/{number}.html"] = page(number)
        for old in list(site.pages)[:-_IN_FEED]:
            del site.pages[old]
        number += 1


def read(url: str, told: Told, stopped: threading.Event, seed: int) -> None:
    """Go from page to page by their links, and begin anew where there are none."""
    chance, path = random.Random(seed), "/"
    with httpx.Client(base_url=url, follow_redirects=True, timeout=60) as client:
        while not stopped.wait(_BETWEEN):
            began = time.perf_counter()
            try:
                answer = client.get(path)
            except httpx.TransportError as error:
                told.broken.append(f"{path}: {error!r}")
                continue
            told.seconds.append(time.perf_counter() - began)
            told.statuses[answer.status_code] += 1
            if answer.status_code == 500:
                told.broken.append(f"{path}: {answer.status_code}")
            links = _LINK.findall(answer.text) if "html" in answer.headers.get("content-type", "") else []
            path = urljoin(path, chance.choice(links)).replace("&amp;", "&") if links else "/"


def watch(process: subprocess.Popen[str], told: Told, minutes: float) -> list[dict[str, float]]:
    """What server and worker hold together, minute by minute."""
    found = []
    until = time.monotonic() + 60 * minutes
    while time.monotonic() < until:
        time.sleep(min(60, max(1.0, until - time.monotonic())))
        if process.poll() is not None:
            told.broken.append(f"the box ended with {process.returncode}")
            break
        now = held(process.pid)
        found.append({"megabytes": now.megabytes, "files": now.files, "threads": now.threads})
        slow = sorted(told.seconds)[int(0.95 * len(told.seconds))] if told.seconds else 0.0
        said = "  ".join(f"{name} {value:7.1f}" for name, value in found[-1].items())
        print(f"{len(found):3}  {said}  pages {len(told.seconds):6}  p95 {1000 * slow:6.1f} ms", flush=True)
        told.seconds.clear()
    return found


def report(held: list[dict[str, float]], told: Told) -> int:
    """Print what grew and what broke; 1 if anything did."""
    faults = list(told.broken)
    third = max(1, len(held) // 3)
    for name, most in _GROWTH.items():
        first, last = (statistics.median(one[name] for one in some) for some in (held[:third], held[-third:]))
        print(f"{name}: {first:.1f} at first, {last:.1f} at last")
        if last > most * first:
            faults.append(f"{name} grew from {first:.1f} to {last:.1f}")
    if max(one["megabytes"] for one in held) > _LIMIT:
        faults.append(f"more than {_LIMIT:.0f} MB")
    print(f"answers by status: {dict(sorted(told.statuses.items()))}")
    for fault in faults[:20]:
        print(f"FAULT {fault}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
