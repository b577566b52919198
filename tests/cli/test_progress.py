"""What a person sees while pages are read: on a terminal only, and not if told to be quiet."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from retold.cli.progress import count, shortened

RETOLD = Path(sys.executable).parent / "retold"
PAGE = "".join(
    f"<p>Sentence {n} about the old bridge at Marrow Ford, which the county council closed on Monday after a lorry had "
    "struck its eastern pier, and about the engineer who said so.</p>"
    for n in range(5)
)


@pytest.fixture
def folder(tmp_path):
    for number in range(3):
        (tmp_path / f"page{number}.html").write_text(f"<html><body><h1>Bridge {number}</h1>{PAGE}</body></html>")
    return tmp_path


def on_terminal(*words):
    """Exit status, standard output, and what a terminal of 100 columns got."""
    main, other = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    with subprocess.Popen(
        [str(RETOLD), *map(str, words)], stdout=subprocess.PIPE, stderr=other, env=environment
    ) as process:
        os.close(other)
        seen = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        told = process.stdout.read()
    os.close(main)
    return process.returncode, told.decode(), seen.decode()


def test_a_terminal_shows_how_far_it_is(folder):
    """How many of how many, and which; what is printed is the same as without."""
    status, told, seen = on_terminal("read", folder, "--json")
    assert status == 0
    assert len(json.loads(told)["articles"]) == 3
    assert "/3" in seen
    assert re.search(r"page\d\.html", seen)
    piped = subprocess.run([str(RETOLD), "read", str(folder), "--json"], capture_output=True, check=True)
    assert (piped.stdout.decode(), piped.stderr) == (told, b"")


@pytest.mark.parametrize("command", ["read", "brief"])
def test_quiet_shows_nothing(folder, command):
    """Not even on a terminal."""
    status, told, seen = on_terminal(command, folder, "--quiet")
    assert (status, seen) == (0, "")
    assert "Bridge" in told


def test_errors_are_shown_when_quiet(folder):
    """They are no progress; and a name is shown, not obeyed."""
    status, _, seen = on_terminal("read", folder / "missing\x1b[2J.html", "-q")
    assert status == 1
    assert "no such file" in seen
    assert "\x1b" not in seen


@pytest.mark.parametrize(
    ("pages", "seconds", "said"),
    [
        (1, 0.5, "1 page"),
        (1204, 34.4, "1,204 pages · 35 a second"),
        (3, 60.0, "3 pages · 3 a minute"),
        (0, 5.0, "0 pages · 0 a minute"),
    ],
)
def test_counts_are_told_with_their_rate(pages, seconds, said):
    """A second, or a minute where that would be none."""
    assert count(pages, seconds) == said


def test_names_are_shortened_at_the_front():
    """Their ends tell them apart; what a terminal would obey is left out."""
    assert shortened("a" * 90 + "/page.html", 14) == "…aaa/page.html"
    assert shortened("short.html", 14) == "short.html"
    assert shortened("\x1b[2Jpage.html", 14) == "·[2Jpage.html"
