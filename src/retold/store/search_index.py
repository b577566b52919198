"""The index of words by which articles are found: FTS5 in SQLite, a `tsvector` in PostgreSQL.

It holds nothing that isn't kept elsewhere and is made anew from that: so it is no part of `schema`, and isn't copied.
Its rows stand in the order in which they are shown, newest day first, of a day what was kept last: the number of a row
is its article's day and position. So neither order nor days need a look at another table, however common a word is.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, inspect, select, text

from retold.searching import Phrase, keys, terms
from retold.store import schema
from retold.types import SearchQuery

TABLE = "search_words"

_POSITION = 32
"""Bits of a row's number that are the article's position."""
_TITLE, _WORDS = 300, 16_000
"""Words of a title and of a text that count: PostgreSQL knows no places beyond 16,383."""
_SAMPLE = 2_000
"""Articles, the newest that are found, among which those that answer best come first."""
_AT_ONCE = 200
"""Articles that are in memory together."""
_GAP = "\u241e"
"""A word that no text has, so that no phrase reaches across it."""
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")

_SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5("
    # Words come as they are compared, with blanks between: beyond ASCII this one parts and changes nothing.
    "title, text, outlet, said, marks, content='', contentless_delete=1, tokenize='ascii')",
)
_POSTGRES = (
    f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
    f"CREATE INDEX ix_{TABLE}_words ON {TABLE} USING gin (words)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What is found of an article, as words that are compared."""

    number: int
    title: Phrase
    text: Phrase
    outlet: Phrase
    #: Who says something in it, and what.
    said: Phrase
    #: Kinds of change, and a mark that all have.
    marks: Phrase


def make(connection: Connection) -> None:
    """Make the index, empty."""
    for statement in _POSTGRES if _is_postgres(connection) else _SQLITE:
        connection.execute(text(statement))


def rebuild(connection: Connection) -> None:
    """Fill the empty index with all articles; nothing in a store of an age that had none."""
    if not inspect(connection).has_table(TABLE):
        return
    table = schema.articles.c
    rows = connection.execute(select(table.position, table.earliest), execution_options={"yield_per": 5_000})
    # In the order of their numbers FTS5 takes them in many times as fast.
    numbers = sorted(array("q", (_number(row.earliest, row.position) for row in rows)))
    for start in range(0, len(numbers), _AT_ONCE):
        positions = [position_of(number) for number in numbers[start : start + _AT_ONCE]]
        query = select(table.id).where(table.position.in_(positions))
        _add(connection, connection.execute(query).scalars().all())


def put(connection: Connection, ids: Collection[str]) -> None:
    """Index articles as they are kept now; those that have changed their day or their position are dropped before."""
    drop(connection, ids)
    _add(connection, ids)


def drop(connection: Connection, ids: Collection[str]) -> None:
    """Take articles out. Whoever else would index them waits, and then sees what they are by then."""
    table = schema.articles.c
    query = select(table.position, table.earliest).where(table.id.in_(ids)).order_by(table.id)
    rows = connection.execute(query.with_for_update(key_share=True))
    if numbers := [{"number": _number(row.earliest, row.position)} for row in rows]:
        connection.execute(text(f"DELETE FROM {TABLE} WHERE rowid = :number"), numbers)


def position_of(number: int) -> int:
    """The position of the article in a row of this number."""
    return number & (1 << _POSITION) - 1


def _number(earliest: str | None, position: int) -> int:
    day = _DAY.match(earliest or "")
    return (date(*map(int, day.groups())).toordinal() if day else 0) << _POSITION | position


# --- what is put in


def _add(connection: Connection, ids: Collection[str]) -> None:
    entries = sorted(_entries(connection, ids), key=lambda entry: entry.number)
    if not entries:
        return
    if _is_postgres(connection):
        into = f"INSERT INTO {TABLE} (rowid, words) VALUES (:number, CAST(:words AS tsvector))"
        connection.execute(text(into), [{"number": entry.number, "words": _vector(entry)} for entry in entries])
        return
    into = f"INSERT INTO {TABLE} (rowid, {', '.join(_FIELDS)}) VALUES (:number, :{', :'.join(_FIELDS)})"
    rows = [{"number": e.number} | {name: " ".join(getattr(e, name)) for name in _FIELDS} for e in entries]
    connection.execute(text(into), rows)


_FIELDS = ("title", "text", "outlet", "said", "marks")


def _entries(connection: Connection, ids: Collection[str]) -> Iterator[_Entry]:
    article, sentence, statement, change = schema.articles.c, schema.sentences.c, schema.statements.c, schema.changes.c
    texts, said, kinds = (defaultdict[str, list[str]](list) for _ in range(3))
    told = select(sentence.article, sentence.text).where(sentence.article.in_(ids))
    for name, words in connection.execute(told.order_by(sentence.article, sentence.index)):
        texts[name].append(words)
    spoken = select(statement.article, statement.source, statement.via, statement.content)
    for name, *words in connection.execute(spoken.where(statement.article.in_(ids))):
        said[name] += words
    for name, kind in connection.execute(select(change.article, change.kind).where(change.article.in_(ids))):
        kinds[name].append(kind)
    about = select(article.id, article.position, article.title, article.outlet, article.earliest)
    for row in connection.execute(about.where(article.id.in_(ids))):
        yield _Entry(
            number=_number(row.earliest, row.position),
            title=keys(row.title or "")[:_TITLE],
            text=keys(" ".join(texts[row.id]))[:_WORDS],
            outlet=keys(row.outlet or ""),
            said=_apart(said[row.id])[:_WORDS],
            marks=("all", *filter(None, kinds[row.id])),
        )


