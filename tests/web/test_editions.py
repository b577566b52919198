"""An edition as page, mail and feed entries: the same facts, in any language, safe with whatever an article says."""

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import feedparser
import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.editions_made import ARABIC, HEBREW, LANGUAGES, LINKS, bridge, long_edition, quotations

from retold import records
from retold.cli import show
from retold.display.editions import Links
from retold.display.plain import markdown, text
from retold.testing import make_edition, make_line, make_passage
from retold.web.editions import atom, identity, json_feed, mail, mail_html, page

ANY = st.text(st.characters(codec=None, categories=None), max_size=40)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def terminal(edition):
    from io import StringIO

    from rich.console import Console

    console = Console(file=StringIO(), width=100)
    show.edition(console, edition)
    return console.file.getvalue()


def visible(html):
    tree = lxml.html.fromstring(html)
    for style in tree.xpath("//style"):
        style.drop_tree()
    return tree.text_content()


def read(words):
    """As it is read: in one line, without isolates and the signs that escape in Markdown."""
    return " ".join(re.sub(r"[\u2066-\u2069]|\\(?=[^\w\s])", "", words).split())


FORMS = {
    "terminal": terminal,
    "page": lambda edition: visible(page(edition)),
    "mail": lambda edition: visible(mail_html(edition, links=LINKS)),
    "text": lambda edition: text(edition, links=LINKS),
    "markdown": markdown,
    "atom": lambda edition: visible(feedparser.parse(atom([edition], links=LINKS)).entries[0].content[0].value),
    "json feed": lambda edition: visible(json.loads(json_feed([edition], links=LINKS))["items"][0]["content_html"]),
    "json feed text": lambda edition: json.loads(json_feed([edition], links=LINKS))["items"][0]["content_text"],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_tells_the_same(form, language):
    """Each quotation, each label, count and reason, what was before, what is left out."""
    from retold.display.editions import view

    edition = bridge(language)
    shown = read(FORMS[form](edition))
    for quotation in quotations(edition):
        assert read(quotation) in shown
    whole = view(edition)
    for section in whole.sections:
        assert read(section.name) in shown
        assert read(section.left_out) in shown
        for line in (line for story in section.stories for line in story.lines):
            told = [line.label, line.who, line.support, line.also, line.why]
            told += [words for quote in (*line.quotes, *line.before) for words in (quote.outlet, quote.day)]
            assert not [words for words in told if read(words) not in shown]
    assert form.startswith(("atom", "json")) or all(read(words) in shown for words in whole.counts)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_an_empty_edition_says_that_nothing_is_new(form, language):
    """In its own words."""
    from retold.display.editions import view

    edition = make_edition(language=language)
    assert read(view(edition).nothing) in read(FORMS[form](edition))


def test_the_record_of_an_edition_is_json_with_spans_numbers_and_citations():
    """Nothing shown elsewhere is missing in it."""
    edition = bridge()
    record = json.loads(json.dumps(records.edition(edition)))
    assert (record["day"], record["since"], record["lines"], record["left_out"]) == (
        "2025-03-05",
        "2025-03-04T06:00:00Z",
        4,
        3,
    )
    lines = [line for story in record["sections"][0]["stories"] for line in story["lines"]]
    assert [line["number"] for line in lines] == [7, 8, 9, 10]
    assert lines[0]["label"] == "hoped → planned"
    assert lines[0]["outlets"] == ["Port Callan Post", "Kestrel News"]
    assert lines[0]["earlier"][0]["span"] == {"start": 0, "end": 29, "text": "The county hopes for a ferry."}
    told = {p["article"] for line in lines for p in (*line["passages"], *line["earlier"])}
    assert told <= set(record["citations"])
    assert record["citations"]["nahr"]["language"] == "ar"
    assert record["citations"]["nahr"]["url"] == "https://news.example/nahr"


# --- language and direction -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [page, lambda edition: mail_html(edition, links=LINKS)], ids=["page", "mail"])
def test_language_and_direction_stand_on_the_root_and_on_each_quotation(make):
    """`lang` only where it isn't the frame's, `dir` everywhere."""
    for language, way in (("en", "ltr"), ("ar", "rtl")):
        root = lxml.html.fromstring(make(bridge(language)))
        assert (root.get("lang"), root.get("dir")) == (language, way)
        by_words = {q.text_content().strip(): q for q in root.xpath("//blockquote | //h3")}
        assert by_words[ARABIC].get("dir") == "rtl"
        assert by_words[ARABIC].get("lang") == (None if language == "ar" else "ar")
        assert by_words[HEBREW].get("dir") == "rtl"
        assert by_words[HEBREW].get("lang") == "he"
        assert by_words["26 people were hurt."].get("dir") == "ltr"
        assert by_words["26 people were hurt."].get("lang") == ("en" if language == "ar" else None)


def test_a_quotation_in_an_unknown_language_is_in_none():
    """Rather than in the frame's (HTML: the empty string)."""
    edition = make_edition(make_line(languages={"a": "und"}))
    assert lxml.html.fromstring(page(edition)).xpath("//blockquote")[0].get("lang") == ""


def test_a_reason_is_english_in_any_frame():
    """And says so."""
    reasons = lxml.html.fromstring(mail_html(bridge("de"))).xpath("//bdi[@lang='en']")
    assert "ferry: planned, Fri 10 October 2025" in [reason.text for reason in reasons]


# --- safe -----------------------------------------------------------------------------------------------------------

TAGS = {"head", "html", "meta", "style", "title"} | {"a", "b", "bdi", "blockquote", "body", "br", "div", "p"}
TAGS |= {"h1", "h2", "h3"}


def hostile(words, url):
    first = make_passage(words, outlet=words)
    told = {"label": words, "actors": (words,), "origins": (words, "x"), "because": words, "urls": {"a": url}}
    made = make_line(first, make_passage(words + "2", article="b", outlet=words + "2"), kind="conflict", **told)
    return make_edition(made, name=words)


@given(ANY, ANY)
def test_whatever_an_article_says_is_text_and_its_address_a_link_to_the_web_or_none(words, url):
    """In page and mail: no tag but ours, no attribute that runs."""
    for address in (url, f"https://news.example/{url}"):
        edition = hostile(f"<script>alert(1)</script>{words}\"' onload=x", address)
        links = Links(site="https://a.example", name=words, unsubscribe=url)
        for html in (mail_html(edition, links=links), page(edition)):
            root = lxml.html.fromstring(html)
            assert not root.xpath("//script | //@onload | //img | //form | //iframe | //@srcset | //link")
            assert all(re.match(r"https?://|#affair-\d+$", to) for to in root.xpath("//@href"))
            html.encode()
        assert {element.tag for element in lxml.html.fromstring(mail_html(edition)).iter()} <= TAGS


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", None])
def test_an_address_that_is_none_of_the_web_is_never_linked(url):
    """The outlet is named all the same."""
    edition = make_edition(make_line(urls={"a": url}))
    for html in (page(edition), mail_html(edition), atom([edition]), json_feed([edition])):
        assert str(url).partition(":")[0] + ":" not in html
        assert "The Harrow Gazette" in html
    assert not lxml.html.fromstring(mail_html(edition)).xpath("//a")


def test_page_and_mail_load_nothing():
    """No script, picture, style sheet or font from anywhere: a strict policy breaks nothing, and nobody is counted."""
    for html in (page(bridge()), mail_html(bridge(), links=LINKS)):
        assert not re.search(r"url\(|@import|<(script|img|link|iframe|object)|\ssrc=|\son\w+=", html)


# --- mail -----------------------------------------------------------------------------------------------------------


def test_a_mail_has_headings_in_order_and_ways_to_leave():
    """One h1; why one gets it; the whole edition, preferences, unsubscribe."""
    root = lxml.html.fromstring(mail_html(bridge(), links=LINKS))
    assert [h.tag for h in root.xpath("//h1 | //h2 | //h3 | //h4")] == ["h1", "h2", "h3", "h3"]
    assert root.xpath("//h1")[0].text_content() == "Harbour brief"
    foot = root.xpath("//div[@class='foot']")[0]
    assert "You get this mail because you asked for it and confirmed it." in foot.text_content()
    assert [(a.text, a.get("href")) for a in foot.iter("a")] == [
        ("The whole edition", "https://brief.example/editions/00000000000000e1"),
        ("Preferences", "https://brief.example/preferences/t0"),
        ("Unsubscribe", "https://brief.example/unsubscribe/t0"),
    ]
    assert not lxml.html.fromstring(mail_html(bridge())).xpath("//div[@class='foot']//a")


def test_a_mail_sets_no_colour_of_text_without_the_ground_behind_it():
    """So that inverted, by whomever, it can be read: but for grey rules, which are so in both."""
    sheet = re.search(r"<style>(.*)</style>", mail_html(bridge()), re.DOTALL)[1]
    for rule in re.findall(r"\{([^{}]*)\}", sheet):
        given = dict(part.split(":", 1) for part in rule.split(";") if ":" in part)
        assert given.get("color") in (None, "inherit") or "background" in given
    assert 'style="' not in "".join(re.findall(r"<(?:p|b|h\d|blockquote|a)\b[^>]*>", mail_html(bridge())))


@pytest.mark.parametrize("words", ["The bridge is closed to lorries. ", "الجسر مغلق أمام الشاحنات. ", "<&\"'>" * 8])
def test_an_edition_of_a_thousand_lines_is_a_mail_under_100_kb(words):
    """In text, in HTML and in both together; the rest is counted and linked, and both tell the same lines."""
    edition = long_edition(1000, words=words)
    html = mail_html(edition, links=LINKS)
    assert 90_000 < len(html.encode()) < 100_000
    assert 90_000 < len(text(edition, links=LINKS).encode()) < 100_000
    whole = mail(edition, links=LINKS)
    assert 90_000 < len(whole.text.encode()) + len(whole.html.encode()) < 100_000
    left = [int(re.search(r"for length: (\d+)\.", form)[1]) for form in (whole.text, whole.html)]
    assert left[0] == left[1]
    shown = 1000 - left[0]
    assert len(lxml.html.fromstring(whole.html).xpath("//blockquote")) == shown
    assert f"\n{shown}. " in whole.text
    assert f"\n{shown + 1}. " not in whole.text
    assert 'href="https://brief.example/editions/00000000000000e1"' in whole.html
    assert "Left out" not in mail(bridge(), links=LINKS).html


def test_a_mail_fits_as_it_is_sent():
    """Measured as the composer of mails encodes it."""
    from retold.mail.compose import encoded_size

    for words in ("A bridge = a road. ", "الجسر مغلق. "):
        made = mail(long_edition(600, words=words), links=LINKS, limit=96_000, size=encoded_size)
        assert 90_000 < encoded_size(made.text) + encoded_size(made.html) <= 96_000
        assert made.subject == "600 new points · Weir Street Bridge · Harbour brief, 5 Mar"
        assert made.language == "en"


def test_twenty_lines_are_written_in_milliseconds():
    """5,000 mails in two minutes leave 24 ms each for everything; this takes 3."""
    edition = long_edition(20)
    mail(edition, links=LINKS)
    started = time.process_time()
    for _ in range(40):
        mail(edition, links=LINKS)
    assert (time.process_time() - started) / 40 < 0.012


# --- page -----------------------------------------------------------------------------------------------------------


def test_a_page_lists_its_affairs_and_leads_to_the_words_in_each_article():
    """By a fragment that marks them; each line can be linked to by its number in the ledger."""
    edition = bridge()
    two = replace(edition, sections=(edition.sections[0], replace(edition.sections[0], name="A <second> one")))
    root = lxml.html.fromstring(page(two))
    assert [a.text_content() for a in root.xpath("//nav//a")] == ["Weir Street Bridge", "A <second> one"]
    assert all(root.xpath(f"//*[@id='{a.get('href')[1:]}']") for a in root.xpath("//nav//a"))
    single = lxml.html.fromstring(page(edition))
    assert single.xpath("//li/@id") == ["line-7", "line-8", "line-9", "line-10"]
    assert "https://news.example/post#:~:text=26%20people%20were%20hurt." in single.xpath("//@href")
    assert not single.xpath("//nav")
    ids = single.xpath("//@id")
    assert len(ids) == len(set(ids))


# --- feeds ----------------------------------------------------------------------------------------------------------

DAYS = [bridge(id=f"{n:016x}", made_at=datetime(2025, 3, 5 + n, 6, tzinfo=UTC)) for n in (2, 1, 0)]


def test_an_atom_feed_has_all_that_the_rfc_asks_for():
    """RFC 4287 4.1.1 and 4.1.2: id, title, updated, author, self; ids that stay; content as escaped HTML."""
    feed = etree.fromstring(atom(DAYS, links=LINKS, address="https://brief.example/feed.atom", language="de").encode())
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']", "a:generator"):
        assert len(feed.xpath(path, namespaces=ATOM)) == 1
    assert feed.findtext("a:updated", namespaces=ATOM) == "2025-03-07T06:00:00Z"
    entries = feed.findall("a:entry", ATOM)
    assert [e.findtext("a:id", namespaces=ATOM) for e in entries] == [identity(edition) for edition in DAYS]
    assert len({identity(edition) for edition in DAYS}) == 3
    for entry in entries:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.findtext("a:id", namespaces=ATOM))
        assert re.fullmatch(r"2025-03-0\dT06:00:00Z", entry.findtext("a:updated", namespaces=ATOM))
        assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        content = entry.find("a:content", ATOM)
        assert content.get("type") == "html"
        assert len(content) == 0
        assert ARABIC in lxml.html.fromstring(content.text).text_content()
        assert entry.find("a:link[@rel='alternate']", ATOM).get("href").startswith("https://brief.example/editions/")


