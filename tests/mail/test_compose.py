"""Messages as they go out, parsed again by Python's own parser of mail."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import SMTP, SMTPUTF8

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retold.config import Mailing
from retold.display.letters import Letter
from retold.mail.compose import (
    MailError,
    address,
    compose,
    encoded_size,
    envelope_sender,
    line,
    message_id,
    named,
    pack_up,
)

EDITION, READER = "0123456789abcdef", "fedcba9876543210"
MAILING = Mailing(
    sender="brief@news.example",
    sender_name="Harbour brief",
    reply_to="Desk@news.example",
    bounce_address="bounces@news.example",
    list_id="harbour.news.example",
)
LETTER = Letter(
    subject="3 new: the bridge",
    text="Three new.\n\n“Closed,” the mayor said.\n",
    html='<!doctype html>\n<html lang="en"><p>Three new.</p>\n</html>\n',
    language="en",
)
NAME = message_id(EDITION, READER, MAILING)
AT = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
LINK = "https://news.example/unsubscribe/" + "aB-_9." * 30


def pack(letter=LETTER, mailing=MAILING, **changed):
    known = {"to": "ann@reader.example", "message_id": NAME, "date": AT, "unsubscribe": LINK}
    return pack_up(letter, mailing, **known | changed)


def parsed(*given, **changed):
    return message_from_bytes(pack(*given, **changed).content, policy=SMTP)


def body(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_parsed_again_it_is_what_was_meant():
    """Text first, HTML last, every header once."""
    message = parsed()
    told = {name: str(value) for name, value in message.items()}
    assert len(told) == len(message.items())
    boundary = re.search(r'boundary="(=_[0-9a-f]{32})"', told.pop("Content-Type"))
    assert boundary is not None
    assert told == {
        "From": "Harbour brief <brief@news.example>",
        "To": "ann@reader.example",
        "Subject": LETTER.subject,
        "Date": "Wed, 04 Mar 2026 06:30:00 +0000",
        "Message-ID": f"<{EDITION}.{READER}@news.example>",
        "Reply-To": "Desk@news.example",
        "Auto-Submitted": "auto-generated",
        "List-Id": "<harbour.news.example>",
        "Precedence": "bulk",
        "List-Unsubscribe": (f"<{LINK}>, <mailto:bounces%2B{EDITION}.{READER}@news.example?subject=unsubscribe>"),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": "en",
        "MIME-Version": "1.0",
    }
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert (body(message, "plain"), body(message, "html")) == (LETTER.text, LETTER.html)
    assert {part["Content-Language"] for part in message.iter_parts()} == {"en"}
    assert [part.defects for part in message.walk()] == [[], [], []]


def test_the_way_out_stands_as_it_is():
    """Python folds long words into encoded ones, in which no mail program finds a link."""
    raw = pack().content.decode()
    assert f"List-Unsubscribe: <{LINK}>,\r\n <mailto:" in raw
    assert max(len(row) for row in raw.split("\r\n")) <= 998


def test_the_mail_of_a_second_try_is_the_same_byte_for_byte():
    """Of another edition or reader it has another name."""
    assert pack() == pack()
    others = {message_id(EDITION, READER, MAILING), message_id(READER, EDITION, MAILING)}
    others.add(message_id(EDITION, EDITION, MAILING))
    assert len(others) == 3


def test_the_envelope_names_the_message_so_that_a_bounce_does():
    """Where there is an address for it."""
    parcel = pack()
    assert parcel.sender == f"bounces+{EDITION}.{READER}@news.example"
    assert named(parcel.sender) == named(NAME) == (EDITION, READER)
    assert envelope_sender(NAME, replace(MAILING, bounce_address="")) == "brief@news.example"
    assert named("bounces@news.example") is None
    assert len(parcel.sender.partition("@")[0]) <= 64


def test_a_letter_that_somebody_asked_for_is_of_no_list():
    """Nothing to unsubscribe from; but no answering machine is to answer it."""
    message = parsed(bulk=False)
    assert message["Auto-Submitted"] == "auto-generated"
    assert not {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Precedence"} & set(message.keys())


def test_one_click_is_promised_over_https_only():
    """RFC 8058. A link over http is still told, and without any page the mail address is."""
    message = parsed(unsubscribe="http://localhost:8000/unsubscribe/x")
    assert message["List-Unsubscribe"].startswith("<http://localhost:8000/unsubscribe/x>")
    assert "List-Unsubscribe-Post" not in message
    message = parsed(unsubscribe="", mailing=replace(MAILING, bounce_address=""))
    assert message["List-Unsubscribe"] == f"<mailto:brief@news.example?subject=unsubscribe%20{EDITION}.{READER}>"
    assert parsed(mailing=replace(MAILING, list_id=""))["List-Id"] == "<morning.news.example>"


@pytest.mark.parametrize("link", ["https://x.example/ü", "https://x.example/>,<mailto:a@b", "https://x/\r\nBcc: a@b.c"])
def test_a_link_that_would_break_its_header_is_refused(link):
    """It is of our making, so that is a fault."""
    with pytest.raises(MailError, match="no address of a web page"):
        pack(unsubscribe=link)


def test_the_date_is_told_with_its_zone():
    """As it is given."""
    when = datetime(2026, 3, 29, 7, tzinfo=timezone(timedelta(hours=2)))
    assert parsed(date=when)["Date"].datetime == when


# --- what a title or a name may hold

WORDS = st.text(max_size=200) | st.sampled_from(
    [
        "Bridge\r\nBcc: all@victim.example",
        "Bridge\r\n\r\n<script>",
        "=?utf-8?q?=0D=0ABcc:_all@victim.example?=",
        "=?utf-8?b?VGhl?= =?",
        "\x00\x0b\x85\u2028\u2029\ud800 ",
        "ö" * 200,
        "a" * 500,
        "a" * 2000,
        "אבג بغداد 東京 " * 20,
        'Ann "the" <ann@victim.example>, Ben',
        "trailing\\",
        "(comment)",
        "💡" * 60,
    ]
)


@given(subject=WORDS, name=WORDS, language=WORDS)
@example(subject="", name="", language="")
def test_no_title_and_no_name_can_make_a_header(subject, name, language):
    """They arrive as one line of the same words; every other header is as it was."""
    letter = replace(LETTER, subject=subject, language=language)
    content = pack(letter, replace(MAILING, sender_name=name)).content
    message = message_from_bytes(content, policy=SMTPUTF8)
    assert list(message.keys()) == list(parsed().keys())
    assert _squeezed(message["Subject"]) == _squeezed(line(subject))
    (sender,) = message["From"].addresses
    assert sender.addr_spec == "brief@news.example"
    assert _squeezed(sender.display_name) == _squeezed(line(name)[:200])
    assert message["To"].addresses[0].addr_spec == "ann@reader.example"
    head = content.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(len(row) for row in head.split(b"\r\n")) <= 998
    assert all(row[:1] in b" \t" or re.match(rb"[A-Za-z-]+: ", row) for row in head.split(b"\r\n") if row)


def _squeezed(text):
    """Python's parser puts or drops a blank between some encoded words and what follows them."""
    return "".join(text.split())


