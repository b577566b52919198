"""The pages by which people come in and leave: the owner's first account, signing in, signing out.

A GET changes nothing. Passwords are checked two at a time, apart from all else, so that whoever tries many of them
slows down nobody who reads.
"""

from asyncio import get_running_loop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from retold import logs
from retold.errors import InputError, TokenError
from retold.server import cookies, errors, sessions
from retold.server.box import box_of
from retold.server.fields import Fields, fields
from retold.server.guards import check_form, form_token, limit, too_many
from retold.server.sessions import local, signed_in
from retold.service import accounts

T = TypeVar("T")

SIGN_INS = 10
"""Tries a minute from one address."""
OF_NAME = 10
"""Tries a minute for one name, from wherever: who has signed in by their browser before has tries of their own there
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies)."""
_KNOWN_FOR = timedelta(days=365)
_AT_ONCE = 2
"""Passwords that are checked at the same time: each takes 64 MB and a tenth of a second."""
_WAITING = 20
"""Who waits for that at most; others are told to come again."""
_BUSY = 5.0
"""Seconds after which."""

router = APIRouter(include_in_schema=False)
log = logs.logger("server")


class Checking:
    """Passwords that are being checked, in threads of their own, and those that wait for it."""

    def __init__(self, *, at_once: int = _AT_ONCE, waiting: int = _WAITING) -> None:
        self._most = at_once + waiting
        self._held = 0
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="password")

    async def do(self, work: Callable[[], T]) -> T:
        """Do what needs the work of a password, when it is its turn. Raises a 429 where too many wait."""
        with self._lock:
            if self._held >= self._most:
                raise too_many(_BUSY)
            self._held += 1
        try:
            return await get_running_loop().run_in_executor(self._threads, work)
        finally:
            with self._lock:
                self._held -= 1


def install(app: FastAPI) -> None:
    """What checking passwords needs beside the routes."""
    app.state.checking = Checking()
    accounts.prepare()


def form(request: Request, sent: Annotated[Fields, Depends(fields)]) -> dict[str, str]:
    """What a form of ours holds; raises a 403 if it wasn't sent by who was shown it."""
    found = {name: values[-1] for name, values in sent.items()}
    check_form(request, found.get("form", ""))
    return found


Form = Annotated[dict[str, str], Depends(form)]


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:
    """The form to sign in by; who is signed in is led on."""
    if signed_in(request) is not None:
        return RedirectResponse(local(next), 303)
    return _page(request, "sign_in.html", next=local(next), name_given="", wrong=False)


@router.post("/sign-in", dependencies=[Depends(limit("sign-in", SIGN_INS))])
async def sign_in(request: Request, form: Form) -> Response:
    """Sign in. A session that the browser had is ended: nobody goes on in one that another prepared."""
    box, now = box_of(request), box_of(request).clock()
    name, before = form.get("name", ""), cookies.read(box, request.scope, cookies.SESSION)

    def check() -> str | None:
        _check_name(request, name)
        token = accounts.sign_in(name, form.get("password", ""), store=box.store, now=now)
        if token is not None:
            accounts.sign_out(before, store=box.store)
        return token

    token: str | None = await request.app.state.checking.do(check)
    if token is None:
        log.warning("sign-in refused")
        page = _page(request, "sign_in.html", next=local(form.get("next", "/")), name_given=name, wrong=True)
        page.status_code = 403
        return page
    return entered(request, token, local(form.get("next", "/")), name=name)


def _check_name(request: Request, name: str) -> None:
    """Raise a 429 if it is too many tries for one name, known or not."""
    from retold.store.accounts import folded

    box = box_of(request)
    kept = cookies.read(box, request.scope, cookies.KNOWN)
    known = bool(kept) and accounts.is_known_browser(kept, name, store=box.store)
    who = f"{folded(name[:100])} {kept if known else ''}"
    wait = request.app.state.limits.take("sign-in name", who, per_minute=OF_NAME, now=box.clock().timestamp())
    if wait:
        raise too_many(wait)


@router.post("/sign-out")
def sign_out(request: Request, form: Form) -> Response:
    """End the session."""
    box = box_of(request)
    accounts.sign_out(cookies.read(box, request.scope, cookies.SESSION), store=box.store)
    response = RedirectResponse("/", 303)
    sessions.end(response, box)
    return response


@router.get("/first")
def first_page(request: Request, token: str = "") -> Response:
    """The form by which the owner's account is made, for who has the link that the box printed."""
    box = box_of(request)
    try:
        accounts.check_first(token, store=box.store, now=box.clock())
    except TokenError:
        return _no_first(request)
    return _page(request, "first.html", token=token, name_given="", fault="", shortest=accounts.SHORTEST)


@router.post("/first", dependencies=[Depends(limit("first", SIGN_INS))])
async def first(request: Request, form: Form) -> Response:
    """Make the owner's account, and sign them in."""
    box, now = box_of(request), box_of(request).clock()
    token, name, password = (form.get(field, "") for field in ("token", "name", "password"))

    def make() -> str:
        if password != form.get("again", ""):
            raise InputError("password", "must be the same both times")
        owner = accounts.make_first(token, name, password, store=box.store, now=now)
        log.info("the owner's account is made")
        return accounts.begin_session(owner, store=box.store, now=now)

    try:
        session: str = await request.app.state.checking.do(make)
    except TokenError:
        return _no_first(request)
    except InputError as error:
        fault = f"The {error.name} {error.reason}."
        page = _page(request, "first.html", token=token, name_given=name, fault=fault, shortest=accounts.SHORTEST)
        page.status_code = 422
        return page
    return entered(request, session, "/", name=name)


def entered(request: Request, token: str, address: str, *, name: str) -> Response:
    """Lead on who has shown that this is their name, in a browser that keeps their session and is known from now on."""
    box, response = box_of(request), RedirectResponse(address, 303)
    sessions.begin(response, box, token)
    known = accounts.known_browser(name, store=box.store)
    response.headers.append("Set-Cookie", cookies.line(box, cookies.KNOWN, known, lasts=_KNOWN_FOR))
    return response


def _page(request: Request, template: str, **values: Any) -> Response:  # noqa: ANN401 - what the template takes
    from retold.web.site import render

    settings = box_of(request).settings
    values |= {"name": settings.site.name, "provider": settings.openid.shown}
    return HTMLResponse(render(template, form=form_token(request), **values))


def _no_first(request: Request) -> Response:
    said = "This link doesn't work, or doesn't any more."
    step = "If there is an account, sign in. If there is none, start the box anew: it prints a new link."
    return errors.answer(request.scope, 403, said, step)
