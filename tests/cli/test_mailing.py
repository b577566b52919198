"""Mails and bounces by command, over real servers, and what the owner is told of them."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
import typer
from tests.mail import returned
from tests.mail.servers import Script, closed_port, inbox
from tests.service.editions import CONFIG, edition, fill, keep, reader
from typer.testing import CliRunner

from retold.cli.mailing import app as mail
from retold.cli.mailing import bounce, deliveries
from retold.display.letters import Letter
from retold.errors import RetoldError
from retold.service.mailing import post_letter
from retold.store import open_store

LETTER = Letter(subject="Please confirm", text="Click.\n", html="<p>Click.</p>\n", language="en")
app = typer.Typer()
app.add_typer(mail, name="mail")
app.command()(bounce)
app.command()(deliveries)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """No settings of this machine."""
    for name in [name for name in os.environ if name.startswith("RETOLD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(folder):
    """Two readers whose editions were made just now."""
    with open_store(folder / "news.sqlite") as opened:
        fill(opened, 0)
        for number in range(2):
            opened.subscribers.keep(reader(number))
            keep(opened, replace(edition(number), made_at=datetime.now(UTC) - timedelta(minutes=5)))
        yield opened


def settings(folder, **mailing):
    known = {"server": "127.0.0.1", "security": "none", "sender": "brief@news.example", "timeout": 2}
    known |= {"bounce_address": "bounces@news.example"} | mailing
    rows = "".join(f"{name} = {json.dumps(value)}\n" for name, value in known.items())
    (folder / "retold.toml").write_text(f'store = "news.sqlite"\n[mailing]\n{rows}')


def run(*words, given=b"", status=0):
    done = CliRunner().invoke(app, list(map(str, words)), input=given, env={"COLUMNS": "200"})
    if isinstance(done.exception, RetoldError):
        raise done.exception
    assert done.exit_code == status, (done.output, done.exception)
    return done


def test_all_that_waits_is_handed_over_once(store, folder):
    """Editions and letters; the second time nothing is due."""
    with inbox() as server:
        settings(folder, port=server.port)
        post_letter(LETTER, reader(0), store=store, now=datetime.now(UTC))
        assert run("mail").output == "3 sent\n"
        assert run("mail").output == "nothing is due\n"
        assert len(server.envelopes) == 3
        assert {str(m["Subject"]) for m in server.messages} >= {"Please confirm"}
    assert {m.state for m in store.mail.messages()} == {"sent"}


def test_what_is_put_off_or_turned_down_is_told_with_the_servers_words(store, folder):
    """By reader, on standard error; the exit status is 1."""
    with inbox() as server:
        settings(folder, port=server.port)
        server.answers["RCPT"] = iter(["450 4.2.0 greylisted", "550 5.1.1 no such user"]).__next__
        done = run("mail", status=1)
        assert done.stdout == "1 put off, 1 not sent\n"
        assert "reader0@reader.example: put off until" in done.stderr
        assert "450 4.2.0 greylisted" in done.stderr
        assert "reader1@reader.example: 550 5.1.1 no such user" in done.stderr


def test_a_dry_run_writes_files_and_leaves_all_as_it_was(store, folder):
    """No server is needed."""
    (folder / "retold.toml").write_text('[mailing]\nsender = "brief@news.example"\n')
    assert run("mail", "--store", "news.sqlite", "--dry-run", "mails").output == "2 mails written to mails, none sent\n"
    files = sorted((folder / "mails").glob("*.eml"))
    message = message_from_bytes(files[0].read_bytes(), policy=SMTP)
    assert message["To"] == "reader0@reader.example"
    assert "The bridge is closed." in message.get_body(("plain",)).get_content()
    assert {m.state for m in store.mail.messages()} == {"waiting"}


def test_without_a_server_nothing_is_sent_and_the_next_step_is_told(store, folder):
    """Neither by a trial."""
    (folder / "retold.toml").write_text('[mailing]\nsender = "brief@news.example"\n')
    for words in (["mail", "--store", "news.sqlite"], ["mail", "test", "ann@reader.example"]):
        with pytest.raises(RetoldError, match=r"set mailing\.server"):
            run(*words)


def test_a_trial_sends_one_mail_and_tells_the_servers_answer(folder):
    """It needs no store."""
    with inbox() as server:
        settings(folder, port=server.port)
        said = run("mail", "test", "ann@reader.example").output
        assert said.startswith("127.0.0.1 took a mail to ann@reader.example: 250 2.0.0")
        assert server.messages[0]["Subject"] == "Retold can send mail"


def test_each_kind_of_failure_of_a_trial_is_told_apart(folder):
    """With the setting to look at."""
    settings(folder, port=closed_port())
    assert "nothing answers there" in run("mail", "test", "ann@reader.example", status=1).stderr
    with Script(EHLO="250-x\r\n250 AUTH PLAIN", AUTH="535 5.7.8 no") as server:
        settings(folder, port=server.port, user="ann", password="pa55")
        said = run("mail", "test", "ann@reader.example", status=1).stderr
        assert "check mailing.user and mailing.password" in said
        assert "pa55" not in said
    with Script() as server:
        settings(folder, port=server.port, security="starttls")
        assert "no STARTTLS" in run("mail", "test", "ann@reader.example", status=1).stderr
    with Script(RCPT="550 5.7.1 relaying denied") as server:
        settings(folder, port=server.port)
        said = run("mail", "test", "ann@reader.example", status=1).stderr
        assert said == "127.0.0.1: refused (recipient): 550 5.7.1 relaying denied\n"
    with pytest.raises(RetoldError, match="no address"):
        run("mail", "test", "ann")


def about(content, number=0):
    told = content.replace(returned.EDITION.encode(), edition(number).id.encode())
    return told.replace(returned.READER.encode(), reader(number).id.encode())


def test_a_bounce_is_taken_from_a_pipe(store, folder):
    """With status 0, whether it means something or not: or the server would send it back."""
    settings(folder)
    said = run("bounce", given=about(returned.POSTFIX)).output
    assert said.startswith("standard input: reader0@reader.example is bounced (hard: 5.1.1")
    assert store.subscribers.find(reader(0).id).state == "bounced"
    assert "known already" in run("bounce", given=about(returned.POSTFIX)).output
    assert "nothing to do: an automatic answer" in run("bounce", given=about(returned.AWAY)).output
    assert "nothing to do" in run("bounce", given=b"\xff\x00").output
    bare = returned.FULL.replace(returned.TOKEN.encode(), b"x")
    to = f"bounces+{edition(1).id}.{reader(1).id}@news.example"
    assert "reader1@reader.example is confirmed (soft" in run("bounce", "--to", to, given=bare).output


def test_bounces_are_taken_from_files_and_folders(store, folder):
    """All that lie in a mailbox."""
    start = b"From MAILER-DAEMON Wed Mar  4 07:00:03 2026\n"
    (folder / "box").write_bytes(start + about(returned.QMAIL) + b"\n" + start + about(returned.COMPLAINT, 1) + b"\n")
    said = run("bounce", "box", "--store", "news.sqlite").output.splitlines()
    assert [row.partition(" (")[0] for row in said] == [
        "box:1: reader0@reader.example is bounced",
        "box:2: reader1@reader.example is unsubscribed",
    ]


def test_what_the_mail_server_is_told_if_a_bounce_can_not_be_taken(store, folder, monkeypatch):
    """75: try again later. 66: there is no such file."""
    assert "no store at" in run("bounce", "--store", "other.sqlite", given=b"x", status=75).stderr
    assert "name one" in run("bounce", given=b"x", status=75).stderr
    (folder / "retold.toml").write_text("[mailing]\nsevrer = 'x'\n")
    assert "server" in run("bounce", "--store", "news.sqlite", given=b"x", status=75).stderr
    (folder / "retold.toml").unlink()
    assert "nowhere: no such file" in run("bounce", "nowhere", "--store", "news.sqlite", status=66).stderr


def test_deliveries_show_what_became_of_each_mail(store, folder):
    """As a table, and as JSON with every field."""
    store.mail.mark(
        edition(0).id, "sent", answer="250 2.0.0 Ok: queued as 1", at=datetime(2026, 3, 4, 7, 1, tzinfo=UTC)
    )
    store.subscribers.delete(reader(1).id)
    said = run("deliveries", "--store", "news.sqlite").output
    assert "2026-03-04 07:01" in said
    assert "reader0@reader.example" in said
    assert "queued as 1" in said
    (row,) = json.loads(run("deliveries", "--json", "--store", "news.sqlite").output)["deliveries"]
    assert (row["to"], row["state"], row["at"]) == (reader(0).email, "sent", "2026-03-04T07:01:00Z")
    assert row["message_id"].startswith(f"<{edition(0).id}.")
    assert row.keys() == {
        "to", "edition", "subject", "state", "at", "tries", "answer", "message_id", "expires_at"
    }  # fmt: skip


def test_letters_are_deliveries_too(store, folder):
    """Waiting, sent, or given up with the reason."""
    settings(folder)
    for number in range(3):
        at = datetime(2026, 3, 4, 7, number, tzinfo=UTC)
        post_letter(replace(LETTER, subject=f"letter {number}"), reader(0), store=store, now=at)
    one, two = store.lease(["letter"], "w", now=at, seconds=60, limit=2)
    store.finish(one, now=at)
    store.fail(two, "550 no", due=None)
    rows = json.loads(run("deliveries", "--json", "--to", reader(0).email).output)["deliveries"]
    told = {row["subject"]: (row["state"], row["tries"], row["answer"]) for row in rows}
    assert told == {
        None: ("waiting", 0, ""),
        "letter 0": ("sent", 1, ""),
        "letter 1": ("failed", 1, "550 no"),
        "letter 2": ("waiting", 0, ""),
    }
    (row,) = json.loads(run("deliveries", "--json", "--state", "failed").output)["deliveries"]
    assert row["subject"] == "letter 1"
    assert run("deliveries").output.count("letter") == 3


def test_deliveries_can_be_narrowed(store, folder):
    """By state, by reader, by count."""
    store.mail.mark(edition(0).id, "failed", answer="550 no", at=datetime.now(UTC))

    def shown(*words):
        return [
            r["to"]
            for r in json.loads(run("deliveries", "--json", "--store", "news.sqlite", *words).output)["deliveries"]
        ]

    assert shown("--state", "failed") == [reader(0).email]
    assert shown("--state", "waiting", "--state", "failed") == [reader(0).email, reader(1).email]
    assert shown("--to", "Reader1@reader.example") == [reader(1).email]
    assert len(shown("--most", "1")) == 1
    assert run("deliveries", "--store", "news.sqlite", "--state", "sent").output == "no mails\n"
    assert "choose from waiting" in run("deliveries", "--state", "lost", "--store", "news.sqlite", status=2).stderr
    with pytest.raises(RetoldError, match="no such subscriber"):
        run("deliveries", "--to", "x@y.example", "--store", "news.sqlite")


def test_the_settings_of_the_tests_are_those_of_the_commands():
    """Or a mail would be named otherwise here."""
    assert CONFIG.mailing.bounce_address == "bounces@news.example"
