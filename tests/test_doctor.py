"""The doctor: each side of a box, well and ill, with what to do."""

import os
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pysqlite3 import dbapi2

from retold.config import DEFAULT, Mailing
from retold.service.doctor import examine, findings, kept, machine, network
from retold.settings import Settings, Site, load
from retold.store import open_store, schema
from retold.types import Feed, Task

HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def box(tmp_path, now):
    """Makes a box of settings and, if asked, a store."""
    made = []

    def make(settings=None, *, store="", at=None):
        box = findings.Box(settings=settings or Settings(), store=str(store), now=at or now, within=5.0)
        made.append(box)
        return box

    yield make
    for one in made:
        kept.close(one)


@pytest.fixture
def place(tmp_path):
    with open_store(tmp_path / "news.sqlite"):
        return tmp_path / "news.sqlite"


def mailing(**settings):
    return Settings(config=replace(DEFAULT, mailing=Mailing(**settings)))


def opened(box):
    assert kept.store(box).state == "ok"
    return box


# --- all of it


def test_a_new_box_is_well(place, now):
    """But that nobody has said where its backups are."""
    found = list(examine(Settings(store=str(place)), store=str(place), now=now))
    assert [one.name for one in found] == [
        "settings", "language model", "time zones", "clock", "disk", "backups", "fetching", "store", "integrity",
        "time", "work", "schedule", "workers", "feeds", "editions", "mail server", "sender", "site",
    ]  # fmt: skip
    assert [one.name for one in found if one.state != "ok"] == ["backups"]
    assert all(one.said for one in found)
    assert all(one.step for one in found if one.state == "warning")


def test_nothing_is_changed_by_looking(place, now):
    """Not a byte of the store, nor a file more."""
    before = place.read_bytes()
    list(examine(Settings(), store=str(place), now=now))
    assert place.read_bytes() == before
    assert os.listdir(place.parent) == [place.name]
    list(examine(Settings(), store=str(place.with_name("new")), now=now))
    assert os.listdir(place.parent) == [place.name]


def test_a_check_that_hangs_or_breaks_is_a_finding(box, monkeypatch):
    """The others go on."""

    def hangs(box):
        time.sleep(3)

    def breaks(box):
        raise ZeroDivisionError("oh")

    looked = replace(box(), within=0.05)
    assert findings.bounded(hangs, looked).said == "no answer within 0.05 s"
    found = findings.bounded(breaks, looked)
    assert (found.state, found.said) == ("fault", "could not be looked at (ZeroDivisionError: oh)")


# --- the machine


def test_each_fault_of_the_settings_is_told(now):
    """And the rest of the box is looked at all the same."""
    found = list(examine(Settings(), store="", now=now, faults=("one", "two")))
    assert [(one.state, one.said) for one in found if one.name == "settings"] == [("fault", "one"), ("fault", "two")]
    assert len(found) > 5


def test_a_password_that_others_can_read_is_told(tmp_path):
    """With the command that mends it."""
    file = tmp_path / "box.toml"
    for words in ("[mailing]\npassword = 'tulip'\n", "store = 'postgresql://ann:tulip@server/news'\n"):
        file.write_text(words)
        file.chmod(0o644)
        (found,) = machine.settings(load(file, environment={}), ())
        assert (found.state, found.step) == ("warning", f"chmod 600 {file}")
        assert "tulip" not in found.said
        file.chmod(0o640)
        assert machine.settings(load(file, environment={}), ())[0].state == "ok"
    file.write_text("[mailing]\nserver = 'mail.test'\n")
    file.chmod(0o644)
    found = load(file, environment={"RETOLD_MAILING_PASSWORD": "tulip"})
    assert machine.settings(found, ())[0].state == "ok"


def test_a_clock_behind_the_files_is_wrong(box, place, now):
    """As that of a machine whose battery is empty."""
    assert machine.clock(box(store=place)).state == "ok"
    found = machine.clock(box(store=place, at=now - timedelta(days=20_000)))
    assert found.state == "fault"
    assert "20000 days later" in found.said.replace(",", "")


def test_room_for_a_backup_is_asked_for(box, place, monkeypatch):
    """Less than a morning's pages is a fault."""
    usage = type("Usage", (), {})

    def free(size):
        usage.free = size
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: usage)
        return machine.disk(box(store=place)).state

    with place.open("ab") as file:
        file.truncate(10**9)
    assert [free(10**12), free(10**9), free(10**8)] == ["ok", "warning", "fault"]


def test_an_old_backup_is_told(box, tmp_path, now):
    """And none at all."""
    looked = box(Settings(backups=str(tmp_path / "copies")))
    assert "there are none" in machine.backups(looked).said
    (tmp_path / "copies").mkdir()
    copy = tmp_path / "copies" / "monday.sqlite"
    copy.write_text("x")
    assert machine.backups(looked).state == "ok"
    os.utime(copy, ((now - 5 * 24 * HOUR).timestamp(),) * 2)
    found = machine.backups(looked)
    assert (found.state, found.said) == ("warning", f"{copy} was written 5 days ago")


