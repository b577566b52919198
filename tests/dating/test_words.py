"""Dating by the words alone: events, candidates, quarters, years; and how days are counted."""

import time
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import DEFAULT
from retold.dating import date_article
from retold.dating.event_clues import TOLD, find_events
from retold.dating.frame import Frame, month_of, spread
from retold.dating.inside import Inside, look_inside
from retold.knowledge import table
from retold.times.scan import lexicon, scan

RULES = DEFAULT.dating


def inside(text, title_end=0):
    return look_inside(text, title_end=title_end, latest=None, language="en", rules=RULES)


def belief(found: Inside, start: date, end: date) -> float:
    """Weight of the months from that of `start` to that of `end`."""
    low, high = month_of(start) - found.first, month_of(end) - found.first
    return sum(found.weights[low : high + 1])


def dated(text, title=None):
    return date_article(text=text, sentences=(), title=title, hints=(), fetched_at=None, language="en")


def frame(first=2014 * 12, count=48):
    words = lexicon("en")
    return Frame(scan("", words), words, (), (), first, count, 0, RULES)


# --- days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("month", "number"), [(1, 1), (2, 29), (3, 15), (12, 31)])
def test_days_since_and_until_are_those_of_the_calendar(month, number):
    """Against a walk from day to day."""
    looked = frame(2015 * 12, 26)
    since, until = looked.since(month, number), looked.until(month, number)
    for at in range(0, len(looked.days), 17):
        day = date.fromordinal(int(looked.days[at]))
        ago = next(n for n in range(2000) if _is(day.toordinal() - n, month, number))
        ahead = next(n for n in range(2000) if _is(day.toordinal() + n, month, number))
        assert (since[at], until[at]) == (ago, ahead)


def _is(ordinal, month, number):
    day = date.fromordinal(ordinal)
    return (day.month, day.day) == (month, number)


def test_days_and_months_go_together():
    looked = frame()
    assert [date.fromordinal(int(day)).month - 1 for day in looked.days] == [int(month) % 12 for month in looked.months]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=50))
def test_a_spread_costs_nothing_where_it_fits_best_and_is_finite(lags):
    shares = TOLD["vote"][1]
    costs = spread(shares, np.array(lags))
    assert np.isfinite(costs).all()
    assert (costs <= 0).all()
    assert spread(shares, np.arange(shares[-1][0])).max() == 0.0


# --- tables ---------------------------------------------------------------------------------------------------------


def test_the_tables_of_events_and_candidates_are_sorted_and_hold_days_in_order():
    for name in ("dated_events", "candidacies", "first_named"):
        assert list(table(name)) == sorted(table(name)), name
    for name, kind, start, *end in table("dated_events"):
        assert kind == "primary" or kind in TOLD, name
        assert date.fromisoformat(start) <= date.fromisoformat((*end, start)[0]), name
    for name, role, start, end in table("candidacies"):
        assert role in ("candidate", "presumptive", "nominee", "running mate"), name
        assert date.fromisoformat(start) < date.fromisoformat(end), name
    for _, day in table("first_named"):
        date.fromisoformat(day)


def test_elections_are_on_the_tuesday_after_the_first_monday_of_november():
    days = {
        date.fromisoformat(row[2]) for row in table("dated_events") if row[0] in ("presidential election", "midterms")
    }
    assert len(days) == 13
    assert all((day.month, day.isoweekday()) == (11, 2) and 2 <= day.day <= 8 for day in days)


def test_a_name_has_one_kind():
    kinds: dict[str, set[str]] = {}
    for name, kind, *_ in table("dated_events"):
        kinds.setdefault(name, set()).add(kind)
    assert all(len(told) == 1 for told in kinds.values())


# --- events ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("after the New York primary", "New York primary"),
        ("New York’s Republican presidential primary", "New York’s Republican presidential primary"),
        ("the caucuses in Iowa", "caucuses in Iowa"),
    ],
)
def test_a_primary_is_named_by_its_state(text, state):
    ((match,),) = find_events(text).values()
    assert match[0] == state


def test_a_state_alone_is_no_primary():
    assert find_events("The mayor of New York spoke in Iowa about the primary school.") == {}


