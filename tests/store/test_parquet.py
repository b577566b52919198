"""An archive's result as a store: what is read of it is what a store of the same pages has, and nothing is changed."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("duckdb", reason="duckdb isn't installed: pip install 'retold[batch]'")
pytest.importorskip("pyarrow", reason="pyarrow isn't installed: pip install 'retold[batch]'")

import duckdb
from sqlalchemy import select
from tests.store import archived

from retold import service
from retold.errors import InputError, MissingPart, OnlyForLooking, StoreError
from retold.searching import keys
from retold.store import backup, open_store, restore, schema
from retold.store.archive_words import FOREIGN, patterns
from retold.testing import make_article
from retold.types import Link, Page, SearchQuery, Task

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> Path:
    """The folder of a result."""
    return archived.write(tmp_path_factory.mktemp("archived") / "it's [a] result*", archived.examples())


@pytest.fixture(scope="module")
def store(result):
    """It, opened."""
    with open_store(f"parquet:{result}") as opened:
        yield opened


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store in SQLite of the same."""
    place = tmp_path_factory.mktemp("kept") / "kept.sqlite"
    archived.keep(place, archived.examples())
    with open_store(place) as opened:
        yield opened


# --- what is read


def test_articles_and_stories_are_those_of_a_store(store, kept):
    """Whole, and in the same order."""
    assert list(store.articles()) == list(kept.articles())
    assert list(store.stories()) == list(kept.stories())
    some = [story.id for story in kept.stories()][:3]
    assert list(store.stories(some)) == list(kept.stories(some))
    assert [(a.id, story) for a, story in store.followed()] == [(a.id, story) for a, story in kept.followed()]
    assert store.overviews.size() == kept.overviews.size()
    assert store.overviews.story_ids() == kept.overviews.story_ids()


def test_lists_are_those_of_a_store(store, kept):
    """Page after page."""
    for several in (False, True):
        assert store.reading.stories(several=several) == kept.reading.stories(several=several)
    before, found = None, []
    while before != "":
        page = store.reading.stories(before=before or "", limit=2)
        assert page == kept.reading.stories(before=before or "", limit=2)
        some, before = page
        found += some
    assert len(found) == len(archived.examples().stories)


def test_each_article_has_its_place_and_its_facts(store, kept):
    """With links into the others, and what it says, also where its story dated it better."""
    for article in archived.examples().articles:
        place = store.reading.article(article.id)
        assert place == kept.reading.article(article.id)
        assert store.facts(place.article) == kept.facts(place.article)
    assert store.reading.article("0" * 16) is None
    assert store.facts(make_article("Nobody kept this.")) is None


def test_statements_and_links_have_the_columns_of_a_store(store, kept):
    """For whoever reads the tables."""
    for table, order in ((schema.statements, ("article", "position")), (schema.story_articles, ("story", "position"))):
        query = select(table).order_by(*(table.c[name] for name in order))
        with store._transactions.reading() as ours, kept._transactions.reading() as theirs:
            assert ours.execute(query).all() == theirs.execute(query).all()
    a, b = next(pair for links in archived.examples().links.values() for pair, found in links.items() if found)
    one, other = store.articles([a, b])
    one, other = (one, other) if one.id == a else (other, one)
    plain = tuple(replace(link, changes=()) for link in kept.links(one, other))
    assert store.links(one, other) == plain
    assert plain
    assert all(isinstance(link, Link) for link in plain)


