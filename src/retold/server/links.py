"""Whom a link of a mail is for. Nothing is changed by looking: what acts is `service.subscribing`."""

from datetime import datetime
from typing import TYPE_CHECKING

from retold.errors import TokenError
from retold.service.subscribing import LINK_SECRET
from retold.subscribing import tokens
from retold.subscribing.tokens import Purpose
from retold.types import Subscriber

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

_GONE_MAY = frozenset({"unsubscribe", "delete"})
"""What somebody who is deleted already may ask for once more: it is so already."""


def look(token: str, purpose: Purpose, *, store: "DatabaseStore", now: datetime) -> Subscriber | None:
    """Whom a link that works is for; None for one who is deleted, where that is no fault.

    Raises `TokenError`, the same for every reason.
    """
    # Reading must not make the key either: without one, no link was ever given out.
    ticket = tokens.read(token, purpose, key=store.subscribers.secret(LINK_SECRET, _no_key), now=now)
    subscriber = store.subscribers.find(ticket.subscriber)
    if subscriber is not None:
        tokens.admit(ticket, purpose, subscriber)
    elif purpose not in _GONE_MAY:
        raise TokenError
    return subscriber


def _no_key() -> bytes:
    raise TokenError