@given(text=st.text(max_size=400), html=st.text(max_size=400))
def test_text_arrives_as_it_was(text, html):
    """In any script; but control characters and half surrogates, which no server has to take, and empty lines below."""
    message = parsed(replace(LETTER, text=text, html=html))
    for kind, sent in (("plain", text), ("html", html)):
        kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", sent.encode("utf8", "replace").decode())
        assert body(message, kind) == re.sub(r"\r\n?", "\n", kept).rstrip("\n") + "\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain words\n" * 50, "7bit"),
        ("a dot\n.\n..dots\nFrom here\n", "7bit"),
        ("a" * 3000, "quoted-printable"),
        ("ein paar Wörter – hier und da ein Umlaut\n" * 50, "quoted-printable"),
        ("رسالة من بغداد\n" * 50, "base64"),
        ("=_" + "0" * 32, "quoted-printable"),
    ],
)
def test_each_part_is_encoded_so_that_it_takes_least_room(text, encoding):
    """No line is longer than a server has to take, whatever the HTML looks like."""
    content = pack(replace(LETTER, text=text)).content
    part = message_from_bytes(content, policy=SMTP).get_body(("plain",))
    assert part["Content-Transfer-Encoding"] == encoding
    assert part.get_content_charset() == "utf-8"
    assert max(len(row) for row in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    size = len(content) - len(pack(replace(LETTER, text="")).content)
    assert 0.9 * size - 40 <= encoded_size(text) <= 1.15 * size + 80


def test_a_mail_that_is_too_large_is_refused_with_its_size():
    """Mail programs hide the end of it."""
    with pytest.raises(MailError, match=r"1\d\d,\d\d\d bytes, more than the 100,000"):
        pack(replace(LETTER, html="<p>und so weiter</p>\n" * 5000))
    assert len(pack(replace(LETTER, html="<p>und so weiter</p>\n" * 4000)).content) < 100_000


# --- addresses


@pytest.mark.parametrize(
    ("given_", "taken"),
    [
        ("ann@reader.example", "ann@reader.example"),
        (" Ann.B+news@Reader.Example ", "Ann.B+news@reader.example"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@faß.example", "ann@xn--fa-hia.example"),
        ("ann@reader.example.", "ann@reader.example"),
        ("o'neil_{x}@reader.example", "o'neil_{x}@reader.example"),
        ("jörg@reader.example", "jörg@reader.example"),
        ("用户@例子.example", "用户@xn--fsqu00a.example"),
    ],
)
def test_addresses_are_taken_as_servers_take_them(given_, taken):
    """The domain in ASCII (IDNA 2008); the part before it is the server's own affair."""
    assert address(given_) == taken


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "ann",
        "@reader.example",
        "ann@",
        "ann@reader..example",
        "ann@-reader.example",
        ".ann@reader.example",
        "a..b@reader.example",
        "ann b@reader.example",
        "ann@reader.example\r\nRCPT TO:<all@victim.example>",
        "ann\r\n@reader.example",
        "ann@rea der.example",
        "<ann@reader.example>",
        "ann,ben@reader.example",
        '"ann"@reader.example',
        "ann\u2028@reader.example",
        "ann\u200b@reader.example",
        "ann@reader.example>",
        f"{'a' * 65}@reader.example",
        f"ann@{'a.' * 125}example",
        "ann@[127.0.0.1]",
        "ann\ud800@reader.example",
        "ann@reader\ud800.example",
    ],
)
def test_what_is_no_address_is_refused(wrong):
    """In one line that shows it, and never goes into a header or to a server."""
    with pytest.raises(MailError) as refused:
        address(wrong)
    assert "\n" not in str(refused.value)
    with pytest.raises(MailError):
        pack(to=wrong)


@given(st.text(max_size=80))
def test_an_address_that_is_taken_can_break_no_line(text):
    """Whatever it is made of."""
    try:
        taken = address(text)
    except MailError:
        return
    assert not re.search(r"[\s<>,;:\"\x00-\x1f\x7f]", taken)
    assert taken.count("@") == 1


def test_the_owners_addresses_are_checked_too():
    """Before anything is made."""
    with pytest.raises(MailError, match=r"mailing\.list_id"):
        pack(mailing=replace(MAILING, list_id="Häfen <x>"))
    with pytest.raises(MailError, match=r"set mailing\.sender"):
        pack(mailing=replace(MAILING, sender=""))
    for name in ("sender", "reply_to", "bounce_address"):
        with pytest.raises(MailError, match="no address"):
            pack(mailing=replace(MAILING, **{name: "news\nexample"}))


def test_compose_gives_a_message_to_look_at():
    """Whose headers are as they will stand."""
    message = compose(LETTER, MAILING, to="ann@reader.example", message_id=NAME, date=AT, bulk=False)
    assert message["Subject"] == LETTER.subject
    assert bytes(message) == pack(bulk=False).content
    with pytest.raises(MailError, match="line break"):
        message["X-Other"] = "a\r\nBcc: b@c.example"