def test_a_feed_reader_reads_the_feed():
    """Without a complaint; the id of an edition doesn't hang on where it is served."""
    for links in (LINKS, Links()):
        parsed = feedparser.parse(atom(DAYS, links=links))
        assert not parsed.bozo
        assert [entry.id for entry in parsed.entries] == [identity(edition) for edition in DAYS]
        assert parsed.entries[0].title == "4 new points · Weir Street Bridge · 5 Mar"
        assert parsed.entries[0].content[0].language == "en"


def test_feeds_without_editions_are_feeds():
    """On the first day."""
    when = datetime(2025, 3, 5, tzinfo=UTC)
    assert feedparser.parse(atom([], updated=when)).feed.updated == "2025-03-05T00:00:00Z"
    assert etree.fromstring(atom([]).encode()).findtext("a:title", namespaces=ATOM) == "Morning brief"
    assert json.loads(json_feed([]))["items"] == []


@given(ANY, ANY)
def test_feeds_are_well_formed_whatever_an_article_says(words, url):
    """XML can't hold all characters; and markup in a title stays text when it is unescaped twice."""
    edition = hostile(f"]]><b>&amp;{words}", url)
    feed = etree.fromstring(atom([edition], links=Links(name=words), address=url).encode())
    content = feed.find("a:entry/a:content", ATOM).text
    assert not lxml.html.fromstring(content).xpath("//b/b | //script")
    assert unescape(content).count("<b>&amp;") == content.count("&lt;b&gt;&amp;amp;")
    json.loads(json_feed([edition], links=Links(name=words), address=url))


