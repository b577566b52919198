"""Pages of the made-up archive: an article, a template page, a list or nothing, as HTML, flattened or plain text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from random import Random

from bench.made_archive_furniture import Outlet
from bench.made_archive_stories import Text, place_name

_PLAIN = {"en": "%d %B %Y, %H:%M", "de": "%d.%m.%Y, %H:%M Uhr", "es": "%d/%m/%Y %H:%M", "fr": "%d/%m/%Y à %H:%M"}


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page before it is written down in one of the forms."""

    url: str
    outlet: Outlet
    title: str
    paragraphs: Sequence[str]
    author: str
    published: datetime
    fetched_at: datetime
    #: Headlines beside it, which are other pages'.
    related: Sequence[str]
    #: Where it belongs: event, origin and kind of copy, for the gold; None if it is of no event.
    event: int | None = None
    origin: int | None = None
    copy: str | None = None
    #: What is the matter with it ("" for a sound page of an article).
    why: str = ""
    #: The character set it is sent in.
    charset: str = "utf-8"

    def html(self) -> str:
        """The page as its site sends it."""
        outlet = self.outlet
        at = self.published.isoformat()
        by = outlet.notices[0]
        _, _, element, head, body, related, _ = outlet.skeleton
        title = escape(self.title, quote=False)
        article = ""
        if self.paragraphs:
            paragraphs = "".join([f"<p>{each}</p>\n" for each in self.paragraphs])
            article = (
                f'<{element} class="{body}-frame"><div class="{head}"><h1>{title}</h1>'
                f'<p class="byline">{by} <a rel="author" href="/authors/{len(self.author)}">{self.author}</a></p>'
                f'<time class="date" datetime="{at}">{self.published.strftime(_PLAIN[outlet.language])}</time>'
                f'<div class="share"><a href="#">{outlet.notices[6]}</a></div></div>'
                f'<div class="{body}">{paragraphs}</div></{element}>'
            )
        links = "".join([f'<li><a href="/read/{k}">{escape(each, quote=False)}</a></li>'
                         for k, each in enumerate(self.related)])  # fmt: skip
        return (
            f'<!DOCTYPE html>\n<html lang="{outlet.language}"><head><meta charset="{self.charset}">'
            f"<title>{title} | {outlet.name}</title>{self._metadata(at) if article else ''}"
            f"<style>{outlet.style}</style></head><body>{outlet.before}{article}"
            f'<aside class="{related}"><h3>{outlet.notices[2]}</h3><ul>{links}</ul></aside>'
            f"{outlet.behind}</body></html>\n"
        )

    def _metadata(self, at: str) -> str:
        outlet, title = self.outlet, escape(self.title)
        said = json.dumps(
            {
                "@context": "https://schema.org", "@type": "NewsArticle", "headline": self.title, "datePublished": at,
                "dateModified": at, "author": {"@type": "Person", "name": self.author},
                "publisher": {"@type": "Organization", "name": outlet.name}, "mainEntityOfPage": self.url,
            },
            ensure_ascii=False,
        )  # fmt: skip
        return (
            f'<link rel="canonical" href="{self.url}"><meta property="og:type" content="article">'
            f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{outlet.name}">'
            f'<meta property="article:published_time" content="{at}">'
            f'<script type="application/ld+json">{said}</script>'
        )

    def flattened(self) -> str:
        """The page as a crawler flattens it: all that is visible, line by line."""
        outlet = self.outlet
        lines = [outlet.above]
        if self.paragraphs:
            at = self.published.strftime(_PLAIN[outlet.language])
            lines += [self.title, f"{outlet.notices[0]} {self.author}", at, *self.paragraphs]
        return "\n".join((*lines, outlet.notices[2], *self.related, outlet.below)) + "\n"

    def plain(self) -> str:
        """The article alone."""
        return "\n\n".join((self.title, *self.paragraphs))


def story_paragraphs(text: Text, outlet: Outlet, place: str, draw: Random) -> list[str]:
    """The text as this outlet prints it: paragraphs, the credit, its standing sentence."""
    sentences, found = list(text.sentences), []
    if text.agency and draw.random() < 0.7:
        sentences[0] = f"{place.upper()} ({text.agency}) — {sentences[0]}"
    at = 0
    while at < len(sentences):
        size = 1 + int(draw.random() * 3)
        found.append(" ".join(sentences[at : at + size]))
        at += size
    if outlet.signature:
        found.append(outlet.signature)
    return found


def template_page(outlet: Outlet, number: int, at: datetime, fetched: datetime, draw: Random) -> MadePage:
    """Weather and prices of a town: the same words each time, other numbers."""
    town = place_name(draw)
    low, high, wind, rain = draw.randint(-4, 12), draw.randint(13, 29), draw.randint(3, 60), draw.randint(0, 95)
    prices = [draw.randint(80, 900) for _ in range(6)]
    paragraphs = [
        f"The weather in {town} today will be dry at first, with a low of {low} degrees in the early morning and a "
        f"high of {high} degrees in the afternoon. The wind blows at {wind} kilometres an hour from the west and may "
        f"gust in the evening. The chance of rain is {rain} percent, the weather service said.",
        "Drivers are asked to leave more time for their journeys on exposed roads, and walkers should keep away from "
        "the shore when the tide is high. The next forecast is published at six in the evening.",
        f"At the market in {town} a crate of apples was sold for {prices[0]}, a crate of pears for {prices[1]} and a "
        f"sack of potatoes for {prices[2]}. Wheat stood at {prices[3]}, barley at {prices[4]} and rapeseed at "
        f"{prices[5]} a tonne, traders said. Prices are those of the first hour and may have moved since.",
        "This page is made from the readings of the weather service and of the market hall, and is renewed each "
        "morning.",
    ]
    return MadePage(
        url=f"https://{outlet.host}/weather/{number}", outlet=outlet, title=f"Weather and market prices for {town}",
        paragraphs=paragraphs, author=outlet.authors[0], published=at, fetched_at=fetched, related=(), copy="template",
    )  # fmt: skip
