"""The letters of a subscription say what to do, in the reader's language."""

from datetime import UTC, datetime

import lxml.html
import pytest
from tests.editions_made import LANGUAGES, LINKS

from retold.display.editions import Links
from retold.web import letters

UNTIL = datetime(2025, 3, 12, 6, tzinfo=UTC)


def confirmation(language="en", **more):
    return letters.confirmation(
        address="https://brief.example/confirm/t1", links=LINKS, language=language, expires=UNTIL, **more
    )


def test_the_letter_that_asks_to_confirm():
    """Leads to the page with the button; says what happens if nothing is done."""
    letter = confirmation(affairs=("Weir Street Bridge", "הגשר"))
    assert letter.subject == "Please confirm: Harbour brief"
    assert letter.text == (
        "Please confirm: Harbour brief\n\n"
        "Somebody, we hope it was you, asked to have “Harbour brief” sent to this\naddress.\n\n"
        "It tells what is new of:\n\n"
        "   Weir Street Bridge\n"
        "   \u2067הגשר\u2069\n\n"
        "To get it, open this page and press the one button on it:\n\n"
        "Open the page to confirm:\nhttps://brief.example/confirm/t1\n\n"
        "The page can be used until Wednesday, 12 March 2025.\n\n"
        "If it wasn’t you, do nothing: you will get no further mail.\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_there_in_every_language(language):
    """Text and HTML hold the same words and the same link."""
    for letter, to in (
        (confirmation(language, affairs=("Weir Street Bridge",)), "https://brief.example/confirm/t1"),
        (letters.goodbye(links=LINKS, language=language), "https://brief.example"),
        (letters.export(links=LINKS, language=language), "https://brief.example/preferences/t0"),
    ):
        assert letter.language == language
        assert "\n" not in letter.subject
        assert "Harbour brief" in letter.subject
        page = lxml.html.fromstring(letter.html)
        assert page.get("lang") == language
        assert page.get("dir") == ("rtl" if language == "ar" else "ltr")
        assert [a.get("href") for a in page.iter("a")] == [to]
        assert f"\n{to}\n" in letter.text
        for paragraph in page.xpath("//p[not(a)] | //h1 | //li"):
            assert "".join(paragraph.text_content().split()) in "".join(letter.text.split()).replace(
                "\u2066W", "W"
            ).replace("Bridge\u2069", "Bridge")


def test_letters_without_pages_have_no_links():
    """There is no site yet."""
    for letter in (letters.goodbye(links=Links(), language="en"), letters.export(links=Links(), language="en")):
        assert "http" not in letter.text
        assert "href" not in letter.html
        assert "Morning brief" in letter.subject


def test_markup_and_line_breaks_in_names_stay_words():
    """Of the brief and of affairs."""
    links = Links(name="A<b>\r\nBcc: x@y.example")
    letter = letters.confirmation(
        address="https://a.example/c", links=links, language="en", affairs=("<script>alert(1)</script>",)
    )
    assert letter.subject == "Please confirm: A<b> Bcc: x@y.example"
    assert not lxml.html.fromstring(letter.html).xpath("//script | //h1/b")


def test_an_address_that_is_none_is_no_button():
    """Rather none than one that runs something."""
    letter = letters.confirmation(address="javascript:alert(1)", links=LINKS, language="en")
    assert "javascript" not in letter.html + letter.text
