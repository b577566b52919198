"""What an archive of any size takes: a model fitted to some runs of the job, and checked on one that it hasn't seen.

    python -m bench.sizing [--fit 5000,10000,20000] [--check 50000] [--engine sail] [--no-statements]
    python -m bench.sizing --told FILE...

Archives are made by `bench.made_archive` (JSON lines with plain text, so that reading HTML is a cost of its own, see
`--html`). Seconds of units grow with articles, stage by stage, and so do bytes; the model is a line through the runs,
by least squares of the relative error, and what an engine adds to the units is another. `--told` takes runs that
`bench.archived --one` wrote, the last for the check: long ones can be made one by one. Printed: each run, the exponent
of growth, the model, how far the check is from it, and what it says of 10^6, 10^8 and 10^9 pages.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from retold.batch.job import STAGES

_SIZES = (1e6, 1e8, 1e9)


def measured(pages: int, *, engine: str, statements: bool, html: bool, folder: Path) -> dict[str, Any]:
    """Make an archive and run the job on it, in processes of their own; what it took."""
    made = folder / f"{pages}"
    plain = [] if html else ["--plain"]
    command = [sys.executable, "-m", "bench.made_archive", str(made), "--pages", str(pages), "--files", "16", *plain]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    told = folder / f"{pages}.json"
    inputs = [str(path) for path in sorted(made.glob("made-*"))]
    command = [sys.executable, "-m", "bench.archived", *inputs, "--ways", engine, "--uncompared", "--one", str(told)]
    command += [] if statements else ["--no-statements"]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}
    subprocess.run(command, check=True, env=environment)
    found: dict[str, Any] = json.loads(told.read_text())
    return found


def line(x: "list[float]", y: "list[float]") -> tuple[float, float]:
    """Slope and intercept by least squares of the relative error; neither is below nothing."""
    from scipy.optimize import nnls

    scaled = np.array([[a / b, 1 / b] for a, b in zip(x, y, strict=True)])
    (slope, start), _ = nnls(scaled, np.ones(len(y)))
    return float(slope), float(start)


def main() -> int:
    """Fit, check, print; the exit status is 1 if the check is farther from the model than a fifth."""
    parser = argparse.ArgumentParser(prog="bench.sizing")
    parser.add_argument("--told", nargs="+", type=Path, help="runs that were made before, the last for the check")
    parser.add_argument("--fit", default="5000,10000,20000")
    parser.add_argument("--check", type=int, default=50_000)
    parser.add_argument("--engine", default="sail", choices=("sail", "local"))
    parser.add_argument("--html", action="store_true")
    parser.add_argument("--no-statements", dest="statements", action="store_false")
    options = parser.parse_args()
    if options.told:
        runs = [json.loads(file.read_text()) for file in options.told]
        for run in runs:
            _show(run)
        return _model(runs[:-1], runs[-1])
    sizes = [*map(int, options.fit.split(",")), options.check]
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            given = {"engine": options.engine, "statements": options.statements, "html": options.html}
            runs.append(measured(size, folder=Path(folder), **given))
            _show(runs[-1])
    return _model(runs[:-1], runs[-1])


def _show(run: dict[str, Any]) -> None:
    rate = run["rows"]["articles"] / run["seconds"] / run["cores"]
    stages = "  ".join(f"{stage} {run['units'].get(stage, 0.0):.1f}" for stage in STAGES)
    print(
        f"{run['pages']:9,} pages {run['rows']['articles']:9,} articles {run['seconds']:8.1f} s  units: {stages}  "
        f"{rate:.1f} articles a second and core  {run['megabytes']} MB  "
        f"{sum(run['bytes'].values()) / run['pages']:,.0f} bytes a page",
        flush=True,
    )


def _model(fitted: list[dict[str, Any]], check: dict[str, Any]) -> int:
    pages = [float(run["pages"]) for run in fitted]
    slope, start = line(pages, [sum(run["units"].values()) for run in fitted])
    around = line(pages, [max(0.1, run["seconds"] - sum(run["units"].values()) / run["cores"]) for run in fitted])
    size, _ = line(pages, [float(sum(run["bytes"].values())) for run in fitted])
    every = [*fitted, check]
    logs = np.log([[run["pages"], run["seconds"], sum(run["units"].values())] for run in every]).T
    growth = [np.polyfit(logs[0], logs[k], 1)[0] for k in (1, 2)]
    cores = check["cores"]
    expected = (slope * check["pages"] + start) / cores + around[0] * check["pages"] + around[1]
    off = check["seconds"] / expected - 1
    print(f"exponent of growth: {growth[0]:.2f} of the whole, {growth[1]:.2f} of the units")
    print(f"ms a page: {1000 * slope:.1f} of units, {1000 * around[0]:.2f} of the engine")
    print(f"check: {check['seconds']:.0f} s where the model says {expected:.0f} ({off:+.0%})")
    for wanted in _SIZES:
        hours = wanted * (slope + around[0] * cores) / 3600
        print(f"{wanted:.0e} pages: {hours:,.0f} core hours, {wanted * size / 1e9:,.0f} GB on disk")
    return abs(off) > 0.2


if __name__ == "__main__":
    sys.exit(main())