def test_weekday_event_and_candidates_give_the_month():
    text = (
        "Ted Cruz and Marco Rubio were campaigning for votes in Tuesday's New Hampshire primary. The candidates"
        " met voters at rallies, and Ben Carson's campaign said President Barack Obama was no friend of his."
    )
    dating = dated(text)
    assert (dating.earliest, dating.precision) == (datetime(2016, 2, 1, tzinfo=UTC), "month")
    assert any("New Hampshire primary" in line.says and line.weight > 0.5 for line in dating.because)


def test_an_attack_that_is_remembered_is_behind():
    """No belief for the time before it, some for years after."""
    found = inside("The mayor remembered the Paris attacks.")
    assert belief(found, date(2000, 1, 1), date(2015, 10, 1)) < 0.1
    assert belief(found, date(2016, 3, 1), date(2020, 1, 1)) > 0.15


def test_a_day_that_is_an_events_own_is_counted_once():
    """ "the Iowa caucuses on Feb. 1" says one thing, not two."""
    once = inside("They spoke of the Iowa caucuses.")
    twice = inside("They spoke of the Iowa caucuses, which will be on Feb. 1.")
    assert len(once.clues) == len(twice.clues)


def test_candidates_ran_when_they_ran():
    text = "Republican presidential candidate Ben Carson said on Monday that he would win."
    found = inside(text)
    assert belief(found, date(2015, 5, 1), date(2016, 3, 1)) > 0.6
    past = inside(text.replace("Republican", "Former Republican"))
    assert belief(past, date(2015, 5, 1), date(2016, 3, 1)) < 0.2


def test_a_presumptive_nominee_is_between_the_primaries_and_the_convention():
    found = inside("President Barack Obama met the presumptive Republican nominee, Donald Trump, he said.")
    assert belief(found, date(2016, 5, 1), date(2016, 7, 31)) > 0.3
    assert belief(found, date(2016, 9, 1), date(2016, 12, 31)) < 0.1


@pytest.mark.parametrize(("text", "year"), [("the 112th Congress passed it", 2011), ("the 114th Congress met", 2015)])
def test_a_congress_begins_in_an_odd_year(text, year):
    found = inside(f"As he said, {text}.")
    assert belief(found, date(year, 1, 1), date(year + 1, 12, 31)) > belief(
        found, date(1995, 1, 1), date(year - 1, 6, 1)
    )


def test_what_was_not_heard_of_yet_is_not_written_of():
    assert belief(inside("She looked at her iPad."), date(1995, 1, 1), date(2009, 12, 31)) < 0.1


def test_results_of_a_quarter_are_told_of_soon_after_it():
    found = inside("The company earned less in the fourth quarter of 2005, it said.")
    soon = belief(found, date(2006, 1, 1), date(2006, 3, 31))
    assert soon > 3 * belief(found, date(2005, 7, 1), date(2005, 9, 30))
    assert soon > 3 * belief(found, date(2006, 7, 1), date(2006, 9, 30))


def test_the_year_in_a_headline_is_about_the_year_of_writing():
    title = "The best spades of 2019"
    found = inside(f"{title}\n\nSpades are made of steel.", title_end=len(title))
    assert belief(found, date(2018, 1, 1), date(2019, 12, 31)) > 0.5


# --- as a whole -----------------------------------------------------------------------------------------------------


def test_months_without_anything_that_tells_years_apart_are_no_answer():
    assert not dated("The fair closed in May and will open in June.").known


def test_a_fetch_in_the_far_future_takes_no_longer():
    started = time.process_time()
    date_article(
        text="President Barack Obama spoke in May.",
        sentences=(),
        title=None,
        hints=(),
        fetched_at=datetime(9000, 1, 1, tzinfo=UTC),
        language="en",
    )
    assert time.process_time() - started < 2


def test_a_year_that_is_answered_is_a_calendar_year():
    found = Inside(2010 * 12, (0.0,) * 14 + (0.08,) * 12 + (0.04,), ())
    start, end, held = found.best_year()
    assert (start, end) == (2011 * 12, 2012 * 12)
    assert held == pytest.approx(0.8)


@given(
    st.text(
        alphabet=st.sampled_from("Iowa caucus 2016 on Tuesday, Feb. 1 will the New York primary Ted Cruz\n"),
        max_size=200,
    )
)
def test_any_text_is_taken_and_its_evidence_is_in_it(text):
    found = inside(text)
    assert sum(found.weights) == pytest.approx(1.0)
    for clue in found.clues:
        assert text[clue.span.start : clue.span.end] == clue.span.text
        assert len(clue.costs) == len(found.months)
