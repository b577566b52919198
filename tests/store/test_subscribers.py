"""Readers by mail: the same in both databases, and by several workers at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import msgspec
import pytest
from sqlalchemy import func, select

from retold.display.letters import Letter
from retold.service.mailing import post_letter
from retold.store import open_store, schema
from retold.types import Edition, Message, Subscriber, Task

NOW = datetime(2026, 3, 4, 7, 30, 0, 123456, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANN = Subscriber(
    id="a" * 16,
    email="Ann.Lee@example.org",
    state="pending",
    zone="Europe/Berlin",
    days=(0, 4),
    created_at=NOW,
    since=NOW,
)
LETTER = Letter(subject="Please confirm", text="x", html="<p>x</p>", language="en")
BOB = Subscriber(id="b" * 16, email="bob@example.org", state="confirmed")


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


def kept_edition(store, subscriber, day=4, *, sent=False):
    """An edition, its message and the work of sending it."""
    id_ = f"{subscriber.id[0]}{day:015}"
    edition = Edition(
        id=id_, subscriber=subscriber.id, day=date(2026, 3, day), since=None, made_at=NOW, language="en",
        length="short", sections=(),
    )  # fmt: skip
    message = Message(edition=id_, subscriber=subscriber.id, message_id=f"<{id_}@b.test>", expires_at=NOW + DAY, at=NOW)
    store.mail.keep(edition, message, due=NOW)
    if sent:
        store.mail.mark(id_, "sent", answer="250 OK", at=NOW)
    return edition


def rows(store):
    """How many there are in each table that holds something of a person."""
    with store._transactions.reading() as connection:
        tables = (schema.subscribers, schema.editions, schema.messages, schema.tasks)
        return [connection.execute(select(func.count()).select_from(table)).scalar() for table in tables]


def edition_task(store):
    """The work of making editions, without what is of no matter here."""
    return [(t.key, t.due, t.done_at, t.attempts, t.leased_by) for t in store.tasks(["edition"])]


def test_a_subscriber_is_found_as_kept(store):
    """By id and by address, in whatever case; the address stays as it was written."""
    assert store.subscribers.find(ANN.id) is None
    assert store.subscribers.keep(ANN) == ANN
    assert store.subscribers.find(ANN.id) == ANN
    assert store.subscribers.find_by_email("ann.lee@EXAMPLE.org") == ANN
    assert store.subscribers.find_by_email("ann@example.org") is None


def test_an_address_is_kept_once(store):
    """Whoever comes second is told who has it."""
    store.subscribers.keep(ANN)
    assert store.subscribers.keep(replace(ANN, id="c" * 16, email="ann.LEE@example.org", minute=1)) == ANN
    assert list(store.subscribers.all()) == [ANN]


def test_some_are_found_by_state_and_a_part_of_their_address(store):
    """So many at a time, in whatever case; signs of a pattern are plain there."""
    for one in (ANN, BOB, replace(BOB, id="c" * 16, email="b_b@example.org")):
        store.subscribers.keep(one)

    def found(state=None, words="", first=0, limit=9):
        shown, total = store.subscribers.some(state=state, words=words, first=first, limit=limit)
        return [one.email for one in shown], total

    assert found() == (["Ann.Lee@example.org", "b_b@example.org", "bob@example.org"], 3)
    assert found(first=1, limit=1) == (["b_b@example.org"], 3)
    assert found("confirmed", "B") == (["b_b@example.org", "bob@example.org"], 2)
    assert found(words="ANN.") == (["Ann.Lee@example.org"], 1)
    assert found(words="b_b") == (["b_b@example.org"], 1)
    assert found(words="%") == ([], 0)


def test_all_are_listed_by_address_or_those_in_a_state(store):
    """Also after the state changed."""
    store.subscribers.keep(BOB)
    store.subscribers.keep(ANN)
    assert list(store.subscribers.all()) == [ANN, BOB]
    assert list(store.subscribers.all("pending")) == [ANN]
    confirmed = store.subscribers.change(ANN.id, lambda s: replace(s, state="confirmed"))
    assert list(store.subscribers.all("confirmed")) == [confirmed, BOB]
    assert list(store.subscribers.all("pending")) == []


def test_a_change_that_fails_changes_nothing(store):
    """Nor does one that takes another's address or id, or one of nobody."""
    store.subscribers.keep(ANN)

    def fail(subscriber):
        raise LookupError

    with pytest.raises(LookupError):
        store.subscribers.change(ANN.id, fail)
    for change in ({"email": BOB.email}, {"id": BOB.id}):
        with pytest.raises(ValueError, match="keeps id and address"):
            store.subscribers.change(ANN.id, lambda s, change=change: replace(s, **change))
    assert store.subscribers.change(BOB.id, fail) is None
    assert list(store.subscribers.all()) == [ANN]


