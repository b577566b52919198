"""Search among all articles that are kept, and what they changed, in a database. Nothing is decided here."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, delete, false, insert, select, text, update

from retold.errors import InputError
from retold.records import unpack
from retold.searching import Phrase, keys, snippet, terms
from retold.store import schema, search_index
from retold.store.articles import parts
from retold.store.transactions import Transactions
from retold.types import Found, Hit, NotedChange, Period, Precision, SearchQuery, Story

COUNTED = 1_000
"""Hits that are counted; of more it is only said that there are more."""

_FURTHEST = 2_000
"""Hits that can be leafed through in the order of how well they answer."""
_PLACE = re.compile(r"[0-9]{1,19}")
_STORIES = schema.stories.c
#: From each name to the next by the index, since to look at all articles for them takes long.
_OUTLETS = text(
    "WITH RECURSIVE found(name) AS (SELECT min(outlet) FROM articles UNION ALL"
    " SELECT (SELECT min(outlet) FROM articles WHERE outlet > name) FROM found WHERE name IS NOT NULL)"
    " SELECT name FROM found WHERE name IS NOT NULL LIMIT :limit"
)


def _uncompared(column: ColumnElement[Any]) -> Select[Any]:
    """Of those with a date: PostgreSQL has the others first in its index, and would sort all to have them last."""
    dated = (_STORIES.compared == false(), _STORIES.newest.is_not(None))
    return select(column).where(*dated).order_by(_STORIES.newest.desc())


class _Dating(msgspec.Struct):
    precision: Precision


class _Read(msgspec.Struct):
    """What of a kept article is shown of a hit, and has no column: the rest needn't be unpacked."""

    text: str
    body_start: int
    published: _Dating


class SearchRows:
    """The index of articles, and what they changed."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def find(self, query: SearchQuery, *, best: bool = False, before: str = "", limit: int = 20) -> Found:
        """Articles, newest first and those without a date last; or those that answer best among the newest.

        `before` is `next` of the page before. Raises `InputError` for one that was never given.
        """
        place = _place(before)
        with self._transactions.reading() as connection:
            if best:
                offset = min(place or 0, _FURTHEST)
                numbers = self._best(connection, query, offset=offset, limit=limit + 1)
                after = str(offset + limit)
            else:
                most = max(COUNTED, limit) if place is None else limit
                numbers = self._newest(connection, query, below=place, limit=most + 1)
                after = str(numbers[limit - 1]) if len(numbers) > limit else ""
            count = None if place is not None else self._count(connection, query) if best else len(numbers)
            hits = _hits(connection, numbers[:limit], _phrases(query))
        return Found(hits=hits, next=after if len(numbers) > limit else "", count=count)

    def _count(self, connection: Connection, query: SearchQuery) -> int:
        return len(self._newest(connection, query, below=None, limit=COUNTED + 1))

    # --- numbers of the index, which an archive's result has not (`retold.store.archive_search`)

    def _newest(self, connection: Connection, query: SearchQuery, *, below: int | None, limit: int) -> list[int]:
        return search_index.newest(connection, query, below=below, limit=limit)

    def _best(self, connection: Connection, query: SearchQuery, *, offset: int, limit: int) -> list[int]:
        return search_index.best(connection, query, offset=offset, limit=limit)

    def outlets(self, limit: int = 300) -> tuple[str, ...]:
        """Names of outlets, the first by name; for choosing from."""
        with self._transactions.reading() as connection:
            return tuple(connection.execute(_OUTLETS, {"limit": limit}).scalars())

    def uncompared(self, limit: int) -> tuple[str, ...]:
        """Ids of stories of which it isn't known what their articles changed, newest first."""
        with self._transactions.reading() as connection:
            found = connection.execute(_uncompared(_STORIES.id).limit(limit)).scalars().all()
            undated = select(_STORIES.id).where(_STORIES.compared == false(), _STORIES.newest.is_(None))
            rest = connection.execute(undated.limit(limit - len(found))).scalars().all()
        return (*found, *rest)

    def compared_behind(self) -> datetime | None:
        """When the newest of those stories has its newest article; None if of all it is known, or of none the time."""
        with self._transactions.reading() as connection:
            newest = connection.execute(_uncompared(_STORIES.newest).limit(1)).scalar()
        return None if newest is None else datetime.fromisoformat(newest)

    def compared_with(self, articles: Collection[str]) -> dict[str, str]:
        """Those of these articles that were compared with the one that they go back to: `Article.id` of both."""
        table, found = schema.changes.c, dict[str, str]()
        with self._transactions.reading() as connection:
            for some in parts(sorted(articles)):
                rows = connection.execute(select(table.article, table.other).where(table.article.in_(some)))
                found.update((row.article, row.other) for row in rows)
        return found

    def keep_changes(self, story: Story, found: Mapping[str, tuple[str, Sequence[NotedChange]]]) -> None:
        """Keep what articles (ids) changed, each in another one, in the place of what was kept of them.

        With that the story is done, unless it has got articles meanwhile.
        """
        self._transactions.write(lambda connection: _keep_changes(connection, story, found))


