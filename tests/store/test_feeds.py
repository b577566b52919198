"""What is watched, in each database: feeds, visits, looks, hosts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from tests.store.made import ONE, PAGE, TWO, page, story

from retold.errors import NoArticle
from retold.store import open_store, schema
from retold.store.rereading import _DROPPED, _PASSED
from retold.types import Affair, Correction, DateHint, Feed, Look, Page, StoryEvent, Task, Visit, Wishes

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
FEED = Feed(url="https://plain.test/feed", title="The Plain Post", folder="Local/Daily", added_at=NOW, every=60.5)
OTHER = Feed(url="https://other.test/map.xml", kind="sitemap", added_at=NOW)


def after(value):
    return NOW + timedelta(seconds=value)


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


@pytest.fixture
def rows(store):
    return store.feeds


def visit(number, outcome="article"):
    return Visit(feed=FEED.url, url=f"https://plain.test/{number}", at=after(number), outcome=outcome, confidence=0.5)


# --- feeds


def test_a_feed_is_watched_once(store, rows):
    """With work that is due; whoever adds it again changes nothing."""
    assert rows.add([FEED, OTHER], due=NOW) == (FEED, OTHER)
    assert rows.add([replace(FEED, title="Another")], due=after(9)) == ()
    assert rows.feed(FEED.url) == FEED
    assert rows.feeds() == (OTHER, FEED)
    assert rows.planned() == {FEED.url: NOW, OTHER.url: NOW}
    assert {task.kind for task in store.tasks()} == {"feed"}


def test_some_feeds_are_asked_for_together(rows):
    """Their visits, oldest first, and when they are visited next; a long address is a name, too."""
    long = replace(OTHER, url=f"https://other.test/{'x' * 3_000}")
    rows.add([FEED, long], due=NOW)
    for number in range(3):
        rows.keep_visit(visit(number), most=9)
        rows.keep_visit(replace(visit(number), feed=long.url), most=9)
    found = rows.visits_of([FEED.url, long.url, OTHER.url])
    assert [one.url[-1] for one in found[FEED.url]] == ["0", "1", "2"]
    assert [len(found[url]) for url in (long.url, OTHER.url)] == [3, 0]
    assert rows.planned([FEED.url]) == {FEED.url: NOW}
    assert rows.planned([]) == {}
    assert len(rows.addresses()) == 2


def test_the_newest_articles_of_a_feed_are_found_where_they_are(rows):
    """Also behind a redirect; each once."""
    rows.add([FEED], due=NOW)
    for number, article in enumerate((ONE, TWO)):
        moved = f"https://plain.test/moved/{number}"
        look = Look(url=visit(number).url, place=moved, first_at=NOW, at=NOW)
        kept = Page(input=visit(number).url, content=b"x", url=moved)
        rows.keep_page(kept, article, visit=visit(number), look=look, most=9)
    rows.keep_visit(visit(1), most=9)
    rows.keep_visit(visit(3, "failed"), most=9)
    assert rows.newest_articles(FEED.url, limit=9) == (TWO, ONE)
    assert rows.newest_articles(FEED.url, limit=1) == (TWO,)
    assert rows.newest_articles(OTHER.url, limit=9) == ()


def test_a_visit_and_the_work_it_adds_are_kept_together(store, rows):
    """And it is told how much of that was new."""
    rows.add([FEED], due=NOW)
    pages = [Task(kind="page", key=f"https://plain.test/{n}", due=NOW, payload=b"x") for n in range(3)]
    told = []

    def change(before, new):
        told.append(new)
        return replace(before, etag='"1"')

    assert rows.change(FEED.url, change, pages=pages[:2]) == (replace(FEED, etag='"1"'), 2)
    assert rows.change(FEED.url, change, pages=pages)[1] == 1
    assert told == [2, 1]
    assert [task.key for task in store.tasks(["page"])] == [task.key for task in pages]


def test_what_fails_within_a_visit_leaves_nothing(store, rows):
    """No validators without the work that they stand for."""
    rows.add([FEED], due=NOW)

    def change(before, new):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        rows.change(FEED.url, change, pages=[Task(kind="page", key="a", due=NOW)])
    assert rows.feed(FEED.url) == FEED
    assert list(store.tasks(["page"])) == []


def test_a_feed_that_was_removed_does_not_come_back(store, rows):
    """By a visit that was under way; added anew it is new."""
    rows.add([FEED, OTHER], due=NOW)
    rows.keep_visit(visit(1), most=9)
    (held, _) = store.lease(["feed"], "one", now=NOW, seconds=60, limit=2)
    assert rows.remove(FEED.url)
    assert not rows.remove(FEED.url)
    assert rows.change(FEED.url, lambda before, new: before, pages=[Task(kind="page", key="a", due=NOW)]) == (None, 0)
    assert list(store.tasks(["page"])) == []
    assert not store.finish(held, now=NOW)
    assert rows.feeds() == (OTHER,)
    assert rows.visits(FEED.url) == ()
    rows.add([FEED], due=after(5))
    assert rows.planned()[FEED.url] == after(5)


def test_work_can_be_brought_forward_but_not_while_it_is_done(store, rows):
    """Given up, done or late: it is planned anew."""
    rows.add([FEED, OTHER], due=NOW)
    held = store.lease(["feed"], "one", now=NOW, seconds=60, limit=2)
    rows.schedule({FEED.url: after(5)})
    assert rows.planned()[FEED.url] == NOW
    for task in held:
        store.fail(task, "no", due=None)
    assert rows.planned() == {}
    rows.schedule({FEED.url: after(5)})
    assert rows.planned() == {FEED.url: after(5)}
    store.add_tasks([Task(kind="page", key="a", due=after(999)), Task(kind="page", key="b", due=after(9))])
    assert rows.bring_forward("page", beyond=after(99), due=NOW) == 1
    assert [(task.key, task.due) for task in store.tasks(["page"])] == [("a", NOW), ("b", after(9))]


def test_pages_are_unknown_until_there_is_work_for_them_or_a_page(store, rows):
    """Also those whose address is longer than an index takes, and more than one query holds."""
    long = "https://plain.test/" + "x" * 3_000
    urls = [long, PAGE.url, "https://plain.test/2", *(f"https://many.test/{n}" for n in range(2_000))]
    assert rows.unknown(urls) == frozenset(urls)
    store.keep(PAGE, ONE)
    store.add_tasks([Task(kind="page", key=long, due=NOW), Task(kind="page", key=urls[-1], due=NOW)])
    assert rows.unknown(urls) == frozenset(urls[2:-1])


# --- visits, pages, looks


def test_of_visits_the_newest_are_kept(rows):
    """Each feed's for itself, oldest first."""
    other = replace(visit(0), feed=OTHER.url)
    rows.keep_visit(other, most=3)
    for number in range(7):
        rows.keep_visit(visit(number), most=3)
    assert rows.visits(FEED.url) == (visit(4), visit(5), visit(6))
    assert rows.visits(OTHER.url) == (other,)