def test_of_changes_at_once_none_is_lost(place):
    """Each of two workers counts forty up, at the same subscriber."""
    with open_store(place) as store, open_store(place) as other:
        store.subscribers.keep(ANN)

        def count(worker):
            for _ in range(40):
                worker.subscribers.change(ANN.id, lambda s: replace(s, told=s.told + 1))

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(count, [store, other]))
        assert store.subscribers.find(ANN.id).told == 80


def test_of_many_who_subscribe_the_same_address_one_is_kept(place):
    """And all are told which."""
    with open_store(place) as store, open_store(place) as other:
        asked = [(store, other)[n % 2].subscribers.keep for n in range(16)]
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda n: asked[n](replace(ANN, id=f"{n:016}")), range(16)))
        assert len({one.id for one in found}) == 1
        assert list(store.subscribers.all()) == [found[0]]


def test_a_confirmation_has_an_edition_made_in_the_same_transaction(store):
    """Once, however often; and nothing if the change fails."""
    store.subscribers.keep(ANN)
    confirm = {"due": lambda s: NOW + HOUR, "now": NOW}

    def fail(subscriber):
        raise LookupError

    with pytest.raises(LookupError):
        store.subscribers.reschedule(ANN.id, fail, **confirm)
    assert edition_task(store) == []
    for _ in range(2):
        changed = store.subscribers.reschedule(ANN.id, lambda s: replace(s, state="confirmed"), **confirm)
        assert changed.state == "confirmed"
    assert edition_task(store) == [(ANN.id, NOW + HOUR, None, 0, "")]
    assert store.subscribers.reschedule(BOB.id, lambda s: s, **confirm) is None


def test_after_an_end_no_edition_is_made_and_after_a_new_beginning_one_is(store):
    """Under the same key, though that work was done for good, or its row was forgotten."""
    store.subscribers.keep(ANN)

    def become(state, due, now=NOW):
        store.subscribers.reschedule(ANN.id, lambda s: replace(s, state=state), due=lambda s: due, now=now)

    become("confirmed", NOW + HOUR)
    become("unsubscribed", None, NOW + DAY)
    assert edition_task(store) == [(ANN.id, NOW + HOUR, NOW + DAY, 0, "")]
    assert store.lease(["edition"], "one", now=NOW + 9 * DAY, seconds=60) == ()
    become("confirmed", NOW + 2 * DAY, NOW + DAY)
    assert edition_task(store) == [(ANN.id, NOW + 2 * DAY, None, 0, "")]
    become("unsubscribed", None, NOW + DAY)
    store.forget_tasks(done_before=NOW + 9 * DAY)
    become("confirmed", NOW + 3 * DAY, NOW + DAY)
    assert edition_task(store) == [(ANN.id, NOW + 3 * DAY, None, 0, "")]


def test_an_edition_that_is_overdue_stays_so(store):
    """Who changes their hour before a late worker has come gets today's edition all the same."""
    store.subscribers.keep(ANN)

    def move(minute, due, now):
        store.subscribers.reschedule(ANN.id, lambda s: replace(s, minute=minute), due=lambda s: due, now=now)

    move(1, NOW + HOUR, NOW)
    move(2, NOW + 3 * HOUR, NOW)
    assert edition_task(store) == [(ANN.id, NOW + 3 * HOUR, None, 0, "")]
    move(3, NOW + DAY, NOW + 4 * HOUR)
    assert edition_task(store) == [(ANN.id, NOW + 3 * HOUR, None, 0, "")]
    (held,) = store.lease(["edition"], "one", now=NOW + 4 * HOUR, seconds=60)
    assert store.finish(held, now=NOW + 4 * HOUR, again=NOW + DAY)
    assert edition_task(store) == [(ANN.id, NOW + DAY, None, 0, "")]


