"""Signing in by a provider of OpenID Connect: the code flow with PKCE, state and nonce (Core 1.0, 3.1; RFC 9700).

What a provider says is believed only if its keys signed it, for this box, now, and for this very sign-in. Of the
provider itself nothing is kept from one sign-in to the next, so that what it renews (keys, addresses) needs no care.
The owner has named it, so it may be at any address, also one of a private network.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from retold.errors import InputError, RetoldError
from retold.service import accounts
from retold.types import Role, User

if TYPE_CHECKING:
    import httpx
    from joserfc.jwk import KeySet

    from retold.settings.values import OpenId
    from retold.store.database import DatabaseStore

T = TypeVar("T")

_TIMEOUT, _IN_ALL = 5.0, 10.0
"""Seconds that a provider may be silent, and in which an answer has to be there whole."""
_MOST = 512 * 1024
"""Bytes of an answer."""
_LEEWAY = 60
"""Seconds by which two clocks may differ."""
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a key that only the provider has: not "none", and none with a secret that both have."""
_LONGEST = 255
"""Characters of a subject (Core 1.0, 2)."""
_LATER = "try again in a minute, or sign in by password"
_OWNERS = "sign in once more; if it stays so, the owner of the box has to check [openid] in its settings"


class NoEntry(RetoldError):
    """Nobody comes in."""

    def __init__(self, said: str, step: str) -> None:
        super().__init__(f"{said}: {step}")
        self.said, self.step = said, step


class ProviderError(NoEntry):
    """The provider did not answer, or not as it should."""


class NotAdmitted(NoEntry):
    """The provider knows somebody whom the box does not let in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that was begun."""

    #: At the provider: where the browser is sent.
    address: str
    #: What has to come back with the browser, and with the provider's word.
    state: str
    nonce: str
    #: Of PKCE: shows that who ends the sign-in has begun it.
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody, as a provider knows them."""

    issuer: str
    subject: str
    #: Verified, in lower case; "" if there is none that is.
    email: str
    #: Values of the claim that tells roles.
    roles: tuple[str, ...]


class _Provider(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str = ""


def begin(settings: "OpenId", *, back: str) -> Begun:
    """Where to send a browser to sign in; it comes back to the address `back`. Raises `ProviderError`."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    with _client() as client:
        endpoint = _discover(client, settings).authorization_endpoint
    state, nonce, verifier = token_urlsafe(24), token_urlsafe(24), token_urlsafe(48)
    query = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    mark = "&" if urlsplit(endpoint).query else "?"
    return Begun(address=f"{endpoint}{mark}{urlencode(query)}", state=state, nonce=nonce, verifier=verifier)


def finish(settings: "OpenId", code: str, *, nonce: str, verifier: str, back: str, now: datetime) -> Identity:
    """Who has signed in, for the code with which the browser came back. Raises `ProviderError`."""
    with _client() as client:
        provider = _discover(client, settings)
        tokens = _redeem(client, provider, settings, {"code": code, "redirect_uri": back, "code_verifier": verifier})
        keys = _json(client, provider.jwks_uri, dict[str, Any])
        claims = _checked(tokens, _key_set(keys), provider, settings, nonce=nonce, now=now)
        told: dict[str, Any] = {}
        is_all = _verified(claims) and (not settings.role_claim or settings.role_claim in claims)
        if not is_all and provider.userinfo_endpoint and tokens.access_token:
            told = _json(client, provider.userinfo_endpoint, dict[str, Any], bearer=tokens.access_token)
            # Core 1.0, 5.3.2: of somebody else, it must not be used.
            told = told if told.get("sub") == claims["sub"] else {}
    return Identity(
        issuer=provider.issuer,
        subject=claims["sub"],
        # An address of one and the word that it is verified of the other say nothing.
        email=_verified(claims) or _verified(told),
        roles=_words(claims.get(settings.role_claim, told.get(settings.role_claim))),
    )


def admit(identity: Identity, settings: "OpenId", *, store: "DatabaseStore", now: datetime) -> User:
    """The account of somebody, made or linked at their first sign-in. Raises `NotAdmitted`.

    Afterwards only issuer and subject count: an address may be given to another person, a subject is not.
    """
    known = store.identities.account(identity.issuer, identity.subject)
    found = None if known is None else store.accounts.find(known)
    if found is None:
        found = _first_time(identity, settings, store, now)
        if not store.identities.link(identity.issuer, identity.subject, found.id, at=now):
            raise NotAdmitted(f"somebody else signs in as {found.name}", "ask the owner of the box for another account")
    role = role_of(identity, settings)
    if role is not None and role != found.role:
        # The last owner stays one, whatever the provider says.
        with suppress(InputError):
            accounts.change_role(found, role, store=store)
    return found


def role_of(identity: Identity, settings: "OpenId") -> Role | None:
    """The role that the provider gives; None if that is left to the box."""
    if not settings.role_claim:
        return None
    if set(identity.roles) & set(settings.owners):
        return "owner"
    return "editor" if set(identity.roles) & set(settings.editors) else "reader"


