"""Days of publication against pages with a known one, beside htmldate in the same run; months from the words alone.

`newspaper4k` and `wcxb_dev`: share of pages with the exact day, of all pages that have one in the gold. PolNeAR: its
articles without a page, so only what the words tell: share answered to the month and to the year, and how many of
those are right.
"""

import gzip
import json
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from retold.dating import date_article
from retold.errors import RetoldError
from retold.intake.html import extract
from retold.types import Dating, Page

PAGES = {"newspaper4k": "date", "wcxb_dev": "publish_date"}


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


def ours(row: dict[str, Any]) -> Dating | None:
    """Our dating of a page; None if it is no article."""
    page = Page(
        input=row["id"], content=row["html"].encode("utf8"), url=row["url"], content_type="text/html; charset=utf-8"
    )
    try:
        content = extract(page)
    except RetoldError:
        return None
    text = "\n\n".join(block.text for block in content.blocks if block.role != "aside")
    return date_article(
        text=text,
        sentences=(),
        title=content.title,
        hints=content.dates,
        fetched_at=None,
        language=content.language or "en",
    )


def theirs(row: dict[str, Any]) -> str | None:
    """htmldate's day of publication."""
    from htmldate import find_date

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return find_date(row["html"], url=row["url"], original_date=True, extensive_search=True)
        except Exception:  # a peer's crash is a miss of the peer's
            return None


def pages(shared: Path, name: str) -> dict[str, float]:
    """Exact days on one set of pages."""
    total = right = peer = sure = sure_right = 0
    for row in rows(shared / "data" / "pages" / f"{name}.jsonl.gz"):
        gold = day_of(row[PAGES[name]])
        if gold is None:
            continue
        total += 1
        dating = ours(row)
        hit = dating is not None and dating.precision in ("minute", "day") and _day(dating) == gold
        right += hit
        peer += theirs(row) == gold.isoformat()
        if dating is not None and dating.confidence >= 0.9:
            sure += 1
            sure_right += hit
    return {
        f"{name}.exact_day": round(right / total, 3),
        f"{name}.exact_day_htmldate": round(peer / total, 3),
        f"{name}.sure_share": round(sure / total, 3),
        f"{name}.sure_right": round(sure_right / max(sure, 1), 3),
    }


def _day(dating: Dating) -> date | None:
    return dating.earliest.astimezone(UTC).date() if dating.earliest is not None else None


def words_alone(shared: Path) -> dict[str, float]:
    """PolNeAR's articles, dated by what they say."""
    total = month = month_right = year = year_right = held = answered = 0
    for row in rows(shared / "data" / "statements" / "polnear_train.jsonl.gz"):
        gold = day_of(row["published"])
        if gold is None:
            continue
        total += 1
        dating = date_article(
            text=row["text"], sentences=(), title=row["title"], hints=(), fetched_at=None, language="en"
        )
        if not dating.known:
            continue
        assert dating.earliest is not None
        assert dating.latest is not None
        noon = datetime(gold.year, gold.month, gold.day, 12, tzinfo=UTC)
        hit = dating.earliest <= noon < dating.latest
        answered += 1
        held += hit
        if dating.precision == "month":
            month += 1
            month_right += hit
        if dating.earliest.year == (dating.latest.replace(microsecond=0)).year or (
            dating.latest.year == dating.earliest.year + 1 and dating.latest.month == dating.latest.day == 1
        ):
            year += 1
            year_right += dating.earliest.year == gold.year
    return {
        "polnear.interval_answered": round(answered / total, 3),
        "polnear.interval_right": round(held / max(answered, 1), 3),
        "polnear.month_answered": round(month / total, 3),
        "polnear.month_right": round(month_right / max(month, 1), 3),
        "polnear.year_answered": round(year / total, 3),
        "polnear.year_right": round(year_right / max(year, 1), 3),
    }


def measure(shared: Path) -> dict[str, float]:
    """All of it."""
    figures = words_alone(shared)
    for name in PAGES:
        figures |= pages(shared, name)
    return figures
