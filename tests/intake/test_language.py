"""The language of a text, by its letters; what a page declares breaks ties."""

import pytest

from retold.intake.language import identify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council agreed on Tuesday to repair the old bridge before winter.", "en"),
        ("Le préfet a déclaré que le vieux pont serait fermé pendant six semaines.", "fr"),
        ("Die Stadt verkauft ihr Gaswerk an eine Genossenschaft von Bürgern.", "de"),
        ("Zarząd portu ogłosił w czwartek, że stary most zostanie zamknięty.", "pl"),
        ("Мост через реку закроют с понедельника на шесть недель.", "ru"),
        ("أعلنت هيئة الميناء يوم الخميس إغلاق جسر النهر القديم.", "ar"),
        ("Η λιμενική αρχή ανακοίνωσε ότι η παλιά γέφυρα θα κλείσει.", "el"),
        ("港务局周四宣布，老渡桥将从下周一起关闭六周。", "zh"),
    ],
)
def test_languages_are_told(text, language):
    """Sentences of eight languages."""
    assert identify(text) == language


@pytest.mark.parametrize("text", ["", "AP", "2021 – 2024", "Lisboa"])
def test_too_little_text_is_undetermined(text):
    """Unless the page declares something."""
    assert identify(text) == "und"
    assert identify(text, declared="pt-BR") == "pt"


def test_a_wrong_declaration_is_overruled():
    """Many sites declare English whatever they publish in."""
    assert identify("Zarząd portu ogłosił w czwartek, że stary most zostanie zamknięty. " * 3, declared="en") == "pl"
