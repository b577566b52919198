"""Mails handed over, put off, turned down, killed half-way, and never lost or sent twice but where it is said."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.mail.servers import inbox
from tests.service.editions import CONFIG, NOW, edition, fill, keep, reader, write

from retold.config import Mailing
from retold.display.letters import Letter
from retold.errors import Later, MailError
from retold.mail.sending import FolderSender, Outcome
from retold.mail.smtp import SmtpSender
from retold.service.delivering import hand_over, send_test, write_out
from retold.service.mailing import Mailer, lease_seconds, new_message, post_letter
from retold.store import open_store
from retold.testing import FakeSender

GREYLISTED = Outcome(kind="put off", stage="recipient", answer="450 greylisted")
LOST = Outcome(kind="unknown", stage="end", answer="it hung up after the whole mail was sent")
UNKNOWN_USER = Outcome(kind="refused", stage="recipient", answer="550 5.1.1 no such user", status="5.1.1")
FULL = Outcome(kind="refused", stage="recipient", answer="552 5.2.2 mailbox full", status="5.2.2")
SPAM = Outcome(kind="refused", stage="end", answer="554 5.7.1 spam", status="5.7.1")
RELAY = Outcome(kind="refused", stage="recipient", answer="550 relaying denied")
TOO_LARGE = Outcome(kind="refused", stage="sender", answer="552 5.3.4 too large", status="5.3.4")
DOWN = Outcome(kind="put off", stage="connection", answer="mail.test:587: nothing answers there")


@pytest.fixture
def store(sqlite_place):
    with open_store(sqlite_place) as opened:
        yield opened


def mailer(store, sender, *, config=CONFIG, **options):
    return Mailer(store, sender, write, config=config, **options)


def run(store, made, *, at=NOW, worker="one"):
    """All that is due, once."""
    return list(hand_over(made, store=store, worker=worker, clock=lambda: at))


def state(store, number=0, days=0):
    message = store.mail.message(edition(number, days=days).id)
    return message.state, message.tries, message.answer


# --- sent


def test_each_mail_is_handed_over_once_with_what_it_is_to_say(store):
    """And never again, however often it is asked for."""
    fill(store, 3)
    sender = FakeSender()
    made = mailer(store, sender)
    assert [one.message.state for one in run(store, made)] == ["sent"] * 3
    assert [p.recipient for p in sender.sent] == [reader(n).email for n in range(3)]
    assert [p.message_id for p in sender.sent] == [new_message(edition(n), CONFIG).message_id for n in range(3)]
    assert b"The bridge is closed." in sender.sent[0].content
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sender.sent[0].content
    assert state(store) == ("sent", 1, "250 ok")
    keep(store, edition(0))
    for task in store.tasks():
        assert mailer(store, sender)(task, NOW + timedelta(days=1)) is None
    assert run(store, made) == []
    assert len(sender.sent) == 3
    made.close()
    assert sender.closed == 1


def test_over_a_real_server_they_go_by_one_connection(store):
    """As they were written."""
    fill(store, 5)
    with inbox() as server:
        known = {"server": "127.0.0.1", "port": server.port, "security": "none"}
        config = replace(CONFIG, mailing=replace(CONFIG.mailing, **known))
        made = mailer(store, SmtpSender(config.mailing), config=config)
        run(store, made)
        made.close()
        assert {e.rcpt_tos[0] for e in server.envelopes} == {reader(n).email for n in range(5)}
        assert server.connections == 1
    assert state(store)[0] == "sent"
    assert state(store)[2].startswith("250 2.0.0 Ok: queued as")


# --- put off


def test_what_the_server_puts_off_waits_longer_each_time_and_is_given_up_at_last(store):
    """With the server's words; each try is the same mail."""
    fill(store)
    sender = FakeSender([GREYLISTED] * 9)
    at, waits = NOW, []
    for _ in range(3):
        (one,) = run(store, mailer(store, sender), at=at)
        waits.append((one.later.due - at) / timedelta(minutes=1))
        assert run(store, mailer(store, sender), at=one.later.due - timedelta(seconds=1)) == []
        at = one.later.due
    assert waits == [5, 10, 20]
    assert state(store) == ("waiting", 3, "450 greylisted")
    (one,) = run(store, mailer(store, sender), at=at)
    assert (one.later, one.message.state) == (None, "failed")
    assert state(store) == ("failed", 4, "given up after 4 tries: 450 greylisted")
    assert len({parcel.content for parcel in sender.sent}) == 1
    assert store.subscribers.find(reader(0).id) == reader(0)


