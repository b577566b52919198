"""`retold people`, as the owner uses it, also one who is locked out."""

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from retold.cli.people import app
from retold.errors import InputError, StoreError
from retold.service import accounts
from retold.store import open_store

PASSWORD = "correct horse battery"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command on a store with an owner; what it printed. Its error is raised."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOLD_STORE", str(tmp_path / "news.sqlite"))
    monkeypatch.setenv("RETOLD_SITE_URL", "https://brief.test/")
    with open_store(tmp_path / "news.sqlite") as kept:
        assert kept.accounts.add(accounts.new_account("Owner", PASSWORD, role="owner", now=datetime.now(UTC)))

    def call(*words, status=0, answer=None):
        done = CliRunner().invoke(app, words, input=answer, catch_exceptions=False)
        assert done.exit_code == status, done.output
        return done.output

    return call


def choose(tmp_path, told, password):
    token = told.partition("https://brief.test/password?token=")[2].strip()
    with open_store(tmp_path / "news.sqlite") as kept:
        return accounts.choose_password(token, password, store=kept, now=datetime.now(UTC))


def test_somebody_is_added_and_chooses_a_password(run, tmp_path):
    """By the link that is printed."""
    told = run("add", "Ann", "--role", "editor")
    assert told.startswith("Ann (editor) chooses a password by this link, once and within 3 days:\nhttps://brief.test/")
    assert "Ann    editor  has not chosen a password yet" in run("list")
    assert choose(tmp_path, told, "a password of one's own").role == "editor"
    with open_store(tmp_path / "news.sqlite") as kept:
        assert accounts.sign_in("ann", "a password of one's own", store=kept, now=datetime.now(UTC))
    assert "Ann    editor  last signed in 20" in run("list")


def test_an_owner_who_is_locked_out_gets_a_link(run, tmp_path):
    """Of whoever may use the store."""
    choose(tmp_path, run("reset", "oWNER"), "another password now")
    with open_store(tmp_path / "news.sqlite") as kept:
        assert accounts.sign_in("Owner", "another password now", store=kept, now=datetime.now(UTC))
        assert accounts.sign_in("Owner", PASSWORD, store=kept, now=datetime.now(UTC)) is None


def test_roles_are_given_and_people_removed(run):
    """Removed only when one says yes."""
    run("add", "Ann")
    assert run("role", "ann", "editor") == "Ann: editor from now on\n"
    run("remove", "Ann", status=1, answer="n\n")
    assert "Ann    editor" in run("list")
    assert "Ann: removed" in run("remove", "Ann", "--yes")
    assert "Ann" not in run("list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "OWNER"), "somebody's already"),
        (("add", " "), "1 to 60 characters"),
        (("role", "Eve", "editor"), "nobody here is called that"),
        (("role", "Owner", "reader"), "nobody else is an owner"),
        (("remove", "Owner", "--yes"), "nobody else is an owner"),
        (("reset", "Eve"), "`retold people list` shows them all"),
    ],
)
def test_what_can_not_be_done_is_told(run, words, said):
    """With the next step."""
    with pytest.raises(InputError, match=said):
        run(*words)


def test_a_role_is_one_of_three(run):
    """Whatever else is written is told at once."""
    assert "choose from reader, editor, owner" in run("add", "Ann", "--role", "king", status=2)
    assert "choose from reader, editor, owner" in run("role", "Owner", "king", status=2)


def test_no_store_is_made_by_a_mistyped_name(run, tmp_path):
    """Nobody would be in it."""
    with pytest.raises(StoreError, match="no store at"):
        run("list", "--store", str(tmp_path / "nwes.sqlite"))


def test_a_new_box_says_how_its_owner_comes(run, tmp_path):
    """By a link that is printed at the start."""
    open_store(tmp_path / "new.sqlite").close()
    assert "`retold serve` prints a link" in run("list", "--store", str(tmp_path / "new.sqlite"))
