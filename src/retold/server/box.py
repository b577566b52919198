"""What every route needs: the store, the settings and the time. A route gets it by `request.app.state.box`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import Request

from retold.service.clock import now_utc

if TYPE_CHECKING:
    from retold.settings import Settings
    from retold.store.database import DatabaseStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box that is served."""

    store: "DatabaseStore"
    settings: "Settings"
    #: The time now, aware.
    clock: Callable[[], datetime] = now_utc

    @property
    def is_https(self) -> bool:
        """True if readers reach it by https: then cookies are bound to it."""
        return urlsplit(self.settings.site.url).scheme == "https"

    @property
    def mails(self) -> bool:
        """True if it can send letters: without them nobody can subscribe."""
        return bool(self.settings.config.mailing.server)

    @property
    def host(self) -> str:
        """Host of the address at which readers reach it, in lower case, without port."""
        return urlsplit(self.settings.site.url).hostname or ""


def box_of(request: Request) -> Box:
    """The box that a request is to."""
    box: Box = request.app.state.box
    return box
