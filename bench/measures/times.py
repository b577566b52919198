"""Expressions of time against WikiWars and MEANTIME, by the protocol of TempEval-3 task A.

Strict F1 wants the same extent, relaxed F1 an overlap, value F1 an overlap with the same TIMEX3 value
(https://aclanthology.org/S13-2001/). Also words a second. The annotators of MEANTIME stopped after the headline, the
date line and four sentences (no annotation lies beyond the sixth line, though most articles have eight lines or more),
so expressions after those count only in `meantime_whole.*`. There each is held to be wrong: precision falls by what
the annotators didn't read, and only recall and the share of values right among the matched mean something.
"""

import gzip
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import retold
from retold.times import find_times
from retold.types import TimeExpression

#: http://www.newsreader-project.eu/results/data/wikinews/: a sentence a line.
_MEANTIME_LINES = 6
SETS = ("wikiwars", "meantime")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one set."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        yield from map(json.loads, lines)


def day_of(published: str | None) -> datetime | None:
    """The day of writing; some rows have it in other orders than ISO's, which for these sets hardly matters."""
    for shape in ("%Y-%m-%d", "%Y-%m", "%m-%d-%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(published or "", shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def annotated(name: str, text: str) -> int:
    """Where the annotation ends: MEANTIME's covers the headline, the date line and the first four sentences."""
    ends = [i for i, mark in enumerate(text) if mark == "\n"]
    return ends[_MEANTIME_LINES - 1] if name == "meantime" and len(ends) >= _MEANTIME_LINES else len(text)


def f1(hits: float, found: int, gold: int) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * hits / (found + gold) if found + gold else 1.0


def pairs(found: tuple[TimeExpression, ...], gold: list[dict[str, Any]]) -> list[tuple[TimeExpression, dict[str, Any]]]:
    """Each expression with the gold that it overlaps, one to one, exact extents first."""
    matched: list[tuple[TimeExpression, dict[str, Any]]] = []
    free = list(found)
    rest = []
    for want in gold:
        same = next((f for f in free if (f.span.start, f.span.end) == (want["start"], want["end"])), None)
        if same is None:
            rest.append(want)
        else:
            free.remove(same)
            matched.append((same, want))
    for want in rest:
        over = next((f for f in free if f.span.start < want["end"] and want["start"] < f.span.end), None)
        if over is not None:
            free.remove(over)
            matched.append((over, want))
    return matched


def whole(shared: Path) -> dict[str, float]:
    """MEANTIME over whole documents: F1 without knowing where the annotation ends, and what that doesn't touch."""
    found_count = gold_count = relaxed = value = beyond = 0
    for row in rows(shared / "data" / "statements" / "meantime.jsonl.gz"):
        found = find_times(row["text"], day_of(row["published"]))
        both = pairs(found, row["times"])
        found_count += len(found)
        gold_count += len(row["times"])
        relaxed += len(both)
        value += sum(1 for f, g in both if f.value == g["value"])
        beyond += sum(1 for f in found if f.span.start >= annotated("meantime", row["text"]))
    return {
        "meantime_whole.relaxed": f1(relaxed, found_count, gold_count),
        "meantime_whole.value": f1(value, found_count, gold_count),
        "meantime_whole.recall": relaxed / gold_count,
        "meantime_whole.values_right": value / relaxed,
        "meantime_whole.found_beyond_annotation": beyond / found_count,
    }


def measure(shared: Path) -> dict[str, float]:
    """Strict, relaxed and value F1 for each set, and the speed."""
    figures: dict[str, float] = {}
    words = 0
    seconds = 0.0
    for name in SETS:
        found_count = gold_count = strict = relaxed = value = 0
        for row in rows(shared / "data" / "statements" / f"{name}.jsonl.gz"):
            published = day_of(row["published"])
            begin = time.perf_counter()
            found = find_times(row["text"], published)
            seconds += time.perf_counter() - begin
            found = tuple(f for f in found if f.span.start < annotated(name, row["text"]))
            words += len(row["text"].split())
            both = pairs(found, row["times"])
            found_count += len(found)
            gold_count += len(row["times"])
            relaxed += len(both)
            strict += sum(1 for f, g in both if (f.span.start, f.span.end) == (g["start"], g["end"]))
            value += sum(1 for f, g in both if f.value == g["value"])
        for kind, hits in (("strict", strict), ("relaxed", relaxed), ("value", value)):
            figures[f"{name}.{kind}"] = f1(hits, found_count, gold_count)
    figures["words_per_second"] = round(words / seconds)
    return figures | whole(shared) | seeds(shared / "seeds")


def seeds(folder: Path) -> dict[str, float]:
    """How many of the seeds' expressions have the gold's extent and value."""
    gold = json.loads((folder / "statements_gold.json").read_text(encoding="utf8"))["docs"]
    right = {"seeds_best": 0, "seeds_text_only": 0, "seeds_text_only_exact": 0}
    for doc in gold.values():
        text = (folder / doc["file"]).read_bytes().decode()
        best = datetime.fromisoformat(doc["dct"]["best"]).replace(tzinfo=UTC)
        known = {(t.span.start, t.span.end): t for t in find_times(text, best)}
        dated = {(t.span.start, t.span.end): t for t in find_times(text, retold.read(folder / doc["file"]).published)}
        for want in doc["timex"]:
            place = (want["start"], want["end"])
            right["seeds_best"] += place in known and known[place].value == want["value"]
            right["seeds_text_only_exact"] += place in dated and dated[place].value == want["value"]
            right["seeds_text_only"] += place in dated and agrees(dated[place], want)
    return {name: float(count) for name, count in right.items()}


def agrees(found: TimeExpression, want: dict[str, Any]) -> bool:
    """Whether the value is the gold's, or open and in agreement with it."""
    if found.value == want["value"]:
        return True
    if "X" not in found.value or found.period is None or not want.get("interval") or None in want["interval"]:
        return False
    first, last = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in want["interval"])
    early, late = found.period.earliest, found.period.latest
    return (early is None or early <= first) and (late is None or last < late)