def test_a_page_is_kept_with_what_became_of_it(store, rows):
    """At once, and with all that is known of it."""
    told = replace(
        PAGE,
        etag='"1"',
        title="By its feed",
        dates=(DateHint(source="feed", text="2026-03-02", label="published"),),
    )
    look = Look(url="https://plain.test/1", place=told.url, first_at=NOW, at=NOW, digest="d")
    rows.keep_page(told, ONE, visit=visit(1), look=look, most=9)
    assert store.find(told) == ONE
    assert rows.look(look.url) == look
    assert rows.visits(FEED.url) == (visit(1),)
    (kept,) = rows.kept_pages()
    assert (kept.page, kept.article) == (told, ONE.id)
    assert rows.newest_page(told.url) == kept


@pytest.mark.parametrize(
    "given",
    [
        PAGE,
        replace(PAGE, fetched_at=None, url=None),
        replace(PAGE, input="http://plain.test/x", url=None),
        replace(PAGE, language="de"),
        Page(input="-", content=b"\x00", content_type="text/plain"),
    ],
)
def test_pages_come_back_as_they_were(store, rows, given):
    """Whatever was known of them."""
    store.keep(given, NoArticle(given.input, "nothing"))
    (kept,) = rows.kept_pages()
    assert (kept.page, kept.article) == (given, None)


def test_of_an_address_the_newest_page_is_had(store, rows):
    """That was kept last."""
    first, second = page(ONE), page(ONE, b"later")
    store.keep(first, ONE)
    store.keep(second, TWO)
    assert rows.newest_page(first.url).page.content == b"later"
    assert rows.newest_page("https://nowhere.test") is None
    assert [kept.page.content for kept in rows.kept_pages()] == [b"x", b"later"]


