"""Logs: one line an event whatever stands in it, with nothing in it that is nobody's business."""

import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from retold import logs
from retold.subscribing import tokens
from retold.types import Subscriber


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    """No other test finds a log that was started here."""
    before = list(logging.getLogger().handlers)
    monkeypatch.setattr(logs, "_telling", logs._Telling())
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers = before


@pytest.fixture
def told():
    """Starts the log and gives what was told since."""
    stream = io.StringIO()

    def lines(**options):
        if options:
            logs.start(stream=stream, **options)
        return stream.getvalue().splitlines()

    return lines


def records(lines):
    return [json.loads(line) for line in lines]


def test_a_line_for_people_has_time_level_room_event_and_values(told):
    """In this order; what holds a blank is in quotes."""
    told(level="info")
    logs.logger("fetching").info("feed read", url="http://a.test/feed", new=3, title='The "bridge"', tags=["a", "b"])
    (line,) = told()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info    fetching feed read url=http://a\.test/feed new=3 "
        r'title="The \\"bridge\\"" tags="\[\'a\', \'b\'\]"',
        line,
    )


def test_a_line_for_machines_is_json(told):
    """With the same names each time."""
    told(form="json")
    logs.logger("mailing").warning("put off", tries=2, answer="450 später", codes=[1, 2], none=None, nan=float("nan"))
    (line,) = records(told())
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning", "logger": "mailing", "event": "put off", "tries": 2, "answer": "450 später",
        "codes": [1, 2], "none": None, "nan": "nan",
    }  # fmt: skip


def test_what_is_less_grave_than_the_level_is_not_told(told):
    """Each level tells itself and what is graver."""
    for level, number in (("debug", 4), ("info", 3), ("warning", 2), ("error", 1)):
        before = len(told(level=level))
        log = logs.logger("x")
        for name in ("debug", "info", "warning", "error"):
            getattr(log, name)("happened")
        assert len(told()) - before == number


