"""Accounts and their sessions, in a database. Nothing is decided here, and no password or token is seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from retold.store import schema
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Role, User

_TABLE, _SESSIONS = schema.accounts, schema.sessions
_COLUMNS = (_TABLE.c.id, _TABLE.c.name, _TABLE.c.role, _TABLE.c.password, _TABLE.c.created_at)

_OWNED = (schema.sessions, schema.tokens, schema.identities)
"""What goes with an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The sessions of an account."""

    number: int
    #: When the last of them began.
    last: datetime


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

    def find(self, id_: str) -> User | None:
        """The one with this id."""
        with self._transactions.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(_TABLE.c.id == id_)).first()
        return None if row is None else _account(row)

    def find_by_name(self, name: str) -> User | None:
        """The one with this name, in whatever case."""
        with self._transactions.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(_TABLE.c.key == folded(name))).first()
        return None if row is None else _account(row)

    def all(self) -> Iterator[User]:
        """All, by name."""
        with self._transactions.reading() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(_TABLE.c.key)).all()
        return map(_account, rows)

    def change_role(self, id_: str, role: Role) -> bool:
        """Give an account another role; False if it is the last owner, or there is none."""

        def work(connection: Connection) -> bool:
            if role != "owner" and _is_last_owner(connection, id_):
                return False
            return connection.execute(update(_TABLE).where(_TABLE.c.id == id_).values(role=role)).rowcount > 0

        return self._transactions.write(work, alone=_TABLE)

    def change_password(self, id_: str, *, before: str, after: str) -> bool:
        """Keep another password; False if it isn't `before` any more: somebody was quicker, or the account is gone."""
        changed = update(_TABLE).where(_TABLE.c.id == id_, _TABLE.c.password == before).values(password=after)
        return self._transactions.write(lambda connection: connection.execute(changed).rowcount > 0)

    def remove(self, id_: str) -> bool:
        """Drop an account with its sessions, tokens and identities; False if it is the last owner, or there is none."""

        def work(connection: Connection) -> bool:
            if _is_last_owner(connection, id_):
                return False
            for table in _OWNED:
                connection.execute(delete(table).where(table.c.account == id_))
            return connection.execute(delete(_TABLE).where(_TABLE.c.id == id_)).rowcount > 0

        return self._transactions.write(work, alone=_TABLE)

    def sessions(self, *, now: datetime) -> dict[str, Sessions]:
        """The sessions that have not ended, by account (id)."""
        table = _SESSIONS.c
        query = select(table.account, func.count().label("number"), func.max(table.created_at).label("last"))
        with self._transactions.reading() as connection:
            rows = connection.execute(query.where(table.expires_at > now).group_by(table.account)).all()
        return {row.account: Sessions(number=row.number, last=row.last) for row in rows}

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

    def end_sessions(self, account: str, *, but: str = "") -> None:
        """The same of all sessions of an account (id), but one (digest)."""
        self._end(and_(_SESSIONS.c.account == account, _SESSIONS.c.digest != but))

    def _end(self, which: ColumnElement[bool]) -> None:
        def work(connection: Connection) -> None:
            connection.execute(delete(_SESSIONS).where(which))

        self._transactions.write(work)


def folded(name: str) -> str:
    """A name as it is compared: https://www.unicode.org/reports/tr15/, and in one case."""
    return normalize("NFKC", name).strip().casefold()


def _any(connection: Connection) -> bool:
    return connection.execute(select(_TABLE.c.id).limit(1)).first() is not None


def _is_last_owner(connection: Connection, id_: str) -> bool:
    """True of an owner beside whom none can sign in: who was only invited, can't."""
    by_provider = exists().where(schema.identities.c.account == _TABLE.c.id)
    able = or_(_TABLE.c.password != "", by_provider, _TABLE.c.id == id_)
    owners = connection.execute(select(_TABLE.c.id).where(_TABLE.c.role == "owner", able)).scalars().all()
    return list(owners) == [id_]


def _add(connection: Connection, account: User) -> bool:
    values = {
        "id": account.id,
        "key": folded(account.name),
        "name": account.name,
        "role": account.role,
        "password": account.password,
        "created_at": account.created_at,
    }
    added = insert(connection, _TABLE).values(values).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(added.returning(_TABLE.c.id)).first() is not None


def _account(row: Any) -> User:  # noqa: ANN401 - a row of `_COLUMNS`
    return User(**row._asdict())
