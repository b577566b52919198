"""robots.txt: what a host asks, and what its silence means."""

from datetime import UTC, datetime, timedelta

import pytest

from retold.config import Reading
from retold.intake.fetch import Fetcher
from retold.intake.robots import Robots

RULES = """\ufeffUser-agent: *
Disallow: /private/
Disallow: /*.pdf$
Crawl-delay: 2

User-agent: Retold
Disallow: /archive/
Allow: /archive/open/
Crawl-delay: 7
"""


class Clock:
    """A time that moves when told to."""

    def __init__(self):
        self.time = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def robots(clock):
    with Fetcher(config=Reading(allowed_hosts=("127.0.0.1",))) as get:
        yield Robots(lambda url, limit: get(url, limit=limit), now=clock)


def test_the_group_that_names_us_counts(site, robots):
    """The longest rule wins; what is asked of others is not asked of us (RFC 9309, 2.2.1 and 2.2.2)."""
    site.put("/robots.txt", RULES, kind="text/plain")
    refused = [
        path for path in ("/", "/private/x", "/archive/x", "/archive/open/x") if robots.refuses(site.address + path)
    ]
    assert refused == ["/archive/x"]
    assert robots.delay(site.address) == 7


def test_the_group_for_all_counts_where_none_names_us(site, robots):
    """With wildcards and the end of an address."""
    site.put("/robots.txt", RULES.partition("User-agent: Retold")[0], kind="text/plain")
    asked = ("/a", "/private/x", "/a.pdf", "/a.pdf?b")
    assert [path for path in asked if robots.refuses(site.address + path)] == ["/private/x", "/a.pdf"]
    assert robots.delay(site.address) == 2
    assert "robots.txt" in robots.refuses(f"{site.address}/private/x")


@pytest.mark.parametrize("status", [404, 403, 410])
def test_without_a_file_all_is_allowed(site, robots, status):
    """RFC 9309, 2.3.1.3."""
    site.put("/robots.txt", b"", status=status)
    assert robots.refuses(f"{site.address}/x") == ""
    assert robots.delay(site.address) == 0


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_host_in_trouble_is_left_alone(site, robots, clock, status):
    """Until its file can be had (RFC 9309, 2.3.1.4)."""
    site.put("/robots.txt", b"", status=status)
    assert "can't be had" in robots.refuses(f"{site.address}/x")
    site.put("/robots.txt", "User-agent: *\nAllow: /", kind="text/plain")
    assert "can't be had" in robots.refuses(f"{site.address}/x")
    clock.time += timedelta(minutes=31)
    assert robots.refuses(f"{site.address}/x") == ""


def test_a_host_that_can_not_be_reached_is_left_alone(robots):
    """Nothing listens there."""
    assert "refuses connections" in robots.refuses("http://127.0.0.1:9/x")


def test_a_file_is_asked_for_once_a_day(site, robots, clock):
    """For all pages of a host."""
    site.put("/robots.txt", RULES, kind="text/plain")
    for _ in range(3):
        robots.refuses(f"{site.address}/x")
    assert site.asked == ["/robots.txt"]
    clock.time += timedelta(hours=25)
    robots.refuses(f"{site.address}/x")
    assert site.asked == ["/robots.txt"] * 2


@pytest.mark.parametrize(
    "words", ["", "<html>no such page</html>", "Disallow: /x", "\x00\xff", "User-agent: *\nDisallow:"]
)
def test_what_makes_no_sense_forbids_nothing(site, robots, words):
    """An error page with status 200, a rule without a group."""
    site.put("/robots.txt", words.encode("latin-1"), kind="text/plain")
    assert robots.refuses(f"{site.address}/x") == ""


def test_a_long_file_is_read_to_a_bound(site, robots):
    """What stands beyond half a megabyte is not seen."""
    site.put("/robots.txt", f"User-agent: *\nDisallow: /a\n{'# x' * 200_000}\nDisallow: /b\n", kind="text/plain")
    assert robots.refuses(f"{site.address}/a")
    assert robots.refuses(f"{site.address}/b") == ""