def _keep_changes(connection: Connection, story: Story, found: Mapping[str, tuple[str, Sequence[NotedChange]]]) -> None:
    stories, table = schema.stories, schema.changes
    same = (stories.c.id == story.id, stories.c.articles == len(story.articles))
    connection.execute(update(stories).where(*same).values(compared=True))
    for some in parts(sorted(found)):
        connection.execute(delete(table).where(table.c.article.in_(some)))
        rows = [row for article in some for row in _change_rows(article, *found[article])]
        connection.execute(insert(table), rows)
        search_index.put(connection, some)


def _change_rows(article: str, other: str, changes: Sequence[NotedChange]) -> list[dict[str, object]]:
    row = {"article": article, "other": other}
    if not changes:
        return [row | {"kind": "", "number": 0, "because": ""}]
    return [row | {"kind": one.kind, "number": one.number, "because": one.because} for one in changes]


def _place(before: str) -> int | None:
    if before and (not _PLACE.fullmatch(before) or int(before) >= 1 << 63):
        raise InputError(before, "no such place among what was found: begin at the first page")
    return int(before) if before else None


# --- what is shown of a hit


def _phrases(query: SearchQuery) -> tuple[Phrase, ...]:
    """What is marked in a passage."""
    typed = (phrase for either in terms(query.words).every for phrase in either)
    return tuple(phrase for phrase in (*typed, keys(query.actor)) if phrase)


def _hits(connection: Connection, numbers: Sequence[int], phrases: Sequence[Phrase]) -> tuple[Hit, ...]:
    """The articles of these numbers, in their order."""
    table, told = schema.articles.c, schema.followed
    positions = [search_index.position_of(number) for number in numbers]
    rows: dict[int, Row[Any]] = {}
    for some in parts(positions):
        query = (
            select(schema.articles, told.c.story)
            .select_from(schema.articles.outerjoin(told, told.c.article == table.id))
            .where(table.position.in_(some))
        )
        rows |= {row.position: row for row in connection.execute(query)}
    shown = [rows[position] for position in positions if position in rows]
    changes = _changes(connection, [row.id for row in shown])
    return tuple(_hit(row, phrases, changes[row.id]) for row in shown)


def _hit(row: Row[Any], phrases: Sequence[Phrase], changes: Sequence[NotedChange]) -> Hit:
    read = unpack(row.value, _Read)
    first, after = (datetime.fromisoformat(when) if when is not None else None for when in (row.earliest, row.latest))
    return Hit(
        article=row.id,
        title=row.title,
        outlet=row.outlet or row.input,
        language=row.language,
        published=Period(earliest=first, latest=after),
        precision=read.published.precision,
        url=row.url,
        story=row.story or "",
        snippet=snippet(read.text, phrases, start=read.body_start),
        changes=tuple(changes),
    )


def _changes(connection: Connection, articles: Collection[str]) -> dict[str, list[NotedChange]]:
    table, found = schema.changes.c, defaultdict[str, list[NotedChange]](list)
    for some in parts(articles):
        query = select(schema.changes).where(table.article.in_(some), table.kind != "").order_by(table.kind)
        for row in connection.execute(query):
            change = NotedChange(kind=row.kind, number=row.number, because=row.because, other=row.other)
            found[row.article].append(change)
    return found
