"""The first page: what is new as facts, in a span of days or on a day, for who may read it."""

import re
from dataclasses import replace
from datetime import timedelta

import lxml.html
import pytest
from tests.server.affair_box import app, kept, the_affair
from tests.server.conftest import Browser, settings

from retold.config import DEFAULT
from retold.server.app import make_app
from retold.service import affairs
from retold.store import open_store

__all__ = ["app", "kept"]


@pytest.fixture
def reader(browser, people):
    """Somebody who may read the brief."""
    browser.sign_in("Reader")
    return browser


def text(answer):
    """What it says, in one line."""
    return " ".join(lxml.html.fromstring(answer.text).text_content().split())


def page(answer):
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.text)


def opened(box, public):
    """A visitor of a box that is public."""
    return Browser(make_app(replace(box, settings=settings(public=public))))


def test_it_tells_what_is_new_since_yesterday(reader, kept):
    """Each line quoted, with a link to its sentence, under its story and its affair."""
    tree = page(reader.get("/"))
    lines = tree.xpath("//li[starts-with(@id, 'line-')]")
    assert lines
    assert all(re.fullmatch(r"/articles/[0-9a-f]{16}#s-\d+", href) for href in tree.xpath("//p[@class='who']/a/@href"))
    stories = {story.id for story in kept.stories()}
    assert {href.rpartition("/")[2] for href in tree.xpath("//h3/a/@href")} <= stories
    assert tree.xpath("//article/h2//a/@href") == [f"/affairs/{the_affair(kept).id}"]
    assert "since Friday, 10 October 2025" in text(reader.get("/"))


def test_each_quotation_stands_in_the_sentence_that_it_leads_to(reader, kept):
    """In the article's own words."""
    articles = {article.id: article for article in kept.articles()}
    tree = page(reader.get("/?days=7&length=full"))
    quotes = tree.xpath("//blockquote")
    assert len(quotes) > 20
    for quote in quotes:
        [href] = quote.xpath("following-sibling::p[@class='who'][1]/a/@href")
        article, _, sentence = href.removeprefix("/articles/").partition("#s-")
        assert "".join(quote.text.split()) in "".join(articles[article].text.split())
        assert int(sentence) < len(articles[article].sentences)


def test_a_longer_span_and_a_longer_edition_tell_more(reader):
    """A short one is its beginning."""

    def lines(query):
        return page(reader.get(f"/?{query}")).xpath("//li/@id")

    assert set(lines("days=1")) < set(lines("days=7&length=full"))
    assert len(lines("days=7&length=short")) < len(lines("days=7")) < len(lines("days=7&length=full"))


def test_it_can_be_of_one_affair(reader, kept):
    """An affair with nothing new says so."""
    other = affairs.follow("Honey", words=["honeycomb"], store=kept)
    assert page(reader.get(f"/?affair={the_affair(kept).id}")).xpath("//li[starts-with(@id, 'line-')]")
    tree = page(reader.get(f"/?affair={other.id}"))
    assert not tree.xpath("//li[starts-with(@id, 'line-')]")
    assert "Nothing new since Friday, 10 October 2025." in tree.text_content()


def test_an_affair_that_is_not_followed_is_said_to_be_gone(reader):
    """And what else there is."""
    answer = reader.get("/?affair=0000000000000000")
    assert answer.status_code == 404
    assert "not followed, or no longer" in answer.text


