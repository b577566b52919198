"""Webhooks: what is new is told in order, at least once, signed, to the address that was named and to no other."""

import hashlib
import hmac
import json
import threading
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.box import Clock
from tests.server.api.receiver import Receiver
from tests.server.conftest import NOW, Browser, settings

from retold import records
from retold.config import DEFAULT
from retold.errors import InputError, Later
from retold.server.app import make_app
from retold.server.box import Box
from retold.service import webhooks
from retold.service.working import Worker
from retold.store import open_store
from retold.testing import make_line, make_passage
from retold.types import Affair

AFFAIR, OTHER = (Affair(id=letter * 16, name=f"Affair {letter}") for letter in "ab")
HERE = replace(DEFAULT, reading=replace(DEFAULT.reading, allowed_hosts=("127.0.0.1",)))


@pytest.fixture
def kept(tmp_path):
    """A store that follows two affairs."""
    with open_store(tmp_path / "hooks.sqlite") as store:
        for affair in (AFFAIR, OTHER):
            store.affairs.keep(affair)
        yield store


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.kill()


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def work(kept, clock):
    """Does the work of webhooks that is due."""
    return Worker(kept, config=HERE, kinds=("hook",), clock=clock).run_once


def enter(store, number, affair=AFFAIR, *, first=0):
    """Enter so many new facts in the ledger."""
    lines = [
        replace(make_line(make_passage(f"Fact {n} <&>", article=f"{affair.id}{n}")), affair=affair.id, number=0)
        for n in range(first, first + number)
    ]
    store.ledger.enter(affair.id, lines, ())


def add(store, receiver, **given):
    return webhooks.add(receiver.url, store=store, now=NOW, config=HERE, **given)


def told(receiver):
    """Numbers of the lines of each message that came."""
    return [[line["number"] for line in json.loads(body)["data"]["lines"]] for _, _, body in receiver.got]


def test_the_signature_is_that_of_standard_webhooks():
    """Its own example: https://github.com/standard-webhooks/standard-webhooks, libraries."""
    at = datetime.fromtimestamp(1614265330, UTC)
    made = webhooks.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_new_is_told_signed(kept, receiver, work, clock):
    """As an edition has it, with its affair; what was there before is not told."""
    enter(kept, 2)
    made = add(kept, receiver)
    work()
    assert receiver.got == []
    enter(kept, 3, first=2)
    clock.now += timedelta(minutes=1)
    work()
    ((path, headers, body),) = receiver.got
    assert path == "/hook"
    lines = list(kept.ledger.lines(AFFAIR.id, after=2))
    message = json.loads(body)
    assert (message["type"], message["timestamp"]) == ("news", "2026-03-04T07:31:00Z")
    assert message["data"]["lines"] == [{"affair": AFFAIR.id, **records.ledger_line(line)} for line in lines]
    assert message["data"]["citations"].keys() == {c.article for line in lines for c in line.citations}
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = b64decode(made.secret.removeprefix("whsec_"))
    assert len(key) == 32
    assert headers["webhook-signature"] == f"v1,{b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()}"
    assert headers["webhook-timestamp"] == str(int(clock.now.timestamp()))
    assert headers["Content-Type"] == "application/json"
    clock.now += timedelta(minutes=1)
    work()
    assert len(receiver.got) == 1


def test_many_facts_are_told_in_order_fifty_at_a_time(kept, receiver, work):
    """None is left out, none comes twice."""
    add(kept, receiver)
    enter(kept, 120)
    for _ in range(3):
        work()
    assert [len(numbers) for numbers in told(receiver)] == [50, 50, 20]
    assert [number for numbers in told(receiver) for number in numbers] == list(range(1, 121))


def test_a_webhook_of_an_affair_is_told_of_no_other(kept, receiver, work):
    """Also where other affairs have more."""
    add(kept, receiver, affairs=[OTHER.id])
    enter(kept, 70)
    enter(kept, 1, OTHER)
    work()
    assert told(receiver) == [[71]]


def test_what_is_not_taken_is_sent_again_later_and_later(kept, receiver, work, clock):
    """With the same id, until it is taken; then what came meanwhile, in order."""
    made = add(kept, receiver)
    enter(kept, 1)
    receiver.answers = [(500, {}, b"broken")] * 4
    work()
    for minutes in (1, 2, 4):
        count = len(receiver.got)
        clock.now += timedelta(minutes=minutes, seconds=-1)
        work()
        assert len(receiver.got) == count
        clock.now += timedelta(seconds=1)
        work()
        assert len(receiver.got) == count + 1
    assert kept.webhooks.find(made.id).failing_since == NOW
    clock.now += timedelta(minutes=8)
    work()
    assert told(receiver) == [[1]] * 5
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    found = kept.webhooks.find(made.id)
    assert (found.told, found.failing_since, found.ended_at) == (1, None, None)
    assert [answer.status for answer in found.answers] == [204, 500, 500, 500, 500]
    assert found.answers[1].said == "broken"


