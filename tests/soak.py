"""Kills workers at random moments of five mornings, and checks after each kill that nothing was lost or doubled.

    python -m tests.soak [--kills 200] [--seed 1]

A site and a mail server live in this process; workers are forked, each with the clock put forward beyond the leases of
the one before. A kill counts if it met work. What is held: nothing that was acknowledged is lost, no article is kept
twice, no reader is skipped, and nobody is mailed twice, but where the mail server had taken a message and the worker
died before it could write that down.
"""

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.box import Site
from tests.mail.servers import inbox

from retold.config import DEFAULT, Config
from retold.service import affairs, subscribing
from retold.service.working import Worker
from retold.store import open_store
from retold.store.backups import problems
from retold.store.database import DatabaseStore
from retold.subscribing.asking import Wishes
from retold.text import fold
from retold.types import Feed

EXAMPLES = Path(__file__).parents[1] / "examples"
READERS = 12
#: Seconds after its start within which a worker is killed: it takes a tenth to find its work.
_LIFE = (0.05, 0.6)
#: Kills of one morning's fetching, and of its mailing: the next worker is left alive.
_MOST_A_PHASE = 4
#: By how much the clock is put forward for the next worker: beyond the leases of the last.
_STEP = timedelta(seconds=DEFAULT.working.lease + 1)
#: Workers, one after the other, that may try to get a morning's fetching or mailing done.
_ROUNDS = 10
_MOST_SOAKS = 60


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is to do."""

    place: str
    config: Config
    #: Its clock, which stands still.
    now: datetime


def work(orders: Orders) -> None:
    """The life of a worker, unless it ends before."""
    place = orders.place if "://" in orders.place else Path(orders.place)
    with open_store(place) as store:
        Worker(store, config=orders.config, clock=lambda: orders.now, name=str(os.getpid())).run_once()


@dataclass(slots=True)
class Kept:
    """What the store acknowledged, as somebody sees it who asks after a kill."""

    articles: frozenset[str]
    lines: frozenset[int]
    sent: frozenset[str]
    editions: frozenset[str]

    @classmethod
    def of(cls, store: DatabaseStore) -> "Kept":
        """By now."""
        lines = {line.number for affair in store.affairs.affairs() for line in store.ledger.lines(affair.id)}
        return cls(
            articles=frozenset(article.id for article in store.articles()),
            lines=frozenset(lines),
            sent=frozenset(message.edition for message in store.mail.messages(["sent"])),
            editions=frozenset(message.edition for message in store.mail.messages()),
        )

    def within(self, later: "Kept") -> bool:
        """True if nothing is gone."""
        return (
            self.articles <= later.articles
            and self.lines <= later.lines
            and self.sent <= later.sent
            and self.editions <= later.editions
        )


def soak(place: str, *, kills: int, seed: int, mornings: int = 5) -> Counter[str]:
    """Up to five mornings with so many kills. Raises AssertionError for what must not be; how often what was met."""
    chance = random.Random(seed)
    met: Counter[str] = Counter()
    truth = json.loads((EXAMPLES / "truth.json").read_text())
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in truth["days"].values()][:mornings]
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.soak_preload"])
    where = place if "://" in place else Path(place)
    with Site() as site, inbox() as mail, open_store(where) as store:
        config = _config(mail.port)
        _set_up(store, site, truth["affair"]["name"], days[0])
        in_window: set[str] = set()
        known = Kept.of(store)
        for number, day in enumerate(days, 1):
            for file in sorted((EXAMPLES / "pages" / f"day{number}").iterdir()):
                kind = "text/html" if file.suffix == ".html" else "text/plain"
                if not file.stem.endswith("-later"):
                    site.pages[f"/day{number}/{file.name}"] = file.read_bytes(), f"{kind}; charset=utf-8"
            seven = day + timedelta(days=1, hours=7)
            for phase, start in (("fetching", seven - _ROUNDS * _STEP), ("mailing", seven)):
                now, before = start, met[phase]
                for _ in range(_ROUNDS):
                    spare = met["kills"] >= kills or met[phase] - before >= _MOST_A_PHASE
                    code = _live(forks, Orders(place, config, now), None if spare else chance.uniform(*_LIFE))
                    met["kills"] += code == -signal.SIGKILL
                    met[phase] += code == -signal.SIGKILL
                    if "://" not in place:
                        assert problems(Path(place)) == ()
                    now_known = Kept.of(store)
                    assert known.within(now_known), "something that was acknowledged is gone"
                    known = now_known
                    in_window |= _unheard(store, mail)
                    if code == 0:
                        break
                    now += _STEP
            _mornings_mails(store, mail, number, in_window)
        _nothing_twice(store, site)
        met["unheard"] = len(in_window)
        met["mails"] = len(mail.messages)
        return met


def _live(forks, orders: Orders, seconds: float | None) -> int:
    """A worker's life of so many seconds at most; how it ended."""
    process = forks.Process(target=work, args=(orders,))
    process.start()
    assert process.pid is not None
    if seconds is not None:
        process.join(seconds)
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
    process.join(120)
    assert process.exitcode in (0, -signal.SIGKILL), f"a worker failed: {process.exitcode}"
    return process.exitcode


