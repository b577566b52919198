"""Articles on the web: every sentence has an address, nothing of the page is lost, and what links here is said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.server.examples_kept import put, put_examples
from tests.server.test_stories import browser_of, page_of, story_of, words

from retold.server.articles import after, paragraphs
from retold.service.affairs import decide_again, follow
from retold.service.facts import find_facts
from retold.testing import make_article
from retold.types import Aside, Credit

DAY = datetime(2025, 3, 4, tzinfo=UTC)


@pytest.fixture
def examples(tmp_path):
    """The example affair, read."""
    with put_examples(tmp_path / "examples.sqlite") as store:
        yield store


@pytest.fixture
def reader(examples):
    """A visitor of a public box that has read the examples."""
    return browser_of(examples)


def named(story, outlet):
    return next(article for article in story.articles if article.outlet == outlet)


def test_every_sentence_has_an_address(reader, examples):
    """With its words, once; the headline is the page's."""
    for article in story_of(examples, "Lift bridge").articles:
        page = page_of(reader.get(f"/articles/{article.id}"))
        for sentence in article.sentences:
            (place,) = page.xpath(f"//*[@id='s-{sentence.index}']")
            assert words(place) == " ".join(sentence.text.split())
        assert len(page.xpath("//h1")) == 1


def test_nothing_that_was_on_the_page_is_lost(reader, examples):
    """What was set aside is folded where it stood, with the reason."""
    article = named(story_of(examples, "Lift bridge"), "The Lower Sallow Bugle")
    page = page_of(reader.get(f"/articles/{article.id}"))
    folded = page.xpath("//details[@class='aside']")
    assert sum(len(one.xpath(".//li")) for one in folded) == len(article.asides) > 3
    for aside in article.asides:
        assert any(aside.reason in words(one.xpath("./summary")[0]) for one in folded)


def test_what_was_set_aside_stands_where_it_stood():
    """Before a paragraph, within it, and behind the last one."""
    made = make_article("One is first.\n\nTwo is second. It has more.\n\nThree is last.")
    starts = {s.paragraph: s.start for s in reversed(made.sentences)}
    places = {"above": 0, "before two": starts[1], "within two": starts[1] + 8, "below": len(made.text)}
    asides = tuple(Aside(text=text, reason="r", at=at) for text, at in places.items())
    article = replace(made, asides=asides)
    assert [[a.text for a in p.asides] for p in paragraphs(article)] == [["above"], ["before two"], ["within two"]]
    assert [a.text for a in after(article)] == ["below"]
    empty = replace(article, sentences=(), text="")
    assert (list(paragraphs(empty)), len(after(empty))) == ([], 4)


def test_the_date_comes_with_its_evidence(reader, examples):
    """Also with what was looked at and not counted."""
    for article in story_of(examples, "Lift bridge").articles:
        page = page_of(reader.get(f"/articles/{article.id}"))
        (section,) = page.xpath("//section[@id='dating']")
        assert len(section.xpath(".//tr")) == len(article.published.because)
        assert words(section).count("not counted") == sum(not e.weight for e in article.published.because)


def test_what_links_here_is_known_once_the_story_was_told(reader, examples):
    """By sentence, to the others' sentences; who else tells it is known before."""
    bridge = story_of(examples, "Lift bridge")
    article, other = named(bridge, "Channel 6 Callan"), named(bridge, "Northern Wire Service")
    page = page_of(reader.get(f"/articles/{article.id}"))
    assert "Goes back to Northern Wire Service" in words(page)
    others = page.xpath("//section[@id='others']//li")
    assert len(others) == 6
    assert any("this one is a rewrite of it" in words(line) for line in others)
    assert not page.xpath("//p[contains(@class, 'links')]")
    reader.get(f"/stories/{bridge.id}")
    page = page_of(reader.get(f"/articles/{article.id}"))
    links = page.xpath("//p[contains(@class, 'links')]/a/@href")
    assert any(link.startswith(f"/articles/{other.id}#s-") for link in links)
    assert "edited" in words(page)


def test_versions_of_an_article_lead_to_each_other(reader, examples):
    """Side by side."""
    story = story_of(examples, "County votes")
    (revision,) = story.revisions
    before, later = revision.comparison.a, revision.comparison.b
    page = page_of(reader.get(f"/articles/{before.id}"))
    assert "later version of this article" in words(page)
    assert f"/stories/{story.id}/beside?a={before.id}&b={later.id}" in page.xpath("//a/@href")
    assert "earlier version of this article" in words(page_of(reader.get(f"/articles/{later.id}")))


def test_who_says_what_is_told_by_source_if_it_is_known(reader, examples):
    """Each statement leads to its sentence; the affairs of the article are named."""
    article = named(story_of(examples, "Lift bridge"), "Northern Wire Service")
    assert not page_of(reader.get(f"/articles/{article.id}")).xpath("//section[@id='statements']")
    (facts,) = find_facts([article], store=examples)
    bridge = follow("Bridge", words=["Weir Street Bridge"], store=examples, at=DAY)
    decide_again(bridge, store=examples)
    page = page_of(reader.get(f"/articles/{article.id}"))
    said = page.xpath("//section[@id='statements']//blockquote")
    assert len(said) == sum(statement.source.kind != "article" for statement in facts.statements) > 3
    assert any("Okerby" in words(name) for name in page.xpath("//section[@id='statements']//summary"))
    assert page.xpath(f"//section[@id='affairs']//a[@href='/affairs/{bridge.id}']")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://post.example/a?b=c", "https://post.example/a?b=c"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://user:secret@post.example/", ""),
        (None, ""),
    ],
)
def test_only_a_web_address_is_linked(kept, url, link):
    """And the outlet doesn't learn from where its reader came."""
    article = make_article("The ferry sank.", title="Ferry sinks", url=url, name="x", published=DAY)
    put(kept, article)
    page = page_of(browser_of(kept).get(f"/articles/{article.id}"))
    outside = page.xpath("//main//a[not(starts-with(@href, '/')) and not(starts-with(@href, '#'))]")
    assert [(a.get("href"), a.get("rel")) for a in outside] == ([(link, "noreferrer")] if link else [])


def test_a_beginning_is_called_one_and_credits_are_quoted(kept):
    """So that nobody takes it for the whole."""
    made = make_article(
        "The ferry sank.", title="Ferry sinks", credits=(Credit(name="AP", kind="byline", text="(AP)"),)
    )
    article = replace(made, teaser=True, byline="By Ann Example", fetched_at=DAY, modified=DAY, confidence=0.456)
    put(kept, article)
    text = words(page_of(browser_of(kept).get(f"/articles/{article.id}")))
    for said in ("Only the beginning", "By Ann Example", "AP “(AP)”", "confidence of 46 %", "Fetched Tue 4 March 2025"):
        assert said in text


def test_an_article_in_no_story_yet_is_shown(kept):
    """It says what comes next."""
    article = make_article("The ferry sank.", title="Ferry sinks")
    from retold.types import Page

    kept.keep(Page(input="-", content=b"x"), article)
    assert "It is in no story yet" in browser_of(kept).get(f"/articles/{article.id}").text


def test_a_private_box_shows_no_article_to_visitors(examples):
    """They are led to where they sign in."""
    article = story_of(examples, "Lift bridge").articles[0]
    answer = browser_of(examples, public="brief").get(f"/articles/{article.id}")
    assert answer.headers["location"].startswith("/sign-in")