def test_who_works_at_an_edition_while_its_hour_is_changed_is_not_believed(store):
    """The next due hour they know is the old one; the work is gone over once more."""
    store.subscribers.keep(ANN)
    store.subscribers.reschedule(ANN.id, lambda s: replace(s, minute=1), due=lambda s: NOW, now=NOW)
    (held,) = store.lease(["edition"], "one", now=NOW, seconds=600)
    store.subscribers.reschedule(ANN.id, lambda s: replace(s, minute=2), due=lambda s: NOW + DAY, now=NOW)
    assert not store.finish(held, now=NOW, again=NOW + 9 * DAY)
    # A click that changes nothing takes no work out of anybody's hands.
    (held,) = store.lease(["edition"], "two", now=NOW, seconds=600)
    store.subscribers.reschedule(ANN.id, lambda s: s, due=lambda s: NOW + DAY, now=NOW)
    assert store.finish(held, now=NOW, again=NOW)
    assert [task.key for task in store.lease(["edition"], "two", now=NOW, seconds=600)] == [ANN.id]


def test_what_was_given_up_is_taken_up_again_by_a_change(store):
    """An edition that failed for good waits for the new hour."""
    store.subscribers.keep(ANN)
    store.subscribers.reschedule(ANN.id, lambda s: replace(s, minute=1), due=lambda s: NOW, now=NOW)
    (held,) = store.lease(["edition"], "one", now=NOW, seconds=600)
    store.fail(held, "a fault", due=None)
    store.subscribers.reschedule(ANN.id, lambda s: replace(s, minute=2), due=lambda s: NOW + DAY, now=NOW)
    assert edition_task(store) == [(ANN.id, NOW + DAY, None, 0, "")]


def test_editions_that_are_not_planned_or_too_late_are_planned(store):
    """Lost, done for good, given up, put off for a year; what is due earlier or overdue stays."""
    names = ["lost", "done", "given up", "late", "early", "overdue"]
    far = {
        "late": NOW + 365 * DAY,
        "early": NOW + HOUR,
        "overdue": NOW - HOUR,
        "done": NOW - DAY,
        "given up": NOW - DAY,
    }
    store.add_tasks([Task(kind="edition", key=name, due=due) for name, due in far.items()])
    leased = {t.key: t for t in store.lease(["edition"], "one", now=NOW - 2 * HOUR, seconds=60, limit=2)}
    store.finish(leased["done"], now=NOW - DAY)
    store.fail(leased["given up"], "a fault", due=None)
    store.add_tasks([Task(kind="feed", key="late", due=NOW + 365 * DAY)])
    assert store.subscribers.plan({name: NOW + 2 * HOUR for name in names}) == 4
    after = {t.key: (t.due, t.done_at, t.attempts, t.last_error) for t in store.tasks(["edition"])}
    planned = (NOW + 2 * HOUR, None, 0, "")
    assert after == dict.fromkeys(("lost", "done", "given up", "late"), planned) | {
        "early": (NOW + HOUR, None, 0, ""), "overdue": (NOW - HOUR, None, 0, ""),
    }  # fmt: skip
    assert store.subscribers.plan({name: NOW + 2 * HOUR for name in names}) == 0
    assert store.subscribers.plan({}) == 0
    # Whoever held one that was done or given up has nothing to say of it.
    assert not store.finish(leased["done"], now=NOW, again=NOW + 9 * DAY)


