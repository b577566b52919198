"""What the documents say is true today."""

import re
import subprocess
import sys

import pytest
import typer
from tests.conftest import ROOT

import retold
from retold.cli import app
from retold.types import ChangeKind


def test_the_readme_shows_the_output_of_today():
    """Renew it with `python docs/readme.py`."""
    done = subprocess.run([sys.executable, "docs/readme.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_every_command_is_in_the_readme():
    """And has an example in its help."""
    readme = (ROOT / "README.md").read_text()
    for name, command in typer.main.get_command(app).commands.items():
        assert f"retold {name}" in readme
        assert "Example:" in command.help


def test_the_public_names_are_these():
    """A name that goes or comes is a decision."""
    assert sorted(retold.__all__) == [
        "InputError", "MissingPart", "NoArticle", "RetoldError", "StoreError", "Unreadable",
        "compare", "find_statements", "find_times", "group", "make_brief", "make_timeline", "read",
    ]  # fmt: skip


def test_every_kind_of_change_has_its_word():
    """In docs/words.md."""
    words = (ROOT / "docs" / "words.md").read_text()
    assert not [kind for kind in ChangeKind.__args__ if f"`{kind}`" not in words]


@pytest.mark.parametrize(
    "file", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "bench/README.md", "examples/README.md"]
)
def test_files_named_in_the_documents_exist(file):
    """A path in backquotes that looks like one of ours."""
    text = (ROOT / file).read_text()
    named = re.findall(r"`((?:src|tests|docs|bench|examples)/[\w./-]+)`", text)
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_version_is_the_same_everywhere():
    """In the package and in pyproject.toml."""
    assert f'version = "{retold.__version__}"' in (ROOT / "pyproject.toml").read_text()


def test_importing_is_light():
    """No parser, no numpy, no database: `retold --help` is quick."""
    heavy = (
        "import sys, retold, retold.cli\n"
        "print([m for m in ('spacy', 'numpy', 'sqlalchemy', 'trafilatura', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
