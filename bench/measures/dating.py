"""Days of publication against pages with a known one, beside htmldate in the same run; months from the words alone.

`newspaper4k` and `wcxb_dev`: share of pages with the exact day, of all pages that have one in the gold (a page that is
refused is a miss), and what is right of the answers with confidence .9 or more; `crossfitted` is the same with votes
that were fitted on other sites (bench/fit_dating.py). PolNeAR, MEANTIME (Wikinews) and the bodies of these pages
(`withheld`) with every date line withheld: what only the words tell - share answered to the month, to a calendar year
and at all, how many of those are right, and what is right in each band of confidence.
"""

import gzip
import json
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from retold.dating import date_article
from retold.errors import RetoldError
from retold.intake.html import extract
from retold.types import DateHint, Dating, Page

PAGES = {"newspaper4k": "date", "wcxb_dev": "publish_date"}
SURE = 0.9
#: Wikinews has the date in a line of its own below the headline.
_DATE_LINE = re.compile(r"^\W*(?:\w+day,? )?(?:\w+ \d{1,2}|\d{1,2} \w+) ?,? \d{4}\W*$")


@dataclass(frozen=True)
class Gold:
    """A page with its day of publication, read."""

    name: str
    url: str
    html: str
    day: date
    #: The text that the gold says the article has; ours without one.
    body: str
    #: None if the page was refused.
    text: str | None
    title: str | None
    hints: tuple[DateHint, ...]
    language: str


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one set."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        yield from map(json.loads, lines)


def day_of(text: object) -> date | None:
    """A day as the gold has it."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


@lru_cache(maxsize=2)
def gold_pages(shared: Path, name: str) -> tuple[Gold, ...]:
    """The pages of one set that have a day in the gold."""
    found = []
    for row in rows(shared / "data" / "pages" / f"{name}.jsonl.gz"):
        day = day_of(row[PAGES[name]])
        if day is None:
            continue
        page = Page(
            input=row["id"], content=row["html"].encode("utf8"), url=row["url"], content_type="text/html; charset=utf-8"
        )
        try:
            content = extract(page)
        except RetoldError:
            found.append(Gold(name, row["url"], row["html"], day, row.get("text") or "", None, None, (), "en"))
            continue
        text = "\n\n".join(block.text for block in content.blocks if block.role != "aside")
        found.append(
            Gold(
                name,
                row["url"],
                row["html"],
                day,
                row.get("text") or text,
                text,
                content.title,
                tuple(content.dates),
                content.language or "en",
            )
        )
    return tuple(found)


def ours(page: Gold) -> Dating | None:
    """Our dating of a page; None if it is no article."""
    if page.text is None:
        return None
    return date_article(
        text=page.text, sentences=(), title=page.title, hints=page.hints, fetched_at=None, language=page.language
    )


def theirs(page: Gold) -> str | None:
    """htmldate's day of publication."""
    from htmldate import find_date

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return find_date(page.html, url=page.url, original_date=True, extensive_search=True)
        except Exception:  # a peer's crash is a miss of the peer's
            return None


def exact_days(name: str, pages: Sequence[Gold]) -> dict[str, float]:
    """Exact days on one set of pages."""
    datings = [ours(page) for page in pages]
    hits = [
        dating is not None
        and dating.earliest is not None
        and dating.precision in ("minute", "day")
        and dating.earliest.astimezone(UTC).date() == page.day
        for page, dating in zip(pages, datings, strict=True)
    ]
    sure = [hit for hit, dating in zip(hits, datings, strict=True) if dating is not None and dating.confidence >= SURE]
    return {
        f"{name}.exact_day": mean(hits),
        f"{name}.exact_day_htmldate": mean(theirs(page) == page.day.isoformat() for page in pages),
        f"{name}.refused": mean(dating is None for dating in datings),
        f"{name}.sure_share": round(len(sure) / len(pages), 3),
        f"{name}.sure_right": mean(sure),
    }


def mean(hits: Iterable[bool]) -> float:
    """Share of the true, in three digits; 0 of none."""
    told = list(hits)
    return round(sum(told) / max(len(told), 1), 3)


def withheld(shared: Path) -> Iterator[tuple[str, str | None, str, date]]:
    """Set, title, text and day of articles without their date lines."""
    folder = shared / "data" / "statements"
    for row in rows(folder / "polnear_train.jsonl.gz"):
        if (day := day_of(row["published"])) is not None:
            yield "polnear", row["title"], row["text"], day
    for row in rows(folder / "meantime.jsonl.gz"):
        if (day := day_of(row["published"])) is not None:
            lines = row["text"].split("\n")
            yield "meantime", lines[0], "\n".join(line for line in lines if not _DATE_LINE.match(line)), day
    for name in PAGES:
        for page in gold_pages(shared, name):
            yield "withheld", page.title, page.body, page.day


def words_alone(shared: Path) -> dict[str, float]:
    """Articles dated by what they say: to the month, to a calendar year, at all; and how honest the confidence is."""
    asked: dict[str, int] = defaultdict(int)
    answers: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for name, title, text, day in withheld(shared):
        asked[name] += 1
        dating = date_article(text=text, sentences=(), title=title, hints=(), fetched_at=None, language="en")
        if dating.earliest is None or dating.latest is None:
            continue
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        hit = dating.earliest <= noon < dating.latest
        answers[name, "interval"].append(hit)
        answers[name, f"at_{int(dating.confidence * 10) / 10}"].append(hit)
        if dating.precision == "month":
            answers[name, "month"].append(hit)
        if dating.earliest.year == (dating.latest - timedelta(seconds=1)).year:
            answers[name, "year"].append(dating.earliest.year == day.year)
    figures = {}
    for name, total in asked.items():
        for grain in ("month", "year", "interval"):
            figures[f"{name}.{grain}_answered"] = round(len(answers[name, grain]) / total, 3)
        figures |= {
            f"{one}.{grain}_right": mean(hits) for (one, grain), hits in answers.items() if one == name and hits
        }
    return figures


def measure(shared: Path) -> dict[str, float]:
    """All of it."""
    from bench.fit_dating import crossfitted

    figures = words_alone(shared)
    for name in PAGES:
        figures |= exact_days(name, gold_pages(shared, name))
    pages = [page for name in PAGES for page in gold_pages(shared, name) if page.text is not None]
    figures |= {f"{name}.exact_day_crossfitted": round(share, 3) for name, share in crossfitted(pages).items()}
    return figures
