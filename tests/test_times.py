"""Expressions of time: extents, values, direction, anchors that are sure, uncertain or missing."""

import gc
import json
import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.times import calendar, find_times
from retold.times.firsts import first_symbols
from retold.times.patterns import _GRAMMAR, IDLE, IDLE_BEFORE_WORD
from retold.times.scan import SYMBOLS, lexicon, scan
from retold.types import Dating

WEDNESDAY = datetime(2021, 3, 24, 9, tzinfo=UTC)


def found(text, published=WEDNESDAY):
    """(words, value) of each expression."""
    return [(one.span.text, one.value) for one in find_times(text, published)]


def only(text, published=WEDNESDAY):
    """The one expression in a text."""
    (one,) = find_times(text, published)
    return one


def interval(first, last, precision="month"):
    return Dating(
        earliest=datetime(*first, tzinfo=UTC), latest=datetime(*last, tzinfo=UTC), precision=precision, because=()
    )


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("It opened on September 1, 1939, it is told.", "September 1, 1939", "1939-09-01"),
        ("It opened on 1 September 1939.", "1 September 1939", "1939-09-01"),
        ("It opened on Friday, March 5, 2021.", "Friday, March 5, 2021", "2021-03-05"),
        ("It opened on 2021-03-05.", "2021-03-05", "2021-03-05"),
        ("It opened on 03/25/2020.", "03/25/2020", "2020-03-25"),
        ("It opened in early October 2020.", "early October 2020", "2020-10"),
        ("It opened in the summer of 1990.", "the summer of 1990", "1990-SU"),
        ("It opened at the end of 1944.", "the end of 1944", "1944"),
        ("It opened in the late 1990s.", "the late 1990s", "199"),
        ("It opened in the 19th century.", "the 19th century", "18"),
        ("It opened in 480 BC.", "480 BC", "BC0480"),
        ("It opened in the third quarter of 2020.", "the third quarter of 2020", "2020-Q3"),
        ("It grew in the second half of 2020.", "the second half of 2020", "2020-H2"),
        ("It opened in mid-July.", "mid-July", "2020-07"),
        ("It opened in August of last year.", "August of last year", "2020-08"),
        ("It opened yesterday.", "yesterday", "2021-03-23"),
        ("It opened last week.", "last week", "2021-W11"),
        ("It will open next year.", "next year", "2022"),
        ("It opened this morning.", "this morning", "2021-03-24TMO"),
        ("It opened last night.", "last night", "2021-03-23TNI"),
        ("It opened Monday morning.", "Monday morning", "2021-03-22TMO"),
        ("It opened at 18:00 UTC.", "18:00 UTC", "2021-03-24T18:00Z"),
        ("It opened at 9:30 p.m.", "9:30 p.m.", "2021-03-24T21:30"),
        ("It opened at 5.30am.", "5.30am", "2021-03-24T05:30"),
        ("It opened at 5.30 p.m. GMT.", "5.30 p.m. GMT", "2021-03-24T17:30Z"),
        ("It opened at eight o’clock.", "eight o’clock", "2021-03-24T08"),
        ("It opened at dawn on Monday.", "dawn on Monday", "2021-03-22TMO"),
        ("It is planned for Thursday of next week.", "Thursday of next week", "2021-04-01"),
        ("It opened on Friday of last week.", "Friday of last week", "2021-03-19"),
        ("It opened on Friday morning of last week.", "Friday morning of last week", "2021-03-19TMO"),
        ("It opened on Monday this week.", "Monday this week", "2021-03-22"),
        ("It will open the Monday after next.", "the Monday after next", "2021-04-05"),
        ("It opened on the Monday before last.", "the Monday before last", "2021-03-15"),
        ("It will open the week after next.", "the week after next", "2021-W14"),
        ("It opened the year before last.", "the year before last", "2019"),
        ("It opened two years ago.", "two years ago", "2019"),
        ("It opened three days ago.", "three days ago", "2021-03-21"),
        ("It opened a few days ago.", "a few days ago", "PAST_REF"),
        ("It opened this weekend.", "this weekend", "2021-W12-WE"),
        ("It opened on Christmas.", "Christmas", "2020-12-25"),
        ("It lasted two and a half years.", "two and a half years", "P2.5Y"),
        ("It lasted for several weeks.", "several weeks", "PXW"),
        ("It lasted almost 30 minutes.", "almost 30 minutes", "PT30M"),
        ("A two-year plan was made.", "two-year", "P2Y"),
        ("It is open every morning.", "every morning", "XXXX-XX-XXTMO"),
        ("It is open on Mondays.", "Mondays", "XXXX-WXX-1"),
        ("It is a weekly paper.", "weekly", "P1W"),
        ("It is now open.", "now", "PRESENT_REF"),
        ("It has grown in recent months.", "recent months", "PXM"),
        ("It has grown over the past months.", "the past months", "PXM"),
        ("It has grown in the past three weeks.", "the past three weeks", "P3W"),
        ("They spoke of the future.", "the future", "FUTURE_REF"),
    ],
)
def test_extent_and_value(text, words, value):
    assert found(text) == [(words, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May said so.",
        "You may go. May I go too?",
        "The long march went on; troops march south.",
        "Shares fall when rates rise; the fall of Berlin is told.",
        "It cost $2,000 and 2019 soldiers came.",
        "He holds a third of the land and three quarters of the rest.",
        "Version 1.1.1 works with it.",
        "It cost 5.30 and rose by 3.75 pm and 2.5am.",
        "He flew to Christmas Island.",
        "",
    ],
)
def test_what_is_no_time(text):
    """Names, verbs, sums and fractions are not taken for times."""
    assert found(text) == []


