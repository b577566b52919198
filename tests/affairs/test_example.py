"""What belongs to the example affair, by each kind of criterion alone, held against its truth."""

import json

import pytest


@pytest.fixture(scope="module")
def truth(examples, example):
    """The headlines of the stories that belong to the affair, and of the two that don't."""
    told = json.loads((examples / "truth.json").read_text())
    story_of = {page["file"]: page["story"] for page in told["pages"]}
    inside, outside = set(), set()
    for story in example.stories:
        names = {story_of[a.input.rsplit("pages/", 1)[1]] for a in story.articles}
        assert len(names) == 1
        (inside if names <= set(told["affair"]["stories"]) else outside).add(story.headline)
    assert len(outside) == 2
    return inside, outside


def test_by_words(example, truth):
    """A place, and a firm that the rest is about; in the German page too."""
    assert example.belonging(words=("aldermoor", "calder crossing")) == truth[0]


def test_by_actors(example, truth):
    """The firm, the governor and the mayor, by short forms and titles; not the page in German, that has them once."""
    found = example.belonging(actors=("Calder", "Governor Kessing", "Idris Pellow"))
    assert found == {h for h in truth[0] if "Brückenwärter" not in h}


def test_by_any_one_example_of_the_wire(example, truth):
    """Each article of the first story leads to all others that are in English, and none to the clock or the honey."""
    first = next(s for s in example.stories if any("northern-wire-bridge" in a.input for a in s.articles))
    english = {h for h in truth[0] if "Brückenwärter" not in h}
    for article in first.articles:
        found = example.belonging(examples=(article,))
        assert not found & truth[1], article.input
        if "ledger" not in article.input:
            assert found >= english, article.input


def test_examples_of_what_is_outside_lead_to_nothing_inside(example, truth):
    """The clock is like the clock only."""
    for story in example.stories:
        if story.headline in truth[1]:
            assert example.belonging(examples=story.articles[:1]) == {story.headline}


def test_by_countries(example):
    """The made-up state is no country of the tables."""
    assert example.belonging(countries=("US",)) == set()
    assert "not about United States: not named" in {
        why for d in example.decided(countries=("US",)).values() for why in d.because
    }


def test_nothing_asked_takes_in_all(example, truth):
    """And says so."""
    decided = example.decided()
    assert {h for h, d in decided.items() if d.belongs} == truth[0] | truth[1]
    assert {d.because for d in decided.values()} == {("the affair takes in all stories",)}


def headline(example, file):
    """That of the story which holds a page."""
    return next(s.headline for s in example.stories if any(file in a.input for a in s.articles))


def test_without_keeps_out(example):
    """A word in the lead of most of a story's articles keeps it out, with the reason."""
    decided = example.decided(words=("Aldermoor",), without=("ferries",))
    ferry = decided[headline(example, "channel6-ferry")]
    assert not ferry.belongs
    assert ferry.because == ("names 'ferries' in the headline of 4 of 5 articles, which keeps it out",)
    assert decided[headline(example, "channel6-bridge")].belongs


def test_reasons_can_be_checked(example):
    """They count the articles and name the words."""
    decided = example.decided(words=("Weir Street Bridge",), actors=("Kessing",))
    assert decided[headline(example, "channel6-bridge")].because == (
        "names 'Weir Street Bridge' in the lead of 6 of 7 articles",
    )
    assert decided[headline(example, "northern-wire-governor")].because == (
        "names Dorothea Kessing in the headline of 2 of 4 articles",
    )
