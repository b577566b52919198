"""`/health`: whether the box can answer and its work is done, for whoever watches over it. It tells nothing else."""

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from retold import __version__, logs
from retold.errors import StoreError
from retold.server.box import box_of

_LATE = timedelta(minutes=15)
"""Longer than a killed worker holds on to what it had."""

router = APIRouter()
log = logs.logger("server")


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """200 if the store can be read, else 503. Late work is told and no reason to send readers elsewhere."""
    box = box_of(request)
    now = box.clock()
    try:
        late = box.store.counting.is_late(before=now - _LATE, now=now)
    except StoreError as error:
        log.error("unhealthy", reason=str(error))
        return JSONResponse({"ok": False, "store": "unreachable", "version": __version__}, 503)
    work = "late" if late else "on time"
    return JSONResponse({"ok": True, "store": "reachable", "work": work, "version": __version__})
