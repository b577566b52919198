"""Tokens, in a database. Nothing is decided here, and what programs send is not seen."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from retold.store import schema
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Token, User

_TABLE = schema.tokens


class TokenRows:
    """Tokens."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, token: Token) -> None:
        """Keep a new one. Raises `StoreError` for an account that isn't kept."""
        values = {column.name: getattr(token, column.name) for column in _TABLE.c} | {"scopes": " ".join(token.scopes)}

        def work(connection: Connection) -> None:
            connection.execute(insert(connection, _TABLE).values(values))

        self._transactions.write(work)

    def find(self, digest: str) -> tuple[Token, User] | None:
        """The token with this digest, and its account as it is now."""
        accounts = schema.accounts.c
        of_account = select(accounts.id, accounts.name, accounts.role, accounts.password, accounts.created_at)
        with self._transactions.reading() as connection:
            row = connection.execute(select(_TABLE).where(_TABLE.c.digest == digest)).first()
            if row is None:
                return None
            account = connection.execute(of_account.where(accounts.id == row.account)).one()
        return _token(row), User(**account._asdict())

    def all(self, account: str | None = None) -> tuple[Token, ...]:
        """Those of an account (id), or of all; newest first."""
        query = select(_TABLE).order_by(_TABLE.c.created_at.desc(), _TABLE.c.id)
        if account is not None:
            query = query.where(_TABLE.c.account == account)
        with self._transactions.reading() as connection:
            return tuple(map(_token, connection.execute(query)))

    def use(self, token: str, *, at: datetime) -> None:
        """Keep that a token (id) was used."""
        self._transactions.write(
            lambda connection: connection.execute(update(_TABLE).where(_TABLE.c.id == token).values(used_at=at))
        )

    def revoke(self, token: str, *, account: str | None = None) -> bool:
        """Drop a token (id), of this account if one is given; False if there is none."""
        query = delete(_TABLE).where(_TABLE.c.id == token)
        if account is not None:
            query = query.where(_TABLE.c.account == account)
        return self._transactions.write(lambda connection: connection.execute(query).rowcount > 0)


def _token(row: Row[Any]) -> Token:
    return Token(**{**row._mapping, "scopes": tuple(row.scopes.split())})
