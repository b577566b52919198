"""Words and addresses of others do nothing but stand there."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.display.quoting import at_words, direction, isolated, tidy, web_address

ANY = st.text(st.characters(codec=None, categories=None), max_size=60)


@given(ANY)
def test_tidy_words_are_one_line_that_any_form_can_hold(text):
    """No line break, no control, no override, no half surrogate; tidied again they stay as they are."""
    clean = tidy(text)
    assert tidy(clean) == clean
    assert len(clean.splitlines()) <= 1
    assert not [c for c in clean if unicodedata.category(c) in ("Cc", "Cs") or c in "\u202a\u202e\u2066\u2069\u2028"]
    clean.encode()


def test_tidy_keeps_what_is_written():
    """Letters, marks, no-break blanks and joiners of scripts that need them."""
    for words in ("l’été : « 5\u202f000\u00a0€ »", "می‌خواهم", "क्‍ष", "👩‍👩‍👧", "שלום"):
        assert tidy(words) == words
    assert tidy(" a\r\nb\t c\u2028d ") == "a b c d"


@pytest.mark.parametrize(
    ("text", "language", "way"),
    [
        ("The bridge", "en", "ltr"),
        ("الجسر مغلق", "ar", "rtl"),
        ("الجسر مغلق", "en", "rtl"),
        ("BBC: الجسر مغلق", "ar", "rtl"),
        ("Reopened", "he", "ltr"),
        ("Der Name הגשר", "de", "ltr"),
        ("הגשר is open", "und", "ltr"),
        ("הגשר is open", "", "rtl"),
        ("2,500", "ar", "ltr"),
        ("", "ar", "ltr"),
    ],
)
def test_direction_is_that_of_the_language_if_the_words_have_its_letters(text, language, way):
    """Else that of the letters."""
    assert direction(text, language) == way


def test_only_words_that_run_the_other_way_are_isolated():
    """With the isolate of their own direction."""
    assert isolated("abc", "ltr", "ltr") == "abc"
    assert isolated("abc", "ltr", "rtl") == "\u2066abc\u2069"
    assert isolated("אבג", "rtl", "ltr") == "\u2067אבג\u2069"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://news.example/a",
        "//news.example/a",
        "/a",
        "mailto:a@b.example",
        "https://",
        "https://user:word@news.example/",
        "https://good.example@evil.example/",
        "https://news.example/a\r\nBcc: x@y.example",
        "https://news.example:port/",
        "https://[::1/",
        "https://a b.example/",
        "https://news.example/\u202egnp.exe",
        "https://news.example/" + "a" * 3000,
        "https://x" + "\ud800" + ".example/",
        "",
        None,
    ],
)
def test_an_address_that_is_none_of_the_web_is_no_link(url):
    """Scripts, files, users, line breaks."""
    assert web_address(url) == ""


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://news.example/a?b=1&c=2#d", "https://news.example/a?b=1&c=2#d"),
        ("HTTP://News.Example", "http://news.example"),
        ("https://news.example/a b\"<>'", "https://news.example/a%20b%22%3C%3E'"),
        ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("https://news.example/%D8%AE", "https://news.example/%D8%AE"),
        ("https://bücher.example:8080/", "https://xn--bcher-kva.example:8080/"),
        ("http://[2001:db8::1]:80/a", "http://[2001:db8::1]:80/a"),
    ],
)
def test_an_address_of_the_web_is_given_in_ascii(url, address):
    """So that it can stand in any form."""
    assert web_address(url) == address


@given(ANY)
def test_an_address_has_no_sign_that_would_end_it(url):
    """Whatever it was."""
    address = web_address("https://news.example/" + url)
    assert address.isascii()
    assert not set(address) & set(' \t\r\n"<>\\`')


def test_words_in_an_address_lead_to_their_place():
    """A text fragment of the first words; what separates its parts is escaped."""
    assert at_words("https://a.example/x", "One, two-three") == "https://a.example/x#:~:text=One%2C%20two%2Dthree"
    assert at_words("https://a.example/x#y", "One") == "https://a.example/x#y:~:text=One"
    assert at_words("", "One") == ""
