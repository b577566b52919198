"""HTML to text without markup, in the three ways in which crawlers lose it. For measuring only."""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree
from lxml import html as lxml_html

HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "math"})
CONTAINERS = frozenset(
    {"html", "body", "div", "section", "article", "main", "header", "footer", "nav", "aside", "form", "table"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "figure", "fieldset"}
)
BLOCKS = CONTAINERS | frozenset(
    {"p", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "blockquote", "pre", "br", "hr", "figcaption"}
    | {"select", "address", "caption", "center", "details", "summary"}
)
_SPACE = re.compile(r"\s+")


def flatteners() -> dict[str, frozenset[str] | None]:
    """Name to the tags at which a line ends; None ends one at every tag."""
    return {"blocks": BLOCKS, "long": CONTAINERS, "get_text": None}


def flatten(html: str, breaks: frozenset[str] | None) -> str:
    """Visible text of a page: a line ends where a tag of `breaks` starts or ends, or at every tag (`get_text`)."""
    root = lxml_html.fromstring(html.encode("utf8", "replace"), parser=lxml_html.HTMLParser(encoding="utf8"))
    lines: list[str] = []
    line: list[str] = []

    def end_line() -> None:
        text = _SPACE.sub(" ", "".join(line)).strip()
        if text:
            lines.append(text)
        line.clear()

    for kind, text in _events(root):
        if kind == "text":
            line.append(text)
            if breaks is None:
                end_line()
        elif kind == "br" and breaks is not None and "br" not in breaks:
            line.append(" ")
        elif breaks is not None and (kind in breaks or kind == "title"):
            end_line()
        elif kind in BLOCKS or kind in ("option", "button", "label"):
            line.append(" ")
    end_line()
    return "\n".join(lines)


def _events(root: etree._Element) -> Iterator[tuple[str, str]]:
    """("text", words) and (tag, "") at each start and end, in the order of the page."""
    stack: list[tuple[etree._Element, Iterator[etree._Element]]] = []

    def enter(node: etree._Element) -> Iterator[tuple[str, str]]:
        if isinstance(node.tag, str) and node.tag not in HIDDEN:
            yield node.tag, ""
            if node.text:
                yield "text", node.text
            stack.append((node, iter(node)))
        elif node.tail:
            yield "text", node.tail

    yield from enter(root)
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is not None:
            yield from enter(child)
            continue
        stack.pop()
        yield str(node.tag), ""
        if node.tail and stack:
            yield "text", node.tail


def clean(text: str) -> str:
    """Entities out and blanks single, as gold texts are stored."""
    return _SPACE.sub(" ", unescape(text))
