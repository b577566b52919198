"""Blocks become an article: nothing lost, nothing made up, every offset right."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from retold.articles import assemble
from retold.types import Article, Block, DateHint, Page, PageContent

PAGE = Page(
    input="page.html",
    content=b"x",
    url="https://www.skerrycourier.example/a",
    fetched_at=datetime(2024, 3, 29, tzinfo=UTC),
)


def make(*blocks: Block, **about) -> Article:
    return assemble(PageContent(blocks=blocks, **about), page=PAGE, language="en")


def headline(text: str) -> Block:
    return Block(text=text, role="headline")


def body(text: str, *, continues: bool = False) -> Block:
    return Block(text=text, role="body", continues=continues)


def aside(text: str, reason: str = "form") -> Block:
    return Block(text=text, role="aside", reason=reason)


def rejoined(article: Article) -> str:
    """The page again: each aside put back at its place."""
    pieces, position = [], 0
    for one in article.asides:
        pieces += [article.text[position : one.at], one.text]
        position = one.at
    return "".join([*pieces, article.text[position:]])


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_text_is_headline_and_paragraphs():
    """The text begins with the headline; paragraphs are apart by a blank line; the body begins after the headline."""
    article = make(
        aside("Home", "menu"), headline("Bridge shut"), aside("Share"), body("First one."), body("Second one.")
    )
    assert article.text == "Bridge shut\n\nFirst one.\n\nSecond one."
    assert article.body == "First one.\n\nSecond one."
    assert article.title == "Bridge shut"
    assert [sentence.role for sentence in article.sentences] == ["headline", "body", "body"]


def test_asides_stand_where_they_stood():
    """An aside's offset is the place in the text before which it was shown."""
    article = make(
        aside("Home", "menu"),
        headline("Bridge shut"),
        aside("Share"),
        body("One."),
        aside("Ad"),
        body("Two."),
        aside("End"),
    )
    assert [(one.text, article.text[one.at :][:4]) for one in article.asides] == [
        ("Home", "Brid"),
        ("Share", "One."),
        ("Ad", "Two."),
        ("End", ""),
    ]


def test_a_paragraph_that_was_broken_by_an_aside_is_one_again():
    """A block that continues is joined to the last paragraph, and the aside keeps its place within it."""
    article = make(
        body("According to officials, Iraq recently sent"),
        aside("Sign up"),
        body("a letter, they said.", continues=True),
    )
    assert article.text == "According to officials, Iraq recently sent a letter, they said."
    assert len(article.sentences) == 1
    assert article.text[article.asides[0].at :] == "a letter, they said."


def test_no_headline_no_headline_sentence():
    """Without a headline the body begins at the start."""
    article = make(body("One."), body("Two."))
    assert article.body_start == 0
    assert all(sentence.role == "body" for sentence in article.sentences)


def test_a_headline_below_the_text_is_an_aside():
    """What repeats the headline later is set aside, not lost."""
    article = make(headline("Bridge shut"), body("One."), headline("Bridge shut"))
    assert [(one.text, one.reason) for one in article.asides] == [("Bridge shut", "repeated headline")]


def test_repairs_point_at_what_they_mended():
    """A no-break space becomes a space, and its repair says where."""
    article = make(headline("Bridge\u00a0shut"), body("It costs 40\u00a0000 crowns."))
    assert article.text == "Bridge shut\n\nIt costs 40 000 crowns."
    assert [(article.text[one.at], one.was) for one in article.repairs] == [(" ", "\u00a0"), (" ", "\u00a0")]


def test_outlet_falls_back_on_the_host():
    """A page that names no outlet is called by its host."""
    assert make(body("One.")).outlet == "skerrycourier.example"
    assert make(body("One."), outlet="The Skerry Courier").outlet == "The Skerry Courier"


def test_what_led_to_the_page_names_what_it_does_not():
    """A feed's headline and outlet stand in where the page says nothing; what the page says goes first."""
    led = replace(PAGE, title="Bridge shut", outlet="The Skerry Courier")
    bare = assemble(PageContent(blocks=(body("One."),)), page=led, language="en")
    assert (bare.title, bare.outlet) == ("Bridge shut", "The Skerry Courier")
    told = PageContent(blocks=(body("One."),), title="Bridge opens", outlet="The Harbour Post")
    article = assemble(told, page=led, language="en")
    assert (article.title, article.outlet) == ("Bridge opens", "The Harbour Post")


def test_a_teaser_stays_one():
    """An article says that it is only a beginning."""
    assert make(body("One."), teaser=True).teaser
    assert not make(body("One.")).teaser


def test_dates_are_judged_and_changes_told():
    """The published day comes with its evidence, the last change beside it."""
    hints = (
        DateHint(source="json-ld", text="2023-05-18T16:20:00+02:00", label="datePublished"),
        DateHint(source="json-ld", text="2023-05-18T18:05:00+02:00", label="dateModified"),
    )
    article = make(headline("Bridge shut"), body("The bridge was shut on Thursday."), dates=hints)
    assert article.published.earliest is not None
    assert article.published.earliest.date().isoformat() == "2023-05-18"
    assert article.published.because
    assert article.modified == datetime(2023, 5, 18, 16, 5, tzinfo=UTC)


def test_credit_lines_of_the_page_are_credits():
    """A byline that names an agency credits it."""
    article = make(
        headline("Bridge shut"), body("It was shut."), credit_lines=("By Ines Achterberg, Associated Press",)
    )
    assert "The Associated Press" in {credit.name for credit in article.credits}


WORDS = st.lists(
    st.sampled_from(
        ["bridge", "shut", "on", "Monday.", "caf\u00e9", "40\u00a0000", "a\u00adb", "“No,”", "\u200b", " "]
    ),
    max_size=6,
).map(" ".join)
BLOCKS = st.lists(
    st.one_of(
        st.builds(body, WORDS, continues=st.booleans()),
        st.builds(aside, WORDS),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.none(), WORDS), BLOCKS)
def test_text_plus_asides_give_back_the_page(title, blocks):
    """Whatever the blocks, every word of them is in the text or an aside, in order, and offsets stay in bounds."""
    from retold.text import repair

    whole = [*([headline(title)] if title is not None else []), *blocks]
    article = make(*whole)
    assert squeezed(rejoined(article)) == squeezed("".join(repair(block.text)[0] for block in whole))
    assert all(0 <= one.at <= len(article.text) for one in (*article.asides, *article.repairs))
    assert [one.at for one in article.asides] == sorted(one.at for one in article.asides)
    assert article.text == article.text.strip()
    for sentence in article.sentences:
        assert article.text[sentence.start : sentence.end] == sentence.text


def test_the_same_blocks_give_the_same_article():
    """Pure: no clock, no state."""
    blocks = (headline("Bridge shut"), body("The bridge was shut on Thursday."), aside("Home"))
    assert make(*blocks) == make(*blocks)
