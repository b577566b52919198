"""The visible lines of a page, in page order, each with where it stood.

A line is what a reader sees between two breaks: the text of a block element, or a piece of it between `<br>`s. Walks
the tree once, without recursion, so that depth costs nothing. Decides nothing about what is article and what is not.
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

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
_NAME_WORD = re.compile(r"[A-Z]+[a-z]*|[a-z]+")
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Names by which sites keep words for screen readers only: Bootstrap, WordPress, GOV.UK, Reuters.
_HIDDEN_NAME = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|visuallyHidden|sr-only|screen-?reader(?:-text|-only)?|assistive-text|a11y-hidden)"
    r"(?:$|[\s_-])",
    re.I,
)
# Words of which each of them has one.
_HIDING = frozenset({"assistive", "hidden", "only", "reader", "screenreader", "visuallyhidden"})
_LONGEST_NAMES = 400
_CELLS = ("td", "th")
# Characters of a line that counts as prose, and the share of it that an element around the article itself holds.
_PROSE = 80
_WRAPPED = 0.75
_NEVER_AROUND = frozenset({"comments", "cookie notice"})
# A sign-up box says little more than what one gets.
_LONGEST_BOX = 350
_EMAIL = re.compile(r"e-?mail", re.I)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\bclip\s*:\s*rect\(\s*[01](?:px)?\b", re.I)


class Line(NamedTuple):
    """A visible line. A named tuple since a page has hundreds of them."""

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
    #: Number of the outermost `<article>` around it; 0 outside of any.
    article: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """What the elements around a piece of text make of it; one for all places of a page that are alike."""

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
    #: True within a box whose only purpose is a field for an address.
    boxed: bool
    #: Frames of the elements within it, by what those say themselves: made once, not for each element.
    within: "dict[object, _Frame]" = field(default_factory=dict)


class _Collector:
    """Text since the last break, until it is a line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.unseen: list[str] = []
        self.linked = 0
        self.frame: _Frame | None = None
        self.parent = 0
        #: The outermost `<article>` that is open.
        self.article = 0

    def add(self, text: str, frame: _Frame, parent: int) -> None:
        if self.frame is None and text.isspace():
            return
        if frame.keeps_space and "\n" in text:
            for number, piece in enumerate(text.split("\n")):
                if number:
                    self.flush()
                self._add(piece, frame, parent)
        else:
            self._add(text, frame, parent)

    def _add(self, text: str, frame: _Frame, parent: int) -> None:
        if frame.hidden:
            self.unseen.append(text)
            if self.frame is None:
                self.frame, self.parent = frame, parent
            return
        self.pieces.append(text)
        if not text.isspace():
            if self.frame is None or self.frame.hidden or len(frame.reasons) < len(self.frame.reasons):
                self.frame, self.parent = frame, parent
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
        text = raw.strip()
        if "  " in text or not text.isprintable():
            text = _SPACE.sub(" ", text)
        if text:
            linked = min(1.0, self.linked / len(text))
            place = (frame.inside, self.parent, frame.boxed, self.article)
            self.lines.append(Line(text, frame.block, frame.reasons, linked, hidden, *place))


def visible_lines(tree: Any) -> tuple[Line, ...]:  # noqa: ANN401 - lxml has no types of its own
    """The lines under `tree` (an lxml element), hidden ones among them and marked."""
    collector = _Collector()
    _walk(tree, collector, _sign_up_boxes(tree))
    collector.flush()
    return tuple(_without_wrappers(collector.lines))


def _without_wrappers(lines: list[Line]) -> list[Line]:
    """The same without the reasons of elements around nearly all of the page's prose: such a "sidebar" is none."""
    sizes: dict[tuple[str, ...], int] = {}
    total = 0
    for line in lines:
        size = len(line.text)
        if size >= _PROSE and line.linked < 0.5 and line.text[-1] in '.!?…。！？؟।"”’»)':
            total += size
            for end in range(1, len(line.reasons) + 1):
                around = line.reasons[:end]
                sizes[around] = sizes.get(around, 0) + size
    wrappers = [
        around for around, size in sizes.items() if size >= _WRAPPED * total and _NEVER_AROUND.isdisjoint(around)
    ]
    if not wrappers:
        return lines
    wrapper = max(wrappers, key=len)
    end = len(wrapper)
    return [line._replace(reasons=line.reasons[end:]) if line.reasons[:end] == wrapper else line for line in lines]


