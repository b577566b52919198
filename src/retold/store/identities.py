"""Who somebody is with a provider of OpenID Connect, in a database. Nothing is decided here."""

from datetime import datetime

from sqlalchemy import Connection, select

from retold.store import schema
from retold.store.transactions import Transactions
from retold.store.upsert import insert

_TABLE = schema.identities


class IdentityRows:
    """Identities: an issuer, what it calls somebody, and their account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def account(self, issuer: str, subject: str) -> str | None:
        """Whose it is (`User.id`)."""
        query = select(_TABLE.c.account).where(_TABLE.c.issuer == issuer, _TABLE.c.subject == subject)
        with self._transactions.reading() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def link(self, issuer: str, subject: str, account: str, *, at: datetime) -> bool:
        """Keep whose it is; False if the account is already somebody else's at this issuer, or this one another's."""

        def work(connection: Connection) -> bool:
            taken = select(_TABLE.c.subject).where(_TABLE.c.issuer == issuer, _TABLE.c.account == account)
            if connection.execute(taken.limit(1)).first() is not None:
                return False
            values = {"issuer": issuer, "subject": subject, "account": account, "created_at": at}
            added = insert(connection, _TABLE).values(values).on_conflict_do_nothing()
            return connection.execute(added.returning(_TABLE.c.account)).first() is not None

        return self._transactions.write(work, alone=_TABLE)
