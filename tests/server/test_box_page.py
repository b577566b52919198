"""The box as a page: what an owner otherwise knows by command."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.server.conftest import NOW, Browser, settings

from retold.config import DEFAULT, Mailing
from retold.server.app import make_app
from retold.store import open_store
from retold.types import Task


@pytest.fixture
def backups(tmp_path):
    found = tmp_path / "backups"
    found.mkdir()
    return found


@pytest.fixture
def owner(box, people, backups, sqlite_place):
    config = replace(DEFAULT, mailing=Mailing(server="mail.invalid", password="tulip"))
    made = replace(
        settings(), config=config, backups=str(backups), store=str(sqlite_place),
        sources={"mailing.password": "retold.toml, line 12", "backups": "RETOLD_BACKUPS"},
    )  # fmt: skip
    found = Browser(make_app(replace(box, settings=made)))
    found.sign_in("Owner")
    return found


def test_settings_are_shown_with_where_they_were_set_and_without_secrets(owner):
    """And where to set them."""
    shown = owner.get("/box").text
    assert "tulip" not in shown
    assert "(hidden)" in shown
    assert "retold.toml, line 12" in shown
    assert "They are set there, not here" in shown
    assert "mail.invalid" in shown
    assert "<form" not in shown.partition("Settings</h2>")[2]


def test_work_is_counted_by_kind(owner, kept):
    """What was given up stands apart."""
    kept.add_tasks(Task(kind="page", key=str(number), due=NOW - timedelta(hours=1)) for number in range(3))
    [task] = kept.lease(["page"], "w", now=NOW, seconds=60)
    kept.fail(task, "gone", due=None)
    row = owner.get("/box").text.partition('<th scope="row">page</th>')[2].partition("</tr>")[0]
    assert ">2</td>" in row
    assert '<span class="state wait">1</span>' in row
    assert "2026-03-04 06:30 UTC" in row


def test_a_backup_is_written_by_a_button(owner, backups, kept):
    """Whole, and listed; looking writes none."""
    assert "There is none yet." in owner.get("/box").text
    assert not list(backups.iterdir())
    answer = owner.submit("/box/backup", "/box")
    assert answer.headers["location"] == "/box?said=backup"
    [file] = backups.iterdir()
    assert file.name == "retold-20260304-073000.sqlite"
    assert file.name in owner.get("/box").text
    with open_store(file, create=False) as copy:
        assert len(list(copy.accounts.all())) == 3


def test_a_backup_that_can_not_be_written_is_told(owner, backups):
    """On the page, until one is written."""
    backups.rmdir()
    backups.write_text("no folder")
    assert owner.submit("/box/backup", "/box").status_code == 303
    assert "was not written" in owner.get("/box").text


def test_without_a_folder_of_backups_it_is_said_what_to_set(app, people):
    """And nothing is written anywhere."""
    owner = Browser(app)
    owner.sign_in("Owner")
    assert "It is not known where backups are kept" in owner.get("/box").text
    answer = owner.submit("/box/backup", "/account")
    assert (answer.status_code, "No folder is set" in answer.text) == (422, True)


def test_the_doctor_tells_on_a_page_what_it_finds(owner, monkeypatch):
    """What is wrong first."""
    monkeypatch.setattr("retold.service.doctor.network.CHECKS", ())
    shown = owner.get("/box/doctor").text
    assert "to look at</h1>" in shown
    assert "nothing is damaged" in shown
    assert shown.index('class="state wait"') < shown.index('class="state good"')


def test_versions_are_shown(owner):
    """Of all that a report of a fault needs."""
    shown = owner.get("/box").text
    for words in ("Retold", "Python", "SQLite 3.", "migration 00", "docs/operating.md"):
        assert words in shown


def test_the_page_is_short_with_many_tasks_and_backups(owner, kept, backups):
    """Nothing is listed that can be counted."""
    kept.add_tasks(Task(kind="page", key=str(number), due=NOW) for number in range(5_000))
    for number in range(80):
        (backups / f"retold-20260101-{number:06}.sqlite").write_bytes(b"x")
    answer = owner.get("/box")
    assert "5,000" in answer.text
    assert "30 older files" in answer.text
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("role", ["editor", "reader", None])
def test_the_box_is_the_owners(app, people, role):
    """Nobody else sees settings or writes copies."""
    other = Browser(app)
    if role:
        other.sign_in(role.title())
    for path in ("/box", "/box/doctor"):
        assert other.get(path).status_code == (403 if role else 303)
    page = "/account" if role else "/sign-in"
    assert other.submit("/box/backup", page).status_code == (403 if role else 401)
