"""The timeline: dates in words, one entry an event, its earlier statuses as history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.timeline import build_timeline, date_label
from retold.types import Period
from told import article, day, facts_of, figure, statement, story_of


def timeline(*bodies: str, days: tuple[int, ...] = ()) -> tuple:
    articles = [article(body, outlet=f"Outlet {i}", on=day(days[i] if days else 24)) for i, body in enumerate(bodies)]
    facts = [facts_of(a) for a in articles]
    story = story_of(*articles)
    return build_timeline([story], facts).entries


def test_entries_are_in_the_order_of_time():
    """Not in the order of the text."""
    found = timeline(
        "Norway and Spain will hold talks in April.\n\nRebels attacked the port of Aden in January 2020.\n\n"
        "Omar Hadi took office in May 2020."
    )
    assert [entry.label for entry in found] == ["January 2020", "May 2020", "April 2021"]
    assert [entry.status for entry in found] == ["happened", "happened", "planned"]


def test_hoped_then_planned_is_one_entry():
    """The same event across articles: the latest status, and where the earlier one stands."""
    (entry,) = timeline(
        "Norway hopes to hold talks with Spain in April.",
        "Norway is set to hold talks with Spain in April.",
        days=(22, 24),
    )
    assert entry.status == "planned"
    assert [status for status, _ in entry.history] == ["hoped"]
    assert entry.history[0][1].outlet == "Outlet 0"
    assert entry.passages[0].outlet == "Outlet 1"
    assert entry.origins == ("Outlet 0", "Outlet 1")


def test_an_older_article_does_not_bring_an_old_status_back():
    """What is certainly written later decides: planned, then only hoped."""
    (entry,) = timeline(
        "Norway is set to hold talks with Spain in April.",
        "Norway hopes to hold talks with Spain in April.",
        days=(22, 24),
    )
    assert entry.status == "hoped"
    assert [status for status, _ in entry.history] == ["planned"]


def test_the_same_words_are_no_change_of_status():
    """A copy that appears after the event, or has no date, read the same sentence as past."""
    early = article("Rebels attacked the port of Aden on 30 March 2021.", outlet="A", on=day(24))
    late = article("Rebels attacked the port of Aden on 30 March 2021.", outlet="B", on=day(2, 4))
    assert [facts_of(a).events[0].status for a in (early, late)] == ["planned", "happened"]
    story = story_of(early, late)
    (entry,) = build_timeline([story], [facts_of(early), facts_of(late)]).entries
    assert entry.history == ()


def test_two_sessions_are_two_entries():
    """ "in June and August" is two dates."""
    found = timeline("Two rounds of talks between Norway and Spain were held in June and August.")
    assert [entry.label for entry in found] == ["June 2020", "August 2020"]


def test_ordered_by_another_event():
    """ "following the attack" comes after the attack, with no end."""
    found = timeline(
        "A drone attack on the port in January 2020 killed three sailors.\n\n"
        "Lawmakers passed a resolution to expel the company following the attack."
    )
    assert [entry.label for entry in found] == ["January 2020", "after January 2020"]
    assert found[1].latest is None


def test_without_a_date_of_its_own_nothing_is_shown():
    """The day of publication is no event's date."""
    assert timeline("Rebels attacked the port of Aden. Norway sent a memo to Spain.") == ()


def test_a_statement_that_tells_a_dated_event_is_not_told_twice():
    """ "..., he said Tuesday" gives way to what was said when that has a date."""
    found = timeline("Rebels attacked the port of Aden on 3 March, the army said Tuesday.")
    assert [entry.label for entry in found] == ["Wed 3 March 2021"]


def test_one_clause_is_one_entry():
    """Two deeds of one clause at one time are shown once."""
    found = timeline("Rebels attacked the port of Aden and burned down two ships on 3 March.")
    assert [entry.label for entry in found] == ["Wed 3 March 2021"]


