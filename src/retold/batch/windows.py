"""Stories of a whole archive: grouped in windows of days, each in a language, and carried on from one to the next.

A window is grouped as a stream is (`retold.stories.advance`), in the order in which its articles came, with the last
days of the window before it. A group that has articles of those days goes on with the story that most of them are in.
So windows can be grouped side by side, and a new day's articles touch its own windows only.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from retold.batch.folder import Folder, Unit
from retold.batch.units import Record
from retold.config import Archiving, Config
from retold.records import unpack
from retold.types import Article, StoryEvent

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

GROUPED = pa.schema(
    [
        ("id", pa.string()),
        ("at", pa.int64()),
        # The window, as `language-number`, and whether the article is of it or of the days before.
        ("window", pa.string()),
        ("own", pa.bool_()),
        # The first article of its group in this window, and the one that it is a copy of: itself if of none.
        ("group", pa.string()),
        ("leads", pa.string()),
    ]
)
"""An article in a window."""

ORDER = ("unknown", "at", "id")
"""How articles come: those of which nobody knows when last."""

_DAY = 86_400_000_000
"""Microseconds."""
_LONGEST = 4096
"""Days of a window at most."""
_ROUNDS = 24
"""At most: a story that goes on through 2^24 windows."""


def widths(
    counted: Mapping[str, tuple[int, int | None, int | None]], known: Mapping[str, int], rules: Archiving
) -> dict[str, int]:
    """How many days a window has, by language; what is known stays, since all that was grouped rests on it.

    `counted`: of each language how many articles there are, and when (microseconds) the first and the last came.
    """
    found = dict(known)
    for language, (n, first, last) in sorted(counted.items()):
        days = rules.window_days
        span = 1 if first is None or last is None else 1 + (last - first) // _DAY
        while days < _LONGEST and n * days < rules.window_least * span:
            days *= 2
        found.setdefault(language, days)
    return found


def counted(light: "DataFrame") -> dict[str, tuple[int, int | None, int | None]]:
    """Of articles (id, language, at) what `widths` goes by."""
    from pyspark.sql import functions as f

    found = light.groupBy("language").agg(f.count("id").alias("n"), f.min("at").alias("a"), f.max("at").alias("b"))
    return {row.language: (row.n, row.a, row.b) for row in found.collect()}


def placed(light: "DataFrame", days: Mapping[str, int], config: Config) -> "DataFrame":
    """Each article (id, language, at) in its window, and in the next one if it came in the days before that.

    Of those only as many as are remembered, the newest. Of what nobody knows when it came there is one window for each
    language.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    rules = config.archiving

    # A map has to have something in it.
    known = days or {"und": rules.window_days}
    pairs = [f.lit(value) for language, width in known.items() for value in (language, width * _DAY)]
    timed = light.withColumn("width", f.create_map(*pairs)[f.col("language")])
    number = f.floor(f.col("at") / f.col("width"))
    before = (number + 1) * f.col("width") - f.col("at")

    def named(rows: "DataFrame", of: "Column", *, own: bool) -> "DataFrame":
        window = f.concat_ws("-", "language", f.coalesce(of.cast("string"), f.lit("undated")))
        return rows.select("id", "at", window.alias("window"), f.lit(own).alias("own"))

    late = named(timed.where(before <= rules.lead_days * _DAY), number + 1, own=False)
    newest = f.row_number().over(Window.partitionBy("window").orderBy(f.desc("at"), f.desc("id")))
    late = late.withColumn("n", newest).where(f.col("n") <= config.grouping.remembered).drop("n")
    return named(timed, number, own=True).unionByName(late).withColumn("unknown", f.col("at").isNull())


def window_of(language: str, at: int | None, days: Mapping[str, int], rules: Archiving) -> list[tuple[str, bool]]:
    """The windows of an article, and whether it is of them or of the days before: as `placed`."""
    if at is None:
        return [(f"{language}-undated", True)]
    width = days[language] * _DAY
    number = at // width
    found = [(f"{language}-{number}", True)]
    if (number + 1) * width - at <= rules.lead_days * _DAY:
        found.append((f"{language}-{number + 1}", False))
    return found


def with_copies(placed: "DataFrame", pairs: "DataFrame | None", rules: Archiving) -> "DataFrame":
    """With the earlier articles of which each is a copy, ascending; `pairs` are rows of near-duplicates."""
    from pyspark.sql import functions as f

    if pairs is None:
        return placed.withColumn("copy_of", f.lit(None).cast("array<string>"))
    same = pairs.where(f.least("in_a", "in_b") >= rules.copy_cover)
    copies = same.groupBy(f.col("b").alias("id")).agg(f.array_sort(f.collect_list("a")).alias("copy_of"))
    return placed.join(copies, "id", "left")


@dataclass
class _Groups:
    """Groups of a window, as they come to be."""

    config: Config
    group: dict[str, str] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    copy_of: dict[str, str] = field(default_factory=dict)
    copies: Counter[str] = field(default_factory=Counter)
    order: list[Record] = field(default_factory=list)

    def leading(self, rows: Iterable[Record]) -> Iterator[Article]:
        """The articles that are grouped: all but further copies of what the window has had often."""
        for row in rows:
            here = row["id"]
            known = [self.copy_of[one] for one in row["copy_of"] or () if one in self.copy_of]
            first = self.copy_of[here] = min(known, default=here)
            self.copies[first] += 1
            self.order.append({name: row[name] for name in ("id", "at", "own")})
            if self.copies[first] <= self.config.archiving.copies_grouped:
                yield unpack(row["value"], Article)

    def carry_out(self, events: Iterable[StoryEvent]) -> None:
        """What befell stories."""
        for event in events:
            if event.kind == "merged":
                self.into[event.other] = event.story
            else:
                self.group.update(dict.fromkeys(event.articles, event.story))

    def of(self, article: str) -> str:
        """The story of an article."""
        name = self.group.get(article) or self.group[self.copy_of[article]]
        while name in self.into:
            name = self.into[name]
        return name


