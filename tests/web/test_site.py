"""The frame of the service's pages."""

import string

import pytest

from retold.display.frames import frame, languages
from retold.knowledge import table
from retold.web.site import Words, asset, assets, render


def test_there_are_words_for_each_key_in_every_language():
    """With the gaps that the English have."""
    rows = {(key, language): words for key, language, words in table("site_words")}
    keys = {key for key, _ in rows}
    gaps = {pair: {name for _, name, _, _ in string.Formatter().parse(words) if name} for pair, words in rows.items()}
    for language in languages():
        for key in keys:
            assert gaps[key, language] == gaps[key, "en"], (key, language)


def test_words_of_no_key_are_an_error():
    """A page shows no holes."""
    with pytest.raises(KeyError):
        Words(frame("de"))("no such key")
    assert Words(frame("de-AT"))("skip") == "Zum Inhalt"


def test_the_frame_speaks_its_language():
    """An unknown one gets English; the name is that of the brief."""
    assert '<html lang="ar" dir="rtl">' in render("base.html", language="ar")
    assert '<html lang="en" dir="ltr">' in render("base.html", language="tlh")
    assert "&lt;b&gt;" in render("base.html", name="<b>")


def test_files_are_named_by_what_is_in_them():
    """So that they may be kept for ever."""
    for name, made in assets().items():
        assert (made.name, made.path) == (name, f"/static/{name}")
        assert made.content
        assert made.kind.startswith(("text/", "image/svg+xml"))
    for file in ("site.css", "page.css", "zone.js"):
        assert asset(file).removeprefix("/static/") in assets()
