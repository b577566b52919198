"""Editions where mails and feeds say that they stand, for ever.

Who has the address of an edition may read it, as who has the mail: it tells news, and nothing of its reader. It can't
be guessed, since it hangs on the random id of the subscription.
"""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse, Response

from retold.server.box import box_of

router = APIRouter()


@router.get("/editions/{edition}", include_in_schema=False)
def shown(edition: str, request: Request) -> Response:
    """A whole edition, also what its mail had no room for."""
    from retold.web.editions import page
    from retold.web.site import asset

    found = box_of(request).store.mail.edition(edition)
    if found is None:
        raise HTTPException(404, "there is no such edition, or no longer: they are kept for some months")
    return HTMLResponse(page(found, stylesheet=asset("page.css")), headers={"X-Robots-Tag": "noindex"})