def test_a_json_feed_has_the_fields_of_version_1_1():
    """jsonfeed.org/version/1.1: version and title; of each item an id and content; dates by RFC 3339."""
    feed = json.loads(json_feed(DAYS, links=LINKS, address="https://brief.example/feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["title"], feed["language"]) == ("Harbour brief", "en")
    assert (feed["home_page_url"], feed["feed_url"]) == ("https://brief.example", "https://brief.example/feed.json")
    for entry, edition in zip(feed["items"], DAYS, strict=True):
        assert set(entry) == {
            *("id", "url", "title", "content_html", "content_text", "date_published", "language", "tags"),
        }
        assert all(isinstance(value, str) for key, value in entry.items() if key != "tags")
        assert entry["tags"] == ["Weir Street Bridge"]
        assert entry["id"] == identity(edition)
        assert datetime.fromisoformat(entry["date_published"]) == edition.made_at
    assert "home_page_url" not in json.loads(json_feed(DAYS))


def test_an_edition_of_pages_without_an_affair_has_no_empty_heading():
    """`retold brief PAGES --since ...`: no heading, tag or category stands for what has no name."""
    edition = make_edition(make_line(make_passage("The bridge is closed.")), name="")
    for made in (page(edition), mail_html(edition), text(edition), markdown(edition)):
        assert "The bridge is closed." in made
        assert not re.search(r"<h2[^>]*>\s*(<bdi>\s*</bdi>)?\s*</h2>|^## *$|^=+$", made, re.M)
    assert "<category" not in atom([edition])
    assert json.loads(json_feed([edition]))["items"][0]["tags"] == []