@pytest.mark.parametrize("query", ["days=0", "days=8", "days=x", "length=long"])
def test_what_can_not_be_asked_for_is_said(reader, query):
    """With the name of what is wrong."""
    answer = reader.get(f"/?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.text


def test_where_nothing_is_new_the_last_day_that_had_news_is_shown(reader, box):
    """And said to be that."""
    box.clock.now += timedelta(days=20)
    answer = reader.get("/")
    assert "Nothing new since Thursday, 30 October 2025." in text(answer)
    assert "The last that was new: Saturday, 11 October 2025" in text(answer)
    assert page(answer).xpath("//li[starts-with(@id, 'line-')]")


def test_a_day_keeps_its_brief(reader, box, kept):
    """At one address, whenever it is asked for; the days around it that had news are a step away."""
    days = sorted({line.at.date() for line in kept.ledger.lines(the_affair(kept).id)})
    assert len(days) > 3
    before, day, after = days[:3]
    first = page(reader.get(f"/brief/{day}")).xpath("//li/@id")
    box.clock.now += timedelta(days=20)
    tree = page(reader.get(f"/brief/{day}"))
    assert tree.xpath("//li/@id") == first
    assert first
    assert tree.xpath("//h1/text()") == [f"{day:%A}, {day.day} October 2025"]
    assert tree.xpath("//a[@rel='prev']/@href") == [f"/brief/{before}"]
    assert tree.xpath("//a[@rel='next']/@href") == [f"/brief/{after}"]


def test_a_day_without_news_says_so(reader):
    """And leads to the nearest that have some."""
    answer = reader.get("/brief/2025-12-24")
    assert "Nothing was new on this day." in text(answer)
    assert page(answer).xpath("//a[@rel='prev']/@href") == ["/brief/2025-10-11"]


@pytest.mark.parametrize("day", ["2025-13-01", "yesterday", "20251010", "2025-10-10x", "2025-W41-5"])
def test_what_is_no_day_has_no_brief(reader, day):
    """As any address that leads nowhere."""
    assert reader.get(f"/brief/{day}").status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_of_all_days_are_days(reader, day):
    """Nothing was new on them."""
    assert reader.get(f"/brief/{day}").status_code == 200


def test_a_visitor_of_a_private_box_is_told_what_this_is(browser, box):
    """On a calm page with the ways in, that by mail where the box mails; nothing of the brief stands there."""
    answer = browser.get("/")
    assert page(answer).xpath("//main//a/@href") == ["/sign-in"]
    assert "Aldermoor" not in answer.text
    mailing = replace(DEFAULT, mailing=replace(DEFAULT.mailing, server="mail.example", sender="brief@mail.example"))
    mails = Browser(make_app(replace(box, settings=replace(box.settings, config=mailing))))
    assert page(mails.get("/")).xpath("//main//a/@href") == ["/subscribe", "/sign-in"]
    day = browser.get("/brief/2025-10-10")
    assert (day.status_code, day.headers["location"]) == (303, "/sign-in?next=/brief/2025-10-10")


def test_a_public_brief_leads_to_the_outlets_where_the_rest_is_not_public(box):
    """Not to pages that would ask to sign in."""
    hrefs = page(opened(box, "brief").get("/")).xpath("//main//article//a/@href")
    assert not [href for href in hrefs if href.startswith(("/articles", "/stories", "/affairs"))]
    assert page(opened(box, "all").get("/")).xpath("//h3/a[starts-with(@href, '/stories/')]")


def test_what_was_left_out_by_hand_is_news_no_more(reader, kept, box):
    """Though it was, when it was entered."""
    affair = the_affair(kept)
    tree = page(reader.get("/"))
    [story] = {href.rpartition("/")[2] for href in tree.xpath("//h3/a/@href")}
    [told] = kept.stories({story})
    affairs.place(affair, told.articles[0].id, belongs=False, store=kept, by="Ann")
    box.clock.now += timedelta(minutes=1)
    assert story not in reader.get("/").text


def test_a_script_in_a_name_is_shown_as_text(reader, kept):
    """Wherever the name stands."""
    kept.affairs.rename(the_affair(kept).id, "<script>alert(1)</script>")
    shown = reader.get("/").text
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown


def test_a_box_with_nothing_in_it_leads_to_the_feeds(tmp_path, box, people):
    """Those who may add one; others are told to wait."""
    with open_store(tmp_path / "empty.sqlite") as empty:
        for role, says in (("Editor", "Add a feed"), ("Reader", "Nothing was read yet")):
            empty.accounts.add(people[role.lower()])
            browser = Browser(make_app(replace(box, store=empty)))
            browser.sign_in(role)
            answer = browser.get("/")
            assert says in text(answer)
            assert bool(page(answer).xpath("//main//a[@href='/feeds']")) == (role == "Editor")


def test_a_box_without_affairs_leads_to_them(browser, people, kept):
    """Articles alone are no news."""
    kept.affairs.forget(the_affair(kept).id)
    browser.sign_in("Editor")
    assert page(browser.get("/")).xpath("//main//a[@href='/affairs#follow']")


def test_it_works_without_a_script_and_with_none_but_ours(reader):
    """Its form is sent by a button, and goes where the page is."""
    tree = page(reader.get("/brief/2025-10-10"))
    [form] = tree.xpath("//main//form")
    assert (form.get("method"), form.get("action")) == ("get", "/brief/2025-10-10")
    assert form.xpath(".//button[@type='submit']")
    assert not tree.xpath("//@style | //@onclick | //style | //script[not(@src)]")
