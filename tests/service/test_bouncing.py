"""What comes back, and what it does to messages and subscriptions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.mail import returned
from tests.service.editions import CONFIG, NOW, edition, fill, keep, reader

from retold.service.bouncing import take_bounce
from retold.store import open_store
from retold.types import Task

ANN = reader(0)


@pytest.fixture
def store(sqlite_place):
    with open_store(sqlite_place) as opened:
        fill(opened, 2)
        for number in range(2):
            opened.mail.mark(edition(number).id, "sent", answer="250 ok", at=NOW)
        yield opened


def about(content, number=0, days=0):
    """A bounce of the mail of this edition."""
    told = content.replace(returned.EDITION.encode(), edition(number, days=days).id.encode())
    return told.replace(returned.READER.encode(), reader(number).id.encode())


def take(store, content, *, at=NOW, **options):
    return take_bounce(content, store=store, now=at, config=CONFIG, **options)


def kept(store, number=0, days=0):
    return store.mail.message(edition(number, days=days).id).state, store.subscribers.find(reader(number).id)


def test_a_hard_bounce_ends_the_subscription_and_marks_the_mail(store):
    """No more editions are made; of nobody else anything is changed."""
    store.add_tasks([Task(kind="edition", key=ANN.id, due=NOW + timedelta(days=1))])
    taken = take(store, about(returned.POSTFIX))
    assert taken.acted
    assert taken.subscriber.state == "bounced"
    assert taken.because.startswith("hard: 5.1.1 ")
    state, subscriber = kept(store)
    assert (state, subscriber) == ("bounced", replace(ANN, state="bounced", since=NOW))
    assert "User unknown" in store.mail.message(edition(0).id).answer
    assert [task.key for task in store.tasks(["edition"], done=False)] == []
    assert kept(store, 1) == ("sent", reader(1))


@pytest.mark.parametrize("content", [returned.POSTFIX, returned.FULL, returned.COMPLAINT, returned.UNSUBSCRIBE])
def test_the_same_bounce_again_changes_nothing(store, content):
    """A mail server that was killed in between brings it again."""
    first = take(store, about(content))
    before = kept(store)
    second = take(store, about(content), at=NOW + timedelta(days=1))
    assert (first.acted, second.acted) == (True, False)
    assert "known already" in second.because
    assert kept(store) == before


@pytest.mark.parametrize("content", [returned.COMPLAINT, returned.UNSUBSCRIBE])
def test_who_complains_or_asks_is_unsubscribed(store, content):
    """The mail did arrive."""
    taken = take(store, about(content))
    assert kept(store) == ("sent", replace(ANN, state="unsubscribed", since=NOW))
    assert taken.acted


def test_soft_bounces_in_a_row_end_a_subscription(store):
    """One mail between them that did not come back begins the row anew."""
    most = CONFIG.subscribing.soft_bounces
    for days in range(1, most + 3):
        keep(store, edition(0, days=days))
        store.mail.mark(edition(0, days=days).id, "sent", answer="250 ok", at=NOW + timedelta(days=days))
    assert take(store, about(returned.FULL)).subscriber.soft_bounces == 1
    for days in range(2, most + 2):
        subscriber = take(store, about(returned.FULL, days=days), at=NOW + timedelta(days=20)).subscriber
        assert subscriber.soft_bounces == days - 1
    assert subscriber.state == "bounced"


@pytest.mark.parametrize(
    "content", [returned.DELAYED, returned.AWAY, returned.PERSON, returned.NO_SPAM, b"", b"\xff" * 99]
)
def test_what_means_nothing_changes_nothing(store, content):
    """It is told what it was."""
    taken = take(store, about(content))
    assert (taken.acted, taken.subscriber) == (False, None)
    assert taken.because
    assert kept(store) == ("sent", ANN)


@pytest.mark.parametrize("content", [returned.BLOCKED, returned.OF_SENDER])
def test_what_is_about_us_marks_the_mail_and_ends_no_subscription(store, content):
    """A block list would end all of them in a week."""
    assert take(store, about(content)).acted
    assert kept(store) == ("bounced", ANN)
    assert not take(store, about(content)).acted


def test_a_bounce_that_names_no_mail_of_ours_ends_nothing(store):
    """Anybody can write one that names an address; what names a mail has only been seen by who got it."""
    bare = returned.POSTFIX.replace(returned.TOKEN.encode(), b"x").replace(b"ann@reader.example", ANN.email.encode())
    mixed = returned.POSTFIX.replace(returned.EDITION.encode(), edition(1).id.encode())
    mixed = mixed.replace(returned.READER.encode(), ANN.id.encode())
    for content in (bare, returned.POSTFIX, mixed):
        taken = take(store, content)
        assert (taken.acted, taken.because) == (False, "it names no mail to anybody here")
    assert kept(store) == ("sent", ANN)


def test_the_address_that_the_mail_server_tells_counts(store):
    """The bounce itself may say nothing at all."""
    bare = returned.POSTFIX.replace(returned.TOKEN.encode(), b"x")
    taken = take(store, bare, recipient=f"bounces+{edition(0).id}.{ANN.id}@news.example")
    assert taken.subscriber.state == "bounced"


def test_a_letter_that_comes_back_ends_what_was_asked_for(store):
    """Its mail is of no edition, but names the reader."""
    store.subscribers.keep(reader(7, state="pending"))
    content = returned.POSTFIX.replace(returned.READER.encode(), reader(7).id.encode())
    assert take(store, content).subscriber.state == "bounced"
    soft = returned.FULL.replace(returned.READER.encode(), reader(1).id.encode())
    assert not take(store, soft).acted


def test_a_bounce_may_come_before_the_answer_that_the_mail_was_taken_is_kept(store):
    """Then it stays one that came back."""
    keep(store, edition(0, days=1))
    take(store, about(returned.FULL, days=1))
    assert store.mail.mark(edition(0, days=1).id, "sent", answer="250 ok", at=NOW) is None
    assert kept(store, days=1)[0] == "bounced"
