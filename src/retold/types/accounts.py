"""People who sign in, and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["reader", "editor", "owner"]
"""Reads; corrects and follows, too; does all. Each may do what those before it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who signs in."""

    #: Sixteen hex digits, random.
    id: str
    #: As it is shown; compared whatever its case.
    name: str
    role: Role
    #: By argon2, with its salt and costs.
    password: str
    created_at: datetime
