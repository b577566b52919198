"""What a process and its children hold, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Held:
    """What one process holds, or several together."""

    megabytes: float
    """Resident now."""
    most: float
    """The most megabytes that have been resident."""
    seconds: float
    """Of the processor, used so far."""
    files: int
    threads: int

    def __add__(self, other: "Held") -> "Held":
        return Held(
            self.megabytes + other.megabytes,
            self.most + other.most,
            self.seconds + other.seconds,
            self.files + other.files,
            self.threads + other.threads,
        )


def held(pid: int) -> Held:
    """What a process and its children hold together."""
    total = _held(Path(f"/proc/{pid}"))
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if _fields(path)[1] == str(pid):
                total += _held(path.parent)
        except OSError:  # it ended meanwhile
            continue
    return total


def _held(proc: Path) -> Held:
    lines = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
    used = _fields(proc / "stat")
    return Held(
        megabytes=int(lines["VmRSS"].split()[0]) / 1024,
        most=int(lines["VmHWM"].split()[0]) / 1024,
        seconds=(int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK"),
        files=len(list((proc / "fd").iterdir())),
        threads=int(lines["Threads"]),
    )


def _fields(stat: Path) -> list[str]:
    """Those after the command's name, which may hold anything: proc(5)."""
    return stat.read_text().rsplit(")", 1)[1].split()
