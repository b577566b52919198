"""Sentences of our own with what a careful reader finds in them: `golden.tsv` beside this file."""

from collections import defaultdict
from pathlib import Path

import pytest

from parsed import parsed
from retold.statements import find_statements


def _golden():
    rows = defaultdict(list)
    for line in Path(__file__).with_name("golden.tsv").read_text(encoding="utf8").splitlines():
        if not line.startswith("#"):
            text, *fields = line.split("\t")
            rows[text] += [tuple(fields)] if fields else []
    return rows


GOLDEN = _golden()


def test_there_are_enough_sentences():
    """Of both tiers, of every attitude, asserted and not, quoted and not."""
    assert len(GOLDEN) >= 120
    found = [row for rows in GOLDEN.values() for row in rows]
    attitudes = (
        "says confirms concedes accuses asks demands denies declines supports opposes wants plans expects believes "
        "fears doubts"
    )
    assert {row[5] for row in found} == set(attitudes.split())
    assert {row[4] for row in found} == {"said", "stance"}
    assert {row[6] for row in found} == {"yes", "no"}
    assert sum(row[7] != "" for row in found) >= 5


@pytest.mark.parametrize("text", GOLDEN)
def test_a_sentence_gives_what_a_reader_finds(text):
    """All its statements, with source, cue, content, tier, attitude, whether asserted, and who quotes it."""
    found = [
        (
            statement.source.name if statement.source.kind != "article" else "article",
            statement.cue.text,
            statement.content.text,
            statement.directness,
            statement.tier,
            statement.attitude,
            "yes" if statement.asserted else "no",
            statement.quoted_by.name if statement.quoted_by is not None else "",
        )
        for statement in find_statements(*parsed(text.replace("|", "\n\n")))
    ]
    assert found == GOLDEN[text]
