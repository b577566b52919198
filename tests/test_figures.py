"""Numbers with unit, qualifier, what they count and as of when."""

import gc
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsed import parsed
from retold.figures import find_figures
from retold.figures.amounts import amounts
from retold.figures.numerals import read
from retold.figures.tokens import tokens
from retold.figures.within import within
from retold.knowledge import table
from retold.testing import make_article
from retold.trees import Tree
from retold.types import Word

WEDNESDAY = datetime(2021, 3, 24, tzinfo=UTC)
SENTENCES = [
    line.split("\t")
    for line in (Path(__file__).parent / "figure_sentences.tsv").read_text(encoding="utf8").splitlines()
    if not line.startswith("#")
]


def figures(sentence, **options):
    """Of one sentence."""
    article, parses, times = parsed(sentence, **options)
    return find_figures(article, parses, times)


def shown(figure):
    """A figure as the table of sentences has it."""
    value = f"{figure.low:.10g}" + (f"-{figure.high:.10g}" if figure.high != figure.low else "")
    when = figure.when.span.text if figure.when is not None else ""
    cells = (figure.span.text, value, figure.unit, figure.qualifier, figure.counts, when, figure.per)
    return " | ".join(cell.strip() for cell in cells)


@pytest.mark.parametrize(("sentence", "told"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_a_sentence_has_these_figures_and_no_others(sentence, told):
    """Value, unit, qualifier, what is counted, as of when and for each; ordinals, years and names are none."""
    assert " ; ".join(shown(figure) for figure in figures(sentence, published=WEDNESDAY)) == told


def test_the_table_has_two_hundred_sentences_each_once():
    """And a fair part of them without a figure."""
    assert len(SENTENCES) == len({sentence for sentence, _ in SENTENCES}) > 250
    assert sum(not told for _, told in SENTENCES) > 30


def test_each_sentence_of_an_article_is_read():
    """Offsets are the article's."""
    article, parses, times = parsed("Nine people came.\n\nSeven of the nine people left.")
    found = find_figures(article, parses, times)
    assert [article.text[f.span.start : f.span.end] for f in found] == [f.span.text for f in found]
    assert [f.low for f in found] == [9, 7, 9]


def test_unparsed_sentences_still_give_their_numbers():
    """A parser may know nothing of a sentence; then nothing tells what is counted."""
    article, _, times = parsed("About 300 houses burned.")
    (figure,) = find_figures(article, [()], times)
    assert (figure.low, figure.qualifier, figure.counts) == (300, "about", "")


def test_the_value_of_a_range_is_its_middle():
    """For a chart; lower and upper value stay."""
    (figure,) = figures("Between 20 and 30 miners were missing.")
    assert (figure.low, figure.high, figure.value) == (20, 30, 25)


def test_an_expression_of_time_is_no_figure_but_an_age_is():
    """Durations and dates belong to the times."""
    assert [f.unit for f in figures("The 12-year-old boy was held for 12 days in March 2021.")] == ["years old"]


def test_words_of_a_figure_may_be_broken_by_another_blank():
    """No-break spaces stand between digits and before units."""
    (figure,) = figures("Some 12\u202f500\u00a0people came.")
    assert (figure.low, figure.counts) == (12500, "people")


def test_every_qualifier_is_known_by_one_of_a_few_words():
    """What `retold.claims` tells bounds and rough values by."""
    known = {"about", "almost", "at least", "at most", "exactly", "less than", "more than", "only"}
    assert {qualifier for _, qualifier, _ in table("qualifiers")} == known


# --- properties -----------------------------------------------------------------------------------------------------

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: E501, SIM905
TENS = dict(zip(range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True))  # noqa: SIM905
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))


def spelled(number, *, joint=" and "):
    """The slow, obvious reference: a number below 10^15 in words."""
    for scale, name in SCALES:
        if number >= scale:
            rest = number % scale
            return f"{spelled(number // scale, joint=joint)} {name}" + (
                f" {spelled(rest, joint=joint)}" if rest else ""
            )
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 * 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    rest = number % 100
    return f"{ONES[number // 100]} hundred" + (f"{joint}{spelled(rest)}" if rest else "")


def value(words):
    """Of a text that is one number and nothing else."""
    held = tokens(words)
    number = read(held, 0)
    assert number is not None
    assert number.stop == len(held)
    return number.value


@given(st.integers(1, 10**15 - 1), st.sampled_from([" and ", " "]))
def test_number_words_have_their_value(number, joint):
    """All of them below 10^15, with and without "and"."""
    assert value(spelled(number, joint=joint)) == number


