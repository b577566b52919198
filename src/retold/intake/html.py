"""A page becomes blocks in page order: headline, body, and asides with their reasons; and what the page says of itself.

Every visible line of the page is in a block. Which lines are the article is what extractors say (`extractors`), where
they stand is our own reading of the tree. Flattened text goes to `retold.boilerplate`. A page without an article
raises `NoArticle` with what was found instead. Judges no dates and mends no characters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from retold.boilerplate.asides import is_date_line
from retold.config import DEFAULT, Reading
from retold.errors import NoArticle
from retold.intake.bylines import authors, is_by
from retold.intake.choosing import Models, choose
from retold.intake.decoding import decode
from retold.intake.extractors import costly_text, resiliparse_text
from retold.intake.furniture import without_boxes
from retold.intake.metadata import Metadata, read_metadata
from retold.intake.pages_without import count_words, what_instead
from retold.intake.parts import RELATED, another_article, find_headline, is_signed, may_credit, reason, trim
from retold.intake.teasers import is_teaser
from retold.intake.titles import host_of, key
from retold.intake.visible import Line, visible_lines
from retold.types import Block, DateHint, Page, PageContent

_ENDS = re.compile(r"[.!?…:;。！？؟।\"”’»)\]]")
_GOES_ON = re.compile(r"\s*(?:[a-zà-öø-ÿα-ωа-яё]|[,;–—-]\s)")
_BLOCK_TAG = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.I | re.S)
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{5000,}>")
_LONG = 5000
_MOST_ATTRIBUTES = 300
_ABOVE_MASTHEAD = 4
_WEEKDAY_WITHOUT_CLOCK = re.compile(r"^[^:]*$")
_LINES_BELOW = 10
_LINES_INTO = 3
_LONGEST_LABEL = 60
#: "Last updated: November 13, 2025" is told wherever it stands, the end of the page included.
_LABELLED = re.compile(r"(?:date\s+|last\s+)?(?:published|updated|reviewed|modified)\b(?:\s+on)?[\s:]*(?=\w|$)", re.I)


def extract(page: Page, *, config: Reading = DEFAULT.reading, models: Models | None = None) -> PageContent:
    """The page taken apart. Raises `Unreadable` for what is no text and `NoArticle` for a page without an article.

    `models` are those that choose lines (`retold.intake.choosing`), the shipped ones if None.
    """
    decoded = decode(page, config=config)
    if decoded.markup:
        content = _from_markup(decoded.text, page, config, models)
    else:
        content = _from_text(decoded.text, page, config)
    return replace(
        content,
        language=content.language or page.language,
        dates=tuple(dict.fromkeys((*page.dates, *content.dates))),
        teaser=content.teaser or is_teaser(content.blocks, locked=False, config=config),
    )


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

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # lxml.html looks up a class for each element in Python; one class for all spares every reader of the tree that.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        return html.document_fromstring(markup.encode("utf8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


@cache
def _nested(levels: int) -> Any:  # noqa: ANN401
    """XPath of whether elements nest so deep below the one that is asked."""
    from lxml import etree

    return etree.XPath(f"boolean({'/'.join('*' * levels)})")


def is_deep(tree: Any, *, limit: int) -> bool:  # noqa: ANN401
    """True if elements nest in `limit` levels or more."""
    return limit <= 1 or bool(_nested(limit - 1)(tree))


def _from_markup(markup: str, page: Page, config: Reading, models: Models | None) -> PageContent:
    if _has_long_tag(markup):
        markup = _LONG_TAG.sub(_shortened, markup)
    tree = parse(markup)
    if tree is None:
        raise NoArticle(
            page.input, "there is markup but no words in it; save the page from a browser and pass that file"
        )
    about = read_metadata(tree, page_url=page.url)
    host = host_of(about.url) or host_of(page.url)
    if is_deep(tree, limit=config.max_depth):
        return _described(_from_text(_flatten(markup), page, config), about, host)
    lines = visible_lines(tree)
    about.look_at((line.text for line in lines), host)
    title = about.title(host)
    referee = resiliparse_text(markup)
    choice = choose(
        lines,
        referee=referee,
        said=about.article_body,
        headline=title,
        ask=lambda: costly_text(tree, markup, referee, config=config),
        config=config,
        models=models,
    )
    password = any(element.get("type") == "password" for element in tree.iter("input"))
    instead = what_instead(lines, choice.taken, about, password=password, config=config)
    if instead is not None:
        raise NoArticle(page.input, f"no article text: {instead}")
    chosen = without_boxes(lines, choice.kept if any(choice.kept) else choice.taken)
    content = _arrange(lines, chosen, title)
    return _described(replace(content, confidence=choice.confidence), about, host)


def _has_long_tag(markup: str) -> bool:
    """Whether more than `_LONG` characters stand between two "<", or before the first, or after the last."""
    begin = 0
    while begin + _LONG < len(markup):
        sign = markup.rfind("<", begin, begin + _LONG + 1)
        if sign < 0:
            return True
        begin = sign + 1
    return False


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
        teaser=is_teaser(content.blocks, locked=about.locked, whole_words=about.whole_words),
        title=about.title(host) or content.title,
        outlet=about.outlet or content.outlet,
        byline=about.byline or content.byline or about.byline_otherwise,
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
    #: Where the article that follows it on the page begins.
    other: int


def _arrange(lines: Sequence[Line], taken: Sequence[bool], title: str | None) -> PageContent:
    headline = find_headline(lines, taken, title)
    other = another_article(lines, taken, headline)
    taken = [chosen and index < other for index, chosen in enumerate(taken)]
    body = _body(lines, taken, headline)
    if headline is not None and not _leads(lines, body, headline):
        headline = None
        body = _body(lines, taken, None)
    if not any(body):
        body = list(taken)
    places = [index for index, chosen in enumerate(body) if chosen]
    placed = _Placed(headline, places[0] if places else 0, places[-1] if places else 0, other)
    return PageContent(
        blocks=tuple(_blocks(lines, body, placed, title)),
        title=title,
        byline=_byline(lines, placed),
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
        name, longest = key(lines[headline].text), 2 * len(lines[headline].text)
        body = [
            chosen and index > headline and (len(lines[index].text) > longest or key(lines[index].text) != name)
            for index, chosen in enumerate(taken)
        ]
    trim(lines, body)
    return body


def _leads(lines: Sequence[Line], body: Sequence[bool], headline: int) -> bool:
    """True if the article is below the headline: what the page shows in order must stay in order."""
    below = sum(len(line.text) for line, chosen in zip(lines, body, strict=True) if chosen)
    return below > 0


def _blocks(lines: Sequence[Line], body: Sequence[bool], placed: _Placed, title: str | None) -> Iterator[Block]:
    shown = lines[placed.headline].text if placed.headline is not None else ""
    headlines = {key(text) for text in (shown, title or "")} - {""}
    before: Line | None = None
    for index, line in enumerate(lines):
        if index == placed.headline:
            yield Block(text=line.text, role="headline")
        elif body[index]:
            yield Block(text=line.text, role="body", continues=before is not None and _goes_on(before, line))
            before = line
        elif not line.hidden:
            place = "above" if index < placed.first else "inside" if index < placed.last else "below"
            follows = index >= placed.other and line.article > 0
            why = RELATED if follows else reason(line, place=place, headlines=headlines)
            yield Block(text=line.text, role="aside", reason=why)


def _goes_on(before: Line, line: Line) -> bool:
    """True if the two are one paragraph that something was put into."""
    if before.tag in ("li", "tr", "td", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6") or line.tag != before.tag:
        return False
    return _GOES_ON.match(line.text) is not None and _ENDS.match(before.text[-1]) is None


def _byline(lines: Sequence[Line], placed: _Placed) -> str | None:
    """The names in the first "By Jane Doe" about the beginning of the article."""
    begin = placed.headline if placed.headline is not None else max(0, placed.first - _LINES_BELOW)
    signs = False
    for line in lines[begin : placed.first + _LINES_INTO]:
        if line.hidden or "caption" in line.reasons:
            continue
        if (signs or is_signed(line.text)) and (found := authors(line.text)):
            return ", ".join(found)
        signs = is_by(line.text)
    return None


def _dates(lines: Sequence[Line], body: Sequence[bool], placed: _Placed) -> Iterator[DateHint]:
    """Visible date lines about the headline, as hints: above it, below it, or as part of a byline."""
    anchor = placed.headline if placed.headline is not None else placed.first
    shown = [index for index, line in enumerate(lines) if not line.hidden or body[index]]
    position = {index: number for number, index in enumerate(shown)}
    label = ""
    for index in shown:
        line = lines[index]
        above, label = label, line.text if len(line.text) < _LONGEST_LABEL and _LABELLED.match(line.text) else ""
        labelled = bool(above or label)
        distance = position[index] - position.get(anchor, 0)
        near = distance <= _LINES_BELOW or (not body[index] and index < placed.first) or labelled
        if not near or len(line.text) > 200 or index == placed.headline or not is_date_line(line.text):
            continue
        label = ""
        if distance < 0:
            far = -distance >= _ABOVE_MASTHEAD
            plain = _WEEKDAY_WITHOUT_CLOCK.match(line.text) is not None
            yield DateHint(
                source="masthead" if far or plain else "text",
                text=line.text,
                label=f"{-distance} lines above the headline",
            )
        else:
            by = "byline" in line.reasons or "author box" in line.reasons or line.text.casefold().startswith("by ")
            yield DateHint(
                source="byline" if by else "text",
                text=f"{above} {line.text}".strip(),
                label=f"{distance} lines below the headline",
            )
