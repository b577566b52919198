"""Dating: hints of the page, the page's own words, and what is never believed."""

import csv
import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import DatingRules
from retold.dating import date_article, share_dates
from retold.dating.candidates import judge
from retold.dating.frame import first_day, month_of
from retold.dating.moments import moments, month_names
from retold.dating.offices import find_holders
from retold.knowledge import table
from retold.testing import make_article
from retold.types import DateHint, Dating, Duplicate

PLAIN = "The council met. It talked about the bridge, and nothing was decided."


def dated(*hints, text=PLAIN, title=None, fetched_at=None, language="en"):
    return date_article(text=text, sentences=(), title=title, hints=hints, fetched_at=fetched_at, language=language)


def hint(source, text, label=""):
    return DateHint(source=source, text=text, label=label)


def day(*parts):
    return datetime(*parts, tzinfo=UTC)


# --- moments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2021-03-24T10:00:00+03:00", "2021-03-24"),
        ("2021-03-24", "2021-03-24"),
        ("20210324", "2021-03-24"),
        ("/2021/03/24/", "2021-03-24"),
        ("/2021/mar/24/", "2021-03-24"),
        ("Tue, 23 Mar 2021 10:00:00 GMT", "2021-03-23"),
        ("29 March 2024, Friday", "2024-03-29"),
        ("March 24, 2021 4:15 PM EDT", "2021-03-24"),
        ("Sept. 3rd, 2020", "2020-09-03"),
        ("24.03.2021", "2021-03-24"),
        ("13/03/2021", "2021-03-13"),
        ("1616580000", "2021-03-24"),
        ("Publié le 24 mars 2021 à 10h20", "2021-03-24"),
        ("24 de marzo de 2021", "2021-03-24"),
        ("24. März 2021", "2021-03-24"),
        ("24 марта 2021 г.", "2021-03-24"),
        ("24 marca 2021", "2021-03-24"),
        ("24 Μαρτίου 2021", "2021-03-24"),
        ("24 مارس 2021", "2021-03-24"),
        ("2021年3月24日", "2021-03-24"),
    ],
)
def test_dates_as_pages_write_them(text, wanted):
    (moment,) = moments(text)
    assert moment.day.isoformat() == wanted


@pytest.mark.parametrize(
    "text", ["", "no date", "31 February 2021", "2021-13-01", "March 2021", "12345", "1.2.3", "99/99/2021"]
)
def test_what_is_no_date(text):
    assert list(moments(text)) == []


def test_the_day_is_that_of_the_strings_own_offset():
    """01:00 at +03:00 is still the day before in UTC, and the day of the story is its own."""
    (moment,) = moments("2021-03-24T01:00:00+03:00")
    assert moment.day == date(2021, 3, 24)
    assert moment.instant == day(2021, 3, 23, 22)


def test_day_and_month_may_be_the_other_way_round():
    assert [m.sure for m in moments("03/04/2021")] == [False]
    assert [(m.day.month, m.day.day) for m in moments("03/04/2021", language="de")] == [(4, 3)]


