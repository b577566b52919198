"""One URL becomes one page: a polite, bounded request with httpx.

Follows redirects, and asks `permitted` before each request, so that a caller can forbid addresses; a `Guard` judges
each address that is connected to. Bytes, redirects, each wait and the whole of a fetch are bounded. Keeps no cache,
and runs no script. Each failure is an `Unreadable` that says what happened and what to do.
"""

import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from threading import Timer
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

from retold.config import DEFAULT, Reading
from retold.errors import Unreadable
from retold.intake.answers import Unusable, without_compression
from retold.intake.decoding import too_large
from retold.intake.guard import Guard
from retold.types import DateHint, Page

if TYPE_CHECKING:
    import httpx

Permitted = Callable[[str], str | None]
"""Gives the reason why an address may not be asked, or None."""

_NOT_TEXT = re.compile(r"^\s*(?:image|audio|video|font)/|^\s*application/(?:pdf|zip|msword|vnd\.|x-tar)", re.I)
_LONGEST_WAIT = 86_400.0
_REDIRECTS = (301, 302, 303, 307, 308)
#: Too slow, too early, too many (RFC 9110, RFC 8470, RFC 6585); with all that are the server's own fault.
_PASSING = (408, 425, 429)
_ACCEPTED = (
    "text/html,application/xhtml+xml,application/rss+xml;q=0.9,application/atom+xml;q=0.9,application/feed+json;q=0.9,"
    "application/xml;q=0.9,text/plain;q=0.9,*/*;q=0.1"
)


def user_agent() -> str:
    """How we introduce ourselves: name, version, and where to read about us."""
    try:
        number = version("retold")
    except PackageNotFoundError:
        number = "0"
    return f"Retold/{number} (+https://github.com/retold/retold)"


def beyond(limit: int, config: Reading) -> str:
    """What to say of more than `limit` bytes, which is that of a page or that of a list of pages."""
    if limit == config.max_page_bytes:
        return too_large(limit)
    option = "max_list_bytes in the reading" if limit == config.max_list_bytes else "max_feed_bytes in the watching"
    return f"it is larger than {limit / 1e6:,.0f} MB; split it, or raise {option} configuration"


