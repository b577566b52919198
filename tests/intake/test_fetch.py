"""One URL, one page: from a server on this machine, or an error that says what happened."""

import gzip
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from retold.config import Reading
from retold.errors import Unreadable
from retold.intake.fetch import Fetcher, fetch, user_agent

NOW = datetime(2024, 3, 29, 12, tzinfo=UTC)
MARKUP = b"<html><body><p>Words.</p></body></html>"


class _Server(BaseHTTPRequestHandler):
    agents: list[str] = []  # noqa: RUF012

    def do_GET(self):
        self.agents.append(self.headers["User-Agent"])
        status, headers, body = {
            "/page": (
                200,
                {"Content-Type": "text/html; charset=utf-8", "Last-Modified": "Thu, 18 May 2023 15:00:00 GMT"},
                MARKUP,
            ),
            "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(MARKUP * 1000)),
            "/moved": (301, {"Location": "/page"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/away": (302, {"Location": "file:///etc/passwd"}, b""),
            "/picture": (200, {"Content-Type": "image/png"}, b"x"),
            "/broken": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"not gzip"),
            "/closed": (403, {}, b""),
            "/failed": (503, {}, b""),
        }.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


def get(url: str, **options):
    return fetch(url, now=lambda: NOW, **options)


def test_a_page_comes_with_its_evidence(server):
    """Address, time of fetching, declared type and the server's date are kept."""
    page = get(f"{server}/page")
    assert page.content == MARKUP
    assert (page.input, page.url, page.fetched_at) == (f"{server}/page", f"{server}/page", NOW)
    assert page.content_type == "text/html; charset=utf-8"
    assert [(hint.source, hint.label) for hint in page.dates] == [("http", "Last-Modified")]


def test_redirects_are_followed(server):
    """The page's address is where it was found; its input is what the user named."""
    page = get(f"{server}/moved")
    assert (page.input, page.url) == (f"{server}/moved", f"{server}/page")


def test_compression_is_undone_and_bounded(server):
    """The limit counts unpacked bytes."""
    assert get(f"{server}/packed").content == MARKUP * 1000
    with pytest.raises(Unreadable, match="larger than"):
        get(f"{server}/packed", config=Reading(max_page_bytes=10_000))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nowhere", "HTTP 404: there is no such page"),
        ("/closed", "HTTP 403: the server refuses us"),
        ("/failed", "HTTP 503: the server failed"),
        ("/loop", "redirects more than 10 times"),
        ("/away", "neither http nor https"),
        ("/picture", "image/png, not a page"),
        ("/broken", "compression is broken"),
    ],
)
def test_failures_say_what_happened(server, path, said):
    """Each names the URL, the cause and the next step."""
    with pytest.raises(Unreadable, match=said) as caught:
        get(server + path)
    assert caught.value.name == server + path


def test_an_unreachable_host_is_named():
    """Nothing listens there."""
    with pytest.raises(Unreadable, match="refuses connections"):
        get("http://127.0.0.1:9/")


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://exa mple/"])
def test_a_malformed_address_is_no_crash(url):
    """It is an `Unreadable` like the others."""
    with pytest.raises(Unreadable):
        get(url)


def test_addresses_can_be_forbidden(server):
    """A caller's rule is asked before each request, redirects too."""
    with pytest.raises(Unreadable, match="not this one"):
        get(f"{server}/moved", permitted=lambda url: "not this one" if url.endswith("/page") else None)


def test_we_say_who_we_are(server):
    """Name, version and an address."""
    get(f"{server}/page")
    assert _Server.agents[-1] == user_agent()
    assert user_agent().startswith("Retold/0")


def slowly(first: bytes, drip: bytes, pause: float = 0.05, most: int = 200):
    """An answer that goes on and on."""

    def answer(request):
        request.wfile.write(first)
        for _ in range(most):
            request.wfile.write(drip)
            time.sleep(pause)

    return answer


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Slow: ",
    ],
)
def test_a_server_that_never_ends_is_let_go(site, first):
    """In the middle of a body with or without a length, or of a header; each piece comes in time."""
    site.answers["/slow"] = slowly(first, b"a")
    started = time.monotonic()
    with pytest.raises(Unreadable, match=r"not complete after 0\.4 s.*fetch_total"):
        fetch(f"{site.address}/slow", config=Reading(fetch_total=0.4))
    assert time.monotonic() - started < 2


def test_a_server_that_says_nothing_is_let_go(site):
    """After the time for a piece."""
    site.answers["/silent"] = lambda request: time.sleep(1)
    with pytest.raises(Unreadable, match=r"no answer within 0\.2 s"):
        fetch(f"{site.address}/silent", config=Reading(fetch_timeout=0.2))


def test_redirects_share_the_time_of_one_fetch(site):
    """Each slow, all of them too slow."""

    def answer(request):
        time.sleep(0.15)
        request.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")

    site.answers["/again"] = answer
    with pytest.raises(Unreadable, match="not complete after"):
        fetch(f"{site.address}/again", config=Reading(fetch_total=0.5, max_redirects=50))


def test_one_fetcher_goes_on_after_a_failure(site):
    """Also after a connection that it cut."""
    site.answers["/slow"] = slowly(b"HTTP/1.0 200 OK\r\n\r\n", b"a")
    url = site.put("/page", MARKUP)
    with Fetcher(config=Reading(fetch_total=0.4, allowed_hosts=("127.0.0.1",))) as get:
        with pytest.raises(Unreadable):
            get(f"{site.address}/slow")
        assert get(url).content == MARKUP
        with pytest.raises(Unreadable, match="404"):
            get(f"{site.address}/nowhere")
        assert get(url).content == MARKUP


