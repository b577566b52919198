"""Which machines may be connected to: public ones, and those that the owner or the user named.

A page can redirect, and a feed can point, at a router, a database or a cloud's metadata service: whoever fetches on
their behalf would read from within its own network what they can't (server-side request forgery). So the address
itself is judged, not its name, and again after the connection is made, before anything is sent: a name may have
another address a moment later. Nothing is fetched here.
"""

import socket
from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry: all that is not public.
_NOT_PUBLIC = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "::/8", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
    "fec0::/10", "ff00::/8",
)  # fmt: skip
#: IPv6 addresses that hold an IPv4 address in their last 32 bits: mapped, NAT64 (RFC 6052).
_HOLDING = ("::ffff:0:0/96", "64:ff9b::/96")


class Guard:
    """Judges the addresses of hosts."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """`allowed`: names of hosts, addresses and networks ("10.1.0.0/16") that may be connected to all the same.

        Raises `ValueError` for what looks like a network and is none.
        """
        self._hosts: set[str] = set()
        self._networks: list[Network] = []
        for one in allowed:
            network = _network(one)
            if network is None:
                self._hosts.add(_plain(one))
            else:
                self._networks.append(network)

    def refuses(self, host: str) -> str:
        """The reason why a host must not be connected to; "" if it may be, or its name is not known here."""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return ""
        return next(filter(None, (self.refuses_address(str(told[4][0]), host) for told in found)), "")

    def refuses_address(self, address: str, host: str) -> str:
        """The reason why an address of a host must not be connected to; "" if it may be."""
        if _plain(host) in self._hosts:
            return ""
        try:
            judged = _within(ip_address(address.partition("%")[0]))
        except ValueError:
            return f"its host {host} has an address that can't be judged ({address}); check it"
        if any(judged in network for network in self._networks if network.version == judged.version):
            return ""
        if not any(judged in network for network in _closed() if network.version == judged.version):
            return ""
        at = address if address == host else f"{host} ({address})"
        return f"{at} is no public address; name the page itself, or allow the host (allowed_hosts)"


def _plain(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").casefold()


def _network(words: str) -> Network | None:
    """An address or a network; None for the name of a host."""
    plain = words.strip().strip("[]")
    if "/" not in plain and ":" not in plain and not plain.replace(".", "").isdigit():
        return None
    return ip_network(plain, strict=False)


def _within(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv6Address) and any(address in network for network in _holding()):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


@cache
def _closed() -> tuple[Network, ...]:
    return tuple(ip_network(words) for words in _NOT_PUBLIC)


@cache
def _holding() -> tuple[Network, ...]:
    return tuple(ip_network(words) for words in _HOLDING)
