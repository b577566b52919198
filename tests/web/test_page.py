"""The brief as a page: whole, self-contained, and safe with whatever an article says."""

from datetime import UTC, datetime

import lxml.html
import pytest

from retold.errors import NoArticle
from retold.testing import make_article
from retold.types import (
    Brief,
    BriefItem,
    Change,
    Comparison,
    Derivation,
    Link,
    News,
    Origin,
    OutletChange,
    Passage,
    Period,
    Span,
    Story,
)
from retold.web.page import brief_page

DAY = datetime(2025, 3, 4, tzinfo=UTC)
A = make_article(
    "According to the council, the bridge is closed. It needs a new pier. <script>alert(1)</script> was the reply.",
    title="Bridge closed & <b>barred</b>",
    outlet="The Plain <Post>",
    published=DAY,
    url="javascript:alert(1)",
)
B = make_article(
    "A lorry hit it. The bridge is closed.", title="Bridge shut", outlet="Low Road", published=DAY, name="b"
)


def passage(article, index):
    sentence = article.sentences[index]
    return Passage(article=article.id, outlet=article.name, span=sentence.span, sentence=index)


@pytest.fixture(scope="module")
def comparison():
    change = Change(
        kind="attribution",
        a_span=Span.of(A.text, A.body_start, A.body_start + 26),
        b_span=None,
        matters=True,
        because="the council is no longer named",
    )
    return Comparison(
        a=A,
        b=B,
        links=(Link(a=(1,), b=(2,), kind="edited", similarity=0.8, moved=True, changes=(change,)),),
        only_a=(0, 2, 3),
        only_b=(0, 1),
        changes=(change,),
        conflicts=(),
        derivation=Derivation(a=A.id, b=B.id, kind="rewrite", source="a", share_a=0.5, share_b=0.6, because=("x",)),
    )


@pytest.fixture(scope="module")
def brief(comparison):
    origin = Origin(name="The Plain <Post>", kind="outlet", articles=(A, B), because=("first to tell it",))
    story = Story(
        id="f" * 16,
        headline=A.title,
        articles=(A, B),
        origins=(origin,),
        derivations=(comparison.derivation,),
        additions=(),
        because=("shares 'bridge'",),
    )
    told = OutletChange(
        outlet=B.name,
        kind="attribution",
        before=passage(A, 1),
        after=passage(B, 2),
        change=comparison.changes[0],
        because="attribution dropped",
    )
    item = BriefItem(
        story=story,
        headline=passage(A, 0),
        lead=passage(A, 1),
        new=(News(kind="edit", label="edited", passages=(passage(A, 3),), because="x"),),
        changes=(told,),
        muted={"style": 2},
        comparisons=(comparison,),
    )
    return Brief(covers=Period(earliest=DAY, latest=DAY), items=(item,), articles=2)


@pytest.fixture(scope="module")
def html(brief):
    return brief_page(brief, failed=[NoArticle("c.html", "only <cookies>")])


@pytest.fixture(scope="module")
def tree(html):
    return lxml.html.fromstring(html)


def test_every_link_leads_somewhere_on_the_page(tree):
    """No dead end."""
    ids = set(tree.xpath("//@id"))
    inner = [href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")]
    assert inner
    assert set(inner) <= ids


def test_ids_are_unique(tree):
    """A link has one target."""
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_script_in_an_article_is_text(tree, html):
    """Nor does an article's own address run anything."""
    assert not tree.xpath("//script")
    assert "alert(1)" in tree.text_content()
    assert "javascript:" not in html


def test_nothing_is_fetched(html):
    """No image, no font, no style sheet from elsewhere."""
    for sign in ("src=", "<link", "@import", "url("):
        assert sign not in html


def test_words_taken_out_are_marked_and_named(tree):
    """In the list of what the outlet changed."""
    (row,) = tree.xpath("//details[@class='outlet']//tr")
    assert row.xpath(".//del")[0].text == "According to the council, "
    assert "attribution dropped" in row.text_content()


def test_what_failed_is_named(tree):
    """At the end."""
    assert "only <cookies>" in tree.text_content()


def test_an_empty_brief_says_so():
    """And why."""
    page = brief_page(Brief(covers=Period(earliest=None, latest=None), items=(), articles=0), failed=[])
    assert "None of the pages held an article" in page
