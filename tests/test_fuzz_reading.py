"""Reading whatever comes: no error but our own, nothing lost, spans that hold, and a bound on time and memory.

`RETOLD_FUZZ_EXAMPLES=20000 pytest tests/test_fuzz_reading.py` looks longer.
"""

import gzip
import os
import re
import resource
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import retold
from retold.errors import RetoldError
from retold.sentences import sentences
from retold.text import repair
from retold.types import Article

PAGES = sorted(path for path in (Path(__file__).parent / "golden" / "pages").iterdir() if path.suffix != ".json")
EXAMPLES = int(os.environ.get("RETOLD_FUZZ_EXAMPLES", "40"))
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="RETOLD_FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

SENTENCE = "The council agreed on Tuesday 4 May 2021 to repair the old bridge, officials of the town said."
ODD = [
    "\x00", "\u00a0", "\u00ad", "\u0301", "\u0338\u0338\u0338", "\u200b", "\u200d", "\u200e", "\u200f", "\u202e",
    "\u2028", "\u2066", "\ufb01", "\ufeff", "\uffff", "\ud800", "\udfff", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U000e0041", "🙂", "é", "Ã©", "â€™", "ﷺ", "مرحبا", "שלום", "पुल", "ก็", "橋", "&amp;amp;#8217;", "&#0;", "&#xD800;",
    "&notanentity;", "1 2021", "31/12/1999", "“", "”", "((", "))", "…", "\r\n", "\n\n", "\t", "—",
]  # fmt: skip
TAGS = [
    "a", "article", "aside", "b", "blockquote", "br", "button", "dd", "dl", "dt", "figcaption", "figure", "font", 
    "form",
    "frameset", "h1", "h2", "head", "html", "iframe", "li", "main", "math", "nav", "noscript", "object", "ol", "option",
    "p", "plaintext", "pre", "script", "section", "select", "span", "style", "svg", "table", "tbody", "td", "template",
    "textarea", "time", "title", "tr", "ul", "x-y", "xmp",
]  # fmt: skip
ATTRIBUTES = [
    ' class="comment"', " class='byline", ' hidden', ' style="display:none"', ' itemprop="datePublished"',
    ' datetime="2021-13-45"', ' href="http://[::1"', ' id="' + "x" * 3000 + '"', " =", ' lang="\ud800"', " a=b c d='",
    ' itemscope itemtype="https://schema.org/NewsArticle"', ' property="og:title" content="x"',
]  # fmt: skip
words = st.sampled_from([SENTENCE, "Share", "By Jane Doe", "Read more", "https://x.example/a", *ODD]) | st.text(
    max_size=15
)
tags = st.one_of(
    st.builds(lambda tag, extra: f"<{tag}{extra}>", st.sampled_from(TAGS), st.sampled_from(["", "", *ATTRIBUTES])),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from([
        "<!--", "-->", "<![CDATA[", "]]>", "<?php", "<!DOCTYPE", "</", "<", "<>", "< p>", "<p<p>", "<script>if(a<b)",
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":', '{"@graph":[[[[{}]]]]}</script>',
        '<script type="application/ld+json">{"@type":["NewsArticle",1],"headline":{},"author":[null,[{}]],'
        '"datePublished":{"a":1},"articleBody":7}</script>', '<meta charset="utf-7">', '<base href="http://[">',
        '<link rel="canonical" href="http://[x">', '<meta property="article:published_time" content="99999-99-99">',
    ]),
)  # fmt: skip
markup = st.lists(tags | words, max_size=60).map("".join)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read(source: str | bytes) -> Article | None:
    """The article, after all that holds for any article was looked at; None if there is none."""
    try:
        article = retold.read(source)
    except RetoldError:
        return None
    check(article)
    return article


def check(article: Article) -> None:
    text = article.text
    assert text.strip()
    text.encode("utf8")
    position = 0
    for number, sentence in enumerate(article.sentences):
        assert sentence.index == number
        assert 0 <= position <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end] == sentence.text
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()
    assert 0 <= article.body_start <= len(text)
    for credit in article.credits:
        assert credit.span is None or text[credit.span.start : credit.span.end] == credit.span.text
    for evidence in article.published.because:
        assert evidence.span is None or text[evidence.span.start : evidence.span.end] == evidence.span.text
    for one in article.repairs:
        assert 0 <= one.at <= len(text)
        assert text[one.at : one.at + len(one.now)] == one.now
    assert all(aside.text.strip() and aside.reason and 0 <= aside.at <= len(text) for aside in article.asides)
    assert [aside.at for aside in article.asides] == sorted(aside.at for aside in article.asides)
    assert 0 <= article.confidence <= 1
    dated = article.published
    assert dated.earliest is None or dated.latest is None or dated.earliest < dated.latest


def flat(article: Article) -> str:
    """Text and asides in the order of the page."""
    pieces, position = [], 0
    for aside in article.asides:
        pieces += (article.text[position : aside.at], aside.text)
        position = aside.at
    return squeezed("".join((*pieces, article.text[position:])))


@fuzz
@given(st.binary(max_size=600))
def test_bytes(content):
    """Whatever the bytes, there is an article or an error of ours."""
    read(content)


