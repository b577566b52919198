"""Editions and messages, kept once and going forward only, in both databases and with two workers at once."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, text
from tests.store.made import DAY

from retold.errors import StoreError
from retold.records import pack
from retold.store import open_store, schema
from retold.testing import make_edition, make_line, make_passage
from retold.types import Affair, Message, Subscriber

ANN = Subscriber(id="a" * 16, email="ann@reader.example", state="confirmed")
BEN = Subscriber(id="b" * 16, email="ben@reader.example", state="confirmed")
LINES = (
    make_line(make_passage("The bridge is closed."), number=1),
    make_line(
        make_passage("It opens in May.", article="b"), number=2, headline=make_passage("Weir Street Bridge shut")
    ),
)
EDITION = make_edition(*LINES, id="e" * 16, subscriber=ANN.id, after=0, upto=2)


def message(edition=EDITION, **changed):
    known = {"edition": edition.id, "subscriber": edition.subscriber, "message_id": f"<{edition.id}@news.example>"}
    return Message(**known | {"expires_at": DAY + timedelta(hours=12), "at": DAY} | changed)


def day(number, **changed):
    """Another edition, of another day."""
    made = date(2025, 3, 5) + timedelta(days=number)
    return replace(EDITION, id=f"{number:016x}", day=made, **changed)


def fill(store):
    """What editions rest on."""
    store.subscribers.keep(ANN)
    store.subscribers.keep(BEN)
    affair = Affair(id="affair", name="Weir Street Bridge")

    def enter(connection):
        connection.execute(insert(schema.affairs).values(id=affair.id, name=affair.name, value=pack(affair)))
        for line in LINES:
            row = {"number": line.number, "affair": "affair", "at": line.at, "key": f"{line.number}"}
            connection.execute(insert(schema.ledger).values(**row, value=pack(replace(line, number=0))))

    store._transactions.write(enter)


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        fill(opened)
        yield opened


def test_an_edition_is_had_again_as_it_was_kept(store):
    """With its lines from the ledger, and a headline that is not its first line's."""
    other = day(1, sections=(replace(EDITION.sections[0], left_out=3),), language="de", since=None)
    headline = make_passage("Closed for good")
    section = EDITION.sections[0]
    stories = (replace(section.stories[0], headline=headline), *section.stories[1:])
    third = day(2, sections=(replace(section, stories=stories),))
    for edition in (EDITION, other, third):
        assert store.mail.keep(edition, message(edition)) == edition
        assert store.mail.edition(edition.id) == edition
    assert store.mail.message(EDITION.id) == message()
    assert store.mail.edition("nothing") is None
    assert store.mail.message("nothing") is None


def test_the_text_of_lines_is_kept_in_the_ledger_only(store):
    """An edition for thousands of readers takes little room."""
    store.mail.keep(EDITION)
    with store._transactions.reading() as connection:
        (value,) = connection.execute(text("select value from editions")).one()
    assert b"The bridge is closed" not in bytes(value)
    assert len(value) < 700


def test_a_second_edition_of_a_day_changes_nothing_and_gives_back_the_first(store):
    """A double trigger, under the same id or another; nor does a second message or a second task come of it."""
    due = DAY + timedelta(hours=1)
    assert store.mail.keep(EDITION, message(), due=due) == EDITION
    again = replace(EDITION, sections=(), made_at=DAY + timedelta(days=9), upto=9)
    assert store.mail.keep(again, message(tries=5), due=DAY) == EDITION
    assert store.mail.keep(replace(again, id="f" * 16), message(replace(again, id="f" * 16)), due=DAY) == EDITION
    assert list(store.mail.editions(ANN.id)) == [EDITION]
    assert list(store.mail.messages()) == [message()]
    assert [(task.kind, task.key, task.due) for task in store.tasks()] == [("mail", EDITION.id, due)]


def test_an_edition_without_a_message_is_kept_too(store):
    """Of a day with nothing new, for a reader who wants no mail then."""
    empty = replace(EDITION, sections=())
    assert store.mail.keep(empty) == empty
    assert store.mail.message(empty.id) is None
    assert list(store.tasks()) == []
    assert store.mail.edition(empty.id) == empty


def test_nothing_is_kept_for_a_reader_who_is_gone(store):
    """They were deleted while their edition was made."""
    store.subscribers.delete(ANN.id)
    assert store.mail.keep(EDITION, message(), due=DAY) is None
    assert list(store.mail.messages()) == list(store.tasks()) == []


def test_what_does_not_belong_together_is_refused_whole(store):
    """Nothing of it stays."""
    with pytest.raises(ValueError, match="of its edition"):
        store.mail.keep(EDITION, message(day(1)))
    with pytest.raises(ValueError, match="in the ledger"):
        store.mail.keep(make_edition(make_line(number=0), subscriber=ANN.id))
    assert store.mail.edition(EDITION.id) is None


def test_the_id_of_another_readers_edition_is_refused(store):
    """Or a reader would be given somebody else's."""
    store.mail.keep(EDITION, message())
    with pytest.raises(StoreError, match="another reader's"):
        store.mail.keep(replace(EDITION, subscriber=BEN.id))