@given(st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2030-01-01")), st.integers(-12, 14))
def test_iso_round_trip(when, hours):
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
    (moment,) = moments(when.isoformat(timespec="minutes") + zone)
    assert moment.day == when.date()
    assert moment.instant == when.replace(second=0, microsecond=0, tzinfo=UTC) - timedelta(hours=hours)


@given(st.text(max_size=60))
def test_any_string_is_taken(text):
    for moment in moments(text):
        assert moment.text in text


def test_month_names_are_of_every_month():
    assert set(month_names().values()) == set(range(1, 13))


# --- hints ----------------------------------------------------------------------------------------------------------


def test_metadata_gives_day_and_minute():
    dating = dated(hint("meta", "2021-03-24T10:30:00Z", "article:published_time"))
    assert (dating.earliest, dating.precision) == (day(2021, 3, 24, 10, 30), "minute")
    assert dating.because[0].quote == "2021-03-24T10:30:00Z"
    assert "article:published_time" in dating.because[0].says


def test_an_instant_of_another_utc_day_is_answered_as_its_own_day():
    dating = dated(hint("json-ld", "2021-03-24T01:00:00+03:00", "datePublished"))
    assert (dating.earliest, dating.latest, dating.precision) == (day(2021, 3, 24), day(2021, 3, 25), "day")


def test_publication_counts_not_the_last_change():
    dating = dated(
        hint("json-ld", "2021-03-24", "datePublished"),
        hint("json-ld", "2021-06-01", "dateModified"),
        hint("meta", "2021-06-01", "article:modified_time"),
    )
    assert dating.earliest == day(2021, 3, 24)
    assert [e.weight for e in dating.because if "2021-06-01" in e.says] == [0.0, 0.0]


def test_the_day_shown_wins_over_the_utc_day():
    """Metadata in UTC name the next day; the page shows its own."""
    dating = dated(
        hint("json-ld", "2021-03-25T02:30:00Z", "datePublished"),
        hint("meta", "2021-03-25T02:30:00Z", "article:published_time"),
        hint("text", "March 24, 2021", "2 lines below the headline"),
    )
    assert dating.earliest == day(2021, 3, 24)


def test_later_than_the_fetch_is_never_believed():
    fetched = day(2021, 4, 1)
    dating = dated(hint("json-ld", "2021-05-01", "datePublished"), fetched_at=fetched)
    assert dating.latest is not None
    assert dating.latest <= fetched
    assert any(e.weight == 0 and "later than the page was fetched" in e.says for e in dating.because)


def test_masthead_is_an_upper_bound_and_no_date():
    dating = dated(hint("masthead", "| 29 March 2024, Friday |", "6 lines above the headline"))
    assert (dating.earliest, dating.latest, dating.precision) == (None, day(2024, 3, 30), "unknown")
    (line,) = dating.because
    assert (line.source, line.weight) == ("masthead", 0.0)
    assert "day of the visit" in line.says


def test_a_date_with_the_word_published_counts_wherever_it_stands():
    dating = dated(hint("masthead", "Published on July 18, 2025", "2 lines above the headline"))
    assert dating.earliest == day(2025, 7, 18)


def test_two_sources_outvote_one():
    rules = DatingRules()
    judged = judge(
        [
            hint("json-ld", "2021-03-24", "datePublished"),
            hint("url", "/2021/03/24/"),
            hint("time", "2021-05-05"),
        ],
        fetched_at=None,
        language="en",
        rules=rules,
    )
    assert judged.candidates[0].day == date(2021, 3, 24)
    votes = [rules.votes[name] for name in ("json-ld", "url", "told as published", "earliest")]
    assert judged.candidates[0].score == pytest.approx(sum(votes))


def test_nothing_known():
    dating = dated()
    assert (dating.earliest, dating.latest, dating.precision, dating.confidence) == (None, None, "unknown", 0.0)


_HINTS = st.builds(
    hint,
    st.sampled_from(["json-ld", "meta", "time", "url", "text", "masthead", "byline", "http", "feed"]),
    st.dates(date(1999, 1, 1), date(2029, 1, 1)).map(str),
    st.sampled_from(["", "datePublished", "dateModified", "2 lines below the headline", "9 lines above the headline"]),
)


@given(
    st.lists(_HINTS, max_size=6), st.none() | st.datetimes(datetime.fromisoformat("2000-01-01"), timezones=st.just(UTC))
)
def test_dating_is_sound(hints, fetched_at):
    """The interval is not empty, not after the fetch, and unused evidence comes last."""
    dating = dated(*hints, fetched_at=fetched_at)
    if dating.known:
        assert dating.earliest < dating.latest
    if fetched_at is not None and dating.earliest is not None:
        assert dating.earliest <= fetched_at + timedelta(hours=14)
    assert 0 <= dating.confidence <= 1
    weights = [line.weight for line in dating.because]
    assert all(0 <= weight <= 1 for weight in weights)


@given(
    st.permutations(
        [hint("meta", "2021-03-24", "pubdate"), hint("url", "/2021/03/24/"), hint("text", "March 26, 2021")]
    )
)
def test_the_order_of_hints_does_not_matter(hints):
    assert dated(*hints).earliest == day(2021, 3, 24)


# --- words ----------------------------------------------------------------------------------------------------------

STORY = (
    "Village to resume talks in April\n\nThe administration of President Joe Biden is set to resume talks next"
    " month.\n\nThe talks, which began last June under the Trump administration, would be the first under Biden, who"
    " assumed office in January."
)


def test_office_holders_tense_and_next_month_leave_one_month():
    dating = dated(text=STORY, title="Village to resume talks in April")
    assert (dating.earliest, dating.latest, dating.precision) == (day(2021, 3, 1), day(2021, 4, 1), "month")
    said = " ".join(line.says for line in dating.because)
    assert "2021-01-20" in said
    assert "the headline names" in said
    for line in dating.because:
        if line.span is not None:
            assert STORY[line.span.start : line.span.end] == line.quote == line.span.text


def test_words_refute_the_masthead():
    dating = dated(
        hint("masthead", "| 29 March 2024, Friday |", "1 lines above the headline"),
        text=STORY,
        title="Village to resume talks in April",
    )
    assert dating.latest == day(2021, 4, 1)
    (line,) = [line for line in dating.because if line.source == "masthead"]
    assert line.weight == 0.0
    assert "another time" in line.says


def test_words_refute_a_weak_hint():
    dating = dated(hint("http", "Fri, 29 Mar 2024 10:00:00 GMT", "Last-Modified"), text=STORY, title=STORY[:32])
    assert dating.latest == day(2021, 4, 1)


def test_words_without_a_year_say_nothing():
    """Months alone fit every year: no answer, and none that is sure."""
    dating = dated(text="The fair, which closed in May, will open again in April, the mayor said on Tuesday.")
    assert (dating.earliest, dating.precision, dating.confidence) == (None, "unknown", 0.0)


def test_the_weekday_of_a_date_tells_the_year():
    """Of the years in Obama's second term only 2016 has a Tuesday on November 8."""
    text = "President Barack Obama spoke. The vote was held on Tuesday, Nov. 8, after the meeting of June 2015."
    dating = dated(text=text)
    assert dating.earliest is not None
    assert dating.earliest.year == 2016


def test_seeds(shared):
    """Without a date on the page both intervals hold March 2021 and none of 2024."""
    first = shared("seeds", "000_c205e4d55dfba31e.txt").read_text(encoding="utf8")
    second = shared("seeds", "001_ed0c39503bc77787.txt").read_text(encoding="utf8")
    head = first.index("Iraq to resume")
    masthead = hint("masthead", "| 29 March 2024, Friday |", "1 lines above the headline")
    one = dated(masthead, text=first[head:], title=first[head:].split("\n")[0])
    form = re.compile(r"^(?:Get the military|\(please select|Subscribe|By giving|View original).*\n", re.M)
    clean = form.sub("", second).replace("\n", "\n\n")
    two = dated(text=clean, title=clean.split("\n")[0])
    for dating in (one, two):
        assert dating.earliest <= day(2021, 3, 1)
        assert day(2021, 4, 1) <= dating.latest <= day(2021, 7, 1)
    assert one.precision == "month"


# --- offices --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("President Joe Biden said so.", "Joseph Biden", "in office"),
        ("Prime Minister Mustafa al-Kadhimi took over.", "Mustafa al-Kadhimi", "in office"),
        ("Former President Barack Obama said so.", "Barack Obama", "former"),
        ("President-elect Donald Trump said so.", "Donald Trump", "elect"),
        ("The Obama administration said so.", "Barack Obama", "administration"),
        ("It began under the Trump administration.", "Donald Trump", "earlier administration"),
        ("President Bidens words were heard.", "Joseph Biden", "in office"),
    ],
)
def test_named_with_an_office(text, name, role):
    (holder,) = find_holders(text)
    assert (holder.terms[0].name, holder.role) == (name, role)
    assert text[holder.span.start : holder.span.end] == holder.span.text


