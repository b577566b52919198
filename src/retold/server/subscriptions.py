"""Subscribing on the web, and what the links of mails lead to: confirm, preferences, unsubscribe, export, delete.

To look changes nothing, whoever follows a link; a button acts. Who holds a link's token may do what it is for, without
login and cookie. Nothing that is answered, nor when, tells whether an address is known.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, cast
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Request
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, Response

from retold.display.frames import frame
from retold.errors import InputError, TokenError
from retold.server import subscription_pages as pages
from retold.server import wishing
from retold.server.box import Box, box_of
from retold.server.fields import Fields, fields
from retold.server.guards import check_form, limit
from retold.server.languages import preferred
from retold.server.links import look
from retold.server.wishing import Fault, Typed
from retold.service import subscribing
from retold.service.mailing import post_letter
from retold.service.subscribing import Asked
from retold.subscribing import asking
from retold.subscribing.asking import Wishes
from retold.subscribing.schedule import next_due
from retold.subscribing.tokens import Purpose
from retold.types import Subscriber

_OF_ADDRESS = 10.0
"""Forms a minute from one address of the network: a household, an office."""
_OF_ALL = 120.0
"""Forms a minute from all together."""
_OF_MAIL = 2.0
"""Forms a minute about one address of mail."""


class _LinkRoute(APIRoute):
    """One and the same page for a link that doesn't work, whatever the reason."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with that page for what it raises."""
        handler = super().get_route_handler()

        async def handling(request: Request) -> Response:
            try:
                return await handler(request)
            except TokenError:
                return pages.bad_link(box_of(request), _accepted(request))

        return handling


router = APIRouter(route_class=_LinkRoute, include_in_schema=False)
Sent = Annotated[Fields, Depends(fields)]
_limited = [Depends(limit("subscribe", _OF_ADDRESS, of_all=_OF_ALL))]


# --- subscribing, and asking for links


@router.get("/subscribe")
def subscribe_form(request: Request) -> HTMLResponse:
    """The form."""
    form = Typed(language=frame(_accepted(request)).primary)
    return pages.subscribe(request, _accepted(request), form)


@router.post("/subscribe", dependencies=_limited)
def subscribe(request: Request, sent: Sent, later: BackgroundTasks) -> HTMLResponse:
    """The same answer to whichever address; what is to be done is done behind it."""
    box, language = box_of(request), _accepted(request)
    form = wishing.typed(sent)
    wishes, faults = wishing.check(form, box.store.affairs.affairs())
    faults = (*_form_fault(request, sent), *wishing.check_email(form), *faults)
    if faults:
        return pages.subscribe(request, language, form, faults=faults)
    if box.mails:
        later.add_task(_ask, request, form.email, wishes)
    return pages.asked(box, language, "asked_text")


@router.get("/links")
def links_form(request: Request) -> HTMLResponse:
    """The form to have one's links sent."""
    return pages.links(request, _accepted(request), Typed())


@router.post("/links", dependencies=_limited)
def links(request: Request, sent: Sent, later: BackgroundTasks) -> HTMLResponse:
    """The same answer to whichever address, as there."""
    form = wishing.typed(sent)
    faults = (*_form_fault(request, sent), *wishing.check_email(form))
    if faults:
        return pages.links(request, _accepted(request), form, faults=faults)
    if box_of(request).mails:
        later.add_task(_ask, request, form.email, None)
    return pages.asked(box_of(request), _accepted(request), "asked_links")


def _form_fault(request: Request, sent: Fields) -> tuple[Fault, ...]:
    try:
        check_form(request, next(iter(sent.get("form", ())), ""))
    except HTTPException:
        # What was typed is shown again, and needs only to be sent again.
        return (Fault(field="form"),)
    return ()


def _ask(request: Request, email: str, wishes: Wishes | None) -> None:
    """After the answer: what is known of an address takes no time that anybody could measure."""
    box = box_of(request)
    now, store = box.clock(), box.store
    who = asking.email(email).lower()
    if request.app.state.limits.take("mail", who, per_minute=_OF_MAIL, now=now.timestamp()):
        return
    config = box.settings.config
    if wishes is None:
        asked = subscribing.ask_for_links(email, store=store, now=now, config=config)
    else:
        asked = subscribing.subscribe(email, wishes, store=store, now=now, config=config)
    _post(asked, box)


