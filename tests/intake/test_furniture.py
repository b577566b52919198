"""Boxes within an article that are none of it, and titles that begin with the outlet's name."""

import pytest

from retold.intake.furniture import is_appeal
from retold.intake.html import extract
from retold.types import Page

SENTENCES = (
    "The harbour was closed on Monday after a crane fell into the water, the port said.",
    "Three ships waited outside for the tide, and a fourth turned back to the sea at noon.",
    "Nobody was hurt, said the harbour master, who has kept the gate for eleven years now.",
    "The crane was built in 1962 and had been inspected in the spring, according to the port.",
    "Divers are to look at it on Tuesday, if the wind allows it, and lift it by the weekend.",
    "The town council will meet on Thursday to talk about who pays for a new one by winter.",
)


def page_with(box, *, title="Crane falls into harbour | The Harbour Post", top="", heading="h1", after=3):
    """A page with `box` behind the third paragraph."""
    paragraphs = [f"<p>{sentence}</p>" for sentence in SENTENCES]
    body = "".join((*paragraphs[:after], box, *paragraphs[after:]))
    html = (
        f"<html><head><title>{title}</title></head><body><article><{heading}>Crane falls into harbour</{heading}>"
        f"{top}{body}</article></body></html>"
    )
    return extract(Page(input="page.html", content=html.encode()))


def body_of(content):
    return [block.text for block in content.blocks if block.role == "body"]


def asides_of(content):
    return {block.text: block.reason for block in content.blocks if block.role == "aside"}


BOXES = {
    "field for an address": (
        "<div class='x1'><h4>The Tide Table</h4><p>Five good stories every morning.</p>"
        "<form action='/x'><input type='email'><button>Go</button></form></div>",
        "Five good stories every morning.",
    ),
    "appeal for money": (
        "<div class='support'><h4>From the editor</h4>"
        "<p>If you like the Post, you can support it from £3 a month.</p></div>",
        "If you like the Post, you can support it from £3 a month.",
    ),
    "number to text": (
        "<div class='y2'>News on your phone: text HARBOUR to 40404. Message rates apply.</div>",
        "News on your phone: text HARBOUR to 40404. Message rates apply.",
    ),
    "player": (
        "<div class='player'><div>Your browser does not support video.</div></div>",
        "Your browser does not support video.",
    ),
}


@pytest.mark.parametrize("name", BOXES)
@pytest.mark.parametrize("after", [3, 6])
def test_a_box_is_set_aside_with_a_reason(name, after):
    """A box inside or at the end of the article is an aside, and every paragraph stays."""
    box, told = BOXES[name]
    content = page_with(box, after=after)
    assert body_of(content) == list(SENTENCES)
    assert asides_of(content)[told]


def test_a_long_form_is_no_box():
    """An article that stands in one element with a field for an address stays whole."""
    inner = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    html = (
        "<html><head><title>Crane falls into harbour</title></head><body><div><h1>Crane falls into harbour</h1>"
        f"<div>{inner}<input type='email'></div></div></body></html>"
    )
    assert body_of(extract(Page(input="page.html", content=html.encode()))) == list(SENTENCES)


@pytest.mark.parametrize(
    "text",
    [
        "The newsletter costs readers nothing, the editor said.",
        "He sent a text to 300 people on Monday.",
        "Supporters gave the party $5 million a year, and members pay $20 a month.",
        "The company asked subscribers to pay £2 more.",
        "The bill would give families $250 a month for each child.",
        "“You could not support a family for $40 a day,” said the mayor.",
        "Parents who join the plan pay from $20 a month.",
    ],
)
def test_news_of_such_things_is_no_appeal(text):
    """Sentences about texts, supporters and prices are none."""
    assert not is_appeal(text)


def test_a_line_that_names_the_source_above_the_text_is_an_aside():
    """ "From our wire" under the headline is no part of the text."""
    content = page_with("", top="<p>From our wire</p>")
    assert body_of(content) == list(SENTENCES)
    assert asides_of(content)["From our wire"] == "credit line"


def test_an_outlet_before_a_colon_is_believed_if_a_heading_is_the_rest():
    """ "The Harbour Post: Crane falls into harbour" names the outlet; a colon alone does not."""
    content = page_with("", title="The Harbour Post: Crane falls into harbour", heading="h2")
    assert (content.outlet, content.title) == ("The Harbour Post", "Crane falls into harbour")
    content = page_with("", title="Harbour: Crane falls again", heading="h2")
    assert content.outlet is None


def test_a_byline_of_an_agency_may_credit_whatever_its_class():
    """A line that begins with "By" goes to the credits."""
    content = page_with("", top="<div class='credit-line'>By the Coastal Wire Service</div>")
    assert "By the Coastal Wire Service" in content.credit_lines