def test_a_receiver_that_is_killed_loses_nothing(kept, work, clock):
    """Neither if it had the message and could not say so."""
    first = Receiver()
    first.answers = [(None, {}, b"")]
    made = webhooks.add(first.url, store=kept, now=NOW, config=HERE)
    enter(kept, 2)
    threading.Timer(0.5, first.kill).start()
    work()
    assert len(first.got) == 1
    found = kept.webhooks.find(made.id)
    assert found.told == 0
    assert (found.answers[0].status, "failed" in found.answers[0].said) == (None, True)
    clock.now += timedelta(minutes=1)
    work()
    assert "refuses connections" in kept.webhooks.find(made.id).answers[0].said
    second = Receiver()
    kept.webhooks.change(made.id, lambda one: replace(one, url=second.url))
    clock.now += timedelta(minutes=2)
    work()
    assert told(second) == [[1, 2]]
    assert second.got[0][1]["webhook-id"] == first.got[0][1]["webhook-id"]
    second.kill()


def test_a_worker_that_is_killed_before_it_notes_an_answer_tells_it_again(kept, receiver, work, clock, monkeypatch):
    """At least once, under the same id."""
    add(kept, receiver)
    enter(kept, 1)

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(webhooks, "_took", killed)
        with pytest.raises(Killed):
            work()
    clock.now += timedelta(minutes=11)
    work()
    assert told(receiver) == [[1], [1]]
    assert receiver.got[0][1]["webhook-id"] == receiver.got[1][1]["webhook-id"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(kept, receiver, work, status):
    """Neither to a cloud's metadata nor anywhere."""
    other = Receiver()
    receiver.answers = [(status, {"Location": "http://169.254.169.254/latest/meta-data"}, b"")]
    made = add(kept, receiver)
    enter(kept, 1)
    work()
    assert len(receiver.got) == 1
    assert other.got == []
    (answer,) = kept.webhooks.find(made.id).answers
    assert (answer.status, answer.is_taken) == (status, False)
    other.kill()


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/", "http://10.0.0.1/", "http://[::1]:80/", "http://2130706433/", "https://a@example.org/",
     "ftp://example.org/", "//example.org", "http://", "javascript:alert(1)", "http://example.org/\nx", "http://é.org/",
     "http://[::ffff:10.0.0.1]/", "x" * 3_000],
)  # fmt: skip
def test_an_address_that_may_not_be_told_is_refused(kept, url):
    """When it is added; nothing is sent."""
    with pytest.raises(InputError):
        webhooks.add(url, store=kept, now=NOW)
    assert kept.webhooks.all() == ()


def test_a_name_that_leads_elsewhere_later_is_refused_then(kept, receiver):
    """The address that is connected to counts, each time (DNS rebinding)."""
    made = add(kept, receiver)
    enter(kept, 1)
    (task,) = kept.lease(["hook"], "test", now=NOW, seconds=60)
    # Where loopback isn't allowed.
    with webhooks.Hooks(kept, config=DEFAULT) as hooks, pytest.raises(Later, match="no public address"):
        hooks(task, NOW)
    assert receiver.got == []
    assert "no public address" in kept.webhooks.find(made.id).answers[0].said


def test_a_long_answer_is_not_read(kept, receiver, work):
    """Its beginning is shown."""
    receiver.answers = [(500, {"Content-Length": str(1 << 40)}, b"<b>no</b> " * 100_000)]
    made = add(kept, receiver)
    enter(kept, 1)
    work()
    (answer,) = kept.webhooks.find(made.id).answers
    assert len(answer.said) == 200
    assert answer.said.startswith("<b>no</b>")


@pytest.mark.parametrize(("status", "after"), [(503, timedelta(days=3)), (410, timedelta(0))])
def test_a_webhook_is_given_up(kept, receiver, work, clock, status, after):
    """After three days, or as soon as it says that it is gone; it can be tried again from where it stood."""
    made = add(kept, receiver)
    enter(kept, 1)
    receiver.answers = [(status, {}, b"")] * 100
    work()
    while clock.now < NOW + after:
        assert kept.webhooks.find(made.id).ended_at is None
        clock.now += timedelta(hours=6)
        work()
    found = kept.webhooks.find(made.id)
    assert found.ended_at == clock.now
    assert len(found.answers) <= 10
    receiver.answers, count = [], len(receiver.got)
    clock.now += timedelta(hours=6)
    work()
    assert len(receiver.got) == count
    webhooks.resume(made.id, store=kept)
    clock.now += timedelta(minutes=1)
    work()
    assert told(receiver)[-1] == [1]
    assert kept.webhooks.find(made.id).told == 1


