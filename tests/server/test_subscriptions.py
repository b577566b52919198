"""Subscribing on the web: the whole way of a reader, and what a page never does or tells."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from tests.box import Clock

from retold.config import DEFAULT, Subscribing
from retold.display.frames import frame, languages
from retold.display.letters import Letter
from retold.knowledge import mapping
from retold.records import unpack
from retold.server import wishing
from retold.server.app import make_app
from retold.server.box import Box
from retold.server.languages import preferred
from retold.service import subscribing
from retold.settings import Settings
from retold.store import open_store, schema
from retold.subscribing import tokens
from retold.subscribing.asking import Wishes
from retold.types import Affair
from retold.web.site import Words

# A Wednesday.
NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
IRAQ = Affair(id="1" * 16, name="Troops in Iraq")
SCRIPT = Affair(id="2" * 16, name="<script>alert('x')</script>")
CONFIG = replace(DEFAULT, mailing=replace(DEFAULT.mailing, server="mail.example.org", sender="brief@example.org"))
FORM = {
    "email": "ann@example.org",
    "affairs": [IRAQ.id],
    "countries": "Iraq, Ukraine",
    "days": ["mon", "wed"],
    "at": "06:30",
    "zone": "Europe/Berlin",
    "language": "en",
    "length": "short",
    "when_empty": "say",
}
ONE_CLICK = {"content": "List-Unsubscribe=One-Click", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
"""As a mail program sends it (RFC 8058, 3.1)."""


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def store(sqlite_place):
    with open_store(sqlite_place) as opened:
        opened.affairs.keep(IRAQ)
        opened.affairs.keep(SCRIPT)
        yield opened


@pytest.fixture
def app(store, clock):
    return make_app(Box(store=store, settings=Settings(config=CONFIG), clock=clock))


@pytest.fixture
def browser(app):
    """With cookies."""
    return TestClient(app, base_url="http://localhost:8000", follow_redirects=False)


@pytest.fixture
def mailer(app):
    """Whoever holds nothing but an address: no cookie, no page seen before."""
    return TestClient(app, base_url="http://localhost:8000", follow_redirects=False)


def form_of(browser, path="/subscribe"):
    """The hidden field of a form."""
    return {"form": re.search(r'name="form" value="([^"]+)"', browser.get(path).text)[1]}


def sign_up(browser, **changed):
    return browser.post("/subscribe", data={**FORM, **form_of(browser), **changed})


def letters(store):
    """The letters that wait to be mailed."""
    return [unpack(task.payload, Letter) for task in store.tasks(["letter"], done=False)]


def path_in(letter, purpose):
    return re.search(rf"http://localhost:8000(/{purpose}/\S+)", letter.text)[1]


def path_to(store, purpose, reader=None, now=NOW):
    reader = reader or store.subscribers.find_by_email("ann@example.org")
    return f"/{purpose}/{tokens.sign(purpose, reader, key=subscribing.link_key(store), now=now)}"


def subscribed(store, email="ann@example.org", **wishes):
    asked = subscribing.subscribe(email, Wishes(zone="Europe/Berlin", **wishes), store=store, now=NOW - DAY)
    return subscribing.confirm_subscriber(asked.subscriber.id, store=store, now=NOW - DAY)


def rows(store):
    """All that the store holds, row by row."""
    with store.subscribers._transactions.reading() as connection:
        return {
            table.name: Counter(map(repr, connection.execute(select(table)).all()))
            for table in schema.metadata.sorted_tables
        }


def ann(store):
    return store.subscribers.find_by_email("ann@example.org")


# --- the whole way


def test_the_whole_way_of_a_reader(browser, mailer, store, clock):
    """Asked for, confirmed by the link in the letter, changed, ended by one click, exported, deleted."""
    assert "Look in your mailbox" in sign_up(browser).text
    assert ann(store).state == "pending"
    (letter,) = letters(store)

    clock.now += MINUTE
    confirm = path_in(letter, "confirm")
    assert mailer.get(confirm).status_code == 200
    assert ann(store).state == "pending"
    confirmed = mailer.post(confirm)
    # Six thirty in Berlin on the next of her days.
    assert "Monday, 9 March 2026, 06:30 (Europe/Berlin)" in confirmed.text.replace("\u2068", "").replace("\u2069", "")
    assert ann(store).state == "confirmed"
    (task,) = store.tasks(["edition"], done=False)
    assert (task.key, task.due) == (ann(store).id, datetime(2026, 3, 9, 5, 30, tzinfo=UTC))

    preferences = re.search(r'href="(/preferences/[^"]+)"', confirmed.text)[1]
    changed = mailer.post(preferences, data={**FORM, "at": "21:15", "length": "full", "countries": ""})
    assert "Saved." in changed.text
    assert (ann(store).minute, ann(store).length, ann(store).countries) == (21 * 60 + 15, "full", ())
    (task,) = store.tasks(["edition"], done=False)
    assert task.due == datetime(2026, 3, 4, 20, 15, tzinfo=UTC)

    one_click = mailer.post(re.search(r'href="(/unsubscribe/[^"]+)"', changed.text)[1], **ONE_CLICK)
    assert one_click.status_code == 200
    assert ann(store).state == "unsubscribed"
    assert not list(store.tasks(["edition"], done=False))
    assert [letter.subject for letter in letters(store)][-1] == "Ended: Morning brief"

    told = json.loads(mailer.post(path_to(store, "export")).content)
    assert told["subscriber"]["email"] == "ann@example.org"
    assert told["affairs"] == [{"id": IRAQ.id, "name": "Troops in Iraq"}]
    assert mailer.post(path_to(store, "delete")).status_code == 200
    assert ann(store) is None
    assert "ann@example.org" not in repr(rows(store))


def test_what_was_wished_is_what_is_kept(browser, store):
    """Each field of the form."""
    sign_up(browser)
    reader = ann(store)
    assert (reader.affairs, reader.countries, reader.days) == ((IRAQ.id,), ("IQ", "UA"), (0, 2))
    assert (reader.minute, reader.zone, reader.language) == (390, "Europe/Berlin", "en")
    assert (reader.length, reader.when_empty) == ("short", "say")


def test_who_asks_anew_for_all_affairs_gets_all(browser, store, clock):
    """What was chosen before the end doesn't come back by itself."""
    reader = subscribed(store, affairs=["Troops in Iraq"])
    subscribing.end_subscription(reader.id, store=store, now=NOW - MINUTE)
    clock.now += DAY
    sign_up(browser, affairs=[])
    assert (ann(store).state, ann(store).affairs) == ("pending", ())