def test_greylisted_it_arrives_at_the_second_try(store):
    """At a real server."""
    fill(store)
    with inbox() as server:
        server.answers["RCPT"] = iter(["450 4.2.0 greylisted", None]).__next__
        known = {"server": "127.0.0.1", "port": server.port, "security": "none"}
        config = replace(CONFIG, mailing=replace(CONFIG.mailing, **known))
        made = mailer(store, SmtpSender(config.mailing), config=config)
        (one,) = run(store, made)
        assert one.message.state == "waiting"
        run(store, made, at=one.later.due)
        made.close()
        assert len(server.envelopes) == 1
    assert state(store)[:2] == ("sent", 2)


def test_what_may_have_arrived_is_sent_again_under_the_same_name(store):
    """The stated window: no reader is left out; a server that kept the first can tell by the Message-ID."""
    fill(store)
    sender = FakeSender([LOST])
    (one,) = run(store, mailer(store, sender))
    assert (one.message.state, one.later.due) == ("waiting", NOW + timedelta(minutes=5))
    run(store, mailer(store, sender), at=one.later.due)
    assert [p.message_id for p in sender.sent] == [edition_name()] * 2
    assert sender.sent[0] == sender.sent[1]


def edition_name():
    return new_message(edition(0), CONFIG).message_id


def test_while_the_server_is_down_only_one_mail_waits_for_it(store):
    """The others are put off at once, and no try is counted."""
    fill(store, 3)
    sender = FakeSender(unreached=[DOWN, None])
    made = mailer(store, sender)
    found = run(store, made)
    assert [one.later.due for one in found] == [NOW + timedelta(minutes=2)] * 3
    assert {one.later.reason for one in found} == {DOWN.answer}
    assert sender.sent == []
    assert state(store) == ("waiting", 0, DOWN.answer)
    assert len(run(store, made, at=NOW + timedelta(minutes=2))) == 3
    assert len(sender.sent) == 3


# --- turned down


def test_an_address_that_is_none_ends_the_subscription(store):
    """At the first mail; the message says why."""
    fill(store)
    run(store, mailer(store, FakeSender([UNKNOWN_USER])))
    assert state(store) == ("failed", 1, "550 5.1.1 no such user")
    ended = store.subscribers.find(reader(0).id)
    assert (ended.state, ended.since) == ("bounced", NOW)


def test_a_full_mailbox_is_counted_and_one_mail_that_arrives_forgets_it(store):
    """Only so many in a row end a subscription."""
    fill(store)
    for days, outcome in enumerate([FULL, FULL, None, FULL]):
        if days:
            keep(store, edition(0, days=days))
        sender = FakeSender([outcome] if outcome else [])
        run(store, mailer(store, sender), at=NOW + timedelta(days=days))
    assert [state(store, 0, days)[0] for days in range(4)] == ["failed", "failed", "sent", "failed"]
    assert (store.subscribers.find(reader(0).id).soft_bounces, store.subscribers.find(reader(0).id).state) == (
        1,
        "confirmed",
    )


def test_a_full_mailbox_for_a_week_ends_the_subscription(store):
    """As many in a row as the settings say."""
    fill(store)
    for days in range(CONFIG.subscribing.soft_bounces):
        assert store.subscribers.find(reader(0).id).state == "confirmed"
        if days:
            keep(store, edition(0, days=days))
        run(store, mailer(store, FakeSender([FULL])), at=NOW + timedelta(days=days))
    assert store.subscribers.find(reader(0).id).state == "bounced"


@pytest.mark.parametrize("outcome", [SPAM, RELAY, TOO_LARGE])
def test_what_is_about_the_mail_or_about_us_says_nothing_of_the_reader(store, outcome):
    """The mail is given up, and the owner sees why."""
    fill(store)
    run(store, mailer(store, FakeSender([outcome])))
    assert state(store) == ("failed", 1, outcome.answer)
    assert store.subscribers.find(reader(0).id) == reader(0)


