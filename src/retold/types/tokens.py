"""Tokens, by which programs sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Scope = Literal["read", "edit", "own"]
"""What a program may do, each by itself: read what a reader may; correct and follow; see readers and deliveries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token of an account; what the program sends is not kept."""

    #: Sixteen hex digits, random.
    id: str
    #: SHA-256 of what the program sends, in hexadecimal digits.
    digest: str
    #: `User.id`.
    account: str
    #: What its owner calls it.
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    #: When it was last used, to the hour; None before that.
    used_at: datetime | None = None
    #: None: it holds until it is revoked.
    expires_at: datetime | None = None