def _post(asked: Asked | None, box: Box) -> None:
    if asked is not None and asked.letter is not None and box.mails:
        post_letter(asked.letter, asked.subscriber, store=box.store, now=box.clock())


# --- by a link


@router.get("/confirm/{token}")
def confirm_button(request: Request, token: str) -> HTMLResponse:
    """One button."""
    return pages.confirm(box_of(request), _whose(request, token, "confirm"))


@router.post("/confirm/{token}")
def confirm(request: Request, token: str) -> HTMLResponse:
    """Confirm, and tell when the first mail is due."""
    box = box_of(request)
    now = box.clock()
    reader = subscribing.confirm(token, store=box.store, now=now, config=box.settings.config)
    return pages.confirmed(box, reader, next_due(reader, now).astimezone(ZoneInfo(reader.zone)))


@router.get("/unsubscribe/{token}")
def unsubscribe_button(request: Request, token: str) -> HTMLResponse:
    """One button, also for who has gone."""
    return pages.unsubscribe(box_of(request), _language(request, _look(request, token, "unsubscribe")))


@router.post("/unsubscribe/{token}")
def unsubscribe(request: Request, token: str) -> HTMLResponse:
    """End it, for the reader or for the mail program that acts for them (RFC 8058): what is sent along isn't read."""
    box = box_of(request)
    asked = subscribing.unsubscribe(token, store=box.store, now=box.clock(), config=box.settings.config)
    _post(asked, box)
    return pages.ended(box, _language(request, None if asked is None else asked.subscriber))


@router.get("/preferences/{token}")
def preferences_form(request: Request, token: str) -> HTMLResponse:
    """What the reader gets, as it is."""
    reader = _whose(request, token, "preferences")
    return pages.preferences(box_of(request), reader, wishing.as_they_are(reader, frame(reader.language)))


@router.post("/preferences/{token}")
def preferences(request: Request, token: str, sent: Sent) -> HTMLResponse:
    """Change it, all or nothing."""
    box = box_of(request)
    reader = _whose(request, token, "preferences")
    form = wishing.typed(sent)
    wishes, faults = wishing.check(form, box.store.affairs.affairs(), had=reader.affairs)
    if faults:
        return pages.preferences(box, reader, form, faults=faults)
    try:
        reader = subscribing.change_preferences(token, wishes, store=box.store, now=box.clock())
    except InputError:
        # An affair went between the look and the change.
        return pages.preferences(box, reader, form, faults=(Fault(field="affairs"),))
    return pages.preferences(box, reader, wishing.as_they_are(reader, frame(reader.language)), saved=True)


@router.get("/export/{token}")
def export_button(request: Request, token: str) -> HTMLResponse:
    """One button."""
    return pages.export(box_of(request), _whose(request, token, "export"))


@router.post("/export/{token}")
def export(request: Request, token: str) -> Response:
    """All that is kept of the reader, as a file."""
    box = box_of(request)
    kept = subscribing.export(token, store=box.store, now=box.clock())
    content = msgspec.json.format(msgspec.json.encode(kept), indent=2)
    headers = {"Content-Disposition": 'attachment; filename="retold-subscription.json"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


@router.get("/delete/{token}")
def delete_button(request: Request, token: str) -> HTMLResponse:
    """One button, and what it deletes."""
    box = box_of(request)
    reader = _look(request, token, "delete")
    kept = None if reader is None else subscribing.export_subscriber(reader.id, store=box.store)
    if reader is None or kept is None:
        return pages.deleted(box, _language(request, None))
    return pages.delete(box, reader, editions=len(kept["editions"]), messages=len(kept["messages"]))


@router.post("/delete/{token}")
def delete(request: Request, token: str) -> HTMLResponse:
    """Delete it all."""
    box = box_of(request)
    reader = _look(request, token, "delete")
    subscribing.delete(token, store=box.store, now=box.clock())
    return pages.deleted(box, _language(request, reader))


def _look(request: Request, token: str, purpose: Purpose) -> Subscriber | None:
    box = box_of(request)
    return look(token, purpose, store=box.store, now=box.clock())


def _whose(request: Request, token: str, purpose: Purpose) -> Subscriber:
    # Only links to end and to delete work for who has gone.
    return cast(Subscriber, _look(request, token, purpose))


def _language(request: Request, reader: Subscriber | None) -> str:
    return _accepted(request) if reader is None else reader.language


def _accepted(request: Request) -> str:
    return preferred(request.headers.get("accept-language", ""))