def test_instants_are_kept_to_the_microsecond(tmp_path):
    """As a store keeps them, before 1970, too."""
    days = [datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC), datetime(2020, 2, 29, 1, 2, 3, 450_000, tzinfo=UTC)]
    made = [make_article(f"It was day {n}.", published=day, name=str(n)) for n, day in enumerate(days)]
    exact = zip(made, days, strict=True)
    articles = [replace(a, published=replace(a.published, earliest=day)) for a, day in exact]
    given = archived.told([*articles, make_article("Nobody knows when.", name="undated")])
    archived.keep(tmp_path / "kept.sqlite", given)
    folder = archived.write(tmp_path / "result", given)
    with open_store(tmp_path / "kept.sqlite") as theirs, open_store(f"parquet:{folder}") as ours:
        assert ours.reading.stories() == theirs.reading.stories()
        assert days[1] in {story.newest for story in ours.reading.stories()[0]}
        for query in (SearchQuery(), SearchQuery(until=days[0].date()), SearchQuery(since=days[1].date())):
            assert ours.search.find(query, limit=1) == theirs.search.find(query, limit=1)
        assert ours.search.find(SearchQuery(until=days[0].date())).count == 1


def test_a_query_within_the_rows_of_another_ends_neither(store):
    """Each has rows of its own; a result that is left early is no harm."""
    query = select(schema.articles.c.id).order_by(schema.articles.c.position)
    with store._transactions.reading() as connection:
        every = [row.id for row in connection.execute(query)]
        rows = connection.execute(query)
        assert [connection.execute(query).scalars().all() and row.id for row in rows] == every
    first = store.articles()
    next(first)
    first.close()
    assert len(list(store.articles())) == len(every)


def test_several_read_at_once(store, kept):
    """As a web server does."""
    ids = [article.id for article in archived.examples().articles] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(store.reading.article, ids))
        queries = [SearchQuery(words=words) for words in ("ferry", "bridge")] * 8
        counts = list(pool.map(lambda query: store.search.find(query).count, queries))
    assert found == [kept.reading.article(one) for one in ids]
    assert len(set(counts)) == 2


# --- search

