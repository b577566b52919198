"""What most visitors ask for alike, made once a minute for all of them."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TypeVar, cast

from fastapi import Request

from retold.server.box import box_of

T = TypeVar("T")


@dataclass(slots=True)
class _Made:
    """One of the things that are made; who waits for it holds up nobody who wants another."""

    lock: Lock = field(default_factory=Lock)
    is_made: bool = False
    value: object = None


class Remembered:
    """What was made in this minute, by what it was made of."""

    def __init__(self) -> None:
        self._minute: datetime | None = None
        self._made: dict[Hashable, _Made] = {}
        self._lock = Lock()

    def get(self, key: Hashable, now: datetime, make: Callable[[], T]) -> T:
        """What was made of this, or is made now; others who want it wait meanwhile, and find it made."""
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute, self._made = minute, {}
            own = self._made.setdefault(key, _Made())
        with own.lock:
            if not own.is_made:
                own.value, own.is_made = make(), True
            return cast(T, own.value)


def remembered(request: Request, key: Hashable, make: Callable[[], T]) -> T:
    """The same for all who ask within a minute by this key: it holds all that may not change unnoticed."""
    state = request.app.state
    if not hasattr(state, "remembered"):
        state.remembered = Remembered()
    found: Remembered = state.remembered
    return found.get(key, box_of(request).clock(), make)
