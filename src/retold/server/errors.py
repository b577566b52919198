"""What is answered when something can't be done: what it is, and what to do next, as a page or as JSON by `Accept`.

No answer tells where in the program it went wrong; the log does.
"""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from retold.errors import OnlyForLooking

_SAID = {
    400: ("This could not be understood.", "Go back, check what was sent, and try again."),
    401: ("This is for those who are signed in.", "Sign in, then open it again."),
    403: ("This is not for you.", "Ask the owner of the box for the right to it, or sign in as somebody else."),
    404: ("There is nothing here.", "Check the address, or begin at the first page."),
    405: ("This can't be done here.", "Go back to the page that led here, and use its buttons."),
    413: ("This is too much at once.", "Send less."),
    422: ("Something that was sent can't be used.", "Go back, check what was filled in, and send it again."),
    429: ("Too many of these came at once.", "Wait a minute, then try again."),
    500: ("Something broke here.", "Try again in a minute. Whoever runs the box finds the reason in its log."),
    503: ("This can't be done just now.", "Try again in a minute."),
}

_API = "/api/v1/"


def install(app: FastAPI) -> None:
    """Answer all that is refused in this way."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(OnlyForLooking, _unchanged)


def answer(
    scope: Scope, status: int, said: str = "", step: str = "", *, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer to what can't be done; what is said and the next step are those of the status if not given."""
    from retold.web.site import render

    usual, usual_step = _SAID.get(status) or _SAID[500 if status >= 500 else 400]
    said, step = said or usual, step or usual_step
    # A program gets JSON whatever it asks for.
    if scope["path"].startswith(_API) or wants_json(Headers(scope=scope).get("accept", "")):
        return JSONResponse({"error": {"status": status, "said": said, "next": step}}, status, headers=headers)
    return HTMLResponse(render("error.html", status=status, said=said, step=step), status, headers=headers)


def wants_json(accept: str) -> bool:
    """True if JSON is asked for rather than a page (RFC 9110, 12.5.1); who doesn't care gets a page."""
    return wish(accept, "application/json", "application/*", "*/*") > wish(accept, "text/html", "text/*", "*/*")


def wish(accept: str, *kinds: str) -> float:
    """How much the first of these that an `Accept` header names is wished for, 0 to 1; 0 if it names none."""
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        kind, *options = (words.strip() for words in part.split(";"))
        weight = next((option[2:] for option in options if option.startswith("q=")), "1")
        found[kind] = float(weight) if weight.replace(".", "", 1).isdecimal() and weight.isascii() else 0.0
    return next((found[kind] for kind in kinds if kind in found), 0.0)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    # A detail that is only the name of the status says less than we do.
    own = error.detail != HTTPStatus(error.status_code).phrase
    said = f"{error.detail[:1].upper()}{error.detail[1:].rstrip('.')}." if own and error.detail else ""
    return answer(request.scope, error.status_code, said, headers=error.headers)


async def _unusable(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    # The names of the fields, not what was in them.
    names = sorted({str(fault["loc"][-1]) for fault in error.errors() if fault.get("loc")})
    said = f"This can't be used: {', '.join(names)}." if names else ""
    return answer(request.scope, 422, said)


async def _unchanged(request: Request, error: Exception) -> Response:
    # Its message names a folder of the machine.
    return answer(request.scope, 403, "This is an archive's result, and only for looking.", "Nothing was changed.")