def _sign_up_boxes(tree: Any) -> frozenset[Any]:  # noqa: ANN401
    """The widest elements of few words around each field for an e-mail address, other than those that hold a title."""
    found = set()
    for entry in tree.iter("input"):
        if entry.get("type") != "email" and not _EMAIL.search(f"{entry.get('name')} {entry.get('placeholder')}"):
            continue
        box = None
        for around in entry.iterancestors():
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
    from lxml import etree

    skipped, plain = _tags("unseen") | {"br", "hr"}, _tags("inline") - _tag_reasons().keys() - {"a"}
    frames = _Frames()
    frame, number, parent, opened, article = frames.outermost, 0, 0, 0, None
    #: For each open element: what is around it, and whether it changes that.
    around: list[tuple[_Frame, int, int, bool]] = []
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            tag = element.tag
            if tag in skipped:
                around.append((frame, number, parent, False))
                walk.skip_subtree()
                if tag in ("br", "hr"):
                    collector.flush()
                continue
            opened += 1
            attributes = element.items()
            # A plain inline element changes nothing: what is within is as if it stood outside.
            changes = bool(attributes) or tag not in plain or element in boxes
            around.append((frame, number, parent, changes))
            if changes:
                frame = frames.inside(frame, element, tag, dict(attributes), boxed=element in boxes)
                if frame.breaks:
                    if collector.frame is not None:
                        collector.flush()
                    number, parent = opened, number
                if tag == "article" and article is None:
                    article, collector.article = element, number
            if (text := element.text) and (collector.frame is not None or not text.isspace()):
                collector.add(text, frame, parent)
            continue
        if event == "end":
            inner = frame
            frame, number, parent, changes = around.pop()
            if changes and inner.breaks:
                if collector.frame is not None:
                    collector.flush()
                if element is article:
                    article, collector.article = None, 0
            elif changes and inner.tag in _CELLS:
                collector.add(" ", inner, parent)
        if around and (tail := element.tail) and (collector.frame is not None or not tail.isspace()):
            collector.add(tail, frame, parent)


class _Frames:
    """The frames of one page, each made once."""

    def __init__(self) -> None:
        self.outermost = _Frame("", "div", (), False, False, False, False, True, False, False)
        self.known: dict[tuple[object, ...], _Frame] = {}

    def inside(self, outer: _Frame, element: Any, tag: str, attributes: dict[str, str], *, boxed: bool) -> _Frame:  # noqa: ANN401
        """The frame within `element`, whose attributes these are."""
        get = attributes.get
        own, unseen = _own_reasons(tag, get("class", ""), get("id", ""), get("role", ""))
        if "hidden" in attributes or ("style" in attributes and _HIDDEN_STYLE.search(attributes["style"])):
            unseen = True
        row = tag == "tr" and _plain(element)
        says = (tag, own, unseen, row, boxed)
        frame = outer.within.get(says)
        if frame is None:
            inline = tag in _tags("inline") or (outer.row and tag in _CELLS)
            values = (
                tag,
                outer.block if inline else tag,
                outer.reasons + own + ((SIGN_UP,) if boxed else ()),
                outer.hidden or unseen,
                outer.inside or tag in ("article", "main"),
                outer.link or tag == "a",
                outer.keeps_space or tag == "pre",
                not inline,
                row,
                outer.boxed or boxed,
            )
            frame = outer.within[says] = self.known.setdefault(values, _Frame(*values))
        return frame


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
    parts = mapping("page_parts")
    words = list(map(str.lower, _NAME_WORD.findall(f"{names} {identity}"[:_LONGEST_NAMES])))
    hiding = len(names) > _LONGEST_NAMES or not _HIDING.isdisjoint(words)
    unseen = hiding and _HIDDEN_NAME.search(names) is not None
    if tag in _WRAPPERS:
        return (), unseen
    found = [_tag_reasons().get(tag), _ROLE_REASONS.get(role)]
    if not parts.keys().isdisjoint(words):
        found += map(parts.get, words)
    return tuple(dict.fromkeys(reason for reason in found if reason is not None)), unseen
