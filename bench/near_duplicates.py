"""The near-duplicate stage of the archive job beside datasketch and Spark's own MinHashLSH, on the same rows.

    python -m bench.near_duplicates [--sizes 5000,10000,20000] [--ways exact,sail,...] [--limit 900] [--json FILE]

Rows are articles of the made-up archive (`bench.made_archive`), with and without the page that is one row in twenty and
always the same but for its numbers. Each way runs in a process of its own. Recall and precision are held against the
exact pairs (every run of words counted: `retold.duplicates.find_duplicates`) and against the planted ones (texts that
go back to one origin of one event); `joined` is the share of pairs that are in one group when pairs are followed.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.made_archive import DAYS, Maker
from bench.near_duplicates_ways import CORES, WAYS, below

Codes = NDArray[np.int64]
NAMES = {
    "exact": "Retold, one process (exact)",
    "sail": "Retold's stage, Sail",
    "spark": "Retold's stage, Spark local[2]",
    "datasketch": "datasketch MinHashLSH",
    "spark ml": "PySpark MinHashLSH, local[2]",
}
_PACKAGES = ("retold", "pysail", "pyspark", "datasketch", "rensa", "pyarrow", "numpy")


def rows(pages: int, folder: Path, *, template: bool) -> tuple[Path, Codes]:
    """A file of the articles among so many pages, and the planted pairs of them."""
    table: dict[str, list[Any]] = {name: [] for name in ("id", "outlet", "language", "at", "text")}
    origins: dict[tuple[int | None, int | None], list[int]] = {}
    for page in Maker(pages, seed=1, days=DAYS):
        if page.why or (page.copy == "template" and not template):
            continue
        place = len(table["id"])
        told = (f"{place:016x}", page.outlet.name, page.outlet.language, int(page.published.timestamp()), page.plain())
        for column, value in zip(table.values(), told, strict=True):
            column.append(value)
        if page.event is not None:
            origins.setdefault((page.event, page.origin), []).append(place)
    file = folder / f"{pages}-{'with' if template else 'without'}.parquet"
    pq.write_table(pa.table(table), file, row_group_size=1_000)
    pairs = [np.stack(np.triu_indices(len(one), 1), 1).reshape(-1, 2) for one in origins.values()]
    planted = [np.array(one)[pair] for one, pair in zip(origins.values(), pairs, strict=True) if len(pair)]
    return file, _codes(np.concatenate(planted))


def _codes(pairs: NDArray[np.int64]) -> Codes:
    """A pair as one number."""
    return np.sort(pairs[:, 0] << 32 | pairs[:, 1])


def measured(way: str, file: Path, *, limit: float) -> dict[str, Any] | None:
    """Run a way in a process of its own: seconds, those of the processor, megabytes, pairs. None if it takes longer."""
    out = file.with_name(f"{file.name}.{way.replace(' ', '-')}.npy")
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bench.near_duplicates_ways", way, str(file), str(out)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    most = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watcher.start()
    try:
        said, complaint = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    watcher.join()
    for left in file.parent.glob(f"{file.name}.*"):
        if left.is_dir():
            rmtree(left)
    if process.returncode:
        raise RuntimeError(f"{way} failed: {complaint[-2000:]}")
    return {**json.loads(said.splitlines()[-1]), "megabytes": most[0], "pairs": _codes(np.load(out))}


def _watch(process: "subprocess.Popen[str]", most: list[float]) -> None:
    """Note the most megabytes that a process and all below it hold at a time, shared ones once."""
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_megabytes, [process.pid, *below(process.pid)])))
        time.sleep(0.3)


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def scores(found: Codes, right: Codes, count: int) -> dict[str, float]:
    """Share of the right pairs that were found, or are joined by such; share of the found ones that are right."""
    both = len(np.intersect1d(found, right, assume_unique=True))
    group = _groups(found, count)
    joined = group[right >> 32] == group[right & 0xFFFFFFFF]
    return {
        "recall": both / max(1, len(right)),
        "joined": float(joined.mean()) if len(right) else 1.0,
        "precision": both / max(1, len(found)),
    }


def _groups(pairs: Codes, count: int) -> Codes:
    """The group of each row, when pairs are followed."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = pairs >> 32, pairs & 0xFFFFFFFF
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (a, b)), shape=(count, count))
    groups: Codes = connected_components(graph, directed=False)[1].astype(np.int64)
    return groups


def run(sizes: Sequence[int], ways: Sequence[str], *, limit: float) -> list[dict[str, Any]]:
    """A row of figures for each way, size, and with the template or without."""
    found: list[dict[str, Any]] = []
    slow: set[tuple[str, bool]] = set()
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            for template in (False, True):
                file, planted = rows(size, Path(folder), template=template)
                count = pq.read_metadata(file).num_rows
                exact: Codes | None = None
                for way in ways:
                    ran = None if (way, template) in slow else measured(way, file, limit=limit)
                    about = {"way": way, "rows": count, "template": template}
                    if ran is None:
                        slow.add((way, template))
                        found.append({**about, "seconds": None})
                        continue
                    pairs = ran.pop("pairs")
                    exact = pairs if way == "exact" else exact
                    against = {"exact": exact, "planted": planted} if exact is not None else {"planted": planted}
                    for name, right in against.items():
                        ran |= {f"{name}_{what}": value for what, value in scores(pairs, right, count).items()}
                    found.append({**about, **ran, "pairs": len(pairs)})
                    print(found[-1], file=sys.stderr, flush=True)
    return found


def growth(found: Sequence[dict[str, Any]], way: str, *, template: bool) -> float | None:
    """The exponent with which a way's seconds of the processor grow with the rows."""
    own = [one for one in found if one["way"] == way and one["template"] == template and one["seconds"]]
    if len(own) < 2:
        return None
    sizes, taken = (np.log([one[name] for one in own]) for name in ("rows", "processor"))
    return float(np.polyfit(sizes, taken, 1)[0])


def table(found: Sequence[dict[str, Any]]) -> str:
    """The figures as they stand in the README: those of the largest size, and the growth over all."""
    lines = [
        "| way | weather page | rows | s | rows/s a core | MB | growth | pairs | exact: recall, joined, precision | "
        "planted: recall, joined, precision |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for template in (False, True):
        for way in dict.fromkeys(one["way"] for one in found):
            own = [one for one in found if one["way"] == way and one["template"] == template]
            done = [one for one in own if one["seconds"]]
            if not done:
                continue
            last = done[-1]
            exponent = growth(found, way, template=template)
            cells = [
                NAMES[way], "in" if template else "out", f"{last['rows']:,}", f"{last['seconds']:.0f}",
                f"{last['rows'] / last['processor']:,.0f}", f"{last['megabytes']:,.0f}",
                f"{exponent:.2f}" if exponent is not None else "", f"{last['pairs']:,}",
                *(
                    ", ".join(f"{last.get(f'{name}_{what}', float('nan')):.3f}"
                              for what in ("recall", "joined", "precision"))
                    for name in ("exact", "planted")
                ),
            ]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return "\n".join([*lines, "", f"Python {platform.python_version()}, {versions}; {CORES} cores."])


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="bench.near_duplicates")
    parser.add_argument("--sizes", default="5000,10000,20000", help="pages of the archives")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--limit", type=float, default=900, help="seconds after which a way is given up")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    options = parser.parse_args()
    found = run([int(size) for size in options.sizes.split(",")], options.ways.split(","), limit=options.limit)
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
