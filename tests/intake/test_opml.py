"""OPML in and out: feeds with their titles and folders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.intake import xml
from retold.intake.opml import as_opml, outlines
from retold.types import Feed

GIVEN = """<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Europe"><outline title="Wires" text="w">
<outline type="rss" text="Post" title="The Plain Post" xmlUrl="https://plain.test/feed" htmlUrl="https://plain.test/"/>
<outline text="Low Road" xmlurl=" https://low.test/rss "/></outline>
<outline text="AC/DC"><outline xmlUrl="/local.xml" text="Local"/></outline></outline>
<outline type="link" text="A page" url="https://plain.test/about"/>
<outline type="sitemap" text="Map" url="https://plain.test/map.xml"/>
<outline text="Bad" xmlUrl="javascript:alert(1)"/><outline text="Plain link" url="https://x.test/"/>
</body></opml>"""


def read(content, base=None):
    text = content if isinstance(content, str) else xml.characters(content)
    return list(outlines(xml.harmless(text, name="x"), base))


def test_feeds_come_with_their_titles_and_folders():
    """As other readers export them; what is no address of the web is left out."""
    assert read(GIVEN, "https://base.test/feeds.opml") == [
        Feed(url="https://plain.test/feed", title="The Plain Post", folder="Europe/Wires"),
        Feed(url="https://low.test/rss", title="Low Road", folder="Europe/Wires"),
        Feed(url="https://base.test/local.xml", title="Local", folder="Europe/AC\u2215DC"),
        Feed(url="https://plain.test/about", kind="page", title="A page"),
        Feed(url="https://plain.test/map.xml", kind="sitemap", title="Map"),
    ]


def test_other_readers_take_no_page_for_a_feed():
    """Only feeds have an xmlUrl; folders are outlines around them."""
    told = as_opml(read(GIVEN, "https://base.test/")).decode()
    assert told.count("xmlUrl=") == 3
    assert 'url="https://plain.test/map.xml"' in told
    assert '<outline text="AC/DC" title="AC/DC">' in told
    assert told.count('text="Europe"') == 1


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = words.map(lambda text: " ".join(xml.writable(text).split())).filter(bool)
folders = st.lists(names.map(lambda name: name.replace("/", "\u2215")), max_size=3).map("/".join)
feeds = st.builds(
    Feed,
    url=st.integers(0, 999).map(lambda number: f"https://plain.test/{number}?a=1&b=<2>"),
    kind=st.sampled_from(["feed", "sitemap", "page"]),
    title=names,
    folder=folders,
)


@given(st.lists(feeds, unique_by=lambda feed: feed.url))
def test_what_goes_out_comes_back(told):
    """Whatever the titles, in the folders' order."""
    assert sorted(read(as_opml(told)), key=lambda feed: feed.url) == sorted(told, key=lambda feed: feed.url)


@pytest.mark.parametrize("content", ["", "<opml/>", "no xml", "<opml><body>" + "<outline text='x'>" * 5_000])
def test_what_is_no_list_gives_nothing(content):
    """Nor is it a crash."""
    assert read(content) == []


def test_a_feed_without_a_title_is_called_by_its_address():
    """So that a reader shows something."""
    assert 'title="https://plain.test/"' in as_opml([Feed(url="https://plain.test/")]).decode()