def test_looks_are_kept_and_forgotten(rows):
    """One an address."""
    look = Look(url="https://plain.test/1", place="https://plain.test/1", first_at=NOW, at=NOW)
    rows.keep_look(look)
    rows.keep_look(replace(look, at=after(9), failures=2))
    assert rows.look(look.url) == replace(look, at=after(9), failures=2)
    assert rows.forget_looks(before=after(9)) == 0
    assert rows.forget_looks(before=after(10)) == 1
    assert rows.look(look.url) is None


def test_the_articles_of_a_host_are_found(store, rows):
    """With "www." or without, and no other's."""
    store.keep(PAGE, ONE)
    for number, url in enumerate(
        ("https://www.plain.test/2", "https://plain.test.evil/3", "https://a.plain.test/4", "http://plain.test:8080/5")
    ):
        store.keep(Page(input=url, content=bytes([number])), replace(ONE, url=url))
    assert {article.url for article in rows.articles_at("plain.test", most=9)} == {
        ONE.url,
        "https://www.plain.test/2",
        "http://plain.test:8080/5",
    }
    assert len(rows.articles_at("plain.test", most=1)) == 1


# --- hosts


def test_a_host_has_one_turn_at_a_time(rows):
    """Those who are turned away are told times that are apart."""
    assert rows.turn("plain.test", now=NOW, pause=3).due is None
    told = [rows.turn("plain.test", now=after(1), pause=3).due for _ in range(3)]
    assert told == [after(3), after(6), after(9)]
    assert rows.turn("other.test", now=NOW, pause=3).due is None
    assert rows.turn("plain.test", now=after(2.999), pause=3).due is not None
    assert rows.turn("plain.test", now=after(3), pause=3).due is None


def test_all_who_wait_get_a_turn_soon(rows):
    """Fifty who come when they were told: none has to come often, and none is early."""
    waiting = dict.fromkeys(range(50), NOW)
    asked, comes = [], 0
    while waiting:
        name, now = min(waiting.items(), key=lambda pair: (pair[1], pair[0]))
        comes += 1
        due = rows.turn("plain.test", now=now, pause=2).due
        if due is None:
            asked.append(now)
            del waiting[name]
        else:
            assert due > now
            waiting[name] = due
    gaps = [(b - a).total_seconds() for a, b in pairwise(asked)]
    assert min(gaps) >= 2
    assert asked[-1] <= after(2 * 49 + 4)
    assert comes <= 100


def test_a_host_that_wants_to_be_left_alone_is(rows):
    """For the longest that anybody was told; and how often it failed is remembered until it answers."""
    rows.hold("plain.test", until=after(100), failed=True)
    rows.hold("plain.test", until=after(50), failed=True)
    told = rows.turn("plain.test", now=after(60), pause=1)
    assert (told.due, told.failures) == (after(100), 2)
    told = rows.turn("plain.test", now=after(100), pause=1)
    assert (told.due, told.failures) == (None, 2)
    rows.answered("plain.test")
    assert rows.turn("plain.test", now=after(102), pause=1).failures == 0


def test_a_hold_by_a_clock_that_was_wrong_does_not_last(rows):
    """Put back by two days: nobody holds a host for so long."""
    rows.hold("plain.test", until=after(2 * 86_400))
    assert rows.turn("plain.test", now=NOW, pause=1).due is None
    rows.turn("plain.test", now=after(9 * 86_400), pause=1)
    rows.turn("plain.test", now=after(9 * 86_400), pause=1)
    assert rows.turn("plain.test", now=NOW, pause=1).due is None
    assert rows.turn("plain.test", now=NOW, pause=1).due == after(1)


