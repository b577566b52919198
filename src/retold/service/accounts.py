"""People who sign in: the first account, passwords, sessions.

There is no password but one that somebody chose. The first account is made by a link that the box prints where nobody
but its owner reads, and that works only as long as there is no account. Whether a name is known is told to nobody,
neither by words nor by the time that an answer takes.
"""

from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from secrets import token_bytes, token_hex, token_urlsafe
from typing import TYPE_CHECKING

from retold.errors import InputError, TokenError
from retold.types import Role, User

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from itsdangerous import URLSafeSerializer

    from retold.store.database import DatabaseStore

SESSION_LASTS = timedelta(days=30)
FIRST_LASTS = timedelta(days=1)
SHORTEST = 10
"""Characters of a password. NIST SP 800-63B, 5.1.1, asks for eight, and for no rules on which ones."""
_LONGEST_PASSWORD, _LONGEST_NAME, _LONGEST_TOKEN = 200, 60, 300


def first_token(*, store: "DatabaseStore", now: datetime) -> str | None:
    """What the link to make the owner's account carries; None if there is an account."""
    if store.accounts.exist():
        return None
    return _serializer(store).dumps(int((now + FIRST_LASTS).timestamp()))


def check_first(token: str, *, store: "DatabaseStore", now: datetime) -> None:
    """Raise `TokenError` unless an owner's account may be made by this token."""
    from itsdangerous import BadData

    try:
        until = _serializer(store).loads(token[:_LONGEST_TOKEN])
    except (BadData, UnicodeError):
        raise TokenError from None
    if now.timestamp() >= until or store.accounts.exist():
        raise TokenError


def make_first(token: str, name: str, password: str, *, store: "DatabaseStore", now: datetime) -> User:
    """Make the owner's account. Raises `TokenError`, and `InputError` for a name or a password that can't be."""
    check_first(token, store=store, now=now)
    account = new_account(name, password, role="owner", now=now)
    if not store.accounts.add_first(account):
        raise TokenError
    return account


def new_account(name: str, password: str, *, role: Role, now: datetime) -> User:
    """An account that is not kept yet. Raises `InputError`."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError("name", f"must have 1 to {_LONGEST_NAME} characters that can be seen")
    if not SHORTEST <= len(password) <= _LONGEST_PASSWORD:
        raise InputError("password", f"must have {SHORTEST} to {_LONGEST_PASSWORD} characters")
    if password.casefold() == name.casefold():
        raise InputError("password", "must be another than the name")
    return User(id=token_hex(8), name=name, role=role, password=_hasher().hash(password), created_at=now)


def sign_in(name: str, password: str, *, store: "DatabaseStore", now: datetime) -> str | None:
    """Begin a session; what its cookie holds, None for a name or a password that is not right."""
    from argon2.exceptions import VerificationError

    account = store.accounts.find_by_name(name[: 2 * _LONGEST_NAME])
    try:
        # As much work for a name that nobody has.
        _hasher().verify(_nobodys() if account is None else account.password, password[: _LONGEST_PASSWORD + 1])
    except VerificationError:
        return None
    return None if account is None else begin_session(account, store=store, now=now)


def begin_session(account: User, *, store: "DatabaseStore", now: datetime) -> str:
    """Begin a session of somebody who is known to be who they are; what its cookie holds."""
    token = token_urlsafe(32)
    store.accounts.begin_session(_digest(token), account, now=now, until=now + SESSION_LASTS)
    return token


def who(token: str, *, store: "DatabaseStore", now: datetime) -> User | None:
    """Who is signed in by this cookie."""
    return store.accounts.find_by_session(_digest(token), now=now) if token else None


def sign_out(token: str, *, store: "DatabaseStore") -> None:
    """End a session."""
    if token:
        store.accounts.end_session(_digest(token))


def prepare() -> None:
    """Do beforehand what would make the first answer slower than the others."""
    _nobodys()


def _digest(token: str) -> str:
    # Of 256 random bits: a plain hash is as good as a slow one.
    return sha256(token.encode()).hexdigest()


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    # Argon2id with the costs of RFC 9106, 4, for little memory.
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash(token_hex(16))


def _serializer(store: "DatabaseStore") -> "URLSafeSerializer":
    from itsdangerous import URLSafeSerializer

    key = store.subscribers.secret("accounts", lambda: token_bytes(32))
    return URLSafeSerializer(
        key, salt=b"retold.first", signer_kwargs={"key_derivation": "hmac", "digest_method": sha256}
    )
