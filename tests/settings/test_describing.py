"""What is shown of settings is made from where they stand, and can be read in again."""

import subprocess
import sys
import tomllib

from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT

from retold.settings import every, load
from retold.settings.describing import example, toml


def test_the_example_is_a_settings_file_that_changes_nothing(tmp_path):
    """Neither as it is, nor with all of its settings taken in."""
    (tmp_path / "retold.toml").write_text(example())
    assert load(environment={}, folder=tmp_path).sources == {}
    taken = "\n".join(line.removeprefix("# ") if _is_setting(line) else line for line in example().splitlines())
    (tmp_path / "retold.toml").write_text(taken)
    found = load(environment={}, folder=tmp_path)
    plain = load(environment={}, folder=tmp_path / "nowhere")
    assert len(found.sources) >= len([one for one in every() if one.default is not None]) - 1
    assert (found.config, found.site, found.log) == (plain.config, plain.site, plain.log)


def _is_setting(line):
    name, equals, value = line.removeprefix("# ").partition(" = ")
    return bool(equals) and name in {one.field for one in every()} and bool(value)


def test_every_setting_is_in_the_example():
    """With its default."""
    for one in every():
        assert f"\n# {one.field} = {toml(one.default) if one.default is not None else ''}".rstrip() in example()


@given(
    st.recursive(
        st.booleans()
        | st.integers(-(2**40), 2**40)
        | st.floats(allow_nan=False)
        | st.text(st.characters(codec="utf8")),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=5,
    )
)
def test_a_value_is_written_as_toml(value):
    """And read as what it was."""
    assert tomllib.loads(f"x = {toml(value)}") == {"x": value}


def test_no_password_is_shown():
    """Neither one that is a setting, nor one within an address."""
    named = {one.name: one for one in every()}
    assert named["mailing.password"].shown("tulip") == "(hidden)"
    assert named["mailing.password"].shown("") == '""'
    store = named["store"]
    assert store.shown("postgresql://ann:tulip@server/news") == '"postgresql://ann:***@server/news"'
    assert store.shown("postgresql://server/news?user=ann&password=tulip") == (
        '"postgresql://server/news?user=ann&password=***"'
    )


def test_the_document_of_settings_is_of_today():
    """Renew it with `python docs/settings.py`."""
    done = subprocess.run([sys.executable, "docs/settings.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0
