"""Feeds, sitemaps, OPML and lists of addresses lead to pages, from a site on this machine."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retold.config import Reading
from retold.errors import Unreadable
from retold.intake.files import pages
from retold.intake.html import extract
from retold.service import read_all
from retold.types import Page

PAGE = "<html><head><title>Bridge</title></head><body><p>Words of page {number}.</p></body></html>"
SENTENCES = (
    "The old bridge at Marrow Ford was closed on Monday after a lorry struck its eastern pier, the council said.",
    "Nobody will cross it until divers have looked at the stones below the water, which may take nine days or more.",
    "About 4,000 vehicles use the road on an ordinary morning; a diversion by way of Thornwick adds twelve miles.",
    "Buses will run every half hour, and the school on the far bank opens an hour later for as long as that lasts.",
    "The driver was taken to hospital and released on Tuesday. Police are looking into why he had left the main road.",
)
LONG = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def feed(entries: str, *, about: str = "<title>The Plain Post</title><language>en</language>") -> str:
    return f'<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>{about}{entries}</channel></rss>'


def entry(path: str, extra: str = "") -> str:
    date = "<pubDate>Tue, 04 Mar 2025 08:00:00 GMT</pubDate>"
    return f"<item><title>T{path}</title><link>{{site}}{path}</link>{date}{extra}</item>"


def whole(text: str) -> str:
    return f"<c:encoded><![CDATA[{text}]]></c:encoded>"


@pytest.fixture
def papers(site):
    for number in range(1, 6):
        site.put(f"/{number}", PAGE.format(number=number), Last_Modified="Wed, 05 Mar 2025 09:00:00 GMT")
    return site


def found(*inputs, **options):
    return list(pages(inputs, config=Reading(**options)))


def inputs_of(results):
    return [result.input if isinstance(result, Page) else result.name for result in results]


def test_a_feed_leads_to_its_pages_with_its_evidence(papers):
    """The feed's date, headline, outlet and language come with each page, beside the server's date."""
    url = papers.put("/feed", feed(entry("/1") + entry("/2")), kind="application/rss+xml")
    one, two = found(url)
    assert inputs_of([one, two]) == [f"{papers.address}/1", f"{papers.address}/2"]
    assert b"Words of page 1." in one.content
    assert (one.title, one.outlet, one.language) == ("T/1", "The Plain Post", "en")
    assert [(hint.source, hint.label) for hint in one.dates] == [("feed", "published"), ("http", "Last-Modified")]
    assert two.url == f"{papers.address}/2"


def test_a_feed_in_a_file_or_under_any_type_is_one_too(papers, tmp_path):
    """Content decides, not a name or what the server says."""
    path = tmp_path / "saved.html"
    path.write_text(feed(entry("/1")).replace("{site}", papers.address))
    url = papers.put("/strange", feed(entry("/2")), kind="text/html")
    assert inputs_of(found(path, url)) == [f"{papers.address}/1", f"{papers.address}/2"]


def test_a_page_that_is_gone_is_read_from_the_feed(papers):
    """If the feed holds all of it; its headline stands above, and the page gives an article."""
    url = papers.put("/feed", feed(entry("/gone", whole(LONG)) + entry("/gone2", "<description>Short.</description>")))
    full, lost = found(url)
    assert full.input == full.url == f"{papers.address}/gone"
    content = extract(full)
    assert [block.text for block in content.blocks if block.role == "body"] == list(SENTENCES)
    assert content.title == "T/gone"
    assert isinstance(lost, Unreadable)
    assert lost.name == f"{papers.address}/gone2"
    assert "HTTP 404" in lost.reason
    assert "no full text" in lost.reason


def test_an_entry_without_address_is_read_from_the_feed_or_named(papers):
    """What has neither address nor text says which entry it is."""
    text = f"<item><title>T</title>{whole(LONG)}</item><item><title>Nothing</title></item>"
    url = papers.put("/feed", feed(text))
    full, lost = found(url)
    assert (full.input, full.url) == (f"entry 1 of {url}", None)
    assert lost.name == f"entry 2 of {url}"


def test_what_stands_twice_is_read_once(papers):
    """Entries of the same address, a part of a page, and a feed that leads to itself."""
    url = papers.put("/feed", feed(entry("/1") + entry("/1#part") + entry("/feed") + entry("/2")))
    assert inputs_of(found(url)) == [f"{papers.address}/1", f"{papers.address}/2"]
    assert papers.asked == ["/feed", "/1", "/2"]


def test_an_entry_that_is_a_feed_is_no_page(papers):
    """No surprise of thousands of pages: it says what it is."""
    papers.put("/other", feed(entry("/1")))
    (lost,) = found(papers.put("/feed", feed(entry("/other"))))
    assert "a feed, not a page" in lost.reason


def test_a_news_sitemap_gives_its_evidence(papers):
    """Publication name, language, date and headline."""
    url = papers.put(
        "/news.xml",
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{site}/1</loc><n:news><n:publication>'
        "<n:name>Post</n:name><n:language>de</n:language></n:publication><n:publication_date>2025-03-04"
        "</n:publication_date><n:title>Brücke</n:title></n:news></url></urlset>",
    )
    (page,) = found(url)
    assert (page.title, page.outlet, page.language, page.dates[0].text) == ("Brücke", "Post", "de", "2025-03-04")


def test_a_sitemap_index_leads_to_its_sitemaps(papers):
    """Packed ones too; other hosts are named and not asked; what is no sitemap is said to be none."""
    packed = f"<urlset><url><loc>{papers.address}/1</loc></url></urlset>".encode()
    papers.put("/a.xml.gz", gzip.compress(packed), kind="application/x-gzip")
    papers.put("/b.xml", "<urlset><url><loc>{site}/2</loc></url><url><loc>{site}/1</loc></url></urlset>")
    places = ("{site}/a.xml.gz", "http://other.example/c.xml", "{site}/b.xml", "{site}/3", "{site}/none.xml")
    index = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    results = found(papers.put("/index.xml", f"<sitemapindex>{index}</sitemapindex>"))
    assert inputs_of(results) == [
        f"{papers.address}/1",
        "http://other.example/c.xml",
        f"{papers.address}/2",
        f"{papers.address}/3",
        f"{papers.address}/none.xml",
    ]
    said = [result.reason for result in results if isinstance(result, Unreadable)]
    assert ["another host" in said[0], "takes it for a list" in said[1], "HTTP 404" in said[2]] == [True] * 3


def test_nesting_and_counts_are_bounded(papers):
    """Words say which limit was reached and how to raise it."""
    for number in range(9):
        papers.put(f"/s{number}", f"<sitemapindex><sitemap><loc>{{site}}/s{number + 1}</loc></sitemap></sitemapindex>")
    (deep,) = found(f"{papers.address}/s0", max_nesting=3)
    assert "3 lists deep" in deep.reason
    assert papers.asked == ["/s0", "/s1", "/s2"]
    url = papers.put("/feed", feed("".join(entry(f"/{number}") for number in range(1, 6))))
    *read, enough = found(url, max_entries=2)
    assert len(read) == 2
    assert "more than 2 pages" in enough.reason
    assert "max_entries" in enough.reason
    assert len(found(url, max_entries=5)) == 5
    opml = "".join(f'<outline xmlUrl="{{site}}/{name}"/>' for name in ("feed", "feed2"))
    (*_, enough) = found(papers.put("/opml", f"<opml><body>{opml}</body></opml>"), max_lists=1)
    assert "more than 1 lists" in enough.reason


def test_a_list_without_end_is_turned_down(papers):
    """By its bytes, also unpacked."""
    url = papers.put("/feed.gz", gzip.compress(feed(" " * 100_000).encode()), kind="application/gzip")
    (lost,) = found(url, max_list_bytes=50_000)
    assert "larger than" in lost.reason
    assert "max_list_bytes" in lost.reason
    papers.put("/cut.gz", gzip.compress(feed(entry("/1")).encode())[:-9], kind="application/gzip")
    (lost,) = found(f"{papers.address}/cut.gz")
    assert "ends early at byte" in lost.reason


def test_opml_leads_to_feeds_and_they_to_pages(papers, tmp_path):
    """Folders within folders; a feed that fails stands in its place."""
    papers.put("/feed", feed(entry("/1")))
    path = tmp_path / "feeds.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="a"><outline text="b"><outline type="rss" xmlUrl="{site}/feed"/>'
        '</outline></outline><outline xmlUrl="{site}/closed"/></body></opml>'.replace("{site}", papers.address)
    )
    read = found(tmp_path, allowed_hosts=("127.0.0.1",))
    assert inputs_of(read) == [f"{papers.address}/1", f"{papers.address}/closed"]


def test_a_list_of_addresses_leads_to_its_pages(papers, tmp_path):
    """One a line; what is none is no such list but a text."""
    path = tmp_path / "list.txt"
    path.write_text(f"# today\n{papers.address}/1\n\n{papers.address}/2\n")
    assert inputs_of(found(path)) == [f"{papers.address}/1", f"{papers.address}/2"]


def test_an_empty_feed_says_so(papers):
    """It is an input that gave nothing."""
    (lost,) = found(papers.put("/feed", feed("")))
    assert "feed without entries" in lost.reason


def test_a_forbidden_address_is_not_asked(papers):
    """The caller's rule holds for what lists lead to."""
    url = papers.put("/feed", feed(entry("/1") + entry("/2")))
    rule = lambda url: "not this one" if url.endswith("/1") else None  # noqa: E731
    lost, page = pages([url], permitted=rule)
    assert "not this one" in lost.reason
    assert page.input.endswith("/2")
    assert papers.asked == ["/feed", "/2"]


def test_redirects_keep_the_name_of_the_entry(papers):
    """Its input is what the feed names, its address where it was found."""
    papers.put("/moved", "", status=301, Location="/3")
    (page,) = found(papers.put("/feed", feed(entry("/moved"))))
    assert (page.input, page.url) == (f"{papers.address}/moved", f"{papers.address}/3")


def test_reading_a_feed_is_reading_its_pages(papers):
    """But for what the feed adds, each page is as if it had been named itself."""
    url = papers.put("/feed", feed(entry("/1")))
    (through,), (direct,) = found(url), found(f"{papers.address}/1")
    plain = replace(through, title=None, outlet=None, language=None, dates=through.dates[1:])
    assert replace(plain, fetched_at=None) == replace(direct, fetched_at=None)


def test_the_date_of_a_feed_reaches_the_article(papers):
    """As evidence beside the others, for a page that has no date itself."""
    papers.put("/long", f"<html><head><title>Bridge</title></head><body><h1>Bridge</h1>{LONG}</body></html>")
    (article,) = read_all([papers.put("/feed", feed(entry("/long")))])
    assert article.published.earliest == datetime(2025, 3, 4, 8, tzinfo=UTC)
    assert "feed" in {evidence.source for evidence in article.published.because}
