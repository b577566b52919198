"""Readers by mail and what was mailed to them, as the owner sees them and acts for them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.server.conftest import NOW, Browser, settings

from retold.config import DEFAULT, Mailing
from retold.server.app import make_app
from retold.service import subscribing
from retold.testing import make_edition
from retold.types import Affair, Message

WISHES = {
    "days": ["mon", "fri"], "at": "06:30", "zone": "Europe/Berlin", "language": "de", "length": "short",
    "when_empty": "say", "countries": "Iraq",
}  # fmt: skip


@pytest.fixture
def owner(app, people):
    found = Browser(app)
    found.sign_in("Owner")
    return found


def subscribe(kept, email="ann@example.org", *, confirmed=True):
    made = subscribing.subscribe(email, store=kept, now=NOW).subscriber
    return subscribing.confirm_subscriber(made.id, store=kept, now=NOW) if confirmed else made


def mail(kept, reader, number, state="sent", answer="250 taken"):
    day = (NOW - timedelta(days=number)).date()
    edition = make_edition(subscriber=reader.id, id=f"{number:016x}", day=day)
    message = Message(edition=edition.id, subscriber=reader.id, message_id=f"<{number}@x>", state=state,
                      expires_at=NOW, at=NOW - timedelta(days=number), answer=answer, tries=1)  # fmt: skip
    assert kept.mail.keep(edition, message) is not None
    return edition


def test_an_empty_list_says_how_readers_come(owner):
    """And what is missing for that."""
    shown = owner.get("/readers").text
    assert "Nobody has subscribed yet" in shown
    assert "No mail server is set" in shown
    assert "Nothing was mailed yet" in owner.get("/deliveries").text


def test_a_reader_is_added_with_all_wishes(owner, kept):
    """And gets a link to confirm, which the owner can hand over."""
    answer = owner.submit("/readers", "/readers/add", email="ann@example.org", **WISHES)
    assert answer.headers["location"].endswith("?said=link")
    shown = owner.get(answer.headers["location"]).text
    assert "http://localhost:8000/confirm/" in shown
    assert "mon fri, 06:30 (Europe/Berlin)" in shown
    [ann] = kept.subscribers.all()
    assert (ann.state, ann.countries, ann.language) == ("pending", ("IQ",), "de")


def test_who_said_yes_is_confirmed_at_once(owner, kept):
    """And told when the first mail is due."""
    answer = owner.submit("/readers", "/readers/add", email="ann@example.org", confirmed="yes", **WISHES)
    shown = owner.get(answer.headers["location"]).text
    assert "The subscription is confirmed." in shown
    assert "Fri 2026-03-06 06:30 (Europe/Berlin)" in shown


def test_a_letter_goes_out_where_mail_is_set_up(box, people, kept):
    """By the worker."""
    config = replace(DEFAULT, mailing=Mailing(server="mail.test", sender="brief@brief.test"))
    owner = Browser(make_app(replace(box, settings=replace(settings(), config=config))))
    owner.sign_in("Owner")
    answer = owner.submit("/readers", "/readers/add", email="ann@example.org", **WISHES)
    assert answer.headers["location"].endswith("?said=asked")
    assert [task.kind for task in kept.tasks(["letter"])] == ["letter"]
    assert "letter: " in owner.get("/deliveries").text
    assert "No mail server" not in owner.get("/readers").text


def test_what_is_wrong_is_told_beside_each_field(owner, kept):
    """All at once; nobody is added."""
    wrong = {**WISHES, "email": "ann", "at": "25:00", "countries": "Atlantis", "days": []}
    answer = owner.submit("/readers", "/readers/add", **wrong)
    assert answer.status_code == 422
    for field in ("email", "at", "countries", "days"):
        assert f'id="{field}-fault"' in answer.text
    assert not list(kept.subscribers.all())
    subscribe(kept)
    answer = owner.submit("/readers", "/readers/add", email="ANN@example.org", **WISHES)
    assert (answer.status_code, "Subscribed already" in answer.text) == (422, True)


def test_readers_are_found_by_state_and_address(owner, kept):
    """Page by page; what stands for any letter elsewhere is plain here."""
    for number in range(60):
        subscribe(kept, f"r_{number:02}@example.org", confirmed=number % 2 == 0)
    shown = owner.get("/readers").text
    assert "60 readers" in shown
    assert "Page 1 of 2" in shown
    assert "r_59@example.org" not in shown
    assert "r_59@example.org" in owner.get("/readers?page=2").text
    assert "30 readers found" in owner.get("/readers?state=pending").text
    assert "10 readers found" in owner.get("/readers?q=R_4").text
    assert "Nobody is found" in owner.get("/readers?q=%25").text
    assert owner.get("/readers?state=x&page=99").status_code == 200


def test_a_reader_is_confirmed_changed_and_ended_by_hand(owner, kept):
    """As by command."""
    kept.affairs.keep(Affair(id="1" * 16, name="Weir <b>Street"))
    ann = subscribe(kept, confirmed=False)
    page = f"/readers/{ann.id}"
    assert owner.submit(f"{page}/confirm", page).headers["location"] == f"{page}?said=confirmed"
    assert "/confirm/" not in owner.get(page).text
    answer = owner.submit(f"{page}/change", f"{page}/change", affairs="1" * 16, **WISHES)
    assert answer.headers["location"] == f"{page}?said=changed"
    shown = owner.get(page).text
    assert "Weir &lt;b&gt;Street" in shown
    assert "says so" in shown
    assert owner.submit(f"{page}/change", f"{page}/change", **{**WISHES, "at": "x"}).status_code == 422
    assert "End the subscription for ann@example.org?" in owner.get(f"{page}/end").text
    assert owner.submit(f"{page}/end", f"{page}/end").status_code == 303
    assert kept.subscribers.find(ann.id).state == "unsubscribed"
    answer = owner.submit(f"{page}/confirm", "/account")
    assert (answer.status_code, "subscribe it again first" in answer.text) == (422, True)


def test_a_reader_is_exported_and_deleted(owner, kept):
    """Deleted when the owner is sure, and with all that was kept."""
    ann = subscribe(kept)
    mail(kept, ann, 1)
    page = f"/readers/{ann.id}"
    answer = owner.get(f"{page}/export")
    assert answer.headers["content-disposition"].endswith('.json"')
    assert json.loads(answer.text)["subscriber"]["email"] == "ann@example.org"
    assert "Nothing brings them back." in owner.get(f"{page}/delete").text
    assert owner.submit(f"{page}/delete", f"{page}/delete").headers["location"] == "/readers?said=deleted"
    assert kept.subscribers.export(ann.id) is None
    assert owner.get(page).status_code == 404


def test_mails_are_shown_with_what_the_server_said(owner, kept):
    """Newest first, by state, to each reader."""
    ann, bob = subscribe(kept), subscribe(kept, "bob@example.org")
    mail(kept, ann, 1)
    mail(kept, ann, 2, "failed", "550 <b>no such user")
    mail(kept, bob, 3, "waiting", "")
    shown = owner.get("/deliveries").text
    assert shown.index("2026-03-03") < shown.index("2026-03-02") < shown.index("2026-03-01")
    assert "550 &lt;b&gt;no such user" in shown
    assert "failed: 1" in shown
    assert f"/editions/{1:016x}" in shown
    failed = owner.get("/deliveries?state=failed").text
    assert "250 taken" not in failed
    assert "No mail is expired" in owner.get("/deliveries?state=expired").text
    own = owner.get(f"/readers/{bob.id}").text
    assert "nothing yet" in own
    assert "no such user" not in own


def test_many_mails_come_page_by_page(owner, kept):
    """Up to some; further back the command goes."""
    ann = subscribe(kept)
    for number in range(1, 120):
        mail(kept, ann, number)
    first, last = owner.get("/deliveries"), owner.get("/deliveries?page=3")
    assert "Page 1 of 2" in first.text
    assert "Page 3 of 3" in last.text
    assert last.text.count("/editions/") == 19
    assert len(first.content) < 100_000
    assert owner.get("/deliveries?page=99999").status_code == 200


@pytest.mark.parametrize("role", ["editor", "reader", None])
def test_readers_are_the_owners(app, people, kept, role):
    """Nobody else sees an address or changes anything."""
    ann = subscribe(kept)
    other = Browser(app)
    if role:
        other.sign_in(role.title())
    page = f"/readers/{ann.id}"
    for path in (
        "/readers",
        "/readers/add",
        "/deliveries",
        page,
        *(f"{page}/{w}" for w in ("export", "end", "delete")),
    ):
        answer = other.get(path)
        assert answer.status_code == (403 if role else 303)
        assert "ann@" not in answer.text
    for path in ("/readers", *(f"{page}/{what}" for what in ("confirm", "change", "end", "delete"))):
        form = "/account" if role else "/sign-in"
        assert other.submit(path, form, email="eve@example.org").status_code == (403 if role else 401)
    assert [one.state for one in kept.subscribers.all()] == ["confirmed"]
