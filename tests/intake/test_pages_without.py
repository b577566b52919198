"""Pages that are no article are said to be so, with what they are; articles that look a little like them are read."""

import pytest

from retold.errors import NoArticle
from retold.intake.html import extract
from retold.types import Page

TITLES = (
    "Council agrees to repair the old bridge",
    "Harbour fees to rise in spring",
    "Rain closes two mountain roads",
    "Teachers vote on new contract",
    "Museum finds a lost map",
    "Ferry timetable changes on Monday",
    "Bakers warn of dearer flour",
    "Library opens a night room",
)
SUMMARIES = (
    "The council voted nine to four on Tuesday to close the bridge for repairs until October.",
    "Boat owners will pay a tenth more from March, the harbour office said.",
    "The roads over both passes stay shut until the slope has dried, engineers said on Sunday.",
    "Teachers at forty schools decide this week whether to accept the offer of the town.",
    "The map shows the coast as it was drawn before the great flood, the museum said.",
    "Ferries leave ten minutes earlier from Monday, and the last one sails at nine.",
    "A sack of flour costs a third more than last year, bakers said.",
    "Readers may stay until two in the morning, and coffee is free.",
)
CARDS = "".join(
    f'<article><h3><a href="/a/{n}">{title}</a></h3><p>{SUMMARIES[n]}</p></article>' for n, title in enumerate(TITLES)
)
STORY = "".join(f"<p>{one} {other}</p>" for one, other in zip(SUMMARIES, SUMMARIES[::-1], strict=True))
FIGURES = "".join(
    f'<figure><img src="{n}"><figcaption>{text}</figcaption></figure>' for n, text in enumerate(SUMMARIES)
)
ASK = '<div class="paywall"><h2>Subscribe to continue reading</h2><p>Full access from £2 a month, as you like.</p>'


def page(title, main, head=""):
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("News", "Sport", "Culture", "Weather"))
    return (
        f"<html><head><title>{title}</title>{head}</head><body><header><nav><ul>{menu}</ul></nav></header>"
        f"<main>{main}</main><footer><p>© 2024 The Skerry Courier</p></footer></body></html>"
    )


def kind(name):
    return f'<script type="application/ld+json">{{"@type": "{name}", "name": "x"}}</script>'


@pytest.mark.parametrize(
    ("html", "what"),
    [
        (page("The Skerry Courier", f"<h1>The Skerry Courier</h1>{CARDS}"), "list of 8 headlines"),
        (page("Tag: bridge", f"<h1>Tag: bridge</h1>{CARDS}", kind("CollectionPage")), "list of 8 headlines"),
        (page("Search", f"<h1>Search results for “bridge”</h1><p>8 results</p>{CARDS}"), "list of 8 headlines"),
        (page("Ines Quast", f"<h1>Ines Quast</h1><p>Covers the sea.</p>{CARDS}"), "list of 8 headlines"),
        (page("Gone", "<h1>Sorry, this article is no longer available</h1><p>It has been removed.</p>"), "error page"),
        (page("Oups", "<h1>Oups, cette page n’existe pas</h1><p>Elle a été déplacée.</p>"), "error page"),
        (page("Seite nicht gefunden", f"<h1>Seite nicht gefunden</h1><p>Leider.</p>{CARDS[:300]}"), "error page"),
        (page("503 Service Unavailable", "<h1>Service Unavailable</h1><p>Try again later.</p>"), "error page"),
        (page("In pictures", f"<h1>In pictures: the flood</h1>{FIGURES}", kind("ImageGallery")), "gallery"),
        (page("Podcast", "<h1>Podcast: the bridge</h1><p>Listen to it.</p>", kind("PodcastEpisode")), "recording"),
        (page(TITLES[0], f"<h1>{TITLES[0]}</h1><p>By Ines Quast</p>{ASK}", kind("NewsArticle")), "appeal to subscribe"),
        ('<html><body><div id="root"></div><noscript>Enable it.</noscript></body></html>', "without a script"),
    ],
    ids=[
        "front",
        "tag",
        "search",
        "author",
        "gone",
        "french",
        "german",
        "server",
        "gallery",
        "podcast",
        "paywall",
        "shell",
    ],
)
def test_no_article_is_told(html, what):
    """The message says what was found instead."""
    with pytest.raises(NoArticle, match=what):
        extract(Page(input="page.html", content=html.encode()))


@pytest.mark.parametrize(
    "html",
    [
        page("Error 404: how a page not found became art", f"<h1>Error 404: how it became art</h1>{STORY}"),
        page(TITLES[0], f"<article><h1>{TITLES[0]}</h1>{STORY}</article><section>{CARDS}</section>"),
        page("Eight things of the week", f"<h1>Eight things of the week</h1>{CARDS}", kind("NewsArticle")),
        page(TITLES[0], f"<h1>{TITLES[0]}</h1><p>{SUMMARIES[0]} {SUMMARIES[2]}</p><p>{SUMMARIES[3]}</p>"),
    ],
    ids=["error-story", "cards-below", "round-up", "short"],
)
def test_articles_are_read(html):
    """An article about errors, one with cards below, a round-up that says what it is, a short one."""
    content = extract(Page(input="page.html", content=html.encode()))
    body = " ".join(block.text for block in content.blocks if block.role == "body")
    assert SUMMARIES[0] in body
