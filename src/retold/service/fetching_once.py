"""All fetching that is due, done once in this process: `retold fetch`.

Several threads do it, since nearly all the time goes by waiting for hosts. What is put off for longer than it is worth
waiting stays due work for the next time, or for a worker. May run beside workers, and others of its kind.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Literal

from retold.config import DEFAULT, Config
from retold.service.asking import Busy
from retold.service.clock import now_utc
from retold.service.fetching import KINDS, Fetching
from retold.service.looking import Fetched
from retold.service.working import Fault, carry_out
from retold.types import Task

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

#: Seconds between two looks for work while other threads may still add some.
_MOMENT = 0.2


@dataclass(slots=True)
class Tally:
    """What came of it."""

    #: How often what became of feeds and of pages.
    feeds: dict[str, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    #: Address and reason of what failed.
    failed: list[tuple[str, str]] = field(default_factory=list)
    #: Work that was put off until its hosts may be asked again.
    waiting: int = 0

    def count(self, fetched: Fetched) -> None:
        """Take in what became of one piece of work."""
        counts = self.feeds if fetched.kind == "feed" else self.pages
        counts[fetched.what] = counts.get(fetched.what, 0) + 1
        if fetched.what == "failed":
            self.failed.append((fetched.url, fetched.reason))


def fetch_once(
    store: "DatabaseStore",
    *,
    config: Config = DEFAULT,
    clock: Callable[[], datetime] = now_utc,
    watch: Callable[[Fetched], None] = lambda fetched: None,
    all_feeds: bool = False,
    worker: str = "retold fetch",
    sleep: Callable[[float], None] = time.sleep,
) -> Tally:
    """Visit the feeds that are due, or all of them, and fetch what they lead to.

    Waits for hosts that are to be left alone, for `config.watching.patience` seconds in all. `watch` is told of each
    piece of work, by one thread at a time.
    """
    with Fetching(store, config=config, clock=clock) as fetching:
        fetching.plan(clock(), all_feeds=all_feeds)
    once = _Once(store, config, clock, watch, worker, sleep)
    with ThreadPoolExecutor(max(config.watching.at_once - 1, 1)) as pool:
        others = [pool.submit(once.go) for _ in range(config.watching.at_once - 1)]
        once.go()
    for other in others:
        other.result()
    once.tally.waiting = len(once.put_off)
    return once.tally


class _Once:
    """What the threads have in common."""

    def __init__(
        self,
        store: "DatabaseStore",
        config: Config,
        clock: Callable[[], datetime],
        watch: Callable[[Fetched], None],
        worker: str,
        sleep: Callable[[float], None],
    ) -> None:
        self.tally = Tally()
        self.put_off: dict[tuple[str, str], datetime] = {}
        self._store = store
        self._config = config
        self._clock = clock
        self._watch = watch
        self._worker = worker
        self._sleep = sleep
        self._lock = Lock()
        self._at_work = 0
        self._stopped = False

    def go(self) -> None:
        """Do what is due until nothing is, or waiting is not worth it; for each thread."""
        patience = self._config.watching.patience
        try:
            with Fetching(self._store, config=self._config, clock=self._clock, watch=self._told) as fetching:
                while not self._stopped:
                    task, wait, counts = self._next()
                    if task is not None:
                        self._do(fetching, task)
                        continue
                    if wait is None or (counts and wait > patience):
                        return
                    patience -= wait if counts else 0.0
                    self._sleep(wait)
        except BaseException:
            self._stopped = True
            raise

    def _told(self, fetched: Fetched) -> None:
        with self._lock:
            self.tally.count(fetched)
            self._watch(fetched)

    def _next(self) -> tuple[Task | None, float | None, bool]:
        """Work; else seconds to wait, None if there is nothing to wait for, and whether that is for a host."""
        with self._lock:
            now = self._clock()
            leased = self._store.lease(KINDS, self._worker, now=now, seconds=self._config.working.lease)
            for task in leased:
                self._at_work += 1
                self.put_off.pop((task.kind, task.key), None)
                return task, None, False
            # What is due and can't be had is another process's by now.
            self.put_off = {name: due for name, due in self.put_off.items() if due > now}
            wait = min(((due - now).total_seconds() for due in self.put_off.values()), default=None)
            # Whoever is at work may find more to do.
            if self._at_work and (wait is None or wait > _MOMENT):
                return None, _MOMENT, False
            # At least a moment, so that this ends whatever a clock says.
            return None, None if wait is None else max(wait, _MOMENT), True

    def _do(self, fetching: Fetching, task: Task) -> None:
        """Do one task and keep what became of it."""
        try:
            later = carry_out(self._store, task, fetching.handlers[task.kind], self._clock)
        finally:
            with self._lock:
                self._at_work -= 1
        if isinstance(later, Busy) and later.due is not None:
            with self._lock:
                self.put_off[task.kind, task.key] = later.due
        elif isinstance(later, Fault):
            kind: Literal["feed", "page"] = "feed" if task.kind == "feed" else "page"
            self._told(Fetched(kind=kind, url=task.key, what="failed", reason=later.reason))
