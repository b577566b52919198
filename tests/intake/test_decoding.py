"""Bytes to characters: what is no text is named, and a wrongly declared encoding does not fool us."""

import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import Reading
from retold.errors import InputError, NoArticle, Unreadable
from retold.intake.decoding import decode, unpack
from retold.types import Page

TEXTS = {
    "de": "Der Bürgermeister sagte, die Straße würde im nächsten Jahr größer. ",
    "el": "Η κυβέρνηση ανακοίνωσε την Πέμπτη νέα μέτρα στήριξης. ",
    "fr": "Le préfet a déclaré que près de 40 % des élèves étaient absents. ",
    "ja": "政府は木曜日、新しい支援策を発表しました。東京での会見でカタカナ。",
    "pl": "Rząd ogłosił w czwartek nowe środki wsparcia dla małych firm, żółć gęś. ",
    "ru": "Правительство объявило о новых мерах поддержки малого бизнеса. ",
    "zh": "政府周四宣布了新的支持措施。官员们说，这些措施将于下月生效。",
}
ENCODINGS = [
    ("de", "cp1252"),
    ("el", "cp1253"),
    ("fr", "iso8859-15"),
    ("ja", "shift_jis"),
    ("ja", "euc_jp"),
    ("ja", "iso2022_jp"),
    ("pl", "cp1250"),
    ("pl", "iso8859-2"),
    ("ru", "cp1251"),
    ("ru", "koi8-r"),
    ("zh", "gb2312"),
    *((language, "utf-8") for language in TEXTS),
    *((language, "utf-16") for language in TEXTS),
    ("de", "utf-16-le"),
]


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "windows-1251", "nonsense-8"])
@pytest.mark.parametrize(("language", "encoding"), ENCODINGS)
def test_the_declared_encoding_is_only_a_claim(language, encoding, declared):
    """Text is read in the encoding that it is in, whatever the server declares."""
    text = TEXTS[language] * 5
    page = Page(
        input="x",
        content=f"<html><body><p>{text}</p></body></html>".encode(encoding),
        content_type=f"text/html; charset={declared}" if declared else "text/html",
    )
    assert text in decode(page).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("항만청은 낡은 다리를 닫는다", "euc_kr"),
        ("古い橋を閉鎖する", "shift_jis"),
        ("旧桥将关闭六个星期", "gb18030"),
        ("舊橋將關閉六個星期", "big5"),
        ("Eski köprü altı hafta kapatılıyor, dedi Işıldağ", "cp1254"),
        ("הגשר הישן ייסגר", "cp1255"),
        ("أعلنت هيئة الميناء", "cp1256"),
        ("Міст закриють на шість тижнів", "koi8-u"),
        ("Autobusai važiuos malūno keliu", "cp1257"),
        ("สะพานเก่า", "cp874"),
        ("Die Brücke wird für Busse geschlossen", "mac-roman"),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251"])
def test_few_words_are_enough(text, encoding, declared):
    """A headline's length tells the encoding, whatever is declared."""
    content = f"<html><body><p>{text}</p></body></html>".encode(encoding)
    found = decode(
        Page(input="x", content=content, content_type=f"text/html; charset={declared}" if declared else None)
    )
    assert text in found.text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Straße und größer: caf".encode() + b"\xe9" + " für alle".encode(), "Straße und größer: café für alle"),
        ("Управление порта".encode() + b"\x98" + " объявило".encode(), "Управление порта\ufffd объявило"),
        ("旧桥将关闭".encode()[:-1] + b"<br>", "旧桥将关\ufffd\ufffd<br>"),
        ("“Größe”, sagte er".encode() + b" und \x93ging\x94", "“Größe”, sagte er und “ging”"),
    ],
)
def test_broken_utf8_is_still_utf8(content, text):
    """A stray byte doesn't turn a whole page into gibberish: at a Latin word it is Windows-1252, else it is lost."""
    assert decode(Page(input="x", content=b"<p>" + content + b"</p>")).text == f"<p>{text}</p>"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", TEXTS)