def test_an_address_may_be_known_to_be_none_only_after_the_message(store):
    """As by a server that asks another one."""
    fill(store)
    run(store, mailer(store, FakeSender([replace(UNKNOWN_USER, stage="end")])))
    assert store.subscribers.find(reader(0).id).state == "bounced"


def test_a_clock_that_was_put_back_holds_no_mail_up(store):
    """The server was down at eight; now it is seven again."""
    fill(store)
    sender = FakeSender(unreached=[DOWN])
    made = mailer(store, sender)
    store.lease(["mail"], "other", now=NOW, seconds=0.0)
    (task,) = store.lease(["mail"], "one", now=NOW + timedelta(hours=1), seconds=1e6)
    with pytest.raises(Later):
        made(task, NOW + timedelta(hours=1))
    made(task, NOW)
    assert len(sender.sent) == 1


# --- not to be sent


def test_a_stale_edition_is_never_sent(store):
    """It expires after twelve hours, with the last word of the server."""
    fill(store)
    (one,) = run(store, mailer(store, FakeSender([GREYLISTED])))
    (one,) = run(store, mailer(store, FakeSender(unreached=[DOWN])), at=NOW + timedelta(hours=11, minutes=59))
    assert one.later.due == NOW + timedelta(hours=12)
    sender = FakeSender()
    (one,) = run(store, mailer(store, sender), at=one.later.due)
    assert (one.message.state, one.later, sender.sent) == ("expired", None, [])
    assert DOWN.answer in one.message.answer


def test_nobody_is_mailed_who_wants_no_mail_any_more(store):
    """Unsubscribed, or deleted, after their edition was made."""
    fill(store, 2)
    store.subscribers.change(reader(0).id, lambda s: replace(s, state="unsubscribed"))
    task = next(store.tasks())
    store.subscribers.delete(reader(1).id)
    sender = FakeSender()
    run(store, mailer(store, sender))
    assert sender.sent == []
    assert state(store) == ("failed", 0, "not sent: the subscription is unsubscribed")
    assert mailer(store, sender)(replace(task, key=edition(1).id), NOW) is None


def test_a_mail_that_can_not_be_made_is_told_and_hinders_no_other(store):
    """Too large, or to an address that is none."""
    fill(store, 3)

    def wide(made, subscriber):
        written = write(made, subscriber)
        if subscriber.id != reader(1).id:
            return written
        return replace(written, letter=replace(written.letter, html="<p>x</p>" * 20_000))

    sender = FakeSender()
    found = list(hand_over(Mailer(store, sender, wide, config=CONFIG), store=store, worker="w", clock=lambda: NOW))
    assert [one.message.state for one in found] == ["sent", "failed", "sent"]
    assert "bytes, more than the 100,000" in state(store, 1)[2]


def test_without_an_address_to_mail_from_nothing_is_sent_but_editions_are_made(store):
    """They wait until there is one, or they are stale."""
    config = replace(CONFIG, mailing=Mailing())
    with pytest.raises(MailError, match=r"mailing\.sender"):
        mailer(store, FakeSender(), config=config)
    fill(store, config=config)
    sender = FakeSender()
    run(store, mailer(store, sender))
    assert sender.sent[0].sender == f"bounces+{edition(0).id}.{reader(0).id}@news.example"


# --- killed, and several at once


def work(store, made, task):
    """What a worker does with a task."""
    made(task, NOW)
    store.finish(task, now=NOW)


class Killed(BaseException):
    """As SIGKILL: nothing that follows is done."""


