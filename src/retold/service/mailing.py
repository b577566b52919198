"""Editions and letters as they leave: the handler of work of the kinds "mail" and "letter".

A message is handed over until the mail server takes it, turns it down for good, or the edition is stale. Killed at any
point, it is handed over again, always as the very same message under the same Message-ID. Where nothing is known of the
last try - the server hung up, or we were killed, between the end of the message and the word that it was kept - a
server may get it twice; nobody is left out.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from retold import logs
from retold.config import DEFAULT, Config, Mailing
from retold.display.letters import Letter
from retold.errors import Later, MailError
from retold.mail import deciding
from retold.mail.compose import Parcel, mailed_from, message_id, pack_up
from retold.mail.deciding import Next, severity
from retold.mail.sending import Outcome, Sender
from retold.records import pack, unpack
from retold.service.bouncing import count_bounce
from retold.service.subscribing import record_bounce
from retold.types import Edition, Message, Subscriber, Task

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

KINDS = ("mail", "letter")
log = logs.logger("mailing")
_LONGEST_PAUSE = 5.0
"""Seconds that a worker sleeps to keep to the rate; for longer it puts the work back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An edition as a mail."""

    letter: Letter
    #: Where one click ends the subscription; "" if there are no pages.
    unsubscribe: str = ""


Writer = Callable[[Edition, Subscriber], Written]
"""Says an edition to a reader; the same edition always in the same words."""


def new_message(edition: Edition, config: Config = DEFAULT) -> Message:
    """The message that carries a new edition."""
    mailing = config.mailing
    return Message(
        edition=edition.id,
        subscriber=edition.subscriber,
        message_id=message_id(edition.id, edition.subscriber, mailing),
        expires_at=edition.made_at + timedelta(hours=mailing.expire_hours),
        at=edition.made_at,
    )


def post_letter(letter: Letter, subscriber: Subscriber, *, store: "DatabaseStore", now: datetime) -> bool:
    """Have a letter sent to a subscriber; False if one of this moment waits already."""
    key = f"{subscriber.id} {now.isoformat()}"
    return store.add_tasks([Task(kind="letter", key=key, due=now, payload=pack(letter))]) == 1


class Mailer:
    """Hands over, over one connection, what its tasks ask for; a worker keeps one open, and calls it for each task."""

    def __init__(
        self,
        store: "DatabaseStore",
        sender: Sender,
        write: Writer,
        *,
        config: Config = DEFAULT,
        sleep: Callable[[float], None] = time.sleep,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises `MailError` for settings without an address to mail from."""
        mailed_from(config.mailing)
        self._store = store
        self._sender = sender
        self._write = write
        self._config = config
        self.mailing = config.mailing
        self._sleep = sleep
        self._seconds = seconds
        #: When the next mail may leave, by `seconds`; and until when the server is left alone, and why.
        self._free_at = 0.0
        self._closed_until: datetime | None = None
        self._why_closed = ""

    @property
    def lease_seconds(self) -> float:
        """For how long a task is held at most: to connect, to hand over, to wait for the last answer."""
        return lease_seconds(self.mailing)

    def close(self) -> None:
        """Hang up."""
        self._sender.close()

    def __call__(self, task: Task, now: datetime) -> datetime | None:
        """Do what a task asks for. Raises `Later` if it is to be tried again, or given up."""
        if task.kind == "letter":
            self._letter(task, now)
        else:
            self._edition(task, now)
        return None

    def _edition(self, task: Task, now: datetime) -> None:
        message = self._store.mail.message(task.key)
        if message is None or message.state != "waiting":
            return
        subscriber = self._store.subscribers.find(message.subscriber)
        stop = deciding.before(message, subscriber, now=now)
        edition = self._store.mail.edition(task.key) if stop is None else None
        if stop is not None or subscriber is None or edition is None:
            self._mark(message, stop or Next(state="failed", answer="not sent: nothing is kept of it any more"), now)
            return
        self._wait_for_server(message, now)
        try:
            parcel = pack_edition(edition, subscriber, write=self._write, message=message, mailing=self.mailing)
        except MailError as error:
            self._mark(message, Next(state="failed", answer=f"not sent: {error}"), now)
            return
        self._make_ready(task, message, now)
        begun = self._store.mail.begin(message)
        if begun is None:
            # Whoever began the other try may have been killed: this work is done only when the message is.
            raise Later("another worker is at it", now + deciding.wait(1, self.mailing))
        outcome = self._sender.send(parcel)
        found = deciding.after(begun, outcome, now=now, mailing=self.mailing)
        self._mark(begun, found, now)
        self._record(outcome, begun, now)
        if found.state == "waiting":
            raise Later(found.answer, found.due)

    def _letter(self, task: Task, now: datetime) -> None:
        letter = unpack(task.payload, Letter)
        subscriber = self._store.subscribers.find(task.key.partition(" ")[0])
        if subscriber is None:
            return
        self._wait_for_server(None, now)
        name = sha256(task.key.encode()).hexdigest()[:16]
        try:
            parcel = pack_up(
                letter,
                self.mailing,
                to=subscriber.email,
                message_id=message_id(name, subscriber.id, self.mailing),
                date=datetime.fromisoformat(task.key.partition(" ")[2]),
                bulk=False,
            )
        except MailError as error:
            raise Later(str(error), None) from None
        self._make_ready(task, None, now)
        outcome = self._sender.send(parcel)
        if outcome.kind == "accepted":
            return
        if outcome.kind == "refused":
            if _grave(outcome) == "hard":
                record_bounce(subscriber.id, hard=True, store=self._store, now=now, config=self._config)
            raise Later(outcome.answer, None)
        given_up = task.attempts >= self.mailing.tries
        raise Later(outcome.answer, None if given_up else now + deciding.wait(task.attempts, self.mailing))

    def _wait_for_server(self, message: Message | None, now: datetime) -> None:
        """While the server is down, thousands of mails don't each wait for it in vain."""
        # A clock that was put back is no reason to wait for longer.
        if self._closed_until is not None and self._closed_until - self._pause <= now < self._closed_until:
            raise Later(self._why_closed, _until(self._closed_until, message))
        self._closed_until = None

    def _make_ready(self, task: Task, message: Message | None, now: datetime) -> None:
        """Hold the lease for long enough, keep to the rate, and be connected; or raise `Later`."""
        ends = now + timedelta(seconds=self.lease_seconds)
        if (
            task.leased_until is not None
            and task.leased_until < ends
            and self._store.extend(task, now=now, seconds=self.lease_seconds) is None
        ):
            raise Later("another worker has it", now)
        pause = self._free_at - self._seconds()
        if pause > _LONGEST_PAUSE:
            raise Later(f"waits for its turn ({self.mailing.rate:g} mails a second)", now + timedelta(seconds=pause))
        if pause > 0:
            self._sleep(pause)
        failed = self._sender.ready()
        if failed is not None:
            self._close(failed, now)
            if message is not None:
                self._mark(message, Next(state="waiting", answer=failed.answer), now)
            raise Later(failed.answer, _until(now + self._pause, message))
        if self.mailing.rate > 0:
            self._free_at = self._seconds() + 1 / self.mailing.rate

    @property
    def _pause(self) -> timedelta:
        return timedelta(minutes=self.mailing.pause_minutes)

    def _close(self, outcome: Outcome, now: datetime) -> None:
        self._closed_until, self._why_closed = now + self._pause, outcome.answer

    def _mark(self, message: Message, found: Next, now: datetime) -> None:
        self._store.mail.mark(message.edition, found.state, answer=found.answer, at=now)
        log.info("mail", state=found.state, tries=message.tries, answer=found.answer)

    def _record(self, outcome: Outcome, message: Message, now: datetime) -> None:
        """What a try means for the subscription, and for the other mails."""
        if outcome.unreached:
            self._close(outcome, now)
        grave = _grave(outcome)
        if grave is not None:
            count_bounce(message, hard=grave == "hard", store=self._store, now=now, config=self._config)


