"""Beginnings of articles behind a paywall, told from whole articles that ask for a subscription below their end."""

import pytest

from retold.intake.furniture import is_paywall
from retold.intake.html import extract
from retold.intake.teasers import is_teaser
from retold.types import Block, Page

SENTENCE = "The council voted nine to four on Tuesday to close the bridge for repairs until October."
ASK = Block(text="Subscribe to continue reading", role="aside", reason="below the article")


def blocks(*, paragraphs=2, below=(ASK,), end=""):
    body = [Block(text=SENTENCE, role="body") for _ in range(paragraphs)]
    return [*body[:-1], Block(text=SENTENCE + end, role="body"), *below]


def test_an_appeal_below_a_short_text_makes_a_teaser():
    """A long text is an article, whatever is asked below it."""
    assert is_teaser(blocks(), locked=False)
    assert not is_teaser(blocks(paragraphs=30), locked=True)
    assert not is_teaser(blocks(below=()), locked=False)


def test_a_mark_alone_is_no_proof():
    """Most pages that say they aren't free send the whole text."""
    assert not is_teaser(blocks(below=()), locked=True)
    assert is_teaser(blocks(below=(), end=" The engineers said that they would …"), locked=True)


def test_the_page_may_say_how_long_its_article_is():
    """A text of that length is whole."""
    assert not is_teaser(blocks(), locked=True, whole_words=35)
    assert is_teaser(blocks(below=()), locked=True, whole_words=900)


def test_an_appeal_far_below_belongs_to_the_site():
    """It stands where the text ends."""
    between = tuple(Block(text=f"Story {i}", role="aside", reason="related headlines") for i in range(9))
    assert not is_teaser(blocks(below=(*between, ASK)), locked=False)


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to continue reading",
        "Already a subscriber? Log in",
        "Jetzt abonnieren und weiterlesen",
        "Cet article est réservé à nos abonnés.",
        "Suscríbete para seguir leyendo",
        "Assine para continuar lendo",
        "Wykup dostęp, aby czytać dalej",
        "Материал доступен только подписчикам",
        "请登录后继续阅读全文",
        "للمشتركين فقط",
    ],
)
def test_appeals_of_several_languages(text):
    """As they stand on pages."""
    assert is_paywall(text)


@pytest.mark.parametrize("text", [SENTENCE, "Subscribers of the library may read until two.", "", "Weiter"])
def test_what_is_no_appeal(text):
    """The words alone are not enough."""
    assert not is_paywall(text)


def test_a_teaser_is_read():
    """The beginning is the article, the appeal an aside."""
    html = (
        '<html><head><title>Council closes bridge</title><script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Council closes bridge", "isAccessibleForFree": "False",'
        ' "hasPart": {"@type": "WebPageElement", "cssSelector": ".paywall"}}</script></head><body><article>'
        f"<h1>Council closes bridge</h1><p>{SENTENCE}</p><p>Engineers found cracks in three of the seven ribs in the "
        "spring, and said then that no more than a …</p><div class='paywall'><h2>Subscribe to continue reading</h2>"
        "<p>Full access from £2 a month. Cancel whenever you like.</p></div></article></body></html>"
    )
    content = extract(Page(input="x", content=html.encode()))
    assert content.teaser
    reasons = {block.text: block.reason for block in content.blocks if block.role == "aside"}
    assert reasons["Subscribe to continue reading"] == "paywall"