def test_a_bare_month_looks_where_its_verb_looks():
    """Told as past it is the last one, hoped for it is the next one."""
    assert found("The talks began in June.") == [("June", "2020-06")]
    assert found("They hope to have the talks in April.") == [("April", "2021-04")]
    assert found("Village to hold talks in April") == [("April", "2021-04")]
    assert found("He said the bridge will open in June.") == [("June", "2021-06")]
    assert found("He agreed to open it in June.") == [("June", "2021-06")]
    assert found("He was forced to leave in June.") == [("June", "2020-06")]


def test_last_reaches_over_and():
    """ "last June and August" are both last year's, "June and August 2019" both of 2019."""
    assert found("Two were held, last June and August.") == [("last June", "2020-06"), ("August", "2020-08")]
    assert found("Two were held in June and August 2019.") == [("June", "2019-06"), ("August 2019", "2019-08")]
    assert found("It ran from November to March 2019.")[0] == ("November", "2018-11")


def test_a_bare_weekday_is_the_last_one_today_included():
    assert only("Officials confirmed Tuesday they had sent it.").value == "2021-03-23"
    assert only("Officials said Wednesday they had sent it.").value == "2021-03-24"
    assert only("The board will meet Friday.").value == "2021-03-26"
    assert only("They met last Wednesday.").value == "2021-03-17"
    assert only("The road stays closed until Friday.").value == "2021-03-26"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No date had been set by the time of Monday's accident.", "2021-03-22"),
        ("Officials will investigate Monday’s fatal train crash.", "2021-03-22"),
        ("Monday's vote decided it.", "2021-03-22"),
        ("Monday's vote will decide it.", "2021-03-29"),
        ("They plan to take part in Monday's vote on the accident.", "2021-03-29"),
    ],
)
def test_what_nobody_plans_lies_behind(text, value):
    """ "Monday's accident" has happened whatever the sentence looks at; "Monday's vote" goes by the verb."""
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He has ordered 400 for Saturday.", "2021-03-27"),
        ("She called a meeting for Tuesday.", "2021-03-30"),
        ("The vote was scheduled for Tuesday.", "2021-03-30"),
        ("They had tickets for Friday evening.", "2021-03-26TEV"),
        ("The vote is on Friday.", "2021-03-26"),
        ("The vote will be held on Friday.", "2021-03-26"),
        ("They were praised for Monday.", "2021-03-22"),
        ("The council ordered it. They were praised for Monday.", "2021-03-22"),
        ("She was jailed for Monday's theft.", "2021-03-22"),
    ],
)
def test_what_is_ordered_or_called_for_a_day_lies_ahead(text, value):
    assert only(text).value == value


def test_that_day_points_back():
    """What follows counts from the date named before, not from the day of writing."""
    assert found("It began on May 10, 1940. On that same day it spread; two days later it ended.") == [
        ("May 10, 1940", "1940-05-10"),
        ("that same day", "1940-05-10"),
        ("two days later", "1940-05-12"),
    ]


def test_a_tale_of_long_ago_goes_on_from_its_own_dates():
    """In a narrative a bare month belongs to the year told before it."""
    tale = (
        "The war began in 1914. In 1915 it spread. In 1916 it stood still. In 1917 two states left it. In March 1918 a"
        " new attack came. By July it had failed."
    )
    assert found(tale)[-1] == ("July", "1918-07")


def test_news_with_one_old_year_is_no_tale():
    assert found("The bridge, built in 1914, was closed in February.")[-1] == ("February", "2021-02")


def test_clock_takes_the_day_beside_it():
    assert found("It ended at 11 a.m. on 11 November 1918.") == [
        ("11 a.m.", "1918-11-11T11"),
        ("11 November 1918", "1918-11-11"),
    ]


def clocks(text):
    """Values of the times of day in a text."""
    return [one.value for one in find_times(text, WEDNESDAY) if ":" in one.value]


