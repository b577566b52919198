"""Signing in by a provider: the browser is sent there, and comes back with a code.

What a sign-in was begun with stands in a cookie that is signed and lasts ten minutes, so it can only be ended in the
browser in which it was begun, and once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.server import cookies, errors, sessions
from retold.server.box import Box, box_of
from retold.server.guards import limit
from retold.server.sessions import local
from retold.service import accounts, openid

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

_COOKIE = "retold-openid"
_LASTS = timedelta(minutes=10)
_BACK = "/sign-in/openid/back"
_OFTEN, _OF_ALL = 10, 60
"""How often a minute an address may begin or end a sign-in, and all together: each asks the provider."""
_AGAIN = "Sign in once more, in one go. If it stays so, tell whoever runs the box."

router = APIRouter(include_in_schema=False)
log = logs.logger("server")
_limited = [Depends(limit("openid", _OFTEN, of_all=_OF_ALL))]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the cookie holds."""

    state: str
    nonce: str
    verifier: str
    #: Where to go then.
    next: str
    #: Seconds since 1970.
    until: int


@router.get("/sign-in/openid", dependencies=_limited)
def start(request: Request, next: str = "/") -> Response:
    """Send the browser to the provider."""
    box = _set_up(request)
    try:
        begun = openid.begin(box.settings.openid, back=_back(box))
    except openid.ProviderError as error:
        return _provider_failed(request, error)
    until = int((box.clock() + _LASTS).timestamp())
    kept = [begun.state, begun.nonce, begun.verifier, local(next), until]
    response = RedirectResponse(begun.address, 303)
    response.headers.append("Set-Cookie", cookies.line(box, _COOKIE, _signer(request).dumps(kept), lasts=_LASTS))
    return response


@router.get(_BACK, dependencies=_limited)
def back(request: Request) -> Response:
    """Let in who comes back, or say why not; the sign-in is over either way."""
    box = _set_up(request)
    response = _ended(request, box, request.query_params)
    response.headers.append("Set-Cookie", cookies.line(box, _COOKIE, "", lasts=timedelta(0)))
    return response


def _ended(request: Request, box: Box, sent: Mapping[str, str]) -> Response:
    kept = _kept(request, box)
    if kept is None or not compare_digest(kept.state.encode(), sent.get("state", "").encode()):
        return errors.answer(request.scope, 400, "This sign-in was not begun in this browser, or is over.", _AGAIN)
    if "code" not in sent:
        log.info("sign-in refused by the provider", error=sent.get("error", ""))
        return errors.answer(request.scope, 403, "The provider did not let you in.", _AGAIN)
    settings, now = box.settings.openid, box.clock()
    try:
        identity = openid.finish(
            settings, sent["code"], nonce=kept.nonce, verifier=kept.verifier, back=_back(box), now=now
        )
        user = openid.admit(identity, settings, store=box.store, now=now)
    except openid.ProviderError as error:
        return _provider_failed(request, error)
    except openid.NotAdmitted as error:
        log.warning("sign-in refused", reason=str(error))
        return errors.answer(request.scope, 403, _sentence(error.said), _sentence(error.step))
    # A session that the browser had is ended: nobody goes on in one that another prepared.
    accounts.sign_out(cookies.read(box, request.scope, cookies.SESSION), store=box.store)
    response = RedirectResponse(kept.next, 303)
    sessions.begin(response, box, accounts.begin_session(user, store=box.store, now=now))
    return response


def _set_up(request: Request) -> Box:
    box = box_of(request)
    if not box.settings.openid.issuer:
        raise HTTPException(404)
    return box


def _back(box: Box) -> str:
    return f"{box.settings.site.url.rstrip('/')}{_BACK}"


def _kept(request: Request, box: Box) -> _Kept | None:
    from itsdangerous import BadData

    try:
        kept = _Kept(*_signer(request).loads(cookies.read(box, request.scope, _COOKIE)))
    except (BadData, UnicodeError, TypeError):
        return None
    return kept if box.clock().timestamp() < kept.until else None


def _signer(request: Request) -> "URLSafeSerializer":
    from itsdangerous import URLSafeSerializer

    signed = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(request.app.state.form_key, salt=b"retold.openid", signer_kwargs=signed)


def _provider_failed(request: Request, error: openid.ProviderError) -> Response:
    log.error("the provider of sign-ins failed", reason=str(error))
    return errors.answer(request.scope, 502, _sentence(error.said), _sentence(error.step))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