def test_links_can_be_asked_for(browser, store):
    """The letter has those that a reader may need."""
    subscribed(store)
    answer = browser.post("/links", data={"email": "ANN@example.org ", **form_of(browser, "/links")})
    assert answer.status_code == 200
    (letter,) = letters(store)
    for purpose in ("preferences", "unsubscribe", "export", "delete"):
        assert browser.get(path_in(letter, purpose)).status_code == 200


# --- GET


def test_looking_changes_nothing(browser, mailer, store):
    """Not a row of the store, at any page, for whatever state of the reader, however often, nor by HEAD."""
    subscribed(store, "bob@example.org")
    gone = subscribed(store, "eve@example.org")
    bob = store.subscribers.find_by_email("bob@example.org")
    sign_up(browser)
    paths = ["/subscribe", "/links", "/confirm/forged", "/delete/forged", path_to(store, "confirm")]
    for purpose in ("confirm", "unsubscribe", "preferences", "export", "delete"):
        paths += [path_to(store, purpose, bob), path_to(store, purpose, gone)]
    store.subscribers.delete(gone.id)
    before = rows(store)
    for path in paths:
        for ask in (mailer.get, mailer.get, mailer.head):
            assert ask(path).status_code in (200, 404)
            assert rows(store) == before, path


def test_a_forged_link_makes_no_key(mailer, store):
    """Where no link was ever given out none is needed to turn it down."""
    before = rows(store)
    assert mailer.get("/confirm/forged").status_code == 404
    assert mailer.get("/unsubscribe/forged").status_code == 404
    assert rows(store) == before


@pytest.mark.parametrize("purpose", ["confirm", "unsubscribe", "preferences", "export", "delete"])
def test_a_link_leads_to_one_form_without_script(mailer, store, purpose):
    """It is sent back to where it is, and needs nothing that the page set."""
    reader = subscribed(store)
    page = mailer.get(path_to(store, purpose, reader))
    assert page.text.count("<form ") == page.text.count("<button") == 1
    assert "action=" not in page.text
    assert "<script" not in page.text
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"


