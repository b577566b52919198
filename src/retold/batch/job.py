"""The archive job: files of pages to tables of Parquet, stage after stage, each in units that can be done again.

    read --> once --> sketch --> near --> group --> tell

What is done has a mark (`retold.batch.folder`), so a job that was killed goes on where it was, and one with a new day's
files does what they touch. The manifest is written last and names what holds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from retold.batch import manifest, near, reading, telling, windows
from retold.batch.folder import Folder, Unit, done, marks
from retold.batch.manifest import Generation, Manifest, file_marks, parts_of
from retold.batch.processes import megabytes
from retold.batch.units import Work, digest, frame, keyed, only, run
from retold.config import DEFAULT, Config
from retold.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

STAGES = ("read", "once", "sketch", "near", "group", "tell")

Watch = Callable[[str, int, int], None]
"""Told which stage begins, how many units it has, and how many of them are done already."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a job did, and what the archive's tables hold now."""

    #: Pages of all files, articles, and pages in quarantine by kind.
    pages: int
    articles: int
    quarantined: Mapping[str, int]
    #: Rows of each table.
    rows: Mapping[str, int]
    #: Units done by this run, and their seconds of the processor, by stage; the most megabytes of one process.
    units: Mapping[str, int]
    seconds: Mapping[str, float]
    megabytes: int