def _first_time(identity: Identity, settings: "OpenId", store: "DatabaseStore", now: datetime) -> User:
    email = identity.email
    if not email:
        said = "the provider tells no e-mail address of yours that it has verified"
        raise NotAdmitted(said, "have it verified there, then sign in once more")
    account = store.accounts.find_by_name(email)
    if account is not None:
        return account
    if email.rpartition("@")[2] not in {domain.lower().lstrip("@") for domain in settings.domains}:
        raise NotAdmitted(f"nobody here is called {email}", "ask the owner of the box for an account of that name")
    try:
        return accounts.invite(email, role="reader", store=store, now=now)
    except InputError as error:
        raise NotAdmitted(f"the {error.name} {error.reason}", "ask the owner of the box for an account") from error


def _verified(claims: Mapping[str, Any]) -> str:
    email = claims.get("email")
    # What is verified is told by true; "true" is what some providers write.
    good = isinstance(email, str) and email.count("@") == 1 and claims.get("email_verified") in (True, "true")
    return str(email).strip().lower() if good else ""


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),) if isinstance(value, str) else ()


def _discover(client: "httpx.Client", settings: "OpenId") -> _Provider:
    address = settings.issuer.rstrip("/")
    found = _json(client, f"{address}/.well-known/openid-configuration", _Provider)
    # Discovery 1.0, 4.3: or one provider could pass for another.
    if found.issuer.rstrip("/") != address:
        raise ProviderError(f"{address} calls itself {found.issuer[:200]}", _OWNERS)
    allowed = {"https", urlsplit(address).scheme}
    endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint)
    if any(endpoint and urlsplit(endpoint).scheme not in allowed for endpoint in endpoints):
        raise ProviderError(f"{address} names an address that is not https", _OWNERS)
    return found


def _redeem(client: "httpx.Client", provider: _Provider, settings: "OpenId", about: Mapping[str, str]) -> _Tokens:
    form = {"grant_type": "authorization_code", **about}
    secret, signed = settings.client_secret, None
    if secret and "client_secret_basic" in provider.token_endpoint_auth_methods_supported:
        # Written as in a form first: RFC 6749, 2.3.1.
        signed = (quote(settings.client_id, safe=""), quote(secret, safe=""))
    else:
        form |= {"client_id": settings.client_id} | ({"client_secret": secret} if secret else {})
    return _json(client, provider.token_endpoint, _Tokens, form=form, signed=signed)


def _key_set(found: Mapping[str, Any]) -> "KeySet":
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    keys = found.get("keys")
    usable = [
        key
        for key in (keys if isinstance(keys, list) else ())
        if isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderError("the provider's keys can't be read", _LATER) from error


def _checked(
    tokens: _Tokens, keys: "KeySet", provider: _Provider, settings: "OpenId", *, nonce: str, now: datetime
) -> dict[str, Any]:
    """What an ID token says, if it is for this sign-in (Core 1.0, 3.1.3.7)."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        signed = jwt.decode(tokens.id_token, keys, algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={"iss": {"value": provider.issuer}, "aud": {"value": settings.client_id}},
            params={"nonce": nonce, "client_id": settings.client_id, "access_token": tokens.access_token},
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
    # What is no token, or names a key or a way to sign that there is not, is told by errors of all these kinds.
    except (JoseError, ValueError, TypeError, KeyError) as error:
        why = f"{type(error).__name__}: {error}"
        raise ProviderError(f"what the provider says of you can't be believed ({why})", _OWNERS) from error
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST:
        raise ProviderError("the provider does not say who you are", _OWNERS)
    return dict(claims)


def _client() -> "httpx.Client":
    import httpx

    return httpx.Client(timeout=_TIMEOUT, headers={"Accept": "application/json"})


def _json(
    client: "httpx.Client",
    address: str,
    kind: type[T],
    *,
    form: Mapping[str, str] | None = None,
    signed: tuple[str, str] | None = None,
    bearer: str = "",
) -> T:
    """What is answered, to a form if one is given. No error tells what was sent or came: both hold secrets."""
    import httpx

    host = urlsplit(address).hostname
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else None
    content, until = bytearray(), time.monotonic() + _IN_ALL
    try:
        with client.stream("POST" if form else "GET", address, headers=headers, data=form, auth=signed) as response:
            for part in response.iter_bytes():
                content += part
                if len(content) > _MOST or time.monotonic() > until:
                    raise ProviderError(f"{host} takes too long, or says too much", _LATER)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderError(f"{host} does not answer ({type(error).__name__})", _LATER) from error
    if response.status_code != 200:
        raise ProviderError(f"{host} answered {response.status_code}", _OWNERS if form else _LATER)
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderError(f"{host} did not answer as a provider of OpenID Connect does", _OWNERS) from error
