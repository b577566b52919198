"""A box to test: a site on loopback whose pages come day by day, and a clock that is told the time."""

import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape


class Clock:
    """Stands still until it is put forward, or back."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Site:
    """Serves pages at paths, and a feed that lists them; what it serves may be changed at any time."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, str]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                content, kind = site.answer(self.path)
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *said: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def feed(self) -> str:
        return f"{self.url}/feed.xml"

    def answer(self, path: str) -> tuple[bytes, str]:
        if path == "/feed.xml":
            return self._listed(), "application/rss+xml"
        return self.pages.get(path, (b"nothing here", ""))

    def _listed(self) -> bytes:
        entries = "".join(f"<item><link>{escape(self.url + path)}</link></item>" for path in self.pages)
        return f"<rss version='2.0'><channel><title></title>{entries}</channel></rss>".encode()

    def __enter__(self) -> "Site":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
