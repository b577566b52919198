"""Handing over to real servers, that take mail, turn it down, are slow, and die at every point."""

import base64
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.mail.servers import Script, closed_port, inbox, make_certificate

from retold.config import Mailing
from retold.display.letters import Letter
from retold.errors import MailError
from retold.mail.compose import message_id, pack_up
from retold.mail.faults import why
from retold.mail.smtp import SmtpSender

LETTER = Letter(subject="Two new", text="One.\n.\n..\nTwo.\n", html="<p>One.</p>\n", language="en")
AT = datetime(2026, 3, 4, 6, tzinfo=UTC)
SECRET = "pa55 wörd"


def mailing(server, **changed):
    known = {"server": "127.0.0.1", "port": server.port, "security": "none", "sender": "brief@news.example"}
    return Mailing(**known | {"timeout": 2.0, "final_timeout": 2.0} | changed)


def parcel(settings, *, to="ann@reader.example", number=1):
    name = message_id(f"{number:016x}", "f" * 16, settings)
    return pack_up(LETTER, settings, to=to, message_id=name, date=AT)


def send(server, **changed):
    settings = mailing(server, **changed)
    with SmtpSender(settings) as sender:
        return sender.send(parcel(settings))


# --- taken


def test_what_is_handed_over_arrives_byte_for_byte():
    """Lines that begin with a dot, too; the server's answer is kept."""
    with inbox() as server:
        settings = mailing(server, bounce_address="bounces@news.example")
        with SmtpSender(settings) as sender:
            outcome = sender.send(parcel(settings))
        (envelope,) = server.envelopes
    assert (outcome.kind, outcome.answer, outcome.status) == ("accepted", "250 2.0.0 Ok: queued as 1", "2.0.0")
    assert envelope.content == parcel(settings).content
    assert envelope.mail_from == f"bounces+{1:016x}.{'f' * 16}@news.example"
    assert envelope.rcpt_tos == ["ann@reader.example"]


def test_many_go_over_one_connection_which_is_renewed_after_so_many():
    """Each after a RSET, and none of them lost where one connection ends and the next begins."""
    with inbox() as server:
        settings = mailing(server, per_connection=4)
        with SmtpSender(settings) as sender:
            outcomes = [sender.send(parcel(settings, number=n)) for n in range(10)]
        assert {outcome.kind for outcome in outcomes} == {"accepted"}
        assert [m["Message-ID"] for m in server.messages] == [parcel(settings, number=n).message_id for n in range(10)]
        assert server.connections == 3


def test_a_connection_that_the_server_closed_meanwhile_is_no_failure():
    """It is tried before it is used again."""
    with Script(RSET="hang up") as server:
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            assert [sender.send(parcel(settings)).kind for _ in range(3)] == ["accepted"] * 3
        assert server.connections == 3


def test_ready_connects_once_and_asks_nothing_twice():
    """Whoever asks before each mail costs no more."""
    with Script() as server:
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            for _ in range(2):
                assert sender.ready() is None
                assert sender.ready() is None
                assert sender.send(parcel(settings)).kind == "accepted"
    words = [command.partition(" ")[0] for command in server.commands]
    assert [w.upper() for w in words] == ["EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA", "QUIT"]


def test_it_greets_by_the_senders_domain_and_tells_the_size():
    """No name of this machine is looked up or given away."""
    with Script(EHLO="250-script\r\n250 SIZE 1000000") as server:
        assert send(server).kind == "accepted"
    assert server.commands[0].lower() == "ehlo news.example"
    assert server.commands[1].endswith(f" size={len(parcel(mailing(server)).content)}".upper()), server.commands


# --- secured


def test_mail_and_password_go_by_starttls_to_a_server_with_a_certificate_that_is_trusted(tmp_path):
    """And nothing before it."""
    certificate, context = make_certificate(tmp_path, "IP:127.0.0.1")
    options = {"tls_context": context, "require_starttls": True, "auth_require_tls": True}
    with inbox(login=("ann", SECRET), **options) as server:
        known = {"security": "starttls", "ca_file": str(certificate), "user": "ann", "password": SECRET}
        assert send(server, **known).kind == "accepted"
        assert len(server.envelopes) == 1