def test_a_clock_belongs_to_the_day_told_around_it():
    """That is the day of its paragraph, else what the paragraph before or the lead is about, else the day of writing.

    "Since Monday" only bounds what is told.
    """
    lead = "A ferry sailed at dawn on Wednesday, the first since the bridge failed on Monday."
    assert clocks(f"{lead}\n\nIt left at 5:34 a.m., it is told.") == ["2021-03-24T05:34"]
    assert clocks("It fell on Monday.\n\nThe alarm came at 5:34 a.m., it is told.") == ["2021-03-22T05:34"]
    assert clocks(f"{lead}\n\nThey had driven since Tuesday. Lines formed at 8:00 a.m.") == ["2021-03-24T08:00"]
    assert clocks("They will meet on Friday.\n\nA man was hurt at 9:15 a.m.") == ["2021-03-24T09:15"]
    assert clocks("They will meet on Friday.\n\nIt will begin at 9:15 a.m.") == ["2021-03-26T09:15"]
    assert clocks("It left.\n\nAt 5:34 a.m. it was dark. Since the Friday before it had been shut.") == [
        "2021-03-24T05:34"
    ]
    assert clocks("It struck on May 10, 2012.\n\nThe mayor told them of it.\n\nThe alarm came at 5:34 a.m.") == [
        "2012-05-10T05:34"
    ]


def test_the_part_of_the_day_beside_a_clock_tells_which_half():
    """ "5:30 on Monday evening" is half past five in the afternoon; with it "5.30" is a time of day at all."""
    assert found("It left at 5:30 on Monday evening.")[0] == ("5:30", "2021-03-22T17:30")
    assert found("It left at 5.30 this morning.")[0] == ("5.30", "2021-03-24T05:30")
    assert found("It left at 3:00 on Monday night.")[0] == ("3:00", "2021-03-22T03:00")


def test_a_year_in_passing_is_not_the_day_that_the_night_belongs_to():
    assert found("They met on Tuesday. The hall was built in 2012. They won that night.")[-1] == (
        "that night",
        "2021-03-23TNI",
    )


def test_earlier_this_month_ends_with_the_day_of_writing():
    one = only("It was given earlier this month.")
    assert (one.value, one.period.earliest.day, one.period.latest) == ("2021-03", 1, datetime(2021, 3, 25, tzinfo=UTC))


def test_durations_and_references_have_no_period():
    for one in find_times("It lasted two years, recently, and weekly.", WEDNESDAY):
        assert one.period is None


def test_uncertain_day_shows_only_what_is_certain():
    """With a month as anchor the month before is certain, a weekday is not."""
    march = interval((2021, 3, 1), (2021, 4, 1))
    assert only("It began last June.", march).value == "2020-06"
    tuesday = only("Officials said Tuesday it was so.", march)
    assert tuesday.value == "XXXX-WXX-2"
    assert (tuesday.period.earliest.date(), tuesday.period.latest.date()) == (date(2021, 2, 23), date(2021, 3, 31))
    assert only("It opened yesterday.", interval((2021, 3, 10), (2021, 3, 20))).value == "2021-03-XX"
    assert only("It opened last year.", interval((2020, 12, 1), (2021, 2, 1))).value == "XXXX"


def test_uncertain_day_with_one_end_keeps_that_end():
    """Known only to be before a day: the value is open, the period bounded above."""
    before = Dating(earliest=None, latest=datetime(2021, 4, 1, tzinfo=UTC), precision="unknown", because=())
    one = only("It began last June.", before)
    assert one.value == "XXXX-06"
    assert one.period.earliest is None
    assert one.period.latest == datetime(2020, 7, 1, tzinfo=UTC)


def test_without_a_day_of_writing_values_stay_open():
    assert found("It began in June and ended on Tuesday, 5 May 2020.", None) == [
        ("June", "XXXX-06"),
        ("Tuesday, 5 May 2020", "2020-05-05"),
    ]
    assert only("It opened on June 12.", None).value == "XXXX-06-12"


@pytest.mark.parametrize("seed", ["seed0", "seed1"])
def test_seeds(shared, seed):
    """Every expression of the two pages that is no boilerplate has the gold's extent, type and value."""
    gold = json.loads(shared("seeds", "statements_gold.json").read_text(encoding="utf8"))["docs"][seed]
    text = shared("seeds", gold["file"]).read_text(encoding="utf8")
    anchor = datetime.fromisoformat(gold["dct"]["best"]).replace(tzinfo=UTC)
    ours = {(t.span.start, t.span.end): (t.type, t.value) for t in find_times(text, anchor)}
    wanted = [t for t in gold["timex"] if not t.get("boilerplate")]
    wrong = [t["text"] for t in wanted if ours.get((t["start"], t["end"])) != (t["type"], t["value"])]
    assert wrong == []


