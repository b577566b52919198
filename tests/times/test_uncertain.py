"""A day of writing that isn't certain: what follows from it is an interval, and a value shows what is certain."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.times import BEGINS, ENDS, find_times
from retold.types import Dating

PHRASES = """
in recent months|earlier this month|later this year|in the coming weeks|in early 2020|in mid-March
by the end of the year|last June|next month|on Tuesday|in January|two years ago|yesterday|this summer
on March 5|last week|last winter|next spring|this winter|in the winter|over the weekend|last weekend
next weekend|this weekend|at Christmas|last Christmas|next Easter|on Thanksgiving|in the third quarter
in the second half|last quarter|last Tuesday|next Friday|this Monday|Thursday of next week|late last year
early this year|earlier this week|later this month|in the past three months|in the next two weeks
three weeks ago|a year and a half ago|the day before yesterday|tomorrow night|last night|this morning
on Monday evening|at 9 a.m. on Tuesday|on February 29|on the first Monday in September|on Friday the 13th
the first week of March|the last week of May|the week of June 5|the end of the month|in the last decade
this century|today|June of last year|spring of this year|the Monday after next|in the summer
in June and August|from March to June|from Monday to Wednesday|from June 5 to July 6|between May and September
at 9 a.m.|at noon|in December|a week earlier|two days before Christmas|the rest of the year
the rest of the week|in two weeks|within three months|in early June|late on Friday|a decade ago
the previous month|the following year|the last day of the month|last June and August
""".strip().replace("\n", "|")
PATTERNS = ("It opened {}.", "It will open {}.", "{}")


def interval(first, last):
    """Written on a day from `first` to `last`."""
    low, high = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(1)))
    return Dating(earliest=low, latest=high, precision="month", because=())


def periods(text, published):
    return [one.period for one in find_times(text, published)]


def within(inner, outer):
    """An open end holds every end."""
    if outer is None or inner is None:
        return outer is None
    early = outer.earliest is None or (inner.earliest is not None and outer.earliest <= inner.earliest)
    return early and (outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest))


@settings(max_examples=400)
@given(
    st.sampled_from(PHRASES.split("|")),
    st.sampled_from(PATTERNS),
    st.dates(date(1995, 1, 1), date(2035, 1, 1)),
    st.sampled_from([0, 1, 6, 30, 89, 364, 800]),
    st.data(),
)
def test_the_period_holds_that_of_each_day_and_narrowing_never_widens_it(phrase, pattern, first, days, data):
    text = pattern.format(phrase)
    low = data.draw(st.integers(0, days))
    high = data.draw(st.integers(low, days))
    at = data.draw(st.integers(low, high))
    wide = periods(text, interval(first, first + timedelta(days)))
    narrow = periods(text, interval(first + timedelta(low), first + timedelta(high)))
    one = periods(text, datetime.combine(first + timedelta(at), time(), UTC))
    assert len(wide) == len(narrow) == len(one)
    for outer, middle, inner in zip(wide, narrow, one, strict=True):
        assert within(middle, outer)
        assert within(inner, middle)


@pytest.mark.parametrize(
    ("text", "first", "last", "value", "early", "late"),
    [
        ("It was said Tuesday.", "2021-03-23", "2021-03-24", "2021-03-23", "2021-03-23", "2021-03-24"),
        ("It was said Tuesday.", "2021-03-22", "2021-03-23", "XXXX-WXX-2", "2021-03-16", "2021-03-24"),
        ("It began in January.", "2021-02-01", "2021-12-31", "2021-01", "2021-01-01", "2021-02-01"),
        ("It began in June.", "2021-01-01", "2021-12-31", "XXXX-06", "2020-06-01", "2021-07-01"),
        ("It began last June.", "2021-01-01", "2021-05-31", "2020-06", "2020-06-01", "2020-07-01"),
        ("It began on March 5.", "2021-01-01", "2021-12-31", "XXXX-03-05", "2020-03-05", "2021-03-06"),
        ("It began this year.", "2021-01-01", "2021-12-31", "2021", "2021-01-01", "2022-01-01"),
        ("It began last year.", "2020-12-01", "2021-02-01", "XXXX", "2019-01-01", "2021-01-01"),
        ("It began earlier this month.", "2021-03-10", "2021-03-20", "2021-03", "2021-03-01", "2021-03-21"),
        ("It will begin later this year.", "2021-03-10", "2021-03-20", "2021", "2021-03-10", "2022-01-01"),
        ("It began in 1990.", "2021-01-01", "2021-12-31", "1990", "1990-01-01", "1991-01-01"),
        ("It began at Christmas.", "2021-01-01", "2022-01-31", "XXXX-12-25", "2020-12-25", "2021-12-26"),
        ("It fell over the past three months.", "2021-03-10", "2021-03-20", "P3M", "2020-12-10", "2021-03-21"),
        ("It will open in two weeks.", "2021-03-10", "2021-03-10", "P2W", "2021-03-22", "2021-03-29"),
        ("It began in early 2020.", "2021-01-01", "2021-12-31", "2020", "2020-01-01", "2020-07-02"),
        ("It began in mid-March.", "2021-03-24", "2021-03-24", "2021-03", "2021-03-08", "2021-03-24"),
        ("It will end by the end of the year.", "2021-03-24", "2021-03-24", "2021", "2021-07-02", "2022-01-01"),
        ("He rests for the rest of the week.", "2021-03-24", "2021-03-24", "2021-W12", "2021-03-24", "2021-03-29"),
    ],
)
def test_interval(text, first, last, value, early, late):
    (one,) = find_times(text, interval(date.fromisoformat(first), date.fromisoformat(last)))
    assert one.value == value
    assert (one.period.earliest.date().isoformat(), one.period.latest.date().isoformat()) == (early, late)


def test_what_is_vague_is_open_at_one_end():
    """ "In recent months" ends with the day of writing, "in the coming weeks" begins with it."""
    day = datetime(2021, 3, 24, tzinfo=UTC)
    (recent,) = periods("It fell in recent months.", day)
    assert (recent.earliest, recent.latest) == (None, datetime(2021, 3, 25, tzinfo=UTC))
    (coming,) = periods("It will fall in the coming weeks.", day)
    assert (coming.earliest, coming.latest) == (day, None)


@pytest.mark.parametrize(
    ("text", "day", "values"),
    [
        ("Two were held, last June and August.", "2021-03-24", ["2020-06", "2020-08"]),
        ("It was shut on Monday and Tuesday.", "2021-03-24", ["2021-03-22", "2021-03-23"]),
        ("It was shut from March 3 to 9.", "2021-03-24", ["2021-03-03", "2021-03-09"]),
        ("It was shut between 2003 and 2011.", "2021-03-24", ["2003", "2011"]),
        ("It was shut in 2003-11.", "2021-03-24", ["2003", "2011"]),
        ("It was shut from November to February.", "2021-03-24", ["2020-11", "2021-02"]),
        ("It will be shut from November to February.", "2021-03-24", ["2021-11", "2022-02"]),
        ("It will be shut from Friday to Monday.", "2021-03-24", ["2021-03-26", "2021-03-29"]),
        ("It was shut from Dec. 28 to Jan. 3.", "2021-03-24", ["2020-12-28", "2021-01-03"]),
        ("It was shut between January and April 2015.", "2021-03-24", ["2015-01", "2015-04"]),
        ("It is shut between 8 and 10 a.m.", "2021-03-24", ["2021-03-24T08", "2021-03-24T10"]),
        ("It is shut from 11 to 1 p.m.", "2021-03-24", ["2021-03-24T11", "2021-03-24T13"]),
    ],
)
def test_scope(text, day, values):
    """Words reach over "and" and "to"; a stretch ends after it begins."""
    found = find_times(text, datetime.fromisoformat(day).replace(tzinfo=UTC))
    assert [one.value for one in found] == values


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("It ran from October 26 to November 20.", [("October 26", "November 20")]),
        ("It ran October 1-2.", [("October 1", "2")]),
        ("It was shut between 9 and 11 March.", [("9", "11 March")]),
        ("It was shut from 9 a.m. to 5 p.m. on Monday.", [("9 a.m.", "5 p.m.")]),
        ("It lasted from 2003 to 2011.", [("2003", "2011")]),
        ("It was shut Monday through Friday.", [("Monday", "Friday")]),
        ("He moved the vote from Monday to Friday.", []),
        ("It was shut on Monday and Tuesday.", []),
        ("He spoke on Monday.", []),
    ],
)
def test_two_expressions_that_bound_a_stretch_say_so(text, bounds):
    """The first has `BEGINS` in its `because`, the one after it `ENDS`; values and spans are those of each alone."""
    found = find_times(text, datetime(2021, 3, 24, tzinfo=UTC))
    pairs = [
        (one.span.text, two.span.text)
        for one, two in itertools.pairwise(found)
        if BEGINS in one.because and ENDS in two.because
    ]
    assert pairs == bounds
    assert sum((BEGINS in one.because) + (ENDS in one.because) for one in found) == 2 * len(bounds)


def test_news_that_looks_back_on_elections_counts_from_the_day_of_writing():
    """Many bare years don't make a tale: its weekdays are those of the week it was written in."""
    years = ", ".join(str(year) for year in range(1980, 2012, 4))
    *_, thursday = find_times(f"He ran in {years}. On Thursday he resigned.", datetime(2021, 3, 24, tzinfo=UTC))
    assert thursday.value == "2021-03-18"


def test_hours_count_from_the_moment_of_writing_where_it_is_known():
    moment = datetime(2021, 3, 24, 13, 10, tzinfo=UTC)
    (one,) = find_times("It left two hours ago.", moment)
    assert (one.type, one.value) == ("TIME", "2021-03-24T11:10")
    (one,) = find_times("It left two hours ago.", datetime(2021, 3, 24, tzinfo=UTC))
    assert (one.type, one.value, one.period) == ("DATE", "PAST_REF", None)


def test_no_such_day_is_no_expression():
    assert find_times("It left on the 31st of this month.", datetime(2021, 2, 24, tzinfo=UTC)) == ()
