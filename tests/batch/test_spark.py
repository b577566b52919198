"""The archive job on Apache Spark, on this machine: a process of its own, since a process has one kind of session."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from bench.archive_laptop import digests, tables_in, tables_of
from bench.archived import spilled
from tests.batch.placed import SIZES

CONF = {
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    # Of more rows than this what is sorted goes to disk, whatever memory there is.
    "spark.shuffle.spill.numElementsForceSpillThreshold": "200",
    "spark.eventLog.enabled": "true",
    "spark.eventLog.compress": "false",
    "spark.eventLog.rolling.enabled": "false",
}
needs_java = pytest.mark.skipif(
    shutil.which("java") is None, reason="no Java here (on Debian: apt-get install openjdk-17-jre-headless)"
)


def on_spark(*words, seconds):
    """What a module prints that has a session of Spark, as JSON."""
    # The session of Sail in this process left its marks in the environment.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
    environment |= {"SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-m", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@needs_java
def test_spark_gives_the_tables_of_a_laptop(tmp_path, inputs):
    """By the command line, with two threads, and with rows that have to be put on disk."""
    out, log = tmp_path / "out", tmp_path / "log"
    log.mkdir()
    conf = [f"--conf={name}={value}" for name, value in {**CONF, "spark.eventLog.dir": log.as_uri()}.items()]
    words = ["archive", inputs, "--out", out, "--engine", "spark", "--master", "local[2]", "--no-statements", "--json"]
    assert on_spark("retold.cli.submit", *words, *conf, seconds=220)["articles"] == 25
    assert spilled(log) > 0
    assert digests(tables_in(out)) == digests(tables_of([str(inputs)], statements=False))


@needs_java
def test_each_unit_has_a_partition_and_the_largest_is_begun_first():
    """Spark begins partitions in their order; rows of a unit come in theirs."""
    conf = ("spark.ui.enabled=false", "spark.log.level=ERROR", "spark.sql.shuffle.partitions=2")
    found = on_spark("tests.batch.placed", *conf, seconds=120)
    largest_first = sorted(SIZES, key=lambda unit: -SIZES[unit])
    assert found == [
        {"unit": unit, "partition": number, "rows": list(range(SIZES[unit]))}
        for number, unit in enumerate(largest_first)
    ]
