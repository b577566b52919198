"""Archives of the example pages, and a session of Sail that the tests share."""

import json

import pytest

from retold.batch.engines import session


@pytest.fixture(scope="session")
def spark():
    with session("sail") as found:
        yield found


@pytest.fixture
def pages(examples):
    """The lines of an archive: the example pages, each at an address of its own."""
    folder = examples / "pages"
    return [
        json.dumps({"html": file.read_text(), "url": f"https://{file.relative_to(folder).with_suffix('')}"})
        for file in sorted(folder.rglob("*.html"))
    ]


@pytest.fixture
def inputs(tmp_path, pages):
    """Three files: a line in each that is no JSON, and a page of the first that is in all of them."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        lines = [*pages[number::3], pages[0], "nonsense"]
        (folder / f"{number}.jsonl").write_text("\n".join(lines) + "\n")
    return folder
