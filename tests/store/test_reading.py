"""Lines of lists and places of articles in every database: in order, each once, however many there are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from retold.errors import InputError
from retold.store import open_store
from retold.testing import make_article
from retold.types import Affair, Belonging, Comparison, Derivation, Link, Origin, Period, Revision, Story, StoryEvent
from store.made import DAY, ONE, TWO, page, story

BRIDGE = Affair(id="b" * 16, name="The bridge")


@pytest.fixture
def store(place):
    """A store of each database."""
    with open_store(place) as opened:
        yield opened


def told(number, *articles, **more):
    """A story of these articles, each its own origin."""
    origins = tuple(Origin(name=a.name, kind="outlet", articles=(a,), because=("own",)) for a in articles)
    return Story(
        **{
            "id": f"{number:016x}",
            "headline": articles[0].title or "",
            "articles": articles,
            "origins": origins,
            "derivations": (),
            "additions": (),
            "because": (),
        }
        | more
    )


def put(store, *stories):
    """Keep stories with their articles, as the stream does."""
    for one in stories:
        for article in one.articles:
            store.keep(page(article, article.id.encode()), article)
        ids = [article.id for article in one.articles]
        store.keep_step(ids, [StoryEvent(kind="opened", story=one.id, articles=tuple(ids), because=())], {})
    store.keep_stories(stories)


def made(number, *, days=0, outlet="Post", language="en"):
    """An article of a day; None is no day."""
    published = None if days is None else DAY + timedelta(days=days)
    return make_article(
        f"Body {number}.", title=f"Title {number}", outlet=outlet, published=published, language=language,
        name=f"{number}.txt",
    )  # fmt: skip


def all_of(store, **asked):
    """The ids of a list, page by page."""
    pages, before = [], ""
    while True:
        found, before = store.reading.stories(before=before, **asked)
        pages.append([int(one.id, 16) for one in found])
        if not before:
            return pages


def test_a_line_says_what_its_story_is(store):
    """Without the story being unpacked."""
    one = made(1, days=2, language="fa")
    two, three = made(2, days=1, outlet="Gazette"), made(3, days=None, outlet=None)
    put(store, told(7, two, one, three, headline=one.title))
    ((line,), more) = store.reading.stories()
    assert (line.id, line.headline, line.language, line.newest) == (
        f"{7:016x}",
        "Title 1",
        "fa",
        DAY + timedelta(days=2),
    )
    assert (line.articles, line.outlets, line.origins) == (3, 3, 3)
    assert (line.names, more) == (("Gazette", "Post", "3.txt"), "")


def test_stories_come_newest_first_and_without_a_date_last(store):
    """Those of one day in an order of their own, each once, wherever a page ends."""
    days = [3, 1, 1, 1, None, None, 2]
    put(store, *(told(n, made(n, days=day)) for n, day in enumerate(days, 1)))
    whole = [1, 7, 4, 3, 2, 6, 5]
    for limit in range(1, 9):
        pages = all_of(store, limit=limit)
        assert [i for some in pages for i in some] == whole
        assert {len(some) for some in pages[:-1]} <= {limit}


def test_a_list_may_change_between_two_of_its_pages(store):
    """What is newer doesn't push anything onto the next page a second time."""
    put(store, *(told(n, made(n, days=n)) for n in range(1, 5)))
    first, before = store.reading.stories(limit=2)
    put(store, told(9, made(9, days=9)))
    store.keep_stories((), gone={first[-1].id})
    second, _ = store.reading.stories(limit=2, before=before)
    assert [int(one.id, 16) for one in (*first, *second)] == [4, 3, 2, 1]


