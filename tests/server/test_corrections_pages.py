"""Corrections and placements as a page, and undone on it."""

from datetime import timedelta

import pytest
from tests.server.conftest import NOW, Browser
from tests.server.examples_kept import put

from retold.service import correct
from retold.service.affairs import follow, place
from retold.service.correcting import AT_ONCE, take_up
from retold.service.following import Stream
from retold.service.working import STREAM
from retold.testing import make_article
from retold.types import Task

TEXT = "The bridge over the Sallow fell at dawn on Tuesday. Fourteen people were hurt, the town said. A ferry will run."


@pytest.fixture
def articles(kept):
    """Two that tell one story, and one of another."""
    found = (
        make_article(TEXT, title="Bridge <b>falls</b>", outlet="Gazette", name="a"),
        make_article(TEXT, title="Bridge down", outlet="Bugle", name="b"),
        make_article("The council voted on Monday to keep the library open for a year.", outlet="Post", name="c"),
    )
    put(kept, *found)
    return found


@pytest.fixture
def editor(app, people):
    found = Browser(app)
    found.sign_in("Editor")
    return found


def stories(kept):
    return sorted(sorted(a.input for a in story.articles) for story in kept.stories())


def test_an_empty_list_says_where_to_begin(editor):
    """At a story."""
    shown = editor.get("/corrections").text
    assert "Nobody has corrected anything yet" in shown
    assert 'href="/stories"' in shown


def test_a_correction_is_taken_up_and_undone_on_the_page(editor, kept, articles):
    """The stories are as before; who did what, when, is told."""
    correct("apart", ["a", "b"], store=kept, by="Ann", at=NOW - timedelta(hours=1))
    assert take_up(kept, now=NOW)
    assert stories(kept) == [["a"], ["b"], ["c"]]
    shown = editor.get("/corrections").text
    assert "Tell different stories" in shown
    assert "Bridge &lt;b&gt;falls&lt;/b&gt;" in shown
    assert "Correction 1, by <bdi>Ann</bdi>" in shown
    answer = editor.submit("/corrections/1/undo", "/corrections")
    assert answer.headers["location"] == "/corrections?said=undone"
    assert stories(kept) == [["a", "b"], ["c"]]
    shown = editor.get(answer.headers["location"]).text
    assert "undone by <bdi>Editor</bdi>" in shown
    assert "It is undone, and the stories are" in shown
    assert "/corrections/1/undo" not in shown


def test_one_is_led_back_to_where_one_came_from(editor, kept, articles):
    """But never away from here."""
    for number, (came, led) in enumerate(
        (("/stories/x", "/stories/x"), ("https://evil.test", "/"), ("//e.test", "/")), 1
    ):
        correct("together", ["a", "c"], store=kept, by="Ann", at=NOW)
        answer = editor.submit(f"/corrections/{number}/undo", "/corrections", next=came)
        assert answer.headers["location"] == led


def test_what_does_not_hold_is_not_undone(editor, kept, articles):
    """Twice, say."""
    correct("together", ["a", "c"], store=kept, by="Ann", at=NOW)
    assert editor.submit("/corrections/1/undo", "/corrections").status_code == 303
    for path in ("/corrections/1/undo", "/corrections/9/undo", "/placements/1/undo"):
        assert editor.submit(path, "/account").status_code == 404
    assert editor.submit("/corrections/x/undo", "/account").status_code == 422


def test_a_placement_is_undone_and_its_story_decided_anew(editor, kept, articles):
    """It is told by the name of the affair."""
    affair = follow("The <i>bridge", words=["bridge"], store=kept, at=NOW)
    place(affair, "c", belongs=True, store=kept, by="Ann", at=NOW)
    assert articles[2].id in kept.affairs.articles_of(affair.id)
    shown = editor.get("/corrections").text
    assert "Belongs to" in shown
    assert "The &lt;i&gt;bridge" in shown
    assert editor.submit("/placements/1/undo", "/corrections").headers["location"] == "/corrections?said=undone"
    assert articles[2].id not in kept.affairs.articles_of(affair.id)
    assert "undone by <bdi>Editor</bdi>" in editor.get("/corrections").text


