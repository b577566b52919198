"""Webhooks, and the lines that each is to be told, in a database. Nothing is decided here."""

from collections.abc import Callable, Collection

from sqlalchemy import Connection, delete, func, select, update

from retold.records import pack, unpack
from retold.store import schema, tasks
from retold.store.ledger import line_of
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Batch, Task, Webhook

_TABLE, _LEDGER = schema.webhooks, schema.ledger


class WebhookRows:
    """Webhooks."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(self, webhook: Webhook, task: Task) -> None:
        """Keep a new one with its work, in one transaction."""

        def work(connection: Connection) -> None:
            connection.execute(insert(connection, _TABLE).values(id=webhook.id, value=pack(webhook)))
            tasks.add_tasks(connection, [task])

        self._transactions.write(work)

    def find(self, webhook: str) -> Webhook | None:
        """The one with this id."""
        with self._transactions.reading() as connection:
            return _find(connection, webhook)

    def all(self) -> tuple[Webhook, ...]:
        """All of them, oldest first."""
        with self._transactions.reading() as connection:
            found = [unpack(value, Webhook) for value in connection.execute(select(_TABLE.c.value)).scalars()]
        return tuple(sorted(found, key=lambda one: (one.created_at, one.id)))

    def change(self, webhook: str, change: Callable[[Webhook], Webhook]) -> Webhook | None:
        """Change what is kept of one (id); None if there is none any more."""

        def work(connection: Connection) -> Webhook | None:
            before = _find(connection, webhook, lock=True)
            if before is None:
                return None
            after = change(before)
            connection.execute(update(_TABLE).where(_TABLE.c.id == webhook).values(value=pack(after)))
            return after

        return self._transactions.write(work)

    def remove(self, webhook: str, *, kind: str) -> bool:
        """Drop one (id) with its work of this kind; False if there is none."""

        def work(connection: Connection) -> bool:
            table = schema.tasks.c
            connection.execute(delete(schema.tasks).where(table.kind == kind, table.key == webhook))
            return connection.execute(delete(_TABLE).where(_TABLE.c.id == webhook)).rowcount > 0

        return self._transactions.write(work)

    def news(self, *, after: int, affairs: Collection[str], limit: int) -> Batch:
        """The next lines of these affairs, of all if there are none, numbered above `after`."""
        own = [_LEDGER.c.affair.in_(affairs)] if affairs else []
        query = select(_LEDGER.c.number, _LEDGER.c.value).where(_LEDGER.c.number > after, *own)
        with self._transactions.reading() as connection:
            # First, so that no line that is entered meanwhile is passed over.
            last = connection.execute(select(func.max(_LEDGER.c.number))).scalar() or 0
            rows = connection.execute(query.order_by(_LEDGER.c.number).limit(limit)).all()
        lines = tuple(line_of(row.number, row.value) for row in rows)
        # All lines of an affair that is forgotten go, and their numbers may come again.
        whole = max(last, *(line.number for line in lines), 0)
        return Batch(lines=lines, upto=lines[-1].number if len(lines) == limit else whole)


def _find(connection: Connection, webhook: str, *, lock: bool = False) -> Webhook | None:
    query = select(_TABLE.c.value).where(_TABLE.c.id == webhook)
    value = connection.execute(query.with_for_update() if lock else query).scalar()
    return None if value is None else unpack(value, Webhook)
