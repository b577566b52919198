"""The two models that tell article from furniture: asked all at once as asked one by one."""

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.boilerplate.features import measure
from retold.boilerplate.keeping import best_segment, opinions, wanted
from retold.boilerplate.models import shipped
from retold.boilerplate.trees import Trees
from retold.boilerplate.units import cut

STORED = json.loads(files("retold.knowledge").joinpath("keeping.json").read_text(encoding="utf8"))
PAGE = "\n".join(
    [
        "Menu", "Home", "News", "The council closed the terminal on Monday, officials said, after divers found cracks.",
        "“Nobody should step onto that pier,” the harbour master told reporters on Tuesday.", "Share", "Subscribe now",
        "About 3,200 commuters cross the bay every day, according to the ferry company.", "© 2023 Bay Tribune",
    ]
)  # fmt: skip


def one_by_one(stored: dict, row: np.ndarray) -> float:
    """The slow, obvious way: follow each tree's paths."""
    total = stored["base"]
    for tree in stored["trees"]:
        answers = [row[c] <= t for c, t in zip(tree["columns"], np.float32(tree["at_most"]), strict=True)]
        for value, path in zip(tree["leaves"], tree["paths"], strict=True):
            if all(answers[abs(step) - 1] == (step > 0) for step in path):
                total += value
    return total


@pytest.mark.parametrize("which", ["first", "second"])
def test_all_trees_at_once_answer_as_each_alone(which):
    """The layout as matrices gives what following every tree gives."""
    units = cut(PAGE)
    features = measure(units)
    if which == "second":
        features = opinions(units, features, Trees.of(STORED["first"]).logits(features))
    quick = Trees.of(STORED[which]).logits(features)
    assert quick == pytest.approx([one_by_one(STORED[which], row) for row in features], abs=1e-3)


def test_each_leaf_is_reached_by_one_path():
    """In every tree a row reaches exactly one leaf."""
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(50, 200))
    for tree in STORED["first"]["trees"] + STORED["second"]["trees"]:
        for row in rows:
            answers = [row[c] <= t for c, t in zip(tree["columns"], tree["at_most"], strict=True)]
            reached = [all(answers[abs(step) - 1] == (step > 0) for step in path) for path in tree["paths"]]
            assert reached.count(True) == 1


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=25))
def test_best_segment_is_the_best(score):
    """The quick way finds the sum that trying all stretches finds."""
    start, end = best_segment(np.array(score, np.float32))
    best = max((sum(score[a:b]) for a in range(len(score)) for b in range(a + 1, len(score) + 1)), default=0)
    assert sum(score[start:end]) == max(best, 0)


def test_article_is_told_from_menu():
    """Sentences of the article get better odds than the menu around them."""
    units = cut(PAGE)
    odds = {units[i]: value for i, value in enumerate(wanted(units, models=shipped()).tolist())}
    assert min(odds[line] for line in odds if len(line) > 60) > max(odds[line] for line in odds if len(line) < 20)


def test_measurements_do_not_depend_on_what_was_measured_before():
    """Measuring is a function of the page alone."""
    first = measure(cut(PAGE))
    measure(cut("Другая страница\n" * 5))
    assert np.array_equal(first, measure(cut(PAGE)))
