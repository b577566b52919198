"""Subscriptions end to end: links that work once, that are wrong in every way, and that tell of nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retold.config import DEFAULT, Subscribing
from retold.errors import InputError, TokenError
from retold.service import letters, subscribing
from retold.store import open_store
from retold.subscribing import tokens
from retold.subscribing.asking import Wishes
from retold.testing import make_line, make_passage
from retold.types import Affair

# A Wednesday.
NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IRAQ = Affair(id="1" * 16, name="Troops in Iraq")
BERLIN = Wishes(zone="Europe/Berlin")


@pytest.fixture
def store(sqlite_place):
    with open_store(sqlite_place) as opened:
        opened.affairs.keep(IRAQ)
        yield opened


def token(link):
    """What stands behind the last slash."""
    return link.rpartition("/")[2]


def ask(store, email="ann@example.org", wishes=BERLIN, now=NOW):
    return subscribing.subscribe(email, wishes, store=store, now=now)


def confirmed(store, email="ann@example.org", wishes=BERLIN, now=NOW):
    asked = ask(store, email, wishes, now)
    return subscribing.confirm(token(asked.link), store=store, now=now + MINUTE)


def link(store, subscriber, purpose, now=NOW):
    """The token of a link in a mail of this time."""
    return tokens.sign(purpose, subscriber, key=subscribing.link_key(store), now=now)


def due(store):
    """When editions are due that nobody has done yet."""
    return {task.key: task.due for task in store.tasks(["edition"], done=False)}


# --- asked for and confirmed


def test_nothing_is_mailed_before_a_reader_confirms(store):
    """What they are sent is a letter to them, with the link that confirms and what it is about."""
    asked = ask(store, "Ann@Example.org", replace(BERLIN, affairs=["troops in iraq"]))
    assert (asked.subscriber.email, asked.subscriber.state) == ("Ann@example.org", "pending")
    assert asked.subscriber.affairs == (IRAQ.id,)
    assert asked.link.startswith("http://localhost:8000/confirm/")
    for form in (asked.letter.text, asked.letter.html):
        assert asked.link in form
        assert "Troops in Iraq" in form
    assert due(store) == {}


def test_a_confirmation_has_the_first_edition_made_at_the_readers_hour(store):
    """At seven in Berlin the next morning."""
    ann = confirmed(store)
    assert ann.state == "confirmed"
    assert due(store) == {ann.id: datetime(2026, 3, 5, 6, 0, tzinfo=UTC)}


def test_a_second_click_is_welcome_and_changes_nothing(store):
    """Also a day later."""
    asked = ask(store)
    first = subscribing.confirm(token(asked.link), store=store, now=NOW + MINUTE)
    before = due(store)
    for later in (2 * MINUTE, DAY):
        assert subscribing.confirm(token(asked.link), store=store, now=NOW + later) == first
    assert due(store) == before
    assert store.subscribers.find(first.id) == first


def test_the_first_edition_holds_the_news_of_the_day_before(store):
    """Of two lines of the ledger the one that was entered ten hours ago is still to be told."""
    for hours in (30, 10):
        line = make_line(make_passage(f"It rained for {hours} hours.", article=f"a{hours}"), number=0)
        store.ledger.enter(IRAQ.id, [replace(line, affair=IRAQ.id, at=NOW - hours * HOUR)], [])
    assert confirmed(store).told == 1
    assert store.ledger.last_number() == 2


# --- links that don't work


def refused(act, *args, **kwargs):
    """The words of the refusal."""
    with pytest.raises(TokenError) as caught:
        act(*args, **kwargs)
    return str(caught.value)


def test_every_link_that_does_not_work_is_refused_in_the_same_words(store):
    """Forged, of another purpose, too old, of nobody, used up: whether somebody is subscribed can't be told by it."""
    asked = ask(store)
    good, ann = token(asked.link), asked.subscriber
    nobody = replace(ann, id="f" * 16)
    for act, purpose in (
        (subscribing.confirm, "confirm"),
        (subscribing.preferences, "preferences"),
        (subscribing.export, "export"),
    ):
        said = {
            refused(act, "", store=store, now=NOW),
            refused(act, "WyJ.forged", store=store, now=NOW),
            refused(act, good[:-2], store=store, now=NOW),
            refused(act, link(store, ann, "unsubscribe"), store=store, now=NOW),
            refused(act, link(store, nobody, purpose), store=store, now=NOW),
            refused(act, link(store, ann, purpose, now=NOW - 99 * DAY), store=store, now=NOW),
            refused(act, link(store, replace(ann, term=7), purpose), store=store, now=NOW),
        }
        assert said == {str(TokenError())}
    for act in (subscribing.unsubscribe, subscribing.delete):
        assert refused(act, good, store=store, now=NOW) == str(TokenError())
    assert store.subscribers.find(ann.id) == ann


