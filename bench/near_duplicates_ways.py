"""Ways to find near-duplicates, for `bench.near_duplicates`: each takes a file of rows and gives pairs of row numbers.

Rows are Parquet with the columns id (16 hexadecimal digits: the row's number), outlet, language, at and text. What is
timed begins with the texts and ends with the pairs; an engine has done the same with a few rows before. Run as a
program, it runs one way and prints its figures: `python -m bench.near_duplicates_ways WAY ROWS PAIRS`.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from retold.batch import near
from retold.batch.engines import session
from retold.batch.folder import Folder
from retold.batch.units import frame, run
from retold.config import DEFAULT
from retold.duplicates import candidates, shingles, verified, without_templates

#: Jaccard likeness that the rivals are asked for: what two texts of one length have of which one holds .6 of the other.
LIKENESS = 0.4
CORES = 2
_CONF = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.memory": "4g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
}
_RUNS = "id string, outlet string, language string, at bigint, runs binary"

Pairs = list[tuple[int, int]]
Way = Callable[[Path], tuple[Pairs, float, float]]
"""Pairs, seconds by the clock, and seconds of the processor, of this process and all below it."""


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began, self._used = time.perf_counter(), processor(os.getpid())

    def __call__(self) -> tuple[float, float]:
        return time.perf_counter() - self._began, processor(os.getpid()) - self._used


def processor(pid: int) -> float:
    """Seconds of the processor that a process and all below it have used, those included that have ended."""
    total = 0.0
    for one in [pid, *below(pid)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended meanwhile
            continue
        total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def below(pid: int) -> list[int]:
    """The processes below a process."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(path.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(path.parent.name))
        except OSError:
            continue
    found = list(parents.get(pid, []))
    for one in found:
        found += parents.get(one, [])
    return found


# --- ours


def whole(file: Path) -> tuple[Pairs, float, float]:
    """Retold as on a laptop: every run of words is counted, in one process. This is the exact answer."""
    table = pq.read_table(file, columns=["outlet", "text"])
    texts, outlets = table["text"].to_pylist(), table["outlet"].to_pylist()
    clock = Clock()
    rows = without_templates([shingles(text) for text in texts], outlets)
    found = [(a, b) for a, b in candidates(rows) if verified(a, b, rows[a], rows[b], config=DEFAULT.grouping)]
    return found, *clock()


def on_sail(file: Path) -> tuple[Pairs, float, float]:
    """The stage of the archive job, on Sail."""
    with session("sail") as spark:
        _stage(spark, _few(file))
        return _stage(spark, file)


def on_spark(file: Path) -> tuple[Pairs, float, float]:
    """The stage of the archive job, on Apache Spark."""
    with session("spark", master=f"local[{CORES}]", conf=_CONF) as spark:
        _stage(spark, _few(file))
        return _stage(spark, file)


def _few(file: Path) -> Path:
    """The first rows, to get warm with."""
    few = file.with_name(f"{file.name}.few.parquet")
    pq.write_table(pq.read_table(file).slice(0, 300), few)
    return few


def _stage(spark: Any, file: Path) -> tuple[Pairs, float, float]:  # noqa: ANN401 - Spark's two kinds of session
    """As `retold.batch.job` does it, from texts on."""
    from pyspark.sql import functions as f

    folder = Folder(f"{file}.work")
    clock = Clock()
    texts = spark.read.parquet(str(file)).repartition(2 * CORES)
    texts.mapInArrow(_runs, _RUNS).write.parquet(folder.place("runs"))
    parts = [name for name in folder.names("runs") if name.endswith(".parquet")]
    columns = ("id", "outlet", "language", "at", "runs")
    near.write_templates(folder, "g", frame(spark, folder, parts, columns), DEFAULT)
    keys = [str(number) for number in range(len(parts))]
    named = spark.createDataFrame([*zip(keys, parts, strict=True)], "key string, part string")
    marks = run(named, near.Sketching(folder, "g", DEFAULT), keys, by="key")
    parts = [mark["parts"]["sketches"] for mark in marks]
    rows = frame(spark, folder, parts, ("id", "at", "runs", "keys", "sampled")).withColumn("new", f.lit(True))
    buckets = 1 + 4 * sum(mark["rows"]["sketches"] for mark in marks) // DEFAULT.archiving.pairs_a_unit
    pairs = near.candidates(rows, DEFAULT).withColumn("bucket", near.bucket("a", buckets))
    work = near.Verifying(folder, "g", DEFAULT)
    marks = run(near.with_runs(pairs, rows), work, [*map(str, range(buckets))], by="bucket", order=("a", "b"))
    taken = clock()
    tables = [folder.read(mark["parts"]["near_duplicates"], ("a", "b")).to_pylist() for mark in marks]
    return [(int(row["a"], 16), int(row["b"], 16)) for table in tables for row in table], *taken


