"""Names out of what pages write where a name is wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.intake.bylines import authors, is_by, is_group, names
from retold.intake.html import parse
from retold.intake.metadata import read_metadata


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By — Jane Doe, Staff Writer | March 4, 2021", ("Jane Doe",)),
        ("Jane Doe and Juan de la Cruz", ("Jane Doe", "Juan de la Cruz")),
        ("Von Leonore Quast und Tobias Grimm", ("Leonore Quast", "Tobias Grimm")),
        ("Par Renée Ostrander, journaliste", ("Renée Ostrander",)),
        ("Автор: Ирина Соколова", ("Ирина Соколова",)),
        ("作者：王小明", ("王小明",)),
        ("Jane DoeMarch 4, 2021 6 min read", ("Jane Doe",)),
        ("Jane Doe Senior Political Correspondent", ("Jane Doe",)),
        ("Written ByJane Doe", ("Jane Doe",)),
        ("Jane Doe, MS, RDN, LDN", ("Jane Doe",)),
        ("James Reed Jr., Executive Editor", ("James Reed Jr.",)),
        ("Jane Doe Reuters", ("Jane Doe",)),
        ("Illustrations by Tyson Whitlock", ()),
        ("Fact checked by Jane Doe", ()),
        ("Full Bio", ()),
        ("Name *", ()),
        ("{{ article.author_name }}", ()),
        ("Feb 11, 2019 · 3 min read", ()),
        ("senior editor", ()),
        ("mlsrover", ()),
        ("", ()),
    ],
)
def test_a_byline_is_names(text, found):
    """Without dates, "By", offices, degrees and what is no name."""
    assert authors(text) == found


def test_groups_are_told_from_people():
    """Newsrooms, agencies and outlets sign where people don't."""
    assert all(map(is_group, ("The Courier Staff", "Reuters", "Associated Press", "skerrycourier.com")))
    assert not is_group("Jane Doe")
    assert names(["Jane Doe, Associated Press"], outlet=None, host=None) == (["Jane Doe"], ["Associated Press"])


def test_the_outlet_does_not_sign_itself():
    """Its name says nothing that the outlet doesn't say."""
    assert names(["The Skerry Courier"], outlet="Skerry Courier", host=None) == ([], [])
    assert names(["Reed & Reed"], outlet="Reed & Reed", host=None) == ([], [])
    assert names(["Quarryburn"], outlet=None, host="quarryburn.com") == ([], [])


def test_a_word_for_by_stands_alone():
    """The name is in the next line."""
    assert is_by("Written by")
    assert is_by("By:")
    assert not is_by("By Jane Doe")


@given(st.text(max_size=400))
def test_no_text_crashes(text):
    """Names come out of their text, in order, each once."""
    found = authors(text)
    assert len(found) == len(set(found))
    assert all(name.strip() for name in found)


HEAD = '<html><head><title>Talks resume</title><meta property="og:site_name" content="The Harbour Post">'


def about(head="", body=""):
    return read_metadata(parse(f"{HEAD}{head}</head><body><h1>Talks resume</h1>{body}</body></html>"), page_url=None)


def test_marks_are_believed_in_order():
    """JSON-LD before meta, meta before elements; elements of one place are one byline."""
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"name": "Ann Lee"}]}</script>'
    meta = '<meta name="author" content="Ben Moss">'
    element = '<p><b><a class="author">Cleo Hart</a></b><b><a class="author">Dan Ives</a></b></p>'
    other = '<div><ul><li class="x"><span class="byline">Eve Wood</span></li></ul></div>'
    assert about(ld + meta, element).byline == "Ann Lee"
    assert about(meta, element).byline == "Ben Moss"
    assert about("", "<div><p>" + element + "</p></div>" + other).byline == "Cleo Hart, Dan Ives"
    assert about("", other).byline == "Eve Wood"


def test_an_agency_beside_people_is_credited():
    """And signs where nobody else does."""
    found = about('<meta name="author" content="Ann Lee, Associated Press">')
    assert (found.byline, "Associated Press" in found.credits) == ("Ann Lee", True)
    found = about('<meta name="author" content="Reuters">')
    assert (found.byline, found.byline_otherwise) == (None, "Reuters")


def test_a_link_to_an_authors_page_is_no_mark():
    """It may be a photographer's: it counts where nothing else names anybody."""
    found = about("", '<p><a href="/staff/ann-lee">Ann Lee</a></p>')
    assert (found.byline, found.byline_otherwise) == (None, "Ann Lee")
