"""Charts: marks stand in the order of time, within the drawing, and say no more than is known."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.testing import make_article
from retold.types import Claim, ClaimConflict, Figure, Passage, Period, Series, SeriesPoint, Span, TimelineEntry
from retold.web.axis import make_axis
from retold.web.charts import WIDTH, series_chart, timeline_chart

ARTICLE = make_article("It rained.", outlet="The Plain Post")
PASSAGE = Passage(article=ARTICLE.id, outlet=ARTICLE.name, span=ARTICLE.sentences[0].span, sentence=0)
DAY = timedelta(days=1)


def at(year, month=1, day=1, hour=0):
    return datetime(year, month, day, hour, tzinfo=UTC)


def entry(first, last, *, status="happened", published=None, conflicts=()):
    return TimelineEntry(
        earliest=first, latest=last, precision="day", label="", passages=(PASSAGE,), status=status, history=(),
        origins=("one",), published=published or Period(earliest=None, latest=None), conflicts=conflicts,
    )  # fmt: skip


def point(when, low, high=None, *, qualifier="", unit=""):
    words = f"{low}" if high is None else f"{low} to {high}"
    figure = Figure(
        span=Span(0, len(words), words), low=low, high=low if high is None else high, unit=unit, qualifier=qualifier,
        counts="people",
    )  # fmt: skip
    claim = Claim(kind="figure", passages=(PASSAGE,), source="", origins=("one",), figure=figure)
    return SeriesPoint(claim=claim, earliest=when, latest=None, precision="day", label="", stated=True)


def series(*points, conflicts=()):
    return Series(counts="people", unit="", points=points, conflicts=conflicts)


moments = st.integers(-40_000, 20_000).map(lambda days: at(2000) + days * DAY)
periods = st.builds(
    lambda start, days, open_end: Period(earliest=start, latest=None if open_end else start + days * DAY),
    moments, st.integers(1, 4_000), st.booleans(),
)  # fmt: skip


@given(st.lists(periods, min_size=1, max_size=30), st.booleans())
def test_an_axis_keeps_the_order_of_time(told, even):
    """Later is never further left, all bounds lie on the axis, ticks have room and stand on it."""
    axis = make_axis(told, left=10, right=700, even=even)
    bounds = sorted(moment for period in told for moment in (period.earliest, period.latest) if moment)
    pixels = [axis.at(moment) for moment in bounds]
    assert pixels == sorted(pixels)
    assert min(pixels) == pytest.approx(10)
    assert max(pixels) <= 700.001
    ticks = [tick.x for tick in axis.ticks]
    assert ticks
    assert all(b - a >= 74 for a, b in pairwise(ticks))


def test_an_even_axis_is_true_to_scale():
    """Ten days are ten times a day."""
    axis = make_axis([Period(earliest=at(2021), latest=at(2021, 1, 12))], left=0, right=110, even=True)
    assert [axis.at(at(2021, 1, day)) for day in (1, 2, 11)] == pytest.approx([0, 10, 100])


def test_a_far_date_leaves_room_for_the_week():
    """1931 beside one week of 2025: the week keeps a third of the axis."""
    week = [Period(earliest=at(2025, 10, day), latest=at(2025, 10, day + 1)) for day in range(6, 12)]
    axis = make_axis([Period(earliest=at(1931), latest=at(1932)), *week], left=0, right=800)
    assert axis.at(at(2025, 10, 12)) - axis.at(at(2025, 10, 6)) > 800 / 3
    assert axis.ticks[0].label == "1931"
    assert axis.ticks[1].label == "6 Oct 2025"


def test_no_date_no_axis():
    """Nothing is drawn where nothing is known."""
    assert make_axis([Period(earliest=None, latest=None)], left=0, right=10) is None
    assert timeline_chart([entry(at(2021), at(2021, 1, 2))]) is None
    assert series_chart(series(point(at(2021), 3))) is None
    assert series_chart(series(point(at(2021), 3), point(at(2021), 4))) is None


@given(st.lists(periods, min_size=2, max_size=60))
def test_bars_lie_within_the_drawing_and_beside_each_other(told):
    """Every entry has a place, none covers another of its row."""
    told.sort(key=lambda period: period.earliest)
    chart = timeline_chart([entry(period.earliest, period.latest) for period in told])
    numbers = [n for bar in chart.bars for n in range(bar.number, bar.number + len(bar.entries))]
    assert numbers == list(range(1, len(told) + 1))
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y + bar.height <= chart.strip
        others = [o for o in chart.bars if o is not bar and o.y == bar.y]
        assert all(o.x >= bar.x + bar.width or bar.x >= o.x + o.width for o in others)


def test_many_events_of_one_day_are_one_bar():
    """ "2–6", and what speaks against one of them shows."""
    many = [entry(at(2021, 3, 3, hour), at(2021, 3, 4)) for hour in range(5)]
    chart = timeline_chart([entry(at(2021, 3, 1), at(2021, 3, 2)), *many])
    assert [bar.label for bar in chart.bars] == ["1", "2–6"]
    few = timeline_chart([entry(at(2021, 3, 1), at(2021, 3, 2)), *many[:3]])
    assert [bar.label for bar in few.bars] == ["1", "2", "3", "4"]


def test_publication_has_a_strip_of_its_own():
    """When something happened and when it was told are not one mark."""
    told = Period(earliest=at(2021, 3, 9), latest=at(2021, 3, 10))
    events = [entry(at(2021, 3, 1), at(2021, 3, 2), published=told), entry(at(2021, 3, 2), at(2021, 3, 3))]
    chart = timeline_chart(events)
    ((x, _),) = chart.published
    assert x > max(bar.x + bar.width for bar in chart.bars)
    assert chart.base > chart.strip


def test_an_open_end_is_shown():
    """ "after January 2020" has an arrow, not an end."""
    chart = timeline_chart([entry(at(2020), at(2020, 2)), entry(at(2020), None), entry(at(2020, 5), at(2020, 6))])
    assert [bar.open for bar in chart.bars] == [False, True, False]


def test_values_stand_at_their_height():
    """From zero, greater is higher, a range has both ends, a bound an arrow."""
    chart = series_chart(
        series(point(at(2021), 10), point(at(2021, 2), 20, 40), point(at(2021, 3), 30, qualifier="at least"))
    )
    assert chart.from_zero
    low, ranged, least = chart.marks
    assert low.x < ranged.x < least.x
    assert chart.base > low.low > ranged.low > least.low > ranged.high
    assert [mark.bound for mark in chart.marks] == ["", "", "least"]
    assert chart.line.count("L") == 2


def test_nearly_equal_values_are_told_apart():
    """A scale from zero would show nothing; that it does not begin there is said."""
    chart = series_chart(series(point(at(2021), 1_000), point(at(2021, 2), 1_010)))
    assert not chart.from_zero
    assert chart.marks[0].low - chart.marks[1].low > 30


def test_conflicting_values_are_not_joined():
    """A line through two values that can't both hold would be a third claim."""
    one, two = point(at(2021), 14), point(at(2021, 1, 2), 26)
    conflict = ClaimConflict(claims=(one.claim, two.claim), because="figure 14 / 26 for people")
    chart = series_chart(series(one, two, conflicts=(conflict,)))
    assert [mark.conflict for mark in chart.marks] == [True, True]
    assert chart.line == ""


def test_labels_do_not_cover_each_other():
    """Four values of two days: each label has a line or a place of its own."""
    chart = series_chart(series(*(point(at(2021, 1, 1 + n % 2), 100 + n) for n in range(4))))
    boxes = [(mark.label_x, mark.label_y, len(mark.label) * 6.2) for mark in chart.marks]
    for i, (x, y, width) in enumerate(boxes):
        for other_x, other_y, other_width in boxes[:i]:
            assert x + width < other_x or other_x + other_width < x or abs(y - other_y) > 12
