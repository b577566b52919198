"""Affairs in every database: what is kept, what is decided at once, and what people said and took back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retold.errors import StoreError
from retold.store import open_store
from retold.types import Affair, Belonging, Placement, StoryEvent
from store.made import DAY, ONE, TWO, page

NOW = datetime(2025, 3, 5, 6, 7, 8, 9, tzinfo=UTC)
BRIDGE = Affair(
    id="a" * 16,
    name="The Bridge",
    words=("weir street",),
    actors=("Calder",),
    countries=("IQ",),
    examples=(TWO.id, ONE.id, "f" * 16),
    without=("dental",),
    created_at=NOW,
)
FERRY = Affair(id="b" * 16, name="a ferry", created_at=DAY)


@pytest.fixture
def store(place):
    """A store of each database with two articles."""
    with open_store(place) as opened:
        for article in (ONE, TWO):
            opened.keep(page(article), article)
        yield opened


@pytest.fixture
def rows(store):
    """Its affairs, two of them."""
    store.affairs.keep(BRIDGE)
    store.affairs.keep(FERRY)
    return store.affairs


def decided(affair, article, belongs, **more):
    return Belonging(affair=affair.id, article=article.id, belongs=belongs, because=("names 'x'",), **more)


def test_affairs_are_had_again_as_they_were_kept(rows, place):
    """By another connection, too; by name, whatever its capitals, or id."""
    rows.keep(BRIDGE)
    assert rows.affairs() == (FERRY, BRIDGE)
    with open_store(place) as again:
        assert again.affairs.affairs() == (FERRY, BRIDGE)
    found = [rows.find(name) for name in ("The Bridge", "the bridge", BRIDGE.id, "bridge", "", "\0", "c" * 16)]
    assert found == [BRIDGE, BRIDGE, BRIDGE, None, None, None, None]


def test_a_name_is_one_affair(rows):
    """Another can't take it, neither new nor by renaming."""
    with pytest.raises(StoreError, match="an affair named The Bridge is there already"):
        rows.keep(Affair(id="c" * 16, name="The Bridge"))
    with pytest.raises(StoreError, match="is there already"):
        rows.rename(FERRY.id, "The Bridge")
    with pytest.raises(StoreError, match="no affair cccc"):
        rows.rename("c" * 16, "Third")
    assert rows.affairs() == (FERRY, BRIDGE)


def test_a_renamed_affair_keeps_its_id_and_all_it_had(rows):
    """And the old name is free."""
    rows.decide_all([decided(BRIDGE, ONE, True)])
    assert rows.rename(BRIDGE.id, "Crossing") == replace(BRIDGE, name="Crossing")
    assert rows.find("The Bridge") is None
    assert rows.articles_of(BRIDGE.id) == {ONE.id}
    rows.keep(Affair(id="c" * 16, name="The Bridge"))


def test_an_affair_can_be_changed(rows):
    """What is kept under its id takes its place."""
    rows.keep(replace(BRIDGE, words=("ferry",)))
    assert rows.find(BRIDGE.id) == replace(BRIDGE, words=("ferry",))


def test_examples_are_the_articles_in_their_order(rows):
    """Those that the store doesn't have are left out."""
    assert rows.examples(BRIDGE) == (TWO, ONE)
    assert rows.examples(FERRY) == ()


def test_what_was_decided_last_stands(rows):
    """With its reasons; other affairs have their own."""
    rows.decide_all([decided(BRIDGE, ONE, True), decided(BRIDGE, TWO, True), decided(FERRY, TWO, False)])
    by_hand = decided(BRIDGE, ONE, False, by="Ann", at=NOW)
    rows.decide_all([by_hand])
    rows.decide_all([by_hand])
    assert rows.belongings(BRIDGE.id) == (by_hand, decided(BRIDGE, TWO, True))
    assert rows.articles_of(BRIDGE.id) == {TWO.id}
    assert rows.articles_of(FERRY.id) == frozenset()
    assert rows.affairs_of(TWO.id) == {BRIDGE.id}
    rows.decide_all([])


def test_decisions_are_kept_together_or_not_at_all(rows):
    """One about an unknown article, or an unknown affair, leaves nothing of the others."""
    for wrong in (
        replace(decided(BRIDGE, ONE, True), article="f" * 16),
        decided(replace(FERRY, id="c" * 16), ONE, True),
    ):
        with pytest.raises(StoreError, match="is not kept"):
            rows.decide_all([decided(BRIDGE, TWO, True), wrong])
    assert rows.belongings(BRIDGE.id) == ()