class Job:
    """One run over an archive's folder."""

    def __init__(
        self,
        spark: Any,  # noqa: ANN401 - Spark's two kinds of session
        out: str,
        *,
        config: Config = DEFAULT,
        statements: bool = True,
        watch: Watch = lambda stage, units, done: None,
    ) -> None:
        """`out`: where the tables are, or shall be. Without `statements` nothing is parsed, and there are no claims."""
        self._spark = spark
        self._folder = Folder(out)
        self._config = config
        self._statements = statements
        self._watch = watch
        #: Days of a window, by language.
        self._days: dict[str, int] = {}
        self._units = Counter[str]()
        self._seconds: dict[str, float] = defaultdict(float)
        self._megabytes = 0

    def run(self, inputs: Iterable[str]) -> Result:
        """Take up files of pages. Raises `InputError` for what is no file, `StoreError` for tables of another kind."""
        files = {file.key: file for file in reading.files_of(inputs)}
        before = manifest.begin(self._folder, self._config, statements=self._statements)
        _unchanged(before.files, files.values())
        generations = list(before.generations)
        new = sorted(files.keys() - before.files.keys())
        if new:
            name = digest(new)
            self._read([files[key] for key in new])
            self._once(new, before.files)
            self._sketch(new, name, before.files)
            generations.append(Generation(name, tuple(new), self._near(new, name, generations)))
        groups, told = self._stories(before, generations)
        kinds = self._kinds([key for one in generations for key in one.files])
        now = replace(before, generations=tuple(generations), days=self._days)
        pages, rows = manifest.write(self._folder, now, told, kinds)
        manifest.clean(self._folder, {"group": groups, "tell": told})
        seconds = {stage: round(took, 1) for stage, took in self._seconds.items()}
        return Result(pages, rows["articles"], kinds, rows, dict(self._units), seconds, self._megabytes)

    def _todo(self, stage: str, keys: Collection[str]) -> list[str]:
        ready = done(self._folder, stage).intersection(keys)
        self._watch(stage, len(keys), len(ready))
        return [key for key in keys if key not in ready]

    def _run(
        self, stage: str, rows: "DataFrame", work: Work, units: Sequence[str], *, by: str, order: Sequence[str] = ()
    ) -> None:
        found = run(rows, work, units, by=by, order=order)
        self._units[stage] += len(found)
        self._seconds[stage] += sum(mark["seconds"] for mark in found)
        # Sail moves rows in this process.
        self._megabytes = max([self._megabytes, megabytes(), *(mark["megabytes"] for mark in found)])

    def _nothing_in(self, stage: str, keys: Iterable[str]) -> None:
        """Mark units that turned out to have no rows."""
        for key in set(keys) - done(self._folder, stage):
            Unit(self._folder, stage, key, {}).end()

    def _frame(self, parts: Iterable[str], *columns: str) -> "DataFrame":
        return frame(self._spark, self._folder, parts, columns)

    def _of_files(self, files: Iterable[str], table: str) -> list[str]:
        return sorted(mark["parts"][table] for mark in file_marks(self._folder, files))

    # --- articles

    def _read(self, files: Sequence[reading.File]) -> None:
        # The largest first: the last to end are short.
        addresses = {file.key: file.address for file in sorted(files, key=lambda file: -file.size)}
        todo = self._todo("read", addresses)
        if todo:
            named = self._spark.createDataFrame([(key, addresses[key]) for key in todo], "key string, address string")
            self._run("read", named, reading.Reading(self._folder, self._config), todo, by="key")

    def _once(self, new: Sequence[str], known: Iterable[str]) -> None:
        """Leave each article in the file that had it first: one that was taken up before, else by name."""
        from pyspark.sql import functions as f

        todo = self._todo("once", new)
        if not todo:
            return
        light = self._frame(parts_of(self._folder, "read", todo, "runs"), "id", "file", "page")
        light = light.withColumn("old", f.lit(False))
        older = self._of_files({*known, *new} - set(todo), "runs")
        if older:
            light = light.unionByName(self._frame(older, "id", "file", "page").withColumn("old", f.lit(True)))
        addresses = [(mark["key"], mark["file"]) for mark in marks(self._folder, "read", new)]
        named = self._spark.createDataFrame(addresses, "file string, address string")
        repeated = reading.repeated(light.join(named, "file", "left"))
        self._run("once", repeated, reading.Once(self._folder), todo, by="file", order=("id",))
        self._nothing_in("once", todo)

    def _kinds(self, files: Sequence[str]) -> dict[str, int]:
        """How many pages are in quarantine, by kind."""
        parts = self._of_files(files, "quarantine")
        found = self._frame(parts, "kind").groupBy("kind").count().collect()
        return {row["kind"]: row["count"] for row in sorted(found, key=lambda row: str(row["kind"]))}

    # --- near-duplicates

    def _sketch(self, new: Sequence[str], generation: str, known: Iterable[str]) -> None:
        keys = {f"{generation}-{key}": key for key in new}
        todo = [keys[name] for name in self._todo("sketch", keys)]
        if not todo:
            return
        runs = self._frame(self._of_files([*known, *new], "runs"), "id", "outlet", "runs")
        near.write_templates(self._folder, generation, runs, self._config)
        rows = [(key, *self._of_files([key], "runs")) for key in todo]
        named = self._spark.createDataFrame(rows, "key string, part string")
        self._run("sketch", named, near.Sketching(self._folder, generation, self._config), todo, by="key")

    def _near(self, new: Sequence[str], generation: str, before: Sequence[Generation]) -> int:
        """Find the near-duplicates of new articles; in how many units."""
        from pyspark.sql import functions as f

        mine = list(marks(self._folder, "sketch", [f"{generation}-{key}" for key in new]))
        # News have a few candidates an article.
        size = self._config.archiving.pairs_a_unit // 4
        buckets: int = 1 + sum(mark["rows"]["sketches"] for mark in mine) // size
        keys = {f"{generation}-{number}": str(number) for number in range(buckets)}
        todo = self._todo("near", keys)
        if not todo:
            return buckets
        left = [keys[key] for key in todo]
        columns = ("id", "at", "runs", "keys", "sampled")
        rows = self._frame([mark["parts"]["sketches"] for mark in mine], *columns).withColumn("new", f.lit(True))
        older = self._sketches(before)
        if older:
            rows = rows.unionByName(self._frame(older, *columns).withColumn("new", f.lit(False)))
        pairs = near.candidates(rows, self._config).withColumn("bucket", near.bucket("a", buckets))
        pairs = pairs.where(f.col("bucket").isin(left))
        work = near.Verifying(self._folder, generation, self._config)
        self._run("near", near.with_runs(pairs, rows), work, left, by="bucket", order=("a", "b"))
        self._nothing_in("near", todo)
        return buckets

    def _sketches(self, generations: Iterable[Generation]) -> list[str]:
        return parts_of(self._folder, "sketch", [key for one in generations for key in one.sketches], "sketches")

    # --- stories

    def _stories(self, before: Manifest, generations: Sequence[Generation]) -> tuple[list[str], list[str]]:
        """Group and tell what has changed; the units of groups and of stories that hold now."""
        articles = self._of_files([key for one in generations for key in one.files], "articles")
        light = self._frame(self._sketches(generations), "id", "language", "at")
        whole = self._frame(articles, "id", "value")
        pairs = parts_of(self._folder, "near", [key for one in generations for key in one.pairs], "near_duplicates")
        self._days = windows.widths(windows.counted(light), before.days, self._config.archiving)
        placed = windows.placed(light, self._days, self._config)
        near_by = self._frame(pairs, "a", "b", "in_a", "in_b") if pairs else None
        placed = windows.with_copies(placed, near_by, self._config.archiving)
        groups = self._group(placed, whole)
        if not groups:
            return [], []
        grouped = self._frame(parts_of(self._folder, "group", groups, "grouped"), *windows.GROUPED.names)
        carried = windows.carried(self._spark, self._folder, grouped)
        return groups, self._tell(windows.in_units(carried, self._config.archiving), whole)

    def _group(self, placed: "DataFrame", whole: "DataFrame") -> list[str]:
        keys = keyed(placed, "window", ("id", "own", "copy_of"))
        todo = set(self._todo("group", keys.values()))
        left = [window for window, key in keys.items() if key in todo]
        if left:
            rows = only(self._spark, placed, "window", left).join(whole, "id")
            work = windows.Grouping(self._folder, keys, self._config)
            self._run("group", rows, work, left, by="window", order=windows.ORDER)
        return list(keys.values())

    def _tell(self, members: "DataFrame", whole: "DataFrame") -> list[str]:
        keys = keyed(members, "unit", ("id", "leads", "story"))
        todo = set(self._todo("tell", keys.values()))
        left = [unit for unit, key in keys.items() if key in todo]
        if left:
            rows = only(self._spark, members, "unit", left).join(whole, "id")
            work = telling.Telling(self._folder, keys, self._config, statements=self._statements)
            self._run("tell", rows, work, left, by="unit", order=("story", *windows.ORDER))
        return list(keys.values())


def _unchanged(known: Mapping[str, str], files: Iterable[reading.File]) -> None:
    """Raises `InputError` for a file that was taken up when it was another."""
    keys = {address: key for key, address in known.items()}
    for file in files:
        if keys.get(file.address, file.key) != file.key:
            raise InputError(
                file.address, "it has changed since the archive read it: give it another name, or begin a new --out"
            )
