"""What comes back of the mail, and what it does to messages and subscriptions."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from retold import logs
from retold.config import DEFAULT, Config
from retold.mail import bounces
from retold.mail.bounces import Bounce
from retold.service.subscribing import end_subscription, record_bounce, record_delivery
from retold.types import Message, Subscriber

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore
log = logs.logger("bouncing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a message that came back meant, and what was done about it."""

    bounce: Bounce
    #: The reader as they are now; None if it is about nobody here.
    subscriber: Subscriber | None
    #: True if something was changed by it.
    acted: bool
    because: str


def take_bounce(
    content: bytes, *, store: "DatabaseStore", now: datetime, recipient: str = "", config: Config = DEFAULT
) -> Taken:
    """Act on a message that came to the bounce address. The same one again changes nothing.

    It counts if it names a mail of ours by what only its reader and the servers on its way have seen: anybody could
    write a bounce that names an address.
    """
    bounce = bounces.read(content, recipient=recipient)
    if bounce.kind == "none":
        return Taken(bounce=bounce, subscriber=None, acted=False, because=bounce.why)
    message = store.mail.message(bounce.edition) if bounce.edition else None
    before = store.subscribers.find(bounce.subscriber) if bounce.subscriber else None
    if before is None or (message is not None and message.subscriber != before.id):
        return Taken(bounce=bounce, subscriber=None, acted=False, because="it names no mail to anybody here")
    acted = _act(bounce, message, before, store=store, now=now, config=config)
    after = store.subscribers.find(before.id)
    log.info("came back", meaning=bounce.kind, why=bounce.why, acted=acted, state=after and after.state)
    why = f"{bounce.kind}: {bounce.why}" if acted else f"{bounce.kind}, but it was known already"
    return Taken(bounce=bounce, subscriber=after, acted=acted, because=why)


def _act(
    bounce: Bounce,
    message: Message | None,
    subscriber: Subscriber,
    *,
    store: "DatabaseStore",
    now: datetime,
    config: Config,
) -> bool:
    if bounce.kind in ("complaint", "unsubscribe"):
        ended = end_subscription(subscriber.id, store=store, now=now)
        return ended is not None and ended.state != subscriber.state
    answer = f"came back: {bounce.why}"
    if bounce.kind == "hard":
        # The subscription first: killed between, the same bounce does the rest when it is handed to us again.
        changed = record_bounce(subscriber.id, hard=True, store=store, now=now, config=config)
        marked = message and store.mail.mark(message.edition, "bounced", answer=answer, at=now)
        return marked is not None or (changed is not None and changed.state != subscriber.state)
    if message is None or bounce.kind == "blocked":
        marked = message and store.mail.mark(message.edition, "bounced", answer=answer, at=now)
        return marked is not None
    # The message first: it can be marked only once, so that the same bounce is never counted twice.
    if store.mail.mark(message.edition, "bounced", answer=answer, at=now) is None:
        return False
    count_bounce(message, hard=False, store=store, now=now, config=config)
    return True


def count_bounce(message: Message, *, hard: bool, store: "DatabaseStore", now: datetime, config: Config) -> None:
    """A mail to this reader came back; if the one before it did not, it is the first in a row."""
    earlier = store.mail.message_before(message.edition)
    if not hard and earlier is not None and earlier.state == "sent":
        record_delivery(message.subscriber, store=store)
    record_bounce(message.subscriber, hard=hard, store=store, now=now, config=config)
