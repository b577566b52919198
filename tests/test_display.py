"""Dates, counts and marked text, as terminal and page show them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import retold
from retold import display
from retold.testing import make_article, make_dating
from retold.types import Change, Comparison, Derivation, Link, Period, Span, Story
from retold.versions import revision


def at(year, month=1, day=1):
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (at(2021, 3, 24), at(2021, 3, 25), "Wed 24 March 2021"),
        (at(2021, 3, 24), at(2021, 3, 24), "Wed 24 March 2021"),
        (at(2021, 3), at(2021, 4), "March 2021"),
        (at(2021, 12), at(2022, 1), "December 2021"),
        (at(2021, 3, 23), at(2021, 3, 30), "between 23 and 29 March 2021"),
        (at(2021, 3, 23), at(2021, 4, 3), "between 23 March 2021 and 2 April 2021"),
        (at(2021), at(2022), "2021"),
        (at(2021), at(2023), "between 2021 and 2022"),
        (at(2021, 3, 24), None, "after Wed 24 March 2021"),
        (None, at(2021, 3, 24), "before Wed 24 March 2021"),
        (None, None, "no date"),
    ],
)
def test_a_period_is_told_as_finely_as_it_is_known(earliest, latest, words):
    """Half-open in the value, inclusive in words."""
    assert display.period(Period(earliest=earliest, latest=latest)) == words


def test_an_unknown_date_is_said_to_be_so():
    """It is not left out."""
    assert display.dating(make_dating(None)) == "no date found"


@pytest.mark.parametrize(
    ("number", "noun", "words"), [(1, "outlet", "1 outlet"), (2, "story", "2 stories"), (1200, "edit", "1,200 edits")]
)
def test_counts(number, noun, words):
    """Singular and plural."""
    assert display.count(number, noun) == words


TEXT = "The council of the town met on Tuesday and voted."


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.booleans()), max_size=6))
def test_cut_text_joins_to_what_it_was(cuts):
    """Whatever the changes, no letter is lost or told twice."""
    article = make_article(TEXT)
    changes = [
        Change(kind="wording", a_span=Span.of(TEXT, min(i, j), max(i, j)), b_span=None, matters=matters, because="")
        for i, j, matters in cuts
    ]
    found = list(display.pieces(article, 0, len(TEXT), changes, side="a"))
    assert "".join(piece.text for piece in found) == TEXT
    covered = {k for c in changes for k in range(c.a_span.start, c.a_span.end)}
    assert sum(len(piece.text) for piece in found if piece.change) == len(covered)


def test_what_matters_hides_what_does_not():
    """Where two changes share words."""
    article = make_article(TEXT)
    mild = Change(kind="style", a_span=Span.of(TEXT, 0, 11), b_span=None, matters=False, because="")
    grave = Change(kind="name", a_span=Span.of(TEXT, 4, 30), b_span=None, matters=True, because="")
    found = list(display.pieces(article, 0, len(TEXT), [grave, mild], side="a"))
    assert [(piece.text, piece.change) for piece in found][:2] == [("The ", mild), (TEXT[4:30], grave)]


@given(st.integers(0, 60_000), st.integers(1, 4000))
def test_any_period_has_words(start, days):
    """No combination falls through."""
    first = at(1900) + timedelta(days=start)
    assert display.period(Period(earliest=first, latest=first + timedelta(days=days)))


def test_rows_of_a_comparison_hold_every_sentence_once():
    """Those of a in order; those that only b has, where they stand in b as far as that can be told."""
    a = make_article("One went. Two came. Three sat. Four ran.")
    b = make_article("New stood. One went. Four ran. Three sat. Last slept.")
    pairs = [((0,), (1,), False), ((1, 2), (3,), False), ((3,), (2,), True)]
    links = tuple(Link(a=i, b=j, kind="same", similarity=1, moved=moved) for i, j, moved in pairs)
    comparison = Comparison(
        a=a,
        b=b,
        links=links,
        only_a=(),
        only_b=(0, 4),
        changes=(),
        conflicts=(),
        derivation=Derivation(a=a.id, b=b.id, kind="copy", source="either", share_a=1, share_b=1, because=()),
    )
    told = [link.a if link else in_b for link, _, in_b in display.rows(comparison)]
    assert told == [0, (0,), (1, 2), (3,), 4]


def test_versions_are_told_apart():
    """Of three versions only the first is the earlier one; an article without another version is none."""
    pages = [make_article(f"It will cost {cost} million.", url="http://plain.test/1") for cost in (6, 7, 9)]
    other = make_article("It will cost millions.", url="http://low.test/1")
    story = Story(
        id="0", headline="", articles=(*pages, other), origins=(), derivations=(), additions=(), because=(),
        revisions=tuple(revision(retold.compare(a, b)) for a, b in pairwise(pages)),
    )  # fmt: skip
    assert display.versions(story) == {
        pages[0].id: "earlier version",
        pages[1].id: "later version",
        pages[2].id: "later version",
    }


@pytest.mark.parametrize(
    ("language", "body", "beginning"),
    [
        ("en", "A ferry ran aground off Harrow.", "A ferry …"),
        ("zh", "渡轮在港口外搁浅，海岸警卫队说。", "渡轮在港口外搁浅，海 …"),
    ],
)
def test_a_long_passage_is_shortened_at_a_blank(language, body, beginning):
    """Without blanks, as in Chinese, at a character: something of it is always shown."""
    article = make_article(body, language=language)
    assert display.short(article, [0], longest=10) == beginning
    assert display.short(article, [0]) == body
