"""The tokens that the links in mails carry: signed, each for one purpose and one term of a subscription.

Nothing is kept of them. Whether one works is told by the signature, the time, and by what the subscriber is now: a link
to confirm does nothing after an end. `TokenError` is the only error, and the same for all: it tells of nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, get_args

from retold.config import DEFAULT, Subscribing
from retold.errors import TokenError
from retold.types import Subscriber

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

Purpose = Literal["confirm", "unsubscribe", "preferences", "export", "delete"]

KEY_BYTES = 32
"""Random bytes to sign by: as many as the digest has."""
_LONGEST = 300
"""Characters: ours have less than 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a token says that was signed here and is not too old."""

    #: `Subscriber.id`.
    subscriber: str
    #: `Subscriber.term`.
    term: int


def sign(
    purpose: Purpose, subscriber: Subscriber, *, key: bytes, now: datetime, config: Subscribing = DEFAULT.subscribing
) -> str:
    """A token for this subscriber; for an address as it is."""
    until = works_until(purpose, now=now, config=config)
    seconds = 0 if until is None else int(until.timestamp())
    return _serializer(purpose, key).dumps([subscriber.id, subscriber.term, seconds])


def works_until(purpose: Purpose, *, now: datetime, config: Subscribing = DEFAULT.subscribing) -> datetime | None:
    """When a token that is made now will be too old; None: never, since who got a mail may always end it."""
    lasts = {
        "confirm": timedelta(hours=config.confirm_hours),
        "preferences": timedelta(days=config.preferences_days),
        "export": timedelta(hours=config.deed_hours),
        "delete": timedelta(hours=config.deed_hours),
    }
    return now + lasts[purpose] if purpose in lasts else None


def read(token: str, purpose: Purpose, *, key: bytes, now: datetime) -> Ticket:
    """What a token for this purpose says. Raises `TokenError` for one that is forged, cut short or too old."""
    from itsdangerous import BadData

    if len(token) > _LONGEST:
        raise TokenError
    try:
        subscriber, term, until = _serializer(purpose, key).loads(token)
    except (BadData, UnicodeError):
        raise TokenError from None
    if until and now.timestamp() >= until:
        raise TokenError
    return Ticket(subscriber=subscriber, term=term)


def admit(ticket: Ticket, purpose: Purpose, subscriber: Subscriber) -> None:
    """Raise `TokenError` where what the subscriber is now leaves the ticket nothing to do."""
    if purpose == "unsubscribe":
        return
    allowed = {"confirm": {"pending", "confirmed"}, "preferences": {"confirmed"}}
    if ticket.term != subscriber.term or subscriber.state not in allowed.get(purpose, {subscriber.state}):
        raise TokenError


def address(purpose: Purpose, token: str, *, config: Subscribing = DEFAULT.subscribing) -> str:
    """The address of the page that acts on a token."""
    return f"{config.site.rstrip('/')}/{purpose}/{token}"


def purposes() -> tuple[Purpose, ...]:
    """All that a token can be for."""
    return get_args(Purpose)


def _serializer(purpose: Purpose, key: bytes) -> "URLSafeSerializer":
    from itsdangerous import URLSafeSerializer

    # Its defaults are SHA-1; the salt binds a token to its purpose.
    signing = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(key, salt=f"retold.{purpose}".encode(), signer_kwargs=signing)
