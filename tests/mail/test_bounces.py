"""What comes back, in the forms of many servers, and in no form at all."""

import base64
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mail import returned
from tests.mail.returned import EDITION, MESSAGE_ID, READER, VERP

from retold.mail.bounces import BounceKind, read
from retold.mail.boxes import mails
from retold.mail.deciding import severity

MEANT = {
    "POSTFIX": ("hard", "5.1.1"),
    "EXCHANGE": ("hard", "5.1.10"),
    "PROVIDER": ("hard", "5.1.1"),
    "SENDMAIL": ("hard", "5.1.1"),
    "BARE_WORDS": ("hard", "5.0.0"),
    "EXIM": ("hard", ""),
    "QMAIL": ("hard", "5.1.1"),
    "FULL": ("soft", "5.2.2"),
    "QMAIL_FULL": ("soft", "5.2.2"),
    "GIVEN_UP": ("soft", "4.4.7"),
    "BLOCKED": ("blocked", "5.7.1"),
    "OF_SENDER": ("blocked", "5.1.8"),
    "DELAYED": ("none", "4.4.1"),
    "DELIVERED": ("none", "2.0.0"),
    "RECEIPT": ("none", ""),
    "AWAY": ("none", ""),
    "OLD_AWAY": ("none", ""),
    "PERSON": ("none", ""),
    "NO_SPAM": ("none", ""),
    "COMPLAINT": ("complaint", ""),
    "UNSUBSCRIBE": ("unsubscribe", ""),
}


@pytest.mark.parametrize("name", MEANT)
def test_each_form_means_what_its_sender_meant(name):
    """And names the mail and the reader."""
    bounce = read(getattr(returned, name))
    assert (bounce.kind, bounce.status) == MEANT[name]
    assert (bounce.edition, bounce.subscriber) == (EDITION, READER)
    assert bounce.why
    assert "\n" not in bounce.why
    if bounce.kind != "none":
        assert bounce.recipient == "ann@reader.example"


def test_every_form_in_the_folder_is_looked_at():
    """So that none is added without what it means."""
    assert set(MEANT) == {name for name, value in vars(returned).items() if isinstance(value, bytes)}


@pytest.mark.parametrize("name", MEANT)
def test_line_ends_of_a_pipe_or_of_the_network_mean_the_same(name):
    """LF or CRLF."""
    content = getattr(returned, name)
    assert read(content.replace(b"\n", b"\r\n")) == read(content)


def test_whose_mail_it_was_is_told_by_the_envelope_first():
    """By the address that the server says, by one it wrote down, by the header of what came back, or not at all."""
    plain = returned.POSTFIX.replace(VERP.encode(), b"bounces@news.example")
    assert read(plain).message_id == MESSAGE_ID
    assert (read(plain).edition, read(plain).subscriber) == (EDITION, READER)
    bare = plain.replace(MESSAGE_ID.encode(), b"<other@host>")
    assert (read(bare).edition, read(bare).kind) == ("", "hard")
    assert read(bare, recipient=VERP).edition == EDITION
    assert read(b"Delivered-To: " + VERP.encode() + b"\n" + bare).subscriber == READER
    other = VERP.replace(EDITION, "1" * 16)
    assert read(returned.POSTFIX, recipient=other).edition == "1" * 16


def test_a_mail_to_unsubscribe_counts_only_where_it_names_a_mail():
    """Anybody may write a mail with that subject."""
    assert read(returned.UNSUBSCRIBE.replace(VERP.encode(), b"bounces@news.example")).kind == "none"
    answer = returned.UNSUBSCRIBE.replace(b"Unsubscribe", b"Re: how do I unsubscribe?")
    assert read(answer).kind == "none"


def test_a_mail_to_unsubscribe_may_name_the_mail_in_its_subject():
    """Where there is no address for what comes back."""
    plain = returned.UNSUBSCRIBE.replace(VERP.encode(), b"brief@news.example")
    bounce = read(plain.replace(b"Unsubscribe ", b"unsubscribe " + returned.TOKEN.encode()))
    assert (bounce.kind, bounce.subscriber) == ("unsubscribe", READER)


def test_a_report_that_was_encoded_is_read():
    """RFC 6533 allows it, and some do it anyway."""
    fields = b"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; ann@reader.example\nAction: failed\nStatus: 5.1.1\n"
    text = base64.encodebytes(fields).decode()
    content = returned.report(text).replace(
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n",
    )
    assert (read(content).kind, read(content).recipient) == ("hard", "ann@reader.example")