@pytest.mark.parametrize("small", [0, 1_000])
def test_a_list_can_be_of_one_affair_or_of_several_outlets(store, monkeypatch, small):
    """And of both, whether the affair is large or small."""
    monkeypatch.setattr("retold.store.reading._SMALL", small)
    alone = told(1, made(1, days=1))
    shared = told(2, made(2, days=2), made(3, days=2, outlet="Gazette"))
    other = told(3, made(4, days=3), made(5, days=3, outlet="Gazette"))
    put(store, alone, shared, other)
    store.affairs.keep(BRIDGE)
    decided = [
        Belonging(affair=BRIDGE.id, article=a.id, belongs=one is not other, because=())
        for one in (alone, shared, other)
        for a in one.articles
    ]
    store.affairs.decide_all(decided)
    assert all_of(store, affair=BRIDGE.id) == [[2, 1]]
    assert all_of(store, several=True) == [[3, 2]]
    assert all_of(store, affair=BRIDGE.id, several=True, limit=1) == [[2]]
    assert all_of(store, affair="f" * 16) == [[]]


@pytest.mark.parametrize("before", ["x", "~", "2025~0", "'~" + "0" * 16, "\0", "2025-03-04T00:00:00Z~" + "g" * 16])
def test_a_place_that_was_never_given_is_refused(store, before):
    """Whatever a database would make of it."""
    with pytest.raises(InputError, match="begin at its first page"):
        store.reading.stories(before=before)


def test_an_id_leads_to_the_story_that_it_is_now(store):
    """The same for one that went into another; what leads nowhere is left out."""
    put(store, told(1, made(1)), told(2, made(2)))
    one, two = f"{1:016x}", f"{2:016x}"
    store.keep_step((), [StoryEvent(kind="merged", story=one, other=two, articles=(), because=())], {})
    found = store.reading.summaries([one, two, "f" * 16])
    assert {i: line.headline for i, line in found.items()} == {one: "Title 1", two: "Title 1"}
    assert store.reading.summaries([]) == {}


def test_an_article_has_its_place_among_others(store):
    """Its story, its origin, the others with how they relate, and the sentences that tell the same."""
    dated = replace(TWO, published=ONE.published)
    whole = replace(story(ONE, dated), id="a" * 16)
    put(store, whole)
    link = Link(a=(1, 2), b=(1,), kind="edited", similarity=0.9, moved=False)
    stranger = made(8)
    store.keep(page(stranger), stranger)
    store.keep_links({(ONE.id, TWO.id): [link], (stranger.id, ONE.id): [link]})
    place = store.reading.article(TWO.id)
    assert (place.article, place.origin, place.because) == (dated, "Hill Press", ("credited",))
    assert (place.story.id, place.story.articles) == ("a" * 16, 2)
    ((other,), (here,)) = place.retellings, place.links
    assert (other.article.id, other.article.name, other.derivation.kind, other.version) == (
        ONE.id,
        ONE.name,
        "copy",
        "",
    )
    assert other.article.published == Period(earliest=ONE.published.earliest, latest=ONE.published.latest)
    assert (here.sentence, here.article.id, here.there, here.kind) == (1, ONE.id, 1, "edited")
    back = store.reading.article(ONE.id)
    assert [(link.article.id, link.sentence) for link in back.links] == [(TWO.id, 1)]
    assert back.retellings[0].article.published.earliest == ONE.published.earliest


def test_a_version_is_told_from_other_retellings(store):
    """Which of the two came first."""
    derivation = Derivation(a=ONE.id, b=TWO.id, kind="copy", source="a", share_a=1, share_b=1, because=())
    beside = Comparison(
        a=ONE, b=TWO, links=(), only_a=(), only_b=(), changes=(), conflicts=(), derivation=derivation
    )  # fmt: skip
    put(store, replace(story(ONE, TWO), revisions=(Revision(comparison=beside, notes=(), silent=(), because=()),)))
    assert [other.version for other in store.reading.article(ONE.id).retellings] == ["later"]
    assert [other.version for other in store.reading.article(TWO.id).retellings] == ["earlier"]


def test_an_article_may_be_in_no_story(store):
    """Or be none at all."""
    store.keep(page(ONE), ONE)
    place = store.reading.article(ONE.id)
    assert (place.article, place.story, place.retellings, place.links) == (ONE, None, (), ())
    assert store.reading.article("0" * 16) is None
