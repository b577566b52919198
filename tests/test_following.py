"""Following a stream through a store: stable ids, corrections, copies however old, and going on after a kill."""

from dataclasses import replace

import pytest

from reports import BUDGET, FERRY, OTHERS, articles_of
from retold import service
from retold.config import DEFAULT
from retold.errors import InputError
from retold.store import open_store
from retold.testing import MemoryStore, make_article
from retold.types import Page

ARTICLES = articles_of(FERRY + BUDGET + OTHERS)


@pytest.fixture(params=["sqlite", "memory"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    with open_store(tmp_path / "kept.sqlite") as opened:
        yield opened


def keep(store, articles):
    for article in articles:
        store.keep(Page(input=article.input, content=article.text.encode()), article)
    return list(articles)


def ids(store):
    return {article.id: story for article, story in store.followed()}


def follow(store, articles=()):
    return list(service.follow_stories(keep(store, articles), store=store))


def test_a_second_run_keeps_the_ids_and_tells_who_joined(store):
    """The same pages again are nothing new; others join."""
    follow(store, [ARTICLES[0], ARTICLES[3]])
    before = ids(store)
    assert follow(store, [ARTICLES[0], ARTICLES[3]]) == []
    events = follow(store, ARTICLES)
    after = ids(store)
    assert {i: after[i] for i in before} == before
    assert {event.kind for event in events} == {"opened", "joined"}
    assert len(after) == len(ARTICLES)
    assert list(store.story_events())[-len(events) :] == events


def test_the_stories_of_a_store_are_under_their_ids(store):
    """With their articles, origins and reasons."""
    follow(store, ARTICLES)
    stories = service.stories_of(store)
    known = ids(store)
    assert {(a.id, story.id) for story in stories for a in story.articles} == set(known.items())
    assert all(story.because and story.origins for story in stories)


def test_a_correction_is_taken_up_and_taken_back(store):
    """By input; the id of the story that ended leads to the one that stands for it, and undoing parts them."""
    follow(store, ARTICLES)
    before = ids(store)
    a, b = ARTICLES[5], ARTICLES[6]
    made = service.correct("together", [a.input, b.input], store=store, by="Ann")
    (merged,) = follow(store)
    assert store.story_now(before[a.id]) == store.story_now(before[b.id]) == ids(store)[a.id] == merged.story
    store.undo(made.number, by="Ann", at=None)
    assert [event.kind for event in follow(store)] == ["split"]
    assert ids(store)[a.id] != ids(store)[b.id]


def test_a_correction_that_can_not_hold_is_refused(store):
    """With what to do: the correction in the way is named, and an unknown article, and an article alone."""
    follow(store, ARTICLES)
    a, b = ARTICLES[5].input, ARTICLES[6].input
    service.correct("together", [a, b], store=store)
    with pytest.raises(InputError, match="correction 1 says otherwise"):
        service.correct("apart", [a, b], store=store)
    with pytest.raises(InputError, match="no such article"):
        service.correct("apart", [a, "nowhere.html"], store=store)
    with pytest.raises(InputError, match="two articles"):
        service.correct("apart", [a, a], store=store)
    assert len(store.corrections()) == 1


def test_a_run_that_was_cut_off_goes_on_where_it_was(store):
    """What was told before the cut is kept, the rest follows, and the stories are those of one run."""
    config = replace(DEFAULT, grouping=replace(DEFAULT.grouping, step=2))
    keep(store, ARTICLES)
    cut_off = service.follow_stories(ARTICLES, store=store, config=config)
    for _ in range(3):
        next(cut_off)
    cut_off.close()
    assert 0 < len(ids(store)) < len(ARTICLES)
    follow(store, ARTICLES)
    through = MemoryStore()
    follow(through, ARTICLES)

    def partition(known):
        return {frozenset(i for i in known if known[i] == story) for story in known.values()}

    assert partition(ids(store)) == partition(ids(through))


def test_copies_are_found_however_old(store):
    """A short copy inside a long article, by the signatures that the store keeps."""
    brief = " ".join(f"brief{k}" for k in range(60))
    long = make_article(" ".join([*(f"long{k}" for k in range(400)), brief, "and more"]), name="long")
    copy = make_article(brief, name="brief")
    follow(store, [*ARTICLES, long])
    ((found, duplicate),) = service.find_copies(copy, store=store)
    assert found.id == long.id
    assert duplicate.in_b == 1.0
    assert service.find_copies(make_article("Something else that nobody told.", name="x"), store=store) == ()


def test_a_stream_that_is_kept_goes_on_as_one_that_is_taken_up_each_time(store):
    """Step by step, with a correction in the middle: the same stories."""
    kept = service.Stream(store)
    other = MemoryStore()
    for step in (ARTICLES[:4], ARTICLES[4:7], ARTICLES[7:]):
        list(kept.follow(keep(store, step)))
        list(service.follow_stories(keep(other, step), store=other))
        if step is not ARTICLES[:4] and len(step) == 3:
            for one in (store, other):
                service.correct("together", [ARTICLES[5].input, ARTICLES[6].input], store=one, by="Ann")
    assert partition(store) == partition(other)


def test_a_stream_that_is_kept_sees_what_somebody_else_did_meanwhile(store):
    """It is read again then, so that nothing enters twice and no story is opened for what has one."""
    kept = service.Stream(store)
    list(kept.follow(keep(store, ARTICLES[:3])))
    follow(store, ARTICLES[3:6])
    list(kept.follow(keep(store, ARTICLES)))
    alone = MemoryStore()
    list(service.follow_stories(keep(alone, ARTICLES), store=alone))
    assert len(ids(store)) == len(ARTICLES)
    assert partition(store) == partition(alone)


def partition(store):
    """Which articles are together, whatever the ids of their stories."""
    by_story = {}
    for article, story in ids(store).items():
        by_story.setdefault(story, set()).add(article)
    return {frozenset(articles) for articles in by_story.values()}
