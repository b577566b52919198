"""The archive job on Sail: the tables of a laptop, whatever befalls it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bench.archive_laptop import digests, tables_in, tables_of

from retold.batch.folder import Folder, Unit
from retold.batch.job import STAGES, Job
from retold.batch.reading import read_file
from retold.batch.tables import TABLES
from retold.batch.units import run
from retold.config import Archiving, Config, Grouping
from retold.errors import InputError, StoreError


@pytest.fixture(scope="module")
def whole(tmp_path_factory, spark):
    """What a run from first to last gives, made once: digests by the lines of its files."""
    known = {}

    def make(inputs):
        key = tuple(file.read_text() for file in sorted(inputs.iterdir()))
        if key not in known:
            out = tmp_path_factory.mktemp("whole") / "out"
            Job(spark, str(out), statements=False).run([str(inputs)])
            known[key] = digests(without_places(tables_in(out)))
        return known[key]

    return make


def without_places(tables):
    """Tables without the names of the files, which differ from test to test."""
    return {
        name: [{key: value for key, value in row.items() if key != "file"} for row in rows]
        for name, rows in tables.items()
        if name != "quarantine"
    } | {"quarantine": [{"kind": row["kind"], "page": row["page"]} for row in tables["quarantine"]]}


def test_tables_are_those_of_a_laptop(tmp_path, spark, inputs):
    """Not one row differs from what the same functions give over plain lists."""
    result = Job(spark, str(tmp_path / "out")).run([str(inputs)])
    expected = tables_of([str(inputs)])
    assert digests(tables_in(tmp_path / "out")) == digests(expected)
    assert {name: len(rows) for name, rows in expected.items()} == result.rows
    assert all(expected.values())
    assert (result.pages, result.articles, result.quarantined) == (31, 25, {"repeated": 3, "unreadable": 3})


@pytest.mark.parametrize("remembered", [20_000, 3])
def test_stories_go_on_from_one_window_to_the_next(tmp_path, spark, inputs, remembered):
    """With windows of a day the stories of several days stay whole, on the engine as on a laptop."""
    archiving = Archiving(window_days=1, window_least=1, lead_days=1)
    config = Config(archiving=archiving, grouping=Grouping(remembered=remembered))
    Job(spark, str(tmp_path / "out"), config=config, statements=False).run([str(inputs)])
    found, expected = tables_in(tmp_path / "out"), tables_of([str(inputs)], config=config, statements=False)
    assert digests(found) == digests(expected)
    days = [{i[:10] for i in (str(row["first"]), str(row["newest"]))} for row in found["stories"]]
    assert any(len(some) > 1 for some in days)


def test_what_gave_no_article_stands_in_quarantine_with_its_reason(tmp_path, spark, inputs):
    """And says of which file and which page of it."""
    Job(spark, str(tmp_path / "out"), statements=False).run([str(inputs)])
    rows = tables_in(tmp_path / "out")["quarantine"]
    broken = [row for row in rows if row["kind"] == "unreadable"]
    assert sorted(row["file"] for row in broken) == [str(inputs / f"{n}.jsonl") for n in range(3)]
    assert all("no JSON" in row["reason"] for row in broken)
    repeated = [row for row in rows if row["kind"] == "repeated"]
    assert sorted((Path(row["file"]).name, row["page"]) for row in repeated) == [
        ("0.jsonl", 9),
        ("1.jsonl", 8),
        ("2.jsonl", 8),
    ]


@pytest.mark.parametrize(("stage", "kind"), [*((stage, "within") for stage in STAGES), ("near", "before")])
def test_a_killed_job_goes_on_where_it_was(tmp_path, spark, inputs, whole, stage, kind):
    """Killed as a stage begins, or when one unit of it is done: nothing is done twice, the tables are the same."""
    out = tmp_path / "out"
    command = [sys.executable, Path(__file__).with_name("killed.py"), out, stage, kind, inputs]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert not (out / "manifest.json").exists()
    marks = {mark: mark.stat().st_mtime_ns for mark in (out / ".work" / "marks").rglob("*.json")}
    assert any(mark.parent.name == stage for mark in marks) == (kind == "within")
    result = Job(spark, str(out), statements=False).run([str(inputs)])
    assert digests(without_places(tables_in(out))) == whole(inputs)
    assert {mark: mark.stat().st_mtime_ns for mark in marks} == marks
    for earlier in STAGES[: STAGES.index(stage)]:
        assert not result.units.get(earlier)


def test_a_new_day_touches_only_what_it_changes(tmp_path, spark, inputs, whole):
    """Two runs give what one gives; of the second only the new file is read, and other windows stay as they are."""
    first, out = tmp_path / "first", tmp_path / "out"
    first.mkdir()
    for name in ("0.jsonl", "1.jsonl"):
        shutil.move(inputs / name, first / name)
    before = Job(spark, str(out), statements=False).run([str(first)])
    again = Job(spark, str(out), statements=False).run([str(first)])
    assert (again.rows, again.units) == (before.rows, {})
    after = Job(spark, str(out), statements=False).run([str(inputs)])
    assert after.units["read"] == 1
    for name in ("0.jsonl", "1.jsonl"):
        shutil.move(first / name, inputs / name)
    assert digests(without_places(tables_in(out))) == whole(inputs)
    named = {part for parts in json.loads((out / "manifest.json").read_text())["tables"].values() for part in parts}
    there = {str(file.relative_to(out)) for file in out.glob("[!.]*/*.parquet")}
    assert named == there


def test_a_file_of_another_month_leaves_stories_alone(tmp_path, spark, inputs):
    """Their units aren't done again."""
    out, config = tmp_path / "out", Config(archiving=Archiving(window_least=1))
    before = Job(spark, str(out), config=config, statements=False).run([str(inputs)])
    told = [
        "The ferry to Norhaven ran aground on Saturday, and all of its passengers were brought ashore by fishermen.",
        "Captain Ida Holm said that the rudder had failed in the narrows, where the current is strongest at noon.",
        "The harbour office sent a tug from Lindby, which is to pull the ship free when the tide comes in.",
    ]
    later = {"text": "\n\n".join(told), "published": "2019-01-05", "url": "https://a.test/x"}
    (inputs / "new.jsonl").write_text(json.dumps(later) + "\n")
    after = Job(spark, str(out), config=config, statements=False).run([str(inputs)])
    assert after.articles == before.articles + 1
    # Its window, and the next one, which looks at the days before.
    assert (after.units["group"], after.units["tell"]) == (2, 1)


