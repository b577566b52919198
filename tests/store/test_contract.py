"""Every store keeps the same promises."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

import retold
from retold.errors import NoArticle, StoreError
from retold.store import open_store
from retold.testing import MemoryStore, make_article
from retold.types import (
    Addition,
    Change,
    Correction,
    Credit,
    Derivation,
    Event,
    Facts,
    Figure,
    Link,
    Origin,
    Page,
    Period,
    Source,
    Span,
    Statement,
    Story,
    StoryEvent,
    TimeExpression,
)
from retold.versions import revision

DAY = datetime(2025, 3, 4, tzinfo=UTC)
ONE = make_article(
    "The council met on Tuesday. It voted 7 to 2.\n\n“We are done,” the mayor said.",
    title="Council votes",
    outlet="The Plain Post",
    published=DAY,
    url="http://plain.test/1",
)
TWO = make_article("The council met. It voted 7-2.", outlet="Low Road Radio", name="two.txt")
PAGE = Page(input="one.html", content=b"<p>one</p>", url="http://plain.test/1", fetched_at=DAY)


@pytest.fixture(params=["sqlite", "memory"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    with open_store(tmp_path / "kept.sqlite") as opened:
        yield opened


def page(article, content=b"x"):
    return Page(input=article.input, content=content, url=article.url)


def facts(article):
    span = article.sentences[0].span
    when = TimeExpression(span=span, type="DATE", value="2025-03-04", period=Period(earliest=DAY, latest=None))
    figure = Figure(span=span, low=7, high=7, unit="", qualifier="about", counts="votes")
    event = Event(
        span=span, type="AGREE", actors=("council",), targets=(), when=when, place="", status="happened", sentence=0
    )
    statement = Statement(
        span=span,
        source=Source(name="the mayor", kind="person", span=span),
        cue=span,
        content=span,
        directness="direct",
        when=when,
        figures=(figure,),
        events=(event,),
    )
    return Facts(article=article, times=(when,), statements=(statement,), figures=(figure,), events=(event,))


def story(*articles):
    first, second = articles[0], articles[-1]
    derivation = Derivation(a=first.id, b=second.id, kind="copy", source="a", share_a=0.5, share_b=1.0, because=("x",))
    return Story(
        id="0" * 16,
        headline="Council votes",
        articles=articles,
        origins=(Origin(name="Hill Press", kind="agency", articles=articles, because=("credited",)),),
        derivations=(derivation,),
        additions=(Addition(article=first, sentences=(2,), source="the mayor", because="only here"),),
        because=("shares 'council'",),
    )


def test_a_new_store_is_empty(store):
    """There is nothing in it, and asking is no error."""
    assert list(store.articles()) == []
    assert list(store.stories()) == []
    assert store.find(PAGE) is None
    assert store.facts(ONE) is None
    assert store.links(ONE, TWO) == ()


def test_an_article_comes_back_as_it_was(store):
    """Every field, down to the evidence for its date."""
    store.keep(PAGE, ONE)
    assert store.find(PAGE) == ONE
    assert list(store.articles()) == [ONE]


def test_the_same_page_twice_changes_nothing(store):
    """Neither a second article nor another order."""
    store.keep(PAGE, ONE)
    store.keep(page(TWO), TWO)
    store.keep(PAGE, ONE)
    assert list(store.articles()) == [ONE, TWO]


def test_a_changed_page_is_another_page(store):
    """The same address with other bytes has not been read."""
    store.keep(PAGE, ONE)
    assert store.find(page(ONE, b"other")) is None


def test_two_pages_may_give_the_same_article(store):
    """An advertisement changed, the article did not."""
    store.keep(PAGE, ONE)
    store.keep(page(ONE, b"other"), ONE)
    assert store.find(page(ONE, b"other")) == ONE
    assert list(store.articles()) == [ONE]


def test_a_page_without_article_is_remembered_with_its_reason(store):
    """It is not read again, and the user hears the same."""
    store.keep(PAGE, NoArticle("one.html", "only a cookie notice was found"))
    found = store.find(PAGE)
    assert isinstance(found, NoArticle)
    assert found.reason == "only a cookie notice was found"
    assert list(store.articles()) == []


def test_facts_come_back_as_they_were(store):
    """Times, statements, figures and events, with their spans."""
    store.keep(PAGE, ONE)
    store.keep_facts([facts(ONE)])
    store.keep_facts([facts(ONE)])
    assert store.facts(ONE) == facts(ONE)


def test_facts_are_of_the_article_as_it_was(store):
    """A better date or a credit spelled out since may change what it says."""
    store.keep(PAGE, ONE)
    store.keep_facts([facts(ONE)])
    credit = Credit(name="Northern Wire Service", kind="told", text="told NWS")
    assert store.facts(replace(ONE, credits=(credit,))) is None
    assert store.facts(replace(ONE, published=TWO.published)) is None


def test_facts_of_an_unknown_article_are_refused(store):
    """A mistake of the caller's is told, not kept."""
    with pytest.raises(StoreError):
        store.keep_facts([facts(TWO)])


