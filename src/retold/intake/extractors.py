"""Which words of a page are its article, as other people's extractors see it, and how far they agree.

The gate: trafilatura in precision mode, unless resiliparse disagrees with it and sides with readability (METHODS.md).
An extractor that fails on a page has no opinion; it never stops the page. The answer does not depend on pages read
before: trafilatura's cache of repeated passages stays off.
"""

import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from retold.config import DEFAULT, Reading
from retold.intake.shingles import Shingle, overlap, shingles, words_of
from retold.intake.visible import visible_lines

# Resiliparse takes quadratic time for the options of one list.
_SELECT = re.compile(r"<select\b.*?(?:</select\s*>|\Z)", re.I | re.S)
_MOST_OPTIONS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was taken for the article."""

    #: One paragraph a line; empty if no extractor found any.
    text: str
    #: "trafilatura", "readability", "resiliparse" or "".
    by: str
    #: 0 to 1: shingle F1 of the text with the referee's.
    agreement: float
    #: What the referee took for it, one paragraph a line.
    referee: str = ""


def extract_text(tree: Any, markup: str, *, config: Reading = DEFAULT.reading) -> Extraction:  # noqa: ANN401
    """The article of the page `markup`, whose lxml tree is `tree` (left as it is)."""
    referee = resiliparse_text(markup)
    if count_elements(tree) > config.max_elements:
        return Extraction(text=referee, by="resiliparse" if referee else "", agreement=0.0, referee=referee)
    first = trafilatura_text(tree)
    ours, theirs = _grams(first), _grams(referee)
    agreement = overlap(ours, theirs)
    if agreement >= config.referee_below:
        return Extraction(text=first, by="trafilatura", agreement=agreement, referee=referee)
    second = readability_text(markup)
    other = overlap(_grams(second), theirs)
    if other > agreement + config.referee_margin:
        return Extraction(text=second, by="readability", agreement=other, referee=referee)
    if first:
        agreement = max(agreement, overlap(ours, _grams(second)))
        return Extraction(text=first, by="trafilatura", agreement=agreement, referee=referee)
    text, by = max(((second, "readability"), (referee, "resiliparse")), key=lambda choice: len(choice[0]))
    return Extraction(text=text, by=by if text else "", agreement=other, referee=referee)


@cache
def _count_path() -> Any:  # noqa: ANN401
    from lxml import etree

    return etree.XPath("count(descendant-or-self::*)")


def count_elements(tree: Any) -> int:  # noqa: ANN401
    """How many elements a page has."""
    return int(_count_path()(tree))


def _grams(text: str) -> Counter[Shingle]:
    return shingles(words_of(text))


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
