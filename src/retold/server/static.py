"""Stylesheets and scripts, by names that tell their content: what was once loaded is never asked for again."""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

router = APIRouter()


@router.get("/static/{name}", include_in_schema=False)
async def file(name: str) -> Response:
    """A file that pages load."""
    from retold.web.site import assets

    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    return Response(
        asset.content, media_type=asset.kind, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
