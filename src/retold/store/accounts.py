"""Accounts and their sessions, in a database. Nothing is decided here, and no password or token is seen."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import ColumnElement, Connection, delete, select

from retold.store import schema
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import User

_TABLE, _SESSIONS = schema.accounts, schema.sessions
_COLUMNS = (_TABLE.c.id, _TABLE.c.name, _TABLE.c.role, _TABLE.c.password, _TABLE.c.created_at)


class AccountRows:
    """Accounts."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def exist(self) -> bool:
        """True if there is any."""
        with self._transactions.reading() as connection:
            return _any(connection)

    def add_first(self, account: User) -> bool:
        """Keep the first one; False if there is one already, whoever else asks at this moment."""

        def work(connection: Connection) -> bool:
            return not _any(connection) and _add(connection, account)

        return self._transactions.write(work, alone=_TABLE)

    def add(self, account: User) -> bool:
        """Keep a new one; False if somebody has its name."""
        return self._transactions.write(lambda connection: _add(connection, account))

    def find_by_name(self, name: str) -> User | None:
        """The one with this name, in whatever case."""
        with self._transactions.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(_TABLE.c.key == _key(name))).first()
        return None if row is None else _account(row)

    def all(self) -> Iterator[User]:
        """All, by name."""
        with self._transactions.reading() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(_TABLE.c.key)).all()
        return map(_account, rows)

    def begin_session(self, digest: str, account: User, *, now: datetime, until: datetime) -> None:
        """Keep that somebody signed in. What has expired is dropped by the way."""

        def work(connection: Connection) -> None:
            connection.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at <= now))
            values = {"digest": digest, "account": account.id, "created_at": now, "expires_at": until}
            connection.execute(insert(connection, _SESSIONS).values(values))

        self._transactions.write(work)

    def find_by_session(self, digest: str, *, now: datetime) -> User | None:
        """Whose session this is, if it is one and has not expired."""
        query = select(*_COLUMNS).join(_SESSIONS, _SESSIONS.c.account == _TABLE.c.id)
        with self._transactions.reading() as connection:
            row = connection.execute(query.where(_SESSIONS.c.digest == digest, _SESSIONS.c.expires_at > now)).first()
        return None if row is None else _account(row)

    def end_session(self, digest: str) -> None:
        """Let nobody in by it any more."""
        self._end(_SESSIONS.c.digest == digest)

    def end_sessions(self, account: str) -> None:
        """The same of all sessions of an account (id)."""
        self._end(_SESSIONS.c.account == account)

    def _end(self, which: ColumnElement[bool]) -> None:
        def work(connection: Connection) -> None:
            connection.execute(delete(_SESSIONS).where(which))

        self._transactions.write(work)


def _key(name: str) -> str:
    """A name as it is compared: https://www.unicode.org/reports/tr15/, and in one case."""
    return normalize("NFKC", name).strip().casefold()


def _any(connection: Connection) -> bool:
    return connection.execute(select(_TABLE.c.id).limit(1)).first() is not None


def _add(connection: Connection, account: User) -> bool:
    values = {
        "id": account.id,
        "key": _key(account.name),
        "name": account.name,
        "role": account.role,
        "password": account.password,
        "created_at": account.created_at,
    }
    added = insert(connection, _TABLE).values(values).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(added.returning(_TABLE.c.id)).first() is not None


def _account(row: Any) -> User:  # noqa: ANN401 - a row of `_COLUMNS`
    return User(**row._asdict())