# --- unsubscribing


@pytest.mark.parametrize(
    "sent",
    [
        ONE_CLICK,
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {},
        {**ONE_CLICK, "headers": {**ONE_CLICK["headers"], "Origin": "https://mail.example", "Sec-Fetch-Site": "none"}},
    ],
    ids=["one click", "as parts", "a plain form", "from a mail program's page"],
)
def test_one_click_ends_it(mailer, store, sent):
    """Without login, cookie or hidden field; a second one is harmless and brings no second letter."""
    path = path_to(store, "unsubscribe", subscribed(store))
    first = mailer.post(path, **sent)
    assert (first.status_code, ann(store).state) == (200, "unsubscribed")
    before = rows(store)
    second = mailer.post(path, **sent)
    assert (second.status_code, second.text) == (200, first.text)
    assert rows(store) == before
    assert len(letters(store)) == 1


def test_who_is_gone_gets_the_same_page(mailer, store):
    """Deleted, bounced or never confirmed."""
    reader = subscribed(store)
    path = path_to(store, "unsubscribe", reader)
    shown, done = mailer.get(path), mailer.post(path)
    store.subscribers.delete(reader.id)
    for before, now in ((shown, mailer.get(path)), (done, mailer.post(path))):
        assert (now.status_code, now.text, now.headers) == (before.status_code, before.text, before.headers)


def test_deleting_twice_is_harmless(mailer, store):
    """Also looking at the page again."""
    path = path_to(store, "delete", subscribed(store))
    first = mailer.post(path)
    assert mailer.post(path).text == first.text
    assert mailer.get(path).status_code == 200


# --- links that don't work


def wrong_links(store):
    reader = subscribed(store)
    good = path_to(store, "preferences", reader)
    old = path_to(store, "preferences", reader, NOW - 31 * DAY)
    other = path_to(store, "export", reader).replace("/export/", "/preferences/")
    ended = subscribed(store, "bob@example.org")
    of_ended = path_to(store, "preferences", ended)
    subscribing.end_subscription(ended.id, store=store, now=NOW - MINUTE)
    gone = subscribed(store, "eve@example.org")
    of_gone = path_to(store, "preferences", gone)
    store.subscribers.delete(gone.id)
    cut = good[:-3]
    return [old, other, of_ended, of_gone, cut, "/preferences/x", "/preferences/%00", f"/preferences/{'a' * 900}"]


def test_links_that_do_not_work_are_all_alike(mailer, store):
    """Too old, for something else, of one who ended or is gone, cut short, forged: one page, with a way on."""
    paths = wrong_links(store)
    before = rows(store)
    for ask in (mailer.get, mailer.post):
        found = [ask(path) for path in paths]
        assert {(answer.status_code, answer.text) for answer in found} == {(404, found[0].text)}
        assert len({str(sorted(answer.headers.items())) for answer in found}) == 1
    assert "This link doesn’t work" in found[0].text
    assert 'href="/links"' in found[0].text
    assert rows(store) == before


@pytest.mark.parametrize("purpose", ["confirm", "unsubscribe", "export", "delete"])
def test_a_forged_link_does_nothing(mailer, store, purpose):
    """A token of another purpose neither."""
    reader = subscribed(store)
    before = rows(store)
    other = "preferences" if purpose != "preferences" else "export"
    for path in (f"/{purpose}/forged", path_to(store, other, reader).replace(f"/{other}/", f"/{purpose}/")):
        assert mailer.post(path).status_code == mailer.get(path).status_code == 404
    assert rows(store) == before


# --- nothing tells who is subscribed


def test_no_answer_tells_who_is_subscribed(app, store):
    """Status, body and headers are those of an address that was never seen, confirmed, pending or ended."""
    subscribed(store, "confirmed@example.org")
    ended = subscribed(store, "ended@example.org")
    subscribing.end_subscription(ended.id, store=store, now=NOW - DAY)
    subscribing.subscribe("pending@example.org", store=store, now=NOW)
    for path in ("/subscribe", "/links"):
        answers = set()
        for who in ("confirmed", "ended", "pending", "new"):
            browser = TestClient(app, base_url="http://localhost:8000")
            sent = {**FORM, "email": f"{who}@example.org", **form_of(browser, path)}
            answer = browser.post(path, data=sent)
            answers.add((answer.status_code, answer.text, str(sorted(answer.headers.items()))))
        assert len(answers) == 1
        assert answer.status_code == 200


