"""Offices of the tables, as of an article's date."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsed import parsed
from retold.actors import find_actors, offices
from retold.actors.offices import because, in_words, shown
from retold.knowledge import table
from retold.statements import find_statements
from retold.testing import make_dating
from retold.types import Dating


def on(day):
    return make_dating(datetime.fromisoformat(day).replace(tzinfo=UTC))


def told(name, day, *, title="", countries=()):
    """The office that is shown for somebody, in words."""
    office = shown(offices(name, on(day), title=title, countries=countries))
    return in_words(office) if office is not None else ""


@pytest.mark.parametrize(
    ("name", "day", "title", "country", "expected"),
    [
        ("Mustafa al-Kadhimi", "2021-03-24", "", "Iraq", "Prime Minister of Iraq"),
        ("Mustafa al-Kazemi", "2021-03-24", "", "Iraq", "Prime Minister of Iraq"),
        ("Mustafa al-Kadhimi", "2023-03-24", "", "Iraq", "former Prime Minister of Iraq"),
        ("Mustafa al-Kadhimi", "2019-03-24", "", "Iraq", ""),
        ("Kadhimi", "2021-03-24", "Prime Minister", "Iraq", "Prime Minister of Iraq"),
        ("Barack Obama", "2016-05-01", "", "United States", "President of the United States"),
        ("Barack Obama", "2018-05-01", "", "United States", "former President of the United States"),
        ("Joe Biden", "2016-05-01", "", "United States", "Vice President of the United States"),
        ("Joe Biden", "2020-05-01", "", "United States", "former Vice President of the United States"),
        ("Joe Biden", "2021-05-01", "", "United States", "President of the United States"),
        ("Donald J. Trump", "2016-05-01", "", "United States", ""),
        ("Donald J. Trump", "2022-05-01", "", "United States", "former President of the United States"),
        ("Bill Clinton", "2016-05-01", "", "United States", "former President of the United States"),
        ("George W. Bush", "2005-05-01", "", "United States", "President of the United States"),
        ("George H.W. Bush", "2005-05-01", "", "United States", "former President of the United States"),
        ("Volodymyr Zelenskyy", "2022-05-01", "", "Ukraine", "President of Ukraine"),
        ("Xi Jinping", "2022-05-01", "", "China", "President of China"),
        ("Naftali Bennett", "2022-02-01", "", "Israel", "Prime Minister of Israel"),
        ("Benjamin Netanyahu", "2022-02-01", "", "Israel", "former Prime Minister of Israel"),
    ],
)
def test_an_office_is_told_as_of_the_date(name, day, title, country, expected):
    """Held, over, or not yet begun."""
    assert told(name, day, title=title, countries=[country]) == expected


@pytest.mark.parametrize(
    ("name", "title", "countries"),
    [
        # A surname, by itself, with a country, or with a title of no country that is named.
        ("Kadhimi", "", []),
        ("Kadhimi", "", ["Iraq"]),
        ("Kadhimi", "Prime Minister", []),
        ("Kadhimi", "Prime Minister", ["Jordan"]),
        ("Kadhimi", "Deputy Prime Minister", ["Iraq"]),
        # Kin, namesakes, and names of which a part is another's.
        ("Hunter Biden", "", ["United States"]),
        ("Robert Kadhimi", "", ["Iraq"]),
        ("Mustafa Reed", "", ["Iraq"]),
        # A full name in an article about another country.
        ("Mustafa al-Kadhimi", "", ["Brazil"]),
        ("Mustafa al-Kadhimi", "", []),
        # Long dead: likelier a senator of that name.
        ("John Kennedy", "Sen.", ["United States"]),
        ("", "President", ["Iraq"]),
    ],
)
def test_what_may_be_somebody_else_is_nobody(name, title, countries):
    """Whoever is shown with an office is named with enough."""
    assert offices(name, on("2021-03-24"), title=title, countries=countries) == ()


def test_nothing_is_claimed_for_the_years_in_which_the_source_was_not_seen():
    """The factbook named Abadi in March 2017 and his second successor next."""
    assert told("Haider al-Abadi", "2016-03-24", countries=["Iraq"]) == "Prime Minister of Iraq"
    assert told("Haider al-Abadi", "2019-03-24", countries=["Iraq"]) == ""
    assert told("Haider al-Abadi", "2021-03-24", countries=["Iraq"]) == "former Prime Minister of Iraq"


def test_nobody_is_former_who_may_be_back():
    """After the last look of the source a second term may still run."""
    (now, *_) = offices("Donald Trump", on("2060-01-01"), countries=["United States"])
    assert now.held == "unknown"
    assert told("Donald Trump", "2060-01-01", countries=["United States"]) == ""


def test_a_dating_that_is_too_wide_leaves_it_open():
    """An interval across the change of office."""
    wide = Dating(
        earliest=datetime(2020, 1, 1, tzinfo=UTC), latest=datetime(2022, 1, 1, tzinfo=UTC), precision="year", because=()
    )
    unknown = Dating(earliest=None, latest=None, precision="unknown", because=())
    for dating in (wide, unknown):
        (office,) = offices("Mustafa al-Kadhimi", dating, countries=["Iraq"])
        assert office.held == "unknown"


def test_an_office_says_where_it_is_known_from():
    (office,) = offices("Mustafa al-Kadhimi", on("2021-03-24"), countries=["Iraq"])
    assert because(office) == "held from 7 May 2020, by the World Factbook"
    (office,) = offices("Mustafa al-Kadhimi", on("2023-03-24"), countries=["Iraq"])
    assert because(office) == "held from 7 May 2020 to 27 October 2022, by the World Factbook"


@given(st.dates(min_value=datetime(1940, 1, 1).date(), max_value=datetime(2040, 1, 1).date()))  # noqa: DTZ001
def test_a_term_goes_from_later_to_now_to_former(day):
    """Whatever the day; and a wider interval never claims more."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    (one,) = offices("Mustafa al-Kadhimi", make_dating(start), countries=["Iraq"])
    wide = Dating(earliest=start, latest=start + timedelta(days=400), precision="year", because=())
    (two,) = offices("Mustafa al-Kadhimi", wide, countries=["Iraq"])
    expected = "later" if start < one.start else "former" if start >= one.end else "now"
    assert one.held == expected
    assert two.held in (one.held, "unknown")


