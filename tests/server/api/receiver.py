"""A program that webhooks tell: on loopback, it keeps what comes, and answers as it is told."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Answers each request with the next of `answers`, then with 204. An answer: status, headers, body, seconds."""

    def __init__(self):
        self.got = []
        self.answers = []
        self.hold = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers.items()), body))
                status, headers, said = receiver.answers.pop(0) if receiver.answers else (204, {}, b"")
                if status is None:  # falls silent until it is killed
                    receiver.hold.wait(30)
                    return
                self.send_response(status)
                for name, value in {"Content-Length": str(len(said)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST

            def log_message(self, *said):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    def kill(self):
        """Listen no more, and let go of who waits."""
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
