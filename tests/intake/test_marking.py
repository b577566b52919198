"""Which lines of a page a text holds."""

import pytest

from retold.config import Reading
from retold.intake.html import parse
from retold.intake.marking import look_for, mark, show
from retold.intake.visible import visible_lines

FIRST = "Engineers will close the Lower Ferry bridge on Monday after inspectors found cracks."
SECOND = "The closure is expected to last six weeks, the authority said."


def lines_of(body):
    return visible_lines(parse(f"<html><body>{body}</body></html>"))


def taken(body, text, **options):
    lines = lines_of(body)
    return [line.text for line, own in zip(lines, mark(lines, text, **options), strict=True) if own]


def test_lines_that_the_text_holds_are_taken():
    """Most of the 4-grams are enough, in whatever case."""
    assert taken(f"<p>{FIRST}</p><p>{SECOND}</p><p>Other words stand here instead</p>", FIRST.upper()) == [FIRST]


def test_a_sentence_shown_twice_is_taken_once_where_it_is_least_suspect():
    """The paragraph, not the linked headline above it."""
    lines = lines_of(f"<a href=x>{FIRST}</a><article><p>{FIRST}</p></article>")
    assert mark(lines, FIRST) == [False, True]
    assert mark(lines, f"{FIRST}\n{FIRST}") == [True, True]


def test_short_lines_need_a_paragraph_of_their_own():
    """ "Read more" is taken if the text has it as a line, not if it says it in passing."""
    assert taken(f"<p>{FIRST}</p><p>Lower Ferry</p>", f"{FIRST}") == [FIRST]
    assert taken(f"<p>{FIRST}</p><p>Lower Ferry</p>", f"{FIRST}\nLower Ferry") == [FIRST, "Lower Ferry"]


def test_a_short_line_that_the_text_runs_into_its_neighbours_is_taken():
    """A name in a line of its own, within a sentence that the extractor gives in one."""
    body = "<div>The bridge was closed on Monday by<br>Ada Lovell<br>who leads the authority in the town</div>"
    text = "The bridge was closed on Monday by Ada Lovell who leads the authority in the town"
    assert len(taken(body, text)) == 3
    assert len(taken(body, text.replace("Ada Lovell ", ""))) == 2


def test_chinese_is_compared_character_by_character():
    """A clause that differs in one character of ten is mostly the same."""
    assert taken("<p>工程师周一将关闭下渡桥进行维修</p>", "工程师周一将关闭下渡桥进行检修") != []


@pytest.mark.parametrize(("share", "expected"), [(0.3, True), (0.9, False)])
def test_the_share_is_configured(share, expected):
    """Half of the words are enough or not."""
    lines = lines_of(f"<p>{FIRST} {SECOND}</p>")
    assert mark(lines, FIRST, config=Reading(line_cover=share)) == [expected]


def test_no_text_no_opinion():
    """An extractor without an answer covers nothing, and says so."""
    opinion = look_for("", show(lines_of(f"<p>{FIRST}</p>")))
    assert opinion.cover.tolist() == [-1]
    assert opinion.taken.tolist() == [False]
    assert mark([], FIRST) == []


def test_lines_that_repeat_others_are_known():
    """The more suspect of two equal lines is the repeated one."""
    assert show(lines_of(f"<a href=x>{FIRST}</a><p>{FIRST}</p><p>{SECOND}</p>")).repeated.tolist() == [1, 0, 0]