def test_a_link_signed_by_another_store_does_nothing(store, tmp_path):
    """Each has its own key, which stays."""
    with open_store(tmp_path / "other.sqlite") as other:
        theirs = link(other, ask(store).subscriber, "confirm")
        assert subscribing.link_key(other) != subscribing.link_key(store) == subscribing.link_key(store)
    refused(subscribing.confirm, theirs, store=store, now=NOW)


def test_a_link_to_confirm_does_nothing_after_an_end(store):
    """Nor when they ask again: then only the link of the new letter confirms."""
    asked = ask(store)
    ann = subscribing.confirm(token(asked.link), store=store, now=NOW)
    subscribing.unsubscribe(link(store, ann, "unsubscribe"), store=store, now=NOW + HOUR)
    refused(subscribing.confirm, token(asked.link), store=store, now=NOW + HOUR)
    again = ask(store, now=NOW + 2 * HOUR)
    refused(subscribing.confirm, token(asked.link), store=store, now=NOW + 2 * HOUR)
    assert subscribing.confirm(token(again.link), store=store, now=NOW + 2 * HOUR).state == "confirmed"


def test_a_link_to_confirm_does_nothing_after_its_time(store):
    """And an owner's upkeep gives the subscription up; asked for once more it can be confirmed."""
    asked = ask(store)
    refused(subscribing.confirm, token(asked.link), store=store, now=NOW + 3 * DAY)
    assert subscribing.expire_pending(store=store, now=NOW + 3 * DAY) == 1
    refused(
        subscribing.confirm, link(store, asked.subscriber, "confirm", NOW + 3 * DAY), store=store, now=NOW + 3 * DAY
    )
    again = ask(store, now=NOW + 4 * DAY)
    assert again.subscriber.id == asked.subscriber.id
    assert subscribing.confirm(token(again.link), store=store, now=NOW + 4 * DAY).state == "confirmed"


# --- asked for again


def test_whoever_subscribes_a_reader_again_changes_nothing_of_what_they_get(store):
    """The reader is written that they get it already, with the link to change it."""
    ann = confirmed(store)
    asked = ask(store, "ANN@example.org", Wishes(at="03:00", affairs=["Troops in Iraq"]), NOW + HOUR)
    assert asked.link == ""
    assert store.subscribers.find(ann.id) == replace(ann, written_at=NOW + HOUR, letters=1)
    assert asked.letter.subject == "You get it already: Morning brief"
    assert "/preferences/" in asked.letter.text
    assert "/confirm/" not in asked.letter.text


def test_two_letters_to_confirm_both_work(store):
    """Who asks twice may click on either; what counts is what was asked for last."""
    first, second = ask(store), ask(store, wishes=Wishes(at="08:15"), now=NOW + HOUR)
    assert first.letter is not None is not second.letter
    assert subscribing.confirm(token(first.link), store=store, now=NOW + HOUR).minute == 495


def test_a_stranger_can_not_flood_an_address_with_letters(store):
    """Nor by asking for links; the owner gets the link to confirm all the same."""
    assert ask(store).letter is not None
    soon = ask(store, now=NOW + MINUTE)
    assert soon.letter is None
    assert soon.link
    assert subscribing.ask_for_links("ann@example.org", store=store, now=NOW + 2 * MINUTE).letter is None
    assert subscribing.ask_for_links("ann@example.org", store=store, now=NOW + HOUR).letter is not None