@fuzz
@given(st.binary(max_size=60), st.sampled_from(["utf-8", "utf-16-le", "cp1252", "shift_jis", "iso2022_jp"]), st.data())
def test_bytes_within_text(noise, encoding, data):
    """Noise in the middle of text in any encoding does no harm."""
    content = (SENTENCE * 4).encode(encoding)
    at = data.draw(st.integers(0, len(content)))
    read(content[:at] + noise + content[at:])
    with suppress(RetoldError):
        retold.read(gzip.compress(content)[: at + 1])


@fuzz
@given(markup)
def test_markup(page):
    """Whatever the markup, and lone surrogates in it."""
    read(f"<html><body>{page}")
    read(f"<p>{SENTENCE}</p><p>{SENTENCE} {SENTENCE}</p>{page}<p>{SENTENCE}</p>")


@fuzz
@given(st.sampled_from(PAGES), st.data())
def test_mutated_pages(path, data):
    """A page with pieces cut out, doubled, swapped or put in reads on."""
    content = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 5))):
        a, b = sorted(data.draw(st.tuples(st.integers(0, len(content)), st.integers(0, len(content)))))
        put = data.draw(st.one_of(tags, words)).encode("utf8", "surrogatepass")
        content = data.draw(
            st.sampled_from([content[:a] + content[b:], content[:b] + content[a:], content[:a] + put + content[a:]])
        )[:60_000]
    read(content)


@fuzz
@given(st.lists(words, min_size=1, max_size=40), st.sampled_from(["\n", " ", "", "\n\n", "\t", "\u2028"]))
def test_flattened_text(pieces, between):
    """Any text: long lines, no blanks, digits, marks of direction, emoji, combining marks."""
    text = between.join((SENTENCE, *pieces, f"{SENTENCE} {SENTENCE}"))
    article = read(text)
    if article is not None and "<" not in text:
        kept = re.sub(r"[^\w]|_", "", flat(article))
        wanted = re.sub(r"[^\w]|_", "", squeezed(repair(text.encode("utf8", "replace").decode())[0]))
        assert len(kept) >= 0.98 * len(wanted)


@fuzz
@given(st.text(max_size=300) | st.lists(words, max_size=30).map("".join))
def test_sentences_and_repair(text):
    """Sentences join to the text again; mended text has no more control characters, and its repairs their places."""
    mended, repairs = repair(text)
    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]", mended)
    assert all(mended[one.at : one.at + len(one.now)] == one.now for one in repairs)
    position = 0
    for sentence in sentences(mended, body_start=0, language="en"):
        assert mended[sentence.start : sentence.end] == sentence.text
        assert not mended[position : sentence.start].strip()
        position = sentence.end
    assert not mended[position:].strip()


MEGABYTE = 1_000_000


def filled(piece: str) -> str:
    return piece * (MEGABYTE // len(piece.encode()))


NASTY: dict[str, str | bytes] = {
    "angle brackets": filled("<"),
    "ampersands": filled("&"),
    "attributes": "<p " + filled('a="b" ') + ">" + SENTENCE,
    "binary": b"\xff\xe1\xd0" * 333_333,
    "blank lines": SENTENCE + filled("\n"),
    "brackets open": SENTENCE + filled("("),
    "brackets": filled("() "),
    "cdata": filled("<![CDATA["),
    "combining marks": "a" + filled("\u0301"),
    "comments": filled("<!--"),
    "commas": filled("a, "),
    "dates": filled("4 May 2021, "),
    "dates, digits": filled("2021-05-04 "),
    "digits": filled("7"),
    "deep comments": "<div>" * 600 + filled("<!-- "),
    "deep scripts": "<div>" * 600 + filled("<script "),
    "deep tags": "<div>" * 600 + SENTENCE + filled("<"),
    "divs": filled("<div>"),
    "dots": filled("."),
    "entities": filled("&amp;"),
    "initials": filled("U.S. "),
    "letters": filled("a "),
    "links": filled('<a href="/x">Read more</a>'),
    "lists": filled("<ul><li>"),
    "mojibake": filled("â€™s "),
    "numbers": filled("1 2021 "),
    "one word": filled("x"),
    "quotes": filled('"'),
    "quotes, curly": filled("“a”"),
    "scripts, a broken byte": filled("<script").encode() + b"\xe9",
    "sentences": filled(SENTENCE + " "),
    "share lines": "\n".join(["Share"] * 20_000),
    "slashes": filled("/"),
    "spaces": SENTENCE + filled(" ") + SENTENCE,
    "tables": filled("<table><tr><td>"),
    "unclosed script": f"<p>{SENTENCE}</p><script>" + filled("a<b;"),
    "unclosed tag": f"<p>{SENTENCE}</p><a " + filled("x"),
    "urls": filled("http://x.example/2021/05/04/ "),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", NASTY)
def test_a_megabyte_is_bounded(name):
    """A megabyte of anything is read, or turned down, within two seconds of CPU time and 300 MB of memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert seconds(name) < 2.0 or seconds(name) < 2.0, "a second try, since others may load the machine"
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) * 1024 < 300 * MEGABYTE


def seconds(name: str) -> float:
    started = time.process_time()
    with suppress(RetoldError):
        retold.read(NASTY[name])
    return time.process_time() - started
