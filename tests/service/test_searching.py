"""What is found out beforehand, so that it can be searched for."""

from datetime import UTC, datetime, timedelta

import pytest

from retold.errors import InputError
from retold.service.news import take_in
from retold.service.searching import KINDS, query_of, search
from retold.store import open_store
from retold.testing import make_article
from retold.types import Page, SearchQuery

DAY = datetime(2026, 3, 4, tzinfo=UTC)
TEXT = (
    "The harbour council voted on Tuesday to close the old Weir Street bridge after the crash.\n\n"
    "The mayor of Brackmoor, Ada Lindqvist, said that {} people were hurt when the tram left its rails.\n\n"
    "“We will not open it again before the engineers have looked at every bolt,” she said.\n\n"
    "The ferry across the Harrow will run every ten minutes until the bridge is open again."
)


def report(number, hurt, outlet):
    return make_article(
        TEXT.format(hurt), title="Weir Street bridge closed", outlet=outlet, name=f"{number}.txt",
        published=DAY + number * timedelta(days=1),
    )  # fmt: skip


def test_what_came_in_can_be_searched_by_what_it_changed(tmp_path):
    """As soon as the worker has made stories of it."""
    first, copy = report(0, 31, "The Plain Post"), report(1, 26, "Low Road Radio")
    with open_store(tmp_path / "kept.sqlite") as store:
        for article in (first, copy):
            store.keep(Page(input=article.input, content=b"x"), article)
        take_in(store, now=DAY + timedelta(days=2))
        (hit,) = search(query_of("bridge", change="figure"), store=store).hits
        assert (hit.article, hit.story) == (copy.id, next(store.stories()).id)
        (change,) = [change for change in hit.changes if change.kind == "figure"]
        assert (change.number, change.other) == (1, first.id)


def test_a_query_is_made_of_what_a_person_typed():
    """Blanks and fields that were left empty ask for nothing."""
    assert query_of("  ferry \n late ", since=" 2026-03-04 ", change="figure") == SearchQuery(
        words="ferry late", since=DAY.date(), change="figure"
    )
    assert query_of() == SearchQuery()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "4 March"}, "no day: write it as 2026-03-31"),
        ({"until": "2026-02-30"}, "no day"),
        ({"since": "2026-03-04", "until": "2026-03-03"}, "lies before the first"),
        ({"change": "mood"}, "no kind of change: take one of negation, factuality"),
    ],
)
def test_what_cannot_be_understood_is_told_with_the_next_step(typed, said):
    """And names what was typed."""
    with pytest.raises(InputError, match=said):
        query_of(**typed)


def test_kinds_that_never_matter_are_not_offered():
    """Nothing would be found."""
    assert "figure" in KINDS
    assert not {"style", "damage"} & set(KINDS)
