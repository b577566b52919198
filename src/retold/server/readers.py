"""Readers by mail and what was mailed to them, for the owner: what the commands `subscribers` and `deliveries` do."""

from typing import Annotated, Any, get_args
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.display.frames import frame
from retold.errors import InputError
from retold.server import subscription_pages, wishing
from retold.server.box import box_of
from retold.server.fields import Fields, fields
from retold.server.listing import MOST, Paged, asked, cut
from retold.server.pages import page
from retold.server.sessions import require
from retold.server.signing_in import Form
from retold.server.wishing import Fault, Typed
from retold.service import delivering, letters, subscribing
from retold.service.mailing import post_letter
from retold.subscribing.asking import DAYS
from retold.subscribing.schedule import next_due
from retold.subscribing.states import ENDED
from retold.types import MessageState, Subscriber, SubscriberState, User

router = APIRouter(include_in_schema=False, dependencies=[Depends(require("owner"))])
log = logs.logger("server")

Owner = Annotated[User, Depends(require("owner"))]
Sent = Annotated[Fields, Depends(fields)]

STATES: tuple[SubscriberState, ...] = get_args(SubscriberState)
_MAILS = 30
"""Shown of one reader."""
_DEEPEST = 40
"""Pages of deliveries: further back `retold deliveries` goes."""
_GROUPS = {(0, 1, 2, 3, 4, 5, 6): "daily", (0, 1, 2, 3, 4): "weekdays", (5, 6): "weekends"}
_SAID = {
    "asked": "They are asked to confirm, by a letter that the worker mails.",
    "link": "They are to confirm: hand them the link below, since no letter is on its way.",
    "confirmed": "The subscription is confirmed.",
    "changed": "It is changed, from the next mail on.",
    "ended": "The subscription has ended.",
    "deleted": "All that was kept of that reader is deleted.",
}


@router.get("/readers")
def readers(request: Request, q: str = "", state: str = "", said: str = "") -> Response:
    """All of them by address, or those in a state, or whose address holds some words."""
    box = box_of(request)
    number = request.query_params.get("page", "")
    found, total = box.store.subscribers.some(
        state=state if state in STATES else None, words=q.strip()[:254], first=MOST * (asked(number) - 1), limit=MOST
    )
    return page(
        request,
        "readers.html",
        here="/readers",
        paged=cut(found, number, total),
        counts=box.store.counting.counts(now=box.clock()).subscribers,
        states=STATES,
        state=state if state in STATES else "",
        q=q,
        names={affair.id: affair.name for affair in box.store.affairs.affairs()},
        hours=_hours,
        said=_SAID.get(said, ""),
    )


@router.get("/readers/add")
def adding(request: Request) -> Response:
    """The form to subscribe somebody."""
    return _adding(request, Typed())


@router.post("/readers")
def add(request: Request, owner: Owner, sent: Sent, form: Form) -> Response:
    """Subscribe somebody; confirmed at once if they said yes to the owner."""
    box, now = box_of(request), box_of(request).clock()
    typed = wishing.typed(sent)
    wishes, faults = wishing.check(typed, box.store.affairs.affairs())
    faults = (*wishing.check_email(typed), *faults)
    if faults:
        return _adding(request, typed, faults=faults)
    config = box.settings.config
    made = subscribing.subscribe(typed.email, wishes, store=box.store, now=now, config=config)
    reader, said = made.subscriber, "link"
    if not made.link:
        return _adding(request, typed, known=reader)
    if form.get("confirmed"):
        reader, said = subscribing.confirm_subscriber(reader.id, store=box.store, now=now, config=config), "confirmed"
    elif made.letter is not None and box.mails:
        post_letter(made.letter, reader, store=box.store, now=now)
        said = "asked"
    log.info("a reader is added", reader=reader.id, by=owner.id)
    return RedirectResponse(f"/readers/{reader.id}?said={said}", 303)


@router.get("/readers/{id_}")
def reader(request: Request, id_: str, said: str = "") -> Response:
    """One of them: what they get, and what became of it."""
    return _one(request, _found(request, id_), said=_SAID.get(said, ""))


@router.get("/readers/{id_}/export")
def export(request: Request, id_: str) -> Response:
    """All that is kept of them, as a file."""
    kept = subscribing.export_subscriber(_found(request, id_).id, store=box_of(request).store)
    headers = {"Content-Disposition": f'attachment; filename="retold-reader-{id_}.json"'}
    content = msgspec.json.format(msgspec.json.encode(kept), indent=2)
    return Response(content, media_type="application/json", headers=headers)


@router.post("/readers/{id_}/confirm")
def confirm(request: Request, owner: Owner, id_: str, form: Form) -> Response:
    """Confirm for who said yes to the owner."""
    box, found = box_of(request), _found(request, id_)
    try:
        subscribing.confirm_subscriber(found.id, store=box.store, now=box.clock(), config=box.settings.config)
    except InputError as error:
        return _one(request, found, fault=f"It {error.reason}.")
    log.info("a reader is confirmed", reader=id_, by=owner.id)
    return RedirectResponse(f"/readers/{id_}?said=confirmed", 303)


@router.get("/readers/{id_}/change")
def changing(request: Request, id_: str) -> Response:
    """What they get, as it is."""
    found = _found(request, id_)
    return _changing(request, found, wishing.as_they_are(found, frame("en")))


