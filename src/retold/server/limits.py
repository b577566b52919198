"""How often an address may do something: a bucket of tokens for each, which fills as time passes.

All is in memory and bounded: of more addresses than are kept, those that were quiet longest are forgotten.
"""

from collections import OrderedDict
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Lock

_MOST = 50_000
"""Buckets: about 10 MB."""


class Limits:
    """Buckets by the name of what is done and by who does it."""

    def __init__(self, *, most: int = _MOST) -> None:
        self._most = most
        self._lock = Lock()
        #: Tokens left, and when that was, in seconds.
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, name: str, who: str, *, per_minute: float, now: float) -> float:
        """Take a token: 0 if there was one, else the seconds until there is. A minute's worth may come at once."""
        most = max(1.0, per_minute)
        with self._lock:
            left, at = self._buckets.pop((name, who), (most, now))
            # A clock that was put back fills nothing, and keeps nobody out until it is where it was.
            left = min(most, left + max(0.0, now - at) * per_minute / 60)
            wait = 0.0 if left >= 1 else (1 - left) * 60 / per_minute
            self._buckets[name, who] = (left if wait else left - 1, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return wait


def client(peer: str, forwarded: str, *, trusted: Sequence[str]) -> str:
    """Whose limit counts: the peer, or who stands before the proxies that are trusted, nearest first.

    Of what is forwarded only the part that trusted proxies wrote is believed: from the right, up to the first address
    that is none of theirs. An IPv6 address counts by its network of 64 bits, which is what one line is given
    (RFC 6177).
    """
    networks = [ip_network(one, strict=False) for one in trusted]
    found = peer
    for before in reversed([part.strip() for part in forwarded.split(",")] if forwarded else []):
        address = _address(found)
        if address is None or not any(address in network for network in networks):
            break
        if _address(before) is None:
            break
        found = before
    address = _address(found)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or found)


def _address(words: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(words)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
