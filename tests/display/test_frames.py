"""The frame's words are of one language, and right in it."""

import re
import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions_made import LANGUAGES

from retold.display.frames import frame, languages
from retold.knowledge import table
from retold.types import Period

COUNTED = ("points", "stories", "outlets", "origins")


def at(month, day, year=2021):
    return datetime(year, month, day, tzinfo=UTC)


def test_there_are_frames_in_nine_languages():
    """Each with all the words that English has, and each label."""
    assert languages() == set(LANGUAGES)
    rows = table("mail_frames")
    plain = {key for key, language, _ in rows if language == "en"}
    labels = {key for key, language, _ in rows if language == "de" and key.startswith("label ")}
    for language in LANGUAGES:
        own = {key for key, of, _ in rows if of == language}
        assert plain | (labels if language != "en" else set()) <= own


def test_words_have_the_gaps_that_the_english_have():
    """{day}, {n}, {name}: none forgotten, none invented."""
    gaps = {}
    for key, language, words in table("mail_frames"):
        found = frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)
        if not key.startswith(COUNTED):
            gaps.setdefault(key, {})[language] = found
    assert not {key: held for key, held in gaps.items() if len(set(held.values())) > 1}


def test_every_plural_form_that_a_language_has_is_there():
    """But that of fractions and millions, which "other" serves."""
    from babel import Locale

    rows = {(key, language) for key, language, _ in table("mail_frames")}
    for language in LANGUAGES:
        forms = {Locale.parse(language).plural_form(n) for n in range(2, 200)} | {"one", "other"}
        for key in COUNTED:
            assert {(f"{key} {form}", language) for form in forms} <= rows


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["1 outlet", "2 outlets", "5 outlets", "22 outlets", "1,234 outlets"]),
        ("pl", ["1 redakcja", "2 redakcje", "5 redakcji", "22 redakcje", "1234 redakcje"]),
        ("ar", ["وسيلة إعلامية واحدة", "وسيلتان إعلاميتان", "5 وسائل إعلامية", "22 وسيلة إعلامية", None]),
        ("fr", ["1 média", "2 médias", "5 médias", "22 médias", "1\u202f234 médias"]),
        ("de", ["1 Medium", "2 Medien", "5 Medien", "22 Medien", "1.234 Medien"]),
    ],
)
def test_counts_are_in_the_plural_form_of_the_language(language, told):
    """Polish has three, Arabic five."""
    for number, words in zip((1, 2, 5, 22, 1234), told, strict=True):
        if words is not None:
            assert frame(language).counted("outlets", number).replace("1\u00a0234", "1234") == words


@pytest.mark.parametrize(
    ("tag", "day"),
    [
        ("en", "Wednesday, 24 March 2021"),
        ("en-US", "Wednesday, March 24, 2021"),
        ("de-AT", "Mittwoch, 24. März 2021"),
        ("fr", "mercredi 24 mars 2021"),
        ("PT_br", "quarta-feira, 24 de março de 2021"),
        ("ar", "الأربعاء، 24 مارس 2021"),
        ("de-XX-quite-wrong", "Mittwoch, 24. März 2021"),
    ],
)
def test_days_are_in_the_words_of_the_language_and_country(tag, day):
    """A country that isn't known changes nothing."""
    assert frame(tag).day(date(2021, 3, 24)) == day


@pytest.mark.parametrize("tag", ["sv", "tlh", "", "und", "../../etc", "zh-Hans"])
def test_a_language_without_words_gets_a_frame_wholly_in_english(tag):
    """Days and all."""
    assert frame(tag).language == "en"
    assert frame(tag).direction == "ltr"


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (at(3, 24), at(3, 25), "24 March 2021"),
        (at(3, 1), at(4, 1), "March 2021"),
        (at(1, 1), at(1, 1, 2022), "2021"),
        (at(1, 1), at(1, 1, 2023), "2021–2022"),
        (at(3, 23), at(3, 30), "23–29 Mar 2021"),
        (at(3, 24), None, "after Wednesday, 24 March 2021"),
        (None, at(3, 24), "before Wednesday, 24 March 2021"),
        (None, None, "no date"),
    ],
)
def test_a_period_is_told_as_finely_as_it_is_known(earliest, latest, words):
    """Half-open in the value, inclusive in words."""
    assert frame("en").period(Period(earliest=earliest, latest=latest)) == words


