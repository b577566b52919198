"""Lines by what they are for: where another article begins, who signed, what points on, who is credited."""

import pytest

from retold.intake.parts import another_article, is_signed, may_credit, reason, trim
from retold.intake.visible import Line

PARAGRAPH = "The ferry ran late on Friday, and on Saturday it ran not at all, which surprised nobody on the quay."


def line(text: str, *reasons: str, tag: str = "p", article: int = 0, linked: float = 0.0) -> Line:
    return Line(text, tag, reasons, linked, False, True, 1, False, article)


OWN = [line("Ferry late", tag="h1", article=1), *[line(PARAGRAPH, article=1)] * 4]


@pytest.mark.parametrize(
    ("after", "begins"),
    [
        ([line("Clock stops", tag="h2", article=9), line("By Ada Wix", article=9), line(PARAGRAPH, article=9)], 5),
        ([line("Clock stops", tag="h2", article=9), line("3 May 2021", article=9), line(PARAGRAPH, article=9)], 5),
        ([line("Clock stops", tag="h2", article=9), line(PARAGRAPH, article=9)], None),
        ([line("Clock stops", tag="h2", article=1), line("By Ada Wix", article=1), line(PARAGRAPH, article=1)], None),
    ],
)
def test_another_article_has_an_element_a_heading_and_a_signature(after, begins):
    lines = [*OWN, *after]
    assert another_article(lines, [True] * len(lines), 0) == (len(lines) if begins is None else begins)


@pytest.mark.parametrize("text", ["By Jane Doe", "מאת: רות אבידן", "Автор: Анна Лис", "Text: Jane Doe"])
def test_a_name_behind_such_a_word_signs(text):
    assert is_signed(text)


@pytest.mark.parametrize("text", ["Jane Doe", "Note: Jane Doe spoke on Friday.", "Contact: Jane Doe"])
def test_other_words_sign_nothing(text):
    assert not is_signed(text)


def test_what_stands_between_standfirst_and_text_goes():
    """Names, days and captions between them are set aside, a short line without a sign isn't, nor anything below."""
    lines = [
        line("Nobody was surprised"),
        line("Jane Doe", "byline"),
        line("3 May 2021"),
        line("The quay on Friday", "caption"),
        line(PARAGRAPH),
        line("The quay on Friday", "caption"),
        line(PARAGRAPH),
    ]
    body = [True] * len(lines)
    trim(lines, body)
    assert body == [True, False, False, False, True, True, True]


@pytest.mark.parametrize(("linked", "kept"), [(0.7, False), (0.0, True), (1.0, True)])
def test_a_label_before_a_link_points_on(linked, kept):
    """ "See also: ..." among the paragraphs is set aside; a whole line of link may be the article's own."""
    lines = [line(PARAGRAPH), line("Read more: Clock stops in town", linked=linked), line(PARAGRAPH)]
    body = [True] * 3
    trim(lines, body)
    assert body[1] is kept


def test_sources_are_set_aside_and_credit():
    lines = [line(PARAGRAPH), line("Źródło: NWS")]
    body = [True, True]
    trim(lines, body)
    assert body == [True, False]
    assert may_credit(lines[1])
    assert may_credit(line("Источник: Северный вестник"))
    assert not may_credit(line("Источник бьёт из-под земли"))


def test_a_broken_letter_is_no_copyright_sign():
    assert reason(line("The cafÃ© opens"), place="inside", headlines=()) == "between the paragraphs"
    assert reason(line("© The Quay"), place="below", headlines=()) == "copyright line"
