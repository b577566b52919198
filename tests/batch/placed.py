"""Units of a made-up frame done on Apache Spark; printed is each with its partition and its rows, as JSON."""

import json
import sys

from pyspark import TaskContext

from retold.batch.engines import session
from retold.batch.units import keyed, run

SIZES = {f"unit {letter}": size for size, letter in enumerate("fjackbhdgie", 1)}


def partition(key, rows):
    """The work: it tells where it was done."""
    return {"unit": key, "partition": TaskContext.get().partitionId(), "rows": [row["n"] for row in rows]}


def main():
    conf = dict(word.split("=", 1) for word in sys.argv[1:])
    rows = [(unit, number) for number in reversed(range(max(SIZES.values()))) for unit in SIZES if number < SIZES[unit]]
    with session("spark", master="local[2]", conf=conf) as spark:
        frame = spark.createDataFrame(rows, "unit string, n int")
        json.dump(run(frame, partition, list(keyed(frame, "unit", ["n"])), by="unit", order=("n",)), sys.stdout)


if __name__ == "__main__":
    main()
