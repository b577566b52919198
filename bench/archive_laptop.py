"""An archive's tables without any engine: the same functions over plain lists, to hold the engines' tables against."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from retold.batch import near, reading, telling, windows
from retold.batch.tables import TABLES
from retold.config import DEFAULT, Config
from retold.duplicates import signatures, template_of
from retold.errors import InputError
from retold.types import Article

Rows = list[dict[str, Any]]


def tables_of(inputs: Iterable[str], *, config: Config = DEFAULT, statements: bool = True) -> dict[str, Rows]:
    """The tables of files of pages, by name."""
    tables: dict[str, Rows] = {table: [] for table in TABLES}
    runs = _read(inputs, tables, config)
    sketches = _sketched(runs, config)
    tables["near_duplicates"] = _near(sketches, config)
    placed = _placed(sketches, tables, config)
    grouped = [
        {**row, "window": window} for window in sorted(placed) for row in windows.group_window(placed[window], config)
    ]
    values = {row["id"]: row["value"] for row in tables["articles"]}
    for row in _by_story(grouped).values():
        for table, told in telling.tell(
            [{**one, "value": values[one["id"]]} for one in row], config, statements=statements
        ):
            tables[table].append(told)
    return tables


def digests(tables: Mapping[str, Rows]) -> dict[str, str]:
    """A digest of each table, the same in whatever order its rows are."""
    return {
        table: hashlib.sha256("\n".join(sorted(map(_line, rows))).encode()).hexdigest()[:16]
        for table, rows in tables.items()
    }


def tables_in(out: Path) -> dict[str, Rows]:
    """The tables that a job wrote."""
    manifest = json.loads((out / "manifest.json").read_text())
    return {
        table: [row for part in parts for row in pq.read_table(out / part).to_pylist()]
        for table, parts in manifest["tables"].items()
    }


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(
        row, sort_keys=True, default=lambda value: value.hex() if isinstance(value, bytes) else str(value)
    )


def _read(inputs: Iterable[str], tables: dict[str, Rows], config: Config) -> Rows:
    runs: Rows = []
    seen: set[str] = set()
    for file in reading.files_of(inputs):
        for number, found in enumerate(reading.read_file(file.address, config)):
            kind, reason = reading.wrong(found, seen)
            if isinstance(found, Article) and not kind:
                seen.add(found.id)
                tables["articles"].append(reading.article_row(found, file.address, number))
                runs.append(reading.runs_row(found, file.key, number, config))
            else:
                name = found.name if isinstance(found, InputError) else found.input
                tables["quarantine"].append(reading.quarantined(file.address, number, name, kind, reason))
    return runs


def _sketched(runs: Rows, config: Config) -> Rows:
    by_outlet: dict[str, Rows] = defaultdict(list)
    for row in runs:
        if row["outlet"] is not None:
            by_outlet[row["outlet"]].append(row)
    templates = {}
    for outlet, rows in by_outlet.items():
        if len(rows) >= config.grouping.template_repeats:
            some = sorted(rows, key=lambda row: row["id"])[: config.archiving.outlet_sample]
            templates[outlet] = template_of([reading.hashes(row["runs"]) for row in some], config=config.grouping)
    found = []
    for row in runs:
        kept = near.sketched(reading.hashes(row["runs"]), templates.get(row["outlet"]), config)
        (keys,) = signatures([kept], config=config.grouping)
        found.append(near.sketch_row(row, kept, keys, config))
    return found


def _near(sketches: Rows, config: Config) -> Rows:
    holders: dict[int, list[int]] = defaultdict(list)
    ordered = sorted(sketches, key=lambda row: row["id"])
    for place, row in enumerate(ordered):
        for key in row["keys"]:
            holders[key].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        first = places[: config.archiving.leaders]
        shared.update(combinations(first, 2))
        shared.update((a, b) for a in first for b in places[len(first) :])
    found = []
    for (i, j), n in shared.items():
        a, b = ordered[i], ordered[j]
        least = min(a["sampled"], b["sampled"]) * (config.archiving.agreement * config.grouping.duplicate_cover)
        if n >= least:
            pair = {"a": a["id"], "b": b["id"], "at_a": a["at"], "at_b": b["at"]}
            row = near.near_row({**pair, "runs_a": a["runs"], "runs_b": b["runs"]}, config)
            found += [row] if row is not None else []
    return found


def _placed(sketches: Rows, tables: Mapping[str, Rows], config: Config) -> dict[str, Rows]:
    copies: dict[str, list[str]] = defaultdict(list)
    for pair in tables["near_duplicates"]:
        if min(pair["in_a"], pair["in_b"]) >= config.archiving.copy_cover:
            copies[pair["b"]].append(pair["a"])
    values = {row["id"]: row["value"] for row in tables["articles"]}
    placed: dict[str, Rows] = defaultdict(list)
    days = windows.widths(_counted(sketches), {}, config.archiving)
    for row in sorted(sketches, key=lambda row: near.came(row["at"], row["id"])):
        for window, own in windows.window_of(row["language"], row["at"], days, config.archiving):
            here = {"id": row["id"], "at": row["at"], "own": own, "copy_of": copies.get(row["id"])}
            placed[window].append({**here, "value": values[row["id"]]})
    return {window: _newest(rows, config) for window, rows in placed.items()}


def _newest(rows: Rows, config: Config) -> Rows:
    """Of the articles of earlier days as many as are remembered."""
    late = sum(not row["own"] for row in rows)
    left = iter(range(late - config.grouping.remembered))
    return [row for row in rows if row["own"] or next(left, None) is None]


def _counted(sketches: Rows) -> dict[str, tuple[int, int | None, int | None]]:
    by_language: dict[str, list[int | None]] = defaultdict(list)
    for row in sketches:
        by_language[row["language"]].append(row["at"])
    found = {}
    for language, came in by_language.items():
        known = [at for at in came if at is not None]
        found[language] = (len(came), min(known, default=None), max(known, default=None))
    return found


def _by_story(grouped: Sequence[Mapping[str, Any]]) -> dict[str, Rows]:
    first = windows.parents_of(grouped)
    stories: dict[str, Rows] = defaultdict(list)
    own = [row for row in grouped if row["own"]]
    for row in sorted(own, key=lambda row: near.came(row["at"], row["id"])):
        stories[first[f"{row['window']}/{row['group']}"]].append({"id": row["id"], "leads": row["leads"]})
    return stories