def test_the_answer_leaves_before_the_work(app, store, clock, monkeypatch):
    """So that its time can't tell: the store is asked for the address only after the whole answer was sent."""
    done = []
    real = store.subscribers.keep
    monkeypatch.setattr(store.subscribers, "keep", lambda reader: (done.append("work"), real(reader))[1])

    async def watched(scope, receive, send):
        async def sending(message):
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                done.append("answer")

        await app(scope, receive, sending)

    browser = TestClient(watched, base_url="http://localhost:8000")
    fields = form_of(browser)
    done.clear()
    browser.post("/subscribe", data={**FORM, **fields})
    assert done == ["answer", "work"]


def test_a_subscribed_reader_is_not_changed_by_a_strangers_form(browser, store):
    """They are written that they are subscribed."""
    before = subscribed(store, language="de")
    sign_up(browser, length="full", language="fr")
    assert replace(ann(store), written_at=None, letters=0) == replace(before, written_at=None, letters=0)
    (letter,) = letters(store)
    assert letter.language == "de"


def test_one_address_of_mail_gets_one_letter_however_often_it_is_asked_for(browser, store):
    """The answer stays the same."""
    answers = {sign_up(browser).text for _ in range(5)}
    assert len(answers) == 1
    assert len(letters(store)) == 1


def test_forms_about_one_address_of_mail_are_few_from_wherever_they_come(app, store, clock):
    """What came too soon is answered like the others and left undone; a minute later it counts again."""

    def ask(number, length):
        browser = TestClient(app, base_url="http://localhost:8000", client=(f"192.0.2.{number}", 5000))
        assert sign_up(browser, length=length, email="Ann@example.org").status_code == 200
        return store.subscribers.find_by_email("ann@example.org").length

    subscribing.subscribe("ann@example.org", store=store, now=NOW)
    assert [ask(1, "full"), ask(2, "short"), ask(3, "medium")] == ["full", "short", "short"]
    clock.now += MINUTE
    assert ask(4, "medium") == "medium"


def test_who_sends_too_many_forms_has_to_wait(browser, store):
    """And fills no store."""
    fields = form_of(browser)
    found = [
        browser.post("/subscribe", data={**FORM, **fields, "email": f"a{n}@example.org"}).status_code for n in range(30)
    ]
    assert (found[0], found[-1]) == (200, 429)
    assert len(list(store.subscribers.all())) == found.count(200) <= 10
    assert browser.get("/subscribe").status_code == 200


def test_many_who_send_forms_together_have_to_wait_too(app, clock):
    """Not who only reads; and not longer than until some of them may come again."""

    def ask(number):
        browser = TestClient(
            app, base_url="http://localhost:8000", client=(f"198.51.{number // 250}.{number % 250}", 1)
        )
        return browser.post("/subscribe", data=FORM).status_code

    found = [ask(number) for number in range(130)]
    assert found == [422] * 120 + [429] * 10
    assert TestClient(app, base_url="http://localhost:8000").get("/subscribe").status_code == 200
    clock.now += MINUTE
    assert ask(130) == 422


def test_one_who_sends_too_many_takes_nothing_from_the_others(app, browser):
    """Only what they were let do counts."""
    for _ in range(200):
        browser.post("/subscribe", data=FORM)
    other = TestClient(app, base_url="http://localhost:8000", client=("198.51.100.7", 1))
    assert other.post("/subscribe", data=FORM).status_code == 422


def test_the_form_is_taken_only_from_who_was_shown_it(mailer, store):
    """What was typed is shown again, with a fresh field."""
    answer = mailer.post("/subscribe", data=FORM)
    assert answer.status_code == 422
    assert 'value="ann@example.org"' in answer.text
    assert ann(store) is None
    again = re.search(r'name="form" value="([^"]+)"', answer.text)[1]
    assert mailer.post("/subscribe", data={**FORM, "form": again}).status_code == 200
    assert ann(store) is not None


# --- wrong values


WRONG = {
    "affairs": ["f" * 16],
    "countries": "Iraq, Atlantis<b>",
    "days": [],
    "at": "25:00",
    "zone": "Europe/Atlantis",
    "language": "tlh",
    "length": "endless",
    "when_empty": "maybe",
}