def test_who_tells_it():
    """The source behind an entry."""
    own = article("Omar Hadi resigned on Monday, Lena Berg said.", outlet="A")
    facts = [facts_of(own, statements=[statement(own, "Lena Berg", "said", "Omar Hadi resigned on Monday")])]
    story = story_of(own)
    entries = build_timeline([story], facts).entries
    assert entries[0].sources == ("Lena Berg",)


def test_passages_are_verbatim_and_order_does_not_count():
    """Whatever the order of the articles, the same entries, each quoted from its article."""
    bodies = [
        "Norway hopes to hold talks with Spain in April.\n\nRebels attacked the port of Aden on 3 March.",
        "Norway is set to hold talks with Spain in April, which will be the first since May 2020.",
        "The port of Aden was attacked by rebels on 3 March. Omar Hadi resigned on Monday.",
    ]
    articles = [article(body, outlet=f"Outlet {i}", on=day(20 + i)) for i, body in enumerate(bodies)]
    facts = [facts_of(a) for a in articles]
    text = {a.id: a.text for a in articles}
    results = set()
    for order in permutations(range(3)):
        story = story_of(*(articles[i] for i in order))
        entries = build_timeline([story], [facts[i] for i in order]).entries
        results.add(repr(entries))
        for entry in entries:
            for passage in (*entry.passages, *(where for _, where in entry.history)):
                assert text[passage.article][passage.span.start : passage.span.end] == passage.span.text
    assert len(results) == 1


def test_three_dates_are_kept_apart():
    """When it happened, when it was published, when the pages were fetched."""
    fetched = day(29)
    own = [
        replace(article("Rebels attacked the port of Aden on 3 March.", outlet=f"Outlet {n}", on=day(n)), fetched_at=f)
        for n, f in ((5, None), (9, fetched), (7, None))
    ]
    (entry,) = build_timeline([story_of(*own)], [facts_of(a) for a in own]).entries
    assert (entry.earliest, entry.latest) == (day(3), day(4))
    assert entry.published == Period(earliest=day(5), latest=day(10))
    assert entry.fetched == Period(earliest=fetched, latest=fetched)


def test_an_entry_has_its_roles_and_what_speaks_against_it():
    """Type, who, whom; and the conflict of its sentences."""
    yes, other = timeline(
        "Rebels bombed the port of Aden on 3 March. Omar Hadi resigned on Monday.",
        "Rebels did not bomb the port of Aden on 3 March.",
    )
    assert yes.type in ("FIGHT", "ASSAULT")
    assert "Rebels" in " ".join(yes.actors)
    assert [conflict.because for conflict in yes.conflicts] == ["happened / denied"]
    assert other.type == "OFFICE"
    assert other.conflicts == ()


def test_an_affair_is_one_timeline():
    """An event that two stories tell is one entry, with the origins of both; its status goes on."""
    first = article("Norway hopes to hold talks with Spain in April.", outlet="A", on=day(1))
    second = article("Norway is set to hold talks with Spain in April. It rained.", outlet="B", on=day(9))
    stories = [replace(story_of(one), id=one.id) for one in (first, second)]
    facts = [facts_of(one) for one in (first, second)]
    found = build_timeline(stories, facts)
    (entry,) = found.entries
    assert (entry.status, [status for status, _ in entry.history]) == ("planned", ["hoped"])
    assert entry.origins == ("A", "B")
    assert build_timeline(stories[::-1], facts[::-1]).entries == found.entries


def counted(*told: tuple[str, str, float], days: tuple[int, ...]) -> tuple:
    articles = [article(body, outlet=f"Outlet {n}", on=day(n)) for (body, _, _), n in zip(told, days, strict=True)]
    facts = [
        facts_of(a, figures=[figure(a, words, value, "troops in Iraq")])
        for a, (_, words, value) in zip(articles, told, strict=True)
    ]
    return build_timeline([story_of(*articles)], facts).series