def test_what_can_not_be_had_is_refused_before_anybody_is_looked_up(store):
    """So the answer is the same for a known address and an unknown one, and nothing is kept."""
    confirmed(store)
    for wishes in (Wishes(zone="Mars"), Wishes(affairs=["Nothing"]), Wishes(days=[]), Wishes(language="xx")):
        said = set()
        for email in ("ann@example.org", "bob@example.org"):
            with pytest.raises(InputError) as caught:
                ask(store, email, wishes)
            said.add(str(caught.value))
        assert len(said) == 1
    with pytest.raises(InputError, match="no domain"):
        ask(store, "bob@nowhere")
    assert [one.email for one in store.subscribers.all()] == ["ann@example.org"]


# --- ended


def test_one_click_ends_it_and_a_second_does_no_harm(store):
    """No further edition is made; a letter says so once."""
    ann = confirmed(store)
    out = link(store, ann, "unsubscribe")
    ended = subscribing.unsubscribe(out, store=store, now=NOW + HOUR)
    assert (ended.subscriber.state, ended.letter.subject) == ("unsubscribed", "Ended: Morning brief")
    assert due(store) == {}
    again = subscribing.unsubscribe(out, store=store, now=NOW + 2 * HOUR)
    assert again.letter is None
    assert again.subscriber == ended.subscriber


def test_who_comes_back_gets_editions_again_and_may_end_it_by_an_old_mail(store):
    """They keep their id, so that every link to unsubscribe that was ever mailed goes on working."""
    ann = confirmed(store)
    old = link(store, ann, "unsubscribe")
    subscribing.unsubscribe(old, store=store, now=NOW + HOUR)
    back = confirmed(store, now=NOW + DAY)
    assert back.id == ann.id
    assert due(store) == {ann.id: datetime(2026, 3, 6, 6, 0, tzinfo=UTC)}
    subscribing.unsubscribe(old, store=store, now=NOW + 400 * DAY)
    assert store.subscribers.find(ann.id).state == "unsubscribed"
    assert due(store) == {}


def test_bounces_end_it(store):
    """A hard one at once, soft ones after some in a row; what comes later changes nothing."""
    ann, bob = confirmed(store), confirmed(store, "bob@example.org")
    assert subscribing.record_bounce(ann.id, hard=True, store=store, now=NOW + DAY).state == "bounced"
    assert set(due(store)) == {bob.id}
    config = replace(DEFAULT, subscribing=Subscribing(soft_bounces=2))
    for state in ("confirmed", "bounced", "bounced"):
        assert subscribing.record_bounce(bob.id, hard=False, store=store, now=NOW, config=config).state == state
    assert due(store) == {}
    assert subscribing.record_bounce("f" * 16, hard=True, store=store, now=NOW) is None
    # A bounced reader may ask anew: the letter to confirm shows whether mail arrives again.
    assert ask(store, now=NOW + 2 * DAY).letter is not None


def test_mail_that_arrives_has_soft_bounces_counted_anew(store):
    """And costs nothing where there were none."""
    ann = confirmed(store)
    subscribing.record_bounce(ann.id, hard=False, store=store, now=NOW)
    assert subscribing.record_delivery(ann.id, store=store).soft_bounces == 0
    assert subscribing.record_delivery("f" * 16, store=store) is None


# --- changed


def test_a_reader_changes_what_they_get_by_the_link_of_a_mail(store):
    """The next edition comes at the new hour."""
    ann = confirmed(store)
    change = link(store, ann, "preferences")
    assert subscribing.preferences(change, store=store, now=NOW) == ann
    changed = subscribing.change_preferences(change, Wishes(at="09:30", days=["sat"]), store=store, now=NOW + HOUR)
    assert (changed.minute, changed.days, changed.zone) == (570, (5,), "Europe/Berlin")
    assert due(store) == {ann.id: datetime(2026, 3, 7, 8, 30, tzinfo=UTC)}
    shorter = subscribing.change_preferences(change, Wishes(length="short"), store=store, now=NOW + 4 * DAY)
    assert shorter.length == "short"
    # It was due on Saturday and nobody has made it: it isn't forgotten.
    assert due(store) == {ann.id: datetime(2026, 3, 7, 8, 30, tzinfo=UTC)}


