"""A page saved as MHTML, or mailed, becomes the page inside it."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import Unreadable
from retold.intake.files import load, pages
from retold.intake.mail import from_mail
from retold.types import Page

MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://post.example/bridge
Subject: =?utf-8?Q?Br=C3=BCcke?= closed
Date: Tue, 4 Mar 2025 09:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html"; boundary="----B"


------B
Content-Type: text/html
Content-Location: https://post.example/frame

<p>An advertisement in a frame</p>
------B
Content-Type: text/html; charset=windows-1252
Content-Transfer-Encoding: quoted-printable
Content-Location: https://post.example/bridge

<p>The bridge =96 closed =
today</p>
------B
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------B--
"""


def test_a_saved_page_is_the_page_at_its_address(tmp_path):
    """Decoded, with its address, headline and the time at which it was saved."""
    path = tmp_path / "saved.mhtml"
    path.write_bytes(MHTML)
    (page,) = pages([tmp_path])
    assert page.content == b"<p>The bridge \x96 closed today</p>"
    assert (page.url, page.title) == ("https://post.example/bridge", "Brücke closed")
    assert page.fetched_at == datetime(2025, 3, 4, 8, tzinfo=UTC)
    assert page.content_type == "text/html; charset=windows-1252"
    assert load(str(path)) == page


def test_a_mail_gives_its_html_before_its_text():
    """A newsletter has both."""
    parts = {"plain": "Plain words.", "html": "<p>Words.</p>"}
    body = "".join(f"--B\r\nContent-Type: text/{kind}\r\n\r\n{text}\r\n" for kind, text in parts.items())
    head = "Received: by x\r\nSubject: News\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=B"
    mail = f"{head}\r\n\r\n{body}--B--".encode()
    assert from_mail(Page(input="a", content=mail)).content == b"<p>Words.</p>"
    plain = from_mail(Page(input="a", content=mail.replace(b"text/html", b"image/x")))
    assert plain.content == b"Plain words."


def test_one_without_words_says_so():
    """By name."""
    with pytest.raises(Unreadable, match=r"a\.eml: .*without HTML or text"):
        from_mail(Page(input="a.eml", content=b"MIME-Version: 1.0\nContent-Type: image/png\n\nx"))


def test_a_mail_in_a_mail_without_end_is_no_crash():
    """However deep."""
    deep = b"".join(
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(3000)
    )
    with pytest.raises(Unreadable):
        from_mail(Page(input="a", content=deep))


@given(st.lists(st.sampled_from(MHTML.splitlines(keepends=True)) | st.binary(max_size=9), max_size=25))
def test_no_mail_is_a_crash(lines):
    """Lines of one in any order."""
    with suppress(Unreadable):
        assert from_mail(Page(input="a", content=b"".join(lines))).content.strip()
