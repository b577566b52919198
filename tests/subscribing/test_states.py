"""What moves a subscription, and what a second click, a late bounce or a clock that was put back can't do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import Subscribing
from retold.errors import InputError
from retold.subscribing import states

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PENDING = states.begin("a" * 16, "ann@example.org", now=NOW)
CONFIRMED = states.confirm(PENDING, now=NOW + HOUR, told=7)
GONE = states.unsubscribe(CONFIRMED, now=NOW + DAY)
BOUNCED = states.bounce(CONFIRMED, hard=True, now=NOW + DAY)
EXPIRED = states.expire(PENDING, now=NOW + 4 * DAY)
RULES = Subscribing()


def test_a_subscription_is_confirmed_and_ended():
    """Each with the time at which it came to that."""
    assert (PENDING.state, PENDING.since, PENDING.created_at) == ("pending", NOW, NOW)
    assert (CONFIRMED.state, CONFIRMED.since, CONFIRMED.told) == ("confirmed", NOW + HOUR, 7)
    assert (GONE.state, GONE.since) == ("unsubscribed", NOW + DAY)
    assert (BOUNCED.state, EXPIRED.state) == ("bounced", "expired")


def test_a_second_click_changes_nothing():
    """Neither on "confirm" nor on "unsubscribe"."""
    assert states.confirm(CONFIRMED, now=NOW + DAY, told=99) == CONFIRMED
    for ended in (GONE, BOUNCED, EXPIRED):
        assert states.unsubscribe(ended, now=NOW + 9 * DAY) == ended


@pytest.mark.parametrize("ended", [GONE, BOUNCED, EXPIRED], ids=lambda s: s.state)
def test_what_has_ended_is_not_confirmed(ended):
    """The message names the state and what to do."""
    with pytest.raises(InputError, match=rf"ann@example.org: can't be confirmed, it is {ended.state}: subscribe"):
        states.confirm(ended, now=NOW + 9 * DAY, told=0)


def test_a_reader_may_refuse_before_confirming():
    """It wasn't them who asked."""
    assert states.unsubscribe(PENDING, now=NOW).state == "unsubscribed"


@pytest.mark.parametrize("ended", [GONE, BOUNCED, EXPIRED], ids=lambda s: s.state)
def test_what_has_ended_begins_anew_under_its_id(ended):
    """In another term, without the bounces of the last one."""
    anew = states.begin_anew(replace(ended, soft_bounces=3), now=NOW + 9 * DAY)
    assert (anew.id, anew.state, anew.term, anew.soft_bounces) == (ended.id, "pending", ended.term + 1, 0)
    assert anew.since == NOW + 9 * DAY


def test_what_has_not_ended_does_not_begin_anew():
    """Who subscribes twice has one subscription."""
    assert states.begin_anew(PENDING, now=NOW + DAY) == PENDING
    assert states.begin_anew(CONFIRMED, now=NOW + DAY) == CONFIRMED


def test_nothing_is_told_again_in_a_new_term():
    """Though the first edition of a term holds the news of the day before."""
    again = states.confirm(states.begin_anew(replace(GONE, told=50), now=NOW), now=NOW, told=40)
    assert again.told == 50
    assert states.confirm(states.begin_anew(replace(GONE, told=50), now=NOW), now=NOW, told=60).told == 60


def test_some_soft_bounces_in_a_row_end_a_subscription():
    """One that arrives between them has them counted from none."""
    one = CONFIRMED
    for _ in range(RULES.soft_bounces - 1):
        one = states.bounce(one, hard=False, now=NOW)
    assert (one.state, one.soft_bounces) == ("confirmed", RULES.soft_bounces - 1)
    assert states.bounce(one, hard=False, now=NOW).state == "bounced"
    assert states.bounce(states.deliver(one), hard=False, now=NOW).soft_bounces == 1
    assert states.bounce(one, hard=False, now=NOW, config=Subscribing(soft_bounces=99)).state == "confirmed"