def _runs(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The runs of words of each text."""
    for batch in batches:
        found = [shingles(text).astype("<u8").tobytes() for text in batch["text"].to_pylist()]
        columns = [batch["id"], batch["outlet"], batch["language"], batch["at"], pa.array(found, pa.binary())]
        yield pa.RecordBatch.from_arrays(columns, names=["id", "outlet", "language", "at", "runs"])


# --- rivals


def by_datasketch(file: Path) -> tuple[Pairs, float, float]:
    """datasketch as its documentation has it: MinHash of runs of five words, MinHashLSH, what it estimates checked."""
    from datasketch import MinHash, MinHashLSH

    texts = pq.read_table(file, columns=["text"])["text"].to_pylist()
    clock = Clock()
    index = MinHashLSH(threshold=LIKENESS, num_perm=128)
    sketches: list[MinHash] = []
    found: Pairs = []
    for place, text in enumerate(texts):
        words = text.lower().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch({" ".join(words[k : k + 5]).encode() for k in range(max(1, len(words) - 4))})
        found += [(other, place) for other in index.query(sketch) if sketch.jaccard(sketches[other]) >= LIKENESS]
        index.insert(place, sketch)
        sketches.append(sketch)
    return found, *clock()


def by_spark_ml(file: Path) -> tuple[Pairs, float, float]:
    """Spark's own: runs of five words, hashed, MinHashLSH with five tables, and the join by likeness."""
    with session("spark", master=f"local[{CORES}]", conf=_CONF) as spark:
        _spark_ml(spark, _few(file))
        return _spark_ml(spark, file)


def _spark_ml(spark: Any, file: Path) -> tuple[Pairs, float, float]:  # noqa: ANN401 - Spark's two kinds of session
    from pyspark.ml.feature import HashingTF, MinHashLSH, NGram, RegexTokenizer
    from pyspark.sql import functions as f

    clock = Clock()
    texts = spark.read.parquet(str(file)).select("id", "text").repartition(2 * CORES)
    texts = RegexTokenizer(inputCol="text", outputCol="words", pattern=r"\W+").transform(texts)
    texts = NGram(n=5, inputCol="words", outputCol="runs").transform(texts)
    texts = HashingTF(inputCol="runs", outputCol="features", numFeatures=1 << 20, binary=True).transform(texts)
    texts = texts.where(f.size("runs") > 0).select("id", "features").cache()
    model = MinHashLSH(inputCol="features", outputCol="hashes", numHashTables=5, seed=1).fit(texts)
    joined = model.approxSimilarityJoin(texts, texts, 1 - LIKENESS, distCol="distance")
    a, b = f.col("datasetA.id"), f.col("datasetB.id")
    found = joined.where(a < b).select(a.alias("a"), b.alias("b")).collect()
    return [(int(row.a, 16), int(row.b, 16)) for row in found], *clock()


WAYS: dict[str, Way] = {
    "exact": whole,
    "sail": on_sail,
    "spark": on_spark,
    "datasketch": by_datasketch,
    "spark ml": by_spark_ml,
}


def main() -> int:
    """Run one way."""
    way, rows, out = sys.argv[1:4]
    pairs, seconds, used = WAYS[way](Path(rows))
    ordered = np.array(sorted((min(pair), max(pair)) for pair in pairs), dtype=np.int64).reshape(-1, 2)
    np.save(out, ordered)
    print(json.dumps({"seconds": seconds, "processor": used}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
