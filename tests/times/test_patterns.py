"""Each place is held against the patterns that can begin there; asking all of them gives the same."""

import re
from pathlib import Path

import pytest

from retold.times.firsts import first_symbols
from retold.times.patterns import _GRAMMAR, IDLE, IDLE_BEFORE_WORD, read
from retold.times.readings import Reading, Tokens
from retold.times.registry import READERS
from retold.times.scan import lexicon, scan

SENTENCES = [
    line.split("\t")[0]
    for line in (Path(__file__).parent / "newswire.tsv").read_text(encoding="utf8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("pattern", "symbols"),
    [
        ("ab", "a"),
        ("a?b", "ab"),
        ("[ab]c", "ab"),
        (r"\.a", "."),
        ("(?:a|b?)c", "abc"),
        ("(?<=x)a", "a"),
        ("(?!x)a|(?=y)b", "ab"),
        ("a{0,3}b{2}c", "ab"),
        ("a{1,3}b", "a"),
        ("(?:a?b?){0,2}c", "abc"),
    ],
)
def test_first_symbols(pattern, symbols):
    assert first_symbols(pattern) == set(symbols)


def slow_read(scanned, words):
    """Every pattern at every place, in the order of the grammar."""
    found = []
    at = 0
    while at < len(scanned.symbols):
        idle = re.compile(f"[{IDLE}]|[{IDLE_BEFORE_WORD}]x").match(scanned.symbols, at)
        step = at + 1
        for kind, pattern in [] if idle else _GRAMMAR:
            match = re.compile(pattern).match(scanned.symbols, at)
            readings = READERS[kind](Tokens(scanned, words, at, match.end())) if match else None
            if readings is not None:
                found += [readings] if isinstance(readings, Reading) else readings
                step = max(found[-1].end, step)
                break
        at = step
    return found


def test_few_patterns_find_what_all_find():
    words = lexicon("en")
    scanned = scan("\n\n".join(SENTENCES), words)
    assert read(scanned, words) == slow_read(scanned, words)
