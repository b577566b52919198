"""What tests share: where the evaluation data is, if it is here."""

import os
from pathlib import Path

import pytest

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
