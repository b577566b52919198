"""The worker: takes work that is due out of the store, does it, and keeps what became of it.

Work lies in rows with leases (`types.Task`). What a killed worker held is free again when its lease runs out, and is
done again from the start: each kind of work goes by what is kept, so that doing it twice changes nothing. Any number
of workers may share a store; one that is stopped finishes what it is at and gives the rest back.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from retold import logs
from retold.config import DEFAULT, Config
from retold.errors import Later, StoreBusy, StoreError
from retold.service.asking import Busy
from retold.service.clock import now_utc
from retold.service.following import Stream
from retold.types import Parser, Task

if TYPE_CHECKING:
    from retold.service.looking import Fetched
    from retold.store.database import DatabaseStore

Handler = Callable[[Task, datetime], datetime | None]
"""Does a piece of work: when it is due again, None if it is done for good. Raises `Later` if it can't be done now."""

FETCHING = ("feed", "page")
MAILING = ("mail", "letter")
HOOKS = ("hook",)
TELLING = ("stream", "edition", "upkeep")
KINDS = (*FETCHING, *TELLING, *MAILING, *HOOKS)

STREAM = Task(kind="stream", key="all", due=datetime(1970, 1, 1, tzinfo=UTC))
UPKEEP = Task(kind="upkeep", key="daily", due=datetime(1970, 1, 1, tzinfo=UTC))

_IDLE = 2.0
"""Seconds between two looks for work by one who found none."""
_PLAN_EVERY = 300.0
"""Seconds between two looks at whether all work is planned that comes back by itself."""
_DAY = timedelta(days=1)
_RETRY, _RETRY_MOST = timedelta(minutes=1), timedelta(hours=6)
"""How long work rests on which Retold itself broke, twice as long each time, and at most."""

log = logs.logger("worker")


@dataclass(slots=True)
class Done:
    """What was done, by kind of work."""

    finished: int = 0
    put_off: int = 0
    failed: int = 0


class Fault(Later):
    """Retold itself broke on the work."""


def carry_out(store: "DatabaseStore", task: Task, handler: Handler, clock: Callable[[], datetime]) -> Later | None:
    """Do one leased task and keep what became of it; why not, if it was put off.

    A fault of ours is logged and tried again later, so that it keeps nobody else from their mail.
    """
    with logs.about(kind=task.kind, key=task.key):
        try:
            again = handler(task, clock())
        except Later as later:
            store.fail(task, later.reason, due=later.due)
            # That a host is to be left alone for some seconds is nothing to tell.
            tell = log.debug if isinstance(later, Busy) else log.info
            tell("put off", reason=later.reason, due=later.due)
            return later
        except StoreBusy as busy:
            due = clock() + _RETRY
            log.warning("put off", reason=str(busy), due=due)
            # As likely as not this has to wait, too: then its lease runs out, and it is free again.
            with suppress(StoreBusy):
                store.fail(task, str(busy), due=due)
            return Later(str(busy), due)
        except StoreError:
            raise
        except Exception as error:
            rest = min(_RETRY * 2 ** min(task.attempts - 1, 20), _RETRY_MOST)
            reason = f"a fault of Retold's ({type(error).__name__}: {error}); please report it"
            store.fail(task, reason, due=clock() + rest)
            log.exception("failed", reason=reason)
            return Fault(reason, clock() + rest)
        except BaseException:
            store.fail(task, "it was stopped", due=clock())
            raise
        if not store.finish(task, now=clock(), again=again):
            log.warning("finished too late: its lease had run out, and another worker has it")
        else:
            log.debug("done", again=again)
        return None


def _tell(fetched: "Fetched") -> None:
    """Log what became of a feed or a page."""
    tell = log.debug if fetched.what in ("unchanged", "put off") else log.info
    about = {"url": fetched.url, "new": fetched.new or None, "reason": fetched.reason or None}
    tell(f"{fetched.kind} {fetched.what}", **{name: value for name, value in about.items() if value is not None})


