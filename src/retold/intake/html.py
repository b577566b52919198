"""A page becomes blocks in page order: headline, body, and asides with their reasons; and what the page says of itself.

Every visible line of the page is in a block. Which lines are the article is what extractors say (`extractors`), where
they stand is our own reading of the tree. Flattened text goes to `retold.boilerplate`. A page without an article
raises `NoArticle` with what was found instead. Judges no dates and mends no characters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from retold.boilerplate.asides import is_date_line
from retold.boilerplate.keeping import Trees
from retold.config import DEFAULT, Reading
from retold.errors import NoArticle
from retold.intake.choosing import choose
from retold.intake.decoding import decode
from retold.intake.extractors import count_elements, extract_text
from retold.intake.furniture import without_boxes
from retold.intake.marking import mark
from retold.intake.metadata import Metadata, read_metadata
from retold.intake.pages_without import count_words, what_instead
from retold.intake.parts import find_headline, may_credit, reason, trim
from retold.intake.titles import host_of, key
from retold.intake.visible import Line, visible_lines
from retold.types import Block, DateHint, Page, PageContent

# Agreement of the extractors -> mean page F1 on the public pages (bench/measures/html.py), straight lines between.
_CALIBRATION = ((0.0, 0.3), (0.3, 0.5), (0.6, 0.72), (0.75, 0.8), (0.85, 0.89), (0.95, 0.94), (1.0, 0.96))
_UNFINISHED = re.compile(r"[^.!?…:;。！？؟।\"”’»)\]]\s*$")
_GOES_ON = re.compile(r"\s*(?:[a-zà-öø-ÿα-ωа-яё]|[,;–—-]\s)")
_BLOCK_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.I | re.S)
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{5000,}>")
_LONG = 5000
_MOST_ATTRIBUTES = 300
_ABOVE_MASTHEAD = 4
_WEEKDAY_WITHOUT_CLOCK = re.compile(r"^[^:]*$")
_LINES_BELOW = 10


def extract(page: Page, *, config: Reading = DEFAULT.reading, trees: Trees | None = None) -> PageContent:
    """The page taken apart. Raises `Unreadable` for what is no text and `NoArticle` for a page without an article.

    `trees` are those that choose lines (`retold.intake.choosing`), the shipped ones if None.
    """
    decoded = decode(page, config=config)
    if decoded.markup:
        content = _from_markup(decoded.text, page, config, trees)
    else:
        content = _from_text(decoded.text, page, config)
    return replace(content, dates=tuple(dict.fromkeys((*page.dates, *content.dates))))


def _from_text(text: str, page: Page, config: Reading) -> PageContent:
    from retold.boilerplate import segment

    content = segment(text, config=config)
    size = sum(count_words(block.text) for block in content.blocks if block.role == "body")
    if size < 8:
        reasons = ", ".join(dict.fromkeys(block.reason for block in content.blocks if block.reason))
        raise NoArticle(page.input, f"no article text: only {reasons or 'a few words'} found; pass the whole page")
    return content


def parse(markup: str) -> Any:  # noqa: ANN401 - lxml has no types of its own
    """The tree of a page; None if it has no element at all."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def depth(tree: Any, *, limit: int) -> int:  # noqa: ANN401
    """How deep elements nest, counted no further than `limit`."""
    level, deepest = [tree], 0
    while level and deepest < limit:
        level = [child for element in level for child in element]
        deepest += 1
    return deepest


def _from_markup(markup: str, page: Page, config: Reading, trees: Trees | None) -> PageContent:
    if max(map(len, markup.split("<"))) > _LONG:
        markup = _LONG_TAG.sub(_shortened, markup)
    tree = parse(markup)
    if tree is None:
        raise NoArticle(
            page.input, "there is markup but no words in it; save the page from a browser and pass that file"
        )
    about = read_metadata(tree, page_url=page.url)
    host = host_of(about.url) or host_of(page.url)
    if count_elements(tree) >= config.max_depth and depth(tree, limit=config.max_depth) >= config.max_depth:
        return _described(_from_text(_flatten(markup), page, config), about, host)
    lines = visible_lines(tree)
    extraction = extract_text(tree, markup, config=config)
    taken = mark(lines, extraction.text, config=config)
    password = any(element.get("type") == "password" for element in tree.iter("input"))
    instead = what_instead(lines, taken, about, password=password, config=config)
    if instead is not None:
        raise NoArticle(page.input, f"no article text: {instead}")
    title = about.title(host)
    chosen, expected = choose(
        lines,
        taken,
        opinions=(extraction.referee, about.article_body),
        headline=title,
        agreement=extraction.agreement,
        config=config,
        trees=trees,
    )
    if not any(chosen):
        chosen, expected = taken, 0.5
    chosen = without_boxes(lines, chosen)
    content = _arrange(lines, chosen, title)
    return _described(replace(content, confidence=min(expected, calibrate(extraction.agreement))), about, host)


