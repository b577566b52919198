"""Spellings of one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.actors.spellings import alike, fold, key, name_parts, same_given, skeleton


@pytest.mark.parametrize(
    ("a", "b"),
    [("Kadhimi", "Kazemi"), ("Mathew", "Matthew"), ("Zelensky", "Zelenskiy"), ("Schmidt", "Schmitt"),
     ("Haydar", "Haider"), ("Khamenei", "Khamenai"), ("Yanukovych", "Yanukovich"), ("Erdoğan", "Erdogan"),
     ("Stephens", "Stevens"), ("Abdallah", "Abdullah"), ("O'Neill", "O’Neil"), ("Mohammed", "Muhammad")],
)  # fmt: skip
def test_transliterations_of_a_name_are_alike(a, b):
    """In either order."""
    assert alike(a, b)
    assert alike(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("Marsh", "Harsh"), ("Reed", "Read-Marsh"), ("Clinton", "Quinton"), ("Johnson", "Jackson"), ("Lee", "Lowe"),
     ("Kamel", "Kadhimi"), ("Reed", "Reeves"), ("Bush", "Bosch-Reed")],
)  # fmt: skip
def test_other_names_are_not(a, b):
    assert not alike(a, b)


def test_short_forms_and_initials_are_given_names():
    """Both ways, and two short forms of one name."""
    assert same_given("bill", "william")
    assert same_given("william", "bill")
    assert same_given("bob", "rob")
    assert same_given("j.", "joan")
    assert not same_given("john", "joan")


def test_particles_are_no_parts_of_a_name():
    """But a name of nothing else stays."""
    assert name_parts("Mustafa al-Kadhimi") == ("mustafa", "kadhimi")
    assert name_parts("el Al") == ("el", "al")
    # A dash that was taken for a name has a part, too.
    assert name_parts("-") == ("-",)


@given(st.text(st.characters(categories=["L"], max_codepoint=0x24F), max_size=30))
def test_keys_do_not_depend_on_case_or_accents(text):
    """And a key that is equal makes names alike."""
    assert key(text) == key(fold(text))
    assert alike(text, text)
    assert len(skeleton(text)) <= max(1, len(key(text)))
