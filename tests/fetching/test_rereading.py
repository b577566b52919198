"""All kept pages read again: what is read otherwise takes the old article's place, and is no news."""

from dataclasses import replace

import pytest
from tests.fetching.made import LOCAL, SENTENCES, START, entry, page, rss

from retold.errors import NoArticle
from retold.service import follow_stories, read_page, stories_of
from retold.service.rereading import reread
from retold.types import DateHint, Feed, Page


@pytest.fixture
def fetched(site, store, fetch):
    """A store with three articles in its stream, two of which are versions of one."""
    url = site.put("/feed", rss(entry("/1"), entry("/2")), kind="application/rss+xml")
    site.put("/1", page("one"))
    site.put("/2", page("two"))
    store.feeds.add([Feed(url=url)], due=START)
    fetch()
    list(follow_stories(list(store.articles()), store=store))
    return store


def first(store):
    """To the end: PostgreSQL's cursors want to be closed."""
    return [*store.articles()][:1].pop()


def as_before(store, **changed):
    """Let an article be as an older version of Retold might have read it."""
    article = first(store)
    old = replace(article, **changed)
    store.feeds.put_in_place(article.id, old, [])
    return article, old


def test_what_is_read_alike_stays(fetched):
    """Reading again twice changes nothing."""
    before = list(fetched.articles())
    told = reread(fetched, config=LOCAL)
    assert (told.pages, told.changed, told.bettered, told.found, told.lost) == (2, 0, 0, 0, [])
    assert list(fetched.articles()) == before


def test_what_is_read_otherwise_takes_the_old_ones_place(fetched):
    """In the stream and its story: no event, no second article, no edit by the outlet."""
    events = list(fetched.story_events())
    before = stories_of(fetched)
    article, old = as_before(fetched, text="Read badly, with a form in it.", sentences=())
    assert old.id != article.id
    told = reread(fetched, config=LOCAL)
    assert (told.changed, told.bettered) == (1, 0)
    found = list(fetched.articles())
    assert (len(found), found[0]) == (2, article)
    assert stories_of(fetched) == before
    assert list(follow_stories(list(fetched.articles()), store=fetched)) == []
    assert list(fetched.story_events()) == events
    assert reread(fetched, config=LOCAL).changed == 0


def test_what_is_known_better_is_bettered(fetched):
    """The same words, another title."""
    article, _ = as_before(fetched, title="As it was read once")
    told = reread(fetched, config=LOCAL)
    assert (told.changed, told.bettered) == (0, 1)
    assert first(fetched) == article


def test_what_the_feed_said_is_not_forgotten(fetched):
    """Its date and its name for the outlet serve again."""
    article, _ = as_before(fetched, outlet=None, text="x", sentences=())
    assert article.outlet == "The Plain Post"
    reread(fetched, config=LOCAL)
    assert first(fetched) == article


def test_articles_are_found_where_none_seemed_to_be(store):
    """And those that are not found any more stay."""
    read = Page(input="a", content=page("one").encode(), url="https://plain.test/1")
    empty = Page(
        input="b",
        content=b"<html><body><form><input></form></body></html>",
        dates=(DateHint(source="feed", text="2026-03-02"),),
    )
    store.keep(read, NoArticle("a", "a form"))
    other = read_page(replace(read, url="https://plain.test/2"))
    store.keep(empty, other)
    seen = []
    told = reread(store, watch=lambda name, number: seen.append((name, number)))
    assert (told.pages, told.found, told.changed) == (2, 1, 0)
    assert [name for name, _ in told.lost] == ["b"]
    assert {article.url for article in store.articles()} == {"https://plain.test/1", "https://plain.test/2"}
    assert seen == [("a", 0), ("b", 1)]
    assert reread(store).found == 0


def test_each_version_of_an_article_is_read_again(site, fetched, fetch, clock):
    """By the same Retold: else the difference between two Retolds would look like an edit."""
    site.put("/1", page("one", sentences=SENTENCES[:-1]))
    clock.move(minutes=61)
    fetch()
    assert len(list(fetched.articles())) == 3
    for article in list(fetched.articles()):
        if article.url.endswith("/1"):
            old = replace(article, text="A form. " + article.text, sentences=())
            fetched.feeds.put_in_place(article.id, old, [])
    assert reread(fetched, config=LOCAL).changed == 2
    assert not [article for article in fetched.articles() if article.text.startswith("A form")]
