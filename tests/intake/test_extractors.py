"""The gate: trafilatura's answer, unless resiliparse disagrees with it and sides with readability."""

import pytest

from retold.config import Reading
from retold.intake import extractors
from retold.intake.extractors import costly_text
from retold.intake.html import parse

ARTICLE = "Engineers will close the Lower Ferry bridge on Monday after inspectors found cracks in its iron ribs."
OTHER = "Another page of this paper tells of a fair in the next town, of cattle shown there, and of the prizes given."
TREE = parse("<html><body><p>x</p></body></html>")


@pytest.mark.parametrize(
    ("first", "second", "referee", "expected"),
    [
        (ARTICLE, OTHER, ARTICLE, ARTICLE),
        (OTHER, ARTICLE, ARTICLE, ARTICLE),
        (OTHER, OTHER, ARTICLE, OTHER),
        ("", "", ARTICLE, ARTICLE),
        ("", "", "", ""),
    ],
    ids=["agreed", "outvoted", "alone", "referee", "nobody"],
)
def test_the_gate(monkeypatch, first, second, referee, expected):
    """Trafilatura is believed unless both others are against it, or it has nothing."""
    monkeypatch.setattr(extractors, "trafilatura_text", lambda _: first)
    monkeypatch.setattr(extractors, "readability_text", lambda _: second)
    assert costly_text(TREE, "", referee) == expected


def test_readability_is_not_asked_when_two_agree(monkeypatch):
    """It costs as much as trafilatura."""
    monkeypatch.setattr(extractors, "trafilatura_text", lambda _: ARTICLE)
    monkeypatch.setattr(extractors, "readability_text", lambda _: pytest.fail("asked"))
    assert costly_text(TREE, "", ARTICLE) == ARTICLE


def test_a_page_of_too_many_elements_is_left_to_the_referee(monkeypatch):
    """The others take quadratic time."""
    monkeypatch.setattr(extractors, "trafilatura_text", lambda _: pytest.fail("asked"))
    assert costly_text(TREE, "", OTHER, config=Reading(max_elements=2)) == OTHER
