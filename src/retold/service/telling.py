"""Pages that take long to make, kept ready: a story told whole, an affair told whole.

Who asks gets what is ready, and what isn't is made for them; the worker makes anew what has changed since, so that
few ever wait. What is made is the same for everybody who may read it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Literal

from retold import logs
from retold.config import DEFAULT, Config
from retold.types import Rendering

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

Kind = Literal["story", "affair", "affair.json"]
Maker = Callable[[str, "DatabaseStore", Config], str | None]
"""Makes the part of a page that tells of what has this id; None if there is no such thing."""

_MAKING = defaultdict[Kind, Lock](Lock)
"""One of a kind at a time in a process: each takes a core, and readers of other pages need the rest."""

log = logs.logger("telling")


def told(
    kind: Kind, key: str, *, store: "DatabaseStore", now: datetime, current: bool = True, config: Config = DEFAULT
) -> Rendering | None:
    """What is told of a story or an affair (id), made now if it isn't there; None if there is no such thing.

    With `current` it is made anew if something has changed since; without, the last is good enough.
    """
    known = store.renderings.find(kind, key)
    if known.is_current or (known.content is not None and not current):
        return known
    with _MAKING[kind]:
        # Somebody else may have made it while we waited.
        known = store.renderings.ask(kind, key)
        return known if known.is_current else _make(kind, key, known, store, now, config)


def tell_again(
    *,
    store: "DatabaseStore",
    now: datetime,
    config: Config = DEFAULT,
    most: int = 20,
    progress: Callable[[str], None] = lambda step: None,
) -> int:
    """Make anew what was asked for before and has changed since, `most` of each kind; how many were made."""
    made = 0
    for kind in _makers():
        for key in store.renderings.waiting(kind, most):
            progress(f"telling {kind} {key} anew")
            with _MAKING[kind]:
                known = store.renderings.ask(kind, key)
                made += not known.is_current and _make(kind, key, known, store, now, config) is not None
    return made


def _make(
    kind: Kind, key: str, known: Rendering, store: "DatabaseStore", now: datetime, config: Config
) -> Rendering | None:
    text = _makers()[kind](key, store, config)
    if text is None:
        store.renderings.forget(kind, key)
        return None
    content = text.encode("utf8", "backslashreplace")
    store.renderings.keep(kind, key, content, state=known.state, at=now)
    log.debug("told", kind=kind, key=key, bytes=len(content))
    return Rendering(content=content, is_current=True, at=now, state=known.state)


def _makers() -> Mapping[Kind, Maker]:
    from retold.service.affair_pages import affair_html
    from retold.service.api_records import affair_json
    from retold.service.story_pages import story_html

    return {"story": story_html, "affair": affair_html, "affair.json": affair_json}
