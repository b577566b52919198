"""A provider of OpenID Connect on loopback, with keys of its own, that can be told to do wrong."""

import base64
import json
import threading
import time
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
CLIENT, SECRET = "the box", "s3cret:%/"


class Provider:
    """Lets in whoever `person` says; `claims`, `key` and `algorithm` change what is said of them."""

    def __init__(self, clock):
        self.clock = clock
        self.key = KEY
        #: What is published; the key that signs may be another.
        self.published = self.key
        self.algorithm = "RS256"
        self.person = {"sub": "ann-1", "email": "Ann@Post.example", "email_verified": True}
        #: Claims that are told otherwise; None leaves one out.
        self.claims = {}
        #: Told only to who asks with the access token.
        self.userinfo = None
        #: Path -> what is answered there instead: bytes, a status, or seconds of silence.
        self.wrong = {}
        self.discovered = {}
        self.methods = ["client_secret_basic"]
        self.asked = []
        self._codes = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider._answer(self, b"")

            def do_POST(self):
                provider._answer(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *said):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def let_in(self, address):
        """What the person's browser is led to after they signed in at the provider."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert (asked["code_challenge_method"], asked["scope"].split()[0]) == ("S256", "openid")
        code = token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _answer(self, handler, sent):
        path = urlsplit(handler.path).path
        self.asked.append(path)
        wrong = self.wrong.get(path)
        if isinstance(wrong, float):
            time.sleep(wrong)
            wrong = None
        if isinstance(wrong, int):
            return self._send(handler, wrong, b"{}")
        if wrong is not None:
            return self._send(handler, 200, wrong)
        if path == "/token":
            return self._send(handler, *self._token(handler, sent))
        if path == "/userinfo":
            allowed = handler.headers["Authorization"] == "Bearer the access token"
            return self._send(
                handler, 200 if allowed else 401, json.dumps(self.userinfo or {"sub": self.person["sub"]}).encode()
            )
        content = {"/.well-known/openid-configuration": self._discovery, "/keys": self._keys}[path]()
        return self._send(handler, 200, json.dumps(content).encode())

    def _send(self, handler, status, content):
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def _discovery(self):
        endpoints = {name: f"{self.url}/{path}" for name, path in (
            ("authorization_endpoint", "authorize?tenant=1"), ("token_endpoint", "token"), ("jwks_uri", "keys"),
            ("userinfo_endpoint", "userinfo"),
        )}  # fmt: skip
        known = {"issuer": self.url, "token_endpoint_auth_methods_supported": self.methods, **endpoints}
        return known | self.discovered

    def _keys(self):
        odd = {"kty": "AKP", "alg": "ML-DSA-44", "kid": "new"}
        return {"keys": [odd, self.published.as_dict(private=False)]}

    def _token(self, handler, sent):
        form = {name: values[0] for name, values in parse_qs(sent.decode()).items()}
        if "client_secret_basic" in self.methods:
            expected = base64.b64encode(b"the%20box:s3cret%3A%25%2F").decode()
            known = handler.headers["Authorization"] == f"Basic {expected}"
        else:
            known = (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        # A code works once.
        asked = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if not known or asked is None or asked["code_challenge"] != challenge:
            return 400, b'{"error": "invalid_grant"}'
        assert form["redirect_uri"] == asked["redirect_uri"]
        tokens = {"access_token": "the access token", "token_type": "Bearer", "id_token": self._id_token(asked)}
        return 200, json.dumps(tokens).encode()

    def _id_token(self, asked):
        now = int(self.clock().timestamp())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.person}
        claims = {name: value for name, value in (said | self.claims).items() if value is not None}
        if self.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."
        if self.algorithm == "HS256":
            # Signed by what everybody knows.
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.published.as_pem(private=False)))
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key)
