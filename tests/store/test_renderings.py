"""Pages that are kept ready: found, kept, and marked by whatever changes what they tell."""

from datetime import UTC, datetime

import pytest

from retold.store import open_store
from retold.types import Affair, Belonging, StoryEvent
from store.made import ONE, TWO, page, story

NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
BRIDGE = Affair(id="b" * 16, name="The bridge")
STORY = story(ONE, TWO)


@pytest.fixture
def store(place):
    """Of a story of two articles, of which one belongs to an affair."""
    with open_store(place) as opened:
        for article in (ONE, TWO):
            opened.keep(page(article), article)
        opening = StoryEvent(kind="opened", story=STORY.id, articles=(ONE.id, TWO.id), because=())
        opened.keep_step([ONE.id, TWO.id], [opening], {})
        opened.keep_stories([STORY])
        opened.affairs.keep(BRIDGE)
        opened.affairs.decide_all([belonging(ONE)])
        yield opened


def belonging(article, belongs=True):
    return Belonging(affair=BRIDGE.id, article=article.id, belongs=belongs, because=("named",))


def make(store, kind, key, content=b"told"):
    """Have it made of what is kept now."""
    store.renderings.keep(kind, key, content, state=store.renderings.ask(kind, key).state, at=NOW)


def test_what_was_made_is_found_until_it_is_marked(store):
    """It comes back as it was, with its time; another kind or key has none of it."""
    rows = store.renderings
    assert (rows.find("story", STORY.id).content, rows.find("story", STORY.id).at) == (None, None)
    make(store, "story", STORY.id, "łódź \0".encode())
    found = rows.find("story", STORY.id)
    assert (found.content, found.is_current, found.at) == ("łódź \0".encode(), True, NOW)
    assert rows.find("affair", STORY.id).content is None
    assert rows.find("story", "1" * 16).content is None
    assert rows.waiting("story", 10) == ()
    rows.ask("story", "1" * 16)
    assert rows.waiting("story", 10) == ("1" * 16,)


@pytest.mark.parametrize(
    ("change", "marked"),
    [
        (lambda store: store.keep_stories([STORY]), {"story", "affair"}),
        (lambda store: store.affairs.decide_all([belonging(TWO, False)]), {"affair"}),
        (lambda store: store.affairs.rename(BRIDGE.id, "The ferry"), {"affair"}),
        (lambda store: store.keep_facts(()), set()),
    ],
    ids=["a story kept anew", "another decision", "another name", "nothing"],
)
def test_a_change_marks_what_tells_of_it(store, change, marked):
    """What was told stays to be shown meanwhile, and is made again by who asks what waits."""
    for kind, key in (("story", STORY.id), ("affair", BRIDGE.id)):
        make(store, kind, key)
    change(store)
    rows = store.renderings
    stale = {kind for kind, key in (("story", STORY.id), ("affair", BRIDGE.id)) if not rows.find(kind, key).is_current}
    assert stale == marked
    assert {kind for kind in ("story", "affair") if rows.waiting(kind, 10)} == marked
    assert rows.find("affair", BRIDGE.id).content == b"told"


def test_what_was_made_of_an_older_state_does_not_pass_for_current(store):
    """Something changed while it was being made."""
    state = store.renderings.find("story", STORY.id).state
    store.keep_stories([STORY])
    store.renderings.keep("story", STORY.id, b"older", state=state, at=NOW)
    assert not store.renderings.find("story", STORY.id).is_current
    make(store, "story", STORY.id, b"newer")
    store.renderings.keep("story", STORY.id, b"older", state=state, at=NOW)
    assert store.renderings.find("story", STORY.id).content == b"newer"


def test_what_is_gone_leaves_nothing_behind(store):
    """A story that went into another, an affair that is forgotten."""
    for kind, key in (("story", STORY.id), ("affair", BRIDGE.id)):
        make(store, kind, key)
    store.keep_stories([], gone=[STORY.id])
    store.affairs.forget(BRIDGE.id)
    assert not store.renderings.waiting("story", 10)
    assert store.renderings.find("affair", BRIDGE.id).content is None
    make(store, "story", "2" * 16)
    store.renderings.forget("story", "2" * 16)
    assert store.renderings.find("story", "2" * 16).content is None
