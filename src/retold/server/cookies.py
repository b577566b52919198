"""Cookies: their names, and the one way in which they are set.

Over https a name begins with `__Host-`, by which a browser takes it from no other host and sends it to no other
(RFC 6265bis, 4.1.3.2). No script reads them, and no other site's form sends them.
"""

from datetime import timedelta

from starlette.types import Scope

from retold.server.box import Box

SESSION, VISITOR, KEYS, KNOWN = "retold", "retold-form", "retold-keys", "retold-known"
"""Who is signed in; who was shown a form; "off" for who wants no keys; who has signed in by this browser before."""


def name_of(box: Box, kind: str) -> str:
    """The name of a cookie of ours."""
    return f"__Host-{kind}" if box.is_https else kind


def line(box: Box, kind: str, value: str, *, lasts: timedelta | None = None) -> str:
    """A `Set-Cookie` line; without `lasts` it ends with the browser, with none at all (zero) at once."""
    until = "" if lasts is None else f"; Max-Age={int(lasts.total_seconds())}"
    secure = "; Secure" if box.is_https else ""
    return f"{name_of(box, kind)}={value}; Path=/; HttpOnly; SameSite=Lax{until}{secure}"


def read(box: Box, scope: Scope, kind: str) -> str:
    """The value that came with a request; "" if none did."""
    name = name_of(box, kind)
    for key, value in scope["headers"]:
        if key == b"cookie":
            for part in value.decode("latin-1").split(";"):
                found, equal, given = part.strip().partition("=")
                if equal and found == name:
                    return str(given)
    return ""
