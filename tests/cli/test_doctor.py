"""`retold doctor` and `retold settings` by command: what is shown, and how they end."""

import json
import re
import tomllib

import pytest
import typer
from typer.testing import CliRunner

from retold.cli.doctor import doctor
from retold.cli.settings import settings
from retold.store import open_store

app = typer.Typer()
app.command()(doctor)
app.command()(settings)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working folder without anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, words, catch_exceptions=False)


def test_each_side_is_a_line_with_what_to_do_below(folder):
    """And the sum at the end; status 0 if nothing is broken."""
    open_store(folder / "news.sqlite").close()
    done = run("doctor", "--store", "news.sqlite")
    assert done.exit_code == 0
    assert re.search(r"^ok +integrity +nothing is damaged$", done.stdout, re.M)
    assert re.search(r"^warning +backups +it is not known where they are kept$", done.stdout, re.M)
    assert re.search(r"^ +→ set `backups` to their folder", done.stdout, re.M)
    assert done.stdout.endswith("\n1 warning\n")
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_the_status_is_1_if_something_does_not_work(folder):
    """Settings that are wrong, here; the store that they name is not looked for."""
    (folder / "retold.toml").write_text('store = "news.sqlite"\n[site]\nnmae = "x"\n')
    done = run("doctor")
    assert done.exit_code == 1
    assert "did you mean site.name?" in " ".join(done.stdout.split())
    assert "1 fault and 1 warning" in done.stdout


def test_a_program_gets_json(folder):
    """With the same findings."""
    (folder / "retold.toml").write_text('store = "news.sqlite"\nbackups = "."\n')
    open_store(folder / "news.sqlite").close()
    found = json.loads(run("doctor", "--json").stdout)
    assert found["well"] is True
    assert {one["state"] for one in found["findings"]} == {"ok"}
    assert {"name", "state", "said", "step"} == set(found["findings"][0])
    assert "store" in {one["name"] for one in found["findings"]}


def test_settings_are_shown_with_where_each_was_set(folder, monkeypatch):
    """What is at its default, too; nobody's password."""
    (folder / "retold.toml").write_text('[mailing]\npassword = "tulip"\nserver = "mail.test"\n')
    monkeypatch.setenv("RETOLD_LOG_LEVEL", "debug")
    monkeypatch.setenv("RETOLD_STORE", "postgresql://ann:tulip@server/news")
    shown = run("settings").stdout
    assert re.search(r"^store +\"postgresql://ann:\*\*\*@server/news\" +RETOLD_STORE$", shown, re.M)
    assert re.search(r"^mailing\.server +\"mail\.test\" +retold\.toml, line 3$", shown, re.M)
    assert re.search(r"^mailing\.password +\(hidden\) +retold\.toml, line 2$", shown, re.M)
    assert re.search(r"^log\.level +\"debug\" +RETOLD_LOG_LEVEL$", shown, re.M)
    assert re.search(r"^working\.threads +2 +unless set$", shown, re.M)
    assert "tulip" not in shown
    told = json.loads(run("settings", "--json").stdout)
    assert told["settings"]["log.level"] == {"value": "debug", "from": "RETOLD_LOG_LEVEL"}
    assert told["settings"]["working.threads"] == {"value": 2, "from": None}
    assert told["settings"]["mailing.password"]["value"] == "(hidden)"
    assert told["settings"]["store"]["value"] == "postgresql://ann:***@server/news"
    assert "tulip" not in json.dumps(told)


def test_the_example_can_be_kept_as_a_file(folder):
    """`retold settings --example > retold.toml` makes settings that change nothing."""
    (folder / "retold.toml").write_text(run("settings", "--example").stdout)
    assert all(value == {} for value in tomllib.loads((folder / "retold.toml").read_text()).values())
    assert run("settings").exit_code == 0
