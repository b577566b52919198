"""Which feeds a site's page offers."""

import pytest

from retold.intake.discovery import Offered, offered
from retold.types import Page

RSS, ATOM = 'type="application/rss+xml"', "TYPE='application/atom+xml; charset=utf-8'"


def found(head, url="https://plain.test/news/"):
    page = Page(input=url, url=url, content=f"<html><head>{head}</head><body><p>Words.</p></body></html>".encode())
    return [(one.url, one.title) for one in offered(page)]


def test_links_to_feeds_are_found():
    """Of each type, whatever the case, with their titles; each once; addresses made whole."""
    assert found(
        f'<link rel="alternate" {RSS} title=" A  Post " href="feed.xml"><LINK REL="home ALTERNATE" {ATOM} HREF="/atom">'
        '<link rel="alternate" type="application/feed+json" href="//cdn.test/f.json">'
        f'<link rel=alternate {RSS} href="feed.xml">'
    ) == [
        ("https://plain.test/news/feed.xml", "A Post"),
        ("https://plain.test/atom", ""),
        ("https://cdn.test/f.json", ""),
    ]


def test_what_is_no_feed_is_left_out():
    """Other languages, styles, oEmbed, and what can't be fetched."""
    assert not found(
        '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" type="text/css" href="/x.css">'
        '<link rel="alternate" type="application/json+oembed" href="/o">'
        f'<link rel="alternate" {RSS} href="javascript:x"><link rel="alternate" {RSS}><link rel="prev" {RSS} href="/p">'
    )


def test_comments_are_no_news():
    """Unless there is nothing else."""
    comments = f'<link rel="alternate" {RSS} title="Plain Post » Comments Feed" href="/comments/feed/">'
    posts = f'<link rel="alternate" {RSS} title="Plain Post » Feed" href="/feed/">'
    assert found(comments + posts) == [("https://plain.test/feed/", "Plain Post » Feed")]
    assert found(comments) == [("https://plain.test/comments/feed/", "Plain Post » Comments Feed")]


def test_the_page_says_where_its_addresses_begin():
    """<base>."""
    assert found(f'<base href="https://www.plain.test/x/"><link rel="alternate" {RSS} href="f">') == [
        ("https://www.plain.test/x/f", "")
    ]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 99, b"<rss></rss>", b"just words", b"<", b"<html>" * 9_999])
def test_what_is_no_page_offers_nothing(content):
    """Nor is it a crash."""
    assert offered(Page(input="x", url="https://plain.test", content=content)) == ()


def test_a_feed_that_is_offered_is_a_value():
    """Address and title."""
    assert Offered(url="a").title == ""
