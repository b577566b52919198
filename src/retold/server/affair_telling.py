"""Affairs that are told whole for the first time, one after the other, in a thread of its own.

Who asks for one waits a moment, and then looks again: neither they nor the readers of other pages are held up.
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Lock

from fastapi import Request

from retold import logs
from retold.server.box import Box, box_of
from retold.service.telling import told
from retold.types import Rendering

_PATIENCE = 1.5
"""Seconds that who asks first waits: a small affair takes less."""
_LONG = timedelta(minutes=5)
"""After so long nobody else tells anew what has changed since: no worker is there."""

log = logs.logger("server")


class Teller:
    """Tells affairs that were asked for."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="affair")
        self._lock = Lock()
        self._asked: dict[str, Future[None]] = {}

    def tell(self, affair: str, box: Box) -> Future[None]:
        """Have an affair (id) told; one that was asked for already is told once."""
        with self._lock:
            asked = self._asked.get(affair)
            if asked is None or asked.done():
                asked = self._asked[affair] = self._threads.submit(_tell, affair, box)
            return asked


def _tell(affair: str, box: Box) -> None:
    try:
        told("affair", affair, store=box.store, now=box.clock(), config=box.settings.config)
    except Exception:
        log.exception("an affair could not be told", affair=affair)


def affair_told(request: Request, affair: str) -> Rendering:
    """What is told of an affair (id) by now; it has no content while it is being told for the first time."""
    box = box_of(request)
    known = box.store.renderings.find("affair", affair)
    if known.is_current or (known.at is not None and box.clock() - known.at < _LONG):
        return known
    asked = _teller(request).tell(affair, box)
    if known.content is not None:
        return known
    wait([asked], timeout=_PATIENCE)
    return box.store.renderings.find("affair", affair)


def _teller(request: Request) -> Teller:
    state = request.app.state
    if not hasattr(state, "teller"):
        state.teller = Teller()
    found: Teller = state.teller
    return found