def test_what_a_worker_does_is_in_each_of_its_lines(told):
    """In its thread, as long as it does it."""
    told(form="json")
    log = logs.logger("working")

    def work(key):
        with logs.about(worker="w", kind="feed", key=key):
            log.info("begun")
        log.info("idle")

    workers = [threading.Thread(target=work, args=(key,)) for key in ("a", "b")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    lines = records(told())
    assert sorted(line["key"] for line in lines if line["event"] == "begun") == ["a", "b"]
    assert all("kind" not in line for line in lines if line["event"] == "idle")


@pytest.mark.parametrize("form", ["people", "json"])
@given(words=st.text(max_size=60))
def test_any_title_stays_on_its_line_and_commands_no_terminal(form, words):
    """Line breaks of every kind, escapes, marks that turn the direction of writing."""
    stream = io.StringIO()
    logs.start(form=form, stream=stream)
    logs.logger("reading").info("read", title=words)
    line = stream.getvalue()
    assert line.endswith("\n")
    assert line[:-1].isprintable()


def test_a_title_can_not_pass_for_further_values(told):
    """Its quotes are marked as its own."""
    told(level="info")
    logs.logger("reading").info("read", title='x" status=done y="', other="a=b")
    assert told()[0].endswith(r'title="x\" status=done y=\"" other="a=b"')


@pytest.mark.parametrize("form", ["people", "json"])
def test_no_secret_is_told_at_any_level(told, form):
    """By its name, in an address, in a link's token."""
    told(level="debug", form=form)
    logs.logger("mailing").debug(
        "connected to postgresql://ann:tulip@server/news",
        password="tulip",
        api_key="tulip",
        headers={"Authorization": "tulip"},
        url="https://a.test/feed?x=1&token=tulip&y=2",
        proxy="http://ann:tu@lip@proxy:8080",
        dsn="postgresql://server/news?password=tulip",
        empty_password="",
    )
    line = "\n".join(told())
    assert "tulip" not in line
    assert "tu@lip" not in line
    assert "postgresql://ann:***@server/news" in line
    assert "y=2" in line


@pytest.mark.parametrize("purpose", tokens.purposes())
def test_the_links_of_a_mail_are_told_without_what_makes_them_work(told, purpose):
    """Whoever read the log could act for the reader."""
    told(level="debug")
    reader = Subscriber(id="0123456789abcdef", email="ann@post.example", state="pending")
    token = tokens.sign(purpose, reader, key=b"k" * 32, now=datetime.now(UTC))
    logs.logger("mailing").debug("linked", link=tokens.address(purpose, token), page="http://a.test/a-b-c.d-e-f")
    assert told()[0].endswith(f"link=http://localhost:8000/{purpose}/(hidden) page=http://a.test/a-b-c.d-e-f")


def test_an_address_of_a_person_is_told_by_its_first_letter_and_domain(told):
    """Enough to see whose server it is; whole only where every step is told."""
    told(level="debug", form="json")
    log = logs.logger("mailing")
    log.info("sent to ann.reed+news@post.example", to=["ann.reed@post.example"], message_id="<1f.2@box.example>")
    log.debug("sent", to="ann.reed@post.example")
    first, second = records(told())
    assert first["event"] == "sent to a…@post.example"
    assert first["to"] == ["a…@post.example"]
    assert first["message_id"] == "<1f.2@box.example>"
    assert second["to"] == "ann.reed@post.example"


def test_a_long_value_is_cut(told):
    """A page can't fill a disk through the log; a password that the cut falls into is hidden all the same."""
    told(level="info", form="json")
    logs.logger("x").info("read", page="x" * 10**6, url="http://a.test/" + "y" * 990 + "?token=tulip")
    (line,) = records(told())
    assert len(line["page"]) == 1_000
    assert "tul" not in line["url"]


def test_an_exception_is_one_line_with_where_it_came_from(told):
    """The calls that led to it, without the source's text."""
    told(level="info", form="json")

    def broken():
        raise ValueError("two\nlines")

    try:
        broken()
    except ValueError:
        logs.logger("working").exception("task failed", kind="feed")
    (line,) = records(told())
    assert line["error"] == r"ValueError: two\nlines"
    assert re.fullmatch(r"test_logs\.py:\d+ test_an_exception\w+ > test_logs\.py:\d+ broken", line["where"])
    assert (line["level"], line["kind"]) == ("error", "feed")


def test_values_named_like_parts_of_a_line_replace_none(told):
    """They get another name."""
    told(level="info", form="json")
    logs.logger("x").info("read", level="b", time="c", logger="d")
    (line,) = records(told())
    assert (line["event"], line["level"], line["logger"]) == ("read", "info", "x")
    assert (line["level_"], line["time_"], line["logger_"]) == ("b", "c", "d")


def test_warnings_of_libraries_are_told_in_the_same_way(told):
    """Once, however often the log was started; what they tell for themselves is left out."""
    told(level="info", form="json")
    told(level="info", form="json")
    logging.getLogger("httpx").info("GET")
    logging.getLogger("httpx").warning("odd %s", "header\r\n")
    (line,) = records(told())
    assert (line["logger"], line["event"], line["level"]) == ("httpx", r"odd header\r\n", "warning")


def test_colours_are_for_a_terminal(monkeypatch):
    """And not where somebody asked for none."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def shown():
        stream = Terminal()
        logs.start(stream=stream)
        logs.logger("x").warning("odd")
        return stream.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[33mwarning" in shown()
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown()


def test_a_log_that_can_not_be_written_stops_no_work(monkeypatch):
    """On a full disk, to a file that is closed, where there is none."""
    full = os.fdopen(os.open("/dev/full", os.O_WRONLY), "w", buffering=1)
    logs.start(stream=full)
    logs.logger("x").error("happened")
    with suppress(OSError):
        full.close()
    logs.logger("x").error("happened")
    logs.start(stream=full)
    logs.logger("x").error("happened")
    monkeypatch.setattr(sys, "stderr", None)
    logs.start()
    logs.logger("x").error("happened")


def test_it_is_light_and_says_only_what_went_wrong_until_it_is_started():
    """On standard error: what a command prints may be read by a program."""
    code = (
        "import sys; from retold import logs; log = logs.logger('x'); log.info('fine')\n"
        "logs.start(level='warning'); log.info('fine'); print('structlog' in sys.modules); log.warning('odd')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert re.fullmatch(r"\S+Z warning x odd\n", done.stderr)