def _apart(texts: Iterable[str]) -> Phrase:
    return tuple(key for words in texts if words for key in (*keys(words), _GAP))


def _vector(entry: _Entry) -> str:
    """As PostgreSQL reads a `tsvector`: each word with its places; those of one field have its letter before them."""
    places: dict[str, list[str]] = {}
    for place, key in enumerate(entry.title, 1):
        places.setdefault(key, []).append(f"{place}A")
    for place, key in enumerate(entry.text, len(entry.title) + 2):
        places.setdefault(key, []).append(str(place))
    for field in ("outlet", "said", "marks"):
        for place, key in enumerate(getattr(entry, field), 1):
            places.setdefault(f"{field}:{key}", []).append(str(place))
    return " ".join(f"'{key}':{','.join(found)}" for key, found in places.items())


# --- what is asked


def newest(connection: Connection, query: SearchQuery, *, below: int | None, limit: int) -> list[int]:
    """Numbers of the articles that are found, newest first: those below a number, if one is given."""
    return _found(connection, _NEWEST, query, below=below, limit=limit)


def best(connection: Connection, query: SearchQuery, *, offset: int, limit: int) -> list[int]:
    """Numbers of those of the newest that answer best, after `offset` better ones."""
    return _found(connection, _BEST, query, below=None, limit=limit, offset=offset, sample=_SAMPLE)


_WHERE = {
    "sqlite": f"{TABLE} MATCH :asked AND rowid >= :low AND rowid < :high ORDER BY rowid DESC",
    "postgresql": "words @@ CAST(:asked AS tsquery) AND rowid >= :low AND rowid < :high ORDER BY rowid DESC",
}
_NEWEST = {name: f"SELECT rowid FROM {TABLE} WHERE {where} LIMIT :limit" for name, where in _WHERE.items()}
# A word of the title counts five times.
_SCORE = {"sqlite": f"bm25({TABLE}, 5)", "postgresql": "-ts_rank(words, CAST(:asked AS tsquery))"}
_BEST = {
    name: f"SELECT rowid FROM (SELECT rowid, {_SCORE[name]} AS score FROM {TABLE} WHERE {where} LIMIT :sample) AS found"
    " ORDER BY score, rowid DESC LIMIT :limit OFFSET :offset"
    for name, where in _WHERE.items()
}


def _found(
    connection: Connection, statement: Mapping[str, str], query: SearchQuery, *, below: int | None, **values: int
) -> list[int]:
    every, none = _asked(query)
    said = (_tsquery if _is_postgres(connection) else _match)(every, none)
    # Who asks for days wants none that are unknown.
    low = query.since.toordinal() if query.since else 1 if query.until else 0
    high = query.until.toordinal() + 1 if query.until else date.max.toordinal() + 1
    bounds = {"low": low << _POSITION, "high": high << _POSITION if below is None else min(below, high << _POSITION)}
    return list(
        connection.execute(text(statement[connection.dialect.name]), {"asked": said, **bounds, **values}).scalars()
    )


_Every = Sequence[tuple[str, Sequence[Phrase]]]
"""A field, and phrases of which one must be in it."""


def _asked(query: SearchQuery) -> tuple[_Every, Sequence[Phrase]]:
    """What must be there, and what may not be in title or text."""
    typed = terms(query.words)
    every = [("words", either) for either in typed.every]
    fields = (("outlet", keys(query.outlet)), ("said", keys(query.actor)), ("marks", keys(query.change or "")))
    every += [(field, (phrase,)) for field, phrase in fields if phrase]
    return every or [("marks", (("all",),))], typed.none


def _match(every: _Every, none: Sequence[Phrase]) -> str:
    """As FTS5 reads it: https://www.sqlite.org/fts5.html#full_text_query_syntax."""
    parts = [f"{_COLUMNS.get(field, field)} : ({_either(phrases)})" for field, phrases in every]
    without = f" NOT {_COLUMNS['words']} : ({_either(none)})" if none else ""
    return f"({' AND '.join(parts)}){without}"


_COLUMNS = {"words": "{title text}"}


def _either(phrases: Sequence[Phrase]) -> str:
    return " OR ".join(f'"{" ".join(phrase)}"' for phrase in phrases)


def _tsquery(every: _Every, none: Sequence[Phrase]) -> str:
    """As PostgreSQL reads it: https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY."""

    def either(field: str, phrases: Sequence[Phrase]) -> str:
        before = "" if field == "words" else f"{field}:"
        followed = (" <-> ".join(f"'{before}{key}'" for key in phrase) for phrase in phrases)
        return f"({' | '.join(f'({words})' for words in followed)})"

    parts = [either(*one) for one in every]
    return " & ".join([*parts, f"!{either('words', none)}"] if none else parts)


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
