"""Times beside recognizers-text and dateparser: extents and TIMEX3 values, on the sets of `bench.measures.times`.

By the protocol of TempEval-3 on WikiWars and MEANTIME; and on recognizers-text's own English specs, the half that is
for checking (`bench.measures.recognizers`), where it is at home. The rivals are given a paragraph at a time and the
same date, Retold the whole text, since it reads what stands around. Neither speaks TIMEX3: recognizers-text's values
are close to it and are turned into it, of two readings the past or the coming one, whichever scores better on the set;
dateparser gives a moment, of which as much is taken as its own `period` says is meant, and the order of preference that
scores better.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.rivals import OWN, Row, not_installed, seconds
from retold.types import Period, Span, TimeExpression

ROOM = "times"
SETS = ("wikiwars", "meantime")
SPECS = "recognizers' specs"
#: Rivals take prepositions and such in, which TIMEX3 leaves out: without them their extents are judged more kindly.
_TRIMMED = re.compile(
    r"(?!(?:a|about|after|and|at|before|by|during|for|from|in|of|on|or|since|till|to|until)\b\s)\b\S.*?"
    r"(?=(?:\s+(?:and|at|by|from|in|of|on|or|to))*$)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"[^\n]+")
#: All expressions of a text of that date.
Find = Callable[[str, datetime | None], tuple[TimeExpression, ...]]


@dataclass(frozen=True, slots=True)
class _Document:
    text: str
    published: datetime | None
    #: `start`, `end` and `value` of each expression, and where the annotation stops.
    gold: list[dict[str, Any]]
    stop: int


def rows(shared: Path) -> Iterator[Row]:
    """A row a set for each tool."""
    folder = shared / "data" / "statements"
    if not folder.exists():
        return
    from bench.measures.recognizers import cases

    documents = {name: list(_documents(folder / f"{name}.jsonl.gz", name)) for name in SETS}
    specs = [case for case in cases(shared) if not case.tuning and case.kind in _KINDS]
    for package, call, make in _TOOLS:
        try:
            ways = make()
        except ImportError as error:
            yield from not_installed(ROOM, (*SETS, SPECS), package, error)
            continue
        for name in SETS:
            yield _best(_scored(name, package, call, find, documents[name]) for find in ways)
        yield _best(_checked(package, call, find, specs) for find in ways)


_KINDS = frozenset({"date", "daterange", "time", "datetime", "duration", "set"})


def _best(found: Iterable[Row]) -> Row:
    """The way that finds most values."""
    return max(found, key=lambda row: row.quality["value"])


def _documents(path: Path, name: str) -> Iterator[_Document]:
    from bench.measures.times import annotated, day_of, rows

    for row in rows(path):
        yield _Document(row["text"], day_of(row["published"]), row["times"], annotated(name, row["text"]))


def _scored(name: str, package: str, call: str, find: Find, documents: list[_Document]) -> Row:
    from bench.measures.times import f1, pairs

    find(documents[0].text[:500], documents[0].published)
    told: list[tuple[TimeExpression, ...]] = []
    spent = seconds(lambda: told.extend(find(each.text, each.published) for each in documents))
    found_count = gold_count = strict = relaxed = value = 0
    for each, every in zip(documents, told, strict=True):
        found = tuple(one for one in every if one.span.start < each.stop)
        both = pairs(found, each.gold)
        found_count += len(found)
        gold_count += len(each.gold)
        relaxed += len(both)
        strict += sum((one.span.start, one.span.end) == (want["start"], want["end"]) for one, want in both)
        value += sum(one.value == want["value"] for one, want in both)
    hits = {"strict": strict, "relaxed": relaxed, "value": value}
    quality = {kind: f1(count, found_count, gold_count) for kind, count in hits.items()}
    size = sum(len(each.text) for each in documents) / 1000
    return Row(room=ROOM, task=name, package=package, call=call, quality=quality, speed=size / spent, unit="kB")


def _checked(package: str, call: str, find: Find, specs: list[Any]) -> Row:
    """The share of the specs' values that are right."""
    from bench.measures.recognizers import right

    find(specs[0].text, specs[0].reference)
    told: list[tuple[TimeExpression, ...]] = []
    spent = seconds(lambda: told.extend(find(case.text, case.reference) for case in specs))
    hits = 0
    for case, every in zip(specs, told, strict=True):
        hits += right(case, [one for one in every if one.span.start < case.end and case.start < one.span.end])
    size = sum(len(case.text) for case in specs) / 1000
    quality = {"value": hits / len(specs)}
    return Row(room=ROOM, task=SPECS, package=package, call=call, quality=quality, speed=size / spent, unit="kB")


