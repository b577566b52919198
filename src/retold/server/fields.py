"""The fields of a form as it was sent: text and nothing else, and no more of it than a form has."""

from urllib.parse import parse_qs

from fastapi import HTTPException, Request

Fields = dict[str, list[str]]
_MOST = 1000
"""Fields: more than there are affairs to choose from."""


async def fields(request: Request) -> Fields:
    """The fields by name, each as often as it was sent. What is no form of this kind has none."""
    if not request.headers.get("content-type", "application/x-www-form-urlencoded").startswith(
        "application/x-www-form-urlencoded"
    ):
        return {}
    try:
        text = (await request.body()).decode("ascii")
        found = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST, errors="replace")
    except ValueError:
        raise HTTPException(400, "this is no form of ours: open its page again, and send it from there") from None
    # No database keeps it, and nobody types it.
    return {name: [value.replace("\0", "") for value in values] for name, values in found.items()}
