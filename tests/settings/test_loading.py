"""Settings from a file and the environment: what is found, what stands above what, and what is said of faults."""

import re
from contextlib import suppress
from dataclasses import fields, replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.config import DEFAULT, TaskKind
from retold.errors import SettingsError
from retold.service import working
from retold.settings import every, load
from retold.settings.describing import holder
from retold.settings.values import SECTIONS, TOP


@pytest.fixture
def write(tmp_path):
    """Writes the settings file of a folder."""

    def written(words):
        (tmp_path / "retold.toml").write_text(words, encoding="utf8")
        return tmp_path

    return written


def loaded(folder, file=None, **environment):
    return load(file, environment=environment, folder=folder)


def faults(folder, **environment):
    with pytest.raises(SettingsError) as caught:
        loaded(folder, **environment)
    return caught.value.faults


def test_without_any_file_all_is_at_its_default(tmp_path):
    """And nothing has a place."""
    found = loaded(tmp_path)
    assert found.config == replace(DEFAULT, subscribing=replace(DEFAULT.subscribing, site=found.site.url))
    assert (found.file, found.store, dict(found.sources)) == (None, "", {})


def test_what_a_file_says_holds(write):
    """Each with the line on which it stands; what it doesn't say stays as it was."""
    folder = write('store = "news.sqlite"\n\n[reading]\nmax_redirects = 3\nallowed_hosts = ["a.test", "10.0.0.0/8"]\n')
    found = loaded(folder)
    assert found.store == str(folder / "news.sqlite")
    assert found.config.reading == replace(DEFAULT.reading, max_redirects=3, allowed_hosts=("a.test", "10.0.0.0/8"))
    assert found.sources == {
        "store": "retold.toml, line 1",
        "reading.max_redirects": "retold.toml, line 4",
        "reading.allowed_hosts": "retold.toml, line 5",
    }


def test_the_environment_stands_above_the_file(write):
    """Words become what the setting is; a list is parted at commas."""
    folder = write("[reading]\nmax_redirects = 3\nfetch_timeout = 5\n")
    found = loaded(
        folder,
        RETOLD_READING_MAX_REDIRECTS="4",
        RETOLD_READING_ALLOWED_HOSTS="a.test, b.test",
        RETOLD_MAILING_ALLOW_UNENCRYPTED="true",
        RETOLD_STORE="here.sqlite",
    )
    assert (found.config.reading.max_redirects, found.config.reading.fetch_timeout) == (4, 5.0)
    assert found.config.reading.allowed_hosts == ("a.test", "b.test")
    assert found.config.mailing.allow_unencrypted is True
    assert found.store == "here.sqlite"
    assert found.sources["reading.max_redirects"] == "RETOLD_READING_MAX_REDIRECTS"


def test_a_file_is_looked_for_in_four_places(tmp_path):
    """The one named, that of RETOLD_SETTINGS, the working folder's, the user's own."""
    here, home = tmp_path / "here", tmp_path / "home"
    for folder in (here, home / ".config" / "retold"):
        folder.mkdir(parents=True)
    user = home / ".config" / "retold" / "retold.toml"
    places = [tmp_path / "named.toml", tmp_path / "told.toml", here / "retold.toml", user]
    for number, place in enumerate(places):
        place.write_text(f'[site]\nname = "{number}"\n')
    environment = {"RETOLD_SETTINGS": str(places[1]), "HOME": str(home)}
    assert loaded(here, places[0], **environment).site.name == "0"
    assert loaded(here, **environment).site.name == "1"
    assert loaded(here, HOME=str(home)).site.name == "2"
    places[2].unlink()
    assert loaded(here, HOME=str(home)).file == user
    assert loaded(here, HOME=str(home), XDG_CONFIG_HOME=str(tmp_path)).file is None


def test_a_file_that_was_named_has_to_be_there(tmp_path):
    """Else the defaults would be in force unnoticed."""
    for named in ({"file": tmp_path / "no.toml"}, {"RETOLD_SETTINGS": str(tmp_path / "no.toml")}):
        with pytest.raises(SettingsError, match=r"no settings file at .*no\.toml: name one"):
            loaded(tmp_path, **named)