def test_a_figure_over_time():
    """In the order of time, by the day of telling where the text gives none."""
    (series,) = counted(
        ("The U.S. has 3,000 troops in Iraq.", "3,000", 3000),
        ("The U.S. has 2,500 troops in Iraq.", "2,500", 2500),
        days=(24, 2),
    )
    assert series.counts == "troops in Iraq"
    assert [(point.label, point.stated) for point in series.points] == [
        ("Tue 2 March 2021", False),
        ("Wed 24 March 2021", False),
    ]
    assert [point.claim.figure.value for point in series.points] == [2500, 3000]
    assert series.conflicts == ()


def test_a_time_that_the_text_gives_comes_first():
    """ "in May 2020" holds for May, whenever it was told."""
    one = article("The U.S. had 5,200 troops in Iraq in May 2020.", outlet="A", on=day(24))
    two = article("The U.S. has 2,500 troops in Iraq.", outlet="B", on=day(9))
    old = figure(one, "5,200", 5200, "troops in Iraq")
    (may,) = facts_of(one).times
    facts = [
        facts_of(one, figures=[replace(old, when=may)]),
        facts_of(two, figures=[figure(two, "2,500", 2500, "troops in Iraq")]),
    ]
    (series,) = build_timeline([story_of(one, two)], facts).series
    assert [(point.label, point.stated) for point in series.points] == [
        ("May 2020", True),
        ("Tue 9 March 2021", False),
    ]


def test_a_vague_stretch_is_no_moment():
    """ "over the past months": the value holds for the day on which it is told."""
    own = article("The number of troops in Iraq has dropped to 2,500 over the past months.", outlet="A", on=day(9))
    (months,) = facts_of(own).times
    told = replace(figure(own, "2,500", 2500, "troops in Iraq"), when=months)
    (series,) = build_timeline([story_of(own)], [facts_of(own, figures=[told])]).series
    assert [(point.label, point.stated) for point in series.points] == [("Tue 9 March 2021", False)]


def test_two_values_of_one_day_are_a_conflict_of_the_series():
    """Named in the series that they belong to, and nowhere else."""
    found = counted(("The blast wounded 14 people.", "14", 14), ("The blast wounded 26 people.", "26", 26), days=(9, 9))
    assert [len(series.points) for series in found if series.conflicts] == [2]


# --- dates in words -------------------------------------------------------------------------------------------------


def period(first: datetime, last: datetime) -> Period:
    return Period(earliest=first, latest=last)


def at(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_period", "value", "label", "precision"),
    [
        (period(at(2021, 3, 23), at(2021, 3, 24)), "2021-03-23", "Tue 23 March 2021", "day"),
        (period(at(2021, 3, 1), at(2021, 4, 1)), "2021-03", "March 2021", "month"),
        (period(at(2021, 3, 1), at(2021, 3, 24)), "2021-03", "March 2021", "month"),
        (period(at(2021, 3, 1), at(2021, 3, 24)), "", "1–23 March 2021", "month"),
        (period(at(2020, 6, 1), at(2020, 9, 1)), "2020-SU", "summer 2020", "season"),
        (period(at(2020, 1, 1), at(2021, 1, 1)), "2020", "2020", "year"),
        (period(at(2020, 1, 1), at(2030, 1, 1)), "202", "the 2020s", "decade"),
        (period(at(2021, 3, 29), at(2021, 4, 5)), "2021-W13", "29 March 2021 – 4 April 2021", "week"),
        (Period(earliest=at(2020, 1, 1), latest=None), "2020-01", "after January 2020", "unknown"),
        (Period(earliest=None, latest=at(2020, 1, 5)), "", "before 5 January 2020", "unknown"),
    ],
)
def test_date_in_words(given_period, value, label, precision):
    """As a newspaper would put it, and no more precise than it is."""
    assert date_label(given_period, value) == (label, precision)


@given(st.integers(0, 20_000), st.integers(1, 9_000))
def test_every_period_has_words(start, length):
    """Any bounded period has a label that names its years."""
    first = at(1980, 1, 1) + timedelta(days=start)
    label, precision = date_label(period(first, first + timedelta(days=length)))
    assert str(first.year) in label
    assert precision != "minute"
