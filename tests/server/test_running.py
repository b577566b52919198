"""`retold serve` as a process: it starts, prints the link, answers, and ends when it is told to."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.store.conftest import place, postgres, postgres_made, postgres_place

from retold.errors import RetoldError
from retold.server.running import AddressInUse, Apart, listen, run

__all__ = ["place", "postgres", "postgres_made", "postgres_place"]
RETOLD = Path(sys.executable).parent / "retold"


@pytest.fixture
def serving(tmp_path, place):
    """A box of its own on a free port; its process, and what it printed."""
    log = tmp_path / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [RETOLD, "serve", "--store", place, "--port", "0"],
            stdout=subprocess.PIPE, stderr=errors, text=True,
            cwd=tmp_path, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        url = re.search(r"http://localhost:\d+", process.stdout.readline())[0]
        process.stdout.readline()
        link = process.stdout.readline().strip()
        yield process, url, link, log
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_box_starts_answers_and_ends(serving, number):
    """With the worker beside it; the log tells no token."""
    process, url, link, log = serving
    assert link.startswith(f"{url}/first?token=")
    until = time.monotonic() + 30
    while True:
        try:
            health = httpx.get(f"{url}/health", timeout=5)
            break
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.1)
    assert health.json()["ok"] is True
    assert "server" not in health.headers
    page = httpx.get(link)
    assert page.status_code == 200
    assert httpx.head(url).status_code == 200
    assert httpx.get(url, headers={"Host": "evil.test"}).status_code == 400
    while "working" not in log.read_text():
        assert time.monotonic() < until
        time.sleep(0.1)
    process.send_signal(number)
    out, _ = process.communicate(timeout=30)
    errors = log.read_text()
    assert process.returncode == 0
    assert link.partition("token=")[2] not in errors
    assert "working" in errors
    assert "stopped" in errors
    assert "Traceback" not in out + errors


def test_a_worker_in_a_process_of_its_own_ends_with_us():
    """It is told to stop, sees the end of its input if we are killed, and is missed if it ends by itself."""
    waits = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    worker = Apart(waits, {})
    running = threading.Thread(target=worker.run)
    running.start()
    while worker._process is None:
        time.sleep(0.01)
    worker.stop()
    running.join(10)
    assert not running.is_alive()
    killed = Apart(waits, {})

    def run_it():
        with suppress(RetoldError):
            killed.run()

    running = threading.Thread(target=run_it)
    running.start()
    while killed._process is None:
        time.sleep(0.01)
    killed._process.stdin.close()
    running.join(10)
    assert not running.is_alive()
    with pytest.raises(RetoldError, match=r"ended by itself \(status 3\)"):
        Apart([sys.executable, "-c", "import os; raise SystemExit(int(os.environ['STATUS']))"], {"STATUS": "3"}).run()


def test_a_port_in_use_is_told_before_anything_is_begun():
    """With what to name instead."""
    with listen("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        with pytest.raises(AddressInUse, match=f"port {port} .* --port"):
            listen("127.0.0.1", port)


def test_answers_are_sent_at_once():
    """An answer of head and body waits for no acknowledgement in between (Nagle, 40 ms)."""
    with listen("127.0.0.1", 0) as held:
        assert held.proto == socket.IPPROTO_TCP


def test_a_worker_that_breaks_ends_the_server():
    """So that who watches over the process starts both anew; and what broke it is told."""

    class Broken:
        stopped = False

        def run(self):
            raise ValueError("no more")

        def stop(self):
            self.stopped = True

    worker = Broken()
    with listen("127.0.0.1", 0) as at, pytest.raises(ValueError, match="no more"):
        run(FastAPI(), at, worker=worker)
    assert worker.stopped
