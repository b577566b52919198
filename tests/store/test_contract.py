"""Every store keeps the same promises."""

from dataclasses import replace

import pytest
from tests.store.made import DAY, ONE, PAGE, TWO, facts, page, story

import retold
from retold.errors import NoArticle, StoreError
from retold.testing import make_article
from retold.types import Change, Correction, Credit, Link, Page, Span, StoryEvent, Word
from retold.versions import revision


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


def test_parses_come_back_by_sentence_and_parser(store):
    """Word for word; another parser's, or another sentence's, are not given for it."""
    sentence = "U.S. 🏛 talks were  held ."
    words = [("U.S.", "u.s."), ("🏛", "🏛"), ("talks", "talk"), ("were", "be"), ("held", "hold"), (".", ".")]
    parse = []
    for text, lemma in words:
        start = sentence.index(text, parse[-1].end if parse else 0)
        end = start + len(text)
        parse.append(Word(start=start, end=end, text=text, lemma=lemma, pos="X", tag="XX", dep="dep", head=0))
    store.keep_parses({sentence: tuple(parse), "": ()}, "one")
    store.keep_parses({sentence: tuple(parse)}, "one")
    assert store.parses([sentence, "", "unknown"], "one") == {sentence: tuple(parse), "": ()}
    assert store.parses([sentence], "two") == {}
    many = {f"{number}": () for number in range(2_000)}
    store.keep_parses(many, "one")
    assert store.parses(list(many), "one") == many


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


def test_what_no_database_takes_as_text_is_kept_all_the_same(store):
    """NUL, and half of a surrogate pair as in the name of a file that isn't UTF-8."""
    odd = replace(ONE, title="Coun\0cil", outlet="\0")
    store.keep(Page(input="a\udc80\0.html", content=b"x"), NoArticle("a\udc80\0.html", "\0"))
    assert isinstance(store.find(Page(input="a\udc80\0.html", content=b"x")), NoArticle)
    assert store.find(Page(input="a\udc81\0.html", content=b"x")) is None
    store.keep(page(odd), odd)
    store.keep_facts([facts(odd)])
    assert list(store.articles()) == [odd]
    assert store.facts(odd) == facts(odd)


def test_what_no_index_takes_is_kept_and_found_all_the_same(store):
    """An address, an outlet, a source and a language far longer than they should be."""
    long = "".join(chr(0x4E00 + number * 7 % 20_000) for number in range(5_000))
    odd = replace(ONE, url=f"http://plain.test/{long}", outlet=long, language="x" * 99)
    other = replace(odd, url=f"{odd.url}b")
    for article in (odd, other):
        store.keep(page(article), article)
        found = facts(article)
        loud = replace(found.statements[0], source=replace(found.statements[0].source, name=long))
        store.keep_facts([replace(found, statements=(loud,))])
    assert (store.find(page(odd)), store.find(page(other))) == (odd, other)
    assert store.find(Page(input="x", url=f"{odd.url}c", content=b"x")) is None
    assert list(store.articles()) == [odd, other]


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


def test_the_newest_of_the_stream_and_where_it_is(store):
    """So that whoever follows it need not read all of it again."""
    empty = store.stream_at()
    for kept in (ONE, TWO):
        store.keep(page(kept), kept)
    opened = StoryEvent(kind="opened", story="s" * 16, articles=(ONE.id, TWO.id), because=())
    store.keep_step([ONE.id, TWO.id], [opened], {})
    entered = store.stream_at()
    assert entered != empty
    assert store.stream_at() == entered
    assert [article.id for article, _ in store.followed(newest=1)] == [TWO.id]
    assert [article.id for article, _ in store.followed(newest=2)] == [ONE.id, TWO.id]
    assert [article.id for article, _ in store.followed(newest=9)] == [ONE.id, TWO.id]
    assert store.whereabouts([ONE.id, "f" * 16]) == {ONE.id: "s" * 16}
    store.keep_step([], [StoryEvent(kind="split", story="t" * 16, other="s" * 16, articles=(TWO.id,), because=())], {})
    assert store.stream_at() != entered
    assert store.whereabouts([ONE.id, TWO.id]) == {ONE.id: "s" * 16, TWO.id: "t" * 16}
