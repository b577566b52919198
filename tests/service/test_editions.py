"""Editions as they are made for readers: each hour once, nothing told twice, and nothing lost that did not arrive."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retold.config import DEFAULT
from retold.service.editions import Editor, edition_of, edition_since
from retold.service.subscribing import plan_editions
from retold.service.working import Worker
from retold.store import open_store
from retold.testing import make_article, make_line, make_passage
from retold.types import Affair, Belonging, Page, Subscriber, Task

SEVEN = datetime(2026, 3, 4, 7, tzinfo=UTC)
DAY = timedelta(days=1)
AFFAIR = Affair(id="a" * 16, name="The bridge", words=("bridge",))
CONFIG = replace(DEFAULT, mailing=replace(DEFAULT.mailing, sender="brief@news.example"))


@pytest.fixture
def store(sqlite_place):
    with open_store(sqlite_place) as opened:
        opened.affairs.keep(AFFAIR)
        yield opened


def subscribe(store, **changed):
    reader = Subscriber(
        **{"id": "1" * 16, "email": "ann@reader.example", "state": "confirmed", "length": "full"} | changed
    )
    store.subscribers.keep(reader)
    plan_editions(store=store, now=SEVEN - DAY)
    return reader


def happen(store, words, *, at=SEVEN - timedelta(hours=3), **news):
    """Something is told, and entered."""
    article = make_article(words, title="News", outlet="The Plain Post", name=words)
    store.keep(Page(input=words, content=words.encode()), article)
    store.affairs.decide_all([Belonging(affair=AFFAIR.id, article=article.id, belongs=True, because=("by hand",))])
    line = make_line(make_passage(words, article=article.id), **news)
    store.ledger.enter(AFFAIR.id, [replace(line, number=0, affair=AFFAIR.id, at=at)], [])
    return article


def work(store, now):
    """A worker that makes editions and mails none."""
    Worker(store, config=CONFIG, kinds=("edition",), clock=lambda: now).run_once()


def deliver(store, now, state="sent"):
    for message in list(store.mail.messages(["waiting"])):
        store.mail.mark(message.edition, state, answer="", at=now)


def told(store):
    """What was in each edition, oldest first."""
    found = list(store.mail.editions("1" * 16))
    return [[line.news.passages[0].span.text for line in edition.lines] for edition in reversed(found)]


def test_each_morning_tells_what_came_since_the_last(store):
    """And nothing of it again."""
    subscribe(store)
    happen(store, "The bridge fell.")
    work(store, SEVEN)
    deliver(store, SEVEN)
    happen(store, "The ferry sails.")
    work(store, SEVEN + DAY)
    assert told(store) == [["The bridge fell."], ["The ferry sails."]]
    assert store.mail.newest("1" * 16).since == SEVEN


def test_before_the_hour_nothing_is_made_and_after_it_only_once(store):
    """A second trigger of any kind is a no-op."""
    subscribe(store)
    happen(store, "The bridge fell.")
    work(store, SEVEN - timedelta(minutes=1))
    assert told(store) == []
    for minutes in (0, 1, 5):
        work(store, SEVEN + timedelta(minutes=minutes))
    editor = Editor(store, config=CONFIG)
    assert editor(Task(kind="edition", key="1" * 16, due=SEVEN), SEVEN) == SEVEN + DAY
    assert told(store) == [["The bridge fell."]]
    assert len(list(store.mail.messages())) == 1


@pytest.mark.parametrize(("wish", "editions"), [("skip", 0), ("say", 1)])
def test_a_day_with_nothing_new_is_as_the_reader_chose(store, wish, editions):
    """No mail, or one that says so."""
    subscribe(store, when_empty=wish)
    work(store, SEVEN)
    assert told(store) == [[]] * editions


@pytest.mark.parametrize("state", ["expired", "failed", "bounced"])
def test_what_did_not_arrive_is_told_the_next_time(store, state):
    """With what came since."""
    subscribe(store)
    happen(store, "The bridge fell.")
    work(store, SEVEN)
    deliver(store, SEVEN, state)
    happen(store, "The ferry sails.")
    work(store, SEVEN + DAY)
    assert sorted(told(store)[1]) == ["The bridge fell.", "The ferry sails."]


def test_an_edition_that_would_be_stale_is_not_made_and_its_news_is_in_the_next(store):
    """The box was off for a day and a half."""
    subscribe(store)
    happen(store, "The bridge fell.")
    work(store, SEVEN + timedelta(hours=13))
    assert told(store) == []
    work(store, SEVEN + DAY)
    assert told(store) == [["The bridge fell."]]


def test_a_clock_that_jumps_ahead_and_back_mails_nothing_twice_and_goes_on(store):
    """What was told in the wrong year is told; the next right morning has its edition."""
    subscribe(store)
    happen(store, "The bridge fell.")
    work(store, SEVEN + 400 * DAY)
    deliver(store, SEVEN)
    happen(store, "The ferry sails.")
    for days in range(4):
        work(store, SEVEN + days * DAY)
        deliver(store, SEVEN + days * DAY)
    flat = [words for edition in told(store) for words in edition]
    assert sorted(flat) == ["The bridge fell.", "The ferry sails."]


def test_what_was_put_out_of_an_affair_is_not_told(store):
    """A correction by hand counts for what was entered before it."""
    subscribe(store)
    happen(store, "The bridge fell.")
    stranger = happen(store, "A jar of honey won.")
    store.affairs.decide_all([Belonging(affair=AFFAIR.id, article=stranger.id, belongs=False, because=("by hand",))])
    work(store, SEVEN)
    assert told(store) == [["The bridge fell."]]


def test_who_follows_other_affairs_and_who_left_get_nothing_of_this_one(store):
    """And who left has no edition to come."""
    other = Affair(id="b" * 16, name="Honey", words=("honey",))
    store.affairs.keep(other)
    subscribe(store, affairs=(other.id,))
    happen(store, "The bridge fell.")
    work(store, SEVEN)
    assert told(store) == []
    store.subscribers.change("1" * 16, lambda one: replace(one, state="unsubscribed", affairs=()))
    work(store, SEVEN + DAY)
    assert told(store) == []
    assert list(store.tasks(["edition"], done=False)) == []


def test_what_is_asked_for_since_a_time_is_of_that_time(store):
    """Of all affairs, or of some."""
    happen(store, "The bridge fell.", at=SEVEN - 3 * DAY)
    happen(store, "The ferry sails.", at=SEVEN)
    found = edition_since(SEVEN - DAY, store=store, now=SEVEN, affairs=[AFFAIR], length="full")
    assert [line.news.passages[0].span.text for line in found.lines] == ["The ferry sails."]
    assert len(list(edition_since(None, store=store, now=SEVEN, length="full").lines)) == 2


def test_without_a_store_what_was_surely_published_before_is_known():
    """An article without a date is new."""
    text = "The harbour council of Penmark opened the new ferry dock on Monday."
    old = make_article(text, title="Dock opens", outlet="The Plain Post", published=SEVEN - 3 * DAY)
    again = make_article(text, title="Dock opens", outlet="Low Road Radio", published=SEVEN)
    fresh = make_article("A storm killed three sailors off Penmark on Tuesday.", title="Storm", outlet="Low Road Radio")
    found = edition_of([old, again, fresh], SEVEN - DAY, now=SEVEN, length="full")
    assert [line.news.passages[0].span.text for line in found.lines] == [fresh.body]
