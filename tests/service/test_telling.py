"""Pages that take long to make: made once, kept, and made anew when what they tell has changed."""

from datetime import UTC, datetime

import pytest
from tests.server.examples_kept import put

from retold.service.telling import tell_again, told
from retold.store import open_store
from retold.testing import make_article

NOW, LATER = datetime(2026, 3, 4, 7, tzinfo=UTC), datetime(2026, 3, 4, 8, tzinfo=UTC)
TEXT = (
    "The ferry Marigold sank off Aldermoor on Monday with nine people aboard.\n\nAll nine were saved by the coastguard."
)


@pytest.fixture
def store(sqlite_place):
    with open_store(sqlite_place) as opened:
        put(opened, make_article(TEXT, name="one", outlet="The Harrow Gazette"))
        yield opened


@pytest.fixture
def story(store):
    return next(store.stories())


def test_it_is_made_once(store, story):
    """Who asks later gets what was made then."""
    first = told("story", story.id, store=store, now=NOW)
    assert first.is_current
    assert b"Marigold" in first.content
    again = told("story", story.id, store=store, now=LATER)
    assert (again.content, again.at) == (first.content, NOW)


def test_what_has_changed_is_told_anew_or_as_it_was(store, story):
    """As who asks wants it; and what was told stays until then."""
    first = told("story", story.id, store=store, now=NOW)
    put(store, make_article(f"{TEXT}\n\nThe mayor thanked them.", name="two", outlet="Radio Sallow"))
    before = told("story", story.id, store=store, now=LATER, current=False)
    assert (before.content, before.at, before.is_current) == (first.content, NOW, False)
    anew = told("story", story.id, store=store, now=LATER)
    assert (anew.at, anew.is_current) == (LATER, True)
    assert b"Radio Sallow" in anew.content


def test_the_worker_tells_anew_what_was_asked_for(store, story):
    """And nothing else: most stories nobody looks at."""
    assert tell_again(store=store, now=NOW) == 0
    told("story", story.id, store=store, now=NOW)
    put(store, make_article(f"{TEXT}\n\nThe mayor thanked them.", name="two", outlet="Radio Sallow"))
    assert tell_again(store=store, now=LATER) == 1
    assert tell_again(store=store, now=LATER) == 0
    assert told("story", story.id, store=store, now=LATER, current=False).at == LATER


def test_what_is_not_there_is_not_told(store):
    """Nor is it kept that somebody asked for it."""
    for kind in ("story", "affair", "affair.json"):
        assert told(kind, "f" * 16, store=store, now=NOW) is None
    assert tell_again(store=store, now=NOW) == 0
