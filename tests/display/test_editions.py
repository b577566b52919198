"""What all forms of an edition show of a line."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions_made import LANGUAGES, bridge

from retold.display.editions import first, permalink, subject, view
from retold.testing import make_edition, make_line, make_passage


def lines(edition):
    return [line for section in view(edition).sections for story in section.stories for line in story.lines]


def test_a_line_told_by_several_shows_the_first_and_names_the_others():
    """With how many origins and outlets stand behind it."""
    line = lines(bridge())[0]
    assert [quote.text for quote in line.quotes] == ["The ferry is set to start on Friday."]
    assert (line.label, line.who) == ("hoped → planned", "Ferren County")
    assert line.support == "2 independent origins (Northern Wire, Kestrel News) · 2 outlets"
    assert line.also == "also: Kestrel News"
    assert [quote.text for quote in line.before] == ["The county hopes for a ferry."]
    assert line.why == "ferry: planned, Fri 10 October 2025"


def test_a_quotation_has_its_outlet_day_and_address():
    """And its own language and direction."""
    quote = lines(bridge())[2].quotes[0]
    assert (quote.language, quote.direction) == ("ar", "rtl")
    assert (quote.outlet, quote.day, quote.address) == (
        "\u2067النهر\u2069",
        "4 March 2025",
        "https://news.example/nahr",
    )


def test_all_sides_of_a_conflict_are_quoted():
    """And the label says that it is one."""
    line = lines(bridge())[1]
    assert line.conflict
    assert line.label == "conflict: figure 26 / 31 for people"
    assert [quote.text for quote in line.quotes] == ["26 people were hurt.", "Officials counted 31 injured."]
    assert line.also == ""


def test_all_that_the_first_article_says_is_quoted():
    """A statement may be of two sentences."""
    made = make_line(make_passage("One.", sentence=1), make_passage("Two.", sentence=2))
    assert [quote.text for quote in lines(make_edition(made))[0].quotes] == ["One.", "Two."]


def test_a_bare_pair_of_figures_is_called_a_figure():
    """A label that says so already stays as it is."""
    labels = {"3,000 → 2,500 troops": "figure: 3,000 → 2,500 troops", "new figure": "new figure"}
    for label, shown in labels.items():
        assert lines(make_edition(make_line(kind="figure", label=label)))[0].label == shown


def test_a_reason_that_the_label_gives_is_not_given_twice():
    """Nor an empty one."""
    for because in ("", "new statement"):
        assert lines(make_edition(make_line(because=because)))[0].why == ""


def test_many_outlets_are_named_up_to_six_and_counted():
    """Counted, none is lost."""
    made = make_line(*(make_passage("It is shut.", article=f"a{n}", outlet=f"Outlet {n}") for n in range(40)))
    line = lines(make_edition(made))[0]
    assert line.also == "also: Outlet 1, Outlet 2, Outlet 3, Outlet 4, Outlet 5, Outlet 6 +33"
    assert line.support == "40 outlets"


def test_an_edition_counts_lines_and_stories_and_says_since_when():
    """In the words of its frame."""
    assert view(bridge()).counts == ("4 new points", "2 stories", "since Tuesday, 4 March 2025")
    assert view(bridge("pl")).counts[:2] == ("4 nowe punkty", "2 tematy")
    assert view(bridge(since=None)).counts == ("4 new points", "2 stories")


def test_the_day_since_when_is_that_of_the_reader():
    """In Auckland, 25 March begins while it is 24 March in UTC; so it was with the edition before."""
    edition = bridge(
        day=date(2021, 3, 25),
        made_at=datetime(2021, 3, 24, 18, tzinfo=UTC),
        since=datetime(2021, 3, 23, 18, tzinfo=UTC),
    )
    assert view(edition).counts[-1] == "since Wednesday, 24 March 2021"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_edition_says_that_nothing_is_new(language):
    """In the frame's language, with the day since when if there was an edition before."""
    with_day, without = (view(make_edition(language=language, since=since)) for since in (bridge().since, None))
    assert view(bridge(language)).nothing == ""
    assert "2025" in with_day.nothing
    assert without.nothing
    assert "2025" not in without.nothing
    assert not with_day.counts


def test_what_a_longer_edition_has_is_not_nothing():
    """Even if this one shows no line."""
    shown = view(make_edition(left_out=3))
    assert shown.nothing == ""
    assert shown.sections[0].left_out == "3 more in a longer edition"


def test_a_cut_view_keeps_the_first_lines_and_counts_the_rest():
    """Stories and affairs without lines go."""
    whole = view(bridge())
    for kept in range(whole.lines + 1):
        shown = first(whole, kept)
        assert (shown.lines, shown.cut) == (kept, whole.lines - kept)
        assert all(story.lines for section in shown.sections for story in section.stories)
    assert [len(story.lines) for story in first(whole, 2).sections[0].stories] == [2]


def test_the_permalink_is_known_only_with_a_site():
    """And the same however the site is written."""
    assert permalink(bridge(), site="") == ""
    assert permalink(bridge(), site="https://a.example/") == permalink(bridge(), site="https://a.example")
    assert permalink(bridge(), site="https://a.example") == "https://a.example/editions/00000000000000e1"


# --- subject --------------------------------------------------------------------------------------------------------


def test_a_subject_begins_with_how_much_is_new():
    """Then which affairs, which brief, which day."""
    assert subject(bridge(), name="Harbour brief") == "4 new points · Weir Street Bridge · Harbour brief, 5 Mar"
    assert subject(bridge()) == "4 new points · Weir Street Bridge · 5 Mar"
    assert subject(make_edition(), name="Harbour brief") == "Nothing new · Harbour brief, 5 Mar"
    assert subject(make_edition(language="de")) == "Nichts Neues · 5. März"


def test_an_affair_without_a_line_is_not_in_the_subject():
    """It only says that there is more in a longer edition."""
    shown, hidden = bridge().sections[0], make_edition(left_out=2, name="Hidden").sections[0]
    assert "Hidden" not in subject(replace(bridge(), sections=(shown, hidden)))


@pytest.mark.parametrize("letter", ["a", "א"])
def test_a_subject_is_filled_and_no_more(letter):
    """Names of any length, running either way."""
    lengths = [len(subject(make_edition(make_line(), name=letter * n), name="Harbour brief")) for n in range(1, 120)]
    assert max(lengths) <= 78
    assert min(lengths[70:]) >= 75


@given(
    st.text(st.characters(codec=None, categories=None), max_size=200),
    st.text(max_size=200),
    st.sampled_from(LANGUAGES),
)
def test_a_subject_is_one_line_of_at_most_78_characters(affair, name, language):
    """Whatever names hold (RFC 5322 2.2.3: a header that could break could hold another)."""
    line = subject(make_edition(make_line(), name=affair, language=language), name=name)
    assert len(line) <= 78
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", line)
    assert line.count("\u2066") + line.count("\u2067") == line.count("\u2069")
