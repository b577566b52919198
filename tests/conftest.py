"""What tests share: where the evaluation data is, if it is here, and an empty store."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from retold.store import open_store

ROOT = Path(__file__).parents[1]


def shared_path(*parts: str) -> Path:
    """A path in the evaluation data; skips the test, saying so, where the data is absent."""
    base = Path(os.environ.get("RETOLD_SHARED", ROOT.parent / "shared"))
    path = base.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"evaluation data absent: {'/'.join(parts)} (set RETOLD_SHARED to its folder)")
    return path


@pytest.fixture(scope="session")
def shared():
    """`shared("seeds", "x.txt")` gives a path in the evaluation data, or skips."""
    return shared_path


@pytest.fixture(scope="session")
def examples() -> Path:
    """The example affair that ships with the project."""
    return ROOT / "examples"


@pytest.fixture(scope="session")
def sqlite_made(tmp_path_factory) -> Path:
    """A store in SQLite with nothing in it: copying it is quicker than making one."""
    path = tmp_path_factory.mktemp("made") / "empty.sqlite"
    open_store(path).close()
    return path


def quick() -> Path | None:
    """A folder in memory, if there is one with room: a killed process asks nothing of a disk."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30 else None


@pytest.fixture
def quick_path():
    """A folder that is quick to write."""
    with tempfile.TemporaryDirectory(dir=quick()) as folder:
        yield Path(folder)


@pytest.fixture
def sqlite_place(quick_path, sqlite_made):
    """Where a store in SQLite is, with nothing in it."""
    return shutil.copy(sqlite_made, quick_path / "kept.sqlite")
