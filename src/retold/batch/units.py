"""Units of work on an engine: what a partition is given, what it writes, and the marks that come back."""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, overload

import pyarrow as pa

from retold.batch.processes import apart

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from retold.batch.folder import Folder

Record = dict[str, Any]
Work = Callable[[str, Iterator[Record]], Mapping[str, Any]]
"""Does the unit of this key, of which the rows come in their order; gives its mark."""

_NUMBER = "number_in_unit"
_PLACE = "place_of_unit"
_PARTITIONS = 10_000
"""At most, of a frame: of more units several share one."""
_OBJECTS = 100_000
"""Objects that are made before circles of them are looked for."""
_LISTS = frozenset(("copy_of",))
"""Columns that are lists."""
_MARK = pa.schema([("mark", pa.string())])


def run(
    rows: "DataFrame", work: Work, units: Sequence[str], *, by: str, order: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Do some units of a frame, which the column `by` names, and give their marks; Spark begins them in this order.

    The rows of a unit come one after another, in `order`, and are never all in memory because of this.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    spark, partitions = rows.sparkSession, min(len(units), _PARTITIONS)
    numbers = _numbers(spark, partitions)
    places = [(unit, numbers[i % len(numbers)]) for i, unit in enumerate(units)]
    place = spark.createDataFrame(places, f"{by} string, {_PLACE} bigint")
    # Numbered, since Sail leaves out a sort on which nothing leans that it can see.
    number = f.row_number().over(Window.partitionBy(_PLACE, by).orderBy(*order or (by,)))
    placed = rows.join(f.broadcast(place), by).repartition(partitions, _PLACE).withColumn(_NUMBER, number)
    found = placed.mapInArrow(_Partition(work, by), "mark string").collect()
    return [json.loads(row.mark) for row in found]


def _numbers(spark: Any, partitions: int) -> list[int]:  # noqa: ANN401 - Spark's two kinds
    """For each partition a number that the engine places there, found by trial.

    Placed by the hash of their names, of as many units as partitions a third of these would have none and others
    several; and since Spark begins partitions in their order, the largest unit could come last. Only Spark takes
    partitions by their numbers, from 4.1 on.
    """
    # That none of 32 numbers a partition is placed in one has a chance of e^-32; then units share another.
    tried = spark.range(32 * partitions).repartition(partitions, "id").mapInArrow(_first, "id bigint")
    return [row["id"] for row in tried.collect()]


def _first(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The first row of a partition."""
    yield from islice((batch.slice(0, 1) for batch in batches if batch.num_rows), 1)


class _Partition:
    """Does the units of one partition."""

    def __init__(self, work: Work, by: str) -> None:
        self._work = work
        self._by = by

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return apart(self._done, batches)

    def _done(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        # What units make goes when nothing leads to it any more; looking for circles took a tenth of their time.
        gc.set_threshold(_OBJECTS)
        records = (record for batch in batches for record in batch.to_pylist())
        for key, some in groupby(records, key=lambda record: record[self._by]):
            mark = self._work(key, _in_order(some))
            yield pa.RecordBatch.from_pylist([{"mark": json.dumps(mark)}], schema=_MARK)


def _in_order(records: Iterator[Record]) -> Iterator[Record]:
    for expected, record in enumerate(records, 1):
        if record[_NUMBER] != expected:
            raise RuntimeError(f"rows came out of order: number {record[_NUMBER]} where {expected} was due")
        yield record


@overload
def words(text: str) -> str: ...


@overload
def words(text: None) -> None: ...


def words(text: str | None) -> str | None:
    """Text as Parquet takes it: without halves of surrogate pairs."""
    return None if text is None else text.encode("utf8", "replace").decode()


def keyed(rows: "DataFrame", by: str, columns: Sequence[str]) -> dict[str, str]:
    """The units of a frame by the value of `by`, the largest first, each with a key that other rows would change."""
    from pyspark.sql import functions as f

    texts = (f.concat_ws(",", name) if name in _LISTS else f.col(name).cast("string") for name in columns)
    # The sum of 52 bits of each row's digest: the same in any order, and on every engine.
    bits = f.conv(f.substring(f.sha2(f.concat_ws("\x1f", *texts), 256), 1, 13), 16, 10).cast("decimal(38,0)")
    summed = (
        rows.select(by, bits.alias("bits")).groupBy(by).agg(f.sum("bits").alias("bits"), f.count("bits").alias("n"))
    )
    found = sorted(summed.collect(), key=lambda row: (-row.n, row[by]))
    return {row[by]: f"{row[by]}-{digest([str(int(row.bits)), str(row.n)])}" for row in found}


def only(spark: Any, rows: "DataFrame", by: str, names: Iterable[str]) -> "DataFrame":  # noqa: ANN401 - Spark's two kinds
    """The rows of some units."""
    from pyspark.sql import functions as f

    wanted = spark.createDataFrame([(name,) for name in names], f"{by} string")
    return rows.join(f.broadcast(wanted), by, "left_semi")


def digest(values: Iterable[str]) -> str:
    """Twelve hex digits for some texts in their order."""
    return sha256(json.dumps(list(values)).encode()).hexdigest()[:12]


def frame(spark: Any, folder: "Folder", names: Iterable[str], columns: Iterable[str]) -> "DataFrame":  # noqa: ANN401 - Spark's two kinds
    """Some columns of parts, as a frame."""
    wanted = list(columns)
    found: DataFrame = spark.read.parquet(*map(folder.place, names)).select(*wanted)
    return found