def test_mail_goes_over_tls_from_the_first_byte(tmp_path):
    """As at port 465."""
    certificate, context = make_certificate(tmp_path, "IP:127.0.0.1")
    with inbox(ssl_context=context) as server:
        assert send(server, security="tls", ca_file=str(certificate)).kind == "accepted"
        assert len(server.envelopes) == 1


@pytest.mark.parametrize(("names", "trusted"), [("IP:127.0.0.1", False), ("DNS:other.test", True)])
def test_a_certificate_that_is_not_trusted_or_another_servers_gets_no_mail(tmp_path, names, trusted):
    """Neither by STARTTLS; the next step is told."""
    certificate, context = make_certificate(tmp_path, names)
    ca_file = str(certificate) if trusted else ""
    with inbox(tls_context=context) as server:
        outcome = send(server, security="starttls", ca_file=ca_file)
        assert (outcome.kind, outcome.stage) == ("put off", "connection")
        assert "certificate can't be trusted" in outcome.answer
        assert "mailing.ca_file" in outcome.answer
        assert server.envelopes == []


def test_a_server_that_offers_no_starttls_gets_no_mail_in_the_open():
    """Whoever sits between could have cut the offer out."""
    with inbox() as server:
        outcome = send(server, security="starttls", user="ann", password=SECRET)
        assert (outcome.kind, outcome.stage) == ("put off", "connection")
        assert "no STARTTLS" in outcome.answer
        assert server.envelopes == []


def test_tls_at_a_port_that_speaks_in_the_open_says_so():
    """And what to set instead."""
    with inbox() as server:
        outcome = send(server, security="tls")
    assert outcome.kind == "put off"
    assert "set mailing.security to starttls" in outcome.answer


def test_mail_in_the_open_goes_to_this_machine_only(monkeypatch):
    """Unless it is told; judged by the address that was reached, not by the name."""
    with Script() as server:
        monkeypatch.setattr("socket.socket.getpeername", lambda _: ("203.0.113.9", 25))
        outcome = send(server)
        assert (outcome.kind, outcome.stage) == ("put off", "connection")
        assert "203.0.113.9 is another machine" in outcome.answer
        assert server.commands in ([], ["QUIT"], ["quit"])
        assert send(server, allow_unencrypted=True).kind == "accepted"


# --- logging in


def test_a_login_that_is_turned_down_is_told_without_the_password(caplog):
    """In no form; nothing is logged."""
    caplog.set_level(logging.DEBUG)
    plain = base64.b64encode(f"\0ann\0{SECRET}".encode()).decode()
    coded = base64.b64encode(SECRET.encode()).decode()
    said = f"535 5.7.8 no {plain} {coded} for 'pa55 wörd'"
    with Script(EHLO="250-script\r\n250 AUTH PLAIN", AUTH=said) as server:
        outcome = send(server, user="ann", password=SECRET)
    assert (outcome.kind, outcome.stage) == ("put off", "login")
    assert "check mailing.user and mailing.password" in outcome.answer
    for form in (SECRET, plain, coded):
        assert form not in outcome.answer
        assert form not in caplog.text


def test_a_login_at_a_server_without_one_says_what_to_do():
    """An owner may have given a name to a server that wants none."""
    with Script() as server:
        outcome = send(server, user="ann", password=SECRET)
    assert (outcome.kind, outcome.stage) == ("put off", "login")
    assert "leave mailing.user empty" in outcome.answer


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_wrong_password_at_a_real_server():
    """With its own answer."""
    with inbox(login=("ann", "right")) as server:
        outcome = send(server, user="ann", password="wrong")
        assert (outcome.stage, server.envelopes) == ("login", [])
        assert "535" in outcome.answer
        assert send(server, user="ann", password="right").kind == "accepted"


def test_the_password_is_in_no_settings_that_are_printed():
    """Nor in the error of a test that fails."""
    assert SECRET not in repr(Mailing(password=SECRET))


# --- turned away, at each stage