@pytest.mark.parametrize("field", [*WRONG, "email"])
def test_a_wrong_value_is_told_beside_its_field(browser, store, field):
    """And in a summary that leads to it; what was typed elsewhere is kept."""
    answer = sign_up(browser, **{field: WRONG.get(field, "no address")})
    assert answer.status_code == 422
    page = answer.text
    assert f'<a href="#{field}">' in page
    assert f'id="{field}"' in page
    assert f'id="{field}-fault"' in page
    assert f'aria-describedby="{field}-fault"' in page or f'{field}-hint {field}-fault"' in page
    assert page.count('class="fault"') == 1
    assert "<title>Error: Subscribe" in page
    kept = {"email": 'value="ann@example.org"', "countries": 'value="Iraq, Ukraine"', "at": 'value="06:30"'}
    kept |= {"zone": "<option selected>Europe/Berlin", "length": 'value="short" id="length" checked'}
    for name, words in kept.items():
        assert name == field or words in page, name
    assert ann(store) is None


def test_all_that_is_wrong_is_told_at_once_and_kept(mailer, store):
    """On the preferences, too; and nothing is changed by it."""
    reader = subscribed(store)
    before = rows(store)
    page = mailer.post(path_to(store, "preferences", reader), data={**WRONG, "form": "x"})
    assert page.status_code == 422
    assert page.text.count('class="fault"') == len(WRONG)
    assert 'value="Iraq, Atlantis&lt;b&gt;"' in page.text
    assert "<option selected>Europe/Atlantis" in page.text
    assert 'value="25:00"' in page.text
    assert "<b>" not in page.text
    assert rows(store) == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"&" * 5000, b"a=1&" * 5000, b"email=%00%ff&days=%ud800", b"email[]=x", b"x" * 60_000],
)
def test_whatever_is_sent_is_answered(browser, store, content):
    """With a page that says what is wrong, and never by breaking."""
    subscribed(store, "bob@example.org")
    sent = {"content": content, "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
    for path in ("/subscribe", "/links", path_to(store, "preferences", next(store.subscribers.all()))):
        assert browser.post(path, **sent).status_code in (400, 422)


def test_parts_are_no_form_of_ours(browser, store):
    """Files neither."""
    assert browser.post("/subscribe", files={"email": ("a.txt", b"x")}).status_code == 422
    assert list(store.subscribers.all()) == []


# --- preferences as they are


def sent_back(page):
    """What a browser sends if nothing is touched."""
    sent = {}
    for tag in re.findall(r"<input [^>]+>", page):
        name, value = (unescape(re.search(rf'{key}="([^"]*)"', tag)[1]) for key in ("name", "value"))
        if ("checkbox" not in tag and "radio" not in tag) or " checked" in tag:
            sent.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select id="(\w+)"(.+?)</select>', page, re.S):
        chosen = re.search(r"<option([^>]*) selected>([^<]*)", options)
        own = re.search(r'value="([^"]*)"', chosen[1])
        sent[name] = [own[1] if own else chosen[2]]
    return sent


@pytest.mark.parametrize("language", sorted(languages()))
def test_preferences_sent_back_untouched_change_nothing(mailer, store, language):
    """In every language, also with a country whose name another one shares, and an affair that isn't followed now."""
    codes = ("CD", "CG", "HK", "IQ", "KP", "MM")
    reader = subscribed(store, language=language, countries=codes, affairs=["Troops in Iraq"], days=["sun", "tue"])
    store.affairs.forget(IRAQ.id)
    path = path_to(store, "preferences", reader)
    before = rows(store)
    sent = sent_back(mailer.get(path).text)
    assert sent["affairs"] == [IRAQ.id]
    assert mailer.post(path, data=sent).status_code == 200
    assert rows(store) == before


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_country_is_read_as_it_is_shown(language):
    """By its name, or by its code where the name is not its own."""
    for code in mapping("country_codes"):
        shown = wishing._country_list([code], frame(language))
        wishes, faults = wishing.check(wishing.Typed(countries=shown), ())
        assert (wishing.countries(wishes.countries), faults) == ((code,), ())


def test_an_affair_that_is_gone_can_be_left(mailer, store):
    """For all affairs, or for another one; it can't stay alone after others were unticked."""
    reader = subscribed(store, affairs=["Troops in Iraq", SCRIPT.name])
    store.affairs.forget(IRAQ.id)
    path = path_to(store, "preferences", reader)
    assert "(no longer followed)" in mailer.get(path).text
    assert mailer.post(path, data={**FORM, "affairs": [IRAQ.id]}).status_code == 422
    assert ann(store).affairs == reader.affairs
    assert mailer.post(path, data={**FORM, "affairs": [SCRIPT.id]}).status_code == 200
    assert ann(store).affairs == (SCRIPT.id,)
    assert mailer.post(path, data={**FORM, "affairs": []}).status_code == 200
    assert ann(store).affairs == ()


# --- words of others, languages, style


def test_script_in_the_name_of_an_affair_is_text(browser, mailer, store):
    """On the form, on the preferences, and where the brief's own name is odd."""
    reader = subscribed(store)
    for page in (browser.get("/subscribe"), mailer.get(path_to(store, "preferences", reader))):
        assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page.text
        assert "<script>" not in page.text


def test_the_name_of_the_brief_is_text(store, clock):
    """The owner may write what they like."""
    named = replace(CONFIG, subscribing=Subscribing(name='<i>Desk</i> & "Co"'))
    app = make_app(Box(store=store, settings=Settings(config=named), clock=clock))
    browser = TestClient(app, base_url="http://localhost:8000")
    page = browser.get(path_to(store, "unsubscribe", subscribed(store))).text
    assert "&lt;i&gt;Desk&lt;/i&gt; &amp; &#34;Co&#34;" in page
    assert "<i>" not in page


@pytest.mark.parametrize("language", sorted(languages()))
def test_pages_are_in_the_readers_language(browser, mailer, store, language):
    """The form in the browser's, a link's page in the subscriber's; Arabic runs from right to left."""
    words = Words(frame(language))
    direction = "rtl" if language == "ar" else "ltr"
    reader = subscribed(store, language=language)
    asked = browser.get("/subscribe", headers={"Accept-Language": f"tlh, {language}-XX;q=0.9, en;q=0.1"})
    assert words("subscribe_lead") in asked.text
    assert f'<option value="{language}" lang="{language}" selected>' in asked.text
    purposes = ("preferences", "delete", "export", "unsubscribe")
    other = {"Accept-Language": "de" if language != "de" else "fr"}
    pages = [mailer.get(path_to(store, purpose, reader), headers=other) for purpose in purposes]
    pages.append(mailer.post(path_to(store, "unsubscribe", reader), headers=other))
    for page in (asked, *pages):
        assert re.search(rf'<html lang="{language}[^"]*" dir="{direction}">', page.text)
    assert words("delete_text") in pages[1].text
    bad = mailer.get("/confirm/x", headers={"Accept-Language": language})
    assert words("bad_title") in bad.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"), ("de", "de"), ("de-AT,en;q=0.5", "de-AT"), ("en;q=0.2, fr;q=0.9", "fr"), ("fr;q=0, pl", "pl"),
        ("tlh, *", "en"), ("PT-br", "pt-br"), ("it;q=x, nl;q=0.1", "nl"), (";;;,,,=", "en"), ("\u0000", "en"),
        ("de-<script>", "de"),
    ],
)  # fmt: skip
def test_the_browsers_wish_is_read(accepted, language):
    """By its weights; what is no language is passed over."""
    assert preferred(accepted) == language


@pytest.mark.parametrize("language", sorted(languages()))
def test_pages_have_no_style_and_no_script_in_them(browser, store, language):
    """What they load is served under its hash, and every field has a label."""
    subscribed(store)
    page = browser.get("/subscribe", headers={"Accept-Language": language}).text
    assert "<style" not in page
    assert not re.search(r"\sstyle=|\son\w+=|javascript:|<script(?! src)", page)
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert browser.get(path).status_code == 200
    for id_ in re.findall(r'<(?:input|select)[^>]* id="(email|countries|at|zone|language)"', page):
        assert f'<label for="{id_}">' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_box_without_mail_says_so(store, clock):
    """Rather than promise a letter that nobody sends."""
    app = make_app(Box(store=store, settings=Settings(), clock=clock))
    browser = TestClient(app, base_url="http://localhost:8000")
    for path in ("/subscribe", "/links"):
        assert browser.get(path).status_code == 503
        assert "mailing.server" in browser.get(path).text
    assert browser.post(path_to(store, "unsubscribe", subscribed(store))).status_code == 200
    assert letters(store) == []
