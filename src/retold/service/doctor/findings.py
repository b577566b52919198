"""What a check finds, what it is given, and the time it has."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from retold.errors import RetoldError
from retold.settings import Settings

if TYPE_CHECKING:
    from retold.store.transactions import Database

State = Literal["ok", "warning", "fault"]
"""As it should be; works, but look at it; does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one side of a box is."""

    #: What was looked at.
    name: str
    state: State
    #: What was found.
    said: str
    #: What to do; "" if nothing is to be done.
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What is looked at."""

    settings: Settings
    #: Place of the store; "" for none.
    store: str
    now: datetime
    #: Seconds that a check may take.
    within: float
    #: The store's database, once it was opened: at most one.
    opened: "list[Database]" = field(default_factory=list)


Check = Callable[[Box], Finding]


def ok(name: str, said: str) -> Finding:
    """Nothing to do."""
    return Finding(name=name, state="ok", said=said)


def warning(name: str, said: str, step: str) -> Finding:
    """It works, but somebody should look at it."""
    return Finding(name=name, state="warning", said=said, step=step)


def fault(name: str, said: str, step: str = "") -> Finding:
    """It doesn't work."""
    return Finding(name=name, state="fault", said=said, step=step)


def bounded(check: Check, box: Box) -> Finding:
    """What a check finds within its time: looking a name up, say, has no limit of its own."""
    name = check.__name__.replace("_", " ")
    found: list[Finding] = []

    def look() -> None:
        try:
            found.append(check(box))
        except RetoldError as error:
            found.append(fault(name, str(error)))
        except Exception as error:
            found.append(fault(name, f"could not be looked at ({type(error).__name__}: {error})"))

    # Not one of a pool: the process must be able to end while it hangs.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(box.within)
    late = f"no answer within {box.within:g} s"
    return found[0] if found else warning(name, late, "look again when there is less to do, or with more --within")


def told(number: int, one: str, many: str = "") -> str:
    """ "1 feed", "3 feeds"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def ago(when: datetime, now: datetime) -> str:
    """How long since: "5 minutes ago"."""
    return f"{length(now - when)} ago"


def length(duration: timedelta) -> str:
    """ "5 minutes", "3 days": in the largest unit of which it has two."""
    seconds = max(0, round(duration.total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size:
            return told(seconds // size, unit)
    return told(seconds, "second")


def amount(size: int) -> str:
    """ "3.1 GB"."""
    for unit, power in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= power:
            return f"{size / power:,.1f} {unit}"
    return f"{size} bytes"
