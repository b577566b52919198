"""Answers of the API: JSON, tables, and what is said where a service can't do what was asked."""

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from fastapi import HTTPException, Path, Query, Request
from fastapi.routing import APIRoute
from starlette.responses import Response, StreamingResponse

from retold.display.tables import MARK, csv_lines
from retold.errors import InputError, MissingPart
from retold.server.box import box_of

_AT_ONCE = 200
"""Lines of a table that are sent together."""

Id = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="Sixteen hex digits.")]
Of = Annotated[str | None, Query(pattern="^[0-9a-f]{16}$", description="Only of this affair.")]
Form = Annotated[
    Literal["json", "csv"],
    Query(description="`csv` gives a table for spreadsheets instead, whole: pages are of JSON alone."),
]


class Route(APIRoute):
    """A route whose faults in what was sent are told as such."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, around which faults are told."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except InputError as error:
                raise HTTPException(422, f"{error.name}: {error.reason}"[:500]) from error
            except MissingPart as error:
                raise HTTPException(503, str(error)) from error

        return handled


def answered(record: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A record as JSON."""
    return Response(msgspec.json.encode(record), status, headers, "application/json")


def as_it_is(content: bytes) -> Response:
    """JSON that is there already."""
    return Response(content, media_type="application/json")


def table(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Response:
    """A table as a file of that name, sent as it is made."""
    return StreamingResponse(
        _pieces(csv_lines(columns, rows)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def missing(what: str) -> HTTPException:
    """What is said where there is no such thing."""
    return HTTPException(404, f"there is no such {what}: check its id")


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Many lines at once: each piece is waited for by itself."""
    held = [MARK]
    for number, line in enumerate(lines, 1):
        held.append(line)
        if number % _AT_ONCE == 0:
            yield "".join(held).encode("utf8", "replace")
            held.clear()
    yield "".join(held).encode("utf8", "replace")


def at(request: Request) -> Callable[..., str]:
    """Where an article (id) of this box stands, or one of its sentences."""
    from retold.web.site import on_site

    site = box_of(request).settings.site.url.rstrip("/")
    return lambda article, sentence=None: site + on_site(article, sentence)
