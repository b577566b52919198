"""The box while it runs: the web server with the worker beside it, begun together and ended together.

Where one of the two breaks the other is ended as well, so that whoever watches over the process starts both anew.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from retold import logs
from retold.errors import RetoldError

if TYPE_CHECKING:
    from fastapi import FastAPI

_ENDING = 10
"""Seconds in which requests that are being answered may end."""

_TURN = 0.0005
"""Seconds that a thread may keep the others waiting: an answer takes some twenty turns, and of Python's usual five
milliseconds each, while a story is told beside, 20 readers waited ten times as long."""

_SPARING = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""For the worker: what the C library sets aside is shared by its threads, and large blocks go back when they are free.
At 100,000 articles it holds a third less by that (mallopt(3))."""

log = logs.logger("server")


class Working(Protocol):
    """What works beside the server."""

    def run(self) -> None:
        """Work until `stop`."""
        ...

    def stop(self) -> None:
        """Finish what is being done, and end."""
        ...


class Apart:
    """A worker in a process of its own, which ends with ours: beside it pages would wait for the interpreter's lock."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        """Work until `stop`. Raises `RetoldError` if it ends before."""
        if self._stopped.is_set():
            return
        environment = {**_SPARING, **os.environ, **self._environment}
        with subprocess.Popen(self._command, stdin=subprocess.PIPE, env=environment) as self._process:
            if self._stopped.is_set():
                self._process.terminate()
            status = self._process.wait()
        if not self._stopped.is_set():
            raise RetoldError(f"the worker ended by itself (status {status}): its log says why")

    def stop(self) -> None:
        """Have it finish what it is at, and end."""
        self._stopped.set()
        if self._process is not None:
            self._process.terminate()


class AddressInUse(RetoldError):
    """The server can't listen where it should."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that is listened on; port 0 takes any that is free. Raises `AddressInUse`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once, without waiting for more, only on what says that it is TCP: else each answer takes 40 ms.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        # At once, or another could take it until the server runs.
        opened.listen(2048)
    except (OSError, OverflowError) as error:
        opened.close()
        said = getattr(error, "strerror", None) or error
        raise AddressInUse(f"can't listen at {host}, port {port} ({said}): name another by --host or --port") from error
    return opened


def run(app: "FastAPI", at: socket.socket, *, worker: Working | None) -> None:
    """Answer and work until Control-C or SIGTERM, then end both. Raises what broke the worker.

    To be called in the main thread. Who asked by a signal is obeyed, and gets no error for it.
    """
    import signal

    from uvicorn import Config, Server

    # Who asks is told by our own rules (`retold.server.limits`), lines of the log are our own.
    config = Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_ENDING,
    )
    server = Server(config)
    broken: list[BaseException] = []

    def work(worker: Working) -> None:
        try:
            worker.run()
        except BaseException as error:
            log.error("the worker broke", reason=f"{type(error).__name__}: {error}")
            broken.append(error)
        server.should_exit = True

    thread = None if worker is None else threading.Thread(target=work, args=(worker,), name="worker")

    def stop(*_: object) -> None:
        # Before the server listens to signals itself; after its end it raises them once more, to no effect.
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        if thread is not None:
            thread.start()
        server.run(sockets=[at])
    finally:
        if worker is not None and thread is not None:
            worker.stop()
            thread.join()
        sys.setswitchinterval(usual)
        for number, handler in before.items():
            signal.signal(number, handler)
    if broken:
        raise broken[0]
