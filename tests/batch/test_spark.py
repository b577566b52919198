"""The archive job on Apache Spark, on this machine: a process of its own, since a process has one kind of session."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from bench.archive_laptop import digests, tables_in, tables_of
from bench.archived import spilled

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


@needs_java
def test_spark_gives_the_tables_of_a_laptop(tmp_path, inputs):
    """By the command line, with two threads, and with rows that have to be put on disk."""
    out, log = tmp_path / "out", tmp_path / "log"
    log.mkdir()
    conf = [f"--conf={name}={value}" for name, value in {**CONF, "spark.eventLog.dir": log.as_uri()}.items()]
    words = ["archive", inputs, "--out", out, "--engine", "spark", "--master", "local[2]", "--no-statements", "--json"]
    command = [sys.executable, "-m", "retold.cli.submit", *map(str, words), *conf]
    # The session of Sail in this process left its marks in the environment.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=220,
        env={**environment, "SPARK_LOCAL_IP": "127.0.0.1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout)["articles"] == 25
    assert spilled(log) > 0
    assert digests(tables_in(out)) == digests(tables_of([str(inputs)], statements=False))
