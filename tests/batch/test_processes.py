"""Units in processes beside an engine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from retold.batch.processes import apart, fitting, processes

ROWS = [pa.RecordBatch.from_pylist([{"n": n}, {"n": n + 1}]) for n in (1, 3)]


def by(batches):
    """Who does it, and what rows there were."""
    numbers = [row["n"] for batch in batches for row in batch.to_pylist()]
    yield pa.RecordBatch.from_pylist([{"pid": os.getpid(), "numbers": numbers}])


def broken(batches):
    """Does nothing but break."""
    raise ZeroDivisionError(next(batches).num_rows)


def done(batches):
    return [row for batch in apart(by, batches) for row in batch.to_pylist()]


def test_rows_reach_another_process_in_their_order():
    """And those of one session are not those of another."""
    with processes(1):
        first = done(ROWS)
        with processes(1):
            assert done(ROWS) != first
        again = done(iter(ROWS))
        assert done([]) == []
    assert first == again
    assert first[0]["numbers"] == [1, 2, 3, 4]
    assert first[0]["pid"] != os.getpid()
    assert fitting() >= 1


def test_without_any_it_is_done_here(monkeypatch):
    """As in an executor of Spark."""
    monkeypatch.setattr("retold.batch.processes._pool", None)
    assert done(ROWS) == [{"pid": os.getpid(), "numbers": [1, 2, 3, 4]}]


def test_what_breaks_there_breaks_here():
    """With the error that it was, and the next is done."""
    with processes(1):
        with pytest.raises(ZeroDivisionError, match="2"):
            list(apart(broken, ROWS))
        assert done(ROWS)


def test_they_end_with_this_process_however_it_ends(tmp_path):
    """A killed job leaves nothing running."""
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys, time\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_processes import ROWS, done\nfrom retold.batch.processes import processes\n"
        "if __name__ == '__main__':\n    with processes(1):\n"
        "        print(done(ROWS)[0]['pid'], flush=True)\n        time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        assert running(child)
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while running(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running(child)


def running(pid):
    """Whether there is such a process that hasn't ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