def test_a_bounce_after_the_end_changes_nothing():
    """A report may come days later."""
    for ended in (GONE, BOUNCED, EXPIRED):
        assert states.bounce(ended, hard=True, now=NOW + 9 * DAY) == ended


def test_what_is_not_confirmed_in_time_expires():
    """Counted from the last letter; a confirmed one never does."""
    assert states.expire(PENDING, now=NOW + timedelta(hours=71.9)) == PENDING
    assert states.expire(PENDING, now=NOW + timedelta(hours=72)).state == "expired"
    written = states.write(PENDING, now=NOW + DAY)
    assert states.expire(written, now=NOW + 3 * DAY) == written
    assert states.expire(written, now=NOW + 4 * DAY).state == "expired"
    assert states.expire(CONFIRMED, now=NOW + 999 * DAY) == CONFIRMED


def test_a_new_term_has_its_own_time():
    """Whatever letters there were in the last one."""
    old = replace(GONE, written_at=NOW - 99 * DAY, letters=3)
    anew = states.begin_anew(old, now=NOW)
    assert states.expire(anew, now=NOW + DAY) == anew


def test_what_expired_long_ago_is_forgotten():
    """And nothing else is."""
    assert not states.is_forgotten(EXPIRED, now=EXPIRED.since + 29 * DAY)
    assert states.is_forgotten(EXPIRED, now=EXPIRED.since + 30 * DAY)
    assert not any(states.is_forgotten(one, now=NOW + 999 * DAY) for one in (PENDING, CONFIRMED, GONE, BOUNCED))


def test_an_address_is_not_flooded_with_letters():
    """Entered every minute for a day, it gets eight; a day of silence later the next comes at once."""
    one, written = PENDING, []
    for minute in range(24 * 60):
        after = states.write(one, now=NOW + minute * timedelta(minutes=1))
        written += [minute] if after != one else []
        one = after
    assert written == [0, 10, 30, 70, 150, 310, 630, 1270]
    late = states.write(one, now=NOW + 3 * DAY)
    assert (late.written_at, late.letters) == (NOW + 3 * DAY, 1)


def test_a_clock_that_was_put_back_holds_no_letter_up():
    """By a year, say."""
    written = states.write(PENDING, now=NOW)
    assert states.write(written, now=NOW - 365 * DAY).written_at == NOW - 365 * DAY


STEPS = {
    "confirm": lambda s, now: states.confirm(s, now=now, told=0) if s.state in {"pending", "confirmed"} else s,
    "unsubscribe": lambda s, now: states.unsubscribe(s, now=now),
    "hard": lambda s, now: states.bounce(s, hard=True, now=now),
    "soft": lambda s, now: states.bounce(s, hard=False, now=now),
    "deliver": lambda s, now: states.deliver(s),
    "expire": lambda s, now: states.expire(s, now=now),
    "anew": lambda s, now: states.begin_anew(s, now=now),
    "write": lambda s, now: states.write(s, now=now),
}
MOVES = {
    ("pending", "confirmed"), ("pending", "expired"), ("pending", "unsubscribed"), ("pending", "bounced"),
    ("confirmed", "unsubscribed"), ("confirmed", "bounced"),
    ("unsubscribed", "pending"), ("bounced", "pending"), ("expired", "pending"),
}  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(-100, 100)), max_size=30))
def test_whatever_happens_only_these_moves_are_made(steps):
    """Nobody is confirmed but from pending, id and address stay, and no step done twice does more than once."""
    one, now = PENDING, NOW
    for name, hours in steps:
        now += hours * HOUR
        after = STEPS[name](one, now)
        assert (after.id, after.email, after.created_at) == (one.id, one.email, one.created_at)
        if after.state != one.state:
            assert (one.state, after.state) in MOVES
            assert after.since == now
        assert after.term == one.term + (one.state in states.ENDED and after.state == "pending")
        assert after.told >= one.told
        if name != "soft":
            assert STEPS[name](after, now) == after
        one = after
