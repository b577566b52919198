"""Tokens, by which programs sign in: made, shown once, checked, and revoked.

A token never does more than its account's role allows at that time. Only a digest of it is kept.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from typing import TYPE_CHECKING, get_args

from retold.errors import InputError
from retold.types import Role, Scope, Token, User

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

PREFIX = "rtd_"
"""By which those who search code for secrets that were left in it find one of ours."""
SCOPES: tuple[Scope, ...] = get_args(Scope)
ROLE_OF: dict[Scope, Role] = {"read": "reader", "edit": "editor", "own": "owner"}
"""The least role by which a scope does anything."""
_ROLES: tuple[Role, ...] = get_args(Role)
_LONGEST_NAME, _LONGEST, _MOST_DAYS = 60, 100, 3_650
_USED_EVERY = timedelta(hours=1)


def allows(role: Role, scope: Scope) -> bool:
    """True if who has this role may do what the scope names."""
    return _ROLES.index(role) >= _ROLES.index(ROLE_OF[scope])


def make(
    account: User,
    name: str,
    scopes: Iterable[str],
    *,
    days: int | None = None,
    store: "DatabaseStore",
    now: datetime,
) -> tuple[Token, str]:
    """A new token of an account, and what the program is to send, which nobody can show again.

    `days` until it expires, None for never. Raises `InputError` for a name, a scope or a time that can't be.
    """
    secret = PREFIX + token_urlsafe(32)
    made = Token(
        id=token_hex(8),
        digest=_digest(secret),
        account=account.id,
        name=_name(name),
        scopes=_scopes(scopes, account.role),
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=_days(days)),
    )
    store.tokens.add(made)
    return made, secret


def whose(secret: str, *, store: "DatabaseStore", now: datetime) -> tuple[Token, User] | None:
    """The token that a program sent, with its account; None if it is none of ours, revoked or expired."""
    if not secret.startswith(PREFIX) or len(secret) > _LONGEST:
        return None
    found = store.tokens.find(_digest(secret))
    if found is None:
        return None
    token, _ = found
    if token.expires_at is not None and token.expires_at <= now:
        return None
    if token.used_at is None or now - token.used_at >= _USED_EVERY:
        store.tokens.use(token.id, at=now)
    return found


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError("name", f"must have 1 to {_LONGEST_NAME} characters that can be seen")
    return name


def _scopes(given: Iterable[str], role: Role) -> tuple[Scope, ...]:
    wanted: Sequence[str] = tuple(given)
    unknown = next((scope for scope in wanted if scope not in SCOPES), None)
    if unknown is not None or not wanted:
        raise InputError("scopes", f"must be one or more of {', '.join(SCOPES)}")
    found = tuple(scope for scope in SCOPES if scope in wanted)
    beyond = next((scope for scope in found if not allows(role, scope)), None)
    if beyond is not None:
        raise InputError("scopes", f"can't hold {beyond}, which is for an {ROLE_OF[beyond]}: this account's is {role}")
    return found


def _days(days: int) -> int:
    if not 1 <= days <= _MOST_DAYS:
        raise InputError("days", f"must be from 1 to {_MOST_DAYS:,}, or left out for a token that never expires")
    return days


def _digest(secret: str) -> str:
    # Of 256 random bits: a plain hash is as good as a slow one.
    return sha256(secret.encode("utf8", "replace")).hexdigest()
