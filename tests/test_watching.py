"""When to look again, and how a feed fares: decided from values, with no clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import Watching
from retold.types import DateHint, Feed, Visit
from retold.watching import (
    health,
    latest_visit,
    missed,
    next_look,
    next_visit,
    retry,
    seconds,
    told_on,
    visited,
)

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
RULES = Watching()
FEED = Feed(url="https://plain.test/feed", added_at=NOW)
SEEN = visited(FEED, NOW, new=True)


def waits(feed: Feed) -> float:
    due = next_visit(feed, feed.tried_at or NOW)
    assert due is not None
    return (due - (feed.tried_at or NOW)).total_seconds()


def test_a_new_feed_is_visited_at_once():
    """Nothing is known of it."""
    assert next_visit(FEED, NOW) == NOW


def test_a_feed_is_visited_the_sooner_the_more_often_it_has_news():
    """Step by step, and never beyond its bounds."""
    busy = silent = SEEN
    for _ in range(30):
        sooner = visited(busy, NOW, new=True)
        later = visited(silent, NOW, new=False)
        assert sooner.wait <= busy.wait
        assert later.wait >= silent.wait
        busy, silent = sooner, later
    assert (busy.wait, silent.wait) == (RULES.least_wait, RULES.most_wait)
    assert visited(busy, NOW, new=False).wait > busy.wait


def test_the_first_visit_tells_nothing_of_how_often_there_is_news():
    """All stands in it for the first time."""
    assert SEEN.wait == visited(FEED, NOW, new=False).wait == RULES.first_wait
    assert SEEN.changed_at == NOW
    assert visited(SEEN, NOW + timedelta(hours=1), new=False).changed_at == NOW


def test_the_owner_has_the_last_word():
    """Beyond the bounds, too."""
    feed = replace(SEEN, every=60.0)
    assert 0.9 * 60 <= waits(feed) <= 60
    assert 0.9 * 604_800 <= waits(replace(SEEN, every=604_800.0)) <= 604_800


@given(st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=50, unique=True))
def test_feeds_are_not_all_visited_at_once(names):
    """Each a little before its time, by its address: always the same."""
    feeds = [replace(SEEN, url=f"https://{name}.test/feed") for name in names]
    found = [waits(feed) for feed in feeds]
    assert found == [waits(feed) for feed in feeds]
    assert all((1 - RULES.spread) * SEEN.wait <= one <= SEEN.wait for one in found)
    assert len(set(found)) == len(found)


def test_a_feed_that_fails_is_left_alone_for_longer_and_longer():
    """Up to a bound; the first success makes it as it was."""
    feed, before = SEEN, 0.0
    for number in range(1, 12):
        feed = missed(feed, NOW, "HTTP 500: the server failed")
        assert feed.failures == number
        assert waits(feed) >= before
        before = waits(feed)
    assert 0.9 * RULES.retry_most <= before <= RULES.retry_most
    assert retry(10_000) == RULES.retry_most
    again = visited(feed, NOW, new=False)
    assert (again.failures, again.error) == (0, "")
    assert waits(again) < RULES.most_wait


def test_a_server_that_wants_to_be_left_alone_is():
    """Where it wants more than we would wait, not where it wants less."""
    feed = missed(SEEN, NOW, "HTTP 429")
    assert next_visit(feed, NOW, hold=7_200) == NOW + timedelta(hours=2)
    assert next_visit(feed, NOW, hold=1) == next_visit(feed, NOW)


def test_what_is_gone_is_not_visited():
    """Until it is tried anew, and is there."""
    gone = missed(SEEN, NOW, "HTTP 410", gone=True)
    assert next_visit(gone, NOW + timedelta(days=999)) is None
    assert next_visit(visited(gone, NOW, new=False), NOW) is not None


@given(st.integers(-(10**9), 10**9), st.booleans(), st.integers(0, 70))
def test_a_clock_that_jumps_loses_no_feed(jump, new, failures):
    """Wherever it goes, the next visit is due within bounds of where it is now, and a jump is no reason to hurry."""
    feed = visited(SEEN, NOW, new=new)
    for _ in range(failures):
        feed = missed(feed, NOW, "no answer")
    now = NOW + timedelta(seconds=jump)
    due = next_visit(feed, now)
    assert due is not None
    assert due <= latest_visit(feed, now)
    assert due >= min(now, NOW) + timedelta(seconds=RULES.least_wait * (1 - RULES.spread)) - timedelta(seconds=301)
    feed = visited(feed, now, new=new)
    assert next_visit(feed, now) >= now + timedelta(seconds=RULES.least_wait * (1 - RULES.spread))


# --- looks


def test_a_page_is_looked_at_some_times_and_then_done():
    """An hour, six, a day and three days after the first sight."""
    now, found = NOW, []
    for _ in range(9):
        due = next_look(NOW, now)
        if due is None:
            break
        found.append((due - NOW).total_seconds() / 3_600)
        now = due
    assert found == [1, 6, 24, 72]


def test_looks_that_were_slept_through_are_not_made_up_for():
    """One look after a night, not two."""
    assert next_look(NOW, NOW + timedelta(hours=7)) == NOW + timedelta(days=1)
    assert next_look(NOW, NOW + timedelta(days=9)) is None
    assert next_look(NOW, NOW, config=Watching(looks=())) is None
    assert next_look(NOW, NOW, config=Watching(looks=("2 d", "90 min"))) == NOW + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("90 min", 5_400), ("6h", 21_600), ("1 d", 86_400), ("1.5 hours", 5_400), ("45 s", 45), (" 2 weeks ", 1_209_600)],
)
def test_durations_are_read(words, wanted):
    """As people write them."""
    assert seconds(words) == wanted


@pytest.mark.parametrize("words", ["", "soon", "6", "h", "-1 h", "1 h 30"])
def test_what_is_no_duration_is_told(words):
    """With a word on how to write it."""
    with pytest.raises(ValueError, match="write it as"):
        seconds(words)


def test_the_last_day_that_a_list_tells_counts():
    """Whatever the form; None where there is none."""
    hints = [
        DateHint(source="feed", text="Mon, 02 Mar 2026 05:00:00 GMT"),
        DateHint(source="feed", text="2026-03-04T05:00:00Z"),
        DateHint(source="feed", text="yesterday"),
    ]
    assert told_on(hints) == date(2026, 3, 4)
    assert told_on(hints[2:]) is None


# --- health


def visits(*told, confidence=0.9):
    """Visits of outcomes: a(rticle), n(o article), f(ailed)."""
    names = {"a": "article", "n": "no article", "f": "failed"}
    return [
        Visit(
            feed=FEED.url,
            url=f"https://plain.test/{number}",
            at=NOW + timedelta(minutes=number),
            outcome=names[one],
            confidence=confidence if one == "a" else 0.0,
            reason="HTTP 404: there is no such page" if one == "f" else "",
        )
        for number, one in enumerate("".join(told))
    ]


@pytest.mark.parametrize(
    ("feed", "told", "state", "said"),
    [
        (FEED, "", "new", "not visited yet"),
        (SEEN, "aaaaaaaaaaaa", "well", ""),
        (SEEN, "aaaaaf", "well", "1 of its 6 newest pages could not be had"),
        (SEEN, "nnnff", "no articles", "none of its pages gave an article"),
        (SEEN, "fffff", "no articles", "5 of its 5 newest pages could not be had; the last: HTTP 404"),
        (SEEN, "nnn", "well", "none of its pages gave an article"),
        (missed(SEEN, NOW, "no answer within 20 s"), "aaa", "failing", "failed once: no answer"),
        (missed(missed(SEEN, NOW, "x"), NOW, "y"), "aaa", "failing", "failed 2 times in a row: y"),
        (missed(SEEN, NOW, "HTTP 410: taken down", gone=True), "a", "gone", "gone for good"),
        (SEEN, "aaaaaaaannnnn", "layout broken", "none of its 5 newest pages gave an article, of those before 8 of 8"),
        (SEEN, "aaaaaaanaannnna", "layout broken", "1 of its 5 newest"),
    ],
)
def test_a_state_comes_with_its_reason(feed, told, state, said):
    """What an owner is told."""
    found = health(feed, visits(told))
    assert found.state == state
    assert said in "; ".join(found.because)
    assert found.pages == len(told)
    assert found.articles == told.count("a")


@pytest.mark.parametrize("told", ["aaaannnnn", "nannananannnnn", "aaaaaaaaannaan", "aaaaaaaafffff"])
def test_a_layout_is_not_called_broken_lightly(told):
    """Too few pages, few articles all along, some still read, or the network's fault."""
    assert health(SEEN, visits(told)).state == "well"


def test_articles_that_are_read_badly_tell_of_a_broken_layout():
    """They are still found, but not as surely."""
    found = health(SEEN, [*visits("a" * 10), *visits("a" * 5, confidence=0.4)])
    assert found.state == "layout broken"
    assert "confidence of 40%" in found.because[0]
    assert health(SEEN, [*visits("a" * 10), *visits("a" * 5, confidence=0.75)]).state == "well"


def test_the_yield_is_a_share_of_what_was_tried():
    """None before the first."""
    assert health(SEEN, visits("aanf")).yields == 0.5
    assert health(FEED, []).yields is None