ASKED = [
    {"words": "ferry"},
    {"words": "FERRY Aldermoor"},
    {"words": '"county council"'},
    {"words": '"council county"'},
    {"words": "bridge -ferry"},
    {"words": "-ferry"},
    {"words": "ferry OR council bridge"},
    {"words": "us"},
    {"words": "U.S."},
    {"words": "nowhere"},
    {"words": "7-2"},
    {"words": "o'clock"},
    {"words": "fähre"},
    {"words": "Brücke OR brucke"},
    {"outlet": "gazette"},
    {"outlet": "harrow gazette", "words": "ferry"},
    {"actor": "Kessing"},
    {"actor": "county council", "words": "bridge"},
    {"since": date(2025, 10, 9)},
    {"until": date(2025, 10, 7), "words": "bridge"},
    {"since": date(2025, 10, 8), "until": date(2025, 10, 8)},
    {},
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_what_is_found_is_what_a_store_finds(store, kept, asked):
    """The same articles in the same order with the same passages, page after page; and as many by how they answer."""
    query = SearchQuery(**asked)
    ours, theirs = store.search.find(query, limit=5), kept.search.find(query, limit=5)
    assert ours == theirs
    while ours.next:
        ours, theirs = (one.search.find(query, before=ours.next, limit=5) for one in (store, kept))
        assert ours == theirs
    best = store.search.find(query, best=True, limit=100)
    assert {hit.article for hit in best.hits} == {hit.article for hit in kept.search.find(query, limit=100).hits}
    assert best.count == kept.search.find(query, best=True, limit=100).count


def test_the_best_answer_has_the_words_in_its_title(store):
    """Or most often."""
    hits = store.search.find(SearchQuery(words="ferry"), best=True).hits
    assert "ferry" in hits[0].title.lower()
    again = store.search.find(SearchQuery(words="ferry"), best=True, before="5", limit=5)
    assert again.hits == hits[5:10]


def test_changes_cannot_be_asked_for(store):
    """A result doesn't tell them: nothing found would be untrue."""
    with pytest.raises(InputError, match="doesn't tell what articles changed"):
        store.search.find(SearchQuery(words="ferry", change="figure"))


def test_outlets_are_those_of_a_store(store, kept):
    assert store.search.outlets() == kept.search.outlets()
    assert store.search.outlets(3) == kept.search.outlets(3)


_PIECES = ["u", "s", "us", " U.S. ", "ürü", "Übe", "e\u0301", "ß", "ss", "æ", "ae", "7", "総理", "理", "ไทย", "ﬁ"]
_GAPS = [" ", "-", "’", ". ", "\n\n"]
_TEXTS = st.lists(st.sampled_from(_PIECES + _GAPS), max_size=8).map("".join)


@settings(max_examples=100, deadline=None)
@given(text=_TEXTS, typed=st.lists(st.sampled_from(_PIECES), min_size=1, max_size=2).map(" ".join))
def test_patterns_find_the_phrases_that_keys_tell(text, typed):
    """By the slow way: the words of the text one by one."""
    phrase, said = keys(typed), keys(text)
    if not phrase:
        return
    places = range(len(said) - len(phrase) + 1)
    expected = any(said[at : at + len(phrase)] == phrase for at in places)
    found = [pattern for pattern in patterns(phrase) if _finds(pattern.exact, text)]
    assert bool(found) == expected
    assert all(_finds(pattern.rough, text) or _finds(FOREIGN, text) for pattern in found)


def _finds(pattern, text) -> bool:
    return duckdb.execute("SELECT regexp_matches(?, ?)", [text, pattern]).fetchone()[0]


# --- nothing is changed


def _writes():
    article = make_article("A new page.")
    return {
        "keep": lambda store: store.keep(Page(input="x", content=b"x"), article),
        "keep_stories": lambda store: store.keep_stories(archived.examples().stories),
        "keep_step": lambda store: store.keep_step([article.id], [], {}),
        "add_tasks": lambda store: store.add_tasks([Task(kind="fetch", key="x", due=NOW)]),
        "lease": lambda store: store.lease(["fetch"], "me", now=NOW, seconds=60),
        "undo": lambda store: store.undo(1, by="me", at=NOW),
        "remove a feed": lambda store: store.feeds.remove("https://example.org"),
        "backup": lambda store: store.backup(Path("nowhere.sqlite")),
    }


@pytest.mark.parametrize("name", _writes())
def test_what_would_change_something_is_refused(store, name):
    """With what to do instead."""
    with pytest.raises(OnlyForLooking, match=r"an archive's result and only for looking: name a file or a database"):
        _writes()[name](store)


def test_a_copy_of_a_store_is_not_put_in_its_place(result, tmp_path):
    place = f"parquet:{result}"
    with pytest.raises(OnlyForLooking):
        backup(place, tmp_path / "copy.sqlite")
    with pytest.raises(OnlyForLooking):
        restore(tmp_path / "copy.sqlite", place, replace=True)
    assert not Path(place).exists()


def test_what_can_be_found_again_is_not_kept(store):
    """And nobody is told: it is a matter of time, not of what is so."""
    one = archived.examples()
    store.keep_facts(one.facts.values())
    store.keep_links(next(iter(one.links.values())))
    store.keep_parses({}, "parser")
    assert store.parses(["A sentence."], "parser") == {}
    assert service.stories_of(store) == tuple(store.stories())


def test_pages_that_are_ready_are_kept_in_memory(store):
    """Those asked for last."""
    rows = store.renderings
    assert rows.ask("story", "a").content is None
    rows.keep("story", "a", b"told", state=1, at=NOW)
    assert rows.find("story", "a").is_current
    assert rows.find("story", "a").content == b"told"
    for number in range(600):
        rows.keep("story", str(number), b"told", state=1, at=NOW)
        rows.find("story", "a")
    assert rows.find("story", "a").content == b"told"
    assert rows.find("story", "0").content is None
    rows.forget("story", "a")
    assert rows.find("story", "a").content is None
    assert rows.waiting("story", 10) == ()


def test_the_folder_is_left_as_it_was(result, store):
    """No file is added to it, not even for a moment's work."""
    before = sorted((path, path.stat().st_mtime_ns) for path in result.rglob("*"))
    store.search.find(SearchQuery(words="ferry"))
    list(store.articles())
    assert sorted((path, path.stat().st_mtime_ns) for path in result.rglob("*")) == before


# --- what can't be opened


@pytest.fixture
def copied(tmp_path):
    """A result to be broken; how its manifest is changed."""
    folder = archived.write(tmp_path / "result", archived.told([make_article("A page.", published=NOW)]))

    def change(**more):
        manifest = folder / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | more))

    return folder, change


