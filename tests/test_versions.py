"""Versions: which articles of an outlet are one, which came first, and what was edited without a word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import retold
from retold.testing import make_article
from retold.types import Aside
from retold.versions import find_versions, pairs_of, revision

BODY = (
    "A ferry with {number} people on board ran aground off Harrow on Sunday, the coast guard said.\n\n"
    "Divers searched the hull until dusk and found nobody inside, according to the harbour master.\n\n"
    "The owners of the ship, a company from Ferren, promised to pay for the damage to the pier.\n\n"
    "{last}"
)
LAST = "The wreck is to be towed to the yard next week, weather permitting."
DAY = datetime(2024, 5, 6, 9, tzinfo=UTC)


def told(number="40", last=LAST, *, outlet="Harrow Gazette", url=None, title="Ferry runs aground off Harrow", hours=0):
    article = make_article(BODY.format(number=number, last=last), title=title, outlet=outlet, url=url, published=DAY)
    return replace(article, modified=DAY + timedelta(hours=hours) if hours else None)


def story(*articles):
    (found,) = retold.group(articles)
    return found


def test_one_address_read_twice_is_one_article_in_two_versions():
    """The figure that was changed without a word is a silent edit, the earlier version is on the left."""
    found = story(told("46", url="https://gazette.test/ferry", hours=5), told("40", url="https://gazette.test/ferry"))
    (made,) = found.revisions
    assert made.comparison.a.text.count("40 people") == made.comparison.b.text.count("46 people") == 1
    assert [(c.kind, c.a_span.text, c.b_span.text) for c in made.silent] == [("figure", "40", "46")]
    assert made.notes == ()
    assert made.because == ("both stood at https://gazette.test/ferry", "the later is of 6 May 2024, 14:00 UTC")


def test_the_same_outlet_again_at_another_address_is_a_version():
    """An updated headline and a second address don't make a second article."""
    later = told("46", url="https://gazette.test/b", title="Ferry aground off Harrow: divers end search", hours=2)
    found = story(told(url="https://gazette.test/a"), later)
    assert [r.comparison.b.url for r in found.revisions] == ["https://gazette.test/b"]
    assert len(found.origins) == 1


def test_another_outlet_is_no_version():
    """However alike the words."""
    assert story(told(url="https://a.test/1"), told("46", outlet="Ferren Post", url="https://b.test/1")).revisions == ()


def test_a_follow_up_of_the_same_outlet_is_no_version():
    """It borrows background, under another headline."""
    follow_up = make_article(
        "Prosecutors in Harrow charged the captain of the ferry with negligence on Friday.\n\nHe denies it, and his"
        " lawyer said the charts were wrong.\n\nThe ferry ran aground off Harrow on Sunday with 40 people on board.",
        title="Captain charged over grounding", outlet="Harrow Gazette", url="https://gazette.test/c",
        published=DAY + timedelta(days=5),
    )  # fmt: skip
    for found in retold.group([told(url="https://gazette.test/a"), follow_up]):
        assert found.revisions == ()


@pytest.mark.parametrize(
    ("note", "silent"),
    [
        ("Correction: An earlier version of this article gave the number of people on board as 40, not 46.", []),
        ("Correction: An earlier version misspelled the name of the harbour.", ["figure"]),
        ("This story has been updated.", ["figure"]),
        ("Rettelse: Der var 46 om bord, ikke 40.", []),
    ],
)
def test_a_note_that_names_the_change_owns_up_to_it(note, silent):
    """A note about something else, or a bare notice of an update, leaves the figure's edit silent."""
    earlier, later = told("40", url="https://gazette.test/ferry"), told("46", url="https://gazette.test/ferry", hours=5)
    later = replace(later, asides=(*later.asides, Aside(text=note, reason="note", at=0)))
    made = revision(retold.compare(earlier, later))
    assert made.notes == (note,)
    assert [change.kind for change in made.silent] == silent


def test_a_note_that_both_versions_have_says_nothing_of_what_changed_between_them():
    """It was about an older edit."""
    note = Aside(text="Correction: An earlier version gave 46 as the year of the yard.", reason="note", at=0)
    pair = [
        replace(told(number, url="https://gazette.test/ferry", hours=hours), asides=(note,))
        for number, hours in (("40", 1), ("46", 5))
    ]
    made = revision(retold.compare(*pair))
    assert made.notes == ()
    assert [change.kind for change in made.silent] == ["figure"]


def test_an_announced_update_covers_what_was_added():
    """A notice of an update, and a new paragraph with a statement: nothing silent."""
    more = f"{LAST}\n\nThe minister of transport, Ada Quill, said on Monday that 12 inspectors would be sent to Harrow."
    earlier = told(url="https://gazette.test/ferry")
    later = told(last=more, url="https://gazette.test/ferry", hours=6)
    assert [c.kind for c in revision(retold.compare(earlier, later)).silent] == ["added"]
    noted = replace(later, asides=(Aside(text="This story has been updated.", reason="note", at=0),))
    assert revision(retold.compare(earlier, noted)).silent == ()


def test_three_versions_are_a_chain_whatever_their_order():
    """Oldest first, each beside the one it replaced; the same words twice are no edit."""
    versions = [told(str(n), url="https://gazette.test/ferry", hours=h) for n, h in ((40, 0), (46, 2), (51, 9))]
    again = replace(versions[0], url="https://gazette.test/ferry#top", fetched_at=DAY + timedelta(hours=1))
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        articles = [*(versions[i] for i in order)]
        found = story(*articles)
        assert [(r.silent[0].a_span.text, r.silent[0].b_span.text) for r in found.revisions] == [
            ("40", "46"),
            ("46", "51"),
        ]
    articles = [versions[0], again]
    derivation = retold.compare(*articles).derivation
    assert find_versions(articles, [derivation]) == ((0, 1),)
    assert list(pairs_of([(0, 1)], articles)) == []


def test_nothing_tells_which_came_first():
    """Without a time of change or fetch the versions stand as given, and that is said."""
    earlier, later = told("40", url="https://gazette.test/ferry"), told("46", url="https://gazette.test/ferry")
    made = revision(retold.compare(earlier, later))
    assert made.because[-1] == "nothing tells which came first: they stand as they were given"
