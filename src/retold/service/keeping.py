"""Copies of a store in the folder of backups: how they are named, and which there are."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of a store."""

    name: str
    #: When it was whole.
    at: datetime
    #: In bytes.
    size: int


def copy_name(now: datetime) -> str:
    """The name of a copy that is made now; the names sort by time."""
    return f"retold-{now.astimezone(UTC):%Y%m%d-%H%M%S}.sqlite"


def copies(folder: Path) -> tuple[Copy, ...]:
    """What lies in a folder of backups, newest first; nothing if it can't be read."""
    try:
        found = [(file.name, file.stat()) for file in folder.iterdir() if file.is_file()]
    except OSError:
        return ()
    told = (Copy(name=name, at=datetime.fromtimestamp(s.st_mtime, UTC), size=s.st_size) for name, s in found)
    return tuple(sorted(told, key=lambda copy: copy.at, reverse=True))
