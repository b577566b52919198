"""Near-duplicates of a whole archive: what share a key are candidates, and each is verified by counting.

Linear in articles however many print one text: of a key that many share, each is paired with its first holders only.
The keys, the templates of outlets and the counting are `retold.duplicates`, as on a laptop.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from retold.batch.folder import Folder, Part, Unit
from retold.batch.reading import hashes
from retold.batch.tables import NEAR_DUPLICATES
from retold.batch.units import Record
from retold.config import Archiving, Config
from retold.duplicates import signatures, template_of, verified, without_template

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

TEMPLATES = pa.schema([("outlet", pa.string()), ("runs", pa.binary())])
SKETCHES = pa.schema(
    [
        ("id", pa.string()),
        ("language", pa.string()),
        ("at", pa.int64()),
        # Its runs without its outlet's template; keys (`retold.duplicates.signatures`), and how many are sampled runs.
        ("runs", pa.binary()),
        ("keys", pa.list_(pa.int64())),
        ("sampled", pa.int32()),
    ]
)


def _sampled(runs: "DataFrame", config: Config) -> "DataFrame":
    """The articles by which an outlet's template is told: of each outlet the same few, whatever the order."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    each = Window.partitionBy("outlet")
    light = runs.where(f.col("outlet").isNotNull()).select("outlet", "id")
    ranked = light.withColumn("rank", f.row_number().over(each.orderBy("id"))).withColumn("n", f.count("id").over(each))
    wanted = ranked.where(
        (f.col("rank") <= config.archiving.outlet_sample) & (f.col("n") >= config.grouping.template_repeats)
    )
    return wanted.select("outlet", "id").join(runs.select("id", "runs"), "id").select("outlet", "id", "runs")


def write_templates(folder: Folder, generation: str, runs: "DataFrame", config: Config) -> None:
    """What outlets repeat, as a part; it stays as it is once it is there."""
    name = f".work/templates/{generation}.parquet"
    if name in folder.names(".work/templates"):
        return

    def template(table: pa.Table) -> pa.Table:
        rows = [hashes(content) for content in table["runs"].to_pylist()]
        found = template_of(rows, config=config.grouping)
        row = {"outlet": table["outlet"][0].as_py(), "runs": found.astype("<u8").tobytes()}
        return pa.Table.from_pylist([row] if len(found) else [], schema=TEMPLATES)

    found = _sampled(runs, config).groupBy("outlet").applyInArrow(template, "outlet string, runs binary").collect()
    part = Part(folder, name, TEMPLATES)
    for row in sorted(found, key=lambda row: row.outlet):
        part.add({"outlet": row.outlet, "runs": bytes(row.runs)})
    part.end()


class Sketching:
    """Sketches the articles of files: a row names a file by its key, and its part of runs."""

    def __init__(self, folder: Folder, generation: str, config: Config) -> None:
        self._folder = folder
        self._generation = generation
        self._config = config

    def __call__(self, key: str, rows: Iterator[Record]) -> Mapping[str, Any]:
        """Sketch one file; its mark."""
        (row,) = rows
        grouping = self._config.grouping
        with Unit(self._folder, "sketch", f"{self._generation}-{key}", {"sketches": SKETCHES}) as unit:
            some = self._folder.read(row["part"]).to_pylist()
            templates = self._templates({record["outlet"] for record in some})
            for begin in range(0, len(some), 1000):
                part = some[begin : begin + 1000]
                kept = [
                    sketched(hashes(record["runs"]), templates.get(record["outlet"]), self._config) for record in part
                ]
                for record, runs, keys in zip(part, kept, signatures(kept, config=grouping), strict=True):
                    unit.add("sketches", sketch_row(record, runs, keys, self._config))
            return unit.end()

    def _templates(self, outlets: set[str | None]) -> dict[str, Any]:
        name = f".work/templates/{self._generation}.parquet"
        return {
            record["outlet"]: hashes(record["runs"])
            for record in self._folder.read(name).to_pylist()
            if record["outlet"] in outlets
        }


def sketched(runs: Any, template: Any, config: Config) -> Any:  # noqa: ANN401 - arrays of hashes
    """An article's runs without its outlet's template."""
    return runs if template is None else without_template(runs, template, config=config.grouping)


