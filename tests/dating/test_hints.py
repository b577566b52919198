"""The days that hints speak for: which wins, how sure that is, and where on a page they are found."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import DEFAULT
from retold.dating import date_article, share_dates
from retold.dating.candidates import certainty, is_confirmed, judge
from retold.dating.moments import moments
from retold.intake.html import extract
from retold.testing import make_article
from retold.types import DateHint, Dating, Duplicate, Page

RULES = DEFAULT.dating
BODY = "".join(
    f"<p>The council of Ferren met on the bridge for the {n}th time and talked at length about it.</p>"
    for n in range(9)
)


def hint(source, text, label=""):
    return DateHint(source=source, text=text, label=label)


def judged(*hints):
    return judge(hints, fetched_at=None, language="en", rules=RULES)


def dated(*hints):
    return date_article(text="It rained.", sentences=(), title=None, hints=hints, fetched_at=None, language="en")


PUBLISHED = hint("meta", "2021-03-24", "article:published_time")


def test_a_shown_update_does_not_outvote_the_published_metadata():
    found = judged(
        PUBLISHED,
        hint("json-ld", "2021-03-24", "datePublished"),
        hint("json-ld", "2022-01-05", "dateModified"),
        hint("text", "Updated January 5, 2022", "2 lines below the headline"),
    )
    assert found.candidates[0].day == date(2021, 3, 24)


def test_what_is_shown_below_the_headline_outvotes_json_ld_alone():
    found = judged(
        hint("json-ld", "2021-01-01", "datePublished"), hint("byline", "March 24, 2021", "1 lines below the headline")
    )
    assert found.candidates[0].day == date(2021, 3, 24)


def test_the_pages_own_json_ld_counts_and_not_that_of_a_teaser():
    found = judged(hint("json-ld", "2021-03-24", "datePublished"), hint("json-ld", "2021-05-05", "datePublished"))
    assert found.candidates[0].day == date(2021, 3, 24)


def test_four_witnesses_are_sure_and_one_is_not():
    witnesses = [
        PUBLISHED,
        hint("json-ld", "2021-03-24", "datePublished"),
        hint("url", "/2021/03/24/"),
        hint("text", "March 24, 2021", "1 lines below the headline"),
    ]
    assert dated(*witnesses).confidence == RULES.confirmed
    assert dated(PUBLISHED).confidence < 0.9


def test_three_witnesses_are_sure_unless_another_day_is_told_as_a_change():
    three = (PUBLISHED, hint("json-ld", "2021-03-24", "datePublished"), hint("url", "/2021/03/24/"))
    change = hint("json-ld", "2021-06-24", "dateModified")
    assert is_confirmed(judged(*three).candidates)
    assert not is_confirmed(judged(*three, change).candidates)


_DAYS = st.dates(date(2019, 1, 1), date(2019, 1, 20)).map(str)
_HINTS = st.builds(
    hint,
    st.sampled_from(["json-ld", "meta", "time", "url", "text", "byline", "http", "feed"]),
    _DAYS,
    st.sampled_from(["", "datePublished", "dateModified", "dateCreated", "2 lines below the headline"]),
)


@given(st.lists(_HINTS, min_size=1, max_size=6))
def test_the_best_is_at_least_as_probable_as_chance(hints):
    found = judged(*hints).candidates
    assert 1 / len(found) - 1e-9 <= certainty(found) <= 1.0
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(st.lists(_HINTS, min_size=1, max_size=5))
def test_every_vote_has_its_weight(hints):
    """A day's score is the sum of votes that the rules know, whole or halved."""
    known = {abs(vote * share) for vote in RULES.votes.values() for share in (1.0, RULES.unsure)}
    for candidate in judged(*hints).candidates:
        assert all(any(abs(abs(vote) - one) < 1e-9 for one in known) for vote in candidate.votes.values())


def test_a_month_written_onto_a_name_is_read():
    """Markup that is left out runs "Jane Doe" and "Mar 5, 2025" together."""
    (moment,) = moments("ByJane DoeMar 5, 2025")
    assert moment.day == date(2025, 3, 5)


# --- on a page ------------------------------------------------------------------------------------------------------


def hints_of(inside):
    page = f"<html><head><title>A bridge</title></head><body>{inside}</body></html>"
    return extract(Page(input="x.html", content=page.encode(), content_type="text/html; charset=utf-8")).dates


def test_a_date_with_its_label_is_found_at_the_end_of_the_page():
    found = hints_of(f"<h1>A bridge for Ferren</h1>{BODY}<p>Last updated: November 13, 2025</p>")
    assert [one.text for one in found if "2025" in one.text] == ["Last updated: November 13, 2025"]


def test_a_label_in_a_line_of_its_own_goes_with_the_date_below_it():
    found = hints_of(f"<h1>A bridge for Ferren</h1>{BODY}<div><h4>Published</h4><div>July 8, 2025</div></div>")
    assert "Published July 8, 2025" in [one.text for one in found]


def test_the_time_below_the_headline_is_told_from_those_of_other_stories():
    found = hints_of(
        f'<time datetime="2025-01-31"></time><h1>A bridge for Ferren</h1><time datetime="2017-03-01"></time>{BODY}'
    )
    assert {one.text: one.label for one in found if one.source == "time"} == {
        "2025-01-31": "",
        "2017-03-01": "below h1",
    }


# --- shared ---------------------------------------------------------------------------------------------------------


def known(confidence, start, end, precision):
    return Dating(
        earliest=datetime(*start, tzinfo=UTC),
        latest=datetime(*end, tzinfo=UTC),
        precision=precision,
        because=(),
        confidence=confidence,
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_retellings_share_the_date_of_the_one_that_has_it(order):
    """Whatever their order: the sure day stays, the shaky day of a masthead gives way, nothing becomes about a week."""
    datings = [
        known(0.97, (2021, 3, 23), (2021, 3, 24), "day"),
        known(0.6, (2024, 3, 29), (2024, 3, 30), "day"),
        Dating(earliest=None, latest=None, precision="unknown", because=()),
    ]
    articles = [replace(make_article("Talks go on.", name=f"n{n}"), published=datings[n]) for n in order]
    pairs = [Duplicate(a=a, b=b, in_b=0.9, in_a=0.9) for a, b in itertools.combinations(range(3), 2)]
    shared = dict(zip(order, share_dates(articles, pairs), strict=True))
    assert shared[0] == datings[0]
    for other in (shared[1], shared[2]):
        assert other.earliest <= datings[0].earliest < other.latest
        assert other.precision == "week"
        assert other.because[0].source == "retelling"
        assert other.confidence < 0.97


def test_a_feeds_day_of_change_is_not_its_day_of_publication():
    """A sitemap's lastmod years after the page's own metadata, and a feed's updated beside its published."""
    for changed in ("modified", "updated"):
        hints = (
            DateHint(source="feed", text="2024-03-04T10:00:00Z", label="published"),
            DateHint(source="feed", text="2025-06-07T10:00:00Z", label=changed),
        )
        found = date_article(text="", sentences=(), title=None, hints=hints, fetched_at=None, language="en")
        assert found.earliest is not None
        assert found.earliest.date().isoformat() == "2024-03-04"
