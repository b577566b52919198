"""One archive through every engine, and what it costs: the tables must be the same, row for row.

    python -m bench.archived INPUT... [--ways laptop,sail,local,spilled,cluster,killed] [--no-statements]

`laptop` is plain lists and no engine (`bench.archive_laptop`); `local` is Apache Spark with two threads; `spilled` the
same with a few megabytes for rows, so that it has to put them on disk; `cluster` is Spark's local-cluster with two
executors, processes of their own; `killed` the same with one executor killed in each stage. Each way runs in a process
of its own. Printed: seconds, articles a second and core, the most memory of one process, what was spilled, and whether
each table's digest is that of the first way. With `--one FILE --out DIR` the result stays in DIR, and a run that was
ended goes on there: seconds are then those since it did, while those of units are of all runs.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.archive_laptop import digests, tables_in, tables_of

_MASTERS = {
    "local": "local[2]",
    "spilled": "local[2]",
    "cluster": "local-cluster[2,1,2048]",
    "killed": "local-cluster[2,1,2048]",
}
_CONF = {
    "spark.driver.memory": "2g",
    "spark.executor.memory": "1536m",
    "spark.sql.shuffle.partitions": "32",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.task.maxFailures": "8",
}
#: Of a heap of 2 GB less what Spark sets aside this leaves 50 MB for all rows that are sorted and joined.
_NARROW = {"spark.memory.fraction": "0.03"}
_CORES = {"laptop": 1, "sail": 2, "local": 2, "spilled": 2, "cluster": 2, "killed": 2}
#: Events as lines of JSON, in one file.
_PLAIN = {"spark.eventLog.compress": "false", "spark.eventLog.rolling.enabled": "false"}
_GRACE = 1.0
"""Seconds after which an executor is killed, if no unit of the stage is done before."""


class Killer:
    """Kills one executor in each stage."""

    def __init__(self, out: Path) -> None:
        self.stages: list[str] = []
        self.killed: dict[str, int] = {}
        self._out = out
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def begun(self, stage: str) -> None:
        """A stage has units to do."""
        self.stages.append(stage)

    def end(self) -> None:
        """Kill no more."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            if self.stages and self.stages[-1] not in self.killed:
                stage, since = self.stages[-1], time.monotonic()
                marks = self._out / ".work" / "marks" / stage
                while time.monotonic() - since < _GRACE and not any(marks.glob("*.json")):
                    time.sleep(0.01)
                if executors := _executors():
                    os.kill(executors[0], signal.SIGKILL)
                    self.killed[stage] = executors[0]


