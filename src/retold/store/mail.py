"""Editions, the messages that carry them, and what became of those, in a database. Nothing is decided here.

An edition is kept once for a reader and a day, together with its message and the work of sending it. A message goes
forward only: what was sent never waits again. Lines of an edition are kept by their numbers in the ledger.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from retold.errors import StoreError
from retold.records import pack, unpack
from retold.store import schema
from retold.store.ledger import numbered
from retold.store.tasks import add_tasks
from retold.store.transactions import Transactions
from retold.store.upsert import insert
from retold.types import Edition, EditionStory, LedgerLine, Length, Message, MessageState, Passage, Section, Task

_EDITIONS, _MESSAGES = schema.editions, schema.messages
_BEFORE: Mapping[MessageState, frozenset[MessageState]] = {
    "waiting": frozenset({"waiting"}),
    "sent": frozenset({"waiting"}),
    "failed": frozenset({"waiting"}),
    "expired": frozenset({"waiting"}),
    # A bounce may come before we have written down that the server took the mail, or though we never heard that it did.
    "bounced": frozenset({"waiting", "sent", "failed", "expired"}),
}
"""From which states a message comes to each."""


class MailRows:
    """Editions and messages."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def keep(self, edition: Edition, message: Message | None = None, *, due: datetime | None = None) -> Edition | None:
        """Keep an edition, its message and, with `due`, the work of sending it, in one transaction.

        What is returned is the edition that is kept for this reader and day: the first one, beside which nothing is
        kept of a second. None if the reader is gone since.
        """
        return self._transactions.write(lambda connection: keep(connection, edition, message, due=due))

    def edition(self, id_: str) -> Edition | None:
        """The edition with this id."""
        with self._transactions.reading() as connection:
            return next(_editions(connection, select(_EDITIONS.c.value).where(_EDITIONS.c.id == id_)), None)

    def newest(self, subscriber: str) -> Edition | None:
        """The last edition of a reader."""
        return next(self.editions(subscriber, limit=1), None)

    def editions(self, subscriber: str, *, limit: int | None = None) -> Iterator[Edition]:
        """The editions of a reader, the newest first."""
        table = _EDITIONS.c
        query = select(table.value).where(table.subscriber == subscriber).order_by(table.day.desc()).limit(limit)
        with self._transactions.reading() as connection:
            yield from _editions(connection, query)

    def message(self, edition: str) -> Message | None:
        """The message of an edition."""
        with self._transactions.reading() as connection:
            return _message(connection, edition)

    def messages(
        self, states: Collection[MessageState] | None = None, *, subscriber: str | None = None, limit: int | None = None
    ) -> Iterator[Message]:
        """Messages, the newest first; in these states, of this reader, at most so many."""
        table = _MESSAGES.c
        query = select(table.value).order_by(table.at.desc(), table.edition).limit(limit)
        if states is not None:
            query = query.where(table.state.in_(states))
        if subscriber is not None:
            query = query.where(table.subscriber == subscriber)
        # Whoever asks may stop before the last of them.
        with (
            self._transactions.reading() as connection,
            connection.execute(query, execution_options={"yield_per": 500}) as rows,
        ):
            for row in rows:
                yield unpack(row.value, Message)

    def message_before(self, edition: str) -> Message | None:
        """The message of the reader's edition before this one."""
        this, other = _EDITIONS.alias(), _EDITIONS.alias()
        query = (
            select(_MESSAGES.c.value)
            .join(other, other.c.id == _MESSAGES.c.edition)
            .join(this, this.c.subscriber == other.c.subscriber)
            .where(this.c.id == edition, other.c.day < this.c.day)
            .order_by(other.c.day.desc())
            .limit(1)
        )
        with self._transactions.reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else unpack(row.value, Message)

    def begin(self, message: Message) -> Message | None:
        """Count a try before it is made; None if the message no longer waits, or another has begun one since.

        So a mail that kills its worker is not tried for ever, and of two workers only one goes on.
        """

        def work(connection: Connection) -> Message | None:
            kept = _message(connection, message.edition, hold=True)
            if kept is None or kept.state != "waiting" or kept.tries != message.tries:
                return None
            return _put(connection, replace(kept, tries=kept.tries + 1))

        return self._transactions.write(work)

    def mark(self, edition: str, state: MessageState, *, answer: str, at: datetime) -> Message | None:
        """Keep what became of a message; None if there is none, or if what is kept of it can't come to that."""

        def work(connection: Connection) -> Message | None:
            kept = _message(connection, edition, hold=True)
            if kept is None or kept.state not in _BEFORE[state]:
                return None
            since = kept.at if state == kept.state else at
            return _put(connection, replace(kept, state=state, answer=answer, at=since))

        return self._transactions.write(work)

    def forget(self, *, before: date) -> int:
        """Drop editions of earlier days and their messages, but those that still wait; how many editions that were."""

        def work(connection: Connection) -> int:
            old = select(_EDITIONS.c.id).where(_EDITIONS.c.day < before.isoformat())
            connection.execute(delete(_MESSAGES).where(_MESSAGES.c.edition.in_(old), _MESSAGES.c.state != "waiting"))
            kept = select(_MESSAGES.c.edition)
            gone = delete(_EDITIONS).where(_EDITIONS.c.day < before.isoformat(), _EDITIONS.c.id.not_in(kept))
            return connection.execute(gone).rowcount

        return self._transactions.write(work)