def test_an_archive_without_an_article_is_tables_without_rows(tmp_path, spark):
    """And a quarantine that says why; a file that isn't whole gives what is there."""
    (tmp_path / "a.jsonl").write_text("nonsense\n")
    (tmp_path / "b.warc.gz").write_bytes(b"")
    result = Job(spark, str(tmp_path / "out")).run([str(tmp_path / "a.jsonl"), str(tmp_path / "b.warc.gz")])
    assert (result.pages, result.articles, result.quarantined) == (2, 0, {"unreadable": 2})
    found = tables_in(tmp_path / "out")
    assert {name for name, rows in found.items() if rows} == {"quarantine"}


def test_pages_of_a_bucket_are_named_by_its_address(tmp_path, pages):
    """A file that has to be copied first: without an address of their own, too, ids are the same each time."""
    line = json.dumps({"html": json.loads(pages[0])["html"]})
    (tmp_path / "a.jsonl").write_text(f"{line}\nnonsense\n")
    address = (tmp_path / "a.jsonl").as_uri()
    (one, broken), (again, _) = (list(read_file(address, Config())) for _ in range(2))
    assert (one.input, broken.name) == (f"{address}:1", f"{address}:2")
    assert one.id == again.id


INTERRUPTED = """
import sys
from retold.batch.engines import session
from retold.batch.job import Job

with session("sail", master="local[1]") as spark:
    Job(spark, sys.argv[2], watch=lambda stage, *_: print(stage, flush=True)).run([sys.argv[1]])
"""


def test_a_job_that_is_interrupted_in_a_program_ends(tmp_path, inputs):
    """Sail's server ends at Ctrl-C by itself, and nobody waits for an answer of it."""
    command = [sys.executable, "-c", INTERRUPTED, str(inputs), str(tmp_path / "out")]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes, start_new_session=True) as job:
        assert job.stdout.readline() == "read\n"
        os.killpg(job.pid, signal.SIGINT)
        _, said = job.communicate(timeout=60)
    assert said.rstrip().endswith("KeyboardInterrupt")


class Counting:
    """Work that tells how many units a partition has had: each has a copy of its own."""

    def __init__(self):
        self.units = 0

    def __call__(self, key, rows):
        self.units += 1
        return {"unit": key, "number": self.units, "rows": [row["n"] for row in rows]}


def test_each_unit_has_a_partition_of_its_own(spark):
    """And rows in their order; those of units that nobody asked for are left out."""
    units = [f"unit {n}" for n in range(40)]
    rows = spark.createDataFrame([(unit, n) for n in (2, 0, 1) for unit in [*units, "another"]], "unit string, n int")
    found = run(rows, Counting(), units, by="unit", order=("n",))
    assert sorted(mark["unit"] for mark in found) == sorted(units)
    assert {(mark["number"], *mark["rows"]) for mark in found} == {(1, 0, 1, 2)}


def test_a_unit_that_breaks_leaves_nothing(tmp_path):
    """Neither parts nor a mark."""
    folder = Folder(str(tmp_path))
    with pytest.raises(ZeroDivisionError), Unit(folder, "tell", "k", {"links": TABLES["links"]}):
        raise ZeroDivisionError
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_errors_name_the_thing_and_the_next_step(tmp_path, spark, inputs):
    """Of what is given, and of what stands in the folder."""
    out = str(tmp_path / "out")
    with pytest.raises(InputError, match="there is no such file"):
        Job(spark, out).run([str(tmp_path / "absent")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no archives"):
        Job(spark, out).run([str(tmp_path / "empty")])
    with pytest.raises(StoreError, match="holds something else"):
        Job(spark, str(inputs)).run([str(inputs)])
    Job(spark, out, statements=False).run([str(inputs / "0.jsonl")])
    with pytest.raises(StoreError, match="other settings"):
        Job(spark, out).run([str(inputs)])
    with (inputs / "0.jsonl").open("a") as file:
        file.write("more\n")
    with pytest.raises(InputError, match="it has changed since"):
        Job(spark, out, statements=False).run([str(inputs)])
