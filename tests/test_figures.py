"""Numbers with unit, qualifier and what they count."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsed import parsed
from retold.figures import _value, find_figures

CASES = [
    # sentence, and for each figure: words, lower and upper value, unit, qualifier, what is counted
    ("The number of troops dropped to about 2,500.", [("about 2,500", 2500, 2500, "", "dropped to about", "troops")]),
    ("So far, two sessions of talks have been held.", [("two", 2, 2, "", "", "sessions of talks")]),
    ("At least a dozen people were killed.", [("At least a dozen", 12, 12, "", "at least", "people")]),
    ("It said between 20 and 30 miners were missing.", [("between 20 and 30", 20, 30, "", "", "miners")]),
    ("Congress passed a $1.9 trillion bill.", [("$1.9 trillion", 1.9e12, 1.9e12, "USD", "", "bill")]),
    ("Nearly 26 percent of voters stayed at home.", [("Nearly 26 percent", 26, 26, "%", "almost", "voters")]),
    ("Rents rose by 3.5% and pay by 2%.", [("3.5%", 3.5, 3.5, "%", "rose by", "Rents"), ("2%", 2, 2, "%", "", None)]),
    ("Anna Reed, 45, owns the mill.", [("45", 45, 45, "years old", "", "Anna Reed")]),
    ("A 12-year-old boy found it.", [("12-year-old", 12, 12, "years old", "", "boy")]),
    ("Three government officials agreed.", [("Three", 3, 3, "", "", "government officials")]),
    ("More than 40 million euros were lost.", [("More than 40 million euros", 4e7, 4e7, "EUR", "more than", None)]),
    ("Up to five hundred and ten men left.", [("Up to five hundred and ten", 510, 510, "", "at most", "men")]),
    ("Hundreds of residents fled.", [("Hundreds", 200, 200, "", "at least", "residents")]),
    ("Two-thirds of the houses were empty.", [("Two-thirds", 2 / 3, 2 / 3, "", "", "houses")]),
    ("The plant makes 500 to 600 cars a day.", [("500 to 600", 500, 600, "", "", "cars")]),
    ("It cost £3-5 million.", [("£3-5 million", 3e6, 5e6, "GBP", "", None)]),
    ("The flood covered 12,000 hectares of farmland.", [("12,000 hectares", 12000, 12000, "ha", "", "farmland")]),
    ("The toll has risen to 31, officials said.", [("31", 31, 31, "", "rose to", "toll")]),
]  # fmt: skip

NO_FIGURES = [
    "The law was passed in 1998.",
    "The first of them came third.",
    "They met at 5:30 p.m. on 3 March 2021.",
    "He took Flight 370 from Route 66.",
    "No one came.",
    "It was the 21st time.",
    "Nobody counted them.",
]


def figures(sentence):
    """Of one sentence, told by somebody else before."""
    article, parses, times = parsed(sentence)
    return article, find_figures(article, parses, times)


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_number_unit_qualifier_and_what_is_counted(sentence, expected):
    """In digits and words, ranges, money, shares and ages."""
    _, found = figures(sentence)
    assert len(found) == len(expected)
    for figure, (words, low, high, unit, qualifier, counts) in zip(found, expected, strict=True):
        ends = (figure.span.text, figure.unit, figure.qualifier)
        assert (ends[0].casefold().startswith(words.split()[0].casefold()), *ends[1:]) == (True, unit, qualifier)
        assert (figure.low, figure.high) == (pytest.approx(low), pytest.approx(high))
        assert counts is None or figure.counts == counts


@pytest.mark.parametrize("sentence", NO_FIGURES)
def test_years_dates_times_ordinals_and_labels_are_no_figures(sentence):
    """They count nothing."""
    _, found = figures(sentence)
    assert [figure.span.text for figure in found] == []


def test_a_figure_holds_as_of_the_nearest_time():
    """Where the time is decided."""
    _, (figure,) = figures("By 12 March 2021 some 300 houses had been rebuilt.")
    assert figure.when is not None
    assert figure.when.span.text.endswith("2021")
    assert figure.value == 300


def test_each_sentence_of_an_article_is_read():
    """Offsets are the article's."""
    article, found = figures("Nine people came.\n\nSeven of the nine people left.")
    assert [article.text[f.span.start : f.span.end] for f in found] == [f.span.text for f in found]
    assert [f.low for f in found] == [9, 7, 9]


def test_unparsed_sentences_still_give_their_numbers():
    """A parser may know nothing of a sentence; then nothing tells what is counted."""
    article, _, times = parsed("About 300 houses burned.")
    (figure,) = find_figures(article, [()], times)
    assert (figure.low, figure.counts) == (300, "")


ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: E501, SIM905
TENS = dict(zip(range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True))  # noqa: SIM905


def spelled(number):
    """The slow, obvious reference: a number below a million in words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 * 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{ONES[number // 100]} hundred" + (f" and {spelled(number % 100)}" if number % 100 else "")
    return f"{spelled(number // 1000)} thousand" + (f" {spelled(number % 1000)}" if number % 1000 else "")


@given(st.integers(1, 999_999))
def test_number_words_have_their_value(number):
    """All of them below a million, with "and" and hyphens."""
    assert _value(spelled(number)) == number


@given(st.integers(1, 10**12))
def test_digits_with_separators_have_their_value(number):
    """As news writes them."""
    assert _value(f"{number:,}") == number


@given(st.text(alphabet="0123456789,.-–$€% abdfnort", max_size=60))
def test_any_text_gives_figures_within_bounds(text):
    """Lower never above upper, spans within the text."""
    from retold.testing import make_article

    article = make_article(text)
    for figure in find_figures(article, [()] * len(article.sentences), ()):
        assert figure.low <= figure.high
        assert article.text[figure.span.start : figure.span.end] == figure.span.text
        assert re.search(r"\S", figure.span.text)
