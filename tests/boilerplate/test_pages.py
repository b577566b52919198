"""Flattened pages taken apart: invented pages with many kinds of furniture, and the acceptance pair."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.boilerplate import segment
from retold.knowledge import table
from retold.types import PageContent

HEADLINE = "Harbour town shuts its ferry terminal after cracks are found in the pier"
LEAD = (
    "The council of Ostrava Bay closed the ferry terminal on Monday after divers found cracks in two "
    "of the pier's pillars, officials said."
)
BODY = (
    LEAD,
    "The cracks are up to four centimetres wide and run below the waterline, according to an "
    "inspection report seen by this newspaper. The harbour master, Ilse Brandt, ordered the closure "
    "within an hour of reading it.",
    "“Nobody should step onto that pier until the engineers have finished,” Brandt told reporters. "
    "“We would rather lose a week of traffic than a single passenger.”",
    "About 3,200 commuters cross the bay every day. The council has hired eleven buses to carry them "
    "around it, a journey that takes 50 minutes instead of 12.",
    "Three people who work for the ferry company said the first signs of damage were noticed in "
    "September, but that no repair was ordered at the time. They asked not to be named because they "
    "feared for their jobs.",
    "The company, Bayline, denied that. Its director said the pier belongs to the harbour and that "
    "the last inspection, in May, had found nothing unusual.",
    "Engineers will begin to strengthen the pillars next week, and the council hopes to open the "
    "terminal again before the end of the month. No date has been set for the larger ferries, which "
    "need the deeper berth.",
)
COUNTRIES = tuple(row[0] for row in table("countries"))

MASTHEADS = {
    "capitals": (("OSTRAVA BAY COURIER", "| 29 March 2024, Friday |"), "OSTRAVA BAY COURIER"),
    "name and date": (("The Bay Herald", "Tuesday, October 3, 2023"), "The Bay Herald"),
    "German": (("Küstenzeitung", "Freitag, 12. Januar 2024"), "Küstenzeitung"),
    "short menu": (("Bay Tribune", "Home", "News", "Sport", "Opinion", "Subscribe"), "Bay Tribune"),
}
ISLANDS = {
    "form and countries in one line": (
        "Get the day's most important stories from the coast every morning",
        "(please select a country) " + " ".join(COUNTRIES),
        "Subscribe",
        "By giving us your email, you are opting in to the Tide Brief.",
    ),
    "countries one a line": ("Sign up for our newsletter", *COUNTRIES[:120], "Submit"),
    "call to action": ("Subscribe to our newsletter and never miss a story.",),
    "related": ("Read more:", "Ferry company fined over late boats", "Five walks along the northern shore"),
    "advertisement": ("Advertisement", "Story continues below advertisement"),
    "share": ("Share this article", "Facebook", "Twitter", "WhatsApp", "Copy link"),
    "states": (
        "Please choose your region",
        "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho "
        "Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts "
        "Michigan Minnesota Mississippi Missouri",
        "Enter your email address",
        "Sign up",
    ),
}
FOOTERS = {
    "repost": ("View original post here:", f"{HEADLINE} - Bay Tribune"),
    "copyright": ("© 2023 Bay Tribune. All rights reserved.", "Terms of use", "Privacy policy"),
    "author": ("About the author", "Lena Moor is a staff writer. She covers the coast.", "View all posts by Lena Moor"),
    "comments": ("Comments", "Leave a reply", "Your email address will not be published. Required fields are marked *"),
    "related": (
        "Related articles",
        "Ferry company fined over late boats",
        "Council votes on a new bridge",
        "Most read",
    ),
}


def body_of(content: PageContent) -> str:
    """The body, paragraphs apart by a line end; one that goes on is joined to the last."""
    out = ""
    for block in content.blocks:
        if block.role == "body":
            out += (" " if block.continues else "\n") + block.text
    return out.strip()


def reasons(content: PageContent) -> dict[str, str]:
    """Line of an aside to its reason."""
    return {line: block.reason for block in content.blocks if block.role == "aside" for line in block.text.split("\n")}


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
@pytest.mark.parametrize("masthead", MASTHEADS)
def test_masthead_and_date_are_set_aside(masthead, separator):
    """A masthead and the page's date stand above the headline, are asides, and name the outlet."""
    lines, name = MASTHEADS[masthead]
    content = segment(separator.join((*lines, HEADLINE, *BODY)))
    assert content.title == HEADLINE
    assert content.outlet == name
    assert body_of(content) == "\n".join(BODY)
    dated = [line for line in lines if re.search(r"20\d\d", line)]
    assert [(hint.source, hint.text) for hint in content.dates] == [("masthead", line) for line in dated]
    assert all(reasons(content)[line] == "date line" for line in dated)


