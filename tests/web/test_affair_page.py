"""An affair as a page: every line leads to its sentence, and nothing that an article says runs."""

import re
from dataclasses import replace

import lxml.html
import pytest

from reports import BUDGET, FERRY, articles_of
from retold import service
from retold.service import affairs
from retold.store import open_store
from retold.types import Page
from retold.web.affairs import affair_page

ODD = "<b>Captain</b> <script>alert(1)</script> Nell Farrow said the ferry would sail on Friday."


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    """Of an affair with two stories, told by outlets with odd names."""
    pairs = [(title, f"{body}\n\n{ODD}") for title, body in FERRY] + BUDGET
    with open_store(tmp_path_factory.mktemp("kept") / "kept.sqlite") as store:
        for article in articles_of(pairs):
            odd = replace(article, outlet=f"{article.outlet} <&>")
            store.keep(Page(input=odd.input, content=odd.text.encode()), odd)
        affair = affairs.follow("Ferry & <i>mayor</i>", words=["ferry <b>", "Morna", "libraries"], store=store)
        affairs.decide_again(affair, store=store)
        return affairs.account_of(affair, store=store)


@pytest.fixture(scope="module")
def tree(account):
    return lxml.html.fromstring(affair_page(account))


def test_it_is_one_file_that_asks_for_nothing(account, tree):
    """No script, no request, and markup of others is text."""
    page = affair_page(account)
    assert not tree.xpath("//script | //link | //img | //iframe | //b[text()='Captain'] | //h1/i")
    assert not re.search(r"(?:src|srcset|action)=|url\(|@import", page)
    assert tree.xpath("//h1/text()") == ["Ferry & <i>mayor</i>"]


def test_each_link_leads_to_a_place_that_is_there(tree):
    """Once."""
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")}
    assert links <= set(ids)


def test_it_has_all_parts(account, tree):
    """Stories with why they belong, events, who says what, outlets."""
    text = " ".join(tree.text_content().split())
    for story in account.stories:
        assert story.headline in text
        assert all(reason in text for reason in account.because[story.id])
    assert len(tree.xpath("//article[@id='timeline']//ol/li")) == len(account.timeline.entries)
    assert len(tree.xpath("//article[@id='speakers']/details")) == len(account.speakers)
    assert len(tree.xpath("//article[@id='outlets']/details")) == len(account.habits)
    assert "words: 'ferry <b>', 'Morna', 'libraries'" in text


def test_an_affair_without_stories_says_so(account):
    """And has no empty parts."""
    empty = replace(account, stories=(), because={}, speakers=(), habits=(), timeline=replace(
        account.timeline, stories=(), entries=(), series=(), actors=(), conflicts=()))  # fmt: skip
    tree = lxml.html.fromstring(affair_page(empty))
    assert "No story of the store belongs to it yet." in tree.text_content()
    assert not tree.xpath("//article | //nav")


def test_the_stories_are_those_of_the_service(account):
    """Two, of the outlets of the articles."""
    assert sorted(len(story.articles) for story in account.stories) == [2, 3]
    assert service.compare(*account.stories[0].articles[:2]).a.outlet.endswith("<&>")
