"""Every store keeps the same promises."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retold.errors import NoArticle, StoreError
from retold.store import open_store
from retold.testing import MemoryStore, make_article
from retold.types import (
    Addition,
    Change,
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
    TimeExpression,
)

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
