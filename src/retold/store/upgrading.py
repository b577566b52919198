"""Bringing a database to the newest schema: made if it is empty, migrated if it is older, refused if it is newer."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from retold.errors import StoreError
from retold.store import schema

if TYPE_CHECKING:
    from alembic.config import Config

    from retold.store.transactions import Database


def bring_up_to_date(database: "Database", *, create: bool) -> None:
    """Make or migrate the tables, unless they are of today. Raises `StoreError` for what can't be brought there."""
    if not create and not database.is_there():
        raise StoreError(absent(database))
    try:
        with database.engine.connect() as connection:
            found = revision(connection)
        if found == schema.REVISION:
            return
        if found is None and not create:
            raise StoreError(absent(database))
        if found is not None:
            check_known(found, database.name)
            database.copy_before(schema.REVISION)
        with database.engine.execution_options(writes=True).begin() as connection:
            database.lock_schema(connection)
            upgrade(connection)
    except (DBAPIError, OSError) as error:
        raise StoreError(database.why(error)) from error


def revision(connection: Connection) -> str | None:
    """The migration that a database is at; None if it holds no store."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def check_known(revision: str, name: str) -> None:
    """Raise `StoreError` if a store is at a migration that this version of Retold doesn't know."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(_config()).get_revision(revision)
    except CommandError as error:
        raise StoreError(f"{name} was written by a newer Retold: upgrade Retold, or name another --store") from error


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Make or migrate the tables within the transaction of a connection that has locked them."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "retold.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def absent(database: "Database") -> str:
    """What to say where there is no store."""
    return f"no store at {database.name}: name some pages to start one, or another --store"
