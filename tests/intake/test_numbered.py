"""Words as numbers, against the slow and exact way."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.intake.numbered import DIGIT, LETTER, UPPER, grams, number, share_in_common, short_keys
from retold.intake.shingles import overlap, shingles, words

# Small letters of scripts with spaces: the slow way knows neither case nor scripts without spaces.
LINES = st.lists(st.text("abc déжω_3.,-'“ ", max_size=30), max_size=8)


@given(LINES)
def test_words_are_those_of_the_slow_way(lines):
    """As many words in each line, and equal numbers for equal words."""
    found = number(lines)
    slow = [words(line) for line in lines]
    assert found.sizes.tolist() == [len(line) for line in slow]
    flat = [word for line in slow for word in line]
    known: dict[str, int] = {}
    for word, key in zip(flat, found.keys.tolist(), strict=True):
        assert known.setdefault(word, key) == key
    assert len(set(known.values())) == len(known)


@given(LINES, LINES)
def test_what_two_texts_share_is_that_of_the_slow_way(a, b):
    """The F1 of 4-grams, for texts of four words or more."""
    ours, theirs = words("\n".join(a)), words("\n".join(b))
    if len(ours) < 4 or len(theirs) < 4:
        return
    fast = share_in_common(grams(number(a).keys), grams(number(b).keys))
    assert fast == pytest.approx(overlap(shingles(ours), shingles(theirs)))


@given(LINES)
def test_characters_are_counted_line_by_line(lines):
    """Letters, capitals and digits of each line."""
    found = number(lines)
    for kind, test in ((LETTER, str.isalpha), (UPPER, str.isupper), (DIGIT, str.isdigit)):
        assert found.count(found.kinds & kind).tolist() == [sum(map(test, line)) for line in lines]


def test_case_does_not_count_and_each_han_character_is_a_word():
    """ "The" is "the"; a clause in Chinese is as many words as it has characters."""
    found = number(["The the", "北京的桥 OK"])
    assert found.sizes.tolist() == [2, 5]
    assert found.keys[0] == found.keys[1]
    assert len(set(found.keys[2:].tolist())) == 5


def test_words_of_any_length_and_plane_are_read():
    """Longer than the table of powers, beyond the first plane, lone surrogates: a number each, or none."""
    found = number(["x" * 200 + " " + "x" * 199, "\U0001f600 \U00020000 \ud800", ""])
    assert found.sizes.tolist() == [2, 0, 0]
    assert found.keys[0] != found.keys[1]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3), min_size=2, max_size=6))
def test_short_lines_have_one_number_each(lines):
    """Equal lines of one to three words have equal numbers, others do not."""
    found = number([" ".join(line) for line in lines])
    keys = short_keys(found, np.arange(len(lines))).tolist()
    for (a, first), (b, second) in pairwise(zip(lines, keys, strict=True)):
        assert (a == b) == (first == second)
