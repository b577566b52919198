"""Who may do what: every route that tells or changes something, for each kind of visitor."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import APIRouter
from tests.box import Clock
from tests.server.conftest import NOW, PASSWORD, Browser, settings

from retold.server import app as served
from retold.server import editions, health, metrics, openid, signing_in, static, subscriptions
from retold.server.app import make_app
from retold.server.box import Box
from retold.service import accounts
from retold.store import open_store

VISITORS = ("nobody", "nobody, public brief", "nobody, all public", "reader", "editor", "owner")
#: Who is let in where a route asks for this.
LEVELS = {
    "anybody": set(VISITORS),
    "brief": set(VISITORS) - {"nobody"},
    "reading": set(VISITORS) - {"nobody", "nobody, public brief"},
    "reader": {"reader", "editor", "owner"},
    "editor": {"editor", "owner"},
    "owner": {"owner"},
    # A browser's session changes nothing by the API: for that there are tokens, which have tests of their own.
    "token": set(),
}
ROUTES = """
anybody  GET / /api /api/v1/openapi.json
brief    GET /brief/{day} /brief.{form}
reading  GET /affairs /affairs/{key} /affairs/{key}/outlets /affairs/{key}/speakers /affairs/{key}/figures
reading  GET /affairs/{key}/timeline /stories /stories/{key} /stories/{key}/beside /articles/{key} /search
reading  GET /affairs/{affair}.{form} /stories/{story}.{form} /search.{form}
reading  GET /api/v1/articles /api/v1/articles/{article} /api/v1/articles/{article}/statements
reading  GET /api/v1/articles/{article}/times /api/v1/stories /api/v1/stories/{story}
reading  GET /api/v1/stories/{story}/compare /api/v1/affairs /api/v1/affairs/{affair} /api/v1/edition
reading  GET /api/v1/affairs/{affair}/timeline /api/v1/affairs/{affair}/statements /api/v1/affairs/{affair}/figures
reading  GET /feeds /feeds/{key} /api/v1/feeds
reader   GET /account /account/tokens
reader   POST /account/password /account/sessions /account/keys /account/tokens /account/tokens/{token}/revoke
editor   GET /stories/{key}/correct /affairs/{key}/edit /affairs/{key}/articles /affairs/{key}/forget
editor   GET /feeds.opml /feeds/add /feeds/{key}/remove /corrections
editor   GET /api/v1/corrections /api/v1/affairs/{affair}/placements
editor   POST /affairs /affairs/{key}/edit /affairs/{key}/place /affairs/{key}/undo /affairs/{key}/forget
editor   POST /stories/{key}/correct /corrections/{number}/undo /placements/{number}/undo
editor   POST /feeds /feeds/import /feeds/{key} /feeds/{key}/visit /feeds/{key}/remove
owner    GET /readers /readers/add /readers/{id_} /readers/{id_}/export /readers/{id_}/change /readers/{id_}/end
owner    GET /readers/{id_}/delete /deliveries /people /people/{id_} /people/{id_}/link /people/{id_}/remove
owner    GET /box /box/doctor /box/webhooks /api/v1/subscribers /api/v1/deliveries
owner    POST /readers /readers/{id_}/confirm /readers/{id_}/change /readers/{id_}/end /readers/{id_}/delete
owner    POST /people /people/{id_}/role /people/{id_}/sessions /people/{id_}/remove /box/backup
owner    POST /box/webhooks /box/webhooks/{webhook}/test /box/webhooks/{webhook}/resume /box/webhooks/{webhook}/remove
token    POST /api/v1/corrections /api/v1/affairs /api/v1/affairs/{affair}/placements /api/v1/feeds
token    PATCH /api/v1/affairs/{affair}
token    DELETE /api/v1/corrections/{number} /api/v1/placements/{number} /api/v1/feeds
"""
#: By which people come in, readers manage their subscription, and machines look: their own tests say who may.
OTHERS = (signing_in, openid, subscriptions, editions, health, metrics, static)
#: Who has the link in it may, whoever they are.
BY_LINK = {("GET", "/password"), ("POST", "/password")}
#: What stands for a part of an address.
PARTS = {"number": "7", "form": "atom", "day": "2026-03-03"}


def table() -> dict[tuple[str, str], str]:
    rows = (line.split() for line in ROUTES.strip().splitlines())
    return {(method, path): level for level, method, *paths in rows for path in paths}


def routes(router: APIRouter, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Those of a router and of all within it."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner, prefix + route.include_context.prefix)
        else:
            yield from ((method, prefix + route.path) for method in route.methods)


def test_every_route_is_in_the_table():
    """One that nobody thought of would be found here."""
    found = {route for room in served._ROOMS if room not in OTHERS for route in routes(room.router)}
    others = {route for room in OTHERS for route in routes(room.router)}
    assert found - others - BY_LINK == set(table())


@pytest.fixture(scope="module")
def visitors(tmp_path_factory):
    """A browser of each, of one box."""
    with open_store(tmp_path_factory.mktemp("roles") / "kept.sqlite") as store:
        for role in ("reader", "editor", "owner"):
            assert store.accounts.add(accounts.new_account(role, PASSWORD, role=role, now=NOW))
        # Each look is a minute after the last, so that nobody comes too often.
        box = Box(store=store, settings=settings(), clock=Clock(NOW))
        found = {}
        for visitor in VISITORS:
            public = {"nobody, public brief": "brief", "nobody, all public": "all"}.get(visitor, "nothing")
            found[visitor] = Browser(make_app(replace(box, settings=settings(public=public))))
            if visitor in ("reader", "editor", "owner"):
                assert found[visitor].sign_in(visitor).status_code == 303
        yield found


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize(("route", "level"), table().items(), ids=str)
def test_who_may(visitors, route, level, visitor):
    """A cell of the table: let in is whoever is not turned away, whatever they then find."""
    method, path = route
    browser = visitors[visitor]
    address = re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "0" * 16), path)
    data = {"form": browser.form("/account")} if method == "POST" and visitor in LEVELS["reader"] else None
    answer = browser.request(method, address, data=data)
    to_sign_in = answer.is_redirect and answer.headers["location"].startswith("/sign-in")
    turned_away = to_sign_in or answer.status_code in (401, 403)
    assert turned_away is (visitor not in LEVELS[level]), (answer.status_code, answer.text[:500])
    assert answer.status_code < 500
