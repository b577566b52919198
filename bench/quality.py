"""Quality on the public evaluation data and the seeds: runs every measure, holds the figures to floors and ceilings.

    python -m bench.quality                  all measures; exit status 1 if a figure misses its gate
    python -m bench.quality times stories    some of them
    python -m bench.quality --write          also write bench/quality.json and the table in bench/README.md

A measure is a module in bench/measures with `measure(shared: Path) -> dict[str, float]`; it may take what it needs
from `shared` (the folder with data/ and seeds/) and is skipped, saying so, where that is absent.
"""

import argparse
import importlib
import json
import os
import pkgutil
import re
import sys
import time
from pathlib import Path

from bench import measures

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("RETOLD_SHARED", HERE.parents[1] / "shared"))


def main() -> int:
    """Run, print, compare."""
    known = sorted(module.name for module in pkgutil.iter_modules(measures.__path__))
    parser = argparse.ArgumentParser(prog="bench.quality")
    parser.add_argument("names", nargs="*", metavar="MEASURE", help=f"some of {', '.join(known)}; all if none is named")
    parser.add_argument("--write", action="store_true", help="write quality.json and the table in README.md")
    options = parser.parse_args()
    if unknown := set(options.names) - set(known):
        parser.error(f"no measure named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if not SHARED.exists():
        print(f"no evaluation data at {SHARED}: set RETOLD_SHARED to its folder. Nothing was measured.")
        return 0
    figures: dict[str, float] = {}
    for name in options.names or known:
        started = time.perf_counter()
        found = importlib.import_module(f"bench.measures.{name}").measure(SHARED)
        figures |= {f"{name}.{what}": round(value, 4) for what, value in found.items()}
        print(f"# {name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    gates = json.loads((HERE / "gates.json").read_text())
    missed = [what for what, value in figures.items() if not passes(what, value, gates)]
    for what, value in figures.items():
        print(f"{what:60} {value:9.4f}  {gate(what, gates):12} {'MISSED' if what in missed else ''}")
    if options.write:
        write(figures, gates)
    return 1 if missed else 0


def passes(what: str, value: float, gates: dict[str, dict[str, float]]) -> bool:
    """True if the figure is neither under its floor nor over its ceiling."""
    return gates["floors"].get(what, value) <= value <= gates["ceilings"].get(what, value)


def gate(what: str, gates: dict[str, dict[str, float]]) -> str:
    """Its floor or ceiling, to be shown."""
    if what in gates["floors"]:
        return f">= {gates['floors'][what]}"
    return f"<= {gates['ceilings'][what]}" if what in gates["ceilings"] else ""


def write(figures: dict[str, float], gates: dict[str, dict[str, float]]) -> None:
    """Put the figures into quality.json and the README's table; those not measured now stay."""
    file = HERE / "quality.json"
    kept: dict[str, float] = json.loads(file.read_text()) if file.exists() else {}
    kept |= figures
    file.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n")
    rows = ["| figure | value | gate |", "|---|---|---|"]
    rows += [f"| {what} | {value:.3f} | {gate(what, gates)} |" for what, value in sorted(kept.items())]
    replace_table(HERE / "README.md", "quality", "\n".join(rows))


def replace_table(page: Path, name: str, table: str) -> None:
    """Put `table` between the page's `<!-- name -->` and `<!-- /name -->`."""
    text = page.read_text()
    between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not between.search(text):
        raise SystemExit(f"{page} has no place for the table: add <!-- {name} --> and <!-- /{name} -->")
    page.write_text(between.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text))


if __name__ == "__main__":
    sys.exit(main())
