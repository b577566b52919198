"""Work that waits in a store."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work that waits in a store until it is due, and is leased to one worker at a time. Kind and key name it."""

    kind: str
    #: What it is about; a second task of the same kind and key is no second task.
    key: str
    #: Not before then; None: given up, never again.
    due: datetime | None
    #: What the worker needs to know; opaque to the store.
    payload: bytes = b""
    #: How often it was leased since it was last finished, this time included.
    attempts: int = 0
    #: How often it was ever leased: tells the lease that is held from those before it.
    lease: int = 0
    #: Who holds it, and until when; "" and None while nobody does.
    leased_by: str = ""
    leased_until: datetime | None = None
    #: Why it failed last; "" if it did not.
    last_error: str = ""
    #: When it was finished for good; None while it isn't.
    done_at: datetime | None = None
