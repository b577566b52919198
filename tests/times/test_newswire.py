"""Newswire sentences: extents and values by the practice of TimeML (newswire.tsv, made by hand)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from retold.times import find_times

FRIDAY = datetime(1998, 3, 6, tzinfo=UTC)
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "newswire.tsv").read_text(encoding="utf8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "wanted"), ROWS, ids=[text for text, _ in ROWS])
def test_sentence(text, wanted):
    """Each sentence has these expressions with these values, and no other."""
    found = find_times(text, FRIDAY)
    assert "; ".join(f"{one.span.text} = {one.value}" for one in found) == wanted


@pytest.mark.parametrize(("text", "wanted"), ROWS[::5], ids=[text for text, _ in ROWS[::5]])
def test_what_stands_around_changes_nothing(text, wanted):
    """The same in the middle of a paragraph about something else."""
    found = find_times(f"Nobody knew why.\n\n{text}\n\nThat was all.", FRIDAY)
    assert "; ".join(f"{one.span.text} = {one.value}" for one in found) == wanted


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("He left in March.", "DATE"),
        ("He left on Monday night.", "TIME"),
        ("He left at 9 a.m.", "TIME"),
        ("He stayed for three weeks.", "DURATION"),
        ("He stayed all day.", "DURATION"),
        ("He came every Monday.", "SET"),
        ("He came on Mondays.", "SET"),
        ("He recently left.", "DATE"),
    ],
)
def test_type(text, type):
    (one,) = find_times(text, FRIDAY)
    assert one.type == type