def test_who_is_not_subscribed_any_more_changes_nothing_by_an_old_link(store):
    """A stranger who finds an old mail learns nothing."""
    ann = confirmed(store)
    change = link(store, ann, "preferences")
    subscribing.unsubscribe(link(store, ann, "unsubscribe"), store=store, now=NOW)
    refused(subscribing.preferences, change, store=store, now=NOW)
    refused(subscribing.change_preferences, change, Wishes(at="09:30"), store=store, now=NOW)


# --- exported and deleted


def test_a_reader_asks_for_links_and_gets_all_that_is_kept(store):
    """The links are in a letter to their address only."""
    ann = confirmed(store, wishes=replace(BERLIN, affairs=["Troops in Iraq"]))
    asked = subscribing.ask_for_links(" Ann@example.org", store=store, now=NOW + HOUR)
    words = {part.split("/")[-2]: token(part) for part in asked.letter.text.split() if "localhost" in part}
    assert set(words) == {"preferences", "unsubscribe", "export", "delete"}
    told = subscribing.export(words["export"], store=store, now=NOW + HOUR)
    assert (told["subscriber"]["id"], told["subscriber"]["zone"]) == (ann.id, "Europe/Berlin")
    assert told["affairs"] == [{"id": IRAQ.id, "name": "Troops in Iraq"}]
    assert [task["kind"] for task in told["tasks"]] == ["edition"]


def test_who_is_unknown_is_not_written(store):
    """The page says the same to whoever asks."""
    assert subscribing.ask_for_links("eve@example.org", store=store, now=NOW) is None
    with pytest.raises(InputError):
        subscribing.ask_for_links("no address", store=store, now=NOW)


def test_a_reader_deletes_all_and_every_link_of_theirs_is_dead(store):
    """A second click does no harm; who subscribes anew is another."""
    ann = confirmed(store)
    out, change, gone = (link(store, ann, purpose) for purpose in ("unsubscribe", "preferences", "delete"))
    subscribing.delete(gone, store=store, now=NOW)
    assert list(store.subscribers.all()) == list(store.tasks(["edition"])) == []
    subscribing.delete(gone, store=store, now=NOW)
    assert subscribing.unsubscribe(out, store=store, now=NOW) is None
    refused(subscribing.preferences, change, store=store, now=NOW)
    back = confirmed(store)
    assert back.id != ann.id
    subscribing.delete(gone, store=store, now=NOW)
    assert store.subscribers.find(back.id) == back


def test_who_left_can_still_have_all_deleted(store):
    """The letter with the links comes to them, too, without those that would do nothing."""
    ann = confirmed(store)
    subscribing.end_subscription(ann.id, store=store, now=NOW + HOUR)
    asked = subscribing.ask_for_links("ann@example.org", store=store, now=NOW + DAY)
    assert "/preferences/" not in asked.letter.text
    (delete,) = (part for part in asked.letter.text.split() if "/delete/" in part)
    subscribing.delete(token(delete), store=store, now=NOW + DAY)
    assert list(store.subscribers.all()) == []


def test_who_never_confirmed_is_forgotten(store):
    """Expired after three days, deleted after thirty more; nobody else is touched."""
    ask(store)
    bob = confirmed(store, "bob@example.org")
    assert subscribing.expire_pending(store=store, now=NOW + 2 * DAY) == 0
    assert subscribing.expire_pending(store=store, now=NOW + 3 * DAY) == 1
    assert subscribing.expire_pending(store=store, now=NOW + 32 * DAY) == 0
    assert subscribing.expire_pending(store=store, now=NOW + 33 * DAY) == 1
    assert list(store.subscribers.all()) == [bob]


def test_a_clock_that_was_a_year_ahead_costs_no_edition(store):
    """Nor does an edition that was given up; who isn't confirmed gets none."""
    ann, bob = confirmed(store), confirmed(store, "bob@example.org")
    ask(store, "eve@example.org")
    for held in store.lease(["edition"], "one", now=NOW + DAY, seconds=60, limit=2):
        if held.key == ann.id:
            store.finish(held, now=NOW + DAY, again=NOW + 365 * DAY)
        else:
            store.fail(held, "a fault", due=None)
    morning = datetime(2026, 3, 6, 6, 0, tzinfo=UTC)
    assert subscribing.plan_editions(store=store, now=NOW + DAY) == 2
    assert due(store) == {ann.id: morning, bob.id: morning}
    assert subscribing.plan_editions(store=store, now=NOW + DAY) == 0


