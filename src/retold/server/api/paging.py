"""Lists a page at a time: so many from a place on, and how to ask for the next ones."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request
from starlette.responses import Response

from retold.errors import InputError
from retold.server.api.answers import answered

T = TypeVar("T")

MOST, USUAL = 200, 50
_LONGEST = 1_000
Place = list[str | int | float]
"""By what a list is ordered, of one of its members: what comes after it is greater."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which page is asked for."""

    limit: int
    #: As `next` of the page before; "" for the first.
    after: str


def _asked(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = USUAL,
    after: Annotated[str, Query(max_length=_LONGEST, description="`next` of the page before this one.")] = "",
) -> Paging:
    return Paging(limit=limit, after=after)


Paged = Annotated[Paging, Depends(_asked)]


def page_of(values: Sequence[T], place: Callable[[T], Place], paging: Paging) -> tuple[Sequence[T], str]:
    """The page of a list that is at hand, in the order of its places, and the `after` of the next; "" if it is last.

    Raises `InputError` for an `after` that was never given.
    """
    ordered = sorted(values, key=place)
    if paging.after:
        try:
            begins = _place(paging.after)
            ordered = [value for value in ordered if place(value) > begins]
        except (ValueError, TypeError):
            raise InputError("after", "was never given: begin at the first page") from None
    shown = ordered[: paging.limit]
    return shown, _cursor(place(shown[-1])) if len(ordered) > len(shown) else ""


def paged(request: Request, name: str, records: Sequence[Any], after: str) -> Response:
    """A page as it is answered: the records under their name, and the way to the next (RFC 8288)."""
    headers = {}
    if after:
        following = request.url.include_query_params(after=after)
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return answered({name: list(records), "next": after or None}, headers=headers)


def _cursor(place: Place) -> str:
    return urlsafe_b64encode(json.dumps(place, ensure_ascii=False).encode("utf8", "surrogatepass")).decode().rstrip("=")


def _place(cursor: str) -> Place:
    content = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    found = json.loads(content.decode("utf8", "surrogatepass"))
    if not isinstance(found, list):
        raise ValueError("no place")
    return found
