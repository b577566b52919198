"""What a page says about itself, cleaned and not believed."""

import pytest

from retold.intake.html import parse
from retold.intake.metadata import language_tag, read_metadata, url_date
from retold.intake.titles import host_of, named_as, named_beside, outlet_of, without_outlet


def about(head: str, body: str = "<p>x</p>", url: str | None = None):
    return read_metadata(parse(f"<html><head>{head}</head><body>{body}</body></html>"), page_url=url)


@pytest.mark.parametrize(
    ("title", "outlet", "host", "expected"),
    [
        ("Talks resume | The Harbour Post", "The Harbour Post", None, "Talks resume"),
        ("Talks resume - Region - The Harbour Post", "The Harbour Post", None, "Talks resume - Region"),
        ("The Harbour Post: Talks resume", None, "harbourpost.example", "The Harbour Post: Talks resume"),
        ("Harbour Post – Talks resume", None, "harbourpost.example", "Talks resume"),
        ("Talks resume - in the north", "The Harbour Post", None, "Talks resume - in the north"),
        ("Talks resume", None, None, "Talks resume"),
    ],
)
def test_titles_lose_their_outlet(title, outlet, host, expected):
    """Only what names the outlet is cut off."""
    assert without_outlet(title, outlet=outlet, host=host) == expected


def test_the_outlet_stands_beside_the_headline():
    """Where nothing names it, the rest of the page's title does."""
    assert outlet_of("Talks resume | Harbour Post", headlines=("Talks resume",), host=None) == "Harbour Post"
    assert outlet_of("Talks resume | Harbour Post", headlines=("Something else",), host=None) is None
    assert outlet_of("Talks resume", headlines=("Talks resume",), host=None) is None


def test_the_headline_of_the_page_is_its_title():
    """The heading that the page shows wins over the title for search engines."""
    found = about(
        "<title>Bridge closed for weeks after cracks - News - Post</title>"
        "<meta property='og:title' content='Bridge closed after cracks'>",
        "<h1>Post</h1><h1>Bridge closed after cracks found</h1>",
    )
    assert found.title(None) == "Bridge closed after cracks found"


def test_json_ld_may_be_nested_or_broken():
    """Graphs and lists are walked, broken scripts passed over."""
    found = about(
        '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2021-03-24", '
        '"author": [{"name": "Ines Achterberg"}, "Lud Hanrath"], "publisher": {"name": "The Post"}}]}</script>'
        '<script type="application/ld+json">{"@type": </script>'
        '<script type="application/ld+json">[[[null, 3]]]</script>'
    )
    assert [(hint.source, hint.text, hint.label) for hint in found.dates] == [
        ("json-ld", "2021-03-24", "datePublished")
    ]
    assert found.byline == "Ines Achterberg, Lud Hanrath"
    assert found.outlet == "The Post"


def test_all_dates_are_kept_with_their_source():
    """Meta, time, microdata and the address, in one list without repeats."""
    found = about(
        '<meta property="article:published_time" content="2021-03-24T10:00:00Z"><meta name="date" content="24.03.2021">'
        '<meta name="viewport" content="width=1">',
        '<time datetime="2021-03-24" class="published">24 March</time>'
        '<span itemprop="dateModified">25 March 2021</span>',
        url="https://post.example/2021/03/24/talks",
    )
    assert [(hint.source, hint.label) for hint in found.dates] == [
        ("meta", "article:published_time"),
        ("meta", "date"),
        ("time", "published"),
        ("meta", "dateModified"),
        ("url", ""),
    ]


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://post.example/2021/03/24/talks", "2021/03/24"),
        ("https://post.example/news/20210324-talks", "20210324"),
        ("https://post.example/2021/mar/24/talks", "2021/mar/24"),
        ("https://post.example/2021/abc/24/talks", None),
        ("https://post.example/article/120210324999", None),
        ("https://post.example/2021/13/44/talks", None),
        ("https://post.example/?day=2021-03-24", None),
        ("http://[broken", None),
    ],
)
def test_days_in_addresses(url, date):
    """A day in the path, not any digits."""
    assert url_date(url) == date


def test_canonical_addresses_are_made_whole():
    """Relative ones are joined to the page's; what is no web address is dropped; another host may be the source."""
    assert (
        about('<link rel="canonical" href="/a">', url="https://www.post.example/b").url == "https://www.post.example/a"
    )
    assert about('<link rel="canonical" href="javascript:x">').url is None
    found = about('<link rel="canonical" href="https://agency.example/a">', url="https://post.example/b")
    assert found.credits == ["canonical: https://agency.example/a"]


def test_credits_in_the_head_are_kept():
    """Copyright holders and named sources."""
    found = about('<meta name="copyright" content="Northern Press Agency"><meta name="source" content="NPA">')
    assert found.credits == ["copyright: Northern Press Agency", "source: NPA"]


@pytest.mark.parametrize(
    ("declared", "tag"), [("en-GB", "en"), ("pt_BR.UTF-8", "pt"), ("DE", "de"), ("english", None), ("", None)]
)
def test_language_tags(declared, tag):
    """The primary tag, if there is one."""
    assert language_tag(declared) == tag


def test_hosts():
    """Without "www."."""
    assert host_of("https://www.post.example/a") == "post.example"
    assert host_of(None) is None
    assert host_of("http://[broken") is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ferry late again - The Quay", "The Quay"),
        ("The Quay - Ferry late again", "The Quay"),
        ("渡船再次延误_河口网", "河口网"),
        ("渡し船がまた遅れる：河口新聞", "河口新聞"),
        ("Clock stops - The Quay", None),
    ],
)
def test_the_outlet_stands_beside_what_the_page_shows(title, name):
    shown = frozenset({"ferrylateagain", "渡船再次延误", "渡し船がまた遅れる"})
    assert named_beside(title, shown) == name


@pytest.mark.parametrize(
    ("host", "text", "name"),
    [
        ("harbour-post.example", "© Copyright 2011, Harbour Post, Norwell", "Harbour Post"),
        ("harbour-post.example", "Harbour Post: https://harbour-post.example/a", "Harbour Post"),
        ("harbour-post.example", "harbour-post", None),
        (None, "Harbour Post", None),
    ],
)
def test_the_outlet_is_what_the_page_writes_for_its_host(host, text, name):
    assert named_as(host, ["Something else", text]) == name


def test_a_section_before_a_title_is_no_outlet():
    page = "<title>Print: Choir returns bell</title><body><h1>Choir returns bell</h1>"
    assert read_metadata(parse(page), page_url=None).outlet is None
