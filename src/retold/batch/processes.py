"""Processes that do units beside an engine in this one: functions of Sail share one interpreter, and its lock.

A partition's rows are written to a file, which a process of its own reads. Executors of Spark are processes as it is,
and have none of these.
"""

import os
import resource
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context

import pyarrow as pa

Function = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]
"""Rows of a partition to what comes of them."""

MEMORY = 2 << 30
"""Bytes that a process may come to hold, with the models that it loads."""

_pool: ProcessPoolExecutor | None = None


def fitting() -> int:
    """How many processes the cores and the memory of this machine are enough for."""
    memory: int = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(os.cpu_count() or 1, memory // MEMORY))


def megabytes() -> int:
    """The most that this process has had resident."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)


@contextmanager
def processes(number: int) -> Iterator[None]:
    """Do what is handed to `apart` in so many processes. They end with this, and with this process, at once."""
    global _pool
    before = _pool
    # Not forked: an engine's threads may hold locks.
    context = get_context("spawn")
    ended, end = context.Pipe(duplex=False)
    with ended, ProcessPoolExecutor(number, context, initializer=_until, initargs=(ended,)) as pool:
        _pool = pool
        try:
            yield
        finally:
            _pool = before
            end.close()


def apart(function: Function, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What `function` gives for a partition, found by a process of its own if there are any."""
    if _pool is None:
        yield from function(batches)
        return
    with tempfile.NamedTemporaryFile(prefix="retold-", suffix=".arrow") as file:
        if _written(batches, file.name):
            yield from _pool.submit(_in_file, function, file.name).result()


def _written(batches: Iterable[pa.RecordBatch], name: str) -> bool:
    """Write the batches to a file; whether there were any."""
    each = iter(batches)
    first = next(each, None)
    if first is None:
        return False
    with pa.ipc.new_file(name, first.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_batch(first)
        for batch in each:
            writer.write_batch(batch)
    return True


def _in_file(function: Function, name: str) -> list[pa.RecordBatch]:
    with pa.OSFile(name) as file, pa.ipc.open_file(file) as reader:
        return list(function(map(reader.get_batch, range(reader.num_record_batches))))


def _until(ended: connection.Connection) -> None:
    """Make this process end as soon as nobody holds the other end of a pipe."""
    # Who interrupts a job by the keyboard interrupts all of its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait() -> None:
        connection.wait([ended])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