@pytest.mark.parametrize("where", ["extend", "begin", "send", "mark", "finish"])
@pytest.mark.parametrize("before", [True, False])
def test_killed_at_any_point_nobody_is_left_out_nor_mailed_twice_but_where_it_is_said(
    store, where, before, monkeypatch
):
    """Twice only where the server took it and we were killed before that was kept: then it is the same mail."""
    fill(store, 2)
    sender = FakeSender()
    made = mailer(store, sender)
    killed = threading.Event()
    owner, name = {
        "send": (sender, "send"),
        "begin": (store.mail, "begin"),
        "mark": (store.mail, "mark"),
        "finish": (store, "finish"),
        "extend": (store, "extend"),
    }[where]
    does = getattr(owner, name)

    def dies(*given, **named):
        if killed.is_set():
            return does(*given, **named)
        killed.set()
        if not before:
            does(*given, **named)
        raise Killed

    monkeypatch.setattr(owner, name, dies)
    # A lease that is too short has to be held for longer first.
    (task,) = store.lease(["mail"], "one", now=NOW, seconds=1.0)
    with pytest.raises(Killed):
        work(store, made, task)
    later = NOW + timedelta(seconds=lease_seconds(CONFIG.mailing) + 1)
    for _ in range(3):
        run(store, mailer(store, sender), at=later)
        later += timedelta(minutes=10)
    twice = (where, before) in {("send", False), ("mark", True)}
    names = [parcel.message_id for parcel in sender.sent]
    assert sorted(names) == sorted(
        [new_message(edition(n), CONFIG).message_id for n in range(2)] + [edition_name()] * twice
    )
    assert len(set(sender.sent)) == 2
    assert [state(store, n)[0] for n in range(2)] == ["sent", "sent"]
    assert list(store.tasks(done=False)) == []


def test_a_worker_whose_lease_is_another_s_sends_nothing(store):
    """It was stopped for so long that the next one took its work up."""
    fill(store)
    (stale,) = store.lease(["mail"], "one", now=NOW, seconds=1.0)
    store.lease(["mail"], "two", now=NOW + timedelta(seconds=2), seconds=60.0)
    sender = FakeSender()
    with pytest.raises(Later, match="another worker"):
        mailer(store, sender)(stale, NOW + timedelta(seconds=3))
    assert sender.sent == []


def test_of_two_that_hold_the_same_work_one_sends(store, monkeypatch):
    """Though both leases look good: the try is begun by the first."""
    fill(store)
    (task,) = store.lease(["mail"], "one", now=NOW, seconds=1e6)
    sender = FakeSender()
    first, second = mailer(store, sender), mailer(store, sender)

    def late(message):
        monkeypatch.undo()
        first(task, NOW)
        return store.mail.begin(message)

    monkeypatch.setattr(store.mail, "begin", late)
    with pytest.raises(Later, match="another worker") as put_off:
        second(task, NOW)
    assert put_off.value.due == NOW + timedelta(minutes=5)
    assert len(sender.sent) == 1


def test_two_workers_at_once_mail_each_reader_once(tmp_path):
    """Each with its own store and server connection."""
    place = tmp_path / "kept.sqlite"
    with open_store(place) as store, inbox() as server:
        fill(store, 40)
        known = {"server": "127.0.0.1", "port": server.port, "security": "none"}
        config = replace(CONFIG, mailing=replace(CONFIG.mailing, **known))
        failed = []

        def work(name):
            try:
                with open_store(place) as mine:
                    made = mailer(mine, SmtpSender(config.mailing), config=config)
                    run(mine, made, worker=name)
                    made.close()
            except Exception as error:
                failed.append(error)

        workers = [threading.Thread(target=work, args=(name,)) for name in "ab"]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert failed == []
        assert sorted(e.rcpt_tos[0] for e in server.envelopes) == sorted(reader(n).email for n in range(40))
        assert {m.state for m in store.mail.messages()} == {"sent"}


def test_a_lease_lasts_as_long_as_one_mail_may_take(store):
    """It is held for longer where it is shorter, before anything is sent."""
    fill(store)
    (task,) = store.lease(["mail"], "one", now=NOW, seconds=1.0)
    held = []
    sender = FakeSender()
    send = sender.send
    sender.send = lambda parcel: held.append(next(store.tasks()).leased_until) or send(parcel)
    made = mailer(store, sender)
    made(task, NOW)
    assert held == [NOW + timedelta(seconds=made.lease_seconds)]
    assert made.lease_seconds > 6 * CONFIG.mailing.timeout + CONFIG.mailing.final_timeout


# --- not too fast


def test_no_more_mails_leave_in_a_second_than_the_settings_allow(store):
    """The worker sleeps a little in between."""
    fill(store, 4)
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    config = replace(CONFIG, mailing=replace(CONFIG.mailing, rate=4.0))
    sender = FakeSender()
    run(store, mailer(store, sender, config=config, sleep=sleep, seconds=lambda: now[0]))
    assert slept == [0.25] * 3
    assert len(sender.sent) == 4


