"""What hosts ask of those who fetch by themselves: robots.txt by RFC 9309.

For pages that nobody named one by one: whoever asks for one page by its address asks as a reader does. A host whose
file can't be had for a fault of its own is left alone until it can; one that has none allows all. Whether a host may
be connected to at all is decided by `retold.intake.guard`.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from retold.errors import Unreadable
from retold.types import Page

if TYPE_CHECKING:
    from protego import Protego

AGENT = "Retold"
#: RFC 9309, sections 2.4 and 2.5: how long a file serves, and how much of it is read at least.
_SERVES = timedelta(hours=24)
_LARGEST = 512_000
#: A file that could not be had is asked for again after so long.
_AGAIN = timedelta(minutes=30)
_MOST_HOSTS = 2_000


@dataclass(frozen=True, slots=True)
class _Rules:
    until: datetime
    #: None where there is no file.
    rules: "Protego | None"
    #: Why the file could not be had; "" if it could, or there is none.
    why: str


class Robots:
    """The wishes of hosts, each asked for once a day. `get` fetches a page of at most so many bytes."""

    def __init__(self, get: Callable[[str, int], Page], *, now: Callable[[], datetime]) -> None:
        self._get = get
        self._now = now
        self._known: OrderedDict[str, _Rules] = OrderedDict()

    def refuses(self, url: str) -> str:
        """The reason why a page must not be fetched; "" if it may be."""
        known = self._of(url)
        if known.why:
            return f"its host's robots.txt can't be had, so nothing is fetched there for now ({known.why})"
        if known.rules is not None and not known.rules.can_fetch(url, AGENT):
            return "its host asks not to fetch it (robots.txt); open it in a browser and pass the saved page"
        return ""

    def delay(self, url: str) -> float:
        """Seconds that the host wants between two requests; 0 if it does not say."""
        rules = self._of(url).rules
        if rules is None:
            return 0.0
        rate = rules.request_rate(AGENT)
        return max(rules.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)

    def _of(self, url: str) -> _Rules:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        known = self._known.get(host)
        if known is None or known.until <= self._now():
            known = self._known[host] = self._asked(urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")))
        self._known.move_to_end(host)
        while len(self._known) > _MOST_HOSTS:
            self._known.popitem(last=False)
        return known

    def _asked(self, address: str) -> _Rules:
        from protego import Protego

        now = self._now()
        try:
            page = self._get(address, _LARGEST * 20)
        except Unreadable as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return _Rules(now + _SERVES, None, "")
            return _Rules(now + _AGAIN, None, error.reason)
        words = page.content[:_LARGEST].decode("utf8", "replace").removeprefix("\ufeff")
        return _Rules(now + _SERVES, Protego.parse(words), "")