def test_all_faults_are_told_at_once_in_the_order_of_the_file(write):
    """Each with its place, what it is, and what it must be or was meant."""
    folder = write(
        'stoer = "x"\n[site]\nurl = "brief.example.org"\nnmae = "x"\n[log]\nlevel = "loud"\n[maling]\nserver = "x"\n'
        '[reading]\nmax_redirects = "ten"\nfetch_timeout = -1\nfetch_total = nan\nallowed_hosts = "a.test"\n'
        "referee_below = 0.2\n[alignment]\nx = 1\n[worker]\n"
    )
    found = faults(folder, RETOLD_SITE_NAM="x", RETOLD_STROE="x", RETOLD_WORKING_THREADS="0")
    assert found == (
        "retold.toml, line 1: there is no setting stoer; did you mean store?",
        'retold.toml, line 3: site.url is "brief.example.org", and must be an address as a browser has it: '
        'https://brief.example.org (unless set it is "http://localhost:8000")',
        "retold.toml, line 4: there is no setting site.nmae; did you mean site.name?",
        'retold.toml, line 6: log.level is "loud", and must be one of "debug", "info", "warning", "error" '
        '(unless set it is "info")',
        "retold.toml, line 7: there is no section [maling]; did you mean [mailing]?",
        'retold.toml, line 10: reading.max_redirects is "ten", and must be a whole number (unless set it is 10)',
        "retold.toml, line 11: reading.fetch_timeout is -1, and must not be below zero (unless set it is 20.0)",
        "retold.toml, line 12: reading.fetch_total is nan, and must be a number that ends (unless set it is 60.0)",
        'retold.toml, line 13: reading.allowed_hosts is "a.test", and must be a list, each text',
        "retold.toml, line 14: reading.referee_below is no setting: what decides of texts was measured, and stands in "
        "retold/config.py",
        "retold.toml, line 15: alignment is no setting: what decides of texts was measured, and stands in "
        "retold/config.py",
        "retold.toml, line 17: there is no section [worker]; did you mean [working]?",
        "RETOLD_SITE_NAM: there is no such setting; did you mean RETOLD_SITE_NAME?",
        "RETOLD_STROE: there is no such setting; did you mean RETOLD_STORE?",
        'RETOLD_WORKING_THREADS: working.threads is "0", and must be 1 to 64 (unless set it is 2)',
    )
    with pytest.raises(SettingsError, match="15 settings can't be used"):
        loaded(folder, RETOLD_SITE_NAM="x", RETOLD_STROE="x", RETOLD_WORKING_THREADS="0")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("port = 25\n", "there is no setting port; did you mean mailing.port?"),
        ("mailing = 25\n", "mailing is a section: write [mailing]"),
        ("[mailing]\nsecurity = 'ssl'\n", 'must be one of "starttls", "tls", "none"'),
        ("[mailing]\nport = 70000\n", "must be a port, 1 to 65535"),
        ("[mailing]\nport = 587.5\n", "must be a whole number"),
        ("[mailing]\nport = true\n", "must be a whole number"),
        ("[mailing]\nallow_unencrypted = 1\n", "must be true or false"),
        ("[mailing]\nsender = 'nobody'\n", "must hold an e-mail address"),
        ('[mailing]\nsender = "a@b.test\\nBcc: c@d.test"\n', "must be one line"),
        ("[mailing]\n[mailing.password]\nx = 1\n", "mailing.password is (hidden), and must be text"),
        ("[site]\nurl = 'https://brief.test:99999'\n", "must be an address"),
        ("[site]\nurl = 2020-01-01\n", "must be text"),
        ("[working]\nkinds = ['feed', 'fed']\n", 'each one of "feed"'),
        ("[site]\nname = Brief\n", "is no TOML"),
        ("[watching]\nlooks = ['1 h', 'soon']\n", "must be otherwise: "),
        ("[reading]\nallowed_hosts = ['a.test', '10.0.0.0/99']\n", "must be otherwise: '10.0.0.0/99'"),
        ("[site]\nname = 'a'\nname = 'b'\n", "is no TOML"),
    ],
)
def test_a_fault_names_the_setting_and_what_it_must_be(write, words, said):
    """Of wrong types, of values out of bounds, of what is no TOML at all."""
    (fault,) = faults(write(words))
    assert said in fault
    assert "retold.toml" in fault


def test_variables_of_others_are_left_alone(tmp_path):
    """Kubernetes sets RETOLD_PORT for a service that is named retold."""
    loaded(tmp_path, RETOLD_PORT="tcp://10.0.0.1:80", RETOLD_SERVICE_HOST="10.0.0.1", RETOLDNESS="x")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("RETOLD_MAIL_PASSWORD", "RETOLD_MAILING_PASSWORD"),
        ("RETOLD_LOG", "RETOLD_LOG_... with a setting of [log]"),
        ("RETOLD_READING_SO_AND_SO", "RETOLD_READING_... with a setting of [reading]"),
        ("RETOLD_LOG_LEVL", "RETOLD_LOG_LEVEL"),
    ],
)
def test_a_variable_that_is_meant_for_a_setting_is_no_mere_noise(tmp_path, name, meant):
    """Else a mail server's password would be missing unnoticed."""
    assert faults(tmp_path, **{name: "x"}) == (f"{name}: there is no such setting; did you mean {meant}?",)


