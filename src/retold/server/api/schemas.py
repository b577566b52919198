"""What the records of the API look like, as JSON Schema: of the types themselves where a record is one as it is."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from retold.service.delivering import Delivery
from retold.types import Affair, Article, Citation, Correction, Feed, Hit, Placement, StorySummary, Subscriber

Schema = dict[str, Any]
_AT = "#/components/schemas/{name}"
_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
_RECORDS: Schema = {"type": "array", "items": {"type": "object"}}
_PLAIN = (Affair, Article, Citation, Correction, Feed, Hit, Placement, StorySummary, Subscriber, Delivery)


def of(name: str, *, title: str = "", headers: Mapping[str, Any] | None = None, csv: bool = False) -> Schema:
    """How an answer with a record of that name is described, as one of a route's `responses`."""
    content: Schema = {"application/json": {"schema": {"$ref": _AT.format(name=name)}}}
    if csv:
        content["text/csv"] = {"schema": _TEXT}
    return {"description": title or "As asked for.", "content": content, **({"headers": headers} if headers else {})}


def page(key: str, name: str, *, csv: bool = False) -> Schema:
    """How an answer with a page of records is described."""
    schema = _object({key: {"type": "array", "items": {"$ref": _AT.format(name=name)}}, "next": _or_null(_TEXT)})
    content: Schema = {"application/json": {"schema": schema}}
    if csv:
        content["text/csv"] = {"schema": _TEXT}
    link = {"description": "Where the next page is (RFC 8288).", "schema": _TEXT}
    return {"description": "A page of the list.", "content": content, "headers": {"Link": link}}


@cache
def components() -> Schema:
    """All of them, by name."""
    import msgspec

    _, found = msgspec.json.schema_components(_PLAIN, ref_template=_AT)
    made = {name: _complete(schema) for name, schema in found.items()}
    made["Article"] = _with(made["Article"], id=_TEXT, name=_TEXT)
    made["CountedAffair"] = _with(made["Affair"], articles=_COUNT)
    made["Feed"] = _with(
        made["Feed"],
        state=_TEXT,
        pages=_COUNT,
        articles=_COUNT,
        yields={"type": ["number", "null"]},
        because=_TEXTS,
        due=_INSTANT,
    )
    days = {"type": "array", "items": {"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}}
    made["Subscriber"] = _with(made["Subscriber"], days=days, at=_TEXT, next_due=_INSTANT)
    made["TakenUp"] = _with(made["Correction"], taken_up={"type": "boolean"})
    return made | _MADE


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _with(schema: Schema, **properties: Schema) -> Schema:
    return schema | _object(schema["properties"] | properties)


def _complete(schema: Schema) -> Schema:
    """A type's schema: its records have all of its fields."""
    if "properties" not in schema:
        return schema
    fields = {name: {k: v for k, v in field.items() if k != "default"} for name, field in schema["properties"].items()}
    return {"description": schema.get("description", "").partition("\n")[0], **_object(fields)}


_MADE: Schema = {
    "Error": _object({"error": _object({"status": {"type": "integer"}, "said": _TEXT, "next": _TEXT})}),
    "Statements": _object({"input": _TEXT, "statements": _RECORDS, "figures": _RECORDS, "events": _RECORDS}),
    "Times": _object({"input": _TEXT, "times": _RECORDS}),
    "Story": _object(
        {
            "id": _TEXT, "headline": _TEXT, "articles": _TEXTS, "origins": _RECORDS, "retellings": _RECORDS,
            "derivations": _RECORDS, "additions": _RECORDS, "because": _TEXTS, "revisions": _RECORDS,
        }
    ),
    "Comparison": _object(
        {
            "a": _TEXT, "b": _TEXT, "links": _RECORDS, "only_a": _RECORDS, "only_b": _RECORDS, "changes": _RECORDS,
            "conflicts": _RECORDS, "derivation": {"type": "object"},
        }
    ),
    "AffairAccount": _object(
        {
            "affair": {"$ref": _AT.format(name="Affair")}, "stories": {"type": "array", "items": {"type": "object"}},
            "timeline": {"$ref": _AT.format(name="Timeline")}, "speakers": _RECORDS, "outlets": _RECORDS,
            "left_out": _COUNT,
        }
    ),
    "Timeline": _object(
        {"stories": _RECORDS, "entries": _RECORDS, "series": _RECORDS, "actors": _RECORDS, "conflicts": _RECORDS}
    ),
    "Speakers": _object({"speakers": _RECORDS}),
    "Figures": _object({"series": _RECORDS}),
    "Edition": _object(
        {
            "id": _TEXT, "subscriber": _TEXT, "day": {"type": "string", "format": "date"}, "since": _INSTANT,
            "made_at": _INSTANT, "language": _TEXT, "length": {"enum": ["short", "medium", "full"]}, "lines": _COUNT,
            "after": _COUNT, "upto": _COUNT, "left_out": _COUNT, "sections": _RECORDS,
            "citations": {"type": "object", "additionalProperties": {"$ref": _AT.format(name="Citation")}},
        }
    ),
}  # fmt: skip