def test_nobody_sleeps_on_a_lease(store):
    """Where the wait is long, the work is put back."""
    fill(store, 2)
    config = replace(CONFIG, mailing=replace(CONFIG.mailing, rate=0.01))
    found = run(store, mailer(store, FakeSender(), config=config, sleep=pytest.fail, seconds=lambda: 0.0))
    assert [one.later and one.later.due for one in found] == [None, NOW + timedelta(seconds=100)]
    assert state(store, 1)[:2] == ("waiting", 0)


# --- letters

LETTER = Letter(subject="Please confirm", text="Click.\n", html="<p>Click.</p>\n", language="en")


def test_a_letter_goes_the_same_way_as_an_edition(store):
    """Once, of no list, and its bounce names the reader."""
    store.subscribers.keep(reader(0, state="pending"))
    assert post_letter(LETTER, reader(0), store=store, now=NOW)
    assert not post_letter(LETTER, reader(0), store=store, now=NOW)
    sender = FakeSender([GREYLISTED])
    (one,) = run(store, mailer(store, sender))
    assert (one.message, one.later.reason, one.later.due) == (None, "450 greylisted", NOW + timedelta(minutes=5))
    (one,) = run(store, mailer(store, sender), at=one.later.due)
    assert (one.message, one.later) == (None, None)
    assert sender.sent[0] == sender.sent[1]
    assert sender.sent[0].recipient == reader(0).email
    assert f".{reader(0).id}@news.example" in sender.sent[0].sender
    assert b"List-Id" not in sender.sent[0].content
    assert b"Subject: Please confirm\r\n" in sender.sent[0].content


def test_a_letter_to_an_address_that_is_none_is_given_up(store):
    """And so is the subscription; one that is put off for ever, too."""
    store.subscribers.keep(reader(0, state="pending"))
    store.subscribers.keep(reader(1, state="pending"))
    post_letter(LETTER, reader(0), store=store, now=NOW)
    (one,) = run(store, mailer(store, FakeSender([UNKNOWN_USER])))
    assert (one.later.reason, one.later.due) == (UNKNOWN_USER.answer, None)
    assert store.subscribers.find(reader(0).id).state == "bounced"
    post_letter(LETTER, reader(1), store=store, now=NOW)
    at, tries = NOW, 0
    while at is not None:
        (one,) = run(store, mailer(store, FakeSender([GREYLISTED])), at=at)
        at, tries = one.later.due, tries + 1
    assert tries == CONFIG.mailing.tries
    assert store.subscribers.find(reader(1).id).state == "pending"


def test_a_letter_to_somebody_who_was_deleted_is_dropped(store):
    """Nothing is kept of them, so nothing is sent."""
    post_letter(LETTER, reader(0), store=store, now=NOW)
    sender = FakeSender()
    run(store, mailer(store, sender))
    assert sender.sent == []
    assert list(store.tasks(done=False)) == []


# --- looking first


def test_written_out_they_can_be_looked_at_and_nothing_counts_as_sent(store, tmp_path):
    """What will not be sent is told with the reason."""
    fill(store, 3)
    store.subscribers.change(reader(2).id, lambda s: replace(s, state="unsubscribed"))
    before = list(store.mail.messages())
    folder = tmp_path / "mails"
    found = list(write_out(FolderSender(folder), write, store=store, now=NOW, config=CONFIG))
    assert [outcome.kind for _, outcome in found].count("accepted") == 2
    assert "unsubscribed" in next(o.answer for _, o in found if o.kind == "refused")
    sender = FakeSender()
    assert list(store.mail.messages()) == before
    run(store, mailer(store, sender))
    assert {file.read_bytes() for file in folder.iterdir()} == {parcel.content for parcel in sender.sent}


def test_a_mail_to_try_the_settings_is_a_plain_one(store):
    """To whomever the owner names."""
    sender = FakeSender()
    assert send_test(sender, "ann@bücher.example", now=NOW, mailing=CONFIG.mailing).kind == "accepted"
    (parcel,) = sender.sent
    assert parcel.recipient == "ann@xn--bcher-kva.example"
    assert b"Retold can send mail" in parcel.content
    with pytest.raises(MailError, match="no address"):
        send_test(sender, "ann", now=NOW, mailing=CONFIG.mailing)
