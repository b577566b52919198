"""An article in the place of another, everywhere in a database: for pages that a later version reads in another way.

The other is no version of it and nothing new: what was built on it - its place in the stream, its story, the affairs
that it belongs to, what people said of it - passes over. What was told of it in an edition stays as it was told.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update

from retold.records import pack, unpack
from retold.store import articles, schema, search_index
from retold.store.upsert import insert
from retold.types import Affair, Article

#: Found anew from the article, or kept again by the next `keep_stories`.
_DROPPED = (
    (schema.facts, ("article",)),
    (schema.statements, ("article",)),
    (schema.sentences, ("article",)),
    (schema.links, ("a", "b")),
    (schema.changes, ("article", "other")),
    (schema.bands, ("article",)),
)
#: Pass over, each with what may name an article only once.
_PASSED: tuple[tuple[Table, str | None], ...] = (
    (schema.pages, None),
    (schema.placements, None),
    (schema.followed, ""),
    (schema.belongings, "affair"),
    (schema.entered, "affair"),
)


def put_in_place(connection: Connection, old: str, article: Article, signatures: Iterable[int]) -> None:
    """Let `article` stand where the article of the id `old` stood; `signatures` are its own."""
    # Its day or its position may change.
    search_index.drop(connection, [old, article.id])
    _put_in_place(connection, old, article, signatures)
    search_index.put(connection, [article.id])


def _put_in_place(connection: Connection, old: str, article: Article, signatures: Iterable[int]) -> None:
    if article.id == old:
        row = articles.row_of(article)
        connection.execute(update(schema.articles).where(schema.articles.c.id == old).values(**row))
        return
    table = schema.articles
    position = connection.execute(select(table.c.position).where(table.c.id == old)).scalar()
    was_there = connection.execute(select(table.c.position).where(table.c.id == article.id)).scalar() is not None
    articles.keep_article(connection, article)
    for passed, within in _PASSED:
        _pass(connection, passed, within, old, article.id)
    for dropped, columns in _DROPPED:
        connection.execute(delete(dropped).where(or_(*(dropped.c[column] == old for column in columns))))
    followed = schema.followed.c.article
    if connection.execute(select(followed).where(followed == article.id)).scalar() is not None:
        for signature in sorted(set(signatures)):
            row = {"key": signature, "article": article.id}
            connection.execute(insert(connection, schema.bands).values(row).on_conflict_do_nothing())
    _drop_stories(connection, old)
    _rename(connection, old, article.id)
    connection.execute(delete(table).where(table.c.id == old))
    if not was_there and position is not None:
        search_index.drop(connection, [article.id])
        connection.execute(update(table).where(table.c.id == article.id).values(position=position))


def _pass(connection: Connection, table: Table, within: str | None, old: str, new: str) -> None:
    named = table.c.article == old
    if within is not None:
        # Where the new one has its row already, the old one's goes.
        kept = table.alias()
        there = select(kept.c.article).where(kept.c.article == new)
        if within:
            there = there.where(kept.c[within] == table.c[within])
        connection.execute(delete(table).where(named, there.exists()))
    connection.execute(update(table).where(named).values(article=new))


def _drop_stories(connection: Connection, article: str) -> None:
    """Kept stories are what was made of articles once."""
    members = schema.story_articles.c
    names = connection.execute(select(members.story).where(members.article == article)).scalars().all()
    connection.execute(delete(schema.story_articles).where(members.story.in_(names)))
    connection.execute(delete(schema.stories).where(schema.stories.c.id.in_(names)))


def _rename(connection: Connection, old: str, new: str) -> None:
    """What people said names articles within values."""
    table = schema.corrections
    for row in connection.execute(select(table.c.number, table.c.articles)).all():
        named = unpack(row.articles, tuple[str, ...])
        if old in named:
            _set(connection, table, "number", row.number, articles=pack(_renamed(named, old, new)))
    table = schema.affairs
    for row in connection.execute(select(table.c.id, table.c.value)).all():
        affair = unpack(row.value, Affair)
        if old in affair.examples:
            affair = replace(affair, examples=_renamed(affair.examples, old, new))
            _set(connection, table, "id", row.id, value=pack(affair))


def _set(connection: Connection, table: Table, key: str, named: Any, **columns: object) -> None:  # noqa: ANN401
    connection.execute(update(table).where(table.c[key] == named).values(**columns))


def _renamed(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new if name == old else name for name in names))