def test_a_webhook_that_is_removed_is_told_nothing(kept, receiver, work):
    """Its work is gone with it."""
    made = add(kept, receiver)
    enter(kept, 1)
    webhooks.remove(made.id, store=kept)
    work()
    assert receiver.got == []
    assert list(kept.tasks(["hook"])) == []
    with pytest.raises(InputError):
        webhooks.remove(made.id, store=kept)


def test_numbers_that_come_again_are_told(kept, receiver, work, clock):
    """An affair that is forgotten takes its lines with it, and the ledger may count on from before them."""
    add(kept, receiver)
    enter(kept, 3)
    work()
    kept.affairs.forget(AFFAIR.id)
    clock.now += timedelta(minutes=1)
    work()
    enter(kept, 2, OTHER)
    clock.now += timedelta(minutes=1)
    work()
    assert len(told(receiver)[-1]) == 2


# --- the page and the commands


@pytest.fixture
def browser(kept, people, clock):
    made = Browser(make_app(Box(store=kept, settings=replace(settings(), config=HERE), clock=clock)))
    made.sign_in("Owner")
    return made


def test_the_owner_adds_tests_and_removes_a_webhook(browser, kept, receiver):
    """Its last answers are shown; names and answers are text."""
    assert "There is none yet" in browser.get("/box/webhooks").text
    where = {"page": "/box/webhooks"}
    assert browser.submit("/box/webhooks", **where, address=receiver.url).headers["location"].endswith("added")
    (made,) = kept.webhooks.all()
    page = browser.get("/box/webhooks").text
    assert made.secret in page
    assert receiver.url in page
    receiver.answers = [(200, {}, b"<script>alert(1)</script>"), (500, {}, b"")]
    test = f"/box/webhooks/{made.id}/test"
    assert browser.submit(test, **where).headers["location"] == "/box/webhooks?said=taken"
    assert browser.submit(test, **where).headers["location"] == "/box/webhooks?said=refused"
    assert json.loads(receiver.got[0][2])["type"] == "test"
    page = browser.get("/box/webhooks?said=refused").text
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    assert browser.submit(f"/box/webhooks/{made.id}/remove", **where).status_code == 303
    assert kept.webhooks.all() == ()
    assert browser.submit(f"/box/webhooks/{made.id}/remove", **where).status_code == 404


def test_what_is_no_webhook_is_told_on_the_page(browser, kept):
    """With what was typed."""
    for sent in ({"address": "http://10.0.0.1/"}, {"address": "no"}, {"address": "https://x.test", "affairs": "0"}):
        answer = browser.submit("/box/webhooks", "/box/webhooks", **sent)
        assert answer.status_code == 422
        assert f'value="{sent["address"]}"' in answer.text
    assert kept.webhooks.all() == ()


def test_webhooks_are_the_owners(browser, kept):
    """Others don't see them."""
    other = Browser(browser.app)
    assert other.get("/box/webhooks").status_code == 303
    other.sign_in("Editor")
    assert other.get("/box/webhooks").status_code == 403
    assert other.post("/box/webhooks", data={}).status_code == 403


def test_the_commands_do_the_same(kept, receiver, monkeypatch):
    """Secrets are printed once, and in no list."""
    from typer.testing import CliRunner

    from retold.cli import app

    monkeypatch.setenv("RETOLD_READING_ALLOWED_HOSTS", "127.0.0.1")

    def run(*words, status=0):
        done = CliRunner().invoke(app, ["webhooks", *words, "--store", kept.name])
        assert done.exit_code == status, done.output
        return done.stdout

    added = run("add", receiver.url, "--affair", AFFAIR.name)
    (made,) = kept.webhooks.all()
    assert made.secret in added
    assert made.affairs == (AFFAIR.id,)
    assert "not told anything yet" in run("list")
    assert "taken (HTTP 204)" in run("test", made.id)
    receiver.answers = [(500, {}, b"no")]
    assert "not taken (HTTP 500): no" in run("test", made.id, status=1)
    assert made.secret not in run("list", "--json")
    assert json.loads(run("list", "--json"))["webhooks"][0]["url"] == receiver.url
    run("resume", made.id)
    run("remove", made.id)
    assert "no webhooks" in run("list")
