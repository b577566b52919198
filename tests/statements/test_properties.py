"""What holds for statements of any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsed import parsed
from retold.actors import Cast
from retold.statements import find_statements
from retold.statements.quotes import find_quotations
from retold.trees import Tree

PIECES = [
    *("officials", "Anna Reed", "she", "they", "who", "which", "what", "nobody", "the plan", "the dam", "it"),
    *("said", "says", "told her", "to say", "did not say", "would support", "declined to", "refused to comment"),
    *("accused", "called", "sees", "as", "is worried", "is not sure", "made clear", "seems to", "was asked", "put it"),
    *("according to", "citing", "quoting", "in her view", "per CNN", "a critic of", "claim", "its plan to", "against"),
    *("that", "whether", "to leave", "about", "for", "by", "of", "but", "while", "and", "adding", "noting", "if"),
    *(",", ".", ":", ";", "—", "?", "“", "”", '"', "''", "‘", "’", "(", ")", "\n\n", "\n", "REED:", "Q:", "<tweet"),
    *("قال المسؤول", "האיש אמר", "«", "»", "„", "\u200f", "😀", "e\u0301", "2,500", "Tuesday"),
]


def _check(text, found):
    for statement in found:
        spans = [statement.span, statement.cue, statement.content]
        spans += [statement.source.span] if statement.source.span is not None else []
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
        assert all(text[s.start : s.end] == s.text for s in spans)
        assert all(s in statement.span for s in spans)
        assert statement.content.text.strip()
        assert statement.source.name
        assert statement.quoted_by is None or statement.quoted_by.name


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=24))
def test_any_words_give_spans_within_the_text_and_something_said(pieces):
    """Odd, nested and unclosed quotations, scripts from right to left, cues that hold nothing."""
    article, parses, times = parsed(" ".join(pieces) or "x")
    found = find_statements(article, parses, times)
    _check(article.text, found)
    assert found == find_statements(article, parses, times)
    assert list(found) == sorted(found, key=lambda s: (s.cue.start, s.content.start))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab .,:\n\"'“”‘’„«»—?Aא😀", max_size=120))
def test_any_characters_give_no_error(text):
    """Whatever the marks."""
    article, parses, times = parsed(f"Reed said {text}" if text.strip() else "x")
    _check(article.text, find_statements(article, parses, times))


def test_a_cast_that_is_given_is_used():
    """So that an article's actors are found once."""
    article, parses, times = parsed("Mayor Anna Reed said the dam was safe. She added that it was new.")
    trees = [Tree(parse) for parse in parses]
    cast = Cast(article, trees, quoted=[(q.start, q.end) for q in find_quotations(article.text)])
    assert find_statements(article, parses, times, cast=cast) == find_statements(article, parses, times)


@pytest.mark.parametrize("unit", ["Reed said the dam was safe, adding that it was old. ", "“Yes,” she said. “No.”\n\n"])
def test_time_grows_with_the_length_and_not_faster(unit):
    """Four times the text takes less than eight times as long."""

    def seconds(times):
        article, parses, _ = parsed(unit * times)
        started = time.process_time()
        find_statements(article, parses, (), figures=())
        return time.process_time() - started

    seconds(20)
    assert min(seconds(400) for _ in range(2)) < 8 * min(seconds(100) for _ in range(3)) + 0.05


def test_one_sentence_of_ten_thousand_characters_is_read_in_seconds():
    """Quotations within it, and no full stop."""
    body = "she said “yes” and they told her that he knew of it, " * 190
    assert len(body) > 10_000
    article, parses, times = parsed(body)
    started = time.process_time()
    found = find_statements(article, parses, times)
    assert time.process_time() - started < 20
    _check(article.text, found)


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("Reed said 500 people had died.", "Reed"),
        ("Reed did not say whether 500 people had died.", None),
        ("The number of deaths seems to have reached 500.", None),
    ],
)
def test_a_figure_is_a_sources_only_if_the_source_tells_it(sentence, figure):
    """What somebody doesn't say is nobody's."""
    article, parses, times = parsed(sentence)
    sources = [f.source.name if f.source else None for s in find_statements(article, parses, times) for f in s.figures]
    assert sources == [figure]


def test_who_quotes_is_the_narrowest_statement_around():
    """Beside a search through all pairs."""
    body = "Marsh said the mayor had told her that the council said the dam was old. " * 12 + "Reed agreed, Marsh said."
    article, parses, times = parsed(body)
    found = find_statements(article, parses, times)
    assert sum(s.quoted_by is not None for s in found) >= 24
    for inner in found:
        around = [
            s
            for s in found
            if s is not inner and inner.cue in s.content and s.cue not in inner.content and s.source.span
        ]
        holder = min(around, key=lambda s: s.content.end - s.content.start, default=None)
        expected = holder.source if holder is not None and holder.source.name != inner.source.name else None
        assert inner.quoted_by == expected
