"""What pages show of stories and articles, a page at a time, in a database. Nothing is decided here."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from retold.errors import InputError
from retold.records import unpack
from retold.store import schema
from retold.store.articles import parts
from retold.store.kept import KeptStory
from retold.store.transactions import Transactions
from retold.types import Article, ArticlePlace, ArticleSummary, Link, LinkHere, Period, Retelling, StorySummary

_STORIES, _ARTICLES = schema.stories.c, schema.articles.c
_LINE = (
    _STORIES.id,
    _STORIES.headline,
    _STORIES.language,
    _STORIES.newest,
    _STORIES.articles,
    _STORIES.outlets,
    _STORIES.origins,
)
_NAMES = 4
"""Outlets that a line of a list names."""
_FIRST = 24
"""Articles of a story among which they are looked for."""
_SMALL = 1_000
"""Articles of an affair up to which all of its stories are looked up, and not each story's affairs."""
_CURSOR = re.compile(r"([0-9T:.-]{19,26}Z|)~([0-9a-f]{16})")


class ReadingRows:
    """Stories as lines of a list, and articles among the others of their stories."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def stories(
        self, *, affair: str | None = None, several: bool = False, before: str = "", limit: int = 30
    ) -> tuple[tuple[StorySummary, ...], str]:
        """Stories, newest first and those without a date last, and the `before` of the next page; "" if it is the last.

        `affair` (id) leaves those of which an article belongs to it, `several` those of several outlets. Raises
        `InputError` for a `before` that was never given.
        """
        with self._transactions.reading() as connection:
            asked = _asked(connection, affair, several)
            rows = list(_page(connection, asked, _place(before), limit + 1))
            found = _summaries(connection, rows[:limit])
        return found, _cursor(rows[limit - 1]) if len(rows) > limit else ""

    def summaries(self, ids: Collection[str]) -> dict[str, StorySummary]:
        """The stories to which these ids lead now, by the id; what leads to none is left out."""
        redirects, into = schema.story_redirects.c, dict(zip(ids, ids, strict=True))
        with self._transactions.reading() as connection:
            for some in parts(ids):
                query = select(redirects.story, redirects.into).where(redirects.story.in_(some))
                into |= {row.story: row.into for row in connection.execute(query)}
            rows: list[Row[Any]] = []
            for some in parts(set(into.values())):
                rows += connection.execute(select(*_LINE).where(_STORIES.id.in_(some)))
            found = {story.id: story for story in _summaries(connection, rows)}
        return {i: found[now] for i, now in into.items() if now in found}

    def article(self, article: str) -> ArticlePlace | None:
        """An article (id) and its place among others; None if there is none."""
        with self._transactions.reading() as connection:
            value = connection.execute(select(_ARTICLES.value).where(_ARTICLES.id == article)).scalar()
            if value is None:
                return None
            own = schema.story_articles.c
            told: Select[Any] = select(*_LINE, _STORIES.value).join_from(schema.stories, schema.story_articles)
            row = connection.execute(told.where(own.article == article)).first()
            if row is None:
                return ArticlePlace(
                    article=unpack(value, Article), story=None, origin="", because=(), retellings=(), links=()
                )
            return _placed(connection, unpack(value, Article), row)


# --- lines of a list


def _asked(connection: Connection, affair: str | None, several: bool) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [_STORIES.outlets > 1] if several else []
    if affair is not None:
        belongs, told = schema.belongings.c, schema.story_articles.c
        own = select(belongs.article).where(belongs.affair == affair, belongs.belongs == true())
        # Of a large affair the next stories that belong are soon met; a small one is soon known whole.
        if connection.execute(own.offset(_SMALL).limit(1)).first() is None:
            asked.append(_STORIES.id.in_(select(told.story).where(told.article.in_(own))))
        else:
            within = select(func.min(told.story)).where(told.story == _STORIES.id)
            first = within.where(own.where(belongs.article == told.article).exists())
            # Not `EXISTS`: PostgreSQL would look at all of the affair's stories before the first.
            asked.append(first.scalar_subquery().is_not(None))
    return asked


def _page(
    connection: Connection, asked: list[ColumnElement[bool]], place: tuple[str, str] | None, limit: int
) -> Iterator[Row[Any]]:
    """Rows after a place: first those with a date, then those without, each in the order of the index."""
    query: Select[Any] = select(*_LINE).where(*asked)
    left = limit
    if place is None or place[0]:
        for row in connection.execute(_dated(query, place).limit(left)):
            left -= 1
            yield row
        place = None
    if left:
        undated = query.where(_STORIES.newest.is_(None)).order_by(_STORIES.id.desc())
        yield from connection.execute((undated if place is None else undated.where(_STORIES.id < place[1])).limit(left))


def _dated(query: Select[Any], place: tuple[str, str] | None) -> Select[Any]:
    newest, ordered = _STORIES.newest, query.where(_STORIES.newest.is_not(None))
    if place is not None:
        day, story = place
        # The first follows from the second, and lets the index be used.
        ordered = ordered.where(newest <= day, or_(newest < day, and_(newest == day, _STORIES.id < story)))
    return ordered.order_by(newest.desc(), _STORIES.id.desc())


def _summaries(connection: Connection, rows: Iterable[Row[Any]]) -> tuple[StorySummary, ...]:
    lines = [row._mapping for row in rows]
    names = _names(connection, [line["id"] for line in lines])
    return tuple(
        StorySummary(
            **{column.name: line[column.name] for column in _LINE} | {"newest": _when(line["newest"])},
            names=names.get(line["id"], ()),
        )
        for line in lines
    )


def _names(connection: Connection, stories: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The first outlets of each story."""
    told = schema.story_articles.c
    found: dict[str, dict[str, None]] = {}
    for some in parts(stories):
        query = (
            select(told.story, _ARTICLES.outlet, _ARTICLES.input)
            .join_from(schema.story_articles, schema.articles)
            .where(told.story.in_(some), told.position < _FIRST)
            .order_by(told.story, told.position)
        )
        for row in connection.execute(query):
            found.setdefault(row.story, {})[row.outlet or row.input] = None
    return {story: tuple(names)[:_NAMES] for story, names in found.items()}


