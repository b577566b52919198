"""Retold beside what one would pick instead, room by room: quality and speed on the same pages in one run.

    python -m bench.side_by_side                  all rooms
    python -m bench.side_by_side reading times    some of them
    python -m bench.side_by_side --write          also the table between the marks "side_by_side" in bench/README.md

Protocols and scorers are those of `bench.measures`. Rivals that aren't installed are rows that say so
(`requirements-rivals.lock` has them). Speeds are of one core by the processor's clock, of long runs once and of short
ones the best of two; the ratio is to Retold on the same task in the same run.
"""

import argparse
import importlib
import sys
import time
from collections.abc import Sequence

from bench.quality import HERE, SHARED, replace_table
from bench.rivals import OWN, Row, one_core

ROOMS = ("reading", "grouping", "comparing", "times")


def main() -> int:
    """Run, print."""
    parser = argparse.ArgumentParser(prog="bench.side_by_side")
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"some of {', '.join(ROOMS)}; all if none is named")
    parser.add_argument("--write", action="store_true", help="write the table in README.md")
    options = parser.parse_args()
    if unknown := set(options.rooms) - set(ROOMS):
        parser.error(f"no room named {', '.join(sorted(unknown))}; there are {', '.join(ROOMS)}")
    if not SHARED.exists():
        print(f"no evaluation data at {SHARED}: set RETOLD_SHARED to its folder. Nothing was measured.")
        return 0
    one_core()
    found: list[Row] = []
    for room in options.rooms or ROOMS:
        started = time.perf_counter()
        rows: list[Row] = list(importlib.import_module(f"bench.rivals.{room}").rows(SHARED))
        tasks = list(dict.fromkeys(row.task for row in rows))
        found += sorted(rows, key=lambda row: tasks.index(row.task))
        print(f"# {room}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    told = table(found)
    print(told)
    if options.write:
        replace_table(HERE / "README.md", "side_by_side", told)
    return 0


def table(found: Sequence[Row]) -> str:
    """All rows; a speed beside the one that Retold has at the same task."""
    own = {(row.room, row.task): row.speed for row in found if row.package == OWN}
    lines = ["| task | tool | quality | a second, one core | to Retold |", "|---|---|---|---|---|"]
    for row in found:
        task = f"{row.room}: {row.task}"
        if row.missing:
            lines.append(f"| {task} | {row.named} | {row.missing} | | |")
            continue
        quality = ", ".join(f"{name} {value:.3f}" for name, value in row.quality.items())
        beside = own.get((row.room, row.task), 0.0)
        ratio = f"{row.speed / beside:.2g}" if beside else ""
        lines.append(f"| {task} | {row.named} | {quality} | {_round(row.speed)} {row.unit} | {ratio} |")
    return "\n".join(lines)


def _round(speed: float) -> str:
    return f"{speed:,.0f}" if speed >= 10 else f"{speed:.1f}"


if __name__ == "__main__":
    sys.exit(main())
