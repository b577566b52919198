"""The people who sign in, as the owner sees them: added by a link, changed, signed out, removed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from tests.server.conftest import NOW, PASSWORD, Browser

from retold.service import accounts

NEW = "a password of one's own"


@pytest.fixture
def owner(app, people):
    found = Browser(app)
    found.sign_in("Owner")
    return found


def add(owner, name="Ann", role="editor"):
    """The path of the link that somebody is to be handed."""
    answer = owner.submit("/people", "/people", name=name, role=role)
    assert answer.status_code == 303, answer.text
    shown = owner.get(answer.headers["location"]).text
    return unescape(re.search(r'value="http://localhost:8000(/password\?token=[^"]+)"', shown)[1])


def choose(browser, link, password=NEW, again=None):
    token = link.partition("token=")[2]
    return browser.submit("/password", link, token=token, password=password, again=again or password)


def test_who_is_added_chooses_a_password_by_a_link(app, box, owner):
    """Nobody else ever knows it, and they are signed in."""
    link = add(owner)
    ann = Browser(app, address="198.51.100.1")
    assert "Ann" in ann.get(link).text
    assert (choose(ann, link).status_code, ann.get("/account").status_code) == (303, 200)
    assert "who reads, corrects" in ann.get("/account").text
    again = Browser(app, address="198.51.100.2")
    assert again.sign_in("ann", NEW).status_code == 303
    assert box.store.accounts.find_by_name("Ann").role == "editor"


def test_the_link_works_once_and_for_three_days(app, box, owner):
    """Looking at it uses nothing up."""
    link, ann = add(owner), Browser(app, address="198.51.100.1")
    box.clock.now += timedelta(days=2, hours=23)
    for _ in range(3):
        assert ann.get(link).status_code == 200
    assert choose(ann, link).status_code == 303
    assert ann.get(link).status_code == 403
    late = add(owner, "Bea")
    box.clock.now += timedelta(days=3)
    assert ann.get(late).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "WyJhIiwxLCJiIl0.AAAA", "é" * 9, "x" * 9_000])
def test_a_link_that_was_made_up_does_not_work(browser, people, token):
    """Whatever it looks like."""
    assert browser.get("/password", params={"token": token}).status_code == 403


def test_a_link_to_make_the_first_account_chooses_no_password(box, browser, people):
    """Each token is for one thing."""
    other = accounts._serializer(box.store, b"retold.first").dumps([people["owner"].id, 9e9, ""])
    assert browser.get(f"/password?token={other}").status_code == 403


def test_nobody_signs_in_before_they_chose(app, owner):
    """Neither with an empty password nor with any other."""
    add(owner)
    for password in ("", "Ann", NEW):
        assert Browser(app, address="198.51.100.1").sign_in("Ann", password).status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "short"}, "must have 10 to 200 characters"),
        ({"again": "another one here"}, "the same password twice"),
        ({"password": "Ann of the Gables", "name": "Ann of the Gables"}, "another than the name"),
    ],
)
def test_a_password_that_can_not_be_is_told_beside_its_field(app, box, owner, fields, said):
    """And the link goes on working."""
    name = fields.pop("name", "Ann")
    link, ann = add(owner, name), Browser(app, address="198.51.100.1")
    answer = choose(ann, link, **fields)
    assert (answer.status_code, said in answer.text, 'aria-invalid="true"' in answer.text) == (422, True, True)
    assert choose(ann, link).status_code == 303


def test_another_link_lets_somebody_in_who_lost_their_password(app, box, owner, people):
    """Then the old password and all sessions are gone, but not before."""
    reader = Browser(app, address="198.51.100.1")
    reader.sign_in("Reader")
    shown = owner.get(f"/people/{people['reader'].id}/link").text
    link = unescape(re.search(r'value="http://localhost:8000(/password\?token=[^"]+)"', shown)[1])
    assert reader.get("/account").status_code == 200
    other = Browser(app, address="198.51.100.2")
    assert choose(other, link).status_code == 303
    assert reader.get("/account").status_code == 303
    assert reader.sign_in("Reader").status_code == 403
    assert reader.sign_in("Reader", NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "rEADER"}, "Name is somebody&#39;s already"),
        ({"name": " "}, "Name must have 1 to 60"),
        ({"name": "a\u202eb"}, "characters that can be seen"),
        ({"role": "king"}, "Role must be one of reader, editor, owner"),
    ],
)
def test_who_can_not_be_added_is_told_why(box, owner, fields, said):
    """What was typed stands there again."""
    answer = owner.submit("/people", "/people", **({"name": "Ann", "role": "editor"} | fields))
    assert answer.status_code == 422
    assert said in answer.text
    assert len(list(box.store.accounts.all())) == 3


def test_a_role_counts_at_once(app, box, owner, people):
    """Without signing in again."""
    reader = Browser(app, address="198.51.100.1")
    reader.sign_in("Reader")
    assert reader.get("/corrections").status_code == 403
    page = f"/people/{people['reader'].id}"
    assert owner.submit(f"{page}/role", page, role="editor").status_code == 303
    assert reader.get("/corrections").status_code == 200


def test_the_last_owner_stays(app, box, owner, people):
    """Whatever is asked for; an owner who never chose a password is none."""
    add(owner, "Zoe", "owner")
    page = f"/people/{people['owner'].id}"
    for answer in (owner.submit(f"{page}/role", page, role="reader"), owner.submit(f"{page}/remove", page)):
        assert answer.status_code == 422
        assert "nobody else is an owner" in answer.text
    link = add(owner, "Bea", "owner")
    assert choose(Browser(app, address="198.51.100.1"), link).status_code == 303
    assert owner.submit(f"{page}/role", page, role="reader").status_code == 303
    assert owner.get("/people").status_code == 403


def test_who_is_removed_is_signed_out(app, box, owner, people):
    """Asked first, and gone then."""
    reader = Browser(app, address="198.51.100.1")
    reader.sign_in("Reader")
    page = f"/people/{people['reader'].id}"
    assert "Remove Reader?" in owner.get(f"{page}/remove").text
    assert reader.get("/account").status_code == 200
    assert owner.submit(f"{page}/remove", f"{page}/remove").headers["location"] == "/people?said=removed"
    assert reader.get("/account").status_code == 303
    assert owner.get(page).status_code == 404
    assert "They are removed." in owner.get("/people?said=removed").text


def test_somebody_can_be_signed_out(app, owner, people):
    """Everywhere; they may sign in again."""
    reader = Browser(app, address="198.51.100.1")
    reader.sign_in("Reader")
    page = f"/people/{people['reader'].id}"
    assert owner.submit(f"{page}/sessions", page).status_code == 303
    assert reader.get("/account").status_code == 303
    assert reader.sign_in("Reader").status_code == 303


def test_the_list_shows_roles_and_last_sign_ins(owner, people, box):
    """And who has not chosen a password."""
    add(owner, "<b>Ann</b>")
    shown = owner.get("/people").text
    assert "&lt;b&gt;Ann&lt;/b&gt;" in shown
    assert "has not chosen a password" in shown
    assert f"{NOW:%Y-%m-%d %H:%M} UTC" in shown
    assert "not in the last 30 days" in shown


@pytest.mark.parametrize("role", ["reader", "editor", None])
def test_people_are_the_owners(app, people, role):
    """Others see nobody, and change nobody."""
    other = Browser(app)
    if role:
        other.sign_in(role.title())
    id_ = people["reader"].id
    for path in ("/people", f"/people/{id_}", f"/people/{id_}/link", f"/people/{id_}/remove"):
        assert other.get(path).status_code == (403 if role else 303)
    for path in ("/people", f"/people/{id_}/role", f"/people/{id_}/sessions", f"/people/{id_}/remove"):
        page = "/account" if role else "/sign-in"
        assert other.submit(path, page, role="owner", name="Eve").status_code == (403 if role else 401)


def test_a_form_of_another_site_changes_nobody(owner, people, box):
    """Not even with the owner's cookie."""
    page = f"/people/{people['reader'].id}/role"
    assert owner.post(page, data={"role": "owner"}).status_code == 403
    assert box.store.accounts.find(people["reader"].id).role == "reader"
    assert PASSWORD not in owner.get("/people").text
