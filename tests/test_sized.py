"""A store that is filled many articles at a time holds what the store's own functions would have kept."""

from itertools import islice

import pytest
from bench.bulk import Bulk
from bench.made_store import _affairs, _keep, _know, _story, tellings
from sqlalchemy import text

from retold.config import DEFAULT
from retold.duplicates import shingles, signatures
from retold.store import open_store, schema
from retold.types import SearchQuery

#: With rows that `bench.made_store` leaves out, or that hold when they were made.
_OTHERS = {"bands", "renderings"}


@pytest.fixture(scope="module")
def made():
    return list(tellings(150))


def test_both_hold_the_same(made, tmp_path):
    """Row for row, and what is found by words."""
    with open_store(tmp_path / "a.sqlite") as bulky, open_store(tmp_path / "b.sqlite") as slow:
        bulk = Bulk(bulky, _affairs(bulky))
        bulk.put(made)
        bulk.end([])
        affairs = _affairs(slow)
        slow._transactions.write(lambda connection: _keep(connection, made))
        told = list({told.number: told for told, _ in made}.values())
        _know(slow, affairs, [_story(one) for one in told], [one.affair for one in told])
        for table in schema.metadata.sorted_tables:
            if table.name not in _OTHERS:
                assert _rows(bulky, table.name) == _rows(slow, table.name), table.name
        for words in ("the", made[0][1].sentences[1].text.split()[0], made[3][1].title):
            found = [store.search.find(SearchQuery(words=words), limit=50).hits for store in (bulky, slow)]
            assert found[0] == found[1]
        assert found[0]


def test_articles_are_found_by_their_signatures(tmp_path):
    """Stories are whole, nothing waits, and no story is out of date."""
    with open_store(tmp_path / "a.sqlite") as store:
        bulk = Bulk(store, _affairs(store))
        coming = tellings(150)
        while part := list(islice(coming, 50)):
            bulk.put(part)
            article = part[7][1]
        bulk.end([])
        own = signatures([shingles(article.text, size=DEFAULT.grouping.shingle)], config=DEFAULT.grouping)[0]
        assert article.id in store.near(own)
        assert (list(store.waiting(9)), store.stale_stories()) == ([], frozenset())


def _rows(store, table):
    """All rows, without the numbers that are given in the order in which they come."""
    with store._transactions.reading() as connection:
        rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings().all()
    numbered = ("id", "number", "position") if table in {"followed", "story_events", "ledger", "pages"} else ()
    return sorted(str({name: value for name, value in row.items() if name not in numbered}) for row in rows)
