"""Rows of made-up articles put into a store many at a time, past its functions: how `bench.sized` comes to a million.

What the store's functions would have kept of the same articles is kept, by the same columns; only it is not asked, row
by row, whether it is there already. What lies in the order of hashes (signatures, what was decided for affairs) is held
back and put in at the end, in that order: into an index that grows at its end, rather than all over.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from bench.made_store import Telling, _facts, _line, _story
from retold.config import DEFAULT
from retold.duplicates import shingles, signatures
from retold.records import pack
from retold.searching import keys
from retold.store import ledger, schema, search_index
from retold.store.articles import _facts_version, row_of
from retold.store.database import DatabaseStore
from retold.store.kept import KeptFacts, kept_story
from retold.store.schema import iso
from retold.types import Affair, Article, Facts, StoryEvent

_ROWS = 500_000
"""Of what was held back, that are in memory together as Python's values."""


class Bulk:
    """Puts articles and what is known of them into a store; for one thread."""

    def __init__(self, store: DatabaseStore, affairs: Sequence[Affair]) -> None:
        self._store = store
        self._affairs = affairs
        self._ids: list[str] = []
        #: Affair by place in `_ids`; -1 of none.
        self._of: list[int] = []
        self._signatures: list[NDArray[np.int64]] = []

    def put(self, part: Sequence[tuple[Telling, Article]], *, kept: bool = False) -> None:
        """Put articles and the stories that end with them; `kept` if the articles are kept already."""
        with _quick(self._store) as connection:
            if not kept:
                self._put_articles(connection, part)
            self._put_signatures(part)
            self._put_followed(connection, part)
            whole = {told.number: told for told, _ in part if not told.left}
            self._put_stories(connection, list(whole.values()))

    def end(self, open_: Iterable[Telling]) -> None:
        """Put stories that have not ended, and what was held back."""
        with _quick(self._store) as connection:
            self._put_stories(connection, list(open_))
            self._put_belongings(connection)
        for some in self._banded():
            with _quick(self._store) as connection:
                _put(connection, "bands", ["key", "article"], some)

    # --- one table after the other

    def _put_articles(self, connection: Connection, part: Sequence[tuple[Telling, Article]]) -> None:
        made = [article for _, article in part]
        rows = [row_of(article) for article in made]
        _put(connection, "articles", list(rows[0]), (tuple(row.values()) for row in rows))
        lines = ((a.id, s.index, s.start, s.end, s.role, s.text) for a in made for s in a.sentences)
        _put(connection, "sentences", ["article", "index", "start", "end", "role", "text"], lines)
        columns = ["address", "sha256", "input", "fetched_at", "content_type", "content", "article", "reason"]
        _put(connection, "pages", columns, map(_page_row, made))
        facts = {a.id: _facts(a) for told, a in part if told.affair is not None}
        self._put_facts(connection, list(facts.values()))
        self._put_words(connection, made, facts)

    def _put_facts(self, connection: Connection, found: Sequence[Facts]) -> None:
        rows = ((f.article.id, _facts_version(f.article), pack(KeptFacts((), f.statements, (), (), ()))) for f in found)
        _put(connection, "facts", ["article", "version", "value"], rows)
        columns = ["article", "position", "start", "end", "source", "source_kind", "via", "cue", "content"]
        said = (
            (
                f.article.id,
                place,
                s.span.start,
                s.span.end,
                s.source.name,
                s.source.kind,
                "",
                s.cue.text,
                s.content.text,
            )
            for f in found
            for place, s in enumerate(f.statements)
        )
        _put(connection, "statements", columns, said)

    def _put_words(self, connection: Connection, made: Sequence[Article], facts: dict[str, Facts]) -> None:
        last = connection.execute(text("SELECT max(position) FROM articles")).scalar() or 0
        entries = []
        for place, article in enumerate(made, last - len(made) + 1):
            said = facts[article.id].statements if article.id in facts else ()
            entries.append(
                search_index._Entry(
                    number=search_index._number(iso(article.published.earliest), place),
                    title=keys(article.title or "")[: search_index._TITLE],
                    text=keys(article.text)[: search_index._WORDS],
                    outlet=keys(article.outlet or ""),
                    said=search_index._apart(word for s in said for word in (s.source.name, s.content.text)),
                    marks=("all",),
                )
            )
        entries.sort(key=lambda entry: entry.number)
        if connection.dialect.name == "postgresql":
            rows = ((e.number, search_index._vector(e)) for e in entries)
            _put(connection, search_index.TABLE, ["rowid", "words"], rows)
            return
        fields = search_index._FIELDS
        _put(connection, search_index.TABLE, ["rowid", *fields],
             ((e.number, *(" ".join(getattr(e, name)) for name in fields)) for e in entries))  # fmt: skip

    def _put_signatures(self, part: Sequence[tuple[Telling, Article]]) -> None:
        grouping = DEFAULT.grouping
        found = signatures([shingles(a.text, size=grouping.shingle) for _, a in part], config=grouping)
        self._signatures += [np.unique(np.fromiter(one, np.int64)) for one in found]
        self._ids += [article.id for _, article in part]
        self._of += [-1 if told.affair is None else told.affair for told, _ in part]

    def _put_followed(self, connection: Connection, part: Sequence[tuple[Telling, Article]]) -> None:
        _put(connection, "followed", ["article", "story"], ((article.id, told.id) for told, article in part))
        events = (
            StoryEvent(kind="opened" if a is told.articles[0] else "joined", story=told.id, articles=(a.id,),
                       because=("shares its words",))
            for told, a in part
        )  # fmt: skip
        rows = ((event.kind, event.story, event.other, pack(event)) for event in events)
        _put(connection, "story_events", ["kind", "story", "other", "value"], rows)

    def _put_stories(self, connection: Connection, whole: Sequence[Telling]) -> None:
        _put(connection, "stories", [column.name for column in schema.stories.columns], map(_story_row, whole))
        told = ((one.id, a.id, place) for one in whole for place, a in enumerate(one.articles))
        _put(connection, "story_articles", ["story", "article", "position"], told)
        for one in whole:
            if one.affair is not None:
                story, affair = _story(one), self._affairs[one.affair]
                lines = [_line(article, story, affair) for article in story.articles[:3]]
                ledger._enter(connection, affair.id, lines, [article.id for article in story.articles])

    def _put_belongings(self, connection: Connection) -> None:
        because = pack(("has its words",))
        of = dict(zip(self._ids, self._of, strict=True))
        ordered = sorted(self._ids)
        rows = (
            (affair.id, article, bool(of[article] == number), because, "", None)
            for number, affair in sorted(enumerate(self._affairs), key=lambda one: one[1].id)
            for article in ordered
        )
        _put(connection, "belongings", ["affair", "article", "belongs", "because", "by", "at"], rows)

    def _banded(self) -> Iterator[list[tuple[int, str]]]:
        """Signatures and their articles, in the order of the signatures, some at a time."""
        key = np.concatenate(self._signatures)
        article = np.repeat(np.arange(len(self._ids), dtype=np.int32), [len(one) for one in self._signatures])
        self._signatures.clear()
        order = np.argsort(key, kind="stable")
        key, article = key[order], article[order]
        for start in range(0, len(key), _ROWS):
            places = article[start : start + _ROWS].tolist()
            ids = (self._ids[place] for place in places)
            yield list(zip(key[start : start + _ROWS].tolist(), ids, strict=True))


