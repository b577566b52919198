"""Headlines, and the names of outlets beside them."""

import pytest

from retold.boilerplate import headlines
from retold.boilerplate.models import shipped


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        (
            "Harbour town shuts its ferry terminal – Bay Tribune",
            ("Harbour town shuts its ferry terminal", "Bay Tribune"),
        ),
        (
            "Harbour town shuts its ferry terminal | bayherald.com",
            ("Harbour town shuts its ferry terminal", "bayherald.com"),
        ),
        (
            "Harbour town shuts terminal - Politics - Bay Tribune",
            ("Harbour town shuts terminal", "Bay Tribune"),
        ),
        ("Harbour town shuts its ferry terminal", None),
        ("Ferry terminal shut – what we know so far", None),
        ("US-Iraq talks to resume in April", None),
        ("Bay – Herald", None),
    ],
)
def test_outlet_is_split_from_title(title, parts):
    """The last separator parts a name from a title; what is no name stays."""
    assert headlines.split_title(title) == parts


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("OSTRAVA BAY COURIER", "Monday, 2 October 2023"), "OSTRAVA BAY COURIER"),
        (("Radio Bay 98.4 | Listen live | Contact",), "Radio Bay 98.4"),
        (("Küstenblatt", "12. Januar 2024"), "Küstenblatt"),
        (("Home", "News"), None),
        (("Skip to content", "The Bay Herald"), "The Bay Herald"),
        (("Ferry terminal shut after cracks are found",), None),
        (("Menu", "Search"), None),
    ],
)
def test_masthead_names_the_outlet(lines, name):
    """A first line that is a name, or that the page's date follows, is the masthead; menus aren't."""
    assert headlines.masthead(lines) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2023 Bay Tribune. All rights reserved.", "Bay Tribune"),
        ("Copyright © 2019-2024 The Bay Herald", "The Bay Herald"),
        ("(c) Bay Media Group", "Bay Media Group"),
        ("© 2023. All rights reserved.", None),
        ("All rights reserved", None),
    ],
)
def test_copyright_line_names_the_outlet(line, name):
    """The holder of the rights is the outlet, if nothing better names it."""
    assert headlines.rights_holder([line]) == name


def test_headline_is_found_over_menu_and_byline():
    """The line that shares its words with the lead is the headline, not the menu, the byline or a teaser."""
    lead = "The council of the bay closed the ferry terminal on Monday after divers found cracks in the pier."
    pieces = [
        "Home", "Five walks along the shore", "Ferry terminal closed after cracks are found in the pier",
        "By Lena Moor", "3 October 2023", lead, "The cracks are up to four centimetres wide, a report says.",
    ]  # fmt: skip
    assert headlines.find(pieces, [5, 6], reach=40, trees=shipped().headlines) == 2
    assert headlines.find(pieces[5:], [0, 1], reach=40, trees=shipped().headlines) is None


def test_sameness_is_the_share_of_common_words():
    """One for the same words, nothing for others."""
    assert headlines.sameness(headlines.word_set("A b c"), headlines.word_set("c B a")) == 1
    assert headlines.sameness(headlines.word_set("a b"), headlines.word_set("c d")) == 0
    assert headlines.sameness(headlines.word_set("a b c"), headlines.word_set("b c d")) == 0.5


def test_outlet_is_the_line_that_a_copyright_line_begins_with():
    """A menu line and a date stand higher; the publisher's name is longer than the paper's."""
    above = ["Zum Hauptinhalt", "Montag, 8. April 2024", "Anmelden   Abo", "Talkurier"]
    assert headlines.named_twice(above, ["Kontakt", "© Talkurier Verlag"]) == "Talkurier"
    assert headlines.named_twice(["Lokales"], ["© Talkurier Verlag"]) is None


def test_skip_link_over_a_date_is_no_outlet():
    assert headlines.masthead(["Zum Hauptinhalt", "8. April 2024"]) is None