def test_of_several_recipients_the_one_that_failed_counts():
    """A mail of ours has one, but it may have been passed on."""
    fields = """\
Reporting-MTA: dns; x

Final-Recipient: rfc822; team@reader.example
Action: expanded
Status: 2.0.0

Final-Recipient: rfc822; ann@reader.example
Action: failed
Status: 5.1.1
"""
    assert read(returned.report(fields)).kind == "hard"


@pytest.mark.parametrize(
    ("status", "said", "grave"),
    [
        ("5.1.1", "mailbox full", "hard"),
        ("5.1.2", "", "hard"),
        ("5.1.7", "no such user", "blocked"),
        ("5.7.26", "unauthenticated", "blocked"),
        ("4.7.0", "", "blocked"),
        ("5.2.1", "disabled", "soft"),
        ("5.2.2", "user unknown", "soft"),
        ("4.1.1", "user unknown", "soft"),
        ("5.5.0", "mailbox unavailable", "hard"),
        ("5.0.0", "550 User unknown; mailbox full", "soft"),
        ("", "550 No such user", "hard"),
        ("", "550 blocked: spam", "blocked"),
        ("5.0.0", "550 user unknown, or blocked", "blocked"),
        ("", "550 no", "soft"),
        ("", "", "soft"),
    ],
)
def test_only_what_is_surely_for_good_is_hard(status, said, grave):
    """A status has the first word, words the second; a doubt is soft."""
    assert severity(status, said) == grave


# --- what is no mail

PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Type: message/feedback-report\n",
        b"Content-Type: text/plain; charset=no-such\n",
        b"Content-Type: multipart/mixed; boundary*0*=us-ascii'en'%ff; boundary*1=\xff\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: \xff\n",
        b"Subject: =?utf-8?b?//8?= =?x?q?=ff?=\n",
        b"From: MAILER-DAEMON@\n",
        b"To: bounces+\xff@x\n",
        b"Action: failed\nStatus: 5.1.1\n",
        b"Final-Recipient: ;;;\n",
        b"Diagnostic-Code: \x00\xff\n",
        b"Feedback-Type: \n",
        b"Message-ID: <\n",
        b"X-Failed-Recipients: ,,\n",
        b"--x\n",
        b"--x--\n",
        b"\n",
        b"5.1.1 550\n",
        b"\xff\xfe\x00",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=20), max_size=25).map(b"".join))
def test_whatever_the_bytes_nothing_is_raised(content):
    """What can't be read means nothing."""
    bounce = read(content)
    assert bounce.kind in get_args(BounceKind)
    assert "\n" not in bounce.why


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(MEANT)), st.integers(0, 3000), st.binary(max_size=4), st.integers(0, 60))
def test_nor_for_a_bounce_that_is_cut_or_garbled(name, at, put, dropped):
    """Anywhere."""
    content = getattr(returned, name)
    read(content[:at] + put + content[at + dropped :])
    read(content[:at])


def test_a_mail_in_a_mail_in_a_mail_is_no_trap():
    """As deep as anybody wants, or as long."""
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5000))
    assert read(parts).kind == "none"
    assert read(b"Content-Type: message/rfc822\n\n" * 5000).kind == "none"
    assert read(b"a: b\n" * 1_000_000).kind == "none"


# --- in files


def test_mails_are_had_one_by_one_from_a_file_an_mbox_a_maildir_and_a_folder(tmp_path):
    """As mail servers and programs keep them."""
    one, two = returned.POSTFIX, returned.QMAIL
    (tmp_path / "one.eml").write_bytes(one)
    assert [content for _, content in mails(tmp_path / "one.eml")] == [one]
    start = b"From MAILER-DAEMON Wed Mar  4 07:00:03 2026\n"
    (tmp_path / "box").write_bytes(start + one + b"\n" + start + two + b"\n")
    assert [read(content) for _, content in mails(tmp_path / "box")] == [read(one), read(two)]
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    (tmp_path / "Maildir" / "new" / "1.x").write_bytes(one)
    (tmp_path / "Maildir" / "cur" / "2.x:2,S").write_bytes(two)
    assert {read(content).status for _, content in mails(tmp_path / "Maildir")} == {"5.1.1"}
    assert len(list(mails(tmp_path / "Maildir"))) == 2
    names = [name for name, _ in mails(tmp_path)]
    assert names == [f"{tmp_path}/box:1", f"{tmp_path}/box:2", f"{tmp_path}/one.eml"]
    with pytest.raises(OSError, match="nowhere"):
        list(mails(tmp_path / "nowhere"))
