"""The affair that an address names, what it is followed by, and what is said after something was done with it."""

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, HTTPException, Request
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from retold.server.box import Box, box_of
from retold.service.affairs import decide_kept
from retold.service.correcting import take_up
from retold.types import Affair

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

SAID = {
    "changed": "Changed. Which stories belong is being decided anew, and shown here within a minute.",
    "forgotten": "It is followed no longer. The articles are still here.",
    "in": "Put in. What is told of the affair follows within minutes.",
    "out": "Left out. What is told of the affair follows within minutes.",
    "renamed": "Saved.",
    "undone": "Undone.",
}
_SMALL = 2_000
"""Articles up to which all stories are decided here and now; of more the worker does it."""


def an_affair(request: Request, key: str) -> Affair:
    """The affair of an id in an address. Raises a 404 if there is none."""
    found = box_of(request).store.affairs.find(key)
    if found is None or found.id != key:
        raise HTTPException(404, "this affair is not followed, or no longer: the list of affairs has those that are")
    return found


Found = Annotated[Affair, Depends(an_affair)]


def in_words(affair: Affair, store: "DatabaseStore") -> list[tuple[str, str]]:
    """What it is followed by, those of one kind together."""
    from retold.display.affairs import criteria

    examples = store.affairs.examples(affair) if affair.examples else ()
    return criteria(affair, {article.id: article.title or article.name for article in examples})


def decided_soon(affair: Affair, said: str, request: Request) -> Response:
    """Lead to the affair, and have decided which stories belong to it: by the worker, or here after the answer."""
    box = box_of(request)
    is_small = box.store.overviews.size() < _SMALL
    if not is_small:
        box.store.overviews.reopen(affair.id)
        hasten(box)
    work = BackgroundTask(_decide, affair, box) if is_small else None
    return RedirectResponse(f"/affairs/{affair.id}{said and f'?said={said}'}", 303, background=work)


def hasten(box: Box) -> None:
    """Let the worker go over the stream, the ledger and what is told as soon as it can."""
    from retold.service.working import STREAM

    now = box.clock()
    box.store.add_tasks([STREAM])
    box.store.feeds.bring_forward(STREAM.kind, beyond=now, due=now)


def _decide(affair: Affair, box: Box) -> None:
    take_up(box.store, now=box.clock(), config=box.settings.config)
    decide_kept(affair, store=box.store, config=box.settings.config)