def sketch_row(record: Record, runs: Any, keys: list[int], config: Config) -> dict[str, Any]:  # noqa: ANN401
    """A row of the sketches."""
    return {
        "id": record["id"],
        "language": record["language"],
        "at": record["at"],
        "runs": runs.astype("<u8").tobytes(),
        "keys": sorted(set(keys)),
        "sampled": max(0, len(keys) - config.grouping.bands),
    }


def candidates(sketches: "DataFrame", config: Config) -> "DataFrame":
    """Pairs (a, b), ids ascending, that share keys enough to be near-duplicates; at least one of a pair is new.

    `sketches` has the columns id, sampled, keys and new.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    rules: Archiving = config.archiving
    keyed = sketches.select("id", "sampled", "new", f.explode("keys").alias("key"))
    # Nothing that holds all who share a key: in Spark a rank alone is cut off at the leaders before rows are moved, and
    # of a join the right side is held, key after key.
    rank = f.row_number().over(Window.partitionBy("key").orderBy("id"))
    first = keyed.withColumn("rank", rank).where(f.col("rank") <= rules.leaders)
    first = first.select("key", f.col("id").alias("a"), f.col("sampled").alias("of_a"), f.col("new").alias("new_a"))
    rest = keyed.select("key", f.col("id").alias("b"), f.col("sampled").alias("of_b"), f.col("new").alias("new_b"))
    pairs = rest.join(first, "key").where((f.col("a") < f.col("b")) & (f.col("new_a") | f.col("new_b")))
    counted = pairs.groupBy("a", "b").agg(
        f.count("key").alias("shared"), f.max("of_a").alias("of_a"), f.max("of_b").alias("of_b")
    )
    expected = f.least("of_a", "of_b") * (rules.agreement * config.grouping.duplicate_cover)
    return counted.where(f.col("shared") >= expected).select("a", "b")


def bucket(column: str, buckets: int) -> "Column":
    """The name of an id's bucket, a number below `buckets`: the same on every engine."""
    from pyspark.sql import functions as f

    return (f.conv(f.substring(column, 1, 8), 16, 10).cast("long") % buckets).cast("string")


def with_runs(pairs: "DataFrame", sketches: "DataFrame") -> "DataFrame":
    """Pairs with when both came, and their runs."""
    from pyspark.sql import functions as f

    for side in ("a", "b"):
        named = (f.col("id").alias(side), f.col("at").alias(f"at_{side}"), f.col("runs").alias(f"runs_{side}"))
        pairs = pairs.join(sketches.select(*named), side)
    return pairs


class Verifying:
    """Verifies candidates: a row has a pair of ids, when both came, and their runs."""

    def __init__(self, folder: Folder, generation: str, config: Config) -> None:
        self._folder = folder
        self._generation = generation
        self._config = config

    def __call__(self, key: str, rows: Iterator[Record]) -> Mapping[str, Any]:
        """Verify one bucket of pairs; its mark."""
        tables = {"near_duplicates": NEAR_DUPLICATES}
        looked_at = 0
        with Unit(self._folder, "near", f"{self._generation}-{key}", tables) as unit:
            for record in rows:
                looked_at += 1
                if (found := near_row(record, self._config)) is not None:
                    unit.add("near_duplicates", found)
            return unit.end(candidates=looked_at)


def near_row(record: Record, config: Config) -> dict[str, Any] | None:
    """A row of the near-duplicates, the earlier article as a; None if a candidate is none."""
    found = verified(0, 1, hashes(record["runs_a"]), hashes(record["runs_b"]), config=config.grouping)
    if found is None:
        return None
    a, b, in_b, in_a = record["a"], record["b"], found.in_b, found.in_a
    if came(record["at_b"], b) < came(record["at_a"], a):
        a, b, in_b, in_a = b, a, in_a, in_b
    return {"a": a, "b": b, "in_b": in_b, "in_a": in_a}


def came(at: int | None, article: str) -> tuple[bool, int, str]:
    """The order of articles: by when they came, those of which nobody knows last, then by id."""
    return at is None, at or 0, article