@pytest.mark.parametrize(
    "text", ["Biden said so.", "The President said so.", "President of the club Joe Miller", "King Street"]
)
def test_not_named_with_an_office(text):
    assert list(find_holders(text)) == []


def test_a_vice_president_is_no_president():
    (holder,) = find_holders("Vice President Joe Biden said so.")
    assert holder.terms[0].title == "Vice President"


def test_the_table_of_office_holders_is_sorted_and_its_terms_are_in_order():
    rows = table("office_holders")
    assert list(rows) == sorted(rows)
    assert all(not end or start <= end for _, _, _, start, end, _ in rows)
    assert ("biden", "President", "us", "2021-01-20", "2025-01-20", "Joseph Biden") in rows


def test_the_table_of_further_offices_is_sorted_and_its_terms_are_in_order():
    rows = table("office_terms")
    assert list(rows) == sorted(rows)
    assert all(not end or start < end for _, _, _, start, end, _ in rows)
    first: dict[tuple[str, ...], str] = {}
    for _, title, country, start, end, name in sorted(rows, key=lambda row: (row[1:3], row[3])):
        if title not in ("Vice President", "President"):
            assert first.get((title, country), start) <= start, name
            first[title, country] = max(end or "9999", start) if name != "Luiz Inacio Lula da Silva" else start


def test_the_table_holds_what_its_source_has(shared):
    """Each current president of the factbook's last look is there."""
    path = shared("data", "statements", "factbook_terms.csv")
    names = {row[0] for row in table("office_holders")}
    with path.open(encoding="utf8", newline="") as lines:
        for row in csv.DictReader(lines):
            match = re.fullmatch(r"President [A-Z][a-z]+ ([A-Z]{3,})", row["title_and_name"])
            if match is not None and row["last_seen"] == "2026-05-17":
                assert match[1].lower() in names


