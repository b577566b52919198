"""Which function reads the matches of which pattern."""

from collections.abc import Callable
from typing import TypeVar

from retold.times.readings import Reading, Tokens

Reader = Callable[[Tokens], Reading | tuple[Reading, ...] | None]
_R = TypeVar("_R", bound=Reader)
READERS: dict[str, Reader] = {}


def reader(kind: str) -> Callable[[_R], _R]:
    """Register what reads the matches of a pattern; it gives None where they are no expression of time after all."""

    def register(function: _R) -> _R:
        READERS[kind] = function
        return function

    return register
