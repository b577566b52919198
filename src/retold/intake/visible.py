"""The visible lines of a page, in page order, each with where it stood.

A line is what a reader sees between two breaks: the text of a block element, or a piece of it between `<br>`s. Walks
the tree once, without recursion, so that depth costs nothing. Decides nothing about what is article and what is not.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from retold.knowledge import mapping, table

SIGN_UP = "sign-up form"
_ROLE_REASONS = {
    "alert": "dialog",
    "alertdialog": "dialog",
    "banner": "header",
    "button": "button",
    "complementary": "sidebar",
    "contentinfo": "footer",
    "dialog": "dialog",
    "form": "form",
    "menu": "menu",
    "navigation": "menu",
    "search": "form",
    "tablist": "menu",
}
# Their classes speak of the whole page ("has-sidebar", "header-and-content").
_WRAPPERS = ("html", "body", "main", "article")
_SPLIT_NAMES = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Names by which sites keep words for screen readers only: Bootstrap, WordPress, GOV.UK, Reuters.
_HIDDEN_NAME = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|visuallyHidden|sr-only|screen-?reader(?:-text|-only)?|assistive-text|a11y-hidden)"
    r"(?:$|[\s_-])",
    re.I,
)
_CELLS = ("td", "th")
# A sign-up box says little more than what one gets.
_LONGEST_BOX = 350
_EMAIL = re.compile(r"e-?mail", re.I)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\bclip\s*:\s*rect\(\s*[01](?:px)?\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A visible line."""

    text: str
    #: Nearest block element ("p", "h1", "li", "div" ...).
    tag: str
    #: Reasons of the elements around it, outermost first; a line of the article may have some too.
    reasons: tuple[str, ...]
    #: Share of its characters that stand inside links.
    linked: float
    #: True if a style or attribute hides it until a script shows it.
    hidden: bool
    #: True inside `<article>` or `<main>`.
    inside: bool
    #: Number of the element around its block element: lines of one column have the same.
    parent: int
    #: True in a small box around a field for an e-mail address.
    boxed: bool = False


@dataclass(slots=True)
class _Frame:
    tag: str
    block: str
    reasons: tuple[str, ...]
    hidden: bool
    inside: bool
    link: bool
    keeps_space: bool
    #: True if it begins and ends a line.
    breaks: bool
    #: True for a row of a table whose cells hold words only: it is one line.
    row: bool
    #: Numbers of its block element and of the one around it, in page order.
    number: int
    parent: int
    #: True within a box whose only purpose is a field for an address.
    boxed: bool = False


