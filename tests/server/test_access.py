"""What may be read without signing in, and what a page's frame leads to."""

import re
from dataclasses import replace

import pytest
from fastapi import Depends, Request
from tests.server.conftest import Browser, settings

from retold.server.access import reading
from retold.server.app import make_app
from retold.server.pages import page

ROLES = ("nobody", "reader", "editor", "owner")


@pytest.fixture
def browser_of(box):
    """A browser of a box of which so much is public, with a page of each part."""

    def browser(public):
        app = make_app(replace(box, settings=settings(public=public)))
        for part in ("brief", "all"):
            app.add_api_route(f"/of/{part}", lambda: "in", dependencies=[Depends(reading(part))])

        def frame(request: Request):
            return page(request, "room.html", here="/affairs")

        app.add_api_route("/frame", frame, response_model=None)
        return Browser(app)

    return browser


@pytest.mark.parametrize(
    ("public", "open_to_all"), [("nothing", set()), ("brief", {"brief"}), ("all", {"brief", "all"})]
)
@pytest.mark.parametrize("role", ROLES)
def test_what_is_public_is_open_to_all(browser_of, people, public, open_to_all, role):
    """All else is for those who are signed in."""
    browser = browser_of(public)
    if role != "nobody":
        assert browser.sign_in(role).status_code == 303
    for part in ("brief", "all"):
        answer = browser.get(f"/of/{part}")
        if part in open_to_all or role != "nobody":
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next=/of/{part}")


READING = ["Brief", "Affairs", "Stories", "Search", "Feeds"]
LEADS = {
    ("nothing", "nobody"): ["Sign in"],
    ("brief", "nobody"): ["Brief", "Sign in"],
    ("all", "nobody"): [*READING, "Sign in"],
    ("nothing", "reader"): [*READING, "Reader"],
    ("all", "editor"): [*READING, "Corrections", "Editor"],
    ("nothing", "owner"): [*READING, "Corrections", "Readers", "People", "Box", "Owner"],
}


@pytest.mark.parametrize(("case", "expected"), LEADS.items(), ids=str)
def test_the_frame_leads_to_what_the_visitor_may_see(browser_of, people, case, expected):
    """And to nothing else; the page that is shown is marked."""
    public, role = case
    browser = browser_of(public)
    if role != "nobody":
        browser.sign_in(role)
    navigation = re.search(r"<nav.*?</nav>", browser.get("/frame").text, re.S)[0]
    assert re.findall(r">(?:<bdi>)?([^<>\n]+)(?:</bdi>)?</a>", navigation) == expected
    assert re.findall(r'href="([^"]+)" aria-current="page"', navigation) == ["/affairs"] * ("Affairs" in expected)


def test_who_can_subscribe_is_led_there(box):
    """Where mail can be sent."""
    mailing = replace(box.settings.config.mailing, server="mail.example")
    told = replace(box, settings=replace(box.settings, config=replace(box.settings.config, mailing=mailing)))
    assert 'href="/subscribe"' in Browser(make_app(told)).get("/").text
    assert 'href="/subscribe"' not in Browser(make_app(box)).get("/").text