def fetch(
    url: str,
    *,
    config: Reading = DEFAULT.reading,
    permitted: Permitted = lambda url: None,
    guard: Guard | None = None,
    transport: "httpx.BaseTransport | None" = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Page:
    """The page at `url`. `permitted` gives the reason why an address may not be asked, or None.

    Without a `guard` the host that `url` names may be connected to wherever it is, and public ones that it redirects
    to. Raises `Unreadable`. `transport` and `now` are for tests.
    """
    guard = guard or Guard((*config.allowed_hosts, *named_host(url)))
    with Fetcher(config=config, permitted=permitted, guard=guard, transport=transport, now=now) as get:
        return get(url)


def named_host(url: str) -> tuple[str, ...]:
    """The host that an address names, for those that a user named; none if it is no address."""
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return ()
    return (host,) if host else ()


class _Refused(Exception):
    """A connection that was made and must not be used."""


class Fetcher:
    """Fetches one page after the other and keeps connections open between them; for one thread. Close it."""

    def __init__(
        self,
        *,
        config: Reading = DEFAULT.reading,
        permitted: Permitted = lambda url: None,
        guard: Guard | None = None,
        transport: "httpx.BaseTransport | None" = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Without a `guard` only public addresses are connected to, and `config.allowed_hosts`."""
        self._config = config
        self._permitted = permitted
        self._guard = guard or Guard(config.allowed_hosts)
        # Through a proxy the addresses that are connected to are the proxy's: it is the owner's choice.
        self._proxied = bool(getproxies())
        self._transport = transport
        self._now = now
        self._client: httpx.Client | None = None
        self._sockets: list[socket.socket] = []
        self._late = False
        #: Whether the last request was given a connection of its own, and not one that waited.
        self._connected = False
        #: The host that is asked now.
        self._host = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def __call__(self, url: str, *, limit: int | None = None) -> Page:
        """The page at `url`, of at most `limit` bytes (`max_page_bytes` if None). Raises `Unreadable`."""
        page = self._ask(url, limit, None)
        assert page is not None, "nobody asked whether it changed"
        return page

    def refuses(self, url: str) -> str:
        """The reason why the host of an address must not be connected to; "" if it may be."""
        return self._guard.refuses(urlsplit(url).hostname or "")

    def again(self, known: Page, *, limit: int | None = None) -> Page | None:
        """A page that was fetched before, or None if the server says that it is as it was. Raises `Unreadable`."""
        return self._ask(known.input, limit, known)

    def post(self, url: str, content: bytes, *, headers: Mapping[str, str], most: int) -> tuple[int, bytes]:
        """Send bytes to an address and to no other: the status that is answered, and the beginning of what is said.

        A redirect is not followed, but an answer like others. Raises `Unreadable`.
        """
        with self._bounded(url):
            self._judge(url, url)
            request = self._open().build_request(
                "POST",
                url,
                content=content,
                headers={"Accept": "*/*", "Accept-Encoding": "identity", **headers},
                extensions={"trace": self._note},
            )
            with closing(self._open().send(request, stream=True)) as response:
                said = bytearray()
                for piece in response.iter_raw():
                    said += piece
                    if len(said) >= most or self._late:
                        break
                if self._late:
                    raise Unreadable(url, self._too_late(), passing=True)
                return response.status_code, bytes(said[:most])

    def _ask(self, url: str, limit: int | None, known: Page | None) -> Page | None:
        with self._bounded(url):
            return self._follow(url, self._config.max_page_bytes if limit is None else limit, known)

    @contextmanager
    def _bounded(self, url: str) -> Iterator[None]:
        """End what takes too long, and say what went wrong in our words."""
        import httpx

        self._late = False
        timer = Timer(self._config.fetch_total, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except _Refused as error:
            raise Unreadable(url, str(error)) from error
        except httpx.HTTPError as error:
            said = self._too_late() if self._late else _explained(error, self._config)
            raise Unreadable(url, said, passing=not isinstance(error, httpx.UnsupportedProtocol)) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Unreadable(url, f"it is no address that can be fetched ({error}); check it") from error
        finally:
            timer.cancel()

    def _judge(self, url: str, here: str) -> None:
        """Raise `Unreadable` if an address must not be asked, to which `url` leads."""
        if urlsplit(here).scheme.lower() not in ("http", "https"):
            raise Unreadable(url, f"it leads to {here[:200]}, which is neither http nor https; check the address")
        self._host = urlsplit(here).hostname or ""
        if refusal := self.refuses(here) or self._permitted(here):
            raise Unreadable(url, refusal)

    def _follow(self, url: str, limit: int, known: Page | None) -> Page | None:
        here = url
        for _ in range(self._config.max_redirects + 1):
            if self._late:
                raise Unreadable(url, self._too_late(), passing=True)
            self._judge(url, here)
            # What a server gave to ask by is of the address at which the page was found.
            asked = _whether_changed(known) if known is not None and here == known.url else {}
            with closing(self._response(here, asked)) as response:
                if response.status_code == 304 and asked:
                    return None
                target = response.headers.get("location")
                if response.status_code in _REDIRECTS and target:
                    here = urljoin(here, target)
                    continue
                return self._page(response, url, limit)
        raise Unreadable(url, f"it redirects more than {self._config.max_redirects} times; check it in a browser")

    def _response(self, here: str, headers: dict[str, str]) -> "httpx.Response":
        """What the server answers, its body yet to be read.

        A server may close a connection that waits at the very moment when it is used again; what was asked on such a
        one is asked once more on a new one (RFC 9112, section 9.3.1).
        """
        import httpx

        client = self._open()
        request = client.build_request("GET", here, headers=headers, extensions={"trace": self._note})
        self._connected = False
        try:
            return client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if self._connected or self._late:
                raise
            return client.send(request, stream=True)

    def _open(self) -> "httpx.Client":
        import httpx

        if self._client is None:
            self._client = httpx.Client(
                headers={"User-Agent": user_agent(), "Accept": _ACCEPTED, "Accept-Encoding": "gzip, deflate"},
                timeout=min(self._config.fetch_timeout, self._config.fetch_total),
                follow_redirects=False,
                transport=self._transport,
            )
        return self._client

    def _page(self, response: "httpx.Response", url: str, limit: int) -> Page:
        if response.status_code >= 300:
            status = response.status_code
            wait = _wait(response.headers, self._now())
            passing = status in _PASSING or status >= 500
            raise Unreadable(url, _status(status), status=status, wait=wait, passing=passing)
        content_type = response.headers.get("content-type")
        if content_type is not None and _NOT_TEXT.match(content_type):
            raise Unreadable(url, f"it is {content_type.split(';')[0].strip()}, not a page")
        # Unpacked here and not by httpx, which unpacks each piece without bound.
        content = bytearray()
        for piece in response.iter_raw():
            content += piece
            if len(content) > limit:
                raise Unreadable(url, beyond(limit, self._config))
            if self._late:
                break
        # A body of no declared length ends where the connection is cut.
        if self._late:
            raise Unreadable(url, self._too_late(), passing=True)
        try:
            coding = response.headers.get("content-encoding", "")
            said = beyond(limit, self._config)
            body = without_compression(bytes(content), coding, limit=limit, beyond=said)
        except Unusable as error:
            raise Unreadable(url, error.why) from error
        modified = response.headers.get("last-modified")
        return Page(
            input=url,
            content=body,
            url=str(response.url),
            fetched_at=self._now(),
            content_type=content_type,
            etag=response.headers.get("etag", ""),
            modified=modified or "",
            dates=(DateHint(source="http", text=modified, label="Last-Modified"),) if modified else (),
        )

    def _note(self, event: str, told: Mapping[str, object]) -> None:
        """Remember each connection, so that it can be cut: https://www.python-httpx.org/advanced/extensions/#trace."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            connected = told["return_value"].get_extra_info("socket")  # type: ignore[attr-defined]
            refusal = "" if self._proxied else self._guard.refuses_address(connected.getpeername()[0], self._host)
            if refusal:
                connected.close()
                raise _Refused(refusal)
            self._connected = True
            self._sockets = [one for one in self._sockets if one.fileno() >= 0] + [connected]
            if self._late:
                self._cut()

    def _cut(self) -> None:
        """End what is still being sent: a server that sends a byte now and then runs into no timeout of a read."""
        self._late = True
        for one in self._sockets:
            with suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)

    def _too_late(self) -> str:
        return (
            f"its answer was not complete after {self._config.fetch_total:g} s; try again later, "
            "or raise fetch_total in the reading configuration"
        )


def _whether_changed(known: Page) -> dict[str, str]:
    """The headers that ask for a page only if it changed (RFC 9110, section 13)."""
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in asked.items() if value}


def _wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server wants to be left alone (RFC 9110, section 10.2.3), a day at most."""
    words = headers.get("retry-after", "").strip()
    try:
        seconds = float(words) if words.isdigit() else (parsedate_to_datetime(words) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _status(code: int) -> str:
    words = {
        300: "the server offers several pages; name one of them",
        304: "the server says that nothing changed, though nobody asked; try again later",
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
        return f"no answer within {min(config.fetch_timeout, config.fetch_total):g} s; try again later"
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