def test_a_line_that_left_the_ledger_is_told(store):
    """An edition is never shown with less than it had."""
    store.mail.keep(EDITION)
    store._transactions.write(lambda c: c.execute(text("delete from ledger where number = 2")))
    with pytest.raises(StoreError, match="line 2"):
        store.mail.edition(EDITION.id)


def test_editions_and_messages_of_a_reader_come_newest_first(store):
    """Of nobody else."""
    theirs = replace(EDITION, id="9" * 16, subscriber=BEN.id)
    for number, edition in enumerate([EDITION, theirs, day(2), day(1)]):
        store.mail.keep(edition, message(edition, at=DAY + timedelta(hours=number)))
    assert [e.id for e in store.mail.editions(ANN.id)] == [day(2).id, day(1).id, EDITION.id]
    assert store.mail.newest(ANN.id) == day(2)
    assert store.mail.newest("nobody") is None
    assert [m.edition for m in store.mail.messages()] == [day(1).id, day(2).id, theirs.id, EDITION.id]
    assert [m.edition for m in store.mail.messages(["waiting"], subscriber=BEN.id)] == [theirs.id]
    assert list(store.mail.messages(["sent", "failed"])) == []
    assert len(list(store.mail.messages(limit=2))) == 2
    assert store.mail.message_before(day(2).id).edition == day(1).id
    assert store.mail.message_before(EDITION.id) is None


def test_a_message_goes_forward_only(store):
    """What was sent never waits again; a bounce may come at any time, and is the end."""
    allowed = {
        "waiting": {"waiting", "sent", "failed", "expired", "bounced"},
        "sent": {"bounced"},
        "failed": {"bounced"},
        "expired": {"bounced"},
        "bounced": set(),
    }
    number = 0
    for first, following in allowed.items():
        for then in allowed:
            number += 1
            edition = day(number)
            store.mail.keep(edition, message(edition, state=first))
            marked = store.mail.mark(edition.id, then, answer="said", at=DAY + timedelta(hours=1))
            assert (marked is not None) == (then in following), (first, then)
            kept = store.mail.message(edition.id)
            assert kept.state == (then if then in following else first)
            assert kept.answer == ("said" if then in following else "")
            assert kept.at == (DAY if kept.state == first else DAY + timedelta(hours=1))
    assert store.mail.mark("nothing", "sent", answer="", at=DAY) is None


def test_a_try_is_counted_before_it_is_made_and_begun_by_one_worker_only(store):
    """Whoever saw the message as it was before comes too late."""
    store.mail.keep(EDITION, message())
    begun = store.mail.begin(message())
    assert begun == message(tries=1)
    assert store.mail.begin(message()) is None
    assert store.mail.begin(begun).tries == 2
    store.mail.mark(EDITION.id, "sent", answer="250 ok", at=DAY)
    assert store.mail.begin(store.mail.message(EDITION.id)) is None


def test_what_is_old_is_forgotten_but_what_still_waits(store):
    """Editions and messages alike; due work is left to find nothing."""
    for number, state in enumerate(["sent", "waiting", "expired", "sent"]):
        store.mail.keep(day(number), message(day(number), state=state))
    store.mail.keep(replace(EDITION, id="9" * 16, subscriber=BEN.id, day=date(2025, 1, 1)))
    assert store.mail.forget(before=date(2025, 3, 8)) == 3
    assert [e.id for e in store.mail.editions(ANN.id)] == [day(3).id, day(1).id]
    assert {m.state for m in store.mail.messages()} == {"waiting", "sent"}
    assert store.mail.forget(before=date(2025, 3, 8)) == 0


def test_instants_and_words_are_kept_as_they_are(store):
    """To the microsecond, in any script; no answer of a server can break a row."""
    at = datetime(2025, 3, 4, 6, 0, 0, 7, tzinfo=UTC)
    store.mail.keep(EDITION, message())
    store.mail.mark(EDITION.id, "sent", answer="250 好 \x00 ok", at=at)
    kept = store.mail.message(EDITION.id)
    assert (kept.at, kept.answer) == (at, "250 好 \x00 ok")


def test_two_workers_at_once_keep_one_edition_and_make_each_try_once(place):
    """Of the same day, each with its own connection."""
    with open_store(place) as store:
        fill(store)
    begun, kept, failed = [], [], []
    start = threading.Barrier(2)

    def work():
        try:
            with open_store(place) as mine:
                for number in range(10):
                    edition = day(number)
                    start.wait(10)
                    kept.append(mine.mail.keep(edition, message(edition), due=DAY))
                    start.wait(10)
                    if mine.mail.begin(message(edition)) is not None:
                        begun.append(edition.id)
        except Exception as error:
            failed.append(error)
            start.abort()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert failed == []
    assert sorted(begun) == [day(number).id for number in range(10)]
    assert len(kept) == 20
    with open_store(place) as store:
        assert [m.tries for m in store.mail.messages()] == [1] * 10
        assert len(list(store.tasks())) == 10
