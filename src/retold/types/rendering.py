"""Pages that take long to make, and are kept ready."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What is kept of a page."""

    #: UTF-8; None if it was not made yet.
    content: bytes | None
    #: False if what it tells has changed since it was made.
    is_current: bool
    #: When it was made; None if it was not.
    at: datetime | None
    #: State of what it tells, counted up: to be given back with what is made of it.
    state: int
