"""When an edition is due: exactly once on each chosen day, at the reader's hour, whatever their clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retold.subscribing.schedule import edition_day, next_due
from retold.types import Subscriber

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def reader(zone="Europe/Berlin", at="07:00", days=EVERY_DAY):
    hours, minutes = at.split(":")
    minute = 60 * int(hours) + int(minutes)
    return Subscriber(id="a" * 16, email="ann@example.org", state="confirmed", zone=zone, minute=minute, days=days)


def midnight(day):
    """Without a zone, as hypothesis wants it."""
    return datetime.fromisoformat(day)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def walk(subscriber, since, until):
    """All that is due between the two."""
    found, at = [], since
    while (at := next_due(subscriber, at)) <= until:
        found.append(at)
        assert len(found) < 1000
    return found


def by_every_minute(subscriber, since, until):
    """The same by looking at the reader's clock at every minute: slow, and hard to get wrong."""
    zone = ZoneInfo(subscriber.zone)
    clocks = [(at, at.astimezone(zone).replace(tzinfo=None)) for at in minutes(since - 2 * DAY, until + 2 * DAY)]
    days = {clock.date() for _, clock in clocks}
    found = []
    for day in sorted(days):
        wanted = datetime.combine(day, time(subscriber.minute // 60, subscriber.minute % 60))
        first = next((at for at, clock in clocks if clock >= wanted), None)
        if day.weekday() in subscriber.days and first is not None and since < first <= until:
            found.append(first)
    return found


def minutes(since, until):
    return [since + n * MINUTE for n in range(int((until - since) / MINUTE))]


@pytest.mark.parametrize(
    ("after", "due"),
    [
        # Winter, summer, and the mornings on which clocks change: 31 March and 27 October 2024.
        ("2024-01-10T05:59", "2024-01-10T06:00"),
        ("2024-01-10T06:00", "2024-01-11T06:00"),
        ("2024-07-10T05:00", "2024-07-11T05:00"),
        ("2024-03-30T06:00", "2024-03-31T05:00"),
        ("2024-10-26T05:00", "2024-10-27T06:00"),
    ],
)
def test_the_hour_is_the_readers_in_summer_and_winter(after, due):
    """Seven in Berlin is five or six in London's winter."""
    assert next_due(reader(), utc(after)) == utc(due)


def test_an_hour_that_a_day_does_not_have_is_the_first_instant_after_it():
    """On 31 March 2024 clocks in Berlin went from 2 to 3; the next day all is as ever."""
    found = walk(reader(at="02:30"), utc("2024-03-29T12:00"), utc("2024-04-02T00:00"))
    assert found == [utc("2024-03-30T01:30"), utc("2024-03-31T01:00"), utc("2024-04-01T00:30")]


def test_an_hour_that_a_day_has_twice_counts_once():
    """On 27 October 2024 it was half past two at 0:30 and at 1:30 UTC."""
    found = walk(reader(at="02:30"), utc("2024-10-26T12:00"), utc("2024-10-28T12:00"))
    assert found == [utc("2024-10-27T00:30"), utc("2024-10-28T01:30")]


def test_clocks_that_change_by_half_an_hour_or_at_midnight():
    """Lord Howe's by 30 minutes; in Santiago the day of 8 September 2024 began at one."""
    assert next_due(reader("Australia/Lord_Howe", "02:15"), utc("2024-10-05T12:00")) == utc("2024-10-05T15:30")
    assert next_due(reader("America/Santiago", "00:00"), utc("2024-09-07T12:00")) == utc("2024-09-08T04:00")


def test_a_day_that_a_place_skipped_has_no_edition():
    """Samoa went from Thursday 29 to Saturday 31 December 2011; who reads on Fridays waits for the next one."""
    samoa = walk(reader("Pacific/Apia"), utc("2011-12-28T00:00"), utc("2012-01-01T00:00"))
    assert [edition_day(reader("Pacific/Apia"), at) for at in samoa] == [
        date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1),
    ]  # fmt: skip
    fridays = reader("Pacific/Apia", days=(4,))
    assert walk(fridays, utc("2011-12-20T00:00"), utc("2012-01-07T00:00")) == [
        utc("2011-12-23T17:00"), utc("2012-01-05T17:00"),
    ]  # fmt: skip


def test_an_edition_made_late_is_of_the_day_on_which_it_was_due():
    """A worker that was down until after midnight takes nothing from the next morning."""
    weekdays = reader(days=(0, 1, 2, 3, 4))
    assert edition_day(weekdays, utc("2024-01-10T06:00")) == date(2024, 1, 10)
    assert edition_day(weekdays, utc("2024-01-10T23:30")) == date(2024, 1, 10)
    assert edition_day(weekdays, utc("2024-01-11T05:59")) == date(2024, 1, 10)
    # Friday's, on Sunday.
    assert edition_day(weekdays, utc("2024-01-14T12:00")) == date(2024, 1, 12)


@given(
    st.sampled_from(ZONES),
    st.integers(0, 1439),
    st.sets(st.integers(0, 6), min_size=1),
    # Before, some offsets had seconds.
    st.datetimes(midnight("1973-01-01"), midnight("2037-01-01")),
)
@example("Pacific/Apia", 420, {4, 5}, midnight("2011-12-30"))
@example("Pacific/Kwajalein", 420, {5, 6}, midnight("1993-08-20"))
@example("America/Scoresbysund", 0, {5, 6}, midnight("2024-03-30"))
@example("Africa/Cairo", 15, {3, 4, 5}, midnight("2024-04-25"))
def test_it_is_what_the_clock_on_the_wall_says(zone, minute, days, since):
    """The same as by looking at it every minute of four days."""
    subscriber = Subscriber(
        id="a" * 16, email="a@b.test", state="confirmed", zone=zone, minute=minute, days=tuple(sorted(days))
    )
    since = since.replace(second=0, microsecond=0, tzinfo=UTC)
    until = since + 4 * DAY
    assert walk(subscriber, since, until) == by_every_minute(subscriber, since, until)


@given(
    st.sampled_from(ZONES),
    st.integers(0, 1439),
    st.sets(st.integers(0, 6), min_size=1),
    st.datetimes(midnight("1900-01-01"), midnight("2100-01-01")),
)
def test_each_chosen_day_has_one_instant_at_the_hour_asked_for(zone, minute, days, since):
    """Later than the one before; on another hour only where clocks skipped that one, and then on the first after it."""
    days = tuple(sorted(days))
    subscriber = Subscriber(id="a" * 16, email="a@b.test", state="confirmed", zone=zone, minute=minute, days=days)
    here, hour = ZoneInfo(zone), time(minute // 60, minute % 60)
    found = walk(subscriber, since.replace(tzinfo=UTC), since.replace(tzinfo=UTC) + 30 * DAY)
    assert found == sorted(set(found))
    of = [edition_day(subscriber, at) for at in found]
    assert of == sorted(set(of))
    for day, at in zip(of, found, strict=True):
        assert day.weekday() in days
        assert edition_day(subscriber, at - timedelta(seconds=1)) < day
        local, wanted = at.astimezone(here).replace(tzinfo=None), datetime.combine(day, hour)
        if local != wanted:
            before = (at - timedelta(seconds=1)).astimezone(here).replace(tzinfo=None)
            assert before < wanted < local
            assert local - before > timedelta(seconds=1)
    missed = {of[0] + n * DAY for n in range((of[-1] - of[0]).days)} - set(of)
    gone = [day for day in missed if day.weekday() in days]
    # A whole day is skipped where the date line was moved.
    assert all(datetime.combine(day, time(12), here).astimezone(UTC).astimezone(here).date() != day for day in gone)
