"""What moves a subscription from state to state. What a second click or a second trigger asks for changes nothing.

    pending ──> confirmed ──> unsubscribed | bounced
       └──────> expired | unsubscribed | bounced
    expired, unsubscribed, bounced ──> pending      asked for anew, and to be confirmed anew

Each function takes a subscriber and gives the one that comes after. Whether a link may do that is `tokens`' matter.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from retold.config import DEFAULT, Subscribing
from retold.errors import InputError
from retold.types import Subscriber

ENDED = frozenset({"unsubscribed", "bounced", "expired"})
_LONGEST_WAIT = timedelta(days=1)


def begin(id_: str, email: str, *, now: datetime) -> Subscriber:
    """A new subscription, to be confirmed. `email` is as `asking.email` gives it."""
    return Subscriber(id=id_, email=email, state="pending", created_at=now, since=now)


def begin_anew(subscriber: Subscriber, *, now: datetime) -> Subscriber:
    """After an end: as a new one, under the old id, so that the links to end it in old mails go on working."""
    if subscriber.state not in ENDED:
        return subscriber
    term = subscriber.term + 1
    return replace(subscriber, state="pending", since=now, term=term, soft_bounces=0)


def confirm(subscriber: Subscriber, *, now: datetime, told: int) -> Subscriber:
    """By its reader. `told`: the last line of the ledger that the first edition is not to hold.

    What was in an edition of an earlier term is never told again. Raises `InputError` for one that has ended.
    """
    if subscriber.state == "confirmed":
        return subscriber
    if subscriber.state != "pending":
        raise InputError(subscriber.email, f"can't be confirmed, it is {subscriber.state}: subscribe it again first")
    told = max(told, subscriber.told)
    return replace(subscriber, state="confirmed", since=now, told=told, soft_bounces=0, written_at=None, letters=0)


def unsubscribe(subscriber: Subscriber, *, now: datetime) -> Subscriber:
    """End it, as its reader wishes. One that has ended stays as it is."""
    return subscriber if subscriber.state in ENDED else replace(subscriber, state="unsubscribed", since=now)


def bounce(
    subscriber: Subscriber, *, hard: bool, now: datetime, config: Subscribing = DEFAULT.subscribing
) -> Subscriber:
    """Mail came back: for good (hard), or for now (soft), which ends the subscription, too, after some in a row."""
    if subscriber.state in ENDED:
        return subscriber
    count = subscriber.soft_bounces + (not hard)
    if hard or count >= config.soft_bounces:
        return replace(subscriber, state="bounced", since=now, soft_bounces=count)
    return replace(subscriber, soft_bounces=count)


def deliver(subscriber: Subscriber) -> Subscriber:
    """Mail arrived: soft bounces are counted from none."""
    return replace(subscriber, soft_bounces=0) if subscriber.soft_bounces else subscriber


def expire(subscriber: Subscriber, *, now: datetime, config: Subscribing = DEFAULT.subscribing) -> Subscriber:
    """Give a subscription up that was not confirmed in time, counted from the last letter about it."""
    asked = max((at for at in (subscriber.written_at, subscriber.since) if at is not None), default=now)
    if subscriber.state != "pending" or now - asked < timedelta(hours=config.confirm_hours):
        return subscriber
    return replace(subscriber, state="expired", since=now)


def is_forgotten(subscriber: Subscriber, *, now: datetime, config: Subscribing = DEFAULT.subscribing) -> bool:
    """True of one that was never confirmed, and expired long ago."""
    since = subscriber.since
    return subscriber.state == "expired" and since is not None and now - since >= timedelta(days=config.forget_days)


def write(subscriber: Subscriber, *, now: datetime, config: Subscribing = DEFAULT.subscribing) -> Subscriber:
    """Count a letter about the subscription; unchanged if it comes too soon after another, and is not to be written.

    A clock that was put back holds nothing up.
    """
    last, count = subscriber.written_at, subscriber.letters
    if last is None or not timedelta(0) <= now - last < _LONGEST_WAIT:
        return replace(subscriber, written_at=now, letters=1)
    if now - last < timedelta(minutes=config.letter_minutes) * 2 ** min(count - 1, 20):
        return subscriber
    return replace(subscriber, written_at=now, letters=count + 1)
