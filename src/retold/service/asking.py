"""Asks hosts politely: one request some seconds after the other, whatever the number of workers; as robots.txt allows.

A host that wants to be left alone, or does not answer, is left alone. What is asked for, and when, others decide.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from retold.config import Config
from retold.errors import Later, Unreadable
from retold.intake.fetch import Fetcher
from retold.intake.robots import Robots
from retold.types import Page

if TYPE_CHECKING:
    from retold.store.feeds import FeedRows

#: Seconds for which a host that does not answer is left alone at first, and at most.
_SILENT = 60.0
_SILENT_MOST = 3_600.0


class Busy(Later):
    """The host is to be left alone for now: nothing failed."""


class Asking:
    """Connections to hosts, whose turns are kept in a store. For one thread; close it."""

    def __init__(self, rows: "FeedRows", *, config: Config, clock: Callable[[], datetime]) -> None:
        self._rows = rows
        self._rules = config.watching
        # Lists are fetched as the owner named them, pages as their hosts allow, redirects included. The robots.txt of a
        # redirect's host is asked for in the middle of a fetch: by a client of its own.
        self._by_name = Fetcher(config=config.reading, now=clock)
        self._for_robots = Fetcher(config=config.reading, now=clock)
        self._robots = Robots(lambda url, limit: self._for_robots(url, limit=limit), now=clock, kept=rows)
        self._by_robots = Fetcher(
            config=config.reading, permitted=lambda url: self._robots.refuses(url) or None, now=clock
        )

    def close(self) -> None:
        """Let go of the connections."""
        for fetcher in (self._by_name, self._by_robots, self._for_robots):
            fetcher.close()

    def named(self, known: Page, now: datetime, *, limit: int | None = None) -> Page | None:
        """What stands at an address that the owner named, or None if it is as it was `known` to be.

        Raises `Busy` if it is not the time, `Unreadable` if it can't be had.
        """
        return self._asked(known, now, lambda: self._by_name.again(known, limit=limit))

    def page(self, known: Page, now: datetime) -> Page | None:
        """The same for a page that nobody named; its host may refuse it."""
        return self._asked(known, now, lambda: self._allowed(known, now))

    def _asked(self, known: Page, now: datetime, ask: Callable[[], Page | None]) -> Page | None:
        host = _host(known.input)
        turn = self._rows.turn(host, now=now, pause=self._rules.host_pause)
        if turn.due is not None:
            raise Busy(f"{host} is left alone until {turn.due:%H:%M:%S} UTC", turn.due)
        try:
            page = ask()
        except Unreadable as error:
            wait = _wait(error, turn.failures)
            if wait is not None:
                self._rows.hold(host, until=now + timedelta(seconds=wait), failed=True)
            raise
        if turn.failures:
            self._rows.answered(host)
        return page

    def _allowed(self, known: Page, now: datetime) -> Page | None:
        url = known.input
        # Before its robots.txt: what can't be had there will be had another time.
        if refusal := self._by_robots.refuses(url):
            raise Unreadable(url, refusal)
        if refusal := self._robots.refuses(url):
            until = self._robots.until(url)
            wait = (until - now).total_seconds() if until is not None else None
            raise Unreadable(url, refusal, wait=wait, passing=until is not None)
        delay = min(self._robots.delay(url), self._rules.host_pause_most)
        if delay > self._rules.host_pause:
            self._rows.hold(_host(url), until=now + timedelta(seconds=delay))
        return self._by_robots.again(known)


def _host(url: str) -> str:
    """Whom to leave alone between two requests: host and port, whatever the scheme."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _wait(error: Unreadable, failures: int) -> float | None:
    """Seconds for which a host is to be left alone; None if the failure is of one page."""
    asked = error.status in (429, 503)
    if asked and error.wait is not None:
        return error.wait
    if asked or (error.status is None and error.passing):
        return min(_SILENT * 2.0 ** min(failures, 30), _SILENT_MOST)
    return None