def test_utf16_needs_no_mark(language, encoding):
    """UTF-16 is told by its blanks and line ends, in every language."""
    text = TEXTS[language] + "\n" + TEXTS[language]
    found = decode(Page(input="x", content=f"<p>{text} - Retold 2021</p>".encode(encoding)))
    assert text in found.text


@pytest.mark.parametrize("label", ["iso-8859-8-i", "logical"])
def test_labels_of_browsers_are_known(label):
    """Names that the web uses and Python doesn't: without its own, three letters are taken for another script's."""
    content = "<p>גשר</p>".encode("iso8859-8")
    assert "גשר" in decode(Page(input="x", content=content, content_type=f"text/html; charset={label}")).text


def test_a_declaration_in_the_page_counts():
    """Short text, where nothing else tells: the page's own word."""
    content = '<html><head><meta charset="windows-1251"></head><body><p>Да, мост.</p></body></html>'.encode("cp1251")
    assert "Да, мост." in decode(Page(input="x", content=content)).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "PNG picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "JPEG picture"),
        (b"GIF89a" + b"\x00" * 50, "GIF picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP picture"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04" + b"\x00" * 50, "zip"),
        (b"\x00\x00\x00\x18ftypmp42", "video"),
        (bytes(range(32)) * 20, "binary"),
    ],
)
def test_what_is_no_text_is_named(content, said):
    """Pictures, archives and the like are told by their first bytes, whatever their name."""
    with pytest.raises(Unreadable, match=said):
        decode(Page(input="page.html", content=content))


def test_feeds_are_no_pages():
    """A feed is named as one."""
    with pytest.raises(NoArticle, match="feed"):
        decode(Page(input="x", content=b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>'))


def test_gzip_is_unpacked_members_and_all():
    """Archives of several members are one page."""
    packed = gzip.compress(b"<html>one ") + gzip.compress(b"two</html>")
    assert unpack(packed, name="x", limit=1000) == b"<html>one two</html>"
    assert decode(Page(input="x", content=packed)).text == "<html>one two</html>"


@given(st.binary(min_size=1, max_size=500), st.data())
def test_a_truncated_gzip_is_always_noticed(content, data):
    """Wherever it was cut, it is no page."""
    packed = gzip.compress(content)
    cut = data.draw(st.integers(min_value=2, max_value=len(packed) - 1))
    with pytest.raises(Unreadable, match=r"ends early|broken"):
        unpack(packed[:cut], name="x", limit=10_000)


def test_a_bomb_is_stopped_at_the_limit():
    """Unpacking stops as soon as the limit is passed."""
    bomb = gzip.compress(b"\x00" * 5_000_000)
    with pytest.raises(Unreadable, match="larger than"):
        decode(Page(input="x", content=bomb), config=Reading(max_page_bytes=100_000))


@pytest.mark.parametrize(
    ("text", "content_type", "markup"),
    [
        ("<!DOCTYPE html><title>x</title>", None, True),
        ("<p>One fragment.</p><p>Another.</p>", None, True),
        ("Plain words, as they are.", None, False),
        ("The tag <p> opens a paragraph in HTML, and </p> ends it. " + "Words about other things. " * 40, None, False),
        ("a < b and b > c", "text/html", False),
        ("\n\n  <!-- made by hand --> <html><body>x</body></html>", "text/plain", True),
    ],
)
def test_markup_is_told_from_text(text, content_type, markup):
    """By what it is, not by what it is called."""
    assert decode(Page(input="x", content=text.encode(), content_type=content_type)).markup is markup


@given(st.binary(max_size=300))
def test_no_bytes_crash(content):
    """There are characters or an `InputError`."""
    with suppress(InputError):
        assert decode(Page(input="x", content=content)).text
