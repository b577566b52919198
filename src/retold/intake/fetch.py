"""One URL becomes one page: a polite, bounded request with httpx.

Follows redirects, and asks `permitted` before each request, so that a caller can forbid addresses. Keeps no cache, and
runs no script. Each failure is an `Unreadable` that says what happened and what to do.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from retold.config import DEFAULT, Reading
from retold.errors import Unreadable
from retold.intake.decoding import too_large
from retold.types import DateHint, Page

if TYPE_CHECKING:
    import httpx

_NOT_TEXT = re.compile(r"^\s*(?:image|audio|video|font)/|^\s*application/(?:pdf|zip|msword|vnd\.|x-tar)", re.I)
_REDIRECTS = (301, 302, 303, 307, 308)


def user_agent() -> str:
    """How we introduce ourselves: name, version, and where to read about us."""
    try:
        number = version("retold")
    except PackageNotFoundError:
        number = "0"
    return f"Retold/{number} (+https://github.com/retold/retold)"


def fetch(
    url: str,
    *,
    config: Reading = DEFAULT.reading,
    permitted: Callable[[str], str | None] = lambda url: None,
    transport: "httpx.BaseTransport | None" = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Page:
    """The page at `url`. `permitted` gives the reason why an address may not be asked, or None.

    Raises `Unreadable`. `transport` and `now` are for tests.
    """
    import httpx

    try:
        with httpx.Client(
            headers={
                "User-Agent": user_agent(),
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1",
            },
            timeout=config.fetch_timeout,
            follow_redirects=False,
            transport=transport,
        ) as client:
            return _follow(client, url, config, permitted, now)
    except httpx.HTTPError as error:
        raise Unreadable(url, _explained(error, config)) from error
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise Unreadable(url, f"it is no address that can be fetched ({error}); check it") from error


def _follow(
    client: "httpx.Client",
    url: str,
    config: Reading,
    permitted: Callable[[str], str | None],
    now: Callable[[], datetime],
) -> Page:
    here = url
    for _ in range(config.max_redirects + 1):
        if urlsplit(here).scheme.lower() not in ("http", "https"):
            raise Unreadable(url, f"it leads to {here[:200]}, which is neither http nor https; check the address")
        if (refusal := permitted(here)) is not None:
            raise Unreadable(url, refusal)
        with client.stream("GET", here) as response:
            target = response.headers.get("location")
            if response.status_code in _REDIRECTS and target:
                here = urljoin(here, target)
                continue
            return _page(response, url, config, now())
    raise Unreadable(url, f"it redirects more than {config.max_redirects} times; check the address in a browser")


def _page(response: "httpx.Response", url: str, config: Reading, fetched_at: datetime) -> Page:
    if response.status_code >= 400:
        raise Unreadable(url, _status(response.status_code))
    content_type = response.headers.get("content-type")
    if content_type is not None and _NOT_TEXT.match(content_type):
        raise Unreadable(url, f"it is {content_type.split(';')[0].strip()}, not a page")
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > config.max_page_bytes:
            raise Unreadable(url, too_large(config.max_page_bytes))
    modified = response.headers.get("last-modified")
    dates = (DateHint(source="http", text=modified, label="Last-Modified"),) if modified else ()
    return Page(
        input=url,
        content=bytes(content),
        url=str(response.url),
        fetched_at=fetched_at,
        content_type=content_type,
        dates=dates,
    )


def _status(code: int) -> str:
    words = {
        401: "the server wants a login; log in with a browser and pass the saved page",
        403: "the server refuses us; open it in a browser and pass the saved page",
        404: "there is no such page; check the address",
        410: "the page was taken down; look for a copy in a web archive",
        429: "the server wants fewer requests; try again later",
        451: "the page is withheld for legal reasons",
    }
    said = words.get(code, "the server failed; try again later" if code >= 500 else "check the address")
    return f"HTTP {code}: {said}"


def _explained(error: "httpx.HTTPError", config: Reading) -> str:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {config.fetch_timeout:g} s; try again later"
    if isinstance(error, httpx.DecodingError):
        return f"its compression is broken ({error}); try again"
    if isinstance(error, httpx.UnsupportedProtocol):
        return "only http:// and https:// addresses can be fetched; check the address"
    if isinstance(error, httpx.ConnectError):
        cause = str(error).lower()
        if "name or service" in cause or "getaddrinfo" in cause or "nodename" in cause or "name resolution" in cause:
            return "the host is not known (DNS); check the address and the network"
        if "refused" in cause:
            return "the host refuses connections; check the address and the port"
        if "certificate" in cause or "ssl" in cause:
            return f"no secure connection could be made ({error}); check the address in a browser"
        return f"the host can't be reached ({error}); check the address and the network"
    return f"the connection failed ({error}); try again later"