def _page_row(article: Article) -> tuple[object, ...]:
    """A page of nothing but the text."""
    content, fetched = article.text.encode(), None
    digest = sha256(content).hexdigest()
    return article.url, digest, article.input, fetched, None, zlib.compress(content), article.id, None


def _story_row(told: Telling) -> tuple[object, ...]:
    story = _story(told)
    dates = [a.published.earliest for a in story.articles if a.published.earliest]
    value = pack(kept_story(story, {a.id: a for a in story.articles}))
    count = len(story.articles)
    outlets = len({a.outlet for a in story.articles})
    row = {
        "id": story.id, "headline": story.headline, "origins": len(story.origins), "value": value,
        "newest": iso(max(dates, default=None)), "language": "en", "articles": count, "outlets": outlets,
        "compared": count < 2,
    }  # fmt: skip
    return tuple(row[column.name] for column in schema.stories.columns)


# --- the database


@contextmanager
def _quick(store: DatabaseStore) -> Iterator[Connection]:
    """A transaction that no power cut need survive."""
    engine = store._transactions._engine
    with engine.execution_options(writes=True).connect() as connection:
        postgres = connection.dialect.name == "postgresql"
        if not postgres:
            _outside(connection, "PRAGMA synchronous=OFF", "PRAGMA cache_size=-1000000", "PRAGMA foreign_keys=OFF")
        with connection.begin():
            if postgres:
                connection.execute(text("SET LOCAL synchronous_commit = off"))
            yield connection
        if not postgres:
            _outside(connection, "PRAGMA synchronous=FULL", "PRAGMA cache_size=-2000", "PRAGMA foreign_keys=ON")


def _outside(connection: Connection, *commands: str) -> None:
    """Carry commands out that do nothing within a transaction."""
    for command in commands:
        connection.connection.driver_connection.execute(command)  # type: ignore[union-attr]


def _put(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