@given(st.integers(1, 10**12))
def test_digits_with_separators_have_their_value(number):
    """Commas, and the thin blanks of international style."""
    assert value(f"{number:,}") == number
    assert value(f"{number:,}".replace(",", "\u202f")) == number


@given(st.integers(1, 999), st.integers(0, 9), st.sampled_from(["million", "billion", "trillion"]))
def test_a_scale_multiplies(whole, tenth, scale):
    """In words and by its letters behind money."""
    times = {"million": 1e6, "billion": 1e9, "trillion": 1e12}[scale]
    assert value(f"{whole}.{tenth} {scale}") == pytest.approx((whole + tenth / 10) * times)
    short = {"million": "m", "billion": "bn", "trillion": "tn"}[scale]
    (amount,) = amounts(f"${whole}.{tenth}{short}", ())
    assert (amount.low, amount.unit) == (pytest.approx((whole + tenth / 10) * times), "USD")


@given(
    st.integers(2, 10**6), st.integers(1, 10**6), st.sampled_from(["{} to {}", "between {} and {}", "from {} to {}"])
)
def test_a_range_has_both_ends(low, more, shape):
    """Whatever joins them."""
    words = shape.format(f"{low:,}", f"{low + more:,}") + " houses"
    (amount,) = amounts(words, ())
    assert (amount.low, amount.high, words[amount.after :]) == (low, low + more, " houses")


@given(st.text(alphabet="0123456789,.-–$€%½ abdfnorthmilu", max_size=60))
def test_any_text_gives_figures_within_bounds(text):
    """Lower never above upper, spans within the text, in order and apart."""
    article = make_article(text)
    found = find_figures(article, [()] * len(article.sentences), ())
    for figure in found:
        assert figure.low <= figure.high
        assert article.text[figure.span.start : figure.span.end] == figure.span.text
        assert re.search(r"\S", figure.span.text)
    assert [f.span.start for f in found] == sorted(f.span.start for f in found)


@given(
    st.lists(
        st.sampled_from(
            [
                "1,200",
                "five",
                "to",
                "and",
                "of",
                "the",
                "a",
                "million",
                "half",
                "$",
                "%",
                "men",
                "2020",
                "from",
                "-",
                "more",
                "than",
                "or",
            ]
        ),
        max_size=14,
    )
)
def test_any_words_and_any_parse_give_figures_within_bounds(pieces):
    """A parse may be as wrong as it likes."""
    text = " ".join(pieces)
    article = make_article(text)
    parses = []
    for sentence in article.sentences:
        places = list(re.finditer(r"\S+", sentence.text))
        parses.append(
            tuple(
                Word(
                    start=m.start(),
                    end=m.end(),
                    text=m[0],
                    lemma=m[0],
                    pos="NOUN" if i % 2 else "NUM",
                    tag="NN",
                    dep="nummod" if i % 3 else "pobj",
                    head=(i * 7 + 3) % len(places),
                )
                for i, m in enumerate(places)
            )
        )
    for figure in find_figures(article, parses, ()):
        assert figure.low <= figure.high
        assert figure.counts in article.text


LONG = [
    "1,234 ",
    "$5 ",
    "5 to 7 ",
    "twenty-one hundred ",
    "hundreds of ",
    "two and ",
    "half a ",
    "- 5 ",
    "1/2 ",
    "1 234 ",
    "12-",
]


@pytest.mark.parametrize("piece", LONG)
def test_a_text_of_nothing_but_numbers_takes_linear_time(piece):
    """Four times as much takes about four times as long, and 100 KB no more than a few seconds on any machine."""

    def timed(size):
        text, times = (piece * (size // len(piece) + 1))[:size], []
        gc.collect()
        gc.disable()  # what other tests left in memory is not what is timed
        for _ in range(2):
            begin = time.process_time()
            sum(1 for _ in amounts(text, ()))
            times.append(time.process_time() - begin)
        gc.enable()
        return min(times)

    spent = timed(25_000), timed(100_000)
    assert spent[1] < 10 * spent[0] + 0.05
    assert spent[1] < 5


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.integers(-1, 60), st.integers(-1, 60))
def test_words_within_a_stretch_are_those_a_slow_look_finds(gaps, start, end):
    """Halving gives what looking at each word gives."""
    place, words = 0, []
    for gap in gaps:
        words.append(
            Word(start=place + gap, end=place + gap + 1, text="a", lemma="a", pos="X", tag="X", dep="x", head=0)
        )
        place += gap + 1
    slow = [i for i, word in enumerate(words) if start <= word.start < end]
    assert list(within(Tree(tuple(words)), start, end)) == slow