@given(st.datetimes(datetime(1, 1, 1), datetime(9998, 12, 30)), st.integers(0, 400), st.sampled_from(LANGUAGES))  # noqa: DTZ001
def test_any_period_has_words_in_any_language(start, days, language):
    """One line of them."""
    earliest = start.replace(tzinfo=UTC)
    latest = datetime.fromtimestamp(min(earliest.timestamp() + days * 86400, 253402214400), UTC)
    assert len(frame(language).period(Period(earliest=earliest, latest=latest)).splitlines()) == 1


@pytest.mark.parametrize(
    ("label", "german"),
    [
        ("hoped → planned", "erhofft → geplant"),
        ("new statement", "neue Aussage"),
        ("figure", "Zahl"),
        ("silently edited", "stillschweigend bearbeitet"),
        ("silently edited: attribution dropped", "stillschweigend bearbeitet: Quellenangabe weggelassen"),
        ("silently edited: figure changed: 6 → 9 million", "stillschweigend bearbeitet: Zahl geändert: 6 → 9 million"),
        ("corrected: hoped told as planned", "berichtigt: erhofft erzählt als geplant"),
        ("hoped → planned; 3,000 → 2,500 troops", "erhofft → geplant; 3,000 → 2,500 troops"),
        ("conflict: date set / not set", "Widerspruch: Datum festgesetzt / offen"),
        ("planned / called off", "geplant / abgesagt"),
        ("figure 31 / 26 for the injured", "Zahl 31 / 26 · the injured"),
        ("date Monday / Tuesday", "Datum Monday / Tuesday"),
        ("roles turned round: Crossings … county", "Rollen vertauscht: Crossings … county"),
        ("something that no table knows", "something that no table knows"),
        ("", ""),
    ],
)
def test_labels_are_translated_and_what_they_quote_is_not(label, german):
    """Phrase by phrase; in English they stay as they are."""
    assert frame("de").label(label) == german
    assert frame("en").label(label) == label


def test_the_labels_that_are_given_are_in_the_table():
    """Those of changes, statuses and conflicts, in every language but English."""
    from typing import get_args

    from retold.brief.changes import _LABELS, _WORDS
    from retold.claims.contradictions import DENIED
    from retold.types import Status

    given_labels = {name for names in _LABELS.values() for name in names} | set(_WORDS.values()) | set(get_args(Status))
    for label in given_labels | {"new statement", "corrected", "silently edited", "planned / called off", DENIED}:
        for side in label.split(" / "):
            assert f"label {side}" in {key for key, language, _ in table("mail_frames") if language == "nl"}


def test_an_arrow_points_the_way_that_the_frame_is_read():
    """From the first to the second: in Arabic to the left."""
    assert frame("ar").label("hoped → planned") == "مأمول ← مخطط"
    assert frame("ar").label("figure changed: 6 million → 9 million") == (
        "غُيّر الرقم: \u20666 million\u2069 ← \u20669 million\u2069"
    )


def test_quoted_words_in_a_label_are_isolated():
    """Two Hebrew names beside an arrow would otherwise swap their places in an English line."""
    assert frame("en").label("name changed: אבג → דהו") == "name changed: \u2067אבג\u2069 → \u2067דהו\u2069"


@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_a_label_loses_none_of_the_words_it_quotes(words, language):
    """Whatever they are."""
    told = frame(language).label(f"name changed: {words} → x")
    kept = re.sub(r"[\u2066\u2067\u2069]", "", told)
    for piece in re.split(r" → | told as | / |; |: | for ", frame("en").label(words)):
        known = any(key == f"label {piece}" for key, _, _ in table("mail_frames"))
        first = piece.partition(" ")[0]
        if not known and first not in ("figure", "date", "name"):
            assert re.sub(r"[\u2066\u2067\u2069]", "", piece) in kept
