"""XML of strangers: nothing is opened, nothing unfolds without end, and what is nearly right is read."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.config import Reading
from retold.errors import InputError, Unreadable
from retold.intake import xml
from retold.intake.files import pages
from retold.intake.kinds import kind_of
from retold.intake.leads import Lead, find_leads
from retold.types import Page

BODIES = {
    "rss": "<rss version='2.0'><channel><title>&x;</title><item><title>A&x;B</title><link>http://a.example/1</link>"
    "</item></channel></rss>",
    "sitemap": "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://a.example/1</loc>"
    "<n:news><n:title>A&x;B</n:title></n:news></url></urlset>",
    "opml": "<opml><body><outline text='&x;' xmlUrl='http://a.example/1'/></body></opml>",
}


def leads(content: bytes) -> list[Lead]:
    return list(find_leads(Page(input="list", content=content), kind_of(content)))


@pytest.mark.parametrize("body", sorted(BODIES))
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY x SYSTEM "{}">]>',
        '<!DOCTYPE x [<!ENTITY x PUBLIC "-//X//X" "{}">]>',
        '<!DOCTYPE x SYSTEM "{}">',
        '<!DOCTYPE x PUBLIC "-//X//X" "{}">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "{}"> %p; <!ENTITY x "&#x25;p;">]>',
        '<!DOCTYPE x SYSTEM "{}" [<!ENTITY x "in">]>',
    ],
)
def test_nothing_outside_is_opened(body, doctype, site, tmp_path):
    """No file and no address that a document type names, whichever reader it comes to."""
    secret = tmp_path / "secret.dtd"
    secret.write_text("SECRET")
    address = site.put("/x.dtd", "SECRET")
    for place in (secret.as_uri(), str(secret), address):
        content = ('<?xml version="1.0"?>' + doctype.replace("{}", place) + BODIES[body]).encode()
        found = leads(content)
        assert [lead.url for lead in found] == ["http://a.example/1"]
        assert "SECRET" not in repr(found)
    assert site.asked == []


@pytest.mark.parametrize("body", sorted(BODIES))
def test_laughs_are_bounded(body):
    """A billion of them end before they begin; so do many of middling size."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{laughs}<!ENTITY x "&l9;">]>{BODIES[body]}'
    started = time.process_time()
    with pytest.raises(Unreadable, match="unfold without end"):
        leads(bomb.encode())
    wide = f'<!DOCTYPE x [<!ENTITY x "{"y" * 9000}">]>' + BODIES[body].replace("&x;", "&x;" * 1000)
    with pytest.raises(Unreadable, match="unfold without end"):
        leads(wide.encode())
    assert time.process_time() - started < 2


def test_an_entity_of_itself_ends():
    """It stays as it stands."""
    content = '<!DOCTYPE x [<!ENTITY x "&y;"><!ENTITY y "&x;">]>' + BODIES["rss"]
    (lead,) = leads(content.encode())
    assert lead.url == "http://a.example/1"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a & b &c", "a &amp; b &amp;c"),
        ("&amp;&lt;&#8217;&#x41;", "&amp;&lt;&#8217;&#x41;"),
        ("&nbsp;&eacute;&LT;", "\u00a0é&lt;"),
        ("&unheard;", "&amp;unheard;"),
        ("&#0;&#x110000;&#xFFFE;", "\ufffd\ufffd\ufffd"),
        ("a\x00b\x0bc", "a\ufffdb\ufffdc"),
        ("<![CDATA[a & b &nbsp;]]> & <![CDATA[&", "<![CDATA[a & b &nbsp;]]> &amp; <![CDATA[&"),
        ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c &amp; &d; d'>]><a>&b;</a>", "<a>c &amp; &amp;d; d</a>"),
        ("<!-- x --><!DOCTYPE a [ <!-- ' ]> --> ]><a/>", "<a/>"),
    ],
)
def test_what_is_nearly_right_is_mended(given, expected):
    """Ampersands, names of HTML, characters that XML forbids; CDATA is left as it is."""
    assert xml.harmless(given, name="x") == expected


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        ("<?xml version='1.0' encoding='windows-1251'?><a>мост</a>".encode("cp1251"), None),
        ("<a>мост</a>".encode("cp1251"), "text/xml; charset=windows-1251"),
        ("<?xml version='1.0' encoding='iso-8859-1'?><a>мост</a>".encode(), None),
        ("\ufeff<a>мост</a>".encode("utf-16-le"), None),
        ("<?xml version='1.0' encoding='UTF-16'?><a>мост</a>".encode("utf-16-be"), None),
        ("\ufeff<a>мост</a>".encode(), None),
        ("<?xml version='1.0' encoding='no-such'?><a>мост</a>".encode(), None),
    ],
)
def test_encodings_are_told(raw, content_type):
    """By mark, by the bytes, by the server, by the document, in this order."""
    assert "мост" in xml.characters(raw, content_type=content_type)


