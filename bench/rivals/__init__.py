"""What Retold's rooms are set beside, a module a room, and what these share: rows of a table, versions, clocks.

Each module has `rows(shared) -> Iterator[Row]`. A rival that isn't installed is a row that says so. All are timed by
the processor's clock, over all threads of the process, so that a second is one of one core.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

import retold

#: Libraries of linear algebra that would take all cores read these when they are loaded.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "BLIS_NUM_THREADS")
OWN = "retold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One tool at one task."""

    #: "reading", and the name of the task or set.
    room: str
    task: str
    #: Distribution whose version is told, and how it is called.
    package: str
    call: str = ""
    #: By name, each between 0 and 1.
    quality: Mapping[str, float] = field(default_factory=dict)
    #: What it gets through in a second on one core, in `unit`; 0 if that isn't measured.
    speed: float = 0.0
    unit: str = ""
    #: Why there are no figures.
    missing: str = ""

    @property
    def named(self) -> str:
        """ "trafilatura 2.3.1, favor_precision"."""
        told = f"{self.package} {version_of(self.package) or ''}".strip()
        return f"{told}, {self.call}" if self.call else told


def one_core() -> None:
    """Keep libraries that are loaded from now on to one core."""
    os.environ.update(dict.fromkeys(_THREADS, "1"))


def version_of(package: str) -> str | None:
    """The version of an installed distribution, of Retold or of Python; None if it isn't installed."""
    if package == "Python":
        return python_version()
    if package == OWN:
        return retold.__version__
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def not_installed(room: str, tasks: tuple[str, ...], package: str, error: Exception) -> Iterator[Row]:
    """A row a task for a rival that can't be had here."""
    why = "not installed" if version_of(package) is None else f"can't be loaded: {error}"
    for task in tasks:
        yield Row(room=room, task=task, package=package, missing=why)


def seconds(run: Callable[[], object], *, times: int = 1) -> float:
    """The best of a few, by the processor's clock."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
    return min(taken)