@pytest.mark.parametrize(
    ("stage", "answer", "kind", "where"),
    [
        ("MAIL", "451 4.3.0 later", "put off", "sender"),
        ("MAIL", "550 5.7.1 sender not allowed", "put off", "sender"),
        ("MAIL", "552 5.3.4 too large", "refused", "sender"),
        ("RCPT", "450 4.2.0 greylisted", "put off", "recipient"),
        ("RCPT", "550 5.1.1 no such user", "refused", "recipient"),
        ("DATA", "452 4.3.1 disk full", "put off", "end"),
        ("DATA", "554 5.7.1 looks like spam", "refused", "end"),
    ],
)
def test_each_answer_is_told_with_its_stage_and_the_next_mail_goes_through(stage, answer, kind, where):
    """Over the same connection."""
    with inbox() as server:
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            server.answers[stage] = answer
            outcome = sender.send(parcel(settings, number=1))
            server.answers.clear()
            assert sender.send(parcel(settings, number=2)).kind == "accepted"
        assert (outcome.kind, outcome.stage, outcome.answer) == (kind, where, answer)
        assert outcome.status == answer.split()[1]
        assert server.connections == 1
        assert [m["Message-ID"] for m in server.messages] == [parcel(settings, number=2).message_id]


@pytest.mark.parametrize("answer", ["451 not now", "554 no valid recipients"])
def test_data_can_be_turned_away_before_a_line_of_it_is_sent(answer):
    """That is the message's."""
    with Script(DATA=answer) as server:
        outcome = send(server)
    assert (outcome.kind, outcome.stage) == ("put off" if answer[0] == "4" else "refused", "message")


@pytest.mark.parametrize("greeting", ["554 go away", "421 too busy"])
def test_a_server_that_turns_everybody_away_put_the_mail_off(greeting):
    """It is no fault of the recipient."""
    with Script(greeting=greeting) as server:
        outcome = send(server)
    assert (outcome.kind, outcome.stage) == ("put off", "connection")
    assert greeting in outcome.answer


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "dot"])
def test_after_a_421_the_connection_is_a_new_one(command):
    """The server said that it hangs up."""
    answers = {command: ["421 4.3.2 shutting down", Script.usual[command.replace("dot", ".")]]}
    if command == "DATA":
        answers["DATA"] = "421 4.3.2 shutting down"
    with Script(**answers) as server:
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            assert sender.send(parcel(settings)).kind == "put off"
            server.answers["DATA"] = "354 go on"
            assert sender.send(parcel(settings)).kind == "accepted"
        assert server.connections == 2


def test_what_is_no_answer_ends_the_connection():
    """Or the next answer would be taken for that to another question."""
    with Script(RCPT=["banana", "250 ok"]) as server:
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            assert sender.send(parcel(settings)).kind == "put off"
            assert sender.send(parcel(settings)).kind == "accepted"
        assert server.connections == 2


# --- lost