def _config(port: int) -> Config:
    return replace(
        DEFAULT,
        reading=replace(DEFAULT.reading, allowed_hosts=("127.0.0.1",)),
        watching=replace(DEFAULT.watching, host_pause=0.0, looks=()),
        mailing=replace(DEFAULT.mailing, server="127.0.0.1", port=port, security="none", sender="brief@news.example"),
    )


def _set_up(store: DatabaseStore, site: Site, name: str, at: datetime) -> None:
    store.feeds.add([Feed(url=site.feed, added_at=at, every=60.0)], due=at)
    affair = affairs.follow(name, words=["Weir Street Bridge", "Marigold", "Calder Crossings"], store=store, at=at)
    for number in range(READERS):
        wishes = Wishes(affairs=(affair.name,), at="07:00", zone="UTC", length="full")
        asked = subscribing.subscribe(f"reader{number}@reader.example", wishes, store=store, now=at)
        subscribing.confirm_subscriber(asked.subscriber.id, store=store, now=at)


def _unheard(store: DatabaseStore, mail) -> set[str]:
    """Message-IDs that the mail server has taken, and of which nobody could write that down."""
    taken = {message["Message-ID"] for message in mail.messages}
    return {message.message_id for message in store.mail.messages(["waiting"]) if message.message_id in taken}


def _mornings_mails(store: DatabaseStore, mail, mornings: int, in_window: set[str]) -> None:
    """Every reader has had each morning's mail, once but for what was unheard."""
    waiting = list(store.mail.messages(["waiting"]))
    assert waiting == [], f"{len(waiting)} mails wait for ever"
    got = Counter((message["To"], message["Message-ID"]) for message in mail.messages)
    readers = Counter(to for to, _ in got)
    assert len(readers) == READERS, "a reader was skipped"
    assert set(readers.values()) == {mornings}, f"not one mail a morning: {readers}"
    twice = {name for (_, name), often in got.items() if often > 1}
    assert twice <= in_window, f"mailed twice though it was known that it was sent: {twice - in_window}"


def _nothing_twice(store: DatabaseStore, site: Site) -> None:
    """Each page is one article, each fact one line, and no reader was told a sentence twice."""
    articles = list(store.articles())
    assert len({article.text for article in articles}) == len(articles)
    assert len(articles) == len(site.pages), f"{len(articles)} articles of {len(site.pages)} pages"
    for subscriber in store.subscribers.all():
        told = [
            fold(line.news.passages[0].span.text)
            for edition in store.mail.editions(subscriber.id)
            for line in edition.lines
        ]
        assert len(told) == len(set(told))


def main() -> int:
    """Soak, and say what was met."""
    parser = argparse.ArgumentParser(prog="tests.soak")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    met = Counter[str]()
    for seed in range(options.seed, options.seed + _MOST_SOAKS):
        with tempfile.TemporaryDirectory() as folder:
            met += soak(str(Path(folder) / "box.sqlite"), kills=options.kills - met["kills"], seed=seed)
        print(  # noqa: T201 - a program
            f"{met['kills']} kills (to seed {seed}): {met['fetching']} of fetching and reading, {met['mailing']} of "
            f"making editions and mailing; {met['mails']} mails, {met['unheard']} of them unheard at a kill; "
            "nothing lost, nothing doubled beyond these"
        )
        if met["kills"] >= options.kills:
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
