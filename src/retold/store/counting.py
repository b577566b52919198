"""How much a database holds and what waits in it, for whoever watches over the box: cheap enough to ask often."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, case, func, select

from retold.store import schema
from retold.store.transactions import Transactions

_TASKS = schema.tasks.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Work of one kind that is not done."""

    #: That is to be done sometime, and that was given up.
    planned: int
    given_up: int
    #: When the first that nobody holds was due; None if nothing is.
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is kept, and what waits."""

    #: By the name of the thing. Of what is only ever added, the last number.
    kept: Mapping[str, int]
    #: By kind of work.
    waiting: Mapping[str, Waiting]
    #: By state.
    messages: Mapping[str, int]
    subscribers: Mapping[str, int]


class CountRows:
    """Counts."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def counts(self, *, now: datetime) -> Counts:
        """How things stand."""
        with self._transactions.reading() as connection:
            return Counts(
                kept={
                    "articles": _last(connection, schema.articles.c.position),
                    "pages": _last(connection, schema.pages.c.id),
                    "ledger lines": _last(connection, schema.ledger.c.number),
                    "stories": _count(connection, schema.stories.c.id),
                    "affairs": _count(connection, schema.affairs.c.id),
                },
                waiting=_waiting(connection, now),
                messages=_by(connection, schema.messages.c.state),
                subscribers=_by(connection, schema.subscribers.c.state),
            )

    def is_late(self, *, before: datetime, now: datetime) -> bool:
        """True if work has been due since before then that nobody holds."""
        late = select(_TASKS.number).where(_TASKS.done_at.is_(None), _TASKS.due <= before, _free(now)).limit(1)
        with self._transactions.reading() as connection:
            return connection.execute(late).first() is not None


def _last(connection: Connection, number: Column[int]) -> int:
    return connection.execute(select(func.max(number))).scalar() or 0


def _count(connection: Connection, key: Column[Any]) -> int:
    return connection.execute(select(func.count(key))).scalar() or 0


def _by(connection: Connection, state: Column[str]) -> dict[str, int]:
    rows = connection.execute(select(state, func.count()).group_by(state)).all()
    return {row[0]: row[1] for row in rows}


def _waiting(connection: Connection, now: datetime) -> dict[str, Waiting]:
    late = func.min(case((_free(now) & (_TASKS.due <= now), _TASKS.due)))
    query = select(_TASKS.kind, func.count(_TASKS.due), func.count(), late).group_by(_TASKS.kind)
    rows = connection.execute(query.where(_TASKS.done_at.is_(None))).all()
    return {row[0]: Waiting(planned=row[1], given_up=row[2] - row[1], oldest=row[3]) for row in rows}


def _free(now: datetime) -> ColumnElement[bool]:
    return _TASKS.leased_until.is_(None) | (_TASKS.leased_until <= now)
