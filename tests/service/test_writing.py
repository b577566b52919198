"""Editions as letters: in their frames, with links of their own, and in the room of a mail."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import pytest
from tests.service.editions import CONFIG, NOW, edition, fill, reader

from retold.config import Subscribing
from retold.mail.compose import pack_up
from retold.service.subscribing import unsubscribe
from retold.service.writing import edition_writer
from retold.store import open_store
from retold.testing import make_edition, make_line, make_passage

OURS = replace(CONFIG, subscribing=Subscribing(site="https://brief.example"))


@pytest.fixture
def store(sqlite_place):
    with open_store(sqlite_place) as opened:
        fill(opened)
        yield opened


def test_one_click_of_the_header_ends_the_subscription(store):
    """The link in the mail is that of the header, signed for this reader."""
    written = edition_writer(store=store, config=OURS)(edition(0), reader(0))
    assert written.unsubscribe.startswith("https://brief.example/unsubscribe/")
    assert written.unsubscribe in written.letter.text
    assert written.unsubscribe in written.letter.html
    assert "The bridge is closed." in written.letter.text
    unsubscribe(written.unsubscribe.rpartition("/")[2], store=store, now=NOW)
    assert store.subscribers.find(reader(0).id).state == "unsubscribed"


def test_the_same_edition_is_always_written_in_the_same_words(store):
    """By another worker, too: so that a second try is the same mail."""
    first = edition_writer(store=store, config=OURS)(edition(0), reader(0))
    assert edition_writer(store=store, config=OURS)(edition(0), reader(0)) == first
    assert edition_writer(store=store, config=OURS)(edition(0), reader(1)) != first


WORDS = {
    "en": "The mayor said on Tuesday that the bridge will stay closed until further notice. ",
    "ar": "قال رئيس البلدية يوم الثلاثاء إن الجسر سيبقى مغلقا حتى إشعار آخر بسبب الأضرار. ",
    "zh": "市长星期二表示，由于桥梁受损，该桥将继续关闭，直至另行通知。工程师正在检查桥墩。",
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("count", [0, 3, 400])
def test_every_edition_fits_into_a_mail(store, language, count):
    """However long, in whatever script; and most of the room is used."""
    lines = [
        make_line(
            make_passage(f"{number}. {WORDS[language] * 3}", article=f"a{number}"),
            number=number,
            languages={f"a{number}": language},
            story=f"s{number}",
        )
        for number in range(1, count + 1)
    ]
    made = replace(make_edition(*lines, length="full"), made_at=NOW)
    written = edition_writer(store=store, config=OURS)(made, reader(0))
    name = f"<{'1' * 16}.{'2' * 16}@news.example>"
    known = {"to": reader(0).email, "message_id": name, "date": NOW, "unsubscribe": written.unsubscribe}
    content = pack_up(written.letter, OURS.mailing, **known).content
    assert len(content) <= OURS.mailing.most_bytes
    if count > 100:
        assert len(content) > 0.7 * OURS.mailing.most_bytes
    message = message_from_bytes(content, policy=SMTP)
    assert len(re.findall(r"(?m)^ *\S", message.get_body(("plain",)).get_content())) > min(count, 100)
    assert "unsubscribe" in message.get_body(("html",)).get_content()
