"""Golden pages: each page under tests/golden/pages gives the article that stands beside it, or the reason for none.

The pages are ours in every word and built as sites build theirs. An answer bears all that a reader sees of the article:
where a field is missing there, the page's test isn't about it.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import retold
from retold.errors import NoArticle
from retold.intake.decoding import decode
from retold.intake.html import parse
from retold.intake.visible import visible_lines
from retold.text import repair
from retold.types import Article, Page

PAGES = Path(__file__).parent / "golden" / "pages"
ANSWERS = sorted(PAGES.glob("*.json"))


def page_of(answer: Path) -> Path:
    (page,) = (path for path in PAGES.glob(f"{answer.stem}.*") if path.suffix != ".json")
    return page


def answer_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf8"))
    return found


ARTICLES = [path for path in ANSWERS if "no_article" not in answer_of(path)]
OTHERS = [path for path in ANSWERS if "no_article" in answer_of(path)]


def read(path: Path) -> Article:
    fetched_at = answer_of(path).get("fetched_at")
    return retold.read(page_of(path), fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None)


def told(article: Article) -> dict[str, Any]:
    """The article in the shape of an answer."""
    dating = article.published
    return {
        "title": article.title,
        "outlet": article.outlet,
        "byline": article.byline,
        "section": article.section,
        "language": article.language,
        "url": article.url,
        "published": {
            "earliest": dating.earliest and dating.earliest.isoformat(),
            "latest": dating.latest and dating.latest.isoformat(),
            "precision": dating.precision,
        },
        "modified": article.modified and article.modified.isoformat(),
        "teaser": article.teaser,
        "headline": article.text[: article.body_start].rstrip(),
        "body": article.body.split("\n\n"),
        "credits": [[credit.name, credit.kind] for credit in article.credits],
        "asides": [[aside.text, aside.reason] for aside in article.asides],
        "repairs": [[one.was, one.now, one.kind] for one in article.repairs],
    }


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_golden_page(path):
    """Text, asides with their reasons in order, and all that is known of the article are as they should be."""
    answer = answer_of(path)
    answer.pop("fetched_at", None)
    found = told(read(path))
    assert {name: found[name] for name in answer} == answer


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_golden_page_without_article(path):
    """What is no article is said to be none, with the reason."""
    with pytest.raises(NoArticle, match=answer_of(path)["no_article"]):
        read(path)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_nothing_visible_is_lost(path):
    """Text and asides, each put where it stood, are the visible lines of the page, joined."""
    content = decode(Page(input=path.stem, content=page_of(path).read_bytes()))
    shown = (
        [line.text for line in visible_lines(parse(content.text)) if not line.hidden]
        if content.markup
        else [content.text]
    )
    article = read(path)
    pieces, position = [], 0
    for aside in article.asides:
        pieces += (article.text[position : aside.at], aside.text)
        position = aside.at
    pieces.append(article.text[position:])
    assert squeezed("".join(pieces)) == squeezed("".join(repair(re.sub(r"\s+", " ", line))[0] for line in shown))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_there_are_golden_pages_of_many_kinds():
    """At least forty pages: fourteen languages and flattened text in three of them."""
    assert len(ANSWERS) >= 40
    languages = {answer_of(path)["language"] for path in ARTICLES}
    assert {"ar", "de", "el", "en", "es", "fr", "he", "hi", "ja", "pl", "pt", "ru", "tr", "uk", "zh"} <= languages
    flattened = [path for path in ARTICLES if page_of(path).suffix == ".txt"]
    assert len({answer_of(path)["language"] for path in flattened}) >= 3