def keep(connection: Connection, edition: Edition, message: Message | None, *, due: datetime | None) -> Edition | None:
    """See `MailRows.keep`; within a transaction that it is given."""
    if edition.subscriber and not _hold(connection, edition.subscriber):
        return None
    row = {"id": edition.id, "subscriber": edition.subscriber, "day": edition.day.isoformat()}
    added = insert(connection, _EDITIONS).values(**row, value=pack(_kept(edition))).on_conflict_do_nothing()
    if connection.execute(added.returning(_EDITIONS.c.id)).first() is None:
        return _first(connection, edition)
    if message is not None:
        if (message.edition, message.subscriber) != (edition.id, edition.subscriber):
            raise ValueError("a message is of its edition and reader")
        connection.execute(insert(connection, _MESSAGES).values(_row(message)))
    if due is not None:
        add_tasks(connection, [Task(kind="mail", key=edition.id, due=due)])
    return edition


# --- editions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    id: str
    #: Numbers in the ledger.
    lines: tuple[int, ...]
    #: If it is not that of the first line.
    headline: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    affair: str
    name: str
    stories: tuple[_Story, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """An `Edition` as it is kept."""

    id: str
    subscriber: str
    day: date
    since: datetime | None
    made_at: datetime
    language: str
    length: Length
    sections: tuple[_Section, ...]
    after: int
    upto: int


def _kept(edition: Edition) -> _Edition:
    for line in edition.lines:
        if not line.number:
            raise ValueError("a line has to be in the ledger before it is in an edition")
    return _Edition(
        id=edition.id,
        subscriber=edition.subscriber,
        day=edition.day,
        since=edition.since,
        made_at=edition.made_at,
        language=edition.language,
        length=edition.length,
        sections=tuple(
            _Section(affair=s.affair, name=s.name, stories=tuple(map(_kept_story, s.stories)), left_out=s.left_out)
            for s in edition.sections
        ),
        after=edition.after,
        upto=edition.upto,
    )


def _kept_story(story: EditionStory) -> _Story:
    usual = bool(story.lines) and story.headline == story.lines[0].headline
    numbers = tuple(line.number for line in story.lines)
    return _Story(id=story.id, lines=numbers, headline=None if usual else story.headline)


def _first(connection: Connection, edition: Edition) -> Edition | None:
    table = _EDITIONS.c
    query = select(table.value).where(table.subscriber == edition.subscriber, table.day == edition.day.isoformat())
    found = next(_editions(connection, query), None)
    if found is None:
        raise StoreError(f"edition {edition.id} is another reader's or day's: ids have to differ")
    return found


def _editions(connection: Connection, query: Any) -> Iterator[Edition]:  # noqa: ANN401 - a select
    for row in connection.execute(query):
        kept = unpack(row.value, _Edition)
        numbers = [n for section in kept.sections for story in section.stories for n in story.lines]
        yield _whole(kept, numbered(connection, numbers))


def _whole(kept: _Edition, found: Mapping[int, LedgerLine]) -> Edition:
    try:
        sections = tuple(
            Section(
                affair=s.affair,
                name=s.name,
                stories=tuple(_story(one, found) for one in s.stories),
                left_out=s.left_out,
            )
            for s in kept.sections
        )
    except KeyError as error:
        raise StoreError(f"edition {kept.id}: line {error} is no longer in the ledger; restore a backup") from None
    return Edition(
        id=kept.id,
        subscriber=kept.subscriber,
        day=kept.day,
        since=kept.since,
        made_at=kept.made_at,
        language=kept.language,
        length=kept.length,
        sections=sections,
        after=kept.after,
        upto=kept.upto,
    )


def _story(kept: _Story, found: Mapping[int, LedgerLine]) -> EditionStory:
    told = tuple(found[number] for number in kept.lines)
    return EditionStory(id=kept.id, headline=kept.headline or told[0].headline, lines=told)


# --- messages


def _hold(connection: Connection, subscriber: str) -> bool:
    """True if the reader is there; they can't be deleted until the transaction ends."""
    table = schema.subscribers.c
    held = select(table.id).where(table.id == subscriber).with_for_update()
    return connection.execute(held).first() is not None


def _message(connection: Connection, edition: str, *, hold: bool = False) -> Message | None:
    query = select(_MESSAGES.c.value).where(_MESSAGES.c.edition == edition)
    row: Row[Any] | None = connection.execute(query.with_for_update() if hold else query).first()
    return None if row is None else unpack(row.value, Message)


def _put(connection: Connection, message: Message) -> Message:
    connection.execute(update(_MESSAGES).where(_MESSAGES.c.edition == message.edition).values(_row(message)))
    return message


def _row(message: Message) -> dict[str, object]:
    columns = {name: getattr(message, name) for name in ("edition", "subscriber", "message_id", "state", "at")}
    return {**columns, "value": pack(message)}