@pytest.mark.parametrize("island", ISLANDS)
@pytest.mark.parametrize("place", [2, 4])
def test_island_between_paragraphs_is_set_aside(island, place):
    """Forms, lists and calls to action in the middle of an article go, its paragraphs stay."""
    lines = ISLANDS[island]
    content = segment("\n".join((HEADLINE, *BODY[:place], *lines, *BODY[place:])))
    assert body_of(content) == "\n".join(BODY)
    assert content.title == HEADLINE


@pytest.mark.parametrize("island", ISLANDS)
def test_island_inside_a_paragraph_does_not_cut_it(island):
    """A paragraph that an island stands in goes on after it, even in the middle of a sentence."""
    paragraph = BODY[1]
    cut = paragraph.index("wide and run") + len("wide and")
    lines = ISLANDS[island]
    content = segment("\n".join((HEADLINE, BODY[0], paragraph[:cut], *lines, paragraph[cut + 1 :], *BODY[2:])))
    assert body_of(content) == "\n".join(BODY)
    assert [block.continues for block in content.blocks if block.role == "body"].count(True) == 1


@pytest.mark.parametrize("footer", FOOTERS)
def test_footer_is_set_aside(footer):
    """What follows the article is no part of it."""
    content = segment("\n".join((f"{HEADLINE} – Bay Tribune", *BODY, *FOOTERS[footer])))
    assert body_of(content) == "\n".join(BODY)
    assert content.title == HEADLINE
    assert content.outlet == "Bay Tribune"
    headline = next(block for block in content.blocks if block.role == "headline")
    assert headline.text == HEADLINE
    assert reasons(content)["– Bay Tribune"] == "outlet name"


def test_reasons_are_told():
    """Each aside says what it is, and lines that credit somebody are handed on."""
    island, footer = ISLANDS["form and countries in one line"], FOOTERS["repost"]
    content = segment("\n".join((HEADLINE, "By Lena Moor", *BODY[:3], *island, *BODY[3:], *footer)))
    told = reasons(content)
    assert told["By Lena Moor"] == "byline"
    assert told[island[0]] == "sign-up form"
    assert told[island[1]] == "list of countries"
    assert told["Subscribe"] == "call to action"
    assert told[island[3]] == "sign-up form"
    assert told[footer[0]] == "repost line"
    assert told[footer[1]] == "repeated title"
    assert content.byline == "Lena Moor"
    assert content.credit_lines == (" ".join(footer),)


def test_page_without_line_ends_is_taken_apart():
    """A page on one line keeps its article and loses the list in it."""
    countries = " ".join(COUNTRIES[:150])
    content = segment(" ".join((*BODY[:3], "(please select a country)", countries, *BODY[3:])))
    assert squeezed(countries)[50:-50] not in squeezed(body_of(content))
    assert squeezed(body_of(content)) == squeezed(" ".join(BODY))


def test_fragments_are_joined():
    """Lines that markup tore out of a sentence come back together."""
    torn = (
        "The council of",
        "Ostrava Bay",
        "closed the",
        "ferry terminal",
        "on Monday after divers found cracks, officials said.",
    )
    content = segment("\n".join((HEADLINE, *torn, *BODY[1:])))
    assert body_of(content).split("\n")[0] == " ".join(torn)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("We use cookies to improve your experience.\nBy clicking Accept all cookies you agree to the "
         "storing of cookies on your device.\nAccept all cookies\nReject all\nCookie settings", "cookie notice"),
        ("Page not found\nSorry, the page you are looking for could not be found. It may have been moved or "
         "deleted.\nHome",
         "error page"),
        ("Sign in\nEmail address\nPassword\nForgot your password?\nRemember me\nNew here? Create an "
         "account to read on.",
         "sign-in form"),
        ("\n".join(COUNTRIES), "list of countries"),
        ("Home\nNews\nSport\nWeather\nContact\nAbout us\nSearch\nMenu", "menu"),
    ],
)  # fmt: skip
def test_page_without_article_has_no_body(page, found):
    """Pages of cookies, errors, forms or lists come back without a body, and say what they hold."""
    content = segment(page)
    assert body_of(content) == ""
    assert content.title is None
    assert content.confidence == 0
    assert found in {block.reason for block in content.blocks}
    assert squeezed("".join(block.text for block in content.blocks)) == squeezed(page)


