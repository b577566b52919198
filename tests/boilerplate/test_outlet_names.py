"""Outlets' names in capitals, as they are written in a sentence."""

import pytest

from retold.boilerplate.outlet_names import written


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("HARBOUR MORNING POST", "Harbour Morning Post"),
        ("VOICE OF THE HARBOUR", "Voice of the Harbour"),
        ("THE SUN", "The Sun"),
        ("NEW TIMES", "New Times"),
        ("SAINT MARY'S GAZETTE", "Saint Mary's Gazette"),
        ("O'MALLEY HERALD", "O'Malley Herald"),
        ("EL CAMPO", "El Campo"),
        ("CHANNEL 6 HARBOUR", "Channel 6 Harbour"),
    ],
)
def test_words_begin_with_a_capital(shown, name):
    """Words of a name in capitals begin with one; small words within it have none."""
    assert written(shown) == name


@pytest.mark.parametrize(("shown", "name"), [("BBC NEWS", "BBC News"), ("CNN", "CNN"), ("HBR WORLD", "HBR World")])
def test_abbreviations_stay(shown, name):
    """Known abbreviations, short ones and those without a vowel stay in capitals."""
    assert written(shown) == name


@pytest.mark.parametrize("shown", ["The Harbour Post", "eHarbour", "HARBOUR.EXAMPLE", "", "新华社"])
def test_other_names_are_left_as_they_are(shown):
    """A name with small letters, an address and a script without case are not touched."""
    assert written(shown) == shown