def test_corrections_come_newest_first_and_page_by_page(editor, kept, articles):
    """Both kinds together; articles without title, too."""
    affair = follow("Bridge", words=["bridge"], store=kept, at=NOW)
    for number in range(28):
        correct("together", ["a", "b"], store=kept, by="Ann", at=NOW + timedelta(minutes=number))
        kept.undo(number + 1, by="Bob", at=NOW)
    place(affair, "c", belongs=False, store=kept, by="Cy", at=NOW + timedelta(days=1))
    shown = editor.get("/corrections").text
    assert "29 corrections" in shown
    assert "without a title" in shown
    assert shown.index("Placement 1") < shown.index("Correction 28") < shown.index("Correction 27")
    assert "Correction 1," in editor.get("/corrections?page=2").text


@pytest.mark.parametrize("role", ["reader", None])
def test_corrections_are_the_editors(app, people, kept, articles, role):
    """Others neither see nor undo them."""
    correct("together", ["a", "c"], store=kept, by="Ann", at=NOW)
    other = Browser(app)
    if role:
        other.sign_in(role.title())
    assert other.get("/corrections").status_code == (403 if role else 303)
    page = "/account" if role else "/sign-in"
    for path in ("/corrections/1/undo", "/placements/1/undo"):
        assert other.submit(path, page).status_code == (403 if role else 401)
    assert kept.corrections()[0].holds


def test_a_long_stream_is_left_to_the_worker(editor, kept, articles, monkeypatch):
    """Whose work is due at once; who asked is told that it takes a while."""
    monkeypatch.setattr("retold.service.correcting.AT_ONCE", 3)
    assert AT_ONCE > 3
    kept.add_tasks([STREAM])
    [held] = kept.lease(["stream"], "worker", now=NOW, seconds=60)
    kept.finish(held, now=NOW, again=NOW + timedelta(minutes=2))
    correct("apart", ["a", "b"], store=kept, by="Ann", at=NOW)
    answer = editor.submit("/corrections/1/undo", "/corrections")
    assert answer.headers["location"] == "/corrections?said=later"
    assert "within two minutes" in editor.get(answer.headers["location"]).text
    assert [task.due for task in kept.tasks(["stream"])] == [NOW]


def test_nobody_takes_up_what_the_worker_is_at(kept, articles):
    """It has the lease; its own next round takes the correction up."""
    kept.add_tasks([STREAM])
    kept.lease(["stream"], "worker", now=NOW, seconds=60)
    correct("apart", ["a", "b"], store=kept, by="Ann", at=NOW)
    assert not take_up(kept, now=NOW)
    assert stories(kept) == [["a", "b"], ["c"]]


def test_the_worker_takes_up_corrections_without_any_new_article(kept, articles):
    """Each once, and those undone as well."""
    from retold.service.following import refresh_stories

    stream = Stream(kept)
    assert not stream.is_behind
    correct("apart", ["a", "b"], store=kept, by="Ann", at=NOW)
    assert stream.is_behind
    refresh_stories(store=kept, stream=stream)
    assert stories(kept) == [["a"], ["b"], ["c"]]
    assert not stream.is_behind
    kept.undo(1, by="Ann", at=NOW)
    refresh_stories(store=kept, stream=stream)
    assert stories(kept) == [["a", "b"], ["c"]]


def test_the_worker_goes_over_what_was_taken_up(kept, articles):
    """What is new by it belongs into the ledger."""
    kept.add_tasks([Task(kind="stream", key="all", due=NOW + timedelta(minutes=2))])
    correct("apart", ["a", "b"], store=kept, by="Ann", at=NOW)
    assert take_up(kept, now=NOW)
    [task] = kept.tasks(["stream"])
    assert (task.due, task.leased_until, task.last_error) == (NOW, None, "")