@pytest.mark.parametrize("page", ["", " \n\t\n ", "x", "\n\n\n"])
def test_empty_page_is_no_article(page):
    """Nothing in, nothing out, and no error."""
    content = segment(page)
    assert content.confidence == 0
    assert squeezed("".join(block.text for block in content.blocks)) == squeezed(page)


def test_a_page_that_says_one_thing_again_and_again_is_no_article():
    """Nothing is left beside the headline; all of it is set aside."""
    content = segment(f"{BODY[2]}\n{BODY[2]}\n)")
    assert content.confidence == 0
    assert {block.role for block in content.blocks} == {"aside"}
    assert squeezed("".join(block.text for block in content.blocks)) == squeezed(f"{BODY[2]}{BODY[2]})")


LINES = st.one_of(
    st.sampled_from(
        [*BODY, HEADLINE, "Subscribe", "Share", "© 2020 Bay Tribune", "29 March 2024", *COUNTRIES[:9], "A", "|"]
    ),
    st.text(max_size=80),
    st.text(alphabet="Aa .,\n\u00a0“”()-|:é中。\U0001f600\u0130", max_size=300),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", " ", "\n\n", "\r\n"]))
def test_nothing_is_lost(lines, separator):
    """All visible text is in the blocks, in order."""
    page = separator.join(lines)
    content = segment(page)
    assert squeezed("".join(block.text for block in content.blocks)) == squeezed(page)
    assert 0 <= content.confidence <= 1
    assert all(block.text.strip() for block in content.blocks)
    assert all(bool(block.reason) == (block.role == "aside") for block in content.blocks)


@pytest.mark.parametrize(
    "page",
    [
        "x" * 10_000_000,
        "Aa" * 500_000,
        "Word " * 200_000,
        "a. " * 300_000,
        "\n".join(["Line of text"] * 80_000),
        "“" * 1_000_000,
        "Aa\n" * 300_000,
        "(" * 500_000,
        "1/" * 500_000,
        "\n".join(BODY) * 700,
    ],
    ids=[
        "no blanks",
        "no blanks, capitals",
        "capitals",
        "stops",
        "repeats",
        "quotes",
        "short lines",
        "brackets",
        "digits",
        "long",
    ],
)
def test_hostile_page_is_bounded(page):
    """A megabyte takes less than two seconds of work, whatever it holds (ten of one word, too)."""
    start = time.process_time()
    segment(page)
    assert time.process_time() - start < 2.5


class TestAcceptancePair:
    """The two pages of the acceptance pair."""

    def test_masthead_page(self, shared):
        """The masthead and its date go; headline and all twelve paragraphs stay."""
        text = shared("seeds", "000_c205e4d55dfba31e.txt").read_text(encoding="utf8")
        content = segment(text)
        lines = [line for line in text.split("\n") if line.strip()]
        assert content.outlet == lines[0]
        assert content.title == lines[2]
        assert [hint.text for hint in content.dates] == [lines[1].strip()]
        assert [block.reason for block in content.blocks[:2]] == ["masthead", "date line"]
        assert body_of(content).split("\n") == [line.strip() for line in lines[3:]]

    def test_form_page(self, shared):
        """The form, the countries, the repost line and the title footer go; the outlet is named."""
        text = shared("seeds", "001_ed0c39503bc77787.txt").read_text(encoding="utf8")
        content = segment(text)
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        title, outlet = lines[0].rsplit(" – ", 1)
        assert (content.title, content.outlet) == (title, outlet)
        assert body_of(content).split("\n") == [*lines[1:8], *lines[12:15]]
        told = [block.reason for block in content.blocks if block.role == "aside"]
        assert told == [
            "outlet name", "sign-up form", "list of countries", "call to action", "sign-up form", "repost line",
            "repeated title",
        ]  # fmt: skip
        assert len(content.credit_lines) == 1
        assert content.credit_lines[0].endswith("Military Times")
