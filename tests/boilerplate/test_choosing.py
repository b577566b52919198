"""Which pieces of a page are kept."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retold.boilerplate.choosing import likeliest

_BEFORE, _INSIDE, _ISLAND, _AFTER = range(4)
#: What each turn costs; other turns are impossible.
_COST = {
    (_BEFORE, _BEFORE): 0.0, (_BEFORE, _INSIDE): 0.5, (_INSIDE, _INSIDE): 0.0, (_INSIDE, _ISLAND): 0.5,
    (_ISLAND, _ISLAND): 0.0, (_ISLAND, _INSIDE): 0.5, (_INSIDE, _AFTER): 0.25, (_AFTER, _AFTER): 0.0,
}  # fmt: skip


def worth(kept: list[bool], gains: list[float]) -> float:
    """What the best division of the page that keeps just these units is worth: every division is tried."""
    best = float("-inf")
    for states in product(range(4), repeat=len(kept)):
        turns = list(zip((_BEFORE, *states), states, strict=False))
        possible = all(turn in _COST for turn in turns) and states[-1] != _ISLAND
        if possible and [state == _INSIDE for state in states] == kept:
            best = max(best, sum(g for g, k in zip(gains, kept, strict=True) if k) - sum(_COST[turn] for turn in turns))
    return best


@given(st.lists(st.tuples(st.floats(-4, 4), st.integers(1, 40)), min_size=1, max_size=5))
def test_likeliest_division_is_worth_as_much_as_any(units):
    logits = np.array([logit for logit, _ in units])
    words = np.array([count for _, count in units], np.float64)
    gains = (logits * (0.5 + np.minimum(words, 30) / 15)).tolist()
    kept = likeliest(logits, words).tolist()
    every = (worth(list(other), gains) for other in product((False, True), repeat=len(units)))
    assert abs(worth(kept, gains) - max(every)) < 1e-9


def test_doubtful_sentence_between_likely_ones_is_kept():
    """A turn costs more than the doubt about it."""
    words = np.full(3, 15.0)
    assert likeliest(np.array([3.0, -0.3, 3.0]), words).tolist() == [True, True, True]


def test_long_furniture_in_an_article_is_left_out():
    words = np.full(3, 15.0)
    assert likeliest(np.array([3.0, -3.0, 3.0]), words).tolist() == [True, False, True]


def test_page_of_furniture_keeps_nothing():
    assert not likeliest(np.full(6, -2.0), np.full(6, 10.0)).any()
