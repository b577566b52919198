"""What the import contract can't see."""

import ast
import json
import re

import pytest
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "retold"
ADAPTERS = {
    "batch", "cli", "display", "intake", "logs", "mail", "parsing", "records", "server", "service", "settings", "store",
    "testing", "web",
}  # fmt: skip
MODULES = sorted(SOURCE.rglob("*.py"))
CORE = [module for module in MODULES if module.relative_to(SOURCE).parts[0].removesuffix(".py") not in ADAPTERS]


@pytest.mark.parametrize("module", CORE, ids=lambda module: str(module.relative_to(SOURCE)))
def test_the_core_asks_no_clock_and_opens_no_file(module):
    """Time is an argument; packaged tables come through `retold.knowledge`."""
    calls = {
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for call in ast.walk(ast.parse(module.read_text()))
        if isinstance(call, ast.Call)
    }
    assert not calls & {"now", "today", "utcnow", "open", "write_text", "write_bytes", "print", "input"}
    if module.parent.name != "knowledge":
        assert "read_bytes" not in calls


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(SOURCE)))
def test_every_module_says_what_it_is(module):
    """Its docstring is its contract."""
    assert ast.get_docstring(ast.parse(module.read_text()))


def test_every_room_is_on_the_map():
    """A newcomer finds it in ARCHITECTURE.md."""
    page = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = {module.relative_to(SOURCE).parts[0].removesuffix(".py") for module in MODULES} - {"__init__"}
    assert not [room for room in rooms if f"`{room}`" not in page and f"`{room}/`" not in page]


@pytest.mark.parametrize("table", sorted(SOURCE.glob("knowledge/*.tsv")), ids=lambda table: table.stem)
def test_a_table_is_sorted_and_says_where_it_comes_from(table):
    """And has no row twice."""
    lines = table.read_text(encoding="utf8").splitlines()
    assert lines[0].startswith("# source:")
    rows = [line for line in lines if not line.startswith("#")]
    assert rows == sorted(rows, key=lambda row: row.split("\t"))
    assert len(rows) == len(set(rows))


def test_every_table_is_used():
    """Knowledge that nobody asks for goes."""
    code = "\n".join(module.read_text() for module in MODULES)
    assert not [
        table.stem for table in SOURCE.glob("knowledge/*.*") if table.suffix != ".py" and table.stem not in code
    ]


def test_gates_are_of_figures_that_are_measured():
    """A renamed figure would slip through its gate."""
    gates = json.loads((ROOT / "bench" / "gates.json").read_text())
    figures = json.loads((ROOT / "bench" / "quality.json").read_text())
    named = {**gates["floors"], **gates["ceilings"]}
    assert named
    assert not named.keys() - figures.keys()
    assert all(figures[what] >= floor for what, floor in gates["floors"].items())
    assert all(figures[what] <= ceiling for what, ceiling in gates["ceilings"].items())


def test_no_file_names_a_place_on_somebodys_machine():
    """No home folder, no absolute path of a checkout."""
    pattern = re.compile(r"/(?:home|root|work|Users)/\w+")
    files = [*SOURCE.rglob("*"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*"), *ROOT.glob("*.*")]
    texts = (
        file for file in files if file.is_file() and file.suffix in {".py", ".md", ".toml", ".tsv", ".json", ".lock"}
    )
    assert not [file.name for file in texts if pattern.search(file.read_text(encoding="utf8"))]
