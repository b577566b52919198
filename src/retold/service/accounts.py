"""People who sign in: the first account, passwords, sessions.

There is no password but one that somebody chose. The first account is made by a link that the box prints where nobody
but its owner reads, and that works only as long as there is no account. Whether a name is known is told to nobody,
neither by words nor by the time that an answer takes.

Further people are invited: their account has no password until they choose one, by a link that the owner hands to them.
"""

from dataclasses import replace
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
LINK_LASTS = timedelta(days=3)
SHORTEST = 10
"""Characters of a password. NIST SP 800-63B, 5.1.1, asks for eight, and for no rules on which ones."""
_LONGEST_PASSWORD, _LONGEST_NAME, _LONGEST_TOKEN = 200, 60, 300


def first_token(*, store: "DatabaseStore", now: datetime) -> str | None:
    """What the link to make the owner's account carries; None if there is an account."""
    if store.accounts.exist():
        return None
    return _serializer(store, b"retold.first").dumps(int((now + FIRST_LASTS).timestamp()))


def check_first(token: str, *, store: "DatabaseStore", now: datetime) -> None:
    """Raise `TokenError` unless an owner's account may be made by this token."""
    from itsdangerous import BadData

    try:
        until = _serializer(store, b"retold.first").loads(token[:_LONGEST_TOKEN])
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
    made = _invited(name, role=role, now=now)
    return replace(made, password=_hashed(password, made.name))


# --- people


def invite(name: str, *, role: Role, store: "DatabaseStore", now: datetime) -> User:
    """Make an account without a password. Raises `InputError` for a name that can't be, or is somebody's."""
    account = _invited(name, role=role, now=now)
    if not store.accounts.add(account):
        raise InputError("name", "is somebody's already: take another")
    return account


def find_account(name: str, *, store: "DatabaseStore") -> User:
    """The account of this name or id. Raises `InputError` if there is none."""
    found = store.accounts.find_by_name(name) or store.accounts.find(name)
    if found is None:
        raise InputError(name, "nobody here is called that: `retold people list` shows them all")
    return found


def change_role(account: User, role: Role, *, store: "DatabaseStore") -> None:
    """Let somebody do more or less. Raises `InputError` for the last owner."""
    if not store.accounts.change_role(account.id, role):
        raise InputError("role", "must stay: nobody else is an owner. Make another one first")


def remove(account: User, *, store: "DatabaseStore") -> None:
    """Remove somebody, with their sessions, tokens and identities. Raises `InputError` for the last owner."""
    if not store.accounts.remove(account.id):
        raise InputError("account", "must stay: nobody else is an owner. Make another one first")


def link_token(account: User, *, store: "DatabaseStore", now: datetime) -> str:
    """What the link carries by which somebody chooses a password: it works once, and until `LINK_LASTS` is over."""
    until = int((now + LINK_LASTS).timestamp())
    return _serializer(store, b"retold.password").dumps([account.id, until, _digest(account.password)[:16]])


def whose_link(token: str, *, store: "DatabaseStore", now: datetime) -> User:
    """Who may choose a password by this token. Raises `TokenError`."""
    from itsdangerous import BadData

    try:
        id_, until, was = _serializer(store, b"retold.password").loads(token[:_LONGEST_TOKEN])
    except (BadData, UnicodeError):
        raise TokenError from None
    account = store.accounts.find(id_)
    # Another password since then: it was used.
    if account is None or now.timestamp() >= until or was != _digest(account.password)[:16]:
        raise TokenError
    return account


def choose_password(token: str, password: str, *, store: "DatabaseStore", now: datetime) -> User:
    """Choose a password by a link; sessions that there were are ended. Raises `TokenError`, `InputError`."""
    account = whose_link(token, store=store, now=now)
    hashed = _hashed(password, account.name)
    if not store.accounts.change_password(account.id, before=account.password, after=hashed):
        raise TokenError
    store.accounts.end_sessions(account.id)
    return replace(account, password=hashed)


def change_password(account: User, old: str, new: str, *, session: str, store: "DatabaseStore") -> None:
    """Change one's own; all sessions are ended but this one. Raises `InputError`, also for a wrong old one."""
    if not _verified(account.password, old):
        raise InputError("old password", "is not right")
    hashed = _hashed(new, account.name)
    if not store.accounts.change_password(account.id, before=account.password, after=hashed):
        raise InputError("old password", "is not right any more")
    end_other_sessions(account, session=session, store=store)


def end_other_sessions(account: User, *, session: str, store: "DatabaseStore") -> None:
    """End all sessions of somebody but the one of this cookie."""
    store.accounts.end_sessions(account.id, but=_digest(session))


# --- signing in


def sign_in(name: str, password: str, *, store: "DatabaseStore", now: datetime) -> str | None:
    """Begin a session; what its cookie holds, None for a name or a password that is not right."""
    account = store.accounts.find_by_name(name[: 2 * _LONGEST_NAME])
    # As much work for a name that nobody has.
    right = _verified("" if account is None else account.password, password)
    return begin_session(account, store=store, now=now) if right and account is not None else None


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


def known_browser(name: str, *, store: "DatabaseStore") -> str:
    """What a browser keeps by which somebody of this name has signed in."""
    from retold.store.accounts import folded

    return _serializer(store, b"retold.known").dumps([token_hex(8), _digest(folded(name))[:16]])


def is_known_browser(kept: str, name: str, *, store: "DatabaseStore") -> bool:
    """True if somebody of this name has signed in by the browser that keeps this."""
    from itsdangerous import BadData

    from retold.store.accounts import folded

    try:
        _, whose = _serializer(store, b"retold.known").loads(kept[:_LONGEST_TOKEN])
    except (BadData, UnicodeError):
        return False
    return bool(whose == _digest(folded(name))[:16])


def prepare() -> None:
    """Do beforehand what would make the first answer slower than the others."""
    _nobodys()


def _invited(name: str, *, role: Role, now: datetime) -> User:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError("name", f"must have 1 to {_LONGEST_NAME} characters that can be seen")
    return User(id=token_hex(8), name=name, role=role, password="", created_at=now)


def _hashed(password: str, name: str) -> str:
    if not SHORTEST <= len(password) <= _LONGEST_PASSWORD:
        raise InputError("password", f"must have {SHORTEST} to {_LONGEST_PASSWORD} characters")
    if password.casefold() == name.casefold():
        raise InputError("password", "must be another than the name")
    return _hasher().hash(password)


def _verified(hashed: str, password: str) -> bool:
    """Whether this is the password; "" has none, and takes as much work."""
    from argon2.exceptions import VerificationError

    try:
        _hasher().verify(hashed or _nobodys(), password[: _LONGEST_PASSWORD + 1])
    except VerificationError:
        return False
    return bool(hashed)


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


def _serializer(store: "DatabaseStore", purpose: bytes) -> "URLSafeSerializer":
    from itsdangerous import URLSafeSerializer

    key = store.subscribers.secret("accounts", lambda: token_bytes(32))
    return URLSafeSerializer(key, salt=purpose, signer_kwargs={"key_derivation": "hmac", "digest_method": sha256})