@pytest.mark.parametrize("command", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_dies_before_the_end_of_the_message_put_it_off(command):
    """It can't have taken it. The next one goes through over a new connection."""
    usual = Script.usual["" if command == "greeting" else command]
    with Script(**{command: "hang up"}) as server:
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            outcome = sender.send(parcel(settings))
            assert outcome.kind == "put off"
            assert "hung up" in outcome.answer
            server.answers["" if command == "greeting" else command] = usual
            assert sender.send(parcel(settings)).kind == "accepted"


def test_a_server_that_dies_within_the_message_put_it_off_or_it_is_unknown():
    """What was still on the way can't be told from what arrived, unless more had to be sent."""
    with Script(dot="hang up early") as server:
        settings = replace(mailing(server), most_bytes=30_000_000)
        large = replace(parcel(settings), content=b"x" * 78 + b"\r\n" * 5_000_000)
        with SmtpSender(settings) as sender:
            assert sender.send(large).kind == "put off"


def test_a_server_that_dies_after_the_message_leaves_it_unknown():
    """The stated window: it may have kept it."""
    with inbox() as server:
        server.answers["DATA"] = "hang up"
        outcome = send(server)
        assert (outcome.kind, outcome.stage) == ("unknown", "end")
        assert "after the whole mail was sent" in outcome.answer
        assert len(server.envelopes) == 1


@pytest.mark.parametrize(
    ("command", "kind"),
    [("greeting", "put off"), ("EHLO", "put off"), ("MAIL", "put off"), ("DATA", "put off"), ("dot", "unknown")],
)
@pytest.mark.parametrize("how", [30.0, "drip"])
def test_a_slow_server_is_let_go_in_time(command, kind, how):
    """One that sends a byte now and then, too."""
    with Script(**{command: how}) as server:
        start = time.monotonic()
        outcome = send(server, timeout=0.2, final_timeout=0.2)
        assert time.monotonic() - start < 3.0, outcome
    assert outcome.kind == kind


def test_the_last_answer_may_take_longer_than_the_others():
    """RFC 5321, 4.5.3.2.6: who hangs up too early sends twice."""
    with Script() as server:
        server.answers["."] = "250 ok"
        said = server._say

        def slow(connection, word):
            if word == ".":
                time.sleep(0.6)
            return said(connection, word)

        server._say = slow
        assert send(server, timeout=0.2, final_timeout=5.0).kind == "accepted"


# --- not reached


def test_nothing_there_is_told_apart_from_no_such_host(monkeypatch):
    """With the next step of each."""
    settings = Mailing(server="127.0.0.1", port=closed_port(), security="none", sender="a@news.example", timeout=2.0)
    refused = SmtpSender(settings).ready()
    assert (refused.kind, refused.stage) == ("put off", "connection")
    assert "nothing answers there" in refused.answer
    assert f"127.0.0.1:{settings.port}" in refused.answer

    def fails(*_, **__):
        import socket

        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", fails)
    unknown = SmtpSender(replace(settings, server="mail.invalid")).ready()
    assert "no such host" in unknown.answer
    assert "check mailing.server" in unknown.answer


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"server": ""}, "set mailing.server"),
        ({"security": "ssl"}, "starttls, tls, none"),
        ({"sender": ""}, "set mailing.sender"),
        ({"sender": "nobody"}, "name@example.org"),
        ({"security": "tls", "ca_file": "/nowhere.pem"}, "/nowhere.pem"),
    ],
)
def test_settings_that_can_not_work_are_told_before_anything_is_sent(changed, said):
    """Each by its name."""
    known = {"server": "127.0.0.1", "sender": "brief@news.example"}
    with pytest.raises(MailError, match=said.replace(".", r"\.")):
        SmtpSender(Mailing(**known | changed))


def test_errors_of_other_kinds_are_told_in_words():
    """None is shown as Python shows it."""
    settings = Mailing(server="mail.test")
    assert "No route to host" in why(OSError(113, "No route to host"), settings)
    assert why(ValueError(), settings) == "ValueError"


# --- addresses beyond ASCII


def test_an_address_beyond_ascii_needs_a_server_that_knows_them():
    """Else it is refused for this recipient, and no other is touched."""
    with inbox(enable_SMTPUTF8=True) as server:
        settings = mailing(server)
        mine = parcel(settings, to="jörg@bücher.example")
        with SmtpSender(settings) as sender:
            assert sender.send(mine).kind == "accepted"
        assert server.envelopes[0].rcpt_tos == ["jörg@xn--bcher-kva.example"]
        assert "To: jörg@xn--bcher-kva.example\r\n".encode() in server.envelopes[0].content
    with inbox(enable_SMTPUTF8=False) as server:
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            outcome = sender.send(mine)
            assert (outcome.kind, outcome.stage) == ("refused", "recipient")
            assert "jörg@xn--bcher-kva.example" in outcome.answer
            assert sender.send(parcel(settings, to="jorg@bücher.example")).kind == "accepted"


# --- greylisting


def test_a_greylisting_server_takes_at_the_second_try_what_it_put_off_at_the_first():
    """The same message, byte for byte."""
    with inbox() as server:
        known = set()

        def greylist():
            if "ann" in known:
                return None
            known.add("ann")
            return "450 4.2.0 greylisted, try again in five minutes"

        server.answers["RCPT"] = greylist
        settings = mailing(server)
        with SmtpSender(settings) as sender:
            assert [sender.send(parcel(settings)).kind for _ in range(2)] == ["put off", "accepted"]
        assert [envelope.content for envelope in server.envelopes] == [parcel(settings).content]