def test_all_that_is_kept_of_a_person_is_deleted(store):
    """Subscription, editions, messages, and the work on them; nothing of another's. Once more finds nobody."""
    for one in (ANN, BOB):
        store.subscribers.keep(one)
        store.subscribers.reschedule(one.id, lambda s: replace(s, minute=1), due=lambda s: NOW, now=NOW)
        for day in (4, 5):
            kept_edition(store, one, day, sent=day == 4)
        post_letter(LETTER, one, store=store, now=NOW)
    store.add_tasks([Task(kind="feed", key=ANN.id, due=NOW)])
    assert rows(store) == [2, 4, 4, 9]
    assert store.subscribers.delete(ANN.id)
    assert rows(store) == [1, 2, 2, 5]
    assert not store.subscribers.delete(ANN.id)
    assert rows(store) == [1, 2, 2, 5]
    assert [edition.subscriber for edition in store.mail.editions(BOB.id)] == [BOB.id] * 2
    # The address is free, and whoever still works for the one who is gone keeps nothing.
    kept_edition(store, ANN, 6)
    assert rows(store) == [1, 2, 2, 5]
    assert store.subscribers.keep(replace(ANN, id="c" * 16)).id == "c" * 16


def test_all_that_is_kept_of_a_person_is_exported(store):
    """In terms of JSON, and nothing of another's."""
    for one in (ANN, BOB):
        store.subscribers.keep(one)
        store.subscribers.reschedule(one.id, lambda s: replace(s, minute=1), due=lambda s: NOW, now=NOW)
        kept_edition(store, one, sent=True)
        post_letter(LETTER, one, store=store, now=NOW)
    told = msgspec.json.decode(msgspec.json.encode(store.subscribers.export(ANN.id)))
    assert told["subscriber"]["email"] == ANN.email
    assert told["subscriber"]["created_at"] == "2026-03-04T07:30:00.123456Z"
    assert [(e["subscriber"], e["day"]) for e in told["editions"]] == [(ANN.id, "2026-03-04")]
    assert [(m["subscriber"], m["state"], m["answer"]) for m in told["messages"]] == [(ANN.id, "sent", "250 OK")]
    assert [(t["kind"], t["done_at"]) for t in told["tasks"]] == [
        ("edition", None), ("mail", None), ("letter", None),
    ]  # fmt: skip
    assert BOB.id not in str(told)
    assert BOB.email not in str(told)
    assert store.subscribers.export("c" * 16) is None


def test_whatever_four_workers_do_at_once_what_is_kept_agrees(place):
    """Who is confirmed has an edition to come, nobody else has one, and of who is gone nothing is left."""
    readers = [replace(ANN, id=letter * 16, email=f"{letter}@example.org") for letter in "abc"]

    def work(seed):
        chance = Random(seed)
        with open_store(place) as store:
            rows = store.subscribers
            for _ in range(40):
                one = chance.choice(readers)
                match chance.randrange(6):
                    case 0 | 1:
                        rows.keep(one)
                        rows.reschedule(one.id, become("confirmed"), due=lambda s: NOW + DAY, now=NOW)
                    case 2:
                        rows.reschedule(one.id, become("unsubscribed"), due=lambda s: None, now=NOW)
                    case 3:
                        kept_edition(store, one, chance.randrange(1, 9), sent=chance.random() < 0.5)
                    case 4:
                        rows.delete(one.id)
                    case 5:
                        rows.change(one.id, lambda s: replace(s, told=s.told + 1))

    def become(state):
        return lambda s: replace(s, state=state)

    open_store(place).close()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    with open_store(place) as store:
        kept = {one.id: one for one in store.subscribers.all()}
        waiting = {task.key for task in store.tasks(["edition"], done=False)}
        assert waiting == {one.id for one in kept.values() if one.state == "confirmed"}
        assert {task.key for task in store.tasks(["edition"])} <= set(kept)
        editions = {edition.id for one in readers for edition in store.mail.editions(one.id)}
        assert {edition[0] * 16 for edition in editions} <= set(kept)
        assert {message.edition for message in store.mail.messages()} == editions
        assert {task.key for task in store.tasks(["mail"])} == editions


def test_a_secret_is_made_once(place):
    """Whoever of many asks first; all get the same, and it stays."""
    made = iter(range(99))
    with open_store(place) as store, open_store(place) as other:
        ask = [(store, other)[n % 2].subscribers.secret for n in range(16)]
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda n: ask[n]("links", lambda: bytes([next(made)] * 32)), range(16)))
        assert len(set(found)) == 1
        assert len(found[0]) == 32
        assert store.subscribers.secret("other", lambda: b"x") == b"x"
    with open_store(place) as again:
        assert again.subscribers.secret("links", lambda: b"y") == found[0]
