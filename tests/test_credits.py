"""Credits: the words by which an article says where it has something from, and words that only mention an agency."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.credits import find_credits
from retold.knowledge import table
from retold.sentences import sentences

AP = "The Associated Press"
AFP = "Agence France-Presse"


def credits(text="", *lines, outlet=None):
    return find_credits(text, sentences(text, body_start=0, language="en"), lines=lines, outlet=outlet)


def short(text="", *lines, outlet=None):
    return [(credit.name, credit.kind, credit.text) for credit in credits(text, *lines, outlet=outlet)]


@pytest.mark.parametrize(
    ("text", "name", "kind", "words"),
    [
        ("BAGHDAD (AP) — The council met.", AP, "dateline", "BAGHDAD (AP) —"),
        ("(Reuters) - The council met.", "Reuters", "dateline", "(Reuters) -"),
        ("WASHINGTON, March 23 (Reuters) - It met.", "Reuters", "dateline", "WASHINGTON, March 23 (Reuters) -"),
        ("PARIS, Dec. 8 (UPI) -- It met.", "United Press International", "dateline", "PARIS, Dec. 8 (UPI) --"),
        ("The mayor told Reuters that it met.", "Reuters", "told", "told Reuters"),
        ("The mayor told the Reuters news agency so.", "Reuters", "told", "told the Reuters"),
        ("They spoke to The Associated Press on condition.", AP, "told", "spoke to The Associated Press"),
        ("They spoke to the Associated Press on condition.", AP, "told", "spoke to the Associated Press"),
        ("He said so in an interview with AFP on Monday.", AFP, "told", "interview with AFP"),
        ("He said in a statement to Agence France Presse.", AFP, "told", "statement to Agence France Presse"),
        ("He told CNN that it met.", "CNN", "told", "told CNN"),
        ("The council met, AFP reported.", AFP, "reported", "AFP reported"),
        ("The council met, according to the AP.", AP, "reported", "according to the AP"),
        ("By a count by The Associated Press it won.", AP, "reported", "count by The Associated Press"),
        ("The memo, seen by Reuters, is short.", "Reuters", "reported", "seen by Reuters"),
        ("By Jane Doe, Associated Press", AP, "byline", "By Jane Doe, Associated Press"),
        ("By THE ASSOCIATED PRESS", AP, "byline", "By THE ASSOCIATED PRESS"),
        ("Source: Xinhua", "Xinhua", "byline", "Source: Xinhua"),
    ],
)
def test_credited(text, name, kind, words):
    assert short(text) == [(name, kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "The AP's lawyer said nothing was wrong.",
        "The spokesman said the AP report is misleading.",
        "He bought shares of Thomson Reuters.",
        "The Reuters Institute published a study.",
        "He met reporters of AFP and Reuters at the gate.",
        "(FABRICE COFFRINI/AFP/Getty Images)",
        "AP Photo/Jane Doe",
        "The mayor told the council that the PA would not pay.",
        "He took the app of apnews.com with him.",
        "A tap was opened.",
    ],
)
def test_only_mentioned(text):
    """An agency as the subject of news, in a photo credit or as initials of something else is no source."""
    assert credits(text) == ()


def test_contributors_are_credited_with_their_sentence():
    text = "The council met.\n\nThe Associated Press and Reuters contributed to this report."
    assert [(c.name, c.kind) for c in credits(text)] == [(AP, "contributed"), ("Reuters", "contributed")]


def test_the_signature_of_reuters_stands_for_its_name():
    text = "The council met.\n\n(Reporting by Jane Doe; Writing by John Roe; Editing by Ann Poe)"
    assert [(c.name, c.kind) for c in credits(text)] == [("Reuters", "contributed")]


@pytest.mark.parametrize(
    ("lines", "name", "kind", "agency"),
    [
        (["View original post here:", "Village wants a new bridge - Harbour Times"], "Harbour Times", "repost", False),
        (["Originally published by The Guardian."], "The Guardian", "repost", False),
        (["This story first appeared on Reuters."], "Reuters", "repost", True),
        (["Originally published at Small Town Gazette."], "Small Town Gazette", "repost", False),
        (["Copyright 2021 The Associated Press. All rights reserved."], AP, "copyright", True),
        (["© 2021 AFP"], AFP, "copyright", True),
        (["By Reuters Staff"], "Reuters", "byline", True),
        (["source: Reuters"], "Reuters", "byline", True),
        (["Jane Doe, Associated Press"], AP, "byline", True),
    ],
)
def test_lines_outside_of_the_article(lines, name, kind, agency):
    (credit,) = credits("The council met.", *lines)
    assert (credit.name, credit.kind, credit.agency, credit.span) == (name, kind, agency, None)


@pytest.mark.parametrize("line", ["Photo: AFP", "© 2021 Harbour Times", "Copyright Harbour Media", "Share this"])
def test_lines_that_credit_nobody(line):
    assert credits("The council met.", line) == ()


def test_an_outlet_is_not_credited_with_its_own():
    assert credits("He told CNN that it met.", outlet="CNN") == ()
    assert [c.name for c in credits("He told CNN that it met.", outlet="Harbour Times")] == ["CNN"]


def test_an_agency_credited_in_several_ways_is_credited_each_time():
    text = "BAGHDAD (AP) — It met.\n\nThey spoke to The Associated Press."
    assert [c.kind for c in credits(text)] == ["dateline", "told"]


def test_seed_credits_the_associated_press(shared):
    """One of the two pages says to whom the officials spoke, and whose post it was; the other credits nobody."""
    second = shared("seeds", "001_ed0c39503bc77787.txt").read_text(encoding="utf8")
    *body, view, title = second.rstrip("\n").split("\n")
    found = short("\n\n".join(body), view, title)
    assert (AP, "told", "spoke to The Associated Press") in found
    assert ("Military Times", "repost") in [(name, kind) for name, kind, _ in found]
    first = shared("seeds", "000_c205e4d55dfba31e.txt").read_text(encoding="utf8")
    assert credits(first) == ()


@given(st.text(alphabet=st.sampled_from("(AP) — told Reuters,by\nspoke tothe AFP©-:/’s"), max_size=80))
def test_spans_lie_in_the_text(text):
    for credit in credits(text):
        assert text[credit.span.start : credit.span.end] == credit.span.text == credit.text


@given(st.text(max_size=150), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_taken(text, lines):
    credits(text, *lines)


@pytest.mark.parametrize("name", ["agencies", "outlets", "date_labels", "month_names", "time_words", "office_holders"])
def test_tables_are_sorted_and_without_doubles(name):
    rows = table(name)
    assert list(rows) == sorted(set(rows))


def test_no_abbreviation_stands_for_two_agencies():
    short_names = [one for row in table("agencies") for one in row[1].split(";") if one]
    assert len(short_names) == len(set(short_names))
    assert all(re.fullmatch(r"[\w-]+", one) for one in short_names)
