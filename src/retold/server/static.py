"""Stylesheets and scripts, by names that tell their content: what was once loaded is never asked for again."""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from retold.server.errors import wish

router = APIRouter()


@router.get("/static/{name}", include_in_schema=False)
async def file(name: str, request: Request) -> Response:
    """A file that pages load, as short as the browser takes it."""
    from retold.web.site import assets

    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    taken = request.headers.get("accept-encoding", "")
    coding = next((coding for coding in asset.coded if wish(taken, coding) > 0), "")
    if coding:
        headers |= {"Content-Encoding": coding, "Vary": "Accept-Encoding"}
    return Response(asset.coded.get(coding, asset.content), media_type=asset.kind, headers=headers)