@router.post("/readers/{id_}/change")
def change(request: Request, owner: Owner, id_: str, sent: Sent, form: Form) -> Response:
    """Change it, all or nothing."""
    box, found = box_of(request), _found(request, id_)
    typed = wishing.typed(sent)
    wishes, faults = wishing.check(typed, box.store.affairs.affairs(), had=found.affairs)
    if faults:
        return _changing(request, found, typed, faults=faults)
    try:
        subscribing.change_subscription(found.id, wishes, store=box.store, now=box.clock())
    except InputError:
        # An affair went between the look and the change.
        return _changing(request, found, typed, faults=(Fault(field="affairs"),))
    log.info("a reader is changed", reader=id_, by=owner.id)
    return RedirectResponse(f"/readers/{id_}?said=changed", 303)


@router.get("/readers/{id_}/end")
def ask_to_end(request: Request, id_: str) -> Response:
    """One button."""
    return _sure(request, _found(request, id_), "end", "End the subscription", ("They get no further mail.",))


@router.post("/readers/{id_}/end")
def end(request: Request, owner: Owner, id_: str, form: Form) -> Response:
    """End it."""
    box = box_of(request)
    subscribing.end_subscription(_found(request, id_).id, store=box.store, now=box.clock())
    log.info("a subscription is ended", reader=id_, by=owner.id)
    return RedirectResponse(f"/readers/{id_}?said=ended", 303)


@router.get("/readers/{id_}/delete")
def ask_to_delete(request: Request, id_: str) -> Response:
    """One button."""
    lines = ("Address, wishes, editions and the record of mails are deleted.", "Nothing brings them back.")
    return _sure(request, _found(request, id_), "delete", "Delete all that is kept", lines)


@router.post("/readers/{id_}/delete")
def delete(request: Request, owner: Owner, id_: str, form: Form) -> Response:
    """Delete all that is kept of them."""
    subscribing.delete_subscriber(_found(request, id_).id, store=box_of(request).store)
    log.info("a reader is deleted", reader=id_, by=owner.id)
    return RedirectResponse("/readers?said=deleted", 303)


@router.get("/deliveries")
def deliveries(request: Request, state: str = "") -> Response:
    """What was mailed, the newest first, and what became of it."""
    box = box_of(request)
    states: tuple[MessageState, ...] = get_args(MessageState)
    chosen = next((one for one in states if one == state), None)
    number = min(asked(request.query_params.get("page", "")), _DEEPEST)
    found = delivering.deliveries(box.store, states=[chosen] if chosen else None, limit=MOST * number + 1)
    more = len(found) > MOST * number and number < _DEEPEST
    shown = found[MOST * (number - 1) : MOST * number]
    return page(
        request,
        "deliveries.html",
        here="/readers",
        paged=Paged(shown=shown, number=number, pages=number + more, total=len(found)),
        counts=box.store.counting.counts(now=box.clock()).messages,
        days=box.settings.config.mailing.keep_days,
        states=states,
        state=chosen or "",
    )


# --- steps


def _found(request: Request, id_: str) -> Subscriber:
    found = box_of(request).store.subscribers.find(id_)
    if found is None:
        raise HTTPException(404, "nobody is kept here under this, or nobody any more: /readers shows who is")
    return found


def _hours(reader: Subscriber) -> str:
    days = _GROUPS.get(reader.days) or " ".join(DAYS[day] for day in reader.days)
    return f"{days}, {reader.minute // 60:02}:{reader.minute % 60:02} ({reader.zone})"


def _one(request: Request, reader: Subscriber, *, said: str = "", fault: str = "") -> Response:
    box, now = box_of(request), box_of(request).clock()
    key, config = subscribing.link_key(box.store), box.settings.config
    pending = reader.state == "pending"
    due = next_due(reader, now).astimezone(ZoneInfo(reader.zone)) if reader.state == "confirmed" else None
    return page(
        request,
        "reader.html",
        here="/readers",
        status=422 if fault else 200,
        reader=reader,
        affairs=subscribing.affair_names(reader, store=box.store),
        hours=_hours,
        due=due,
        ended=reader.state in ENDED,
        link=letters.address_for("confirm", reader, key=key, now=now, config=config) if pending else "",
        deliveries=delivering.deliveries(box.store, subscriber=reader.id, limit=_MAILS),
        said=said,
        faults={"confirm": fault} if fault else {},
    )


def _sure(request: Request, reader: Subscriber, what: str, button: str, lines: tuple[str, ...]) -> Response:
    return page(
        request,
        "sure.html",
        here="/readers",
        title=f"{button} of {reader.email}?" if what == "delete" else f"{button} for {reader.email}?",
        lines=lines,
        button=button,
        action=f"/readers/{reader.id}/{what}",
        back=f"/readers/{reader.id}",
    )


def _adding(
    request: Request, typed: Typed, *, faults: tuple[Fault, ...] = (), known: Subscriber | None = None
) -> Response:
    return _form(request, "reader_add.html", typed, faults=faults, wrong=bool(faults or known), known=known)


def _changing(request: Request, reader: Subscriber, typed: Typed, *, faults: tuple[Fault, ...] = ()) -> Response:
    had = reader.affairs
    return _form(request, "reader_change.html", typed, faults=faults, wrong=bool(faults), reader=reader, had=had)


def _form(
    request: Request,
    template: str,
    typed: Typed,
    *,
    faults: tuple[Fault, ...],
    wrong: bool,
    had: tuple[str, ...] = (),
    **values: Any,  # noqa: ANN401 - what the template takes
) -> Response:
    return page(
        request,
        template,
        here="/readers",
        status=422 if wrong else 200,
        form=typed,
        faults=faults,
        choices=subscription_pages.choices(box_of(request), typed, frame("en"), had=had),
        guess=False,
        **values,
    )
