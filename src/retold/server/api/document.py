"""The description of the API, for programs (OpenAPI 3.1) and for people, from the same routes."""

from functools import cache
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse, Response

from retold import __version__
from retold.server.api import affairs, changing, owning, reading, schemas
from retold.server.api.access import PER_MINUTE
from retold.server.api.answers import as_it_is
from retold.server.pages import page

router = APIRouter(include_in_schema=False)
api = APIRouter()
for _room in (reading, affairs, changing, owning):
    api.include_router(_room.router, prefix="/api/v1")

_ABOUT = f"""What the command line prints with `--json`, for programs.

Send a token as `Authorization: Bearer rtd_...`; make one at `/account/tokens`. Who is signed in may read in a browser,
too, and anybody where the box is public. Each token may ask {PER_MINUTE} times a minute.

Lists come a page at a time: ask on with `after`, as `next` or the header `Link` gives it.
What goes wrong is told as `{{"error": {{"status", "said", "next"}}}}`, whatever is asked for by `Accept`."""
_ERRORS = {
    "400": "What was sent can't be read.",
    "401": "No token, or one that doesn't work: `WWW-Authenticate` says which.",
    "403": "The token lacks the scope, or its account the role.",
    "404": "There is no such thing.",
    "413": "More than 64 KB was sent.",
    "422": "Something that was sent can't be used.",
    "429": "Too many at once: `Retry-After` says when to come again.",
    "503": "Not just now.",
}


@router.get("/api/v1/openapi.json")
def described() -> Response:
    """For programs."""
    return as_it_is(_content())


@router.get("/api")
def explained(request: Request) -> HTMLResponse:
    """For people."""
    return page(request, "api.html", here="/api", document=document(), routes=routes())


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1, of the routes of the API and nothing else."""
    made = get_openapi(title="Retold", version=__version__, description=_ABOUT, routes=api.routes)
    for operations in made["paths"].values():
        for operation in operations.values():
            _complete(operation)
    parts = made.setdefault("components", {})
    own = {name: schema for name, schema in parts.get("schemas", {}).items() if "ValidationError" not in name}
    parts["schemas"] = {**own, **schemas.components()}
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "`rtd_...`"}}
    return made


def _complete(operation: dict[str, Any]) -> None:
    """The errors, which are the same everywhere; and what FastAPI says of any answer where it knows nothing of it."""
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, said in _ERRORS.items():
        operation["responses"][status] = {"description": said, "content": error}


@cache
def routes() -> dict[str, list[dict[str, Any]]]:
    """What people are told of each route, by what it is about."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            answers = [answer.get("content", {}) for answer in operation["responses"].values()]
            told = {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "said": operation["description"],
                "scope": operation["security"][0]["token"][0],
                "csv": any("text/csv" in content for content in answers),
                "fields": [*map(_parameter, operation.get("parameters", ())), *_fields(operation)],
            }
            found.setdefault(operation["tags"][0].capitalize(), []).append(told)
    return found


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema, required = parameter["schema"], parameter.get("required", False)
    said = " ".join(part for part in (parameter.get("description", ""), _values(schema)) if part)
    return {"name": parameter["name"], "where": parameter["in"], "required": required, "said": said}


def _fields(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a body."""
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if sent is None:
        return []
    schema = document()["components"]["schemas"][sent["schema"]["$ref"].rpartition("/")[2]]
    needed = schema.get("required", ())
    return [
        {"name": name, "where": "body", "required": name in needed, "said": _values(field)}
        for name, field in schema["properties"].items()
    ]


def _values(schema: dict[str, Any]) -> str:
    """What a value may be, in words."""
    kinds = schema.get("anyOf") or [schema]
    choice = next((kind["enum"] for kind in kinds if "enum" in kind), None)
    if choice is not None:
        return f"One of {', '.join(choice)}."
    kind = next((kind.get("type", "") for kind in kinds if kind.get("type") != "null"), "")
    return {
        "array": "A list of words.",
        "boolean": "true or false.",
        "number": "A number.",
        "integer": "A number.",
    }.get(kind, "")


@cache
def _content() -> bytes:
    return msgspec.json.encode(document())