def test_the_tables_are_sorted_and_name_terms_that_there_are():
    """What is known of a term lies within it."""
    rows = table("office_bounds")
    assert list(rows) == sorted(rows)
    terms = {row[:4] for row in table("office_holders")}
    assert {row[:4] for row in rows} <= terms
    assert all(row[5] == "" or row[5] > row[3] for row in rows)
    assert {row[2] for row in table("office_holders")} <= {row[0] for row in table("office_countries")}


def sources(body, day):
    article, parses, _ = parsed(body, published=datetime.fromisoformat(day).replace(tzinfo=UTC))
    return [statement.source for statement in find_statements(article, parses, ())]


def test_a_source_without_a_title_shows_the_office():
    """With the reason."""
    (source,) = sources("Mustafa al-Kadhimi said Iraq was safe.", "2021-03-24")
    assert (source.title, source.office) == ("", "Prime Minister of Iraq")
    assert source.because == "Prime Minister of Iraq: held from 7 May 2020, by the World Factbook"


def test_the_articles_own_title_goes_first():
    """An office is added only where the article's is over and it doesn't say so."""
    (source,) = sources("Prime Minister Mustafa al-Kadhimi said Iraq was safe.", "2021-03-24")
    assert (source.title, source.office) == ("Prime Minister", "")
    (source,) = sources("Prime Minister Mustafa al-Kadhimi said Iraq was safe.", "2023-03-24")
    assert (source.title, source.office) == ("Prime Minister", "former Prime Minister of Iraq")
    (source,) = sources("Former Prime Minister Mustafa al-Kadhimi said Iraq was safe.", "2023-03-24")
    assert (source.title, source.office) == ("Former Prime Minister", "")


def test_a_title_leads_to_who_holds_the_office_then():
    """ "The president" is whom the tables know as such, if the article names nobody else so."""
    body = "Barack Obama met Mitt Romney in Washington. The president said the talks went well."
    assert [source.name for source in sources(body, "2012-12-01")] == ["Barack Obama"]
    assert [source.name for source in sources(body, "2018-12-01")] == ["the president"]


def test_actors_bear_their_offices():
    article, parses, _ = parsed(
        "Joe Biden met Anna Reed in the United States.", published=datetime(2016, 5, 1, tzinfo=UTC)
    )
    biden, reed = (a for a in find_actors(article, parses) if a.kind == "person")
    assert [(o.title, o.held) for o in biden.offices] == [("Vice President", "now"), ("President", "later")]
    assert reed.offices == ()
