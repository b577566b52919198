"""Which pages may be read without signing in: what `site.public` says, and no more."""

from collections.abc import Callable
from typing import Literal

from fastapi import Request

from retold.server.box import box_of
from retold.server.sessions import require, signed_in
from retold.types import User

Part = Literal["brief", "all"]
"""The brief, or any page of what was read."""


def is_public(request: Request, part: Part) -> bool:
    """True if anybody may read it."""
    public = box_of(request).settings.site.public
    return public == "all" or public == part


def reading(part: Part) -> Callable[[Request], User | None]:
    """A dependency that lets readers in, and anybody where the part is public: `Depends(reading("all"))`."""
    required = require("reader")

    def check(request: Request) -> User | None:
        return signed_in(request) if is_public(request, part) else required(request)

    return check