def test_what_may_be_fetched_is_told(box, monkeypatch):
    """A network that is none is a fault; behind a proxy the guard sees only the proxy."""
    monkeypatch.setattr(machine, "getproxies", dict)
    allowed = replace(DEFAULT.reading, allowed_hosts=("10.0.0.0/8",))
    assert "10.0.0.0/8" in machine.fetching(box(Settings(config=replace(DEFAULT, reading=allowed)))).said
    wrong = replace(DEFAULT.reading, allowed_hosts=("10.0.0.0/99",))
    assert machine.fetching(box(Settings(config=replace(DEFAULT, reading=wrong)))).state == "fault"
    monkeypatch.setattr(machine, "getproxies", lambda: {"http": "http://ann:tulip@proxy"})
    found = machine.fetching(box())
    assert found.state == "warning"
    assert "tulip" not in found.said


def test_a_model_that_is_missing_is_told_with_the_way_to_get_it(box, monkeypatch):
    """Statements need it."""
    monkeypatch.setattr("retold.parsing.MODELS", ())
    monkeypatch.setattr("retold.parsing.SpacyParser.name", "none")
    found = findings.bounded(machine.language_model, box())
    assert found.state == "fault"
    assert "pip install" in found.said


# --- the store


def test_a_store_that_is_not_there_or_of_another_age_is_told(box, place):
    """And left as it is."""
    assert kept.store(box(store=place.with_name("none"))).state == "warning"
    for version, state in (("0003", "warning"), ("9999", "fault")):
        with dbapi2.connect(place) as connection:
            connection.execute("update alembic_version set version_num = ?", [version])
        connection.close()
        assert findings.bounded(kept.store, box(store=place)).state == state
    place.write_bytes(b"words " * 1000)
    assert "no Retold store" in findings.bounded(kept.store, box(store=place)).said
    found = findings.bounded(kept.store, box(store="postgresql://ann:tulip@127.0.0.1:1/news"))
    assert (found.state, "tulip" in found.said) == ("fault", False)


def test_damage_is_told(box, place):
    """With what to do before more is lost."""
    with dbapi2.connect(place) as connection:
        connection.execute("insert into sentences values ('nowhere', 1, 0, 1, 'body', 'x')")
    connection.close()
    found = kept.integrity(opened(box(store=place)))
    assert found.state == "fault"
    assert "names one of articles that isn't there" in found.said
    assert "restore the last good backup" in found.step


def test_what_is_dated_ahead_is_told(box, place, now):
    """Some machine's clock is, or was, ahead."""
    with open_store(place) as store:
        store.add_tasks([Task(kind="feed", key="a", due=now)])
        (task,) = store.lease(["feed"], "w", now=now, seconds=60)
        store.finish(task, now=now + 3 * HOUR)
    found = kept.time(opened(box(store=place)))
    assert found.state == "fault"
    assert "3 hours ahead" in found.said
    assert kept.time(opened(box(store=place, at=now + 4 * HOUR))).said.endswith("the newest is of 60 minutes ago")


def test_work_that_waits_and_workers_that_are_gone_are_told(box, place, now):
    """What a worker holds at the moment is well."""
    with open_store(place) as store:
        store.add_tasks(Task(kind="feed", key=key, due=now) for key in ("a", "b"))
        (task,) = store.lease(["feed"], "box:1", now=now, seconds=60)
        looked = opened(box(store=place))
        assert kept.work(looked).said == "2 tasks to come, nothing overdue"
        assert "1 worker at work: box:1" in kept.workers(looked).said
        later = opened(box(store=place, at=now + 30 * HOUR))
        assert kept.workers(later).state == "warning"
        found = kept.work(later)
        assert found.said == "2 tasks are overdue, the oldest for 30 hours, 1 of them was begun and left"
        store.fail(task, "no such host", due=None)
        assert "1 was given up: no such host" in kept.work(opened(box(store=place))).said


def test_whoever_has_no_work_ahead_is_told(box, place, now):
    """A reader would be left out in silence."""
    with open_store(place) as store:
        store.feeds.add([Feed(url="http://a.test/")], due=now)
        assert kept.schedule(opened(box(store=place))).state == "ok"
        (task,) = store.lease(["feed"], "w", now=now, seconds=60)
        store.fail(task, "no such host", due=None)
        with store._database.engine.execution_options(writes=True).begin() as connection:
            row = {"id": "a", "email": "a@b.c", "state": "confirmed", "value": b""}
            connection.execute(schema.subscribers.insert().values(row))
        found = kept.schedule(opened(box(store=place)))
        assert found.state == "fault"
        assert "for 1 confirmed reader, 1 watched feed:" in found.said
        store.add_tasks([Task(kind="edition", key="a", due=now)])
        assert "for 1 watched feed:" in kept.schedule(opened(box(store=place))).said


