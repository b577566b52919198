"""What an owner does with mail by hand: hand over all that is due, write it to a folder, try the settings, look."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from retold.config import DEFAULT, Config, Mailing
from retold.display.letters import Letter
from retold.errors import Later, MailError
from retold.mail import deciding
from retold.mail.compose import mailed_from, message_id, pack_up
from retold.mail.sending import Outcome, Sender
from retold.records import unpack
from retold.service.mailing import KINDS, Mailer, Writer, pack_edition
from retold.service.working import carry_out
from retold.types import Message, MessageState, Task

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What became of one task."""

    task: Task
    #: The message of an edition as it is now; None of a letter.
    message: Message | None
    #: Why it was not done, and when it is due again; None if it was done.
    later: Later | None


def hand_over(
    mailer: Mailer, *, store: "DatabaseStore", worker: str, clock: Callable[[], datetime]
) -> Iterator[HandedOver]:
    """Hand over all that is due; what is put off stays for the next time."""
    while found := store.lease(KINDS, worker, now=clock(), seconds=mailer.lease_seconds):
        for task in found:
            later = carry_out(store, task, mailer, clock)
            yield HandedOver(task=task, message=store.mail.message(task.key), later=later)


def send_test(sender: Sender, to: str, *, now: datetime, mailing: Mailing) -> Outcome:
    """Send a mail that says that mail works. Raises `MailError` for an address or a setting that can't be right."""
    said = f"If you can read this, mail from {mailed_from(mailing)} by way of {mailing.server} works."
    letter = Letter(subject="Retold can send mail", text=f"{said}\n", html=f"<p>{escape(said)}</p>\n", language="en")
    name, reader = (sha256(f"{part} {to} {now.isoformat()}".encode()).hexdigest()[:16] for part in ("test", "reader"))
    name = message_id(name, reader, mailing)
    return sender.send(pack_up(letter, mailing, to=to, message_id=name, date=now, bulk=False))


def write_out(
    sender: Sender, write: Writer, *, store: "DatabaseStore", now: datetime, config: Config = DEFAULT
) -> Iterator[tuple[Message, Outcome]]:
    """Hand all editions that wait to `sender`, a folder say, and leave all as it was: nothing counts as sent."""
    for message in list(store.mail.messages(["waiting"])):
        subscriber, edition = store.subscribers.find(message.subscriber), store.mail.edition(message.edition)
        stop = deciding.before(message, subscriber, now=now)
        if stop is not None or subscriber is None or edition is None:
            said = stop.answer if stop is not None else "nothing is kept of it any more"
            yield message, Outcome(kind="refused", stage="message", answer=said)
            continue
        try:
            parcel = pack_edition(edition, subscriber, write=write, message=message, mailing=config.mailing)
        except MailError as error:
            yield message, Outcome(kind="refused", stage="message", answer=str(error))
            continue
        yield message, sender.send(parcel)


# --- looking


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one mail."""

    #: Of an edition; None of a letter.
    edition: str | None
    #: Of a letter; None of an edition.
    subject: str | None
    #: None if nothing is kept of the reader any more.
    to: str | None
    state: MessageState
    #: When the state began; of a letter that waits, when it was written.
    at: datetime
    tries: int
    #: What the mail server said last, or why it was given up.
    answer: str
    message_id: str | None = None
    expires_at: datetime | None = None


def deliveries(
    store: "DatabaseStore",
    *,
    states: Collection[MessageState] | None = None,
    subscriber: str | None = None,
    limit: int | None = None,
) -> tuple[Delivery, ...]:
    """Mails of editions and letters, the newest first; in these states, to this reader, at most so many."""
    readers: dict[str, str | None] = {}

    def address(name: str) -> str | None:
        if name not in readers:
            found = store.subscribers.find(name)
            readers[name] = found.email if found is not None else None
        return readers[name]

    letters = (_letter(task, address) for task in store.tasks(["letter"]) if subscriber in (None, _addressee(task)))
    found = [_edition(m, address) for m in store.mail.messages(states, subscriber=subscriber, limit=limit)]
    found += [letter for letter in letters if states is None or letter.state in states]
    return tuple(sorted(found, key=lambda delivery: delivery.at, reverse=True)[:limit])


def _edition(message: Message, address: Callable[[str], str | None]) -> Delivery:
    return Delivery(
        edition=message.edition,
        subject=None,
        to=address(message.subscriber),
        state=message.state,
        at=message.at,
        tries=message.tries,
        answer=message.answer,
        message_id=message.message_id,
        expires_at=message.expires_at,
    )


def _letter(task: Task, address: Callable[[str], str | None]) -> Delivery:
    written = datetime.fromisoformat(task.key.partition(" ")[2])
    state: MessageState = "sent" if task.done_at is not None else "failed" if task.due is None else "waiting"
    return Delivery(
        edition=None,
        subject=unpack(task.payload, Letter).subject,
        to=address(_addressee(task)),
        state=state,
        at=task.done_at or written,
        tries=task.attempts,
        answer=task.last_error,
    )


def _addressee(task: Task) -> str:
    return task.key.partition(" ")[0]
