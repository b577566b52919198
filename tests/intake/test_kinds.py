"""What bytes are is told by how they begin."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.intake.kinds import kind_of, root


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<html><body>", "page"),
        (b"<!DOCTYPE html><html><head><link type='application/rss+xml' href='/feed'>", "page"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><!-- a <html> --><?x y?><rss version='2.0'>", "feed"),
        ("\ufeff<?xml version='1.0' encoding='utf-16'?><feed>".encode("utf-16-le"), "feed"),
        ("<?xml version='1.0' encoding='utf-16'?><feed>".encode("utf-16-be"), "feed"),
        (b"<!DOCTYPE rss [<!ENTITY a '>'> <!-- ]> --> ]><rss>", "feed"),
        (b"<atom:feed xmlns:atom='x'>", "feed"),
        (b"<urlset>", "sitemap"),
        (b"<ns0:sitemapindex>", "sitemap"),
        (b"<opml version='1.0'>", "opml"),
        (b"<rssfeeds>", "page"),
        (b"WARC/1.0\r\n", "warc"),
        (gzip.compress(b"WARC/1.0\r\n", mtime=0), "warc"),
        (gzip.compress(b"<urlset>", mtime=0)[:-3], "sitemap"),
        (b'{"html": "<p>", "url": "x"}\n{"html": ""}', "json lines"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"', "json feed"),
        (b'{"name": "x"}', "page"),
        (b"{braces} in a text", "page"),
        (b"From: a\nMIME-Version: 1.0\n\n", "mail"),
        (b"Subject: what the\n council said\nmime-version: 1.0\n", "mail"),
        (b"Note: the council met.\n\nMIME-Version: is a header.", "page"),
        (b"https://a.example/\nhttps://b.example/\n", "addresses"),
        (b"See https://a.example/\n", "page"),
        (b"", "page"),
        (b"\x1f\x8b broken", "page"),
    ],
)
def test_content_decides(head, kind):
    """Not the name."""
    assert kind_of(head) == kind
    assert kind_of(head, name="a.html") == kind


@pytest.mark.parametrize(("name", "kind"), [("a.JSONL.gz", "json lines"), ("a.warc", "warc"), ("a.rss", "page")])
def test_a_name_decides_where_content_can_not(name, kind):
    """Streams that begin with damage are what they are called."""
    assert kind_of(b"damaged", name=name) == kind


@given(
    st.lists(st.sampled_from(["<!--", "-->", "<?", "?>", "<!DOCTYPE", "[", "]", ">", '"', "'", " ", "<a"])).map("".join)
)
def test_a_root_is_a_name_or_nothing(text):
    """Whatever stands in front of it."""
    assert root(text).rstrip("-") in ("", "a")