# --- tools: one or several ways to ask each ---


def _own() -> list[Find]:
    from retold.service import find_times

    return [find_times]


def _paragraphs(find: Find, text: str, published: datetime | None) -> tuple[TimeExpression, ...]:
    """What a tool finds in each paragraph, at its place in the text."""
    found = []
    for paragraph in _PARAGRAPH.finditer(text):
        try:
            told = find(paragraph[0], published)
        except Exception:  # a fault of a rival on a paragraph is an empty answer
            continue
        for one in told:
            words = _TRIMMED.search(one.span.text)
            start = paragraph.start() + one.span.start
            span = Span.of(text, start + words.start(), start + words.end()) if words else one.span
            found.append(TimeExpression(span=span, type=one.type, value=one.value, period=one.period))
    return tuple(found)


def _expression(text: str, start: int, end: int, value: str, period: Period | None) -> TimeExpression:
    return TimeExpression(span=Span.of(text, start, end), type="DATE", value=value, period=period)


def _recognizers() -> list[Find]:
    from recognizers_date_time import Culture, recognize_datetime

    def find(text: str, published: datetime | None, *, reading: int) -> tuple[TimeExpression, ...]:
        known = published.replace(tzinfo=None) if published is not None else None
        found = []
        for one in recognize_datetime(text, Culture.English, reference=known):
            values = (one.resolution or {}).get("values") or []
            if values:
                value, period = _timex3(values[min(reading, len(values) - 1)])
                found.append(_expression(text, one.start, one.end + 1, value, period))
        return tuple(found)

    return [partial(_paragraphs, partial(find, reading=reading)) for reading in (0, 1)]


def _timex3(given: dict[str, str | None]) -> tuple[str, Period | None]:
    """A value of recognizers-text as TIMEX3, what it leaves open filled from the moment that it tells; and its period.

    "(2016-11-04,2016-11-22,P18D)" is told by its length, as TIMEX3 does; a day without its year gets that of `value`.
    """
    timex = given.get("timex") or ""
    moment = given.get("start") or given.get("value") or given.get("end") or ""
    length = re.fullmatch(r"\(.*,(P[^,]*)\)", timex)
    value = length[1] if length else timex
    if given.get("type") == "set":
        pass  # "every Monday" names no moment
    elif value.startswith("XXXX-WXX"):
        value = moment[:10] + value[10:] if moment else value
    elif value.startswith("XXXX") and re.match(r"\d{4}", moment):
        value = moment[:4] + value[4:]
    value = re.sub(r"(T\d\d)$", r"\1:00", value)
    start, end = _moment(moment), _moment(given.get("end"))
    if start is None:
        return value, None
    return value, Period(earliest=start, latest=end or start + timedelta(1))


def _moment(stamp: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp or "").replace(tzinfo=UTC)
    except ValueError:
        return None


def _dateparser() -> list[Find]:
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    def find(text: str, published: datetime | None, *, preferred: str) -> tuple[TimeExpression, ...]:
        settings: dict[str, Any] = {"PREFER_DATES_FROM": preferred, "RETURN_TIME_AS_PERIOD": True}
        if published is not None:
            settings["RELATIVE_BASE"] = published.replace(tzinfo=None)
        parser = DateDataParser(languages=["en"], settings=settings)
        found, at = [], 0
        for words, moment in search_dates(text, languages=["en"], settings=settings) or ():
            start = text.find(words, at)
            if start < 0:
                continue
            at = start + len(words)
            value, days = _as_told(moment, parser.get_date_data(words).period)
            first = moment.replace(tzinfo=UTC)
            found.append(_expression(text, start, at, value, Period(earliest=first, latest=first + timedelta(days))))
        return tuple(found)

    return [partial(_paragraphs, partial(find, preferred=way)) for way in ("past", "current_period")]


def _as_told(moment: datetime, period: str | None) -> tuple[str, float]:
    """As much of a moment as is meant, and its days."""
    shapes = {"year": ("%Y", 365), "month": ("%Y-%m", 30), "week": ("%G-W%V", 7), "time": ("%Y-%m-%dT%H:%M", 1 / 24)}
    shape, days = shapes.get(period or "day", ("%Y-%m-%d", 1))
    return moment.strftime(shape), days


_TOOLS: tuple[tuple[str, str, Callable[[], list[Find]]], ...] = (
    (OWN, "find_times", _own),
    ("recognizers-text-date-time", "recognize_datetime", _recognizers),
    ("dateparser", "search_dates", _dateparser),
)
