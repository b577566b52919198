"""Stores of another age: made, brought forward with what is in them, or refused."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text, update
from tests.store.made import ONE, PAGE, TWO, facts, page, story
from tests.store.rows import differences

from retold.errors import StoreError
from retold.records import pack
from retold.store import articles, open_store, schema, search_index, upgrading
from retold.store.kept import kept_story
from retold.store.postgres import PostgresDatabase
from retold.store.sqlite import SqliteDatabase
from retold.types import Correction, SearchQuery, StoryEvent, Word

OPENED = StoryEvent(kind="opened", story="a" * 16, articles=(ONE.id,), because=())
PARSE = {"Yes .": (Word(start=0, end=3, text="Yes", lemma="yes", pos="X", tag="X", dep="x", head=0),)}
SAID = Correction(number=1, kind="apart", articles=(ONE.id, TWO.id), by="Ann")


def database(place):
    return PostgresDatabase(place) if isinstance(place, str) else SqliteDatabase(place)


def make(place, revision):
    """An empty store as an older Retold made it."""
    at = database(place)
    config = upgrading._config()
    with at.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    at.engine.dispose()


def fill(place, revision, monkeypatch):
    """Rows in all the tables that this revision has."""
    monkeypatch.setattr(schema, "REVISION", revision)
    # Of words there was no index.
    monkeypatch.setattr(search_index, "put", lambda *_: None)
    with open_store(place) as store:
        store.keep(PAGE, ONE)
        store.keep(page(TWO), TWO)
        store._transactions.write(lambda connection: articles.keep_facts(connection, [facts(ONE)]))
        keep_numbered(store, story(ONE, TWO))
        if revision >= "0002":
            store.keep_step([ONE.id], [OPENED], {ONE.id: [7, 2**62]})
            store.correct(SAID)
        if revision >= "0003":
            store.keep_parses(PARSE, "p")
    monkeypatch.undo()


def keep_numbered(store, told):
    """A story as it was kept up to 0004: with its place among the others."""
    known = {article.id: article for article in told.articles}
    row = {"id": told.id, "headline": told.headline, "origins": len(told.origins), "position": 0}
    with store._database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            text("insert into stories values (:id, :position, :headline, :origins, :value)"),
            row | {"value": pack(kept_story(told, known))},
        )
        for position, article in enumerate(told.articles):
            connection.execute(
                text("insert into story_articles values (:story, :article, :position)"),
                {"story": told.id, "article": article.id, "position": position},
            )


def check(store, revision):
    """What `fill` wrote."""
    assert list(store.articles()) == [ONE, TWO]
    assert store.find(PAGE) == ONE
    assert store.facts(ONE) == facts(ONE)
    assert list(store.stories()) == [story(ONE, TWO)]
    if revision >= "0002":
        assert list(store.story_events()) == [OPENED]
        assert store.near([2**62]) == {ONE.id}
        assert store.corrections() == (SAID,)
    if revision >= "0003":
        assert store.parses(list(PARSE), "p") == PARSE


def test_the_migrations_make_the_schema(place):
    """A column added to one and not to the other would be found here."""
    with open_store(place) as store, store._database.engine.connect() as connection:
        assert differences(connection) == []


def test_the_newest_migration_is_the_one_that_is_asked_for():
    """Or new stores would be migrated at every opening."""
    assert ScriptDirectory.from_config(upgrading._config()).get_current_head() == schema.REVISION


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_an_older_store_is_brought_forward_with_all_that_is_in_it(empty_place, revision, monkeypatch):
    """And takes what only a new one can; of a file, a copy as it was is beside it."""
    make(empty_place, revision)
    fill(empty_place, revision, monkeypatch)
    with open_store(empty_place) as store:
        check(store, revision)
        store.keep_parses(PARSE, "p")
        assert store.add_tasks([]) == 0
        store.keep_step([TWO.id], [], {TWO.id: [7]})
        assert [article for article, _ in store.followed()][-1] == TWO
        found = store.search.find(SearchQuery(words="council voted", actor="the mayor")).hits
        assert [hit.article for hit in found] == [ONE.id]
        assert store.search.uncompared(9) == (story(ONE, TWO).id,)
        with store._database.engine.connect() as connection:
            assert upgrading.revision(connection) == schema.REVISION
            assert differences(connection) == []
    if not isinstance(empty_place, str):
        copy = empty_place.with_name(f"kept.sqlite.before-{schema.REVISION}")
        monkeypatch.setattr(schema, "REVISION", revision)
        with open_store(copy) as store:
            check(store, revision)


def test_facts_of_another_shape_are_found_anew(place):
    """Kept before actors were told apart, say."""
    with open_store(place) as store:
        store.keep(PAGE, ONE)
        store.keep_facts([facts(ONE)])
        with store._database.engine.execution_options(writes=True).begin() as connection:
            connection.execute(update(schema.facts).values(value=pack({"times": [], "statements": []})))
        assert store.facts(ONE) is None
        store.keep_facts([facts(ONE)])
        assert store.facts(ONE) == facts(ONE)


def test_a_second_copy_gets_another_name(quick_path):
    """The first is not written over; a store of today is not copied at all."""
    place = quick_path / "kept.sqlite"
    for _ in range(2):
        make(place, "0003")
        open_store(place).close()
        open_store(place).close()
        place.unlink()
    assert sorted(file.name for file in quick_path.iterdir()) == [
        f"kept.sqlite.before-{schema.REVISION}",
        f"kept.sqlite.before-{schema.REVISION}.2",
    ]


def test_a_migration_that_fails_changes_nothing(empty_place, monkeypatch):
    """Both databases migrate in one transaction."""
    make(empty_place, "0002")
    fill(empty_place, "0002", monkeypatch)
    at = database(empty_place)
    with at.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("create table tasks (number integer)"))
    at.engine.dispose()
    with pytest.raises(StoreError, match="holds tables of something else"):
        open_store(empty_place)
    monkeypatch.setattr(schema, "REVISION", "0002")
    with open_store(empty_place) as store:
        check(store, "0002")
        with store._database.engine.connect() as connection:
            assert upgrading.revision(connection) == "0002"


def test_a_store_of_a_newer_version_is_refused(place):
    """It says to upgrade, and makes no copy."""
    with open_store(place) as store, store._database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match="newer Retold: upgrade"):
        open_store(place)
    if not isinstance(place, str):
        assert [file.name for file in place.parent.iterdir()] == ["kept.sqlite"]


def test_a_store_that_is_not_there_is_not_made_unasked(empty_place):
    """`--store` with a typing error and no pages."""
    for _ in range(2):
        with pytest.raises(StoreError, match="no store at"):
            open_store(empty_place, create=False)
    assert isinstance(empty_place, str) or not empty_place.exists()
