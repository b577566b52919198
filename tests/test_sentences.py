"""Sentences: where they end, what they keep, and that nothing is lost."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.sentences import dateline_end, sentences, split


def pieces(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split(text, language=language)]


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Mark Milley of the U.S. Army met Lt. Gov. Dan Patrick and Rep. Smith in Ft. Worth on Nov. 5.",
        "J. K. Rowling met George W. Bush at No. 5 St. James St. at 5 p.m. Tuesday.",
        "“We will go. We will stay,” he said.",
        '"Is it so?" she asked.',
        "“Why now?” Smith asked.",
        "“Go!” he said.",
        "It costs $1.5 million, i.e. 2.5 percent more, etc. than before.",
        "Oh... well, he said.",
        "A line without an end",
        "Yahoo! is a company.",
    ],
)
def test_one_sentence_stays_whole(text):
    """Titles, initials, abbreviations, clock times and quotations don't end a sentence."""
    assert pieces(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ("He lived in the U.S.", "Now he is in the U.K.", "The end."),
        ("“It is hard. It is long.”", "They left."),
        ('He said "it is so. We know."', "Then he left."),
        ("(He left.)", "She came.", "[He did.]", "Next one."),
        ("The officials said so.”", "Another one said."),
        ("He left (on Monday).", "She came."),
        ("What?", "No!", "Then it ended."),
        ("The deal was struck in 2020.", "al-Kadhimi took office then."),
        ("“We go.", "We stay and the fight is on.", "It goes on"),
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts):
    """Full stops end sentences; closing marks and brackets stay with what they close."""
    assert pieces(" ".join(parts)) == list(parts)


def test_paragraph_break_ends_a_sentence():
    """A line without a full stop ends where its paragraph does; a line end alone ends nothing."""
    assert pieces("A headline\n\nFirst line\ngoes on\n \nSecond") == ["A headline", "First line\ngoes on", "Second"]


def test_other_languages():
    """German ordinals, Russian abbreviations, Chinese full stops."""
    assert pieces("Das war am 5. Mai so. Dr. Müller kam.", "de") == ["Das war am 5. Mai so.", "Dr. Müller kam."]
    assert pieces("В 2020 г. он ушёл. Да.", "ru") == ["В 2020 г. он ушёл.", "Да."]
    assert pieces("他来了。他走了！", "zh") == ["他来了。", "他走了！"]
    assert pieces("Any text. In none.", "und") == ["Any text.", "In none."]


TEXT = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='Aab .!?\n"“”()’,é中。…-', max_size=200),
    st.lists(
        st.sampled_from(["He said.", "“Go!”", "U.S.", "Gen.", "he", "\n\n", "\n", "(No.)", "Why?”", "5.", "é"])
    ).map(" ".join),
)


@given(TEXT, st.sampled_from(["en", "de", "ru", "zh", "und"]))
def test_pieces_rejoin_to_the_text(text, language):
    """Sentences are in order and apart, begin and end with something visible; between them is only white space."""
    position = 0
    for start, end in split(text, language=language):
        assert start >= position
        assert text[position:start].strip() == ""
        assert text[start:end].strip() == text[start:end] != ""
        position = end
    assert text[position:].strip() == ""


@given(st.lists(st.sampled_from(["He said so.", "A line", "“Go. Now,” he said.", "B? C!"]), max_size=6), st.booleans())
def test_sentences_of_an_article(paragraphs, headed):
    """Sentences are numbered in order, paragraphs too; a headline is one sentence and a paragraph of its own."""
    head = "Is it over? A headline. With stops\n\n" if headed else ""
    text = head + "\n\n".join(paragraphs)
    found = sentences(text, body_start=len(head), language="en")
    assert [one.index for one in found] == list(range(len(found)))
    assert all(text[one.start : one.end] == one.text for one in found)
    assert [one.role for one in found].count("headline") == headed
    assert sorted({one.paragraph for one in found}) == list(range(len(paragraphs) + headed))
    if headed:
        assert found[0].role == "headline"
        assert found[0].text == head.strip()
        assert found[0].paragraph == 0


@pytest.mark.parametrize(
    "text", ["x" * 10_000_000, "a. " * 300_000, "“" * 300_000, '"A." ' * 200_000, "(A.) " * 100_000, "\n \n" * 300_000]
)
def test_hostile_text_is_bounded(text):
    """No text takes time out of proportion to its length."""
    start = time.process_time()
    split(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("side", ["a", "b"])
def test_acceptance_pair(shared, side):
    """Both pages split exactly where the gold does."""
    gold = json.loads(shared("seeds", "alignment_gold.json").read_text(encoding="utf8"))
    text = shared("seeds", gold[f"{side}_file"]).read_text(encoding="utf8")
    found = {text[low + start : low + end] for low, line in lines_of(text) for start, end in split(line)}
    wanted = [one["text"].strip() for one in gold[f"{side}_sentences"] if not one["boilerplate"]]
    assert [one for one in wanted if one not in found] == []


def lines_of(text: str) -> list[tuple[int, str]]:
    """Each line with its place: on these pages a line is a paragraph."""
    out, place = [], 0
    for line in text.split("\n"):
        out.append((place, line))
        place += len(line) + 1
    return out


@pytest.mark.parametrize(
    ("sentence", "behind"),
    [
        ("BAGHDAD (AP) - Iraq has asked.", "Iraq has asked."),
        ("ALDERMOOR, Westmark, Oct. 8 (NWS) — The governor came.", "The governor came."),
        ("SÃO PAULO — Two ships met.", "Two ships met."),
        ("WASHINGTON, D.C. (Reuters) – “No,” he said.", "“No,” he said."),
        ("BAGHDAD Iraq has asked.", "Iraq has asked."),
        ("PENMARK The clock is back.", "The clock is back."),
        ("NATO Secretary General Jens Holm spoke.", "NATO Secretary General Jens Holm spoke."),
        ("The US said so.", "The US said so."),
        ("UNICEF, Save the Children and others came.", "UNICEF, Save the Children and others came."),
        ("", ""),
    ],
)
def test_a_dateline_is_told_from_the_sentence(sentence, behind):
    """Also where its dash was lost; capitals alone make none."""
    assert sentence[dateline_end(sentence) :] == behind
