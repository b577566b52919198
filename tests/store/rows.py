"""Rows in every table of a store, whatever its columns are, and all that a store holds."""

from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, Float, Integer, LargeBinary, insert, select

from retold.store import database_at, schema, search_index

NOW = datetime(2025, 3, 4, 7, 30, 15, 123456, tzinfo=UTC)


def made(column, number):
    """A value of a column's type, another for each number."""
    kind = column.type
    if isinstance(kind, schema.Instant):
        return NOW.replace(microsecond=number)
    if isinstance(kind, LargeBinary):
        return bytes([0, 255, number]) * 5
    if isinstance(kind, Boolean):
        return bool(number % 2)
    if isinstance(kind, Float):
        return number / 3
    if isinstance(kind, Integer):
        return 10 * number
    return f"ä{number}“{column.name}"[: getattr(kind, "length", None) or 60]


def fill(place, rows=7):
    """Rows in every table, whatever its columns are."""
    opened = database_at(place)
    with opened.engine.execution_options(writes=True).begin() as connection:
        for table in schema.metadata.sorted_tables:
            for number in range(1, rows + 1):
                values = {c.name: _led(connection, c, number) for c in table.c}
                connection.execute(insert(table).values(values))
    opened.engine.dispose()


def _led(connection, column, number):
    for key in column.foreign_keys:
        found = connection.execute(select(key.column).order_by(key.column)).scalars().all()
        return found[number % len(found)] if not column.primary_key else found[number - 1]
    return made(column, number)


def held(place):
    """All that is in a store."""
    opened = database_at(place)
    try:
        with opened.engine.connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in schema.metadata.sorted_tables
            }
    finally:
        opened.engine.dispose()


def differences(connection):
    """Between the tables that are there and those that should be; the index of words is made by itself."""

    def compared(name, kind, _):
        return kind != "table" or not name.startswith(search_index.TABLE)

    return compare_metadata(MigrationContext.configure(connection, opts={"include_name": compared}), schema.metadata)
