"""The language of a page for somebody of whom only the browser's wishes are known (RFC 9110, 12.5.4)."""

from retold.display.frames import frame, languages

_MOST = 20
"""Ranges that are looked at: a browser sends fewer."""


def preferred(accepted: str) -> str:
    """The tag of the frame that comes first in an `Accept-Language` header; "en" if none of them has one."""
    ranges = (_weighed(part) for part in accepted.split(",")[:_MOST])
    wanted = sorted(((weight, tag) for tag, weight in ranges if weight > 0), key=lambda found: -found[0])
    known = languages()
    return next((frame(tag).language for _, tag in wanted if tag.partition("-")[0].lower() in known), "en")


def _weighed(part: str) -> tuple[str, float]:
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return tag.strip(), weight