# --- the owner


def test_the_owner_finds_a_reader_by_id_or_address(store):
    """In any case, with letters of other scripts; else is told where to look."""
    bob = ask(store, "bob@bücher.example").subscriber
    for name in (bob.id, "bob@bücher.example", "BOB@xn--bcher-kva.example"):
        assert subscribing.find_subscriber(name, store=store) == bob
    for name in ("f" * 16, "eve@example.org"):
        with pytest.raises(InputError, match="retold subscribers list"):
            subscribing.find_subscriber(name, store=store)


def test_the_owner_confirms_for_a_reader_unless_it_has_ended(store):
    """Then it has to be asked for anew."""
    ann = ask(store).subscriber
    assert subscribing.confirm_subscriber(ann.id, store=store, now=NOW).state == "confirmed"
    subscribing.end_subscription(ann.id, store=store, now=NOW)
    with pytest.raises(InputError, match="it is unsubscribed"):
        subscribing.confirm_subscriber(ann.id, store=store, now=NOW)
    with pytest.raises(InputError, match="no such subscriber"):
        subscribing.confirm_subscriber("f" * 16, store=store, now=NOW)


# --- letters


@pytest.mark.parametrize("language", sorted(subscribing.languages()))
def test_letters_are_of_one_language_and_direction(store, language):
    """Each kind in each language that a frame can have, with the name the owner gave the brief."""
    config = replace(DEFAULT, subscribing=Subscribing(name="Weir & Co {x}", site="https://brief.test/"))
    ann = replace(confirmed(store), language=language)
    key = subscribing.link_key(store)
    made = [
        letters.confirmation(ann, address="https://brief.test/confirm/x", now=NOW, config=config),
        letters.goodbye(ann, config=config),
        letters.already(ann, key=key, now=NOW, config=config),
        letters.ways(ann, key=key, now=NOW, config=config),
    ]
    assert len({letter.subject for letter in made}) == 4
    for letter in made:
        assert letter.language == language
        assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in letter.html
        assert "Weir & Co {x}" in letter.text
        assert "Weir &amp; Co {x}" in letter.html
        assert "{name}" not in letter.text + letter.html
        assert "{day}" not in letter.text + letter.html
        assert "\n" not in letter.subject
    english = {letters._words("en")[key] for key in letters._words("en")}
    own = {letters._words(language)[key] for key in letters._words("en")}
    assert language == "en" or not own & english


@pytest.mark.parametrize("language", ["ar", "de", "xx"])
def test_a_brief_without_a_name_is_called_what_it_is(store, language):
    """In the language of the letter, English for one without a frame."""
    ann = replace(confirmed(store), language=language)
    name = {"ar": "موجز الصباح", "de": "Morgenüberblick", "xx": "Morning brief"}[language]
    for letter in (
        letters.confirmation(ann, address="https://brief.test/confirm/x", now=NOW),
        letters.goodbye(ann),
        letters.already(ann, key=subscribing.link_key(store), now=NOW),
        letters.ways(ann, key=subscribing.link_key(store), now=NOW),
    ):
        assert name in letter.subject
        assert name in letter.text


def test_the_links_of_a_mail_lead_to_the_site_that_was_set(store):
    """With the reader's tokens."""
    config = replace(DEFAULT, subscribing=Subscribing(site="https://brief.test/", name="Weir"))
    ann = confirmed(store)
    found = letters.mail_links(ann, key=subscribing.link_key(store), now=NOW, config=config)
    assert (found.site, found.name) == ("https://brief.test", "Weir")
    assert found.unsubscribe.startswith("https://brief.test/unsubscribe/")
    assert subscribing.preferences(token(found.preferences), store=store, now=NOW) == ann
    subscribing.unsubscribe(token(found.unsubscribe), store=store, now=NOW)
    assert store.subscribers.find(ann.id).state == "unsubscribed"
