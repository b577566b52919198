"""`retold subscribe` and `retold subscribers`, as the owner uses them."""

import json

import pytest
import typer
from typer.testing import CliRunner

from retold.cli.subscribing import app as subscribers
from retold.cli.subscribing import subscribe
from retold.errors import InputError, StoreError
from retold.store import open_store
from retold.types import Affair

APP = typer.Typer()
APP.command()(subscribe)
APP.add_typer(subscribers, name="subscribers")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command on a store with an affair in it; what it printed. Its error is raised."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOLD_STORE", str(tmp_path / "news.sqlite"))
    monkeypatch.setenv("RETOLD_SITE_URL", "https://brief.test")
    with open_store(tmp_path / "news.sqlite") as kept:
        kept.affairs.keep(Affair(id="1" * 16, name="Weir Street Bridge"))

    def call(*words, status=0, answer=None):
        done = CliRunner().invoke(APP, words, input=answer, catch_exceptions=False)
        assert done.exit_code == status, done.output
        return done.output

    return call


def test_a_reader_is_subscribed_and_confirmed_by_the_owner(run):
    """The link is shown, for where no mail is set up."""
    told = run("subscribe", "ann@example.org", "--zone", "Europe/Berlin")
    assert told.startswith(
        "ann@example.org: to be confirmed within 72 hours by this link:\nhttps://brief.test/confirm/"
    )
    assert "pending" in run("subscribers", "list")
    shown = run("subscribers", "confirm", "ann@example.org")
    assert "confirmed since" in shown
    assert "daily, 07:00 (Europe/Berlin)" in shown


def test_who_said_yes_to_the_owner_is_confirmed_at_once(run):
    """And the owner is told when the first edition is due."""
    told = run("subscribe", "ann@example.org", "--at", "23:59", "--confirmed")
    assert told.startswith("ann@example.org: confirmed; the next edition is due ")
    assert told.endswith("23:59 (UTC)\n")


def test_where_mail_is_set_up_the_letter_waits_for_the_worker(run, tmp_path, monkeypatch):
    """Once, and not for who is confirmed at once."""
    monkeypatch.setenv("RETOLD_MAILING_SERVER", "mail.brief.test")
    monkeypatch.setenv("RETOLD_MAILING_SENDER", "brief@brief.test")
    assert "which `retold worker` mails" in run("subscribe", "ann@example.org")
    assert "which `retold worker` mails" not in run("subscribe", "ann@example.org")
    run("subscribe", "bob@example.org", "--confirmed")
    with open_store(tmp_path / "news.sqlite") as kept:
        (letter,) = kept.tasks(["letter"])
        assert letter.key.startswith(kept.subscribers.find_by_email("ann@example.org").id)


def test_all_wishes_can_be_given_and_changed(run):
    """What isn't given stays; JSON bears them all."""
    made = json.loads(
        run(
            "subscribe", "ann@example.org", "--affair", "weir street bridge", "--country", "Iraq", "--country", "DE",
            "--days", "mon,fri", "--at", "6:05", "--zone", "Asia/Baghdad", "--language", "ar", "--length", "full",
            "--when-empty", "say", "--json",
        )
    )  # fmt: skip
    assert made["link"].startswith("https://brief.test/confirm/")
    wishes = {
        "affairs": ["Weir Street Bridge"], "countries": ["DE", "IQ"], "days": ["mon", "fri"], "at": "06:05",
        "zone": "Asia/Baghdad", "language": "ar", "length": "full", "when_empty": "say",
    }  # fmt: skip
    assert {name: made[name] for name in wishes} == wishes
    assert (made["state"], made["next_due"]) == ("pending", None)
    changed = json.loads(
        run("subscribers", "change", "ann@example.org", "--days", "weekends", "--all-affairs", "--json")
    )
    assert {name: changed[name] for name in wishes} == wishes | {"affairs": [], "days": ["sat", "sun"]}
    assert json.loads(run("subscribers", "show", "ann@example.org", "--json")) == changed
    assert json.loads(run("subscribers", "list", "--json"))["subscribers"] == [changed]
    shown = run("subscribers", "show", made["id"])
    for words in ("DE, IQ", "weekends, 06:05 (Asia/Baghdad)", "no edition is due", "says so"):
        assert words in shown
    run("subscribers", "change", "ann@example.org", "--country", "DE", "--all-countries", status=2)


def test_a_list_shows_those_of_a_state(run):
    """An empty one says what to do."""
    assert "retold subscribe" in run("subscribers", "list")
    run("subscribe", "ann@example.org", "--confirmed", "--affair", "Weir Street Bridge")
    run("subscribe", "bob@example.org", "--days", "mon,wed")
    everybody = run("subscribers", "list")
    assert "Weir Street Bridge" in everybody
    assert "mon wed, 07:00 (UTC)" in everybody
    confirmed = run("subscribers", "list", "--state", "confirmed")
    assert "ann@example.org" in confirmed
    assert "bob@example.org" not in confirmed
    assert "choose from pending" in run("subscribers", "list", "--state", "gone", status=2)


def test_a_reader_is_unsubscribed_exported_and_deleted(run):
    """Deleted only when the owner says yes."""
    run("subscribe", "ann@example.org", "--confirmed")
    told = json.loads(run("subscribers", "export", "ann@example.org"))
    assert told["subscriber"]["email"] == "ann@example.org"
    assert [task["kind"] for task in told["tasks"]] == ["edition"]
    assert "unsubscribed since" in run("subscribers", "unsubscribe", "ann@example.org")
    run("subscribers", "delete", "ann@example.org", status=1, answer="n\n")
    assert "unsubscribed" in run("subscribers", "list")
    assert "deleted" in run("subscribers", "delete", "ann@example.org", "--yes")
    assert "nobody" in run("subscribers", "list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("subscribe", "ann"), "ann: an e-mail address has an @"),
        (("subscribe", "bob@example.org", "--zone", "berlin"), "did you mean Europe/Berlin"),
        (("subscribe", "bob@example.org", "--affair", "Bridges"), "Bridges: no affair is called that"),
        (("subscribe", "bob@example.org", "--days", ","), "none is chosen"),
        (("subscribe", "ann@example.org"), "is subscribed already: see `retold subscribers change`"),
        (("subscribers", "show", "eve@example.org"), "no such subscriber: `retold subscribers list`"),
        (("subscribers", "change", "ann@example.org", "--at", "25:00"), "no time of the day"),
        (("subscribers", "change", "ann@example.org", "--language", "tlh"), "choose from ar, de, en"),
    ],
)
def test_what_can_not_be_done_is_told_with_the_next_step(run, words, said):
    """And nothing is changed."""
    run("subscribe", "ann@example.org", "--confirmed")
    before = run("subscribers", "list", "--json")
    with pytest.raises(InputError, match=said):
        run(*words)
    assert json.loads(run("subscribers", "list", "--json")).keys() == json.loads(before).keys()


def test_no_store_is_made_by_a_mistyped_name(run, tmp_path):
    """Readers would be subscribed to nothing."""
    with pytest.raises(StoreError, match="no store at"):
        run("subscribe", "ann@example.org", "--store", str(tmp_path / "nwes.sqlite"))
