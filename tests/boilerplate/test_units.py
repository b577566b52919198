"""Pages cut into units."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.boilerplate.units import LIST, LONGEST_UNIT, cut

SENTENCE = "The council of the bay closed the old ferry terminal on Monday after divers found cracks in it. "


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_short_line_is_one_unit():
    """A line below the limit is judged whole."""
    units = cut("Menu\nTwo sentences. In one line.")
    assert [units[i] for i in range(len(units))] == ["Menu", "Two sentences. In one line."]


def test_long_line_is_cut_into_sentences():
    """The units of a long line are its sentences and share its number."""
    units = cut(SENTENCE * 4)
    assert [units[i] for i in range(len(units))] == [SENTENCE.strip()] * 4
    assert set(units.lines.tolist()) == {0}


@pytest.mark.parametrize(
    "lines",
    [
        ("Marine Drive in the", "Presidio", "isn’t even a mile long."),
        ("He was born in", "Golden Gate Park", ", the papers said."),
        ("Golden Gate Bridge", "towers above it."),
    ],
)
def test_fragments_share_a_line(lines):
    """What markup tore apart is one line again."""
    assert set(cut("\n".join(lines)).lines.tolist()) == {0}


@pytest.mark.parametrize(
    "lines",
    [
        ("Home", "News", "Sport"),
        ("He left.", "she stayed"),
        ("They met in the", "Subscribe to our newsletter", "old town."),
    ],
)
def test_furniture_is_not_joined(lines):
    """Menu entries, finished sentences and appeals stay lines of their own."""
    assert len(cut("\n".join(lines))) == len(lines)


def test_list_is_one_unit():
    """An enumeration with a line an entry is one unit that says what it is."""
    names = [
        "Abel",
        "Bruno",
        "Carla",
        "Dora",
        "Emil",
        "Frida",
        "Georg",
        "Hanna",
        "Ida",
        "Jakob",
        "Karl",
        "Lena",
        "Max",
        "Nora",
    ]
    units = cut("\n".join(["A sentence stands before it.", *names, "And one after it."]))
    assert len(units) == 3
    assert units.phrases[1] == (LIST, "list")


@given(st.text(alphabet="Aab .!?\n“”(),é中。\U0001f600\u0130\u00a0-", max_size=400))
def test_units_cover_the_page(text):
    """Units are in order and apart, and hold every visible character."""
    units = cut(text)
    spans = list(zip(units.starts.tolist(), units.ends.tolist(), strict=True))
    assert all(low < high for low, high in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert squeezed("".join(units[i] for i in range(len(units)))) == squeezed(text)
    assert units.lines.tolist() == sorted(units.lines.tolist())
    assert all(units.text[place] == units.text[place].strip() for place in units.signs.places.tolist())


def test_no_unit_is_too_long():
    """Text without breaks is cut anyway."""
    units = cut("x" * 50_000)
    assert max(units.ends - units.starts) <= LONGEST_UNIT


def test_pointer_to_another_article_is_not_joined_to_the_paragraph_below():
    """The other article's headline has no full stop, which would look torn."""
    below = "Der Ausstoß war in den vergangenen zehn Jahren um mehr als die Hälfte gesunken."
    pieces = cut(f"Lesen Sie auch: Siebenthaler Brauerei baut an\n{below}").texts()
    assert pieces == ["Lesen Sie auch: Siebenthaler Brauerei baut an", below]