RUBBISH = {
    "tags": b"<div>" * 200_000,
    "open": b"<item>" * 160_000,
    "angles": b"<" * 1_000_000,
    "ampersands": b"&" * 1_000_000,
    "named": b"&a;" * 330_000,
    "bangs": b"<!" * 500_000,
    "doctypes": b"<!DOCTYPE [" * 90_000,
    "comments": b"<!--" * 250_000,
    "sections": b"<![CDATA[" * 110_000,
    "quotes": b"<a b='" * 160_000,
    "attributes": b"<a " + b"a='1' " * 160_000,
    "random": random.Random(7).randbytes(1_000_000),
    "one line": b"<item><title>" + b"a" * 1_000_000,
    "items": b"<item><title>a</title><link>http://a.example/</link></item>" * 17_000,
    "instructions": b"<?" * 500_000,
    "brackets": b"[" * 1_000_000,
}


@pytest.mark.parametrize("start", ["<rss><channel>", "<urlset>", "<opml>", "<?xml version='1.0'?><!DOCTYPE a [", ""])
@pytest.mark.parametrize("rubbish", sorted(RUBBISH))
def test_a_megabyte_of_rubbish_takes_no_two_seconds(start, rubbish, tmp_path):
    """And is no crash, whichever reader it comes to."""
    path = tmp_path / "rubbish.xml"
    path.write_bytes(start.encode() + RUBBISH[rubbish])
    started = time.process_time()
    found = list(pages([path], config=Reading(), permitted=lambda url: "not in a test"))
    assert time.process_time() - started < 2
    assert found
    assert all(isinstance(one, Page | InputError) for one in found)


@pytest.mark.parametrize(
    "content",
    [
        "<r:RDF xmlns:r='http://a\u00a0b'><channel/></r:RDF>".encode(),
        b"<urlset><url><x xmlns='<![CDATA[&#xD800;'/><loc>http://a.example/</loc></url></urlset>",
    ],
)
def test_names_that_break_the_readers_are_an_error(content):
    """Found by fuzzing: a no-break space in a namespace, half a character in another."""
    with pytest.raises(Unreadable, match="too damaged"):
        leads(content)


WORDS = st.sampled_from(
    [
        *(
            "<rss>",
            "<channel>",
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<link>http://a.example/</link>",
            "<![CDATA[",
        ),
        *("]]>", "&", "&amp;", "&#1;", "<!--", "-->", "<?xml version='1.0' encoding='utf-16'?>", "<!DOCTYPE x [", "]>"),
        *(
            "<!ENTITY a 'b'>",
            "&a;",
            "<feed>",
            "<entry>",
            "<link href='http://[::1'/>",
            "<updated>",
            "x" * 90,
            "é",
            "\x00",
        ),
        *("<urlset>", "<url>", "<loc>", "http://a.example/", "</loc>", "<sitemapindex>", "<sitemap>", "<opml>"),
        *("<outline xmlUrl='//a'>", "{", '"version":"https://jsonfeed.org/version/1"', '"items":[', "{}", "null", "}"),
        *("<rdf:RDF>", "<content type='xhtml'>", "<content mode='base64'>", "<pubDate>", "xml:base='http://[x'"),
    ]
)


@settings(max_examples=250, deadline=3000)
@given(st.lists(WORDS | st.text(max_size=5), max_size=30).map("".join))
def test_no_list_is_a_crash(text):
    """Parts of lists in any order give leads or say what is wrong."""
    content = text.encode("utf8", "replace")
    for kind in ("feed", "json feed", "sitemap", "opml", "addresses"):
        try:
            for lead in find_leads(Page(input="list", content=content, url="http://a.example/"), kind):
                assert lead.url is None or lead.url.startswith(("http://", "https://"))
        except InputError:
            continue
