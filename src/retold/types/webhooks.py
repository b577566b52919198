"""Webhooks: addresses that are told what is new."""

from dataclasses import dataclass
from datetime import datetime

from retold.types.following import LedgerLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of telling a webhook something."""

    at: datetime
    #: Of its HTTP answer; None if there was none.
    status: int | None
    #: How many lines it was told; 0 of a test.
    lines: int
    #: Why it counts as failed, or the beginning of what the receiver said.
    said: str = ""

    @property
    def is_taken(self) -> bool:
        """True if the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told each new line of the ledger, in order and at least once."""

    #: Sixteen hex digits, random.
    id: str
    url: str
    #: `Affair.id`; empty for all.
    affairs: tuple[str, ...] = ()
    #: Key of the signatures, as Standard Webhooks writes it: "whsec_" and base64.
    secret: str
    created_at: datetime
    #: Number of the last `LedgerLine` that it has taken, or that was there before it.
    told: int = 0
    #: Since when it takes nothing; None while it does.
    failing_since: datetime | None = None
    #: When it was given up; None while it is tried.
    ended_at: datetime | None = None
    #: The newest, newest first.
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a webhook is told at once."""

    #: By number; none if nothing is new.
    lines: tuple[LedgerLine, ...]
    #: How far the ledger was looked through for them.
    upto: int
