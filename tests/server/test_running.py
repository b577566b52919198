"""`retold serve` as a process: it starts, prints the link, answers, and ends when it is told to."""

import re
import signal
import subprocess
import sys
import time

import httpx
import pytest


@pytest.fixture
def serving(tmp_path):
    """A box of its own on a free port; its process, and what it printed."""
    # Whether or not the command line has the command yet.
    begin = "import typer; from retold.cli.serving import serve; typer.run(serve)"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", begin, "--store", str(tmp_path / "kept.sqlite"), "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=tmp_path,
    )  # fmt: skip
    try:
        url = re.search(r"http://localhost:\d+", process.stdout.readline())[0]
        process.stdout.readline()
        link = process.stdout.readline().strip()
        yield process, url, link
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_box_starts_answers_and_ends(serving, number):
    """With the worker beside it; the log tells no token."""
    process, url, link = serving
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
    process.send_signal(number)
    out, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert link.partition("token=")[2] not in errors
    assert "working" in errors
    assert "stopped" in errors
    assert "Traceback" not in out + errors