@given(
    st.text(alphabet=st.sampled_from("last June 4,and2021-5th Monday's at 9:30 pm\nthe early 90s ()$—'"), max_size=80)
)
def test_spans_lie_in_the_text_apart_and_in_order(text):
    position = 0
    for one in find_times(text, WEDNESDAY):
        assert text[one.span.start : one.span.end] == one.span.text
        assert position <= one.span.start < one.span.end
        position = one.span.end
        assert one.period is None or one.period.earliest < one.period.latest


@given(st.text(max_size=200), st.datetimes(timezones=st.just(UTC)))
def test_any_text_and_any_day_are_taken(text, published):
    find_times(text, published)


_WORDS = st.sampled_from(
    [
        "last June",
        "next month",
        "Tuesday",
        "in January",
        "two years ago",
        "yesterday",
        "this summer",
        "March 5",
        "last week",
    ]
)


@given(_WORDS, st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(1, 200))
def test_an_uncertain_day_covers_every_day_in_it(words, first, days):
    """The period for an interval holds the period for each day of the interval (slow reference: day by day)."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    wide = Dating(earliest=start, latest=start + timedelta(days), precision="month", because=())
    whole = only(f"It opened {words}.", wide)
    for day in range(0, days, max(1, days // 7)):
        one = only(f"It opened {words}.", start + timedelta(day))
        assert whole.period.earliest <= one.period.earliest
        assert one.period.latest <= whole.period.latest


@given(st.dates(date(1583, 1, 1), date(2999, 1, 1)), st.integers(-500, 500))
def test_adding_months_agrees_with_counting(day, count):
    """Reference: step month by month."""
    year, month = day.year, day.month
    for _ in range(abs(count)):
        month += 1 if count > 0 else -1
        year, month = (year + 1, 1) if month > 12 else (year - 1, 12) if month < 1 else (year, month)
    moved = calendar.add_months(day, count)
    assert (moved.year, moved.month) == (year, month)
    assert moved.day == min(day.day, calendar.month_length(year, month))


@pytest.mark.parametrize(
    ("year", "day"), [(2019, "04-21"), (2020, "04-12"), (2021, "04-04"), (2024, "03-31"), (1961, "04-02")]
)
def test_easter(year, day):
    assert calendar.easter(year).isoformat() == f"{year}-{day}"


def test_feasts_by_rule():
    assert calendar.feast("11-4-4", 2021) == date(2021, 11, 25)
    assert calendar.feast("05-1--1", 2021) == date(2021, 5, 31)


def test_blur_keeps_what_is_common():
    assert calendar.blur("2021-03-02", "2021-03-30") == "2021-03-XX"
    assert calendar.blur("2021-W12", "2021-W14") == "2021-WXX"
    assert calendar.blur("2020-12-31", "2021-01-01") == "XXXX-XX-XX"
    assert calendar.blur("2020-SU", "2021-SU") == "XXXX-SU"


def test_one_symbol_a_token():
    scanned = scan("In early June, the U.S. met.", lexicon("en"))
    assert len(scanned.symbols) == len(scanned.starts) == len(scanned.ends)
    assert scanned.symbols.startswith("pEM,")


@given(st.text(alphabet=st.sampled_from(sorted({*SYMBOLS.values(), *"IJCdenYoQDx,.:;?$()_-h'\n"})), max_size=12))
def test_no_expression_begins_with_an_idle_symbol(row):
    """Reference for the quick search: each pattern by itself; what it finds begins with one of its first symbols."""
    for kind, pattern in _GRAMMAR:
        for match in re.finditer(pattern, row):
            assert match.group()[:1] in first_symbols(pattern), kind
            assert re.match(f"[^{IDLE}]", match.group() or "?"), kind
            assert not re.match(f"[{IDLE_BEFORE_WORD}]x", row[match.start() :]), kind


def _cost(text):
    """Seconds of one run. What other tests left in memory is gone through now and then: not meanwhile."""
    gc.disable()
    begin = time.process_time()
    find_times(text, WEDNESDAY)
    spent = time.process_time() - begin
    gc.enable()
    return spent


@pytest.mark.parametrize("unit", ["2020 ", "on Monday ", "1-day ", "June 5 ", "to go ", "soon ", "the ", ". "])
def test_cost_grows_with_the_length_only(unit):
    """Text made of nothing but cues and dates: twice the text takes about twice the time."""
    _cost(unit * 400)
    once, twice = (unit * (size // len(unit)) for size in (40_000, 80_000))
    assert min(_cost(twice) for _ in range(2)) < 4 * min(_cost(once) for _ in range(3)) + 0.02


def test_quick():
    """At least 40,000 words a second, once its tables are read."""
    words = "Officials said Tuesday that the talks, which began in June, will go on next month in the capital. " * 400
    assert len(words.split()) / min(_cost(words) for _ in range(3)) > 40_000
