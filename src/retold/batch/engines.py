"""What moves the rows: Sail in this process, or Apache Spark, by the same interface."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from retold.batch.processes import fitting, processes
from retold.errors import InputError, MissingPart

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Engine = Literal["sail", "spark"]

_ROWS = 500
"""Rows that are handed to a function at a time: an article is some 15 kB."""
_LOCAL = re.compile(r"local\[([1-9]\d*|\*)\]")
_MISSING = "the archive job needs its engines, which aren't installed: run `pip install 'retold[batch]'`"


@contextmanager
def session(engine: Engine, *, master: str = "", conf: Mapping[str, str] | None = None) -> "Iterator[SparkSession]":
    """A session of an engine. Raises `MissingPart`, and `InputError` for what can't be had.

    `master`: of Spark; of Sail `local[N]`, in how many processes units are done. `conf` is Spark's own.
    """
    begin = _sail if engine == "sail" else _spark
    with begin(master, conf or {}) as spark:
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(_ROWS))
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        yield spark


@contextmanager
def _sail(master: str, conf: Mapping[str, str]) -> "Iterator[SparkSession]":
    local = _LOCAL.fullmatch(master or "local[*]")
    if local is None or conf:
        raise InputError(master or next(iter(conf)), "it is for --engine spark: leave it out, or name that engine")
    number = fitting() if local[1] == "*" else int(local[1])
    os.environ.setdefault("SAIL_EXECUTION__BATCH_SIZE", str(_ROWS))
    os.environ.setdefault("RUST_LOG", "error")
    try:
        from pysail.spark import SparkConnectServer
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingPart(_MISSING) from error
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    try:
        spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").create()
        # The server ends with us, at Ctrl-C before us: what it doesn't answer would be asked again for ten minutes.
        spark.client.set_retry_policies([])
        spark.release_session_on_close = False
        try:
            with processes(number):
                yield spark
        finally:
            spark.stop()
    finally:
        server.stop()


@contextmanager
def _spark(master: str, conf: Mapping[str, str]) -> "Iterator[SparkSession]":
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingPart(_MISSING) from error
    # Workers on this machine run what we run; a cluster's have their own, which spark-submit names.
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("retold archive")
    for name, value in {"spark.ui.showConsoleProgress": "false", **conf}.items():
        builder = builder.config(name, value)
    if master:
        builder = builder.remote(master) if master.startswith("sc://") else builder.master(master)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        said = str(error).strip().split("\n")[0]
        why = f"no session can be had there ({said}): check --master, and that Java 17 or newer is here"
        raise InputError(master or "spark", why) from error
    try:
        yield spark
    finally:
        spark.stop()
