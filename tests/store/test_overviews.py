"""What pages show of affairs and their news, in either database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.store.made import DAY, ONE, PAGE, TWO, page, story

from retold.store import open_store
from retold.testing import make_line, make_passage
from retold.types import Affair, Belonging, StoryEvent
from retold.types.overviews import AffairOverview

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
AFFAIR, OTHER = Affair(id="a" * 16, name="A", words=("a",)), Affair(id="b" * 16, name="B", words=("b",))
BOTH = (AFFAIR.id, OTHER.id)


def line(words, *, at=NOON, affair=AFFAIR):
    """News of a sentence of its own: the same is entered once."""
    passage = make_passage(words, article=ONE.id, sentence=sum(map(ord, words)))
    return replace(make_line(passage), number=0, affair=affair.id, at=at)


def decided(affair, article, *, belongs, because="names 'x'"):
    return Belonging(affair=affair.id, article=article.id, belongs=belongs, because=(because,))


def told(lines):
    return [one.news.passages[0].span.text for one in lines]


@pytest.fixture
def kept(place):
    """Two articles in a story, and two affairs."""
    with open_store(place) as store:
        store.keep(PAGE, ONE)
        store.keep(page(TWO), TWO)
        store.affairs.keep(AFFAIR)
        store.affairs.keep(OTHER)
        events = [StoryEvent(kind="created", story="s" * 16, articles=(ONE.id, TWO.id), because=())]
        store.keep_step([ONE.id, TWO.id], events, {})
        store.keep_stories([replace(story(ONE, TWO), id="s" * 16)])
        yield store


@pytest.fixture
def rows(kept):
    return kept.overviews


def test_news_is_had_by_when_it_was_entered(kept, rows):
    """From a time on, and up to another; of these affairs alone; the newest of many, all of them counted."""
    for hours, words in ((0, "one"), (1, "two"), (2, "three")):
        kept.ledger.enter(AFFAIR.id, [line(words, at=NOON + timedelta(hours=hours))], ())
    kept.ledger.enter(OTHER.id, [line("four", affair=OTHER)], ())
    until = NOON + timedelta(hours=2)
    found, number = rows.news(BOTH, since=NOON, until=until, most=9)
    assert (sorted(told(found)), number) == (["four", "one", "two"], 3)
    found, number = rows.news([AFFAIR.id], since=NOON, until=until, most=1)
    assert (told(found), number) == (["two"], 2)
    assert rows.news((), since=NOON, until=until, most=1) == ((), 0)


def test_news_of_what_was_left_out_since_is_no_news(kept, rows):
    """In that affair."""
    for affair in (AFFAIR, OTHER):
        kept.ledger.enter(affair.id, [line("one", affair=affair)], ())
    kept.affairs.decide_all([decided(AFFAIR, ONE, belongs=False), decided(OTHER, ONE, belongs=True)])
    found, _ = rows.news(BOTH, since=NOON, until=NOON + timedelta(hours=1), most=9)
    assert [one.affair for one in found] == [OTHER.id]


def test_the_nearest_news_is_found_to_either_side(kept, rows):
    """Of any of these affairs; none where there is none."""
    kept.ledger.enter(AFFAIR.id, [line("one")], ())
    kept.ledger.enter(OTHER.id, [line("two", at=NOON + timedelta(days=3), affair=OTHER)], ())
    middle = NOON + timedelta(days=1)
    assert (rows.news_before(BOTH, middle), rows.news_from(BOTH, middle)) == (NOON, NOON + timedelta(days=3))
    assert rows.news_before(BOTH, NOON) is None
    assert rows.news_from(BOTH, NOON) == NOON
    assert rows.news_from([AFFAIR.id], middle) is None
    assert rows.news_before((), middle) is None


def test_an_affair_is_counted(kept, rows):
    """Articles and stories that belong, the newest of them, and late news."""
    assert rows.affairs(since=NOON) == {}
    assert rows.affair(AFFAIR.id) == AffairOverview()
    kept.affairs.decide_all([decided(AFFAIR, one, belongs=True) for one in (ONE, TWO)])
    kept.affairs.decide_all([decided(OTHER, one, belongs=False) for one in (ONE, TWO)])
    kept.ledger.enter(AFFAIR.id, [line("one"), line("two", at=NOON - timedelta(hours=1))], ())
    own = AffairOverview(articles=2, stories=1)
    assert rows.affair(AFFAIR.id) == own
    headline = next(kept.stories()).headline
    told = replace(own, news=1, story="s" * 16, newest=DAY, headline=headline, language="en")
    assert rows.affairs(since=NOON) == {AFFAIR.id: told}
    assert rows.size() == 2
    assert rows.story_ids() == ("s" * 16,)


def test_decisions_are_had_by_story(kept, rows):
    """Those that belong, or those that don't, with the reasons."""
    kept.affairs.decide_all([decided(AFFAIR, one, belongs=True) for one in (ONE, TWO)])
    found = rows.decisions(AFFAIR.id, ["s" * 16, "t" * 16], belongs=True)
    assert {name: one.because for name, one in found.items()} == {"s" * 16: ("names 'x'",)}
    assert rows.decisions(AFFAIR.id, ["s" * 16], belongs=False) == {}
    assert rows.decisions(OTHER.id, ["s" * 16], belongs=True) == {}


def test_an_affair_is_reopened(kept, rows):
    """All is decided anew, what people said stays, and what was told is out of date."""
    kept.affairs.decide_all([decided(AFFAIR, ONE, belongs=True), decided(OTHER, ONE, belongs=True)])
    asked = kept.renderings.ask("affair", AFFAIR.id)
    assert rows.looked_through(AFFAIR.id)
    rows.reopen(AFFAIR.id)
    assert not rows.looked_through(AFFAIR.id)
    assert rows.looked_through(OTHER.id)
    assert kept.renderings.find("affair", AFFAIR.id).state > asked.state