def test_a_secret_comes_from_a_file_that_a_variable_names(tmp_path):
    """As Docker and systemd hand it over; its last line break is an editor's."""
    secret = tmp_path / "secret"
    secret.write_text(" tulip \n")
    assert loaded(tmp_path, RETOLD_MAILING_PASSWORD_FILE=str(secret)).config.mailing.password == " tulip "
    (fault,) = faults(tmp_path, RETOLD_MAILING_PASSWORD_FILE=str(secret), RETOLD_MAILING_PASSWORD="rose")
    assert fault == "RETOLD_MAILING_PASSWORD_FILE: RETOLD_MAILING_PASSWORD is set, too; unset one of them"
    (fault,) = faults(tmp_path, RETOLD_MAILING_PASSWORD_FILE=str(tmp_path / "none"))
    assert "can't be read (No such file or directory)" in fault
    (fault,) = faults(tmp_path, RETOLD_MAILING_SERVER_FILE=str(secret))
    assert "there is no such setting" in fault


def test_no_fault_shows_a_secret(write):
    """Neither a password, nor that of a store's address, nor what a misspelled one holds."""
    folder = write('[mailing]\npassword = ["tulip"]\npasword = "tulip"\n')
    said = " ".join(faults(folder, RETOLD_STORE="postgresql://ann:tulip\n@server/news", RETOLD_MAILING_PASSWRD="tulip"))
    assert "tulip" not in said
    assert said.count("did you mean") == 2


def test_no_more_than_what_is_right_is_shown_of_the_settings(tmp_path):
    """The value of a dataclass is printed by chance: in a traceback, say."""
    assert "tulip" not in repr(loaded(tmp_path, RETOLD_MAILING_PASSWORD="tulip"))


def test_a_path_in_a_file_begins_at_that_file(write):
    """Wherever Retold is started from; addresses and absolute paths are as they are."""
    folder = write('store = "kept/news.sqlite"\nbackups = "/var/backups"\n[mailing]\nca_file = "ca.pem"\n')
    found = load(folder / "retold.toml", environment={}, folder=folder.parent)
    assert (found.store, found.backups) == (str(folder / "kept/news.sqlite"), "/var/backups")
    assert found.config.mailing.ca_file == str(folder / "ca.pem")
    (folder / "retold.toml").write_text('store = "postgresql://ann@server/news"')
    assert loaded(folder).store == "postgresql://ann@server/news"


def test_address_and_name_of_the_brief_are_set_once(write):
    """For its pages and for the mails whose links lead there."""
    found = loaded(write('[site]\nurl = "https://brief.test/retold/"\nname = "Früh"\n'))
    assert found.config.subscribing.site == found.site.url == "https://brief.test/retold/"
    assert found.config.subscribing.name == found.site.name == "Früh"


def test_a_windows_editors_file_is_read(tmp_path):
    """With its mark of UTF-8 and its line ends."""
    (tmp_path / "retold.toml").write_bytes('\ufeff[site]\r\nname = "Früh"\r\n'.encode())
    assert loaded(tmp_path).site.name == "Früh"
    (tmp_path / "retold.toml").write_bytes('[site]\nname = "Früh"'.encode("latin1"))
    assert "no UTF-8" in faults(tmp_path)[0]


def test_every_setting_is_there_and_says_what_it_means():
    """One that is named and isn't there would be missed at once."""
    for section in SECTIONS:
        assert {*(section.fields or ()), *section.without} <= {field.name for field in fields(holder(section))}
    assert [one.name for one in every()][: len(TOP)] == list(TOP)
    assert not [one.name for one in every() if not one.meaning]
    assert len({one.variable for one in every()}) == len(every())
    assert not [one.name for one in every() if re.search(r"<class|typing", one.must_be)]


def test_every_kind_of_work_can_be_named():
    """And no other."""
    assert set(get_args(TaskKind)) == set(working.KINDS)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_name_of_a_setting_is_answered_and_not_run_into(name):
    """Whatever stands in the environment."""
    with suppress(SettingsError):
        load(environment={f"RETOLD_{name}": "x"})