def _shortened(tag: re.Match[str]) -> str:
    """A tag of thousands of attributes without most of them: parsers take quadratic time for those."""
    return tag[0] if tag[0].count("=") < _MOST_ATTRIBUTES else f"{tag[0][:2000].rsplit(None, 1)[0]}>"


def _flatten(markup: str) -> str:
    """Words without tags, for pages whose nesting no parser follows."""
    from html import unescape

    return re.sub(r"\n\s*\n", "\n\n", unescape(_BLOCK_TAG.sub("\n", markup)))


def _described(content: PageContent, about: Metadata, host: str | None) -> PageContent:
    return replace(
        content,
        title=about.title(host) or content.title,
        outlet=about.outlet or content.outlet,
        byline=about.byline or content.byline,
        url=about.url,
        section=about.section,
        language=about.language or content.language,
        dates=tuple(dict.fromkeys((*about.dates, *content.dates))),
        credit_lines=tuple(dict.fromkeys((*about.credits, *content.credit_lines))),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the article lies among the lines."""

    headline: int | None
    first: int
    last: int


def _arrange(lines: Sequence[Line], taken: Sequence[bool], title: str | None) -> PageContent:
    headline = find_headline(lines, taken, title)
    body = _body(lines, taken, headline)
    if headline is not None and not _leads(lines, body, headline):
        headline = None
        body = _body(lines, taken, None)
    if not any(body):
        body = list(taken)
    places = [index for index, chosen in enumerate(body) if chosen]
    placed = _Placed(headline, places[0] if places else 0, places[-1] if places else 0)
    return PageContent(
        blocks=tuple(_blocks(lines, body, placed, title)),
        title=title,
        dates=tuple(_dates(lines, body, placed)),
        credit_lines=tuple(
            line.text
            for line, chosen in zip(lines, body, strict=True)
            if not chosen and not line.hidden and may_credit(line)
        ),
    )


def _body(lines: Sequence[Line], taken: Sequence[bool], headline: int | None) -> list[bool]:
    """The marked lines without the headline, its repetitions, and what stands above it."""
    body = list(taken)
    if headline is not None:
        name = key(lines[headline].text)
        body = [chosen and index > headline and key(lines[index].text) != name for index, chosen in enumerate(taken)]
    trim(lines, body)
    return body


def _leads(lines: Sequence[Line], body: Sequence[bool], headline: int) -> bool:
    """True if the article is below the headline: what the page shows in order must stay in order."""
    below = sum(len(line.text) for line, chosen in zip(lines, body, strict=True) if chosen)
    return below > 0


def _blocks(lines: Sequence[Line], body: Sequence[bool], placed: _Placed, title: str | None) -> Iterator[Block]:
    shown = lines[placed.headline].text if placed.headline is not None else None
    before: Line | None = None
    for index, line in enumerate(lines):
        if index == placed.headline:
            yield Block(text=line.text, role="headline")
        elif body[index]:
            yield Block(text=line.text, role="body", continues=before is not None and _goes_on(before, line))
            before = line
        elif not line.hidden:
            place = "above" if index < placed.first else "inside" if index < placed.last else "below"
            yield Block(text=line.text, role="aside", reason=reason(line, place=place, headline=shown, title=title))


def _goes_on(before: Line, line: Line) -> bool:
    """True if the two are one paragraph that something was put into."""
    if before.tag in ("li", "tr", "td", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6") or line.tag != before.tag:
        return False
    return _UNFINISHED.search(before.text) is not None and _GOES_ON.match(line.text) is not None


def _dates(lines: Sequence[Line], body: Sequence[bool], placed: _Placed) -> Iterator[DateHint]:
    """Visible date lines about the headline, as hints: above it, below it, or as part of a byline."""
    anchor = placed.headline if placed.headline is not None else placed.first
    shown = [index for index, line in enumerate(lines) if not line.hidden or body[index]]
    position = {index: number for number, index in enumerate(shown)}
    for index in shown:
        line = lines[index]
        if len(line.text) > 200 or not is_date_line(line.text) or index == placed.headline:
            continue
        distance = position[index] - position.get(anchor, 0)
        if distance < 0:
            far = -distance >= _ABOVE_MASTHEAD
            plain = _WEEKDAY_WITHOUT_CLOCK.match(line.text) is not None
            yield DateHint(
                source="masthead" if far or plain else "text",
                text=line.text,
                label=f"{-distance} lines above the headline",
            )
        elif distance <= _LINES_BELOW or (not body[index] and index < placed.first):
            by = "byline" in line.reasons or "author box" in line.reasons or line.text.casefold().startswith("by ")
            yield DateHint(
                source="byline" if by else "text", text=line.text, label=f"{distance} lines below the headline"
            )


def calibrate(agreement: float) -> float:
    """Confidence that the agreement of two extractors gives: the mean page F1 at that agreement."""
    for (low, at_low), (high, at_high) in pairwise(_CALIBRATION):
        if agreement <= high:
            return at_low + (at_high - at_low) * (agreement - low) / (high - low)
    return _CALIBRATION[-1][1]
