"""The ledger keeps what was new, once, in the order in which it was entered, in either database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.store.made import ONE, PAGE, TWO, page, story

from retold.errors import StoreError
from retold.store import open_store
from retold.testing import make_line, make_passage
from retold.types import Affair, Belonging, StoryEvent

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
AFFAIR, OTHER = Affair(id="a" * 16, name="A", words=("a",)), Affair(id="b" * 16, name="B", words=("b",))


def line(words, *, at=NOON, affair=AFFAIR):
    return replace(make_line(make_passage(words, article=words[:16])), number=0, affair=affair.id, at=at)


@pytest.fixture
def kept(place):
    with open_store(place) as store:
        store.keep(PAGE, ONE)
        store.keep(page(TWO), TWO)
        store.affairs.keep(AFFAIR)
        store.affairs.keep(OTHER)
        yield store


def test_lines_come_back_numbered_in_the_order_in_which_they_were_entered(kept):
    """Whatever is kept of a line is what was given."""
    lines = [line("one"), line("two"), line("three")]
    assert kept.ledger.enter(AFFAIR.id, lines, [ONE.id]) == 3
    found = list(kept.ledger.lines(AFFAIR.id))
    assert [replace(one, number=0) for one in found] == lines
    assert [one.number for one in found] == sorted({one.number for one in found})
    assert kept.ledger.entered(AFFAIR.id) == {ONE.id}
    assert kept.ledger.last_number() == found[-1].number


def test_the_same_news_is_entered_once_in_each_affair(kept):
    """So that who was killed may do it again."""
    kept.ledger.enter(AFFAIR.id, [line("one"), line("two")], [ONE.id])
    assert kept.ledger.enter(AFFAIR.id, [line("two"), line("three")], [ONE.id, TWO.id]) == 1
    assert kept.ledger.enter(OTHER.id, [line("one", affair=OTHER)], [ONE.id]) == 1
    assert [one.news.passages[0].span.text for one in kept.ledger.lines(AFFAIR.id)] == ["one", "two", "three"]


def test_nothing_is_entered_where_an_article_is_not_kept(kept):
    """Lines and articles are entered in one transaction."""
    with pytest.raises(StoreError):
        kept.ledger.enter(AFFAIR.id, [line("one")], ["f" * 16])
    assert list(kept.ledger.lines(AFFAIR.id)) == []


def test_lines_are_had_by_number_and_by_time(kept):
    """After one, up to one, and since when."""
    early, late = line("one"), line("two", at=NOON + timedelta(hours=1))
    kept.ledger.enter(AFFAIR.id, [early, late], ())
    first, second = kept.ledger.lines(AFFAIR.id)
    assert list(kept.ledger.lines(AFFAIR.id, after=first.number)) == [second]
    assert list(kept.ledger.lines(AFFAIR.id, upto=first.number)) == [first]
    assert list(kept.ledger.lines(AFFAIR.id, since=late.at)) == [second]
    assert kept.ledger.last_number(before=late.at) == first.number
    assert kept.ledger.last_number(before=NOON) == 0
    assert kept.ledger.numbered([second.number, 10_000]) == {second.number: second}


def test_two_who_enter_at_once_leave_no_number_behind_that_a_reader_has_passed(kept):
    """Whoever reads up to the last number has read all before it: none turns up later with a smaller one."""
    with ThreadPoolExecutor(8) as crowd:
        for n in range(24):
            crowd.submit(kept.ledger.enter, AFFAIR.id, [line(f"{n} {i}") for i in range(4)], ())
        seen: list[int] = []
        while len(seen) < 96:
            new = [one.number for one in kept.ledger.lines(AFFAIR.id, after=max(seen, default=0))]
            seen += new
    assert sorted(seen) == [one.number for one in kept.ledger.lines(AFFAIR.id)]


def test_what_is_to_be_decided_and_to_be_entered_is_known_from_what_is_kept(kept):
    """Stories with articles of which nobody decided; articles that belong and whose news isn't entered."""
    kept.keep_stories([story(ONE, TWO)])
    told = story(ONE, TWO).id
    assert kept.ledger.undecided(AFFAIR.id) == {told}
    kept.affairs.decide_all(
        Belonging(affair=AFFAIR.id, article=i, belongs=i == ONE.id, because=("by hand",)) for i in (ONE.id, TWO.id)
    )
    assert kept.ledger.undecided(AFFAIR.id) == frozenset()
    assert kept.ledger.undecided(OTHER.id) == {told}
    assert kept.ledger.waiting(AFFAIR.id) == {ONE.id: told} == kept.ledger.members(AFFAIR.id)
    kept.ledger.enter(AFFAIR.id, [], [ONE.id])
    assert kept.ledger.waiting(AFFAIR.id) == {}
    assert kept.ledger.members(AFFAIR.id) == {ONE.id: told}


def test_what_waits_is_found_wherever_it_stands(store):
    """Before what has entered, behind it, or on both sides: first kept first."""
    third = replace(TWO, text=f"{TWO.text} And more.", url="https://third.example/1")
    for article in (ONE, TWO, third):
        store.keep(page(article), article)

    def waiting(limit=10):
        return [article.id for article in store.waiting(limit)]

    assert waiting() == [ONE.id, TWO.id, third.id]
    store.keep_step([TWO.id], [], {})
    assert (waiting(), waiting(1)) == ([ONE.id, third.id], [ONE.id])
    store.keep_step([third.id], [], {})
    assert waiting() == [ONE.id]
    store.keep_step([ONE.id], [], {})
    assert waiting() == []


# --- stories of the stream, as they are kept ------------------------------------------------------------------------


def test_stories_are_stale_while_the_stream_has_other_articles_in_them(store):
    """Also those that have ended; what is kept again is stale no more."""
    store.keep(PAGE, ONE)
    store.keep(page(TWO), TWO)
    assert [a.id for a in store.waiting(10)] == [ONE.id, TWO.id]
    assert [a.id for a in store.waiting(1)] == [ONE.id]
    both = story(ONE, TWO)
    one, two = replace(both, id="1" * 16, articles=(ONE,)), replace(both, id="2" * 16, articles=(TWO,))

    def opened(told):
        return StoryEvent(kind="opened", story=told.id, articles=tuple(a.id for a in told.articles), because=())

    store.keep_step([ONE.id, TWO.id], [opened(one), opened(two)], {})
    assert list(store.waiting(10)) == []
    assert store.stale_stories() == {one.id, two.id}
    assert store.members([one.id]) == {one.id: [ONE]}
    alone = [replace(told, origins=(), derivations=(), additions=(), revisions=()) for told in (one, two)]
    store.keep_stories(alone)
    assert store.stale_stories() == frozenset()
    assert {told.id for told in store.stories()} == {one.id, two.id}
    assert [told.id for told in store.stories([two.id])] == [two.id]
    merged = StoryEvent(kind="merged", story=one.id, other=two.id, articles=(TWO.id,), because=())
    store.keep_step([], [merged], {})
    assert store.stale_stories() == {one.id, two.id}
    store.keep_stories([replace(alone[0], articles=(ONE, TWO))], gone=[two.id])
    assert store.stale_stories() == frozenset()