def test_two_workers_never_have_one_host(place):
    """Asking at the same moment, many times."""
    with open_store(place) as one, open_store(place) as two:
        for number in range(20):
            got, start = [], Barrier(2)

            def ask(store, number=number, got=got, start=start):
                start.wait(10)
                got.append(store.feeds.turn(f"host{number}", now=NOW, pause=1).due)

            threads = [Thread(target=ask, args=(store,)) for store in (one, two)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(20)
            assert sorted(got, key=str) == [after(1), None]


def test_wishes_are_kept_by_origin(rows):
    """The newest."""
    assert rows.wishes("https://plain.test") is None
    rows.keep_wishes("https://plain.test", Wishes(until=NOW))
    told = Wishes(until=after(9), rules="User-agent: *\nDisallow: /", why="x")
    rows.keep_wishes("https://plain.test", told)
    assert rows.wishes("https://plain.test") == told
    assert rows.wishes("http://plain.test") is None


# --- an article in the place of another

BETTER = replace(ONE, text=ONE.text + " More.", sentences=ONE.sentences)
OPENED = StoryEvent(kind="opened", story="a" * 16, articles=(ONE.id, TWO.id), because=())


@pytest.fixture
def built(store):
    """A store in which all that can be built on ONE is."""
    store.keep(PAGE, ONE)
    store.keep(page(TWO), TWO)
    store.keep_stories([story(ONE, TWO)])
    store.keep_step([ONE.id, TWO.id], [OPENED], {ONE.id: [7], TWO.id: [8]})
    store.correct(Correction(number=0, kind="together", articles=(ONE.id, TWO.id), by="Ann"))
    store.affairs.keep(Affair(id="b" * 16, name="Bridge", examples=(TWO.id, ONE.id)))
    with store._database.engine.begin() as connection:
        ids = {"affair": "b" * 16, "article": ONE.id}
        connection.execute(schema.entered.insert(), ids)
        connection.execute(schema.belongings.insert(), {**ids, "belongs": True, "because": b"\x90", "by": ""})
        connection.execute(schema.placements.insert(), {**ids, "belongs": True, "by": "Ann"})
    return store


def named(store, article):
    """The tables that name an article."""
    found = set()
    with store._database.engine.connect() as connection:
        for table in schema.metadata.sorted_tables:
            for column in table.c:
                if any(key.column is schema.articles.c.id for key in column.foreign_keys):
                    query = text(f'select 1 from {table.name} where "{column.name}" = :id')
                    if connection.execute(query, {"id": article}).first():
                        found.add(table.name)
    return found


def test_no_table_that_names_articles_is_forgotten():
    """A new one has to be decided of in `retold.store.rereading`."""
    tables = {
        table.name
        for table in schema.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is schema.articles.c.id
    }
    decided = {table.name for table, _ in (*_DROPPED, *_PASSED)} | {"story_articles"}
    assert tables == decided


def test_an_article_takes_the_place_of_another(built):
    """In the stream, its story, its affairs, and what people said; in the order, too."""
    built.feeds.put_in_place(ONE.id, BETTER, [9])
    assert list(built.articles()) == [BETTER, TWO]
    assert list(built.followed()) == [(BETTER, "a" * 16), (TWO, "a" * 16)]
    assert built.near([7]) == set()
    assert built.near([9]) == {BETTER.id}
    assert built.corrections()[0].articles == (BETTER.id, TWO.id)
    assert built.affairs.affairs()[0].examples == (TWO.id, BETTER.id)
    assert built.find(PAGE) == BETTER
    assert named(built, ONE.id) == set()
    assert named(built, BETTER.id) >= {"pages", "followed", "bands", "entered", "belongings", "placements"}
    assert list(built.stories()) == []


def test_an_article_can_go_into_one_that_is_there(built):
    """Two readings that were two articles, and are one now: nothing is named twice, nothing is left."""
    built.feeds.put_in_place(ONE.id, TWO, [8])
    assert list(built.articles()) == [TWO]
    assert list(built.followed()) == [(TWO, "a" * 16)]
    assert built.find(PAGE) == TWO
    assert built.affairs.affairs()[0].examples == (TWO.id,)
    assert named(built, ONE.id) == set()


def test_an_article_of_the_same_words_is_bettered_where_it_is(built):
    """Its title, say."""
    better = replace(ONE, title="A better headline")
    assert better.id == ONE.id
    built.feeds.put_in_place(ONE.id, better, [7])
    assert list(built.articles()) == [better, TWO]
    assert [story.id for story in built.stories()] == ["0" * 16]


def test_a_page_that_seemed_to_have_no_article(store, rows):
    """Waits for the stream like a new one."""
    store.keep(PAGE, NoArticle(PAGE.input, "a form"))
    (kept,) = rows.kept_pages()
    rows.found(kept, ONE)
    assert store.find(PAGE) == ONE
    assert list(store.articles()) == [ONE]
