"""What outlets make of what they take over, and who says what: of the example affair and of made stories."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retold import service
from retold.affairs import habits, speakers
from retold.claims import merge
from retold.config import DEFAULT
from retold.timeline import build_timeline, joined
from retold.types import Affair


def compared(stories):
    """Each pair of kin side by side, by story."""
    return {
        s.id: tuple(
            service.compare(*(next(a for a in s.articles if a.id == i) for i in (d.a, d.b))) for d in s.derivations
        )
        for s in stories
    }


@pytest.fixture(scope="module")
def pairs(example):
    return compared(example.stories)


@pytest.fixture(scope="module")
def found(example, pairs):
    return {h.outlet: h for h in habits(example.stories, pairs)}


def test_each_article_counts_once(example, found):
    """The one that was edited after publication as well."""
    assert sum(h.articles for h in found.values()) == sum(len(s.articles) for s in example.stories) - 1


def test_what_is_taken_over_and_what_is_not(found):
    """An agency's own page and a paper's own story are not; whoever printed the wire has it from there."""
    told = {name: (h.articles, h.taken_over, h.uncredited) for name, h in found.items()}
    assert told["Northern Wire Service"][1] == 0
    assert told["The Aldermoor Ledger"] == (4, 0, 0)
    assert told["Ferren County Courier"] == (3, 3, 0)
    assert told["The Harrow Gazette"] == (4, 4, 3)
    assert told["Penmark Tribune"][1] == 0


def test_changes_are_those_of_who_took_it_over(found):
    """The one who is the source has none; those planted are among them."""
    assert found["Northern Wire Service"].changes == found["Penmark Tribune"].changes == {}
    assert found["Dockside Daily"].unattributed >= 3
    assert found["Dockside Daily"].changes["attribution"] >= found["Dockside Daily"].unattributed
    westmark = found["Westmark Morning Sentinel"]
    assert any(c.change.a_span.text == "14" and c.change.b_span.text == "41" for c in westmark.shown if c.change.a_span)
    for one in found.values():
        assert list(one.changes.values()) == sorted(one.changes.values(), reverse=True)
        assert len(one.shown) == min(sum(one.changes.values()), DEFAULT.following.most_shown)
        for change in one.shown:
            assert change.outlet == one.outlet
            assert change.after is None or change.after.outlet == one.outlet
            assert change.before is None or change.before.outlet != one.outlet


def test_an_edit_in_silence_is_told(found):
    """The Port Callan Post changed its report of the vote and did not say so."""
    assert {name: (h.edited, h.silently) for name, h in found.items() if h.edited} == {"Port Callan Post": (1, 1)}


def test_the_order_of_stories_and_comparisons_makes_no_difference(example, pairs, found):
    """Nor which side of a comparison comes first."""
    again = habits(reversed(example.stories), {i: tuple(reversed(found)) for i, found in pairs.items()})
    assert {h.outlet: replace(h, shown=()) for h in again} == {n: replace(h, shown=()) for n, h in found.items()}


@pytest.fixture(scope="module")
def said(example, pairs):
    """Who says what in all stories taken together."""
    facts = [reading.facts for told in example.told for reading in told.readings]
    flat = [c for found in pairs.values() for c in found]
    timeline = build_timeline(example.stories, facts, flat)
    merged = merge(joined(example.stories), facts, flat)
    articles = {a.id: a for s in example.stories for a in s.articles}
    affair = Affair(id="a" * 16, name="x", actors=("Tallander", "Governor Kessing"))
    return speakers(affair, merged.claims, timeline.actors, articles), articles


def test_actors_of_the_affair_come_first_then_who_says_most(said):
    """Whatever they are called there."""
    names = [one.name for one in said[0]]
    assert set(names[:2]) == {"Joyce Tallander", "Dorothea Kessing"}
    rest = [len(one.claims) for one in said[0][2:] if one.title]
    assert rest == sorted(rest, reverse=True)


def test_a_statement_is_told_once_with_all_places_that_tell_it(said):
    """In the order of publication."""
    everybody, articles = said
    for one in everybody:
        firsts = [claim.passages[0] for claim in one.claims]
        assert len(set(firsts)) == len(firsts)
        days = [
            min(articles[p.article].published.earliest or datetime.max.replace(tzinfo=UTC) for p in claim.passages)
            for claim in one.claims
        ]
        assert days == sorted(days)
    kessing = next(one for one in everybody if one.name == "Dorothea Kessing")
    bread = next(c for c in kessing.claims if "buy bread" in c.passages[0].span.text)
    assert len(bread.passages) >= 2
    assert len(bread.origins) == 1
