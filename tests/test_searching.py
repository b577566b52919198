"""Words as they are compared, queries as people type them, and passages that answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.searching import bases, keys, snippet, terms, words
from retold.testing import make_article
from retold.types import Derivation, Story

TEXT = "The ferry was late. " * 30 + "Then the state-owned line’s boat sank near Łódź. " + "Nobody was hurt. " * 30


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("U.S. troops, e.g. NATO’s", "us troops eg nato s"),
        ("It's l'État", "it s l etat"),
        ("Łódź Straße ØRSTED", "lodz strasse orsted"),
        ("state-owned x_y 3.5%", "state owned x y 3 5"),
        ("القُرآن", "القران"),
        ("हिन्दी में", "हिन्दी में"),
        ("総理は、", "総 理 は"),
        ("한국어", "한 국 어"),
        ("ภาษาไทย", "ภ า ษ า ไ ท ย"),
        ("½ ⑴ …!", "1⁄2 1"),
        ("", ""),
    ],
)
def test_words_are_compared_without_what_houses_and_hands_spell_differently(text, found):
    """Case, accents, apostrophes, dots of initials; scripts without blanks go character by character."""
    assert keys(text) == tuple(found.split())


@pytest.mark.parametrize(
    ("typed", "every", "none"),
    [
        ("ferry late", [["ferry"], ["late"]], []),
        ('"state owned" line', [["state owned"], ["line"]], []),
        ("state-owned", [["state owned"]], []),
        ("ferry -late -“very late”", [["ferry"]], ["late", "very late"]),
        ("ferry OR boat late", [["ferry", "boat"], ["late"]], []),
        ("OR ferry OR", [["or"], ["ferry"]], []),
        ('"ferry', [["ferry"]], []),
        ('- " ( * : ^ NEAR/3', [["near 3"]], []),
        ("", [], []),
    ],
)
def test_a_query_is_what_people_type(typed, every, none):
    """And never an error: what is not understood is taken for words."""
    said = terms(typed)
    assert [[" ".join(phrase) for phrase in either] for either in said.every] == every
    assert [" ".join(phrase) for phrase in said.none] == none


@given(st.text())
def test_whatever_is_typed_is_understood_somehow(typed):
    """Keys have nothing in them that a database would read as its own."""
    said = terms(typed)
    for phrase in (*said.none, *(phrase for either in said.every for phrase in either)):
        assert phrase
        assert all(key and not set(key) & set("'\"\\ :()*&|!<>") for key in phrase)


@given(st.text())
def test_words_stand_where_they_say(text):
    """And are the same, looked for one by one or at once."""
    found = list(words(text))
    assert tuple(word.key for word in found) == keys(text)
    assert all(keys(text[word.start : word.end]) == (word.key,) for word in found)


def test_a_passage_shows_the_first_match_with_whole_words_around_it():
    """And marks all that it shows, whatever their spelling."""
    shown = snippet(TEXT, [("state", "owned"), ("lodz",)])
    assert [shown.text[start:end] for start, end in shown.matched] == ["state-owned", "Łódź"]
    assert shown.text.startswith("… ")
    assert shown.text.endswith(" …")
    assert len(shown.text) < 250
    assert TEXT.count(shown.text.strip("… ")) == 1


def test_a_passage_without_a_match_is_the_beginning():
    """Behind the headline."""
    shown = snippet("Headline\n\nFerry late.", [("nothing",)], start=10)
    assert (shown.text, shown.matched) == ("Ferry late.", ())


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_marks_stay_within_their_passage(text, typed):
    """In order, apart, and on words that were asked for."""
    phrases = [phrase for phrase in map(keys, typed) if phrase]
    shown = snippet(text, phrases)
    at = 0
    for start, end in shown.matched:
        assert at <= start < end <= len(shown.text)
        assert keys(shown.text[start:end]) in phrases
        at = end


def test_an_article_goes_back_to_the_earlier_one_that_has_most_of_its_words():
    """The first of them goes back to none."""
    first, second, third = (make_article(f"{n} It rained.", name=n) for n in ("one", "two", "three"))

    def kin(a, b, share_a, share_b):
        return Derivation(a=a.id, b=b.id, kind="copy", source="a", share_a=share_a, share_b=share_b, because=())

    story = Story(
        id="0" * 16, headline="Rain", articles=(first, second, third), origins=(), additions=(), because=(),
        derivations=(kin(first, second, 0.9, 0.4), kin(third, first, 0.5, 0.9), kin(second, third, 0.2, 0.7)),
    )  # fmt: skip
    assert bases(story) == {second.id: first.id, third.id: second.id}
