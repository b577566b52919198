"""The archive job from a bucket to a bucket."""

import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from bench.archive_laptop import digests, tables_in, tables_of
from pyarrow.fs import LocalFileSystem, S3FileSystem, copy_files
from tests.conftest import ROOT

SERVER = ROOT / ".venv-buckets" / "bin" / "moto_server"

pytestmark = pytest.mark.skipif(
    not SERVER.exists(), reason="no server of buckets here: `make .venv-buckets/made` installs it"
)


@contextmanager
def server():
    """The address of a server that answers as S3 does."""
    command = [SERVER, "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        lines = iter(process.stderr.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        # It would wait for somebody to read what it says of each request.
        reading = threading.Thread(target=lambda: [*lines])
        reading.start()
        try:
            yield address
        finally:
            process.terminate()
            reading.join()


@pytest.fixture
def bucket(monkeypatch, inputs):
    """`s3://news`, for this process and for those below it; the files are in its folder `in`."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "SPARK_"))]:
        monkeypatch.delenv(name)
    with server() as address:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
        }.items():
            monkeypatch.setenv(name, value)
        there = S3FileSystem(endpoint_override=address, allow_bucket_creation=True)
        there.create_dir("news")
        copy_files(str(inputs), "news/in", source_filesystem=LocalFileSystem(), destination_filesystem=there)
        yield "s3://news"


def retold(*words):
    """What the command line says, and whether that was an error."""
    command = [sys.executable, "-m", "retold.cli.submit", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout if done.returncode == 0 else done.stderr, done.returncode


def test_an_archive_in_a_bucket_is_read_and_told_there(bucket, tmp_path):
    """With the rows of a laptop; taken up again nothing is left to do; and a copy can be looked at."""
    words = ("archive", f"{bucket}/in", "--out", f"{bucket}/out", "--no-statements", "--quiet")
    said, _ = retold(*words)
    assert "31 pages: 25 articles, 6 in quarantine" in said
    assert f"copy {bucket}/out here, all but its .work, then retold serve --store parquet:FOLDER" in said
    assert "units done: none, all was there" in retold(*words)[0]
    expected = tables_of([f"{bucket}/in"], statements=False)
    copy_files(f"{bucket}/out", str(tmp_path / "copied"))
    shutil.rmtree(tmp_path / "copied" / ".work")
    assert digests(tables_in(tmp_path / "copied")) == digests(expected)
    assert "Aldermoor" in retold("search", "bridge", "--store", f"parquet:{tmp_path / 'copied'}")[0]


def test_errors_name_the_address_and_the_next_step(bucket):
    """Of what isn't there, and of what can't be reached."""
    for given, out, said in (
        (f"{bucket}/nothing", f"{bucket}/out", "s3://news/nothing: there is no such file"),
        (f"{bucket}/in", "s3://nobodys/out", "s3://nobodys/out can't be used (Bucket 'nobodys' not found"),
        (f"{bucket}/in", "drive://out", "drive://out can't be used (Unrecognized filesystem type"),
        ("drive://in", f"{bucket}/out", "drive://in can't be used (Unrecognized filesystem type"),
    ):
        answer, status = retold("archive", given, "--out", out, "--quiet")
        assert (said in answer, status) == (True, 1), answer


def test_a_result_in_a_bucket_is_copied_to_be_looked_at():
    """Page after page would wait for it."""
    answer, status = retold("search", "bridge", "--store", "parquet:s3://news/out")
    assert ("s3://news/out can't be looked at where it is: copy it here" in answer, status) == (True, 1), answer
