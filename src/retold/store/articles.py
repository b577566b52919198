"""Pages, articles and what they say, in a database: each function works within a transaction that it is given.

SQL through SQLAlchemy Core, the same for every database. Nothing is decided here.
"""

import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from typing import Any, TypeVar

from msgspec import ValidationError
from sqlalchemy import Connection, FromClause, Row, Select, case, delete, func, select
from sqlalchemy import insert as plain_insert

from retold.errors import NoArticle
from retold.records import pack, unpack
from retold.store import schema, search_index
from retold.store.kept import KeptFacts, facts_of, kept_facts
from retold.store.upsert import insert
from retold.types import Article, Facts, KeptPage, Page

T = TypeVar("T")

#: Values in one query: SQLite takes 32,766, older ones 999.
_MOST = 900


def find(connection: Connection, page: Page) -> Article | NoArticle | None:
    """What this very page gave before."""
    row = connection.execute(
        select(schema.articles.c.value, schema.pages.c.reason)
        .select_from(schema.pages.outerjoin(schema.articles))
        .where(schema.pages.c.address == _address(page), schema.pages.c.sha256 == _digest(page))
    ).first()
    if row is None:
        return None
    return unpack(row.value, Article) if row.value is not None else NoArticle(page.input, row.reason)


def keep(connection: Connection, page: Page, read: Article | NoArticle) -> None:
    """Keep a page and what it gave."""
    if isinstance(read, Article):
        keep_article(connection, read)
    about = replace(page, content=b"")
    # Of most pages no more is known than stands in the columns.
    more = (
        {}
        if about == _told(page.input, _address(page), page.fetched_at, page.content_type)
        else {"evidence": pack(about)}
    )
    connection.execute(
        insert(connection, schema.pages)
        .values(
            **more,
            address=_address(page),
            sha256=_digest(page),
            input=page.input,
            fetched_at=schema.iso(page.fetched_at),
            content_type=page.content_type,
            content=zlib.compress(page.content),
            article=read.id if isinstance(read, Article) else None,
            reason=read.reason if isinstance(read, NoArticle) else None,
        )
        .on_conflict_do_nothing()
    )


def kept_pages(connection: Connection, *, after: int, limit: int) -> list[KeptPage]:
    """Pages numbered above `after`, in the order in which they were first kept."""
    table = schema.pages.c
    rows = connection.execute(select(schema.pages).where(table.id > after).order_by(table.id).limit(limit))
    return list(map(_kept_page, rows))


def newest_page(connection: Connection, address: str) -> KeptPage | None:
    """The page of an address that was kept last."""
    table = schema.pages.c
    row = connection.execute(select(schema.pages).where(table.address == address).order_by(table.id.desc())).first()
    return None if row is None else _kept_page(row)


def _kept_page(row: Row[Any]) -> KeptPage:
    fetched_at = datetime.fromisoformat(row.fetched_at) if row.fetched_at is not None else None
    about = (
        _told(row.input, row.address, fetched_at, row.content_type)
        if row.evidence is None
        else unpack(row.evidence, Page)
    )
    return KeptPage(number=row.id, page=replace(about, content=zlib.decompress(row.content)), article=row.article)


def _told(name: str, address: str, fetched_at: datetime | None, content_type: str | None) -> Page:
    """The page, without its bytes, as far as the columns tell."""
    url = address if address.startswith(("http://", "https://")) else None
    return Page(input=name, content=b"", url=url, fetched_at=fetched_at, content_type=content_type)


def articles(connection: Connection, ids: Collection[str] | None = None) -> Iterator[Article]:
    """All articles or those of these ids, in the order in which they were first kept."""
    table = schema.articles.c
    query = select(table.value).order_by(table.position)
    if ids is not None:
        wanted = [row for some in parts(sorted(ids)) for row in connection.execute(_placed(some))]
        yield from (unpack(row.value, Article) for row in sorted(wanted, key=lambda row: row.position))
        return
    # Whoever asks may stop before the last of them.
    with connection.execute(query, execution_options={"yield_per": 200}) as rows:
        for row in rows:
            yield unpack(row.value, Article)


def _placed(ids: Collection[str]) -> Select[tuple[int, bytes]]:
    table = schema.articles.c
    return select(table.position, table.value).where(table.id.in_(ids))


