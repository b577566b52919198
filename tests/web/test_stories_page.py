"""Stories and comparisons as pages: whole, self-contained, words beside every sign, safe with what articles say."""

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest

import retold
from retold.lineage import tree
from retold.service import account
from retold.testing import make_article
from retold.web.drawing import draw
from retold.web.page import compare_page, stories_page

DAY = datetime(2024, 5, 6, tzinfo=UTC)
WIRE = (
    "HARROW (Northern Wire) - A ferry with 40 people on board ran aground on Sunday, the coast guard said.\n\n"
    "Divers searched the hull until dusk and found nobody inside, according to the harbour master.\n\n"
    "The owners of the ship, a company from <Ferren> & Sons, promised to pay for the damage to the pier."
)
A = make_article(
    WIRE, title="Ferry aground off Harrow", outlet="The <Gazette>", published=DAY, url="javascript:alert(1)"
)
B = make_article(
    WIRE.replace("40", "46").rpartition("\n\n")[0]
    + "\n\nThe wreck, <script>alert(2)</script> said, is to be towed on Monday.",
    title="Ferry aground",
    outlet="Post",
    published=DAY + timedelta(days=1),
)


@pytest.fixture(scope="module")
def told():
    return [account(story) for story in retold.group([A, B])]


@pytest.fixture(scope="module")
def pages(told):
    return {"stories": stories_page(told), "compare": compare_page(retold.compare(A, B))}


@pytest.fixture(params=["stories", "compare"])
def html(request, pages):
    return pages[request.param]


def test_every_link_leads_somewhere_and_ids_are_unique(html):
    """Inside the page; nothing leads to a script."""
    page = lxml.html.fromstring(html)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = {href[1:] for href in page.xpath("//a/@href")}
    assert inner
    assert inner <= set(ids)


def test_nothing_is_fetched_and_no_script_runs(html):
    """What an article says is text."""
    assert "javascript:" not in html
    assert not lxml.html.fromstring(html).xpath("//script")
    for sign in ("src=", "<link", "@import", "url("):
        assert sign not in html


def test_the_matrix_says_in_words_what_its_signs_show(pages):
    """For each paragraph of the fullest account, and for what the other has beyond it."""
    page = lxml.html.fromstring(pages["stories"])
    rows = [
        [cell.text_content().strip() for cell in row.xpath("./td")]
        for row in page.xpath("//table[@class='matrix']/tbody/tr")
    ]
    said = [[cell.lstrip("●◐○+0123456789") for cell in row] for row in rows]
    assert said == [
        ["own", "changed"],
        ["own", "changed, 1 change"],
        ["own", "kept"],
        ["own", "dropped"],
        ["dropped", "own"],
    ]
    for head in page.xpath("//table[@class='matrix']//th"):
        assert head.get("scope") in ("row", "col")


def test_what_matters_comes_first_in_a_comparison(pages):
    """Before the sentences, with both words."""
    page = lxml.html.fromstring(pages["compare"])
    first = page.xpath("//table[@class='changes']//tr[td]")[0]
    assert first.xpath("./th/text()")[0] == "figure"
    assert [node.text for node in first.xpath(".//del|.//ins")] == ["40", "46"]


def test_signs_of_absence_have_words(pages):
    """A dash alone says nothing to who can't see where it stands."""
    page = lxml.html.fromstring(pages["compare"])
    absent = page.xpath("//p[contains(@class,'none')]//span[@class='unseen']/text()")
    assert set(absent) == {"not in Post", "not in The <Gazette>"}


def test_no_story_is_said():
    """With what to do next."""
    assert "None of the pages held an article" in stories_page([])


def test_boxes_of_the_tree_do_not_overlap(told):
    """Each node has its place, lines join parent and child, and the drawing holds them all."""
    nodes = tree(told[0].story)
    drawn = draw(nodes)
    places = [(box.x, box.y) for box in drawn.boxes]
    assert len(set(places)) == len(nodes)
    assert len(drawn.lines) == sum(node.parent is not None for node in nodes)
    assert all(box.x + box.width <= drawn.width and box.y + box.height <= drawn.height for box in drawn.boxes)