def test_of_one_article_decided_twice_at_once_the_last_counts(rows):
    """A story may be given twice."""
    rows.decide_all([decided(BRIDGE, ONE, True), decided(BRIDGE, ONE, False)])
    assert [b.belongs for b in rows.belongings(BRIDGE.id)] == [False]


def test_those_that_belong_are_had_without_the_others(rows):
    """Of nearly all articles it was decided that they do not."""
    rows.decide_all([decided(BRIDGE, ONE, True), decided(BRIDGE, TWO, False), decided(FERRY, TWO, False)])
    assert [b.article for b in rows.belongings(BRIDGE.id)] == [ONE.id, TWO.id]
    assert [b.article for b in rows.belongings(BRIDGE.id, belong=True)] == [ONE.id]
    assert [b.article for b in rows.belongings(BRIDGE.id, belong=False)] == [TWO.id]
    assert rows.left_out(BRIDGE.id, [ONE.id, TWO.id, "f" * 16]) == {TWO.id}
    assert rows.left_out(BRIDGE.id, [ONE.id]) == frozenset()
    assert rows.sizes() == {BRIDGE.id: 1}


def test_an_address_is_found_before_an_input(rows, store):
    """Of two articles that one name could mean."""
    named = replace(TWO, input=ONE.url, url="https://other.example/1", text=f"{TWO.text} And more.")
    store.keep(page(named, b"y"), named)
    assert rows.article_named(ONE.url) == ONE.id
    assert rows.article_named(named.url) == named.id


def test_two_who_decide_at_once_don_t_stop_each_other(rows, place):
    """Whatever the order in which each has its articles."""
    both = [decided(affair, article, True) for affair in (BRIDGE, FERRY) for article in (ONE, TWO)]

    def decide(number):
        with open_store(place) as own:
            for _ in range(10):
                own.affairs.decide_all(both if number % 2 else reversed(both))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, range(4)))
    assert rows.articles_of(BRIDGE.id) == rows.articles_of(FERRY.id) == {ONE.id, TWO.id}


def test_articles_are_found_by_any_name_and_their_stories_by_them(rows, store):
    """Of those that belong; an article that waits is in no story."""
    names = (ONE.id, ONE.input, ONE.url, TWO.input, "", "\0", "f" * 16)
    assert [rows.article_named(n) for n in names] == [ONE.id, ONE.id, ONE.id, TWO.id, None, None, None]
    rows.decide_all([decided(BRIDGE, ONE, True), decided(BRIDGE, TWO, False)])
    assert (rows.story_of(ONE.id), rows.stories_of(BRIDGE.id)) == (None, frozenset())
    opened = [
        StoryEvent(kind="opened", story=s * 16, articles=(a.id,), because=()) for s, a in (("1", ONE), ("2", TWO))
    ]
    store.keep_step([ONE.id, TWO.id], opened, {})
    assert (rows.story_of(ONE.id), rows.story_of(TWO.id)) == ("1" * 16, "2" * 16)
    assert rows.stories_of(BRIDGE.id) == {"1" * 16}


def test_what_people_said_is_numbered_and_never_lost(rows):
    """Taken back by whom and when; once only."""
    new = Placement(number=0, affair=BRIDGE.id, article=ONE.id, belongs=True, by="Ann \0", at=NOW)
    first = rows.place(new)
    second = rows.place(replace(new, affair=FERRY.id, belongs=False, by="", at=None))
    assert (first.number, second.number) == (1, 2)
    assert first == replace(new, number=1, by="Ann \ufffd")
    undone = rows.undo(1, by="Ben", at=DAY)
    assert undone == replace(first, undone_by="Ben", undone_at=DAY)
    assert not undone.holds
    assert rows.placements() == (undone, second)
    assert rows.placements(BRIDGE.id) == (undone,)
    for number in (1, 3):
        with pytest.raises(StoreError, match=f"no placement {number} that holds"):
            rows.undo(number, by="Ben", at=DAY)
    with pytest.raises(StoreError, match="is not kept"):
        rows.place(replace(new, article="f" * 16))


def test_a_forgotten_affair_leaves_nothing_but_the_articles(rows, store):
    """Again changes nothing, and the others stay."""
    for affair in (BRIDGE, FERRY):
        rows.decide_all([decided(affair, ONE, True)])
        rows.place(Placement(number=0, affair=affair.id, article=ONE.id, belongs=True))
    for _ in range(2):
        rows.forget(BRIDGE.id)
    assert rows.affairs() == (FERRY,)
    assert rows.belongings(BRIDGE.id) == ()
    assert [p.affair for p in rows.placements()] == [FERRY.id]
    assert len(list(store.articles())) == 2
    with pytest.raises(StoreError, match="is not kept"):
        rows.decide_all([decided(BRIDGE, ONE, True)])
