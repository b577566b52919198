"""`retold archive` by command: what it prints, and what it says of what can't be."""

import json
import os
import signal
import subprocess
import sys

import typer
from typer.testing import CliRunner

from retold.cli import app

LINES = [
    {"text": f"The council of {town} met on Monday.\n\nIt voted for a new bridge over the Aster.\n\n"
             f"Mayor Ida Holm of {town} said that work would begin in spring, and end within two years.",
     "url": f"https://{town.lower()}.example/bridge", "published": "2025-03-04"}
    for town in ("Norhaven", "Lindby")
]  # fmt: skip


def run(*words):
    return CliRunner().invoke(app, ["archive", *map(str, words)])


def test_it_says_what_there_is_and_what_it_did(tmp_path):
    """For people on standard output, stages on standard error; as JSON for programs."""
    (tmp_path / "day.jsonl").write_text("\n".join(map(json.dumps, [*LINES, "nonsense"])) + "\n")
    out = tmp_path / "out"
    done = run(tmp_path / "day.jsonl", "--out", out, "--no-statements")
    assert done.exit_code == 0, done.output
    assert "3 pages: 2 articles, 1 in quarantine (1 unreadable)" in done.stdout
    assert f"retold serve --store parquet:{out}" in done.stdout
    assert "read: 1 units" in done.stderr
    again = run(tmp_path / "day.jsonl", "--out", out, "--no-statements", "--json", "--quiet")
    assert json.loads(again.stdout)["quarantined"] == {"unreadable": 1}
    assert not again.stderr


def test_what_cannot_be_is_named_with_the_next_step(tmp_path):
    """Of engines, masters, settings and inputs."""
    (tmp_path / "day.jsonl").write_text(json.dumps(LINES[0]) + "\n")
    said = {
        ("--master", "local"): "it is for --engine spark",
        ("--engine", "flink"): "'flink' is not one of",
        ("--engine", "spark", "--conf", "nothing"): "give KEY=VALUE",
    }
    for words, expected in said.items():
        done = run(tmp_path / "day.jsonl", "--out", tmp_path / "out", *words)
        assert done.exit_code
        assert expected in f"{done.output} {done.exception}"
    done = run(tmp_path / "absent.warc.gz", "--out", tmp_path / "out")
    assert "there is no such file" in str(done.exception)
    assert isinstance(app, typer.Typer)


def test_it_ends_at_once_when_interrupted_and_goes_on(tmp_path):
    """As the keyboard does it: all processes of the job are interrupted."""
    (tmp_path / "day.jsonl").write_text("\n".join(map(json.dumps, LINES)) + "\n")
    words = ["archive", str(tmp_path / "day.jsonl"), "--out", str(tmp_path / "out"), "--no-statements"]
    command = [sys.executable, "-c", "from retold.cli import main; main()", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as job:
        assert job.stderr.readline() == "read: 1 units\n"
        os.killpg(job.pid, signal.SIGINT)
        assert job.wait(30) == 130
        assert "the same command goes on where this one was" in job.stderr.read()
    assert "2 pages: 2 articles" in run(*words[1:]).stdout
