"""Which words of a page are its article, as other people's extractors see it.

`resiliparse_text` is cheap and finds too much. `costly_text` is the gate: trafilatura in precision mode, unless
resiliparse disagrees with it and sides with readability (METHODS.md). An extractor that fails on a page has no opinion;
it never stops the page. The answer does not depend on pages read before: trafilatura's cache of repeated passages stays
off.
"""

import logging
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from retold.config import DEFAULT, Reading
from retold.intake.numbered import Numbers, grams, number, share_in_common
from retold.intake.visible import visible_lines

# Resiliparse takes quadratic time for the options of one list.
_SELECT = re.compile(r"<select\b.*?(?:</select\s*>|\Z)", re.I | re.S)
_MOST_OPTIONS = 2_000


def costly_text(tree: Any, markup: str, referee: str, *, config: Reading = DEFAULT.reading) -> str:  # noqa: ANN401
    """The article of the page `markup`, whose lxml tree is `tree` (left as it is), one paragraph a line.

    `referee` is resiliparse's answer; it is the answer for pages that would take the others too long.
    """
    if count_elements(tree) > config.max_elements:
        return referee
    first, theirs = trafilatura_text(tree), _grams(referee)
    agreement = share_in_common(_grams(first), theirs)
    if agreement >= config.referee_below:
        return first
    second = readability_text(markup)
    if share_in_common(_grams(second), theirs) > agreement + config.referee_margin:
        return second
    return first or max(second, referee, key=len)


def _grams(text: str) -> Numbers:
    return grams(number(text.split("\n")).keys)


@cache
def _count_path() -> Any:  # noqa: ANN401
    from lxml import etree

    return etree.XPath("count(descendant-or-self::*)")


def count_elements(tree: Any) -> int:  # noqa: ANN401
    """How many elements a page has."""
    return int(_count_path()(tree))


def trafilatura_text(tree: Any) -> str:  # noqa: ANN401
    """Trafilatura's answer in precision mode; "" if it has none."""
    from trafilatura import extract

    _quieten("trafilatura")
    try:
        return extract(tree, favor_precision=True, include_comments=False, deduplicate=False) or ""
    except Exception:  # any fault of a parser on hostile markup: no opinion
        return ""


def resiliparse_text(markup: str) -> str:
    """Resiliparse's main content; "" if it has none."""
    from resiliparse.extract.html2text import extract_plain_text

    if markup.count("<option") > _MOST_OPTIONS:
        markup = _SELECT.sub(" ", markup)
    try:
        text: str = extract_plain_text(markup, main_content=True, alt_texts=False, links=False)
    except Exception:  # as above
        return ""
    return text


def readability_text(markup: str) -> str:
    """The lines of readability's summary; "" if it has none."""
    from lxml import html
    from readability import Document

    _quieten("readability")
    try:
        summary = Document(markup).summary(html_partial=True)
        lines: Sequence[str] = [line.text for line in visible_lines(html.document_fromstring(summary))]
    except Exception:  # as above
        return ""
    return "\n".join(lines)


def _quieten(name: str) -> None:
    """Keeps a library's warnings about a page off the terminal unless somebody listens."""
    logger = logging.getLogger(name)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