@pytest.mark.parametrize(("status", "said"), [(304, "nothing changed"), (300, "several"), (307, "check the address")])
def test_an_answer_that_is_no_page_says_so(site, status, said):
    """Nobody asked whether it changed, and a redirect leads somewhere."""
    url = site.put("/odd", b"", status=status)
    with pytest.raises(Unreadable, match=f"HTTP {status}: .*{said}"):
        fetch(url)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_small_answer_that_unpacks_without_end_is_turned_down(site, pack):
    """Before it is unpacked: a hundred megabytes of nothing are not held."""
    bomb = pack(b"\x00" * 100_000_000)
    coding = "gzip" if pack is gzip.compress else "deflate"
    url = site.put("/bomb", bomb, Content_Encoding=coding)
    tracemalloc.start()
    with pytest.raises(Unreadable, match="larger than"):
        fetch(url, config=Reading(max_page_bytes=1_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


# --- asking again ---------------------------------------------------------------------------------------------------


def asking(site, path, **given):
    """A page with validators, whose server answers 304 to who knows them; and what it was asked with."""
    heard = []

    def answer(request):
        heard.append({name: request.headers[name] for name in ("If-None-Match", "If-Modified-Since")})
        known = {"ETag": heard[-1]["If-None-Match"], "Last-Modified": heard[-1]["If-Modified-Since"]}
        same = any(known[name] == value for name, value in given.items())
        body = b"" if same else MARKUP
        request.send_response(304 if same else 200)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **given}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    site.answers[path] = answer
    return f"{site.address}{path}", heard


LOCAL = Reading(allowed_hosts=("127.0.0.1",))


@pytest.mark.parametrize(
    "given", [{"ETag": 'W/"a b,c"'}, {"Last-Modified": "Thu, 18 May 2023 15:00:00 GMT"}, {"Last-Modified": "yesterday"}]
)
def test_a_page_that_did_not_change_is_not_sent_again(site, given):
    """Validators go back as they came, whatever they look like."""
    url, heard = asking(site, "/page", **given)
    with Fetcher(config=LOCAL) as get:
        first = get(url)
        assert first.content == MARKUP
        assert get.again(first) is None
    assert heard[0] == {"If-None-Match": None, "If-Modified-Since": None}
    assert heard[1] == {"If-None-Match": given.get("ETag"), "If-Modified-Since": given.get("Last-Modified")}


def test_a_page_that_changed_comes_whole(site):
    """With its new validators."""
    url, _ = asking(site, "/page", ETag='"1"')
    with Fetcher(config=LOCAL) as get:
        first = get(url)
        url, heard = asking(site, "/page", ETag='"2"')
        second = get.again(first)
    assert (second.content, second.etag) == (MARKUP, '"2"')
    assert heard == [{"If-None-Match": '"1"', "If-Modified-Since": None}]


def test_validators_go_to_the_address_that_gave_them(site):
    """Not to a page that redirects there: its answer is another one's."""
    url, _ = asking(site, "/page", ETag='"1"')
    start = site.put("/start", b"", status=302, Location=url)
    with Fetcher(config=LOCAL) as get:
        first = get(start)
        assert (first.input, first.url) == (start, url)
        assert get.again(first) is None
        moved, other = asking(site, "/other", ETag='"9"')
        site.put("/start", b"", status=302, Location=moved)
        assert get.again(first).url == moved
    assert other == [{"If-None-Match": None, "If-Modified-Since": None}]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120), ("0", 0), ("Fri, 29 Mar 2024 12:10:00 GMT", 600), ("Fri, 29 Mar 2024 11:00:00 GMT", 0),
        ("999999999", 86_400), ("soon", None), ("", None), ("-5", None), ("Fri, 99 Mar", None),
    ],
)  # fmt: skip
def test_when_a_server_wants_to_be_asked_again(site, said, seconds):
    """Seconds or a date; what makes no sense is not guessed, and nobody waits for years."""
    url = site.put("/busy", b"", status=429, Retry_After=said)
    with pytest.raises(Unreadable, match="fewer requests") as caught:
        get(url)
    assert caught.value.wait == seconds


def test_a_connection_that_the_server_gave_up_is_made_anew(site):
    """A server may close a waiting connection just as it is used again: then the page is asked for once more."""
    closed = []

    def answer(request):
        # What comes on the connection of an earlier request is not answered.
        if getattr(request, "served", False):
            closed.append(request.client_address)
            return
        request.served = True
        request.close_connection = False
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.send_header("Content-Length", str(len(MARKUP)))
        request.end_headers()
        request.wfile.write(MARKUP)

    site.answers["/page"] = answer
    with Fetcher(config=LOCAL) as get:
        for _ in range(3):
            assert get(f"{site.address}/page").content == MARKUP
    assert len(closed) == 2
    assert len(site.asked) == 5


def test_a_server_that_hangs_up_on_new_connections_is_not_asked_twice(site):
    """Only what was asked on a connection that had waited may be asked again."""
    site.answers["/page"] = lambda request: None
    with Fetcher(config=LOCAL) as get, pytest.raises(Unreadable, match="try again later"):
        get(f"{site.address}/page")
    assert site.asked == ["/page"]