def test_feeds_that_fail_are_told_by_address_and_reason(box, place, now):
    """After three times in a row; one that failed once is not."""
    with open_store(place) as store:
        store.feeds.add(
            [
                Feed(url="http://a.test/", failures=9, error="HTTP 404: there is no such page"),
                Feed(url="http://b.test/", failures=1, error="no answer"),
            ],
            due=now,
        )
    found = kept.feeds(opened(box(store=place)))
    assert found.said == "1 of 2 can't be had: http://a.test/ (9 times: HTTP 404: there is no such page)"


@pytest.mark.parametrize(
    ("state", "age", "wrong"),
    [
        ("waiting", 3, "1 mail waits, the oldest for 3 hours"),
        ("failed", 3, "1 mail was given up, the last 3 hours ago"),
    ],
)
def test_mail_that_does_not_leave_is_told(box, place, now, state, age, wrong):
    """What has just been made, or failed long ago, is not."""
    with open_store(place) as store, store._database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(schema.editions.insert().values(id="e", subscriber="s", day="2025-01-01", value=b""))
        row = {"edition": "e", "subscriber": "s", "message_id": "m", "state": state, "at": now, "value": b""}
        connection.execute(schema.messages.insert().values(row))
    assert wrong in kept.editions(opened(box(store=place, at=now + age * HOUR))).said
    well = now if state == "waiting" else now + 300 * HOUR
    assert kept.editions(opened(box(store=place, at=well))).state == "ok"


def test_readers_without_a_mail_server_are_told(box, place):
    """They wait for what nobody sends."""
    with open_store(place) as store, store._database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(schema.subscribers.insert().values(id="a", email="a@b.c", state="confirmed", value=b""))
    assert kept.editions(opened(box(store=place))).state == "fault"
    assert kept.editions(opened(box(mailing(server="a.test"), store=place))).said == "1 confirmed reader"


# --- the network


class Handler:
    """A mail server's, which would note a message."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope)
        return "250 OK"


@pytest.fixture
def smtp():
    """A real mail server on loopback that knows one password."""

    def authenticate(server, session, envelope, mechanism, given):
        return AuthResult(success=given.password == b"tulip", handled=False)

    handler = Handler()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, "127.0.0.1", port, authenticator=authenticate, auth_require_tls=False)
    controller.start()
    yield controller
    controller.stop()
    assert handler.messages == []


def test_the_mail_server_is_logged_in_to_and_nothing_is_sent(box, smtp):
    """A wrong password is told without it."""
    given = {"server": "127.0.0.1", "port": smtp.port, "security": "none", "sender": "n@news.example", "user": "ann"}
    found = network.mail_server(box(mailing(**given, password="tulip")))
    assert (found.state, found.said) == ("ok", "127.0.0.1 takes mail in the open, logged in")
    found = network.mail_server(box(mailing(**given, password="rose")))
    assert found.state == "fault"
    assert "turned the login down" in found.said
    assert "rose" not in found.said


def test_a_mail_server_that_does_not_answer_is_told(box):
    """In time, too, if it takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings = mailing(server="127.0.0.1", port=port, security="none", sender="n@news.example")
        before = time.monotonic()
        found = network.mail_server(replace(box(settings), within=1.0))
        assert time.monotonic() - before < 3
        assert found.state == "fault"
    found = network.mail_server(box(settings))
    assert "nothing answers there" in found.said


@pytest.mark.parametrize(
    ("sender", "state"),
    [
        ("", "fault"),
        ("n@localhost", "warning"),
        ("n@news.example", "warning"),
        ("n@a.b", "warning"),
        ("n@known.org", "ok"),
    ],
)
def test_the_domain_of_the_sender_has_to_be_known(box, monkeypatch, sender, state):
    """To other mail servers."""
    monkeypatch.setattr(network, "_addresses", lambda host: ["192.0.2.1"] if host == "known.org" else [])
    assert network.sender(box(mailing(server="mail.test", sender=sender))).state == state


@pytest.mark.parametrize(
    ("url", "mails", "state"),
    [
        ("http://localhost:8000", False, "ok"),
        ("http://localhost:8000", True, "warning"),
        ("https://known.org", True, "ok"),
        ("http://known.org", True, "warning"),
        ("https://unknown.org", True, "fault"),
    ],
)
def test_readers_have_to_reach_the_site(box, monkeypatch, url, mails, state):
    """Where links in mails lead."""
    monkeypatch.setattr(network, "_addresses", lambda host: ["192.0.2.1"] if host == "known.org" else [])
    settings = replace(mailing(server="mail.test" if mails else ""), site=Site(url=url))
    assert network.site(box(settings)).state == state


def test_a_name_that_nobody_knows_has_no_address():
    """Nor has one that is no name."""
    assert network._addresses("127.0.0.1") == ["127.0.0.1"]
    assert network._addresses("a" * 80 + ".test") == []