def _executors() -> list[int]:
    """The executors of this process's Spark: all below it, by their main class."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = []
    for pid in parents:
        above = pid
        while above in parents and above != os.getpid():
            above = parents[above]
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if above == os.getpid() and b"CoarseGrainedExecutorBackend" in command and b"java" in command.split(b"\0")[0]:
            found.append(pid)
    return sorted(found)


def one(way: str, inputs: list[str], *, statements: bool, compared: bool, out: Path) -> dict[str, Any]:
    """Run one way; seconds, articles, the most megabytes of a process, digests, and whose executor was killed.

    Not to be `compared` are archives of which the tables don't fit into memory.
    """
    began = time.perf_counter()
    if way == "laptop":
        tables = tables_of(inputs, statements=statements)
        seconds = time.perf_counter() - began
        told = {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "killed": []}
    else:
        told = _on_engine(way, inputs, statements=statements, out=out)
        seconds = time.perf_counter() - began
        tables = tables_in(out) if compared else {}
    return {
        "way": way,
        "seconds": seconds,
        "rows": {table: len(rows) for table, rows in tables.items()},
        "cores": _CORES[way],
        "digests": digests(tables),
        **told,
    }


def _on_engine(way: str, inputs: list[str], *, statements: bool, out: Path) -> dict[str, Any]:
    from retold.batch.engines import session
    from retold.batch.folder import Folder, done, marks
    from retold.batch.job import STAGES, Job

    killer = Killer(out) if way == "killed" else None

    def watch(stage: str, units: int, done: int) -> None:
        print(f"{time.strftime('%H:%M:%S')} {way} {stage} {units}", file=sys.stderr, flush=True)
        if killer is not None and units > done:
            killer.begun(stage)

    engine = "sail" if way == "sail" else "spark"
    log = out.with_name(f"{out.name}.log")
    log.mkdir(parents=True, exist_ok=True)
    conf = _CONF | _NARROW if way == "spilled" else _CONF
    logging = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": log.as_uri(), **_PLAIN}
    with session(engine, master=_MASTERS.get(way, ""), conf=None if way == "sail" else conf | logging) as spark:
        result = Job(spark, str(out), statements=statements, watch=watch).run(inputs)
        if killer is not None:
            killer.end()
    sizes = {folder.name: sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) for folder in out.iterdir()}
    folder = Folder(str(out))
    units = {stage: list(marks(folder, stage, done(folder, stage))) for stage in STAGES}
    return {
        "megabytes": max(result.megabytes, *(mark["megabytes"] for some in units.values() for mark in some)),
        "killed": sorted(killer.killed) if killer is not None else [],
        "pages": result.pages,
        "rows": dict(result.rows),
        "spilled": spilled(log),
        "units": {stage: round(sum(mark["seconds"] for mark in some), 1) for stage, some in units.items()},
        "bytes": sizes,
    }


def spilled(log: Path) -> int:
    """Bytes that the tasks of Spark's event log put on disk because memory was short."""
    lines = (line for file in log.rglob("*") if file.is_file() for line in file.read_text().splitlines())
    events = map(json.loads, lines)
    return sum((event.get("Task Metrics") or {}).get("Disk Bytes Spilled", 0) for event in events)


def main() -> int:
    """Run the ways one after another; the exit status is 1 if a table differs."""
    parser = argparse.ArgumentParser(prog="bench.archived")
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--ways", default="laptop,sail,local,cluster,killed")
    parser.add_argument("--no-statements", dest="statements", action="store_false")
    parser.add_argument("--uncompared", action="store_true", help="with --one: don't read the tables back")
    parser.add_argument("--one", type=Path, help="run one way in this process, and write what it gave to this file")
    parser.add_argument("--out", type=Path, help="with --one: where the result stays, and a run that was ended goes on")
    options = parser.parse_args()
    ways = options.ways.split(",")
    with tempfile.TemporaryDirectory() as folder:
        if options.one:
            out = options.out or Path(folder) / "out"
            how = {"statements": options.statements, "compared": not options.uncompared}
            options.one.write_text(json.dumps(one(ways[0], options.inputs, **how, out=out)))
            return 0
        found = []
        for way in ways:
            file = Path(folder) / f"{way}.json"
            words = ["--ways", way, "--one", str(file), *([] if options.statements else ["--no-statements"])]
            environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}
            command = [sys.executable, "-m", "bench.archived", *options.inputs, *words]
            subprocess.run(command, check=True, env=environment)
            found.append(json.loads(file.read_text()))
            _show(found[-1], found[0])
    return any(each["digests"] != found[0]["digests"] for each in found)


def _show(told: dict[str, Any], first: dict[str, Any]) -> None:
    rate = told["rows"]["articles"] / told["seconds"] / told["cores"]
    other = [table for table, digest in told["digests"].items() if digest != first["digests"][table]]
    same = f"differs in {', '.join(other)}" if other else "the same tables"
    killed = f", an executor killed in {', '.join(told['killed'])}" if told["killed"] else ""
    killed += f", {told['spilled'] / 1e6:,.0f} MB spilled" if told.get("spilled") else ""
    cost = f"{told['seconds']:9.1f} s{rate:8.1f} articles a second and core{told['megabytes']:8} MB"
    print(f"{told['way']:8}{cost}  {same}{killed}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