def group_window(rows: Iterable[Record], config: Config) -> Iterator[dict[str, Any]]:
    """The articles of a window in groups: rows without the name of the window.

    A row has id, at, own, copy_of (earlier articles that it is a copy of, or None) and value (packed `Article`); they
    come in the order in which articles came.
    """
    from retold.stories import advance, nothing_yet, settle

    found = _Groups(config)
    leading = found.leading(rows)
    standing = nothing_yet(reasoned=False, config=config.grouping)
    while some := list(islice(leading, config.grouping.step)):
        standing, events = advance(standing, some, config=config.grouping)
        found.carry_out(events)
    _, events = settle(standing, config=config.grouping)
    found.carry_out(events)
    first: dict[str, str] = {}
    for row in found.order:
        group = first.setdefault(found.of(row["id"]), row["id"])
        yield {**row, "group": group, "leads": found.copy_of[row["id"]]}


class Grouping:
    """Groups the articles of windows."""

    def __init__(self, folder: Folder, keys: Mapping[str, str], config: Config) -> None:
        """`keys`: under which a window's unit is kept."""
        self._folder = folder
        self._keys = keys
        self._config = config

    def __call__(self, window: str, rows: Iterator[Record]) -> Mapping[str, Any]:
        """Group one window; its mark."""
        with Unit(self._folder, "group", self._keys[window], {"grouped": GROUPED}) as unit:
            for row in group_window(rows, self._config):
                unit.add("grouped", {**row, "window": window})
            return unit.end()


# --- from one window to the next ------------------------------------------------------------------------------------


def parents(grouped: "DataFrame") -> "DataFrame":
    """For each group the group of an earlier window that it goes on with, itself if with none.

    Columns: window, group, its own `node`, and `parent`; a node is the window and the group in one. The parent is the
    one that most of the group's articles of earlier days are in, of several the one that comes first by name.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    node = f.concat_ws("/", "window", "group")
    own = grouped.where("own").select("id", node.alias("parent"))
    late = grouped.where(~f.col("own")).select("id", node.alias("node"))
    ranked = late.join(own, "id").groupBy("node", "parent").agg(f.count("id").alias("n"))
    order = Window.partitionBy("node").orderBy(f.col("n").desc(), "parent")
    best = ranked.withColumn("rank", f.row_number().over(order)).where("rank = 1").select("node", "parent")
    nodes = grouped.where("own").select(node.alias("node")).distinct()
    return nodes.join(best, "node", "left").select("node", f.coalesce("parent", "node").alias("parent"))


def carried(spark: Any, folder: Folder, grouped: "DataFrame") -> "DataFrame":  # noqa: ANN401 - Spark's two kinds
    """Each article (id, at, leads) with its story: the group of the window in which it began, as `window/group`.

    By pointer jumping: each round goes twice as far. Rounds are written, or the plan would grow with them.
    """
    from pyspark.sql import functions as f

    found = parents(grouped)
    for number in range(_ROUNDS):
        place = folder.place(f".work/carried/{number}")
        found.write.mode("overwrite").parquet(place)
        found = spark.read.parquet(place)
        above = found.select(f.col("node").alias("parent"), f.col("parent").alias("above"))
        farther = found.join(above, "parent", "left").select(
            "node", "parent", f.coalesce("above", "parent").alias("to")
        )
        if not farther.where("to <> parent").count():
            break
        found = farther.select("node", f.col("to").alias("parent"))
    own = grouped.where("own").withColumn("node", f.concat_ws("/", "window", "group"))
    return own.join(found, "node").select("id", "at", "leads", f.col("parent").alias("story"))


def in_units(members: "DataFrame", rules: Archiving) -> "DataFrame":
    """With the unit in which each story is told: the window in which it began, and a share of that one's stories.

    So what a new day leaves alone stays as it is.
    """
    from pyspark.sql import functions as f

    named = members.withColumn("window", f.substring_index("story", "/", 1))
    number = f.conv(f.substring(f.substring_index("story", "/", -1), 1, 8), 16, 10).cast("long")
    sizes = named.groupBy("window").agg((1 + f.floor(f.count("id") / rules.articles_a_unit)).alias("of"))
    share = (number % f.col("of")).cast("string")
    unit = f.concat_ws(".", "window", share, f.col("of").cast("string"))
    return named.join(sizes, "window").select(
        "id", "at", "leads", "story", unit.alias("unit"), f.col("at").isNull().alias("unknown")
    )


def parents_of(grouped: Sequence[Record]) -> dict[str, str]:
    """As `parents`, at the end of the rounds: for each node the one it began with."""
    own = {row["id"]: f"{row['window']}/{row['group']}" for row in grouped if row["own"]}
    counts: dict[str, Counter[str]] = {node: Counter() for node in own.values()}
    for row in grouped:
        node = f"{row['window']}/{row['group']}"
        if not row["own"] and node in counts:
            counts[node][own[row["id"]]] += 1
    found = {node: min(n, key=lambda one: (-n[one], one)) if n else node for node, n in counts.items()}
    while (above := {node: found.get(parent, parent) for node, parent in found.items()}) != found:
        found = above
    return found
