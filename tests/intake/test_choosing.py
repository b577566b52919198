"""The trees that mend the extractors' answer line by line."""

import json
from importlib.resources import files

import numpy as np
import pytest

from retold.config import Reading
from retold.intake.choosing import choose, measure
from retold.intake.html import parse
from retold.intake.visible import visible_lines

STORY = [
    "Engineers will close the Lower Ferry bridge on Monday after inspectors found cracks in two of its iron ribs.",
    "The closure is expected to last six weeks, and buses will be sent round by the mill road, the authority said.",
    "“We would rather lose a summer than a bridge,” she told reporters at the pier on Thursday afternoon.",
    "Shopkeepers on the eastern island said they had not been warned, and put their losses at 40,000 crowns.",
]


def page(*, before: int = 0, after: int = 0):
    menu = "".join(f"<li><a href=/{n}>Section {n} of the site</a></li>" for n in range(before))
    links = "".join(f"<li><a href=/{n}>Another headline number {n} from elsewhere</a></li>" for n in range(after))
    body = "".join(f"<p>{text}</p>" for text in STORY)
    return visible_lines(
        parse(f"<html><body><nav><ul>{menu}</ul></nav><article>{body}</article><ul>{links}</ul></body></html>")
    )


def taken(lines, *texts):
    return [line.text in texts for line in lines]


def test_a_paragraph_that_an_extractor_missed_is_kept():
    """Its column, its kind and the referee speak for it."""
    lines = page(before=5, after=5)
    chosen, expected = choose(
        lines, taken(lines, *STORY[:2], STORY[3]), opinions=("\n".join(STORY), ""), headline=None, agreement=0.85
    )
    assert [line.text for line, kept in zip(lines, chosen, strict=True) if kept] == STORY
    assert 0.5 < expected <= 1


def test_lines_far_from_the_article_are_not_looked_at():
    """Only what somebody took for the article, and two lines either side."""
    lines = page(before=30, after=30)
    places, features = measure(lines, taken(lines, *STORY), opinions=("", ""), headline=None, agreement=1.0)
    assert places.tolist() == list(range(28, 36))
    assert len(features) == len(places)
    assert np.isfinite(features).all()


def test_the_trees_fit_the_features():
    """The shipped trees look at columns that there are."""
    lines = page(after=3)
    _, features = measure(lines, taken(lines, *STORY), opinions=("", ""), headline="x", agreement=1.0)
    stored = json.loads(files("retold.knowledge").joinpath("html_lines.json").read_text(encoding="utf8"))
    assert max(column for tree in stored["trees"] for column in tree["columns"]) < features.shape[1]


@pytest.mark.parametrize("marked", [True, False])
def test_thresholds_are_configured(marked):
    """A probability must be above the threshold; 1 keeps nothing, 0 keeps all that was looked at."""
    lines = page()
    mark = [marked] * len(lines)
    options = {"opinions": ("\n".join(STORY), ""), "headline": None, "agreement": 0.9}
    assert not any(choose(lines, mark, **options, config=Reading(keep_marked=1, keep_other=1))[0])
    assert all(choose(lines, mark, **options, config=Reading(keep_marked=0, keep_other=0))[0])


def test_nothing_taken_nothing_chosen():
    """Without any opinion there is nothing to choose from."""
    lines = page()
    assert choose(lines, [False] * len(lines), opinions=("", ""), headline=None, agreement=0.0) == (
        [False] * len(lines),
        0.0,
    )
