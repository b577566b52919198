"""Text and asides give back every visible line of a page, in its order, each aside with its reason."""

import gzip
import json
import os
import re
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.errors import NoArticle
from retold.intake.decoding import decode
from retold.intake.html import extract, parse
from retold.intake.visible import visible_lines
from retold.service import read_page
from retold.text import repair
from retold.types import Article, Page

SHARED = Path(os.environ.get("RETOLD_SHARED", Path(__file__).parents[3] / "shared"))

SENTENCES = (
    "The harbour was closed on Monday after a crane fell into the water, the port said.",
    "Three ships waited outside for the tide, and a fourth turned back to the sea at noon.",
    "“Nobody was hurt,” said the harbour master, who has kept the gate for eleven years now.",
    "The crane was built in 1962 and had been inspected in the spring, according to the port.",
    "Divers are to look at it on Tuesday, if the wind allows it, and",
    "lift it by the weekend, the port&#39;s engineers said&nbsp;in a note.",
)
#: Parts of real pages, each with words that have to be somewhere afterwards.
PARTS = (
    *(f"<p>{sentence}</p>" for sentence in SENTENCES),
    *(f"<div>{one}<br><br>{other}</div>" for one, other in zip(SENTENCES[:2], SENTENCES[2:], strict=False)),
    "<h1>Crane falls into harbour</h1>",
    "<h2>What happened</h2>",
    "<h3>Crane falls into harbour</h3>",
    "<p class='byline'>By Jane Doe, Staff Writer | March 4, 2021</p>",
    "<nav><ul><li><a href='/n'>News</a></li><li><a href='/s'>Sport</a></li></ul></nav>",
    "<aside class='related'><h4>Related</h4><ul><li><a href='/a'>Ferry fares to rise in spring</a></li></ul></aside>",
    "<form class='newsletter'><label>Get our newsletter</label><input type='email'><button>Sign up</button></form>",
    "<figure><img src='x.jpg'><figcaption>The crane, on Monday. Photo: Ann Lee/NWS</figcaption></figure>",
    "<div class='paywall'><h2>Subscribe to continue reading</h2><p>Full access from £2 a month.</p></div>",
    "<blockquote>We would rather lose a summer than lose this crane.</blockquote>",
    "<table><tr><td>Ships</td><td>14</td></tr><tr><td>Cranes</td><td>3</td></tr></table>",
    "<select><option>Alaska</option><option>Alabama</option></select>",
    "<p hidden>Only a script shows this.</p>",
    "<script>var x = 'nothing';</script><style>p {}</style>",
    "<div id='cookie-banner'><p>We use cookies to make this site work. Accept all</p></div>",
    "<section class='comments'><p>First!</p><p>Well said, Jane.</p></section>",
    "<footer><p>© 2021 The Harbour Post. All rights reserved.</p></footer>",
)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(article: Article) -> str:
    """The text with each aside put where it stood."""
    pieces, position = [], 0
    for aside in article.asides:
        pieces += [article.text[position : aside.at], aside.text]
        position = aside.at
    return squeezed("".join((*pieces, article.text[position:])))


def lost(page: Page) -> str | None:
    """What is wrong with the reading of `page`; None if nothing is, or if it holds no article."""
    try:
        blocks = extract(page).blocks
        article = read_page(page)
    except NoArticle:
        return None
    lines = visible_lines(parse(decode(page).text))
    wanted = [squeezed(line.text) for line in lines if not line.hidden]
    found = iter(squeezed(block.text) for block in blocks)
    if not all(line in found for line in wanted):
        return "a visible line is in no block, or out of order"
    unseen = Counter(squeezed(line.text) for line in lines if line.hidden)
    if not Counter(squeezed(block.text) for block in blocks) - Counter(wanted) <= unseen:
        return "a block is no line of the page"
    if any(bool(block.reason) != (block.role == "aside") for block in blocks):
        return "an aside has no reason, or something else has one"
    if shown(article) != squeezed("".join(repair(block.text)[0] for block in blocks)):
        return "text and asides are not the blocks"
    if any(one.at > other.at for one, other in zip(article.asides, article.asides[1:], strict=False)):
        return "the asides are not in order"
    return None if all(aside.reason for aside in article.asides) else "an aside has no reason"


def page_of(parts: list[str]) -> Page:
    html = f"<html><head><title>Crane falls into harbour | The Harbour Post</title></head><body>{''.join(parts)}</body>"
    return Page(input="page.html", content=html.encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=4, max_size=18))
def test_nothing_of_a_page_is_lost(parts):
    """Whatever a page is put together from."""
    assert lost(page_of(parts)) is None


@settings(max_examples=30, deadline=None)
@given(st.permutations(PARTS))
def test_the_order_of_parts_does_not_matter(parts):
    """All parts at once, the headline below the text and the menu between the paragraphs."""
    assert lost(page_of(list(parts))) is None


@pytest.mark.parametrize("name", ["newspaper4k", "fundus", "wcxb_dev"])
def test_nothing_of_a_public_page_is_lost(name):
    """A dozen pages of each public set, which are read where they lie."""
    path = SHARED / "data" / "pages" / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no evaluation data at {path}")
    with gzip.open(path, "rt", encoding="utf8") as rows:
        pages = [json.loads(row) for row in islice(rows, 0, None, 20)][:12]
    wrong = {row["id"]: lost(Page(input="page", content=row["html"].encode("utf8", "replace"))) for row in pages}
    assert not {name: why for name, why in wrong.items() if why}
