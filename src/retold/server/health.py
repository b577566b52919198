"""`/health`: whether the box can answer, for whoever watches over it. It tells nothing else of the box."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from retold import __version__, logs
from retold.errors import StoreError
from retold.server.box import box_of

router = APIRouter()
log = logs.logger("server")


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """200 if the store can be read, else 503."""
    try:
        box_of(request).store.accounts.exist()
    except StoreError as error:
        log.error("unhealthy", reason=str(error))
        return JSONResponse({"ok": False, "store": "unreachable", "version": __version__}, 503)
    return JSONResponse({"ok": True, "store": "reachable", "version": __version__})
