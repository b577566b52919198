"""Inputs that lead to several pages, as a person gives them to the commands."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

RETOLD = Path(sys.executable).parent / "retold"
PAGE = "<html><head><title>Bridge closed</title></head><body><h1>Bridge closed</h1>" + "".join(
    f"<p>Sentence {n} about the old bridge at Marrow Ford, which the county council closed on Monday after a lorry had "
    "struck its eastern pier, and about the engineer who said so.</p>"
    for n in range(5)
)


def captured(path: str) -> bytes:
    """One record of a packed archive."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/{path}\r\n"
        f"WARC-Date: 2025-03-04T08:00:00Z\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n")


def test_a_truncated_archive_gives_what_is_whole_and_says_where_it_ends(tmp_path):
    """Exit status 1, the page of the first record, and the byte."""
    archive = captured("one") + captured("two")[:-90]
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(archive)
    done = subprocess.run([RETOLD, "read", path, "--json"], capture_output=True, check=False, text=True)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert [article["url"] for article in told["articles"]] == ["https://post.example/one"]
    assert told["articles"][0]["published"]["latest"] <= "2025-03-05T12:00:00+00:00"
    (failed,) = told["failed"]
    assert failed["input"] == str(path)
    assert f"ends early at byte {len(archive):,}" in failed["reason"]
    assert failed["reason"] in done.stderr


def test_lines_come_through_a_pipe():
    """As from another program."""
    lines = "\n".join(json.dumps({"url": f"https://post.example/{name}", "html": PAGE}) for name in "ab")
    done = subprocess.run([RETOLD, "read", "-", "--json"], input=lines, capture_output=True, check=True, text=True)
    assert [article["input"][-1] for article in json.loads(done.stdout)["articles"]] == ["a", "b"]
