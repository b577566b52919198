"""What a page says of itself: headline and authors on two public sets, beside trafilatura's metadata in the same run.

A headline is right if it has the letters and digits of the gold's and no others. Authors are compared as sets of names,
without case and order, other than the site itself; precision and recall count names over all pages whose gold names
somebody. Nothing is fitted.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

#: Set -> field of the gold with the authors.
SETS = {"newspaper4k": "authors", "wcxb_dev": "author"}
_BETWEEN = re.compile(r"\s*(?:[,;|&]|\band\b)\s*")
_NO_NAME = re.compile(r"\d|^(?:md|phd|mba|jr|staff|editor|admin|n/a|none)$", re.IGNORECASE)


def measure(shared: Path) -> dict[str, float]:
    """Share of headlines that are right, and F1 of the authors' names."""
    figures: dict[str, float] = {}
    for name, field in SETS.items():
        rows = list(_rows(shared / "data" / "pages" / f"{name}.jsonl.gz"))
        for reader, label in ((_retold, ""), (_trafilatura, ".trafilatura")):
            found = [reader(row["html"], row["url"]) for row in rows]
            titled = [(title, row["title"]) for (title, _), row in zip(found, rows, strict=True) if row.get("title")]
            signed = [
                (names(authors, row["url"]), names(row.get(field), row["url"]))
                for (_, authors), row in zip(found, rows, strict=True)
            ]
            if titled:
                right = sum(letters(one) == letters(other) for one, other in titled)
                figures[f"{name}{label}.headline"] = right / len(titled)
                figures[f"{name}{label}.authors"] = f1([pair for pair in signed if pair[1]])
    return figures


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf8") as lines:
            yield from map(json.loads, lines)


def _retold(markup: str, url: str) -> tuple[str | None, str | None]:
    from retold.errors import NoArticle
    from retold.intake.html import extract
    from retold.types import Page

    try:
        content = extract(Page(input="page", content=markup.encode("utf8", "replace"), url=url))
    except NoArticle:
        return None, None
    return content.title, content.byline


def _trafilatura(markup: str, url: str) -> tuple[str | None, str | None]:
    from trafilatura.metadata import extract_metadata

    about = extract_metadata(markup, default_url=url)
    return (about.title, about.author) if about is not None else (None, None)


def letters(text: str | None) -> str:
    """Letters and digits only, without case."""
    return "".join(re.findall(r"\w+", text or "")).casefold()


def names(text: object, url: str) -> frozenset[str]:
    """Names in a line or list of authors, without case and without the site's own."""
    line = "; ".join(text) if isinstance(text, list) else str(text or "")
    host = letters(urlsplit(url).hostname)
    found = (letters(name) for name in _BETWEEN.split(line) if name.strip() and not _NO_NAME.search(name))
    return frozenset(name for name in found if name not in host)


def f1(pairs: list[tuple[frozenset[str], frozenset[str]]]) -> float:
    """F1 of (found, gold) sets of names, counted over all of them."""
    common = sum(len(found & gold) for found, gold in pairs)
    total = sum(len(found) + len(gold) for found, gold in pairs)
    return 2 * common / total if total else 0.0