def waiting(connection: Connection, limit: int) -> Iterator[Article]:
    """Those that have not entered the stream, first kept first."""
    table, followed = schema.articles.c, schema.followed.c
    apart = schema.articles.outerjoin(schema.followed, table.id == followed.article)
    first = _first_waiting(connection, apart)
    if first is None:
        return
    query = select(table.value).select_from(apart).where(followed.article.is_(None), table.position >= first)
    for row in connection.execute(query.order_by(table.position).limit(limit)):
        yield unpack(row.value, Article)


def _first_waiting(connection: Connection, apart: FromClause) -> int | None:
    """The position of the first of them: they are counted, and looked for from the end on, where nearly all are."""
    table, followed = schema.articles.c, schema.followed.c
    entered = select(func.count(followed.article)).scalar_subquery()
    count = select((select(func.count(table.id)).scalar_subquery() - entered).label("number")).subquery().c.number
    if not connection.execute(select(count)).scalar():
        return None
    # In one query, since others keep articles and let them enter meanwhile.
    before = select(case((count > 0, count - 1), else_=0)).scalar_subquery()
    query = select(table.position).select_from(apart).where(followed.article.is_(None))
    return connection.execute(query.order_by(table.position.desc()).limit(1).offset(before)).scalar()


def parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Values in lists that one query can hold."""
    rest = iter(values)
    while some := list(islice(rest, _MOST)):
        yield some


def facts(connection: Connection, article: Article) -> Facts | None:
    """What an article says, if it was kept by this version of Retold."""
    table = schema.facts.c
    row = connection.execute(
        select(table.value).where(table.article == article.id, table.version == _facts_version(article))
    ).first()
    if row is None:
        return None
    try:
        kept = unpack(row.value, KeptFacts)
    except ValidationError:
        return None  # of another shape, from before this version: they are found anew
    return facts_of(kept, article)


def keep_facts(connection: Connection, found: Iterable[Facts]) -> None:
    """Keep what kept articles say."""
    # In one order, so that two writers of the same facts wait for each other instead of locking each other out.
    for one in sorted(found, key=lambda facts: facts.article.id):
        _keep_facts(connection, one)


def keep_article(connection: Connection, article: Article) -> None:
    """Keep an article, with its sentences, if it is new."""
    kept = connection.execute(
        insert(connection, schema.articles)
        .values(**row_of(article))
        .on_conflict_do_nothing()
        .returning(schema.articles.c.id)
    ).first()
    if kept is None:
        return
    if article.sentences:
        connection.execute(
            plain_insert(schema.sentences),
            [
                {
                    "article": article.id,
                    "index": s.index,
                    "start": s.start,
                    "end": s.end,
                    "role": s.role,
                    "text": s.text,
                }
                for s in article.sentences
            ],
        )
    search_index.put(connection, [article.id])


def row_of(article: Article) -> dict[str, object]:
    """What the columns hold of an article."""
    return {
        "id": article.id,
        "input": article.input,
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "language": article.language,
        "earliest": schema.iso(article.published.earliest),
        "latest": schema.iso(article.published.latest),
        "value": pack(article),
    }


def _keep_facts(connection: Connection, facts: Facts) -> None:
    article = facts.article.id
    value = pack(kept_facts(facts))
    row = {"version": _facts_version(facts.article), "value": value}
    # This row is held until the transaction ends, so that two writers don't mix their statements.
    connection.execute(
        insert(connection, schema.facts)
        .values(article=article, **row)
        .on_conflict_do_update(index_elements=["article"], set_=row)
    )
    connection.execute(delete(schema.statements).where(schema.statements.c.article == article))
    rows = [
        {
            "article": article,
            "position": position,
            "start": s.span.start,
            "end": s.span.end,
            "source": s.source.name,
            "source_kind": s.source.kind,
            "via": s.source.via,
            "cue": s.cue.text,
            "content": s.content.text,
        }
        for position, s in enumerate(facts.statements)
    ]
    if rows:
        connection.execute(plain_insert(schema.statements), rows)
        search_index.put(connection, [article])


def _address(page: Page) -> str:
    return page.url or page.input


def _digest(page: Page) -> str:
    return sha256(page.content).hexdigest()


def _facts_version(article: Article) -> str:
    """Facts hang on the program and on all that is known of the article: its date, whom it credits."""
    return f"{version('retold')} {sha256(pack(article)).hexdigest()}"
