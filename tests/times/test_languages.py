"""German, French and Spanish are rows of the table of words: the same grammar, other data (languages.tsv, by hand)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from retold.knowledge import table
from retold.times import find_times
from retold.times.scan import SYMBOLS, lexicon

WEDNESDAY = datetime(2021, 3, 24, tzinfo=UTC)
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "languages.tsv").read_text(encoding="utf8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("language", "text", "wanted"), ROWS, ids=[text for _, text, _ in ROWS])
def test_sentence(language, text, wanted):
    """Each sentence has these expressions with these values, and no other."""
    found = find_times(text, WEDNESDAY, language=language)
    assert "; ".join(f"{one.span.text} = {one.value}" for one in found) == wanted


@pytest.mark.parametrize("language", ["de", "en", "es", "fr"])
def test_a_language_has_the_words_that_the_grammar_needs(language):
    words = lexicon(language)
    assert {int(words.values[key]) for key in words.values if key[0] == "M"} == set(range(1, 13))
    weekdays = {words.values[key] for key in words.values if key[0] == "W"}
    assert weekdays == set("1234567")
    assert {words.values[key] for key in words.values if key[0] == "U"} >= {"D", "W", "M", "Y"}


def test_the_table_is_sorted_and_has_no_word_twice_in_a_class():
    rows = [row[:3] for row in table("time_words")]
    assert rows == sorted(rows)
    assert len(set(rows)) == len(rows)


def test_a_language_without_words_is_read_with_those_of_english():
    (one,) = find_times("It was said on Tuesday.", WEDNESDAY, language="xx")
    assert one.value == "2021-03-23"


def test_symbols_are_single_and_told_apart():
    assert all(len(symbol) == 1 for symbol in SYMBOLS.values())
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)
