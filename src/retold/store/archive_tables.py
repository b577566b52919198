"""An archive's result as the tables of a store: DuckDB in memory, with views of the Parquet parts.

In memory are only the empty tables of what a result has none of, and, of each article, some 70 bytes: its number, its
day and its place in its story. All else is read from the parts when it is asked for.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any

import duckdb
from sqlalchemy import BigInteger, Boolean, Float, Integer, LargeBinary, Table

from retold.errors import StoreError
from retold.records import pack
from retold.store import schema
from retold.types import Link

Parts = Mapping[str, Sequence[str]]
"""The name of a table -> paths of its parts."""

ARTICLES = "archived_articles"
"""The articles as they stand in the parts; they have a number in `PLACES`."""
PLACES = "archived_places"
"""Position, day (as `date.toordinal` counts, 0 where it isn't known), id, story (null for none), place in it."""

_NEEDED = ("articles", "stories", "facts", "statements", "links")
_AGAIN = "name the folder that `retold archive --out` wrote, or run that again"
#: Python's `isoformat` of an instant, as `schema.iso` keeps it. DuckDB's own text of one hangs on its time zone.
_ISO = """CREATE MACRO iso(instant) AS CASE WHEN epoch_us(instant) % 1000000 = 0
    THEN strftime(make_timestamp(epoch_us(instant)), '%Y-%m-%dT%H:%M:%S+00:00')
    ELSE strftime(make_timestamp(epoch_us(instant)), '%Y-%m-%dT%H:%M:%S.%f+00:00') END"""
_DAY = "coalesce(date_diff('day', DATE '0001-01-01', CAST(make_timestamp(epoch_us(earliest)) AS DATE)) + 1, 0)"
_PLACES = f"""CREATE TABLE {PLACES} AS
    SELECT numbered.position, numbered.day, numbered.id, told.story, told.place
    FROM (SELECT CAST(row_number() OVER () AS INTEGER) AS position, CAST({_DAY} AS INTEGER) AS day, id
        FROM {ARTICLES}) AS numbered
    LEFT JOIN (SELECT id AS story, unnest(articles) AS article, generate_subscripts(articles, 1) - 1 AS place
        FROM archived_stories) AS told ON told.article = numbered.id"""
_VIEWS = {
    "articles": f"""SELECT places.position, own.id, input, url, outlet, title, language, iso(earliest) AS earliest,
        iso(latest) AS latest, value FROM {PLACES} AS places JOIN {ARTICLES} AS own ON own.id = places.id""",
    "story_articles": f"SELECT story, id AS article, place AS position FROM {PLACES} WHERE story IS NOT NULL",
    "followed": f"SELECT position, id AS article, coalesce(story, '') AS story FROM {PLACES}",
    # Nothing waits to be compared.
    "stories": """SELECT id, headline, origins, value, iso(newest) AS newest, language, len(articles) AS articles,
        outlets, true AS compared FROM archived_stories""",
    # `retold.store.parquet` looks them up by the article alone.
    "facts": "SELECT article, '' AS version, value FROM archived_facts",
    "statements": """SELECT article, position, start, "end", source, source_kind, via, cue, content
        FROM archived_statements""",
    # What differs within a link isn't in the result.
    "links": """SELECT file_row_number AS id, a, b, kind, similarity, moved, false AS matters,
        packed_link(a_sentences, b_sentences, kind, similarity, moved) AS value FROM archived_links""",
}


def parts_of(folder: Path) -> Parts:
    """The parts that the manifest of a result names. Raises `StoreError` if they can't be read by this Retold."""
    manifest = folder / "manifest.json"
    if not folder.is_dir():
        raise StoreError(f"no folder {folder}: {_AGAIN}")
    try:
        told = json.loads(manifest.read_bytes())
        parts = {str(name): [str(folder / part) for part in own] for name, own in told["tables"].items()}
        wrote = str(told["retold"])
    except FileNotFoundError as error:
        raise StoreError(f"no manifest.json in {folder}, so it holds no whole result: {_AGAIN}") from error
    except OSError as error:
        raise StoreError(f"{manifest} can't be read ({error.strerror}): check who owns it") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{manifest} is not a manifest of `retold archive`: {_AGAIN}") from error
    if wrote != version("retold"):
        step = f"install retold=={wrote}, or run `retold archive` again with this one"
        raise StoreError(f"{folder} was written by Retold {wrote}, and this is {version('retold')}: {step}")
    empty = next((name for name in ("articles", "stories") if not parts.get(name)), None)
    if empty is not None:
        raise StoreError(f"{folder} holds no {empty}: its table `quarantine` says why of each page, or {_AGAIN}")
    missing = [part for own in parts.values() for part in own if not Path(part).is_file()]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise StoreError(f"no {missing[0]}{more}, which the manifest names: copy the whole folder, or {_AGAIN}")
    return parts


def opened(parts: Parts) -> duckdb.DuckDBPyConnection:
    """The database of these parts. Raises `duckdb.Error` for what can't be read."""
    # No extension is fetched, and what has no room in memory doesn't go into the folder where one stands.
    settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    root = duckdb.connect(config={**settings, "temp_directory": f"{tempfile.gettempdir()}/retold-{token_hex(8)}"})
    try:
        _make(root, parts)
    except BaseException:
        root.close()
        raise
    return root


def _make(root: duckdb.DuckDBPyConnection, parts: Parts) -> None:
    root.execute(_ISO)
    root.create_function(
        "packed_link", _packed_link, ["INTEGER[]", "INTEGER[]", "VARCHAR", "DOUBLE", "BOOLEAN"], "BLOB"
    )
    there = {name for name in _NEEDED if parts.get(name)}
    for name in there:
        files = ", ".join(map(_quoted, parts[name]))
        root.execute(f"CREATE VIEW archived_{name} AS SELECT * FROM read_parquet([{files}], file_row_number = true)")
    root.execute(_PLACES)
    for table in schema.metadata.sorted_tables:
        is_there = table.name in _VIEWS and (table.name not in _NEEDED or table.name in there)
        root.execute(f"CREATE VIEW {table.name} AS {_VIEWS[table.name]}" if is_there else _made(table))
    # Forms are signed for as long as the result is open; there is nobody to whom a letter went.
    root.execute("INSERT INTO secrets VALUES ('forms', ?)", [token_bytes(32)])
    root.execute("CREATE TABLE alembic_version AS SELECT ? AS version_num", [schema.REVISION])


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"


def _made(table: Table) -> str:
    columns = ", ".join(f'"{column.name}" {_kind(column.type)}' for column in table.columns)
    return f"CREATE TABLE {table.name} ({columns})"


_KINDS = ((Boolean, "BOOLEAN"), (BigInteger, "BIGINT"), (Integer, "BIGINT"), (Float, "DOUBLE"), (LargeBinary, "BLOB"))


def _kind(column: Any) -> str:  # noqa: ANN401 - of SQLAlchemy's types, each with its own parameter
    own = getattr(column, "impl", column)
    return next((name for kind, name in _KINDS if isinstance(own, kind)), "VARCHAR")


def _packed_link(a: list[int], b: list[int], kind: Any, similarity: float, moved: bool) -> bytes:  # noqa: ANN401
    return pack(Link(a=tuple(a), b=tuple(b), kind=kind, similarity=similarity, moved=moved, changes=()))