def _refused(folder) -> str:
    with pytest.raises(StoreError) as refused:
        open_store(f"parquet:{folder}")
    return str(refused.value)


def test_a_folder_that_is_none(tmp_path):
    assert "name the folder that `retold archive --out` wrote" in _refused(tmp_path / "nothing")
    assert "no manifest.json" in _refused(tmp_path)
    (tmp_path / "manifest.json").write_text("{]")
    assert "is not a manifest of `retold archive`" in _refused(tmp_path)
    (tmp_path / "manifest.json").write_text('{"retold": "0.1.0", "tables": [1]}')
    assert "is not a manifest of `retold archive`" in _refused(tmp_path)


def test_a_result_of_another_version(copied):
    """What is packed in it may have another shape."""
    folder, change = copied
    change(retold="0.0.7")
    assert "written by Retold 0.0.7" in _refused(folder)
    assert "install retold==0.0.7, or run `retold archive` again" in _refused(folder)


def test_a_part_that_is_missing_or_broken(copied):
    """It is named."""
    folder, _ = copied
    (folder / "facts" / "0.parquet").write_bytes(b"PAR1 and then nothing that is Parquet")
    assert "facts/0.parquet" in _refused(folder)
    assert "copy the folder anew" in _refused(folder)
    (folder / "facts" / "0.parquet").unlink()
    (folder / "links" / "0.parquet").unlink()
    assert "facts/0.parquet and 1 more, which the manifest names" in _refused(folder)


def test_a_result_without_articles_or_without_what_they_say(copied):
    """The first is refused; the second is shown without."""
    folder, change = copied
    tables = json.loads((folder / "manifest.json").read_text())["tables"]
    change(tables={name: tables[name] for name in ("articles", "stories")})
    with open_store(f"parquet:{folder}") as store:
        (article,) = store.articles()
        assert store.facts(article) is None
        assert store.reading.article(article.id).links == ()
        assert store.search.find(SearchQuery(actor="anybody")).hits == ()
    change(tables={})
    assert "holds no articles" in _refused(folder)


def test_a_part_that_is_taken_away_while_it_is_read(copied):
    """By the job, say, when it is run again."""
    folder, _ = copied
    with open_store(f"parquet:{folder}") as store:
        (folder / "stories" / "0.parquet").unlink()
        with pytest.raises(StoreError, match=r"can't be read .*stories/0\.parquet"):
            store.reading.stories()


def test_duckdb_that_is_not_installed(result, monkeypatch):
    """It is said what to install."""
    for name in ("duckdb", "retold.store.archive_dialect", "retold.store.archive_tables"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPart, match=r"pip install 'retold\[batch\]'"):
        open_store(f"parquet:{result}")


def test_other_stores_do_without_duckdb(tmp_path):
    """Nor do they wait for it to be loaded."""
    told = (
        "import sys; from retold.store import open_store; import retold.server.app, retold.cli;"
        f"open_store({str(tmp_path / 'kept.sqlite')!r}).close(); print('duckdb' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_reads_it_is_named(store):
    """For `retold doctor` and the page of the box."""
    assert store.version == f"DuckDB {duckdb.__version__}"
    assert store.name.startswith("parquet:")
    assert store.counting.counts(now=NOW + timedelta(days=1)).kept["articles"] == len(archived.examples().articles)