class Worker:
    """Works on a store, with so many threads for fetching, one for telling what is new, one for mail and webhooks."""

    def __init__(
        self,
        store: "DatabaseStore",
        *,
        config: Config = DEFAULT,
        kinds: tuple[str, ...] | None = None,
        clock: Callable[[], datetime] = now_utc,
        parser: Parser | None = None,
        name: str = "",
    ) -> None:
        self._store = store
        self._config = config
        self._kinds = config.working.kinds if kinds is None else kinds
        self._clock = clock
        self._parser = parser
        self._name = name or f"{socket.gethostname()}:{os.getpid()}"
        #: Of the one thread that tells.
        self._stream = Stream(store, config=config)
        self._stopped = threading.Event()
        self._broken: list[BaseException] = []

    def stop(self) -> None:
        """Finish what is being done, take nothing more, and end. May be called from a signal handler."""
        self._stopped.set()

    def run(self) -> None:
        """Work until `stop`. Raises what ended a thread: a store that can't be used, say."""
        self.plan()
        rooms = [FETCHING] * self._config.working.threads + [TELLING, (*MAILING, *HOOKS)]
        running = []
        for number, room in enumerate(rooms):
            if any(kind in self._kinds for kind in room):
                thread = threading.Thread(target=self._run, args=(room, number), name=f"{room[0]}-{number}")
                thread.start()
                running.append(thread)
        log.info("working", name=self._name, kinds=" ".join(self._kinds))
        for thread in running:
            thread.join()
        log.info("stopped")
        if self._broken:
            raise self._broken[0]

    def run_once(self) -> Done:
        """Do all that is due now, and what becomes due by it; what is put off stays for the next time."""
        self.plan()
        done = Done()
        put_off: set[tuple[str, str]] = set()
        with self._handlers(self._kinds) as handlers:
            while (found := self._lease(tuple(handlers))) and not self._stopped.is_set():
                for task in found:
                    if (task.kind, task.key) in put_off:  # due again at once: not again in this round
                        self._store.fail(task, task.last_error, due=self._clock() + _RETRY)
                        continue
                    later = carry_out(self._store, task, handlers[task.kind], self._clock)
                    self._count(later, done)
                    if later is not None:
                        put_off.add((task.kind, task.key))
        return done

    def plan(self) -> None:
        """See to it that all work that comes back by itself is there, also after a clock was wrong."""
        from retold.service.fetching import Fetching
        from retold.service.subscribing import plan_editions

        now = self._clock()
        self._store.add_tasks(task for task in (STREAM, UPKEEP) if task.kind in self._kinds)
        for task, longest in ((STREAM, timedelta(seconds=2 * self._config.working.stream_every)), (UPKEEP, 2 * _DAY)):
            self._store.feeds.bring_forward(task.kind, beyond=now + longest, due=now)
        if "edition" in self._kinds:
            plan_editions(store=self._store, now=now)
        if "feed" in self._kinds:
            with Fetching(self._store, config=self._config, clock=self._clock) as fetching:
                fetching.plan(self._clock())

    def _run(self, room: tuple[str, ...], number: int) -> None:
        kinds = tuple(kind for kind in room if kind in self._kinds)
        try:
            with logs.about(worker=f"{self._name}/{number}"), self._handlers(kinds) as handlers:
                planned = time.monotonic()
                while not self._stopped.is_set():
                    try:
                        if room is TELLING and time.monotonic() - planned > _PLAN_EVERY:
                            self.plan()
                            planned = time.monotonic()
                        found = self._lease(tuple(handlers))
                        for task in found:
                            carry_out(self._store, task, handlers[task.kind], self._clock)
                    except StoreBusy as busy:
                        # What was done meanwhile and could not be noted is done again when its lease runs out.
                        log.warning("waiting", reason=str(busy))
                        found = ()
                    if not found:
                        self._stopped.wait(_IDLE)
        except BaseException as error:
            log.error("ended", reason=f"{type(error).__name__}: {error}")
            self._broken.append(error)
            self._stopped.set()

    def _lease(self, kinds: tuple[str, ...]) -> tuple[Task, ...]:
        return (
            self._store.lease(kinds, self._name, now=self._clock(), seconds=self._config.working.lease, limit=1)
            if kinds
            else ()
        )

    def _count(self, later: Later | None, done: Done) -> None:
        if later is None:
            done.finished += 1
        elif later.due is None:
            done.failed += 1
        else:
            done.put_off += 1

    @contextmanager
    def _handlers(self, kinds: tuple[str, ...]) -> Iterator[Mapping[str, Handler]]:
        """What does each kind of work, with what it keeps open."""
        from retold.service.editions import Editor
        from retold.service.fetching import Fetching
        from retold.service.webhooks import Hooks

        with ExitStack() as opened:
            found: dict[str, Handler] = {}
            if any(kind in FETCHING for kind in kinds):
                fetching = Fetching(self._store, config=self._config, clock=self._clock, watch=_tell)
                found |= opened.enter_context(fetching).handlers
            if any(kind in MAILING for kind in kinds):
                mailer = self._mailer(opened)
                if mailer is not None:
                    found |= {"mail": mailer, "letter": mailer}
            if any(kind in HOOKS for kind in kinds):
                found["hook"] = opened.enter_context(Hooks(self._store, config=self._config))
            found |= {
                "stream": self._take_in,
                "edition": Editor(self._store, config=self._config),
                "upkeep": self._keep_up,
            }
            yield {kind: handler for kind, handler in found.items() if kind in kinds}

    def _mailer(self, opened: ExitStack) -> Handler | None:
        """What mails; None where no mail server is set, and all mail waits."""
        from retold.mail.smtp import SmtpSender
        from retold.service.mailing import Mailer
        from retold.service.writing import edition_writer

        if not self._config.mailing.server:
            log.warning("no mail server is set (mailing.server): mail waits until it is stale")
            return None
        write = edition_writer(store=self._store, config=self._config)
        mailer = Mailer(self._store, SmtpSender(self._config.mailing), write, config=self._config)
        opened.callback(mailer.close)
        return mailer

    def _take_in(self, task: Task, now: datetime) -> datetime | None:
        """Let what was fetched come to be known: stories, affairs, ledger, and the pages that tell of them."""
        from retold.service.news import take_in
        from retold.service.telling import tell_again

        holding = self._holding(task)
        added = take_in(
            self._store, now=now, stream=self._stream, parser=self._parser, config=self._config, progress=holding
        )
        tell_again(store=self._store, now=now, config=self._config, progress=holding)
        if added:
            log.info("entered", lines=added)
        return self._clock() + timedelta(seconds=self._config.working.stream_every)

    def _holding(self, task: Task) -> Callable[[str], None]:
        """Keeps the lease of long work; raises `Later` where it was lost."""
        seconds = self._config.working.lease
        held = task.leased_until or self._clock()

        def still(step: str) -> None:
            nonlocal held
            now = self._clock()
            if (held - now).total_seconds() > seconds / 2:
                return
            if self._store.extend(task, now=now, seconds=seconds) is None:
                raise Later("another worker has it", now)
            held = now + timedelta(seconds=seconds)
            log.debug("still at it", step=step)

        return still

    def _keep_up(self, task: Task, now: datetime) -> datetime | None:
        """Give up what nobody confirmed, and forget what is old."""
        from retold.service.subscribing import expire_pending

        expired = expire_pending(store=self._store, now=now, config=self._config)
        old = now - timedelta(days=self._config.mailing.keep_days)
        editions = self._store.mail.forget(before=old.date())
        tasks = self._store.forget_tasks(done_before=old)
        self._store.feeds.forget_looks(before=old)
        log.info("kept up", expired=expired, editions=editions, tasks=tasks)
        return now + _DAY