# --- sharing --------------------------------------------------------------------------------------------------------


def with_dating(body, dating, name):
    from dataclasses import replace

    return replace(make_article(body, name=name), published=dating)


def month(year, number):
    start = first_day(year * 12 + number - 1)
    return Dating(
        earliest=start, latest=first_day(month_of(start.date()) + 1), precision="month", because=(), confidence=0.8
    )


def test_near_duplicates_share_what_they_have_in_common():
    season = Dating(earliest=day(2021, 2, 1), latest=day(2021, 5, 1), precision="season", because=(), confidence=0.8)
    articles = [with_dating("a", month(2021, 3), "x"), with_dating("b", season, "y"), with_dating("c", season, "z")]
    shared_dates = share_dates(articles, [Duplicate(a=0, b=1, in_b=0.9, in_a=0.9)])
    assert shared_dates[1].earliest == day(2021, 3, 1)
    assert shared_dates[1].latest == day(2021, 4, 1)
    assert shared_dates[1].precision == "month"
    assert shared_dates[1].because[0].source == "retelling"
    assert shared_dates[0] == articles[0].published
    assert shared_dates[2] == articles[2].published


def test_an_undated_copy_is_dated_to_about_a_week():
    known = Dating(earliest=day(2021, 3, 23), latest=day(2021, 3, 24), precision="day", because=(), confidence=0.9)
    unknown = Dating(earliest=None, latest=None, precision="unknown", because=())
    articles = [with_dating("a", known, "x"), with_dating("b", unknown, "y")]
    one, two = share_dates(articles, [Duplicate(a=0, b=1, in_b=0.9, in_a=0.9)])
    assert one == known
    assert two.precision == "week"
    assert two.earliest <= known.earliest < two.latest


def test_intervals_that_do_not_meet_stay_and_say_so():
    articles = [with_dating("a", month(2021, 3), "x"), with_dating("b", month(2019, 3), "y")]
    one, two = share_dates(articles, [Duplicate(a=0, b=1, in_b=0.9, in_a=0.9)])
    assert (one.earliest, two.earliest) == (day(2021, 3, 1), day(2019, 3, 1))
    assert one.because[-1].weight == 0.0


def test_a_masthead_that_fits_the_weekdays_of_the_story_is_a_shaky_day():
    """The story tells of Thursday and a Thursday stands at the top: believed, with low confidence."""
    text = "The council voted 7-2 on Thursday to end the contract."
    dating = dated(hint("masthead", "Thursday, October 9, 2025"), text=text)
    assert (dating.earliest, dating.precision) == (day(2025, 10, 9), "day")
    assert dating.confidence < 0.8
    assert "fits the Thursday" in dating.because[0].says


def test_a_masthead_that_does_not_fit_the_weekdays_is_a_bound():
    text = "The span fell on Monday. Engineers will come on Tuesday."
    dating = dated(hint("masthead", "| 25 August 2028, Friday |"), text=text)
    assert (dating.earliest, dating.latest) == (None, day(2028, 8, 26))
    assert "does not fit the Monday" in dating.because[0].says


def test_a_masthead_is_checked_in_other_languages():
    dating = dated(hint("masthead", "Dienstag, 7. Oktober 2025"), text="Der Rat tagte am Montag.", language="de")
    assert dating.earliest == day(2025, 10, 7)


def test_a_date_with_a_clock_is_no_masthead():
    dating = dated(hint("masthead", "Tue 7 Oct 2025, 07:45"))
    assert dating.earliest == day(2025, 10, 7)


def test_a_shaky_day_gives_way_to_a_near_duplicate():
    known = Dating(earliest=day(2021, 3, 23), latest=day(2021, 3, 24), precision="day", because=(), confidence=0.9)
    shaky = Dating(earliest=day(2024, 3, 29), latest=day(2024, 3, 30), precision="day", because=(), confidence=0.6)
    articles = [with_dating("a", known, "x"), with_dating("b", shaky, "y")]
    one, two = share_dates(articles, [Duplicate(a=0, b=1, in_b=0.9, in_a=0.9)])
    assert one == known
    assert two.earliest <= known.earliest < two.latest < shaky.earliest


def test_the_first_of_several_names_is_no_surname():
    """A president named like a known one, but with more names, is somebody else."""
    assert list(find_holders("President Obama Nobody spoke.")) == []
    assert len(list(find_holders("President Obama Tuesday spoke."))) == 1


def test_a_long_text_is_dated_in_bounded_time():
    """Rows of words that patterns begin with must not take quadratic time."""
    begin = time.process_time()
    dated(text="last " * 40_000 + "President A " * 20_000)
    assert time.process_time() - begin < 5