def lease_seconds(mailing: Mailing) -> float:
    """For how long one mail may take, whatever the server does."""
    # To find the server, to greet it and log in, whether it is still there, up to the last line: `mail.smtp` hangs up
    # after these. The rest is ours.
    return 6 * mailing.timeout + mailing.final_timeout + _LONGEST_PAUSE + 15.0


def pack_edition(
    edition: Edition, subscriber: Subscriber, *, write: Writer, message: Message, mailing: Mailing
) -> Parcel:
    """The mail of an edition: at each try the same, byte for byte. Raises `MailError`."""
    written = write(edition, subscriber)
    return pack_up(
        written.letter,
        mailing,
        to=subscriber.email,
        message_id=message.message_id,
        date=edition.made_at,
        unsubscribe=written.unsubscribe,
    )


def _until(due: datetime, message: Message | None) -> datetime:
    return due if message is None else min(due, message.expires_at)


def _grave(outcome: Outcome) -> Literal["hard", "soft"] | None:
    """What a refusal says of the recipient; None if it says nothing of them."""
    if outcome.kind != "refused":
        return None
    found = severity(outcome.status, outcome.answer)
    # After the message was seen, only a status that names the address says that it wasn't the message.
    if found == "blocked" or (outcome.stage != "recipient" and not outcome.status.startswith("5.1.")):
        return None
    return found