def _cursor(row: Row[Any]) -> str:
    """The place of a row in the list. A plus sign would be a blank in an address."""
    return f"{(row.newest or '').replace('+00:00', 'Z')}~{row.id}"


def _place(before: str) -> tuple[str, str] | None:
    if not before:
        return None
    found = _CURSOR.fullmatch(before)
    if found is None:
        raise InputError(before, "no such place in the list: begin at its first page")
    return found[1].replace("Z", "+00:00"), found[2]


# --- an article among others


def _placed(connection: Connection, article: Article, row: Row[Any]) -> ArticlePlace:
    kept = unpack(row.value, KeptStory)
    own = article.id
    origin = next(origin for origin in kept.origins if own in origin.articles)
    kin = {d.b if d.a == own else d.a: d for d in kept.derivations if own in (d.a, d.b)}
    version = {r.a: "earlier" for r in kept.revisions if r.b == own}
    version |= {r.b: "later" for r in kept.revisions if r.a == own}
    dated = {better.id: better.published for better in kept.redated}
    others = {
        i: other if i not in dated else replace(other, published=_period(dated[i].earliest, dated[i].latest))
        for i, other in _articles(connection, row.id).items()
    }
    return ArticlePlace(
        article=next((better for better in kept.redated if better.id == own), article),
        story=_summaries(connection, [row])[0],
        origin=origin.name,
        because=origin.because,
        retellings=tuple(
            Retelling(article=other, derivation=kin.get(i), version=version.get(i, ""))
            for i, other in others.items()
            if i != own
        ),
        links=tuple(sorted(_links(connection, own, others), key=lambda link: (link.sentence, link.article.name))),
    )


def _articles(connection: Connection, story: str) -> dict[str, ArticleSummary]:
    """The articles of a story, by id, in its order."""
    told = schema.story_articles.c
    columns = (_ARTICLES.id, _ARTICLES.outlet, _ARTICLES.input, _ARTICLES.title, _ARTICLES.language)
    query = (
        select(*columns, _ARTICLES.earliest, _ARTICLES.latest)
        .join_from(schema.story_articles, schema.articles)
        .where(told.story == story)
        .order_by(told.position)
    )
    return {
        row.id: ArticleSummary(
            id=row.id,
            name=row.outlet or row.input,
            title=row.title,
            language=row.language,
            published=_period(_when(row.earliest), _when(row.latest)),
        )
        for row in connection.execute(query)
    }


def _links(connection: Connection, own: str, others: dict[str, ArticleSummary]) -> Iterator[LinkHere]:
    table = schema.links.c
    query = select(table.a, table.b, table.value)
    for row in connection.execute(query.where(or_(table.a == own, table.b == own))):
        other = others.get(row.b if row.a == own else row.a)
        if other is not None:
            link = unpack(row.value, Link)
            here, there = (link.a, link.b) if row.a == own else (link.b, link.a)
            yield LinkHere(sentence=here[0], article=other, there=there[0], kind=link.kind)


def _period(earliest: datetime | None, latest: datetime | None) -> Period:
    return Period(earliest=earliest, latest=latest)


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