class _Collector:
    """Text since the last break, until it is a line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.unseen: list[str] = []
        self.linked = 0
        self.frame: _Frame | None = None

    def add(self, text: str | None, frame: _Frame) -> None:
        if not text or (self.frame is None and text.isspace()):
            return
        if frame.keeps_space and "\n" in text:
            for number, piece in enumerate(text.split("\n")):
                if number:
                    self.flush()
                self._add(piece, frame)
        else:
            self._add(text, frame)

    def _add(self, text: str, frame: _Frame) -> None:
        if frame.hidden:
            self.unseen.append(text)
            if self.frame is None:
                self.frame = frame
            return
        self.pieces.append(text)
        if not text.isspace():
            if self.frame is None or self.frame.hidden or len(frame.reasons) < len(self.frame.reasons):
                self.frame = frame
            if frame.link:
                self.linked += len(text)

    def flush(self) -> None:
        if self.frame is None:
            return
        if self.pieces:
            self._emit("".join(self.pieces), self.frame, hidden=False)
            self.pieces.clear()
        if self.unseen:
            self._emit("".join(self.unseen), self.frame, hidden=True)
            self.unseen.clear()
        self.linked = 0
        self.frame = None

    def _emit(self, raw: str, frame: _Frame, *, hidden: bool) -> None:
        text = _SPACE.sub(" ", raw.strip())
        if text:
            share = min(1.0, self.linked / len(text))
            line = Line(
                text=text,
                tag=frame.block,
                reasons=frame.reasons,
                linked=share,
                hidden=hidden,
                inside=frame.inside,
                parent=frame.parent,
                boxed=frame.boxed,
            )
            self.lines.append(line)


def visible_lines(tree: Any) -> tuple[Line, ...]:  # noqa: ANN401 - lxml has no types of its own
    """The lines under `tree` (an lxml element), hidden ones among them and marked."""
    collector = _Collector()
    _walk(tree, collector, _sign_up_boxes(tree))
    collector.flush()
    return tuple(collector.lines)


def _sign_up_boxes(tree: Any) -> frozenset[Any]:  # noqa: ANN401
    """The widest elements of few words around each field for an e-mail address, other than those that hold a title."""
    found = set()
    for field in tree.iter("input"):
        if field.get("type") != "email" and not _EMAIL.search(f"{field.get('name')} {field.get('placeholder')}"):
            continue
        box = None
        for around in field.iterancestors():
            if around.tag in (*_WRAPPERS, "h1") or not _is_box(around):
                break
            box = around
        if box is not None:
            found.add(box)
    return frozenset(found)


def _is_box(element: Any) -> bool:  # noqa: ANN401
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size > _LONGEST_BOX:
            return False
    return element.find(".//h1") is None


def _walk(tree: Any, collector: _Collector, boxes: frozenset[Any]) -> None:  # noqa: ANN401
    inline = _tags("inline") - _tag_reasons().keys() - {"a"}
    unseen = _tags("unseen")
    opened = 0
    root = _Frame("", "div", (), False, False, False, False, True, False, 0, 0)
    # Each entry: an element to open, or an element to close (its tail follows).
    stack: list[tuple[Any, _Frame, _Frame | None]] = [(tree, root, None)]
    while stack:
        element, outer, own = stack.pop()
        if own is not None:
            if own is not outer:
                if own.breaks:
                    collector.flush()
                elif own.tag in _CELLS:
                    collector.add(" ", own)
            if element is not tree and (tail := element.tail):
                collector.add(tail, outer)
            continue
        tag = element.tag
        if not isinstance(tag, str) or tag in unseen or tag == "br" or tag == "hr":
            if tag in ("br", "hr"):
                collector.flush()
            if element is not tree:
                collector.add(element.tail, outer)
            continue
        opened += 1
        attributes = element.items()
        boxed = element in boxes
        # A plain inline element changes nothing: what is within is as if it stood outside.
        plain = tag in inline and not attributes and not boxed
        frame = outer if plain else _open(element, tag, dict(attributes), outer, opened)
        if boxed:
            frame.reasons += (SIGN_UP,)
            frame.boxed = True
        if frame.breaks and frame is not outer:
            collector.flush()
        if text := element.text:
            collector.add(text, frame)
        stack.append((element, outer, frame))
        if len(element):
            stack.extend([(child, frame, None) for child in reversed(element)])


def _open(
    element: Any,  # noqa: ANN401
    tag: str,
    attributes: dict[str, str],
    outer: _Frame,
    number: int,
) -> _Frame:
    names = attributes.get("class", "")
    own, unseen = _own_reasons(tag, names, attributes.get("id", ""), attributes.get("role", ""))
    style = attributes.get("style")
    hidden = (
        outer.hidden or "hidden" in attributes or (style is not None and bool(_HIDDEN_STYLE.search(style))) or unseen
    )
    inline = tag in _tags("inline") or (outer.row and tag in _CELLS)
    return _Frame(
        tag,
        outer.block if inline else tag,
        outer.reasons + own if own else outer.reasons,
        hidden,
        outer.inside or tag in ("article", "main"),
        outer.link or tag == "a",
        outer.keeps_space or tag == "pre",
        not inline,
        tag == "tr" and _plain(element),
        outer.number if inline else number,
        outer.parent if inline else outer.number,
        outer.boxed,
    )


def _plain(row: Any) -> bool:  # noqa: ANN401
    """True if the cells of `row` hold no blocks of their own: a row of figures, not of a layout."""
    inline = _tags("inline")
    return all(
        not isinstance(inner.tag, str) or inner.tag in inline or inner.tag in ("td", "th", "br", "tr")
        for inner in row.iter()
    )


@cache
def _tags(kind: str) -> frozenset[str]:
    return frozenset(row[0] for row in table("page_tags") if row[1] == kind)


@cache
def _tag_reasons() -> dict[str, str]:
    return {row[0]: row[2] for row in table("page_tags") if len(row) > 2}


@lru_cache(maxsize=16384)
def _own_reasons(tag: str, names: str, identity: str, role: str) -> tuple[tuple[str, ...], bool]:
    """The reasons that an element gives by itself, and whether its class hides it."""
    unseen = bool(names) and bool(_HIDDEN_NAME.search(names))
    if tag in _WRAPPERS:
        return (), unseen
    found = []
    if (reason := _tag_reasons().get(tag)) is not None:
        found.append(reason)
    if (reason := _ROLE_REASONS.get(role)) is not None:
        found.append(reason)
    parts = mapping("page_parts")
    for word in _SPLIT_NAMES.split(f"{names} {identity}"[:400]):
        if (reason := parts.get(word.lower())) is not None:
            found.append(reason)
    return tuple(dict.fromkeys(found)), unseen
