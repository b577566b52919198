"""Whom a fetch may connect to: public machines, and those that somebody named; on every hop, whatever the name says."""

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import Reading
from retold.errors import Unreadable
from retold.intake.fetch import Fetcher, fetch
from retold.intake.files import pages
from retold.intake.guard import Guard

MARKUP = b"<html><body><p>Words.</p></body></html>"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "::127.0.0.1",
        "nonsense",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address):
    """Private, loopback, link-local, carrier's, multicast, and IPv4 addresses inside of IPv6 ones."""
    assert Guard().refuses_address(address, "news.example")


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1"],
)  # fmt: skip
def test_what_is_public_may_be_fetched(address):
    """Also beside the borders of what is not."""
    assert Guard().refuses_address(address, "news.example") == ""


@given(st.ip_addresses())
def test_nothing_private_passes(address):
    """What the standard library calls private is refused; it knows fewer."""
    if not address.is_global or address.is_multicast:
        held = getattr(address, "ipv4_mapped", None)
        if held is None or not held.is_global:
            assert Guard().refuses_address(str(address), "x")


def test_what_is_allowed_may_be_fetched():
    """By name, address or network; nothing beside it."""
    guard = Guard(["Wiki.Intern.", "10.1.0.0/16", "192.168.7.7", "fd00:1::/32", "[::1]"])
    assert guard.refuses_address("172.16.0.9", "wiki.intern") == ""
    assert guard.refuses_address("10.1.2.3", "x") == guard.refuses_address("::ffff:10.1.2.3", "x") == ""
    assert guard.refuses_address("192.168.7.7", "x") == guard.refuses_address("fd00:1::5", "x") == ""
    assert guard.refuses_address("::1", "x") == ""
    for address in ("10.2.0.1", "192.168.7.8", "fd00:2::1", "127.0.0.1"):
        assert guard.refuses_address(address, "x")
    with pytest.raises(ValueError, match=r"10\.1"):
        Guard(["10.1.0.0/40"])


def test_the_reason_names_the_host_and_the_next_step():
    """A reader knows what to do."""
    said = Guard().refuses_address("10.0.0.9", "news.example")
    assert (
        said == "news.example (10.0.0.9) is no public address; name the page itself, or allow the host (allowed_hosts)"
    )


def test_a_named_page_is_fetched_wherever_it_is(site):
    """Whoever names their own machine means it."""
    url = site.put("/page", MARKUP)
    assert fetch(url).content == MARKUP
    assert next(iter(pages([url]))).content == MARKUP


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "[::ffff:127.0.0.2]", "[::1]", "10.0.0.1", "0x7f.2", "2130706434"]
)
def test_a_redirect_to_the_own_network_is_not_followed(site, address):
    """Every hop is judged, in whatever way the address is written."""
    url = site.put("/moved", b"", status=302, Location=f"http://{address}:1/secret")
    with pytest.raises(Unreadable, match="no public address") as caught:
        fetch(url)
    assert caught.value.name == url


def test_a_feed_can_not_point_at_the_own_network(site):
    """A page of the feed's own host is read, another private one is not."""
    own = site.put("/page", MARKUP)
    links = "".join(f"<item><title>A</title><link>{link}</link></item>" for link in (own, "http://192.168.0.1/x"))
    feed = site.put("/feed", f"<rss version='2.0'><channel><title>F</title>{links}</channel></rss>".encode())
    read, refused = pages([feed])
    assert read.content == MARKUP
    assert "192.168.0.1 is no public address" in str(refused)


def test_without_a_name_nothing_private_is_asked(site):
    """What fetches by itself connects to the public only, and to what its owner allowed."""
    url = site.put("/page", MARKUP)
    with Fetcher() as get, pytest.raises(Unreadable, match="no public address"):
        get(url)
    with Fetcher(config=Reading(allowed_hosts=("127.0.0.0/8",))) as get:
        assert get(url).content == MARKUP


def test_a_name_whose_address_changes_between_check_and_connect(site, monkeypatch):
    """The address that was really connected to counts: nothing is sent to it."""
    told = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))]])
    real, asked = socket.getaddrinfo, []

    def resolve(host, port, *args, **options):
        if host != "rebound.example":
            return real(host, port, *args, **options)
        asked.append(host)
        return next(told, None) or [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.put("/page", MARKUP)
    before = len(site.asked)
    port = site.address.rpartition(":")[2]
    with pytest.raises(Unreadable, match=r"rebound\.example \(127\.0\.0\.1\) is no public address"), Fetcher() as get:
        get(f"http://rebound.example:{port}/page")
    assert len(asked) == 2
    assert len(site.asked) == before


def test_every_address_of_a_name_is_judged(monkeypatch):
    """One private among public ones is enough."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)
    assert "10.0.0.1" in Guard().refuses("mixed.example")
    assert ip_address("93.184.216.34").is_global
