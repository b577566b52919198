"""Blocks of a page become an article: one text with a headline and paragraphs, and asides at their places.

Pure. Mends characters, splits sentences, and asks for credits and the date; judges none of them itself. Loses no
block: each is in the text or an aside, in the order of the page.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from retold.boilerplate.outlet_names import written
from retold.credits import find_credits
from retold.dating import date_article, last_modified
from retold.sentences import sentences
from retold.text import repair
from retold.types import Article, Aside, Block, Page, PageContent, Repair

_SPACE = re.compile(r"[\s\u200b\ufeff]*\s[\s\u200b\ufeff]*")
_BREAK = "\n\n"


def assemble(content: PageContent, *, page: Page, language: str) -> Article:
    """The article that these blocks make. `page` tells where and when it was had."""
    draft = _Draft()
    for block in content.blocks:
        draft.add(block)
    text, body_start, asides, repairs = draft.finish()
    title = _mended(content.title) or draft.headline or _mended(page.title)
    outlet = written(_mended(content.outlet) or _mended(page.outlet) or "") or _host(content.url or page.url)
    byline = _mended(content.byline)
    parts = sentences(text, body_start=body_start, language=language)
    published = date_article(
        text=text, sentences=parts, title=title, hints=content.dates, fetched_at=page.fetched_at, language=language
    )
    lines = tuple(dict.fromkeys(line for line in (byline, *map(_mended, content.credit_lines)) if line))
    return Article(
        input=page.input,
        title=title,
        outlet=outlet,
        byline=byline,
        section=_mended(content.section),
        language=language,
        url=content.url or page.url,
        fetched_at=page.fetched_at,
        published=published,
        modified=last_modified(content.dates, fetched_at=page.fetched_at, language=language),
        credits=find_credits(text, parts, lines=lines, outlet=outlet),
        confidence=content.confidence,
        teaser=content.teaser,
        text=text,
        body_start=body_start,
        sentences=parts,
        asides=asides,
        repairs=(*content.repairs, *repairs),
    )


class _Draft:
    """The text so far, and asides that wait for the piece before which they stand."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.headline: str | None = None
        self.body_start = 0
        self.waiting: list[tuple[str, str]] = []
        self.asides: list[Aside] = []
        self.repairs: list[Repair] = []

    def add(self, block: Block) -> None:
        text, repairs = _whole(block.text)
        if not text.strip():
            return
        if block.role == "aside":
            self.waiting.append((text.strip(), block.reason or "not the article"))
        elif block.role == "headline" and self.length:
            # The text begins with the headline or has none: what comes later repeats it.
            self.waiting.append((text.strip(), "repeated headline"))
        else:
            self._put(text, repairs, continues=block.continues and self.length > self.body_start)
            if block.role == "headline":
                self.headline = text.strip()
                self.body_start = self.length

    def _put(self, text: str, repairs: Iterable[Repair], *, continues: bool) -> None:
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        if self.length:
            gap = " " if continues else _BREAK
            self.pieces.append(gap)
            self.length += len(gap)
            if self.headline is not None and self.body_start == self.length - len(gap):
                self.body_start = self.length
        self._place()
        for one in repairs:
            at = min(max(one.at - lead, 0), len(text)) + self.length
            self.repairs.append(replace(one, at=at))
        self.pieces.append(text)
        self.length += len(text)

    def _place(self) -> None:
        self.asides += [Aside(text=text, reason=reason, at=self.length) for text, reason in self.waiting]
        self.waiting.clear()

    def finish(self) -> tuple[str, int, tuple[Aside, ...], tuple[Repair, ...]]:
        self._place()
        return "".join(self.pieces), self.body_start, tuple(self.asides), tuple(self.repairs)


def _whole(text: str) -> tuple[str, tuple[Repair, ...]]:
    """One line without damage, and what was repaired."""
    if text.isascii() and text.isprintable() and "&" not in text and "  " not in text:
        return text, ()
    return repair(_one_line(text))


def _one_line(text: str) -> str:
    """Runs of blanks as one; a no-break space among them stays, so that its repair is recorded."""
    if text.isprintable() and "  " not in text:
        return text
    return _SPACE.sub(lambda run: "\u00a0" if "\u00a0" in run[0] else " ", text)


def _mended(text: str | None) -> str | None:
    return (_whole(text)[0].strip() or None) if text is not None else None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
