"""What programs read for the owner: readers by mail, and what was mailed to them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from retold import records
from retold.server.api import schemas
from retold.server.api.access import needs
from retold.server.api.answers import Route
from retold.server.api.paging import Paged, page_of, paged
from retold.server.box import box_of
from retold.types import MessageState, SubscriberState

router = APIRouter(route_class=Route)
_OWN = needs("own")


@router.get("/subscribers", responses={200: schemas.page("subscribers", "Subscriber")}, tags=["readers"], **_OWN)
def subscribers(request: Request, paging: Paged, state: SubscriberState | None = None) -> Response:
    """The readers by mail, by address, as `retold subscribers list --json` prints them."""
    from retold.service.subscribing import affair_names

    box = box_of(request)
    shown, after = page_of(list(box.store.subscribers.all(state)), lambda one: [one.email.lower()], paging)
    now = box.clock()
    told = [records.subscriber(one, affair_names(one, store=box.store), now) for one in shown]
    return paged(request, "subscribers", told, after)


@router.get("/deliveries", responses={200: schemas.page("deliveries", "Delivery")}, tags=["readers"], **_OWN)
def deliveries(
    request: Request,
    paging: Paged,
    state: Annotated[MessageState | None, Query(description="Only those in this state.")] = None,
) -> Response:
    """What was mailed to whom, newest first, as `retold deliveries --json` prints it."""
    from retold.service.delivering import deliveries as mailed

    found = mailed(box_of(request).store, states=None if state is None else [state])
    shown, after = page_of(
        found, lambda one: [-one.at.timestamp(), one.edition or "", one.subject or "", one.to or ""], paging
    )
    return paged(request, "deliveries", records.plain(shown), after)