def test_stories_replace_those_before(store):
    """What is kept is what was grouped last."""
    store.keep(PAGE, ONE)
    store.keep(page(TWO), TWO)
    store.keep_stories([story(ONE)])
    store.keep_stories([story(ONE, TWO)])
    assert list(store.stories()) == [story(ONE, TWO)]


def test_a_storys_versions_come_back(store):
    """With what was changed between them."""
    first = make_article("The blast hurt 26 people in the old town.", outlet="A", url="https://a.test/1")
    later = make_article("The blast hurt 31 people in the old town.", outlet="A", url="https://a.test/1")
    for article in (first, later):
        store.keep(page(article), article)
    told = replace(story(first, later), revisions=(revision(retold.compare(first, later)),))
    store.keep_stories([told])
    assert list(store.stories()) == [told]
    assert told.revisions[0].silent


def test_links_come_back_in_order(store):
    """With their changes; a second keeping replaces the first."""
    store.keep(PAGE, ONE)
    store.keep(page(TWO), TWO)
    change = Change(kind="style", a_span=Span(0, 3, "The"), b_span=None, matters=False, because="x")
    links = [
        Link(a=(1,), b=(0, 1), kind="edited", similarity=0.75, moved=False, changes=(change,)),
        Link(a=(2,), b=(1,), kind="retold", similarity=0.5, moved=True),
    ]
    store.keep_links({(ONE.id, TWO.id): links[:1]})
    store.keep_links({(ONE.id, TWO.id): links})
    assert store.links(ONE, TWO) == tuple(links)
    assert store.links(TWO, ONE) == ()


A, B = "a" * 16, "b" * 16
OPENED = StoryEvent(kind="opened", story=A, articles=(ONE.id,), because=("no other article tells of it",))
OTHER = StoryEvent(kind="opened", story=B, articles=(TWO.id,), because=("no other article tells of it",))
MERGED = StoryEvent(kind="merged", story=A, articles=(TWO.id,), because=("shares 'council'",), other=B)


def followed(store):
    return [(article.id, name) for article, name in store.followed()]


def test_a_step_of_the_stream_comes_back(store):
    """Articles in the order in which they entered, each with its story, and what befell."""
    store.keep(PAGE, ONE)
    store.keep(page(TWO), TWO)
    store.keep_step([TWO.id, ONE.id], [OTHER, OPENED], {})
    assert [(article, name) for article, name in store.followed()] == [(TWO, B), (ONE, A)]
    assert list(store.story_events()) == [OTHER, OPENED]


def test_a_story_that_went_into_another_leads_there(store):
    """Also by way of one that went into it before, and its articles go along, named in the event or not."""
    third = make_article("A third thing.", name="three")
    for article in (ONE, TWO, third):
        store.keep(page(article), article)
    last = "c" * 16
    store.keep_step(
        [ONE.id, TWO.id, third.id],
        [OPENED, OTHER, StoryEvent(kind="opened", story=last, articles=(third.id,), because=())],
        {},
    )
    store.keep_step([], [MERGED], {})
    store.keep_step([], [StoryEvent(kind="merged", story=last, articles=(), because=("x",), other=A)], {})
    assert [store.story_now(name) for name in (A, B, last, "unknown")] == [last, last, last, "unknown"]
    assert followed(store) == [(ONE.id, last), (TWO.id, last), (third.id, last)]
    assert MERGED in list(store.story_events(last))
    assert list(store.story_events("unknown")) == []


def test_an_unknown_article_enters_no_stream(store):
    """And nothing else of the step is kept."""
    store.keep(PAGE, ONE)
    with pytest.raises(StoreError):
        store.keep_step([ONE.id, TWO.id], [OPENED], {})
    assert followed(store) == []
    assert list(store.story_events()) == []


def test_articles_that_share_a_signature_are_near(store):
    """Whatever the number of signatures asked for."""
    store.keep(PAGE, ONE)
    store.keep(page(TWO), TWO)
    store.keep_step([ONE.id, TWO.id], [], {ONE.id: [1, 2, 2**62], TWO.id: [2, 3]})
    assert store.near([2]) == {ONE.id, TWO.id}
    assert store.near([*range(4, 3000), 2**62]) == {ONE.id}
    assert store.near([]) == frozenset()


def test_corrections_are_kept_for_ever_with_who_and_when(store):
    """Those taken back stay in the list, with who took them back; a number is not given twice."""
    said = Correction(number=0, kind="together", articles=(ONE.id, TWO.id), by="Ann", at=DAY)
    first, second = store.correct(said), store.correct(said)
    assert (first.number, second.number, first.by, first.at, first.holds) == (1, 2, "Ann", DAY, True)
    undone = store.undo(1, by="Ben", at=DAY)
    assert (undone.undone_by, undone.undone_at, undone.holds) == ("Ben", DAY, False)
    assert store.corrections() == (undone, second)
    for number in (1, 9):
        with pytest.raises(StoreError, match="that holds"):
            store.undo(number, by="Ben", at=DAY)
