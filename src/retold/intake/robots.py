"""What hosts ask of those who fetch by themselves: robots.txt by RFC 9309.

For pages that nobody named one by one: whoever asks for one page by its address asks as a reader does. A host whose
file can't be had for a fault of its own is left alone until it can; one that has none allows all. Whether a host may
be connected to at all is decided by `retold.intake.guard`.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from retold.errors import Unreadable
from retold.types import Page, Wishes

if TYPE_CHECKING:
    from protego import Protego

AGENT = "Retold"
#: RFC 9309, sections 2.4 and 2.5: how long a file serves, and how much of it is read at least.
_SERVES = timedelta(hours=24)
_LARGEST = 512_000
#: A file that could not be had is asked for again after so long.
_AGAIN = timedelta(minutes=30)
_MOST_HOSTS = 2_000


class KeptWishes(Protocol):
    """Where the files are kept for other processes and later ones."""

    def wishes(self, origin: str) -> Wishes | None:
        """What is known of an origin (scheme, host and port)."""
        ...

    def keep_wishes(self, origin: str, wishes: Wishes) -> None:
        """Keep it."""
        ...


class Robots:
    """The wishes of hosts, each asked for once a day. `get` fetches a page of at most so many bytes."""

    def __init__(
        self, get: Callable[[str, int], Page], *, now: Callable[[], datetime], kept: KeptWishes | None = None
    ) -> None:
        self._get = get
        self._now = now
        self._kept = kept
        self._known: OrderedDict[str, tuple[Wishes, Protego]] = OrderedDict()

    def refuses(self, url: str) -> str:
        """The reason why a page must not be fetched; "" if it may be."""
        wishes, rules = self._of(url)
        if wishes.why:
            return f"its host's robots.txt can't be had, so nothing is fetched there for now ({wishes.why})"
        if not rules.can_fetch(url, AGENT):
            return "its host asks not to fetch it (robots.txt); open it in a browser and pass the saved page"
        return ""

    def until(self, url: str) -> datetime | None:
        """When to ask again at a host whose file can't be had; None where it can, or there is none."""
        wishes, _ = self._of(url)
        return wishes.until if wishes.why else None

    def delay(self, url: str) -> float:
        """Seconds that the host wants between two requests; 0 if it does not say."""
        _, rules = self._of(url)
        rate = rules.request_rate(AGENT)
        return max(rules.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)

    def _of(self, url: str) -> "tuple[Wishes, Protego]":
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._known.get(origin)
        if known is None or not self._serves(known[0]):
            known = self._known[origin] = self._found(origin)
        self._known.move_to_end(origin)
        while len(self._known) > _MOST_HOSTS:
            self._known.popitem(last=False)
        return known

    def _serves(self, wishes: Wishes) -> bool:
        # A clock that was put back leaves times behind that are too far ahead.
        return self._now() < wishes.until <= self._now() + _SERVES

    def _found(self, origin: str) -> "tuple[Wishes, Protego]":
        from protego import Protego

        wishes = self._kept.wishes(origin) if self._kept is not None else None
        if wishes is None or not self._serves(wishes):
            wishes = self._asked(f"{origin}/robots.txt")
            if self._kept is not None:
                self._kept.keep_wishes(origin, wishes)
        return wishes, Protego.parse(wishes.rules)

    def _asked(self, address: str) -> Wishes:
        now = self._now()
        try:
            page = self._get(address, _LARGEST * 20)
        except Unreadable as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return Wishes(until=now + _SERVES)
            return Wishes(until=now + _AGAIN, why=error.reason)
        return Wishes(
            until=now + _SERVES, rules=page.content[:_LARGEST].decode("utf8", "replace").removeprefix("\ufeff")
        )
