"""Pages that take long to make, kept ready in a database, and marked when what they tell changes.

They are marked in the very transaction that changes it, so that none passes for current that is not. Nothing is lost
with them: each can be made again.
"""

import zlib
from collections.abc import Collection
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import Connection, delete, or_, select, update

from retold.store import schema
from retold.store.articles import parts
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Rendering

_TABLE = schema.renderings


class RenderingRows:
    """Renderings, by kind ("story") and key (its id)."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def find(self, kind: str, key: str) -> Rendering:
        """What is kept, if anything is."""
        query = select(_TABLE).where(_TABLE.c.kind == kind, _TABLE.c.key == key)
        with self._transactions.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return Rendering(content=None, is_current=False, at=None, state=0)
        current = row.made == row.wanted and row.version == version("retold")
        content = None if row.value is None else zlib.decompress(row.value)
        return Rendering(content=content, is_current=current, at=row.at, state=row.wanted)

    def ask(self, kind: str, key: str) -> Rendering:
        """The same, which is to be made now: from here on it is marked when something changes, and is `waiting`."""
        row = {"kind": kind, "key": key, "wanted": 1, "made": 0, "version": ""}
        self._transactions.write(lambda c: c.execute(insert(c, _TABLE).values(row).on_conflict_do_nothing()))
        return self.find(kind, key)

    def forget(self, kind: str, key: str) -> None:
        """Drop what is kept: there is no such thing any more."""
        self._transactions.write(lambda connection: drop(connection, kind, {key}))

    def keep(self, kind: str, key: str, content: bytes, *, state: int, at: datetime) -> None:
        """Keep what was made of `state`; older than what is kept already, or of what is gone, it is left out."""
        values = {"made": state, "version": version("retold"), "at": at, "value": zlib.compress(content)}
        which = (_TABLE.c.kind == kind, _TABLE.c.key == key, _TABLE.c.made <= state)
        self._transactions.write(lambda connection: connection.execute(update(_TABLE).where(*which).values(values)))

    def waiting(self, kind: str, limit: int) -> tuple[str, ...]:
        """Keys of those that were asked for and aren't current, those made longest ago first."""
        old = or_(_TABLE.c.made != _TABLE.c.wanted, _TABLE.c.version != version("retold"))
        query = select(_TABLE.c.key).where(_TABLE.c.kind == kind, old).order_by(_TABLE.c.at, _TABLE.c.key).limit(limit)
        with self._transactions.reading() as connection:
            return tuple(connection.execute(query).scalars())


def outdate(connection: Connection, kind: str, keys: Collection[str]) -> None:
    """Mark those of these keys that were ever asked for, as a page or as JSON."""
    for some in parts(sorted(keys)):
        which = (_TABLE.c.kind.in_(_forms(kind)), _TABLE.c.key.in_(some))
        connection.execute(update(_TABLE).where(*which).values(wanted=_TABLE.c.wanted + 1))


def drop(connection: Connection, kind: str, keys: Collection[str]) -> None:
    """Forget those of these keys."""
    for some in parts(sorted(keys)):
        connection.execute(delete(_TABLE).where(_TABLE.c.kind.in_(_forms(kind)), _TABLE.c.key.in_(some)))


def _forms(kind: str) -> tuple[str, str]:
    return kind, f"{kind}.json"


def outdate_stories(connection: Connection, stories: Collection[str], *, gone: Collection[str]) -> None:
    """Mark stories, and the affairs to which their articles belong or come to belong."""
    followed, belongs = schema.followed.c, schema.belongings.c
    affairs: set[str] = set()
    for some in parts(sorted(stories)):
        query = (
            select(belongs.affair)
            .join_from(schema.belongings, schema.followed, followed.article == belongs.article)
            .where(followed.story.in_(some), belongs.belongs)
        )
        affairs.update(connection.execute(query.distinct()).scalars())
    outdate(connection, "affair", affairs)
    outdate(connection, "story", stories)
    drop(connection, "story", gone)
