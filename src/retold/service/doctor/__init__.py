"""The doctor: looks at a box from all sides, changes nothing, and says of each side how it is and what to do.

Each check is a function of a `Box` that returns a `Finding`; one that takes too long or fails is itself a finding.
"""

from collections.abc import Iterator
from datetime import datetime

from retold.errors import RetoldError
from retold.service.doctor import kept, machine, network
from retold.service.doctor.findings import Box, Check, Finding, bounded
from retold.settings import Settings

__all__ = ["Finding", "examine"]


def examine(
    settings: Settings, *, store: str, now: datetime, within: float = 20.0, faults: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """All findings, each as soon as it is made, and none later than `within` seconds after the one before.

    `store` may be "", `faults` are those of settings that could not be read: then `settings` are what is set otherwise.
    """
    yield from machine.settings(settings, faults)
    box = Box(settings=settings, store=store, now=now, within=within)
    for check in machine.CHECKS:
        yield bounded(check, box)
    if store:
        yield from _of_store(box)
    for check in network.CHECKS:
        yield bounded(check, box)


def _of_store(box: Box) -> Iterator[Finding]:
    found = bounded(kept.store, box)
    yield found
    checks: tuple[Check, ...] = kept.CHECKS if found.state == "ok" else ()
    for check in checks:
        yield bounded(check, box)
    try:
        kept.close(box)
    except RetoldError as error:
        yield Finding(name="store", state="fault", said=str(error))
