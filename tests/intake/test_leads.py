"""Lists of pages - feeds, sitemaps, OPML, addresses - become leads; each kind has a list and its leads beside it."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.config import Reading
from retold.errors import Unreadable
from retold.intake.kinds import kind_of
from retold.intake.leads import Lead, absolute, find_leads, same_site
from retold.types import Page

LISTS = Path(__file__).parent / "lists"
KINDS = {
    "addresses": "addresses",
    "atom": "feed",
    "jsonfeed": "json feed",
    "news_sitemap": "sitemap",
    "opml": "opml",
    "rdf": "feed",
    "rss091": "feed",
    "rss20": "feed",
    "sitemap_index": "sitemap",
}
SITES = [
    ("https://www.post.example/a", "http://post.example/", True),
    ("https://news.post.example/a", "http://post.example/", True),
    ("https://elsewhere.example/a", "http://post.example/", False),
    ("https://notpost.example/a", "http://post.example/", False),
    (None, "http://post.example/", True),
    ("https://post.example/", None, True),
]


def leads(content: bytes, **options) -> list[Lead]:
    return list(find_leads(Page(input="list", content=content), kind_of(content), **options))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_kind_of_list_gives_its_leads(name):
    """The kind is seen in the content; address, headline, outlet, language, dates and full text come out."""
    content = (LISTS / f"{name}.given").read_bytes()
    assert kind_of(content) == KINDS[name]
    found = leads(content)
    expected = json.loads((LISTS / f"{name}.json").read_text("utf8"))
    assert len(found) == len(expected)
    for lead, wanted in zip(found, expected, strict=True):
        assert lead.to == wanted.get("to", "page")
        assert [lead.url, lead.title, lead.outlet, lead.language] == [
            wanted.get(field) for field in ("url", "title", "outlet", "language")
        ]
        assert [[hint.label, hint.text] for hint in lead.dates] == wanted.get("dates", [])
        assert {hint.source for hint in lead.dates} <= {"feed"}
        if wanted.get("content") is None:
            assert lead.content is None
        else:
            assert wanted["content"] in (lead.content or "")


def test_all_lists_are_checked():
    """Every list beside this file has its kind above."""
    assert {path.stem for path in LISTS.glob("*.given")} == set(KINDS) == {path.stem for path in LISTS.glob("*.json")}


def test_a_truncated_feed_gives_what_is_left_of_it():
    """The entries before the end, and no crash."""
    content = (LISTS / "rss20.given").read_bytes()
    found = leads(content[: content.index(b"No address, no text")])
    assert [lead.title for lead in found[:2]] == ["Bridge closed after a lorry’s strike", "Only a teaser"]


def test_unescaped_markup_does_not_tear_entries_apart():
    """HTML that was never escaped is common; each entry keeps its own address."""
    content = b"<rss><channel><title>T</title>" + b"".join(
        b"<item><title>%d</title><description><p>a<br>b & c</p></description><link>http://a.example/%d</link></item>"
        % (n, n)
        for n in range(3)
    )
    assert [(lead.title, lead.url) for lead in leads(content + b"</channel></rss>")] == [
        (str(n), f"http://a.example/{n}") for n in range(3)
    ]


@pytest.mark.parametrize(
    ("ending", "whole"),
    [
        ("", True),
        (" …", False),
        (" [...]", False),
        (" Continue reading Bridge closed →", False),
        (" Read more »", False),
    ],
)
def test_a_teaser_is_no_article(ending, whole):
    """However long it is: it breaks off, and says so."""
    text = "word " * 100 + ending
    content = f"<rss><channel><item><title>T</title><description>{text}</description></item></channel></rss>"
    (lead,) = leads(content.encode())
    assert (lead.content is not None) is whole


def test_entries_are_bounded():
    """No more are made than are needed to see that there are too many."""
    content = b"<rss><channel>" + b"<item><link>http://a.example/1</link></item>" * 50 + b"</channel></rss>"
    assert len(leads(content, config=Reading(max_entries=7))) == 8


@pytest.mark.parametrize("content", [b'{"version": "https://jsonfeed.org/version/1", "items": {}}'])
def test_a_broken_list_says_so(content):
    """By name, with what to do."""
    with pytest.raises(Unreadable, match=r"list: .*; check the address"):
        leads(content)


@pytest.mark.parametrize(
    ("place", "base", "expected"),
    [
        ("/a b", "https://x.example/c", "https://x.example/a b"),
        ("javascript:alert(1)", "https://x.example/", None),
        ("file:///etc/passwd", None, None),
        ("a.html", None, None),
        ("http://[::1", None, None),
        ("", "https://x.example/", None),
        ("https://x.example/\x1b[2J", None, None),
        ("//y.example/", "https://x.example/", "https://y.example/"),
    ],
)
def test_only_addresses_of_the_web_are_leads(place, base, expected):
    """Relative ones count from the list's own address."""
    assert absolute(place, base) == expected


@settings(max_examples=100, deadline=3000)
@given(st.sampled_from(sorted(KINDS)), st.floats(0, 1), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255))))
def test_a_damaged_list_gives_leads_or_says_what_is_wrong(name, cut, changes):
    """Cut anywhere, with bytes changed anywhere."""
    content = bytearray((LISTS / f"{name}.given").read_bytes())
    for place, value in changes:
        content[int(place * (len(content) - 1))] = value
    page = Page(input="list", content=bytes(content[: int(cut * len(content))]), url="https://post.example/feed")
    with suppress(Unreadable):
        for lead in find_leads(page, KINDS[name]):
            assert lead.url is None or lead.url.startswith("http")


@pytest.mark.parametrize(("url", "home", "same"), SITES)
def test_a_site_and_its_parts_are_one(url, home, same):
    """A feed's outlet is said of pages on its own site only."""
    assert same_site(url, home) is same
